// The proof in the browser: pages as images, each fetched again only when what is
// printed on it changed.
"use strict";

const at = (id) => document.getElementById(id);
const desk = at("pages");
let state = { version: -1, pages: [], faults: [] };
let leaves = [];
let zoom = 0;
let opening = false;
let hits = [];
let hit = -1;
let marked = null;

function store(key, value) {
  try {
    if (value === undefined) return sessionStorage.getItem(key);
    sessionStorage.setItem(key, value);
  } catch { /* A browser without storage forgets. */ }
  return null;
}

async function ask(url) {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

// What is on the desk.

function source(leaf, page) {
  const wanted = `page/${page.print}.svg`;
  if (leaf.dataset.print === page.print) return;
  leaf.dataset.print = page.print;
  const image = leaf.querySelector("img");
  if (!image.src) { image.src = wanted; return; }
  // The old page stays until the new one is there.
  const next = new Image();
  next.addEventListener("load", () => {
    if (leaf.dataset.print === page.print) image.src = wanted;
  });
  next.src = wanted;
}

function leafOf(number) {
  const leaf = document.createElement("div");
  leaf.className = "page";
  leaf.dataset.page = number;
  const image = document.createElement("img");
  image.loading = "lazy";
  image.alt = "";
  image.draggable = false;
  leaf.append(image);
  leaf.addEventListener("click", (event) => point(number, event));
  return leaf;
}

function lay() {
  const rows = [];
  let row = null;
  const add = (leaf) => row.append(leaf);
  leaves.forEach((leaf, number) => {
    const begins = !opening || number % 2 === 1 || number === 0;
    if (begins) {
      row = document.createElement("div");
      row.className = "row";
      // In a book that is read from right to left the first of two pages is the right one.
      row.dir = state.rtl ? "rtl" : "ltr";
      rows.push(row);
      if (opening && number === 0) {
        const none = leafOf(-1);
        none.className = "page none";
        none.style.cssText = leaf.style.cssText;
        add(none);
      }
    }
    add(leaf);
  });
  desk.replaceChildren(...rows);
}

function shown() {
  const top = desk.getBoundingClientRect().top;
  const middle = top + desk.clientHeight / 3;
  let found = 0;
  for (let number = 0; number < leaves.length; number += 1) {
    if (leaves[number].getBoundingClientRect().top > middle) break;
    found = number;
  }
  return opening && found > 0 && found % 2 === 0 ? found - 1 : found;
}

function go(number, y) {
  if (!leaves.length) return;
  const leaf = leaves[Math.max(0, Math.min(number, leaves.length - 1))];
  const box = leaf.getBoundingClientRect();
  const top = box.top - desk.getBoundingClientRect().top + desk.scrollTop;
  // A page that is seen whole is shown whole, else the line in the upper third.
  const whole = y === undefined || box.height <= desk.clientHeight;
  desk.scrollTo({ top: top + (whole ? -8 : y * scale() - desk.clientHeight / 3) });
  note();
}

function note() {
  const number = shown();
  if (document.activeElement !== at("folio")) at("folio").value = state.pages[number]?.folio ?? "";
  store("page", number);
}

// Sizes. A zoom of 0 is the whole page.

function scale() {
  const page = state.pages[0];
  if (!page) return 1;
  if (zoom > 0) return zoom;
  const across = opening ? 2 : 1;
  const high = (desk.clientHeight - 32) / page.height;
  const wide = (desk.clientWidth - 32) / (page.width * across);
  return Math.max(0.1, Math.min(high, wide));
}

function size() {
  const factor = scale();
  document.documentElement.style.setProperty("--zoom", factor);
  at("zoom").value = `${Math.round(factor * 75)} %`;
  at("opening").setAttribute("aria-pressed", opening);
}

function resize(alter) {
  const number = shown();
  alter();
  size();
  store("zoom", zoom);
  store("opening", opening ? "1" : "");
  go(number);
}

// Marks on a page.

function mark(kind, { page, x, y, width, size: type }) {
  const sheet = state.pages[page];
  if (!leaves[page] || !sheet) return null;
  const span = document.createElement("span");
  span.className = kind;
  const high = type ?? 10;
  const across = (value) => `${(100 * value) / sheet.width}%`;
  const down = (value) => `${(100 * value) / sheet.height}%`;
  span.style.top = down(y - 0.8 * high);
  span.style.height = down(1.1 * high);
  if (x !== undefined) span.style.left = across(x);
  if (width !== undefined) span.style.width = across(width);
  leaves[page].append(span);
  return span;
}

function showChange(moves) {
  marked?.remove();
  marked = null;
  at("changed").disabled = !state.change;
  if (!state.change) return;
  marked = mark("line", { page: state.change.page, y: state.change.y });
  if (moves) go(state.change.page, state.change.y);
}

// Search.

async function search(phrase) {
  document.querySelectorAll(".hit").forEach((old) => old.remove());
  hits = phrase.trim() ? await ask(`search?q=${encodeURIComponent(phrase)}`) : [];
  if (at("search").value !== phrase) return;
  document.querySelectorAll(".hit").forEach((old) => old.remove());
  hits.forEach((found) => { found.mark = mark("hit", found); });
  hit = -1;
  at("hits").textContent = phrase.trim() ? `${hits.length}` : "";
}

function nextHit(step) {
  if (!hits.length) return;
  const first = hit < 0 && step > 0 ? hits.findIndex((found) => found.page >= shown()) : -1;
  hits[hit]?.mark?.classList.remove("now");
  hit = first >= 0 ? first : (hit + step + hits.length) % hits.length;
  hits[hit].mark?.classList.add("now");
  at("hits").textContent = `${hit + 1} of ${hits.length}`;
  go(hits[hit].page, hits[hit].y);
}

// The way back to the file.

async function point(number, event) {
  const box = event.currentTarget.getBoundingClientRect();
  const page = state.pages[number];
  if (!page) return;
  const x = ((event.clientX - box.left) * page.width) / box.width;
  const y = ((event.clientY - box.top) * page.height) / box.height;
  const found = await ask(`word?page=${number}&x=${x}&y=${y}`);
  const label = at("place");
  label.hidden = !found;
  if (!found) return;
  const { word, place, unit } = found;
  pointAt(found);
  label.replaceChildren();
  const isolated = document.createElement("bdi");
  isolated.textContent = word;
  label.append(isolated, place ? " " : " is made by the program");
  if (place) {
    const where = document.createElement("bdi");
    where.id = "where";
    where.textContent = `${place.file}:${place.line}:${place.column}`;
    label.append(where);
    if (unit) label.append(element("div", "", ...brief(unit), panel.hidden ? " · v: collation" : ""));
    else if (found.spot && panel.hidden) label.append(" · v: collation");
    if (state.opens) open(place);
  }
}

function open(place) {
  return fetch("open", {
    method: "POST",
    headers: { "X-Variorum": "1", "Content-Type": "application/json" },
    body: JSON.stringify(place),
  }).then(async (answer) => {
    if (!answer.ok) at("status").textContent = (await answer.text()) || "the editor can't be started";
  });
}

// What the program tells.

function showFaults() {
  at("faults").hidden = !state.faults.length;
  document.body.classList.toggle("stale", state.faults.length > 0);
  at("list").replaceChildren(...state.faults.map(({ picture, place }) => {
    const block = document.createElement("pre");
    block.textContent = picture;
    if (place && state.opens) {
      block.className = "leads";
      block.addEventListener("click", () => open(place));
    }
    return block;
  }));
}

function sayState() {
  const seconds = (value) => `${value.toFixed(2)} s`;
  let text = `set in ${seconds(state.seconds)}`;
  if (state.exported) text += `, PDF in ${seconds(state.exported)}`;
  if (state.busy) text = "setting …";
  if (state.faults.length) text = state.faults.length === 1 ? "1 error" : `${state.faults.length} errors`;
  at("status").textContent = text;
}

let changeShown = null;

async function update() {
  const now = await ask("state");
  if (now.version === state.version) return;
  const before = state;
  state = now;
  document.title = now.title ? `${now.title} – proof` : "Proof";
  at("title").textContent = now.title;
  at("count").textContent = now.pages.length ? `of ${now.pages.length}` : "";
  const first = !leaves.length;
  while (leaves.length > now.pages.length) leaves.pop();
  const counts = leaves.length !== now.pages.length || before.rtl !== now.rtl;
  while (leaves.length < now.pages.length) leaves.push(leafOf(leaves.length));
  now.pages.forEach((page, number) => {
    leaves[number].style.setProperty("--width", page.width);
    leaves[number].style.setProperty("--height", page.height);
    source(leaves[number], page);
  });
  if (counts) { size(); lay(); }
  if (first && leaves.length) go(Number(store("page") ?? 0));
  const change = JSON.stringify([now.change, now.pages.map((page) => page.print).join()]);
  if (change !== changeShown) {
    showChange(changeShown !== null && !first && at("follow").checked && before.pages.length > 0);
    changeShown = change;
    if (at("search").value) search(at("search").value);
  }
  at("collation").hidden = !now.collations.length;
  showFaults();
  sayState();
  refreshPanel();
  document.body.dataset.version = now.version;
}

let updating = Promise.resolve();
function refresh() {
  updating = updating.then(update).catch(() => { at("status").textContent = "the program has ended"; });
}

function listen() {
  const events = new EventSource("events");
  events.addEventListener("change", refresh);
  events.addEventListener("open", refresh);
  events.addEventListener("error", () => { at("status").textContent = "the program has ended"; });
}

// What the reader does.

function turn(step) {
  go(shown() + step * (opening ? 2 : 1) + (opening && shown() === 0 && step > 0 ? -1 : 0));
}

function stepZoom(factor) {
  resize(() => { zoom = Math.max(0.2, Math.min(8, scale() * factor)); });
}

const commands = {
  "+": () => stepZoom(1.2),
  "=": () => stepZoom(1.2),
  "-": () => stepZoom(1 / 1.2),
  0: () => resize(() => { zoom = 0; }),
  o: () => resize(() => { opening = !opening; lay(); }),
  c: () => { if (state.change) go(state.change.page, state.change.y); },
  f: () => { at("follow").checked = !at("follow").checked; },
  g: () => at("folio").select(),
  "/": () => at("search").select(),
  n: () => nextHit(1),
  N: () => nextHit(-1),
  Home: () => go(0),
  End: () => go(leaves.length - 1),
  PageDown: () => turn(1),
  PageUp: () => turn(-1),
  " ": () => turn(1),
  // The arrow points to where the next page lies.
  ArrowRight: () => turn(state.rtl ? -1 : 1),
  ArrowLeft: () => turn(state.rtl ? 1 : -1),
  v: () => toggle(),
  Escape: () => { at("faults").hidden = true; at("place").hidden = true; },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
  if (typing) {
    if (event.key === "Escape") desk.focus();
    return;
  }
  if (decidesBy(event)) { event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const command = commands[event.key];
  if (!command) return;
  event.preventDefault();
  command();
});

at("search").addEventListener("input", () => search(at("search").value));
at("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") nextHit(event.shiftKey ? -1 : 1);
});
at("folio").addEventListener("change", () => {
  const wanted = at("folio").value.trim();
  // Front matter and texts may have the same number, but not the same numerals.
  const number = state.pages.findIndex((page) => page.folio === wanted);
  if (number >= 0) go(number);
  desk.focus();
  note();
});
at("back").addEventListener("click", () => turn(-1));
at("on").addEventListener("click", () => turn(1));
at("smaller").addEventListener("click", commands["-"]);
at("larger").addEventListener("click", commands["+"]);
at("whole").addEventListener("click", commands[0]);
at("opening").addEventListener("click", commands.o);
at("changed").addEventListener("click", commands.c);
at("hide").addEventListener("click", commands.Escape);
desk.addEventListener("scroll", () => note(), { passive: true });
window.addEventListener("resize", () => resize(() => {}));

// The panel's script is there then, too.
document.addEventListener("DOMContentLoaded", () => {
  zoom = Number(store("zoom") ?? 1.6);
  opening = store("opening") === "1";
  size();
  refresh();
  listen();
});
