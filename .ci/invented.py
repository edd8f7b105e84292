#!/usr/bin/env python3
"""Invented editions by number, built one after the other, with what went wrong.

    .ci/invented.py FROM COUNT [--oracle] [--keep FOLDER] [--write FOLDER]

Edition `k` is always the same: one to five series (run-in, by paragraph or by line, in columns, at the
foot or as endnotes), lines counted by page, text or section, pages from 85 x 120 mm, notes of one word
to 3,000, up to 60 of them on a line, prose, verse, lists, tables, quotations, entries that nest and
overlap, from left to right and from right to left. All its words are different.

Each is built by `target/release/variorum`, or what VARIORUM names. A line is printed for each that took
more than 10 seconds or a GB, ended with another code than 0, lost a word, or has a page that is too full;
the last lines count what was built and how many entries wait for a later page. `--oracle` reads the PDF
as well (`oracle.py`). `--keep` takes a copy of each edition at fault, `--write` writes them all and
builds nothing. Exit 1 if there was a fault.
"""
import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 10.0
MEMORY = 1 << 30
# After so many seconds of the clock it is ended.
PATIENCE = 120
# Warnings that such an edition may have: of its own doing, or of what no page has room for.
LAWFUL = {"entry-waits", "note-parted", "repeated-marks", "tight-pitch", "lines-touch", "overfull-line"}
HERE = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("VARIORUM", HERE / "target/release/variorum")).resolve()

SYLLABLES = [c + v for c in "bdgklmnprstvz" for v in "aeiou"]
# Letters of Arabic script for those of the words: none that joins two letters in one glyph.
ARABIC = dict(zip("bdgklmnprstvzaeiouqxh", "بپتثجچحخدذرزژسشصطعغفق"))


def word(kind, number):
    """The word of a kind (`""` text, `q` reading, `x` note, `h` heading) with a number."""
    said = ""
    while True:
        number, rest = divmod(number, len(SYLLABLES))
        said = SYLLABLES[rest] + said
        if number == 0:
            break
    return kind + (said if len(said) > 2 else "u" + said)


def arabic(text):
    return "".join(ARABIC.get(c, c) for c in text)


@dataclass
class Series:
    id: str
    critical: bool
    place: str = "foot"
    layout: str = "run-in"
    columns: int = 1
    keys: list = field(default_factory=list)


@dataclass
class Entry:
    """A reading or a note; `first` and `last` are words of the text, by number."""
    series: int
    first: int
    last: int
    words: list
    # `reading`, `apart` (between anchors), or `note`.
    kind: str


@dataclass
class Block:
    """Rows of cells of words, by number: of prose there is one row of one cell, of verse a row a verse."""
    kind: str
    rows: list


@dataclass
class Text:
    id: str
    blocks: list
    entries: list


@dataclass
class Edition:
    number: int
    rtl: bool
    by: str
    start: int
    width: float
    columns_gap: float
    size: float
    series: list
    texts: list
    manifest: str
    # The words of the text.
    words: list

    def spelled(self, said):
        return arabic(said) if self.rtl else said

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "edition.toml").write_text(self.manifest)
        for text in self.texts:
            (folder / f"{text.id}.dj").write_text(self.djot(text))

    def djot(self, text):
        opens, closes = {}, {}
        for n, entry in enumerate(text.entries):
            opens.setdefault(entry.first, []).append((n, entry))
            closes.setdefault(entry.last, []).append((n, entry))
        first_critical = next((k for k, s in enumerate(self.series) if s.critical), None)

        def to(entry):
            return "" if entry.series == first_critical else f' app="{self.series[entry.series].id}"'

        def marked(w):
            before, after = "", ""
            for n, entry in opens.get(w, []):
                before += f"[]{{#f{n}}}" if entry.kind == "apart" else ""
                before += "[" if entry.kind == "reading" else ""
            # The one that began last ends first.
            for n, entry in sorted(closes.get(w, []), key=lambda one: -one[1].first):
                if entry.kind == "reading":
                    after += f']{{B="{self.spelled(" ".join(entry.words))}"{to(entry)}}}'
            for n, entry in closes.get(w, []):
                if entry.kind == "apart":
                    after += f"[]{{#t{n}}}"
                if entry.kind == "note":
                    after += f"[^{self.series[entry.series].id}.{n}]"
            return before + self.spelled(self.words[w]) + after

        out = [f"# {self.spelled(word('h', 60_000 + len(text.blocks)))}"]
        for block in text.blocks:
            rows = [[" ".join(marked(w) for w in cell) for cell in row] for row in block.rows]
            match block.kind:
                case "heading":
                    out.append(f"## {rows[0][0]}")
                case "subheading":
                    out.append(f"### {rows[0][0]}")
                case "item":
                    out.append(f"- {rows[0][0]}")
                case "nested":
                    out.append(f"- {rows[0][0]}\n\n  - {rows[1][0]}")
                case "quotation":
                    out.append(f"> {rows[0][0]}")
                case "speech":
                    out.append(f"::: speech\n{rows[0][0]}\n:::")
                case "verse":
                    lines = [" || ".join(row) for row in rows]
                    out.append("::: verse\n" + " \\\n".join(lines) + "\n:::")
                case "table":
                    out.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
                case _:
                    out.append(rows[0][0])
        apart = [
            f'[]{{from=f{n} to=t{n} B="{self.spelled(" ".join(entry.words))}"{to(entry)}}}'
            for n, entry in enumerate(text.entries) if entry.kind == "apart"
        ]
        if apart:
            out.append("::: apparatus\n" + "\n\n".join(apart) + "\n:::")
        for n, entry in enumerate(text.entries):
            if entry.kind == "note":
                out.append(f"[^{self.series[entry.series].id}.{n}]: {self.spelled(' '.join(entry.words))}")
        return "\n\n".join(out) + "\n"


def drawn(dice, *weighted):
    """One of pairs of a value and its weight."""
    return dice.choices([one[0] for one in weighted], [one[1] for one in weighted])[0]


def invented(k):
    """Edition `k`."""
    dice = random.Random(f"edition {k}")
    rtl = dice.random() < 0.25
    by = drawn(dice, ("page", 3), ("text", 2), ("section", 2))
    size = dice.choice([9.0, 9.5, 10.0, 10.8, 12.0])
    pitch = round(size * dice.uniform(1.15, 1.35), 1)
    foot = round(size * dice.uniform(0.68, 0.82), 1)
    small = dice.random() < 0.4
    width = dice.choice([85, 90, 96, 105]) if small else dice.choice([110, 125, 140, 155])
    height = dice.choice([120, 125, 130, 150]) if small else dice.choice([160, 190, 215, 235])
    margins = [dice.randint(8, 16 if small else 24) for _ in range(4)]
    start = 1 if dice.random() < 0.8 else dice.choice([2, 11, 101])

    series = []
    for n in range(drawn(dice, (1, 2), (2, 4), (3, 3), (4, 2), (5, 2))):
        critical = dice.random() < (0.6 if n == 0 else 0.4)
        one = Series(f"s{n}", critical)
        one.layout = drawn(dice, ("run-in", 4 if critical else 2), ("paragraph", 3), ("line", 2))
        one.columns = drawn(dice, (1, 5), (2, 2), (3, 1), (4, 0 if small else 1))
        one.place = drawn(dice, ("foot", 8), ("text", 1), ("book", 1))
        one.keys = [f'layout = "{one.layout}"', f"columns = {one.columns}", f'place = "{one.place}"']
        if one.place == "foot":
            one.keys += ["split = false"] if dice.random() < 0.15 else []
            one.keys += [f'gap = "{dice.randint(2, 12)}pt"'] if dice.random() < 0.2 else []
            one.keys += ["rule = true"] if dice.random() < 0.2 else []
        if not critical:
            one.keys.append(f'marks = "{drawn(dice, ("numbers", 5), ("symbols", 1), ("latin-digits", 1))}"')
            if one.place == "foot":
                one.keys.append(f'numbering = "{drawn(dice, ("text", 4), ("page", 2), ("book", 1))}"')
        if dice.random() < 0.2:
            own = round(foot * dice.uniform(0.85, 1.0), 1)
            one.keys.append(f'size = "{own}pt"')
        series.append(one)

    lang = "fa" if rtl else "en"
    manifest = [
        f'title = "{arabic("hala") if rtl else "Hala"}"', f'language = "{lang}"', "[page]",
        f'width = "{width}mm"', f'height = "{height}mm"',
        *(f'{side} = "{margin}mm"' for side, margin in zip(["inner", "outer", "head", "foot"], margins)),
        "[design]", f'size = "{size}pt"', f'pitch = "{pitch}pt"',
        f'foot-size = "{foot}pt"', f'foot-pitch = "{round(foot * 1.22, 1)}pt"',
        "[lineation]", f'by = "{by}"', f"start = {start}", f"first = {dice.choice([1, 5, 10])}",
        f"step = {dice.choice([1, 5, 10])}",
        "[apparatus]", f"shorten = {dice.choice([0, 3, 5])}",
        '[[witness]]\nid = "B"',
    ]
    for one in series:
        kind = "critical" if one.critical else "familiar"
        manifest += ["[[series]]", f'id = "{one.id}"', f'kind = "{kind}"', *one.keys]

    made = Maker(dice, series, small)
    texts = [made.text(f"t{n}") for n in range(drawn(dice, (1, 6), (2, 2), (3, 1)))]
    for text in texts:
        manifest += ["[[text]]", f'file = "{text.id}.dj"']
    points = 72 / 25.4
    return Edition(
        number=k, rtl=rtl, by=by, start=start, width=(width - margins[0] - margins[1]) * points,
        columns_gap=1.4 * foot, size=size, series=series, texts=texts,
        manifest="\n".join(manifest) + "\n", words=made.words,
    )


class Maker:
    """What the texts of an edition are made of."""

    def __init__(self, dice, series, small):
        self.dice, self.series, self.small = dice, series, small
        self.words, self.readings, self.noted, self.heads = [], 0, 0, 0
        # How many words of notes there still may be.
        self.left = dice.choice([500, 3_000, 8_000, 16_000, 30_000])
        self.kind = drawn(dice, ("mixed", 4), ("long", 3), ("dense", 3), ("entries", 2), ("sparse", 1))
        self.crowds = dice.randint(1, 4)

    def some(self, count, kind=""):
        numbers = range(len(self.words), len(self.words) + count)
        for _ in numbers:
            if kind == "h":
                self.heads += 1
                self.words.append(word("h", self.heads))
            else:
                self.words.append(word("", len(self.words)))
        return list(numbers)

    def said(self, kind, length):
        """Words of a reading or a note that occur nowhere else."""
        if kind == "q":
            first, self.readings = self.readings, self.readings + length
        else:
            first, self.noted = self.noted, self.noted + length
        self.left -= length
        return [word(kind, number) for number in range(first, first + length)]

    def text(self, name):
        dice = self.dice
        text = Text(name, [], [])
        for _ in range(dice.randint(2, 14)):
            text.blocks += self.block()
        # The first heading below the title is of the second level.
        heads = [block for block in text.blocks if block.kind in ("heading", "subheading")]
        if heads:
            heads[0].kind = "heading"
        # Brackets go over the verses of a stanza, and not from one cell or item to the next.
        units = []
        for block in text.blocks:
            cells = [cell for row in block.rows for cell in row]
            units += [(block.kind, cell) for cell in (cells if block.kind in ("table", "nested") else [sum(cells, [])])]
        for kind, unit in units:
            self.hang(text, kind, unit)
        plain = [unit for kind, unit in units if kind not in ("table", "heading", "subheading")]
        critical = [k for k, one in enumerate(self.series) if one.critical]
        if critical and len(plain) > 1:
            for _ in range(dice.randint(0, 3)):
                taken = {entry.first for entry in text.entries if entry.kind != "note"}
                at = dice.randrange(len(plain))
                first = dice.choice(plain[at])
                # In its own block or in the one after.
                rest = [w for w in plain[at] + (plain[at + 1] if at + 1 < len(plain) else []) if w >= first]
                if first not in taken:
                    last = rest[dice.randrange(min(len(rest), 60))]
                    words = self.said("q", dice.randint(1, 4))
                    text.entries.append(Entry(dice.choice(critical), first, last, words, "apart"))
        text.entries.sort(key=lambda entry: (entry.first, entry.last))
        return text

    def block(self):
        dice = self.dice
        kind = drawn(
            dice, ("prose", 10), ("item", 2), ("nested", 1), ("quotation", 2), ("verse", 3), ("table", 2),
            ("speech", 1), ("heading", 2), ("subheading", 1),
        )
        match kind:
            case "heading" | "subheading":
                return [Block(kind, [[self.some(dice.randint(1, 4), "h")]]), Block("prose", [[self.some(9)]])]
            case "verse":
                halves = dice.random() < 0.3
                lengths = [dice.randint(2, 7) for _ in range(dice.randint(2, 12))]
                row = lambda n: [self.some(max(1, n // 2)) for _ in range(2)] if halves else [self.some(n)]
                return [Block(kind, [row(n) for n in lengths])]
            case "table":
                across = dice.randint(1, 2 if self.small else 3)
                down = dice.randint(1, 7)
                return [Block(kind, [[self.some(dice.randint(1, 5)) for _ in range(across)] for _ in range(down)])]
            case "prose":
                return [Block(kind, [[self.some(dice.choice([1, 5, 20, 60, 120, 200]))]])]
        lengths = [2, dice.choice([1, 8, 30])] if kind == "nested" else [dice.choice([1, 8, 30, 70])]
        return [Block(kind, [[self.some(length)] for length in lengths])]

    def length(self):
        """How many words a note has."""
        dice = self.dice
        short, long = (1, 12), dice.choice([(40, 120), (200, 600), (900, 1500), (2500, 3000)])
        lengths = {
            "mixed": drawn(dice, (short, 10), (long, 2)),
            "long": drawn(dice, (short, 1), (long, 4)),
            "dense": drawn(dice, (short, 40), (long, 1)),
        }
        return dice.randint(*lengths.get(self.kind, short))

    def hang(self, text, kind, unit):
        """Hangs entries and notes on the words of a unit, in which brackets may nest."""
        dice = self.dice
        critical = [k for k, one in enumerate(self.series) if one.critical]
        rare = kind in ("heading", "subheading")
        often = {"entries": 0.25, "dense": 0.1, "sparse": 0.02}.get(self.kind, 0.06)
        taken, spans = set(), []
        for first in unit:
            if critical and self.left > 0 and dice.random() < (often / 4 if rare else often):
                within = [w for w in unit if w >= first]
                last = within[min(len(within) - 1, drawn(dice, (0, 6), (1, 2), (3, 2), (9, 1)))]
                crosses = any(a < first <= b < last or a == first for a, b in spans)
                if not crosses:
                    spans.append((first, last))
                    length = dice.randint(60, 200) if dice.random() < 0.02 else dice.randint(1, 4)
                    words = self.said("q", length)
                    text.entries.append(Entry(dice.choice(critical), first, last, words, "reading"))
        ends = {b for _, b in spans}
        often = {"long": 0.02, "dense": 0.08, "entries": 0.01, "sparse": 0.005}.get(self.kind, 0.04)
        for at in unit:
            # Words within a lemma have no notes: it would be a lemma with a mark.
            if any(a <= at < b for a, b in spans):
                continue
            count = int(dice.random() < (often / 4 if rare else often))
            if self.kind == "dense" and self.crowds and dice.random() < 0.01:
                self.crowds -= 1
                count = dice.randint(10, 60)
            for _ in range(count):
                if self.left > 0:
                    series = dice.randrange(len(self.series))
                    words = self.said("x", self.length())
                    text.entries.append(Entry(series, at, at, words, "note"))


def build(folder, output):
    """Builds an edition: exit code, seconds of processor, peak memory in bytes, what it said."""
    command = [str(PROGRAM), "build", str(folder), "--format", "json", "--output", str(output)]
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
            env=dict(os.environ, NO_COLOR="1"),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30)),
        )
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                code = os.waitstatus_to_exitcode(status)
                break
            if time.monotonic() - begun > PATIENCE:
                os.kill(process.pid, 9)
                _, _, usage = os.wait4(process.pid, 0)
                code = "time"
                break
            time.sleep(0.005)
        process.returncode = 0
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    return code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, words


def fault_of(result, report):
    """What is wrong with a build, if anything."""
    code, seconds, memory, said = result
    ours = ("panicked", "internal error", "fault of the program")
    told = [(one["severity"], one["code"]) for one in diagnostics(said)]
    first = next((code for severity, code in told if severity == "error"), "")
    if code != 0 or any(words in said for words in ours):
        return f"exit {code}: {first}"
    if seconds > SECONDS or memory > MEMORY:
        return f"{seconds:.1f} s, {memory >> 20} MB"
    wanted = {"notes_off_their_page": 0, "overfull_pages": 0}
    wrong = [f"{key} {report[key]}" for key, value in wanted.items() if report.get(key) != value]
    odd = Counter(code for _, code in told if code not in LAWFUL)
    return ", ".join(wrong + [f"{code} x {count}" for code, count in odd.items()])


def diagnostics(said):
    """What the program said, as far as it is JSON."""
    for line in said.splitlines():
        if line.startswith("{"):
            one = json.loads(line)
            if "code" in one:
                yield one


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--oracle", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--table", type=Path, help="a file to which a line is added for each edition")
    options = parser.parse_args()
    if not options.write and not PROGRAM.exists():
        sys.exit(f"no program {PROGRAM}: `cargo build --release` first, or name one by VARIORUM")
    if options.oracle:
        sys.path.insert(0, str(Path(__file__).parent))
        import oracle
    faults, totals, worst = 0, Counter(), Counter()
    for k in range(options.first, options.first + options.count):
        edition = invented(k)
        if options.write:
            edition.write(options.write / f"invented-{k}")
            continue
        with tempfile.TemporaryDirectory() as place:
            place = Path(place)
            edition.write(place / "edition")
            result = build(place / "edition", place / "output")
            found = list((place / "output").glob("*-report.json"))
            report = json.loads(found[0].read_text()) if found else {}
            told = [fault_of(result, report)] if fault_of(result, report) else []
            counts = Counter(waiting=report.get("notes_waiting", 0), pages=report.get("pages", 0))
            if options.oracle and result[0] == 0:
                agreed, wrong = oracle.judged(edition, place / "output/edition.pdf")
                counts += agreed
                told += wrong[:5]
                counts["disagreements"] = len(wrong)
            counts["entries"] = sum(len(text.entries) for text in edition.texts)
            totals += counts
            worst["ms"] = max(worst["ms"], int(1000 * result[1]))
            worst["MB"] = max(worst["MB"], result[2] >> 20)
            if options.table:
                with options.table.open("a") as table:
                    cells = [k, result[0], f"{result[1]:.2f}", result[2] >> 20, *counts.values(), "; ".join(told)]
                    print(*cells, sep="\t", file=table)
            if told:
                faults += 1
                print(f"invented-{k}: {'; '.join(told)}", flush=True)
                if options.keep:
                    shutil.copytree(place / "edition", options.keep / f"invented-{k}", dirs_exist_ok=True)
    if not options.write:
        said = ", ".join(f"{count} {name}" for name, count in totals.items())
        print(f"{options.count} editions, {faults} at fault: {said}; at most {worst['ms'] / 1000:.1f} s, {worst['MB']} MB")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
