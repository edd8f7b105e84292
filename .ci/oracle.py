#!/usr/bin/env python3
"""Where the entries of an invented edition stand, read from its PDF by `pdftotext -bbox` alone.

    .ci/oracle.py NUMBER [COUNT [FIRST]]

builds invented editions (`invented.py`) and reads each; `judged` does so for an edition that is built.
It knows what the edition's files say, and nothing of what the program says about its pages. From the
boxes of words it counts the lines of each page, by the edition's lineation, and finds for each entry at
the foot, or among the endnotes,

- its first word and the number before it, which is the line of its lemma's first word, and of the last
  if that is another; with the page before it if the page of the lemma is another one;
- whether it stands on the page of its lemma, and a note on the page of its call, or says that it waits.

Nothing is said of an entry whose lemma is not found (`unseen`); there are few, and they are counted.
"""
import html
import re
import subprocess
import sys
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# Digits, or some of a number of a line and a sub-line.
PART = re.compile(r"[.,٫]?\d+(?:[.,٫]\d+)*")
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
# Marks of direction, soft hyphens, joiners.
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad\u2060]")
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
NUMBER = re.compile(r"(?:tit\.|عنوان|[\d.,–-])+")
HYPHENS = "-\u2010"
# Points by which the boxes of one row may lie apart.
LEVEL = 1.5


@dataclass
class Box:
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    # Its letters alone, as the edition's words are spelled; and whether it ends in a hyphen.
    letters: str = ""
    broken: bool = False
    # The series of its row, if a word of a reading or a note says so.
    series: int | None = None

    @property
    def height(self):
        return self.bottom - self.top


def boxes_of(pdf, spelled_back):
    """The words of each page, with their boxes."""
    run = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True)
    pages = []
    for part in run.stdout.decode().split("<page ")[1:]:
        page = []
        for left, top, right, bottom, text in WORD.findall(part):
            text = UNSEEN.sub("", html.unescape(text)).translate(DIGITS)
            letters = spelled_back("".join(c for c in text if c.isalpha()))
            box = Box(len(pages), float(left), float(top), float(right), float(bottom), text, letters)
            box.broken = bool(text) and text[-1] in HYPHENS
            page.append(box)
        pages.append(page)
    return pages


def joined(boxes):
    """Letters of words from right to left, which have a box each, put together."""
    rows = []
    for box in sorted(boxes, key=lambda b: (b.bottom, b.height)):
        if rows and abs(rows[-1][0].bottom - box.bottom) < 1 and abs(rows[-1][0].height - box.height) < 0.5:
            rows[-1].append(box)
        else:
            rows.append([box])
    words = []
    for row in rows:
        row.sort(key=lambda b: -b.right)
        parts = []
        for box in row:
            if parts and parts[-1][-1].left - box.right < 0.06 * box.height:
                parts[-1].append(box)
            else:
                parts.append([box])
        for part in parts:
            first, last = part[0], part[-1]
            # Digits go from left to right.
            runs, digits = [], []
            for box in part:
                if PART.fullmatch(box.text):
                    digits.insert(0, box.text)
                else:
                    runs += ["".join(digits), box.text]
                    digits = []
            text = "".join([*runs, *digits])
            word = Box(first.page, last.left, first.top, first.right, first.bottom, text)
            word.letters = "".join(box.letters for box in part)
            word.broken = text[-1:] in HYPHENS
            words.append(word)
    return words


@dataclass
class Line:
    """A row of the text."""
    page: int
    bottom: float
    boxes: list
    # The text it is of, and the block.
    text: int = 0
    kind: str = ""
    section: int = 0
    # What it is called: a number and of sub-lines which one, or neither.
    name: tuple = (0, 0)


class Reader:
    """A PDF as it is read for an edition."""

    def __init__(self, edition, pdf):
        self.edition = edition
        from invented import ARABIC
        back = {new: old for old, new in ARABIC.items()}
        plain = (lambda s: "".join(back.get(c, c) for c in s)) if edition.rtl else (lambda s: s)
        self.pages = boxes_of(pdf, plain)
        if edition.rtl:
            self.pages = [joined(page) for page in self.pages]
        # Of each word of the texts its text, its block and the number of the section.
        self.place = {}
        for t, text in enumerate(edition.texts):
            section = 0
            for block in text.blocks:
                section += block.kind == "heading"
                for row in block.rows:
                    for w in (w for cell in row for w in cell):
                        self.place[edition.words[w]] = (t, block.kind, section)
        self.number = {said: w for w, said in enumerate(edition.words)}
        self.find_size()
        self.mend()
        self.find_lines()
        self.find_folios()
        self.find_small()

    def find_size(self):
        """Boxes of the text are higher than those of its feet."""
        lemmas = {self.edition.words[w] for t in self.edition.texts for e in t.entries for w in range(e.first, e.last + 1)}
        plain = [
            box.height for page in self.pages for box in page
            if box.letters in self.place and box.letters not in lemmas and self.place[box.letters][1] == "prose"
        ]
        some = plain or [box.height for page in self.pages for box in page if box.letters in self.place]
        self.size = max(Counter(round(h, 1) for h in some).items(), key=lambda one: one[1])[0]

    def is_text(self, box):
        return box.height > 0.9 * self.size

    def mend(self):
        """Puts words together that a hyphen parts: all of it is said of the first half."""
        known = set(self.place)
        readings = {w for t in self.edition.texts for e in t.entries for w in e.words}
        flow = [box for page in self.pages for box in page]
        ends = [k for k, box in enumerate(flow) if box.broken]
        parts = {}
        for k, box in enumerate(flow):
            if box.letters and box.letters not in known and box.letters not in readings:
                parts.setdefault(box.letters, []).append(k)
        starts = sorted(known | readings)
        for k in ends:
            half = flow[k].letters
            at = bisect_left(starts, half)
            while at < len(starts) and starts[at].startswith(half):
                rest = parts.get(starts[at][len(half):], [])
                near = [r for r in rest if flow[r].page - flow[k].page in (0, 1) and r != k]
                near = [r for r in near if abs(flow[r].height - flow[k].height) < 0.5]
                if near and half:
                    flow[k].letters = starts[at]
                    rest = min(near, key=lambda r: abs(r - k))
                    # The rest makes a row, and is no word.
                    flow[rest].letters = ""
                    flow[rest].text = "~" + starts[at]
                    break
                at += 1

    def find_lines(self):
        """The rows of the text on each page, and what each is called."""
        self.lines, self.at = [], {}
        first = next(
            (k for k, page in enumerate(self.pages)
             if any(self.is_text(b) and self.place.get(b.letters, (0, "heading"))[1] not in ("heading", "subheading") for b in page)),
            0,
        )
        self.first = first
        for page in self.pages[first:]:
            rows = []
            texts = [
                b for b in page
                if self.is_text(b) and (b.letters in self.place or b.text[:1] == "~" and b.text[1:] in self.place)
            ]
            for box in sorted(texts, key=lambda b: b.bottom):
                if rows and abs(rows[-1].bottom - box.bottom) < LEVEL:
                    rows[-1].boxes.append(box)
                else:
                    rows.append(Line(box.page, box.bottom, [box]))
            for row in rows:
                said = next((b.letters or b.text[1:] for b in row.boxes), "")
                row.text, row.kind, row.section = self.place[said]
                for box in row.boxes:
                    if box.letters:
                        self.at.setdefault(box.letters, len(self.lines))
                self.lines.append(row)
        start, by = self.edition.start, self.edition.by
        count, sub, zone = 0, 0, None
        for row in self.lines:
            new = {"page": row.page, "text": row.text, "section": (row.text, row.section)}[by]
            if by == "page":
                new = (row.text, row.page)
            if new != zone:
                count, sub, zone = 0, 0, new
            if row.kind in ("heading", "subheading"):
                continue
            if row.kind == "table":
                sub += 1
                row.name = (start + count - 1 if count else 0, sub)
            else:
                count, sub = count + 1, 0
                row.name = (start + count - 1, 0)

    def find_folios(self):
        """The folio of each page: by the numbers in the running heads."""
        votes = Counter()
        for k in range(self.first, len(self.pages)):
            # A page of endnotes has no line of the text, and many numbers: the head is its first row.
            head = min((b.bottom for b in self.pages[k]), default=0) + self.size
            top = min((line.bottom for line in self.lines if line.page == k), default=head)
            above = [b for b in self.pages[k] if b.text.isdigit() and b.bottom < top - self.size * 0.5]
            for box in above:
                votes[k - int(box.text)] += 1
        self.offset = votes.most_common(1)[0][0] if votes else None

    def find_small(self):
        """The words of the feet, by their letters, and of which series their rows are."""
        self.small = {}
        owner = {w: e.series for t in self.edition.texts for e in t.entries for w in e.words}
        for k in range(self.first, len(self.pages)):
            owned = [(box.bottom, owner[box.letters]) for box in self.pages[k] if box.letters in owner]
            owned.sort()
            for box in self.pages[k]:
                if box.letters and not self.is_text(box):
                    self.small.setdefault(box.letters, []).append(box)
                    near = bisect_left(owned, (box.bottom - LEVEL, -1))
                    on_row = near < len(owned) and owned[near][0] < box.bottom + LEVEL
                    box.series = owned[near][1] if on_row else None

    def folio(self, page):
        return page - self.offset

    def called(self, line):
        number, sub = line.name
        if not number and not sub:
            return "عنوان" if self.edition.rtl else "tit."
        return f"{number},{sub}" if sub else f"{number}"

    def reference(self, a, b, with_page):
        """What two lines are called by their numbers."""
        if with_page and a.page != b.page:
            return f"{self.folio(a.page)}.{self.called(a)}–{self.folio(b.page)}.{self.called(b)}"
        head = f"{self.folio(a.page)}." if with_page else ""
        if self.edition.by == "page" and a.page != b.page:
            return f"{head}{self.called(a)}–{self.folio(b.page)}.{self.called(b)}"
        if self.edition.by == "section" and a.section != b.section:
            return f"{head}{a.section}.{self.called(a)}–{b.section}.{self.called(b)}"
        if a.name == b.name:
            return head + self.called(a)
        return f"{head}{self.called(a)}–{self.called(b)}"

    def before(self, box, behind_a_mark=False):
        """The number before a word on its row, if there is one; `behind_a_mark` is whether a
        raised mark and blanks may stand between."""
        rtl = self.edition.rtl
        sign = lambda b: b.text == "–" or rtl and NUMBER.fullmatch(b.text) and not b.text.isdigit()
        near = [
            b for b in self.pages[box.page]
            # A dash, a point and a comma may be of another font, from right to left with a digit.
            if (abs(b.bottom - box.bottom) < LEVEL or sign(b) and box.top < (b.top + b.bottom) / 2 < box.bottom)
            and b is not box and (b.left >= box.right - 0.5 if rtl else b.right <= box.left + 0.5)
        ]
        gap = (lambda b: b.left - box.right) if rtl else (lambda b: box.left - b.right)
        said, at = [], box
        for b in sorted(near, key=gap):
            if behind_a_mark and not said and not b.text.strip("\xa0\u2060 "):
                continue
            # The parts of one number have no gap between them.
            room = (b.left - at.right) if rtl else (at.left - b.right)
            if not NUMBER.fullmatch(b.text) or said and room > 0.06 * box.height:
                break
            said.insert(0, b.text)
            at = b
        return ("\u2009" if rtl else "").join(said)


def same(found, wanted, rtl):
    """Whether a number is the one that is wanted; from right to left its parts may stand in any order."""
    if found == wanted:
        return True
    parts = lambda s: sorted(re.findall(r"\d+|tit|عنوان", s))
    return rtl and parts(found) == parts(wanted)


def judged(edition, pdf):
    """What was found of the entries of an edition, counted, and where page and oracle disagree."""
    reader = Reader(edition, pdf)
    counts, wrong = Counter(), []
    for t, text in enumerate(edition.texts):
        # The reference of the entry before in each series, and the page on which it stands.
        last = {}
        order = {}
        for entry in text.entries:
            order.setdefault(entry.series, []).append(entry)
        for k, entries in order.items():
            # Cells of a table stand beside each other: the upper line comes first.
            # At one word its readings stand before its notes.
            line = lambda entry: reader.at.get(edition.words[entry.first], 0)
            entries.sort(key=lambda entry: (line(entry), entry.first, entry.kind == "note"))
            for entry in entries:
                judge(reader, text, edition.series[k], entry, last, counts, wrong)
    return counts, wrong


def judge(reader, text, series, entry, last, counts, wrong):
    edition = reader.edition
    names = edition.words[entry.first], edition.words[entry.last]
    label = f"{text.id}/{series.id} `{names[0]}`"
    lines = [reader.at.get(name) for name in names]
    said = reader.small.get(entry.words[0], [])
    if None in lines or len(said) != 1:
        counts["unseen"] += 1
        return
    a, b = (reader.lines[line] for line in lines)
    body = said[0]
    first = body
    if entry.kind != "note":
        first = lemma_of(reader, names[0], after_of(edition, entry), body, entry.series)
        if first is None:
            counts["unseen"] += 1
            return
    away = first.page != a.page
    if series.place != "foot":
        if not series.critical:
            counts["endnotes"] += 1
            return
    elif not series.critical and not away:
        counts["notes on the page of their call"] += 1
        return
    if series.place == "foot" and first.page < a.page:
        wrong.append(f"{label} stands on page {first.page + 1}, its line on {a.page + 1}")
        return
    with_page = away or series.place != "foot"
    if with_page and reader.offset is None:
        counts["unseen"] += 1
        return
    wanted = reader.reference(a, b, with_page)
    found = reader.before(first)
    if not series.critical:
        # The mark of the note stands between.
        found = number_of_note(reader, first)
    if not found:
        before = last.get(series.id)
        found = before[0] if before and (before[1] == first.page or with_page) else ""
    if same(found, wanted, edition.rtl):
        counts["waiting with page and line" if away and series.place == "foot" else "entries on their line"] += 1
    else:
        wrong.append(f"{label} has {found or 'no number'}, not {wanted}, on page {first.page + 1}")
    last[series.id] = (wanted, first.page)


def after_of(edition, entry):
    """The words that may follow the first of a lemma at the foot: the last one of a lemma that is shortened."""
    if entry.first == entry.last:
        return [entry.words[0]]
    return [edition.words[entry.first + 1], edition.words[entry.last]]


def next_of(reader, box):
    """The letters of the word after another on its row, if one follows closely."""
    rtl = reader.edition.rtl
    row = [b for b in reader.pages[box.page] if abs(b.bottom - box.bottom) < LEVEL and b is not box and b.letters]
    gaps = [(box.left - b.right if rtl else b.left - box.right, b.letters) for b in row]
    gap, said = min((one for one in gaps if one[0] > -0.5), default=(1e9, None))
    return said if gap < box.height else None


def follows(reader, box):
    """Whether a word stands closely behind another on its row, which is no number."""
    rtl = reader.edition.rtl
    row = [b for b in reader.pages[box.page] if abs(b.bottom - box.bottom) < LEVEL and b is not box]
    gaps = [(b.left - box.right if rtl else box.left - b.right, b) for b in row]
    gap, last = min(((g, b) for g, b in gaps if g > -0.5), key=lambda one: one[0], default=(1e9, None))
    return gap < 0.45 * box.height and bool(last.letters)


def lemma_of(reader, name, after, body, series):
    """The box of a lemma's first word: of those that stand before the reading the nearest."""
    boxes = [box for box in reader.small.get(name, []) if box.series in (series, None)]
    columns = reader.edition.series[series].columns
    at = lambda b: (b.page, column(reader, b, columns), round(b.bottom), -b.left if reader.edition.rtl else b.left)
    before = [b for b in boxes if at(b) < at(body) and body.page - b.page <= 2]
    if len(before) > 1:
        # The one that is followed as it should be, or ends its row.
        before = [b for b in before if next_of(reader, b) in (*after, None)] or before
        # An entry begins with a number, or apart from what stands before it.
        before = [b for b in before if not follows(reader, b)] or before
    return max(before, key=at, default=None)


def column(reader, box, columns):
    """In which column of its series a word stands, in the order of reading."""
    words = [b for b in reader.pages[box.page] if b.letters]
    step = (reader.edition.width + reader.edition.columns_gap) / columns
    if reader.edition.rtl:
        far = max(b.right for b in words) - box.right
    else:
        far = box.left - min(b.left for b in words)
    return min(columns - 1, max(0, int((far + 2) / step)))


def number_of_note(reader, box):
    """The number of page and line before the mark of a note that waits."""
    rtl = reader.edition.rtl
    row = [b for b in reader.pages[box.page] if abs(b.bottom - box.bottom) < LEVEL and b is not box]
    row = [b for b in row if (b.left >= box.right - 0.5 if rtl else b.right <= box.left + 0.5)]
    row.sort(key=lambda b: b.left - box.right if rtl else box.left - b.right)
    for b in row[:3]:
        if "." in b.text and NUMBER.fullmatch(b.text):
            return b.text
    # In parts, of several fonts.
    parts = reader.before(box, True)
    return parts if "." in parts else ""


def main():
    import tempfile
    import invented

    first = int(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    totals, faults = Counter(), 0
    for k in range(first, first + count):
        edition = invented.invented(k)
        with tempfile.TemporaryDirectory() as place:
            place = Path(place)
            edition.write(place / "edition")
            code, _, _, said = invented.build(place / "edition", place / "output")
            if code != 0:
                print(f"invented-{k}: exit {code}: {said.splitlines()[:1]}")
                faults += 1
                continue
            counts, wrong = judged(edition, place / "output/edition.pdf")
        totals += counts
        faults += len(wrong)
        for line in wrong[:8]:
            print(f"invented-{k}: {line}", flush=True)
    print(f"{count} editions: " + ", ".join(f"{n} {name}" for name, n in totals.items()) + f"; {faults} disagreements")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
