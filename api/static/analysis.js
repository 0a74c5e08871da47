/* The page of analysis: hand a history in, begin runs, watch them, choose two. Every part reads without it. */
(function () {
  "use strict";

  const { ask, toast, told, sentence, Refused } = window.termintreu;
  const said = JSON.parse(document.getElementById("said").textContent);
  const language = document.documentElement.lang;
  const POLL_MS = 2000;

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function duration(seconds) {
    if (seconds < 60) return Math.max(1, Math.round(seconds)) + " s";
    if (seconds < 5400) return Math.round(seconds / 60) + " min";
    return (seconds / 3600).toLocaleString(language, { maximumFractionDigits: 1 }) + " h";
  }

  /* All that is wrong stands in the form, not in a message that goes away. */
  function refuse(form, error, before) {
    const list = form.querySelector("[data-errors]");
    const findings = error instanceof Refused ? error.problem.findings || [] : [];
    const texts = findings.length
      ? findings.map((finding) => finding[language] || finding.de)
      : [error instanceof Refused ? sentence(error.problem) : document.getElementById("toasts").dataset.noConnection];
    list.replaceChildren(
      ...(before ? [before] : []).concat(texts).map((text) => Object.assign(document.createElement("li"), { textContent: text })),
    );
  }

  function busy(button, on) {
    button.disabled = on;
    button.setAttribute("aria-busy", String(on));
  }

  /* 1 Hand in ---------------------------------------------------------- */
  document.querySelectorAll("[data-upload]").forEach((form) => {
    const drop = form.querySelector("[data-drop]");
    ["dragover", "dragleave", "drop"].forEach((name) =>
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.toggle("is-over", name === "dragover");
        if (name === "drop" && event.dataTransfer.files.length) {
          drop.querySelector("input").files = event.dataTransfer.files;
          drop.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }),
    );
    const picked = () =>
      form.querySelectorAll('input[type="file"]').forEach((input) => {
        input.closest("label").querySelector("[data-picked]").textContent = input.files.length ? input.files[0].name : "";
      });
    form.addEventListener("change", picked);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      const name = button.textContent;
      busy(button, true);
      button.textContent = said.uploading;
      form.querySelector("[data-errors]").replaceChildren();
      try {
        const kept = await ask(form.dataset.upload, { method: "POST", body: new FormData(form) });
        window.location = form.dataset.go + kept.history_id;
      } catch (error) {
        refuse(form, error, said.failed_upload);
        busy(button, false);
        button.textContent = name;
      }
    });
  });

  /* 2 Delete ----------------------------------------------------------- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-delete]");
    if (!button) return;
    const dialog = document.getElementById("delete");
    dialog.querySelector("[data-delete-name]").textContent = button.dataset.name;
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      async () => {
        if (dialog.returnValue !== "delete") return;
        try {
          await ask(button.dataset.delete, { method: "DELETE" });
          window.location.reload();
        } catch (error) {
          told(error);
        }
      },
      { once: true },
    );
    dialog.showModal();
  });

  /* 3 Begin a run ------------------------------------------------------ */
  document.addEventListener("click", (event) => {
    const open = event.target.closest("[data-open]");
    if (open) document.getElementById(open.dataset.open).showModal();
    const close = event.target.closest("[data-close-dialog]");
    if (close) close.closest("dialog").close();
  });

  function workdays(first, last) {
    let count = 0;
    for (let day = new Date(first); day <= new Date(last); day.setDate(day.getDate() + 1)) count += day.getDay() % 6 ? 1 : 0;
    return count;
  }

  function offer(form) {
    const offered = JSON.parse(document.getElementById("offer").textContent);
    const field = (name) => form.elements.namedItem(name);
    const estimate = () => {
      const history = offered.histories[field("history_id").value];
      if (!history || !field("first").value || !field("last").value) return;
      const stops = history.stops / Math.max(history.days, 1);
      const days = workdays(field("first").value, field("last").value);
      const seconds = offered.learning_s + days * stops * offered.stop_s * Number(field("work_limit").value);
      form.querySelector("[data-estimate]").textContent = fill(said.estimate, { time: duration(seconds) });
    };
    const choose = () => {
      const history = offered.histories[field("history_id").value];
      if (!history) return;
      for (const [name, value] of [["first", history.begin], ["last", history.last]]) {
        Object.assign(field(name), { min: history.first, max: history.last, value });
      }
      estimate();
    };
    field("history_id").addEventListener("change", choose);
    form.addEventListener("input", estimate);
    choose();
  }

  document.querySelectorAll("[data-new]").forEach((form) => {
    if (form.dataset.offer) offer(form);
    const key = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now();
    let attempt = 0;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button:not([type])");
      const body = Object.fromEntries(new FormData(form));
      for (const name of ["scenarios", "work_limit", "seed", "habit_days"]) if (name in body) body[name] = Number(body[name]);
      busy(button, true);
      try {
        const run = await ask(form.dataset.new, { method: "POST", body, key: key + "-" + attempt });
        window.location = form.dataset.go + run.run_id;
      } catch (error) {
        if (error instanceof Refused) attempt += 1;
        refuse(form, error);
        busy(button, false);
      }
    });
  });

  /* 4 Watch a run ------------------------------------------------------ */
  function watch(box) {
    const path = "/api/v1/jobs/" + box.dataset.job;
    const bar = box.querySelector("[data-bar]");
    let over = false;

    function show(job) {
      if (over) return;
      if (["done", "failed", "cancelled"].includes(job.state) || job.state !== box.dataset.state) {
        over = true;
        window.location.reload();
        return;
      }
      const news = job.progress || {};
      const step = said["step_" + (news.step || "waiting")] || "";
      const count = box.querySelector("[data-count]");
      if (news.days) {
        if (document.querySelector("[data-days-later]")) {
          over = true;
          window.location.reload();
          return;
        }
        count.textContent = fill(said.days_of, { done: news.done, days: news.days });
        box.querySelector("[data-step]").textContent = step;
        bar.max = news.days;
        bar.value = news.done;
        for (const [day, state] of Object.entries(news.days_state || {})) mark(day, state);
      } else {
        count.textContent = step;
      }
      const left = news.seconds_left;
      box.querySelector("[data-left]").textContent =
        left === null || left === undefined ? "" : fill(said.left, { time: duration(left) });
    }

    function mark(day, state) {
      const cell = document.querySelector('[data-day="' + day + '"]');
      if (!cell || cell.className === "cal__" + state) return;
      cell.className = "cal__" + state;
      cell.querySelector(".sr").textContent = " " + (said["state_" + state] || "");
    }

    async function poll() {
      if (over) return;
      try {
        show(await ask(path));
      } catch (error) {
        if (error instanceof Refused) over = true;
      }
      if (!over) window.setTimeout(poll, POLL_MS);
    }

    if (!window.EventSource) {
      poll();
      return;
    }
    const events = new EventSource(path + "/events");
    events.addEventListener("job", (event) => show(JSON.parse(event.data)));
    events.addEventListener("error", () => {
      events.close();
      poll();
    });
    window.addEventListener("pagehide", () => {
      over = true;
      events.close();
    });
  }

  document.querySelectorAll("[data-job]").forEach(watch);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-cancel]");
    if (!button) return;
    busy(button, true);
    try {
      await ask("/api/v1/jobs/" + button.dataset.cancel + "/cancel", { method: "POST" });
      toast(said.cancelling);
    } catch (error) {
      told(error);
      busy(button, false);
    }
  });

  /* 5 Use learned times ------------------------------------------------ */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-use]");
    if (!button) return;
    busy(button, true);
    try {
      await ask(button.dataset.use, { method: "POST", body: { run_id: button.dataset.run } });
      toast(said.in_use_now);
      button.remove();
    } catch (error) {
      told(error);
      busy(button, false);
    }
  });

  /* 6 Choose two ------------------------------------------------------- */
  document.querySelectorAll("[data-pick]").forEach((form) => {
    const compare = form.querySelector("button:not([type])");
    const boxes = Array.from(form.querySelectorAll('input[name="run"]'));
    function count() {
      const chosen = boxes.filter((box) => box.checked);
      form.querySelector("[data-chosen]").textContent = chosen.length ? fill(said.chosen, { count: chosen.length }) : "";
      compare.disabled = chosen.length !== 2;
      for (const box of boxes) box.disabled = !box.checked && chosen.length >= 2;
    }
    form.addEventListener("change", count);
    count();
  });

  document.querySelectorAll("[data-choose]").forEach((form) => {
    form.querySelectorAll("[data-unneeded]").forEach((button) => (button.hidden = true));
    form.addEventListener("change", () => form.submit());
  });
})();
