//! Sigla and series that stand in texts taken as Djot, which a new edition has to declare.

use super::new_edition::ImportedText;
use crate::edition::{Series, SeriesKind, Tei, TextFile};
use crate::model::{Lang, Witness};
use crate::source::context::Context;
use crate::source::djot;
use crate::span::{Files, Span};

/// How often the texts are read at most: a fault of an entry may hide the next one.
const ROUNDS: usize = 12;

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A witness.
    Witness,
    /// A series of entries or notes.
    Series(SeriesKind),
}

/// A siglum or the name of a series, and where it first stands: the file and the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undeclared {
    /// What it is.
    pub what: Named,
    /// The siglum or the name.
    pub id: String,
    /// The text's file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The sigla and series of the texts, in their order. Keys in small letters are no sigla: they
/// are misspelt, which only the editor can put right.
pub(super) fn undeclared(texts: &[ImportedText]) -> Vec<Undeclared> {
    let mut found: Vec<Undeclared> = vec![];
    for text in texts.iter().filter(|text| text.is_markup) {
        note_series(text, &mut found);
        for _ in 0..ROUNDS {
            let before = found.len();
            unknown(text, &mut found);
            if found.len() == before {
                break;
            }
        }
    }
    found
}

/// The series that the calls of notes name, as in `[^sources.1]`.
fn note_series(text: &ImportedText, found: &mut Vec<Undeclared>) {
    for (at, call) in text.djot.match_indices("[^") {
        let label = &text.djot[at + call.len()..];
        let label = label.split([']', '\n']).next().unwrap_or_default();
        if let Some((id, number)) = label.split_once('.')
            && !number.is_empty()
            && is_id(id)
            && id != "notes"
        {
            add(text, at, Named::Series(SeriesKind::Familiar), id, found);
        }
    }
}

/// Adds a name that stands at a byte of a text, if it is new.
fn add(
    text: &ImportedText,
    at: usize,
    what: Named,
    id: &str,
    found: &mut Vec<Undeclared>,
) {
    if !found.iter().any(|one| one.id == id) {
        let line = text.djot[..at].matches('\n').count() + 1;
        let (id, file) = (id.to_owned(), text.file.clone());
        found.push(Undeclared { what, id, file, line });
    }
}

/// Adds what the reader does not know, if that much is declared.
fn unknown(text: &ImportedText, found: &mut Vec<Undeclared>) {
    let mut files = Files::default();
    let file = files.add(&text.file, text.djot.as_str());
    let mut witnesses: Vec<Witness> = vec![];
    let mut series = Series::defaults().to_vec();
    for one in found.iter() {
        match one.what {
            Named::Witness => witnesses.push(witness(&one.id)),
            Named::Series(kind) => series.push(Series::usual(&one.id, kind, 8.6, 10.6)),
        }
    }
    let (lang, tei) = (Lang::new(&text.lang), Tei::default());
    let context = Context::of(&witnesses, &series, &lang, &tei);
    let settings = TextFile::new(&text.file, &text.id, Span::new(file, 0..0));
    let mut said = vec![];
    djot::read(&files, file, &settings, &context, &mut said);
    for fault in &said {
        let Some(span) = fault.span.filter(|span| span.file == file) else { continue };
        let at = span.start as usize;
        let Some(word) = text.djot.get(at..span.end as usize) else { continue };
        match fault.code {
            "unknown-witness" => {
                let id = word.split_once(':').map_or(word, |(id, _)| id);
                if is_siglum(id) {
                    add(text, at, Named::Witness, id, found);
                }
            }
            // The calls of notes were looked through before.
            "unknown-series" if is_id(word.trim()) => {
                add(text, at, Named::Series(SeriesKind::Critical), word.trim(), found);
            }
            _ => {}
        }
    }
}

fn witness(id: &str) -> Witness {
    Witness {
        id: id.to_owned(),
        siglum: id.to_owned(),
        description: String::new(),
        hand_of: None,
    }
}

/// Whether a word is a siglum, by its letters: what an id may be, and no word in small letters.
fn is_siglum(word: &str) -> bool {
    let is_small = |c: char| c.is_ascii_lowercase();
    is_id(word) && !(word.len() > 1 && word.chars().all(is_small))
}

/// Whether a word may be the id of a witness or a series.
fn is_id(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
