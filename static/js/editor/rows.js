// rows.js — adds, copies, removes and moves rows at once. Without it the same buttons send the form to the server.
import { goTo, say } from "./told.js";

let made = 0;

function freshId() {
  made += 1;
  return `${Date.now().toString(36).slice(-6)}${made.toString(36)}`;
}

function itemOf(form, path) {
  return form.querySelector(`[data-row="${path}"]`);
}

function itemsIn(list) {
  return [...list.children].filter((each) => each.classList.contains("item"));
}

/** Write anew the numbers of a list's rows and how many there are. */
function number(list) {
  itemsIn(list).forEach((item, at) => {
    item.querySelectorAll(":scope > .item__head [data-number], :scope > .line [data-number]").forEach((place) => {
      place.textContent = at + 1;
    });
  });
  const count = list.parentElement.querySelector(":scope > summary [data-count]");
  if (count) count.textContent = itemsIn(list).length;
}

function wordFor(item) {
  return item.querySelector(".item__name").textContent.trim().toLowerCase();
}

function shortName(item) {
  const field = [...item.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")].find((each) => each.value.trim() && !each.classList.contains("few") && !each.classList.contains("currency"));
  const words = field ? field.value.trim().replace(/\s+/g, " ") : "";
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

function blank(kind, path) {
  const box = document.createElement("div");
  box.innerHTML = document.querySelector(`template[data-blank="${kind}"]`).innerHTML.replaceAll("PATH", path);
  return box.firstElementChild;
}

function readyToPick() {
  document.dispatchEvent(new CustomEvent("formset:added"));
}

function markNew(item) {
  document.querySelectorAll(".item--new").forEach((each) => each.classList.remove("item--new"));
  item.classList.add("item--new");
  setTimeout(() => item.classList.remove("item--new"), 2500);
}

function add(form, path) {
  const list = form.querySelector(`[data-list="${path}"]`);
  const item = blank(path.split("-").pop(), `${path}-${freshId()}`);
  list.append(item);
  if (path === "cases") add(form, `${item.dataset.row}-items`);
  const said = form.querySelector(`[name="${path}_said"][value="some"]`);
  if (said) said.checked = true;
  number(list);
  markNew(item);
  goTo(item.id);
  say(`Đã thêm ${wordFor(item)}.`);
}

function copy(item) {
  const list = item.parentElement;
  const before = item.dataset.row;
  const after = `${list.dataset.list}-${freshId()}`;
  const twin = item.cloneNode(true);
  const chosen = item.querySelectorAll("select");
  twin.querySelectorAll("select").forEach((field, at) => { field.value = chosen[at].value; });
  twin.querySelectorAll('input[type="file"]').forEach((field) => { field.value = ""; });
  twin.querySelectorAll(".pick__list, .undone").forEach((each) => each.remove());
  twin.querySelectorAll("[data-ready]").forEach((each) => { delete each.dataset.ready; });
  for (const each of [twin, ...twin.querySelectorAll("*")]) {
    for (const { name, value } of [...each.attributes]) {
      if (value.includes(before) && name !== "value") each.setAttribute(name, value.replace(before, after));
      else if (name === "value" && each.name === "do") each.setAttribute(name, value.replace(before, after));
    }
  }
  item.after(twin);
  number(list);
  readyToPick();
  markNew(twin);
  goTo(twin.id);
  say(`Đã nhân đôi thành ${wordFor(twin)}.`);
}

function remove(item, changed) {
  const list = item.parentElement;
  const words = `Đã xóa ${wordFor(item)}${shortName(item) ? ` «${shortName(item)}»` : ""}.`;
  const note = document.createElement("li");
  note.className = "undone";
  const text = document.createElement("span");
  text.textContent = words;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.textContent = "Lấy lại";
  note.append(text, button);
  item.replaceWith(note);
  button.addEventListener("click", () => {
    note.replaceWith(item);
    number(list);
    markNew(item);
    goTo(item.id);
    say(`Đã lấy lại ${wordFor(item)}.`);
    changed();
  });
  number(list);
  button.focus();
  say(`${words} Bấm Lấy lại nếu nhầm.`);
}

function move(item, button, step) {
  const items = itemsIn(item.parentElement);
  const other = items[items.indexOf(item) + step];
  if (!other) {
    say(`${wordFor(item)} đã ở ${step < 0 ? "đầu" : "cuối"} danh sách.`);
    return;
  }
  if (step < 0) other.before(item); else other.after(item);
  number(item.parentElement);
  markNew(item);
  item.scrollIntoView({ block: "nearest" });
  button.focus({ preventScroll: true });
  say(`Đã chuyển ${step < 0 ? "lên" : "xuống"}, nay là ${wordFor(item)}.`);
}

function openForm(item) {
  const part = blank("form", item.dataset.row);
  item.querySelector(".item__form").hidden = true;
  item.append(part);
  part.querySelector('[name$="-form_name"]').value = item.querySelector('[name$="-name"]').value.trim().replace(/\s+/g, " ").slice(0, 300);
  readyToPick();
  goTo(`id_${item.dataset.row}-form_name`);
  say("Đã mở chỗ ghi mẫu đơn.");
}

/** Take over the buttons of rows. `changed()` is called after each change; what is left goes to `toServer(button)`. */
export function attachRows(form, changed, toServer) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="do"]');
    if (!button) return;
    const [verb, path = ""] = button.value.split(":");
    if (verb.startsWith("save") || verb === "keep" || verb === "discard") return;
    event.preventDefault();
    const item = itemOf(form, path);
    if (verb === "add") add(form, path);
    else if (verb === "copy" && item) copy(item);
    else if (verb === "remove" && item) remove(item, changed);
    else if ((verb === "up" || verb === "down") && item) move(item, button, verb === "up" ? -1 : 1);
    else if (verb === "form" && item && item.querySelector(".item__form")) openForm(item);
    else {
      toServer(button.value);
      return;
    }
    changed();
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest(".item");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || event.target.tagName === "SELECT") return;
    event.preventDefault();
    move(row, event.target, event.key === "ArrowUp" ? -1 : 1);
    changed();
  });

  // A new row chosen by its words rather than by the buttons: choosing nothing hides nothing that was typed.
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-said]") && event.target.value === "some") {
      const path = event.target.name.replace(/_said$/, "");
      const list = form.querySelector(`[data-list="${path}"]`);
      if (list && itemsIn(list).length === 0) add(form, path);
    }
  });
}
