//! The decisions of the editor: `collation/<text>.toml`, which the program writes once and
//! keeps up to date, and in which every decision is the editor's own.
//!
//! A file is read with the places of all its values ([`Decisions::read`]). A new collation is
//! merged into it ([`merge`]): a decision stays where the lemma and the readings that it is
//! about still are, even if they stand elsewhere in the section; the others are kept under a
//! heading of their own and named. Nothing that an editor wrote is lost, and what did not
//! change stays the same to the byte. [`apply`] does what the decisions say.

mod apply;
mod edit;
mod ground;
mod merge;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::VariantClass;
use crate::span::{FileId, Span};

pub use apply::{DecidedUnit, apply};
pub use edit::Change;
pub use ground::Ground;
pub(crate) use ground::{names, row_name};
pub use merge::{Merged, merge, merge_with};

/// What an editor decides about a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is printed as it was found.
    Accept,
    /// It is not printed.
    Suppress,
    /// Another reading than that of the base text is the lemma: the one named as `reading`.
    Lemma,
    /// It is one unit with the next of its section.
    Join,
    /// It is several units: one for each word of the lemma, or cut behind the words named as
    /// `after`.
    Split,
}

impl Verdict {
    /// All of them, in the order in which they are named to a person.
    pub const ALL: [Self; 5] =
        [Self::Accept, Self::Suppress, Self::Lemma, Self::Join, Self::Split];

    /// The word for it in the file and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Suppress => "suppress",
            Self::Lemma => "lemma",
            Self::Join => "join",
            Self::Split => "split",
        }
    }
}

/// A file of decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Its text, which a merge keeps as far as it can.
    source: Arc<str>,
    /// The file, if there is one already.
    pub file: Option<FileId>,
    /// The classes whose units are accepted unless something else is decided.
    pub accept: Vec<VariantClass>,
    /// Its entries in the order of the file.
    pub entries: Vec<Decision>,
}

/// What the file says about a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its part of the file: from its comment to that of the next one.
    range: Range<usize>,
    /// The heading, `[[unit]]` or `[[moved]]`.
    header: Range<usize>,
    /// Where the values stand that the program writes.
    places: Places,
    /// Whether it stands under the heading of those whose ground has moved.
    pub is_moved: bool,
    /// What it is about, as far as the file knows.
    pub ground: Ground,
    /// What was decided; nothing if it is undecided.
    pub verdict: Option<Verdict>,
    /// For [`Verdict::Lemma`]: the reading that is the lemma.
    pub reading: Option<String>,
    /// For [`Verdict::Split`]: the numbers of the words of the lemma behind which it is cut.
    pub after: Vec<u32>,
    /// What is said about the unit in the apparatus.
    pub comment: Option<String>,
    /// What the words should be though no witness has it.
    pub conjecture: Option<String>,
    /// Who made the conjecture.
    pub by: Option<String>,
    /// The class that the unit has in the editor's judgment.
    pub kind: Option<VariantClass>,
    /// What was decided about single readings.
    pub readings: Vec<ReadingDecision>,
    /// Whether the editor has written comments (`#`) to it.
    has_remarks: bool,
}

/// What the file says about a reading of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingDecision {
    /// The reading as it stands in the file.
    pub text: String,
    /// Its number among the readings of the entry, from 0.
    item: usize,
    /// Whether it is not printed.
    pub is_suppressed: bool,
    /// The class that it has in the editor's judgment.
    pub kind: Option<VariantClass>,
}

impl Decision {
    /// Whether anything is decided. A comment, a conjecture and a type accept the unit.
    pub fn is_decided(&self) -> bool {
        self.verdict.is_some()
            || self.comment.is_some()
            || self.conjecture.is_some()
            || self.kind.is_some()
            || self
                .readings
                .iter()
                .any(|one| one.is_suppressed || one.kind.is_some())
    }

    /// Its heading in a file.
    pub fn span(&self, file: FileId) -> Span {
        Span::new(file, self.header.clone())
    }
}

impl Decisions {
    /// The text of the file.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How many entries stand under the heading of those whose ground has moved.
    pub fn moved(&self) -> impl Iterator<Item = &Decision> {
        self.entries.iter().filter(|entry| entry.is_moved)
    }
}

/// The bytes of the values that the program writes, as far as they are there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Places {
    section: Option<Range<usize>>,
    at: Option<Range<usize>>,
    lemma: Option<Range<usize>>,
    context: Option<Range<usize>>,
    class: Option<Range<usize>>,
    readings: Option<Range<usize>>,
    /// The elements of `readings`.
    items: Vec<ItemPlaces>,
    decision: Option<Range<usize>>,
    reading: Option<Range<usize>>,
    after: Option<Range<usize>>,
    comment: Option<Range<usize>>,
    conjecture: Option<Range<usize>>,
    by: Option<Range<usize>>,
    kind: Option<Range<usize>>,
}

/// The bytes of the values of a reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ItemPlaces {
    text: Option<Range<usize>>,
    witnesses: Option<Range<usize>>,
    decision: Option<Range<usize>>,
    kind: Option<Range<usize>>,
}
