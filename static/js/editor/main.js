// main.js — the sheet editor: rows at once, kept as one writes, the real page beside it.
// Without it every button sends the form and the page comes back with everything typed.
import { Keeper } from "./keep.js";
import { attachPaste } from "./paste.js";
import { Preview } from "./preview.js";
import { attachRows } from "./rows.js";
import { toServer } from "./server.js";
import { goTo, say } from "./told.js";

const form = document.getElementById("sheet-form");
document.documentElement.classList.add("has-script");
const preview = new Preview(form);
const keeper = new Keeper(form, kept);
const grows = CSS.supports("field-sizing", "content");
let leaving = false;
let unsaved = "unsavedNow" in form.dataset;

function changed() {
  unsaved = true;
  keeper.soon();
}

/** What the server says after keeping: what is missing, the marks of the sections, who else is here. */
function kept(said) {
  const body = document.getElementById("missing-body");
  if (!body.contains(document.activeElement)) body.innerHTML = said.missing;
  document.querySelector("[data-count-gaps]").textContent = body.querySelectorAll(".gap").length;
  for (const [anchor, [state, words]] of Object.entries(said.marks)) {
    const mark = document.querySelector(`[data-mark="${anchor}"]`);
    if (!mark) continue;
    mark.className = `parts__mark parts__mark--${state}`;
    mark.textContent = words;
  }
  const others = document.getElementById("others");
  if (said.others.join() !== others.dataset.said) {
    others.dataset.said = said.others.join();
    others.replaceChildren(...said.others.map((words) => {
      const notice = document.createElement("div");
      notice.className = "notice notice--notice";
      notice.textContent = words;
      return notice;
    }));
    if (said.others.length) say(said.others.join(" "));
  }
  preview.renew();
}

let asked = Promise.resolve();
function ask(value) {
  const answer = toServer(form, value, changed, failed, (part) => spy.observe(part));
  asked = Promise.allSettled([asked, answer]);
  return answer;
}

/** What only the server can do was not done: keep the words, and leave the reason in sight where they could be kept. */
async function failed(why) {
  if (await keeper.now()) keeper.tell(why, "wrong");
}

attachRows(form, changed, ask);
attachPaste(form, ask);

form.addEventListener("input", (event) => {
  const field = event.target;
  if (!grows && field.tagName === "TEXTAREA" && field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + 4}px`;
  if (field.name && field.type !== "file") changed();
  if (field.name && field.name.endsWith("-form_pick") && /\]\s*$/.test(field.value)) ask(`attach:${field.name.replace(/-form_pick$/, "")}`);
});
form.addEventListener("change", (event) => {
  if (event.target.dataset.attach) ask(`attach:${event.target.dataset.attach}`);
  else changed();
});

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=submit])")) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  }
});

// Saving goes on only when the server has the words: an ended session must not swallow them.
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (leaving || (button && button.formAction.includes("xem-thu"))) return;
  event.preventDefault();
  await asked;
  if (!(await keeper.now()) && !keeper.closed) return;
  leaving = true;
  if (!keeper.closed) keeper.forget(); // else the server puts the words aside, and this window keeps them as well
  form.action = `${window.location.pathname}#${section || "ten"}`; // saved, one is where one was
  form.requestSubmit(button);
});
window.addEventListener("beforeunload", (event) => {
  if (keeper.pending && !leaving) event.preventDefault();
});

// Links of the contents, of faults and of gaps: open what hides the place, put the cursor there.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.closest("#missing, .faults, .editor-told") && goTo(link.hash.slice(1))) event.preventDefault();
});

document.querySelectorAll("[data-discard]").forEach((each) => each.addEventListener("submit", () => {
  leaving = true;
  keeper.forget();
}));

// What can be done with the draft is done with what is saved: first save what is typed.
document.querySelectorAll(".editor-title .button").forEach((link) => link.addEventListener("click", (event) => {
  if (!unsaved) return;
  event.preventDefault();
  keeper.tell("Còn phần chưa lưu. Bấm Lưu trước, rồi bấm lại nút vừa chọn.", "wrong");
  form.querySelector("[data-save]").focus();
}));

let section = "";
function nowIn(anchor) {
  if (!anchor || anchor === section) return;
  section = anchor;
  document.querySelectorAll(".parts__link").forEach((link) => {
    if (link.hash === `#${anchor}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  preview.follow(anchor);
}
form.addEventListener("focusin", (event) => {
  const found = event.target.closest(".section");
  if (found) nowIn(found.id);
});
document.getElementById("parts").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link) nowIn(link.hash.slice(1));
});

// Words this window still holds because they could not be kept: offer them.
const left = keeper.left();
if (left) {
  const offer = document.createElement("div");
  offer.className = "notice notice--notice";
  offer.innerHTML = '<div><p><strong>Cửa sổ này còn giữ phần gõ chưa kịp chuyển về máy chủ.</strong></p><button class="button button--secondary" type="button">Mở tiếp phần đó</button> <button class="button button--quiet" type="button">Bỏ</button></div>';
  const [open, drop] = offer.querySelectorAll("button");
  open.addEventListener("click", () => {
    const again = document.createElement("form");
    again.method = "post";
    const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
    for (const [name, value] of [...left, ["csrfmiddlewaretoken", token], ["do", "keep"]]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      field.hidden = true;
      again.append(field);
    }
    document.body.append(again);
    keeper.forget();
    leaving = true;
    again.submit();
  });
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(keeper.store);
    offer.remove();
  });
  document.querySelector(".editor-told").append(offer);
}

if (window.innerWidth < 768) document.getElementById("missing").open = false;

const saved = document.querySelector(".told .notice--good");
if (saved && !keeper.state.textContent.trim()) keeper.tell(saved.textContent.trim(), "good");

const faults = document.querySelector(".faults");
if (faults) {
  history.replaceState(null, "", window.location.pathname);
  faults.scrollIntoView({ block: "nearest" });
} else if (form.dataset.focus) goTo(form.dataset.focus);
else nowIn(window.location.hash.slice(1));

// The contents and the real page go along with what is being read.
const spy = new IntersectionObserver((seen) => {
  const now = seen.find((each) => each.isIntersecting);
  if (now) nowIn(now.target.id);
}, { rootMargin: "-15% 0px -75% 0px" });
form.querySelectorAll(".section").forEach((each) => spy.observe(each));
