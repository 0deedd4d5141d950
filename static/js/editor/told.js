// told.js — says to those who hear the page what has just happened.
const place = document.getElementById("told");

/** Say one sentence; the same sentence twice is heard twice. */
export function say(words) {
  place.textContent = "";
  setTimeout(() => { place.textContent = words; }, 40);
}

/** Bring an element into sight, open what hides it, and put the cursor into it. */
export function goTo(id) {
  const found = id && document.getElementById(id);
  if (!found) return false;
  for (let fold = found.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const fields = "textarea, input:not([type=hidden], [type=file]), select, button";
  const field = found.matches("textarea, input, select, button, a") ? found : found.querySelector(`.cell ${fields.replaceAll(", ", ", .cell ")}`) || found.querySelector(fields);
  (found.closest(".item, .cell") || found).scrollIntoView({ block: "nearest" });
  if (field) field.focus({ preventScroll: true });
  return true;
}
