//! Parallel texts: what is said of their ties, and where.

use variorum::build;

use crate::support::Project;

/// What is said of two texts that are parallel: place, code and message of each.
fn said(a: &str, b: &str, keys: &str) -> Vec<String> {
    let manifest = format!(
        "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n[[text]]\nfile = \"b.dj\"\n[[parallel]]\n\
         id = \"p\"\ntexts = [\"a\", \"b\"]\n{keys}\n"
    );
    let project =
        Project::edition([("edition.toml", &*manifest), ("a.dj", a), ("b.dj", b)]);
    let read = build::read(&project.path("edition"))
        .unwrap_or_else(|fault| panic!("{:?}", fault.error));
    let line = |fault: &variorum::diag::Diagnostic| {
        let place = fault.span.map(|span| read.files.locate(span));
        let related: String = fault
            .related
            .iter()
            .map(|(span, why)| format!("; {} {why}", read.files.locate(*span)))
            .collect();
        assert!(!fault.hints.is_empty(), "{fault:?}");
        format!(
            "{} {}: {}{related}",
            place.unwrap_or_default(),
            fault.code,
            fault.message
        )
    };
    read.diagnostics.iter().map(line).collect()
}

#[test]
fn ties_that_one_text_has_alone_are_told_with_their_count_at_the_first() {
    let (a, b) = (
        "One.\n\n[]{.tie n=1}Two.\n\nIt goes on. []{.tie n=2}Three.\n\n[]{.tie n=3}Four.\n",
        "Eins.\n\n[]{.tie n=1}Zwei.\n",
    );
    assert_eq!(
        said(a, b, ""),
        ["a.dj:5:25 tie-alone: 2 numbers of `tie` are in `a` alone: 2, 3"]
    );
}

#[test]
fn ties_that_cross_are_told_with_all_places() {
    let (a, b) = (
        "[]{.tie n=1}One.\n\n[]{.tie n=2}Two.\n\n[]{.tie n=3}Three.\n",
        "[]{.tie n=1}Eins.\n\n[]{.tie n=3}Drei.\n\n[]{.tie n=2}Zwei.\n",
    );
    let said = said(a, b, "ties = \"numbers\"");
    assert_eq!(
        said,
        [
            "a.dj:3:13 tie-crossing: the tie by `tie` 2 crosses that by `tie` 3; b.dj:5:13 what it \
          is tied to; a.dj:5:13 the tie that it crosses"
        ]
    );
}

#[test]
fn a_number_that_is_there_twice_is_told_with_both_places() {
    let (a, b) = (
        "[]{.tie n=1}One.\n\n[]{.tie n=2}Two.\n\n[]{.tie n=2}Three.\n\n[]{.tie n=4}Four.\n",
        "[]{.tie n=1}Eins.\n\n[]{.tie n=2}Zwei.\n\n[]{.tie n=4}Vier.\n",
    );
    assert_eq!(
        said(a, b, ""),
        [
            "a.dj:5:13 number-twice: `tie` 2 is there twice in `a`; a.dj:3:13 the first one"
        ]
    );
}

#[test]
fn texts_that_nothing_ties_are_told() {
    let (a, b) = ("One.\n\nTwo.\n", "Eins.\n\nZwei.\n\nDrei.\n");
    assert_eq!(said(a, b, ""), ["a.dj:1:1 no-ties: nothing ties `a`, `b` to each other"]);
    assert_eq!(said(a, a, ""), [""; 0]);
}

#[test]
fn a_tie_needs_a_number() {
    assert_eq!(
        said("[]{.tie}One.\n", "Eins.\n", ""),
        ["a.dj:1:5 bad-number: this tie has no number"]
    );
}
