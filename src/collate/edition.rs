//! The transcriptions of an edition, and their collation.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::decided::{self, Decided};
use super::given::laid_out;
use super::given_files::{Given, beside_table, of_collatex, twice};
use super::odd::{check, disagreeing, in_own_order, much_longer, unused};
use super::read::model::{self, OfText, key};
use super::read::{plain, tei};
use super::{Collation, Rules, SpellingPair, Witness, collate, collate_given, entries};
use crate::diag::Diagnostic;
use crate::edition::{Edition, LoadError, load, paths};
use crate::model::{Entry, ReadingKind, Role, Text};
use crate::source::{self, Context};
use crate::span::{FileId, Files, Span};

/// The folder of transcriptions: `witnesses/A.txt`, or `witnesses/TEXT/A.txt` where an edition
/// has several texts.
pub const FOLDER: &str = "witnesses";

/// A transcription of a witness in one text.
#[derive(Debug, Clone)]
pub struct Transcription {
    /// The id of the witness; nothing if the file is JSON of CollateX, which has several.
    pub witness: Option<String>,
    /// The id of the text.
    pub text: String,
    /// Its file.
    pub file: FileId,
}

/// A text with its collation.
#[derive(Debug, Clone)]
pub struct Collated {
    /// The collation.
    pub collation: Collation,
    /// The base text, with the places of its tokens in the model.
    pub base: OfText,
    /// What the editor has decided.
    pub decided: Decided,
    /// What counts as the same word.
    pub rules: Rules,
}

/// Finds and reads the transcriptions of an edition: those that the manifest names with
/// `file`, and those in the folder [`FOLDER`].
///
/// # Errors
/// If a file can't be read.
pub fn transcriptions(
    edition: &Edition,
    files: &mut Files,
) -> Result<Vec<Transcription>, LoadError> {
    let mut found = vec![];
    let bodies: Vec<&str> = edition
        .texts
        .iter()
        .filter(|text| text.role == Role::Body)
        .map(|text| text.id.as_str())
        .collect();
    for witness in edition.witnesses.iter().filter(|witness| witness.hand_of.is_none()) {
        let named =
            edition.witness_files.iter().find(|named| named.witness == witness.id);
        for (number, text) in bodies.iter().enumerate() {
            let folder = Path::new(FOLDER);
            let mut path = optional(edition, &folder.join(text), &witness.id)?;
            let mut span = None;
            if let Some(named) = named.filter(|_| number == 0 && path.is_none()) {
                path = Some(named.path.clone());
                span = Some(named.span);
            }
            if path.is_none() && number == 0 {
                path = optional(edition, folder, &witness.id)?;
            }
            let Some(path) = path else { continue };
            let file = load::read(&edition.root, files, &path, span)?;
            found.push(Transcription {
                witness: Some(witness.id.clone()),
                text: (*text).to_owned(),
                file,
            });
        }
    }
    for (number, text) in bodies.iter().enumerate() {
        let folder = Path::new(FOLDER);
        let mut paths = of_collatex(edition, &folder.join(text));
        if number == 0 {
            paths.extend(of_collatex(edition, folder));
        }
        for path in paths {
            let file = load::read(&edition.root, files, &path, None)?;
            found.push(Transcription { witness: None, text: (*text).to_owned(), file });
        }
    }
    Ok(found)
}

/// The transcription of a witness in a folder, whatever its format.
fn optional(
    edition: &Edition,
    folder: &Path,
    id: &str,
) -> Result<Option<PathBuf>, LoadError> {
    for ending in ["txt", "dj", "xml"] {
        let path = folder.join(format!("{id}.{ending}"));
        let found = paths::optional(&edition.root, &path);
        if let Some(path) =
            found.map_err(|fault| fault.report(&edition.root, &path, None))?
        {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Collates a text with its transcriptions, and reads what was decided; nothing if it has none.
/// What is odd in one is said.
///
/// # Errors
/// If there are decisions that can't be read.
pub fn collated(
    text: &Text,
    transcriptions: &[Transcription],
    files: &mut Files,
    context: &Context,
    (edition, pairs): (&Edition, &[SpellingPair]),
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Collated>, LoadError> {
    let own: Vec<&Transcription> =
        transcriptions.iter().filter(|found| found.text == text.id).collect();
    let file = text.blocks.iter().find_map(|block| block.span.map(|span| span.file));
    let Some(file) = file.filter(|_| !own.is_empty()) else { return Ok(None) };
    let mut witnesses = vec![];
    for transcription in &own {
        let witness = witness(text, transcription, files, context, diagnostics);
        witnesses.extend(witness);
    }
    let json = own
        .iter()
        .filter(|found| found.witness.is_none())
        .map(|found| found.file);
    let json = Given::read(json.collect(), files, text, edition, diagnostics);
    for witness in json.witnesses {
        let known = witnesses.iter().find(|known: &&Witness| known.id == witness.id);
        match known {
            Some(known) => diagnostics.push(twice(&witness, known.file)),
            None => witnesses.push(witness),
        }
    }
    witnesses.retain(|witness| check(witness, diagnostics));
    let names: FxHashSet<String> = witnesses
        .iter()
        .flat_map(|witness| &witness.sections)
        .filter_map(|section| section.id.as_deref())
        .flat_map(|id| [key(id), model::number(id)])
        .filter(|key| !key.is_empty())
        .collect();
    let (id, siglum) = base_of(edition, &witnesses, diagnostics);
    let mut base = model::read(text, file, id, siglum, &names);
    if source::is_tei(&files.get(file).path)
        && let Some(as_witness) = tei::read(files, file, "", "", &text.lang, &mut vec![])
    {
        name_sections(&mut base.witness, &as_witness);
    }
    let mut all = vec![base.witness.clone()];
    let rules = Rules::of_edition(&text.lang, &edition.collation, pairs);
    let table = json.table.and_then(|(file, table)| {
        let speller = rules.speller();
        let normal = |word: &str| speller.normal(word);
        let names = (text.id.as_str(), edition, &text.lang);
        match laid_out(&table, file, &base, names, &normal) {
            Ok(found) => Some((file, found)),
            Err(faults) => {
                diagnostics.extend(faults);
                None
            }
        }
    });
    let collation = match table {
        Some((file, (rows, columns))) => {
            beside_table(&witnesses, file, diagnostics);
            all.extend(rows);
            collate_given(&text.id, all, &rules, &columns)
        }
        None => {
            all.extend(witnesses);
            collate(&text.id, all, 0, &rules)
        }
    };
    unused(&rules.pairs, &collation, diagnostics);
    much_longer(&collation, diagnostics);
    disagreeing(&collation, diagnostics);
    in_own_order(&collation, diagnostics);
    let speller = rules.speller();
    let normal = |word: &str| speller.normal(word);
    let decided = decided::read(&edition.root, &collation, &normal, files, diagnostics)?;
    Ok(Some(Collated { collation, base, decided, rules }))
}

/// The id and the siglum of the base text: both are empty if it is the editor's own.
fn base_of<'a>(
    edition: &'a Edition,
    witnesses: &[Witness],
    diagnostics: &mut Vec<Diagnostic>,
) -> (&'a str, &'a str) {
    let Some(id) = &edition.collation.base else { return ("", "") };
    if let Some(witness) = witnesses.iter().find(|witness| witness.id == *id) {
        let message = format!(
            "the text is that of witness `{id}`, which has a transcription too: that is collated as another witness"
        );
        diagnostics.push(
            Diagnostic::warning("base-twice", message)
                .at(Span::new(witness.file, 0..0))
                .hint("take the file away, or `base` out of `[collation]`"),
        );
        return ("", "");
    }
    let known = edition.witnesses.iter().find(|witness| witness.id == *id);
    known.map_or(("", ""), |witness| (&witness.id, &witness.siglum))
}

/// Gives the sections of a base text in TEI the names that they have in the file: the model keeps
/// only those that something refers to.
fn name_sections(base: &mut Witness, as_witness: &Witness) {
    let named: Vec<(Span, &str)> = as_witness
        .sections
        .iter()
        .filter_map(|section| Some((section.span, section.id.as_deref()?)))
        .collect();
    let mut last = "";
    for section in &mut base.sections {
        let Some(token) = base.tokens.get(section.tokens.start as usize) else {
            continue;
        };
        let at = named.partition_point(|(span, _)| span.start <= token.span.start);
        let found = at.checked_sub(1).map(|at| named[at]);
        let Some((_, id)) = found.filter(|(span, _)| token.span.start < span.end) else {
            continue;
        };
        // The second block of a paragraph goes with the first.
        if section.id.is_none() && id != last {
            section.id = Some(id.to_owned());
        }
        last = id;
    }
}

fn witness(
    text: &Text,
    transcription: &Transcription,
    files: &Files,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Witness> {
    let Transcription { witness: Some(id), file, .. } = transcription else {
        return None;
    };
    let declared = context.witnesses.iter().find(|witness| witness.id == *id);
    let siglum = declared.map_or(id.as_str(), |witness| &witness.siglum);
    let path = &files.get(*file).path;
    let is_djot = path
        .extension()
        .is_some_and(|ending| ending == "dj" || ending == "djot");
    if !is_djot {
        diagnostics.extend(source::bounds::nothing(files, *file));
    }
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let mut witness = match ending {
        "xml" | "tei" => tei::read(files, *file, id, siglum, &text.lang, diagnostics)?,
        "dj" | "djot" => {
            let settings =
                crate::edition::TextFile::new(path, id, Span::new(*file, 0..0));
            let read = source::read_text(files, *file, &settings, context, diagnostics);
            model::read(&read, *file, id, siglum, &FxHashSet::default()).witness
        }
        _ => plain::read(files, *file, id, siglum, &text.lang, diagnostics),
    };
    for hand in &mut witness.hands[1..] {
        let is_it = |known: &&crate::model::Witness| {
            known.hand_of.as_deref() == Some(id)
                && (known.id == hand.name || known.id == format!("{id}{}", hand.name))
        };
        hand.id = context.witnesses.iter().find(is_it).map(|known| known.id.clone());
    }
    Some(witness)
}

impl Collated {
    /// The entries that the collation adds to its text: those at places of which the editor has
    /// written no entry. What is missing in a witness is said also if the editor has written an
    /// entry on a part of it.
    pub fn entries(&self, text: &Text, edition: &Edition) -> Vec<Entry> {
        let mut found =
            entries::entries(&self.collation, &self.base, edition, &self.decided);
        let is_written = |entry: &Entry, own: &Entry| match is_of_missing_words(entry) {
            true => own.from <= entry.from && entry.to <= own.to,
            false => entry.from < own.to && own.from < entry.to,
        };
        found.retain(|entry| {
            let mut own = text.entries.iter().filter(|own| own.series == entry.series);
            !own.any(|own| is_written(entry, own))
        });
        found
    }
}

/// Whether an entry says only that witnesses do not have its words.
fn is_of_missing_words(entry: &Entry) -> bool {
    entry.readings.iter().all(|reading| {
        matches!(
            reading.kind,
            ReadingKind::Omission | ReadingKind::Lacuna | ReadingKind::Illegible
        )
    })
}
