/* A proposal for the rest of a day beside what becomes of it if everyone drives on: which stops move and why. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;
  const state = desk.state;
  const { make, set, say } = desk;

  const panel = document.querySelector("[data-rest]");
  const part = (name) => panel.querySelector("[data-rest-" + name + "]");
  const act = (name) => panel.querySelector('[data-act="' + name + '"]');

  function line(label, before, after, digits, unit) {
    const text = (value) => desk.number(value, digits) + (unit || "");
    const isBetter = !unit && after < before - 0.05;
    return make("tr", "", set(make("th", "", label), { scope: "row" }), make("td", "num r", text(before)), make("td", "num r" + (isBetter ? " better" : ""), text(after)));
  }

  function figures(rest) {
    const [before, after] = [rest.unchanged, state.view.kpis];
    const late = after.expected_late === null || before.expected_late === null;
    return [
      late ? line(say("fig_planned_late"), before.late_stops, after.late_stops, 0) : line(say("fig_late"), before.expected_late, after.expected_late, 1),
      line(say("rest_open"), rest.unchanged_open, state.view.unassigned.length, 0),
      line(say("fig_km"), before.distance_m / 1000, after.distance_m / 1000, 1, " km"),
    ];
  }

  function where(tour) {
    return tour === null ? make("span", "muted", say("without_tour")) : make("span", desk.tourClass(tour), desk.tourNo(tour));
  }

  function changed(item) {
    const name = desk.button("link", item.name, () => desk.chooseStop(item.order_id));
    const way = item.before === null || item.before === item.after ? [where(item.after)] : [where(item.before), "→", where(item.after)];
    return set(make("li", "rest__one", name, make("span", "row", ...way), make("span", "muted", desk.both(item.why))), { "data-changed": item.order_id });
  }

  function draw(rest) {
    part("title").textContent = say("rest_title", { time: rest.at });
    part("old").href = "/plan/" + encodeURIComponent(rest.plan_id);
    part("figs").replaceChildren(...figures(rest));
    part("count").textContent = rest.changed.length ? desk.count("rest_changed", rest.changed.length) : say("rest_changed_none");
    part("changed").replaceChildren(...rest.changed.map(changed));
  }

  async function drop() {
    const rest = state.view.rest;
    act("drop").disabled = true;
    try {
      await desk.api("", undefined, { method: "DELETE", version: state.view.version });
      window.location.assign("/plan/" + encodeURIComponent(rest.plan_id));
    } catch (error) {
      act("drop").disabled = false;
      termintreu.told(error);
    }
  }

  if (act("drop")) {
    act("drop").addEventListener("click", drop);
    act("accept").addEventListener("click", () => document.querySelector('[data-act="release"]').click());
  }

  desk.listen(function (news) {
    if (!news.has("view")) return;
    const rest = state.view.rest;
    panel.hidden = !rest || state.view.state !== "draft";
    if (!panel.hidden) draw(rest);
  });
})();
