/* Rows of the list: a tour, a stop, the place where a moved stop would stand, a stop without a tour. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const state = desk.state;
  const { make, set, say } = desk;

  function cell(className, ...content) {
    return make("td", className, ...content);
  }

  function facts(tour) {
    const times = desk.clock(tour.departure) + "–" + desk.clock(tour.end);
    return [desk.count("stops", tour.visits.length), desk.km(tour.distance_m) + " km", times].join(" · ");
  }

  desk.tourRow = function (tour, isOpen) {
    const row = set(make("tr", "tour-row"), { role: "row", "aria-level": "1", "aria-expanded": String(isOpen), tabindex: "-1", "data-row": "tour" });
    const badges = make("span", "row num");
    if (tour.late) badges.append(desk.badge("late", String(tour.late), say("late")));
    if (tour.tight) badges.append(desk.badge("tight", String(tour.tight), say("tight")));
    const lock = make("span", "");
    if (tour.locked) {
      lock.title = say("tour_locked_why");
      lock.append(desk.icon("lock", true), make("span", "sr", say("locked")));
    }
    const name = make("span", "cut", make("span", "strong", tour.vehicle_id), " ", make("span", "muted", facts(tour)));
    const turn = desk.icon("turn", true);
    turn.classList.add("i--turn");
    const inside = make("span", "tour-row__in", turn, desk.tourNo(tour.tour), desk.swatch(), name, badges, lock);
    const head = set(make("th", "", inside), { colspan: "6", scope: "rowgroup" });
    row.append(head);
    return row;
  };

  desk.idleRow = function (vehicle) {
    const row = set(make("tr", "tour-row tour-row--idle"), { role: "row", "aria-level": "1", tabindex: "-1", "data-row": "tour" });
    const times = desk.clock(vehicle.shift_start) + "–" + desk.clock(vehicle.shift_end);
    const name = make("span", "cut", make("span", "strong", vehicle.vehicle_id), " ", make("span", "muted", say("idle") + " · " + times));
    row.append(set(make("th", "", make("span", "tour-row__in", make("span", ""), desk.tourNo(vehicle.tour), desk.swatch(), name)), { colspan: "6", scope: "rowgroup" }));
    return row;
  };

  function place(visit) {
    const where = visit.address ? make("span", "muted", visit.address) : null;
    return set(cell("cut", visit.name || visit.order_id, " ", where), { title: [visit.name, visit.address, visit.order_id].filter(Boolean).join(", ") });
  }

  desk.stopRow = function (visit) {
    const isPending = state.pending.has(visit.order_id);
    const row = set(make("tr", "stop-row"), { role: "row", "aria-level": "2", tabindex: "-1", "data-row": "stop", "data-stop": visit.order_id });
    row.setAttribute("aria-selected", String(state.stop === visit.order_id));
    if (isPending) row.classList.add("is-pending");
    if (visit.done) row.classList.add("is-done");
    const grip = cell("grip", desk.mayEdit() && !visit.locked && !visit.done ? desk.icon("grip") : "");
    if (visit.locked) {
      grip.classList.add("grip--locked");
      grip.append(desk.icon("lock", true), make("span", "sr", say("locked")));
    }
    const times = isPending ? "…" : desk.clock(visit.arrival);
    const number = isPending ? set(make("span", "", "◌"), { title: say("saving") }) : String(visit.position);
    const window_ = cell("num muted cut", desk.windows(visit.windows));
    window_.title = window_.textContent;
    row.append(grip, cell("r num", number), cell("num", times), window_, place(visit), cell("", isPending ? "…" : visit.done ? make("span", "muted", say("done")) : desk.plate(visit)));
    return row;
  };

  /* A break or a reload in words, with its times. */
  desk.between = function (item) {
    return say("between_" + item.kind, { min: desk.number(item.minutes) }) + " · " + desk.clock(item.start) + "–" + desk.clock(item.end);
  };

  desk.betweenRow = function (item) {
    const row = set(make("tr", "between-row"), { role: "row", "aria-level": "2", "data-between": item.kind });
    const inside = make("span", "between-row__in", make("span", "between-row__mark between-row__mark--" + item.kind), desk.between(item));
    row.append(cell(""), set(make("td", "muted", inside), { colspan: "5" }));
    return row;
  };

  /* Where the moved stop would stand; its times are the server's to say, so they stay open. */
  desk.slotRow = function (moving) {
    const row = set(make("tr", "slot"), { role: "row", "aria-level": "2" });
    const stop = moving.item;
    const position = moving.seen && moving.seen.position ? String(moving.seen.position) : "…";
    row.append(cell(""), cell("r num", position), cell("num", "…"), cell("num cut", desk.windows(stop.windows)), cell("cut", stop.name || stop.order_id), cell(""));
    return row;
  };

  desk.loneBox = function (stop) {
    const box = set(make("div", "lone__one"), { "data-stop": stop.order_id, "data-lone": stop.order_id, tabindex: "0", "data-row": "lone", role: "group" });
    if (state.stop === stop.order_id) box.classList.add("is-linked");
    const name = [stop.name || stop.order_id, stop.address].filter(Boolean).join(", ");
    const head = make("span", "strong cut", say("without_tour") + ": " + name);
    head.title = name;
    box.setAttribute("aria-label", head.textContent);
    const why = stop.reasons.map(desk.both).concat(stop.windows.length ? [say("window") + " " + desk.windows(stop.windows)] : []);
    box.append(desk.mark("tight"), head);
    if (desk.mayEdit()) box.append(desk.button("btn btn--s", say("assign"), () => desk.startMove(stop.order_id, "keys")));
    box.append(make("p", "muted", why.join(" · ")));
    return box;
  };
})();
