//! `variorum release`: writes down where the pages of a release begin.

use super::args::ReleaseArgs;
use super::failure::Failure;
use super::progress::Progress;
use super::say::Voice;
use super::{output, set};
use crate::history::{Lock, lock};
use crate::publish::record::record;

/// Runs the command.
///
/// # Errors
/// If the edition has faults; if a file can't be written.
pub fn run(args: &ReleaseArgs, voice: &Voice) -> Result<(), Failure> {
    let folder = output::ready(&args.dir, args.output.as_deref());
    let mut progress = Progress::new(voice);
    let mut read = set::read(&args.dir, voice, &mut progress)?;
    if args.reflow {
        read.lock = None;
    }
    let mut built = set::set(&read, voice, &mut progress)?;
    progress.finish();
    // What is to be cited must not hold numbers in the place of letters.
    built.tighten(|fault| fault.code == "missing-glyph");
    let tally = set::judge(&read, Some(&built), args.faults.deny_warnings, voice)?;
    if tally.errors > 0 {
        voice.faults(tally, "nothing was released");
        return Err(Failure::Edition);
    }
    let record = record(&read, &built);
    let files = [
        (args.dir.join(lock::FILE), Lock::of(&record).toml().into_bytes()),
        (
            folder.join(format!("{}-record.json", read.edition.id)),
            (record.json() + "\n").into_bytes(),
        ),
    ];
    output::put(None, Some(&folder), &files)?;
    let pages: usize = record.texts.iter().map(|text| text.pages.len()).sum();
    let [lock, kept] = files.map(|(path, _)| path.display().to_string());
    voice.say(&format!("{pages} pages of texts\n{lock}\n{kept}"));
    Ok(())
}
