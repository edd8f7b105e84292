//! Reading and setting an edition, as `build`, `check` and `where` all do.

use std::path::Path;

use super::bounds::Guard;
use super::failure::Failure;
use super::progress::Progress;
use super::say::{Tally, Voice};
use crate::build::{self, Built, Proven, Read, Stage, Watch};
use crate::diag::Diagnostic;

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
) -> Result<Proven, Failure> {
    let refuse = |progress: &mut Progress, faults: &[Diagnostic]| {
        progress.finish();
        let all: Vec<Diagnostic> =
            read.diagnostics.iter().chain(faults).cloned().collect();
        voice.faults(voice.diagnostics(&read.files, &all), "no book was made");
        Failure::Edition
    };
    let _guard = Guard::set(read, voice);
    build::build(read, progress).map_err(|faults| refuse(progress, &faults))
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
