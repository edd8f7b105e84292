//! Invented TEI files: none of their words is lost, and what goes out as TEI comes back the same.
//! `SEED=5000 CASES=2000 cargo test tei_invented` draws others.
#![allow(
    clippy::disallowed_methods,
    reason = "who runs the tests says how many files are drawn"
)]

use variorum::build;
use variorum::diag::Diagnostic;
use variorum::model::dump::dump;
use variorum::source::tei::read_alone;
use variorum::source::tei::write::{self, Form};

use crate::support::Project;
use crate::support::tei::invented;

/// How many invented files are sent round; and the first of their seeds.
fn seeds() -> std::ops::Range<u64> {
    let given =
        |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let first = given("SEED").unwrap_or(1);
    first..first + given("CASES").unwrap_or(300)
}

/// What differs when a file is written as TEI and read again, if it can be read at all.
fn changes_on_the_way(project: &Project, xml: &str, form: Form) -> Option<String> {
    let manifest = "title = \"T\"\nlanguage = \"en\"\n[[index]]\nid = \"names\"\n\
                    [[text]]\nfile = \"t.xml\"\n";
    project.write("one/edition.toml", manifest);
    project.write("one/t.xml", xml);
    project.write("two/edition.toml", manifest);
    let read = |folder: &str| match build::read(&project.path(folder)) {
        Ok(read) => read,
        Err(_) => panic!("the edition can be read:\n{xml}"),
    };
    let first = read("one");
    if !first.is_sound() {
        return None;
    }
    let text = &first.model.texts[0];
    let out =
        write::write(&first.files, text, &first.edition, &first.model.witnesses, form);
    project.write("two/t.xml", &out);
    let second = read("two");
    let before = dump(text);
    let after = second.model.texts.first().map(dump);
    let after = after.unwrap_or_default();
    if before == after {
        return None;
    }
    let body = |xml: &str| xml[xml.find("<body>").unwrap_or(0)..].to_owned();
    let differs = before.lines().zip(after.lines()).find(|(a, b)| a != b);
    let (was, now) = differs.unwrap_or((before.as_str(), after.as_str()));
    Some(format!("{}\n{}\nbefore {was}\nafter  {now}\n", body(xml), body(&out)))
}

/// The words of an invented file that are said to be left out, or stand for another.
fn left_out(xml: &str, words: &str) -> bool {
    let end = xml.find(words).unwrap_or(0);
    let mut open: Vec<&str> = vec![];
    for tag in xml[..end].split('<').skip(1) {
        let name = tag.split(['>', ' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            open.pop();
        } else if !tag.split('>').next().is_some_and(|tag| tag.ends_with('/')) {
            open.push(name);
        }
    }
    open.iter().any(|name| ["am", "fw", "term"].contains(name))
}

#[test]
fn words_of_invented_files_are_in_the_model() {
    let mut faults = vec![];
    for seed in seeds() {
        let xml = invented(seed);
        let (text, _, said) = read_alone(&xml);
        if said.iter().any(Diagnostic::is_error) {
            continue;
        }
        let model = dump(&text);
        let body = &xml[xml.find("<body>").unwrap_or(0)..];
        let is_figure = |c: char| c.is_ascii_digit();
        let has = |text: &str, word: &str| {
            text.match_indices(word)
                .any(|(at, _)| !text[at + word.len()..].starts_with(is_figure))
        };
        for word in (1..2000).map(|k| format!("w{k}")) {
            if has(body, &word) && !has(&model, &word) && !left_out(&xml, &word) {
                faults.push((xml.len(), format!("seed {seed}: {word}\n{body}\n{model}")));
            }
        }
    }
    faults.sort();
    let shortest = faults.first().map(|fault| fault.1.as_str()).unwrap_or_default();
    assert!(faults.is_empty(), "{} words are lost\n{shortest}", faults.len());
}

#[test]
fn invented_files_go_out_as_tei_and_come_back() {
    let project = Project::new();
    let mut faults = vec![];
    for seed in seeds() {
        let xml = invented(seed);
        for form in [Form::Parallel, Form::Endpoint] {
            let changed = changes_on_the_way(&project, &xml, form);
            faults.extend(changed.map(|what| (xml.len(), seed, form, what)));
        }
    }
    faults.sort_by_key(|fault| fault.0);
    let shown: Vec<_> = faults
        .iter()
        .take(24)
        .map(|(_, seed, form, what)| format!("seed {seed}, {form:?}\n{what}"))
        .collect();
    assert!(faults.is_empty(), "{} differ\n{}", faults.len(), shown.join("\n"));
}
