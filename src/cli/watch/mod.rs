//! `variorum watch`: sets an edition again at each change, and shows it in a browser.

mod decisions;
mod desk;
mod editor;
mod folder;
mod http;
mod proof;
mod server;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use self::editor::Editor;
use self::folder::Folder;
use self::proof::{Made, Proof};
use super::args::WatchArgs;
use super::failure::Failure;
use super::say::Voice;
use super::{clock, draw, output};
use crate::build::{self as stages, Proven, Read, Stage, Standing, Watch};
use crate::diag::Diagnostic;
use crate::edition::LoadError;
use crate::publish::{Plates, archive_pdf_again, write};
use crate::span::Files;

/// Runs the command until it is ended from outside.
///
/// # Errors
/// If the folder can't be watched, or nothing can be served.
pub fn run(args: &WatchArgs, voice: &Voice) -> Result<(), Failure> {
    let timestamp = clock::source_date_epoch()?;
    let editor = args.open.as_deref().map(Editor::of).transpose()?;
    let output = output::ready(&args.dir, args.output.as_deref());
    let mut folder = Folder::of(&args.dir, &output)?;
    let proof = Arc::new(Proof::new(args.dir.clone()));
    let address = server::start(proof.clone(), editor, args.port)?;
    voice.announce(&format!("proof at {address}"));
    let mut standing = Standing::default();
    let mut plates = Plates::default();
    loop {
        let begun = now();
        match make(&args.dir, &mut standing) {
            Ok(made) => {
                let (made, seconds) = (Arc::new(made), begun.elapsed().as_secs_f64());
                proof.show(made.clone(), seconds);
                let pages = made.built.book.document.pages().len();
                voice.say(&format!("{pages} pages, set in {seconds:.2} s"));
                if !args.no_pdf {
                    let path = output.join(format!("{}.pdf", made.read.edition.id));
                    match pdf(&made, &mut plates, &path, timestamp) {
                        Ok(()) => proof.exported(begun.elapsed().as_secs_f64()),
                        Err(faults) => proof.fail(faults.pictures(), vec![]),
                    }
                }
            }
            Err(faults) => {
                faults.say(voice);
                proof.fail(faults.pictures(), faults.places());
            }
        }
        folder.wait()?;
        proof.begin();
    }
}

#[expect(clippy::disallowed_methods, reason = "only the command line measures time")]
fn now() -> Instant {
    Instant::now()
}

/// Who is told of stages and does not care.
struct Deaf;

impl Watch for Deaf {
    fn stage(&mut self, _: Stage) {}
}

/// Why there is no new book.
struct Faults {
    files: Files,
    list: Vec<Diagnostic>,
}

impl Faults {
    fn new(read: &Read, more: &[Diagnostic]) -> Self {
        let list = read.diagnostics.iter().chain(more).cloned().collect();
        Self { files: read.files.clone(), list }
    }

    /// Errors, each with its line and a mark under the place.
    fn pictures(&self) -> Vec<String> {
        let errors = self.list.iter().filter(|fault| fault.is_error());
        let picture = |fault| draw::picture(&self.files, fault, false);
        errors
            .map(|fault| String::from_utf8_lossy(&picture(fault)).trim_end().to_owned())
            .collect()
    }

    /// For each error where it is.
    fn places(&self) -> Vec<Option<proof::Place>> {
        let errors = self.list.iter().filter(|fault| fault.is_error());
        errors
            .map(|fault| fault.span.map(|span| proof::Place::of(&self.files, span)))
            .collect()
    }

    fn say(&self, voice: &Voice) {
        let tally = voice.diagnostics(&self.files, &self.list);
        voice.faults(tally, "the proof is that of the last time");
    }
}

/// Reads and sets the edition.
fn make(root: &Path, standing: &mut Standing) -> Result<Made, Faults> {
    let read = stages::read(root).map_err(|unreadable| {
        let list = match unreadable.error {
            LoadError::Faults(list) => list,
            LoadError::Machine { path, error } => {
                let failure = Failure::machine("read", path, error);
                let (message, hint) = failure.words().unwrap_or_default();
                vec![Diagnostic::error(failure.code(), message).hint(hint)]
            }
        };
        Faults { files: unreadable.files, list }
    })?;
    if !read.is_sound() {
        return Err(Faults::new(&read, &[]));
    }
    let built = stages::rebuild(&read, standing, &mut Deaf)
        .map_err(|faults| Faults::new(&read, &faults))?;
    Ok(Made::new(read, built))
}

/// Writes the finished PDF beside its place and renames it.
fn pdf(
    made: &Made,
    plates: &mut Plates,
    path: &Path,
    timestamp: Option<i64>,
) -> Result<(), Faults> {
    let (read, built): (&Read, &Proven) = (&made.read, &made.built);
    let data = archive_pdf_again(read, built, plates, timestamp)
        .map_err(|list| Faults::new(read, &list))?;
    let refused = |path: &Path, error| {
        let failure = Failure::machine("write", path, error);
        let (message, hint) = failure.words().unwrap_or_default();
        Faults::new(read, &[Diagnostic::error(failure.code(), message).hint(hint)])
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| refused(folder, error))?;
    }
    write::together(&[(path.to_owned(), data)])
        .map_err(|(path, error)| refused(&path, error))
}
