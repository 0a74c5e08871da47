/* Panes whose sizes can be dragged or changed by arrow keys, and are remembered; tabs on a narrow screen. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;

  const STEP_PX = 24;
  const LEAST = { list: 372, time: 90 };
  const LEFT_OVER = { list: 420, time: 160 }; /* what the pane beside keeps */
  const KEPT = "plan-panes";
  const PREFERENCES = "/api/v1/session/preferences";
  const SAVE_MS = 600;

  const panes = document.querySelector("[data-panes]");
  const right = document.querySelector("[data-right]");
  const tabs = Array.from(document.querySelectorAll('[role="tab"][data-view]'));
  let sizes = {};
  let saver = 0;

  const boxOf = (name) => (name === "list" ? panes : right);
  const whole = (name) => (name === "list" ? panes.clientWidth : right.clientHeight);

  function now(name) {
    return name === "list" ? document.getElementById("liste").offsetWidth : document.getElementById("zeitleiste").offsetHeight;
  }

  function place(name, px) {
    const split = document.querySelector('[data-split="' + name + '"]');
    if (px === undefined) boxOf(name).style.removeProperty("--" + name);
    else boxOf(name).style.setProperty("--" + name, Math.round(Math.max(LEAST[name], Math.min(whole(name) - LEFT_OVER[name], px))) + "px");
    split.setAttribute("aria-valuenow", String(Math.round((100 * now(name)) / Math.max(1, whole(name)))));
  }

  function set(name, px) {
    sizes = Object.assign({}, sizes, { [name]: px === undefined ? undefined : Math.round(px) });
    place(name, px);
    window.localStorage.setItem(KEPT, JSON.stringify(sizes));
    window.clearTimeout(saver);
    saver = window.setTimeout(save, SAVE_MS);
  }

  /* The browser keeps them too, so a server without an answer takes nothing away. */
  function save() {
    termintreu.ask(PREFERENCES, { method: "PUT", body: { plan_panes: sizes } }).catch(() => null);
  }

  function recall() {
    try {
      sizes = JSON.parse(window.localStorage.getItem(KEPT)) || {};
    } catch (error) {
      sizes = {};
    }
    const stored = desk.given.preferences;
    if (stored && stored.plan_panes) sizes = stored.plan_panes;
    Object.keys(LEAST).forEach((name) => sizes[name] && place(name, Number(sizes[name])));
  }

  document.querySelectorAll("[data-split]").forEach(function (split) {
    const name = split.dataset.split;
    const isList = name === "list";
    split.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      split.focus();
      split.setPointerCapture(event.pointerId);
      const from = now(name);
      const at = isList ? event.clientX : event.clientY;
      const move = (moved) => set(name, from + (isList ? moved.clientX - at : at - moved.clientY));
      split.addEventListener("pointermove", move);
      split.addEventListener("pointerup", () => split.removeEventListener("pointermove", move), { once: true });
    });
    split.addEventListener("dblclick", () => set(name, undefined));
    split.addEventListener("keydown", function (event) {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!by || isList !== /Left|Right/.test(event.key)) return;
      event.preventDefault();
      set(name, now(name) + by * STEP_PX);
    });
  });

  function choose(tab) {
    panes.dataset.view = tab.dataset.view;
    tabs.forEach(function (other) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    });
  }

  tabs.forEach(function (tab, i) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", function (event) {
      if (!/^Arrow(Left|Right)$/.test(event.key)) return;
      const next = tabs[(i + 1) % tabs.length];
      choose(next);
      next.focus();
    });
  });

  window.addEventListener("resize", () => Object.keys(LEAST).forEach((name) => sizes[name] && place(name, Number(sizes[name]))));
  recall();
})();
