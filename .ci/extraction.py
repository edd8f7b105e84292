#!/usr/bin/env python3
"""How well other programs read a text back from a PDF.

    .ci/extraction.py TEXT PDF [PDF]…

Of the pairs of neighboring words of TEXT (plain text, UTF-8), the share that each tool gives
back next to each other and in order, for each PDF: `pdftotext` (poppler), `mutool draw -F text`
(MuPDF), `pdf2txt.py` (pdfminer.six). A tool that is not on the machine is said to be skipped.
The last PDF is the one that counts: exit 1 if a share of it is under 95 %.

Words are runs of letters and digits, compared without case, vocalization, tatweel, ZWNJ and
the controls of direction. A pair that a page or a note parts is lost, whatever the tool.
"""
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import unicodedata

TOOLS = {
    "pdftotext": ["pdftotext", "{}", "-"],
    "mutool": ["mutool", "draw", "-q", "-F", "text", "{}"],
    "pdfminer": ["pdf2txt.py", "{}"],
}
UNSEEN = re.compile("[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LEAST = 0.95


def words(text):
    # A word that a line's end parts: a hyphen, with no capital after it.
    text = re.sub("[-\u2010\u00ad]\n+(?=[^\\W\\d_])", "", text)
    text = unicodedata.normalize("NFKD", UNSEEN.sub("", text))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", text.casefold())


def pairs(text):
    found = words(text)
    return collections.Counter(zip(found, found[1:]))


def share(wanted, text):
    return (wanted & pairs(text)).total() / max(wanted.total(), 1)


def main():
    text, *pdfs = sys.argv[1:]
    wanted = pairs(pathlib.Path(text).read_text(encoding="utf-8"))
    fine = True
    for name, command in TOOLS.items():
        if shutil.which(command[0]) is None:
            print(f"skipped: {name} (no {command[0]})")
            continue
        shares = []
        for pdf in pdfs:
            call = [part.format(pdf) for part in command]
            out = subprocess.run(call, capture_output=True, check=True).stdout
            shares.append(share(wanted, out.decode(errors="replace")))
        print(f"{name:10}", " → ".join(f"{share:.1%}" for share in shares))
        fine = fine and shares[-1] >= LEAST
    sys.exit(0 if fine else 1)


main()
