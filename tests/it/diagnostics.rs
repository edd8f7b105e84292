//! `docs/diagnostics.md` lists every code that the program can give, and no other.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::rust;

/// Where a code is given by name: behind one of these calls.
const CALLS: &[&str] = &["Diagnostic::error(", "Diagnostic::warning(", ".error("];
/// What says that an item of the table is a warning, an error, or either.
const SEVERITIES: &[&str] = &["error", "warning", "error or warning"];

/// Codes with the places that give them, or with their line in the table.
type Codes = BTreeMap<String, String>;

#[test]
fn every_code_is_in_the_table_and_the_other_way_round() {
    let (given, listed) = (given(), listed());
    let unlisted = given.iter().filter(|(code, _)| !listed.contains_key(*code));
    let unused = listed.iter().filter(|(code, _)| !given.contains_key(*code));
    let faults: Vec<_> = unlisted
        .map(|(code, place)| format!("{place}: `{code}` is not in docs/diagnostics.md"))
        .chain(
            unused
                .map(|(code, _)| format!("docs/diagnostics.md: `{code}` is never given")),
        )
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_table_gives_the_severity_of_each_code() {
    let sources = sources();
    for (code, row) in listed() {
        let severity = row.split('|').nth(2).unwrap_or_default().trim();
        assert!(SEVERITIES.contains(&severity), "{row}");
        // Whether each place that gives the code only warns.
        let warns: Vec<bool> = sources
            .iter()
            .flat_map(|(_, text)| codes(text).into_iter().map(move |found| (text, found)))
            .filter(|(_, found)| found.1 == code)
            .map(|(text, (at, _))| {
                text[..at].trim_end().ends_with("Diagnostic::warning(")
            })
            .collect();
        assert_eq!(warns.contains(&true), severity.contains("warning"), "{row}");
        assert_eq!(warns.contains(&false), severity.contains("error"), "{row}");
    }
}

#[test]
fn codes_are_found_behind_each_call() {
    let text = "Diagnostic::error(\n  \"one-a\", m); self.error(\"two\", m, s); \
                self.unique(&mut seen, \"three\", \"witnesses\"); Some(_) => (\"four\", m)";
    let found: Vec<_> = codes(text).into_iter().map(|found| found.1).collect();
    assert_eq!(found, ["one-a", "two", "three"]);
}

/// The codes that the sources give.
fn given() -> Codes {
    let mut found = Codes::new();
    for (path, text) in sources() {
        for (at, code) in codes(&text) {
            let place = format!("src/{path}:{}", rust::line_of(&text, at));
            found.entry(code.to_owned()).or_insert(place);
        }
    }
    assert!(found.len() > 50, "only {} codes were found", found.len());
    found
}

/// Codes of a source, each with its byte: the first argument of a call that makes a
/// diagnostic, a code that is passed on to one, or one that is chosen for one.
fn codes(text: &str) -> Vec<(usize, &str)> {
    let is_code = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    rust::literals(text)
        .into_iter()
        .filter(|(at, literal)| {
            let before = text[..*at].trim_end();
            let is_given = CALLS.iter().any(|call| before.ends_with(call))
                // The second argument of `Check::unique`.
                || before.rfind('(').is_some_and(|open| {
                    before[..open].ends_with(".unique") && before[open..].matches(',').count() == 1
                })
                || before.ends_with("Self::Usage { .. } =>")
                || before.ends_with("Self::Machine { .. } =>")
                || before.ends_with("Self::Ours(_) =>")
                // `(code, owner, place)` of a key that is missing.
                || (before.ends_with("=> (") && literal.starts_with("missing-"));
            is_given && is_code(literal)
        })
        .collect()
}

/// The codes of the table with their rows.
fn listed() -> Codes {
    let table = fs::read_to_string(root().join("docs/diagnostics.md"))
        .expect("the table is there");
    let rows = table.lines().filter_map(|line| {
        let code = line.strip_prefix("| `")?.split_once('`')?.0;
        Some((code.to_owned(), line.to_owned()))
    });
    let listed: Codes = rows.clone().collect();
    assert_eq!(listed.len(), rows.count(), "a code has two rows");
    listed
}

/// The sources without their tests, as (path below `src`, text).
fn sources() -> Vec<(String, String)> {
    let mut found = vec![];
    collect(&root().join("src"), &mut found);
    found.sort();
    let mut sources = vec![];
    for path in found {
        let below = path.strip_prefix(root().join("src")).expect("it was found there");
        let name = below.to_string_lossy().replace('\\', "/");
        if name.ends_with("tests.rs") || name.contains("/tests/") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the source is text");
        let bare = rust::bare(&text);
        let end = bare.find("#[cfg(test)]").unwrap_or(text.len());
        sources.push((name, text[..end].to_owned()));
    }
    sources
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
