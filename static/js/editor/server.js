// server.js — what only the server can do (read a pasted table, take a file, replace a word), without leaving the page:
// sends the form, takes the answer's section into this page. Without it the answer is the whole page.
import { goTo, say } from "./told.js";

/** What was typed into `before` since `sent` stays: `fresh` shows what the server had then. */
function keepTyped(before, fresh, sent) {
  before.querySelectorAll("textarea, select, input:not([type=hidden], [type=file], [type=radio], [type=checkbox])").forEach((field) => {
    const twin = field.value !== sent.get(field.name) && fresh.querySelector(`[name="${field.name}"]`);
    if (twin) twin.value = field.value;
  });
}

/** Send the form with a button's value and show what changed. `changed()` after it. Returns whether it went well. */
export async function toServer(form, value, changed, lost, arrived = () => {}) {
  const data = new FormData(form);
  data.set("do", value);
  const failed = (why) => {
    say(why);
    lost(why);
    return false;
  };
  let text;
  try {
    const answer = await fetch(window.location.pathname, { method: "POST", body: data, credentials: "same-origin" });
    if (answer.status === 413) return failed("Máy chủ không nhận: tệp hoặc tờ nội dung quá lớn. Tệp mẫu nhiều nhất 20 MB.");
    if (!answer.ok || answer.redirected) return failed("Chưa làm được việc vừa bấm.");
    text = await answer.text();
  } catch {
    return failed("Chưa làm được việc vừa bấm: mất kết nối.");
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("sheet-form");
  if (!fresh) return failed("Chưa làm được việc vừa bấm.");
  const focus = fresh.dataset.focus;
  const target = focus && page.getElementById(focus);
  const section = target && target.closest(".section");
  if (section) {
    const before = document.getElementById(section.id);
    keepTyped(before, section, data);
    before.replaceWith(document.adoptNode(section));
    arrived(section);
  }
  for (const part of ["parts", "missing-body"]) {
    document.getElementById(part).replaceChildren(...page.getElementById(part).childNodes);
  }
  const told = page.querySelector("[data-done] p");
  document.dispatchEvent(new CustomEvent("formset:added"));
  goTo(focus);
  const faults = [...page.querySelectorAll(".faults li")].map((each) => each.textContent).join(" ");
  say(told ? told.firstChild.textContent.trim() : faults);
  changed();
  return true;
}
