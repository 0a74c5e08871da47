/* The marks on the map: numbered stops, late ones, stops without a tour, depots. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});
  const SVG = "http://www.w3.org/2000/svg";

  const FEW_STOPS = 60; /* up to here every stop of a plan carries its number */
  const ROOM_PX2 = 4500; /* map per stop that it takes to number those in sight, where a plan has more */
  const MARK_PX = 23; /* distance that keeps two numbers readable */
  const FAR_PX = 44; /* how far a number may stand from its stop */

  termintreu.mark = function (kind) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "mark mark--" + kind);
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", "#mark-" + kind);
    svg.appendChild(use);
    return svg;
  };

  termintreu.tourClass = function (tour) {
    return "t" + (((tour - 1) % 12) + 1);
  };

  termintreu.placeOf = function (feature) {
    return termintreu.latLng(feature.geometry.coordinates);
  };

  function span(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text || "";
    return element;
  }

  function stopFace(stop) {
    const face = document.createDocumentFragment();
    const at = span("pin__at");
    at.appendChild(span("pin__no", String(stop.position)));
    if (stop.late) at.appendChild(termintreu.mark("late"));
    else if (stop.tight) at.appendChild(termintreu.mark("tight"));
    face.append(span("pin__line"), at);
    return face;
  }

  function openFace(stop) {
    const at = span("pin__at pin__at--open");
    at.appendChild(termintreu.mark("open"));
    if (stop.due) at.appendChild(termintreu.mark("late"));
    const face = document.createDocumentFragment();
    face.append(span("pin__line"), at);
    return face;
  }

  function classesOf(stop) {
    if (stop.kind === "unassigned") return "pin pin--open" + (stop.due ? " is-late" : "");
    return "pin " + termintreu.tourClass(stop.tour) + (stop.late ? " is-late" : stop.tight ? " is-tight" : "");
  }

  function tip(stop, doc) {
    const time = stop.arrival ? termintreu.clock(stop.arrival, doc) + " " : "";
    return span("", time + (stop.name || stop.stop_id));
  }

  function stopMarker(feature, doc, on) {
    const stop = feature.properties;
    const face = stop.kind === "stop" ? stopFace(stop) : openFace(stop);
    const marker = L.marker(termintreu.placeOf(feature), { icon: termintreu.icon(classesOf(stop), face), keyboard: false });
    marker.bindTooltip(tip(stop, doc), { className: "tip", direction: "top", offset: [0, -14] });
    marker.on("click", () => on.choose(stop));
    marker.on("mouseover", () => on.near(stop));
    marker.on("mouseout", () => on.near(null));
    return { stop: stop, place: termintreu.placeOf(feature), marker: marker };
  }

  termintreu.depotMarker = function (feature, doc) {
    const face = termintreu.mark("depot");
    const marker = L.marker(termintreu.placeOf(feature), { icon: termintreu.icon("place", face), keyboard: false, zIndexOffset: -500 });
    const name = span("", doc.words.depot + " " + feature.properties.depot_id);
    return marker.bindTooltip(name, { className: "tip", direction: "top", offset: [0, -12] });
  };

  function shift(element, offset) {
    const set = (name, value) => element.style.setProperty(name, value);
    const away = Math.hypot(offset.x, offset.y);
    set("--dx", offset.x.toFixed(1) + "px");
    set("--dy", offset.y.toFixed(1) + "px");
    set("--far", (away > 6 ? away : 0).toFixed(1) + "px");
    set("--turn", Math.atan2(offset.y, offset.x).toFixed(4) + "rad");
  }

  termintreu.stopMarks = function (plan, doc, map, on) {
    const marks = plan.stops.concat(plan.open).map((feature) => stopMarker(feature, doc, on));
    const group = L.layerGroup(marks.map((item) => item.marker));

    function isNumbered(item, state, roomy) {
      if (item.stop.tour === state.near) return true;
      if (state.tour !== null) return item.stop.tour === state.tour;
      return state.onlyLate ? item.marker.getElement().classList.contains("is-late") : roomy;
    }

    function roomForAll() {
      if (marks.length <= FEW_STOPS) return true;
      const size = map.getSize();
      const seen = marks.filter((item) => map.getBounds().contains(item.place)).length;
      return seen <= FEW_STOPS && seen * ROOM_PX2 <= size.x * size.y;
    }

    function zIndex(item, state) {
      if (item.stop.stop_id === state.stop) return 4000;
      if (state.tour !== null && item.stop.tour === state.tour) return 2000;
      return item.marker.getElement().classList.contains("is-late") ? 1000 : 0;
    }

    /* Which marks carry a number, and where the numbers find room. */
    function arrange(state) {
      const roomy = roomForAll();
      const large = [];
      marks.forEach(function (item) {
        const numbered = item.stop.kind === "unassigned" || isNumbered(item, state, roomy);
        const element = item.marker.getElement();
        element.classList.toggle("pin--small", !numbered);
        if (numbered) large.push(item);
        else shift(element, { x: 0, y: 0 });
      });
      const depots = doc.depots.map((depot) => termintreu.placeOf(depot));
      const points = large.map((item) => item.place).concat(depots).map((place) => map.latLngToLayerPoint(place));
      const isFree = (i) => i < large.length && large[i].stop.stop_id !== state.nearStop; /* else it would flee the pointer */
      const offsets = termintreu.spread(points, MARK_PX, (i) => (isFree(i) ? FAR_PX : 0));
      large.forEach((item, i) => shift(item.marker.getElement(), offsets[i]));
    }

    function show(state) {
      marks.forEach(function (item) {
        const element = item.marker.getElement();
        const classes = element.classList;
        element.dataset.stop = item.stop.stop_id;
        classes.toggle("is-on", state.tour !== null && item.stop.tour === state.tour);
        classes.toggle("is-chosen", item.stop.stop_id === state.stop);
        item.marker.setZIndexOffset(zIndex(item, state));
      });
      arrange(state);
    }

    return { layer: group, show: show, arrange: arrange };
  };
})();
