/* A move under way: where the stop would go, what that costs, and by which keys. The server counts, never this page. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { make, say } = desk;

  const WAIT_MS = 80; /* a pointer that crosses rows asks for none of them */
  const TYPED_MS = 900; /* digits nearer than this make one number */
  const BEST = 3;
  const UNCHANGED = "move_changes_nothing"; /* the stop stands there already: no move, no refusal */

  const box = document.querySelector("[data-delta]");
  let timer = 0;
  let asked = null;
  let typed = { text: "", at: 0 };

  desk.startMove = function (orderId, by) {
    if (!desk.mayEdit() || state.pending.has(orderId)) return false;
    const found = state.visits.get(orderId);
    const item = found ? found.visit : state.lone.get(orderId);
    if (!item) return false;
    if (found && (found.visit.locked || found.tour.locked)) {
      termintreu.toast(say("locked_first"));
      return false;
    }
    state.moving = { item: item, from: found ? found.tour.tour : null, tour: null, vehicle: undefined, position: null, seen: null, isOld: false, forbidden: new Map(), targets: null, by: by };
    if (by === "keys" && state.stop !== orderId) desk.chooseStop(orderId);
    desk.tell("moving", "targets");
    draw();
    loadTargets(state.moving);
    if (by === "keys") box.querySelector("[data-first]").focus({ preventScroll: true });
    return true;
  };

  async function loadTargets(moving) {
    try {
      const targets = await desk.api("/targets", { order_id: moving.item.order_id });
      if (state.moving !== moving) return;
      moving.targets = targets;
      targets.filter((target) => !target.allowed && target.tour !== moving.from).forEach((target) => moving.forbidden.set(target.tour, target.reason));
      desk.tell("targets");
      draw();
    } catch (error) {
      if (state.moving === moving) termintreu.told(error);
    }
  }

  /* The tour whose rows show the place must be redrawn when the place moves. */
  function redraw(...tours) {
    desk.redrawTours(Array.from(new Set(tours.filter((tour) => tour !== null && tour !== undefined))));
  }

  desk.endMove = function () {
    const moving = state.moving;
    if (!moving) return;
    window.clearTimeout(timer);
    if (asked) asked.abort();
    state.moving = null;
    desk.showPreview(null);
    const held = box.contains(document.activeElement);
    box.hidden = true;
    redraw(moving.tour, moving.from);
    desk.tell("moving", "targets");
    const row = document.querySelector('.tourlist [data-stop="' + CSS.escape(moving.item.order_id) + '"]');
    if (held && row) row.closest("[data-grid]") ? desk.focusRow(row) : row.focus();
  };

  /* `tour` null is out of the plan; `position` null is the best place there. */
  desk.aim = function (tour, position) {
    const moving = state.moving;
    if (!moving || (moving.vehicle !== undefined && moving.tour === tour && moving.position === position)) return;
    const before = moving.tour;
    moving.tour = tour;
    moving.vehicle = tour === null ? null : desk.vehicleOf(tour).vehicle_id;
    moving.position = position;
    moving.isOld = true;
    if (before !== tour) moving.seen = null;
    if (before !== tour) redraw(before);
    draw();
    window.clearTimeout(timer);
    timer = window.setTimeout(() => preview(moving), WAIT_MS);
  };

  async function preview(moving) {
    if (asked) asked.abort();
    asked = new AbortController();
    const signal = asked.signal;
    try {
      const body = { order_id: moving.item.order_id, vehicle_id: moving.vehicle, position: moving.position };
      const seen = await desk.api("/preview", body, { signal: signal });
      if (state.moving !== moving || signal.aborted) return;
      moving.seen = seen;
      moving.isOld = false;
      desk.showPreview(seen.lines);
      redraw(moving.tour);
      draw();
      follow();
    } catch (error) {
      if (error.name !== "AbortError" && state.moving === moving) termintreu.told(error);
    }
  }

  function follow() {
    const slot = document.querySelector(".slot");
    if (slot && state.moving.by === "keys") desk.reveal(slot);
  }

  desk.drop = function () {
    const moving = state.moving;
    if (!moving || moving.vehicle === undefined) return desk.endMove();
    const refused = moving.seen && !moving.isOld && !moving.seen.allowed ? moving.seen.reason : moving.forbidden.get(moving.tour);
    const position = moving.position === null && moving.seen && !moving.isOld ? moving.seen.position : moving.position;
    desk.endMove();
    if (refused && refused.code === UNCHANGED) return;
    if (refused) termintreu.toast(say("not_moved", { why: desk.both(refused) }));
    else desk.saveMove(moving.item.order_id, moving.vehicle, position);
  };

  /* The number that was typed, if there is such a tour; "1" then "2" is twelve. */
  function type(digit) {
    const now = Date.now();
    const text = (now - typed.at < TYPED_MS ? typed.text : "") + digit;
    typed = { text: desk.vehicleOf(Number(text)) || text === "0" ? text : digit, at: now };
    const number = Number(typed.text);
    if (number === 0) desk.aim(null, null);
    else if (desk.vehicleOf(number)) desk.aim(number, null);
  }

  function shift(by) {
    const moving = state.moving;
    if (moving.vehicle === undefined || moving.tour === null) return desk.aim(moving.from !== null ? moving.from : desk.targets()[0].tour, null);
    const tour = state.tours.get(moving.tour);
    const others = tour ? tour.visits.filter((visit) => visit.order_id !== moving.item.order_id).length : 0;
    const now = moving.position !== null ? moving.position : moving.seen && moving.seen.position;
    if (now) desk.aim(moving.tour, Math.min(others + 1, Math.max(1, now + by)));
  }

  /* True if the key was meant for the move. */
  desk.moveKey = function (event) {
    if (event.key === "Tab" || event.key === "Shift") return true;
    if (event.key === "Enter" && event.target.closest("button:not([data-first]), a, summary")) return true;
    const act = { ArrowUp: () => shift(-1), ArrowDown: () => shift(1), Enter: desk.drop }[event.key] || (/^\d$/.test(event.key) ? () => type(event.key) : null);
    if (act) {
      event.preventDefault();
      act();
    }
    return Boolean(act);
  };

  function title(moving) {
    const found = state.visits.get(moving.item.order_id);
    const name = found ? say("stop", { n: found.visit.position }) : desk.nameOf(moving.item.order_id);
    if (moving.vehicle === undefined) return say("move_title", { stop: name });
    if (moving.tour === null) return name + " → " + say("without_tour");
    const before = moving.seen && moving.seen.before ? say("after", { name: desk.nameOf(moving.seen.before) }) : "";
    return name + " → " + say("tour", { n: moving.tour }) + (before ? ", " + before : "");
  }

  const tone = (value) => (Math.abs(value) < 0.05 ? "" : value > 0 ? "worse" : "better");

  function figures(moving) {
    const seen = moving.seen;
    const late = desk.hasChances() ? say("expected_late") : say("late_stops");
    const head = make("tr", "", ...["km", "min", late].map((text) => make("th", "", text)));
    const values = !seen || !seen.allowed ? ["…", "…", "…"].map((text) => [text, ""]) : [
      [desk.change(seen.distance_m / 1000, 1), tone(seen.distance_m / 1000)],
      [desk.change(seen.duration_s / 60, 0), tone(seen.duration_s / 60)],
      seen.expected_late === null ? [desk.change(seen.late, 0), tone(seen.late)] : [desk.change(seen.expected_late, 1), tone(seen.expected_late)],
    ];
    const row = make("tr", "", ...values.map((value) => make("td", value[1], value[0] + (moving.isOld && seen ? " …" : ""))));
    const table = make("table", moving.isOld ? "is-old" : "", make("thead", "", head), make("tbody", "", row));
    return table;
  }

  /* The tours concerned, each with its end and its late stops before and after. */
  function beside(moving) {
    const seen = moving.seen;
    if (!seen || !seen.allowed) return null;
    const digits = desk.hasChances() ? 1 : 0;
    const late = desk.hasChances() ? say("expected_late") : say("late_stops");
    const clock = (time) => (time === null ? "–" : desk.clock(time));
    const rows = seen.tours.map(function (tour) {
      const lates = [desk.number(tour.late_before, digits) + " → " + desk.number(tour.late, digits), tone(tour.late - tour.late_before)];
      return make("tr", "", desk.set(make("th", "", say("tour", { n: tour.tour })), { scope: "row" }), make("td", "", clock(tour.end_before) + " → " + clock(tour.end)), make("td", lates[1], lates[0]));
    });
    const head = make("tr", "", make("td", ""), ...[say("tour_ends"), late].map((text) => desk.set(make("th", "", text), { scope: "col" })));
    return make("table", "delta__tours" + (moving.isOld ? " is-old" : ""), make("thead", "", head), make("tbody", "", ...rows));
  }

  function best(moving) {
    if (moving.by !== "keys" || !moving.targets) return null;
    const list = make("div", "row row--wrap delta__best");
    moving.targets.filter((target) => target.allowed && target.vehicle_id !== null && target.tour !== moving.from).slice(0, BEST).forEach(function (target) {
      const made = desk.button("btn btn--s", say("tour", { n: target.tour }) + " " + desk.change(target.distance_m / 1000, 1) + " km", () => desk.aim(target.tour, null));
      made.setAttribute("aria-pressed", String(moving.tour === target.tour));
      list.append(made);
    });
    const out = moving.from === null ? null : desk.button("btn btn--s btn--bare", say("take_out"), () => desk.aim(null, null));
    if (out) list.append(out);
    return list;
  }

  function foot(moving) {
    const keys = make("footer", "");
    if (moving.by === "drag") {
      keys.append(make("span", "", say("hint_drop")), make("span", "", make("kbd", "", "Esc"), " " + say("hint_leave")), make("span", "", make("kbd", "", say("key_shift")), " " + say("hint_shift")));
      return keys;
    }
    const take = desk.button("btn btn--s btn--main", say("take_over"), desk.drop);
    take.disabled = moving.vehicle === undefined;
    const leave = desk.button("btn btn--s", say("leave"), desk.endMove);
    keys.append(make("span", "", say("hint_keys")), make("span", "row push", leave, take));
    return keys;
  }

  function draw() {
    const moving = state.moving;
    if (!moving) return;
    const held = box.contains(document.activeElement) ? document.activeElement.textContent : null;
    box.hidden = false;
    const first = make("header", "", desk.icon("move"), title(moving));
    desk.set(first, { "data-first": "", tabindex: "-1" });
    const refused = moving.seen && !moving.seen.allowed ? moving.seen.reason : moving.seen ? null : moving.forbidden.get(moving.tour);
    const why = refused ? make("p", "delta__why", desk.icon("warn"), desk.both(refused)) : null;
    box.replaceChildren(...[first, figures(moving), why, beside(moving), best(moving), foot(moving)].filter(Boolean));
    if (held !== null) (Array.from(box.querySelectorAll("button:not([disabled])")).find((button) => button.textContent === held) || first).focus({ preventScroll: true });
  }
})();
