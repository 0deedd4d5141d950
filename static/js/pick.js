// pick.js — suggestions for a field that names a row: type a few letters, choose by arrows or touch.
// Without it: type or paste the code (or name) itself; several rows, one a line.
(() => {
  let number = 0;

  function attach(box) {
    const target = box.querySelector("input, textarea");
    if (!target || box.dataset.ready) return;
    box.dataset.ready = "1";
    const lines = target.tagName === "TEXTAREA";
    const field = lines ? document.createElement("input") : target;
    if (lines) {
      field.type = "text";
      field.className = "pick__find";
      field.placeholder = "Tìm để thêm";
      field.setAttribute("aria-label", `Tìm để thêm vào: ${target.labels && target.labels[0] ? target.labels[0].firstChild.textContent.trim() : "danh sách"}`);
      field.autocomplete = "off";
      box.insertBefore(field, target);
    }
    number += 1;
    const list = document.createElement("ul");
    list.className = "pick__list";
    list.id = `pick-${number}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Gợi ý");
    list.hidden = true;
    field.after(list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);
    let timer = 0;
    let asked = "";
    let current = -1;

    function close() {
      list.hidden = true;
      current = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }

    function choose(text) {
      if (lines) {
        const before = target.value.replace(/\s+$/, "");
        target.value = before ? `${before}\n${text}` : text;
        target.dispatchEvent(new Event("input", { bubbles: true }));
        field.value = "";
      } else {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      asked = field.value;
      clearTimeout(timer);
      close();
      field.focus();
    }

    function show(found) {
      list.replaceChildren(...found.map((text, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = text;
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(text));
        return option;
      }));
      current = -1;
      list.hidden = found.length === 0;
      field.setAttribute("aria-expanded", String(found.length > 0));
    }

    async function ask() {
      const words = field.value.trim();
      if (words === asked.trim() || words.length < 2) {
        if (words.length < 2) close();
        return;
      }
      asked = words;
      try {
        const answer = await fetch(`${target.dataset.suggestions}?q=${encodeURIComponent(words)}`, { credentials: "same-origin" });
        if (!answer.ok || asked !== words || field.value.trim() !== words) return;
        show((await answer.json()).lines);
      } catch {
        close();
      }
    }

    function move(step) {
      const options = [...list.children];
      if (list.hidden || !options.length) return;
      current = (current + step + options.length) % options.length;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === current)));
      options[current].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", options[current].id);
    }

    field.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      clearTimeout(timer);
      timer = setTimeout(ask, 180);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") { move(1); event.preventDefault(); }
      else if (event.key === "ArrowUp") { move(-1); event.preventDefault(); }
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && (lines || !list.hidden)) {
        event.preventDefault();
        if (current >= 0) choose(list.children[current].textContent);
      }
    });
    field.addEventListener("blur", () => setTimeout(close, 120));
  }

  function all() {
    document.querySelectorAll('[data-module="pick"]').forEach((box) => {
      if (!box.closest(".empty-form")) attach(box);
    });
  }

  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("formset:added", all);
})();
