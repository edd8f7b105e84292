//! The spacing of a paragraph that is to be a line shorter or longer, within limits that
//! the eye does not see.

use typst::foundations::{Dict, IntoValue};
use typst::layout::{Em, Length, Ratio};

use crate::assemble::Spacing;
use crate::typeset::parts::dict;

/// In how many steps spacing goes from what is usual to its limit.
pub const STEPS: u32 = 32;

/// How wide blanks are to be at least and at most, in percent of the usual, before lines are
/// justified.
const WORDS: (f64, f64) = (80.0, 130.0);

/// To how much of the usual the blanks of a justified line are narrowed at least and widened
/// at most, in percent, as Typst has it.
const JUSTIFIED: (f64, f64) = (200.0 / 3.0, 150.0);

/// To how much they are widened at most in a paragraph that is shorter, and narrowed at least in
/// one that is longer, in percent of the usual.
const NEAR: (f64, f64) = (110.0, 100.0);

/// How much letters may be moved together or apart, in shares of the size of type.
const LETTERS: f64 = 0.006;

/// The spacing at a step, for a paragraph that is to be longer or else shorter; `letters`
/// is whether these may be moved: those of a script that joins them may not.
pub fn spacing(longer: bool, step: u32, letters: bool) -> Spacing {
    let share = f64::from(step) / f64::from(STEPS);
    let limit = if longer { WORDS.1 } else { WORDS.0 };
    let apart = if longer { LETTERS } else { -LETTERS };
    let words = 100.0 + (limit - 100.0) * share;
    let toward = |from: f64, to: f64| from + (to - from) * share;
    let (least, most) = if longer {
        (toward(JUSTIFIED.0, NEAR.1), JUSTIFIED.1)
    } else {
        (JUSTIFIED.0, toward(JUSTIFIED.1, NEAR.0))
    };
    Spacing {
        words,
        least: 100.0 * least / words,
        most: 100.0 * most / words,
        letters: if letters { apart * share } else { 0.0 },
    }
}

/// A spacing as the design takes it.
pub(crate) fn argument(spacing: &Spacing) -> Dict {
    let percent = |x: f64| Ratio::new(x / 100.0).into_value();
    let letters = Length::from(Em::new(spacing.letters));
    dict([
        ("words", percent(spacing.words)),
        ("least", percent(spacing.least)),
        ("most", percent(spacing.most)),
        ("letters", letters.into_value()),
    ])
}
