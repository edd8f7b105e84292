#!/usr/bin/env python3
"""Counts what a typographer would, on the finished pages of a book with an apparatus.

    benches/pages.py BENCH.tex BOOK.pdf

BENCH.tex is the text as `make.py` of the bench writes it for reledmac: it says which
words make a paragraph, and which of them have an entry. BOOK.pdf is any setting of it,
by reledmac or by Variorum: both are read in the same way, by the places of their words
on paper. Needs poppler-utils.

Printed are widows and orphans, entries that do not stand on the page of their word, and
the mean white between text and foot that the narrowest page does not need, in lines.
"""
import collections
import html
import re
import statistics
import subprocess
import sys
import unicodedata


def letters(text):
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if c.isalnum())


def paragraphs(tex):
    """Each paragraph's letters, and the offsets of its words that have an entry."""
    found = []
    for body in re.findall(r"\\pstart (.*?)\\pend", tex, re.S):
        text, noted = "", []
        parts = re.split(r"\\edtext\{(.*?)\}\{\\Afootnote\{(.*?) \\textit\{.*?\}\}\}", body)
        for k, part in enumerate(parts):
            part = re.sub(r"\\textasciitilde\{\}", "~", part)
            part = re.sub(r"\\(.)(\{\})?", r"\1", part)
            if k % 3 == 1:
                noted.append(len(text))
            if k % 3 != 2:
                text += letters(part)
        found.append((text, noted))
    return found


def words(pdf):
    """The words of each page as (x, y, height, text), y being that of the lower edge."""
    out = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, check=True)
    for page in re.findall(r"<page .*?</page>", out.stdout.decode(), re.S):
        number = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"'
        yield [
            (float(x), float(bottom), float(bottom) - float(top), html.unescape(word))
            for x, top, _, bottom, word in re.findall(f"<word {number}>(.*?)</word>", page)
        ]


def lines(page):
    """Words gathered into lines, from the top."""
    rows = collections.defaultdict(list)
    for x, y, height, word in page:
        near = next((row for row in rows if abs(row - y) < 2.2), y)
        rows[near].append((x, height, word))
    return [(y, sorted(rows[y])) for y in sorted(rows)]


def main():
    source = paragraphs(open(sys.argv[1], encoding="utf-8").read())
    pages = list(words(sys.argv[2]))
    size = statistics.mode(round(word[2], 1) for page in pages for word in page)
    stream = "".join(text for text, _ in source)
    starts, ends, noted = set(), set(), []
    at = 0
    for text, marks in source:
        starts.add(at)
        noted += [at + mark for mark in marks]
        at += len(text)
        ends.add(at)
    at = 0
    bodies = []
    feet = []
    for page in pages:
        body, foot = [], []
        for y, row in lines(page):
            big = [w for w in row if abs(w[1] - size) < 0.6]
            text = letters("".join(w[2] for w in big))
            # Hyphens are no letters, and a character that a font lacks is not in the
            # PDF: the line is where its first letters are found next.
            near = text[:14]
            start = stream.find(near, max(at - 8, 0), at + 400) if len(near) > 5 else -1
            if text and stream.startswith(text, at):
                start = at
            if start >= 0 and not foot and len(big) * 2 >= len(row) - 2:
                body.append((y, start))
                at = start + len(text)
            elif body and len(big) * 2 < len(row):
                foot.append((y, letters("".join(w[2] for w in row))))
        bodies.append(body)
        feet.append(foot)
    read = at / len(stream)
    full = [k for k, body in enumerate(bodies) if body]
    # Each line ends where the next begins.
    begins = [start for k in full for _, start in bodies[k]] + [len(stream)]
    end = dict(zip(begins, begins[1:]))
    is_first = lambda start: start in starts
    is_last = lambda start: end[start] in ends
    widows = orphans = 0
    for before, after in zip(full, full[1:]):
        first, last = bodies[after][0][1], bodies[before][-1][1]
        widows += is_last(first) and not is_first(first)
        orphans += is_first(last) and not is_last(last)
    # The entries stand in the order of their words: the n-th bracket is that of the n-th.
    page_of = {}
    for k in full:
        for _, a in bodies[k]:
            for mark in noted:
                if a <= mark < end[a]:
                    page_of[mark] = k
    brackets = []
    for k, page in enumerate(pages):
        if not bodies[k]:
            continue
        bottom = bodies[k][-1][0]
        count = sum(w[3].count("]") for w in page if w[1] > bottom + 1)
        brackets += [k] * count
    off = sum(page_of.get(mark) != k for mark, k in zip(noted, brackets))
    pitches = [b[0] - a[0] for k in full for a, b in zip(bodies[k], bodies[k][1:])]
    pitch = statistics.mode(round(p, 1) for p in pitches)
    gaps = [feet[k][0][0] - bodies[k][-1][0] for k in full[:-1] if feet[k]]
    spare = [(gap - min(gaps)) / pitch for gap in gaps]
    print(f"{sys.argv[2]}: {len(pages)} pages, {len(full)} with text, {read:.2%} of it read")
    print(f"  widows {widows}, orphans {orphans}")
    print(f"  entries {len(brackets)} of {len(noted)}, off their page {off}")
    print(f"  white between text and foot: {statistics.mean(spare):.2f} lines in the mean, "
          f"{max(spare):.2f} at most")


main()
