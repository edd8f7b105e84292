//! The lines of a text: which bytes of its source each of them holds, what each is called.
//!
//! Pure: it knows what lines hold and on which pages they stand, and nothing of Typst.

mod counts;
mod map;
mod milestones;
mod names;

#[cfg(test)]
mod tests;

pub use counts::{Count, Counts};
pub use map::{LineMap, Run};
pub use names::{LineName, LineNames};
