/* A secret that is shown once, with a button that copies it. */
(function () {
  "use strict";

  function copyable(box, said) {
    box.querySelector("[data-copy]").addEventListener("click", async () => {
      const code = box.querySelector("code");
      window.getSelection().selectAllChildren(code);
      if (!navigator.clipboard) return; // not over plain HTTP from another machine; it is selected
      await navigator.clipboard.writeText(code.textContent);
      window.termintreu.toast(said);
    });
  }

  window.termintreu.copyable = copyable;
})();
