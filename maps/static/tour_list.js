/* The list beside the map: the legend of the tours and every stop as a row. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  function numberOf(element) {
    const tour = element && element.closest("[data-tour]");
    return tour ? Number(tour.dataset.tour) : null;
  }

  function stopOf(element) {
    const row = element && element.closest("tr[data-stop]");
    return row ? row.dataset.stop : null;
  }

  function press(buttons, isOn) {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(isOn(button))));
  }

  function listen(page, list, on) {
    list.addEventListener("click", function (event) {
      const filter = event.target.closest("[data-filter]");
      const stop = stopOf(event.target);
      if (filter) on.filter(filter.dataset.filter === "late");
      else if (stop !== null) on.stop(stop);
      else if (event.target.closest(".tour__head")) on.tour(numberOf(event.target));
    });
    const near = (event) => on.near(numberOf(event.target), stopOf(event.target));
    list.addEventListener("mouseover", near);
    list.addEventListener("focusin", near);
    list.addEventListener("mouseleave", () => on.near(null, null));
    list.addEventListener("focusout", () => on.near(null, null));
    page.querySelectorAll("[data-plan]").forEach(function (button) {
      button.addEventListener("click", () => on.plan(Number(button.dataset.plan)));
    });
  }

  function isOpen(section, state, tours) {
    if (state.onlyLate && section.querySelector(".is-late")) return true;
    return tours === 1 || Number(section.dataset.tour) === state.tour;
  }

  termintreu.tourList = function (page, doc, on) {
    const list = page.querySelector("[data-list]");
    const plans = Array.from(list.querySelectorAll("[data-plan-list]"));
    let scrolledTo = null;
    listen(page, list, on);

    /* Only where the list scrolls by itself: else the map would leave the screen. */
    function follow(target, key) {
      if (!target || key === scrolledTo || getComputedStyle(list).overflowY === "visible") return;
      scrolledTo = key;
      target.scrollIntoView({ block: "nearest" });
    }

    function showTour(section, state, tours) {
      const number = Number(section.dataset.tour);
      const head = section.querySelector(".tour__head");
      section.classList.toggle("is-on", number === state.tour);
      head.setAttribute("aria-expanded", String(isOpen(section, state, tours)));
      if (number === state.tour && state.stop === null) follow(head, "tour " + number);
    }

    function showRow(row, state) {
      const chosen = row.dataset.stop === state.stop;
      row.classList.toggle("is-on", chosen);
      const button = row.querySelector(".stop");
      if (chosen) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (chosen) follow(row, "stop " + state.stop);
    }

    function show(state) {
      plans.forEach((plan, i) => (plan.hidden = i !== state.plan));
      press(page.querySelectorAll("[data-plan]"), (button) => Number(button.dataset.plan) === state.plan);
      press(list.querySelectorAll("[data-filter]"), (button) => (button.dataset.filter === "late") === state.onlyLate);
      list.querySelector("[data-late-count]").textContent = String(doc.plans[state.plan].late);
      const sections = plans[state.plan].querySelectorAll("[data-tour]");
      sections.forEach((section) => showTour(section, state, sections.length));
      plans[state.plan].querySelectorAll("tr[data-stop]").forEach((row) => showRow(row, state));
      if (state.tour === null && state.stop === null) scrolledTo = null;
    }

    return { show: show };
  };
})();
