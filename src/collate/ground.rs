//! What all sections of a collation have in common.

use super::Witness;
use super::given::GivenColumns;
use super::lexicon::Lexicon;
use super::rules::Rules;

/// What all sections of a collation have in common.
pub(super) struct Ground<'a> {
    pub(super) witnesses: &'a [Witness],
    /// For each token of each witness the number of its normal form.
    pub(super) numbers: &'a [Vec<u32>],
    pub(super) base: usize,
    pub(super) lexicon: &'a Lexicon,
    pub(super) rules: &'a Rules,
    /// Where each witness is there.
    pub(super) reach: Vec<Reach>,
    /// Columns that were found elsewhere and are kept.
    pub(super) given: Option<&'a GivenColumns>,
}

/// Which sections a witness reaches.
pub(super) struct Reach {
    /// The first and the last section of which it has something.
    pub(super) ends: (usize, usize),
    /// Sections that stood in a gap between two that it has, before the first or behind the last, in
    /// order.
    pub(super) lost: Vec<usize>,
}
