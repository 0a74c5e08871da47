/* The map: the town's streets, the tours, the stops; in step with the list. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { say } = desk;

  const MANY_STOPS = 300; /* beyond, only the chosen tour's stops are marks; the rest is on a canvas */
  const MANY_TOURS = 12; /* beyond, only chosen, late and hovered tours are coloured */
  const MARGIN = 36; /* pixels that a chosen stop keeps from the map's edge */
  const EDGES = { paddingTopLeft: [28, 28], paddingBottomRight: [28, 76], maxZoom: 16 }; /* below lies the key */

  const box = document.querySelector("[data-map]");
  const mapBox = document.querySelector("[data-mapbox]");
  const note = document.querySelector("[data-map-note]");
  const path = "/api/v1/plans/" + encodeURIComponent(desk.given.plan_id) + "/map";

  const drawn = { map: null, layers: [], doc: null, plan: null, lines: null, marks: null, dots: null, preview: null, bounds: null };

  function tellNote(text, again) {
    note.hidden = !text;
    note.replaceChildren(text || "");
    if (again) note.append(" ", desk.button("btn btn--s", say("again"), again));
  }

  /* The document says what is late as planned; the plan knows how likely it is. */
  function judge(feature) {
    const known = state.visits.get(feature.properties.stop_id);
    if (!known) return;
    feature.properties.late = desk.isLate(known.visit);
    feature.properties.tight = desk.isTight(known.visit);
  }

  const isSettled = (props) => props.kind === "unassigned" || (state.visits.has(props.stop_id) && !state.pending.has(props.stop_id));

  const isLarge = () => drawn.plan.stops.length + drawn.plan.open.length > MANY_STOPS;

  function markedPlan() {
    const plan = drawn.plan;
    if (!isLarge()) return plan;
    const ofTour = (feature) => feature.properties.tour === state.tour;
    const isChosen = (feature) => feature.properties.stop_id === state.stop;
    return Object.assign({}, plan, { stops: plan.stops.filter(ofTour), open: plan.open.filter(isChosen) });
  }

  const on = {
    choose: (stop) => desk.wasDragged() || desk.chooseStop(stop.stop_id),
    near: (stop) => desk.near(stop && stop.tour, stop && stop.stop_id),
  };

  function drawMarks() {
    if (drawn.marks) drawn.marks.layer.remove();
    drawn.marks = termintreu.stopMarks(markedPlan(), drawn.doc, drawn.map, on);
    drawn.marks.layer.addTo(drawn.map);
  }

  /* Every stop of a large plan as a dot on one canvas. */
  function drawDots() {
    if (drawn.dots) drawn.dots.remove();
    drawn.dots = isLarge() ? desk.stopDots(drawn.plan, mapBox, on).addTo(drawn.map) : null;
  }

  function drawPlan(data) {
    data.features.forEach(judge);
    drawn.doc = termintreu.planDocument(data);
    drawn.plan = drawn.doc.plans[0];
    if (drawn.lines) drawn.lines.layer.remove();
    drawn.lines = termintreu.tourLines(drawn.plan, drawn.doc, drawn.map, {
      choose: (tour) => desk.wasDragged() || desk.chooseTour(tour),
      near: (tour) => desk.near(tour, null),
    });
    drawn.lines.layer.addTo(drawn.map);
    drawDots();
    drawMarks();
    mapBox.classList.toggle("is-many", drawn.plan.tours.size > MANY_TOURS);
    if (drawn.depots) drawn.depots.remove();
    drawn.depots = L.layerGroup(drawn.doc.depots.map((depot) => termintreu.depotMarker(depot, drawn.doc))).addTo(drawn.map);
    show();
  }

  const shown = () => ({ tour: state.tour, stop: state.stop, near: state.near, nearStop: state.nearStop, onlyLate: state.filter === "late" });

  let numbered = null;
  let isAsked = false;

  /* Many rows can pass under the pointer in the time of one picture. */
  desk.numberNear = function () {
    if (!drawn.marks || state.near === numbered || isAsked) return;
    isAsked = true;
    window.requestAnimationFrame(function () {
      isAsked = false;
      numbered = state.near;
      drawn.marks.arrange(shown());
    });
  };

  const fit = (bounds) => drawn.map.fitBounds(bounds, Object.assign({ animate: !termintreu.CALM && Boolean(drawn.lines) }, EDGES));

  function show() {
    if (!drawn.marks) return;
    if (isLarge()) drawMarks();
    mapBox.classList.toggle("has-choice", state.tour !== null);
    drawn.lines.show(shown());
    drawn.marks.show(shown());
    box.querySelectorAll(".pin").forEach(function (pin) {
      const visit = state.visits.get(pin.dataset.stop);
      pin.classList.toggle("is-gone", Boolean(visit) && !isSettled({ stop_id: pin.dataset.stop }));
    });
  }

  /* Moves the map only if the place is out of sight or under the card, and no further than needed. */
  function uncover() {
    const feature = drawn.plan && state.stop !== null && drawn.plan.byStop.get(state.stop);
    if (!feature || !box.clientWidth) return;
    const at = drawn.map.latLngToContainerPoint(termintreu.placeOf(feature));
    const size = drawn.map.getSize();
    const card = document.querySelector("[data-card]");
    const right = card.hidden || size.x < 560 ? size.x - MARGIN : card.offsetLeft - MARGIN;
    const goal = L.point(Math.min(Math.max(at.x, MARGIN), right), Math.min(Math.max(at.y, MARGIN), size.y - MARGIN));
    const isUnder = at.x > right && at.y < card.offsetTop + card.offsetHeight + MARGIN;
    const isOut = !L.bounds([MARGIN, MARGIN], [size.x - MARGIN, size.y - MARGIN]).contains(at);
    if (isUnder || isOut) drawn.map.panBy(at.subtract(goal), { animate: !termintreu.CALM });
  }

  function fitTour() {
    const bounds = drawn.lines && state.tour !== null && drawn.lines.boundsOf(state.tour);
    if (bounds && bounds.isValid() && !drawn.map.getBounds().contains(bounds)) fit(bounds);
  }

  desk.showPreview = function (lines) {
    if (drawn.preview) drawn.preview.remove();
    drawn.preview = null;
    if (!lines || !drawn.map) return;
    const style = (feature) => ({ className: "ghost" + (feature.properties.kind === "gone" ? " ghost--off" : ""), interactive: false });
    drawn.preview = L.geoJSON(lines, { style: style }).addTo(drawn.map);
  };

  /* Legs that cross, straight as they were compared. */
  desk.showCrossings = function (legs) {
    if (drawn.crossings) drawn.crossings.remove();
    drawn.crossings = null;
    if (!legs.length || !drawn.map) return;
    const lines = legs.map((leg) => L.polyline(leg.map(([lon, lat]) => [lat, lon]), { className: "ghost", interactive: false }));
    drawn.crossings = L.layerGroup(lines).addTo(drawn.map);
  };

  async function load() {
    const data = await termintreu.ask(path);
    drawPlan(data);
    tellNote("");
  }

  async function again() {
    try {
      await load();
    } catch (error) {
      tellNote(say("map_failed"), again);
      if (!(error instanceof termintreu.Refused) && !(error instanceof TypeError)) throw error;
    }
  }

  async function begin() {
    const depot = encodeURIComponent(desk.given.depot_id);
    let streets = { features: [], view: null };
    const failed = [];
    try {
      streets = await termintreu.ask("/api/v1/depots/" + depot + "/streets");
    } catch (error) {
      failed.push(error);
    }
    const data = await termintreu.ask(path);
    drawn.bounds = termintreu.boundsOf(state.view.tours.length || !streets.view ? data.termintreu.view : streets.view);
    const base = termintreu.baseMap(box, drawn.bounds, streets.features);
    drawn.map = base.map;
    drawn.layers = base.layers;
    fit(drawn.bounds);
    drawPlan(data);
    tellNote(failed.length ? say("streets_failed") : "", failed.length ? () => window.location.reload() : null);
    listen();
    uncover();
  }

  function listen() {
    drawn.map.on("zoomend", () => drawn.lines.show({ tour: state.tour }));
    drawn.map.on("moveend", () => drawn.marks.arrange(shown()));
    document.querySelectorAll("[data-tool]").forEach((button) => button.addEventListener("click", () => tools[button.dataset.tool]()));
    new ResizeObserver(resize).observe(box);
    new MutationObserver(() => repaint()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }

  /* A map that was hidden when it was drawn has seen no size to fit into. */
  function resize() {
    if (!box.clientWidth) return;
    const wasHidden = drawn.map.getSize().x === 0;
    drawn.map.invalidateSize({ animate: false });
    if (wasHidden) fit(drawn.bounds);
    if (wasHidden) uncover();
  }

  function repaint() {
    drawn.layers.forEach((layer) => layer.repaint());
    drawDots();
  }

  /* Hands over the place that is clicked next. */
  desk.pickPlace = function (take) {
    if (!drawn.map) return;
    box.classList.add("is-picking");
    drawn.map.once("click", function (event) {
      box.classList.remove("is-picking");
      take(event.latlng);
    });
  };

  const tools = {
    "zoom-in": () => drawn.map.zoomIn(1),
    "zoom-out": () => drawn.map.zoomOut(1),
    fit: () => fit(drawn.bounds),
  };

  desk.beginMap = async function () {
    try {
      await begin();
    } catch (error) {
      tellNote(say("map_failed"), () => desk.beginMap());
      if (!(error instanceof termintreu.Refused) && !(error instanceof TypeError)) throw error;
    }
  };

  let version = null;

  desk.listen(function (changed) {
    if (!drawn.map) {
      version = state.view.version;
      return;
    }
    if (changed.has("view") && state.view.version !== version && !state.pending.size) {
      version = state.view.version;
      again();
    } else if (changed.has("view") || changed.has("choice") || changed.has("list")) show();
    if (changed.has("choice")) state.stop === null ? fitTour() : uncover();
  });
})();
