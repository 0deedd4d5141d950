// menu.js — closes the phone's menu on Esc and on a touch elsewhere; without it the menu opens and closes by its button.
(() => {
  for (const menu of document.querySelectorAll('[data-module="menu"]')) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
})();
