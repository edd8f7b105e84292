//! The pieces of text on a page and their places.

use typst::layout::{Abs, Frame};
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

/// The pieces of a page, in the order in which they were placed.
pub(super) fn texts(frame: &Frame) -> impl Iterator<Item = Text<'_>> {
    let all = crate::typeset::frames::texts(frame);
    all.map(|(at, item)| Text { x: at.x.to_pt(), y: at.y.to_pt(), item })
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
