//! Right-to-left text in the order of reading.
//!
//! Typst lays the glyphs of a run from left to right whatever its direction, and cuts a run
//! where a mark is set higher or lower, or where another face steps in; each piece has its own copy
//! of the text. A PDF that is made of such frames has the letters of a right-to-left line in
//! the order of their places, and the text of a letter with a mark twice.
//!
//! Here the pieces of each right-to-left run are put together again and its glyphs are
//! written in the order of reading: from one glyph to the next the pen goes back to the left. Each
//! glyph stays in its place to the bit of a rounding, and has that part of the text which is its own. The runs
//! of a line are in the order of reading in Typst's frames already, and left-to-right runs
//! in them too, so a frame without right-to-left text is not copied.

use std::cmp::Ordering;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use typst::layout::{Abs, Em, Frame, FrameItem, GroupItem, Point};
use typst::text::{Glyph, TextItem};

/// How far two pieces of one run may be apart, in points: a rounding.
const SEAM: f64 = 0.01;

/// A frame with its right-to-left text in the order of reading; `None` if it has none.
pub fn in_reading_order(frame: &Frame) -> Option<Frame> {
    if !has_right_to_left(frame) {
        return None;
    }
    let mut places = vec![];
    collect(frame, Point::zero(), &mut places);
    Some(Copier { places, next: 0 }.copied(frame))
}

/// Where the text items of a frame are and what size they have, in their order.
fn collect(frame: &Frame, origin: Point, places: &mut Vec<Place>) {
    for (pos, item) in frame.items() {
        let pos = origin + *pos;
        match item {
            FrameItem::Group(group) => collect(&group.frame, pos, places),
            FrameItem::Text(text) => places.push(Place { pos, size: text.size }),
            _ => {}
        }
    }
}

/// Where a text item is on the page, rotations left aside.
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
        let mut copy = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            copy.set_baseline(frame.baseline());
        }
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
                    let run = self.run(&items[at..]);
                    if run.iter().any(|piece| direction(piece.text) == Direction::Right) {
                        copy.push_multiple(recomposed(&run));
                    } else {
                        for Piece { pos, text } in &run {
                            copy.push(*pos, FrameItem::Text((*text).clone()));
                        }
                    }
                    self.next += run.len();
                    at += run.len();
                    continue;
                }
                other => copy.push(*pos, other.clone()),
            }
            at += 1;
        }
        copy
    }

    /// The pieces of the run that begins with the first of some items.
    ///
    /// Two pieces side by side may also be two runs in a left-to-right line, each isolated.
    /// That is so if the line does not go on to the left and the left piece comes first in the source.
    fn run<'a>(&self, items: &[&'a (Point, FrameItem)]) -> Vec<Piece<'a>> {
        let pieces = items.iter().map_while(|item| match item {
            (pos, FrameItem::Text(text)) => Some(Piece { pos: *pos, text }),
            _ => None,
        });
        let mut run: Vec<Piece> = vec![];
        for next in pieces {
            if let Some(last) = run.last()
                && (!last.touches(&next)
                    || !self.goes_left(run.len()) && is_read_before(last.text, next.text))
            {
                break;
            }
            run.push(next);
        }
        run
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

fn has_right_to_left(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_right_to_left(&group.frame),
        FrameItem::Text(text) => {
            descends(text) || text.text.chars().any(is_right_to_left)
        }
        _ => false,
    })
}

/// Which way a piece of a run reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    /// It is a single sign that may stand in either.
    Either,
}

fn direction(text: &TextItem) -> Direction {
    let start = |glyph: Option<&Glyph>| glyph.map(|glyph| glyph.range.start);
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

/// Whether a character is a letter or mark of a script that is written from right to left;
/// the blocks that Unicode keeps for them.
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && !matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

/// A text item in its frame.
#[derive(Clone, Copy)]
struct Piece<'a> {
    pos: Point,
    text: &'a TextItem,
}

impl Piece<'_> {
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

/// A glyph with its place on the line.
struct Placed<'a> {
    glyph: &'a Glyph,
    piece: &'a TextItem,
    /// Its origin, from the frame's left edge and upper edge.
    at: Point,
    /// The text of its cluster.
    cluster: &'a str,
}

impl Placed<'_> {
    /// Whether it is among the glyphs of some parts.
    fn is_written(&self, parts: &[Part]) -> bool {
        parts
            .iter()
            .any(|part| std::ptr::eq(part.of, self) && part.id == self.glyph.id)
    }

    /// Whether both were set from the same letters.
    fn same_cluster(&self, other: &Self) -> bool {
        let same_run = std::ptr::eq(self.piece, other.piece);
        self.cluster == other.cluster
            && if same_run {
                self.glyph.range == other.glyph.range
            } else {
                self.glyph.span == other.glyph.span
            }
    }
}

/// The pieces of a right-to-left run as items in the order of reading: one, unless the
/// face or the size changes in it.
fn recomposed(run: &[Piece]) -> Vec<(Point, FrameItem)> {
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
    placed.reverse();
    let mut writer = Writer::default();
    for cluster in placed.chunk_by(Placed::same_cluster) {
        writer.cluster(cluster);
    }
    writer.finish()
}

/// Puts glyphs into items.
#[derive(Default)]
struct Writer {
    items: Vec<(Point, FrameItem)>,
    /// The item that is being written: where it is, where its last glyph is, and the item.
    open: Option<(Point, Abs, TextItem)>,
}

impl Writer {
    /// Writes the glyphs of a cluster, each with the part of the text that is its own. If
    /// that can't be told, they share the text, and the export sets it as `ActualText`.
    fn cluster(&mut self, glyphs: &[Placed]) {
        let Some(first) = glyphs.first() else { return };
        if let Some(parts) = parts(first.cluster, glyphs) {
            for part in parts {
                self.glyph(&part, false);
            }
        } else {
            for (k, of) in glyphs.iter().enumerate() {
                let part = Part {
                    text: first.cluster,
                    of,
                    at: of.at,
                    id: of.glyph.id,
                };
                self.glyph(&part, k > 0);
            }
        }
    }

    /// Writes a glyph with its text, or with that of the glyph before it.
    fn glyph(&mut self, part: &Part, again: bool) {
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
                item.text.push_str(part.text);
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
fn without_glyphs(from: &TextItem) -> TextItem {
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

/// A glyph with the part of a cluster's text that is its own.
struct Part<'a> {
    text: &'a str,
    /// The glyph that is shown, or that the carrier belongs to.
    of: &'a Placed<'a>,
    at: Point,
    id: u16,
}

/// Characters that no glyph shows alone: a joiner, the second letter of a ligature. Many programs turn the text of a
/// glyph around letter by letter when they read from right to left, and then have them in the wrong
/// order. So each gets a glyph of its own that nothing is seen of: that of a control character, which
/// shaping has removed from the text.
const CARRIERS: [(char, char); 6] = [
    ('\u{200c}', '\u{200c}'),
    ('\u{627}', '\u{200d}'),
    ('\u{623}', '\u{200e}'),
    ('\u{625}', '\u{200f}'),
    ('\u{622}', '\u{200b}'),
    ('\u{671}', '\u{2060}'),
];

/// How far to the left of its place a carrier stands, so that programs that sort by place find it after
/// the letter it follows.
const NUDGE: Em = Em::new(0.01);

/// The glyph that carries a character unseen, if the face has one for it alone.
fn carrier(text: &TextItem, c: char) -> Option<u16> {
    let face = text.font.ttf();
    let row = CARRIERS.iter().position(|row| row.0 == c)?;
    let glyph = face.glyph_index(CARRIERS[row].1)?;
    let unseen = face.glyph_hor_advance(glyph) == Some(0)
        && face.glyph_bounding_box(glyph).is_none();
    let alone = CARRIERS[..row]
        .iter()
        .all(|row| face.glyph_index(row.1) != Some(glyph));
    (unseen && alone).then_some(glyph.0)
}

/// A cluster's text, shared out among its glyphs, in the order of the text; `None` if it
/// can't be told what each shows.
fn parts<'a>(text: &'a str, glyphs: &'a [Placed<'a>]) -> Option<Vec<Part<'a>>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let owners = owners(&chars, glyphs)?;
    let mut out: Vec<Part> = vec![];
    // Where the text begins that no glyph has yet.
    let mut start = 0;
    for (at, (byte, c)) in chars.iter().enumerate() {
        let end = byte + c.len_utf8();
        let next = owners[at..].iter().copied().flatten().next();
        match owners[at] {
            Some(k) if glyphs[k].is_written(&out) => {
                let of = &glyphs[k];
                match (carrier(of.piece, *c), out.last_mut()) {
                    (Some(id), _) => {
                        let at = of.at - Point::with_x(NUDGE.at(of.piece.size));
                        out.push(Part { text: text.get(start..end)?, of, at, id });
                    }
                    (None, Some(last)) if std::ptr::eq(last.of, of) => {
                        let from = text.len().min(start - last.text.len());
                        last.text = text.get(from..end)?;
                    }
                    _ => return None,
                }
            }
            Some(k) => {
                let of = &glyphs[k];
                let part = text.get(start..end)?;
                out.push(Part { text: part, of, at: of.at, id: of.glyph.id });
            }
            None => {
                let of = &glyphs[next.unwrap_or_default()];
                let Some(id) = carrier(of.piece, *c) else { continue };
                let right = of.at.x + of.glyph.x_advance.at(of.piece.size);
                let at = Point::new(right - NUDGE.at(of.piece.size), of.at.y);
                out.push(Part { text: text.get(start..end)?, of, at, id });
            }
        }
        start = end;
    }
    if start < text.len() {
        let last = out.last_mut()?;
        last.text = text.get(start - last.text.len()..)?;
    }
    let shown = glyphs.iter().all(|glyph| glyph.is_written(&out));
    shown.then_some(out)
}

/// The glyph that shows each character, as an index; none for those that nothing is seen of.
fn owners(chars: &[(usize, char)], glyphs: &[Placed]) -> Option<Vec<Option<usize>>> {
    let mut owners: Vec<Option<usize>> = vec![None; chars.len()];
    let mut free: Vec<usize> = vec![];
    for (k, placed) in glyphs.iter().enumerate() {
        let shows = |c: char| {
            let glyph = placed.piece.font.ttf().glyph_index(c);
            glyph.is_some_and(|glyph| glyph.0 == placed.glyph.id)
        };
        let found = chars
            .iter()
            .zip(&owners)
            .position(|(c, of)| of.is_none() && shows(c.1));
        match found {
            Some(at) => owners[at] = Some(k),
            None => free.push(k),
        }
    }
    let one = glyphs.len() == 1;
    let (marks, letters): (Vec<usize>, Vec<usize>) = free
        .into_iter()
        .partition(|k| !one && glyphs[*k].glyph.x_advance == Em::zero());
    for (free, of_marks) in [(letters, false), (marks, true)] {
        let wanted: Vec<usize> = (0..chars.len())
            .filter(|at| {
                let c = chars[*at].1;
                let is_kind = one || is_mark(c) == of_marks;
                owners[*at].is_none() && !is_unseen(c) && is_kind
            })
            .collect();
        if free.len() == wanted.len() {
            for (at, k) in wanted.into_iter().zip(free) {
                owners[at] = Some(k);
            }
        } else if let [k] = free[..] {
            for at in wanted {
                owners[at] = Some(k);
            }
        } else {
            return None;
        }
    }
    Some(owners)
}

/// Whether a character has no glyph.
fn is_unseen(c: char) -> bool {
    typst::text::is_default_ignorable(c)
}

/// Whether a character is a mark on a letter: one with a combining class.
fn is_mark(c: char) -> bool {
    CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}
