//! Names of lines, by every way of counting.

use super::counts::{BlockCount, number};
use super::milestones::milestones;
use super::{Count, Counts, LineMap, LineNames, Run};
use crate::edition::{Lineation, LineationBy, LineationMargin};
use crate::pages::rule::Growth;
use crate::pages::{Line, Unit};

fn lineation(by: LineationBy) -> Lineation {
    Lineation {
        by,
        start: 1,
        first: 1,
        step: 1,
        unit: "section".into(),
        margin: LineationMargin::Outer,
        sub_lines: false,
    }
}

/// Blocks of so many lines, each line of ten bytes; stanza and section of each.
fn names(by: LineationBy, blocks: &[(Count, usize, u32)], counts: Counts) -> LineNames {
    let mut counts = counts;
    let mut lines = vec![];
    for (k, &(count, length, part)) in blocks.iter().enumerate() {
        let in_halves = false;
        let (section, stanza) = (part, part);
        counts
            .blocks
            .push(BlockCount { count, section, stanza, in_halves, verse: None });
        for n in 0..length {
            lines.push(Line {
                baseline: lines.len() as f64 * 10.0,
                ascent: 7.5,
                descent: 2.5,
                block: k as u32,
                unit: Unit::Prose,
                first: n == 0,
                last: n + 1 == length,
                hyphenated: false,
                wordless: false,
                growth: Growth::None,
                whole: None,
                pin: None,
                released: false,
            });
        }
    }
    let run = |line: u32| Run { start: line * 10, end: line * 10 + 9, line };
    let map: LineMap = (0..lines.len() as u32).map(run).collect();
    LineNames::of(&lines, &map, &counts, lineation(by))
}

fn check(names: &LineNames, start: usize, expected: &[&str]) {
    let found: Vec<String> = (start..names.kinds.len())
        .map(|line| names.cite(names.name(line, start), false).to_string())
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn lines_count_by_page_or_by_text() {
    let blocks = [(Count::Title, 1, 0), (Count::Prose, 3, 0), (Count::Prose, 2, 0)];
    let by_page = names(LineationBy::Page, &blocks, Counts::default());
    check(&by_page, 0, &["", "1", "2", "3", "4", "5"]);
    check(&by_page, 3, &["1", "2", "3"]);
    let by_text = names(LineationBy::Text, &blocks, Counts::default());
    check(&by_text, 3, &["3", "4", "5"]);
}

#[test]
fn a_verse_is_one_number_whatever_lines_it_takes() {
    let blocks = [
        (Count::Verse, 2, 1),
        (Count::Sub, 1, 1),
        (Count::Shared, 1, 1),
        (Count::Verse, 1, 1),
        (Count::Prose, 2, 0),
    ];
    let names = names(LineationBy::Verse, &blocks, Counts::default());
    check(&names, 0, &["1", "1", "1,1", "1", "2", "2,1", "2,2"]);
    let printed: Vec<_> = names.printed(0..7).into_iter().map(|p| p.0).collect();
    assert_eq!(printed, [0, 4]);
}

#[test]
fn stanzas_and_sections_count_anew() {
    let blocks = [(Count::Verse, 1, 1), (Count::Verse, 1, 1), (Count::Verse, 1, 2)];
    let stanzas = names(LineationBy::Stanza, &blocks, Counts::default());
    check(&stanzas, 0, &["1", "2", "1"]);
    assert_eq!(stanzas.name(2, 0).section, 2);
    let sections = names(LineationBy::Section, &blocks, Counts::default());
    check(&sections, 1, &["2", "1"]);
}

#[test]
fn a_number_that_is_set_goes_on_and_is_printed() {
    let set = Counts {
        set: vec![(10, 120, Some('a'))],
        ..Counts::default()
    };
    let blocks = [(Count::Prose, 4, 0)];
    let names_by = |by| names(by, &blocks, set.clone());
    check(&names_by(LineationBy::Text), 0, &["1", "120a", "121", "122"]);
    check(&names_by(LineationBy::Page), 2, &["1", "2"]);
    let mut seldom = names_by(LineationBy::Text);
    seldom.lineation.step = 100;
    seldom.lineation.first = 100;
    assert_eq!(seldom.printed(0..4), [(1, "120a".to_owned())]);
}

#[test]
fn what_is_skipped_is_a_sub_line_and_milestones_name_lines() {
    let counts = Counts {
        skipped: std::iter::once(10..19).collect(),
        milestones: vec![
            (20, "section".into(), "IV".into()),
            (25, "column".into(), "9".into()),
        ],
        ..Counts::default()
    };
    let blocks = [(Count::Prose, 4, 0)];
    let skipping = names(LineationBy::Text, &blocks, counts.clone());
    check(&skipping, 0, &["1", "1,1", "2", "3"]);
    let by_milestone = names(LineationBy::Milestone, &blocks, counts);
    check(&by_milestone, 0, &["", "", "IV", "IV"]);
    assert_eq!(by_milestone.printed(0..4), [(2, "IV".to_owned())]);
}

#[test]
fn verses_that_have_a_number_are_counted_by_it() {
    let blocks = [
        (Count::Verse, 2, 0),
        (Count::Verse, 1, 0),
        (Count::Sub, 1, 0),
        (Count::Verse, 1, 0),
        (Count::Verse, 1, 0),
        (Count::Verse, 1, 0),
    ];
    // One that is so already; one behind a gap, with a letter, and the next poem.
    let verses = vec![
        (0, 1, None),
        (20, 2, None),
        (40, 20, None),
        (50, 20, Some('a')),
        (60, 1, None),
    ];
    let counts = || Counts { verses: verses.clone(), ..Counts::default() };
    let by_verse = names(LineationBy::Verse, &blocks, counts());
    check(&by_verse, 0, &["1", "1", "2", "2,1", "20", "20a", "1"]);
    let by_text = names(LineationBy::Text, &blocks, counts());
    check(&by_text, 0, &["1", "2", "2", "2,1", "20", "20a", "1"]);
    // Lines of a page, a section, a stanza are counted as the edition wants it.
    let by_page = names(LineationBy::Page, &blocks, counts());
    check(&by_page, 0, &["1", "2", "3", "3,1", "4", "5", "6"]);
    let steps = LineNames {
        lineation: Lineation { step: 5, first: 5, ..by_verse.lineation.clone() },
        ..by_verse
    };
    let printed: Vec<_> = steps.printed(0..7).into_iter().map(|p| p.1).collect();
    assert_eq!(printed, ["20", "20a"]);
}

#[test]
fn what_is_no_number_numbers_nothing() {
    assert_eq!(number("12"), Some((12, None)));
    assert_eq!(number("12b"), Some((12, Some('b'))));
    for n in ["ab", "6.53b", "12bc", ""] {
        assert_eq!(number(n), None, "{n}");
    }
}

#[test]
fn milestones_of_several_units_are_named_with_those_they_are_in() {
    let unit = |by| Lineation { unit: "chapter section".into(), ..lineation(by) };
    let mut counts = Counts::default();
    for (byte, unit, n) in [
        (0, "chapter", "1"),
        (1, "section", "1"),
        (10, "section", "2"),
        (22, "line", "9"),
        (30, "chapter", "2"),
        (35, "section", "2.1"),
        (36, "section", "2.2"),
    ] {
        counts.milestones.push((byte, unit.into(), n.into()));
    }
    let by_section =
        names(LineationBy::Milestone, &[(Count::Prose, 4, 0)], counts.clone());
    let names = LineNames {
        lineation: unit(LineationBy::Milestone),
        ..by_section
    };
    let run = |line: u32| Run { start: line * 10, end: line * 10 + 9, line };
    let map: LineMap = (0..4).map(run).collect();
    let names = LineNames {
        milestones: milestones(&counts, &map, &names.lineation),
        ..names
    };
    check(&names, 0, &["1.1", "1.2", "1.2", "2.2"]);
    let printed: Vec<_> = names.printed(0..4).into_iter().map(|(_, n)| n).collect();
    assert_eq!(printed, ["1.1", "2", "2.1, 2.2"]);
}
