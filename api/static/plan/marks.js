/* Small drawings that stand beside a word or a number. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;

  function use(name, className, box) {
    const svg = desk.svg("svg", { class: className, viewBox: box, "aria-hidden": "true" });
    svg.append(desk.svg("use", { href: "#" + name }));
    return svg;
  }

  desk.icon = (name, small) => use("icon-" + name, "i" + (small ? " i--s" : ""), "0 0 16 16");
  desk.mark = (kind) => use("mark-" + kind, "mark mark--" + (kind === "tight" ? "risk" : kind), "0 0 16 16");

  desk.badge = function (kind, text, spoken) {
    const made = desk.make("span", "badge badge--" + (kind === "tight" ? "risk" : kind), desk.mark(kind), text);
    if (spoken) made.append(desk.make("span", "sr", " " + spoken));
    return made;
  };

  desk.tourClass = (number) => window.termintreu.tourClass(number);

  desk.tourNo = (number) => desk.make("span", "tour-no", String(number));

  desk.swatch = function () {
    return desk.svg("svg", { class: "swatch", "aria-hidden": "true" }, desk.svg("line", { x1: "0", x2: "100%", y1: "5", y2: "5" }));
  };

  /* P(late) as number and bar; without learned times how late it is as planned. */
  desk.plate = function (visit) {
    const kind = desk.isLate(visit) ? " plate--late" : desk.isTight(visit) ? " plate--risk" : "";
    if (visit.p_late === null) {
      const text = !visit.due ? "–" : visit.lateness_s > 0 ? "+" + Math.max(1, Math.round(visit.lateness_s / 60)) + " min" : "0 min";
      return desk.make("span", "plate plate--plain" + kind, desk.make("b", "", text));
    }
    const width = Math.max(1, Math.round(visit.p_late * 100)) + "%";
    const bar = desk.svg("svg", { "aria-hidden": "true" });
    bar.append(desk.svg("rect", { class: "bg", width: "100%", height: "8", rx: "2" }));
    bar.append(desk.svg("rect", { class: "fg", width: width, height: "8", rx: "2" }));
    return desk.make("span", "plate" + kind, desk.make("b", "", desk.share(visit.p_late)), bar);
  };
})();
