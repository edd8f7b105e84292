//! The pieces of text on a page and their places.

use typst::layout::{Abs, Frame, FrameItem, Point};
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

/// Where a text item begins and ends between two of its bytes, in points.
pub(super) fn extent(text: &Text, from: usize, to: usize) -> (f64, f64) {
    let (mut x, mut left, mut right) =
        (Abs::pt(text.x), f64::INFINITY, f64::NEG_INFINITY);
    for glyph in &text.item.glyphs {
        let next = x + glyph.x_advance.at(text.item.size);
        if glyph.range().start < to && from < glyph.range().end {
            left = left.min(x.to_pt());
            right = right.max(next.to_pt());
        }
        x = next;
    }
    (left, right)
}
