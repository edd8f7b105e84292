//! Sigla that stand in texts taken as Djot, which a new edition has to declare.

use super::new_edition::ImportedText;
use crate::edition::{Series, SeriesKind, Tei, TextFile};
use crate::model::{Lang, Witness};
use crate::source::context::Context;
use crate::source::djot;
use crate::span::{Files, Span};

/// How often the texts are read at most: a fault of an entry may hide the next one.
const ROUNDS: usize = 12;

/// A siglum, and where it first stands: the file and the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undeclared {
    /// The siglum.
    pub id: String,
    /// The text's file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The sigla of the texts, in their order. Words in small letters are none: they are misspelt
/// keys, which only the editor can put right.
pub(super) fn undeclared(texts: &[ImportedText]) -> Vec<Undeclared> {
    let mut found: Vec<Undeclared> = vec![];
    for text in texts.iter().filter(|text| text.is_markup) {
        for _ in 0..ROUNDS {
            let new = unknown(text, &found);
            if new.is_empty() {
                break;
            }
            found.extend(new);
        }
    }
    found
}

/// What the reader does not know, if that much is declared.
fn unknown(text: &ImportedText, declared: &[Undeclared]) -> Vec<Undeclared> {
    let mut files = Files::default();
    let file = files.add(&text.file, text.djot.as_str());
    let witnesses: Vec<Witness> = declared.iter().map(|one| witness(&one.id)).collect();
    let series = [
        Series::usual("app", SeriesKind::Critical, 8.6, 10.6),
        Series::usual("notes", SeriesKind::Familiar, 8.6, 10.6),
    ];
    let (lang, tei) = (Lang::new(text.lang), Tei::default());
    let context = Context {
        witnesses: &witnesses,
        groups: &[],
        series: &series,
        indexes: &[],
        lang: &lang,
        tei: &tei,
    };
    let settings = TextFile::new(&text.file, &text.id, Span::new(file, 0..0));
    let mut said = vec![];
    djot::read(&files, file, &settings, &context, &mut said);
    let mut found: Vec<Undeclared> = vec![];
    for fault in said.iter().filter(|fault| fault.code == "unknown-witness") {
        let Some(span) = fault.span.filter(|span| span.file == file) else { continue };
        let Some(word) = text.djot.get(span.start as usize..span.end as usize) else {
            continue;
        };
        let id = word.split_once(':').map_or(word, |(id, _)| id);
        let is_known = declared.iter().chain(&found).any(|one| one.id == id);
        if !is_known && is_siglum(id) {
            let line = text.djot[..span.start as usize].matches('\n').count() + 1;
            found.push(Undeclared { id: id.to_owned(), file: text.file.clone(), line });
        }
    }
    found
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
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !(word.len() > 1 && word.chars().all(is_small))
}
