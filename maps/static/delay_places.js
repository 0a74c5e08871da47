/* Areas and customers of a delay map, drawn twice so that one plan can lie beside the other. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const PANES = { left: 420, right: 421 }; /* z-index: above the street names, below Leaflet's markers */
  const LABELS = "-labels"; /* numbers lie in panes of their own, which do not blend with the streets */
  const ABOVE_SHAPES = 1e5; /* Leaflet orders markers by their height on the map, which may be below zero */
  const LABEL_PX = 32; /* narrower cells carry no number */
  const SMALL_PX = 4;
  const LARGE_PX = 17;
  const LARGE_IN_CROWD_PX = 7;
  const CROWD = 250; /* more customers than this get smaller circles */

  function lookOf(place, state, side) {
    if (place.hidden) return { class: "is-hidden", label: "" };
    const view = state.view === "both" ? { left: "manual", right: "optimised" }[side] : state.view;
    return place.looks[view + "-" + state.measure];
  }

  function labelOf(feature, pane) {
    const face = document.createElement("span");
    face.className = "cell__label";
    const at = L.geoJSON(feature).getBounds().getCenter();
    const icon = termintreu.icon("cell", face);
    return { face: face, marker: L.marker(at, { icon: icon, interactive: false, keyboard: false, pane: pane + LABELS, zIndexOffset: ABOVE_SHAPES }) };
  }

  function areaShape(feature, pane, renderer) {
    const ring = feature.geometry.coordinates[0].map(termintreu.latLng);
    return L.polygon(ring, { className: "patch", pane: pane, renderer: renderer, smoothFactor: 0 });
  }

  function customerShape(feature, pane, renderer, size) {
    const share = feature.properties.hidden ? 0 : Math.sqrt(feature.properties.visits / size.most);
    const radius = SMALL_PX + (size.px - SMALL_PX) * share;
    return L.circleMarker(termintreu.latLng(feature.geometry.coordinates), { className: "patch", pane: pane, renderer: renderer, radius: radius });
  }

  function itemOf(feature, pane, renderer, size, on) {
    const place = feature.properties;
    const isArea = place.kind === "area";
    const shape = isArea ? areaShape(feature, pane, renderer) : customerShape(feature, pane, renderer, size);
    const label = isArea && !place.hidden ? labelOf(feature, pane) : null;
    const name = document.createElement("span");
    name.textContent = place.title;
    shape.bindTooltip(name, { className: "tip", direction: "top", sticky: true });
    shape.on("click", () => on.choose(place));
    shape.on("mouseover", () => on.near(place));
    shape.on("mouseout", () => on.near(null));
    return { place: place, shape: shape, label: label };
  }

  /* Large circles lie below small ones. */
  function byVisits(a, b) {
    return (b.properties.visits || 0) - (a.properties.visits || 0);
  }

  function groupOf(features, kind, side, map, on) {
    const own = features.filter((feature) => feature.properties.kind === kind).sort(byVisits);
    const most = Math.max(1, ...own.map((feature) => feature.properties.visits || 0));
    const crowded = LARGE_PX * Math.sqrt(CROWD / Math.max(CROWD, own.length));
    const size = { most: most, px: Math.max(LARGE_IN_CROWD_PX, crowded) };
    const renderer = L.svg({ pane: side, padding: 0.3 });
    const items = own.map((feature) => itemOf(feature, side, renderer, size, on));
    const layers = items.flatMap((item) => (item.label ? [item.shape, item.label.marker] : [item.shape]));
    return { kind: kind, side: side, items: items, layer: L.layerGroup(layers) };
  }

  function dress(item, state, side) {
    const look = lookOf(item.place, state, side);
    const chosen = state.chosen === item.place;
    const path = item.shape.getElement();
    path.setAttribute("class", "leaflet-interactive patch " + look.class + (chosen ? " is-chosen" : ""));
    path.dataset.place = item.place.kind + ":" + item.place.id;
    if (chosen) item.shape.bringToFront();
    if (!item.label) return;
    item.label.face.textContent = look.label;
    item.label.face.className = "cell__label on-" + look.class.split(" ").pop();
  }

  /* What lies left of the border shows one plan, what lies right of it the other. */
  function clip(map, state) {
    const from = map.containerPointToLayerPoint([0, 0]);
    const to = from.add(map.getSize());
    const at = from.x + (map.getSize().x * state.split) / 100;
    const box = (left, right) => "polygon(" + [[left, from.y], [right, from.y], [right, to.y], [left, to.y]].map((p) => p[0] + "px " + p[1] + "px").join() + ")";
    ["", LABELS].forEach(function (kind) {
      map.getPane("left" + kind).style.clipPath = state.view === "both" ? box(from.x, at) : "";
      map.getPane("right" + kind).style.clipPath = box(at, to.x);
    });
  }

  termintreu.delayPlaces = function (features, map, on) {
    Object.entries(PANES).forEach(function ([side, at]) {
      map.createPane(side).style.zIndex = at;
      map.createPane(side + LABELS).style.zIndex = at + Object.keys(PANES).length;
    });
    const groups = Object.keys(PANES).flatMap((side) => ["area", "customer"].map((kind) => groupOf(features, kind, side, map, on)));

    function narrow() {
      const cell = groups[0].items[0];
      if (!cell) return;
      const bounds = cell.shape.getBounds();
      const width = map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getNorthWest()).x;
      map.getContainer().classList.toggle("is-narrow", width < LABEL_PX);
    }

    function show(state) {
      groups.forEach(function (group) {
        const seen = group.kind === state.level && (group.side === "left" || state.view === "both");
        if (!seen) return group.layer.remove();
        group.layer.addTo(map);
        group.items.forEach((item) => dress(item, state, group.side));
      });
      clip(map, state);
      narrow();
    }

    function boundsOf(place) {
      const item = groups.flatMap((group) => group.items).find((one) => one.place === place);
      return place.kind === "area" ? item.shape.getBounds() : L.latLngBounds([item.shape.getLatLng()]);
    }

    map.on("zoomend", narrow);
    return { show: show, clip: (state) => clip(map, state), boundsOf: boundsOf };
  };
})();
