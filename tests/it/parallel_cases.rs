//! The cases of ties: small parallel texts, one rule each, below `tests/cases/parallel`, with the
//! ties they must have, written by hand from the rule. Nothing here can write those files;
//! `CONTRIBUTING.md` has their form.

use std::fmt::Write;
use std::fs;

use variorum::{build, ties};

use crate::support::Project;
use crate::support::book::cases_folder;

/// Parallel texts and their ties.
struct Case {
    name: String,
    source: String,
    ties: String,
    /// The names of the texts' files, and the texts.
    texts: Vec<(String, String)>,
    /// The lines, in order.
    expected: Vec<String>,
}

#[test]
fn every_case_of_parallel_texts_has_the_ties_that_its_rule_demands() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let faults: Vec<String> = cases.iter().filter_map(fault).collect();
    let (wrong, all) = (faults.len(), cases.len());
    assert!(faults.is_empty(), "{wrong} of {all} cases\n\n{}", faults.join("\n\n"));
}

/// All cases, by name; those whose names contain `CASE`, if it is set.
fn cases() -> Vec<Case> {
    let entries = fs::read_dir(cases_folder().join("parallel")).expect("there are cases");
    let mut cases: Vec<Case> = entries
        .flatten()
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let source = fs::read_to_string(entry.path()).expect("a case can be read");
            case(name.trim_end_matches(".txt"), &source)
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// Reads a case: the rule, what ties, the texts, a line of hyphens, the ties.
fn case(name: &str, source: &str) -> Case {
    assert!(source.starts_with("# "), "{name}: its rule is not stated");
    let (head, rows) = source
        .split_once("\n----\n")
        .unwrap_or_else(|| panic!("{name}: no line `----`"));
    let mut case = Case {
        name: name.to_owned(),
        source: source.to_owned(),
        ties: String::new(),
        texts: vec![],
        expected: rows.lines().map(str::to_owned).collect(),
    };
    for line in head.lines().skip(1) {
        if let Some(file) = line.strip_prefix("=== ") {
            case.texts.push((file.trim().to_owned(), String::new()));
        } else if let Some((_, text)) = case.texts.last_mut() {
            let _ = writeln!(text, "{line}");
        } else if let Some(ties) = line.strip_prefix("ties:") {
            ties.trim().clone_into(&mut case.ties);
        }
    }
    assert!(case.texts.len() > 1, "{name}: no texts");
    case
}

/// What is wrong with a case, if anything: shown whole.
fn fault(case: &Case) -> Option<String> {
    let found = tied(case);
    (found != case.expected)
        .then(|| format!("{}\n{}but has\n{}", case.name, case.source, found.join("\n")))
}

/// The ties of a case: their text form without numbers and places.
fn tied(case: &Case) -> Vec<String> {
    let mut manifest = "title = \"Case\"\n".to_owned();
    let mut files = vec![];
    let mut ids = vec![];
    for (file, text) in &case.texts {
        let _ = writeln!(manifest, "[[text]]\nfile = \"texts/{file}\"");
        let (id, ending) = file.split_once('.').expect("a file has an ending");
        ids.push(format!("\"{id}\""));
        let text = match ending {
            "xml" => format!(
                "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text><body>{text}\
                 </body></text></TEI>"
            ),
            _ => text.clone(),
        };
        files.push((format!("texts/{file}"), text));
    }
    let _ = writeln!(
        manifest,
        "[[parallel]]\nid = \"p\"\nties = \"{}\"\ntexts = [{}]",
        case.ties,
        ids.join(", ")
    );
    files.push(("edition.toml".to_owned(), manifest));
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let project = Project::edition(files);
    let read = match build::read(&project.path("edition")) {
        Ok(read) => read,
        Err(fault) => panic!("{}: {:?}", case.name, fault.error),
    };
    assert!(read.is_sound(), "{}: {:?}", case.name, read.diagnostics);
    let parallel = &read.edition.parallels[0];
    let lanes: Vec<_> =
        parallel.texts.iter().map(|text| &read.model.texts[*text]).collect();
    let form = ties::form(parallel, &lanes, &read.ties[0]);
    form.lines().skip(1).map(bare).collect()
}

/// A line without the number of the tie and without places.
fn bare(line: &str) -> String {
    let line = match line.split_once(' ') {
        Some((number, rest)) if number.parse::<usize>().is_ok() => rest,
        _ => line,
    };
    let is_place = |word: &str| {
        let parts = word.split_once('.');
        parts.is_some_and(|(block, byte)| {
            block.parse::<u32>().is_ok() && byte.parse::<u32>().is_ok()
        })
    };
    let mut words: Vec<String> = vec![];
    for word in line.split(' ') {
        match word.strip_prefix('(') {
            Some(place) if is_place(place) => words.push("(".to_owned()),
            None if is_place(word) => {}
            _ => words.push(word.to_owned()),
        }
    }
    words.join(" ").replace("( ", "(")
}
