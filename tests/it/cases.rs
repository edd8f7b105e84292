//! The cases: small editions, each for one rule, whose text forms are compared whole.
//!
//! A case is a folder below `tests/cases` with an edition and `expected/`, which holds
//! the text forms that show its rule. `UPDATE=1 cargo test` writes them anew; `README.md` there says what
//! was looked for when they were read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use variorum::cli::args::Emit;
use variorum::cli::emit::form;
use variorum::publish::dump;

use crate::support::book::{
    Book, case, case_names, cases, cases_folder, first_difference,
};

/// The files that `expected/` may hold.
const FORMS: &[&str] = &["model.txt", "table.tsv", "lines.txt", "plan.txt", "pages.txt"];

#[test]
fn every_case_is_set_as_expected() {
    let update = updating();
    let mut faults = vec![];
    for (name, book) in cases() {
        let folder = cases_folder().join(&name).join("expected");
        let kept: Vec<&str> = FORMS
            .iter()
            .copied()
            .filter(|form| folder.join(form).is_file())
            .collect();
        for file in if kept.is_empty() && update { FORMS } else { &kept } {
            let path = folder.join(file);
            let made = text_form(book, file);
            if update {
                fs::write(&path, made).expect("the form can be written");
                continue;
            }
            let kept = fs::read_to_string(&path).expect("the form can be read");
            if kept != made {
                faults.push(format!(
                    "{name}/expected/{file}{}",
                    first_difference(&kept, &made)
                ));
            }
        }
    }
    let hint = "if the new forms are right: UPDATE=1 cargo test every_case";
    assert!(faults.is_empty(), "{}\n{hint}", faults.join("\n"));
}

#[test]
fn every_file_of_a_case_is_used() {
    let mut faults = vec![];
    for name in case_names() {
        let root = cases_folder().join(&name);
        let read = &case(&name).read;
        let mut used: BTreeSet<String> = read
            .files
            .iter()
            .map(|(_, file)| file.path.display().to_string())
            .collect();
        used.extend(
            read.edition.design.own.iter().map(|path| path.display().to_string()),
        );
        used.extend(FORMS.iter().map(|form| format!("expected/{form}")));
        let found: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| below(&root, entry.path()))
            .collect();
        if !found.iter().any(|path| path.starts_with("expected/")) {
            faults.push(format!("{name}: nothing is expected"));
        }
        let stray = found.iter().filter(|path| !used.contains(*path));
        faults.extend(stray.map(|path| format!("{name}/{path}: not used")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_case_that_a_program_wrote_was_read() {
    let ledger = cases_folder().join("README.md");
    let ledger = fs::read_to_string(ledger).expect("it is there");
    let rows = ledger.lines().filter_map(|line| line.strip_prefix("| `"));
    let read: BTreeSet<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    let names = case_names();
    assert_eq!(read, names.iter().map(String::as_str).collect());
}

#[test]
fn a_case_has_no_faults_of_its_own() {
    for (name, book) in cases() {
        let found: Vec<_> =
            book.read.diagnostics.iter().chain(&book.built.diagnostics).collect();
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

/// A text form of a book; of its pages only those that hold texts.
fn text_form(book: &Book, file: &str) -> String {
    let form = |stage| form(stage, &book.read, Some(&book.built));
    match file {
        "model.txt" => form(Emit::Model),
        "table.tsv" => form(Emit::Table),
        "lines.txt" => form(Emit::Lines),
        "plan.txt" => form(Emit::Plan),
        _ => dump::pages(&book.built, &book.read.edition, book.text_pages()),
    }
}

fn below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).expect("the walk stays below its root");
    below.to_string_lossy().replace('\\', "/")
}

#[expect(
    clippy::disallowed_methods,
    reason = "who runs the tests says whether to update"
)]
fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn a_difference_is_shown_with_its_line() {
    assert_eq!(first_difference("a\nb\n", "a\nc\n"), ":2\n  expected b\n  made     c");
    assert_eq!(first_difference("a\n", "a\nb\n"), ":2\n  expected (end)\n  made     b");
}
