/* While a plan is made: its place in the queue, how far it is, the best so far. Leaving the page does not stop it. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const { make, say, set } = desk;

  const given = desk.given;
  const box = document.querySelector("[data-wait]");

  function under(job) {
    const progress = job.progress || {};
    const title = job.state === "waiting" ? say("waiting_title") : progress.stage === "search" ? say("search_title") : say("roads_title");
    const share = progress.share === undefined ? "" : desk.share(progress.share);
    const line = make("div", "row", make("span", "num muted", desk.placeOf(job) || share), progress.stops ? make("span", "muted push", desk.count("stops", progress.stops)) : null);
    return [
      make("h2", "", title),
      make("div", "prog", desk.progressBar(progress), line, desk.bestSoFar(progress)),
      make("p", "muted", say("leave_page")),
      given.may_edit ? desk.jobActions(job) : null,
    ];
  }

  function over(job) {
    const language = document.documentElement.lang;
    const findings = ((job.error || {}).findings || []).map((finding) => make("li", "", finding[language] || ""));
    const back = set(make("a", "btn btn--main", say("back_to_orders")), { href: box.dataset.retry });
    return [
      make("h2", "", job.state === "cancelled" ? say("cancelled") : say("planning_failed")),
      make("p", "", desk.whyOver(job)),
      findings.length > 1 ? make("ul", "findings", ...findings.slice(0, 20)) : null,
      make("p", "muted", say("failed_safe")),
      given.may_edit ? back : null,
    ];
  }

  const draw = (parts) => desk.redrawKept(box, make("div", "card__body stack", ...parts.filter(Boolean)));

  function show(job) {
    if (job.state === "done") window.location.reload();
    else draw(desk.isOver(job) ? over(job) : under(job));
  }

  const lost = (error) => draw([make("h2", "", say("planning_failed")), make("p", "", termintreu.sentence(error.problem))]);

  if (!given.job_id) draw([make("h2", "", say("planning_failed")), make("p", "", say("failed_what"))]);
  else if (given.state === "failed") desk.readJob(given.job_id).then(show, () => show({ state: "failed" }));
  else {
    draw([make("h2", "", given.place ? say("waiting_title") : say("roads_title")), make("div", "skel skel--60")]);
    desk.followJob(given.job_id, show, lost);
  }
})();
