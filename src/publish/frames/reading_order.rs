//! Text in the order of reading, each of its letters once.
//!
//! Typst lays the glyphs of a run from left to right whatever its direction, and cuts a run
//! where a mark is set higher or lower, or where another face steps in; each piece has its own copy
//! of the text. A PDF that is made of such frames has the letters of a right-to-left line in
//! the order of their places, and in any line the text of a letter with such a mark twice.
//!
//! Here the pieces of such runs are put together again and their glyphs are written in the
//! order of reading: from right to left the pen goes back from one glyph to the next. Each
//! glyph stays in its place to the bit of a rounding, and has that part of the text which is its
//! own ([`letters`](super::letters)). The runs of a line are in the order of reading in Typst's
//! frames already, and left-to-right runs in them too, so these are touched only where a
//! letter is parted, and a frame that has neither is not copied.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use typst::introspection::Tag;
use typst::layout::{Abs, Em, Frame, FrameItem, GroupItem, Point};
use typst::text::{Glyph, TextItem};

use super::letters::{
    ADDED, LetterPart, NUDGE, Placed, are_parted, is_kashida, is_unseen, parts,
};
use crate::assemble::APART;
use crate::model::Dir;
use crate::model::script::is_right_to_left;
use crate::typeset::frames::{emptied, items, texts};

/// How far two pieces of one run may be apart, in points: a rounding.
const SEAM: f64 = 0.01;

/// A frame with its text in the order of reading; `None` if it is so already.
pub(crate) fn in_reading_order(frame: &Frame) -> Option<Frame> {
    if is_in_reading_order(frame) {
        return None;
    }
    let of_text = |(pos, text): (Point, &TextItem)| Place { pos, size: text.size };
    let places = texts(frame).map(of_text).collect();
    Some(Copier { places, next: 0 }.copied(frame))
}

/// Where a text item is on the page.
#[derive(Debug, Clone, Copy)]
struct Place {
    pos: Point,
    size: Abs,
}

impl Place {
    /// Whether both are on one line.
    fn is_beside(&self, other: &Self) -> bool {
        (self.pos.y - other.pos.y).abs() < self.size.max(other.size)
    }
}

struct Copier {
    places: Vec<Place>,
    /// How many text items were copied.
    next: usize,
}

impl Copier {
    fn copied(&mut self, frame: &Frame) -> Frame {
        let mut copy = emptied(frame);
        let items: Vec<&(Point, FrameItem)> = frame.items().collect();
        let mut at = 0;
        while let Some((pos, item)) = items.get(at) {
            match item {
                FrameItem::Group(group) => {
                    let frame = self.copied(&group.frame);
                    let group = GroupItem { frame, ..group.clone() };
                    copy.push(*pos, FrameItem::Group(group));
                }
                FrameItem::Text(_) => {
                    let (run, length) = self.run(&items[at..]);
                    let items = &items[at..at + length];
                    let is_text = |item: &FrameItem| matches!(item, FrameItem::Text(_));
                    let goes = |piece: &Piece| direction(piece.text) == Direction::Right;
                    let dir = if run.iter().any(goes) { Dir::Rtl } else { Dir::Ltr };
                    if dir == Dir::Rtl || run.iter().zip(&run[1..]).any(Piece::is_parted)
                    {
                        copy.push_multiple(recomposed(&run, dir));
                        let between = items.iter().filter(|item| !is_text(&item.1));
                        copy.push_multiple(between.map(|item| (*item).clone()));
                    } else {
                        copy.push_multiple(items.iter().map(|(pos, item)| match item {
                            FrameItem::Text(text) => {
                                let text = cleaned(text).unwrap_or_else(|| text.clone());
                                (*pos, FrameItem::Text(text))
                            }
                            other => (*pos, other.clone()),
                        }));
                    }
                    self.next += run.len();
                    at += length;
                    continue;
                }
                other => copy.push(*pos, other.clone()),
            }
            at += 1;
        }
        copy
    }

    /// The pieces of the run that begins with the first of some items, and how many of
    /// the items it takes: whole elements without glyphs, as a reference to a note, may
    /// stand between its pieces, and will stand behind it.
    ///
    /// Two pieces side by side may also be two runs in a left-to-right line, each isolated.
    /// That is so if the line does not go on to the left and the left piece comes first in the source.
    fn run<'a>(&self, items: &[&'a (Point, FrameItem)]) -> (Vec<Piece<'a>>, usize) {
        let mut run: Vec<Piece> = vec![];
        let mut length = 0;
        let mut at = 0;
        while let Some((pos, FrameItem::Text(text))) = items.get(at) {
            let next = Piece { pos: *pos, text };
            if let Some(last) = run.last()
                && !Piece::is_parted((last, &next))
                && (!last.touches(&next)
                    || !self.goes_left(run.len()) && is_read_before(last.text, next.text))
            {
                break;
            }
            run.push(next);
            length = at + 1;
            at = length + elements(&items[length..]);
        }
        (run, length)
    }

    /// Whether a line reads from right to left, as far as that can be told from what stands on it before
    /// and after the next `count` items and one more.
    fn goes_left(&self, count: usize) -> bool {
        let place = |at: Option<usize>| at.and_then(|at| self.places.get(at)).copied();
        let (first, last) = (place(Some(self.next)), place(Some(self.next + count)));
        let before = place(self.next.checked_sub(1));
        let after = place(Some(self.next + count + 1));
        match (before, first, last, after) {
            (Some(before), _, Some(last), _) if before.is_beside(&last) => {
                before.pos.x >= last.pos.x
            }
            (_, Some(first), _, Some(after)) if after.is_beside(&first) => {
                after.pos.x < first.pos.x
            }
            _ => false,
        }
    }
}

/// Whether a frame has no right-to-left text and no letter that is parted.
fn is_in_reading_order(frame: &Frame) -> bool {
    let mut before: Option<&TextItem> = None;
    items(frame).all(|placed| match placed.item {
        FrameItem::Group(_) => {
            before = None;
            true
        }
        FrameItem::Text(text) => {
            let is_whole = !before.replace(text).is_some_and(|a| are_parted(a, text));
            // The bytes that such characters begin with, which most texts have not.
            let may = text.text.bytes().any(|byte| byte >= 0xD6);
            let is_such = |c| is_right_to_left(c) || is_control(c);
            let has = may && text.text.chars().any(is_such);
            is_whole && !descends(text) && !has
        }
        _ => true,
    })
}

/// How many items at the front are whole elements without glyphs.
fn elements(items: &[&(Point, FrameItem)]) -> usize {
    let (mut open, mut whole) = (vec![], 0);
    for (k, (_, item)) in items.iter().enumerate() {
        match item {
            FrameItem::Tag(Tag::Start(element, _)) => open.push(element.location()),
            FrameItem::Tag(Tag::End(location, ..)) => {
                if open.pop() != Some(Some(*location)) {
                    break;
                }
            }
            FrameItem::Link(..) if !open.is_empty() => {}
            _ => break,
        }
        if open.is_empty() {
            whole = k + 1;
        }
    }
    whole
}

/// Which way a piece of a run reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    /// It is a single sign, or nothing is seen of it, and it may stand in either.
    Either,
}

fn direction(text: &TextItem) -> Direction {
    let start = |glyph: Option<&Glyph>| glyph.map(|glyph| glyph.range.start);
    if text.text.chars().all(is_unseen) {
        return Direction::Either;
    }
    match start(text.glyphs.first()).cmp(&start(text.glyphs.last())) {
        Ordering::Greater => Direction::Right,
        Ordering::Less => Direction::Left,
        Ordering::Equal if text.text.chars().any(is_right_to_left) => Direction::Right,
        Ordering::Equal if text.text.chars().any(char::is_alphanumeric) => {
            Direction::Left
        }
        Ordering::Equal => Direction::Either,
    }
}

/// Whether the text of the glyphs goes back from the first to the last.
fn descends(text: &TextItem) -> bool {
    match (text.glyphs.first(), text.glyphs.last()) {
        (Some(first), Some(last)) => first.range.start > last.range.start,
        _ => false,
    }
}

/// A text item in its frame.
#[derive(Clone, Copy)]
struct Piece<'a> {
    pos: Point,
    text: &'a TextItem,
}

impl Piece<'_> {
    /// Whether a cluster stands in both of two pieces.
    fn is_parted((left, right): (&Self, &Self)) -> bool {
        are_parted(left.text, right.text)
    }

    /// Whether the other one may be the next piece, to the right, of the same right-to-left run: it
    /// begins where this one ends.
    fn touches(&self, next: &Self) -> bool {
        let end = self.pos.x + self.text.width();
        let (a, b) = (self.text, next.text);
        (next.pos.x - end).to_pt().abs() < SEAM
            && (next.pos.y - self.pos.y).abs() < a.size.max(b.size)
            && direction(a) != Direction::Left
            && direction(b) != Direction::Left
            && a.fill == b.fill
            && a.stroke == b.stroke
            && a.lang == b.lang
            && a.region == b.region
    }
}

/// Whether the left one of two items is read before the right one, as far as the source can
/// tell, whose nodes have ascending numbers. If it can't, only isolates may have that effect.
fn is_read_before(left: &TextItem, right: &TextItem) -> bool {
    let (Some(a), Some(b)) = (left.glyphs.last(), right.glyphs.first()) else {
        return false;
    };
    let ((node, at), (other, other_at)) = (a.span, b.span);
    if node == other {
        return at < other_at;
    }
    if node.id().is_some() && node.id() == other.id() {
        return node.into_raw() < other.into_raw();
    }
    let is_isolate = |c| matches!(c, '\u{2066}'..='\u{2069}');
    left.text.contains(is_isolate) || right.text.contains(is_isolate)
}

/// The pieces of a run as items in the order of reading: one, unless the face or the size
/// changes in it.
fn recomposed(run: &[Piece], dir: Dir) -> Vec<(Point, FrameItem)> {
    let mut placed = vec![];
    for Piece { pos, text } in run {
        let mut pen = pos.x;
        for glyph in &text.glyphs {
            let at = Point::new(
                pen + glyph.x_offset.at(text.size),
                pos.y - glyph.y_offset.at(text.size),
            );
            let cluster = text.text.get(glyph.range()).unwrap_or_default();
            placed.push(Placed { glyph, piece: text, at, cluster });
            pen += glyph.x_advance.at(text.size);
        }
    }
    // What stands last is read first; so it is in a cluster, where marks stand before their letter.
    if dir == Dir::Rtl {
        placed.reverse();
        let unseen = placed.iter_mut().filter(|one| one.is_unseen());
        unseen.for_each(|one| one.at.x -= NUDGE.at(one.piece.size));
    }
    let mut writer = Writer::new(dir);
    for cluster in placed.chunk_by(Placed::same_cluster) {
        writer.cluster(cluster);
    }
    writer.finish()
}

/// Puts glyphs into items.
struct Writer {
    /// Which way the run reads.
    dir: Dir,
    items: Vec<(Point, FrameItem)>,
    /// The item that is being written: where it is, where its last glyph is, and the item.
    open: Option<(Point, Abs, TextItem)>,
}

impl Writer {
    fn new(dir: Dir) -> Self {
        Self { dir, items: vec![], open: None }
    }

    /// Writes the glyphs of a cluster, each with the part of the text that is its own. If
    /// that can't be told, they share the text, and the export sets it as `ActualText`.
    fn cluster(&mut self, glyphs: &[Placed]) {
        let Some(first) = glyphs.first() else { return };
        if is_kashida(&first.piece.text, first.glyph) {
            // It makes a join longer and is none of the text's letters.
            for of in glyphs {
                let (text, id) = (ADDED.into(), of.glyph.id);
                self.glyph(&LetterPart { text, of, at: of.at, id }, false);
            }
            return;
        }
        if let Some(parts) = parts(first.cluster, glyphs, self.dir) {
            for part in parts {
                self.glyph(&part, false);
            }
        } else {
            for (k, of) in glyphs.iter().enumerate() {
                let part = LetterPart {
                    text: first.cluster.into(),
                    of,
                    at: of.at,
                    id: of.glyph.id,
                };
                self.glyph(&part, k > 0);
            }
        }
    }

    /// Writes a glyph with its text, or with that of the glyph before it.
    fn glyph(&mut self, part: &LetterPart, again: bool) {
        let from = part.of.piece;
        let fits = self.open.as_ref().is_some_and(|(_, _, item)| {
            item.font == from.font
                && item.size == from.size
                && item.text.len() + part.text.len() <= usize::from(u16::MAX)
        });
        if !fits {
            self.close();
            self.open = Some((part.at, part.at.x, without_glyphs(from)));
        }
        let Some((pos, pen, item)) = &mut self.open else { return };
        if let Some(last) = item.glyphs.last_mut() {
            last.x_advance = Em::from_abs(part.at.x - *pen, item.size);
        }
        *pen = part.at.x;
        let range = match item.glyphs.last() {
            Some(last) if again => last.range.clone(),
            _ => {
                let start = item.text.len() as u16;
                let words = without_controls(&part.text);
                // What keeps a mark from its letter is ours, and joins nothing here.
                match words.strip_suffix(APART).filter(|words| !words.is_empty()) {
                    Some(words) if self.dir == Dir::Rtl => item.text.push_str(words),
                    _ => item.text.push_str(&words),
                }
                start..item.text.len() as u16
            }
        };
        let glyph = part.of.glyph;
        let is_carrier = glyph.id != part.id;
        item.glyphs.push(Glyph {
            id: part.id,
            x_advance: if is_carrier { Em::zero() } else { glyph.x_advance },
            x_offset: Em::zero(),
            y_offset: Em::from_abs(pos.y - part.at.y, item.size),
            range,
            ..glyph.clone()
        });
    }

    fn close(&mut self) {
        if let Some((pos, _, item)) = self.open.take() {
            self.items.push((pos, FrameItem::Text(item)));
        }
    }

    fn finish(mut self) -> Vec<(Point, FrameItem)> {
        self.close();
        self.items
    }
}

/// An item of the same look without glyphs.
pub(crate) fn without_glyphs(from: &TextItem) -> TextItem {
    TextItem {
        font: from.font.clone(),
        size: from.size,
        fill: from.fill.clone(),
        stroke: from.stroke.clone(),
        lang: from.lang,
        region: from.region,
        text: "".into(),
        glyphs: vec![],
    }
}

/// What a glyph stands for without the controls of direction that come before or behind it: in the order of
/// reading nothing needs them. A glyph always stands for something.
fn without_controls(words: &str) -> Cow<'_, str> {
    if !words.contains(is_control) || words.chars().all(is_control) {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.chars().filter(|c| !is_control(*c)).collect())
}

/// Whether a character only says which way others go.
fn is_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text whose glyphs stand for no controls; nothing if there were none.
fn cleaned(text: &TextItem) -> Option<TextItem> {
    if !text.text.contains(is_control) {
        return None;
    }
    let mut item = without_glyphs(text);
    let mut last: Option<(Range<u16>, Range<u16>)> = None;
    for glyph in &text.glyphs {
        let range = match &last {
            Some((old, new)) if *old == glyph.range => new.clone(),
            _ => {
                let start = item.text.len() as u16;
                let words = text.text.get(glyph.range()).unwrap_or_default();
                item.text.push_str(&without_controls(words));
                start..item.text.len() as u16
            }
        };
        last = Some((glyph.range.clone(), range.clone()));
        item.glyphs.push(Glyph { range, ..glyph.clone() });
    }
    Some(item)
}

#[cfg(test)]
mod tests;
