//! Cuts a galley into pieces at given heights.
//!
//! The pages are the galley itself, cut between its lines, so that what the plan
//! decided and what is printed can't differ, and no second layout is needed.
//! Tags of the document's structure go with the content they enclose: a start
//! with what follows it, an end with what it follows.

use std::collections::VecDeque;
use std::ops::Range;

use typst::foundations::Content;
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{
    Abs, Frame, FrameItem, FrameParent, GridCell, GroupItem, Inherit, Point, Size,
    Transform,
};
use typst::model::TableCell;
use typst::utils::hash128;

use super::frames::{Change, Items, Place, emptied, items, map, tags, take};

/// How far something may reach over a cut without being cut itself, in points.
const OVERHANG: Abs = Abs::raw(1.0);

/// Cuts `frame` at the heights `cuts` (sorted). Piece `k` reaches from cut `k - 1`
/// to cut `k`, and its items keep their place relative to the galley's top. The items
/// are moved, not copied, if nobody else holds the frame.
pub fn slice(frame: Frame, cuts: &[Abs]) -> Vec<Frame> {
    let slicer = Slicer { cuts };
    let mut pieces: Vec<Frame> = vec![];
    let size = frame.size();
    let parts = slicer.cut(frame, Abs::zero(), 0..cuts.len() + 1);
    let mut parts = parts.into_iter().peekable();
    for k in 0..=cuts.len() {
        let items = parts
            .next_if(|part| part.0 == k)
            .map(|part| part.1)
            .unwrap_or_default();
        pieces.push(filled(size, items));
    }
    pieces
}

fn filled(size: Size, items: Vec<(Point, FrameItem)>) -> Frame {
    let mut frame = Frame::soft(size);
    frame.push_multiple(items);
    frame
}

struct Slicer<'a> {
    cuts: &'a [Abs],
}

/// A frame in which everything is lower by what `moved` says of its height, which must not
/// fall; what reaches over such a height is as much higher. What is turned or scaled stays as
/// it is inside.
pub fn lower(frame: Frame, moved: &impl Fn(Abs) -> Abs) -> Frame {
    lower_inside(frame, Abs::zero(), moved)
}

/// The same for a frame that stands at a height in the whole.
fn lower_inside(frame: Frame, top: Abs, moved: &impl Fn(Abs) -> Abs) -> Frame {
    let first = moved(top);
    let mut lowered = emptied(&frame);
    lowered.size_mut().y += moved(top + frame.height()) - first;
    let items = take(frame).into_iter().map(|(mut pos, mut item)| {
        let y = top + pos.y;
        if let FrameItem::Group(group) = &mut item
            && group.transform.is_identity()
            && moved(y) < moved(y + group.frame.height())
        {
            let inner = std::mem::take(&mut group.frame);
            group.frame = lower_inside(inner, y, moved);
        }
        pos.y += moved(y) - first;
        (pos, item)
    });
    lowered.push_multiple(items.collect::<Vec<_>>());
    lowered
}

/// The items of a frame as they are dealt out to pieces.
struct Parts {
    /// Those of each piece that has some.
    made: Vec<(usize, Items)>,
    /// Tags that go with what follows them.
    waiting: Items,
    /// The piece of the last item.
    last: usize,
}

impl Parts {
    /// The items of piece `k`, which the next item is of.
    fn put(&mut self, k: usize) -> &mut Items {
        self.last = k;
        let part = put(&mut self.made, k);
        part.append(&mut self.waiting);
        part
    }

    /// Adds a cell of a table. One that is cut ends where it begins in the structure, since
    /// the next cell of its row begins there too; what is on other pages says whose it is.
    fn cell(
        &mut self,
        start: (Point, FrameItem),
        mut cell: Parts,
        end: Option<(Point, FrameItem)>,
        (location, size): (Location, Size),
    ) {
        if !cell.waiting.is_empty() {
            cell.put(cell.last);
        }
        cell.made.sort_by_key(|part| part.0);
        let is_cut = cell.made.len() > 1;
        self.waiting.push(start);
        if cell.made.is_empty() {
            self.waiting.extend(end);
            return;
        }
        let mut end = end;
        for (k, items) in cell.made {
            let part = self.put(k);
            if is_cut {
                let parent = FrameParent::new(location, Inherit::Yes);
                let frame = filled(size, items);
                let group = GroupItem { parent: Some(parent), ..GroupItem::new(frame) };
                part.push((Point::zero(), FrameItem::Group(group)));
            } else {
                part.extend(items);
            }
            part.extend(end.take());
        }
    }
}

/// Whether an element is a cell, which may be broken in the structure.
fn is_cell(element: &Content) -> bool {
    element.is::<TableCell>() || element.is::<GridCell>()
}

impl Slicer<'_> {
    /// The piece in which a height lies.
    fn piece(&self, y: Abs) -> usize {
        self.cuts.partition_point(|cut| *cut <= y)
    }

    /// The items of a frame by piece. `within` are the pieces that the frame as a
    /// whole was found to reach into.
    fn cut(&self, frame: Frame, top: Abs, within: Range<usize>) -> Vec<(usize, Items)> {
        let size = frame.size();
        let mut parts = Parts { made: vec![], waiting: vec![], last: within.start };
        self.deal(take(frame), (top, size), within, &mut parts);
        if !parts.waiting.is_empty() {
            parts.put(parts.last);
        }
        parts.made.sort_by_key(|part| part.0);
        parts.made
    }

    /// Deals items of a frame of this top and size out to the pieces they belong to.
    fn deal(
        &self,
        items: Items,
        (top, size): (Abs, Size),
        within: Range<usize>,
        parts: &mut Parts,
    ) {
        let clamp = |k: usize| k.clamp(within.start, within.end - 1);
        let mut items = VecDeque::from(items);
        while let Some((pos, item)) = items.pop_front() {
            let y = top + pos.y;
            match item {
                FrameItem::Tag(Tag::Start(ref element, _)) if is_cell(element) => {
                    let end = element.location().and_then(|at| {
                        let ends = |item: &FrameItem| matches!(item, FrameItem::Tag(Tag::End(end, ..)) if *end == at);
                        items.iter().position(|(_, item)| ends(item)).map(|k| (at, k))
                    });
                    let Some((location, end)) = end else {
                        parts.waiting.push((pos, item));
                        continue;
                    };
                    let inner: Items = items.drain(..end).collect();
                    let mut cell =
                        Parts { made: vec![], waiting: vec![], last: parts.last };
                    self.deal(inner, (top, size), within.clone(), &mut cell);
                    let ending = items.pop_front();
                    parts.cell((pos, item), cell, ending, (location, size));
                }
                FrameItem::Tag(ref tag) => {
                    if matches!(tag, Tag::Start(..)) || !parts.waiting.is_empty() {
                        parts.waiting.push((pos, item));
                    } else {
                        put(&mut parts.made, parts.last).push((pos, item));
                    }
                }
                FrameItem::Group(group) => {
                    let reach = self.reach(&group, y);
                    if group.frame.is_empty() {
                        continue;
                    }
                    let reach = clamp(reach.start)..clamp(reach.end - 1) + 1;
                    if reach.len() == 1 {
                        parts.put(reach.start).push((pos, FrameItem::Group(group)));
                        continue;
                    }
                    let size = group.frame.size();
                    let shell =
                        GroupItem { frame: Frame::soft(Size::zero()), ..group.clone() };
                    for (k, items) in self.cut(group.frame, y, reach) {
                        let piece = filled(size, items);
                        let item = GroupItem { frame: piece, ..shell.clone() };
                        parts.put(k).push((pos, FrameItem::Group(item)));
                    }
                }
                FrameItem::Text(_) => {
                    parts.put(clamp(self.piece(y))).push((pos, item));
                }
                FrameItem::Image(..) => {
                    parts.put(clamp(self.piece(y + OVERHANG))).push((pos, item));
                }
                // Rules and links that end at a cut belong before it.
                FrameItem::Shape(..) | FrameItem::Link(..) => {
                    parts.put(clamp(self.piece(y - OVERHANG))).push((pos, item));
                }
            }
        }
    }

    /// The pieces that a group reaches into.
    fn reach(&self, group: &GroupItem, y: Abs) -> Range<usize> {
        let height = group.frame.height();
        let whole = group.transform != Transform::identity() || group.clip.is_some();
        let first = self.piece(y + OVERHANG);
        let last = self.piece(y + height - OVERHANG).max(first);
        if whole {
            let k = self.piece(y + height / 2.0);
            return k..k + 1;
        }
        // What stands in a line goes with the line, however deep it hangs. The lines of an
        // item of a list have a common frame with a baseline too, and part from each other.
        if last > first
            && group.frame.has_baseline()
            && let Some(one) = self.only_piece(&group.frame, y)
        {
            return one..one + 1;
        }
        first..last + 1
    }

    /// The piece in which all text and pictures of a frame stand, if it is one; that of the
    /// frame's baseline if it has none.
    fn only_piece(&self, frame: &Frame, top: Abs) -> Option<usize> {
        let heights = items(frame).filter_map(|placed| {
            let y = top + placed.place.at().y;
            match placed.item {
                FrameItem::Text(_) => Some(y),
                FrameItem::Image(..) => Some(y + OVERHANG),
                _ => None,
            }
        });
        let found = heights.fold(None, |found: Option<(Abs, Abs)>, y| {
            let (least, most) = found.unwrap_or((y, y));
            Some((least.min(y), most.max(y)))
        });
        let at = top + frame.baseline();
        let (least, most) = found.unwrap_or((at, at));
        let piece = self.piece(least);
        (piece == self.piece(most)).then_some(piece)
    }
}

/// A piece of which every element of the document's structure is whole: what `before` it
/// was begun and not ended is begun anew, and what is not ended in it is ended. `name`
/// tells the piece from others of the same frame.
pub fn whole(piece: Frame, before: Option<&Frame>, name: u32) -> Frame {
    let mut open = Open { elements: vec![] };
    if let Some(before) = before {
        open.skim(before);
    }
    closed(piece, open, name)
}

/// The same for all pieces of a frame, in their order.
pub fn all_whole(pieces: Vec<Frame>) -> Vec<Frame> {
    let mut open = Open { elements: vec![] };
    let mut made = vec![];
    for (name, piece) in (0..).zip(pieces) {
        let before = open.clone();
        open.skim(&piece);
        made.push(closed(piece, before, name));
    }
    made
}

/// A piece before which the elements of `open` were begun and not ended.
fn closed(piece: Frame, mut open: Open, name: u32) -> Frame {
    let mut out = Frame::soft(piece.size());
    for element in &mut open.elements {
        let location = Location::new(hash128(&(element.location, name)));
        let content = element.content.clone().located(location);
        element.location = location;
        element.renamed = true;
        out.push(Point::zero(), FrameItem::Tag(Tag::Start(content, element.flags)));
    }
    let bottom = Point::with_y(piece.height());
    out.push_multiple(take(map(piece, &mut open)));
    for element in open.elements.iter().rev() {
        let tag = Tag::End(element.location, hash128(&element.location), element.flags);
        out.push(bottom, FrameItem::Tag(tag));
    }
    out
}

/// Elements that were begun and not yet ended.
#[derive(Clone)]
struct Open {
    elements: Vec<OpenElement>,
}

#[derive(Clone)]
struct OpenElement {
    content: Content,
    /// Where it was begun in the frame, for its end to be known.
    begun: Location,
    location: Location,
    flags: TagFlags,
    renamed: bool,
}

/// Looks, and gives ends the locations of what was begun anew.
impl Change for Open {
    fn item(&mut self, place: &Place, mut item: FrameItem, out: &mut Items) {
        if let FrameItem::Tag(tag) = &mut item
            && let Some(renamed) = self.tag(tag)
            && let Tag::End(location, key, _) = tag
        {
            (*location, *key) = (renamed, hash128(&renamed));
        }
        out.push((place.pos, item));
    }
}

impl Open {
    /// Only looks.
    fn skim(&mut self, frame: &Frame) {
        for tag in tags(frame) {
            self.tag(tag);
        }
    }

    /// Takes a tag in. For the end of an element that was begun anew, its location.
    fn tag(&mut self, tag: &Tag) -> Option<Location> {
        match tag {
            Tag::Start(content, flags) => {
                let location = content.location()?;
                self.elements.push(OpenElement {
                    content: content.clone(),
                    begun: location,
                    location,
                    flags: *flags,
                    renamed: false,
                });
                None
            }
            Tag::End(location, ..) => {
                let k = self.elements.iter().rposition(|e| e.begun == *location)?;
                let element = self.elements.remove(k);
                element.renamed.then_some(element.location)
            }
        }
    }
}

/// The items of piece `k`, made if there are none yet.
fn put(parts: &mut Vec<(usize, Items)>, k: usize) -> &mut Items {
    let i = match parts.iter().rposition(|part| part.0 == k) {
        Some(i) => i,
        None => {
            parts.push((k, vec![]));
            parts.len() - 1
        }
    };
    &mut parts[i].1
}

#[cfg(test)]
mod tests {
    use typst::syntax::Span;
    use typst::visualize::{Color, Geometry, Paint};

    use super::super::frames::items;
    use super::*;

    fn at(y: f64) -> Point {
        Point::with_y(Abs::pt(y))
    }

    #[test]
    fn what_stands_below_added_white_is_lower_in_groups_too() {
        let line = Geometry::Line(at(1.0)).filled(Paint::Solid(Color::BLACK));
        let shape = FrameItem::Shape(line, Span::detached());
        let mut inner = Frame::soft(Size::splat(Abs::pt(20.0)));
        for y in [2.0, 12.0] {
            inner.push(at(y), shape.clone());
        }
        let mut frame = Frame::soft(Size::splat(Abs::pt(40.0)));
        frame.push(at(5.0), shape.clone());
        frame.push_frame(at(8.0), inner);
        frame.push(at(30.0), shape);
        let moved = |y: Abs| if y > Abs::pt(15.0) { Abs::pt(7.0) } else { Abs::zero() };
        let lower = lower(frame, &moved);
        assert_eq!(lower.height(), Abs::pt(47.0));
        let shapes = items(&lower).filter(|one| matches!(one.item, FrameItem::Shape(..)));
        let heights: Vec<f64> = shapes.map(|one| one.place.at().y.to_pt()).collect();
        assert_eq!(heights, [5.0, 10.0, 27.0, 37.0]);
    }
}
