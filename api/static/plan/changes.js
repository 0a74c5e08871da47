/* Changes of the plan: shown at once where they can be, saved by the server, taken back if it refuses. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { say } = desk;
  const base = "/api/v1/plans/" + encodeURIComponent(desk.given.plan_id);
  let saving = null;

  desk.api = (path, body, options) => termintreu.ask(base + path, Object.assign({ method: "POST", body: body }, options));

  const isOffline = (error) => error instanceof TypeError;

  /* Asks for one change after the other; the plan that comes back replaces the one shown. */
  async function change(path, body) {
    while (saving) await saving.catch(() => null);
    saving = desk.api(path, body, { version: state.view.version });
    try {
      return await saving;
    } finally {
      saving = null;
    }
  }

  function refuse(error, why) {
    if (!(error instanceof termintreu.Refused) && !isOffline(error)) throw error;
    if (error.status === 412) desk.conflict(error);
    else if (isOffline(error)) termintreu.toast(say("not_saved"));
    else termintreu.toast(why ? say(why, { why: termintreu.sentence(error.problem) }) : termintreu.sentence(error.problem));
  }

  async function simple(path, body, done) {
    try {
      const view = await change(path, body);
      desk.show(view);
      desk.remember();
      if (done) done(view);
    } catch (error) {
      refuse(error, null);
    }
  }

  const given = document.querySelector("[data-give]");
  if (given) {
    given.addEventListener("change", function () {
      const body = new FormData();
      body.append("file", given.files[0]);
      given.value = "";
      simple("/tours", body, (view) => termintreu.toast(desk.both(view.undo), undoOf(view)));
    });
  }

  function undoOf(view) {
    return view.undo ? { label: say("undo"), run: () => desk.step("undo") } : null;
  }

  desk.step = function (what) {
    if (!desk.mayEdit()) return;
    const words = state.view[what];
    if (!words) return;
    simple("/" + what, undefined, () => termintreu.toast(say(what + "_done", { step: desk.both(words) })));
  };

  desk.toggleStop = function (orderId) {
    const found = state.visits.get(orderId);
    if (desk.mayEdit() && found) simple("/locks", { order_id: orderId, locked: !found.visit.locked }, (view) => termintreu.toast(desk.both(view.undo), undoOf(view)));
  };

  desk.toggleTour = function (number) {
    const tour = state.tours.get(number);
    if (desk.mayEdit()) simple("/locks", { vehicle_id: tour.vehicle_id, locked: !tour.locked }, (view) => termintreu.toast(desk.both(view.undo), undoOf(view)));
  };

  desk.takeOut = function (orderId) {
    return desk.saveMove(orderId, null, null);
  };

  /* The plan with one stop elsewhere: only its place is known until the server has timed it. */
  function foreseen(view, orderId, vehicleId, position) {
    const found = state.visits.get(orderId);
    const open = state.lone.get(orderId);
    const item = found ? found.visit : open;
    const moved = Object.assign({ p_late: null, due: false, lateness_s: 0, wait_s: 0, arrival_low: null, slack_s: null, demand: {}, skills: [], before: [], done: false }, item);
    const tours = view.tours.map(function (tour) {
      const visits = tour.visits.filter((visit) => visit.order_id !== orderId);
      if (tour.vehicle_id === vehicleId) visits.splice(position === null ? visits.length : position - 1, 0, moved);
      return visits.length === tour.visits.length && tour.vehicle_id !== vehicleId ? tour : Object.assign({}, tour, { visits: visits });
    });
    const unassigned = view.unassigned.filter((stop) => stop.order_id !== orderId);
    if (vehicleId === null && found) unassigned.push(Object.assign({}, found.visit, { reasons: [] }));
    return Object.assign({}, view, { tours: tours.filter((tour) => tour.visits.length), unassigned: unassigned });
  }

  desk.saveMove = async function (orderId, vehicleId, position) {
    if (!desk.mayEdit()) return;
    const before = state.view;
    state.pending.add(orderId);
    desk.show(foreseen(before, orderId, vehicleId, position));
    try {
      const view = await change("/moves", { order_id: orderId, vehicle_id: vehicleId, position: position });
      state.pending.delete(orderId);
      desk.show(view);
      desk.chooseStop(orderId);
      termintreu.toast(desk.both(view.undo), undoOf(view));
    } catch (error) {
      state.pending.delete(orderId);
      desk.show(before);
      desk.chooseStop(orderId);
      refuse(error, "not_moved");
    }
  };

  /* Asks for a search from the plan as it is; nothing if it was refused. */
  desk.planAnew = async function () {
    try {
      return await change("/replan", {});
    } catch (error) {
      refuse(error, null);
      return null;
    }
  };

  /* Asks for a search for alternatives; nothing if it was refused. */
  desk.seekAlternatives = async function () {
    try {
      return await change("/alternatives", {});
    } catch (error) {
      refuse(error, null);
      return null;
    }
  };

  desk.chooseAlternative = (jobId, name) => simple("/alternatives/choose", { job_id: jobId, name: name }, (view) => termintreu.toast(desk.both(view.undo), undoOf(view)));

  desk.release = function (acceptOpen) {
    const tours = state.view.tours.length;
    return simple("/release", { accept_open: acceptOpen }, () => termintreu.toast(desk.count("released", tours)));
  };

  desk.withdraw = () => simple("/withdraw", undefined, () => termintreu.toast(say("withdrawn")));

  desk.reload = async function () {
    try {
      const view = await termintreu.ask(base);
      state.pending.clear();
      if (state.moving) desk.endMove();
      desk.show(view);
      desk.fresh();
    } catch (error) {
      refuse(error, null);
    }
  };
})();
