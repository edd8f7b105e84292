//! `COVERAGE.md` says what the reader does, of every element that was counted.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::elements::{Means, means};

fn rows() -> BTreeMap<String, String> {
    include_str!("../COVERAGE.md")
        .lines()
        .take_while(|line| *line != "## Attributes")
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| {
            let (name, rest) = line.split_once('`')?;
            let state = rest.split('|').nth(1)?.trim();
            Some((name.to_owned(), state.to_owned()))
        })
        .collect()
}

#[test]
fn coverage_is_what_the_reader_does() {
    for (name, state) in rows() {
        let does = match means(&name) {
            Means::Silent => "dropped",
            Means::Unknown | Means::Milestone | Means::Anchor => "kept",
            _ => "read",
        };
        assert_eq!(state, does, "`{name}` in COVERAGE.md");
    }
}

#[test]
fn every_test_that_coverage_names_is_there() {
    let tests = [
        include_str!("apparatus.rs"),
        include_str!("blocks.rs"),
        include_str!("faults.rs"),
        include_str!("words.rs"),
    ]
    .concat();
    for line in include_str!("../COVERAGE.md")
        .lines()
        .filter(|line| line.starts_with("| `"))
    {
        let Some(test) = line.trim_end_matches(" |").rsplit("| ").next() else {
            continue;
        };
        let Some(test) = test.strip_prefix('`').and_then(|test| test.strip_suffix('`'))
        else {
            continue;
        };
        if test.contains('_') {
            assert!(tests.contains(&format!("fn {test}(")), "no test `{test}`");
        }
    }
}

#[test]
fn every_counted_element_has_a_row() {
    let list =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/tei-elements.tsv");
    let Ok(list) = std::fs::read_to_string(list) else {
        eprintln!("skipped: no corpora");
        return;
    };
    let rows = rows();
    let elements = list.lines().filter_map(|line| line.strip_prefix("element\t"));
    for name in elements.filter_map(|line| line.split('\t').next()) {
        assert!(rows.contains_key(name), "`{name}` has no row in COVERAGE.md");
    }
}

#[test]
fn every_attribute_that_is_read_has_a_row() {
    let table: String = include_str!("../COVERAGE.md")
        .lines()
        .skip_while(|line| *line != "## Attributes")
        .collect::<Vec<_>>()
        .join("\n");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/source/tei");
    let mut missing = std::collections::BTreeSet::new();
    for file in std::fs::read_dir(folder).expect("the sources are there").flatten() {
        // The header is read for other ends.
        if file.path().extension().is_none_or(|ending| ending != "rs")
            || ["header.rs", "guesses.rs", "account.rs", "count.rs", "tests.rs"]
                .contains(&&*file.file_name().to_string_lossy())
        {
            continue;
        }
        let source = std::fs::read_to_string(file.path()).expect("a source can be read");
        let source: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
        for call in ["given(", "attribute(", "witnesses_of(", "has_attribute("] {
            for (at, _) in source.match_indices(call) {
                let rest = &source[at + call.len()..];
                let end = rest.find(')').unwrap_or(rest.len());
                let name = rest[..end].split('"').nth(1).unwrap_or_default();
                let is_name = !name.is_empty() && name.chars().all(char::is_alphanumeric);
                // Those of XML stand there with their prefix.
                let known = ["id", "lang"].contains(&name)
                    || [format!("`{name}`"), format!("`{name}=")]
                        .iter()
                        .any(|cell| table.contains(cell));
                if is_name && !known {
                    missing.insert(name.to_owned());
                }
            }
        }
    }
    assert!(missing.is_empty(), "no rows in COVERAGE.md: {missing:?}");
}
