//! The smallest thing that is collated: a word, a number, a mark of punctuation.

use serde::Serialize;

use crate::span::Span;

/// What kind of thing a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenClass {
    /// A word.
    Word,
    /// A number in figures.
    Number,
    /// A mark of punctuation, or several without a space between them.
    Punctuation,
    /// What a transcriber wrote that is not in the witness.
    Editorial,
}

/// How sure the letters of a token are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenState {
    /// They can be read.
    #[default]
    Clear,
    /// At least one of them is hard to read.
    Unclear,
    /// At least one of them is supplied by the transcriber.
    Supplied,
}

/// A token of a witness.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Token {
    /// Where it is written in the file of the transcription.
    pub span: Span,
    /// Its form as the witness has it (`t` in the exchange formats), without line breaks.
    pub form: Box<str>,
    /// Its normal form (`n`): tokens whose normal forms are equal are the same word.
    pub normal: Box<str>,
    /// What kind of thing it is.
    pub class: TokenClass,
    /// How sure its letters are.
    pub state: TokenState,
    /// The hand that wrote it, by its index in [`Witness::hands`](super::Witness::hands).
    pub written: u8,
    /// The hand that deleted it, if one did; later than `written`.
    pub deleted: Option<u8>,
    /// Whether there is no white space between it and the token before it.
    pub glued: bool,
}

impl Token {
    /// Whether the witness has it after a hand has worked on it.
    pub fn is_in(&self, hand: u8) -> bool {
        self.written <= hand && self.deleted.is_none_or(|deleted| hand < deleted)
    }

    /// Whether it counts as a word: when places are numbered and lemmas are written.
    pub fn is_word(&self) -> bool {
        matches!(self.class, TokenClass::Word | TokenClass::Number)
    }
}
