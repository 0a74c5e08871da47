/* The release: what is open and what is likely late is said before, and the button names it. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const state = desk.state;
  const { make, say } = desk;
  const NAMED = 5;

  const dialog = document.getElementById("freigabe");
  const body = dialog.querySelector("[data-release-body]");
  const now = dialog.querySelector('[data-act="release-now"]');
  const opener = document.querySelector('[data-act="release"]');

  function names(stops) {
    const first = stops.slice(0, NAMED).map((stop) => stop.name || stop.order_id).join(", ");
    return stops.length > NAMED ? first + " …" : first;
  }

  function note(kind, strong, rest, label, run) {
    const link = desk.button("link", label, function () {
      dialog.close();
      run();
    });
    return make("div", "note note--" + kind, desk.icon("warn"), make("span", "", make("strong", "", strong), rest + " ", link));
  }

  function showLate() {
    state.filter = "late";
    desk.tell("list");
  }

  function fill() {
    const open = state.view.unassigned;
    const late = state.view.tours.flatMap((tour) => tour.visits.filter(desk.isLate));
    const parts = [make("p", "", desk.count("release_what", state.view.tours.length))];
    if (open.length) parts.push(note("late", desk.count("release_open", open.length), " " + say("release_open_what") + " " + names(open) + ".", say("assign"), () => desk.chooseStop(open[0].order_id)));
    if (late.length) parts.push(note("risk", desk.count(desk.hasChances() ? "release_late" : "release_late_planned", late.length), "", say("show_list"), showLate));
    if (state.view.violations.length) parts.push(make("div", "note note--late", desk.icon("warn"), make("span", "", state.view.violations.map(desk.both).join(" "))));
    state.view.warnings.forEach((said) => parts.push(make("div", "note note--risk", desk.icon("warn"), make("span", "", desk.both(said)))));
    if (!open.length && !late.length) parts.push(make("p", "muted", say("release_clean")));
    body.replaceChildren(...parts);
    now.textContent = open.length ? desk.count("release_with", open.length) : say("release");
    now.disabled = state.view.violations.length > 0;
  }

  if (opener) opener.addEventListener("click", function () {
    fill();
    dialog.showModal();
  });

  now.addEventListener("click", async function () {
    now.setAttribute("aria-busy", "true");
    await desk.release(state.view.unassigned.length > 0);
    now.removeAttribute("aria-busy");
    dialog.close();
  });
})();
