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
