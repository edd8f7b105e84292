//! The pieces of text on a page and their places.

use typst::layout::{Frame, FrameItem, Point};
use typst::text::TextItem;

/// A piece of text. Lengths are in points.
pub(super) struct Text<'a> {
    /// Its left edge, from that of the page.
    pub x: f64,
    /// Its baseline, from the top of the page.
    pub y: f64,
    /// Its glyphs.
    pub item: &'a TextItem,
}

/// Calls a function with each piece, in the order in which they were placed.
pub(super) fn texts<'a>(
    frame: &'a Frame,
    origin: Point,
    found: &mut dyn FnMut(Text<'a>),
) {
    for (pos, item) in frame.items() {
        let at = origin + *pos;
        match item {
            FrameItem::Group(group) => {
                let moved = Point::new(group.transform.tx, group.transform.ty);
                texts(&group.frame, at + moved, found);
            }
            FrameItem::Text(item) => {
                found(Text { x: at.x.to_pt(), y: at.y.to_pt(), item });
            }
            _ => {}
        }
    }
}
