// print.js — a button that prints the page; without it the button stays hidden and the browser's own menu prints.
for (const button of document.querySelectorAll('[data-module="print"]')) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
