//! What all sections of a collation have in common.

use super::Witness;
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
    /// The first and the last section of each witness.
    pub(super) reach: Vec<(usize, usize)>,
}
