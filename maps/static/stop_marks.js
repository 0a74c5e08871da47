/* The marks on the map: numbered stops, late ones, stops without a tour, depots. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});
  const SVG = "http://www.w3.org/2000/svg";

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
    return L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);
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
    face.append(span("pin__line"), at);
    return face;
  }

  /* Leaflet takes an element as a DivIcon's html, so customer text never becomes markup. */
  function icon(className, face) {
    const box = document.createElement("div");
    box.appendChild(face);
    return L.divIcon({ className: className, html: box, iconSize: [0, 0] });
  }

  termintreu.stopMarker = function (feature) {
    const stop = feature.properties;
    const names = "pin " + termintreu.tourClass(stop.tour) + (stop.late ? " is-late" : "");
    return L.marker(termintreu.placeOf(feature), { icon: icon(names, stopFace(stop)), keyboard: false, zIndexOffset: stop.late ? 500 : 0 });
  };

  termintreu.placeMarker = function (feature, kind) {
    const marker = icon("place place--" + kind, termintreu.mark(kind));
    return L.marker(termintreu.placeOf(feature), { icon: marker, keyboard: false, zIndexOffset: 300 });
  };
})();
