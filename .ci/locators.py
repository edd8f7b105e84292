#!/usr/bin/env python3
"""Checks locators against the printed pages: locators.py OUTPUT_FOLDER ID [COUNT [INDEX_TOML]]

Takes COUNT (200) random lines of the concordance table and half as many references of
the index table, reads the page each names with pdftotext -layout (poppler), finds the
line by the numbers in the margin and asks whether the word stands on it. Prints what
it found; exit 1 when a word is not on its line.
"""
import json, pathlib, random, re, subprocess, sys, tomllib, unicodedata

folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 200
pdf = folder / f"{name}.pdf"
front = json.loads((folder / f"{name}-report.json").read_text())["front_pages"]
DROP = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640\ufeff\u2060\u00ad]")

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")

def normal(text):
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    return DROP.sub("", text).translate(str.maketrans("يىك", "ییک")).casefold()

pages = {}

def lines(folio):
    """The numbered lines of a page, as {number: text}, and the unnumbered ones."""
    if folio not in pages:
        number = str(front + folio)
        run = subprocess.run(["pdftotext", "-layout", "-f", number, "-l", number, str(pdf), "-"],
                             capture_output=True, check=True)
        rows = [r for r in run.stdout.decode().replace("\f", "").split("\n") if r.strip()]
        # The running head, which opens texts do without, bears the folio.
        if rows and re.search(r"(?<!\d)%d(?!\d)" % folio, DROP.sub("", rows[0]).translate(DIGITS)):
            rows = rows[1:]
        pages[folio] = rows
    return pages[folio]

def margin(row):
    """The line number at either edge of a row, if any."""
    row = DROP.sub("", row)
    found = re.match(r"\s*([0-9۰-۹]+)\s{2,}\S", row) or re.search(r"\S\s{2,}([0-9۰-۹]+)\s*$", row)
    return int(found[1]) if found else None

def stands(word, folio, line):
    rows = lines(folio)
    wanted = normal(word)
    if re.search("[\u0590-\u08ff]", wanted):
        # pdftotext puts some joiners and marks of such scripts a letter late.
        wanted = wanted.rstrip("ٔ")[: max(3, len(wanted) - 2)]
    has = lambda row: wanted in normal(row) or wanted in normal(row)[::-1]
    # A word that runs over the line's end is looked for by its first half.
    half = wanted[:2]
    broken = lambda row: re.search(r"\b" + half + r"\w*[-\u2010]?\s*\d*\s*$", normal(row))
    if line == 0:
        return any(has(row) for row in rows)
    anchors = [(k, margin(row)) for k, row in enumerate(rows)]
    # Printed numbers go up by fives; other numbers at an edge do not.
    printed, due = [], 5
    for k, n in anchors:
        if n == due:
            printed.append((k, n))
            due += 5
    anchors = printed
    at = next((k for k, n in anchors if n == line), None)
    if at is not None:
        near = rows[at - 1 if at and not rows[at].strip(" 0123456789۰۱۲۳۴۵۶۷۸۹") else at : at + 1]
        if any(has(row) or broken(row) for row in near):
            return True
    before = max([(k, n) for k, n in anchors if n < line] or [(-1, 0)], key=lambda a: a[1])
    after = min([(k, n) for k, n in anchors if n > line] or [(len(rows), 10**6)], key=lambda a: a[1])
    # Between two printed numbers the line is the nth from the first: headings and
    # marks of their own rows may shift it by some rows.
    guess = before[0] + (line - before[1])
    for k in sorted(range(before[0] + 1, after[0]), key=lambda k: abs(k - guess)):
        if abs(k - guess) <= 8 and (has(rows[k]) or broken(rows[k])):
            return True
    return False

random.seed(7)
table = [r.split("\t") for r in (folder / f"{name}-concordance.tsv").read_text().splitlines()[1:]]
head = (folder / f"{name}-concordance.tsv").read_text().splitlines()[0].split("\t")
word, page, line = head.index("keyword"), head.index("page"), head.index("line")
sample = random.sample(table, min(count, len(table)))
# Lines that follow a line without numbers of their own, as the rows of a table do, are `11,4`.
wrong = [r for r in sample if not stands(r[word], int(r[page]), int(r[line].split(",")[0] or 0))]
print(f"concordance: {len(sample) - len(wrong)} of {len(sample)} words stand on their line")
for r in wrong[:10]:
    print("  ", r[word], r[page], r[line])

patterns = {}
if len(sys.argv) > 4:
    for entry in tomllib.loads(pathlib.Path(sys.argv[4]).read_text())["heading"]:
        patterns.setdefault(entry["name"].split(" > ")[-1], []).extend(entry.get("patterns", []))
bad, seen = [], 0
rows = [r.split("\t") for r in (folder / f"{name}-index.tsv").read_text().splitlines()]
names = rows[0].index("heading"), rows[0].index("references")
references = []
for row in rows[1:]:
    last = 0
    for cell in row[names[1]].split(", "):
        found = re.fullmatch(r"(?:(\d+)\.)?(\d+)", cell)
        if found and (found[1] or last):
            last = int(found[1] or last)
            references.append((row[names[0]], last, int(found[2])))
        else:
            last = int(re.match(r"\d+", cell)[0]) if re.match(r"\d+[ .]", cell) else 0
for heading, p, l in random.sample(references, min(count // 2, len(references))):
    said = [heading] + patterns.get(heading.split(" > ")[-1], [])
    words = [w for text in said for w in re.findall(r"[\w‌]+", text) if len(w) > 1]
    seen += 1
    # A heading may name what the text says in other words or another language.
    if not any(stands(w[:5], p, l) for w in words):
        bad.append((heading, p, l))
print(f"index: {seen - len(bad)} of {seen} references lead to a line with a word of their heading")
for item in bad[:10]:
    print("  ", *item)
sys.exit(1 if wrong else 0)
