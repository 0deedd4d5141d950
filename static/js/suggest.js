// suggest.js — suggestions while typing (ARIA combobox); without it the form is sent and the list page answers.
(() => {
  const PAUSE = 160; // ms after the last key
  let serial = 0;

  const start = (form) => {
    const input = form.querySelector('input[type="search"]');
    const id = `goi-y-${++serial}`;
    const list = Object.assign(document.createElement("ul"), { id, className: "suggestions", hidden: true });
    const status = Object.assign(document.createElement("p"), { className: "unseen" });
    let timer, request, chosen = -1, asked = "";

    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Gợi ý");
    status.setAttribute("role", "status");
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);
    input.autocomplete = "off";
    form.append(list, status);

    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const choose = (index) => {
      const options = [...list.children];
      chosen = (index + options.length) % options.length;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    };

    const show = (suggestions) => {
      list.replaceChildren(
        ...suggestions.map((suggestion, place) => {
          const option = Object.assign(document.createElement("li"), { id: `${id}-${place}`, className: "suggestions__option" });
          const about = Object.assign(document.createElement("span"), { className: "suggestions__about", textContent: suggestion.about });
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.url = suggestion.url;
          option.append(suggestion.name, about);
          return option;
        }),
      );
      status.textContent = suggestions.length ? `${suggestions.length} gợi ý. Dùng phím mũi tên để chọn.` : "Chưa có gợi ý.";
      if (!suggestions.length) return close();
      chosen = -1;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };

    const ask = async () => {
      const words = input.value.trim();
      if (words === asked) return;
      asked = words;
      request?.abort();
      if (words.length < 2) return close();
      request = new AbortController();
      const query = new URLSearchParams(new FormData(form));
      try {
        const answer = await fetch(`${form.dataset.suggest}?${query}`, { signal: request.signal });
        if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
      } catch {
        // Offline or overtaken by the next key: the form still works.
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the field focused
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-url]");
      if (option) location.assign(option.dataset.url);
    });
  };

  document.querySelectorAll('[data-module="suggest"]').forEach(start);
})();
