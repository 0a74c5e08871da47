/* What every map shares: a Leaflet map over the town's own streets, and marks made of elements. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const CALM = (termintreu.CALM = window.matchMedia("(prefers-reduced-motion: reduce)").matches);
  const DARK = window.matchMedia("(prefers-color-scheme: dark)");
  const OVER_THE_TOURS = 450; /* z-index between Leaflet's overlays and its shadows */

  termintreu.latLng = function (point) {
    return L.latLng(point[1], point[0]);
  };

  /* Leaflet takes an element as a DivIcon's html, so customer text never becomes markup. */
  termintreu.icon = function (className, face) {
    const box = document.createElement("div");
    box.appendChild(face);
    return L.divIcon({ className: className, html: box, iconSize: [0, 0] });
  };

  termintreu.boundsOf = function (view) {
    return L.latLngBounds([view[1], view[0]], [view[3], view[2]]);
  };

  const fit = (termintreu.fit = function (map, bounds) {
    map.fitBounds(bounds, { padding: [28, 28], maxZoom: 16, animate: !CALM && Boolean(map._loaded) });
  });

  termintreu.baseMap = function (box, bounds, streets, namesAt) {
    const map = L.map(box, {
      attributionControl: false,
      fadeAnimation: !CALM,
      keyboard: false,
      maxBounds: bounds.pad(2),
      maxZoom: 19,
      zoomAnimation: !CALM,
      zoomControl: false,
      zoomSnap: 0.25,
    });
    fit(map, bounds);
    map.setMinZoom(Math.max(3, map.getZoom() - 2));
    map.createPane("names").style.zIndex = namesAt || OVER_THE_TOURS;
    map.getPane("names").style.pointerEvents = "none";
    const kept = termintreu.keptStreets(streets, map, bounds.getCenter());
    const layers = [
      new termintreu.StreetLayer(kept, { pane: "tilePane", padding: 0.3 }),
      new termintreu.StreetNames(kept, { pane: "names", padding: 0.3 }),
    ];
    layers.forEach((layer) => layer.addTo(map));
    DARK.addEventListener("change", () => layers.forEach((layer) => layer.repaint()));
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    return { map: map, layers: layers, kept: kept };
  };
})();
