//! `variorum diff`: what differs between two printings.

use std::path::Path;

use super::args::{DiffArgs, Format};
use super::failure::Failure;
use super::printing::printing;
use super::say::{self, Voice};
use crate::history::Comparison;
use crate::history::compare::compare;
use crate::history::corrigenda::corrigenda;
use crate::history::tell::tell;

/// How many locators are listed for people.
pub const MOST: usize = 40;

/// Runs the command.
///
/// # Errors
/// If one of the two is nothing that can be compared, or can't be set.
pub fn run(args: &DiffArgs, voice: &Voice) -> Result<(), Failure> {
    // A revision is one of the repository of the edition that it is compared with.
    let folder = |other: &str, own: &Path| {
        let other = Path::new(other);
        if other.is_dir() { other.to_owned() } else { own.to_owned() }
    };
    let old = printing(&args.old, &folder(&args.new, &args.dir), voice)?;
    let new = printing(&args.new, &folder(&args.old, &args.dir), voice)?;
    let comparison = compare(&old, &new);
    let text = if args.corrigenda {
        corrigenda(&comparison)
    } else {
        form(&comparison, args.say.format)
    };
    say::print(text.as_bytes())
}

/// A comparison as it was asked for.
pub fn form(comparison: &Comparison, format: Format) -> String {
    match format {
        Format::Human => tell(comparison, MOST),
        Format::Json => comparison.json() + "\n",
    }
}
