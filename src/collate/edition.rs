//! The transcriptions of an edition, and their collation.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::decided::{self, Decided};
use super::order::has_own_order;
use super::read::model::{self, OfText, key};
use super::read::{plain, tei};
use super::{Collation, Rules, SpellingPair, Witness, collate, entries};
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
    /// The id of the witness.
    pub witness: String,
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
                witness: witness.id.clone(),
                text: (*text).to_owned(),
                file,
            });
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
    for transcription in own {
        let witness = witness(text, transcription, files, context, diagnostics);
        witnesses.extend(witness.filter(|witness| check(witness, diagnostics)));
    }
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
        && let Ok(as_witness) = tei::read(files, file, "", "", &text.lang)
    {
        name_sections(&mut base.witness, &as_witness);
    }
    let mut all = vec![base.witness.clone()];
    all.extend(witnesses);
    let rules = Rules::of_edition(&text.lang, &edition.collation, pairs);
    let collation = collate(&text.id, all, 0, &rules);
    unused(&rules.pairs, &collation, diagnostics);
    disagreeing(&collation, diagnostics);
    in_own_order(&collation, diagnostics);
    let speller = rules.speller();
    let normal = |word: &str| speller.normal(word);
    let decided = decided::read(&edition.root, &collation, &normal, files, diagnostics)?;
    Ok(Some(Collated { collation, base, decided, rules }))
}

/// Says which pairs of spellings nobody has.
fn unused(
    pairs: &[SpellingPair],
    collation: &Collation,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if pairs.is_empty() {
        return;
    }
    let tokens = collation.witnesses.iter().flat_map(|witness| &witness.tokens);
    let forms: FxHashSet<&str> = tokens.map(|token| &*token.form).collect();
    let forms: FxHashSet<String> = forms.iter().map(|form| form.to_lowercase()).collect();
    let has = |word: &str| forms.contains(&word.to_lowercase());
    for pair in pairs.iter().filter(|pair| !has(&pair.from) && !has(&pair.to)) {
        let message = format!(
            "neither `{}` nor `{}` stands in a witness of `{}`",
            pair.from, pair.to, collation.text
        );
        diagnostics.push(
            Diagnostic::warning("unused-pair", message)
                .at(pair.span)
                .hint("correct the spelling, or take the pair out"),
        );
    }
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
    let Transcription { witness: id, file, .. } = transcription;
    let declared = context.witnesses.iter().find(|witness| witness.id == *id);
    let siglum = declared.map_or(id.as_str(), |witness| &witness.siglum);
    let path = &files.get(*file).path;
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let mut witness = match ending {
        "xml" | "tei" => match tei::read(files, *file, id, siglum, &text.lang) {
            Ok(witness) => witness,
            Err(fault) => {
                diagnostics.push(fault);
                return None;
            }
        },
        "dj" | "djot" => {
            let settings =
                crate::edition::TextFile::new(path, id, Span::new(*file, 0..0));
            let read = source::read_text(files, *file, &settings, context, diagnostics);
            model::read(&read, *file, id, siglum, &FxHashSet::default()).witness
        }
        _ => plain::read(files, *file, id, siglum, &text.lang),
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

/// Says what is odd in a transcription by itself. False if there is nothing to collate.
fn check(witness: &Witness, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let whole = Span::new(witness.file, 0..0);
    if !witness.tokens.iter().any(super::Token::is_word) {
        let message =
            format!("the transcription of witness `{}` has no words", witness.id);
        diagnostics.push(
            Diagnostic::warning("empty-witness", message)
                .at(whole)
                .hint("write the text of the witness, or take the file away"),
        );
        return false;
    }
    let mut seen = rustc_hash::FxHashMap::default();
    for section in &witness.sections {
        let Some(id) = &section.id else { continue };
        if let Some(first) = seen.insert(key(id), section.span) {
            let message =
                format!("witness `{}` has the section `{id}` twice", witness.id);
            diagnostics.push(
                Diagnostic::warning("section-twice", message)
                    .at(section.span)
                    .related(first, "here for the first time")
                    .hint(
                        "both are collated as one section; give one of them another name",
                    ),
            );
        }
    }
    true
}

/// Says which witnesses have hardly a word of the base text: they are other texts.
fn disagreeing(collation: &Collation, diagnostics: &mut Vec<Diagnostic>) {
    for (number, witness) in collation.witnesses.iter().enumerate() {
        if number == collation.base {
            continue;
        }
        let (mut same, mut all) = (0_usize, 0_usize);
        for section in &collation.sections {
            let (Some(base), Some(row)) =
                (section.table.row_of(collation.base), section.table.row_of(number))
            else {
                continue;
            };
            for column in 0..section.table.width {
                let token = |row: usize, witness: usize| {
                    let at = section.table.cell(row, column).token()?;
                    let token = &collation.witnesses[witness].tokens[at as usize];
                    token.is_word().then_some(token)
                };
                let Some(own) = token(row, number) else { continue };
                all += 1;
                let of_base = token(base, collation.base);
                same +=
                    usize::from(of_base.is_some_and(|token| token.normal == own.normal));
            }
        }
        if all >= 20 && same * 5 < all {
            let share = same * 100 / all;
            let message = format!(
                "witness `{}` has {share} of 100 words in common with the text: it is another text, or in another language",
                witness.id
            );
            diagnostics.push(
                Diagnostic::warning("other-text", message)
                    .at(Span::new(witness.file, 0..0))
                    .hint("compare the file with the text it is collated with"),
            );
        }
    }
}

/// Says which witnesses have their sections in an order of their own: then the apparatus does not
/// say of each where it stands.
fn in_own_order(collation: &Collation, diagnostics: &mut Vec<Diagnostic>) {
    for (number, witness) in collation.witnesses.iter().enumerate() {
        let has = |section: &&super::SectionTable| {
            !section.parts[collation.base].is_empty() && !section.parts[number].is_empty()
        };
        let common = collation.sections.iter().filter(has).count();
        let moved = collation.sections.iter().filter(|section| section.moved[number]);
        let moved = moved.count();
        if number != collation.base && has_own_order(moved, common) {
            let message = format!(
                "witness `{}` has {moved} of {common} sections at another place than the text: the apparatus does not say where",
                witness.id
            );
            diagnostics.push(
                Diagnostic::warning("own-order", message)
                    .at(Span::new(witness.file, 0..0))
                    .hint("tell its order in the introduction, or order the file as the text is"),
            );
        }
    }
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
