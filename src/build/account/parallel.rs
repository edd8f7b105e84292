//! What the account says of a parallel.

use serde::Serialize;

use crate::pages::opening::Advice;

/// What was found of a parallel.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ParallelAccount {
    /// The name of the parallel.
    pub parallel: String,
    /// How many openings it has, or pages if its lanes are columns.
    pub openings: usize,
    /// The ties that were looked for: places of which at least two lanes have a line of their
    /// own.
    pub ties: usize,
    /// Those of them that are not in step.
    pub out_of_step: usize,
    /// How well its lanes fit beside each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// White at the end of the pages of each lane, in lines, on average.
    pub white: Vec<f64>,
}
