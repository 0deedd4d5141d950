// admin.js — the back-office's small helps: says what is unsaved, closes open folds, leads to the list of faults.
// Without it: forms save as ever, folds close by their own title.
(() => {
  const faults = document.querySelector('[data-module="faults"]');
  if (faults) faults.focus();

  // Django's calendar hangs itself below everything: bring it into the page proper, where landmarks are.
  window.addEventListener("load", () => {
    document.querySelectorAll("body > .calendarbox").forEach((box) => document.getElementById("main").append(box));
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.filter[open], details.person[open]").forEach((fold) => {
      if (!fold.contains(event.target)) fold.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.filter[open], details.person[open]").forEach((fold) => {
      const inside = fold.contains(document.activeElement);
      fold.open = false;
      if (inside) fold.querySelector("summary").focus();
    });
  });

  document.querySelectorAll('form[data-module="unsaved"]').forEach((form) => {
    const place = form.querySelector("[data-unsaved]");
    if (!place) return;
    const changed = new Map();
    let leaving = false;

    function labelOf(field) {
      const label = field.labels && field.labels[0];
      const cell = field.closest("td");
      const words = label ? label.firstChild.textContent : field.getAttribute("aria-label") || (cell && cell.dataset.label) || "";
      return words.trim();
    }

    function isChanged(field) {
      if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
      if (field.type === "file") return field.files.length > 0;
      if (field.tagName === "SELECT") {
        const options = [...field.options];
        const before = options.find((option) => option.defaultSelected) || options[0];
        return Boolean(before) && before.value !== field.value;
      }
      return field.value !== field.defaultValue;
    }

    function look(event) {
      const field = event.target;
      if (!field.name || field.type === "hidden" || field.name.startsWith("_selected")) return;
      if (field.closest(".actions")) return;
      if (isChanged(field)) changed.set(field, labelOf(field));
      else changed.delete(field);
      const names = [...new Set(changed.values())].filter(Boolean);
      const more = names.length > 3 ? ` và ${names.length - 3} mục khác` : "";
      place.textContent = changed.size ? `Chưa lưu: ${names.slice(0, 3).join(", ") || "thay đổi vừa gõ"}${more}` : "";
    }

    form.addEventListener("input", look);
    form.addEventListener("change", look);
    form.addEventListener("submit", () => { leaving = true; });
    window.addEventListener("beforeunload", (event) => {
      if (changed.size && !leaving) event.preventDefault();
    });
  });
})();
