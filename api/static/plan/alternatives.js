/* The plan beside its alternatives: the server draws the cards, here they are opened, sought and taken. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { make, say } = desk;

  const opener = document.querySelector("[data-alts-open]");
  const panel = document.querySelector("[data-alts]");
  const body = panel.querySelector("[data-alts-body]");
  const page = opener.href;
  let followed = null;
  let drawn = null; // the version of the plan that the cards show

  /* The cards of the server's own page. */
  async function cards() {
    const answer = await fetch(page, { headers: { Accept: "text/html", "Accept-Language": document.documentElement.lang } });
    if (!answer.ok) throw new termintreu.Refused(answer.status, { title: answer.statusText });
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-alts-found]");
  }

  async function draw() {
    drawn = state.view.version;
    try {
      const found = document.adoptNode(await cards());
      found.querySelectorAll("[data-with-script]").forEach((part) => (part.hidden = !desk.mayEdit()));
      body.replaceChildren(found);
      if (found.dataset.going) follow(found.dataset.job);
    } catch (error) {
      if (!(error instanceof termintreu.Refused) && !(error instanceof TypeError)) throw error;
      termintreu.told(error);
    }
  }

  function going(job) {
    const line = body.querySelector("[data-alts-going]");
    if (!line) return;
    line.hidden = false;
    const progress = job.progress || {};
    const head = make("div", "row", make("strong", "", say("alternatives_going")), make("span", "muted num", desk.placeOf(job) || (progress.share === undefined ? "" : desk.share(progress.share))));
    const acts = desk.given.may_edit ? desk.jobActions(job, true) : null;
    desk.redrawKept(line, ...[head, desk.progressBar(progress), acts].filter(Boolean));
  }

  function follow(jobId) {
    if (followed === jobId) return;
    followed = jobId;
    desk.followJob(jobId, function (job) {
      if (!desk.isOver(job)) return going(job);
      followed = null;
      if (job.state === "failed") termintreu.toast(desk.whyOver(job));
      else if (job.state === "done" && panel.hidden) termintreu.toast(say("alternatives_found"), { label: say("show_list"), run: open });
      return panel.hidden ? undefined : draw();
    }, termintreu.told);
  }

  function open() {
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    return draw();
  }

  function close() {
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  opener.addEventListener("click", function (event) {
    if (!window.matchMedia("(min-width: 900px)").matches) return; // there the cards have a page of their own
    event.preventDefault();
    if (panel.hidden) open();
    else close();
  });
  panel.querySelector("[data-alts-close]").addEventListener("click", close);
  panel.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });

  body.addEventListener("click", async function (event) {
    const seek = event.target.closest('[data-act="seek"]');
    const choose = event.target.closest("[data-choose]");
    const button = seek || choose;
    if (!button) return;
    button.disabled = true;
    if (choose) await desk.chooseAlternative(body.querySelector("[data-job]").dataset.job, choose.dataset.choose);
    else {
      const started = await desk.seekAlternatives();
      if (started) await draw();
    }
    button.disabled = false;
  });

  desk.listen(function (changed) {
    if (!changed.has("view")) return;
    opener.hidden = state.view.state !== "draft" || state.view.rest !== null || !state.view.tours.length;
    if (opener.hidden && !panel.hidden) close();
    if (!panel.hidden && state.view.version !== drawn && !state.pending.size) draw();
  });
})();
