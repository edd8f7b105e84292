//! The readers under fire: a file of an edition is damaged by chance, and the edition read, in
//! this process. No reader may panic, nor need ten seconds.
//!
//! Input `k` is always the same. `cargo test` reads a few of each kind; after a change of a reader
//! read more, with the released profile: `READS=100000 FROM=0 KEEP=folder cargo test --release
//! readers`. Those that fail are kept in the folder, and belong into `FOUND` when they are mended.

#![allow(clippy::disallowed_methods, reason = "what may hang is watched by a clock")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use variorum::build;
use variorum::source::import::{Options, import};

use crate::mutants::{ENGLISH, INDEX, MANIFEST, PERSIAN, TEI};
use crate::support::Project;
use crate::support::mutant::{Dice, changed, edited};

/// How many inputs of each kind are read if it is not said.
const FEW: usize = 40;

/// The longest that an input may take. A program that is not optimized takes fifty times as long.
const SECONDS: Duration =
    Duration::from_secs(if cfg!(debug_assertions) { 100 } else { 10 });

/// The kinds of files.
const KINDS: [&str; 7] = [
    "edition.toml",
    "a.dj",
    "c.xml",
    "index.toml",
    "corrections.toml",
    "pages.lock",
    "plain text",
];

/// Inputs that once made a reader panic or hang: the file, and what stands in it.
const FOUND: &[(&str, &[u8])] = &[
    // The mark of a note that is none, before a letter of several bytes.
    ("plain text", "(\u{ae}\n".as_bytes()),
    ("plain text", "(1\u{b9} \u{b9}\u{b9}\n\n\u{b9} \n".as_bytes()),
];

const PLAIN: &str = "THE QUAY\n\nThe ferry left at noon.[1] Eleven(2) were in it, and the rope\nwas \
    wet; nobody³ knew the har-\nbor.\n\nThe bell is rung,    the rope is wet,\nthe boat has not    \
    come over yet.\n\n* * *\n\n1. a rope\n2. a lamp\n\nport     12   3\nlamp      4   1\nnails   \
    100   9\n\n[1] A song.\n(2) Or twelve.\n³ Nobody.\n";

/// Two editions: one with most of what there is, one made of plain text.
struct Fields {
    whole: Project,
    imported: Project,
    lock: Vec<u8>,
    corrections: Vec<u8>,
}

impl Fields {
    fn new() -> Self {
        let whole = Project::edition([
            ("edition.toml", MANIFEST),
            ("a.dj", ENGLISH),
            ("b.dj", PERSIAN),
            ("c.xml", TEI),
            ("index.toml", INDEX),
        ]);
        whole.run(&["release"]).exits(0);
        let lock = whole.bytes("edition/pages.lock");
        let imported = Project::new().file("quay.txt", PLAIN);
        imported.run(&["new", "edition", "--from", "quay.txt"]).exits(0);
        let corrections = imported.bytes("edition/corrections.toml");
        Self { whole, imported, lock, corrections }
    }

    /// What a file of this kind holds before it is damaged.
    fn seed(&self, kind: &str) -> &[u8] {
        match kind {
            "edition.toml" => MANIFEST.as_bytes(),
            "a.dj" => ENGLISH.as_bytes(),
            "c.xml" => TEI.as_bytes(),
            "index.toml" => INDEX.as_bytes(),
            "corrections.toml" => &self.corrections,
            "pages.lock" => &self.lock,
            _ => PLAIN.as_bytes(),
        }
    }

    /// Reads an input, and gives what is wrong with that.
    fn read(&self, kind: &str, data: &[u8]) -> Option<String> {
        let start = Instant::now();
        let read = catch_unwind(AssertUnwindSafe(|| self.read_unwatched(kind, data)));
        let took = start.elapsed();
        match read {
            Err(_) => Some(format!("{kind}: a panic")),
            Ok(()) if took > SECONDS => Some(format!("{kind}: {took:.1?}")),
            Ok(()) => None,
        }
    }

    fn read_unwatched(&self, kind: &str, data: &[u8]) {
        if kind == "plain text" {
            let files = vec![("a.txt".to_owned(), data.to_vec())];
            let _ = import(&files, &Options::default());
            return;
        }
        let is_record = kind == "corrections.toml";
        let project = if is_record { &self.imported } else { &self.whole };
        let path = format!("edition/{kind}");
        project.write(&path, data);
        let _ = build::read(&project.path("edition"));
        project.write(&path, self.seed(kind));
    }
}

fn said(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[test]
fn whatever_stands_in_a_file_no_reader_panics_or_hangs() {
    let fields = Fields::new();
    let number = |name| said(name).and_then(|words| words.parse().ok());
    let (count, from) = (number("READS").unwrap_or(FEW), number("FROM").unwrap_or(0));
    let mut faults = vec![];
    for (kind, data) in FOUND {
        faults.extend(fields.read(kind, data));
    }
    for k in from..from + count {
        for (n, kind) in KINDS.into_iter().enumerate() {
            let mut dice = Dice((k * KINDS.len() + n) as u64);
            let seed = fields.seed(kind);
            let data = match dice.below(2) {
                0 => changed(seed, &mut dice),
                _ => edited(seed, &mut dice),
            };
            let Some(fault) = fields.read(kind, &data) else { continue };
            if let Some(folder) = said("KEEP") {
                let name = kind.replace([' ', '.'], "-");
                let path = Path::new(&folder).join(format!("{k}-{name}"));
                std::fs::write(path, &data).expect("it can be written");
            }
            faults.push(format!("{k}: {fault}"));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
