//! Reads an edition from its folder: manifest, texts, apparatus, index, corrections.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::assemble;
use crate::backmatter::Lemmas;
use crate::backmatter::source::Correction;
use crate::collate::{self, edition::Collated};
use crate::diag::Diagnostic;
use crate::edition::load::{self, LoadError};
use crate::edition::{Edition, IndexHeading, paths};
use crate::history::lock::{self, Lock};
use crate::model::{Model, Text};
use crate::source;
use crate::source::import::{Corrections, Place};
use crate::span::{FileId, Files, Span};
use crate::ties::{self, Ties};

/// What reading an edition gives.
pub struct Read {
    /// The checked manifest.
    pub edition: Arc<Edition>,
    /// All files that were read.
    pub files: Files,
    /// The model.
    pub model: Model,
    /// The headings of `index.toml`.
    pub headings: Vec<IndexHeading>,
    /// The list of corrections, for print.
    pub corrections: Vec<Correction>,
    /// The lists of lemmas.
    pub lemmas: Lemmas,
    /// The page starts of the last release.
    pub lock: Option<Lock>,
    /// Whether none of them may move.
    pub frozen: bool,
    /// The collations of the texts that have transcriptions of their witnesses.
    pub collations: Vec<Collated>,
    /// What corresponds in each parallel of the edition.
    pub ties: Vec<Ties>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

impl Read {
    /// Whether the book can be made.
    pub fn is_sound(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Why an edition could not be read at all.
pub struct Unreadable {
    /// What went wrong.
    pub error: LoadError,
    /// The files that were read before, for drawing diagnostics.
    pub files: Files,
}

/// Reads an edition: manifest, texts, apparatus file, index file, corrections.
///
/// # Errors
/// Faults of the manifest or of the machine; faults of the texts are diagnostics.
pub fn read(root: &Path) -> Result<Read, Box<Unreadable>> {
    let mut files = Files::default();
    let (mut edition, mut diagnostics) = match load::load(root, &mut files) {
        Ok(loaded) => loaded,
        Err(error) => return Err(Box::new(Unreadable { error, files })),
    };
    match read_parts(&mut edition, &mut files, &mut diagnostics) {
        Ok((model, headings, corrections, lemmas, lock, collations)) => {
            let ties = ties(&edition, &model, &mut diagnostics);
            edition.design.take_signs(&model.texts);
            Ok(Read {
                edition: Arc::new(edition),
                files,
                model,
                headings,
                corrections,
                lemmas,
                lock,
                frozen: false,
                collations,
                ties,
                diagnostics,
            })
        }
        Err(error) => Err(Box::new(Unreadable { error, files })),
    }
}

type Parts =
    (Model, Vec<IndexHeading>, Vec<Correction>, Lemmas, Option<Lock>, Vec<Collated>);

fn read_parts(
    edition: &mut Edition,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Parts, LoadError> {
    let ids = load::read_texts(edition, files)?;
    add_witnesses(edition, files, &ids);
    super::pictures::settle_device(edition, diagnostics);
    let edition = &*edition;
    let context = source::Context {
        witnesses: &edition.witnesses,
        groups: &edition.groups,
        series: &edition.series,
        indexes: &edition.indexes,
        lang: &edition.lang,
        tei: &edition.tei,
    };
    let mut texts = vec![];
    for (settings, file) in edition.texts.iter().zip(&ids) {
        let before = diagnostics.len();
        texts.push(source::read_text(files, *file, settings, &context, diagnostics));
        if settings.division.is_some() {
            // What is wrong with a file of several texts is said once.
            let said = diagnostics.split_off(before);
            let new = said.into_iter().filter(|fault| !diagnostics.contains(fault));
            let new: Vec<Diagnostic> = new.collect();
            diagnostics.extend(new);
        }
    }
    diagnostics.extend(unread_divisions(edition, files, &ids));
    if let Some(path) = &edition.apparatus_file {
        let file = load::read(&edition.root, files, path, None)?;
        source::read_apparatus_file(files, file, &mut texts, &context, diagnostics);
    }
    let mut collations = vec![];
    let transcriptions = collate::edition::transcriptions(edition, files)?;
    let pairs = crate::edition::load_pairs(edition, files, diagnostics)?;
    for text in &mut texts {
        let found = collate::edition::collated(
            text,
            &transcriptions,
            files,
            &context,
            (edition, &pairs),
            diagnostics,
        )?;
        if let Some(found) = found {
            text.entries.extend(found.entries(text, edition));
            source::sort_entries(&mut text.entries);
            collations.push(found);
        }
    }
    for (text, settings) in texts.iter_mut().zip(&edition.texts) {
        source::settle_witnesses(text, settings, &context, diagnostics);
        source::languages::check(text, context.lang, diagnostics);
        source::settle_languages(text, diagnostics);
        source::limit_nesting(text, diagnostics);
        if source::is_tei(&settings.path) {
            source::unprinted_numbers(text, edition, diagnostics);
        }
        source::bounds::check(text, assemble::room_of(edition, None), diagnostics);
        let is_tei = source::is_tei(&settings.path);
        super::pictures::settle_pictures(edition, text, is_tei, diagnostics);
    }
    let marks = texts.iter().flat_map(|text| &text.marks);
    let (headings, warnings) =
        crate::edition::index_file::load_index(edition, files, marks)?;
    diagnostics.extend(warnings);
    let model = Model { texts, witnesses: edition.witnesses.clone() };
    let corrections = read_corrections(edition, files, &model)?;
    let lemmas = read_lemmas(edition, files, diagnostics)?;
    let lock = read_lock(edition, files)?;
    Ok((model, headings, corrections, lemmas, lock, collations))
}

/// What is of no text in files of which divisions are texts.
fn unread_divisions(edition: &Edition, files: &Files, ids: &[FileId]) -> Vec<Diagnostic> {
    let mut read: BTreeMap<FileId, Vec<&str>> = BTreeMap::new();
    for (text, file) in edition.texts.iter().zip(ids) {
        if let Some(division) = &text.division {
            read.entry(*file).or_default().push(division);
        }
    }
    let unread = |(file, names): (FileId, Vec<&str>)| {
        source::unread_divisions(files, file, &names)
    };
    read.into_iter().flat_map(unread).collect()
}

/// What corresponds in each parallel.
fn ties(
    edition: &Edition,
    model: &Model,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Ties> {
    let parallels = edition.parallels.iter();
    parallels
        .map(|parallel| {
            let texts = parallel.texts.iter().map(|text| &model.texts[*text]);
            let (found, said) = ties::ties(&texts.collect::<Vec<_>>(), parallel.ties);
            diagnostics.extend(said);
            found
        })
        .collect()
}

/// The page starts of the last release, if there was one.
fn read_lock(edition: &Edition, files: &mut Files) -> Result<Option<Lock>, LoadError> {
    let path = Path::new(lock::FILE);
    let found = paths::optional(&edition.root, path);
    let found = found.map_err(|fault| fault.report(&edition.root, path, None))?;
    let Some(path) = found else { return Ok(None) };
    let file = load::read(&edition.root, files, &path, None)?;
    Lock::from_toml(&files.get(file).text).map(Some).map_err(|error| {
        let what = error.message().lines().next().unwrap_or_default();
        let fault = Diagnostic::error("bad-lock", format!("the page starts can't be read: {what}"));
        let span = error.span().unwrap_or(0..0);
        LoadError::Faults(vec![fault.at(Span::new(file, span)).hint(
            "put the file back as `variorum release` wrote it, or delete it and release again",
        )])
    })
}

/// Adds the witnesses that texts in TEI declare to those of the manifest. Where both
/// declare one, the manifest says what is printed.
fn add_witnesses(edition: &mut Edition, files: &Files, ids: &[FileId]) {
    for &file in ids {
        if source::is_tei(&files.get(file).path) {
            for witness in source::tei::witnesses(files, file) {
                if edition.witnesses.iter().all(|known| known.id != witness.id) {
                    edition.witnesses.push(witness);
                }
            }
        }
    }
}

/// The lists of lemmas that the concordance names.
fn read_lemmas(
    edition: &Edition,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Lemmas, LoadError> {
    let mut lemmas = Lemmas::default();
    let Some(settings) = &edition.concordance else { return Ok(lemmas) };
    for (lang, path) in &settings.lemmas {
        let file = load::read(&edition.root, files, path, None)?;
        let list = &files.get(file).text;
        lemmas.add(lang, &settings.normalization, file, list, diagnostics);
    }
    Ok(lemmas)
}

/// The corrections to print: each that changed or moved words, and for the others how
/// many there are.
fn read_corrections(
    edition: &Edition,
    files: &mut Files,
    model: &Model,
) -> Result<Vec<Correction>, LoadError> {
    let Some(path) = &edition.corrections_file else { return Ok(vec![]) };
    let file = load::read(&edition.root, files, path, None)?;
    let corrections =
        corrections_of(files, file).map_err(|fault| LoadError::Faults(vec![fault]))?;
    let mut list = vec![];
    // What readers know a text by: its title, if no other text has the same.
    let named = |text: &Text| {
        let same = model.texts.iter().filter(|other| other.title == text.title);
        match text.title.trim() {
            title if !title.is_empty() && same.count() == 1 => title.to_owned(),
            _ => text.id.clone(),
        }
    };
    for text in &corrections.texts {
        // A text that the edition no longer has is not in the book.
        let Some(read) = model.texts.iter().find(|read| read.id == text.id) else {
            continue;
        };
        for correction in text.printed() {
            let place = |at: Place| format!("{}:{}", at.line, at.column);
            let moved = correction.moved_to.is_some();
            let to = correction.moved_to.map(|to| format!(" to {}", place(to)));
            list.push(Correction {
                place: format!("{} {}", named(read), place(correction.place)),
                kind: correction.kind.name().replace('-', " ") + &to.unwrap_or_default(),
                now: if moved { String::new() } else { correction.now },
                was: correction.was,
                lang: read.lang.clone(),
            });
        }
    }
    for (id, kind, count) in corrections.counts() {
        if let Some(text) = model.texts.iter().find(|text| text.id == id) {
            list.push(Correction {
                place: named(text),
                kind: kind.name().replace('-', " "),
                was: kind.count(count),
                now: String::new(),
                lang: edition.lang.clone(),
            });
        }
    }
    Ok(list)
}

/// The corrections in a `corrections.toml`.
///
/// # Errors
/// If it is not of that form.
pub fn corrections_of(files: &Files, file: FileId) -> Result<Corrections, Diagnostic> {
    let read = files.get(file);
    Corrections::from_toml(&read.text).map_err(|said| {
        // The reader of TOML says where in words, and what is wrong in its last line.
        let number = |name: &str| {
            let rest = said.split_once(name)?.1;
            rest.split(|c: char| !c.is_ascii_digit())
                .next()?
                .parse::<usize>()
                .ok()
        };
        let start =
            number("at line ").and_then(|line| read.line_start(line)).unwrap_or(0);
        let line = read.text[start..].lines().next().unwrap_or_default();
        let column = number("column ").map_or(0, |column| column.saturating_sub(1));
        let at = start + line.char_indices().nth(column).map_or(0, |(byte, _)| byte);
        let what = said.trim().lines().last().unwrap_or_default();
        Diagnostic::error(
            "bad-corrections",
            format!("the corrections can't be read: {what}"),
        )
        .at(Span::new(file, at..at))
        .hint("put the file back as the import wrote it; it is not made to be edited")
    })
}
