// Searching and sorting of the table, and of all that is long only what is looked at: a row is made when it is scrolled
// to, a list when it is opened, and all of them for the printer. Without this script the page is complete.
"use strict";
const STEP = 100; // rows at a time

// What stands in a <noscript> is one text as long as scripts run, whatever its length.
function parsed(later) {
  return new DOMParser().parseFromString(later.textContent, "text/html").body;
}

function unfold(within) {
  for (const later of within.querySelectorAll(":scope > noscript")) later.replaceWith(...parsed(later).childNodes);
}

document.addEventListener("toggle", (event) => unfold(event.target), true);

const box = document.querySelector(".tall");
const whole = box.querySelector("noscript");
const table = parsed(whole).querySelector("table");
const body = table.tBodies[0];
const rows = Array.from(body.rows); // all of them, in the order of the last sorting
body.replaceChildren();
whole.replaceWith(table);
table.tHead.rows[0].setAttribute("aria-rowindex", 1);

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

const names = new Map();

function words(row) {
  if (!names.has(row)) names.set(row, spelt(Array.from(row.querySelectorAll(".who"), (cell) => cell.textContent).join(" ")));
  return names.get(row);
}

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
  const keys = new Map(rows.map((row) => [row, value(row, head.cellIndex)]));
  rows.sort((one, other) => way * compare(keys.get(one), keys.get(other)));
  renew();
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
const all = tools.querySelector("button");
const more = document.querySelector(".more");
const next = more.querySelector("button");
let fitting = rows;

// The rows behind those that are there already; the first of them.
function show(number) {
  const fresh = fitting.slice(body.rows.length, body.rows.length + number);
  fresh.forEach((row, place) => row.setAttribute("aria-rowindex", body.rows.length + place + 2));
  body.append(...fresh);
  const left = fitting.length - body.rows.length;
  more.hidden = all.hidden = left === 0;
  next.textContent = `${Math.min(STEP, left)} more of ${left.toLocaleString("en")}`;
  return fresh[0];
}

function renew() {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  const chosen = (row) => choice.value === "all" || row.dataset.state.split(" ").includes(choice.value);
  fitting = rows.filter((row) => chosen(row) && wanted.every((word) => words(row).includes(word)));
  body.replaceChildren();
  table.setAttribute("aria-rowcount", fitting.length + 1);
  show(STEP);
}

function filter() {
  renew();
  found.textContent = `${fitting.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
}

next.addEventListener("click", () => show(STEP).querySelector("a")?.focus());
all.addEventListener("click", () => {
  show(Infinity);
  box.focus({ preventScroll: true });
});
new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && show(STEP)).observe(more);
addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not(.who-all)").forEach(unfold);
  show(Infinity);
});
search.addEventListener("input", filter);
choice.addEventListener("change", filter);
tools.hidden = false;
filter();
