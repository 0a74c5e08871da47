/* The details of the chosen stop, always in the same place. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function button(className, text, onClick) {
    const made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", onClick);
    return made;
  }

  function late(text) {
    const badge = element("span", "badge badge--late");
    badge.append(termintreu.mark("late"), element("span", "", text));
    return badge;
  }

  function punctuality(stop, doc) {
    if (stop.late) return late(termintreu.minutes(stop.lateness_s) + " " + doc.words.late_after);
    if (stop.lateness_s > 0) return termintreu.minutes(stop.lateness_s) + " " + doc.words.late_after;
    return stop.due ? doc.words.on_time : "";
  }

  function secondsBetween(from, to) {
    return (Date.parse(to) - Date.parse(from)) / 1000;
  }

  /* Breaks and reloads before the stop, each with its length and its times. */
  function between(stop, doc) {
    const words = { pause: doc.words.pause, reload: doc.words.reload };
    const said = (stop.before || []).map(function (item) {
      const times = termintreu.clock(item.start, doc) + "–" + termintreu.clock(item.end, doc);
      return words[item.kind] + " " + termintreu.minutes(secondsBetween(item.start, item.end)) + " (" + times + ")";
    });
    return said.join(", ");
  }

  function timesOf(stop, doc) {
    const wait = secondsBetween(stop.arrival, stop.service_start);
    return [
      [doc.words.before, between(stop, doc)],
      [doc.words.arrival, termintreu.clock(stop.arrival, doc)],
      [doc.words.wait, wait >= 60 ? termintreu.minutes(wait) : ""],
      [doc.words.service_start, termintreu.clock(stop.service_start, doc)],
      [doc.words.departure, termintreu.clock(stop.departure, doc)],
      [doc.words.punctuality, punctuality(stop, doc)],
    ];
  }

  function elsewhere(stop, plan, doc) {
    return doc.plans
      .filter((other) => other !== plan && other.byStop.has(stop.stop_id))
      .map(function (other) {
        const there = other.byStop.get(stop.stop_id).properties;
        const text =
          there.kind === "unassigned"
            ? doc.words.unassigned
            : doc.words.tour + " " + there.tour + ", " + termintreu.clock(there.arrival, doc);
        const cell = element("span", "", text + " ");
        if (there.late) cell.append(late(termintreu.minutes(there.lateness_s)));
        return [doc.words.other_plan.replace("{plan}", other.name), cell];
      });
  }

  function rowsOf(stop, plan, doc) {
    const head = [
      [doc.words.order, stop.stop_id],
      [doc.words.window, termintreu.windows(stop.windows, doc)],
    ];
    if (stop.kind === "unassigned") {
      const why = stop.due ? [[doc.words.punctuality, late(doc.words.late_in_words)]] : [];
      return head.concat(why, stop.reasons.map((reason) => [doc.words.reason, reason]), elsewhere(stop, plan, doc));
    }
    const stops = plan.tours.get(stop.tour).stops;
    const place = doc.words.position.replace("{position}", stop.position).replace("{stops}", stops);
    return head.concat(timesOf(stop, doc), [[doc.words.tour, stop.vehicle_id + " · " + place]], elsewhere(stop, plan, doc));
  }

  function table(rows) {
    const list = element("dl");
    rows
      .filter((row) => row[1])
      .forEach(function (row) {
        const value = element("dd");
        value.append(row[1]);
        list.append(element("dt", "", row[0]), value);
      });
    return list;
  }

  function heading(stop, doc, onClose) {
    const head = element("div", "card__head");
    if (stop.kind === "stop") {
      const number = element("span", "num " + termintreu.tourClass(stop.tour), String(stop.tour));
      head.append(number);
    } else {
      head.append(termintreu.mark("open"));
    }
    const name = stop.name || stop.stop_id;
    const title = stop.kind === "stop" ? doc.words.stop + " " + stop.position + ": " + name : name;
    const close = button("card__close", "×", onClose);
    close.setAttribute("aria-label", doc.words.close);
    head.append(element("h2", "", title), close);
    return head;
  }

  function steps(stop, plan, doc, on) {
    const row = element("div", "card__steps");
    const at = plan.stops.findIndex((feature) => feature.properties === stop);
    [
      [doc.words.previous, at - 1],
      [doc.words.next, at + 1],
    ].forEach(function (step) {
      const there = plan.stops[step[1]];
      const made = button("", step[0], () => on.choose(there.properties));
      made.disabled = !there || there.properties.tour !== stop.tour;
      row.append(made);
    });
    return row;
  }

  termintreu.stopCard = function (box, doc, on) {
    let shown = null;

    function fill(stop, plan) {
      const focused = Array.from(box.querySelectorAll("button")).indexOf(document.activeElement);
      box.replaceChildren(heading(stop, doc, on.close));
      if (stop.address) box.append(element("p", "card__where", stop.address));
      box.append(table(rowsOf(stop, plan, doc)));
      if (stop.kind === "stop") box.append(steps(stop, plan, doc, on));
      const again = box.querySelectorAll("button")[focused];
      if (again) (again.disabled ? box.querySelector("button") : again).focus();
    }

    function show(state) {
      const plan = doc.plans[state.plan];
      const feature = state.stop === null ? null : plan.byStop.get(state.stop);
      box.hidden = !feature;
      if (feature && shown !== feature) fill(feature.properties, plan);
      shown = feature;
    }

    return { show: show };
  };
})();
