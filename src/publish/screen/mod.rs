//! The finished pages for a screen: drawn as SVG from the very frames that are exported,
//! compared from build to build, searched, and pointed into.

mod search;
mod walk;

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use serde::Serialize;
use typst::layout::{Frame, FrameItem};
use typst_layout::Page;
use typst_svg::SvgOptions;

pub use self::search::{Hit, search};

use self::walk::{Text, texts};
use super::folio::folio;
use crate::build::{Built, Read, span_of};
use crate::edition::Edition;
use crate::span::Span;
use crate::typeset::BookWorld;

/// A page, as far as a viewer must know it before it is drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leaf {
    /// A name of what is printed on it: the same as long as that is the same.
    pub print: String,
    /// Its number as it is printed where digits are Western.
    pub folio: String,
    /// Its width in points.
    pub width: f64,
    /// Its height in points.
    pub height: f64,
}

/// All pages of a book.
pub fn leaves(built: &Built) -> Vec<Leaf> {
    let pages = built.book.document.pages().iter().enumerate();
    pages
        .map(|(k, page)| Leaf {
            print: format!("{:016x}", print(&page.frame)),
            folio: folio(&built.book, k),
            width: page.frame.width().to_pt(),
            height: page.frame.height().to_pt(),
        })
        .collect()
}

/// A page as an SVG file.
pub fn svg(built: &Built, page: usize) -> Option<String> {
    let page = built.book.document.pages().get(page)?;
    Some(typst_svg::svg(page, &SvgOptions::default()))
}

/// A number that stands for what is printed. Of a book some hundred thousand glyphs go into
/// it after each change, so the hash is a quick one.
fn print(frame: &Frame) -> u64 {
    let mut hasher = FxHasher::default();
    Print(frame).hash(&mut hasher);
    hasher.finish()
}

/// What is printed, without where it came from: two frames that look the same hash the
/// same, although the bytes of their source moved.
struct Print<'a>(&'a Frame);

impl Hash for Print<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.size().hash(state);
        for (at, item) in self.0.items() {
            match item {
                FrameItem::Tag(_) => continue,
                FrameItem::Group(group) => {
                    (at, group.transform, &group.clip).hash(state);
                    Print(&group.frame).hash(state);
                }
                FrameItem::Text(text) => {
                    (at, &text.font, text.size, &text.fill, &text.stroke).hash(state);
                    for glyph in &text.glyphs {
                        (glyph.id, glyph.x_advance, glyph.x_offset).hash(state);
                        (glyph.y_advance, glyph.y_offset).hash(state);
                    }
                }
                FrameItem::Shape(shape, _) => (at, shape).hash(state),
                FrameItem::Image(image, size, _) => (at, image, size).hash(state),
                // Links are not drawn, and lead to places that move with every page.
                FrameItem::Link(_, size) => (at, size).hash(state),
            }
        }
        u8::MAX.hash(state);
    }
}

/// A line on a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct At {
    /// The page, from 0, all pages counted.
    pub page: usize,
    /// The baseline, in points from the top of the page.
    pub y: f64,
}

/// The first line of `now` that differs from `before`: of the pages of the texts, if one
/// of these changed, else of any page.
pub fn change(before: &Built, now: &Built, edition: &Edition) -> Option<At> {
    let (old, new) = (before.book.document.pages(), now.book.document.pages());
    let differs = |page: &usize| {
        let print_of = |pages: &[Page]| pages.get(*page).map(|page| print(&page.frame));
        print_of(old) != print_of(new)
    };
    let texts = now.book.text_pages.iter().zip(now.texts.iter());
    let mut text_pages: Vec<usize> =
        texts.flat_map(|(run, text)| run.pages(text.pages.len())).collect();
    text_pages.sort_unstable();
    let page = text_pages.into_iter().find(differs);
    let page = page.or_else(|| (0..new.len()).find(differs))?;
    let is_below_head = |text: &Text| text.y >= edition.page.head;
    let list = |frame| -> Vec<Text> {
        texts_of(frame).into_iter().filter(is_below_head).collect()
    };
    let old = old.get(page).map(|page| list(&page.frame)).unwrap_or_default();
    let new = list(&new[page].frame);
    let same = |a: &Text, b: &Text| (a.x, a.y, &a.item.text) == (b.x, b.y, &b.item.text);
    let count = old.iter().zip(&new).take_while(|(a, b)| same(a, b)).count();
    let at = new.get(count).or(new.last());
    Some(At { page, y: at.map_or(0.0, |text| text.y) })
}

fn texts_of(frame: &Frame) -> Vec<Text<'_>> {
    texts(frame).collect()
}

/// What stands at a point of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointed {
    /// The word as it is printed.
    pub word: String,
    /// Where the editor wrote it; nothing for what the program or the design made.
    pub written: Option<Span>,
}

/// The word at a point, in points from the left and top edge of a page, and where it was
/// written.
pub fn point(read: &Read, built: &Built, page: usize, x: f64, y: f64) -> Option<Pointed> {
    let frame = &built.book.document.pages().get(page)?.frame;
    let found = texts_of(frame);
    let off = |text: &Text| {
        let size = text.item.size.to_pt();
        let across = (text.x - x).max(x - text.x - text.item.width().to_pt()).max(0.0);
        let down = (text.y - 0.75 * size - y).max(y - text.y - 0.25 * size).max(0.0);
        across + down
    };
    let text = found.iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
    if off(text) > text.item.size.to_pt() / 2.0 {
        return None;
    }
    let mut right = text.x;
    let glyph = text.item.glyphs.iter().find(|glyph| {
        right += glyph.x_advance.at(text.item.size).to_pt();
        x < right
    });
    let glyph = glyph.or(text.item.glyphs.last())?;
    let range = glyph.range();
    let whole: &str = &text.item.text;
    let is_part = |c: char| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace();
    let from = whole[..range.start].rfind(|c| !is_part(c));
    let from =
        from.map_or(0, |at| at + whole[at..].chars().next().map_or(1, char::len_utf8));
    let to = whole[range.start..]
        .find(|c| !is_part(c))
        .map_or(whole.len(), |at| range.start + at);
    let word = whole.get(from..to.max(from)).unwrap_or_default();
    let word = if word.is_empty() { &whole[range] } else { word };
    let written = glyph.span.0.id().and_then(|file| {
        let path = BookWorld::path_of(file);
        let k = built.jobs.iter().position(|job| job.path == path)?;
        let byte = built.origins[k].byte(glyph.span)?;
        let span = span_of(&read.model, &built.jobs[k], byte)?;
        Some(narrowed(read, span, word))
    });
    Some(Pointed { word: word.to_owned(), written })
}

/// The place of a word inside of a span, which may be that of a whole note; the span's own
/// start if the word is spelled otherwise in the file.
fn narrowed(read: &Read, span: Span, word: &str) -> Span {
    let text = &read.files.get(span.file).text;
    match text.get(span.range()).and_then(|part| part.find(word)) {
        Some(at) => span.part(at..at + word.len()),
        None => span,
    }
}
