/* The page of a day: a list whose rows are all ready is planned without a look at it. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const day = JSON.parse(document.getElementById("day").textContent);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-plan]");
    if (!button) return;
    const vehicles = termintreu.goingOut(day.depot_id, day.vehicles);
    const body = { depot_id: day.depot_id, list_id: button.dataset.plan, vehicles: vehicles };
    termintreu.plan(button, body, button.dataset.version);
  });
})();
