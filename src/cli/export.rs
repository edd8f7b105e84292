//! `variorum export`: the book's tables ([`tables`]), the texts as
//! TEI ([`super::export_tei`]), and the files that an import
//! started from, rebuilt from the working texts and the corrections.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::ExportArgs;
use super::failure::Failure;
use super::output;
use super::say::Voice;
use super::tables;
use crate::diag::Diagnostic;
use crate::edition::{LoadError, load, paths};
use crate::source::import::{Corrections, ExportError, TextCorrections, export_original};
use crate::span::Files;

const CORRECTIONS: &str = "corrections.toml";

/// Runs the command. All originals are written, or none.
///
/// # Errors
/// If a text was edited since the import, if the corrections or an original were, or if
/// another file stands where an original would be written.
pub fn run(args: &ExportArgs, voice: &Voice) -> Result<(), Failure> {
    tables::run(args, voice)?;
    super::export_tei::run(args, voice)?;
    match &args.originals {
        Some(folder) => originals(args, folder, voice),
        None => Ok(()),
    }
}

fn originals(args: &ExportArgs, to: &Path, voice: &Voice) -> Result<(), Failure> {
    let mut files = Files::default();
    let refuse = |files: &Files, faults: &[Diagnostic]| {
        voice.faults(voice.diagnostics(files, faults), "nothing was written");
        Failure::Edition
    };
    let file = match load::read(&args.dir, &mut files, Path::new(CORRECTIONS), None) {
        Ok(file) => file,
        Err(LoadError::Faults(faults)) => {
            let why = "`variorum new` writes it; an edition that was not imported has no originals";
            let faults: Vec<_> =
                faults.into_iter().map(|fault| fault.hint(why)).collect();
            return Err(refuse(&files, &faults));
        }
        Err(error) => return Err(voice.unreadable(&files, error)),
    };
    let corrections = crate::build::corrections_of(&files, file)
        .map_err(|fault| refuse(&files, &[fault]))?;
    let rebuilt = rebuild((args, to), &corrections, &mut files)?;
    let (outputs, faults): (Vec<_>, Vec<_>) =
        rebuilt.into_iter().partition(Result::is_ok);
    let faults: Vec<Diagnostic> = faults.into_iter().filter_map(Result::err).collect();
    if !faults.is_empty() {
        return Err(refuse(&files, &faults));
    }
    let outputs: Vec<(PathBuf, Vec<u8>)> = outputs.into_iter().flatten().collect();
    for folder in outputs.iter().filter_map(|(path, _)| path.parent()).chain([to]) {
        fs::create_dir_all(folder)
            .map_err(|e| Failure::machine("make the folder", folder, e))?;
    }
    output::put(None, None, &outputs)?;
    for (path, data) in &outputs {
        voice.say(&format!("{}: {} bytes, as imported", path.display(), data.len()));
    }
    Ok(())
}

/// Where each original goes, and its bytes; or why it can't be rebuilt.
type Rebuilt = Result<(PathBuf, Vec<u8>), Diagnostic>;

fn rebuild(
    (args, to): (&ExportArgs, &Path),
    corrections: &Corrections,
    files: &mut Files,
) -> Result<Vec<Rebuilt>, Failure> {
    let mut rebuilt = vec![];
    for text in &corrections.texts {
        let file = match load::read(&args.dir, files, Path::new(&text.text), None) {
            Ok(file) => file,
            Err(LoadError::Faults(faults)) => {
                rebuilt.extend(faults.into_iter().map(Err));
                continue;
            }
            Err(LoadError::Machine { path, error }) => {
                return Err(Failure::machine("read", path, error));
            }
        };
        let djot = files.get(file).text.clone();
        rebuilt.push(match export_original(&djot, text) {
            Ok(original) => compared((args, to), text, original)?,
            Err(error) => Err(fault(&error, file)),
        });
    }
    Ok(rebuilt)
}

/// What an original that was rebuilt is compared with: the one that was kept, and what
/// stands where it will be written.
fn compared(
    (args, to): (&ExportArgs, &Path),
    text: &TextCorrections,
    data: Vec<u8>,
) -> Result<Rebuilt, Failure> {
    let kept = Path::new(&text.original);
    let normal = match paths::normalize(kept) {
        Ok(normal) => normal,
        Err(fault) => return Ok(Err(path_fault(fault, &args.dir, kept)?)),
    };
    match paths::resolve(&args.dir, kept) {
        Ok(path) => {
            let path = args.dir.join(path);
            let old = paths::bytes(&path)
                .map_err(|fault| Failure::machine("read", &path, fault.into()))?;
            if old != data {
                let message = format!(
                    "`{}` is not the file that `{}` was imported from",
                    text.original, text.text
                );
                return Ok(Err(Diagnostic::error("original-changed", message)
                    .hint("put the original back; it should never be edited")));
            }
        }
        // The checksum was compared already, so that the original is not needed.
        Err(paths::PathFault::Missing) => {}
        Err(fault) => return Ok(Err(path_fault(fault, &args.dir, kept)?)),
    }
    let below = normal.strip_prefix("originals").unwrap_or(&normal);
    let path = to.join(below);
    match paths::bytes(&path).map_err(io::Error::from) {
        Ok(old) if old != data => {
            let message = format!("`{}` exists and is another file", path.display());
            Ok(Err(Diagnostic::error("file-exists", message)
                .hint("give a new folder with `--originals`")))
        }
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound) => {
            Err(Failure::machine("write", path, error))
        }
        _ => Ok(Ok((path, data))),
    }
}

fn path_fault(
    fault: paths::PathFault,
    root: &Path,
    path: &Path,
) -> Result<Diagnostic, Failure> {
    match fault.report(root, path, None) {
        LoadError::Faults(mut faults) if !faults.is_empty() => Ok(faults.remove(0)),
        LoadError::Faults(_) => unreachable!("a fault of a path is reported"),
        LoadError::Machine { path, error } => Err(Failure::machine("read", path, error)),
    }
}

fn fault(error: &ExportError, file: crate::span::FileId) -> Diagnostic {
    let place = crate::span::Span::new(file, 0..0);
    match error {
        ExportError::Edited { original, .. } => {
            Diagnostic::error("text-edited", error.to_string())
                .at(place)
                .hint(format!("`{original}` in the edition is the file as it was imported"))
        }
        ExportError::Corrections { original, .. } => {
            Diagnostic::error("bad-corrections", error.to_string()).hint(format!(
                "put `{CORRECTIONS}` back as the import wrote it; `{original}` in the edition \
                 is the file as it was"
            ))
        }
    }
}
