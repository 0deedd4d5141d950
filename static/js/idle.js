// idle.js — tells the server that somebody is typing, warns before the session ends, lets go on with one click.
// Without it: the session ends in silence, and a form that is sent too late is kept until one has signed in again.
(() => {
  const box = document.querySelector('[data-module="idle"]');
  if (!box || !box.showModal) return;
  const address = box.dataset.address;
  const whole = Number(box.dataset.minutes) * 60;
  const notice = Math.min(120, whole / 4); // seconds before the end
  const find = (name) => box.querySelector(`[data-idle-${name}]`);
  const title = document.title;
  let end = Date.now() + whole * 1000;
  let typed = false;
  let told = Date.now();
  let over = false;

  function words(seconds) {
    return seconds >= 60 ? `${Math.round(seconds / 60)} phút` : `${Math.max(1, Math.round(seconds))} giây`;
  }

  // The seconds left as the server counts them (other tabs count too); null: signed out; undefined: no answer.
  async function ask(method) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const headers = token && method === "POST" ? { "X-CSRFToken": token.value } : {};
    try {
      const answer = await fetch(address, { method, headers, redirect: "manual", credentials: "same-origin", cache: "no-store" });
      if (answer.type === "opaqueredirect" || answer.status === 401) return null;
      return answer.ok ? (await answer.json()).left : undefined;
    } catch {
      return undefined;
    }
  }

  function take(left) {
    if (left === undefined) return;
    over = !left;
    end = Date.now() + (left || 0) * 1000;
    if (left > notice) hide();
    else show();
  }

  function show() {
    find("warning").hidden = over;
    find("over").hidden = !over;
    box.querySelector("h2").textContent = over ? "Phiên làm việc đã hết" : "Sắp hết phiên làm việc";
    document.title = `${over ? "Đã hết phiên" : "Sắp hết phiên"} · ${title}`;
    find("left").textContent = words((end - Date.now()) / 1000);
    if (!box.open) box.showModal();
  }

  function hide() {
    document.title = title;
    if (box.open) box.close();
  }

  async function tick() {
    if (over) return;
    if (typed && Date.now() - told > 60000) {
      [typed, told] = [false, Date.now()];
      take(await ask("POST"));
      return;
    }
    const left = (end - Date.now()) / 1000;
    if (left > notice) return;
    if (!box.open || left <= 0) take(await ask("GET"));
    else show();
  }

  for (const kind of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { if (!box.open) typed = true; }, { passive: true, capture: true });
  }
  find("stay").addEventListener("click", async () => {
    [typed, told] = [false, Date.now()];
    take(await ask("POST"));
  });
  find("close").addEventListener("click", hide);
  box.addEventListener("cancel", () => { document.title = title; if (!over) find("stay").click(); });
  window.addEventListener("focus", async () => {
    if (!over) return;
    const left = await ask("GET");
    if (left) take(left);
  });
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, Math.min(15000, notice * 250));
})();
