//! The text form of finished pages: one line for each run of text, where it was placed.
//!
//! Read from the frames of the pages, as [`crate::build::account`] does, and not from the plan:
//! what is told here is what will be printed.

use std::fmt::Write;
use std::ops::Range;

use typst::text::TextItem;

use super::folio::folio;
use super::frames::letters::is_kashida;
use crate::build::Built;
use crate::edition::Edition;
use crate::typeset::frames::texts;

/// A run of text on a page. Lengths are in points, from the page's left and top edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The page, from 0, all pages counted.
    pub page: usize,
    /// The page's number as it is printed where digits are Western.
    pub folio: String,
    /// What it is part of.
    pub part: RunPart,
    /// Its left edge.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// The size of its type.
    pub size: f64,
    /// Its characters in the order of reading.
    pub text: String,
}

/// A part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunPart {
    /// The running head.
    Head,
    /// The text area; of a line that is counted, with its number.
    Body(Option<u32>),
    /// The notes.
    Foot,
    /// Endnotes, with their headings.
    Endnotes,
    /// The margins beside the text: line numbers, pages of witnesses.
    Margin,
}

/// All runs of all pages, in the order in which they were placed. Runs of nothing but
/// white space are left out.
pub fn runs(built: &Built, edition: &Edition) -> Vec<Run> {
    let pages = built.book.document.pages();
    let mut found = vec![];
    for (page, made) in pages.iter().enumerate() {
        let number = made.number as u32;
        let folio = folio(&built.book, page);
        let area = Area::of(built, edition, page, number);
        for (at, text) in texts(&made.frame) {
            if text.text.trim().is_empty() {
                continue;
            }
            let item = Placed {
                x: at.x.to_pt(),
                y: at.y.to_pt(),
                width: text.width().to_pt(),
                size: text.size.to_pt(),
            };
            found.push(Run {
                page,
                folio: folio.clone(),
                part: area.part(&item),
                x: item.x,
                y: item.y,
                width: item.width,
                size: item.size,
                text: letters(text),
            });
        }
    }
    found
}

/// The characters of a text, without the lines that make joins longer.
fn letters(text: &TextItem) -> String {
    let added: Vec<usize> = text
        .glyphs
        .iter()
        .filter(|glyph| is_kashida(&text.text, glyph))
        .map(|glyph| usize::from(glyph.range.start))
        .collect();
    let own = text.text.char_indices().filter(|(at, _)| !added.contains(at));
    own.map(|(_, c)| c).collect()
}

/// The pages of a range, a line a run: the page's number; `l12` for the 12th line as the
/// lineation counts it, `body` where lines are not counted, else `head`, `foot`,
/// `endnotes` or `margin`; the left edge, the baseline and the size of type in points; the characters.
pub fn pages(built: &Built, edition: &Edition, range: Range<usize>) -> String {
    let mut out = String::new();
    for run in runs(built, edition).iter().filter(|run| range.contains(&run.page)) {
        let part = match run.part {
            RunPart::Head => "head".to_owned(),
            RunPart::Body(Some(number)) => format!("l{number}"),
            RunPart::Body(None) => "body".to_owned(),
            RunPart::Foot => "foot".to_owned(),
            RunPart::Endnotes => "endnotes".to_owned(),
            RunPart::Margin => "margin".to_owned(),
        };
        let (x, y, size) = (tenth(run.x), tenth(run.y), tenth(run.size));
        let _ = writeln!(
            out,
            "p{} {part} x={x:.1} y={y:.1} s={size:.1} \"{}\"",
            run.folio,
            escaped(&run.text)
        );
    }
    out
}

/// To a tenth of a point, and never minus zero.
fn tenth(points: f64) -> f64 {
    (points * 10.0).round() / 10.0 + 0.0
}

/// Characters that can't be seen, as `\u{200c}`.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => out.extend(c.escape_unicode()),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

/// Where a text stands, in points.
struct Placed {
    x: f64,
    y: f64,
    width: f64,
    size: f64,
}

/// Where the parts of a page are.
struct Area {
    left: f64,
    right: f64,
    top: f64,
    /// Where the foot begins, if there is one.
    foot: Option<f64>,
    /// Where endnotes begin, if there are any.
    endnotes: Option<f64>,
    /// Baselines of the text's lines and their numbers, from the top.
    lines: Vec<(f64, u32)>,
}

impl Area {
    fn of(built: &Built, edition: &Edition, page: usize, number: u32) -> Self {
        let paper = &edition.page;
        let spine_left =
            (number % 2 == 1) == (edition.lang.dir() == crate::model::Dir::Ltr);
        let left = if spine_left { paper.inner } else { paper.outer };
        let right = left + paper.width - paper.inner - paper.outer;
        let mut area = Self {
            left,
            right,
            top: paper.head,
            foot: None,
            endnotes: built
                .book
                .endnotes
                .iter()
                .any(|pages| pages.contains(&page))
                .then_some(paper.head),
            lines: vec![],
        };
        for (set, run) in built.texts.iter().zip(&built.book.text_pages) {
            let Some(n) = run.index_of(page as u32) else { continue };
            let n = n as usize;
            let Some(made) = set.pages.get(n) else { continue };
            if !made.foot.frames.is_empty() {
                area.foot = Some(paper.height - paper.foot - made.foot.height);
            }
            area.endnotes = made.endnotes.map(|depth| paper.head + depth);
            let on_page = (0..set.lines.len()).filter(|&k| set.page_of[k] as usize == n);
            area.lines = on_page
                .map(|k| (paper.head + set.depth(k), set.number_of[k]))
                .collect();
        }
        area
    }

    fn part(&self, item: &Placed) -> RunPart {
        if item.y < self.top {
            return RunPart::Head;
        }
        if item.x >= self.right - 0.01 || item.x + item.width <= self.left + 0.01 {
            return RunPart::Margin;
        }
        if self.foot.is_some_and(|foot| item.y > foot) {
            return RunPart::Foot;
        }
        if self.endnotes.is_some_and(|endnotes| item.y > endnotes) {
            return RunPart::Endnotes;
        }
        // Marks stand above the baseline of their line, but nearer to it than to others.
        let off = |line: &&(f64, u32)| (line.0 - item.y).abs();
        let line = self.lines.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        RunPart::Body(line.map(|line| line.1).filter(|number| *number > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(escaped("می\u{200c}رود “a” \"b\""), "می\\u{200c}رود “a” \\\"b\\\"");
        assert_eq!(format!("{:.1}", tenth(-0.01)), "0.0");
    }
}
