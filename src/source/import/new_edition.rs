//! What an import is told, and what it makes.

use super::corrections::Corrections;
use super::front::Front;
use super::undecided::Undecided;
use crate::model::{Dir, Lang};

/// What the caller knows about the new edition.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The name of the edition's folder: its id, and its title if it has several texts.
    pub folder: String,
    /// The title, if it is not to be guessed.
    pub title: Option<String>,
    /// The date of publication, `2026-11-20`.
    pub date: Option<String>,
    /// Whether every paragraph is prose: no verse, tables, lists, separators and notes are
    /// looked for.
    pub plain: bool,
    /// Whether witnesses are to be laid beside the text, so that references at the beginning of
    /// its lines are looked for.
    pub is_collated: bool,
}

/// A new edition.
#[derive(Debug, Clone)]
pub struct Import {
    /// The texts in the order of the files.
    pub texts: Vec<ImportedText>,
    /// What was changed.
    pub corrections: Corrections,
    /// What could not be decided, by text and place.
    pub undecided: Vec<Undecided>,
    /// The text of `edition.toml`.
    pub manifest: String,
}

/// An imported text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedText {
    /// Its id, unique in the edition, and the stem of its file.
    pub id: String,
    /// The working text's path below the edition's folder.
    pub file: String,
    /// Where the original goes, below the edition's folder.
    pub original: String,
    /// The working text.
    pub djot: String,
    /// The imported text: what the corrections make of the original. Blocks have a
    /// blank line between them.
    pub plain: String,
    /// Its language, a BCP 47 code; `und` if it was not recognized.
    pub lang: String,
    /// Whether it is written from right to left.
    pub right_to_left: bool,
    /// Its title, or its first words.
    pub title: String,
    /// Whether it has a title of its own.
    pub has_title: bool,
    /// The encoding that its file looks like, if that is not UTF-8.
    pub encoding: Option<&'static str>,
    /// Whether its text was taken as it is, or from Markdown, and not from plain text.
    pub is_markup: bool,
    /// What the file says of itself before its text.
    pub(super) front: Front,
}

impl ImportedText {
    /// One in a language that has no words and no name yet.
    pub(super) fn empty(lang: &str, encoding: Option<&'static str>) -> Self {
        Self {
            id: String::new(),
            file: String::new(),
            original: String::new(),
            djot: String::new(),
            plain: String::new(),
            lang: lang.to_owned(),
            right_to_left: Lang::new(lang).dir() == Dir::Rtl,
            title: String::new(),
            has_title: false,
            encoding,
            is_markup: false,
            front: Front::default(),
        }
    }
}
