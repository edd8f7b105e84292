#!/usr/bin/env python3
"""What `variorum collate` takes, and CollateX beside it.

    benches/collation.py [PROGRAM [DARWIN]]

Invented texts are collated: 6 witnesses of 500 words, 50 of 2,000 and 6 of 200,000; with a folder
DARWIN also the six editions of a chapter in it, and 6 times 500 words with CollateX if this
Python has it. A witness differs from the base text in one word of fifty: another word, none, one
more, two words in another order. Printed are the processor time of all threads, and the most
memory held. It needs Linux.
"""

import importlib.util
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# Witnesses, words of each, and at most how many seconds and megabytes.
SIZES = [(6, 500, None, None), (50, 2_000, 5.0, None), (6, 200_000, 30.0, None)]
COLLATEX = """
import sys
from collatex import Collation, collate
collation = Collation()
for path in sys.argv[1:]:
    collation.add_plain_witness(path.rsplit("/", 1)[-1], open(path).read())
collate(collation, segmentation=False)
"""


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "target/release/variorum"
    program = str(pathlib.Path(program).resolve())
    print("| witnesses | words of each | by | CPU s | peak MB | at most | |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for count, words, seconds, megabytes in SIZES:
            files = invented(folder / f"{count}-{words}", count, words)
            variorum(program, files, (str(count), str(words)), seconds, megabytes)
            if words == 500:
                collatex(files)
        if len(sys.argv) > 2:
            files = sorted(pathlib.Path(sys.argv[2]).glob("*.txt"))
            counts = [len(file.read_text().split()) for file in files]
            said = f"{min(counts)} to {max(counts)}, a chapter"
            variorum(program, files, (str(len(files)), said), 1.0, 300)


def invented(folder, count, words):
    """The files of witnesses, the base text first."""
    lines = (HERE / "words.txt").read_text().splitlines()
    known = [word for line in lines if line[:1] != "#" for word in line.split()[1:]]
    draw = random.Random(7)
    base = [draw.choice(known) for _ in range(words)]
    folder.mkdir()
    files = []
    for number in range(count):
        text = []
        for word in base:
            if number and draw.random() < 0.02:
                kind = draw.randrange(4)
                if kind == 0:
                    text.append(draw.choice(known))
                elif kind == 1:
                    text += [word, draw.choice(known)]
                elif kind == 2 and text:
                    text.insert(-1, word)
            else:
                text.append(word)
        file = folder / f"W{number}.txt"
        lines = [" ".join(text[at : at + 120]) + "." for at in range(0, len(text), 120)]
        file.write_text("\n\n".join(lines) + "\n")
        files.append(file)
    return files


def variorum(program, files, said, seconds, megabytes):
    with tempfile.TemporaryDirectory() as scratch:
        edition = str(pathlib.Path(scratch) / "edition")
        command = [program, "new", edition, "--from", str(files[0])]
        for number, file in enumerate(files[1:]):
            command += ["--witness", f"V{number}={file}"]
        subprocess.run(command, check=True, capture_output=True)
        cpu, peak = measured([program, "collate", edition, "--emit", "units"])
    most = ", ".join(
        part for part in (seconds and f"{seconds:g} s", megabytes and f"{megabytes} MB") if part
    )
    is_kept = (not seconds or cpu <= seconds) and (not megabytes or peak <= megabytes)
    verdict = ("kept" if is_kept else "**missed**") if most else ""
    print(f"| {said[0]} | {said[1]} | Variorum | {cpu:.2f} | {peak:.0f} | {most} | {verdict} |", flush=True)


def collatex(files):
    if importlib.util.find_spec("collatex") is None:
        print("skipped: CollateX (`pip install collatex`)")
        return
    cpu, peak = measured([sys.executable, "-c", COLLATEX, *map(str, files)])
    print(f"| 6 | 500 | CollateX | {cpu:.2f} | {peak:.0f} | | |", flush=True)


def measured(command):
    """Seconds of processor time, and the most memory in megabytes."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6


main()
