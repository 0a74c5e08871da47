/* The page of a list: every change is saved at once, and the server says what the list is now. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const said = JSON.parse(document.getElementById("said").textContent);
  const saved = document.getElementById("saved");
  const stale = document.getElementById("stale");
  const fleet = document.getElementById("fleet");
  let queue = Promise.resolve();

  /* Changes go one after the other, for each names the version it changes. */
  function decide(decisions) {
    queue = queue.then(() => sent(decisions)).catch(termintreu.told);
    return queue;
  }

  async function sent(decisions) {
    document.body.setAttribute("aria-busy", "true");
    try {
      const body = decisions instanceof Function ? decisions() : decisions;
      const view = await termintreu.ask("/api/v1/imports/" + facts.list_id, {
        method: "PATCH",
        body: body,
        version: facts.version,
      });
      facts.version = view.version;
      facts.left_out = view.left_out.map((row) => row.row);
      await refreshed();
      saved.textContent = said.saved;
      await termintreu.showPlaces();
    } catch (error) {
      if (!(error instanceof termintreu.Refused)) throw error;
      if (error.status === 412) {
        stale.querySelector("[data-stale-said]").textContent = termintreu.sentence(error.problem);
        stale.hidden = false;
        stale.scrollIntoView({ block: "nearest" });
      } else {
        saved.textContent = said.not_saved.replace("{reason}", termintreu.sentence(error.problem));
        termintreu.told(error);
        await refreshed();
      }
    } finally {
      document.body.removeAttribute("aria-busy");
    }
  }

  /* Takes the parts that may have changed from the page as it is now; the focus stays where it was, or nearby. */
  async function refreshed() {
    const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement && document.activeElement.id;
    const wasIn = document.activeElement && document.activeElement.closest("[data-swap]");
    document.querySelectorAll("[data-swap]").forEach((part) => {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(document.adoptNode(fresh));
    });
    if (!wasIn) return;
    const target = (focused && document.getElementById(focused)) || nextToFix(wasIn.id);
    if (target) target.focus({ preventScroll: true });
  }

  function nextToFix(part) {
    if (part !== "rows") return document.querySelector("#" + part + " button, #" + part + " select");
    return document.querySelector("#rows input, #rows [data-repair]") || document.getElementById("t-fix");
  }

  function corrected(row, cells) {
    decide({ corrections: { [row]: cells } });
  }

  function placed(field) {
    const numbers = field.value.trim().match(/^([+-]?\d+(?:[.,]\d+)?)\s*[;,/ ]\s*([+-]?\d+(?:[.,]\d+)?)$/);
    if (numbers) corrected(field.dataset.row, { lat: numbers[1], lon: numbers[2] });
    else {
      field.setCustomValidity(said.place_unreadable);
      field.reportValidity();
    }
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-column]")) corrected(field.dataset.row, { [field.dataset.column]: field.value });
    else if (field.matches("[data-place]")) placed(field);
    else if (field.matches("select[data-header]")) {
      decide({ mapping: meaningOf(field.dataset.header, field.value) });
    } else if (field.matches("select[data-wanted]") && field.value) {
      decide({ mapping: { [field.value]: field.dataset.wanted } });
    } else if (field.matches("[name=vehicle]")) chosenVehicles(true);
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-place]")) event.target.setCustomValidity("");
  });

  /* A meaning belongs to one column: taking it frees the column that had it. */
  function meaningOf(header, meaning) {
    const mapping = { [header]: meaning || null };
    document.querySelectorAll("select[data-header]").forEach((other) => {
      if (meaning && other.value === meaning && other.dataset.header !== header) mapping[other.dataset.header] = null;
    });
    return mapping;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      if (fleet.open && !event.target.closest("#fleet")) fleet.open = false;
      return;
    }
    if (button.dataset.repair) repaired(button);
    else if ("back" in button.dataset) {
      decide(() => ({ left_out: facts.left_out.filter((row) => row !== Number(button.dataset.row)) }));
    } else if (button.matches(".chip[data-header]")) {
      decide({ mapping: meaningOf(button.dataset.header, button.dataset.meaning) });
    } else if ("plan" in button.dataset) plan(button);
    else if ("reload" in button.dataset) window.location.reload();
  });

  function repaired(button) {
    const row = button.dataset.row;
    if (button.dataset.repair === "leave_out") decide(() => ({ left_out: [...facts.left_out, Number(row)] }));
    else if (button.dataset.repair === "place") {
      termintreu.pickPlace(row, (lat, lon) => corrected(row, { lat: lat, lon: lon })).catch(termintreu.told);
    } else corrected(row, JSON.parse(button.dataset.cells));
  }

  function boxes() {
    return Array.from(fleet.querySelectorAll("[name=vehicle]"));
  }

  function chosenVehicles(keep) {
    const chosen = boxes().filter((box) => box.checked);
    fleet.querySelector("summary").textContent = said.vehicles_with
      .replace("{chosen}", String(chosen.length))
      .replace("{all}", String(boxes().length));
    if (keep) {
      const left = boxes().filter((box) => !box.checked);
      termintreu.keepAtHome(facts.depot_id, left.map((box) => box.value));
    }
    return chosen.map((box) => box.value);
  }

  async function plan(button) {
    await queue;
    const body = { depot_id: facts.depot_id, list_id: facts.list_id, vehicles: chosenVehicles(false) };
    if (!body.vehicles.length) {
      fleet.open = true;
      return;
    }
    await termintreu.plan(button, body, facts.version);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && fleet.open) {
      fleet.open = false;
      fleet.querySelector("summary").focus();
    } else if (event.key === "Enter" && event.target.matches("[data-column], [data-place]")) event.target.blur();
  });

  const goingOut = termintreu.goingOut(facts.depot_id, boxes().map((box) => box.value));
  boxes().forEach((box) => (box.checked = goingOut.includes(box.value)));
  chosenVehicles(false);
  termintreu.showPlaces().catch(termintreu.told);
})();
