/* The card of the chosen stop, in the map's top right corner. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const state = desk.state;
  const { make, say } = desk;
  const card = document.querySelector("[data-card]");

  function pairs(rows) {
    const list = make("dl", "pairs");
    rows.filter((row) => row && row[1]).forEach((row) => list.append(make("dt", "", row[0]), make("dd", "", ...[].concat(row[1]))));
    return list;
  }

  function head(number, title) {
    const close = desk.button("btn btn--bare btn--s push", "", () => desk.chooseTour(state.tour));
    close.setAttribute("aria-label", say("close_card"));
    close.append(desk.icon("close"));
    const row = make("div", "row", number, make("strong", "cut", title), close);
    row.querySelector(".cut").title = title;
    return row;
  }

  function range(visit) {
    if (visit.arrival_low === null) return "";
    return make("span", "muted", " " + say("range", { low: desk.clock(visit.arrival_low), high: desk.clock(visit.arrival_high) }));
  }

  function slack(visit) {
    return visit.slack_s === null ? "" : make("span", "muted", say("slack", { min: desk.number(Math.trunc(visit.slack_s / 60)) }));
  }

  function chance(visit) {
    const kind = desk.isLate(visit) ? "late" : desk.isTight(visit) ? "tight" : null;
    const inside = make("span", "row row--wrap");
    if (visit.p_late !== null) {
      inside.append(kind ? desk.badge(kind, desk.share(visit.p_late)) : desk.share(visit.p_late), slack(visit));
      return [say("p_late"), inside];
    }
    if (!visit.due) return null;
    const late = Math.max(1, Math.round(visit.lateness_s / 60));
    inside.append(kind ? desk.badge("late", say("late_min", { min: desk.number(late) })) : say("on_time"), slack(visit));
    return [say("late_by"), inside];
  }

  /* A dimension of load as people call it. */
  function unit(name) {
    return name === "units" ? say("pieces") : name;
  }

  function needs(visit) {
    const amounts = Object.entries(visit.demand).map(([name, amount]) => desk.number(amount) + " " + unit(name));
    return amounts.concat(visit.skills).join(", ");
  }

  function lockButton(locked, onClick) {
    const made = desk.button("btn btn--s", "", onClick);
    made.append(desk.icon("lock"), locked ? say("unlock") : say("lock"));
    return made;
  }

  function actions(orderId, visit) {
    const row = make("div", "row row--wrap");
    const move = desk.button("btn btn--s", say("move") + " …", () => desk.startMove(orderId, "keys"));
    move.append(make("kbd", "", "M"));
    if (!visit) return desk.mayEdit() ? (row.append(move), row) : null;
    if (!visit.locked) row.append(move);
    row.append(lockButton(visit.locked, () => desk.toggleStop(orderId)));
    if (!visit.locked) row.append(desk.button("btn btn--s btn--bare", say("take_out"), () => desk.takeOut(orderId)));
    return desk.mayEdit() ? row : null;
  }

  function stopParts(visit, tour) {
    const title = say("stop", { n: visit.position }) + ": " + (visit.name || visit.order_id);
    const wait = visit.wait_s >= 60 ? say("minutes", { min: desk.number(Math.round(visit.wait_s / 60)) }) : "";
    const rows = [
      [say("before"), visit.before.map(desk.between).join(", ")],
      [say("kind"), visit.kind === "pickup" ? say("pickup") : ""],
      [say("window"), desk.windows(visit.windows) + (visit.hard_window ? " (" + say("hard") + ")" : "")],
      [say("arrival"), [desk.clock(visit.arrival), range(visit)]],
      chance(visit),
      [say("wait"), wait],
      [say("service"), desk.clock(visit.service_start) + "–" + desk.clock(visit.departure)],
      [say("why"), visit.reasons.map(desk.both).join(" ")],
      [say("needs"), needs(visit)],
      [say("order"), visit.order_id],
    ];
    const top = head(desk.tourNo(tour.tour), title);
    top.classList.add(desk.tourClass(tour.tour));
    return [top, visit.address && make("p", "muted", visit.address), pairs(rows), actions(visit.order_id, visit)];
  }

  function loneParts(stop) {
    const why = stop.reasons.map(desk.both).join(" ");
    const rows = [
      [say("window"), desk.windows(stop.windows)],
      [say("why"), why],
      [say("order"), stop.order_id],
    ];
    return [head(desk.mark("open"), say("without_tour") + ": " + (stop.name || stop.order_id)), stop.address && make("p", "muted", stop.address), pairs(rows), actions(stop.order_id, null)];
  }

  function tourParts(tour) {
    const load = Object.keys(tour.capacity).map((name) => desk.number(tour.load[name] || 0) + " / " + desk.number(tour.capacity[name]) + " " + unit(name));
    const rows = [
      [say("fig_stops"), desk.number(tour.visits.length)],
      [say("fig_km"), desk.km(tour.distance_m) + " km"],
      [say("fig_hours"), desk.hours(tour.duration_s) + " h · " + desk.clock(tour.departure) + "–" + desk.clock(tour.end)],
      [say("shift"), desk.clock(tour.shift_start) + "–" + desk.clock(tour.shift_end)],
      [say("load"), load.join(", ")],
      [say("trips"), tour.trips > 1 ? desk.number(tour.trips) : ""],
      [say("breaks"), tour.break_s ? say("minutes", { min: desk.number(Math.round(tour.break_s / 60)) }) : ""],
      [say("fig_late"), tour.expected_late === null ? desk.number(tour.late) : desk.number(tour.expected_late, 1)],
    ];
    const top = head(desk.tourNo(tour.tour), tour.vehicle_id);
    top.classList.add(desk.tourClass(tour.tour));
    const row = make("div", "row row--wrap", lockButton(tour.locked, () => desk.toggleTour(tour.tour)));
    return [top, pairs(rows), desk.mayEdit() ? row : null];
  }

  /* A tour's card has no stop; closing it lets the tour go. */
  function parts() {
    const found = state.visits.get(state.stop);
    if (found && !state.pending.has(state.stop)) return stopParts(found.visit, found.tour);
    if (state.lone.has(state.stop)) return loneParts(state.lone.get(state.stop));
    if (state.stop === null && state.tours.has(state.tour)) {
      const made = tourParts(state.tours.get(state.tour));
      made[0].querySelector("button").addEventListener("click", () => desk.chooseTour(null));
      return made;
    }
    return null;
  }

  desk.listen(function () {
    const made = parts();
    const held = card.contains(document.activeElement);
    card.hidden = !made || state.moving !== null;
    card.replaceChildren(...(made || []).filter(Boolean));
    if (held && !card.hidden) card.querySelector("button").focus();
    else if (held) document.querySelector("[data-map]").focus();
  });
})();
