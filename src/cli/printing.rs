//! A printing to compare with: an edition's folder, a record, or a revision in git.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::failure::Failure;
use super::progress::Progress;
use super::say::Voice;
use super::set;
use crate::diag::Diagnostic;
use crate::edition::{LoadError, load, paths};
use crate::history::Record;
use crate::publish::record::record;
use crate::span::{Files, Span};

/// The record of what a command line names: an edition's folder, a file with a record,
/// or a revision of the repository that holds the folder `beside`.
///
/// # Errors
/// If it is not one of these; if it can't be read or set.
pub fn printing(name: &str, beside: &Path, voice: &Voice) -> Result<Record, Failure> {
    let path = Path::new(name);
    if path.is_dir() {
        return of_folder(path, voice);
    }
    if path.symlink_metadata().is_ok() {
        return of_record(path, voice);
    }
    let folder = revision(name, beside, voice)?;
    of_folder(folder.path(), voice)
}

fn of_record(path: &Path, voice: &Voice) -> Result<Record, Failure> {
    let mut files = Files::default();
    let file = load::read_named(&mut files, path)
        .map_err(|error| voice.unreadable(&files, error))?;
    let read = files.get(file);
    Record::from_json(&read.text).map_err(|fault| {
        let at = fault.place.and_then(|(line, column)| {
            let byte = read.line_start(line)? + column.saturating_sub(1);
            let byte = read.text.floor_char_boundary(byte);
            Some(Span::new(file, byte..byte))
        });
        let shown = path.display();
        let message = format!("`{shown}` can't be compared with: {}", fault.message);
        let fault = Diagnostic::error("bad-record", message).at(at).hint(
            "give a file as `variorum release` or `variorum build --record` wrote it",
        );
        voice.unreadable(&files, LoadError::Faults(vec![fault]))
    })
}

fn of_folder(root: &Path, voice: &Voice) -> Result<Record, Failure> {
    let mut progress = Progress::new(voice);
    let read = set::read(root, voice, &mut progress)?;
    let built = set::set(&read, voice, &mut progress)?;
    progress.finish();
    Ok(record(&read, &built))
}

/// The files of an edition's folder as they were in a revision, in a folder of their own.
fn revision(name: &str, folder: &Path, voice: &Voice) -> Result<TempDir, Failure> {
    let verify = format!("{name}^{{commit}}");
    let commit =
        git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &verify])?;
    let no_such = || {
        Failure::usage(
            format!(
                "`{name}` is no folder, no file and no revision of `{}`",
                folder.display()
            ),
            "give an edition's folder, a record that `variorum release` wrote, or a revision \
             of the git repository that holds the edition",
        )
    };
    if !commit.status.success() {
        return Err(no_such());
    }
    let commit = String::from_utf8_lossy(&commit.stdout).trim().to_owned();
    let prefix =
        text(git(folder, &["rev-parse", "--show-prefix"])?).ok_or_else(no_such)?;
    let prefix = prefix.trim_end_matches(['\n', '\r']);
    let mut list = vec!["ls-tree", "-r", "-z", "--full-tree", &commit, "--"];
    if !prefix.is_empty() {
        list.push(prefix);
    }
    let list = git(folder, &list)?;
    if !list.status.success() {
        return Err(no_such());
    }
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    let copy = TempDir::new()
        .map_err(|error| Failure::machine("make", std::env::temp_dir(), error))?;
    for line in list.split('\0').filter(|line| !line.is_empty()) {
        let Some((kind, path)) = line.split_once('\t') else { continue };
        // A link or a module is no file of the edition.
        let Some(object) =
            kind.strip_prefix("100").and_then(|kind| kind.split(' ').nth(2))
        else {
            continue;
        };
        let Some(below) = path.strip_prefix(prefix) else { continue };
        // The tree may have been written by anyone, and name any place.
        let place = paths::below(copy.path(), below).map_err(|fault| {
            let fault = fault.report(folder, Path::new(below), None);
            voice.unreadable(&Files::default(), of_revision(name, fault))
        })?;
        let blob = git(folder, &["cat-file", "blob", object])?;
        if !blob.status.success() {
            return Err(no_such());
        }
        let parent = place.parent().unwrap_or(copy.path());
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&place, blob.stdout))
            .map_err(|error| Failure::machine("write", &place, error))?;
    }
    if copy.path().join("edition.toml").is_file() {
        Ok(copy)
    } else {
        Err(Failure::usage(
            format!("revision `{name}` has no edition in `{}`", folder.display()),
            "give a revision in which the edition was there, at the same place",
        ))
    }
}

/// Says which revision it is that has the fault.
fn of_revision(name: &str, fault: LoadError) -> LoadError {
    match fault {
        LoadError::Faults(faults) => LoadError::Faults(
            faults
                .into_iter()
                .map(|fault| Diagnostic {
                    message: format!(
                        "revision `{name}` can't be read: {}",
                        fault.message
                    ),
                    hints: vec![
                        "look who wrote that revision: git itself makes no such names"
                            .into(),
                    ],
                    ..fault
                })
                .collect(),
        ),
        machine => machine,
    }
}

/// Runs git in a folder; it reads the repository and writes nothing.
fn git(folder: &Path, args: &[&str]) -> Result<Output, Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args);
    // What is not there is not fetched from elsewhere.
    command.env("GIT_NO_LAZY_FETCH", "1");
    command.output().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::usage(
            "a revision can't be read, since there is no program `git`",
            "install git, or give an edition's folder or a record instead",
        ),
        _ => Failure::machine("run", "git", error),
    })
}

fn text(output: Output) -> Option<String> {
    if !output.status.success() {
        return None;
    }
    String::from_utf8(output.stdout).ok()
}
