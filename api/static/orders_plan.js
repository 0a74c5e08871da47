/* From a list to its plan: for the page of a day and that of a list. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const keys = new Map();

  function place(depot_id) {
    return "termintreu.vehicles." + depot_id;
  }

  /* Which vehicles stay at home is remembered for the depot, on this computer. */
  termintreu.keepAtHome = function (depot_id, vehicles) {
    window.localStorage.setItem(place(depot_id), JSON.stringify(vehicles));
  };

  /* Leaves out those that stay at home; all if none would be left. */
  termintreu.goingOut = function (depot_id, vehicles) {
    let home = [];
    try {
      home = JSON.parse(window.localStorage.getItem(place(depot_id))) || [];
    } catch (error) {
      home = [];
    }
    const out = vehicles.filter((vehicle) => !home.includes(vehicle));
    return out.length ? out : vehicles;
  };

  /* The same wish sent twice is one plan. */
  termintreu.plan = async function (button, body, version) {
    const saved = document.getElementById("saved");
    const wish = JSON.stringify([body, version]);
    if (!keys.has(wish)) keys.set(wish, termintreu.newKey());
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
    saved.textContent = JSON.parse(document.getElementById("said").textContent).planning;
    try {
      const made = await termintreu.ask("/api/v1/plans", { method: "POST", body: body, key: keys.get(wish) });
      window.location.assign("/plan/" + made.plan_id);
    } catch (error) {
      saved.textContent = "";
      button.removeAttribute("aria-busy");
      button.disabled = false;
      termintreu.told(error);
    }
  };
})();
