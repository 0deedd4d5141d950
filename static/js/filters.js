// filters.js — the phone's sheet of filters: focus goes in when it opens, Esc and a touch outside close it; without it the
// sheet opens and closes by its links. On wide screens the filters stand beside the list and nothing happens here.
(() => {
  const sheet = document.querySelector('[data-module="filters"]');
  if (!sheet) return;
  const opener = document.querySelector(`a[href="#${sheet.id}"]`);
  const isOpen = () => location.hash === `#${sheet.id}` && opener.getClientRects().length > 0;

  const close = () => {
    location.hash = "#ket-qua";
    opener.focus();
  };

  addEventListener("hashchange", () => {
    if (isOpen()) sheet.querySelector(".facets__close").focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) close();
  });
  document.addEventListener("click", (event) => {
    if (isOpen() && !sheet.contains(event.target) && !opener.contains(event.target)) close();
  });
})();
