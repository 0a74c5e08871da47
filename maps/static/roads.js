/* Draws the GeoJSON document of a road network's health and keeps map, key, card and choices in step. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const NAMES_ABOVE = 450;
  const RULE_ZOOM = 17;
  const EDGE_PX = 20;

  function styleOf(state) {
    const isCutOff = (street) => street.outside.includes(state.profile);
    const styles = {
      classes: (street) => "--road-" + street.road_class,
      outside: (street) => (isCutOff(street) ? "--road-outside" : street.closed.includes(state.profile) && "--road-closed"),
      maxspeed: (street) => street.without_limit && "--road-maxspeed",
      limits: (street) => street.limits && "--road-limits",
      zones: (street) => street.low_emission && "--road-zones",
      turns: () => null,
    };
    styles.classes.isCommon = styles.maxspeed.isCommon = () => true; /* these may be most roads of a town */
    styles.outside.isCommon = (street) => !isCutOff(street);
    return styles[state.view];
  }

  function RoadsMap(page, data) {
    const head = data.termintreu;
    this.page = page;
    this.features = data.features;
    this.bounds = termintreu.boundsOf(head.view);
    this.state = { view: head.views[0], profile: head.profiles.length ? head.profiles[0].name : "" };
    const streets = data.features.filter((feature) => feature.properties.kind === "street");
    const base = termintreu.baseMap(page.querySelector("[data-map]"), this.bounds, streets, NAMES_ABOVE);
    this.map = base.map;
    this.base = base.layers;
    this.rules = new Map();
    data.features.forEach((feature, row) => {
      if (feature.properties.kind === "rule") this.rules.set(row, Object.assign({ at: feature.geometry.coordinates }, feature.properties));
    });
    this.drawn = new termintreu.RoadsLayer(base.kept, { pane: "overlayPane", padding: 0.3 });
    this.drawn.addTo(this.map);
    this.base.push(this.drawn);
    this.card = termintreu.roadsCard(page.querySelector("[data-card]"), head, () => this.card(null));
    this.listen();
    page.classList.add("js");
    this.map.invalidateSize({ animate: false });
    this.show();
    this.fit();
    this.far();
  }

  RoadsMap.prototype = {
    change: function (change) {
      Object.assign(this.state, change);
      this.card(null);
      this.show();
    },

    show: function () {
      const kept = ["page", "delays", "roads", "js", "is-paper"].filter((name) => this.page.classList.contains(name));
      this.page.className = kept.concat("v-" + this.state.view).join(" ");
      this.drawn.show(styleOf(this.state), this.state.view === "turns" ? Array.from(this.rules.values()) : []);
    },

    listen: function () {
      this.map.on("click", (event) => this.card(this.drawn.at(event.latlng)));
      this.map.on("zoomend", () => this.far());
      this.page.addEventListener("keydown", (event) => event.key === "Escape" && this.card(null));
      this.page.querySelector("[data-choices]").addEventListener("change", (event) => this.change({ [event.target.name]: event.target.value }));
      this.page.querySelectorAll("[data-tool]").forEach((button) => button.addEventListener("click", () => this.use(button.dataset.tool)));
      this.page.querySelectorAll("[data-rule]").forEach((button) => button.addEventListener("click", () => this.look(Number(button.dataset.rule))));
      this.page.querySelectorAll("[data-street]").forEach((button) => button.addEventListener("click", () => this.lookAtStreet(Number(button.dataset.street))));
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.drawn.repaint());
      new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.map.getContainer());
      window.addEventListener("beforeprint", () => this.print(true));
      window.addEventListener("afterprint", () => this.print(false));
    },

    /* Show a street of the list on the map. */
    lookAtStreet: function (row) {
      const street = this.features[row];
      this.page.querySelector('input[value="limits"]').checked = true;
      this.change({ view: "limits" });
      const places = street.geometry.coordinates.flat().map(termintreu.latLng);
      this.map.fitBounds(L.latLngBounds(places), { maxZoom: RULE_ZOOM, animate: false });
      this.map.getContainer().scrollIntoView({ block: "nearest" });
      this.card({ street: street.properties });
    },

    /* Say that small roads are not shown from afar. */
    far: function () {
      this.page.querySelector("[data-keys]").toggleAttribute("data-far", this.map.getZoom() < termintreu.DETAILED_FROM);
    },

    /* Show a turn rule of the list on the map. */
    look: function (row) {
      const rule = this.rules.get(row);
      this.page.querySelector('input[value="turns"]').checked = true;
      this.change({ view: "turns" });
      this.map.setView(termintreu.latLng(rule.at), RULE_ZOOM, { animate: false });
      this.map.getContainer().scrollIntoView({ block: "nearest" });
      this.card({ rules: [rule] });
    },

    /* Choices and key may lie over the map: what is shown keeps clear of them. */
    fit: function () {
      const over = (name) => {
        const box = this.page.querySelector(name);
        return getComputedStyle(box).position === "absolute" ? box.offsetHeight : 0;
      };
      const edge = L.point(EDGE_PX, EDGE_PX);
      const sides = { paddingTopLeft: edge.add([0, over("[data-choices]")]), paddingBottomRight: edge.add([0, over("[data-keys]")]) };
      this.map.fitBounds(this.bounds, Object.assign(sides, { maxZoom: 16, animate: false }));
    },

    use: function (tool) {
      if (tool === "zoom-in") this.map.zoomIn(1);
      if (tool === "zoom-out") this.map.zoomOut(1);
      if (tool === "fit") this.fit();
    },

    /* Paper is white. */
    print: function (isPaper) {
      const root = document.documentElement;
      if (isPaper) this.theme = root.dataset.theme;
      if (isPaper) root.dataset.theme = "light";
      else if (this.theme) root.dataset.theme = this.theme;
      else delete root.dataset.theme;
      this.page.classList.toggle("is-paper", isPaper);
      this.map.invalidateSize({ animate: false, pan: false });
      this.fit();
      this.base.forEach((layer) => layer.repaint());
    },
  };

  termintreu.drawRoads = function (root, data) {
    const given = data || JSON.parse(root.querySelector("[data-roads]").textContent);
    return new RoadsMap(root.querySelector("[data-page]"), given).map;
  };
})();
