// intake.js — while a file is sent, read or written, says how far it is; then goes on to where the server leads.
// Without it: the same forms are sent as they are, and the browser waits for the answer.
(() => {
  const EVERY = 1000; // milliseconds
  const PATIENCE = 1500; // until the words are shown

  function watch(address, words, onDone) {
    let stopped = false;
    async function ask() {
      if (stopped) return;
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        if (answer.redirected) return location.reload(); // the session has ended
        const told = await answer.json();
        if (told.words) words.textContent = told.words;
        if (!told.working && onDone) return onDone();
      } catch {
        // The line is down for a moment: ask again.
      }
      setTimeout(ask, EVERY);
    }
    setTimeout(ask, EVERY);
    return () => { stopped = true; };
  }

  document.querySelectorAll('form[data-module="intake"]').forEach((form) => {
    const working = form.querySelector("[data-intake-working]");
    const words = form.querySelector("[data-intake-words]");
    form.addEventListener("submit", async (event) => {
      if (event.submitter && event.submitter.hasAttribute("data-plain")) return;
      event.preventDefault();
      if (form.dataset.busy) return;
      form.dataset.busy = "yes";
      const sent = new FormData(form);
      const pressed = event.submitter;
      if (pressed && pressed.name) sent.append(pressed.name, pressed.value);
      const buttons = form.querySelectorAll("button, a.button");
      buttons.forEach((button) => { button.setAttribute("aria-disabled", "true"); });
      words.textContent = form.dataset.first;
      const shown = setTimeout(() => { working.hidden = false; }, PATIENCE);
      const stop = watch(form.dataset.progress, words);
      try {
        const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" } });
        stop();
        const kind = answer.headers.get("Content-Type") || "";
        if (answer.ok && kind.includes("json")) location.assign((await answer.json()).next);
        else location.reload();
      } catch {
        stop();
        clearTimeout(shown);
        working.hidden = false;
        working.querySelector("progress").hidden = true;
        words.textContent = "Mất kết nối với máy chủ. Nếu tệp đã gửi xong, máy chủ vẫn làm tiếp: tải lại trang «Nhập dữ liệu» để xem.";
        buttons.forEach((button) => { button.removeAttribute("aria-disabled"); });
        delete form.dataset.busy;
      }
    });
    form.addEventListener("click", (event) => {
      if (form.dataset.busy && event.target.closest("a.button")) event.preventDefault();
    });
  });

  document.querySelectorAll('[data-module="intake-watch"]').forEach((place) => {
    watch(place.dataset.progress, place.querySelector("[data-intake-words]"), () => location.reload());
  });
})();
