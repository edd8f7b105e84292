//! `variorum archive`: an edition as a bag for a library.

use std::fs;

use super::args::ArchiveArgs;
use super::failure::Failure;
use super::progress::Progress;
use super::say::Voice;
use super::{clock, set};
use crate::build::{Stage, Watch};
use crate::edition::paths;
use crate::publish::archive::{bag, inputs};
use crate::publish::report::Report;
use crate::publish::{self, xmp};

/// Runs the command.
///
/// # Errors
/// If the edition has an error, or a warning and warnings are denied; if the bag can't
/// be written. Nothing of it is there then.
pub(super) fn run(args: &ArchiveArgs, voice: &Voice) -> Result<(), Failure> {
    let timestamp = clock::source_date_epoch()?;
    let is_taken =
        fs::read_dir(&args.out).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken || args.out.is_file() {
        return Err(Failure::usage(
            format!("`{}` is there already", args.out.display()),
            "give a folder that is new or empty",
        ));
    }
    let mut progress = Progress::new(voice);
    let mut read = set::read(&args.dir, voice, &mut progress)?;
    read.diagnostics.extend(inputs::passed_over(&read));
    let built = set::set(&read, voice, &mut progress)?;
    progress.stage(Stage::Export);
    let mut published =
        publish::archive_file(&read, &built, timestamp).map_err(|faults| {
            progress.finish();
            voice.faults(voice.diagnostics(&read.files, &faults), "nothing was written");
            Failure::Edition
        })?;
    published.preflight();
    progress.finish();
    set::judge(&read, Some(&built), args.faults.deny_warnings, voice)?;
    let report = Report::of(&read, &built, &published.files);
    let id = &read.edition.id;
    let mut payload =
        vec![(format!("{id}-report.json"), (report.json() + "\n").into_bytes())];
    for file in published.files {
        payload.push((format!("{id}{}.pdf", file.suffix), file.data));
    }
    for (name, path) in inputs::files(&read) {
        let data = paths::bytes(&path)
            .map_err(|fault| Failure::machine("read", &path, fault.into()))?;
        payload.push((format!("edition/{name}"), data));
    }
    payload.extend(inputs::tei(&read));
    let day = xmp::date(publish::moment(&read.edition, timestamp));
    let files = bag::bag(&read.edition, &day[..10], &payload);
    bag::write(&args.out, &files)
        .map_err(|error| Failure::machine("write", &args.out, error))?;
    voice.say(&format!("{} files\n{}", files.len(), args.out.display()));
    Ok(())
}
