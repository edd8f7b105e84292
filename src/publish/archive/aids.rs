//! Glyphs that nothing is seen of, for programs that read right-to-left text in a PDF.
//!
//! Each program has its own rules to make lines of what stands on a page: some sort by place, some trust
//! the order of the content, some turn what goes from right to left around. A frame whose text is in the order of
//! reading ([`reading_order`](crate::publish::frames::reading_order)) gets here what all of them need; the content of the page is
//! then rewritten letter by letter ([`splice`](super::splice)), which knows these glyphs by their text:
//!
//! - a mark has a blank glyph before it that says where it is read: behind its letter ([`PLACE`]);
//! - a blank between texts begins with one too;
//! - a stretch that goes from left to right begins with a right-to-left mark.
//!
//! None of them moves another glyph.

use typst::layout::{Em, Frame, FrameItem, Point};
use typst::text::{Glyph, TextItem};

use crate::model::script::is_right_to_left;
use crate::publish::frames::letters::{ADDED, PLACE, TURN, is_mark};
use crate::publish::frames::reading_order::without_glyphs;
use crate::typeset::frames::{Change, Items, Place, map, texts};

/// How far to the left of its letter a mark is read.
const BEHIND: Em = Em::new(0.01);

/// How far to the left of a stretch the mark before it stands.
const BEFORE: Em = Em::new(0.02);

/// A frame with such glyphs; `None` if it has no right-to-left text.
pub(super) fn aided(frame: &Frame) -> Option<Frame> {
    if !has_right_to_left(frame) {
        return None;
    }
    let spots = texts(frame).map(|(at, text)| Spot::of(at, text)).collect();
    Some(map(frame.clone(), &mut Aids { spots, next: 0 }))
}

fn has_right_to_left(frame: &Frame) -> bool {
    texts(frame).any(|(_, text)| text.text.chars().any(is_right_to_left))
}

/// Where a text item stands on the page, in points.
#[derive(Debug, Clone, Copy)]
struct Spot {
    /// The middle between its left and its right end.
    middle: f64,
    baseline: f64,
    size: f64,
}

impl Spot {
    fn of(at: Point, text: &TextItem) -> Self {
        let mut pen = at.x;
        let (mut left, mut right) = (pen, pen);
        for glyph in &text.glyphs {
            pen += glyph.x_advance.at(text.size);
            (left, right) = (left.min(pen), right.max(pen));
        }
        Self {
            middle: (left + right).to_pt() / 2.0,
            baseline: at.y.to_pt(),
            size: text.size.to_pt(),
        }
    }

    fn is_beside(&self, other: &Self) -> bool {
        (self.baseline - other.baseline).abs() < self.size.max(other.size)
    }
}

struct Aids {
    spots: Vec<Spot>,
    /// How many texts were met.
    next: usize,
}

impl Change for Aids {
    fn item(&mut self, place: &Place, item: FrameItem, out: &mut Items) {
        let mut pos = place.pos;
        let item = match item {
            FrameItem::Text(text) => {
                let done = self.text(pos, &text, self.next);
                self.next += 1;
                let text = done.map_or(text, |(moved, text)| {
                    pos = moved;
                    text
                });
                FrameItem::Text(text)
            }
            other => other,
        };
        out.push((pos, item));
    }
}

impl Aids {
    /// A text with what it needs; nothing if that is nothing.
    fn text(
        &self,
        pos: Point,
        text: &TextItem,
        number: usize,
    ) -> Option<(Point, TextItem)> {
        let blank = blank(text)?;
        let is_turned = text.text.chars().any(is_right_to_left);
        let is_left = |c: char| c.is_alphanumeric() && !is_right_to_left(c);
        if is_turned {
            return Some((pos, lettered(text, blank)));
        }
        if !self.goes_left(number) {
            return None;
        }
        let is_stretch = text.text.chars().any(is_left);
        if !is_stretch && !text.text.contains(char::is_whitespace) {
            return None;
        }
        let (aid, before) = if is_stretch { (TURN, BEFORE) } else { (PLACE, Em::zero()) };
        let first = text.glyphs.first()?;
        let mut out = Rewriter::new(text);
        out.push(first, blank, before, aid)?;
        for glyph in &text.glyphs {
            out.glyph(glyph, glyph.x_advance)?;
        }
        Some((pos - Point::with_x(before.at(text.size)), out.item))
    }

    /// Whether its line goes on to the left before a text that begins a stretch.
    fn goes_left(&self, number: usize) -> bool {
        let Some(own) = self.spots.get(number) else { return false };
        let before = number.checked_sub(1).and_then(|before| self.spots.get(before));
        match before.filter(|before| before.is_beside(own)) {
            Some(before) => before.middle > own.middle,
            None => self.spots[number + 1..]
                .iter()
                .take_while(|next| next.is_beside(own))
                .any(|next| next.middle < own.middle),
        }
    }
}

/// A text whose marks are read behind their letters, and whose blanks are known as such.
fn lettered(text: &TextItem, blank: u16) -> TextItem {
    let mut out = Rewriter::new(text);
    // From the start of the text, where glyphs are as they were set.
    let mut pen = Em::zero();
    // Where the last letter is, and how many of its marks there were.
    let mut letter: Option<(Em, u8)> = None;
    for (k, glyph) in text.glyphs.iter().enumerate() {
        let words = text.text.get(glyph.range()).unwrap_or_default();
        let has_same =
            |k: usize| text.glyphs.get(k).is_some_and(|other| other.range == glyph.range);
        let is_shared = has_same(k + 1) || k.checked_sub(1).is_some_and(has_same);
        let done = if is_shared {
            letter = None;
            out.glyph(glyph, glyph.x_advance)
        } else if is_carrier(text, glyph, words) {
            let hidden = format!("{ADDED}{words}");
            out.push(glyph, glyph.id, glyph.x_advance, &hidden)
        } else if words.chars().all(is_mark)
            && let Some((at, marks)) = &mut letter
        {
            *marks = marks.saturating_add(1);
            let own = pen + glyph.x_offset;
            let place = *at - BEHIND * f64::from(*marks);
            out.back(place - pen);
            out.push(glyph, blank, own - place, PLACE).and_then(|()| {
                out.push(glyph, glyph.id, pen + glyph.x_advance - own, words)
            })
        } else if words == ADDED {
            out.glyph(glyph, glyph.x_advance)
        } else {
            letter = Some((pen + glyph.x_offset, 0));
            out.letter(glyph, words, blank, &mut letter)
        };
        if done.is_none() {
            return text.clone();
        }
        pen += glyph.x_advance;
    }
    out.item
}

/// A glyph of a text's face that nothing is seen of; not that of the blank if there is another, which then
/// would stand for two things.
fn blank(text: &TextItem) -> Option<u16> {
    let face = text.font.ttf();
    let space = face.glyph_index(' ');
    // As wide as the blank, or nearly: programs look at widths to part words.
    let width = |glyph| face.glyph_hor_advance(glyph).unwrap_or_default();
    let own = width(space?);
    let blanks = ['\u{2005}', '\u{2004}', '\u{2006}', '\u{2009}', '\u{2002}'];
    let others = blanks.iter().filter_map(|c| face.glyph_index(*c));
    let unseen = |glyph: &ttf_parser::GlyphId| {
        Some(*glyph) != space && face.glyph_bounding_box(*glyph).is_none()
    };
    let other = others
        .filter(unseen)
        .min_by_key(|glyph| width(*glyph).abs_diff(own))
        .filter(|glyph| width(*glyph).abs_diff(own) <= own / 4);
    Some(other.or(space)?.0)
}

/// Whether a glyph only carries a letter that another one shows.
fn is_carrier(text: &TextItem, glyph: &Glyph, words: &str) -> bool {
    words.chars().any(is_right_to_left)
        && text
            .font
            .ttf()
            .glyph_bounding_box(ttf_parser::GlyphId(glyph.id))
            .is_none()
}

/// Writes the glyphs of a text anew, each with words of its own.
struct Rewriter<'a> {
    from: &'a TextItem,
    item: TextItem,
    /// The last range of the old text, and what it is in the new one.
    last: Option<(std::ops::Range<u16>, std::ops::Range<u16>)>,
}

impl<'a> Rewriter<'a> {
    fn new(from: &'a TextItem) -> Self {
        Self { from, item: without_glyphs(from), last: None }
    }

    /// The next glyph stands so far from where it would.
    fn back(&mut self, by: Em) {
        if let Some(last) = self.item.glyphs.last_mut() {
            last.x_advance += by;
        }
    }

    /// Writes a glyph with its words; nothing if there are too many for a text.
    fn glyph(&mut self, glyph: &Glyph, advance: Em) -> Option<()> {
        if let Some((old, new)) = &self.last
            && *old == glyph.range
        {
            let range = new.clone();
            self.item
                .glyphs
                .push(Glyph { range, x_advance: advance, ..glyph.clone() });
            return Some(());
        }
        let words = self.from.text.get(glyph.range()).unwrap_or_default();
        let start = self.write(words)?;
        let range = start.0..start.1;
        self.last = Some((glyph.range.clone(), range.clone()));
        self.item
            .glyphs
            .push(Glyph { range, x_advance: advance, ..glyph.clone() });
        Some(())
    }

    /// Writes a letter. The marks that its glyph shows too are read from blank glyphs behind it: many programs
    /// turn the characters of one glyph around.
    fn letter(
        &mut self,
        glyph: &Glyph,
        words: &str,
        blank: u16,
        letter: &mut Option<(Em, u8)>,
    ) -> Option<()> {
        let mut chars = words.chars();
        let first = chars.next().filter(|c| is_right_to_left(*c) && !is_mark(*c));
        let marks = chars.as_str();
        let Some(first) =
            first.filter(|_| !marks.is_empty() && marks.chars().all(is_mark))
        else {
            return self.glyph(glyph, glyph.x_advance);
        };
        self.push(glyph, glyph.id, -BEHIND, first.encode_utf8(&mut [0; 4]))?;
        let mut count = 0;
        for mark in marks.chars() {
            count += 1;
            self.push(glyph, blank, -BEHIND, &format!("{ADDED}{mark}"))?;
        }
        self.back(glyph.x_advance + BEHIND * f64::from(count + 1));
        if let Some(letter) = letter {
            letter.1 = count;
        }
        Some(())
    }

    /// Writes a glyph that stands for other words, where the pen is.
    fn push(&mut self, like: &Glyph, id: u16, advance: Em, words: &str) -> Option<()> {
        let (start, end) = self.write(words)?;
        self.last = None;
        self.item.glyphs.push(Glyph {
            id,
            x_advance: advance,
            x_offset: Em::zero(),
            range: start..end,
            ..like.clone()
        });
        Some(())
    }

    fn write(&mut self, words: &str) -> Option<(u16, u16)> {
        let start = u16::try_from(self.item.text.len()).ok()?;
        self.item.text.push_str(words);
        Some((start, u16::try_from(self.item.text.len()).ok()?))
    }
}
