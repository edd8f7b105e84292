//! An invented edition and a revision of it, with all that changes known.

/// The manifest of both.
pub(crate) const MANIFEST: &str = "id = \"revision\"\ntitle = \"A Revision\"\n\
    [[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\n\
    [[text]]\nfile = \"texts/a.dj\"\n\
    [[index]]\nid = \"names\"\ntitle = \"Names\"\n";

/// A text, and the same with corrections.
pub(crate) struct Revision {
    /// The text.
    pub before: String,
    /// The text with all corrections.
    pub after: String,
    /// What changed, as list, kind, what was and what is.
    pub changes: Vec<String>,
}

/// How many paragraphs there are.
const PARAGRAPHS: usize = 28;

/// Words of a paragraph.
const WORDS: usize = 90;

/// A word that stands nowhere else: two syllables for each number.
pub(crate) fn word(n: usize) -> String {
    const FIRST: [&str; 12] =
        ["ba", "cor", "del", "fi", "gam", "ho", "lin", "mer", "no", "pal", "ru", "tes"];
    const LAST: [&str; 12] =
        ["lo", "ran", "ti", "ves", "mu", "sel", "do", "pin", "gar", "ce", "bo", "nim"];
    let (a, b, c) = (n % 12, n / 12 % 12, n / 144 % 12);
    format!("{}{}{}", FIRST[a], LAST[b], if c > 0 { LAST[c - 1] } else { "" })
}

/// The words of paragraph `p`, before they get notes and entries.
fn paragraph(p: usize) -> Vec<String> {
    (0..WORDS)
        .map(|k| match k % 4 {
            // Words that all paragraphs share, so that there is something to mistake.
            0 => ["the", "and", "of", "in"][(k / 4 + p) % 4].to_owned(),
            _ => word(p * 61 + k),
        })
        .collect()
}

/// The edition and its revision: 30 changes of words, signs, styles, notes, readings,
/// entries and headings, and a paragraph that goes.
pub(crate) fn scripted() -> Revision {
    let mut texts: Vec<String> = vec![];
    for p in 0..PARAGRAPHS {
        let mut words = paragraph(p);
        words[20] = format!("{},", words[20]);
        words[30] = format!("[{}]{{B=\"{}\"}}", words[30], reading(p));
        words[50] = format!("{}[^{p}]", words[50]);
        words[70] = format!("[{0}]{{index=\"names: {0}\"}}", words[70]);
        let mut text = String::new();
        if p % 7 == 0 {
            text += &format!("{} {}\n\n", if p == 0 { "#" } else { "##" }, heading(p));
        }
        text +=
            &format!("{}.\n\n[^{p}]: The note says {}.\n\n", words.join(" "), note(p));
        texts.push(text);
    }
    let before = texts.concat();
    let mut changes = vec![];
    let mut change =
        |texts: &mut Vec<String>, p: usize, from: &str, to: &str, what: String| {
            assert_eq!(texts[p].matches(from).count(), 1, "{from} in {}", texts[p]);
            texts[p] = texts[p].replace(from, to);
            changes.push(what);
        };
    for p in 0..8 {
        let (from, to) = (paragraph(p)[41].clone(), format!("new{p}"));
        let what = format!("words changed {from} > {to}");
        change(&mut texts, p, &format!(" {from} "), &format!(" {to} "), what);
    }
    for p in 8..12 {
        let from = paragraph(p)[42].clone();
        let (from, to) = (format!(" {from} "), format!(" {from} come "));
        change(&mut texts, p, &from, &to, "words added  > come".into());
    }
    for p in 12..16 {
        let from = paragraph(p)[43].clone();
        let what = format!("words removed {from} > ");
        change(&mut texts, p, &format!(" {from} "), " ", what);
    }
    let comma = paragraph(16)[20].clone();
    let what = format!("words changed {comma}, > {comma};");
    change(&mut texts, 16, &format!("{comma},"), &format!("{comma};"), what);
    let set = paragraph(17)[45].clone();
    let what = format!("words changed {set} > {set}");
    change(&mut texts, 17, &format!(" {set} "), &format!(" _{set}_ "), what);
    for p in [7, 14] {
        let (from, to) = (format!("part {p}"), format!("section {p}"));
        change(&mut texts, p, &from, &to, "words changed part > section".into());
    }
    for p in [3, 10, 18] {
        let from = note(p);
        let what = format!("notes changed The note says {from}. > The note says other.");
        change(&mut texts, p, &format!("says {from}."), "says other.", what);
    }
    for p in [2, 9, 13, 19] {
        let from = reading(p);
        let what = format!("entries changed {from} B > else B");
        change(&mut texts, p, &format!("B=\"{from}\""), "B=\"else\"", what);
    }
    let lemma = paragraph(20)[61].clone();
    let what = format!("entries added  > {lemma}] come B");
    let to = format!(" [{lemma}]{{B=\"come\"}} ");
    change(&mut texts, 20, &format!(" {lemma} "), &to, what);
    let lemma = paragraph(22)[30].clone();
    let from = format!("[{lemma}]{{B=\"{}\"}}", reading(22));
    let what = format!("entries removed {lemma}] {} B > ", reading(22));
    change(&mut texts, 22, &from, &lemma, what);
    // A paragraph without notes and entries goes.
    let gone = paragraph(PARAGRAPHS).join(" ");
    let before =
        before.replacen(&texts_start(24), &format!("{gone}.\n\n{}", texts_start(24)), 1);
    assert!(before.contains(&gone));
    changes.push(format!("words removed {gone}. > "));
    Revision { before, after: texts.concat(), changes }
}

/// The first words of a paragraph.
fn texts_start(p: usize) -> String {
    paragraph(p)[..6].join(" ")
}

fn heading(p: usize) -> String {
    format!("The part {p}")
}

fn note(p: usize) -> String {
    format!("{} {}", word(1600 + p), word(1640 + p))
}

fn reading(p: usize) -> String {
    word(1680 + p)
}
