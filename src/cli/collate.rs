//! `variorum collate`: the transcriptions of the witnesses beside the texts.

use std::fmt::Write;
use std::time::Instant;

use clap::ValueEnum;

use super::args::CollateArgs;
use super::failure::Failure;
use super::progress::Progress;
use super::say::{self, Voice};
use super::set;
use crate::collate::{Collation, VariantClass, emit, rebuild};

/// A text form of a collation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CollationForm {
    /// Each token of each witness
    Tokens,
    /// The alignment: a line a column, a field a witness
    Graph,
    /// The units: a line for each witness that differs from the text
    Units,
}

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
    let all = read.collations.iter().map(|found| &found.collation);
    let collations: Vec<&Collation> = all.filter(is_wanted).collect();
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
        Some(CollationForm::Units) => say::print(emit::units(&collations).as_bytes())?,
        None => voice.say(&summary(&collations, start.elapsed().as_secs_f64())),
    }
    let undecided: usize = collations.iter().map(|all| emit::reported(all).count()).sum();
    match args.check && undecided > 0 {
        true => Err(Failure::Edition),
        false => Ok(()),
    }
}

/// What there is, on one screen.
fn summary(collations: &[&Collation], seconds: f64) -> String {
    if collations.is_empty() {
        return "no transcriptions: put them into `witnesses/`, each under the id of its witness"
            .to_owned();
    }
    let mut out = String::new();
    for collation in collations {
        let count = |class: VariantClass| {
            collation.units().filter(|unit| unit.class == class).count()
        };
        let moved = collation.units().filter(|unit| unit.link.is_some()).count();
        let lost = collation.units().filter(|unit| !unit.lacuna.is_empty()).count();
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
