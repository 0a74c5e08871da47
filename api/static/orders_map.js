/* The map beside a list: where the ready orders lie, and a large one to choose the place of a row on. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const box = document.getElementById("map");
  const dialog = document.getElementById("pick");
  if (!box || !dialog) return;

  const facts = JSON.parse(document.getElementById("facts").textContent);
  const said = JSON.parse(document.getElementById("said").textContent);
  let town = null;
  let small = null;
  let large = null;
  let chosen = null;
  let places = [];

  const wanted = termintreu
    .ask("/api/v1/depots/" + facts.depot_id + "/streets")
    .then((document_) => (town = document_))
    .catch((error) => {
      if (!(error instanceof termintreu.Refused) || error.status !== 409) throw error;
      const note = document.createElement("p");
      note.className = "muted small map__none";
      note.textContent = said.map_none;
      box.append(note);
    });

  function drawn(element) {
    const map = termintreu.baseMap(element, termintreu.boundsOf(town.view), town.features).map;
    map.setMinZoom(8);
    return map;
  }

  function colour(token) {
    return getComputedStyle(document.documentElement).getPropertyValue(token);
  }

  function dots(map, radius) {
    const pen = L.canvas({ padding: 0.3 });
    const layer = L.layerGroup().addTo(map);
    places.forEach((place) => {
      L.circleMarker([place.lat, place.lon], {
        renderer: pen,
        radius: radius,
        weight: 1.5,
        color: resolved("--map-halo"),
        fillColor: resolved("--accent"),
        fillOpacity: 1,
        interactive: false,
      }).addTo(layer);
    });
    return layer;
  }

  /* light-dark() is resolved on real properties only. */
  function resolved(token) {
    const probe = box.appendChild(document.createElement("span"));
    probe.style.color = "var(" + token + ")";
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found || colour(token);
  }

  /* Draws the ready orders anew. */
  termintreu.showPlaces = async function () {
    places = await termintreu.ask("/api/v1/imports/" + facts.list_id + "/places");
    await wanted;
    box.setAttribute("aria-label", said.map_label.replace("{count}", String(places.length)));
    if (!town) return;
    if (!small) small = { map: drawn(box), layer: null };
    if (small.layer) small.layer.remove();
    small.layer = dots(small.map, 4);
    if (places.length) termintreu.fit(small.map, L.latLngBounds(places.map((place) => [place.lat, place.lon])).pad(0.1));
  };

  function shownAt() {
    const at = large.map.getCenter();
    document.getElementById("pick-at").textContent = at.lat.toFixed(5) + ", " + at.lng.toFixed(5);
  }

  /* Opens the large map for a row; `done` takes latitude and longitude as text. */
  termintreu.pickPlace = async function (row, done) {
    await wanted;
    document.getElementById("pick-t").textContent = said.pick_title.replace("{row}", row);
    chosen = done;
    dialog.showModal();
    if (!town) return;
    const element = document.getElementById("pick-map");
    if (!large) {
      large = { map: drawn(element), layer: null };
      large.map.on("move", shownAt);
      large.map.on("click", (event) => large.map.panTo(event.latlng));
      element.addEventListener("keydown", panned);
    }
    large.map.invalidateSize();
    if (large.layer) large.layer.remove();
    large.layer = dots(large.map, 5);
    if (places.length) termintreu.fit(large.map, L.latLngBounds(places.map((place) => [place.lat, place.lon])));
    shownAt();
    element.focus();
  };

  const STEPS = { ArrowUp: [0, -40], ArrowDown: [0, 40], ArrowLeft: [-40, 0], ArrowRight: [40, 0] };

  function panned(event) {
    if (STEPS[event.key]) large.map.panBy(STEPS[event.key], { animate: false });
    else if (event.key === "+") large.map.zoomIn();
    else if (event.key === "-") large.map.zoomOut();
    else return;
    event.preventDefault();
  }

  dialog.querySelector("[data-pick-cancel]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-pick-take]").addEventListener("click", () => {
    dialog.close();
    if (!large || !chosen) return;
    const at = large.map.getCenter();
    chosen(at.lat.toFixed(6), at.lng.toFixed(6));
  });
})();
