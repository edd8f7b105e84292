//! Reading and setting an edition, as `build`, `check` and `where` all do.

use std::path::Path;

use super::bounds::Guard;
use super::failure::Failure;
use super::progress::Progress;
use super::say::{Tally, Voice};
use crate::build::{self, Built, Read, Stage, Watch};
use crate::diag::Diagnostic;
use crate::publish::verify::verify;

/// Reads an edition. Its faults are shown, all of them; then it is refused if there is
/// an error among them.
///
/// # Errors
/// If it can't be read, or has an error.
pub fn read(
    root: &Path,
    voice: &Voice,
    progress: &mut Progress,
) -> Result<Read, Failure> {
    progress.stage(Stage::Read);
    let read = build::read(root).map_err(|unreadable| {
        progress.finish();
        voice.unreadable(&unreadable.files, unreadable.error)
    })?;
    if read.is_sound() {
        return Ok(read);
    }
    progress.finish();
    let tally = voice.diagnostics(&read.files, &read.diagnostics);
    voice.faults(tally, "nothing was set");
    Err(Failure::Edition)
}

/// Sets an edition that was read. Its faults are shown only if it is refused.
///
/// # Errors
/// If it can't be set.
pub fn set(
    read: &Read,
    voice: &Voice,
    progress: &mut Progress,
) -> Result<Built, Failure> {
    let refuse = |progress: &mut Progress, faults: &[Diagnostic]| {
        progress.finish();
        let all: Vec<Diagnostic> =
            read.diagnostics.iter().chain(faults).cloned().collect();
        voice.faults(voice.diagnostics(&read.files, &all), "no book was made");
        Failure::Edition
    };
    let _guard = Guard::set(read, voice);
    let built =
        build::build(read, progress).map_err(|faults| refuse(progress, &faults))?;
    let mut faults = built.diagnostics.clone();
    faults.extend(astray(&built));
    if faults.iter().any(Diagnostic::is_error) {
        return Err(refuse(progress, &faults));
    }
    Ok(built)
}

/// The law of the house, read from the finished pages: every note stands on the page of
/// its line, and every line is on one page.
pub fn astray(built: &Built) -> Vec<Diagnostic> {
    const MOST: usize = 5;
    let verdict = verify(built);
    let few = |notes: &[String]| {
        let mut few: Vec<_> =
            notes.iter().take(MOST).map(|note| format!("`{note}`")).collect();
        if notes.len() > MOST {
            few.push(format!("{} more", notes.len() - MOST));
        }
        few.join(", ")
    };
    let ours = "that is a fault of the program, not of the edition: please report it";
    let mut faults = vec![];
    if !verdict.off_their_page.is_empty() {
        let notes = few(&verdict.off_their_page);
        let message = format!("notes do not stand on the page of their line: {notes}");
        faults.push(Diagnostic::error("note-off-page", message).hint(ours));
    }
    if !verdict.lost.is_empty() {
        let message = format!("notes stand on no page: {}", few(&verdict.lost));
        faults.push(Diagnostic::error("note-lost", message).hint(ours));
    }
    if verdict.misplaced_rows > 0 {
        let rows = verdict.misplaced_rows;
        let message =
            format!("{rows} rows of notes and entries stand on no page or on two");
        faults.push(Diagnostic::error("note-lost", message).hint(ours));
    }
    if verdict.torn_lines > 0 {
        let message =
            format!("{} runs of text stand on no page or on two", verdict.torn_lines);
        faults.push(Diagnostic::error("line-torn", message).hint(ours));
    }
    faults
}

/// Shows what there is to say about a book that can be made, and refuses it if warnings
/// are denied and there are some.
///
/// # Errors
/// If there is a warning and warnings are denied.
pub fn judge(
    read: &Read,
    built: Option<&Built>,
    deny_warnings: bool,
    voice: &Voice,
) -> Result<Tally, Failure> {
    let more = built.map_or(&[][..], |built| &built.diagnostics);
    let all: Vec<Diagnostic> = read.diagnostics.iter().chain(more).cloned().collect();
    let tally = voice.diagnostics(&read.files, &all);
    if deny_warnings && tally.warnings > 0 {
        voice.faults(tally, "warnings are denied, so nothing was written");
        return Err(Failure::Edition);
    }
    Ok(tally)
}
