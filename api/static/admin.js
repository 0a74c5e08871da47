/* Administration: dialogs over the interface's people and depots. */
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const { ask, told, sentence, Refused, copyable } = window.termintreu;
    const given = JSON.parse(document.getElementById("given").textContent);
    const roads = document.getElementById("roads");
    const dialogs = { user: document.getElementById("user"), depot: document.getElementById("depot") };
    const link = document.getElementById("link");
    const secret = link.querySelector("[data-secret]");
    const edited = { user: null, depot: null };
    copyable(secret, secret.dataset.copied);

    function boxes(form, name) {
      return Array.from(form.querySelectorAll('input[name="' + name + '"]'));
    }

    function values(form, name) {
      return boxes(form, name).filter((box) => box.checked).map((box) => box.value);
    }

    function open(kind, thing) {
      const dialog = dialogs[kind];
      const form = dialog.querySelector("form");
      const title = dialog.querySelector("h2");
      edited[kind] = thing;
      form.reset();
      form.querySelector("[data-error]").hidden = true;
      title.textContent = thing ? title.dataset.editTitle : title.dataset.new;
      fill[kind](form, thing);
      dialog.showModal();
    }

    const fill = {
      user(form, user) {
        form.elements.name.disabled = Boolean(user);
        form.querySelector("[data-active]").hidden = !user;
        if (user) {
          form.elements.name.value = user.name;
          form.elements.display_name.value = user.display_name;
          form.elements.active.checked = user.active;
          for (const box of boxes(form, "roles")) box.checked = user.roles.includes(box.value);
          for (const box of boxes(form, "depots")) box.checked = Boolean(user.depots && user.depots.includes(box.value));
          for (const box of boxes(form, "all")) box.checked = user.depots === null;
        }
        free(form);
      },
      depot(form, depot) {
        form.querySelector("[data-settings]").open = Boolean(depot);
        if (!depot) return;
        form.elements.name.value = depot.name;
        form.elements.timezone.value = depot.timezone;
        if (form.elements.roads_id) form.elements.roads_id.value = depot.roads_id || "";
        form.elements.tolerance_min.value = depot.settings.tolerance_min;
        form.elements.small_groups_agreed.checked = depot.settings.small_groups_agreed;
        form.elements.retention_days.value = depot.settings.retention_days;
        form.elements.k_tours.value = depot.settings.k_tours;
        form.elements.visits_with_tours.checked = depot.settings.visits_with_tours;
      },
    };

    /* Single depots are chosen only if it is not all of them. */
    function free(form) {
      const all = boxes(form, "all").some((box) => box.checked);
      for (const box of boxes(form, "depots")) box.disabled = all;
    }

    const save = {
      user(form, user) {
        const body = { display_name: form.elements.display_name.value, roles: values(form, "roles") };
        body.depots = boxes(form, "all").some((box) => box.checked) ? null : values(form, "depots");
        if (!user) {
          body.name = form.elements.name.value;
          return ask("/api/v1/users", { method: "POST", body });
        }
        body.active = form.elements.active.checked;
        return ask("/api/v1/users/" + user.user_id, { method: "PATCH", body, version: user.version });
      },
      depot(form, depot) {
        const settings = Object.assign({}, depot ? depot.settings : {}, {
          retention_days: Number(form.elements.retention_days.value),
          tolerance_min: Number(form.elements.tolerance_min.value),
          small_groups_agreed: form.elements.small_groups_agreed.checked,
          k_tours: Number(form.elements.k_tours.value),
          visits_with_tours: form.elements.visits_with_tours.checked,
        });
        const body = {
          name: form.elements.name.value,
          timezone: form.elements.timezone.value,
          settings,
        };
        if (form.elements.roads_id) body.roads_id = form.elements.roads_id.value || null;
        if (!depot) return ask("/api/v1/depots", { method: "POST", body });
        return ask("/api/v1/depots/" + depot.depot_id, { method: "PATCH", body, version: depot.version });
      },
    };

    async function show(userId, name) {
      const made = await ask("/api/v1/users/" + userId + "/link", { method: "POST" });
      const line = link.querySelector("[data-for]");
      line.textContent = line.dataset.for.replace("{name}", name);
      secret.querySelector("code").textContent = made.link;
      link.showModal();
    }

    for (const [kind, dialog] of Object.entries(dialogs)) {
      const form = dialog.querySelector("form");
      form.addEventListener("change", () => kind === "user" && free(form));
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        try {
          const done = await save[kind](form, edited[kind]);
          dialog.close();
          if (kind === "user" && !edited.user) await show(done.user_id, done.display_name);
          else window.location.reload();
        } catch (error) {
          if (!(error instanceof Refused)) return told(error);
          const line = form.querySelector("[data-error]");
          line.textContent = sentence(error.problem);
          line.hidden = false;
        }
      });
    }

    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.open === "roads") openRoads(button.dataset.forDepot || "");
      else if (button.dataset.open) open(button.dataset.open, null);
      if (button.dataset.edit) open("user", given.users[button.dataset.edit]);
      if (button.dataset.depot) open("depot", given.depots[button.dataset.depot]);
      if (button.dataset.link) show(button.dataset.link, button.dataset.name).catch(told);
      if (button.hasAttribute("data-close")) button.closest("dialog").close();
      if (button.hasAttribute("data-done")) link.close();
    });
    link.addEventListener("close", () => window.location.reload());

    function openRoads(depotId) {
      roads.querySelector("form").elements.depot_id.value = depotId;
      roads.showModal();
    }

    /* What a page that leads here asks for. */
    function asked() {
      if (window.location.hash === "#new-depot") open("depot", null);
      else if (window.location.hash.startsWith("#roads-of-")) openRoads(window.location.hash.slice("#roads-of-".length));
      else return;
      window.history.replaceState(null, "", window.location.pathname);
    }
    window.addEventListener("hashchange", asked);
    asked();
  });
})();
