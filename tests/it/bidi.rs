//! The order of letters on a line is that of UAX #9 for its paragraph: invented lines of mixed
//! direction, compared with the crate `unicode-bidi`. `cargo test` takes some hundreds, and
//! `LINES=10000 cargo test bidi` so many.

use std::collections::BTreeSet;
use std::env;

use typst::layout::Point;
use typst::text::TextItem;
use unicode_bidi::{BidiInfo, Level};
use variorum::model::Dir;
use variorum::model::script::is_right_to_left;

use crate::support::book::{Book, items};
use crate::support::mutant::Dice;

/// How many lines are drawn by `cargo test`, half of them in each direction.
const USUAL: usize = 600;

/// How many lines a book has.
const BOOK: usize = 500;

/// What lines are made of, invented for the test.
const PARTS: [&[&str]; 12] = [
    &["گنجشک", "رود", "آسیاب", "می‌رفت", "العصفور", "نهر", "צפור", "נהר"],
    &["mill", "Sparrow", "río", "ποταμός", "вода", "Łąka"],
    &["1972", "12", "3.5", "7,5", "555-0199", "12/5", "10%", "20–25"],
    &["۱۹۷۲", "۱۲/۵", "۲۵٪", "۳٫۵", "۱۰–۱۲"],
    &["١٩٧٢", "١٢", "٣٫٥"],
    &["(mill)", "(رود)", "(12)", "[نهر]", "(a رود)", "(رود b, p. 3)"],
    &["«رود»", "“mill”", "‘نهر’", "„вода“", "«Sparrow, 12»"],
    &["e.g.", "p. 12", "cf.", "ص ۱۲", "نک.", "vol. 2, n. 3", "etc."],
    &["https://example.org/a?b=1", "www.example.org", "a@example.org"],
    &["2026-11-20", "20.11.2026", "۱۴۰۵/۸/۲۹", "May 3, 1972"],
    &["B²", "A1", "C*", "MS 12b", "V^1^", "ن^۲^", "רב^3^"],
    &["،", "؛", "؟", ":", "!", "–", "+", "=", "& Co.", "…"],
];

/// A paragraph as the edition has it, and its words: those before a stretch that is marked as
/// another language, the stretch if there is one, and those behind.
struct Line {
    written: String,
    before: String,
    marked: Option<(Dir, &'static str)>,
    behind: &'static str,
}

impl Line {
    /// What the algorithm is asked for if the paragraph goes in a direction: a stretch that
    /// goes the other way is isolated.
    fn plain(&self, dir: Dir) -> String {
        let marked = match self.marked {
            Some((own, words)) if own == dir => format!(" {words}"),
            Some((Dir::Ltr, words)) => format!(" \u{2066}{words}\u{2069}"),
            Some((Dir::Rtl, words)) => format!(" \u{2067}{words}\u{2069}"),
            None => String::new(),
        };
        format!("{}{marked}{}", self.before, self.behind)
    }
}

fn line(dice: &mut Dice, is_leftward: bool) -> Line {
    let mut written: Vec<String> = vec![];
    for _ in 0..3 + dice.below(5) {
        let kind = PARTS[dice.below(PARTS.len())];
        written.push(kind[dice.below(kind.len())].to_owned());
    }
    // It begins with a word of its own direction, and no part is markup.
    written.insert(0, if is_leftward { "پایان" } else { "end" }.to_owned());
    let mut text = written.join(" ");
    let before = text.replace('^', "");
    let mut marked = None;
    if dice.below(4) == 0 {
        let (lang, dir, words) = match is_leftward {
            true => ("en", Dir::Ltr, "Gull & Co., p. 12 (رود)"),
            false => ("fa", Dir::Rtl, "رود ۱۲، Gull (3)"),
        };
        text += &format!(" [{words}]{{lang={lang}}}");
        marked = Some((dir, words));
    }
    for sign in ["*", "[نهر]"] {
        let quoted = sign.replace('*', "\\*").replace('[', "\\[").replace(']', "\\]");
        text = text.replace(sign, &quoted);
    }
    let behind = if is_leftward { " و آن." } else { " and so." };
    Line { written: text + behind, before, marked, behind }
}

/// Signs that nobody sees, and blanks: these stand where they do without being seen.
fn is_seen(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// The letters of a paragraph from left to right, by UAX #9.
fn expected(plain: &str, dir: Dir) -> String {
    let base = if dir == Dir::Rtl { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(plain, Some(base));
    let paragraph = &info.paragraphs[0];
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    let mut out = String::new();
    for run in runs {
        let letters = plain[run.clone()].chars().filter(|c| is_seen(*c));
        match levels[run.start].is_rtl() {
            true => out.extend(letters.rev()),
            false => out.extend(letters),
        }
    }
    out
}

/// The letters of the pages' lines from left to right, line by line.
fn printed(book: &Book) -> Vec<String> {
    let pages = book.built.book.document.pages();
    let mut lines = vec![];
    for page in book.text_pages() {
        let edition = &book.read.edition.page;
        let (top, bottom) = (edition.head, edition.height - edition.foot);
        let mut glyphs: Vec<(f64, f64, String)> = vec![];
        items(&pages[page].frame, Point::zero(), &mut |at, item: &TextItem| {
            if (top..bottom).contains(&at.y.to_pt()) {
                glyphs.extend(clusters(at, item));
            }
        });
        // Raised signs stand less than half a line higher.
        let of_size = |item: &(f64, f64, String)| (item.1 * 10.0).round() as i64;
        let mut baselines: Vec<i64> = vec![];
        let all: BTreeSet<i64> = glyphs.iter().map(of_size).collect();
        for y in all.into_iter().rev() {
            if baselines.last().is_none_or(|below| below - y > 70) {
                baselines.push(y);
            }
        }
        for baseline in baselines.into_iter().rev() {
            let mut of_it: Vec<&(f64, f64, String)> = glyphs
                .iter()
                .filter(|glyph| (0..=70).contains(&(baseline - of_size(glyph))))
                .collect();
            of_it.sort_by(|a, b| a.0.total_cmp(&b.0));
            lines.push(of_it.iter().flat_map(|glyph| glyph.2.chars()).collect());
        }
    }
    lines
}

/// The clusters of an item: where each stands, and its letters from left to right.
fn clusters(at: Point, item: &TextItem) -> Vec<(f64, f64, String)> {
    let mut x = at.x.to_pt();
    let mut found: Vec<(f64, f64, String)> = vec![];
    let mut last = None;
    for glyph in &item.glyphs {
        let range = glyph.range();
        if last.as_ref() != Some(&range) {
            let letters = item.text[range.clone()].chars().filter(|c| is_seen(*c));
            let mut own = item.text[range.clone()].chars();
            let is_leftward = own.any(is_right_to_left);
            let letters: String = match is_leftward {
                true => letters.rev().collect(),
                false => letters.collect(),
            };
            found.push((x, at.y.to_pt(), letters));
            last = Some(range);
        }
        x += glyph.x_advance.at(item.size).to_pt();
    }
    found
}

fn check(seed: u64, count: usize, is_leftward: bool) -> Vec<String> {
    let mut dice = Dice(seed);
    let lines: Vec<Line> = (0..count).map(|_| line(&mut dice, is_leftward)).collect();
    let text: Vec<&str> = lines.iter().map(|line| line.written.as_str()).collect();
    let language = if is_leftward { "fa" } else { "en" };
    let manifest = format!(
        "language = \"{language}\"\n[page]\nwidth = \"400mm\"\n[lineation]\nfirst = 100000"
    );
    let title = if is_leftward { "پایان" } else { "End" };
    let book = Book::of_text(&manifest, &format!("# {title}\n\n{}\n", text.join("\n\n")));
    let printed = printed(&book);
    // The title is a line too.
    assert_eq!(printed.len(), lines.len() + 1, "each paragraph is a line");
    // A paragraph that is mostly of letters of the other direction goes their way.
    let blocks = &book.read.model.texts[0].blocks;
    let pairs = lines.iter().zip(&blocks[1..]).zip(&printed[1..]);
    let wrong = pairs.filter_map(|((line, block), printed)| {
        let expected = expected(&line.plain(block.dir), block.dir);
        (*printed != expected).then(|| {
            format!("{}\n  expected {expected:?}\n  printed  {printed:?}", line.written)
        })
    });
    wrong.collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a long run is asked for by name")]
fn letters_stand_on_their_line_as_the_bidirectional_algorithm_has_them() {
    let wanted = env::var("LINES").ok().and_then(|count| count.parse().ok());
    let wanted: usize = wanted.unwrap_or(USUAL);
    let mut wrong = vec![];
    for (k, from) in (0..wanted).step_by(BOOK).enumerate() {
        let count = (wanted - from).min(BOOK);
        for is_leftward in [true, false] {
            wrong.extend(check(k as u64 + 1, count.div_ceil(2), is_leftward));
        }
    }
    let shown = &wrong[..wrong.len().min(8)];
    assert!(wrong.is_empty(), "{} of {wanted} lines:\n{}", wrong.len(), shown.join("\n"));
}
