//! `variorum new`: an edition from plain text files; TEI is in [`super::new_tei`]. It is made in a folder beside its
//! place and renamed, so that there is a whole edition or none.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::NewArgs;
use super::clock;
use super::failure::Failure;
use super::new_folder::{folder_name, put_in_place, with_design};
use super::new_witnesses::{self, Transcription};
use super::say::Voice;
use crate::diag::Diagnostic;
use crate::edition::paths::{bytes, normalize};
use crate::edition::{LoadError, design_names};
use crate::source::import::{
    Import, ImportError, Kind, Options, export_original, import, propose_index,
};
use crate::span::Files;

/// How many open questions are shown; the file has them all.
const MOST: usize = 20;

/// The list of open questions in the new edition.
const UNDECIDED: &str = "undecided.txt";

/// Runs the command.
///
/// # Errors
/// If the folder is not new or empty; if a file is not UTF-8 or is empty; if the machine
/// refuses.
pub fn run(args: &NewArgs, voice: &Voice) -> Result<(), Failure> {
    let refuse = |faults: Vec<Diagnostic>| {
        voice
            .faults(voice.diagnostics(&Files::default(), &faults), "no edition was made");
        Failure::Edition
    };
    if is_taken(&args.dir)? {
        let message =
            format!("`{}` exists and is not an empty folder", args.dir.display());
        let fault = Diagnostic::error("folder-exists", message)
            .hint("give the name of a new folder; `new` changes no files that exist");
        return Err(refuse(vec![fault]));
    }
    let mut faults = nameless(&args.from);
    faults.extend(super::sources::refused(&args.from));
    if !faults.is_empty() {
        return Err(refuse(faults));
    }
    if let Some(name) = &args.design
        && !design_names().any(|known| known == name)
    {
        let known: Vec<&str> = design_names().collect();
        return Err(Failure::usage(
            format!("there is no design `{name}`"),
            format!("the designs are `{}`", known.join("`, `")),
        ));
    }
    let transcriptions = new_witnesses::read(&args.witness)?;
    if args.from.len() > 1 && !transcriptions.is_empty() {
        return Err(Failure::usage(
            "several texts can't be collated at once".to_owned(),
            "make an edition of one text; transcriptions for several lie in `witnesses/TEXT/`",
        ));
    }
    let is_tei = |path: &PathBuf| super::sources::is_xml(path);
    if args.from.iter().all(is_tei) {
        return super::new_tei::run(args, &transcriptions, voice);
    }
    if args.from.iter().any(is_tei) {
        return Err(Failure::usage(
            "plain text and TEI can't be imported at once".to_owned(),
            "make an edition of the TEI, and add the other texts to its `edition.toml`",
        ));
    }
    let files = read_files(&args.from)?;
    let options = Options {
        folder: folder_name(&args.dir),
        title: args.title.clone(),
        date: Some(clock::today()?),
        plain: args.plain,
        is_collated: !transcriptions.is_empty(),
    };
    let import = import(&files, &options).map_err(|errors| {
        refuse(errors.iter().map(|error| fault(&files, error)).collect())
    })?;
    for corrections in &import.corrections.texts {
        let Some(text) = import.texts.iter().find(|text| text.id == corrections.id)
        else {
            continue;
        };
        let back = export_original(&text.djot, corrections);
        let original = files
            .iter()
            .find(|(_, data)| back.as_ref().is_ok_and(|back| back == data));
        assert!(
            original.is_some(),
            "an import can be undone, but that of `{}` can't",
            text.file
        );
    }
    let manifest = new_witnesses::declared(&import.manifest, &transcriptions);
    let import = Import { manifest: with_design(&manifest, args), ..import };
    place(&args.dir, &import, &files, &transcriptions)?;
    let next = new_witnesses::next(&args.dir, &transcriptions);
    voice.say(&(account(&args.dir, &import) + &next));
    Ok(())
}

/// Whether something stands where the edition would.
fn is_taken(dir: &Path) -> Result<bool, Failure> {
    match fs::symlink_metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Failure::machine("make the folder", dir, error)),
        Ok(found) if !found.is_dir() => return Ok(true),
        Ok(_) => {}
    }
    let mut entries = fs::read_dir(dir).map_err(|e| Failure::machine("read", dir, e))?;
    Ok(entries.next().is_some())
}

/// The files with their names as given.
fn read_files(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let read = |path: &PathBuf| match bytes(path) {
        Ok(data) => Ok((path.to_string_lossy().into_owned(), data)),
        Err(fault) => Err(Failure::machine("read", path, fault.into())),
    };
    paths.iter().map(read).collect()
}

/// The files whose names no manifest could give: those of control characters, which would
/// be imported and never found again.
fn nameless(paths: &[PathBuf]) -> Vec<Diagnostic> {
    let fault = |path: &PathBuf| {
        let name = Path::new(path.file_name()?);
        match normalize(name).err()?.report(Path::new(""), name, None) {
            LoadError::Faults(faults) => faults.into_iter().next(),
            LoadError::Machine { .. } => None,
        }
    };
    paths.iter().filter_map(fault).collect()
}

/// What is wrong with a file.
fn fault(files: &[(String, Vec<u8>)], error: &ImportError) -> Diagnostic {
    match error {
        ImportError::NotUtf8 { file, byte } => {
            let data = files.iter().find(|(name, _)| name == file);
            let before = data.and_then(|(_, data)| data.get(..*byte)).unwrap_or_default();
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            let message = format!("`{file}` is not UTF-8: byte {byte}, in line {line}");
            Diagnostic::error("invalid-utf8", message)
                .hint("it looks like no other encoding of text either: save it as UTF-8")
        }
        ImportError::Empty { file } => {
            Diagnostic::error("empty-text", format!("`{file}` has no text"))
                .hint("leave it out, or give the file that has the text")
        }
    }
}

/// Writes the edition beside its place and renames it.
fn place(
    dir: &Path,
    import: &Import,
    files: &[(String, Vec<u8>)],
    transcriptions: &[Transcription],
) -> Result<(), Failure> {
    let mut parts = new_witnesses::parts(transcriptions);
    for (text, (_, data)) in import.texts.iter().zip(files) {
        parts.push((text.original.clone(), data.clone()));
        parts.push((text.file.clone(), text.djot.clone().into_bytes()));
    }
    let mut add =
        |name: &str, text: String| parts.push((name.to_owned(), text.into_bytes()));
    if !import.corrections.texts.is_empty() {
        add("corrections.toml", import.corrections.to_toml());
    }
    add("edition.toml", import.manifest.clone());
    add("index.toml", propose_index(&import.texts));
    if !import.undecided.is_empty() {
        add(UNDECIDED, questions(import).map(|line| line + "\n").collect());
    }
    put_in_place(dir, &parts)
}

/// The open questions, one a line, with their place in the original.
fn questions(import: &Import) -> impl Iterator<Item = String> {
    import.undecided.iter().map(|undecided| {
        let place = undecided.place;
        let (code, message) = (undecided.question.code(), undecided.message());
        format!("{}:{}:{}: {message} [{code}]", undecided.file, place.line, place.column)
    })
}

/// What was done, in one screen.
fn account(dir: &Path, import: &Import) -> String {
    let mut out = format!("made `{}`\n", dir.display());
    for text in &import.texts {
        let words = text.plain.split_whitespace().count();
        let _ = writeln!(
            out,
            "  {} ({}, {words} words) from {}{}",
            text.file,
            text.lang,
            text.original,
            text.encoding
                .map(|name| format!(", which looks like `{name}`"))
                .unwrap_or_default()
        );
    }
    let counts = Kind::ALL.map(|kind| {
        let all = import.corrections.texts.iter().flat_map(|text| &text.list);
        // A move takes words away at one place and gives them at another: one change.
        let one = |was: &str| !kind.is_move() || !was.is_empty();
        (kind, all.filter(|c| c.kind == kind && one(&c.was)).count())
    });
    let made: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    if import.corrections.texts.is_empty() {
        out.push_str("taken as markup; no clean-up was tried\n");
    } else if made.is_empty() {
        out.push_str("nothing was changed\n");
    } else {
        out.push_str("changed, each on record in corrections.toml:\n");
    }
    for (kind, count) in made {
        let _ = writeln!(out, "  {}", kind.count(count));
    }
    let count = import.undecided.len();
    if count > 0 {
        let _ = writeln!(out, "for you to decide:");
    }
    for line in questions(import).take(MOST) {
        let _ = writeln!(out, "  {line}");
    }
    if count > MOST {
        let _ = writeln!(out, "  … and {} more, see {UNDECIDED}", count - MOST);
    }
    out
}
