/* What is known of the road or the turn rules under a press, always in the same spot. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function streetRows(street, head) {
    const words = head.words;
    const labels = new Map(head.profiles.map((profile) => [profile.name, profile.label]));
    const rows = [];
    const said = (names) => names.map((name) => labels.get(name) || name).join(", ");
    if (street.closed.length) rows.push([words.closed, said(street.closed)]);
    if (street.outside.length) rows.push([words.cut_off, said(street.outside)]);
    if (street.without_limit) rows.push([words.maxspeed, words.maxspeed_key]);
    if (street.limits) rows.push([words.limits, street.limits]);
    if (street.low_emission) rows.push([words.zones, words.zones_key]);
    return rows;
  }

  function ruleRows(rules, words) {
    return rules.map((rule) => [
      rule.left_out ? words.rule_left_out : words.rule_read,
      rule.text + (rule.osm_id ? " (" + words.relation + " " + rule.osm_id + ")" : ""),
    ]);
  }

  termintreu.roadsCard = function (box, head, onClose) {
    return function show(found) {
      box.hidden = !found;
      if (!found) return;
      const title = element("div", "card__head");
      const close = element("button", "card__close", "×");
      close.type = "button";
      close.setAttribute("aria-label", head.words.close);
      close.addEventListener("click", onClose);
      const street = found.street;
      title.append(element("h2", "", street ? street.name || head.words.unnamed : head.words.turns), close);
      const list = element("dl");
      (street ? streetRows(street, head) : ruleRows(found.rules, head.words)).forEach(function (row) {
        list.append(element("dt", "", row[0]), element("dd", "", row[1]));
      });
      const parts = [title, list];
      if (street) parts.splice(1, 0, element("p", "card__where", head.classes[street.road_class] || street.road_class));
      box.replaceChildren.apply(box, parts);
    };
  };
})();
