/* The page of results: choices at once, the chart by arrow keys, the price, the map, and word of newer results. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  document.documentElement.classList.add("js");

  /* One grade or menu is open at a time; Escape and a press elsewhere close it. */
  function closeAll(but) {
    document.querySelectorAll(".graded[open], .menu[open]").forEach((box) => box !== but && box.removeAttribute("open"));
  }
  document.addEventListener("click", (event) => closeAll(event.target.closest(".graded, .menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".graded[open], .menu[open]");
    closeAll(null);
    if (open) open.querySelector("summary").focus();
  });

  function chooseAtOnce(form) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  function swap(button) {
    button.hidden = false;
    const card = button.closest(".card");
    const words = [button.textContent, button.dataset.other];
    button.addEventListener("click", () => {
      const isTable = card.classList.toggle("swap-" + button.dataset.swap);
      button.textContent = words[isTable ? 1 : 0];
      button.setAttribute("aria-expanded", String(isTable));
    });
  }

  /* The week under the pointer, or chosen with the arrow keys, is said below the chart. */
  function readWeeks(chart) {
    const said = document.querySelector("[data-trend-said]");
    const texts = Array.from(document.querySelectorAll("[data-trend-weeks] li"), (item) => item.textContent);
    const dots = Array.from(chart.querySelectorAll("[data-week]"));
    let at = texts.length;

    function say(week) {
      at = week;
      dots.forEach((dot) => dot.classList.toggle("is-near", Number(dot.dataset.week) === week));
      said.textContent = texts[week] || "";
    }

    chart.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      say(Math.max(0, Math.min(texts.length - 1, at + by)));
    });
    chart.addEventListener("pointermove", (event) => {
      const near = dots
        .map((dot) => [Math.abs(dot.getBoundingClientRect().x - event.clientX), Number(dot.dataset.week)])
        .sort((a, b) => a[0] - b[0])[0];
      if (near) say(near[1]);
    });
  }

  /* 25,50 as German writes it and 25.50; NaN for anything else. */
  function amount(text) {
    const plain = text.trim().replace(",", ".");
    return /^\d+(\.\d{1,2})?$/.test(plain) ? Number(plain) : NaN;
  }

  function price(box) {
    const field = box.querySelector("input");
    const said = box.querySelector("[role=status]");
    box.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const euros = amount(field.value);
      field.setAttribute("aria-invalid", String(Number.isNaN(euros)));
      if (Number.isNaN(euros)) {
        said.textContent = said.dataset.wrong;
        return field.focus();
      }
      try {
        await termintreu.ask(box.dataset.url, { method: "PUT", version: box.dataset.version, body: { cost_per_late_stop_eur: euros } });
        window.location.reload();
      } catch (error) {
        said.textContent = error instanceof termintreu.Refused ? termintreu.sentence(error.problem) : document.getElementById("toasts").dataset.noConnection;
      }
    });
  }

  /* A price that is there is changed only on request. */
  function changeable(box) {
    const tile = document.querySelector('[data-tile="cost"]');
    if (!("priced" in box.dataset) || !tile) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--bare btn--s kpi__more";
    button.textContent = box.dataset.change;
    button.addEventListener("click", () => {
      tile.hidden = true;
      box.hidden = false;
      box.querySelector("input").focus();
    });
    tile.append(button);
  }

  async function drawMap(box) {
    const at = box.querySelector("[data-map]");
    try {
      const answer = await fetch(box.dataset.url, { credentials: "same-origin", headers: { "Accept-Language": document.documentElement.lang } });
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      at.replaceChildren();
      box.dataset.page = "";
      termintreu.drawDelays(box.parentElement, data);
    } catch {
      at.firstElementChild ? (at.firstElementChild.textContent = box.dataset.failed) : (at.textContent = box.dataset.failed);
    }
  }

  /* Coming back to the page, newer runs are named; nothing is swapped under the reader's eyes. */
  function watch(mark) {
    document.addEventListener("visibilitychange", async () => {
      if (document.visibilityState !== "visible") return;
      const found = await termintreu.ask("/api/v1/results?depot=" + mark.dataset.depot).catch(() => null);
      const now = found && (found.diagnosis_number || 0) + "/" + (found.replay_number || 0);
      if (now && now !== mark.dataset.asOf) document.querySelector("[data-newer]").hidden = false;
    });
  }

  document.querySelectorAll("[data-choose]").forEach(chooseAtOnce);
  document.querySelectorAll("[data-swap]").forEach(swap);
  document.querySelectorAll("[data-trend]").forEach(readWeeks);
  document.querySelectorAll("[data-price]").forEach((box) => {
    price(box);
    changeable(box);
  });
  document.querySelectorAll("[data-delay-map]").forEach(drawMap);
  document.querySelectorAll("[data-as-of]").forEach(watch);
})();
