/* The bar: figures, the steps that can be undone, release or withdrawal, when it was saved. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const state = desk.state;
  const { make, say } = desk;
  const bar = document.querySelector("[data-bar]");
  const figs = document.querySelector("[data-figs]");
  const act = (name) => document.querySelector('[data-act="' + name + '"]');

  function figure(name, className, ...value) {
    return make("div", className, make("dt", "", say("fig_" + name)), make("dd", "", ...value));
  }

  function lateFigure(kpis) {
    const inside = [];
    if (kpis.expected_late === null) {
      inside.push(make("span", "", desk.count("stops", kpis.late_stops)));
      return figure("planned_late", "", ...inside, grade());
    }
    inside.push(make("span", "", say("stops_more", { n: desk.number(kpis.expected_late, 1) })));
    if (kpis.expected_late_low !== null) inside.push(make("span", "muted", "[" + desk.number(kpis.expected_late_low) + "–" + desk.number(kpis.expected_late_high) + "]"));
    return figure("late", "", ...inside, grade());
  }

  /* Days that were drawn at random are simulated, whatever the orders are. */
  function grade() {
    if (!desk.hasChances() && !state.view.simulated) return null;
    const made = make("span", "grade grade--simulated opt2", say("simulated"));
    made.title = state.view.simulated ? say("simulated_orders") : say("simulated_days");
    return made;
  }

  function drawFigures() {
    const kpis = state.view.kpis;
    /* From the right to the left: what matters most is the last to go, see plan.css. */
    figs.replaceChildren(
      lateFigure(kpis),
      figure("km", "opt", desk.number(kpis.distance_m / 1000) + " km"),
      figure("hours", "opt", desk.hours(kpis.duration_s) + " h"),
      figure("stops", "opt2", desk.number(kpis.stops)),
      figure("tours", "opt2", desk.number(kpis.tours)),
    );
  }

  function nameStep(what, key) {
    const button = act(what);
    if (!button) return;
    const words = desk.both(state.view[what]);
    button.disabled = !words;
    const label = words ? say(what) + ": " + words : say(what);
    button.setAttribute("aria-label", label);
    button.title = label + " (" + say("key_ctrl") + "+" + key + ")";
  }

  function drawState() {
    const view = state.view;
    const badge = bar.querySelector("[data-state]");
    const isReleased = view.state === "released";
    badge.className = "badge " + (isReleased ? "badge--good" : "badge--risk");
    badge.textContent = isReleased ? say("state_released") : view.rest ? say("state_proposal") : say("state_draft");
    badge.title = isReleased && view.released_at ? say("released_by", { who: view.released_by || "–", time: desk.atDepot(view.released_at) }) : "";
    if (!act("release")) return;
    act("release").hidden = isReleased || !view.tours.length || view.rest !== null; /* a proposal is accepted where it is told */
    act("withdraw").hidden = !isReleased;
    document.querySelector("[data-edit-only]").hidden = isReleased;
  }

  function drawSaved() {
    const view = state.view;
    const parts = [desk.count("violations", view.violations.length), say("saved", { time: desk.atDepot(view.saved_at) })];
    if (view.roads_date) parts.push(say("roads_of", { date: new Intl.DateTimeFormat(document.documentElement.lang === "de" ? "de-DE" : "en-GB", { dateStyle: "medium" }).format(new Date(view.roads_date)) }));
    const saved = document.querySelector("[data-saved]");
    saved.textContent = parts.join(" · ");
    saved.title = [saved.textContent, ...view.violations.map(desk.both)].join("\n"); /* the line may be cut */
    saved.classList.toggle("worse", view.violations.length > 0);
    const opener = document.querySelector("[data-open='hinweise']");
    opener.hidden = !view.warnings.length;
    opener.querySelector("span").textContent = desk.count("warnings", view.warnings.length);
    document.querySelector("[data-warnings]").replaceChildren(...view.warnings.map((said) => make("p", "", desk.both(said))));
  }

  /* How the plan looks, in a line; pressed, it marks the legs that cross. */
  function looks() {
    const seen = state.view.looks;
    if (!seen || !state.view.tours.length) return [];
    if (!seen.crossing.length) return [make("span", "row opt", desk.both(seen))];
    const button = desk.button("btn btn--bare btn--s opt", desk.both(seen), function () {
      const isOn = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isOn));
      desk.showCrossings(isOn ? seen.crossing : []);
    });
    button.title = say("looks_show");
    button.setAttribute("aria-pressed", "false");
    desk.showCrossings([]);
    return [button];
  }

  function drawKey() {
    const limits = state.view.limits;
    const row = (...content) => make("span", "row", ...content);
    const rows = [];
    if (desk.hasChances()) {
      const tight = desk.share(limits.tight).replace(/[\u202f%]/g, "") + "–" + desk.share(limits.late);
      rows.push(row(desk.mark("late"), say("key_late", { p: desk.share(limits.late) })), row(desk.mark("tight"), say("key_tight", { p: tight })));
    } else {
      rows.push(row(desk.mark("late"), say("key_late_planned")));
    }
    if (state.view.unassigned.length) rows.push(row(desk.mark("open"), say("without_tour")));
    const yard = row("■ " + say("key_depot"));
    yard.classList.add("opt");
    document.querySelector("[data-key]").replaceChildren(make("span", "map__marks", ...rows, yard), ...looks());
  }

  desk.listen(function (changed) {
    if (!changed.has("view")) return;
    drawFigures();
    nameStep("undo", "Z");
    nameStep("redo", "Y");
    drawState();
    drawSaved();
    drawKey();
  });

  ["undo", "redo"].forEach((what) => act(what) && act(what).addEventListener("click", () => desk.step(what)));
  if (act("withdraw")) act("withdraw").addEventListener("click", desk.withdraw);

  /* One menu at a time, closed by Escape and by a press elsewhere. */
  document.addEventListener("click", (event) => document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open")));
  document.addEventListener("keydown", function (event) {
    const menu = event.key === "Escape" && event.target.closest && event.target.closest("details.menu[open]");
    if (!menu) return;
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
    event.stopPropagation();
  }, true);
})();
