//! Indexes of invented texts whose blocks are lines.

use super::*;
use crate::edition::Pattern;
use crate::locate::locator::Locator;
use crate::model::{Block, BlockKind, Entry, Note, Passage};
use crate::span::{FileId, Span};

/// Texts whose blocks are lines: line 1 of page 1 is block 0, ten lines a page.
fn model(lines: &[&str], marks: &[(&str, (u32, u32), bool)]) -> Model {
    let block = |text: &&str| {
        Block::new(BlockKind::Paragraph, Lang::new("en"), Passage::plain(*text))
    };
    let mark = |(heading, (from, to), principal): &(&str, (u32, u32), bool)| IndexMark {
        index: "names".to_owned(),
        heading: heading.split(" > ").map(str::to_owned).collect(),
        from: Place { block: *from, offset: 0 },
        to: Place {
            block: *to,
            offset: lines[*to as usize].len() as u32,
        },
        principal: *principal,
        span: None,
    };
    let text = Text {
        blocks: lines.iter().map(block).collect(),
        marks: marks.iter().map(mark).collect(),
        ..Text::new("a", Lang::new("en"))
    };
    Model { texts: vec![text], witnesses: vec![] }
}

fn locate(text: usize, place: Place) -> Option<Locator> {
    let (page, line) = (place.block / 10 + 1, place.block % 10 + 1);
    Some(Locator {
        page,
        line,
        text: text as u32,
        ..Locator::default()
    })
}

fn heading(
    path: &str,
    patterns: &[&str],
    see: &[&str],
    see_also: &[&str],
) -> IndexHeading {
    let path_of = |path: &str| path.split(" > ").map(str::to_owned).collect::<Vec<_>>();
    let pattern = |text: &&str| Pattern {
        text: (*text).to_owned(),
        prefix: false,
        ignore_case: false,
    };
    IndexHeading {
        patterns: patterns.iter().map(pattern).collect(),
        see: see.iter().map(|see| path_of(see)).collect(),
        see_also: see_also.iter().map(|see| path_of(see)).collect(),
        ..IndexHeading::new("names", path_of(path), Span::new(FileId(0), 0..0))
    }
}

fn settings(tag: &str) -> IndexSettings {
    IndexSettings::new("names", "Names", Lang::new(tag))
}

/// The table without its first line and its tabs, `/` between columns.
fn check(model: &Model, headings: &[IndexHeading], tag: &str, expected: &[&str]) {
    let mut diagnostics = vec![];
    let index = index(model, &settings(tag), &[], headings, &locate, &mut diagnostics);
    let table = index.table();
    let found: Vec<_> = table
        .lines()
        .skip(1)
        .map(|line| line.replace('\t', "/").trim_end_matches('/').to_owned())
        .collect();
    assert_eq!(found, expected);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn lines_of_one_page_are_joined_and_a_line_counts_once() {
    let mut lines = vec!["no name"; 25];
    for at in [2, 7, 11] {
        lines[at] = "Allende and Allende";
    }
    let model = model(&lines, &[("Allende", (2, 2), true), ("Allende", (20, 22), false)]);
    let headings = [heading("Allende", &["Allende"], &[], &[])];
    check(&model, &headings, "en", &["A/0/Allende/1.3, 8, 2.2, 3.1–3/1.3"]);
}

#[test]
fn notes_are_cited_by_the_line_of_their_call() {
    let at = |block, offset| Place { block, offset };
    let note = |at, body: &str| Note {
        series: "notes".to_owned(),
        label: "1".to_owned(),
        at,
        body: vec![Passage::plain(body)],
        span: None,
    };
    let entry = |from, to, comment: &str| Entry {
        comment: Some(Passage::plain(comment)),
        ..Entry::new("app", from, to, None)
    };
    let mark = |at, principal| IndexMark {
        index: "names".to_owned(),
        heading: vec!["Frei".to_owned()],
        from: at,
        to: at,
        principal,
        span: None,
    };
    let mut model = model(&["Allende", "none", "none", "none"], &[]);
    let text = &mut model.texts[0];
    text.notes = vec![note(at(0, 7), "Allende"), note(at(1, 4), "cf. Allende")];
    text.entries = vec![
        entry(at(2, 0), at(2, 2), "Allende"),
        // A note in a critical series.
        entry(at(3, 4), at(3, 4), "Allende"),
    ];
    text.marks = vec![mark(at(1, 4), true), mark(at(3, 4), false), mark(at(2, 3), false)];
    let headings = [heading("Allende", &["Allende"], &[], &[])];
    // A note called at the end of a line stands on it, not on the next.
    let locate = |text: usize, place: Place| {
        let end = u32::from(place.offset == 4 || place.offset == 7);
        locate(text, Place { block: place.block + end, offset: 0 })
    };
    let index = index(&model, &settings("en"), &[], &headings, &locate, &mut vec![]);
    let cited: Vec<_> = index
        .entries()
        .map(|e| joined(&index.citing.cite(&e.references)))
        .collect();
    assert_eq!(cited, ["1.1, 2 n., 3 app., 4 app.", "1.2 n., 3, 4 app."]);
}

#[test]
fn ranges_absorb_what_they_cover() {
    let lines = vec!["x"; 25];
    let marks = [
        ("A", (3, 7), false),
        ("A", (5, 5), false),
        ("A", (6, 12), false),
        ("A", (8, 8), true),
    ];
    check(&model(&lines, &marks), &[], "en", &["A/0/A/1.4–2.3, 1.9/1.9"]);
}

#[test]
fn headings_stand_under_their_letters() {
    let lines = ["x"; 9];
    let marks = [
        ("Zeta", (0, 0), false),
        ("Élan", (1, 1), false),
        ("elections > of 1970", (2, 2), false),
        ("elections > of 958", (3, 3), false),
        ("11 September", (4, 4), false),
        ("گل", (5, 5), false),
        ("آب", (6, 6), false),
        ("اصل", (7, 7), false),
        ("a > b > c > d", (8, 8), false),
    ];
    let expected = [
        "/0/11 September/1.5",
        "A/0/a",
        "A/1/b",
        "A/2/c, d/1.9",
        "E/0/Élan/1.2",
        "E/0/elections",
        "E/1/of 958/1.4",
        "E/1/of 1970/1.3",
        "Z/0/Zeta/1.1",
        "ا/0/آب/1.7",
        "ا/0/اصل/1.8",
        "گ/0/گل/1.6",
    ];
    check(&model(&lines, &marks), &[], "en", &expected);
    let mut turned = expected.to_vec();
    turned[1..].rotate_left(8);
    check(&model(&lines, &marks), &[], "fa", &turned);
}

#[test]
fn a_see_is_printed_without_references() {
    let model = model(&["Allende"], &[]);
    let headings = [
        heading("Allende, Salvador", &["Allende"], &[], &[]),
        heading("President", &[], &["Allende, Salvador"], &[]),
    ];
    let expected = ["A/0/Allende, Salvador/1.1", "P/0/President///Allende, Salvador"];
    check(&model, &headings, "en", &expected);
}

#[test]
fn a_see_to_a_heading_without_references_is_left_out() {
    let model = model(&["Allende"], &[("Nixon", (0, 0), false)]);
    let headings = [
        heading("Allende, Salvador", &["Allende"], &[], &["Nixon", "Frei"]),
        heading("Frei", &[], &[], &[]),
    ];
    let mut diagnostics = vec![];
    let index = index(&model, &settings("en"), &[], &headings, &locate, &mut diagnostics);
    let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["empty-reference", "unused-heading"]);
    let printed: Vec<_> = index.entries().map(|e| (&*e.heading, &*e.see_also)).collect();
    assert_eq!(
        printed,
        [("Allende, Salvador", &["Nixon".to_owned()][..]), ("Nixon", &[])]
    );
}

#[test]
fn an_empty_heading_is_the_marked_words() {
    let model = model(&["Salvador  Allende"], &[("", (0, 0), false)]);
    check(&model, &[], "en", &["S/0/Salvador Allende/1.1"]);
}

#[test]
fn a_sort_key_replaces_the_heading_in_the_order() {
    let model =
        model(&["x", "y"], &[("De la Cruz", (0, 0), false), ("Duarte", (1, 1), false)]);
    let mut cruz = heading("De la Cruz", &[], &[], &[]);
    cruz.sort = Some("Cruz".to_owned());
    check(&model, &[cruz], "en", &["C/0/De la Cruz/1.1", "D/0/Duarte/1.2"]);
}

#[test]
fn passages_stand_in_the_order_of_the_canon_and_then_by_author() {
    let lines = ["x"; 9];
    let marks = [
        ("Rom 3:4", (0, 0), false),
        ("Gen 12:1", (1, 1), false),
        ("Genesis 3:15", (2, 2), false),
        ("Homer > Iliad > 2.484", (3, 3), false),
        ("Homer > Iliad > 2.48", (4, 4), false),
        ("Cicero, De officiis 1.3", (5, 5), false),
        ("1 Cor 13:4", (6, 6), false),
    ];
    let mut model = model(&lines, &marks);
    model.texts[0].notes.push(Note {
        series: "notes".to_owned(),
        label: "1".to_owned(),
        at: Place { block: 8, offset: 1 },
        body: vec![Passage::plain("cf. Gn. 3:2-4")],
        span: None,
    });
    let settings = IndexSettings { kind: IndexKind::Passages, ..settings("en") };
    let index = index(&model, &settings, &[], &[], &locate, &mut vec![]);
    let found: Vec<_> = index
        .entries()
        .map(|e| {
            format!(
                "{} {} {}",
                e.level,
                e.heading,
                joined(&index.citing.cite(&e.references))
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "0 Genesis ",
            "1 3:2–4 1.9 n.",
            "1 3:15 1.3",
            "1 12:1 1.2",
            "0 Romans ",
            "1 3:4 1.1",
            "0 1 Corinthians ",
            "1 13:4 1.7",
            "0 Cicero, De officiis ",
            "1 1.3 1.6",
            "0 Homer ",
            "1 Iliad ",
            "2 2.48 1.5",
            "2 2.484 1.4",
        ]
    );
    let letters: Vec<_> = index.sections.iter().map(|s| s.letter.as_str()).collect();
    assert_eq!(letters, ["", "C", "H"]);
}

#[test]
fn a_heading_has_its_dates_and_its_other_names_lead_to_it() {
    let model = model(&["Neruda"], &[("#neruda", (0, 0), true)]);
    let heading = IndexHeading {
        id: Some("neruda".to_owned()),
        dates: Some("1904–1973".to_owned()),
        gloss: Some("poet".to_owned()),
        alternate: vec![vec!["Reyes, Neftalí".to_owned()]],
        ..heading("Neruda, Pablo", &["Neruda"], &[], &[])
    };
    let index = index(&model, &settings("en"), &[], &[heading], &locate, &mut vec![]);
    let found: Vec<_> = index
        .entries()
        .map(|e| (e.heading.as_str(), e.see.join(";")))
        .collect();
    let expected = [("Neruda, Pablo", ""), ("Reyes, Neftalí", "Neruda, Pablo")];
    assert_eq!(found, expected.map(|(name, see)| (name, see.to_owned())));
    let first = index.entries().next().expect("a heading");
    assert_eq!(
        (first.dates.as_deref(), first.gloss.as_deref()),
        (Some("1904–1973"), Some("poet"))
    );
}
