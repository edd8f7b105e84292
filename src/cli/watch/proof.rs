//! What the browser is shown: the last book that could be made, what changed in it, and
//! the errors that stand in the way of the next.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::build::{Proven, Read};
use crate::collate::view::{self, Spot};
use crate::model::Dir;
use crate::publish::screen::{self, At, Hit, Leaf};
use crate::span::{Files, Span};

/// A book and its pages.
pub(super) struct Made {
    /// What it was made of.
    pub read: Read,
    /// The book.
    pub built: Proven,
    leaves: Vec<Leaf>,
}

impl Made {
    /// From what was set.
    pub(super) fn new(read: Read, built: Proven) -> Self {
        let leaves = screen::leaves(&built);
        Self { read, built, leaves }
    }
}

/// A place in a file, as an editor names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    /// The file's path below the edition's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, counted in characters.
    pub column: usize,
}

impl Place {
    /// Where a span begins.
    pub(super) fn of(files: &Files, span: Span) -> Self {
        let file = files.get(span.file);
        let (line, column) = file.line_column(span.start as usize);
        let file = file.path.to_string_lossy().replace('\\', "/");
        Self { file, line, column }
    }
}

/// An error that stands in the way of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Fault {
    /// The error with its line and a mark under the place.
    picture: String,
    /// Its place, if it has one.
    place: Option<Place>,
}

/// A word that was pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is printed.
    pub word: String,
    /// Where it was written; nothing for what the program or the design made.
    pub place: Option<Place>,
    /// The text and the place in its collation, if it has one.
    pub spot: Option<(String, Spot)>,
}

/// What is shown now.
#[derive(Default)]
struct Shown {
    /// Goes up at every change.
    version: u64,
    /// Whether a new book is being made.
    busy: bool,
    made: Option<Arc<Made>>,
    faults: Vec<Fault>,
    change: Option<At>,
    /// How long the last book took to be set, in seconds.
    seconds: f64,
    /// How long until its PDF was written.
    exported: Option<f64>,
}

/// What is shown as the browser is told.
#[derive(Serialize)]
struct State<'a> {
    version: u64,
    busy: bool,
    title: &'a str,
    rtl: bool,
    pages: &'a [Leaf],
    /// The texts that have transcriptions of their witnesses.
    collations: Vec<&'a str>,
    faults: &'a [Fault],
    change: Option<At>,
    seconds: f64,
    exported: Option<f64>,
}

/// What is shown, shared by the one who sets and those who serve.
pub(super) struct Proof {
    /// The edition's folder.
    pub root: PathBuf,
    shown: Mutex<Shown>,
    changed: Condvar,
}

impl Proof {
    /// Nothing is shown yet.
    pub(super) fn new(root: PathBuf) -> Self {
        let shown = Shown { busy: true, ..Shown::default() };
        Self {
            root,
            shown: Mutex::new(shown),
            changed: Condvar::new(),
        }
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        // Nothing is half done when a thread ends in between.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn alter(&self, alter: impl FnOnce(&mut Shown)) {
        let mut shown = self.shown();
        alter(&mut shown);
        shown.version += 1;
        self.changed.notify_all();
    }

    /// A new book is being made.
    pub(super) fn begin(&self) {
        self.alter(|shown| shown.busy = true);
    }

    /// Shows a new book, which took so many seconds.
    pub(super) fn show(&self, made: Arc<Made>, seconds: f64) {
        let before = self.shown().made.clone();
        let change = before.and_then(|before| {
            screen::change(&before.built, &made.built, &made.read.edition)
        });
        self.alter(|shown| {
            *shown = Shown {
                version: shown.version,
                made: Some(made),
                // A build that changed nothing leaves the mark where it was.
                change: change.or(shown.change),
                seconds,
                ..Shown::default()
            };
        });
    }

    /// The PDF of the book that is shown was written, so many seconds after the change.
    pub(super) fn exported(&self, seconds: f64) {
        self.alter(|shown| shown.exported = Some(seconds));
    }

    /// Shows errors over the last book.
    pub(super) fn fail(&self, pictures: Vec<String>, places: Vec<Option<Place>>) {
        let places = places.into_iter().chain(std::iter::repeat(None));
        let faults = pictures.into_iter().zip(places);
        let faults = faults.map(|(picture, place)| Fault { picture, place }).collect();
        self.alter(|shown| {
            shown.busy = false;
            shown.faults = faults;
        });
    }

    /// Waits until something else is shown than in this version, but no longer than
    /// `most`; gives the version.
    pub(super) fn after(&self, version: u64, most: Duration) -> u64 {
        let same = |shown: &mut Shown| shown.version == version;
        let waited = self.changed.wait_timeout_while(self.shown(), most, same);
        waited.unwrap_or_else(PoisonError::into_inner).0.version
    }

    /// What is shown, as JSON.
    pub(super) fn state(&self) -> String {
        let shown = self.shown();
        let edition = shown.made.as_ref().map(|made| &made.read.edition);
        let state = State {
            version: shown.version,
            busy: shown.busy,
            title: edition.map_or("", |edition| &edition.title),
            rtl: edition.is_some_and(|edition| edition.lang.dir() == Dir::Rtl),
            pages: shown.made.as_ref().map_or(&[], |made| &made.leaves),
            collations: shown.made.as_ref().map_or(vec![], |made| {
                let all = made.read.collations.iter();
                all.map(|one| one.collation.text.as_str()).collect()
            }),
            faults: &shown.faults,
            change: shown.change,
            seconds: shown.seconds,
            exported: shown.exported,
        };
        json(&state)
    }

    /// The book that is shown.
    pub(super) fn made(&self) -> Option<Arc<Made>> {
        self.shown().made.clone()
    }

    /// The page with this print, as SVG.
    pub(super) fn page(&self, print: &str) -> Option<String> {
        let made = self.made()?;
        let page = made.leaves.iter().position(|leaf| leaf.print == print)?;
        screen::svg(&made.built, page)
    }

    /// The word at a point of a page, with the book that is shown.
    pub(super) fn word(&self, page: usize, x: f64, y: f64) -> Option<(Arc<Made>, Word)> {
        let made = self.made()?;
        let pointed = screen::point(&made.read, &made.built, page, x, y)?;
        let place = pointed.written.map(|span| Place::of(&made.read.files, span));
        let spot = pointed.written.and_then(|span| {
            let mut all = made.read.collations.iter();
            all.find_map(|one| Some((one.collation.text.clone(), view::spot(one, span)?)))
        });
        let word = Word { word: pointed.word, place, spot };
        Some((made, word))
    }

    /// Where a token of a witness is written.
    pub(super) fn token(
        &self,
        text: &str,
        witness: usize,
        token: usize,
    ) -> Option<Place> {
        let made = self.made()?;
        let mut all = made.read.collations.iter();
        let collation = &all.find(|one| one.collation.text == text)?.collation;
        let token = collation.witnesses.get(witness)?.tokens.get(token)?;
        Some(Place::of(&made.read.files, token.span))
    }

    /// Where a phrase stands.
    pub(super) fn search(&self, phrase: &str, most: usize) -> Vec<Hit> {
        self.made()
            .map(|made| screen::search(&made.built, phrase, most))
            .unwrap_or_default()
    }

    /// Whether a file is one of the edition's, of the book or of the errors.
    pub(super) fn has_file(&self, file: &str) -> bool {
        let shown = self.shown();
        let named = |place: &Place| place.file == file;
        let in_book = shown.made.as_ref().is_some_and(|made| {
            made.read.files.find(std::path::Path::new(file)).is_some()
        });
        in_book || shown.faults.iter().filter_map(|f| f.place.as_ref()).any(named)
    }
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data has a JSON form")
}
