/* Draws the GeoJSON document of a delay map and keeps map, table, card and choices in step. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const NAMES_BELOW = 300; /* street names shine through the areas instead of crossing their numbers */
  const MARGIN_PX = 40;
  const EDGE_PX = 20;
  const MEASURES = ["late", "minutes"];

  function keyOf(place) {
    return place.kind + ":" + place.id;
  }

  /* What the address says, as far as this document knows it. */
  function remembered(options, places) {
    const said = new URLSearchParams(window.location.hash.slice(1));
    const state = { split: 50, chosen: places.find((place) => keyOf(place) === said.get("place")) || null };
    Object.keys(options).forEach((name) => (state[name] = options[name].includes(said.get(name)) ? said.get(name) : options[name][0]));
    if (state.chosen) state.level = state.chosen.kind;
    return state;
  }

  function DelayMap(page, data) {
    const head = data.termintreu;
    const ofKind = (kind) => data.features.filter((feature) => feature.properties.kind === kind);
    this.page = page;
    this.bounds = termintreu.boundsOf(head.view);
    this.places = ofKind("area").concat(ofKind("customer")).map((feature) => feature.properties);
    this.byKey = new Map(this.places.map((place) => [keyOf(place), place]));
    const levels = ofKind("area").length ? ["area", "customer"] : ["customer"];
    this.state = remembered({ view: head.views, measure: MEASURES, level: levels }, this.places);
    const base = termintreu.baseMap(page.querySelector("[data-map]"), this.bounds, ofKind("street"), NAMES_BELOW);
    this.map = base.map;
    this.base = base.layers;
    const on = { choose: (place) => this.choose(place), near: (place) => this.near(place), step: (by) => this.step(by), close: () => this.change({ chosen: null }) };
    this.drawn = termintreu.delayPlaces(data.features, this.map, on);
    this.card = page.querySelector("[data-card]");
    this.swipe = page.querySelector("[data-swipe]");
    this.details = termintreu.delayCard(this.card, head, on);
    this.listen();
    page.classList.add("js");
    this.map.invalidateSize({ animate: false });
    this.fit(false);
    this.show();
  }

  DelayMap.prototype = {
    change: function (change) {
      Object.assign(this.state, change);
      if (this.state.chosen && this.state.chosen.kind !== this.state.level) this.state.chosen = null;
      this.show();
      this.remember();
    },

    remember: function () {
      if (!/^(file|https?):$/.test(window.location.protocol)) return;
      const said = new URLSearchParams({ view: this.state.view, measure: this.state.measure, level: this.state.level });
      if (this.state.chosen) said.set("place", keyOf(this.state.chosen));
      window.history.replaceState(null, "", "#" + said);
    },

    choose: function (place) {
      this.change({ chosen: place });
      if (getComputedStyle(this.card).position === "fixed") return this.showAboveSheet(place);
      const bounds = this.drawn.boundsOf(place);
      const corner = this.card.getBoundingClientRect();
      const frame = this.map.getContainer().getBoundingClientRect();
      const under = this.map.latLngToContainerPoint(bounds.getCenter());
      const covered = under.x > corner.left - frame.left - MARGIN_PX && under.y < corner.bottom - frame.top + MARGIN_PX && under.y > corner.top - frame.top - MARGIN_PX;
      if (covered || !this.map.getBounds().contains(bounds.getCenter())) this.map.panTo(bounds.getCenter(), { animate: !termintreu.CALM });
      const row = this.page.querySelector('tr[data-place="' + CSS.escape(keyOf(place)) + '"]');
      row.scrollIntoView({ block: "nearest" });
    },

    /* On a phone the details lie at the bottom: the map moves to the top, the place into what is left of it. */
    showAboveSheet: function (place) {
      const box = this.map.getContainer();
      box.scrollIntoView({ block: "start" });
      const frame = box.getBoundingClientRect();
      const bottom = Math.min(frame.bottom, this.card.getBoundingClientRect().top) - frame.top;
      const at = this.map.latLngToContainerPoint(this.drawn.boundsOf(place).getCenter());
      const seen = at.x > MARGIN_PX && at.x < frame.width - MARGIN_PX && at.y > MARGIN_PX && at.y < bottom - MARGIN_PX;
      if (!seen) this.map.panBy([at.x - frame.width / 2, at.y - bottom / 2], { animate: !termintreu.CALM });
    },

    /* The one before or after the chosen one, as the table has them. */
    step: function (by) {
      const own = this.places.filter((place) => place.kind === this.state.level);
      const at = own.indexOf(this.state.chosen);
      const next = own[at < 0 ? (by > 0 ? 0 : own.length - 1) : at + by];
      if (next) this.choose(next);
    },

    near: function (place) {
      this.page.querySelectorAll(".is-near").forEach((element) => element.classList.remove("is-near"));
      if (place) this.page.querySelectorAll('[data-place="' + CSS.escape(keyOf(place)) + '"]').forEach((element) => element.classList.add("is-near"));
    },

    show: function () {
      const state = this.state;
      const kept = ["page", "delays", "js"].filter((name) => this.page.classList.contains(name));
      const rated = state.view === "change" ? "v-change" : "v-rate";
      this.page.className = kept.concat("m-" + state.measure, "l-" + state.level, rated).join(" ");
      this.drawn.show(state);
      this.details(state.chosen);
      this.swipe.hidden = state.view !== "both";
      this.swipe.style.setProperty("--at", state.split + "%");
      this.page.querySelectorAll("[data-choices] input").forEach((input) => (input.checked = state[input.name] === input.value));
      this.page.querySelectorAll("tr[data-place]").forEach((row) => row.classList.toggle("is-on", Boolean(state.chosen) && row.dataset.place === keyOf(state.chosen)));
    },

    listen: function () {
      const box = this.map.getContainer();
      box.addEventListener("keydown", (event) => this.key(event));
      this.page.addEventListener("keydown", (event) => event.key === "Escape" && this.change({ chosen: null }));
      this.page.querySelector("[data-choices]").addEventListener("change", (event) => this.change({ [event.target.name]: event.target.value }));
      this.swipe.querySelector("input").addEventListener("input", (event) => this.slide(Number(event.target.value)));
      this.map.on("move zoom viewreset resize", () => this.drawn.clip(this.state));
      this.page.querySelectorAll("[data-tool]").forEach((button) => button.addEventListener("click", () => this.use(button.dataset.tool)));
      this.page.querySelectorAll("tr[data-place]").forEach((row) => this.listenTo(row));
      new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(box);
      window.addEventListener("beforeprint", () => this.print(true));
      window.addEventListener("afterprint", () => this.print(false));
    },

    listenTo: function (row) {
      const place = this.byKey.get(row.dataset.place);
      row.addEventListener("click", () => this.choose(place));
      row.addEventListener("mouseenter", () => this.near(place));
      row.addEventListener("mouseleave", () => this.near(null));
    },

    slide: function (split) {
      this.state.split = split;
      this.swipe.style.setProperty("--at", split + "%");
      this.drawn.clip(this.state);
    },

    /* Choices and key may lie over the map: what is shown keeps clear of them. */
    fit: function (animate) {
      const over = (name) => {
        const box = this.page.querySelector(name);
        return getComputedStyle(box).position === "absolute" ? box.offsetHeight : 0;
      };
      const edge = L.point(EDGE_PX, EDGE_PX);
      const above = edge.add([0, over("[data-choices]")]);
      const below = edge.add([0, over("[data-keys]")]);
      this.map.fitBounds(this.bounds, { paddingTopLeft: above, paddingBottomRight: below, maxZoom: 16, animate: animate });
    },

    key: function (event) {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.step(by);
    },

    use: function (tool) {
      if (tool === "zoom-in") this.map.zoomIn(1);
      if (tool === "zoom-out") this.map.zoomOut(1);
      if (tool === "fit") this.fit(!termintreu.CALM);
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
      this.fit(false);
      this.base.forEach((layer) => layer.repaint());
      this.drawn.clip(this.state);
    },
  };

  termintreu.drawDelays = function (root, data) {
    const given = data || JSON.parse(root.querySelector("[data-delays]").textContent);
    return new DelayMap(root.querySelector("[data-page]"), given).map;
  };
})();
