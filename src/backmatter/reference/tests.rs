//! How references are merged and printed.

use super::*;

/// A page and a line.
type At = (u32, u32);

fn reference(from: At, to: At, principal: bool) -> Reference {
    let at = |(page, line)| Locator { page, line, ..Locator::default() };
    Reference {
        from: at(from),
        to: at(to),
        principal,
        kind: ReferenceKind::Text,
        note: None,
    }
}

fn check(references: &[(At, At, bool)], expected: &str) {
    let references = references.iter().map(|&(from, to, bold)| reference(from, to, bold));
    check_cited(references.collect(), expected);
}

/// Places on one line each, by kind.
fn check_kinds(references: &[(At, ReferenceKind, bool)], expected: &str) {
    let references = references
        .iter()
        .map(|&(at, kind, bold)| Reference { kind, ..reference(at, at, bold) });
    check_cited(references.collect(), expected);
}

fn check_cited(references: Vec<Reference>, expected: &str) {
    let shown = cite(&Citing::default().merged(references))
        .into_iter()
        .map(|citation| {
            let sign = if citation.principal { "*" } else { "" };
            format!("{sign}{}", citation.cite)
        });
    assert_eq!(shown.collect::<Vec<_>>().join(", "), expected);
}

#[test]
fn the_page_is_left_out_after_a_line_of_it() {
    check(
        &[((3, 4), (3, 4), false), ((3, 9), (3, 11), false), ((3, 20), (3, 20), false)],
        "3.4, 9–11, 20",
    );
    check(&[((4, 9), (5, 1), false), ((5, 3), (5, 3), false)], "4.9–5.1, 5.3");
}

#[test]
fn a_line_that_is_not_counted_is_cited_by_its_page() {
    check(&[((3, 0), (3, 0), false), ((3, 4), (3, 4), false)], "3 tit., 3.4");
    check(&[((3, 0), (3, 4), false), ((4, 0), (4, 0), false)], "3 tit.–3.4, 4 tit.");
}

#[test]
fn what_a_range_covers_is_not_cited_again_unless_it_is_principal() {
    check(
        &[
            ((1, 4), (2, 3), false),
            ((1, 6), (1, 6), false),
            ((1, 9), (1, 9), true),
            ((2, 1), (2, 1), false),
            ((2, 2), (2, 5), false),
        ],
        "1.4–2.5, *1.9",
    );
    check(&[((1, 4), (1, 6), true), ((1, 5), (1, 5), false)], "*1.4–6");
    check(&[((1, 4), (1, 4), false), ((1, 4), (1, 4), true)], "*1.4");
}

#[test]
fn notes_and_apparatus_are_cited_where_the_text_is_not() {
    use ReferenceKind::{Apparatus, Note, Text};
    check_kinds(&[((3, 4), Note, false), ((3, 4), Text, false)], "3.4");
    check_kinds(
        &[
            ((3, 9), Apparatus, false),
            ((3, 9), Note, false),
            ((3, 9), Note, false),
            ((3, 4), Note, false),
            ((3, 12), Text, false),
            ((4, 0), Note, false),
            ((4, 0), Note, false),
            ((5, 1), Apparatus, false),
        ],
        "3.4 n., 9 n., 9 app., 12, 4 tit. n., 5.1 app.",
    );
    check_kinds(
        &[((3, 4), Text, false), ((3, 4), Note, true), ((3, 4), Note, false)],
        "3.4, *4 n.",
    );
    let mut range = vec![reference((1, 4), (2, 3), false)];
    let note = |at| Reference { kind: Note, ..reference(at, at, false) };
    range.extend([note((1, 6)), note((2, 3)), note((2, 4))]);
    check_cited(range, "1.4–2.3, 2.4 n.");
}
/// Pages of the text, cited as one index would.
fn check_pages(adjacent: Adjacent, passim: u32, pages: &[u32], expected: &str) {
    let citing = Citing {
        form: LocatorForm::Page,
        adjacent,
        passim,
        ..Citing::default()
    };
    let references = pages
        .iter()
        .enumerate()
        .map(|(k, &page)| reference((page, k as u32 + 1), (page, k as u32 + 1), false));
    let cited = citing.cite(&citing.merged(references.collect()));
    assert_eq!(joined(&cited), expected);
}

#[test]
fn pages_that_follow_each_other_are_joined_as_asked() {
    let pages = [4, 4, 12, 13, 20, 21, 22];
    check_pages(Adjacent::Apart, 0, &pages, "4, 12, 13, 20, 21, 22");
    check_pages(Adjacent::Range, 0, &pages, "4, 12–13, 20–22");
    check_pages(Adjacent::Following, 0, &pages, "4, 12 f., 20–22");
}

#[test]
fn many_references_near_each_other_are_passim() {
    let pages = [1, 10, 11, 11, 12, 13, 20];
    check_pages(Adjacent::Apart, 4, &pages, "1, 10–13 passim, 20");
    check_pages(Adjacent::Apart, 5, &pages, "1, 10, 11, 12, 13, 20");
}

#[test]
fn lines_that_follow_each_other_are_joined_on_their_page() {
    let citing = Citing { adjacent: Adjacent::Range, ..Citing::default() };
    let lines = [(3, 4), (3, 5), (3, 6), (3, 9), (4, 10)];
    let references = lines.map(|at| reference(at, at, false)).to_vec();
    assert_eq!(joined(&citing.cite(&references)), "3.4–6, 9, 4.10");
}

#[test]
fn pages_of_marked_ranges_that_meet_become_one() {
    let citing = Citing { form: LocatorForm::Page, ..Citing::default() };
    let references =
        vec![reference((3, 4), (5, 1), false), reference((5, 9), (7, 2), false)];
    assert_eq!(joined(&citing.cite(&references)), "3–7");
}

#[test]
fn a_note_with_a_mark_is_cited_by_page_and_mark() {
    let note = |at, mark: &str| Reference {
        kind: ReferenceKind::Note,
        note: Some(mark.to_owned()),
        ..reference(at, at, false)
    };
    let references = vec![
        note((45, 12), "4"),
        note((45, 12), "3"),
        note((45, 12), "3"),
        reference((45, 2), (45, 2), false),
        reference((45, 20), (45, 20), false),
    ];
    check_cited(references, "45.2, 45 n. 3, 45 n. 4, 45.20");
}

#[test]
fn texts_are_cited_by_their_number_and_their_own_lines() {
    let citing = Citing {
        form: LocatorForm::TextLine,
        numbers: vec![0, 1, 2],
        ..Citing::default()
    };
    let at = |text, text_line| Locator {
        text,
        text_line,
        page: 9,
        line: 1,
        verse: 7,
        ..Locator::default()
    };
    let references = [at(1, 312), at(1, 314), at(2, 3)]
        .map(|at| Reference::text(at.clone(), at))
        .to_vec();
    assert_eq!(joined(&citing.cite(&references)), "1.312, 314, 2.3");
    let citing = Citing { form: LocatorForm::Verse, ..citing };
    assert_eq!(joined(&citing.cite(&references)), "1.7, 2.7");
}
