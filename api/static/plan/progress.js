/* While a plan is made: its place in the queue, how far it is, the best so far. Leaving the page does not stop it. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const { make, say, set } = desk;

  const POLL_MS = 1500;
  const given = desk.given;
  const box = document.querySelector("[data-wait]");
  const path = "/api/v1/jobs/" + encodeURIComponent(given.job_id || "");
  let isOver = false;

  function best(progress) {
    if (!progress || progress.late_stops === undefined) return null;
    const expected = progress.expected_late;
    const open = progress.unassigned ? ", " + desk.count("best_open", progress.unassigned) : "";
    const text = expected === undefined || expected === null ? desk.count("best_planned", progress.late_stops) : say("best_expected", { n: desk.number(expected, 1) });
    return make("p", "prog__best", say("best_so_far"), make("b", "", text + open));
  }

  function ask(what, button) {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    termintreu.ask(path + "/" + what, { method: "POST" }).catch(function (error) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
      termintreu.told(error);
    });
  }

  function actions(job) {
    if (!given.may_edit) return null;
    const cancel = desk.button("btn", say("cancel"), () => ask("cancel", cancel));
    const take = desk.button("btn btn--main", say("take_this"), () => ask("finish", take));
    cancel.dataset.act = "cancel";
    take.dataset.act = "take";
    take.disabled = job.asked === "finish";
    const hasBest = job.progress && job.progress.late_stops !== undefined;
    return make("div", "row", cancel, hasBest ? take : null);
  }

  function under(job) {
    const progress = job.progress || {};
    const isWaiting = job.state === "waiting";
    const title = isWaiting ? say("waiting_title") : progress.stage === "search" ? say("search_title") : say("roads_title");
    const place = isWaiting && job.place ? (job.place > 1 ? say("place", { n: job.place, before: job.place - 1 }) : say("place_first")) : "";
    const bar = set(make("progress", "prog__bar"), { max: "1", "aria-label": say("progress") });
    if (progress.share !== undefined) bar.value = progress.share;
    const share = progress.share === undefined ? "" : desk.share(progress.share);
    return [make("h2", "", title), make("div", "prog", bar, make("div", "row", make("span", "num muted", place || share), progress.stops ? make("span", "muted push", desk.count("stops", progress.stops)) : null), best(progress)), make("p", "muted", say("leave_page")), actions(job)];
  }

  function over(job) {
    const language = document.documentElement.lang;
    const isCancelled = job.state === "cancelled";
    const error = job.error || {};
    const findings = (error.findings || []).map((finding) => make("li", "", finding[language] || ""));
    const why = isCancelled ? say("cancelled_what") : error["detail_" + language] || say("failed_what");
    const back = set(make("a", "btn btn--main", say("back_to_orders")), { href: box.dataset.retry });
    return [make("h2", "", isCancelled ? say("cancelled") : say("planning_failed")), make("p", "", why), findings.length > 1 ? make("ul", "findings", ...findings.slice(0, 20)) : null, make("p", "muted", say("failed_safe")), given.may_edit ? back : null];
  }

  /* A redraw keeps the button that has the focus. */
  function draw(parts) {
    const held = document.activeElement && box.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    box.replaceChildren(make("div", "card__body stack", ...parts.filter(Boolean)));
    const again = held && box.querySelector('[data-act="' + held + '"]');
    if (again) again.focus();
  }

  function show(job) {
    if (isOver) return;
    isOver = !["waiting", "running"].includes(job.state);
    if (job.state === "done") window.location.reload();
    else draw(isOver ? over(job) : under(job));
  }

  async function poll() {
    while (!isOver) {
      try {
        show(await termintreu.ask(path));
      } catch (error) {
        if (error instanceof termintreu.Refused) {
          isOver = true;
          draw([make("h2", "", say("planning_failed")), make("p", "", termintreu.sentence(error.problem))]);
          return;
        }
      }
      await new Promise((done) => window.setTimeout(done, POLL_MS));
    }
  }

  function listen() {
    const source = new EventSource(path + "/events");
    source.addEventListener("job", function (event) {
      show(JSON.parse(event.data));
      if (isOver) source.close();
    });
    source.addEventListener("error", function () {
      source.close();
      if (!isOver) poll();
    });
    window.addEventListener("pagehide", () => source.close());
  }

  if (!given.job_id) draw([make("h2", "", say("planning_failed")), make("p", "", say("failed_what"))]);
  else if (given.state === "failed") termintreu.ask(path).then(show, () => show({ state: "failed" }));
  else {
    draw([make("h2", "", given.place ? say("waiting_title") : say("roads_title")), make("div", "skel skel--60")]);
    listen();
  }
})();
