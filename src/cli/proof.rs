//! `variorum proof`: the changed pages, marked, and what changed.

use super::args::ProofArgs;
use super::failure::Failure;
use super::printing::printing;
use super::progress::Progress;
use super::say::{self, Voice};
use super::{clock, diff, output, set};
use crate::build::{Stage, Watch};
use crate::history::tell::summary;
use crate::publish::proof::{Shown, proof};

/// Runs the command.
///
/// # Errors
/// If the edition has faults; if the printing that it is compared with can't be read or
/// set; if a file can't be written.
pub fn run(args: &ProofArgs, voice: &Voice) -> Result<(), Failure> {
    let timestamp = clock::source_date_epoch()?;
    let folder = output::ready(&args.dir, args.output.as_deref());
    let old = printing(&args.since, &args.dir, voice)?;
    let mut progress = Progress::new(voice);
    let mut read = set::read(&args.dir, voice, &mut progress)?;
    if args.reflow {
        read.lock = None;
    }
    let built = set::set(&read, voice, &mut progress)?;
    progress.stage(Stage::Export);
    let shown = if args.all { Shown::All } else { Shown::Changed };
    let made = proof(&read, &built, (&old, &args.since), shown, timestamp);
    progress.finish();
    let made = made.map_err(|faults| {
        voice.faults(voice.diagnostics(&read.files, &faults), "no proof was made");
        Failure::Edition
    })?;
    set::judge(&read, Some(&built), args.faults.deny_warnings, voice)?;
    let path = |ending: &str| folder.join(format!("{}-proof.{ending}", read.edition.id));
    let text = diff::form(&made.comparison, super::args::Format::Human);
    let files = [
        (path("txt"), text.into_bytes()),
        (path("json"), (made.comparison.json() + "\n").into_bytes()),
        (path("pdf"), made.pdf),
    ];
    output::put(Some(&read), Some(&folder), &files)?;
    if args.say.format == super::args::Format::Json {
        return say::print(&files[1].1);
    }
    voice.say(&format!(
        "{}{} pages in the proof\n{}",
        summary(&made.comparison),
        made.pages.len() + 1,
        files[2].0.display()
    ));
    Ok(())
}
