// filter-list.js — narrows a long list while you type, with or without marks; without it the whole list is there, and the
// browser's own search in the page serves. <div data-module="filter-list" data-list="#id"></div> above the list.
(() => {
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

  for (const place of document.querySelectorAll('[data-module="filter-list"]')) {
    const list = document.querySelector(place.dataset.list);
    if (!list) continue;
    const rows = [...list.querySelectorAll("li")].map((row) => ({ row, words: fold(row.textContent) }));
    const id = `loc-${list.id}`;
    const label = Object.assign(document.createElement("label"), { htmlFor: id, className: "field__label", textContent: place.dataset.label });
    const input = Object.assign(document.createElement("input"), { id, type: "search", className: "input", autocomplete: "off" });
    const status = Object.assign(document.createElement("p"), { className: "quiet small" });
    status.setAttribute("role", "status");
    place.className = "field";
    place.append(label, input, status);

    input.addEventListener("input", () => {
      const wanted = fold(input.value).trim().split(/\s+/);
      let shown = 0;
      for (const { row, words } of rows) {
        row.hidden = !wanted.every((word) => words.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      for (const part of list.querySelectorAll("[data-part]")) part.hidden = !part.querySelector("li:not([hidden])");
      status.textContent = input.value.trim() ? `${shown} trong ${rows.length}` : "";
    });
  }
})();
