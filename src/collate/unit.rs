//! Units of variation: the places where witnesses differ, and what each has there.

use std::ops::Range;

use serde::Serialize;

use super::{Row, VariantClass};

/// A place where at least two witnesses differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Its section, by its index in [`Collation::sections`](super::Collation::sections).
    pub section: u32,
    /// The columns of the section's table that it covers.
    pub columns: Range<u32>,
    /// The number of the lemma's first word in its section, from 1. If there is no lemma:
    /// the number of the word that the unit follows, 0 before the first.
    pub at: u32,
    /// The words of the base text, as indexes in its [`Witness::tokens`](super::Witness::tokens);
    /// empty for an addition, then both ends are the token before which it stands.
    pub base: Range<u32>,
    /// What the rows have: the reading of the base text first, even if it is an omission;
    /// then the others in the order of their first rows. Each row that is present stands in
    /// exactly one reading.
    pub readings: Vec<Reading>,
    /// The rows that have a gap here.
    pub lacuna: Vec<Row>,
    /// The rows that do not have this part of the text.
    pub absent: Vec<Row>,
    /// The greatest class of its readings.
    pub class: VariantClass,
}

/// One of the two places of words that stand elsewhere in a witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Link {
    /// The transposition, by its index in
    /// [`Collation::transpositions`](super::Collation::transpositions).
    pub number: u32,
    /// Whether this is the place where the base text has the words; else it is that where a
    /// witness has them.
    pub is_base: bool,
}

/// What some rows have in a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Whether there are words, and in which order.
    pub state: ReadingState,
    /// Its words in the form that most of its rows have, without punctuation at either end; of the
    /// base text its own form.
    pub text: String,
    /// The normal forms of its words with a space between them.
    pub normal: String,
    /// How much it differs from the reading of the base text; that one is `Ignored`.
    pub class: VariantClass,
    /// Who has it.
    pub attestations: Vec<Attestation>,
    /// If its words stand elsewhere in these rows, or come from elsewhere: the transposition.
    pub link: Option<Link>,
}

/// What kind of thing a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadingState {
    /// Words.
    Words,
    /// No words where others have some.
    Omitted,
    /// The words of the base text in another order.
    Transposed,
    /// The words of the base text twice.
    Repeated,
}

/// A row that has a reading, and its own words there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attestation {
    /// The witness and its hand.
    pub row: Row,
    /// Its tokens, as indexes in [`Witness::tokens`](super::Witness::tokens), in the order in
    /// which the witness has them.
    pub tokens: Vec<u32>,
    /// Whether its spelling differs from that of the reading.
    pub is_spelled_otherwise: bool,
}

impl Reading {
    /// Whether it is told at another place already: the words stand elsewhere in the base text.
    pub fn is_second_place(&self) -> bool {
        self.link.is_some_and(|link| !link.is_base)
    }
}
