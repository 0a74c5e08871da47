/* Road networks: hand one in, watch how it is read. */
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const { ask, told, sentence, Refused } = window.termintreu;
    const dialog = document.getElementById("roads");
    const form = dialog.querySelector("form");
    const sending = form.querySelector("[data-sending]");
    const said = sending.querySelector("[data-said]");
    const bar = sending.querySelector("progress");
    const error = form.querySelector("[data-error]");
    let request = null;

    function refused(text) {
      request = null;
      error.textContent = text;
      error.hidden = false;
      sending.hidden = true;
      form.querySelector(".btn--main").disabled = false;
    }

    function answered() {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch (_) {
        answer = { title: request.statusText };
      }
      if (request.status === 202) window.location.reload();
      else refused(sentence(answer));
    }

    /* The browser tells how far an upload is only through this older kind of request. */
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (request) return;
      request = new XMLHttpRequest();
      request.open("POST", "/api/v1/roads");
      request.setRequestHeader("X-CSRF-Token", document.querySelector('meta[name="csrf-token"]').content);
      request.setRequestHeader("Accept-Language", document.documentElement.lang);
      request.upload.addEventListener("progress", (sent) => {
        bar.value = (100 * sent.loaded) / sent.total;
        said.textContent = said.dataset.sends.replace("{value}", String(Math.floor(bar.value)));
      });
      request.addEventListener("error", () => refused(document.getElementById("toasts").dataset.noConnection));
      request.addEventListener("load", answered);
      error.hidden = true;
      sending.hidden = false;
      form.querySelector(".btn--main").disabled = true;
      request.send(new FormData(form));
    });

    dialog.addEventListener("close", () => {
      if (request) request.abort();
      request = null;
      form.reset();
      sending.hidden = true;
      error.hidden = true;
      form.querySelector(".btn--main").disabled = false;
    });

    function watch(box) {
      const path = "/api/v1/jobs/" + box.dataset.reading;
      const line = box.querySelector("[data-said]");
      const events = new EventSource(path + "/events");
      events.addEventListener("job", (event) => {
        const job = JSON.parse(event.data);
        const stage = job.progress && job.progress.stage === "statistics" ? "counts" : "reads";
        line.textContent = box.dataset[job.state === "waiting" ? "waits" : stage];
        if (["done", "failed", "cancelled"].includes(job.state)) events.close();
        if (job.state === "failed") failed(box, job.error["detail_" + document.documentElement.lang]);
        else if (job.state !== "running" && job.state !== "waiting") window.location.reload();
      });
      box.querySelector("[data-cancel]").addEventListener("click", () => {
        ask(path + "/cancel", { method: "POST" }).catch((problem) => problem instanceof Refused && told(problem));
      });
    }

    function failed(box, text) {
      const why = box.querySelector("[data-error]");
      why.textContent = text;
      why.hidden = false;
      for (const gone of ["progress", "[data-said]", "[data-cancel]"]) box.querySelector(gone).hidden = true;
    }

    document.querySelectorAll("[data-reading]").forEach(watch);
  });
})();
