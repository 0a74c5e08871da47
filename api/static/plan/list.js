/* The list: tours with their stops, filters, search, stops without a tour on top. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const state = desk.state;
  const { make, say } = desk;

  const MOST_FOUND = 300; /* rows that a search shows at once */
  const MOST_LONE = 3; /* more stops without a tour are folded */

  const grid = document.querySelector("[data-grid]");
  const loneBox = document.querySelector("[data-lone]");
  const chips = document.querySelector("[data-chips]");
  const nothing = document.querySelector("[data-nothing]");
  const bodies = new Map();
  let allLone = false;

  const FITS = {
    all: () => true,
    late: (visit) => desk.isLate(visit),
    tight: (visit) => desk.isTight(visit),
    locked: (visit, tour) => visit.locked || tour.locked,
  };

  function found(visit) {
    if (!state.query) return true;
    return [visit.name, visit.address, visit.order_id].some((text) => text && text.toLowerCase().includes(state.query));
  }

  const isNarrowed = () => state.filter !== "all" || state.query !== "";

  function shownVisits(tour, room) {
    const fits = tour.visits.filter((visit) => FITS[state.filter](visit, tour) && found(visit));
    return isNarrowed() ? fits.slice(0, room) : fits;
  }

  /* A neighbour of the place with the number that it would have. */
  function numbered(others, i, position) {
    return others[i] ? desk.stopRow(Object.assign({}, others[i], { position: position })) : null;
  }

  /* Round the place where a moved stop would stand a closed tour opens to three rows. */
  function withSlot(tour, rows, isOpen) {
    const moving = state.moving;
    if (!moving || moving.tour !== tour.tour || !moving.seen || !moving.seen.allowed) return rows;
    const others = tour.visits.filter((visit) => visit.order_id !== moving.item.order_id);
    const at = moving.seen.position - 1;
    const slot = desk.slotRow(moving);
    if (!isOpen) return [numbered(others, at - 1, at), slot, numbered(others, at, at + 2)].filter(Boolean);
    const next = others[at];
    const before = rows.findIndex((row) => next && row.dataset.stop === next.order_id);
    rows.splice(before < 0 ? rows.length : before, 0, slot);
    return rows;
  }

  /* Breaks and reloads stand between the stops, unless a search or a filter shows single ones. */
  function rowsOf(visit) {
    const between = isNarrowed() || state.pending.has(visit.order_id) ? [] : visit.before.map(desk.betweenRow);
    return [...between, desk.stopRow(visit)];
  }

  function fill(tour, room) {
    const body = bodies.get(tour.tour);
    const isIdle = !tour.visits;
    const visits = isIdle ? [] : shownVisits(tour, room);
    const isOpen = isNarrowed() ? visits.length > 0 : state.open.has(tour.tour);
    const rows = isOpen ? visits.flatMap((visit) => rowsOf(visit)) : [];
    if (isOpen && !isNarrowed()) rows.push(...tour.after.map(desk.betweenRow));
    const head = isIdle ? desk.idleRow(tour) : desk.tourRow(tour, isOpen);
    const moved = isIdle ? slotOfIdle(tour) : withSlot(tour, rows, isOpen);
    body.replaceChildren(head, ...moved);
    body.hidden = isNarrowed() && !visits.length;
    mark(tour.tour);
    return visits.length;
  }

  function slotOfIdle(vehicle) {
    const moving = state.moving;
    return moving && moving.tour === vehicle.tour && moving.seen && moving.seen.allowed ? [desk.slotRow(moving)] : [];
  }

  function mark(number) {
    const body = bodies.get(number);
    const head = body.firstElementChild;
    const moving = state.moving;
    const isTarget = Boolean(moving && moving.tour === number);
    head.classList.toggle("is-linked", state.tour === number);
    const refused = moving && moving.forbidden && moving.forbidden.get(number);
    body.classList.toggle("is-refused", Boolean(refused));
    body.classList.toggle("is-target", isTarget);
    if (refused) head.title = desk.both(refused);
    else head.removeAttribute("title");
    body.querySelectorAll(".stop-row").forEach(function (row) {
      row.setAttribute("aria-selected", String(row.dataset.stop === state.stop));
      row.classList.toggle("is-lifted", Boolean(moving && moving.item.order_id === row.dataset.stop));
    });
  }

  function chip(name, count, icon) {
    const text = count === null ? say("filter_" + name) : say("filter_" + name) + " " + desk.number(count);
    const made = desk.button("chip", "", () => filter(name));
    if (icon) made.append(icon);
    made.append(text);
    made.dataset.filter = name;
    made.setAttribute("aria-pressed", String(state.filter === name));
    return made;
  }

  function drawChips() {
    const tours = state.view.tours;
    const sum = (key) => tours.reduce((total, tour) => total + tour[key], 0);
    const locked = tours.reduce((total, tour) => total + (tour.locked ? 1 : tour.visits.filter((visit) => visit.locked).length), 0);
    const held = chips.contains(document.activeElement) ? document.activeElement.dataset.filter : null;
    const shown = [chip("all", null), chip("late", sum("late"), desk.mark("late"))];
    if (desk.hasChances()) shown.push(chip("tight", sum("tight"), desk.mark("tight")));
    shown.push(chip("locked", locked, desk.icon("lock", true)));
    chips.replaceChildren(...shown);
    if (held) chips.querySelector('[data-filter="' + held + '"]').focus();
  }

  function filter(name) {
    state.filter = state.filter === name ? "all" : name;
    desk.tell("list");
  }

  function drawLone() {
    const all = state.view.unassigned.filter(found);
    const most = allLone ? all.length : MOST_LONE;
    const boxes = all.slice(0, most).map(desk.loneBox);
    if (all.length > MOST_LONE) {
      const text = allLone ? say("lone_fewer") : desk.count("lone", all.length - MOST_LONE);
      boxes.push(desk.button("btn btn--s btn--bare", text, () => ((allLone = !allLone), drawLone())));
    }
    loneBox.className = boxes.length ? "lone-all" : "";
    loneBox.replaceChildren(...boxes);
    loneBox.querySelectorAll("[data-lone]").forEach((box) => box.classList.toggle("is-lifted", Boolean(state.moving && state.moving.item.order_id === box.dataset.lone)));
  }

  function bodyOf(tour) {
    const made = desk.set(make("tbody", desk.tourClass(tour.tour)), { "data-tour": tour.tour });
    bodies.set(tour.tour, made);
    return made;
  }

  function sayNothing(shown) {
    nothing.hidden = true;
    if (!state.view.tours.length && !state.view.unassigned.length) say_(say("no_stops"));
    else if (isNarrowed() && !shown) say_(state.query ? say("not_found", { text: state.query }) : say("filter_none_" + state.filter));
    else if (isNarrowed() && state.query && shown >= MOST_FOUND) say_(say("found_many", { n: desk.number(MOST_FOUND) }));
  }

  function say_(text) {
    nothing.hidden = false;
    const back = isNarrowed() ? desk.button("btn btn--s", say("show_all"), desk.showAll) : null;
    nothing.replaceChildren(...[make("p", "", text), back].filter(Boolean));
  }

  desk.showAll = function () {
    state.filter = "all";
    state.query = "";
    document.getElementById("suche").value = "";
    desk.tell("list");
  };

  function drawAll() {
    const held = grid.contains(document.activeElement) ? keyOf(document.activeElement.closest("[data-row]")) : null;
    bodies.clear();
    const tours = desk.targets();
    grid.querySelectorAll("tbody").forEach((body) => body.remove());
    grid.append(...tours.map(bodyOf));
    let room = MOST_FOUND;
    let shown = 0;
    tours.forEach(function (tour) {
      const rows = fill(tour, Math.max(0, room));
      shown += rows;
      room -= isNarrowed() ? rows : 0;
    });
    sayNothing(shown);
    drawChips();
    drawLone();
    grid.querySelector("[data-head-p]").textContent = desk.hasChances() ? say("p_late") : say("late_by");
    grid.querySelector("[data-head-p]").title = desk.hasChances() ? say("p_late_why") : say("late_by_why");
    restore(held);
  }

  const keyOf = (row) => row && (row.dataset.stop ? '[data-stop="' + CSS.escape(row.dataset.stop) + '"]' : row.closest("[data-tour]") && '[data-tour="' + row.closest("[data-tour]").dataset.tour + '"] > .tour-row');

  /* Redrawing must not take the focus away, nor the one row that Tab reaches. */
  function restore(held) {
    const row = (held && grid.querySelector(held)) || grid.querySelector('[aria-selected="true"]') || grid.querySelector(".tour-row.is-linked") || grid.querySelector("[data-row]");
    if (!row) return;
    row.tabIndex = 0;
    if (held) row.focus({ preventScroll: true });
  }

  /* Redraws single tours, so that a preview costs two bodies and not the list. */
  desk.redrawTours = function (numbers) {
    numbers.forEach(function (number) {
      const tour = desk.vehicleOf(number);
      if (tour && bodies.has(number)) fill(tour, MOST_FOUND);
    });
    restore(null);
  };

  desk.turn = function (number, isOpen) {
    const held = grid.contains(document.activeElement);
    if (isOpen) state.open.add(number);
    else state.open.delete(number);
    desk.redrawTours([number]);
    if (held) focusRow(bodies.get(number).firstElementChild);
  };

  const focusRow = (desk.focusRow = function (row) {
    grid.querySelectorAll('[tabindex="0"]').forEach((other) => (other.tabIndex = -1));
    row.tabIndex = 0;
    row.focus();
  });

  /* Scrolls the list alone, never the page, and keeps rows out from under the list's head. */
  const reveal = (desk.reveal = function (row) {
    const box = document.querySelector("[data-scroll]");
    const head = grid.tHead.offsetHeight;
    const frame = box.getBoundingClientRect();
    const seen = row.getBoundingClientRect();
    if (seen.top < frame.top + head) box.scrollTop -= frame.top + head - seen.top;
    if (seen.bottom > frame.bottom) box.scrollTop += seen.bottom - frame.bottom + seen.height;
  });

  function followChoice() {
    const tour = state.tour !== null && state.tours.get(state.tour);
    if (tour && state.stop !== null && !bodies.get(tour.tour).querySelector('[data-stop="' + CSS.escape(state.stop) + '"]')) fill(tour, MOST_FOUND);
    bodies.forEach((body, number) => mark(number));
    loneBox.querySelectorAll("[data-lone]").forEach((box) => box.classList.toggle("is-linked", box.dataset.lone === state.stop));
    const row = grid.querySelector('[aria-selected="true"]') || grid.querySelector(".tour-row.is-linked");
    if (row && !grid.contains(document.activeElement)) reveal(row);
  }

  desk.listen(function (changed) {
    if (changed.has("view") || changed.has("list")) drawAll();
    if (changed.has("choice")) followChoice();
    if (changed.has("targets")) bodies.forEach((body, number) => mark(number));
  });

  grid.addEventListener("click", function (event) {
    const row = event.target.closest("[data-row]");
    if (!row || desk.wasDragged()) return;
    const number = Number(row.closest("[data-tour]").dataset.tour);
    if (row.dataset.row === "stop") desk.chooseStop(row.dataset.stop);
    else if (row.hasAttribute("aria-expanded")) {
      desk.turn(number, row.getAttribute("aria-expanded") !== "true");
      desk.chooseTour(number);
    }
    const now = row.isConnected ? row : bodies.get(number).firstElementChild;
    focusRow(now);
  });

  loneBox.addEventListener("click", function (event) {
    const box = event.target.closest("[data-lone]");
    if (box && !event.target.closest("button") && !desk.wasDragged()) desk.chooseStop(box.dataset.lone);
  });

  [grid, loneBox].forEach(function (part) {
    part.addEventListener("mouseover", function (event) {
      const stop = event.target.closest("[data-stop]");
      const tour = event.target.closest("[data-tour]");
      desk.near(tour ? Number(tour.dataset.tour) : null, stop && stop.dataset.stop);
    });
    part.addEventListener("mouseleave", () => desk.near(null, null));
  });
})();
