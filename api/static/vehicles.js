/* The table of vehicles: a row is saved when a field is left; what is refused stays in the field, with the reason. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const body = document.querySelector("[data-fleet]");
  if (!body) return;

  const said = JSON.parse(document.getElementById("said").textContent);
  const home = "/api/v1/depots/" + body.dataset.fleet + "/vehicles";
  const refused = document.querySelector("[data-refused]");
  const saved = document.getElementById("saved");
  const SHARED = ["profile", "shift_start", "shift_end", "depot", "depot_lat", "depot_lon", "depot_state", "break_rule"];

  function address(vehicle) {
    return home + "/" + encodeURIComponent(vehicle);
  }

  function fields(row) {
    return Array.from(row.querySelectorAll("[data-column]"));
  }

  function cellsOf(row) {
    return Object.fromEntries(fields(row).map((field) => [field.dataset.column, field.value]));
  }

  function why(error, row) {
    if (!(error instanceof termintreu.Refused)) return termintreu.told(error);
    const findings = error.problem.findings || [];
    const language = document.documentElement.lang;
    const lines = findings.length ? findings.map((finding) => finding[language]) : [termintreu.sentence(error.problem)];
    refused.querySelector("ul").replaceChildren(
      ...lines.slice(0, 12).map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      }),
    );
    refused.hidden = false;
    if (!row) return refused.scrollIntoView({ block: "nearest" });
    row.classList.add("is-wrong");
    const columns = findings.map((finding) => finding.column);
    fields(row).forEach((field) => field.setAttribute("aria-invalid", String(columns.includes(field.dataset.column))));
    return undefined;
  }

  /* What the server says of all vehicles together, after one of them has changed. */
  async function warn() {
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("[data-warnings]").replaceWith(document.adoptNode(page.querySelector("[data-warnings]")));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // without a connection the warnings stay as they were
    }
  }

  function settled(row, record) {
    row.dataset.vehicle = record.vehicle_id;
    row.dataset.version = record.version;
    row.classList.remove("is-wrong");
    fields(row).forEach((field) => field.removeAttribute("aria-invalid"));
    refused.hidden = true;
    saved.textContent = said.saved;
    warn();
  }

  /* A new row waits until it has what it needs; a known one is saved field by field. */
  async function keep(row) {
    const cells = cellsOf(row);
    if (!row.dataset.vehicle && !(cells.vehicle_id && cells.shift_start && cells.shift_end)) return;
    try {
      const known = Boolean(row.dataset.vehicle);
      const record = await termintreu.ask(known ? address(row.dataset.vehicle) : home, {
        method: known ? "PUT" : "POST",
        body: { cells: cells },
        version: known ? row.dataset.version : undefined,
      });
      settled(row, record);
    } catch (error) {
      why(error, row);
    }
  }

  const queues = new WeakMap();

  function queued(row, act) {
    const next = (queues.get(row) || Promise.resolve()).then(act);
    queues.set(row, next);
    return next;
  }

  function added(cells) {
    const row = document.getElementById("blank").content.firstElementChild.cloneNode(true);
    fields(row).forEach((field) => {
      if (cells[field.dataset.column] !== undefined) field.value = cells[field.dataset.column];
    });
    body.append(row);
    document.querySelector("[data-none]").hidden = true;
    document.querySelector("[data-table]").hidden = false;
    return row;
  }

  async function removed(row) {
    if (!row.dataset.vehicle) return row.remove();
    const cells = cellsOf(row);
    try {
      await termintreu.ask(address(row.dataset.vehicle), { method: "DELETE", version: row.dataset.version });
    } catch (error) {
      return why(error, row);
    }
    row.remove();
    warn();
    const back = added.bind(null, cells);
    return termintreu.toast(said.removed.replace("{vehicle}", cells.vehicle_id), {
      label: said.undo,
      run: () => keep(back()),
    });
  }

  body.addEventListener("change", (event) => {
    const row = event.target.closest("tr");
    queued(row, () => keep(row));
  });
  body.addEventListener("click", (event) => {
    const row = event.target.closest("[data-remove]") && event.target.closest("tr");
    if (row) queued(row, () => removed(row));
  });
  document.querySelector("[data-more]").addEventListener("change", (event) => {
    document.querySelector(".fleet").classList.toggle("is-wide", event.target.checked);
  });
  document.querySelector("[data-add]").addEventListener("click", () => {
    const like = body.querySelector("tr");
    const cells = like ? cellsOf(like) : {};
    const row = added(Object.fromEntries(SHARED.filter((name) => cells[name]).map((name) => [name, cells[name]])));
    row.querySelector("[data-column=vehicle_id]").focus();
  });
  document.querySelector("[data-file]").addEventListener("change", async (event) => {
    const form = new FormData();
    form.append("file", event.target.files[0]);
    event.target.value = "";
    try {
      await termintreu.ask(home, { method: "PUT", body: form });
      window.location.reload();
    } catch (error) {
      why(error, null);
    }
  });
})();
