//! The cases of collation: small texts and witnesses, one rule each, below
//! `tests/cases/collate`, with the units they must give, written by hand from the rule. Nothing
//! here can write those files; `CONTRIBUTING.md` has their form.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use variorum::build;
use variorum::collate::{emit, rebuild};

use crate::support::Project;
use crate::support::book::cases_folder;

/// Cases in which the program differs from what an editor expects, and how.
const KNOWN: &[(&str, &str)] = &[];

/// A small collation and its units.
struct Case {
    name: String,
    source: String,
    lang: String,
    base: String,
    /// The names of files below `witnesses/`, and their texts.
    witnesses: Vec<(String, String)>,
    /// The rows, in order.
    expected: Vec<String>,
}

#[test]
fn every_case_of_collation_has_the_units_that_its_rule_demands() {
    let cases = cases();
    assert!(cases.len() >= 140, "{} cases", cases.len());
    let faults: Vec<String> = cases.iter().filter_map(fault).collect();
    assert!(
        faults.is_empty(),
        "{} of {} cases\n\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n\n")
    );
}

#[test]
fn what_is_known_to_differ_is_a_case() {
    let names: BTreeSet<String> = cases().into_iter().map(|case| case.name).collect();
    for (name, wrong) in KNOWN {
        assert!(names.contains(*name), "{name} is no case");
        assert!(!wrong.is_empty(), "{name}: what is wrong?");
    }
}

/// All cases, by name.
fn cases() -> Vec<Case> {
    let entries = fs::read_dir(cases_folder().join("collate")).expect("there are cases");
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

/// Reads a case: the rule, the texts, a line of hyphens, the rows.
fn case(name: &str, source: &str) -> Case {
    assert!(source.starts_with("# "), "{name}: its rule is not stated");
    let (head, rows) = source
        .split_once("\n----\n")
        .or_else(|| Some((source.strip_suffix("\n----")?, "")))
        .unwrap_or_else(|| panic!("{name}: no line `----`"));
    let mut case = Case {
        name: name.to_owned(),
        source: source.to_owned(),
        lang: String::new(),
        base: String::new(),
        witnesses: vec![],
        expected: rows.lines().map(row).filter(|row| !row.is_empty()).collect(),
    };
    for line in head.lines().skip(1) {
        match line.split_once(':').filter(|(key, _)| is_key(key)) {
            Some(("lang", lang)) => lang.trim().clone_into(&mut case.lang),
            Some(("base", text)) => text.trim().clone_into(&mut case.base),
            Some((file, text)) => {
                case.witnesses.push((file.to_owned(), text.trim().to_owned()));
            }
            // A text goes on.
            None => {
                let text =
                    case.witnesses.last_mut().map_or(&mut case.base, |of| &mut of.1);
                text.push('\n');
                text.push_str(line);
            }
        }
    }
    assert!(!case.witnesses.is_empty(), "{name}: no witnesses");
    case
}

/// Whether this begins a text: `base`, a siglum, or a siglum with `.xml`.
fn is_key(key: &str) -> bool {
    let siglum = key.trim_end_matches(".xml");
    let is_siglum =
        siglum.len() == 1 && siglum.starts_with(|c: char| c.is_ascii_uppercase());
    is_siglum || key == "lang" || key == "base"
}

/// A row without the spaces around its fields.
fn row(line: &str) -> String {
    line.split('|').map(str::trim).collect::<Vec<_>>().join(" | ")
}

/// What is wrong with a case, if anything: shown whole.
fn fault(case: &Case) -> Option<String> {
    let (rows, mut sorted) = collated(case, false);
    let (_, mut turned) = collated(case, true);
    sorted.sort();
    turned.sort();
    if sorted != turned {
        let (one, other) = (sorted.join("\n"), turned.join("\n"));
        return Some(format!(
            "{}: the order of witnesses counts\n{one}\n\n{other}",
            case.name
        ));
    }
    let known = KNOWN.iter().find(|(name, _)| *name == case.name);
    match (rows == case.expected, known) {
        (true, None) | (false, Some(_)) => None,
        (true, Some(_)) => {
            Some(format!("{}: is right now, and no longer known", case.name))
        }
        (false, None) => {
            let mut shown = format!("{}\n{}", case.name, case.source);
            let _ = write!(shown, "but has\n{}", rows.join("\n"));
            Some(shown)
        }
    }
}

/// The rows of a case as they are expected, and as the program prints them. The rebuild proof
/// must hold.
fn collated(case: &Case, is_turned: bool) -> (Vec<String>, Vec<String>) {
    let mut witnesses: Vec<&(String, String)> = case.witnesses.iter().collect();
    if is_turned {
        witnesses.reverse();
    }
    let mut manifest = format!(
        "title = \"Case\"\nlanguage = \"{}\"\n[[text]]\nfile = \"case.dj\"\n",
        case.lang
    );
    let mut files = vec![("case.dj".to_owned(), format!("{}\n", case.base))];
    for (file, text) in witnesses {
        let siglum = file.trim_end_matches(".xml");
        let _ = writeln!(manifest, "[[witness]]\nid = \"{siglum}\"");
        files.push(match file.as_str() {
            siglum if file.len() == 1 => {
                (format!("witnesses/{siglum}.txt"), format!("{text}\n"))
            }
            file => (
                format!("witnesses/{file}"),
                format!(
                    "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text><body>\
                     {text}</body></text></TEI>"
                ),
            ),
        });
    }
    files.push(("edition.toml".to_owned(), manifest));
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let project = Project::edition(files);
    let read = match build::read(&project.path("edition")) {
        Ok(read) => read,
        Err(fault) => panic!("{}: {:?}", case.name, fault.error),
    };
    let [one] = read.collations.as_slice() else { panic!("{}: not collated", case.name) };
    assert_eq!(rebuild::unproven(&one.collation), [], "{}: not proven", case.name);
    let printed: Vec<String> =
        emit::units(&[one]).lines().skip(1).map(str::to_owned).collect();
    let rows = printed.iter().map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, section, lemma, witness, reading, at, _, class, ..] = fields[..] else {
            panic!("{}: {line}", case.name)
        };
        [section, lemma, witness, reading, at, class].join(" | ")
    });
    (rows.collect(), printed)
}
