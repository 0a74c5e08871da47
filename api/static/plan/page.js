/* Starts the planning page: reads the plan, then the map. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const path = "/api/v1/plans/" + encodeURIComponent(desk.given.plan_id);

  function failed(error) {
    const skeleton = document.querySelector("[data-skeleton]");
    const nothing = document.querySelector("[data-nothing]");
    if (skeleton) skeleton.hidden = true;
    nothing.hidden = false;
    const why = error instanceof termintreu.Refused ? termintreu.sentence(error.problem) : document.getElementById("toasts").dataset.noConnection;
    nothing.replaceChildren(desk.make("h3", "", desk.say("failed")), desk.make("p", "", why), desk.button("btn", desk.say("again"), () => window.location.reload()));
  }

  async function begin() {
    let view;
    try {
      view = await termintreu.ask(path);
    } catch (error) {
      failed(error);
      return;
    }
    state.view = view;
    desk.show(view);
    desk.recall();
    desk.tell("view", "choice");
    document.documentElement.dataset.ready = "list";
    await desk.beginMap();
    document.documentElement.dataset.ready = "map";
  }

  /* What may be done here changes with the width. */
  window.matchMedia("(min-width: 900px)").addEventListener("change", () => state.view && desk.tell("view", "choice"));

  begin();
})();
