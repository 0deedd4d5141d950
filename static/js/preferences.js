// preferences.js — text size (A− A A+, five steps from -1 to 3) and high contrast, remembered on this device; without it
// the browser's own zoom serves, and the buttons are not shown.
(() => {
  const LEAST = -1, USUAL = 0, MOST = 3;
  const root = document.documentElement;
  const size = () => Number(root.dataset.textSize || USUAL);
  const isHigh = () => root.classList.contains("contrast-high");

  const remember = () => {
    try {
      localStorage.setItem("text-size", String(size()));
      localStorage.setItem("contrast", isHigh() ? "high" : "usual");
    } catch {
      // Nothing is remembered where storage is shut; the page itself has changed all the same.
    }
  };

  const show = () => {
    for (const button of document.querySelectorAll("[data-size]")) {
      const wish = button.dataset.size;
      button.disabled = (wish === "smaller" && size() === LEAST) || (wish === "larger" && size() === MOST);
    }
    for (const button of document.querySelectorAll("[data-contrast]")) {
      button.setAttribute("aria-pressed", String(isHigh()));
    }
  };

  const resize = (wish) => {
    root.dataset.textSize = {
      smaller: Math.max(LEAST, size() - 1),
      usual: USUAL,
      larger: Math.min(MOST, size() + 1),
      round: size() < MOST ? size() + 1 : USUAL, // one button for all: after the largest comes the usual
    }[wish];
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-size], [data-contrast]");
    if (!button) return;
    if (button.dataset.size) resize(button.dataset.size);
    else root.classList.toggle("contrast-high");
    remember();
    show();
  });

  show();
})();
