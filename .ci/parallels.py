#!/usr/bin/env python3
"""Invented editions of parallel texts by number, built one after the other, with what went wrong.

    .ci/parallels.py FROM COUNT [--keep FOLDER] [--write FOLDER]

Edition `k` is always the same: two to five texts side by side, each as those of `invented.py`, in columns,
on facing pages and in cycles of openings, in every step, from left to right and from right to left in
books of both bindings. Ties are numbers of ties and sections, names, and the order of the parts; some are
missing on one side, some cross. A text may be empty or three times as long as the others. Widths and gutters
are odd, lines may be counted twice, and there may be pictures, endnotes, an index and a concordance.

Each is built by `target/release/variorum`, or what VARIORUM names. A line is printed for each that took more
than 10 seconds or a GB, ended with another code than 0, lost a word, has a place out of step, or said
what such an edition should not cause. Exit 1 if there was a fault.
"""
import argparse
import json
import random
import shutil
import struct
import sys
import tempfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from invented import LAWFUL, Edition, Maker, Series, arabic, build, diagnostics, drawn, fault_of

LAWFUL |= {
    "tie-alone", "tie-crossing", "number-twice", "no-ties", "band-parted", "narrow-lane", "empty-text", "unused-key",
    "page-of-notes", "few-lines", "preset-in-part", "empty-index", "empty-concordance", "no-description",
}
FONTS = {"en": False, "la": False, "fa": True}


def picture():
    """A gray picture of 24 x 12 points, as PNG."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes([90 + 8 * y] * 24) for y in range(12))
    head = struct.pack(">IIBBBBB", 24, 12, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@dataclass
class Parallel(Edition):
    """Texts side by side. What is beyond an edition: the languages of the texts, and for each the ties
    before its blocks."""
    languages: list = None
    ties: list = None
    pictures: list = None

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "edition.toml").write_text(self.manifest)
        (folder / "index.toml").write_text("")
        (folder / "stage.png").write_bytes(picture())
        for k, text in enumerate(self.texts):
            self.rtl = FONTS[self.languages[k]]
            said = self.djot(text)
            parts, n = [], 0
            for part in said.split("\n\n"):
                # A tie stands at the beginning of prose.
                plain = part[:1].isalpha() or part[:1] == "["
                if plain and not part.startswith(("[^", "[]{from")):
                    parts.append(self.ties[k].get(n, "") + part)
                    if n in self.pictures[k]:
                        parts.append(f"![{self.spelled('kuli')}](stage.png)")
                    n += 1
                else:
                    parts.append(part)
            (folder / f"{text.id}.dj").write_text("\n\n".join(parts))


def lanes_of(dice, count):
    """Where the texts of a parallel stand."""
    letters = list("ABCDE"[:count])
    dice.shuffle(letters)
    match drawn(dice, ("columns", 3), ("facing", 3), ("cycle", 2)):
        case "columns":
            return " ".join(letters)
        case "facing":
            at = dice.randint(1, count - 1)
            return f"{' '.join(letters[:at])} | {' '.join(letters[at:])}"
    if count == 2:
        return " | ".join(letters)
    if count == 3:
        return dice.choice([" | ".join(letters), "{} | {} {}".format(*letters)])
    cuts = sorted(dice.sample(range(1, count), 3))
    pages = [letters[a:b] for a, b in zip([0, *cuts], [*cuts, count])]
    return "{} | {} || {} | {}".format(*(" ".join(page) for page in pages))


def parallel(k):
    """Edition `k`."""
    dice = random.Random(f"parallel {k}")
    book = drawn(dice, ("en", 3), ("fa", 1))
    count = drawn(dice, (2, 4), (3, 3), (4, 2), (5, 1))
    lanes = lanes_of(dice, count)
    columns = max(len(page.split()) for page in lanes.replace("||", "|").split("|"))
    size = dice.choice([8.5, 9.0, 10.0, 10.8])
    wide = columns > 2
    width = dice.choice([190, 210, 240]) if wide else dice.choice([125, 140, 155, 170])
    height = dice.choice([160, 190, 215, 240])
    margins = [dice.randint(12, 22) for _ in range(4)]
    by = drawn(dice, ("page", 3), ("text", 2), ("section", 2))

    series = []
    for n in range(drawn(dice, (1, 1), (2, 4), (3, 3))):
        critical = n == 0 or dice.random() < 0.3
        one = Series(f"s{n}", critical)
        one.layout = drawn(dice, ("run-in", 4 if critical else 2), ("paragraph", 3), ("line", 1))
        one.columns = drawn(dice, (1, 6), (2, 0 if wide else 1))
        one.place = drawn(dice, ("foot", 6), ("text", 1), ("book", 1))
        one.keys = [f'layout = "{one.layout}"', f"columns = {one.columns}", f'place = "{one.place}"']
        if one.place == "foot":
            one.keys += ["rule = true"] if dice.random() < 0.3 else []
            if not critical:
                one.keys.append(f'numbering = "{drawn(dice, ("text", 4), ("page", 2), ("book", 1))}"')
        series.append(one)

    manifest = [
        f'title = "{arabic("hala") if book == "fa" else "Hala"}"', f'language = "{book}"', "[page]",
        f'width = "{width}mm"', f'height = "{height}mm"',
        *(f'{side} = "{margin}mm"' for side, margin in zip(["inner", "outer", "head", "foot"], margins)),
        "[design]", f'size = "{size}pt"', f'foot-size = "{round(size * 0.78, 1)}pt"',
        "[lineation]", f'by = "{by}"', f"step = {dice.choice([1, 5])}",
        f'margin = "{dice.choice(["inner", "outer", "left", "right"])}"',
    ]
    if dice.random() < 0.3:
        second = dice.choice(['by = "text"', 'by = "milestone"\nunit = "section"'])
        manifest += ["[lineation.second]", second]
    manifest += ['[[witness]]\nid = "B"']
    for one in series:
        kind = "critical" if one.critical else "familiar"
        manifest += ["[[series]]", f'id = "{one.id}"', f'kind = "{kind}"', *one.keys]

    maker = Maker(dice, series, True)
    maker.left = dice.choice([200, 1_500, 4_000])
    texts, ties, pictures, languages = [], [], [], []
    named = drawn(dice, ("tie", 3), ("section", 2), ("name", 1), ("none", 2))
    for n in range(count):
        text = maker.text(f"t{n}")
        for _ in range(drawn(dice, (0, 6), (2, 2))):
            # Longer than the others.
            more = maker.text(f"t{n}")
            text.blocks += more.blocks
            text.entries += more.entries
        if count > 2 and dice.random() < 0.08:
            # A heading alone.
            text.blocks, text.entries = text.blocks[:0], []
        texts.append(text)
        numbers = [number for number in range(1, 40) if dice.random() < 0.85]
        if dice.random() < 0.2 and len(numbers) > 3:
            numbers[1], numbers[2] = numbers[2], numbers[1]
        sign = {
            "tie": "[]{{.tie n={}}}", "section": "[]{{.milestone unit=section n={}}}", "name": "[]{{#p{}}}",
        }.get(named, "")
        ties.append({at: sign.format(number) for at, number in enumerate(numbers)})
        pictures.append({at for at in range(20) if dice.random() < 0.03})
        languages.append(drawn(dice, (book, 3), ("en", 2), ("la", 1), ("fa", 1)))
        manifest += ["[[text]]", f'file = "t{n}.dj"', f'title = "T {n}"', f'language = "{languages[n]}"']
        if dice.random() < 0.3:
            manifest.append(f'size = "{round(size * dice.uniform(0.85, 1.2), 1)}pt"')
    manifest += [
        "[[parallel]]", 'id = "p"', f"texts = {json.dumps([text.id for text in texts])}", f'lanes = "{lanes}"',
        f'step = "{dice.choice(["level", "level", "opening", "page", "free"])}"',
    ]
    if dice.random() < 0.4:
        manifest.append(f"widths = {[round(dice.uniform(1, 2), 2) for _ in texts]}")
    if dice.random() < 0.4:
        manifest.append(f'gutter = "{round(dice.uniform(2, 12), 1)}mm"')
    manifest += ["rule = true"] if dice.random() < 0.3 else []
    if named == "name":
        manifest.append('ties = "anchors"')
    if dice.random() < 0.2:
        manifest += ["[concordance]", "min = 1", "max = 3"]
    return Parallel(
        number=k, rtl=False, by=by, start=1, width=0, columns_gap=0, size=size, series=series, texts=texts,
        manifest="\n".join(manifest) + "\n", words=maker.words, languages=languages, ties=ties, pictures=pictures,
    )


def judged(result, report):
    """What is wrong with a build, if anything."""
    told = [fault_of(result, report)]
    if result[0] == 0:
        account = report["account"]
        told += [f"{key} {account[key]}" for key in ("lost", "twice", "torn", "moved") if account[key]]
        out = sum(of["out_of_step"] for of in account["parallels"])
        told += [f"{out} out of step"] if out else []
    return [one for one in told if one]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    faults, totals, worst = 0, Counter(), Counter()
    for k in range(options.first, options.first + options.count):
        edition = parallel(k)
        if options.write:
            edition.write(options.write / f"parallel-{k}")
            continue
        with tempfile.TemporaryDirectory() as place:
            place = Path(place)
            edition.write(place / "edition")
            result = build(place / "edition", place / "output")
            found = list((place / "output").glob("*-report.json"))
            report = json.loads(found[0].read_text()) if found else {}
            told = judged(result, report)
            for of in report.get("account", {}).get("parallels", []):
                totals += Counter(openings=of["openings"], ties=of["ties"])
            totals["pages"] += report.get("pages", 0)
            totals["words"] += report.get("account", {}).get("words", 0)
            worst["ms"] = max(worst["ms"], int(1000 * result[1]))
            worst["MB"] = max(worst["MB"], result[2] >> 20)
            if told:
                faults += 1
                print(f"parallel-{k}: {'; '.join(told)}", flush=True)
                first = next((one for one in diagnostics(result[3]) if one["severity"] == "error"), None)
                if first:
                    print(f"  {first['message'][:200]}", flush=True)
                if options.keep:
                    shutil.copytree(place / "edition", options.keep / f"parallel-{k}", dirs_exist_ok=True)
    if not options.write:
        said = ", ".join(f"{count} {name}" for name, count in totals.items())
        print(f"{options.count} editions, {faults} at fault: {said}; at most {worst['ms'] / 1000:.1f} s, {worst['MB']} MB")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
