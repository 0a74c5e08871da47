/* One's own account: keys, and how the pages behave. */
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const { ask, toast, told, copyable } = window.termintreu;
    const keys = document.getElementById("keys");
    const secret = keys.querySelector("[data-secret]");
    copyable(secret, keys.dataset.copied);

    keys.querySelector("[data-new-key]").addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      try {
        const made = await ask("/api/v1/api-keys", { method: "POST", body: { name: form.elements.name.value } });
        secret.querySelector("code").textContent = made.secret;
        secret.hidden = false;
        form.reset();
        secret.querySelector("[data-copy]").focus();
      } catch (error) {
        told(error);
      }
    });

    keys.addEventListener("click", async (event) => {
      const button = event.target.closest("[data-revoke]");
      if (!button) return;
      try {
        await ask("/api/v1/api-keys/" + encodeURIComponent(button.dataset.revoke), { method: "DELETE" });
        button.closest("tr").remove();
      } catch (error) {
        told(error);
      }
    });

    const pages = document.getElementById("seiten");
    pages.addEventListener("change", async (event) => {
      const box = event.target.closest("[data-preference]");
      if (!box) return;
      try {
        await ask("/api/v1/session/preferences", { method: "PUT", body: { [box.dataset.preference]: box.checked } });
        toast(pages.dataset.saved);
      } catch (error) {
        box.checked = !box.checked;
        told(error);
      }
    });
  });
})();
