// keep.js — keeps what is typed on the server a moment after each change, and says so. Without it: "Giữ tạm" and "Lưu".
// When the session has ended or the line is down, the text stays in this window (sessionStorage) until it is kept or saved.
const SOON = 1500; // ms after the last key
const AT_LATEST = 6000; // ms while somebody types on and on

export class Keeper {
  /** `onKept(answer)`: called with what the server says after each keeping. */
  constructor(form, onKept) {
    this.form = form;
    this.onKept = onKept;
    this.state = document.getElementById("state");
    this.store = `sheet-${form.dataset.edition}-${form.dataset.person}`;
    // What another person left in this window is not for this one.
    Object.keys(sessionStorage).filter((key) => key.startsWith("sheet-") && !key.endsWith(`-${form.dataset.person}`)).forEach((key) => sessionStorage.removeItem(key));
    this.pending = false;
    this.running = null;
    this.closed = false;
    this.first = 0;
    document.addEventListener("visibilitychange", () => { if (this.pending) this.now(); });
    window.addEventListener("focus", () => { if (this.pending) this.now(); });
  }

  /** Something changed: keep it soon. */
  soon() {
    if (this.over) return;
    if (!this.pending) this.first = Date.now();
    this.pending = true;
    this.tell("Đang gõ · chưa lưu");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), Math.max(0, Math.min(SOON, this.first + AT_LATEST - Date.now())));
  }

  data() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  /** Keep it now. Returns whether the server has it. */
  async now() {
    clearTimeout(this.timer);
    // One at a time, however many wait: one that came to the server after saving would bring back what was typed before.
    while (this.running) await this.running;
    this.pending = false;
    this.running = this.send();
    const kept = await this.running;
    this.running = null;
    return kept;
  }

  async send(again = false) {
    const data = this.data();
    try {
      const answer = await fetch(this.form.dataset.keep, { method: "POST", body: data, credentials: "same-origin" });
      if (answer.ok && !answer.redirected) {
        const said = await answer.json();
        sessionStorage.removeItem(this.store);
        const meanwhile = said.meanwhile ? " · có người vừa lưu bản khác: khi lưu, hai bản được đặt cạnh nhau để chọn" : "";
        if (!this.pending) this.tell(`Đã giữ lúc ${said.at} · chưa lưu${meanwhile}`);
        this.onKept(said);
        return true;
      }
      const turnedAway = answer.redirected || answer.status === 401 || answer.status === 403;
      if (!again && turnedAway && await this.renewed()) return await this.send(true);
      this.lost(data, turnedAway ? (this.closed ? "closed" : "session") : { 404: "gone", 413: "large" }[answer.status] || "server");
    } catch {
      this.lost(data, "line");
    }
    return false;
  }

  /** After signing in again the page needs the new word against forgery. Returns whether it got it. */
  async renewed() {
    const answer = await fetch(this.form.dataset.keep, { credentials: "same-origin" });
    this.closed = answer.status === 403; // signed in, but nobody may write here now
    if (!answer.ok || answer.redirected) return false;
    const { token, person } = await answer.json();
    if (person !== this.form.dataset.person) return false;
    document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((field) => { field.value = token; });
    return true;
  }

  lost(data, why) {
    if (this.over) return;
    this.pending = true;
    try {
      sessionStorage.setItem(this.store, JSON.stringify([...data].filter(([name]) => name !== "csrfmiddlewaretoken")));
    } catch { /* a full or forbidden store: the page itself still holds every word */ }
    const words = {
      session: "Phiên làm việc đã hết. Chữ vừa gõ vẫn còn trong trang này. ",
      closed: "Bản này vừa được gửi duyệt hoặc công khai, không còn sửa được. Chữ vừa gõ vẫn còn trong trang này; bấm Lưu để cổng giữ riêng phần đó. ",
      server: "Máy chủ chưa nhận được. Chữ vừa gõ vẫn còn trong trang này; cổng sẽ thử lại. ",
      gone: "Bản nháp này đã bị xóa. Chữ vừa gõ vẫn còn trong trang này: chép phần cần giữ ra Word trước khi đóng trang. ",
      large: "Tờ nội dung quá lớn, máy chủ không nhận. Chữ vừa gõ vẫn còn trong trang này: bỏ bớt dòng rồi lưu lại. ",
      line: "Mất kết nối. Chữ vừa gõ vẫn còn trong trang này; cổng sẽ thử lại. ",
    };
    this.tell(words[why], "wrong");
    if (why === "session") {
      const link = document.createElement("a");
      link.href = window.location.pathname;
      link.target = "_blank";
      link.textContent = "Đăng nhập lại ở trang mới";
      this.state.append(link, " rồi quay về đây.");
    }
    clearTimeout(this.timer);
    if (["session", "server", "line"].includes(why)) this.timer = setTimeout(() => this.now(), 15_000);
  }

  /** `kind`: "good", "wrong" or "". */
  tell(words, kind = "") {
    if (this.state.textContent !== words) this.state.textContent = words;
    this.state.className = `save__state${kind && ` save__state--${kind}`}`;
  }

  /** What this window still holds from a time it could not be kept: [[name, value], …], or null. */
  left() {
    try {
      return JSON.parse(sessionStorage.getItem(this.store));
    } catch {
      return null;
    }
  }

  forget() {
    clearTimeout(this.timer);
    this.over = true; // what is on its way when the page is left is no loss
    this.pending = false;
    sessionStorage.removeItem(this.store);
  }
}
