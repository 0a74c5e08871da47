/* What the planning page knows: the plan, what is chosen, what is open, what is filtered. Regions listen to it. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const listeners = [];

  const state = (desk.state = {
    view: null, // the plan as the server has it, or with one move not saved yet
    tour: null, // number of the chosen tour
    stop: null, // order id of the chosen stop
    open: new Set(), // numbers of tours whose stops are listed
    filter: "all", // all, late, tight, locked
    query: "",
    pending: new Set(), // order ids that wait for the server
    planningAnew: null, // id of the job that plans anew
    moving: null, // the move under way, see moving.js
    near: null, // number of the tour under the pointer
    nearStop: null, // order id of the stop under the pointer
  });

  /* `what` names the parts that changed: view, choice, list, moving. */
  desk.listen = function (listener) {
    listeners.push(listener);
  };

  desk.tell = function (...what) {
    const changed = new Set(what);
    listeners.forEach((listener) => listener(changed));
  };

  desk.mayEdit = function () {
    return desk.given.may_edit && state.view.state === "draft" && state.planningAnew === null && window.matchMedia("(min-width: 900px)").matches;
  };

  function index() {
    state.visits = new Map();
    state.tours = new Map();
    state.lone = new Map(state.view.unassigned.map((stop) => [stop.order_id, stop]));
    state.view.tours.forEach(function (tour) {
      state.tours.set(tour.tour, tour);
      tour.visits.forEach((visit) => state.visits.set(visit.order_id, { visit: visit, tour: tour }));
    });
  }

  desk.isLate = function (visit) {
    if (visit.p_late !== null) return visit.p_late >= state.view.limits.late;
    return visit.due && visit.lateness_s > state.view.limits.tolerance_s;
  };

  desk.isTight = function (visit) {
    return visit.p_late !== null && visit.p_late >= state.view.limits.tight && !desk.isLate(visit);
  };

  desk.hasChances = function () {
    return state.view.kpis.expected_late !== null;
  };

  /* Everybody that can take a stop: tours and idle vehicles, by number. */
  desk.targets = function () {
    return state.view.tours.concat(state.view.idle_vehicles).sort((a, b) => a.tour - b.tour);
  };

  desk.vehicleOf = function (tour) {
    return desk.targets().find((target) => target.tour === tour);
  };

  desk.nameOf = function (orderId) {
    const found = state.visits.get(orderId);
    const stop = found ? found.visit : state.lone.get(orderId);
    return stop ? stop.name || stop.order_id : orderId;
  };

  /* Takes over a plan; the choice stays as far as it is still there. */
  desk.show = function (view) {
    state.view = view;
    index();
    if (state.stop !== null && state.visits.has(state.stop)) state.tour = state.visits.get(state.stop).tour.tour;
    else if (state.stop !== null && state.lone.has(state.stop)) state.tour = null;
    else state.stop = null;
    if (state.tour !== null && !state.tours.has(state.tour)) state.tour = null;
    desk.tell("view", "choice");
  };

  function remember() {
    const said = new URLSearchParams(window.location.search);
    ["tour", "stopp"].forEach((name) => said.delete(name));
    if (state.tour !== null) said.set("tour", state.tour);
    const found = state.visits.get(state.stop);
    if (found) said.set("stopp", found.visit.position);
    else if (state.stop !== null) said.set("stopp", state.stop);
    const query = said.toString();
    window.history.replaceState(null, "", window.location.pathname + (query ? "?" + query : ""));
  }

  /* What the address chooses, as far as the plan knows it. */
  desk.recall = function () {
    const said = new URLSearchParams(window.location.search);
    const tour = state.tours.get(Number(said.get("tour")));
    const stopp = said.get("stopp");
    if (tour) {
      state.tour = tour.tour;
      state.open.add(tour.tour);
      const visit = tour.visits.find((item) => String(item.position) === stopp);
      if (visit) state.stop = visit.order_id;
    } else if (stopp !== null && state.lone.has(stopp)) {
      state.stop = stopp;
    }
    if (state.view.tours.length === 1) state.open.add(state.view.tours[0].tour);
  };

  desk.chooseStop = function (orderId) {
    const found = state.visits.get(orderId);
    state.stop = orderId;
    state.tour = found ? found.tour.tour : null;
    if (found) state.open.add(found.tour.tour);
    remember();
    desk.tell("choice");
  };

  desk.chooseTour = function (number) {
    state.tour = number;
    state.stop = null;
    remember();
    desk.tell("choice");
  };

  desk.remember = remember;

  /* Numbers the stops of the tour under the pointer; the map does it once it is there. */
  desk.numberNear = () => null;

  /* Hover marks the same stop and tour in list, map and timeline. */
  desk.near = function (tour, orderId) {
    state.near = tour || null;
    state.nearStop = orderId || null;
    desk.numberNear();
    document.querySelectorAll(".is-near").forEach((element) => element.classList.remove("is-near"));
    const marked = [];
    if (orderId) marked.push('[data-stop="' + CSS.escape(orderId) + '"]');
    if (tour) marked.push('[data-tour="' + tour + '"]');
    if (marked.length) document.querySelectorAll(marked.join()).forEach((element) => element.classList.add("is-near"));
  };
})();
