//! The lines of a text: which bytes of its source each of them holds, what each is called,
//! and how places are referred to.
//!
//! Pure: it knows what lines hold and on which pages they stand, and nothing of Typst.

mod cite;
mod counts;
mod map;
mod milestones;
mod names;
mod reference;
mod words;

#[cfg(test)]
mod tests;

pub use cite::{Cite, CitePart, CiteWord, Label};
pub use counts::{Count, Counts};
pub use map::{LineMap, Run};
pub use names::{LineName, LineNames};
pub use reference::{End, References, pages, range, with_page};
pub use words::{LineWords, Stretch};
