//! Notes with marks, and marks for the indexes.

use serde::Serialize;

use super::{Passage, Place};
use crate::span::Span;

/// A note: called by a mark (familiar), or keyed to its line (in a critical series).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// The id of its series.
    pub series: String,
    /// The editor's label for it, as in `[^12]`.
    pub label: String,
    /// Where it is called.
    pub at: Place,
    /// Its paragraphs.
    pub body: Vec<Passage>,
    /// Where it is called in the file.
    pub span: Option<Span>,
}

/// A mark for an index, by hand or by a pattern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexMark {
    /// The id of the index.
    pub index: String,
    /// The heading and its subheadings.
    pub heading: Vec<String>,
    /// Where the marked words begin.
    pub from: Place,
    /// Where they end.
    pub to: Place,
    /// Whether it is a principal reference, printed bold.
    pub principal: bool,
    /// Where it was written.
    pub span: Option<Span>,
}
