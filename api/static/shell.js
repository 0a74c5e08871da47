/* What every page does: the theme, requests with their proof of origin, short messages. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});
  const root = document.documentElement;

  function csrfToken() {
    const meta = document.querySelector('meta[name="csrf-token"]');
    return meta ? meta.content : "";
  }

  /* An answer that is no success; `problem` is the document that says why. */
  class Refused extends Error {
    constructor(status, problem) {
      super(problem.detail || problem.title || String(status));
      this.status = status;
      this.problem = problem;
    }
  }

  /* The sentence for a person: that of the first finding in the page's language. */
  function sentence(problem) {
    const finding = (problem.findings || [])[0];
    return (finding && finding[root.lang]) || problem.detail || problem.title;
  }

  /* Asks the service; gives its JSON document and its version. Throws Refused, or TypeError without a connection. */
  async function ask(path, options) {
    const given = options || {};
    const headers = { Accept: "application/json", "Accept-Language": root.lang };
    if (given.method && given.method !== "GET") headers["X-CSRF-Token"] = csrfToken();
    if (given.body !== undefined && !(given.body instanceof FormData)) headers["Content-Type"] = "application/json";
    if (given.version !== undefined) headers["If-Match"] = '"' + given.version + '"';
    if (given.key) headers["Idempotency-Key"] = given.key;
    const body = given.body === undefined || given.body instanceof FormData ? given.body : JSON.stringify(given.body);
    const answer = await fetch(path, { method: given.method || "GET", headers, body, signal: given.signal });
    const text = await answer.text();
    const document_ = text && (answer.headers.get("content-type") || "").includes("json") ? JSON.parse(text) : {};
    if (!answer.ok) throw new Refused(answer.status, Object.assign({ title: answer.statusText }, document_));
    return document_;
  }

  /* A short message; `action` is {label, run}. What needs an answer is no toast. */
  function toast(text, action) {
    const box = document.getElementById("toasts");
    const line = document.createElement("div");
    line.className = "toast";
    line.append(text);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--s";
      button.textContent = action.label;
      button.addEventListener("click", () => {
        line.remove();
        action.run();
      });
      line.append(button);
    }
    box.append(line);
    window.setTimeout(() => line.remove(), 8000);
  }

  /* Says what went wrong, whatever it was. */
  function told(error) {
    toast(error instanceof Refused ? sentence(error.problem) : document.getElementById("toasts").dataset.noConnection);
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const system = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    document.cookie = "theme=" + root.dataset.theme + ";path=/;max-age=31536000;samesite=lax";
  });

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = csrfToken();
  });

  Object.assign(termintreu, { ask, toast, told, sentence, Refused });
})();
