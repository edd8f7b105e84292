//! The critical apparatus: entries that stand off from the text.

use serde::Serialize;

use super::{Passage, Place};
use crate::span::Span;

/// An entry of an apparatus: a stretch of text and what is said about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The id of its note series.
    pub series: String,
    /// Before the first byte of the lemma.
    pub from: Place,
    /// After the last byte of the lemma; equal to `from` for a mere place.
    pub to: Place,
    /// What to print for the lemma instead of the text between the two places.
    pub lemma: Option<Passage>,
    /// The witnesses said to have the lemma, by id.
    pub lemma_witnesses: Vec<String>,
    /// What is said of the lemma or of a witness of it.
    pub remarks: Vec<Remark>,
    /// The readings, in the order they are printed.
    pub readings: Vec<Reading>,
    /// The editor's word at the end of the entry.
    pub comment: Option<Passage>,
    /// What else was said of it and is not printed, as names and values.
    pub kept: Vec<(String, String)>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// What some witnesses have in place of a lemma.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// What kind of reading it is.
    pub kind: ReadingKind,
    /// Its words; may be empty for an omission and the like.
    pub text: Passage,
    /// The ids of the witnesses that have it.
    pub witnesses: Vec<String>,
    /// What is said of the reading or of a witness of it.
    pub remarks: Vec<Remark>,
    /// What else was said of it and is not printed, as names and values.
    pub kept: Vec<(String, String)>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// A word on a reading, or on how one of its witnesses has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Remark {
    /// The ids of the witnesses it is about; none if it is about the reading.
    pub witnesses: Vec<String>,
    /// What kind of remark it is, such as `correction-original`.
    pub kind: Option<String>,
    /// Its words; may be empty if its kind says enough.
    pub text: Passage,
}

/// The kinds of readings that the field has abbreviations for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadingKind {
    /// Other words.
    Variant,
    /// The lemma is missing.
    Omission,
    /// The words are added after the lemma.
    Addition,
    /// The lemma stands elsewhere.
    Transposition,
    /// The witness has a gap here.
    Lacuna,
    /// The witness can't be read here.
    Illegible,
    /// A scholar's guess at what should stand here, with the scholar's name.
    Conjecture(String),
}
