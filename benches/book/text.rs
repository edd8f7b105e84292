//! The text of the benchmark, made anew on every machine and always the same: words
//! of `words.txt` in some patterns of sentences, drawn by a linear congruential generator.

use std::fmt::Write;

/// One copy of the text has at least so many words.
pub(crate) const WORDS: usize = 40_500;

/// Every so many words one has an entry.
const ENTRY: usize = 25;

/// Words of so many letters or fewer have no entries.
const SHORT: usize = 2;

/// Patterns of clauses; a word that is a class of `words.txt` is drawn from it, and
/// `compound` and `name` are put together.
const CLAUSES: &[&str] = &[
    "the adjective people verb the noun place the noun",
    "name verb a noun and went place the adjective compound",
    "the people went adverb place the noun of name",
    "a adjective noun stood place the compound, where the people went",
    "name and name verb the noun of the compound",
    "they verb every noun that the people had left place the noun",
    "nobody verb the adjective noun of the people adverb",
    "the compound was adjective and the noun was adjective",
    "name went adverb, verb the noun and verb the compound",
    "in the noun of the compound the people verb a noun",
    "with a noun and a compound name went place the noun",
    "the people of the compound verb their adjective noun adverb",
    "she verb it place the noun, as name had done",
    "he went there with the adjective people of the noun",
];

/// The words of `words.txt` by class, the commonest first.
struct Vocabulary(Vec<(&'static str, Vec<&'static str>)>);

impl Vocabulary {
    fn read() -> Self {
        let mut classes: Vec<(&str, Vec<&str>)> = vec![];
        for line in include_str!("../words.txt").lines() {
            let Some((class, words)) = line.split_once(": ") else { continue };
            match classes.iter_mut().find(|known| known.0 == class) {
                Some(known) => known.1.extend(words.split(' ')),
                None => classes.push((class, words.split(' ').collect())),
            }
        }
        Self(classes)
    }

    fn class(&self, name: &str) -> Option<&[&'static str]> {
        self.0.iter().find(|class| class.0 == name).map(|class| &*class.1)
    }
}

/// Knuth's generator of 64 bits (MMIX).
struct Dice(u64);

impl Dice {
    /// A number from 0 to 1.
    fn even(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as f64 / f64::from(u32::MAX)
    }

    /// One of a list, each as often as another.
    fn any<T: Copy>(&mut self, list: &[T]) -> T {
        self.pick(list, |dice| dice.even())
    }

    /// One of a list, the first ones far more often, as words are in a language.
    fn early<T: Copy>(&mut self, list: &[T]) -> T {
        self.pick(list, |dice| dice.even() * dice.even() * dice.even())
    }

    fn pick<T: Copy>(&mut self, list: &[T], at: impl Fn(&mut Self) -> f64) -> T {
        let k = (at(self) * list.len() as f64) as usize;
        list[k.min(list.len() - 1)]
    }
}

/// A word of the text.
pub(crate) struct Word {
    /// Its letters.
    pub letters: String,
    /// What stands before them.
    before: &'static str,
    /// What stands after them.
    after: &'static str,
    /// Whether it has an entry.
    entry: bool,
}

impl Word {
    /// The reading of the other witnesses: the letters from the end.
    fn reading(&self) -> String {
        self.letters.to_lowercase().chars().rev().collect()
    }
}

/// Paragraphs of words.
pub(crate) struct Text(pub Vec<Vec<Word>>);

impl Text {
    /// A text so many times as long as one copy. It does not repeat itself, so that
    /// nothing is gained from what the compiler remembers.
    pub(crate) fn of(copies: usize) -> Self {
        let words = Vocabulary::read();
        let mut dice = Dice(20_261_120);
        let mut paragraphs = vec![];
        let (mut total, mut since) = (0, 0);
        while total < WORDS * copies {
            // From 20 to 150 words, 68 on average: half a sentence comes on top.
            let length =
                14 + (112.0 * (dice.even() * (dice.even() + 1.0)) / 2.0) as usize;
            let mut paragraph = vec![];
            while paragraph.len() < length {
                sentence(&words, &mut dice, &mut paragraph);
            }
            for word in &mut paragraph {
                since += 1;
                if since >= ENTRY && word.letters.len() > SHORT {
                    since = 0;
                    word.entry = true;
                }
            }
            total += paragraph.len();
            paragraphs.push(paragraph);
        }
        Self(paragraphs)
    }

    /// How many words it has.
    pub(crate) fn words(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// How many of them have an entry.
    pub(crate) fn entries(&self) -> usize {
        self.0.iter().flatten().filter(|word| word.entry).count()
    }

    /// The text as an editor would write it, in Djot.
    pub(crate) fn djot(&self) -> String {
        self.markup("", &|letters, reading| {
            format!("[{letters}]{{A=\"{reading}\" C=\"{reading}\"}}")
        })
    }

    /// The bare text for Typst itself, on pages like those of the octavo.
    pub(crate) fn bare(&self) -> String {
        self.markup(HEAD, &|letters, _| letters.to_owned())
    }

    /// The text for Typst itself, with its entries as footnotes.
    pub(crate) fn with_footnotes(&self) -> String {
        self.markup(HEAD, &|letters, reading| {
            format!("{letters}#footnote[{letters} {reading} A C]")
        })
    }

    fn markup(&self, head: &str, entry: &dyn Fn(&str, &str) -> String) -> String {
        let mut out = head.to_owned();
        for paragraph in &self.0 {
            for (k, word) in paragraph.iter().enumerate() {
                let space = if k == 0 { "" } else { " " };
                let letters = match word.entry {
                    true => entry(&word.letters, &word.reading()),
                    false => word.letters.clone(),
                };
                write!(out, "{space}{}{letters}{}", word.before, word.after)
                    .expect("a string takes all that is written to it");
            }
            out.push_str("\n\n");
        }
        out
    }
}

/// The octavo's page, face and lines.
const HEAD: &str = "#set page(width: 155mm, height: 235mm, margin: (inside: 19mm, outside: 26mm, top: 24mm, bottom: 28mm))
#set text(font: \"Libertinus Serif\", size: 10.8pt, lang: \"en\", top-edge: 0.75em, bottom-edge: -0.25em, number-type: \"old-style\")
#set par(justify: true, leading: 2.8pt, spacing: 2.8pt, first-line-indent: 1.2em)

";

/// Appends a sentence of one to three clauses, now and then in quotation marks.
fn sentence(words: &Vocabulary, dice: &mut Dice, out: &mut Vec<Word>) {
    let start = out.len();
    let clauses = dice.any(&[1, 1, 2, 2, 3]);
    for k in 0..clauses {
        if k > 0 {
            let last = out.last_mut().expect("no clause is empty");
            last.after = dice.any(&[",", ",", ",", ";", ":"]);
            let joint = dice.early(words.class("joint").expect("a class of the list"));
            out.push(word(joint.to_owned()));
        }
        clause(words, dice, out);
    }
    let quoted = dice.even() < 0.06;
    let (first, last) = (start, out.len() - 1);
    let letters = &mut out[first].letters;
    letters[..1].make_ascii_uppercase();
    out[first].before = if quoted { "“" } else { "" };
    out[last].after = match (quoted, dice.even() < 0.04) {
        (true, _) => ".”",
        (false, true) => "?",
        (false, false) => ".",
    };
}

/// Appends a clause.
fn clause(words: &Vocabulary, dice: &mut Dice, out: &mut Vec<Word>) {
    let class = |name: &str| words.class(name).expect("a class of the list");
    for part in dice.any(CLAUSES).split(' ') {
        let (part, after) = match part.strip_suffix(',') {
            Some(part) => (part, ","),
            None => (part, ""),
        };
        let drawn = match part {
            "name" => {
                if dice.even() < 0.4 {
                    out.push(word(dice.early(class("given")).to_owned()));
                }
                dice.early(class("family")).to_owned()
            }
            "compound" => {
                dice.early(class("head")).to_owned() + dice.early(class("tail"))
            }
            _ => match words.class(part) {
                Some(class) => dice.early(class).to_owned(),
                None => part.to_owned(),
            },
        };
        // `a` before a vowel.
        if let Some(previous) = out.last_mut()
            && previous.letters == "a"
            && drawn.starts_with(['a', 'e', 'i', 'o', 'u'])
        {
            previous.letters.push('n');
        }
        let mut drawn = word(drawn);
        drawn.after = after;
        out.push(drawn);
    }
}

fn word(letters: String) -> Word {
    Word { letters, before: "", after: "", entry: false }
}

/// The manifest of an edition of the text.
pub(crate) const MANIFEST: &str = r#"title = "The Long Field"
editors = ["The makers of the benchmark"]
date = 2026-11-20
language = "en"

[[witness]]
id = "A"
description = "The first copy"

[[witness]]
id = "B"
description = "The copy that is printed"

[[witness]]
id = "C"
description = "The second copy"

[[series]]
id = "app"
kind = "critical"
layout = "run-in"

[[text]]
file = "text.dj"
title = "The Long Field"
"#;

/// What the manifest of a whole book has besides.
pub(crate) const BACK: &str = r#"
[[index]]
id = "names"

[[index]]
id = "subjects"

[concordance]
"#;

/// The headings of the two indexes: every family, and the rarer nouns.
pub(crate) fn headings() -> String {
    let words = Vocabulary::read();
    let mut out = String::new();
    let mut heading = |index: &str, name: &str| {
        write!(
            out,
            "[[heading]]\nindex = \"{index}\"\nname = \"{name}\"\npatterns = [\"{name}\"]\n\n"
        )
        .expect("a string takes all that is written to it");
    };
    for family in words.class("family").unwrap_or_default() {
        heading("names", family);
    }
    for noun in words.class("noun").unwrap_or_default().iter().skip(20) {
        heading("subjects", noun);
    }
    out
}
