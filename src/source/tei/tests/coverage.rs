//! `COVERAGE.md` says what the reader does, of every element that was counted.

use std::collections::BTreeMap;
use std::path::Path;

use crate::skipped::skipped;

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

/// The body of each test of the reader, by the test's name.
fn tests() -> BTreeMap<&'static str, &'static str> {
    let files = [
        include_str!("apparatus.rs"),
        include_str!("blocks.rs"),
        include_str!("elements.rs"),
        include_str!("faults.rs"),
        include_str!("habits.rs"),
        include_str!("words.rs"),
    ];
    let functions = files.iter().flat_map(|file| file.split("#[test]\nfn ").skip(1));
    functions
        .filter_map(|rest| {
            let (name, body) = rest.split_once("() {\n")?;
            Some((name, body.split_once("\n}\n")?.0))
        })
        .collect()
}

/// Whether an element begins somewhere in a source.
fn has_element(source: &str, name: &str) -> bool {
    source.match_indices(&format!("<{name}")).any(|(at, tag)| {
        let after = source[at + tag.len()..].chars().next();
        after.is_some_and(|c| " />\\\n".contains(c))
    })
}

#[test]
fn every_test_that_coverage_names_has_the_element() {
    let tests = tests();
    let rows = include_str!("../COVERAGE.md")
        .lines()
        .take_while(|line| *line != "## Attributes")
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    let mut faults = vec![];
    for (name, rest) in rows.filter_map(|row| row.split_once('`')) {
        let test = rest.rsplit("| ").next().unwrap_or_default().trim_matches('`');
        match tests.get(test) {
            // An honest row of an element without a test.
            None if test == "none" => {}
            None => faults.push(format!("`{name}`: no test `{test}`")),
            Some(body) if !has_element(body, name) => {
                faults.push(format!("`{name}` does not occur in `{test}`"));
            }
            Some(_) => {}
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn an_element_is_found_by_its_whole_name() {
    assert!(has_element("<p><div n='1'>", "div") && has_element("a<lb/>", "lb"));
    assert!(!has_element("<div1>", "div") && !has_element("</div>", "div"));
}

#[test]
fn every_counted_element_has_a_row() {
    let list =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/tei-elements.tsv");
    let Ok(list) = std::fs::read_to_string(list) else {
        skipped("the list in `../shared/corpora`");
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
        // The header is read for other ends, and so are files that are put in by `new`.
        if file.path().extension().is_none_or(|ending| ending != "rs")
            || [
                "header.rs",
                "guesses.rs",
                "included.rs",
                "account.rs",
                "count.rs",
                "tests.rs",
            ]
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
