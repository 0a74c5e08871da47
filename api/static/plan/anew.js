/* Planning anew from the plan as it is: what is locked stays. Meanwhile nothing can be changed. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { make, say } = desk;

  const box = document.querySelector("[data-anew]");
  const button = document.querySelector('[data-act="anew"]');

  function lockedWords() {
    const tours = state.view.tours.filter((tour) => tour.locked).length;
    const stops = state.view.tours.reduce((sum, tour) => sum + (tour.locked ? 0 : tour.visits.filter((visit) => visit.locked).length), 0);
    if (!tours && !stops) return say("anew_nothing_locked");
    return say("anew_keeps", { what: [tours ? desk.count("tours", tours) : "", stops ? desk.count("stops", stops) : ""].filter(Boolean).join(", ") });
  }

  function under(job) {
    const progress = job.progress || {};
    const head = make("div", "row", make("strong", "", say("anew_title")), make("span", "muted num push", desk.placeOf(job) || (progress.share === undefined ? "" : desk.share(progress.share))));
    const acts = desk.given.may_edit ? desk.jobActions(job, true) : null;
    desk.redrawKept(box, ...[head, desk.progressBar(progress), desk.bestSoFar(progress), make("p", "muted", lockedWords()), acts].filter(Boolean));
  }

  async function end(job) {
    state.planningAnew = null;
    box.hidden = true;
    box.replaceChildren();
    if (job.state === "done") {
      await desk.reload();
      termintreu.toast(say("anew_done"), state.view.undo ? { label: say("undo"), run: () => desk.step("undo") } : null);
    } else {
      termintreu.toast(job.state === "cancelled" ? say("anew_cancelled") : desk.whyOver(job));
      desk.tell("view", "choice");
    }
  }

  function show(job) {
    if (desk.isOver(job)) end(job);
    else under(job);
  }

  function lost(error) {
    termintreu.told(error);
    end({ state: "cancelled" });
  }

  /* Follows a job that this page or somebody else has begun. */
  function follow(jobId) {
    if (state.planningAnew === jobId) return;
    state.planningAnew = jobId;
    if (state.moving) desk.endMove();
    box.hidden = false;
    under({ job_id: jobId, state: "waiting" });
    desk.tell("view", "choice");
    desk.followJob(jobId, show, lost);
  }

  async function begin() {
    button.disabled = true;
    try {
      const started = await desk.planAnew();
      if (started) follow(started.job_id);
    } finally {
      button.disabled = false;
    }
  }

  if (button) button.addEventListener("click", begin);

  desk.listen(function (changed) {
    if (!changed.has("view")) return;
    if (button) button.hidden = state.planningAnew !== null || state.view.rest !== null || !desk.mayEdit();
    if (state.view.state === "draft" && state.view.job_id) follow(state.view.job_id);
  });
})();
