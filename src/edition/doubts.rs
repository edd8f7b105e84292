//! What is doubtful in the headings of `index.toml`: references that lead in a circle,
//! headings that are nearly the same, and different ones that are sorted alike.

use std::collections::HashMap;

use super::IndexHeading;
use crate::diag::Diagnostic;

/// Adds what is wrong or doubtful in the headings: an error for each circle of `see`,
/// warnings for headings that look alike.
pub(super) fn check(headings: &[IndexHeading], faults: &mut Vec<Diagnostic>) {
    circles(headings, faults);
    alike(headings, faults);
}

/// A reader who follows `see` must come to a heading that has places.
fn circles(headings: &[IndexHeading], faults: &mut Vec<Diagnostic>) {
    let known: HashMap<(&str, &[String]), usize> = headings
        .iter()
        .enumerate()
        .map(|(k, heading)| ((heading.index.as_str(), heading.path.as_slice()), k))
        .collect();
    let next: Vec<Vec<usize>> = headings
        .iter()
        .map(|heading| {
            let target = |see: &Vec<String>| {
                known.get(&(heading.index.as_str(), &see[..])).copied()
            };
            heading.see.iter().filter_map(target).collect()
        })
        .collect();
    // 0 not seen, 1 on the way, 2 done.
    let mut state = vec![0u8; headings.len()];
    for start in 0..headings.len() {
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        while let Some((at, nth)) = way.pop() {
            let Some(&to) = next[at].get(nth) else {
                state[at] = 2;
                continue;
            };
            way.push((at, nth + 1));
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 if to != at => {
                    let first = way.iter().position(|step| step.0 == to).unwrap_or(0);
                    let names: Vec<_> = way[first..]
                        .iter()
                        .map(|step| format!("`{}`", headings[step.0].path.join(" > ")))
                        .collect();
                    faults.push(
                        Diagnostic::error(
                            "circular-see",
                            format!("`see` leads in a circle: {}", names.join(", ")),
                        )
                        .at(headings[at].span)
                        .hint("let one of them have its places, and no `see`"),
                    );
                }
                _ => {}
            }
        }
    }
}

/// A name without case, spaces and signs.
fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Headings side by side that are spelled nearly alike, or sorted alike.
fn alike(headings: &[IndexHeading], faults: &mut Vec<Diagnostic>) {
    let mut sorted: Vec<(&IndexHeading, &[String], String, String)> = headings
        .iter()
        .filter_map(|heading| {
            let (name, above) = heading.path.split_last()?;
            Some((heading, above, bare(heading.sort_text()), bare(name)))
        })
        .collect();
    sorted.sort_by(|a, b| {
        (&a.0.index, a.1, &a.2, a.0.span).cmp(&(&b.0.index, b.1, &b.2, b.0.span))
    });
    for pair in sorted.windows(2) {
        let [(a, above_a, sort_a, name_a), (b, above_b, sort_b, name_b)] = pair else {
            continue;
        };
        if (&a.index, above_a) != (&b.index, above_b) {
            continue;
        }
        let (first, second) = (a.path.join(" > "), b.path.join(" > "));
        let mut report = |fault: Diagnostic| {
            faults.push(fault.at(b.span).related(a.span, "the other one"));
        };
        if name_a == name_b && !name_a.is_empty() || nearly(name_a, name_b) {
            let message =
                format!("the headings `{first}` and `{second}` are nearly the same");
            report(
                Diagnostic::warning("near-duplicate", message).hint(
                    "if they are one, write it once, with the other as `alternate`",
                ),
            );
        } else if sort_a == sort_b && !sort_a.is_empty() {
            let message =
                format!("the headings `{first}` and `{second}` are sorted alike");
            report(
                Diagnostic::warning("same-sort-key", message)
                    .hint("add to `sort` what tells them apart, such as a first name"),
            );
        }
    }
}

/// Whether two long names differ in one letter. Numbers are no misspellings.
fn nearly(a: &str, b: &str) -> bool {
    let digits =
        |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    a.chars().count().min(b.chars().count()) >= 7
        && digits(a) == digits(b)
        // A plural is another heading as often as not.
        && a != format!("{b}s")
        && b != format!("{a}s")
        && strsim::damerau_levenshtein(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{FileId, Span};

    fn codes(headings: &[(&str, Option<&str>, &[&str])]) -> Vec<&'static str> {
        let headings: Vec<_> = headings
            .iter()
            .map(|(name, sort, see)| {
                let path = name.split(" > ").map(str::to_owned).collect();
                IndexHeading {
                    sort: sort.map(str::to_owned),
                    see: see.iter().map(|see| vec![(*see).to_owned()]).collect(),
                    ..IndexHeading::new("names", path, Span::new(FileId(0), 0..0))
                }
            })
            .collect();
        let mut faults = vec![];
        check(&headings, &mut faults);
        faults.iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn a_see_that_leads_back_is_an_error() {
        assert_eq!(codes(&[("A", None, &["B"]), ("B", None, &["A"])]), ["circular-see"]);
        let three = [("A", None, &["B"][..]), ("B", None, &["C"]), ("C", None, &["A"])];
        assert_eq!(codes(&three), ["circular-see"]);
        assert_eq!(
            codes(&[("A", None, &["B", "C"]), ("B", None, &["C"]), ("C", None, &[])]),
            [""; 0]
        );
    }

    #[test]
    fn headings_that_look_alike_are_reported() {
        let near = ["near-duplicate"];
        assert_eq!(
            codes(&[("Popular Unity", None, &[]), ("popular unity", None, &[])]),
            near
        );
        assert_eq!(codes(&[("Valparaíso", None, &[]), ("Valparaiso", None, &[])]), near);
        assert_eq!(
            codes(&[("congress of 1970", None, &[]), ("congress of 1971", None, &[])]),
            [""; 0]
        );
        assert_eq!(
            codes(&[("a > prices", None, &[]), ("b > prices", None, &[])]),
            [""; 0]
        );
    }

    #[test]
    fn headings_that_are_sorted_alike_are_reported() {
        let found = codes(&[("De la Cruz", Some("Cruz"), &[]), ("Cruz", None, &[])]);
        assert_eq!(found, ["same-sort-key"]);
    }
}
