//! `variorum collate`: the transcriptions of the witnesses beside the texts.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::{CollateArgs, CollationForm};
use super::failure::Failure;
use super::progress::Progress;
use super::say::{self, Voice};
use super::{output, set};
use crate::build::Read;
use crate::collate::edition::Collated;
use crate::collate::{Collation, VariantClass, decided, emit, outputs, rebuild};
use crate::diag::{Diagnostic, Severity};

/// Runs the command.
///
/// # Errors
/// If the edition can't be read, has an error or no such text; under `--check` if a unit is
/// undecided.
pub fn run(args: &CollateArgs, voice: &Voice) -> Result<(), Failure> {
    #[expect(clippy::disallowed_methods, reason = "the time is said to the editor")]
    let start = Instant::now();
    let mut progress = Progress::new(voice);
    let read = set::read(&args.dir, voice, &mut progress)?;
    progress.finish();
    let is_wanted = |collation: &&Collation| {
        args.text.as_ref().is_none_or(|text| *text == collation.text)
    };
    let wanted = read.collations.iter().filter(|found| is_wanted(&&found.collation));
    let wanted: Vec<&Collated> = wanted.collect();
    let collations: Vec<&Collation> = wanted.iter().map(|one| &one.collation).collect();
    if let Some(text) = &args.text
        && collations.is_empty()
    {
        return Err(Failure::usage(
            format!("no text `{text}` has transcriptions"),
            "name one that has some in `witnesses/`",
        ));
    }
    for collation in &collations {
        if let Some(fault) = rebuild::unproven(collation).first() {
            panic!("a witness is what the base text and the units make of it: {fault:?}");
        }
    }
    voice.diagnostics(&read.files, &read.diagnostics);
    match args.emit {
        Some(CollationForm::Tokens) => say::print(emit::tokens(&collations).as_bytes())?,
        Some(CollationForm::Graph) => say::print(emit::graph(&collations).as_bytes())?,
        Some(CollationForm::Units) => say::print(emit::units(&wanted).as_bytes())?,
        None => {}
    }
    if let Some(folder) = &args.to {
        export(&wanted, &read, folder, voice)?;
    }
    if args.emit.is_none() && args.to.is_none() {
        if !args.check {
            write_decisions(&wanted, &args.dir)?;
        }
        voice.say(&summary(&wanted, start.elapsed().as_secs_f64()));
    }
    if args.check { check(&wanted, &read, voice) } else { Ok(()) }
}

/// Refuses collations in which something is undecided, or a decision has lost its ground.
fn check(wanted: &[&Collated], read: &Read, voice: &Voice) -> Result<(), Failure> {
    let undecided = wanted.iter().filter(|one| one.decided.undecided() > 0);
    let faults: Vec<Diagnostic> = undecided
        .map(|one| one.decided.undecided_units(Severity::Error))
        .collect();
    let is_moved = wanted.iter().any(|one| !one.decided.merged.moved.is_empty());
    if faults.is_empty() && !is_moved {
        return Ok(());
    }
    voice.faults(voice.diagnostics(&read.files, &faults), "not all is decided");
    Err(Failure::Edition)
}

/// Writes the files of decisions, those that have changed.
fn write_decisions(wanted: &[&Collated], root: &Path) -> Result<(), Failure> {
    let changed = wanted.iter().filter(|one| one.decided.is_changed());
    let outputs: Vec<(PathBuf, Vec<u8>)> = changed
        .map(|one| {
            let decided = &one.decided;
            (root.join(&decided.path), decided.merged.source.clone().into_bytes())
        })
        .collect();
    if outputs.is_empty() {
        return Ok(());
    }
    output::put(None, Some(&root.join(decided::FOLDER)), &outputs)
}

/// Writes collations in all their forms.
fn export(
    wanted: &[&Collated],
    read: &Read,
    folder: &Path,
    voice: &Voice,
) -> Result<(), Failure> {
    let files = wanted
        .iter()
        .flat_map(|one| outputs::outputs(&one.collation, &one.decided, &read.files));
    let outputs: Vec<(PathBuf, Vec<u8>)> = files
        .map(|(name, content)| (folder.join(name), content.into_bytes()))
        .collect();
    output::put(Some(read), Some(folder), &outputs)?;
    let paths: Vec<String> =
        outputs.iter().map(|(path, _)| path.display().to_string()).collect();
    voice.say(&paths.join("\n"));
    Ok(())
}

/// What there is, on one screen.
fn summary(wanted: &[&Collated], seconds: f64) -> String {
    if wanted.is_empty() {
        return "no transcriptions: put them into `witnesses/`, each under the id of its witness"
            .to_owned();
    }
    let mut out = String::new();
    for Collated { collation, decided, .. } in wanted {
        let units = || decided.units.iter().map(|one| &one.unit);
        let count =
            |class: VariantClass| units().filter(|unit| unit.class == class).count();
        let moved = collation.transpositions.len();
        let lost = units().filter(|unit| !unit.lacuna.is_empty()).count();
        let _ = writeln!(
            out,
            "{}: {} sections, {} substantive units, {} of spelling, {} ignored; {} transpositions; {} with lacunae",
            collation.text,
            collation.sections.len(),
            count(VariantClass::Substantive),
            count(VariantClass::Orthographic),
            count(VariantClass::Ignored),
            moved,
            lost,
        );
        let merged = &decided.merged;
        let _ = writeln!(
            out,
            "  {}: {} decisions kept, {} units new, {} undecided, {} decisions without their ground",
            decided.path.display(),
            merged.kept,
            merged.new,
            decided.undecided(),
            merged.moved.len(),
        );
        for (number, witness) in collation.witnesses.iter().enumerate() {
            let words = witness.tokens.iter().filter(|token| token.is_word()).count();
            let name = match (number == collation.base, witness.siglum.as_str()) {
                (true, "") => "base",
                (_, siglum) => siglum,
            };
            let _ = writeln!(
                out,
                "  {name}: {words} words, {} sections",
                witness.sections.len()
            );
        }
    }
    let _ = write!(out, "{seconds:.2} s");
    out
}
