// Sorting and searching of the table; without this script the table is complete, in the order of the ids.
"use strict";
const table = document.querySelector("table.roll");
const body = table.tBodies[0];
const rows = Array.from(body.rows);
const OTHER = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i" };
const GERMAN = { "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe" };

// Without accents and capitals, so that whoever types neither finds the name; ü is u and ue.
function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[ßæœøłđðþı]/g, (letter) => OTHER[letter]);
}

function spelt(text) {
  const lower = text.toLowerCase().normalize("NFC");
  return `${plain(lower)} ${plain(lower.replace(/[äöüåø]/g, (letter) => GERMAN[letter]))}`;
}

const words = rows.map((row) => spelt(Array.from(row.querySelectorAll(".who"), (cell) => cell.textContent).join(" ")));
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function value(row, column) {
  const cell = row.cells[column];
  return "v" in cell.dataset ? Number(cell.dataset.v) : cell.textContent.trim();
}

function compare(one, other) {
  return typeof one === "number" && typeof other === "number" ? one - other : collator.compare(one, other);
}

function sort(head) {
  const down = head.getAttribute("aria-sort") === "ascending" ||
    (head.getAttribute("aria-sort") === "none" && head.classList.contains("number"));
  const way = down && head.getAttribute("aria-sort") !== "descending" ? -1 : 1;
  for (const each of table.tHead.rows[0].cells) each.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", way < 0 ? "descending" : "ascending");
  const keyed = Array.from(body.rows, (row) => [value(row, head.cellIndex), row]);
  keyed.sort((one, other) => way * compare(one[0], other[0]));
  body.append(...keyed.map((pair) => pair[1]));
}

for (const head of table.tHead.rows[0].cells) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sort(head));
  head.setAttribute("aria-sort", head.cellIndex === 0 ? "ascending" : "none");
  head.append(button);
}

const tools = document.querySelector(".tools");
const search = tools.querySelector("input");
const choice = tools.querySelector("select");
const found = tools.querySelector("output");

function filter() {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, place) => {
    const fits = wanted.every((word) => words[place].includes(word));
    row.hidden = !(fits && (choice.value === "all" || row.dataset.state.split(" ").includes(choice.value)));
    shown += !row.hidden;
  });
  found.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
}

search.addEventListener("input", filter);
choice.addEventListener("change", filter);
tools.hidden = false;
filter();
