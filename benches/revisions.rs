//! How few pages a correction changes: the documents beside the project are set and
//! released, then a word is changed a hundred times, each time from the released text.
//!
//!     cargo bench --bench revisions
//!
//! Measures pages and badness, not time. Skipped if the documents are not there.

#![allow(clippy::print_stdout, reason = "the tables are what it makes")]

use std::fs;
use std::path::{Path, PathBuf};

use variorum::build::{self, Built, Proven, Read, Stage, Watch};
use variorum::history::compare::compare;
use variorum::history::lock;
use variorum::history::{Comparison, Lock, Record};
use variorum::publish::record::record;

/// How many corrections are made.
const CORRECTIONS: usize = 100;

struct Quiet;

impl Watch for Quiet {
    fn stage(&mut self, _: Stage) {}

    fn builds_again(&self) -> bool {
        true
    }
}

/// Knuth's generator of 64 bits (MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

fn main() {
    // Generated tables nest deeply.
    let worker = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    let done = worker.expect("a thread can be started").join();
    done.expect("the bench runs through");
}

fn run() {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/texts");
    let Ok(files) = fs::read_dir(&documents) else {
        println!("skipped: no documents beside the project");
        return;
    };
    let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let documents: Vec<Document> = files
        .iter()
        .enumerate()
        .map(|(k, file)| Document::of(file, &folder.path().join(k.to_string())))
        .collect();
    let pages: usize = documents
        .iter()
        .flat_map(|d| &d.released.texts)
        .map(|t| t.pages.len())
        .sum();
    let worst = documents.iter().map(|d| d.worst).fold(0.0, f64::max);
    println!(
        "{} documents, {pages} pages, badness of a page at most {worst:.0}\n",
        documents.len()
    );
    for (what, words) in [
        ("A word", "undoubtedly"),
        ("A line", "and of this there was no doubt whatsoever in the end"),
    ] {
        println!("{what} inserted in the middle of each document:\n");
        println!(
            "| document | page starts moved | with `--reflow` | pages printed otherwise | with `--reflow` |"
        );
        println!("|---|---|---|---|---|");
        for (k, document) in documents.iter().enumerate() {
            let text = document.text();
            let places = self::words(&text);
            let (_, to) = places[places.len() / 2];
            let longer = format!("{} {words}{}", &text[..to], &text[to..]);
            let with = document.corrected(&longer, false);
            let without = document.corrected(&longer, true);
            println!(
                "| {} | {} | {} | {} | {} |",
                k + 1,
                with.moved,
                without.moved,
                with.pages,
                without.pages
            );
        }
        println!();
    }

    let mut dice = Dice(1973);
    let (mut with, mut without) = (vec![], vec![]);
    for _ in 0..CORRECTIONS {
        let document = &documents[dice.below(documents.len())];
        let text = document.text();
        let places = words(&text);
        let (from, to) = places[dice.below(places.len())];
        let other = places[dice.below(places.len())];
        let other = &text[other.0..other.1];
        let now = match dice.below(4) {
            0 => format!("{}{other} {}", &text[..from], &text[from..]),
            1 => format!("{}{}", &text[..from], text[to..].trim_start_matches(' ')),
            _ => format!("{}{other}{}", &text[..from], &text[to..]),
        };
        with.push(document.corrected(&now, false));
        without.push(document.corrected(&now, true));
    }
    println!("\n{CORRECTIONS} words changed, added or taken away, one at a time:\n");
    println!(
        "| | pages printed otherwise, median | most | page starts moved, median | most | badness of a page, most |"
    );
    println!("|---|---|---|---|---|---|");
    for (name, list) in [("with `pages.lock`", &with), ("with `--reflow`", &without)] {
        let sorted = |field: &dyn Fn(&Outcome) -> usize| -> (usize, usize) {
            let mut all: Vec<usize> = list.iter().map(field).collect();
            all.sort_unstable();
            (all[all.len() / 2], all[all.len() - 1])
        };
        let (pages, moved) = (sorted(&|o| o.pages), sorted(&|o| o.moved));
        let badness = list.iter().map(|o| o.badness).fold(0.0, f64::max);
        println!(
            "| {name} | {} | {} | {} | {} | {badness:.0} |",
            pages.0, pages.1, moved.0, moved.1
        );
    }
}

/// What came of a correction.
struct Outcome {
    pages: usize,
    moved: usize,
    badness: f64,
}

/// A document as an edition of its own, released.
struct Document {
    root: PathBuf,
    path: PathBuf,
    released: Record,
    worst: f64,
}

impl Document {
    fn of(file: &Path, root: &Path) -> Self {
        let mut args = vec!["variorum".into(), "new".into(), "-q".into()];
        args.push(root.to_owned().into_os_string());
        args.extend(["--from".into(), file.to_owned().into_os_string()]);
        let _ = variorum::cli::run(args);
        let path = texts(root).remove(0);
        let (released, built) = set(root, false);
        fs::write(root.join(lock::FILE), Lock::of(&released).toml())
            .expect("it can be written");
        Self {
            root: root.to_owned(),
            path,
            released,
            worst: worst(&built),
        }
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).expect("it can be read")
    }

    /// What a correction does to the released pages. The text stays as it was.
    fn corrected(&self, now: &str, reflow: bool) -> Outcome {
        let text = self.text();
        fs::write(&self.path, now).expect("it can be written");
        let (record, built) = set(&self.root, reflow);
        fs::write(&self.path, text).expect("it can be written");
        comemo::evict(3);
        let comparison: Comparison = compare(&self.released, &record);
        Outcome {
            pages: comparison.pages.len(),
            moved: comparison.starts.iter().map(|starts| starts.moved.len()).sum(),
            badness: worst(&built),
        }
    }
}

/// Sets the texts, without indexes and concordance.
fn set(root: &Path, reflow: bool) -> (Record, Proven) {
    let read: Read = match build::read(root) {
        Ok(mut read) => {
            let edition = std::sync::Arc::make_mut(&mut read.edition);
            edition.concordance = None;
            edition.indexes.clear();
            if reflow {
                read.lock = None;
            }
            read
        }
        Err(_) => panic!("the edition can't be read"),
    };
    match build::build(&read, &mut Quiet) {
        Ok(built) => (record(&read, &built), built),
        Err(faults) => panic!("the edition can't be set: {:?}", faults.first()),
    }
}

/// The highest badness of a page, what a moved page start costs apart.
fn worst(built: &Built) -> f64 {
    let pages = built.texts.iter().flat_map(|text| &text.plan.pages);
    let cost = |costs: &variorum::pages::Costs| costs.total() - costs.moved;
    pages.map(|page| cost(&page.costs)).fold(0.0, f64::max)
}

fn texts(root: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(root.join("texts")).expect("there are texts");
    let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    files
}

/// Words of prose, as byte ranges: letters between blanks, in long lines without markup.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut found = vec![];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let plain = !line.starts_with(['#', ':', '|', '{', '[', '-', '>', '!', '*']);
        if plain && line.len() > 60 {
            for word in line.split(' ') {
                let from = start + (word.as_ptr() as usize - line.as_ptr() as usize);
                let letters =
                    word.chars().count() > 3 && word.chars().all(char::is_alphabetic);
                if letters {
                    found.push((from, from + word.len()));
                }
            }
        }
        start += line.len();
    }
    found
}
