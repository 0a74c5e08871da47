/* Hands an order list in: dropped, chosen, or pasted from a spreadsheet; the answer is the page of the list. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const zone = document.querySelector("[data-drop]");
  if (!zone) return;

  const said = JSON.parse(document.getElementById("said").textContent);
  const state = zone.querySelector("[data-upload]");
  const bar = state.querySelector("progress");
  const line = state.querySelector("[data-upload-said]");
  const refused = zone.querySelector("[data-refused]");
  const dialog = document.getElementById("paste");
  let busy = false;

  termintreu.newKey = function () {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  function language() {
    return document.documentElement.lang;
  }

  function told(problem) {
    const findings = (problem.findings || []).slice(0, 8).map((finding) => finding[language()]);
    const lines = findings.length ? findings : [problem.detail || problem.title || ""];
    const list = refused.querySelector("ul");
    list.replaceChildren(
      ...lines.map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      }),
    );
    refused.hidden = false;
    state.hidden = true;
    busy = false;
  }

  /* The browser tells how far an upload is only through this older kind of request. */
  function send(fields) {
    if (busy) return;
    busy = true;
    refused.hidden = true;
    state.hidden = false;
    bar.value = 0;
    const body = new FormData();
    body.append("depot_id", zone.dataset.depot);
    body.append("date", zone.dataset.date);
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/imports");
    request.setRequestHeader("X-CSRF-Token", document.querySelector('meta[name="csrf-token"]').content);
    request.setRequestHeader("Idempotency-Key", termintreu.newKey());
    request.setRequestHeader("Accept-Language", language());
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = (100 * event.loaded) / event.total;
      line.textContent = said.sending.replace("{value}", String(Math.floor(bar.value)));
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      line.textContent = said.sent;
    });
    request.addEventListener("error", () => told({ detail: document.getElementById("toasts").dataset.noConnection }));
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch (error) {
        answer = { title: request.statusText };
      }
      if (request.status === 201) window.location.assign("/orders/" + answer.list_id);
      else told(answer);
    });
    request.send(body);
  }

  function sendFile(file) {
    if (file) send({ file: file });
  }

  zone.querySelector("[data-file]").addEventListener("change", (event) => {
    sendFile(event.target.files[0]);
    event.target.value = "";
  });

  /* The whole page takes the file, so that a near miss does not open it in the browser. */
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    sendFile(event.dataTransfer.files[0]);
  });

  document.addEventListener("paste", (event) => {
    if (event.target.closest && event.target.closest("input, textarea, select")) return;
    const file = event.clipboardData.files[0];
    const text = event.clipboardData.getData("text/plain");
    if (text.trim().includes("\n")) send({ text: text });
    else sendFile(file);
  });

  zone.querySelector("[data-paste]").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", () => {
    const box = document.getElementById("pasted");
    if (dialog.returnValue === "send" && box.value.trim()) send({ text: box.value });
    dialog.returnValue = "";
  });
})();
