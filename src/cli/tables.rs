//! `variorum export --concordance` and `--index`: what was found in the book, as data.

use std::path::{Path, PathBuf};

use super::args::ExportArgs;
use super::failure::Failure;
use super::progress::Progress;
use super::say::Voice;
use super::{output, set};
use crate::backmatter::export::{self, Format};
use crate::build::{Built, Read};
use crate::diag::Diagnostic;
use crate::edition::Rule;

/// What is asked for: a form and a file.
struct Wanted<'a> {
    /// The form; nothing for vertical text.
    format: Option<Format>,
    out: &'a Path,
}

/// Runs this part of the command; does nothing if no table is asked for. All tables are
/// written, or none.
///
/// # Errors
/// If a form is not known, if the edition has faults, if a file can't be written.
pub(super) fn run(args: &ExportArgs, voice: &Voice) -> Result<(), Failure> {
    let words = wanted(&args.concordance, true)?;
    let indexes = wanted(&args.index, false)?;
    if words.is_none() && indexes.is_none() {
        return Ok(());
    }
    let mut progress = Progress::new(voice);
    let read = set::read(&args.dir, voice, &mut progress)?;
    let built = set::set(&read, voice, &mut progress)?;
    progress.finish();
    set::judge(&read, Some(&built), false, voice)?;
    let mut outputs: Vec<(PathBuf, Vec<u8>)> = vec![];
    if let Some(Wanted { format, out }) = words {
        let table = concordance(format, &read, &built).ok_or_else(|| {
            let fault =
                Diagnostic::error("no-concordance", "the edition has no concordance")
                    .at(read.edition.span)
                    .hint(
                        "add `[concordance]` to `edition.toml`, or export as `vertical`",
                    );
            voice.faults(voice.diagnostics(&read.files, &[fault]), "nothing was written");
            Failure::Edition
        })?;
        outputs.push((out.to_owned(), table.into_bytes()));
    }
    if let Some(Wanted { format, out }) = indexes {
        let format = format.unwrap_or(Format::Tsv);
        let table = export::indexes(&built.indexes, &read.model, format);
        outputs.push((out.to_owned(), table.into_bytes()));
    }
    output::put(Some(&read), None, &outputs)?;
    for (path, data) in &outputs {
        voice.say(&format!("{}: {} bytes", path.display(), data.len()));
    }
    Ok(())
}

/// The words in a form; nothing if the edition has no concordance and one is needed.
fn concordance(format: Option<Format>, read: &Read, built: &Built) -> Option<String> {
    let model = &read.model;
    match format {
        Some(format) => {
            Some(export::concordance(built.concordance.as_ref()?, model, format))
        }
        None => {
            let settings = read.edition.concordance.as_ref();
            let rules =
                settings.map_or(&Rule::USUAL[..], |settings| &settings.normalization);
            let locate = |text: usize, place| built.places.locate(text, place);
            Some(export::vertical(model, rules, &read.lemmas, &locate))
        }
    }
}

/// The form and the file of an option, if it was given.
fn wanted(values: &[String], has_vertical: bool) -> Result<Option<Wanted<'_>>, Failure> {
    let [format, out] = values else { return Ok(None) };
    let format = match format.as_str() {
        "tsv" => Some(Format::Tsv),
        "csv" => Some(Format::Csv),
        "json" => Some(Format::Json),
        "vertical" if has_vertical => None,
        other => {
            let known = if has_vertical {
                "`tsv`, `csv`, `json` or `vertical`"
            } else {
                "`tsv`, `csv` or `json`"
            };
            return Err(Failure::usage(
                format!("`{other}` is no form of a table"),
                format!("use {known}"),
            ));
        }
    };
    Ok(Some(Wanted { format, out: Path::new(out) }))
}
