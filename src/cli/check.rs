//! `variorum check`: all there is to say about an edition, and nothing written.

use super::account;
use super::args::CheckArgs;
use super::emit;
use super::failure::Failure;
use super::progress::Progress;
use super::say::{Tally, Voice};
use super::set;

/// Runs the command.
///
/// # Errors
/// If the edition has an error, or a warning and warnings are denied.
pub fn run(args: &CheckArgs, voice: &Voice) -> Result<(), Failure> {
    let mut progress = Progress::new(voice);
    let read = set::read(&args.dir, voice, &mut progress)?;
    let built = set::set(&read, voice, &mut progress)?;
    progress.finish();
    let tally = set::judge(&read, Some(&built), args.faults.deny_warnings, voice)?;
    match args.emit {
        Some(stage) => emit::emit(stage, &read, Some(&built))?,
        None if args.account => account::print(&read, args.say.format)?,
        None if tally == Tally::default() => {
            let pages = built.book.document.pages().len();
            voice.say(&format!("no faults; {pages} pages"));
        }
        None => voice.faults(tally, "the book can be made"),
    }
    Ok(())
}
