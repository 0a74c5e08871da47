/* Draws the GeoJSON document of a plan map: streets, tours, stops. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  termintreu.drawPlans = function (root) {
    const data = JSON.parse(root.querySelector("[data-plans]").textContent);
    const box = root.querySelector("[data-map]");
    const map = L.map(box, { zoomControl: false, attributionControl: false, keyboard: false, zoomSnap: 0.25 });
    const view = data.termintreu.view;
    const bounds = L.latLngBounds([view[1], view[0]], [view[3], view[2]]);
    map.fitBounds(bounds.pad(0.04));
    const kept = termintreu.keptStreets(data.features, map, bounds.getCenter());
    new termintreu.StreetLayer(kept, { pane: "tilePane", padding: 0.25 }).addTo(map);
    data.features.forEach(function (feature) {
      const item = feature.properties;
      if (item.kind === "leg" && item.plan === data.termintreu.plans.length - 1) {
        const points = feature.geometry.coordinates.map((p) => [p[1], p[0]]);
        L.polyline(points, { className: "route route--line " + termintreu.tourClass(item.tour) }).addTo(map);
      }
      if (item.kind === "stop" && item.plan === data.termintreu.plans.length - 1) termintreu.stopMarker(feature).addTo(map);
      if (item.kind === "depot") termintreu.placeMarker(feature, "depot").addTo(map);
    });
    return map;
  };
})();
