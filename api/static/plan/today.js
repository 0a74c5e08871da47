/* What has changed today on a plan that is being driven: told in a form, answered by a proposal for the rest of the day. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { make, set, say } = desk;

  const panel = document.querySelector("[data-today]");
  const opener = document.querySelector('[data-act="today"]');
  if (!panel || !opener) return;

  const form = panel.querySelector("[data-today-form]");
  const rows = panel.querySelector("[data-today-tours]");
  const wrong = panel.querySelector("[data-today-wrong]");
  const going = panel.querySelector("[data-today-going]");
  const cancel = panel.querySelector("[data-today-cancel]");
  const cancelled = panel.querySelector("[data-today-cancelled]");
  const field = (name) => form.elements.namedItem(name);

  function choice(label, options) {
    const made = set(make("select", "select input--cell"), { "aria-label": label });
    made.append(...options.map(([value, text]) => set(make("option", "", text), { value: value })));
    return made;
  }

  /* A tour: how it goes, and how far it is; unless told it is where the plan says. */
  function tourRow(tour) {
    const how = choice(say("today_state_of", { vehicle: tour.vehicle_id }), [["", say("today_by_plan")], ["late", say("today_late")], ["out", say("today_out")]]);
    const minutes = set(make("input", "input input--cell today__min num"), { type: "number", min: "1", max: "600", step: "1", value: "15", "aria-label": say("today_minutes") });
    minutes.hidden = true;
    how.addEventListener("change", () => (minutes.hidden = how.value !== "late"));
    const visits = tour.visits.map((visit) => [String(visit.position), visit.position + " " + (visit.name || visit.order_id) + ", " + desk.clock(visit.arrival)]);
    const done = choice(say("today_done_of", { vehicle: tour.vehicle_id }), [["", say("today_done_by_plan")]].concat(visits));
    const row = make("tr", desk.tourClass(tour.tour), make("td", "", make("span", "row", desk.tourNo(tour.tour), tour.vehicle_id)), make("td", "", make("span", "row", how, minutes)), make("td", "", done));
    row.told = { how, minutes, done };
    return set(row, { "data-vehicle": tour.vehicle_id });
  }

  /* Orders that can still be cancelled; each chosen one is a chip until it is pressed. */
  function offerCancelling() {
    const open = state.view.tours.flatMap((tour) => tour.visits).filter((visit) => !visit.done).concat(state.view.unassigned);
    cancel.append(...open.map((stop) => set(make("option", "", desk.nameOf(stop.order_id)), { value: stop.order_id })));
  }

  cancel.addEventListener("change", function () {
    const chosen = cancel.selectedOptions[0];
    const chip = set(desk.button("chip", chosen.textContent + " ×", () => chip.remove()), { "data-order": chosen.value, "aria-label": say("today_cancelled_not", { name: chosen.textContent }) });
    if (chosen.value && !cancelled.querySelector('[data-order="' + CSS.escape(chosen.value) + '"]')) cancelled.append(chip);
    cancel.value = "";
  });

  /* Until now at most: what is done can't lie ahead. */
  function untilNow(time, now) {
    const clock = desk.clock(time);
    return clock < now ? clock : now;
  }

  function events(now) {
    const dropped = Array.from(cancelled.children, (chip) => ({ event: "cancelled", order_id: chip.dataset.order }));
    return dropped.concat(Array.from(rows.children).flatMap(function (row) {
      const tour = state.view.tours.find((item) => item.vehicle_id === row.dataset.vehicle);
      const { how, minutes, done } = row.told;
      const told = tour.visits.slice(0, Number(done.value)).map((visit) => ({ event: "done", vehicle_id: tour.vehicle_id, order_id: visit.order_id, arrival: untilNow(visit.arrival, now), departure: untilNow(visit.departure, now) }));
      if (how.value === "late") told.push({ event: "late", vehicle_id: tour.vehicle_id, late_min: Number(minutes.value) });
      if (how.value === "out") told.push({ event: "out", vehicle_id: tour.vehicle_id });
      return told;
    }));
  }

  /* The urgent order, if there is one; null if its place can't be read. */
  function orders() {
    const names = ["name", "window_start", "window_end", "service_min", "demand_kg"];
    const cells = Object.fromEntries(names.map((name) => [name, field(name).value.trim()]).filter(([, value]) => value));
    const place = field("place").value.trim();
    if (!place && !Object.keys(cells).length) return [];
    const found = /^(-?\d+(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.,]\d+)?)$/.exec(place);
    if (!found) return null;
    return [Object.assign(cells, { lat: found[1].replace(",", "."), lon: found[2].replace(",", ".") })];
  }

  function refuse(lines) {
    wrong.hidden = !lines.length;
    wrong.replaceChildren(desk.icon("warn"), make("ul", "", ...lines.map((line) => make("li", "", line))));
  }

  function under(job) {
    const progress = job.progress || {};
    const head = make("div", "row", make("strong", "", say("today_going")), make("span", "muted num", desk.placeOf(job) || (progress.share === undefined ? "" : desk.share(progress.share))));
    desk.redrawKept(going, head, desk.progressBar(progress), desk.jobActions(job, true));
  }

  function end(job) {
    form.hidden = false;
    going.hidden = true;
    if (job.state === "done" && job.result.proposal_id) window.location.assign("/plan/" + encodeURIComponent(job.result.proposal_id));
    else if (job.state === "done") termintreu.toast(say("today_quiet"));
    else if (job.state === "failed") refuse([desk.whyOver(job)]);
  }

  function follow(jobId) {
    form.hidden = true;
    going.hidden = false;
    under({ job_id: jobId, state: "waiting" });
    desk.followJob(jobId, (job) => (desk.isOver(job) ? end(job) : under(job)), function (error) {
      termintreu.told(error);
      end({ state: "cancelled" });
    });
  }

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    const now = field("at").value;
    const urgent = orders();
    if (urgent === null) return refuse([say("today_place_wrong")]);
    refuse([]);
    try {
      const started = await desk.api("/rest", { at: now, events: events(now), orders: urgent, keep: true }, { version: state.view.version });
      follow(started.job_id);
    } catch (error) {
      if (!(error instanceof termintreu.Refused)) return termintreu.told(error);
      const findings = error.problem.findings || [];
      refuse(findings.length ? findings.map((finding) => finding[document.documentElement.lang]) : [termintreu.sentence(error.problem)]);
    }
    return undefined;
  });

  form.querySelector('[data-act="pick"]').addEventListener("click", function () {
    termintreu.toast(say("today_pick_now"));
    desk.pickPlace((place) => (field("place").value = place.lat.toFixed(5) + ", " + place.lng.toFixed(5)));
  });

  function open() {
    if (!rows.children.length) {
      rows.append(...state.view.tours.map(tourRow));
      offerCancelling();
    }
    if (!field("at").value) field("at").value = desk.nowClock();
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    field("at").focus();
  }

  function close() {
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  /* A search that was under way when the page was left. */
  function resume() {
    const jobId = desk.given.rest_job_id;
    desk.given.rest_job_id = null;
    open();
    follow(jobId);
  }

  opener.addEventListener("click", () => (panel.hidden ? open() : close()));
  panel.querySelector("[data-panel-close]").addEventListener("click", close);
  panel.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });

  desk.listen(function (changed) {
    if (!changed.has("view")) return;
    opener.hidden = state.view.state !== "released" || !state.view.tours.length || desk.given.replaced || !desk.isToday();
    if (opener.hidden) panel.hidden = true;
    rows.replaceChildren();
    cancelled.replaceChildren();
    cancel.replaceChildren(cancel.options[0]);
    if (!panel.hidden) open();
    if (!opener.hidden && desk.given.rest_job_id) resume();
  });
})();
