//! The structure of a text whose pages others stand between.
//!
//! What is open at the end of one of its pages goes on on the next, behind a page of another text.
//! So all its pages are parts of one element that stands on the first, as the parts of a broken cell
//! of a table are: the export reads them one after the other. In the structure of the document the
//! element itself leaves no trace, and the texts follow one another whole. It can be queried, since
//! Typst knows what is inside of it, and so where links lead, only if it knows the element.

use typst::foundations::{Content, NativeElement};
use typst::introspection::Location;
use typst::layout::{Frame, FrameItem, FrameParent, GridCell, GroupItem, Inherit, Point};
use typst::utils::hash128;

use super::places::{SHOWN, pair};

/// Makes the bodies of the pages of a text, which has the path given, parts of one element.
pub fn join<'a>(path: &str, bodies: impl IntoIterator<Item = &'a mut Frame>) {
    let at = Location::new(hash128(&("variorum-lane", path)));
    let cell = GridCell::new(Content::empty()).pack();
    let mut ends = Some(pair(cell, at, SHOWN));
    for body in bodies {
        let whole = std::mem::take(body);
        let mut joined = Frame::soft(whole.size());
        let parent = Some(FrameParent::new(at, Inherit::Yes));
        let group = GroupItem { parent, ..GroupItem::new(whole) };
        joined.push(Point::zero(), FrameItem::Group(group));
        if let Some([start, end]) = ends.take() {
            joined.prepend(Point::zero(), start);
            joined.push(Point::zero(), end);
        }
        *body = joined;
    }
}
