/* The figures of the chosen place, always in the same spot. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function heading(place, words, onClose) {
    const head = element("div", "card__head");
    const close = element("button", "card__close", "×");
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", onClose);
    head.append(element("h2", "", place.title), close);
    return head;
  }

  /* A suppressed place has a reason and no rows. */
  function figures(place, doc) {
    if (place.hidden) return [element("p", "card__said", place.hidden)];
    const list = element("dl");
    place.rows.forEach(function (row) {
      list.append(element("dt", "", doc.plans[row[0]] || doc.words[row[0]]), element("dd", "dd--" + row[0], row[1]));
    });
    return [list, element("p", "card__said", place.said)];
  }

  function steps(doc, on) {
    const row = element("div", "card__steps");
    [
      [doc.words.previous, -1],
      [doc.words.next, 1],
    ].forEach(function (step) {
      const made = element("button", "", step[0]);
      made.type = "button";
      made.addEventListener("click", () => on.step(step[1]));
      row.append(made);
    });
    return row;
  }

  termintreu.delayCard = function (box, doc, on) {
    let shown = null;

    return function show(place) {
      box.hidden = !place;
      if (place && shown !== place) {
        const focused = Array.from(box.querySelectorAll("button")).indexOf(document.activeElement);
        box.replaceChildren(heading(place, doc.words, on.close), ...figures(place, doc), steps(doc, on));
        if (focused >= 0) box.querySelectorAll("button")[focused].focus();
      }
      shown = place;
    };
  };
})();
