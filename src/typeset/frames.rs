//! One walk through the items of a frame, and one map that puts others in their place.
//!
//! A frame holds items at places, and groups that hold frames, each with a transform and a clip of
//! its own. Those who look for something in a frame, or change something in it, say only what:
//! how groups nest, and where an item stands in the whole, is known here.

use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Frame, FrameItem, GroupItem, Point, Rect, Transform};
use typst::text::TextItem;

/// Items with their places in the frame they are of.
pub type Items = Vec<(Point, FrameItem)>;

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Its place in the frame it is directly of.
    pub pos: Point,
    /// What leads from that frame to the whole.
    pub outer: Transform,
    /// The part of the whole that is seen, if it is clipped.
    pub clip: Option<Rect>,
}

impl Place {
    /// Its place in the whole.
    pub fn at(&self) -> Point {
        self.pos.transform(self.outer)
    }

    /// What leads from the item's own coordinates to the whole.
    pub fn transform(&self) -> Transform {
        self.outer.pre_concat(Transform::translate(self.pos.x, self.pos.y))
    }

    /// The inside of a group that stands here.
    fn inside(&self, group: &GroupItem) -> Inside {
        let transform = self.transform().pre_concat(group.transform);
        let clip = match &group.clip {
            Some(curve) => {
                let seen = bounds(curve.bbox(None), transform);
                Some(self.clip.map_or(seen, |outer| common(outer, seen)))
            }
            None => self.clip,
        };
        Inside { transform, clip }
    }
}

/// What leads from a frame to the whole, and what is seen of it.
#[derive(Debug, Clone, Copy)]
struct Inside {
    transform: Transform,
    clip: Option<Rect>,
}

impl Inside {
    const WHOLE: Self = Self { transform: Transform::identity(), clip: None };

    fn place(self, pos: Point) -> Place {
        Place { pos, outer: self.transform, clip: self.clip }
    }
}

/// The smallest upright rectangle around one that is transformed.
pub fn bounds(rect: Rect, transform: Transform) -> Rect {
    let corners = [
        rect.min,
        rect.max,
        Point::new(rect.min.x, rect.max.y),
        Point::new(rect.max.x, rect.min.y),
    ]
    .map(|corner| corner.transform(transform));
    let [first, others @ ..] = corners;
    others.into_iter().fold(Rect::new(first, first), |rect, corner| {
        Rect::new(rect.min.min(corner), rect.max.max(corner))
    })
}

/// The part that two rectangles have in common.
fn common(a: Rect, b: Rect) -> Rect {
    Rect::new(a.min.max(b.min), a.max.min(b.max))
}

/// An item of a frame, or of a group in it.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// Where it stands.
    pub place: Place,
    /// The item; after a group come the items in it.
    pub item: &'a FrameItem,
    /// The frame that it is directly of.
    pub within: &'a Frame,
}

/// All items of a frame, in the order in which they are drawn.
pub fn items(frame: &Frame) -> Walk<'_> {
    Walk { open: vec![Level::of(frame, Inside::WHOLE)] }
}

/// The texts of a frame, each with the place of its origin in the whole.
pub fn texts(frame: &Frame) -> impl Iterator<Item = (Point, &TextItem)> {
    items(frame).filter_map(|placed| match placed.item {
        FrameItem::Text(text) => Some((placed.place.at(), text)),
        _ => None,
    })
}

/// The tags of a frame.
pub fn tags(frame: &Frame) -> impl Iterator<Item = &Tag> {
    items(frame).filter_map(|placed| match placed.item {
        FrameItem::Tag(tag) => Some(tag),
        _ => None,
    })
}

/// A walk through the items of a frame.
pub struct Walk<'a> {
    /// The frames that are being walked through, the innermost last.
    open: Vec<Level<'a>>,
}

struct Level<'a> {
    rest: std::slice::Iter<'a, (Point, FrameItem)>,
    frame: &'a Frame,
    inside: Inside,
}

impl<'a> Level<'a> {
    fn of(frame: &'a Frame, inside: Inside) -> Self {
        Self { rest: frame.items(), frame, inside }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Placed<'a>;

    fn next(&mut self) -> Option<Placed<'a>> {
        loop {
            let level = self.open.last_mut()?;
            let Some((pos, item)) = level.rest.next() else {
                self.open.pop();
                continue;
            };
            let placed = Placed {
                place: level.inside.place(*pos),
                item,
                within: level.frame,
            };
            if let FrameItem::Group(group) = item {
                let inside = placed.place.inside(group);
                self.open.push(Level::of(&group.frame, inside));
            }
            return Some(placed);
        }
    }
}

/// What is done with the items of a frame. A function is one that changes the items of all
/// groups.
pub trait Change {
    /// Whether the items of a group are changed. If not, it stays whole, and is given to
    /// [`Self::item`] as it is.
    fn enters(&mut self, _place: &Place, _group: &GroupItem) -> bool {
        true
    }

    /// Puts into `out` what is to stand in place of an item. A group comes when its own items
    /// have been changed.
    fn item(&mut self, place: &Place, item: FrameItem, out: &mut Items);
}

impl<F: FnMut(&Place, FrameItem, &mut Items)> Change for F {
    fn item(&mut self, place: &Place, item: FrameItem, out: &mut Items) {
        self(place, item, out);
    }
}

/// A frame with its items changed. They are moved, not copied, if nobody else holds the frame.
pub fn map(frame: Frame, change: &mut impl Change) -> Frame {
    map_inside(frame, Inside::WHOLE, change)
}

fn map_inside(frame: Frame, inside: Inside, change: &mut impl Change) -> Frame {
    let mut changed = emptied(&frame);
    let items = take(frame);
    let mut out = Items::with_capacity(items.len());
    for (pos, mut item) in items {
        let place = inside.place(pos);
        if let FrameItem::Group(group) = &mut item
            && change.enters(&place, group)
        {
            let inner = std::mem::take(&mut group.frame);
            group.frame = map_inside(inner, place.inside(group), change);
        }
        change.item(&place, item, &mut out);
    }
    changed.push_multiple(out);
    changed
}

/// The items of a frame with their places; moved, not copied, if nobody else holds it.
pub fn take(mut frame: Frame) -> Items {
    let places: Vec<Point> = frame.items().map(|(pos, _)| *pos).collect();
    let mut items = Vec::with_capacity(places.len());
    let flags = TagFlags { introspectable: false, tagged: false };
    frame.retain(|item| {
        // Something that costs nothing stays in its place for a moment.
        let nothing = FrameItem::Tag(Tag::End(Location::new(0), 0, flags));
        items.push(std::mem::replace(item, nothing));
        false
    });
    places.into_iter().zip(items).collect()
}

/// A frame like another, with nothing in it.
pub fn emptied(frame: &Frame) -> Frame {
    let mut empty = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        empty.set_baseline(frame.baseline());
    }
    empty
}

#[cfg(test)]
mod tests {
    use typst::layout::{Abs, Angle, Ratio, Size};
    use typst::visualize::{Curve, Geometry, Paint};

    use super::*;

    fn point(x: f64, y: f64) -> Point {
        Point::new(Abs::pt(x), Abs::pt(y))
    }

    /// A frame of 10 by 10 points with shapes at places.
    fn shapes(places: &[(f64, f64)]) -> Frame {
        let mut frame = Frame::soft(Size::splat(Abs::pt(10.0)));
        let line = Geometry::Line(point(1.0, 0.0));
        let shape = line.filled(Paint::Solid(typst::visualize::Color::BLACK));
        for (x, y) in places {
            let item = FrameItem::Shape(shape.clone(), typst::syntax::Span::detached());
            frame.push(point(*x, *y), item);
        }
        frame
    }

    /// Shapes at 1 and 2, and between them a group at 10 that is turned and made twice as large.
    fn nested() -> Frame {
        let turned = Transform::rotate(Angle::deg(90.0));
        let large = Transform::scale(Ratio::new(2.0), Ratio::new(2.0));
        let group = GroupItem {
            transform: turned.pre_concat(large),
            clip: Some(Curve::rect(Size::splat(Abs::pt(3.0)))),
            ..GroupItem::new(shapes(&[(4.0, 0.0)]))
        };
        let mut frame = shapes(&[(1.0, 0.0)]);
        frame.push(point(10.0, 0.0), FrameItem::Group(group));
        frame.push_multiple(take(shapes(&[(2.0, 0.0)])));
        frame
    }

    fn places(frame: &Frame) -> Vec<(f64, f64)> {
        let shapes =
            items(frame).filter(|placed| matches!(placed.item, FrameItem::Shape(..)));
        let rounded = |abs: Abs| (abs.to_pt() * 1e6).round() / 1e6;
        shapes
            .map(|placed| placed.place.at())
            .map(|at| (rounded(at.x), rounded(at.y)))
            .collect()
    }

    #[test]
    fn items_are_walked_in_the_order_of_drawing_with_their_places_in_the_whole() {
        let frame = nested();
        assert_eq!(places(&frame), [(1.0, 0.0), (10.0, 8.0), (2.0, 0.0)]);
        let all: Vec<Placed> = items(&frame).collect();
        assert_eq!(all.len(), 4);
        assert!(all[0].place.clip.is_none() && all[3].place.clip.is_none());
        let clip = all[2].place.clip.expect("the group is clipped");
        assert_eq!((clip.min.x.to_pt().round(), clip.max.y.to_pt().round()), (4.0, 6.0));
    }

    #[test]
    fn a_map_moves_drops_and_adds_items_in_groups() {
        let mut seen = 0;
        let frame =
            map(nested(), &mut |place: &Place, item: FrameItem, out: &mut Items| {
                if matches!(item, FrameItem::Group(_)) {
                    out.push((place.pos, item));
                    return;
                }
                seen += 1;
                match seen {
                    1 => {}
                    2 => {
                        let twice = [item.clone(), item];
                        out.extend(twice.map(|item| (place.pos + point(1.0, 0.0), item)));
                    }
                    _ => out.push((place.pos, item)),
                }
            });
        assert_eq!(places(&frame), [(10.0, 10.0), (10.0, 10.0), (2.0, 0.0)]);
    }

    #[test]
    fn a_group_that_is_not_entered_stays_as_it_is() {
        struct Outside;
        impl Change for Outside {
            fn enters(&mut self, _: &Place, _: &GroupItem) -> bool {
                false
            }
            fn item(&mut self, place: &Place, item: FrameItem, out: &mut Items) {
                if matches!(item, FrameItem::Group(_)) {
                    out.push((place.pos, item));
                }
            }
        }
        assert_eq!(places(&map(nested(), &mut Outside)), [(10.0, 8.0)]);
    }
}
