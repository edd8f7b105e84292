//! Words as they were set on an endless line: their widths, and the glyphs to put
//! them on a page with.

use std::ops::Range;

use rustc_hash::FxHashSet;
use typst::foundations::Content;
use typst::introspection::{Location, Tag};
use typst::layout::{Abs, Em, Frame, FrameItem, Point, Size};
use typst::model::{Destination, LinkMarker, ParElem, ParLineMarker, Url};
use typst::text::{Glyph, TextItem};
use unicode_script::UnicodeScript;

use crate::assemble::address::Address;
use crate::model::Dir;
use crate::model::script::properties;
use crate::typeset::Origins;
use crate::typeset::frames::{Placed, items};

/// A word.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// Its width, in points.
    pub width: f64,
    /// Whether a no-break space stands before it: it stays on the line of the word before.
    pub tied: bool,
    /// Its glyphs and the tags around them, from its start and its baseline.
    pub items: Vec<(Point, FrameItem)>,
}

/// A line as it was set on its own.
#[derive(Debug, Default)]
pub struct WordLine {
    /// The first source byte set on it, if it has any of the source's text.
    pub byte: Option<u32>,
    /// Its words in reading order.
    pub words: Vec<Word>,
    /// Whether its words can be set one after the other from left to right: it has
    /// no letter of the other direction, and nothing that is not text.
    pub simple: bool,
}

/// The lines of a frame that was laid out at endless width with marked lines.
pub fn words(frame: &Frame, dir: Dir, origins: &Origins) -> Vec<WordLine> {
    let mut scan = Scan {
        origins,
        lines: vec![],
        open: false,
        waiting: vec![],
        paragraphs: FxHashSet::default(),
        link: None,
        dir,
        end: Abs::zero(),
        tied: false,
        last: ' ',
    };
    scan.frame(frame);
    for line in &mut scan.lines {
        if dir == Dir::Rtl {
            line.simple = false;
            // Of two words the blank between which may not break, the later one is tied.
            for k in 0..line.words.len() {
                line.words[k].tied = line.words.get(k + 1).is_some_and(|word| word.tied);
            }
            line.words.reverse();
        }
    }
    scan.lines
}

impl Word {
    /// With blanks at its end counted as blanks behind it, without width.
    pub fn trimmed(mut self) -> Self {
        let mut end = 0.0_f64;
        for (pos, item) in &self.items {
            let FrameItem::Text(text) = item else { continue };
            let is_seen = |glyph: &Glyph| {
                let mut letters = text.text[glyph.range()].chars();
                letters.any(|c| !c.is_whitespace() && c != JOINER)
            };
            if let Some(last) = text.glyphs.iter().rposition(is_seen) {
                let width: Em =
                    text.glyphs[..=last].iter().map(|glyph| glyph.x_advance).sum();
                end = end.max((pos.x + width.at(text.size)).to_pt());
            }
        }
        self.width = end;
        self
    }

    /// The words of a line in units that stand together: each is a word and those that are
    /// tied to it.
    pub fn units(words: &[Self]) -> impl Iterator<Item = &[Self]> {
        words.chunk_by(|_, next| next.tied)
    }

    /// The width of a unit, in points, if blanks are `space` wide.
    pub fn width_of(unit: &[Self], space: f64) -> f64 {
        let blanks = space * unit.len().saturating_sub(1) as f64;
        blanks + unit.iter().map(|word| word.width).sum::<f64>()
    }
}

/// A character without width that keeps what stands on either side on one line.
const JOINER: char = '\u{2060}';

/// The blanks that part words: they may be widened where a line is spread. Others are as wide as
/// they are, and belong to the word.
const PARTING: [char; 6] = [' ', '\u{a0}', '\t', '\n', '\u{2028}', '\u{3000}'];

struct Scan<'a> {
    origins: &'a Origins,
    lines: Vec<WordLine>,
    /// Whether the last word goes on.
    open: bool,
    /// Tags that belong to the next word.
    waiting: Vec<FrameItem>,
    /// The locations of paragraphs, whose tags are left out.
    paragraphs: FxHashSet<Location>,
    /// The link into the book that is open: where its tags are, and where it leads.
    link: Option<(Location, Destination)>,
    dir: Dir,
    /// Where the last glyphs end.
    end: Abs,
    /// Whether the next word is tied to the one before.
    tied: bool,
    /// The last character.
    last: char,
}

impl Scan<'_> {
    fn frame(&mut self, frame: &Frame) {
        let mut baseline = Abs::zero();
        for Placed { place, item, .. } in items(frame) {
            let at = place.at();
            match item {
                FrameItem::Group(_) => {}
                FrameItem::Tag(Tag::Start(element, _))
                    if element.is::<ParLineMarker>() =>
                {
                    self.paragraphs.extend(element.location());
                    self.lines.push(WordLine { simple: true, ..WordLine::default() });
                    (self.open, self.tied) = (false, false);
                    baseline = at.y;
                }
                FrameItem::Tag(Tag::Start(element, _)) if element.is::<ParElem>() => {
                    self.paragraphs.extend(element.location());
                }
                FrameItem::Tag(Tag::Start(element, _)) => {
                    self.link = link(element).or(self.link.take());
                    self.waiting.push(item.clone());
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    self.link.take_if(|(link, _)| link == location);
                    if self.paragraphs.contains(location) {
                        continue;
                    }
                    let last =
                        self.lines.last_mut().and_then(|line| line.words.last_mut());
                    match last {
                        Some(word) if self.waiting.is_empty() => {
                            let end = Point::with_x(Abs::pt(word.width));
                            word.items.push((end, item.clone()));
                        }
                        _ => self.waiting.push(item.clone()),
                    }
                }
                FrameItem::Text(text) => self.text(text, (at.x, at.y - baseline)),
                // Each word of it has its own.
                FrameItem::Link(to, _)
                    if self.link.as_ref().is_some_and(|link| link.1 == *to) => {}
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) => {
                    if let Some(line) = self.lines.last_mut() {
                        line.simple = false;
                    }
                }
            }
        }
    }

    fn text(&mut self, text: &TextItem, (x, y): (Abs, Abs)) {
        // White that is no blank, as behind slanted letters, is part of the word.
        let white = x - self.end;
        self.end = x + text.width();
        let Some(line) = self.lines.last_mut() else { return };
        if self.open
            && self.dir == Dir::Ltr
            && white.abs() < text.size
            && let Some(word) = line.words.last_mut()
        {
            word.width += white.to_pt();
        }
        let mut start = 0;
        for (k, glyph) in text.glyphs.iter().enumerate() {
            let c = text.text[glyph.range()].chars().next().unwrap_or(' ');
            if let Some(line) = self.lines.last_mut() {
                line.simple &= c.is_ascii() || !is_rtl(c);
                if line.byte.is_none() {
                    line.byte = self.origins.byte(glyph.span);
                }
            }
            let behind = std::mem::replace(&mut self.last, c);
            let joins = || {
                let next = text.glyphs.get(k + 1).map(|next| next.range());
                behind == JOINER
                    || next.is_some_and(|next| text.text[next].starts_with(JOINER))
            };
            let is_blank = PARTING.contains(&c) || c.is_whitespace() && !is_fixed(c);
            let parts = is_blank && !joins();
            if parts {
                self.push(text, start..k, true, y);
                (self.open, self.tied) = (false, c == '\u{a0}');
                start = k + 1;
            }
        }
        self.push(text, start..text.glyphs.len(), false, y);
    }

    /// Adds glyphs to the word that is open, or begins one with them. The blank that may
    /// follow them is kept for those who read the PDF by its characters; it has no width.
    fn push(&mut self, text: &TextItem, glyphs: Range<usize>, blank: bool, y: Abs) {
        self.waiting.extend(linked(&self.link, text, glyphs.clone()));
        let Some(line) = self.lines.last_mut() else { return };
        let set = glyphs.start..glyphs.end + usize::from(blank);
        if set.is_empty() {
            return;
        }
        if !glyphs.is_empty() && (!self.open || line.words.is_empty()) {
            // Most words have one item.
            let tied = std::mem::take(&mut self.tied) && !line.words.is_empty();
            line.words
                .push(Word { width: 0.0, tied, items: Vec::with_capacity(1) });
            self.open = true;
        }
        let Some(word) = line.words.last_mut() else { return };
        let at = Point::new(Abs::pt(word.width), y);
        word.items.extend(self.waiting.drain(..).map(|item| match item {
            FrameItem::Link(_, size) => (at - Point::with_y(0.75 * size.y), item),
            tag => (at, tag),
        }));
        let width: Em = text.glyphs[glyphs].iter().map(|glyph| glyph.x_advance).sum();
        word.width += width.at(text.size).to_pt();
        word.items.push((at, FrameItem::Text(cut(text, set))));
    }
}

/// The link into the book that an element is, if it is one.
fn link(element: &Content) -> Option<(Location, Destination)> {
    let link = element.to_packed::<LinkMarker>()?;
    let target = link.alt.clone()?;
    Address::read(&target).filter(|address| matches!(address, Address::Anchor { .. }))?;
    Some((element.location()?, Destination::Url(Url::new(target).ok()?)))
}

/// The link of some glyphs, if they are in one.
fn linked(
    link: &Option<(Location, Destination)>,
    text: &TextItem,
    glyphs: Range<usize>,
) -> Option<FrameItem> {
    let (_, to) = link.as_ref().filter(|_| !glyphs.is_empty())?;
    let width: Em = text.glyphs[glyphs].iter().map(|glyph| glyph.x_advance).sum();
    Some(FrameItem::Link(to.clone(), Size::new(width.at(text.size), text.size)))
}

/// The glyphs of a range as a text of their own.
fn cut(text: &TextItem, glyphs: Range<usize>) -> TextItem {
    if glyphs.len() == text.glyphs.len() {
        return text.clone();
    }
    let glyphs = &text.glyphs[glyphs];
    let start = glyphs.iter().map(|glyph| glyph.range.start).min().unwrap_or(0);
    let end = glyphs.iter().map(|glyph| glyph.range.end).max().unwrap_or(start);
    TextItem {
        text: text.text[usize::from(start)..usize::from(end)].into(),
        glyphs: glyphs
            .iter()
            .map(|glyph| {
                let mut glyph = glyph.clone();
                glyph.range = glyph.range.start - start..glyph.range.end - start;
                glyph
            })
            .collect(),
        ..text.clone()
    }
}

/// Whether a blank is as wide as it is and no line ends at it.
fn is_fixed(c: char) -> bool {
    matches!(c, '\u{2007}' | '\u{202f}')
}

/// Whether a character may turn the direction of a line, itself or as a control.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        // Among them the digits of Persian, which are of the Arabic script.
        || c >= '\u{590}' && properties(c.script()).dir == Dir::Rtl
}
