//! Editions set in this process, so that tests can look at their pages.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};
use std::thread;

use typst::layout::{Frame, FrameItem, Point};
use typst::text::TextItem;
use variorum::build::{self, Proven, Read, Stage, Watch};
use variorum::diag::Diagnostic;
use variorum::publish::dump::{self, Run};
use variorum::span::Files;

use super::Project;

/// A finished book and what it was made of.
pub(crate) struct Book {
    /// The edition as read.
    pub read: Read,
    /// The book.
    pub built: Proven,
    /// All runs of text on its pages.
    pub runs: Vec<Run>,
}

/// Hears nothing of a build.
pub(crate) struct Deaf;

impl Watch for Deaf {
    fn stage(&mut self, _: Stage) {}
}

impl Book {
    /// Sets the edition in a folder, which must have no error.
    #[track_caller]
    pub(crate) fn of(root: &Path) -> Self {
        // Frames of generated tables nest deeply, and threads of tests have small stacks.
        let root = root.to_owned();
        let worker = thread::Builder::new().stack_size(64 << 20).spawn(move || {
            let read = match build::read(&root) {
                Ok(read) => read,
                Err(unreadable) => panic!("{}: {:?}", root.display(), unreadable.error),
            };
            assert!(read.is_sound(), "{}", words(&read.diagnostics, &read.files));
            let built = match build::build(&read, &mut Deaf) {
                Ok(built) => built,
                Err(faults) => {
                    panic!("{}: {}", root.display(), words(&faults, &read.files))
                }
            };
            let runs = dump::runs(&built, &read.edition);
            Self { read, built, runs }
        });
        worker
            .expect("a thread can be started")
            .join()
            .expect("the edition can be set")
    }

    /// Sets an edition of one text, given as the rest of its manifest and the text.
    #[track_caller]
    pub(crate) fn of_text(manifest: &str, text: &str) -> Self {
        let manifest = format!("title = \"T\"\n{manifest}\n[[text]]\nfile = \"a.dj\"\n");
        let project = Project::edition([("edition.toml", &*manifest), ("a.dj", text)]);
        Self::of(&project.path("edition"))
    }

    /// The physical pages of the texts, from 0; neither front matter nor indexes.
    pub(crate) fn text_pages(&self) -> Range<usize> {
        let runs = &self.built.book.text_pages;
        let first = runs.iter().map(|run| run.at(0)).min().unwrap_or(0);
        let texts = self.built.texts.iter().zip(runs);
        let ends = texts.map(|(text, run)| run.span(text.pages.len()).end);
        first..ends.max().unwrap_or(0)
    }

    /// The runs of a page that meet a condition.
    pub(crate) fn on<'a>(
        &'a self,
        page: usize,
        wanted: impl Fn(&Run) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Run> {
        self.runs.iter().filter(move |run| run.page == page && wanted(run))
    }
}

/// Calls a function with each text item of a frame and its place.
pub(crate) fn items<'a>(
    frame: &'a Frame,
    origin: Point,
    found: &mut dyn FnMut(Point, &'a TextItem),
) {
    for (pos, item) in frame.items() {
        match item {
            FrameItem::Group(group) => items(&group.frame, origin + *pos, found),
            FrameItem::Text(text) => found(origin + *pos, text),
            _ => {}
        }
    }
}

/// The folder of the cases.
pub(crate) fn cases_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The names of the cases that are editions; `apparatus` is a folder of others.
pub(crate) fn case_names() -> Vec<String> {
    let entries = fs::read_dir(cases_folder()).expect("there are cases");
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().join("edition.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The book of a case, set once for all tests.
#[track_caller]
pub(crate) fn case(name: &str) -> &'static Book {
    static BOOKS: LazyLock<BTreeMap<String, OnceLock<Book>>> = LazyLock::new(|| {
        case_names().into_iter().map(|name| (name, OnceLock::new())).collect()
    });
    let book = BOOKS.get(name).unwrap_or_else(|| panic!("no case `{name}`"));
    book.get_or_init(|| Book::of(&cases_folder().join(name)))
}

/// The books of all cases, with their names.
pub(crate) fn cases() -> impl Iterator<Item = (String, &'static Book)> {
    case_names().into_iter().map(|name| {
        let book = case(&name);
        (name, book)
    })
}

/// The default edition, set once for all tests.
pub(crate) fn reader() -> &'static Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    BOOK.get_or_init(|| Book::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("edition")))
}

/// The first line in which two texts differ, as `:12` and the two lines.
pub(crate) fn first_difference(kept: &str, made: &str) -> String {
    let (mut old, mut new) = (kept.lines(), made.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (old.next(), new.next()) {
            (Some(a), Some(b)) if a == b => {}
            (a, b) => {
                let (a, b) = (a.unwrap_or("(end)"), b.unwrap_or("(end)"));
                return format!(":{line}\n  expected {a}\n  made     {b}");
            }
        }
    }
}

fn words(faults: &[Diagnostic], files: &Files) -> String {
    let line = |fault: &Diagnostic| {
        let place = fault.span.map(|span| files.locate(span)).unwrap_or_default();
        format!("{place}: {}: {}\n", fault.code, fault.message)
    };
    faults.iter().map(line).collect()
}
