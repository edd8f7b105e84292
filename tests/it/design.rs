//! The contract between program and design: every function that the program calls is
//! in the template, and `docs/design.md` says what it gets and what it must draw.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use variorum::typeset::names::{Function, Metric};

use crate::support::{Project, rust};

/// Where calls of design functions are written as Typst source.
const WRITERS: &[&str] =
    &["src/assemble", "src/backmatter/source.rs", "src/backmatter/source"];
/// What Typst itself defines, and `join`, which functions that the program writes are given.
const TYPST: &[&str] = &["box", "import", "join", "let", "linebreak", "metadata"];

type Names = BTreeSet<String>;

#[test]
fn every_function_that_is_called_is_in_the_template() {
    missing(called(), &exported(), "is called and not in the template");
}

#[test]
fn every_function_that_is_called_is_documented() {
    missing(called(), &documented(), "is called and not in docs/design.md");
}

#[test]
fn every_function_that_is_documented_is_in_the_template() {
    missing(documented(), &exported(), "is in docs/design.md and not in the template");
}

#[test]
fn every_length_that_is_asked_for_is_a_documented_metric() {
    let foot = read("templates/octavo/foot.typ");
    let guide = read("docs/design.md");
    for (_, name) in Metric::ALL {
        assert!(foot.contains(&format!("\n  {name}: ")), "`{name}` is no metric");
        assert!(guide.contains(&format!("| `{name}` |")), "`{name}` is not explained");
    }
}

#[test]
fn names_that_are_misspelt_are_told_with_those_that_are_meant() {
    let template = read("templates/octavo/foot.typ");
    let start = template.find("#let foot-metrics").expect("the template has metrics");
    let end = start + template[start..].find("\n)").expect("they end") + 2;
    let own = template[start..end].replace("  between:", "  betwen:");
    let imports = "#import \"/settings.typ\": edition\n";
    let manifest = "title = \"M\"\n[[text]]\nfile = \"a.dj\"\n";
    let series = "#let foot-serise(it) = it.body\n";
    let design = format!("{imports}{own}\n{series}");
    let files =
        [("edition.toml", manifest), ("a.dj", "A boat.\n"), ("design.typ", &design)];
    let said = Project::edition(files).run(&["build"]).exits(0).stderr;
    assert!(said.contains("have no length `between`"), "{said}");
    assert!(said.contains("did you mean `between`?"), "{said}");
    assert!(said.contains("did you mean `foot-series`?"), "{said}");
}

#[test]
fn calls_are_found_in_what_is_written() {
    let written = "out.push(\"#siglum(\"); format!(\"#let body = text-body({}, [\"); p(\"\\\\#x [#gap(1)]\");";
    assert_eq!(list(&written_calls(written)), ["gap", "siglum", "text-body"]);
}

/// The functions that the program calls.
fn called() -> Names {
    let written = sources(WRITERS)
        .into_iter()
        .flat_map(|(_, text)| written_calls(&text));
    let direct = Function::ALL.iter().map(|(_, name)| (*name).to_owned());
    let names: Names = written.chain(direct).collect();
    assert!(names.len() > 50, "only {} calls were found", names.len());
    names
}

/// Names behind `#` or ` = ` and before a bracket, in string literals; and the bodies of
/// sections, whose names are passed on.
fn written_calls(source: &str) -> Names {
    let mut names = Names::new();
    for (_, literal) in rust::literals(source) {
        if literal.ends_with("-body") && is_name(literal) {
            names.insert(literal.to_owned());
        }
        for start in ["#", " = "] {
            for (at, _) in literal.match_indices(start) {
                let rest = &literal[at + start.len()..];
                let name = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
                let is_call = rest[name.len()..].starts_with(['(', '[']);
                let is_escaped = literal[..at].ends_with('\\');
                if is_call && is_name(name) && !is_escaped && !TYPST.contains(&name) {
                    names.insert(name.to_owned());
                }
            }
        }
    }
    names
}

/// What the template's files define.
fn exported() -> Names {
    let mut names = Names::new();
    for (_, text) in files("templates/octavo", "typ") {
        for line in text.lines().filter_map(|line| line.strip_prefix("#let ")) {
            names.insert(
                line[..line.find(|c| !is_part(c)).unwrap_or(line.len())].to_owned(),
            );
        }
    }
    names
}

/// What the guide describes: names before a parenthesis, in backticks.
fn documented() -> Names {
    let guide = read("docs/design.md");
    let prose = guide.split("```").step_by(2);
    let codes = prose.flat_map(|text| text.split('`').skip(1).step_by(2));
    codes
        .filter_map(|code| code.split_once('('))
        .filter(|(name, _)| is_name(name))
        .map(|(name, _)| name.to_owned())
        // Functions of Typst that the guide speaks of.
        .filter(|name| name != "v")
        .collect()
}

#[track_caller]
fn missing(wanted: Names, known: &Names, fault: &str) {
    let missing: Vec<_> = wanted
        .difference(known)
        .map(|name| format!("`{name}` {fault}"))
        .collect();
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(is_part)
}

fn list(names: &Names) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn sources(paths: &[&str]) -> Vec<(String, String)> {
    paths
        .iter()
        .flat_map(|path| match path.ends_with(".rs") {
            true => vec![((*path).to_owned(), read(path))],
            false => files(path, "rs"),
        })
        .collect()
}

/// The files of a folder with an ending, as (path, text).
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join(folder)).expect("the folder can be read");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("the entry can be read").file_name())
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.ends_with(&format!(".{ending}")))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    names.sort();
    names.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

#[track_caller]
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
