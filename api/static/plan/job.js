/* A search under way: how far it is, the best so far, taking that one, giving up. Leaving the page does not stop it. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const { make, say } = desk;

  const POLL_MS = 1500;
  const pathOf = (jobId) => "/api/v1/jobs/" + encodeURIComponent(jobId);

  desk.isOver = (job) => !["waiting", "running"].includes(job.state);

  desk.readJob = (jobId) => termintreu.ask(pathOf(jobId));

  /* Calls `show` with every news until the job is over; `lost` if the service won't tell any more. */
  desk.followJob = function (jobId, show, lost) {
    let isOver = false;

    function tell(job) {
      if (isOver) return;
      isOver = desk.isOver(job);
      show(job);
    }

    async function poll() {
      while (!isOver) {
        try {
          tell(await desk.readJob(jobId));
        } catch (error) {
          if (error instanceof termintreu.Refused) {
            isOver = true;
            lost(error);
          }
        }
        await new Promise((done) => window.setTimeout(done, POLL_MS));
      }
    }

    const source = new EventSource(pathOf(jobId) + "/events");
    source.addEventListener("job", function (event) {
      tell(JSON.parse(event.data));
      if (isOver) source.close();
    });
    source.addEventListener("error", function () {
      source.close();
      if (!isOver) poll();
    });
    window.addEventListener("pagehide", () => source.close());
  };

  desk.bestSoFar = function (progress) {
    if (!progress || progress.late_stops === undefined) return null;
    const expected = progress.expected_late;
    const open = progress.unassigned ? ", " + desk.count("best_open", progress.unassigned) : "";
    const text = expected === undefined || expected === null ? desk.count("best_planned", progress.late_stops) : say("best_expected", { n: desk.number(expected, 1) });
    return make("p", "prog__best", say("best_so_far"), make("b", "", text + open));
  };

  desk.progressBar = function (progress) {
    const bar = desk.set(make("progress", "prog__bar"), { max: "1", "aria-label": say("progress") });
    if (progress.share !== undefined) bar.value = progress.share;
    return bar;
  };

  desk.placeOf = function (job) {
    if (job.state !== "waiting" || !job.place) return "";
    return job.place > 1 ? say("place", { n: job.place, before: job.place - 1 }) : say("place_first");
  };

  function ask(jobId, what, button) {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    termintreu.ask(pathOf(jobId) + "/" + what, { method: "POST" }).catch(function (error) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
      termintreu.told(error);
    });
  }

  /* What may be asked of a job; a best plan can be taken once there is one. */
  desk.jobActions = function (job, small) {
    const kind = "btn" + (small ? " btn--s" : "");
    const cancel = desk.button(kind, say("cancel"), () => ask(job.job_id, "cancel", cancel));
    const take = desk.button(kind + " btn--main", say("take_this"), () => ask(job.job_id, "finish", take));
    cancel.dataset.act = "cancel";
    take.dataset.act = "take";
    take.disabled = job.asked === "finish";
    const hasBest = job.progress && job.progress.late_stops !== undefined;
    return make("div", "row", cancel, hasBest ? take : null);
  };

  /* Redraws a box and keeps the button that has the focus. */
  desk.redrawKept = function (box, ...parts) {
    const held = document.activeElement && box.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    box.replaceChildren(...parts);
    const again = held && box.querySelector('[data-act="' + held + '"]');
    if (again) again.focus();
  };

  desk.whyOver = function (job) {
    if (job.state === "cancelled") return say("cancelled_what");
    return (job.error || {})["detail_" + document.documentElement.lang] || say("failed_what");
  };
})();
