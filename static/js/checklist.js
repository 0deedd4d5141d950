// checklist.js — keeps the ticks of a checklist on this device and counts them; without it the boxes can still be ticked
// and printed, they are only forgotten. Nothing leaves the device.
(() => {
  const KEY = "tthc-giay-to";

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  };

  const write = (code, ticks) => {
    const all = read();
    if (ticks.length) all[code] = ticks;
    else delete all[code];
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      // Storage is shut: the ticks last as long as the page.
    }
  };

  const lists = [...document.querySelectorAll('[data-module="checklist"]')];
  const boxes = (code) =>
    lists.filter((list) => list.dataset.checklist === code).flatMap((list) => [...list.querySelectorAll("[data-key] > input")]);
  const keyOf = (box) => box.parentElement.dataset.key;

  const show = (code) => {
    const all = boxes(code);
    for (const box of all) box.parentElement.classList.toggle("paper--ready", box.checked);
    const ready = all.filter((box) => box.checked).length;
    for (const place of document.querySelectorAll(`[data-checklist-count="${code}"]`)) {
      place.textContent = `${ready}/${all.length} đã có`;
    }
    for (const button of document.querySelectorAll(`[data-checklist-clear="${code}"]`)) button.hidden = ready === 0;
  };

  for (const code of new Set(lists.map((list) => list.dataset.checklist))) {
    const kept = new Set(read()[code] || []);
    // Ticks of papers that are not on this page (another case) stay remembered.
    const elsewhere = [...kept].filter((key) => !boxes(code).some((box) => keyOf(box) === key));
    const keep = () => write(code, [...elsewhere, ...boxes(code).filter((box) => box.checked).map(keyOf)]);

    for (const box of boxes(code)) {
      box.checked = kept.has(keyOf(box));
      box.addEventListener("change", () => {
        keep();
        show(code);
      });
    }
    for (const button of document.querySelectorAll(`[data-checklist-clear="${code}"]`)) {
      button.addEventListener("click", () => {
        for (const box of boxes(code)) box.checked = false;
        keep();
        show(code);
        boxes(code)[0]?.focus();
      });
    }
    show(code);
  }
})();
