// paste.js — a table copied from Word or Excel becomes rows as soon as it is pasted.
// Without it: paste into the field for tables, then press its button; the clipboard's plain text holds tabs.

/** The first table of copied HTML as tab-separated text; "" for none. Merged cells keep their columns. */
export function tableText(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table || table.rows.length < 1) return "";
  const grid = [];
  [...table.rows].forEach((row, at) => {
    grid[at] = grid[at] || [];
    let column = 0;
    for (const cell of row.cells) {
      while (grid[at][column] !== undefined) column += 1;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, table.rows.length - at); down += 1) {
        grid[at + down] = grid[at + down] || [];
        for (let right = 0; right < (cell.colSpan || 1); right += 1) grid[at + down][column + right] = down || right ? "" : wordsOf(cell);
      }
      column += cell.colSpan || 1;
    }
  });
  return grid.map((row) => Array.from(row, (cell) => quoted(cell || "")).join("\t")).join("\n");
}

function wordsOf(cell) {
  cell.querySelectorAll("br").forEach((each) => each.replaceWith("\u2028"));
  cell.querySelectorAll("script, style").forEach((each) => each.remove());
  cell.querySelectorAll("p, div, li, td, th").forEach((each) => each.append("\u2028"));
  return cell.textContent.replace(/[ \t\r\n\u00a0]+/g, " ").split("\u2028").map((line) => line.trim()).filter(Boolean).join("\n");
}

function quoted(text) {
  return /["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `toServer("paste:…")` is called where a table was pasted into a field for tables, or into the name of a paper. */
export function attachPaste(form, toServer) {
  form.addEventListener("paste", (event) => {
    const field = event.target;
    const paper = field.matches('.item--paper textarea[name$="-name"]') && field.closest(".item--case");
    if (!field.matches("[data-paste]") && !paper) return;
    const plain = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    const table = tableText(event.clipboardData.getData("text/html")) || (/\t/.test(plain) ? plain : "");
    if (!table || (paper && !table.trim().includes("\n"))) return;
    event.preventDefault();
    const into = paper ? paper.querySelector("[data-paste]") : field;
    into.value = into.value.trim() ? `${into.value.trimEnd()}\n${table}` : table;
    toServer(into.name === "methods_paste" ? "paste:methods" : `paste:${into.name.replace(/-paste$/, "")}`);
  });
}
