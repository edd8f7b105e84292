//! The proof: the changed pages of a book, with what changed on them marked, made of the
//! finished frames.

pub mod glyphs;
mod pieces;
mod report;
pub mod sheet;
pub mod signs;

use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameKind, Point, Sides, Size};
use typst::model::DocumentInfo;
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, Timestamp};

use self::glyphs::{Area, Glyphs};
use self::pieces::Pieces;
use self::sheet::{Bar, Numbered, Sheet};
use self::signs::Caret;
use super::export::{moment, refusal};
use super::frames::reading_order::in_reading_order;
use crate::build::{Built, Proven, Read};
use crate::diag::Diagnostic;
use crate::history::compare::{self, Comparison, Pair, compare, line_of};
use crate::history::record::Record;
use crate::model::{Dir, Lang};

/// A finished proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// What changed.
    pub comparison: Comparison,
    /// The PDF: a page with the report, then the pages that are shown.
    pub pdf: Vec<u8>,
    /// The pages that are shown, from 0, all pages of the book counted; after the report.
    pub pages: Vec<usize>,
    /// The bars of each page that is shown.
    pub bars: Vec<Vec<Bar>>,
}

/// What a proof is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The pages of the texts that are printed otherwise than before.
    Changed,
    /// All pages of the book.
    All,
}

/// Makes the proof of a built book against an earlier printing. `against` says in words
/// what that is.
///
/// # Errors
/// What Typst says.
pub fn proof(
    read: &Read,
    built: &Proven,
    (old, against): (&Record, &str),
    shown: Shown,
    timestamp: Option<i64>,
) -> Result<Proof, Vec<Diagnostic>> {
    let edition = &read.edition;
    let new = super::record::record(read, built);
    let comparison = compare(old, &new);
    let pairs = compare::pairs(old, &new);
    let glyphs = Glyphs::of(built);
    let signs = signs::signs(built, &glyphs, &pairs, &comparison);
    let made = built.book.document.pages();
    let mut wanted: Vec<usize> = match shown {
        Shown::All => (0..made.len()).collect(),
        Shown::Changed => {
            let pages = comparison.pages.iter().map(|page| page.sheet as usize);
            pages.chain(signs.bars.iter().map(|bar| bar.page)).collect()
        }
    };
    wanted.sort_unstable();
    wanted.dedup();
    wanted.retain(|page| *page < made.len());

    let mut pieces = Pieces::default();
    let former = pairs.iter().map(|pair| (pair.new_index, former(pair)));
    let former: Vec<(usize, Vec<Option<String>>)> = former.collect();
    let inserted = sheet::by_page(&signs.inserted, |area: &Area| area.page);
    let carets = sheet::by_page(&signs.carets, |caret: &Caret| caret.page);
    let bars = sheet::by_page(&signs.bars, |area: &Area| area.page);
    let paper = &edition.page;
    let mut sheets = vec![];
    for &page in &wanted {
        let recto = made[page].number % 2 == 1;
        let spine_left = recto == (edition.lang.dir() == Dir::Ltr);
        let left = if spine_left { paper.inner } else { paper.outer };
        let text = text_of(built, page);
        let rtl = text.is_some_and(|k| built.jobs[k].dir == Dir::Rtl);
        let mut own: Vec<&Caret> = carets.get(&page).cloned().unwrap_or_default();
        sheet::sort(&mut own, rtl);
        let own = own.into_iter().enumerate().map(|(n, caret)| {
            let words = (caret.removed.as_str(), caret.added.as_str());
            let note = pieces.note(n + 1, words, &Lang::new(&caret.lang));
            (caret, pieces.caret(n + 1), note)
        });
        let carets = own.collect();
        let copied = |list: Option<&Vec<&Area>>| -> Vec<Area> {
            list.map_or(vec![], |list| list.iter().map(|area| **area).collect())
        };
        sheets.push(Sheet {
            page: &made[page].frame,
            outer_right: spine_left,
            text: (left, left + paper.width - paper.inner - paper.outer),
            pitch: text.map_or(edition.design.pitch, |k| built.jobs[k].sizes.pitch),
            lines: text.map_or(vec![], |k| {
                let former = former.iter().find(|former| former.0 == k);
                let former = former.map(|former| former.1.as_slice());
                numbered(built, paper.head, page, k, former, &mut pieces)
            }),
            inserted: copied(inserted.get(&page)),
            carets,
            bars: copied(bars.get(&page)),
        });
    }
    let frames = pieces.set(edition)?;
    let size = (paper.width + sheet::MARGIN, paper.height);
    let mut finished = vec![report::report(edition, &comparison, against, size)?];
    finished.extend(sheets.iter().map(|sheet| sheet.draw(&frames)));
    let bars = sheets.iter().map(Sheet::bars).collect();
    let pdf = export(read, finished, size, timestamp)?;
    Ok(Proof { comparison, pdf, pages: wanted, bars })
}

/// The text that a page belongs to.
fn text_of(built: &Built, page: usize) -> Option<usize> {
    let runs = &built.book.text_pages;
    let holds = |k: &usize| {
        let index = runs[*k].index_of(page as u32);
        index.is_some_and(|index| (index as usize) < built.texts[*k].pages.len())
    };
    (0..runs.len()).find(holds)
}

/// For each line of a text its page and line before, where they were others.
fn former(pair: &Pair) -> Vec<Option<String>> {
    let mut former = vec![None; pair.new.lines.len()];
    let mut known = vec![false; former.len()];
    for (k, unit) in pair.new_units.iter().enumerate() {
        let Some(line) = line_of(pair.new, unit).filter(|line| !known[*line]) else {
            continue;
        };
        let (at, exact) = pair.alignment.to_old(k);
        if !exact {
            continue;
        }
        let Some(before) = line_of(pair.old, &pair.old_units[at]) else { continue };
        known[line] = true;
        let (old, new) = (pair.old.cite(before), pair.new.cite(line));
        if old != new {
            former[line] = Some(old.to_string());
        }
    }
    former
}

/// The lines of a page, with their numbers.
fn numbered(
    built: &Built,
    head: f64,
    page: usize,
    text: usize,
    former: Option<&[Option<String>]>,
    pieces: &mut Pieces,
) -> Vec<Numbered> {
    let set = &built.texts[text];
    let lang = &built.jobs[text].lang;
    let on_page = built.book.text_pages[text].index_of(page as u32);
    let has_number = |line: &usize| set.name(*line).number > 0;
    let lines = (0..set.lines.len())
        .filter(|&line| Some(set.page_of[line]) == on_page)
        .filter(has_number);
    lines
        .map(|line| {
            let before = former.and_then(|former| former.get(line).cloned().flatten());
            Numbered {
                baseline: head + set.depth(line),
                number: pieces
                    .number(&built.places.line_name(text, line).to_string(), lang),
                former: before.map(|before| pieces.former(&before, lang)),
            }
        })
        .collect()
}

fn export(
    read: &Read,
    frames: Vec<Frame>,
    (width, height): (f64, f64),
    timestamp: Option<i64>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let edition = &read.edition;
    let pages: Vec<Page> = frames
        .into_iter()
        .enumerate()
        .map(|(k, content)| {
            let size = Size::new(Abs::pt(width), Abs::pt(height));
            let mut frame = Frame::new(size, FrameKind::Hard);
            frame.push_frame(Point::zero(), content);
            let frame = in_reading_order(&frame).unwrap_or(frame);
            Page {
                frame,
                bleed: Sides::splat(Abs::zero()),
                fill: Smart::Custom(None),
                numbering: None,
                supplement: Content::empty(),
                number: k as u64 + 1,
            }
        })
        .collect();
    let info = DocumentInfo {
        title: Some(format!("{} (proof)", edition.title).into()),
        ..DocumentInfo::default()
    };
    let document = PagedDocument::new(pages.into(), info);
    let options = PdfOptions {
        ident: Smart::Custom(format!("variorum:proof:{}", edition.id)),
        creator: Smart::Custom(Some(
            concat!("Variorum ", env!("CARGO_PKG_VERSION")).into(),
        )),
        timestamp: Some(Timestamp::new_utc(moment(edition, timestamp))),
        tagged: false,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options)
        .map_err(|errors| errors.iter().map(refusal).collect())
}
