//! The structure of a tagged PDF: what ties the foot and the endnotes to the lines of a text.

mod feet;
mod lane;
mod lines;
mod places;
mod survey;
mod weave;

pub use lane::join;
pub use places::{Ties, mark, mark_items, place_of, resume, short};
pub use weave::{EndTies, weave, weave_endnotes};
