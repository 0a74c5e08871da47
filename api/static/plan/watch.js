/* Whether somebody else has changed the plan meanwhile. Nothing is overwritten and nothing taken away. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { say, make } = desk;

  const EVERY_MS = 20000;
  const line = document.querySelector("[data-stale]");
  const dialog = document.getElementById("veraltet");
  const path = "/api/v1/plans/" + encodeURIComponent(desk.given.plan_id);

  function tell(text) {
    line.hidden = false;
    line.replaceChildren(desk.icon("warn"), make("span", "", text), desk.button("btn btn--s push", say("reload"), desk.reload));
  }

  desk.fresh = function () {
    line.hidden = true;
    line.replaceChildren();
  };

  /* A change was refused because the plan has moved on: say who and when, offer theirs. */
  desk.conflict = function (error) {
    const text = termintreu.sentence(error.problem);
    dialog.querySelector("[data-conflict]").replaceChildren(make("p", "", text), make("p", "muted", say("stale_what")));
    dialog.returnValue = "stay";
    dialog.showModal();
    compare(state.view);
    tell(say("stale", { time: desk.atDepot(state.view.saved_at) }));
  };

  /* What they have now beside what is shown here; without an answer the sentence stands alone. */
  async function compare(mine) {
    try {
      const table = desk.compared(mine, await termintreu.ask(path));
      if (table && dialog.open) dialog.querySelector("[data-conflict]").append(table);
    } catch (error) {
      if (!(error instanceof termintreu.Refused) && !(error instanceof TypeError)) throw error;
    }
  }

  dialog.addEventListener("close", () => dialog.returnValue === "reload" && desk.reload());

  async function look() {
    if (document.hidden || !state.view || state.pending.size || !line.hidden) return;
    const seen = state.view.version;
    try {
      const answer = await fetch(path, { headers: { "If-None-Match": '"' + seen + '"', Accept: "application/json" }, cache: "no-store" });
      if (answer.status !== 200) return;
      const view = await answer.json();
      if (view.version !== state.view.version && seen === state.view.version) tell(say("stale_by", { who: view.changed_by || "–", when: desk.atDepot(view.saved_at), time: desk.atDepot(state.view.saved_at) }));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  desk.look = look;
  window.setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
})();
