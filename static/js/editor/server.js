// server.js — what only the server can do (read a pasted table, take a file, replace a word), without leaving the page:
// sends the form, takes the answer's section into this page. Without it the answer is the whole page.
import { goTo, say } from "./told.js";

/** Send the form with a button's value and show what changed. `changed()` after it. Returns whether it went well. */
export async function toServer(form, value, changed, lost, arrived = () => {}) {
  const data = new FormData(form);
  data.set("do", value);
  let text;
  try {
    const answer = await fetch(window.location.pathname, { method: "POST", body: data, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    text = await answer.text();
  } catch {
    lost();
    return false;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("sheet-form");
  if (!fresh) {
    lost();
    return false;
  }
  const focus = fresh.dataset.focus;
  const target = focus && page.getElementById(focus);
  const section = target && target.closest(".section");
  if (section) {
    document.getElementById(section.id).replaceWith(document.adoptNode(section));
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
