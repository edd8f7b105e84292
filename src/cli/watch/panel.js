// The collation beside the proof: walks from unit to unit, and decides by keys. What is decided is
// written by the program; here is only what it said last.
"use strict";

const panel = at("panel");
let view = null;
// The reading that is chosen, by its number; 0 is none.
let chosen = 0;
// What the next key is for, if it is not a command.
let mode = null;
// One thing after the other: a decision needs the state that the last one left.
let queue = Promise.resolve();

const CLASSES = { s: "substantive", o: "orthographic", i: "ignored", r: null };

function tell(text, isBad) {
  at("said").textContent = text;
  at("said").classList.toggle("bad", Boolean(isBad));
}

function later(action) {
  queue = queue.then(action).catch((error) => tell(error.message, true));
  return queue;
}

// What the program is asked.

async function answerOf(answer) {
  const text = await answer.text();
  let value = text;
  try { value = JSON.parse(text); } catch { /* It says why in words. */ }
  if (!answer.ok) throw new Error(typeof value === "string" && value ? value : `the program refused: ${answer.status}`);
  return value;
}

async function load(spot, keeps) {
  const known = Object.entries(spot).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(known);
  show(await answerOf(await fetch(`collation?${query}`, { cache: "no-store" })), keeps);
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "X-Variorum": "1", "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answerOf(answer);
}

function decide(change, goesOn) {
  return later(async () => {
    const unit = current();
    if (!unit) { tell("no unit is chosen", true); return; }
    const wish = { text: view.text, unit: unit.number, print: unit.print, state: view.state, change };
    try {
      show(await post("decide", wish));
    } catch (error) {
      // What is shown may be old.
      await load({ text: view.text, unit: unit.number }, true).catch(() => {});
      throw error;
    }
    const [, next] = view.undecided_beside;
    if (goesOn && at("goon").checked && next !== null) await load({ text: view.text, unit: next });
  });
}

function step(url) {
  return later(async () => show(await post(url, {})));
}

function walk(pair, way) {
  return later(async () => {
    if (!view) return;
    const number = view[pair][way];
    if (number === null) { tell(way ? "no unit follows" : "no unit comes before"); return; }
    await load({ text: view.text, unit: number });
  });
}

// What is shown.

function current() {
  return view?.units.find((unit) => unit.number === view.unit) ?? null;
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function isolated(text, className) {
  return element("bdi", className ?? "", text);
}

const STATES = { omitted: "om.", repeated: "repeated", transposed: "transposed" };

// The words of a reading: those of the base text may be none, too.
function wordsOf(reading) {
  return reading.text === "" ? element("i", "", reading.state === "omitted" ? "om." : "no words") : isolated(reading.text);
}

function decisionOf(unit) {
  if (unit.is_joined) return "joined with the unit before";
  if (unit.decision) return unit.decision;
  return unit.is_undecided ? "undecided" : "needs no decision";
}

// A unit in a line, for the label at the foot.
function brief(unit) {
  const [base, ...others] = unit.readings;
  const line = [wordsOf(base), " ] "];
  others.forEach((reading, number) => {
    line.push(number ? ", " : "", wordsOf(reading), " ", isolated(reading.witnesses.join(" ")));
  });
  line.push(` · ${unit.class} · ${decisionOf(unit)}`);
  return line;
}

function showUnit() {
  const unit = current();
  const list = [];
  if (!unit) {
    list.push(element("p", "hint", "No unit here. Click on a number in the table, or go on with the arrow keys."));
  } else {
    const head = element("p", "lemma-line", isolated(`${unit.section}, ${unit.at}`), ` · ${unit.class} · `);
    head.append(element("b", unit.is_undecided ? "open" : "", decisionOf(unit)));
    const readings = unit.readings.map((reading, number) => {
      const line = element("li", `${reading.mark} ${number === chosen && number ? "chosen" : ""}`);
      line.append(element("kbd", "", number ? String(number) : "·"), " ", wordsOf(reading), " ");
      line.append(isolated(reading.witnesses.join(" "), "who"));
      const notes = [STATES[reading.state], number ? reading.class : null, ["lemma", "suppressed"].includes(reading.mark) ? reading.mark : null];
      const said = notes.filter((note) => note && note !== "om.").join(", ");
      if (said) line.append(element("small", "", said));
      if (number) line.addEventListener("click", () => choose(number));
      return line;
    });
    list.push(head, element("ol", "readings", ...readings));
    if (unit.lacuna.length) list.push(element("p", "hint", `lacuna: ${unit.lacuna.join(" ")}`));
    if (unit.absent.length) list.push(element("p", "hint", `absent: ${unit.absent.join(" ")}`));
    if (unit.comment) list.push(element("p", "", "comment: ", isolated(unit.comment)));
    if (unit.conjecture) {
      list.push(element("p", "", "conjecture: ", isolated(unit.conjecture), unit.by ? " " : "", isolated(unit.by)));
    }
  }
  at("unit").replaceChildren(...list);
}

function choose(number) {
  const unit = current();
  if (!unit) return;
  const count = unit.readings.length;
  chosen = number < 0 ? count - 1 : number >= count ? 0 : number;
  showUnit();
}

function more(column) {
  const line = element("tr", "more");
  const cell = element("td", "", "…");
  cell.colSpan = view.witnesses.length + 1;
  cell.addEventListener("click", () => later(() => load({ text: view.text, section: view.section.number, column })));
  line.append(cell);
  return line;
}

function showTable() {
  const { section, lines, witnesses } = view;
  const table = at("alignment");
  table.dir = view.rtl ? "rtl" : "ltr";
  const units = new Map(view.units.map((unit) => [unit.number, unit]));
  const head = element("tr", "", element("th", ""));
  witnesses.forEach((name) => head.append(element("th", "", isolated(name))));
  const rows = lines.map((line) => {
    const unit = units.get(line.unit);
    const own = unit && unit.number === view.unit;
    const row = element("tr", `${unit ? "unit" : ""} ${own ? "own" : ""} ${unit?.is_undecided ? "open" : ""}`);
    row.append(element("th", "", String(line.word ?? "")));
    line.cells.forEach(({ form, mark, token, dir }) => {
      const cell = element("td", mark, form ?? (mark === "lacuna" ? "…" : mark === "absent" ? "" : "–"));
      if (form === undefined) cell.classList.add("none");
      if (token) cell.dataset.token = token.join(" ");
      cell.dir = dir;
      row.append(cell);
    });
    if (unit) row.dataset.unit = unit.number;
    return row;
  });
  if (section.shown.start > 0) rows.unshift(more(section.shown.start));
  if (section.shown.end < section.width) rows.push(more(section.shown.end));
  table.replaceChildren(element("thead", "", head), element("tbody", "", ...rows));
  table.querySelector("tr.own")?.scrollIntoView({ block: "center" });
}

function show(answer, keeps) {
  const before = current();
  view = answer;
  const unit = current();
  if (!before || !unit || before.print !== unit.print) chosen = 0;
  panel.hidden = false;
  at("where-unit").replaceChildren(isolated(view.text), " · ", isolated(view.section.id));
  at("open-count").textContent = `${view.undecided} undecided of ${view.count}`;
  at("undo").disabled = !view.undo;
  at("redo").disabled = !view.redo;
  at("undo").title = `Undo${view.undo ? `: ${view.undo}` : ""} (z)`;
  at("redo").title = `Redo${view.redo ? `: ${view.redo}` : ""} (y)`;
  if (!keeps) mode = null;
  if (!keeps) tell(view.said.join(" · "));
  showUnit();
  showTable();
}

// A click on a word of a witness leads to its file.
async function toToken(data) {
  const [witness, token] = data.split(" ");
  const query = new URLSearchParams({ text: view.text, witness, token });
  const place = await answerOf(await fetch(`token?${query}`, { cache: "no-store" }));
  if (!place) return;
  tell(`${place.file}:${place.line}:${place.column}`);
  if (state.opens) open(place);
}

// What the editor writes.

let written = null;

function write(label, first, second, done) {
  const form = at("words");
  form.hidden = false;
  at("words-label").textContent = label;
  at("first").value = first;
  at("second").hidden = second === null;
  at("second").value = second ?? "";
  written = done;
  at("first").focus();
  at("first").select();
}

function close() {
  at("words").hidden = true;
  written = null;
  desk.focus();
}

function say(kind) {
  const unit = current();
  if (!unit) return;
  if (kind === "comment") {
    write("comment; none takes it back", unit.comment, null, (words) => decide({ do: "comment", words }, true));
  } else {
    write("conjecture, and who made it; none takes it back", unit.conjecture, unit.by, (words, by) => decide({ do: "conjecture", words, by }, true));
  }
}

function split() {
  const unit = current();
  if (!unit) return;
  const label = `cut behind which words of the lemma, 1 to ${Math.max(1, unit.words - 1)}; none: behind each`;
  write(label, "", null, (words) => {
    const after = (words.match(/\d+/g) ?? []).map(Number);
    return decide({ do: "split", after }, false);
  });
}

function lemma() {
  const unit = current();
  if (!unit) return;
  const reading = chosen || (unit.readings.length === 2 ? 1 : 0);
  if (!reading) { tell("choose the reading first: 1 to 9, or the arrow keys", true); return; }
  decide({ do: "lemma", reading: reading - 1 }, true);
}

function classify() {
  if (!current()) return;
  mode = (key) => {
    if (!(key in CLASSES)) { tell(""); return; }
    decide({ do: "type", class: CLASSES[key], reading: chosen ? chosen - 1 : null }, true);
  };
  tell(`type${chosen ? ` of reading ${chosen}` : ""}: s substantive, o orthographic, i ignored, r as found`);
}

function toggle() {
  if (!panel.hidden) { panel.hidden = true; resize(() => {}); return; }
  later(async () => {
    const texts = state.collations ?? [];
    if (!texts.length) { at("status").textContent = "no text has transcriptions of its witnesses"; return; }
    const found = pointed ?? (view ? { text: view.text, unit: view.unit, section: view.section.number } : null);
    await load(found ?? { text: texts[0], section: 0 });
    if (!found && view.unit === null) {
      const first = view.undecided_beside[1] ?? view.beside[1];
      if (first !== null) await load({ text: view.text, unit: first });
    }
    resize(() => {});
  });
}

// Where the reader clicked last.
let pointed = null;

function pointAt(found) {
  pointed = found?.spot ? { text: found.text, ...found.spot } : null;
  if (pointed && !panel.hidden) later(() => load(pointed));
}

const decisions = {
  ArrowDown: () => walk("beside", 1),
  ArrowUp: () => walk("beside", 0),
  ArrowRight: () => choose(chosen + (view?.rtl ? -1 : 1)),
  ArrowLeft: () => choose(chosen + (view?.rtl ? 1 : -1)),
  u: () => walk("undecided_beside", 1),
  U: () => walk("undecided_beside", 0),
  a: () => decide({ do: "accept" }, true),
  s: () => decide({ do: "suppress", reading: chosen ? chosen - 1 : null }, !chosen),
  l: lemma,
  j: () => decide({ do: "join" }, false),
  p: split,
  t: classify,
  c: () => say("comment"),
  k: () => say("conjecture"),
  r: () => decide({ do: "clear" }, false),
  z: () => step("undo"),
  y: () => step("redo"),
  Escape: () => { panel.hidden = true; resize(() => {}); },
};
for (let number = 1; number <= 9; number += 1) decisions[number] = () => choose(number);

// Whether a key was for the panel.
function decidesBy(event) {
  if (panel.hidden) return false;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return false;
    step(key === "y" || event.shiftKey ? "redo" : "undo");
    return true;
  }
  if (event.altKey) return false;
  if (mode) {
    const asked = mode;
    mode = null;
    asked(event.key);
    return true;
  }
  const decision = decisions[event.key];
  if (decision) decision();
  return Boolean(decision);
}

at("words").addEventListener("submit", (event) => {
  event.preventDefault();
  const done = written;
  const [first, second] = [at("first").value, at("second").value];
  close();
  if (done) done(first, second);
});
at("words").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  close();
});
at("alignment").addEventListener("click", (event) => {
  const cell = event.target.closest("td, th");
  if (cell?.dataset.token) { later(() => toToken(cell.dataset.token)); return; }
  const unit = cell?.parentElement.dataset.unit;
  if (unit !== undefined) later(() => load({ text: view.text, unit }));
});
for (const button of panel.querySelectorAll("button[data-key]")) {
  button.addEventListener("click", () => { decisions[button.dataset.key](); desk.focus(); });
}
at("panel-close").addEventListener("click", toggle);
at("collation").addEventListener("click", toggle);

// After a change the program has a new book, and maybe other units.
function refreshPanel() {
  if (panel.hidden || !view) return;
  later(() => load({ text: view.text, unit: view.unit, section: view.section.number }, true)
    .catch(() => load({ text: view.text, section: 0 })));
}
