/* Draws the GeoJSON document of a plan map and keeps map, list, card and address in step. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const CALM = termintreu.CALM;
  const fit = termintreu.fit;
  const MARGIN = 36; /* pixels that a chosen stop keeps from the map's edge */

  /* What the address says, as far as this document knows it. */
  function remembered(doc) {
    const said = new URLSearchParams(window.location.hash.slice(1));
    const plan = Number(said.get("plan")) - 1;
    const state = { plan: doc.plans[plan] ? plan : doc.plans.length - 1, tour: null, stop: null };
    const chosen = doc.plans[state.plan];
    if (chosen.byStop.has(said.get("stop"))) {
      state.stop = said.get("stop");
      state.tour = chosen.byStop.get(state.stop).properties.tour || null;
    } else if (chosen.tours.has(Number(said.get("tour")))) {
      state.tour = Number(said.get("tour"));
    }
    return state;
  }

  function remember(state) {
    if (!/^(file|https?):$/.test(window.location.protocol)) return;
    const said = new URLSearchParams({ plan: state.plan + 1 });
    if (state.tour !== null) said.set("tour", state.tour);
    if (state.stop !== null) said.set("stop", state.stop);
    window.history.replaceState(null, "", "#" + said);
  }

  /* The stop after or before the chosen one in driving order. */
  function stepFrom(plan, state, step) {
    const stops = plan.stops.filter((feature) => state.tour === null || feature.properties.tour === state.tour);
    const at = stops.findIndex((feature) => feature.properties.stop_id === state.stop);
    const next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step;
    return stops[next] ? stops[next].properties : null;
  }

  /* Moves the map only if the place is out of sight or under the card, and no further than needed. */
  function uncover(map, place, card) {
    const at = map.latLngToContainerPoint(place);
    const frame = map.getContainer().getBoundingClientRect();
    const size = map.getSize();
    const over = card.getBoundingClientRect();
    const edge = { left: over.left - frame.left - MARGIN, top: over.top - frame.top - MARGIN, bottom: over.bottom - frame.top + MARGIN };
    const right = size.x - MARGIN;
    const bottom = size.y - MARGIN;
    const free = [
      [MARGIN, MARGIN, edge.left, bottom],
      [MARGIN, MARGIN, right, edge.top],
      [MARGIN, edge.bottom, right, bottom],
    ].filter((room) => room[2] - room[0] > MARGIN && room[3] - room[1] > MARGIN);
    const goals = free.map((room) => L.point(Math.min(Math.max(at.x, room[0]), room[2]), Math.min(Math.max(at.y, room[1]), room[3])));
    goals.sort((a, b) => a.distanceTo(at) - b.distanceTo(at));
    if (goals.length && goals[0].distanceTo(at) > 0) map.panBy(at.subtract(goals[0]), { animate: !CALM });
  }

  function Planner(page, doc) {
    this.page = page;
    this.doc = doc;
    this.state = Object.assign(remembered(doc), { onlyLate: false });
    const base = termintreu.baseMap(page.querySelector("[data-map]"), doc.bounds, doc.streets);
    doc.depots.forEach((depot) => termintreu.depotMarker(depot, doc).addTo(base.map));
    this.map = base.map;
    this.base = base.layers;
    this.card = page.querySelector("[data-card]");
    this.details = termintreu.stopCard(this.card, doc, { choose: (stop) => this.chooseStop(stop.stop_id), close: () => this.change({ stop: null }) });
    this.list = termintreu.tourList(page, doc, {
      plan: (plan) => this.choosePlan(plan),
      tour: (tour) => this.chooseTour(tour),
      stop: (stop) => this.chooseStop(stop),
      filter: (late) => this.change({ onlyLate: late }),
      near: (tour, stop) => this.near(tour, stop),
    });
    this.lines = doc.plans.map((plan) =>
      termintreu.tourLines(plan, doc, this.map, { choose: (tour) => this.chooseTour(tour), near: (tour) => this.near(tour, null) }),
    );
    this.marks = doc.plans.map((plan) =>
      termintreu.stopMarks(plan, doc, this.map, {
        choose: (stop) => this.chooseStop(stop.stop_id),
        near: (stop) => this.near(stop && stop.tour, stop && stop.stop_id),
      }),
    );
    this.listen();
    page.classList.add("js");
    this.map.invalidateSize({ animate: false });
    this.showPlan();
    this.show();
  }

  Planner.prototype = {
    change: function (change) {
      Object.assign(this.state, change);
      this.show();
      remember(this.state);
    },

    choosePlan: function (number) {
      const plan = this.doc.plans[number];
      const stop = plan.byStop.has(this.state.stop) ? this.state.stop : null;
      const there = stop === null ? null : plan.byStop.get(stop).properties.tour || null;
      const tour = stop === null ? this.state.tour : there;
      this.state.plan = number;
      this.showPlan();
      this.change({ stop: stop, tour: plan.tours.has(tour) ? tour : null });
    },

    /* The legend toggles: a second press lets the tour go. */
    chooseTour: function (tour) {
      const same = tour === this.state.tour && this.state.stop === null;
      this.change({ tour: same ? null : tour, stop: null });
      const bounds = this.lines[this.state.plan].boundsOf(this.state.tour);
      if (bounds && !this.map.getBounds().contains(bounds)) fit(this.map, bounds);
    },

    chooseStop: function (id) {
      const feature = this.doc.plans[this.state.plan].byStop.get(id);
      this.change({ stop: id, tour: feature.properties.tour || null });
      uncover(this.map, termintreu.placeOf(feature), this.card);
    },

    near: function (tour, stop) {
      const marked = (stop ? ['[data-stop="' + CSS.escape(stop) + '"]'] : []).concat(tour ? ['[data-tour="' + tour + '"]'] : []);
      this.page.querySelectorAll(".is-near").forEach((element) => element.classList.remove("is-near"));
      if (marked.length) this.page.querySelectorAll(marked.join()).forEach((element) => element.classList.add("is-near"));
    },

    showPlan: function () {
      this.lines.concat(this.marks).forEach((part) => part.layer.remove());
      this.lines[this.state.plan].layer.addTo(this.map);
      this.marks[this.state.plan].layer.addTo(this.map);
    },

    show: function () {
      this.page.classList.toggle("has-choice", this.state.tour !== null);
      this.page.classList.toggle("only-late", this.state.onlyLate);
      this.lines[this.state.plan].show(this.state);
      this.marks[this.state.plan].show(this.state);
      this.details.show(this.state);
      this.list.show(this.state);
    },

    listen: function () {
      const box = this.map.getContainer();
      box.addEventListener("keydown", (event) => this.key(event));
      this.page.addEventListener("keydown", (event) => this.escape(event));
      this.map.on("zoomend", () => this.lines[this.state.plan].show(this.state));
      this.map.on("moveend", () => this.marks[this.state.plan].arrange(this.state));
      this.page.querySelectorAll("[data-tool]").forEach((button) => button.addEventListener("click", () => this.use(button.dataset.tool)));
      new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(box);
      window.addEventListener("beforeprint", () => this.print(true));
      window.addEventListener("afterprint", () => this.print(false));
    },

    key: function (event) {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const stop = stepFrom(this.doc.plans[this.state.plan], this.state, step);
      if (stop) this.chooseStop(stop.stop_id);
    },

    escape: function (event) {
      if (event.key !== "Escape") return;
      if (this.card.contains(document.activeElement)) this.map.getContainer().focus();
      this.change(this.state.stop === null ? { tour: null } : { stop: null });
    },

    use: function (tool) {
      if (tool === "zoom-in") this.map.zoomIn(1);
      if (tool === "zoom-out") this.map.zoomOut(1);
      if (tool === "fit") fit(this.map, this.doc.bounds);
    },

    /* Paper is white and shows everything, whatever the screen showed. */
    print: function (isPaper) {
      const root = document.documentElement;
      if (isPaper) this.theme = root.dataset.theme;
      if (isPaper) root.dataset.theme = "light";
      else if (this.theme) root.dataset.theme = this.theme;
      else delete root.dataset.theme;
      this.page.classList.toggle("is-paper", isPaper);
      this.map.invalidateSize({ animate: false, pan: false });
      this.map.fitBounds(this.doc.bounds, { padding: [16, 16], animate: false });
      this.base.forEach((layer) => layer.repaint());
    },
  };

  termintreu.drawPlans = function (root, data) {
    const given = data || JSON.parse(root.querySelector("[data-plans]").textContent);
    return new Planner(root.querySelector("[data-page]"), termintreu.planDocument(given)).map;
  };

  /* A page that may not carry data or scripts inline names the document's address instead. */
  async function load(page) {
    const answer = await fetch(page.dataset.plansUrl, { credentials: "same-origin" });
    if (answer.ok) termintreu.drawPlans(document, await answer.json());
    else page.querySelector("[data-map]").textContent = page.dataset.plansFailed;
  }

  document.querySelectorAll("[data-plans-url]").forEach(load);
})();
