//! The ledger of page make-up, `src/pages/RULES.md`: every rule names a test or a case that
//! there is, or says that it is not done.

use std::fs;
use std::path::Path;

use crate::support::book::cases_folder;

#[test]
fn every_rule_of_page_make_up_names_its_test() {
    let ledger = root().join("src/pages/RULES.md");
    let ledger = fs::read_to_string(ledger).expect("the ledger is there");
    let mut faults = vec![];
    let mut rows = 0;
    for (rule, said, tests) in rules(&ledger) {
        rows += 1;
        if tests.is_empty() && !said.contains("not done") {
            faults.push(format!("{rule}: neither a test nor `not done`"));
        }
        let unknown = tests.iter().filter(|name| !exists(name));
        faults.extend(unknown.map(|name| format!("{rule}: no test or case is `{name}`")));
    }
    assert!(rows > 30, "only {rows} rules were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn names_that_are_missing_are_found() {
    let rows = rules(
        "| rule | how | where | test |\n|---|---|---|---|\n| A | b | `c` | `no-widow`, `x_y` |\n",
    );
    assert_eq!(rows, [("A", "b", vec!["no-widow", "x_y"])]);
    assert!(exists("no-widow") && exists("every_rule_of_page_make_up_names_its_test"));
    assert!(!exists("no-such-case") && !exists("no_such_test") && !exists("rules"));
}

/// The rows of the ledger: the rule, how it is kept, and the names in its last cell.
fn rules(ledger: &str) -> Vec<(&str, &str, Vec<&str>)> {
    let mut found = vec![];
    for line in ledger.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", rule, how, _, tests, ""] = cells[..] else {
            panic!("not four cells: {line}");
        };
        if rule != "rule" {
            found.push((rule, how, tests.split('`').skip(1).step_by(2).collect()));
        }
    }
    found
}

/// Whether a test or a case has a name.
fn exists(name: &str) -> bool {
    let cases = cases_folder();
    if name.contains('-') {
        return cases.join("apparatus").join(name).is_dir() || cases.join(name).is_dir();
    }
    let declared = format!("fn {name}(");
    let is_test = |text: &str| {
        let mut places = text.match_indices(&declared);
        places.any(|(at, _)| text[..at].trim_end().ends_with(']'))
    };
    ["src", "tests/it"]
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(root().join(folder)))
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"))
        .any(|entry| fs::read_to_string(entry.path()).is_ok_and(|text| is_test(&text)))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
