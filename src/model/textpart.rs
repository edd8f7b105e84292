//! What a text says of its parts so that they can be tied to those of another text: names,
//! numbers, and pointers from one to the other.

use serde::Serialize;

use super::Place;
use crate::span::Span;

/// A part of a text that has a name, a number or a pointer, or holds such parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Textpart {
    /// What it is.
    pub kind: TextpartKind,
    /// What its number counts, such as `section`; empty if it has none.
    pub unit: String,
    /// Its number.
    pub n: Option<String>,
    /// Its name, unique in its file.
    pub id: Option<String>,
    /// What corresponds to it, as it is written: `#p1`, `other.xml#p1`.
    pub corresponds: Vec<String>,
    /// Before its first byte.
    pub from: Place,
    /// Behind its last byte.
    pub to: Place,
    /// Where it begins in the file.
    pub span: Option<Span>,
}

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextpartKind {
    /// A division, which may hold others.
    Division,
    /// A poem, a stanza, a speech, a paragraph or a verse: whole blocks.
    Block,
    /// Words in a block, or a point.
    Inline,
}

/// Parts of texts that correspond to each other, said apart from them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// The parts, as they are written: `#p1`, `other.xml#p1`.
    pub targets: Vec<String>,
    /// Where it is said.
    pub span: Option<Span>,
}
