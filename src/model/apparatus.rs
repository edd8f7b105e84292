//! The critical apparatus: entries that stand off from the text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// The editor's word before the lemma.
    pub before: Option<Passage>,
    /// Which witnesses are named, if this entry has a rule of its own.
    pub form: Option<EntryForm>,
    /// The witnesses said to have the lemma, by id.
    pub lemma_witnesses: Vec<String>,
    /// Whether these were written as the rest of the witnesses.
    pub is_rest: bool,
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

impl Entry {
    /// An entry that says nothing yet.
    pub fn new(series: &str, from: Place, to: Place, span: Option<Span>) -> Self {
        Self {
            series: series.to_owned(),
            from,
            to,
            lemma: None,
            before: None,
            form: None,
            lemma_witnesses: vec![],
            is_rest: false,
            remarks: vec![],
            readings: vec![],
            comment: None,
            kept: vec![],
            span,
        }
    }

    /// All that is said in it: its own lemma, readings, remarks and the comment.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        let of_readings = self.readings.iter().flat_map(|reading| &reading.remarks);
        let remarks = self.remarks.iter().chain(of_readings).map(|remark| &remark.text);
        let readings = self.readings.iter().map(|reading| &reading.text);
        self.lemma.iter().chain(readings).chain(remarks).chain(&self.comment)
    }
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
    /// Whether these were written as the rest of the witnesses.
    pub is_rest: bool,
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

/// Which witnesses an entry names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntryForm {
    /// Those of the readings, and those of the lemma where they are given.
    Written,
    /// Those of the readings alone.
    Negative,
    /// All that are present: those of the lemma too.
    Positive,
    /// Positive if it has many readings, else negative.
    Mixed,
}

impl EntryForm {
    /// The word for it in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Negative => "negative",
            Self::Positive => "positive",
            Self::Mixed => "mixed",
        }
    }

    /// The form of a name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Written, Self::Negative, Self::Positive, Self::Mixed]
            .into_iter()
            .find(|form| form.name() == name)
    }
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
    /// The lemma is written twice.
    Repetition,
    /// The lemma is deleted.
    Deletion,
    /// The lemma has dots of deletion under it.
    Expunction,
    /// The lemma is corrected.
    Correction,
    /// The lemma is taken out by an editor, in brackets.
    Seclusion,
    /// The witness ends here, or is missing from here on.
    Ending,
    /// The witness begins here, or is there again.
    Beginning,
    /// A scholar's guess at what should stand here, with the scholar's name.
    Conjecture(String),
}

impl ReadingKind {
    /// The kinds that have an abbreviation, with the key for it in texts and in the
    /// manifest.
    pub const KEYS: [(&str, ReadingKind); 12] = [
        ("om", Self::Omission),
        ("add", Self::Addition),
        ("transp", Self::Transposition),
        ("lac", Self::Lacuna),
        ("illeg", Self::Illegible),
        ("iter", Self::Repetition),
        ("del", Self::Deletion),
        ("exp", Self::Expunction),
        ("corr", Self::Correction),
        ("secl", Self::Seclusion),
        ("def", Self::Ending),
        ("inc", Self::Beginning),
    ];

    /// The key of its abbreviation; nothing for words alone and for conjectures.
    pub fn key(&self) -> Option<&'static str> {
        Self::KEYS.iter().find(|(_, kind)| kind == self).map(|(key, _)| *key)
    }

    /// The kind whose abbreviation has a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::KEYS
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, kind)| kind.clone())
    }
}

/// How a witness has a reading: before or after correction, where on the page. Each is
/// the kind of a [`Remark`] that needs no words; with the key of its abbreviation.
pub const STATES: [(&str, &str); 6] = [
    ("ac", "correction-original"),
    ("pc", "correction-altered"),
    ("ras", "in-rasura"),
    ("sl", "supra-lineam"),
    ("im", "in-margine"),
    ("vid", "ut-videtur"),
];

impl Remark {
    /// The key of the abbreviation that says all of it: it is a state without words.
    pub fn state(&self) -> Option<&'static str> {
        let kind = self.kind.as_deref().filter(|_| self.text.text.is_empty())?;
        STATES.iter().find(|(_, known)| *known == kind).map(|(key, _)| *key)
    }
}
