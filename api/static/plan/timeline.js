/* The timeline: a row a tour, positions in per cent of the hours shown. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const state = desk.state;
  const { make, set, svg, say } = desk;

  const HOUR_MS = 3600000;
  const MOST_LABELS = 12;
  const PART = 20; /* more rows are drawn when they come into sight */

  const box = document.querySelector("[data-timeline]");
  let span = { from: 0, to: 1 };

  const at = (time) => Date.parse(time);
  const share = (time) => (((at(time) - span.from) / (span.to - span.from)) * 100).toFixed(2) + "%";
  const wide = (from, to) => (Math.max(0, (at(to) - at(from)) / (span.to - span.from)) * 100).toFixed(2) + "%";

  function frame() {
    const tours = state.view.tours;
    const idle = state.view.idle_vehicles;
    const starts = tours.map((tour) => at(tour.departure)).concat(tours.length ? [] : idle.map((vehicle) => at(vehicle.shift_start)));
    const ends = tours.map((tour) => at(tour.end)).concat(tours.length ? [] : idle.map((vehicle) => at(vehicle.shift_end)));
    const first = starts.length ? Math.min(...starts) : at(state.view.date + "T06:00:00Z");
    const last = ends.length ? Math.max(...ends) : first + 8 * HOUR_MS;
    span = { from: first - HOUR_MS / 4, to: last + HOUR_MS / 4 };
  }

  /* Full hours of the depot's clock: its offset is written in every time. */
  function hours() {
    const sample = (state.view.tours[0] && state.view.tours[0].departure) || (state.view.idle_vehicles[0] && state.view.idle_vehicles[0].shift_start);
    const sign = sample && /([+-])(\d\d):(\d\d)$/.exec(sample);
    const offset = sign ? (sign[1] === "-" ? -1 : 1) * (Number(sign[2]) * 60 + Number(sign[3])) * 60000 : 0;
    const step = Math.max(1, Math.ceil((span.to - span.from) / HOUR_MS / MOST_LABELS));
    const found = [];
    for (let time = Math.ceil((span.from + offset) / HOUR_MS) * HOUR_MS; time <= span.to + offset; time += HOUR_MS * step) {
      const x = (((time - offset - span.from) / (span.to - span.from)) * 100).toFixed(2) + "%";
      found.push({ x: x, label: new Date(time).toISOString().slice(11, 16) });
    }
    return found;
  }

  function axis() {
    const track = svg("svg", { class: "track", "aria-hidden": "true" });
    hours().forEach((hour) => track.append(svg("text", { x: hour.x, y: "15", "text-anchor": "middle" }, hour.label)));
    return make("div", "tl__row tl__row--axis", make("span", "tl__name", say("timeline")), track, make("span", "tl__sum", say("end")));
  }

  function tip(visit) {
    return svg("title", {}, [visit.position, visit.name || visit.order_id, desk.clock(visit.arrival)].join(" "));
  }

  function warning(visit, kind) {
    const spot = svg("svg", { x: share(visit.service_start), y: "0", overflow: "visible" });
    spot.append(svg("path", { class: "tri" + (kind === "late" ? "" : " tri--risk"), d: "M4 -3 9 6H-1z" }));
    return spot;
  }

  /* A break is a hatched block, a reload a framed one with the depot's mark above its middle. */
  function between(track, item) {
    const made = svg("rect", { class: item.kind, x: share(item.start), y: "22%", width: wide(item.start, item.end), height: "56%" });
    made.append(svg("title", {}, desk.between(item)));
    track.append(made);
    if (item.kind !== "reload") return;
    const spot = svg("svg", { x: share(item.start), y: "0", overflow: "visible" });
    spot.append(svg("path", { class: "depot-mark", d: "M-4 4V-1L0-4 4-1V4z" }));
    track.append(spot);
  }

  function blocks(track, visit) {
    const kind = desk.isLate(visit) ? "late" : desk.isTight(visit) ? "tight" : "";
    if (visit.wait_s >= 60) track.append(svg("rect", { class: "wait", x: share(visit.arrival), y: "26%", width: wide(visit.arrival, visit.service_start), height: "48%" }));
    const serve = svg("rect", {
      class: "serve" + (kind === "late" ? " serve--late" : "") + (visit.done ? " serve--done" : ""),
      "data-stop": visit.order_id,
      x: share(visit.service_start),
      y: "22%",
      width: wide(visit.service_start, visit.departure),
      height: "56%",
    });
    serve.append(tip(visit));
    track.append(serve);
    if (kind) track.append(warning(visit, kind));
  }

  /* Ends of the windows and the likely arrival of the chosen stop. */
  function details(track, visit) {
    visit.windows.forEach(function (window_) {
      if (!window_.end) return;
      const x = share(window_.end);
      track.append(svg("line", { class: "win", x1: x, x2: x, y1: "8%", y2: "100%" }));
    });
    if (visit.arrival_low === null) return;
    const low = share(visit.arrival_low);
    const high = share(visit.arrival_high);
    track.append(svg("line", { class: "span", x1: low, x2: high, y1: "90%", y2: "90%" }));
    [low, high].forEach((x) => track.append(svg("line", { class: "span", x1: x, x2: x, y1: "80%", y2: "100%" })));
  }

  function track(tour) {
    const times = desk.clock(tour.departure) + "–" + desk.clock(tour.end);
    const label = say("timeline_row", { tour: tour.tour, times: times, stops: desk.count("stops", tour.visits.length) });
    const made = svg("svg", { class: "track", role: "img", "aria-label": label });
    hours().forEach((hour) => made.append(svg("line", { class: "hour", x1: hour.x, x2: hour.x, y1: "0", y2: "100%" })));
    made.append(svg("rect", { class: "shift", x: share(tour.departure), y: "15%", width: wide(tour.departure, tour.end), height: "70%" }));
    made.append(svg("line", { class: "drive", x1: share(tour.departure), x2: share(tour.end), y1: "50%", y2: "50%" }));
    const saved = tour.visits.filter((visit) => !state.pending.has(visit.order_id));
    saved.forEach((visit) => visit.before.forEach((item) => between(made, item)));
    tour.after.forEach((item) => between(made, item));
    saved.forEach((visit) => blocks(made, visit));
    const now = desk.isToday() ? new Date().toISOString() : "";
    if (now && at(now) > span.from && at(now) < span.to) made.append(svg("line", { class: "now", x1: share(now), x2: share(now), y1: "0", y2: "100%" }));
    const chosen = saved.find((visit) => visit.order_id === state.stop);
    if (chosen) details(made, chosen);
    return made;
  }

  function row(tour) {
    const name = make("span", "tl__name", desk.tourNo(tour.tour), make("span", "opt num", tour.vehicle_id));
    if (tour.locked) name.append(desk.icon("lock", true));
    const made = set(make("div", "tl__row " + desk.tourClass(tour.tour)), { "data-tour": tour.tour });
    made.append(name, track(tour), make("span", "tl__sum", desk.clock(tour.end)));
    mark(made, tour);
    return made;
  }

  function mark(made, tour) {
    made.classList.toggle("is-linked", state.tour === tour.tour);
    made.querySelectorAll("[data-stop]").forEach((rect) => rect.classList.toggle("is-linked", rect.dataset.stop === state.stop));
  }

  let shown = 0;

  function more() {
    const tours = state.view.tours;
    box.append(...tours.slice(shown, shown + PART).map(row));
    shown = Math.min(tours.length, shown + PART);
  }

  /* The key names only what is there: it has one line. */
  function keys() {
    const tours = state.view.tours;
    const isShown = {
      wait: tours.some((tour) => tour.visits.some((visit) => visit.wait_s >= 60)),
      pause: tours.some((tour) => tour.break_s > 0),
      reload: tours.some((tour) => tour.trips > 1),
      done: tours.some((tour) => tour.visits.some((visit) => visit.done)),
    };
    Object.entries(isShown).forEach(([name, shown]) => (document.querySelector("[data-key-" + name + "]").hidden = !shown));
  }

  function draw() {
    const top = box.scrollTop;
    frame();
    shown = 0;
    box.classList.toggle("tl--one", state.view.tours.length === 1);
    box.replaceChildren(axis());
    more();
    while (shown < state.view.tours.length && box.scrollHeight < top + box.clientHeight) more();
    box.scrollTop = top;
    if (!state.view.tours.length) box.append(make("p", "muted tl__none", say("timeline_none")));
    keys();
    document.querySelector("[data-key-range]").hidden = !desk.hasChances();
  }

  let marked = null;

  function follow() {
    const again = [marked, state.tour];
    marked = state.tour;
    state.view.tours.forEach(function (tour) {
      const old = box.querySelector('[data-tour="' + tour.tour + '"]');
      if (!old) return;
      if (again.includes(tour.tour)) old.replaceWith(row(tour));
      else mark(old, tour);
    });
    const chosen = box.querySelector(".tl__row.is-linked");
    if (!chosen) return;
    const frame = box.getBoundingClientRect();
    const seen = chosen.getBoundingClientRect();
    if (seen.top < frame.top || seen.bottom > frame.bottom) box.scrollTop += seen.top - frame.top - frame.height / 2;
  }

  box.addEventListener("scroll", () => shown < state.view.tours.length && box.scrollTop + box.clientHeight > box.scrollHeight - 200 && more(), { passive: true });

  box.addEventListener("click", function (event) {
    const stop = event.target.closest("[data-stop]");
    const tour = event.target.closest("[data-tour]");
    if (desk.wasDragged()) return;
    if (stop) desk.chooseStop(stop.dataset.stop);
    else if (tour) desk.chooseTour(Number(tour.dataset.tour));
  });

  box.addEventListener("mouseover", function (event) {
    const stop = event.target.closest("[data-stop]");
    const tour = event.target.closest("[data-tour]");
    desk.near(tour ? Number(tour.dataset.tour) : null, stop && stop.dataset.stop);
  });
  box.addEventListener("mouseleave", () => desk.near(null, null));

  desk.listen(function (changed) {
    if (changed.has("view")) draw();
    else if (changed.has("choice")) follow();
  });
})();
