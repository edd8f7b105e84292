//! A witness as it is collated: its hands, its tokens in order, its sections and gaps.

use std::ops::Range;

use serde::Serialize;

use super::Token;
use crate::model::Lang;
use crate::span::{FileId, Span};

/// A transcription of a witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// Its key in the edition's files.
    pub id: String,
    /// What is printed for it.
    pub siglum: String,
    /// Its language.
    pub lang: Lang,
    /// The file of the transcription.
    pub file: FileId,
    /// Its hands in the order in which they worked; the first wrote the text.
    pub hands: Vec<Hand>,
    /// Its tokens in the order of the file, those of all hands.
    pub tokens: Vec<Token>,
    /// Its sections in the order of the file. They cover all tokens.
    pub sections: Vec<Section>,
    /// Where it can't be read or is missing, in the order of the file.
    pub gaps: Vec<Gap>,
}

/// A hand of a witness.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Hand {
    /// Its name in the transcription; empty for the first hand, and for corrections whose
    /// hand is not said.
    pub name: String,
    /// The id under which the manifest declares it as a witness, if it does.
    pub id: Option<String>,
}

/// A part of a text that is cited by itself: a verse, a paragraph, a line, a stanza.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its name in the transcription, such as `Mark 1:1`; nothing if it has none.
    pub id: Option<String>,
    /// Its tokens, by their indexes in [`Witness::tokens`].
    pub tokens: Range<u32>,
    /// Where it is written.
    pub span: Span,
}

/// A place where a witness has no text that could be read. Its words are not omitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The token before which it stands, by its index in [`Witness::tokens`].
    pub at: u32,
    /// Why there is no text.
    pub kind: GapKind,
    /// How many letters are missing, if the transcription says so.
    pub letters: Option<u32>,
    /// Where it is written.
    pub span: Span,
}

/// Why a witness has no text at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GapKind {
    /// It is damaged or leaves are lost.
    Lacuna,
    /// There are letters that can't be read.
    Illegible,
    /// The scribe left it empty.
    Space,
}
