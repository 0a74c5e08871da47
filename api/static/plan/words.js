/* Words, numbers and times of the planning page. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});
  const desk = (termintreu.desk = termintreu.desk || {});
  const given = (desk.given = JSON.parse(document.getElementById("plan-data").textContent));
  const language = document.documentElement.lang;
  const locale = language === "de" ? "de-DE" : "en-GB";
  const NARROW = "\u202f";

  /* A phrase with its values; `plan_` is left out of the name. */
  desk.say = function (name, values) {
    const phrase = given.words["plan_" + name];
    if (phrase === undefined) throw new Error("no words for " + name);
    return phrase.replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));
  };

  /* A phrase that has a form for one and a form for more. */
  desk.count = function (name, number, values) {
    return desk.say(name + (number === 1 ? "_one" : "_more"), Object.assign({ n: desk.number(number) }, values));
  };

  desk.both = function (words) {
    return words ? words[language] : "";
  };

  desk.number = function (value, digits) {
    const options = { minimumFractionDigits: digits || 0, maximumFractionDigits: digits || 0 };
    return new Intl.NumberFormat(locale, options).format(value).replace("-", "−");
  };

  /* A difference always says its direction: +2,0, −0,6, ±0,0. */
  desk.change = function (value, digits) {
    const text = desk.number(Math.abs(value), digits);
    const zero = desk.number(0, digits);
    return (text === zero ? "±" : value > 0 ? "+" : "−") + text;
  };

  desk.km = function (metres) {
    return desk.number(metres / 1000, 1);
  };

  desk.hours = function (seconds) {
    const minutes = Math.round(seconds / 60);
    return Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0");
  };

  desk.share = function (p) {
    const sign = language === "de" ? NARROW + "%" : "%";
    if (p > 0 && p < 0.01) return "<1" + sign;
    if (p < 1 && p > 0.99) return ">99" + sign;
    return desk.number(Math.round(p * 100)) + sign;
  };

  /* Times carry the depot's offset, so the clock is read off, never computed. */
  desk.clock = function (time) {
    const clock = time.slice(11, 16);
    const days = Math.round((Date.parse(time.slice(0, 10)) - Date.parse(given.date)) / 86400000);
    return days > 0 ? clock + "⁺" + (days > 1 ? days : "¹") : clock;
  };

  desk.windows = function (windows) {
    const said = windows.map(function (window_) {
      if (window_.start && window_.end) return desk.clock(window_.start) + "–" + desk.clock(window_.end);
      if (window_.start) return desk.say("from", { time: desk.clock(window_.start) });
      return window_.end ? desk.say("until", { time: desk.clock(window_.end) }) : "";
    });
    return said.filter(Boolean).join(", ") || "–";
  };

  /* A moment of the server in the depot's zone. */
  desk.atDepot = function (time) {
    return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: given.timezone }).format(new Date(time));
  };

  const atDepot = (options) => new Intl.DateTimeFormat("sv-SE", Object.assign({ timeZone: given.timezone }, options)).format(new Date());

  /* Whether the plan's day is today at the depot, and what its clock shows now. */
  desk.isToday = () => atDepot({}) === given.date;
  desk.nowClock = () => atDepot({ hour: "2-digit", minute: "2-digit" });

  /* An element with a class, text, attributes and children; text never becomes markup. */
  desk.make = function (tag, className, ...content) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...content.filter((part) => part !== null && part !== undefined && part !== ""));
    return made;
  };

  desk.set = function (element, attributes) {
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };

  const SVG = "http://www.w3.org/2000/svg";

  desk.svg = function (tag, attributes, ...content) {
    const made = desk.set(document.createElementNS(SVG, tag), attributes || {});
    made.append(...content);
    return made;
  };

  desk.button = function (className, text, onClick) {
    const made = desk.make("button", className, text);
    made.type = "button";
    if (onClick) made.addEventListener("click", onClick);
    return made;
  };
})();
