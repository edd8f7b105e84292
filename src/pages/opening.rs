//! Parallel texts: the pages of several lanes that go in step, opening by opening.
//!
//! A *lane* is one of the texts of a parallel as it stands on an opening: on the verso, on the
//! recto, in a column. A *tie* is a place of correspondence, given as the line of each lane with
//! which it begins; a *band* is what stands between two ties in all lanes. A *cut* is a line of
//! each lane, with which the next opening begins. The cuts form one chain, in which no lane ever
//! goes back: `opening/chain.rs` makes it. So the search is the one of a single text
//! (`plan.rs`), with cuts in place of lines: its state is a cut with what each lane leaves over
//! of its notes.

mod advice;
mod chain;
mod explain;
mod lane;
mod lanes;
mod level;
mod search;
mod silent;

use super::foot::Feet;
pub use advice::{Advice, Length, advice};
pub use explain::{OpeningEnd, OpeningExplanation, Verdict, explain_opening};
pub use lane::{Lane, Opening, Openings, Step, WIDTH};
pub use level::level;
use search::Search;
pub use silent::{TieLines, tie_lines};

/// Finds the openings of least total badness. For each lane `feet` has what measures its
/// notes.
pub fn plan_openings(lanes: &[Lane], feet: &mut [&mut dyn Feet], step: Step) -> Openings {
    Search::of(lanes, feet, step, Some(WIDTH)).run()
}

#[cfg(test)]
mod tests;
