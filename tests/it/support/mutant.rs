//! Files changed by chance, but each time in the same way.

/// Numbers by which one can step: SplitMix64.
pub(crate) struct Dice(pub u64);

impl Dice {
    /// A number below `most`; 0 if that is 0.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most.max(1) as u64) as usize
    }

    /// One of these.
    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// What stands in files that were damaged, or were made to do damage.
const ODD: &[&str] = &[
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{301}",
    "\u{fffd}",
    "\r",
    "\n\n",
    "\t",
    "\\",
    "\"",
    "'",
    "<",
    ">",
    "&",
    "&amp;",
    "&#xD800;",
    "<!--",
    "]]>",
    "{",
    "}",
    "[",
    "]",
    "()",
    "[^1]",
    "[^1]: ",
    "]{",
    "{#n1}",
    "{from=n1 to=n2}",
    "{index=\"names\"}",
    "{.verse}",
    "::: ",
    ":::\n",
    "```",
    "~~~",
    "| ",
    "|---|",
    "> ",
    "- ",
    "1. ",
    "#",
    "# ",
    "$",
    "$$",
    "*",
    "_",
    "`",
    "![a](b.png)",
    "[a](#n1)",
    "{ref=n2}",
    "<app/>",
    "<lg>",
    "<l>",
    "<note>",
    "</p>",
    "<p>",
    "<rdg wit=\"#C\"/>",
    "xml:id=\"A\"",
    "true",
    "[[text]]\n",
    "= ",
    "\u{1F469}\u{200D}\u{1F680}",
    "ﷺ",
    "מָ",
    "क्षि",
    "á̂̃",
    "null",
    "{}",
    "[]",
    "1e999",
    "-1",
    "0x10",
];

const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "2",
    "255",
    "65536",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "99999999999999999999",
    "-9223372036854775808",
    "1e308",
    "0.0000001",
    "nan",
    "inf",
];

/// Changes some bytes, lines, words or numbers of a file.
pub(crate) fn changed(data: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = data.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(out.len() + 1);
        let end = (at + 1 + dice.below(40)).min(out.len());
        match dice.below(11) {
            0 if at < out.len() => out[at] = dice.below(256) as u8,
            1 => drop(out.drain(at..end)),
            2 => {
                let part = out[at..end].to_vec();
                let times = [1, 2, 20, 300][dice.below(4)];
                let place = dice.below(out.len() + 1);
                out.splice(place..place, part.repeat(times));
            }
            3 if dice.below(4) == 0 => out.truncate(at),
            4 => number(&mut out, at, NUMBERS, dice),
            5 | 6 => {
                let times = [1, 1, 1, 2, 70, 500][dice.below(6)];
                out.splice(at..at, dice.one(ODD).repeat(times).into_bytes());
            }
            7 => lines(&mut out, dice),
            8 => {
                let other = dice.below(out.len() + 1);
                let part = out[at..end].to_vec();
                out.splice(other..(other + part.len()).min(out.len()), part);
            }
            9 => word(&mut out, at, dice),
            _ => out.splice(at..at, dice.one(ODD).bytes()).for_each(drop),
        }
    }
    out
}

/// What stands in texts, and seldom in those that programs are tried with.
const LETTERS: &[&str] = &[
    "\u{301}",
    "\u{202e}",
    "\u{200d}",
    "\u{ad}",
    "\u{a0}",
    "\u{2028}",
    "ﷺ",
    "ﬃ",
    "ß",
    "İ",
    "q̄",
    "á̂̃",
    "מָ",
    "क्षि",
    "漢",
    "𓀀",
    "👩‍🚀",
    "ܫܠܡܐ",
    "‌",
    "ـ",
    "—",
    "…",
    "’",
    "supercalifragilistic",
    "1\u{20e3}",
];

/// Changes a file so that it mostly stays of its kind: paragraphs and words are repeated,
/// exchanged, joined or taken away, numbers are others, letters come in.
pub(crate) fn edited(data: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = data.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(out.len() + 1);
        match dice.below(8) {
            0 | 1 => paragraphs(&mut out, dice),
            2 => number(&mut out, at, SMALL, dice),
            3 | 4 => word(&mut out, at, dice),
            5 => {
                let times = [1, 1, 3, 40][dice.below(4)];
                let start = (at..out.len()).find(|k| out[*k].is_ascii_alphabetic());
                let start = start.unwrap_or(out.len());
                out.splice(start..start, dice.one(LETTERS).repeat(times).into_bytes());
            }
            6 => {
                if let Some(blank) = (at..out.len()).find(|k| out[*k] == b' ') {
                    out.splice(
                        blank..=blank,
                        dice.one(&["", "  ", "\u{a0}", "-", "\n"]).bytes(),
                    );
                }
            }
            _ => lines(&mut out, dice),
        }
    }
    out
}

/// Repeats a paragraph, takes one away, exchanges two or joins them.
fn paragraphs(out: &mut Vec<u8>, dice: &mut Dice) {
    let text = String::from_utf8_lossy(out).into_owned();
    let mut parts: Vec<&str> = text.split_inclusive("\n\n").collect();
    if parts.is_empty() {
        return;
    }
    let (a, b) = (dice.below(parts.len()), dice.below(parts.len()));
    let joined;
    match dice.below(5) {
        0 => parts.swap(a, b),
        1 => drop(parts.remove(a)),
        2 => parts.insert(b, parts[a]),
        3 => {
            let many = vec![parts[a]; 2 + dice.below(30)];
            parts.splice(b..b, many);
        }
        _ => {
            joined = parts[a].trim_end().to_owned() + " ";
            parts[a] = &joined;
        }
    }
    *out = parts.concat().into_bytes();
}

/// Numbers that a manifest may have.
const SMALL: &[&str] = &["0", "1", "2", "3", "5", "7", "12", "30", "90", "150", "400"];

/// Puts another number in place of the next one.
fn number(out: &mut Vec<u8>, at: usize, by: &[&str], dice: &mut Dice) {
    let Some(start) = (at..out.len()).find(|k| out[*k].is_ascii_digit()) else { return };
    let end = (start..out.len())
        .find(|k| !out[*k].is_ascii_digit())
        .unwrap_or(out.len());
    out.splice(start..end, dice.one(by).bytes());
}

/// Puts a word of the file in place of another.
fn word(out: &mut Vec<u8>, at: usize, dice: &mut Dice) {
    let find = |from: usize, out: &[u8]| {
        let start = (from..out.len()).find(|k| out[*k].is_ascii_alphabetic())?;
        let end = (start..out.len()).find(|k| !out[*k].is_ascii_alphanumeric());
        Some(start..end.unwrap_or(out.len()))
    };
    let from = dice.below(out.len() + 1);
    if let (Some(place), Some(from)) = (find(at, out), find(from, out)) {
        let word = out[from].to_vec();
        out.splice(place, word);
    }
}

/// Repeats a line, takes one away or exchanges two.
fn lines(out: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines: Vec<Vec<u8>> =
        out.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    let (a, b) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(4) {
        0 => lines.swap(a, b),
        1 => drop(lines.remove(a)),
        2 => lines.insert(b, lines[a].clone()),
        _ => {
            let many = vec![lines[a].clone(); 200];
            lines.splice(b..b, many);
        }
    }
    *out = lines.concat();
}
