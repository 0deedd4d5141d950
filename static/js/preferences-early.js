// preferences-early.js — puts the remembered text size and contrast on <html> before the page is drawn, so that nothing
// jumps. Without it the page has its usual size, and the buttons that need script stay away.
(() => {
  const root = document.documentElement;
  root.classList.add("has-script");
  try {
    const size = localStorage.getItem("text-size");
    if (/^(-1|1|2|3)$/.test(size)) root.dataset.textSize = size;
    if (localStorage.getItem("contrast") === "high") root.classList.add("contrast-high");
  } catch {
    // Storage is shut: the default stands.
  }
})();
