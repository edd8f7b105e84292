//! Whether words are printed: found by the source bytes of their glyphs, else by their
//! letters.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_script::{Script, UnicodeScript};

use super::findings::{Findings, Kind};
use super::seen::{NONE, Seen, Sight, Token, is_unseen};
use super::wanted::{Wanted, byte, span};
use crate::model::{Passage, Style};

/// Letters without what has no ink and without case, to compare what is printed.
pub(super) fn plain(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_unseen(*c));
    seen.flat_map(char::to_lowercase).collect()
}

/// What a design or the edition leaves out on purpose.
#[derive(Debug, Clone, Default)]
pub(super) struct Withheld {
    /// As written in `[design] withhold`.
    pub names: Vec<String>,
    /// Whether the edition has a design of its own. Without one, only words that are too long
    /// for their line reach out of the page.
    pub has_design: bool,
}

impl Withheld {
    /// The name under which words of a kind are left out, if they are. `series` is the id of
    /// the series they belong to.
    pub(super) fn of(&self, kind: Kind, series: Option<&str>) -> Option<&str> {
        let is_it = |name: &&String| {
            *name == kind.name() || series.is_some_and(|series| *name == series)
        };
        self.names.iter().find(is_it).map(String::as_str)
    }

    /// The same for words in a style.
    fn style(&self, style: &Style) -> Option<&str> {
        let name = style_name(style)?;
        self.names.iter().find(|known| *known == name).map(String::as_str)
    }
}

/// The styles whose words a design may leave out, by the names of its functions.
pub const STYLES: [&str; 11] = [
    "emphasis",
    "strong-emphasis",
    "supplied",
    "deleted",
    "restored",
    "secluded",
    "unclear",
    "sic",
    "raised",
    "lowered",
    "stage-words",
];

fn style_name(style: &Style) -> Option<&str> {
    Some(match style {
        Style::Emphasis => "emphasis",
        Style::Strong => "strong-emphasis",
        Style::Supplied => "supplied",
        Style::Deleted => "deleted",
        Style::Restored => "restored",
        Style::Secluded => "secluded",
        Style::Unclear => "unclear",
        Style::Sic(_) => "sic",
        Style::Superscript => "raised",
        Style::Subscript => "lowered",
        Style::Stage => "stage-words",
        Style::Class(name) => name,
        _ => return None,
    })
}

/// Counts the words of a passage of one file; `series` is the id of that it belongs to.
pub(super) fn count(
    wanted: &Wanted,
    (seen, file): (&Seen, usize),
    (withheld, series): (&Withheld, Option<&str>),
    findings: &mut Findings,
) {
    let passage = &*wanted.passage;
    other_forms(passage, wanted, findings);
    let all = withheld.of(wanted.kind, series);
    for word in words(&passage.text) {
        findings.words(wanted.kind, 1);
        let left_out = all.or_else(|| {
            let mut styles = passage.styles.iter().filter(|styled| {
                (styled.range.start as usize) < word.end
                    && word.start < styled.range.end as usize
            });
            styles.find_map(|styled| withheld.style(&styled.style))
        });
        match missing(wanted, word.clone(), seen, file) {
            None => findings.printed(wanted.kind),
            Some(_) if left_out.is_some() => {
                let name = left_out.unwrap_or_default();
                findings.withheld(wanted.kind, name, span(wanted, word));
            }
            Some(Sight::Outside) if !withheld.has_design => {
                findings.withheld(wanted.kind, "outside-of-the-page", span(wanted, word));
            }
            Some(sight) => {
                let place = span(wanted, word.clone());
                findings.lost(wanted.kind, &passage.text[word], place, sight);
            }
        }
    }
}

/// Words that are kept and not printed, as the text has them in another form.
fn other_forms(passage: &Passage, wanted: &Wanted, findings: &mut Findings) {
    for styled in &passage.styles {
        let (name, words) = match &styled.style {
            Style::Form(form) => ("other-forms", form.words.as_str()),
            Style::Sic(Some(corr)) => ("corrections-of-sic", corr.as_str()),
            _ => continue,
        };
        let range = styled.range.start as usize..styled.range.end as usize;
        for _ in words.split_whitespace() {
            findings.words(wanted.kind, 1);
            findings.withheld(wanted.kind, name, span(wanted, range.clone()));
        }
    }
}

/// The words of a text, parted by white space, without those that have no ink.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace()
        .filter(|word| !word.chars().all(is_unseen))
        .map(|word| {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            start..start + word.len()
        })
}

/// What is wrong with a word: nothing if each of its letters is seen.
fn missing(
    wanted: &Wanted,
    word: Range<usize>,
    seen: &Seen,
    file: usize,
) -> Option<Sight> {
    let text = &wanted.passage.text[word.clone()];
    let mut token: Option<&Token> = None;
    for (at, c) in text.char_indices() {
        if is_unseen(c) {
            continue;
        }
        let Some(byte) = byte(wanted.pieces, (word.start + at) as u32) else {
            return Some(Sight::Hidden);
        };
        if token.is_some_and(|token| token.from <= byte && byte < token.to) {
            continue;
        }
        token = seen.at(file, byte);
        if token.is_none() && !is_glued(c, wanted, &word, seen, file) {
            return Some(sight(seen, file, byte));
        }
    }
    None
}

/// Whether a character of a word was drawn as one with an unseen one of the design before it,
/// such as the end of an isolate, whose place it then has: it stands in a row of its word.
fn is_glued(
    c: char,
    wanted: &Wanted,
    word: &Range<usize>,
    seen: &Seen,
    file: usize,
) -> bool {
    let text = &wanted.passage.text[word.clone()];
    let tokens = text.char_indices().filter_map(|(at, _)| {
        seen.at(file, byte(wanted.pieces, (word.start + at) as u32)?)
    });
    let mut rows: Vec<u32> = tokens.map(|token| token.row).collect();
    if let (true, Some(at)) = (rows.is_empty(), byte(wanted.pieces, word.start as u32)) {
        // A word that is nothing but a mark stands beside the next one.
        let beside = seen.within(file, at..at + 64);
        rows.extend(beside.first().map(|&k| seen.tokens[k as usize].row));
    }
    glued(c, rows.into_iter(), seen)
}

/// Whether a character was drawn as one with an unseen one of the design, or a mark with any
/// of its signs, in some rows or in those beside them.
pub(super) fn glued(c: char, rows: impl Iterator<Item = u32>, seen: &Seen) -> bool {
    let mut rows: Vec<u32> =
        rows.flat_map(|row| [row.saturating_sub(1), row, row + 1]).collect();
    rows.sort_unstable();
    rows.dedup();
    // A mark is drawn over whatever sign is before it.
    let is_mark = c.script() == Script::Inherited;
    rows.into_iter()
        .filter_map(|row| seen.rows.get(row as usize))
        .any(|row| {
            seen.tokens[row.start as usize..row.end as usize].iter().any(|token| {
                let letters = seen.letters(token);
                token.file == NONE
                    && (is_mark || letters.starts_with(is_unseen))
                    && letters.contains(c)
            })
        })
}

/// How a byte stands on the pages that no reader sees.
fn sight(seen: &Seen, file: usize, byte: u32) -> Sight {
    let tokens = seen.within(file, byte.saturating_sub(64)..byte + 1);
    let mut tokens = tokens.iter().map(|&k| &seen.tokens[k as usize]);
    let outside = |token: &Token| token.sight == Sight::Outside && byte < token.to;
    if tokens.any(outside) { Sight::Outside } else { Sight::Hidden }
}

/// Characters of a file that stand on the pages more than once, as bytes of its source;
/// `may` says of a byte whether it may.
pub(super) fn twice(seen: &Seen, file: usize, may: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut found = vec![];
    let mut before: Option<&Token> = None;
    for &k in &seen.of_file[file] {
        let token = &seen.tokens[k as usize];
        if token.sight != Sight::Seen || plain(seen.letters(token)).is_empty() {
            continue;
        }
        if let Some(before) = before
            && token.from < before.to
            && !may(token.from)
            && !is_one_sign(seen, before, token)
        {
            found.push(token.from);
        }
        if before.is_none_or(|before| before.to < token.to) {
            before = Some(token);
        }
    }
    found
}

/// Whether two tokens share no more than a sign that is drawn in parts: a base and a mark of
/// two fonts, each of which stands for both, or letters that are joined over a mark.
fn is_one_sign(seen: &Seen, a: &Token, b: &Token) -> bool {
    // A mark is over its letter, or where a face puts it that has none to put it over.
    let is_mark = (a.right - a.left).min(b.right - b.left) < 0.05;
    let apart = (a.left - b.right).max(b.left - a.right);
    if a.row != b.row || apart > if is_mark { 12.0 } else { 1.0 } {
        return false;
    }
    if is_mark {
        return true;
    }
    // Of a syllable of Brahmi's family too, whose vowel may stand lower than its letter and its end.
    let is_sign = |c: char| {
        c.script() == Script::Inherited || MARK.is_match(c.encode_utf8(&mut [0; 4]))
    };
    let bases = |letters: &str| {
        let is_base = |c: &char| !is_sign(*c) && !is_unseen(*c);
        letters.chars().filter(is_base).count()
    };
    let (short, long) = match a.to - a.from < b.to - b.from {
        true => (a, b),
        false => (b, a),
    };
    // What they have in common, as far as letters and source agree.
    let from = long.from.max(short.from) - short.from;
    let to = long.to.min(short.to) - short.from;
    let letters = seen.letters(short);
    let shared = letters.get(from as usize..to as usize).unwrap_or(letters);
    letters.chars().any(is_sign) && bases(shared) <= 2
}

/// A mark of any script.
static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\p{M}").expect("a pattern of ours"));
