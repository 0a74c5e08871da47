/* Keys: rows and tours with arrows, single letters only while list or map has the focus. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const grid = document.querySelector("[data-grid]");
  const lone = document.querySelector("[data-lone]");
  const map = document.querySelector("[data-map]");
  const single = document.querySelector("[data-single-keys]");

  const rows = () => Array.from(lone.querySelectorAll("[data-row]")).concat(Array.from(grid.querySelectorAll("[data-row]")).filter((row) => !row.parentElement.hidden));

  function step(row, by) {
    const all = rows();
    const next = all[all.indexOf(row) + by];
    if (!next) return;
    if (next.dataset.row === "lone") next.focus();
    else desk.focusRow(next);
  }

  const tourOf = (row) => Number(row.closest("[data-tour]").dataset.tour);

  function turn(row, isOpen) {
    if (row.dataset.row === "stop" && !isOpen) desk.focusRow(row.parentElement.firstElementChild);
    else if (row.hasAttribute("aria-expanded") && (row.getAttribute("aria-expanded") === "true") !== isOpen) desk.turn(tourOf(row), isOpen);
    else if (row.getAttribute("aria-expanded") === "true" && isOpen) step(row, 1);
  }

  function select(row) {
    if (row.dataset.stop) desk.chooseStop(row.dataset.stop);
    else if (state.tours.has(tourOf(row))) desk.chooseTour(tourOf(row));
  }

  function onRow(event, row) {
    const act = {
      ArrowDown: () => step(row, 1),
      ArrowUp: () => step(row, -1),
      ArrowRight: () => turn(row, true),
      ArrowLeft: () => turn(row, false),
      Home: () => desk.focusRow(grid.querySelector("[data-row]")),
      End: () => step(rows().slice(-2)[0], 1),
      " ": () => select(row),
      Enter: () => select(row),
    }[event.key];
    if (!act || event.target.closest("button")) return;
    event.preventDefault();
    act();
  }

  function letters(event, row) {
    if (!single.checked) return;
    const key = event.key.toLowerCase();
    const stop = row ? row.dataset.stop : state.stop;
    const tour = row && row.closest("[data-tour]") ? tourOf(row) : state.tour;
    if (key === "m" && stop) {
      event.preventDefault();
      select_(stop);
      desk.startMove(stop, "keys");
    }
    if (key === "l") stop && state.visits.has(stop) ? desk.toggleStop(stop) : tour !== null && state.tours.has(tour) && desk.toggleTour(tour);
    if (key === "p") window.location.assign(document.querySelector("[data-sheets]").href);
  }

  function select_(stop) {
    if (state.stop !== stop) desk.chooseStop(stop);
  }

  function onMap(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const tours = state.tour === null ? state.view.tours : [state.tours.get(state.tour)];
    const stops = tours.flatMap((tour) => tour.visits);
    const at = stops.findIndex((visit) => visit.order_id === state.stop);
    const next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : at + by];
    if (next) desk.chooseStop(next.order_id);
  }

  function everywhere(event) {
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("suche").focus();
    }
    if (event.key === "?") document.getElementById("tasten").showModal();
  }

  function leave() {
    if (state.moving) desk.endMove();
    else if (state.stop !== null) state.tour === null ? desk.chooseTour(null) : desk.chooseTour(state.tour);
    else if (state.tour !== null) desk.chooseTour(null);
    else desk.showAll();
  }

  document.addEventListener("keydown", function (event) {
    if (!state.view || document.querySelector("dialog[open]")) return;
    const inField = event.target.closest("input, select, textarea");
    if ((event.ctrlKey || event.metaKey) && !inField) {
      const key = event.key.toLowerCase();
      const act = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
      if (act) {
        event.preventDefault();
        desk.step(act);
      }
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      if (inField) desk.showAll();
      else leave();
      return;
    }
    if (inField) return;
    if (state.moving && desk.moveKey(event)) return;
    everywhere(event);
    const row = event.target.closest("[data-row]");
    if (row) onRow(event, row);
    else if (event.target === map) onMap(event);
    if (row || event.target === map) letters(event, row);
  });

  document.getElementById("suche").addEventListener("input", function (event) {
    state.query = event.target.value.trim().toLowerCase();
    desk.tell("list");
  });

  /* The same setting stands on the account page; it holds on every device. */
  single.checked = document.body.dataset.shortcuts !== "off";
  single.addEventListener("change", function () {
    const body = { shortcuts_off: !single.checked };
    termintreu.ask("/api/v1/session/preferences", { method: "PUT", body: body }).catch((error) => termintreu.told(error));
  });

  document.querySelectorAll("[data-open]").forEach((button) => button.addEventListener("click", () => document.getElementById(button.dataset.open).showModal()));
})();
