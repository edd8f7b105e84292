//! Plans of invented texts.

use proptest::prelude::*;

use super::*;
use crate::pages::{SeriesSizes, Strip, Verdict, explain};

const WEIGHTS: Weights = Weights::USUAL;

/// One series of paragraphs: for each line the rows of its notes.
struct Notes(Vec<Vec<u32>>);

impl Feet for Notes {
    fn strip(&mut self, _: usize, from: usize, end: usize) -> Strip {
        let mut strip = Strip::default();
        for line in from..end {
            for rows in &self.0[line] {
                strip.begins = strip.rows;
                strip.rows += rows;
                strip.line = Some(line as u32);
            }
        }
        strip
    }
}

fn sizes() -> FootSizes {
    let series = SeriesSizes { pitch: 10.0, columns: 1, gap: 2.0, splits: true };
    FootSizes { above: 10.0, series: vec![series], yields: vec![0] }
}

fn planned(lines: &[Line], room: f64, mut notes: Notes) -> Plan {
    let sizes = sizes();
    let job = Job {
        lines,
        room,
        first_folio: 1,
        sizes: &sizes,
        weights: &WEIGHTS,
    };
    plan(&job, &mut notes)
}

fn without_notes(lines: &[Line]) -> Plan {
    planned(lines, 100.0, Notes(vec![vec![]; lines.len()]))
}

fn with_note(lines: &[Line], at: usize, rows: u32) -> Plan {
    let mut notes = vec![vec![]; lines.len()];
    notes[at] = vec![rows];
    planned(lines, 100.0, Notes(notes))
}

/// Paragraphs of so many lines each, ten points a line.
fn paragraphs(lengths: &[usize]) -> Vec<Line> {
    let mut lines = vec![];
    for (block, &length) in lengths.iter().enumerate() {
        for k in 0..length {
            lines.push(Line {
                baseline: 10.0 * lines.len() as f64 + 8.0,
                ascent: 8.0,
                descent: 2.0,
                block: block as u32,
                unit: Unit::Prose,
                first: k == 0,
                last: k + 1 == length,
                hyphenated: false,
                whole: None,
                pin: None,
                released: false,
            });
        }
    }
    lines
}

fn ends(plan: &Plan) -> Vec<usize> {
    plan.pages.iter().map(|page| page.lines.end).collect()
}

#[test]
fn pages_are_filled_when_nothing_speaks_against_it() {
    assert_eq!(ends(&without_notes(&paragraphs(&[30]))), [10, 20, 30]);
}

#[test]
fn a_widow_costs_more_than_a_short_page() {
    let lines = paragraphs(&[11, 9]);
    let plan = without_notes(&lines);
    assert_eq!(plan.widows(&lines), 0);
    assert_eq!(plan.orphans(&lines), 0);
}

#[test]
fn the_last_page_is_no_remnant() {
    let plan = without_notes(&paragraphs(&[3, 3, 3, 3, 3, 3, 3]));
    let last = plan.pages.last().expect("there are pages");
    assert!(last.lines.len() >= 3, "{:?}", ends(&plan));
}

#[test]
fn a_heading_is_never_last_on_its_page_nor_with_one_line_only() {
    let mut lines = paragraphs(&[8, 1, 9]);
    lines[8].unit = Unit::Heading;
    assert_eq!(without_notes(&lines).pages[0].lines, 0..8);
}

#[test]
fn notes_take_room_from_the_lines() {
    let plan = with_note(&paragraphs(&[28]), 3, 1);
    assert_eq!(plan.pages[0].lines, 0..8);
    assert!(plan.pages.iter().all(|page| !page.spills));
}

#[test]
fn a_short_note_does_not_run_on() {
    let plan = with_note(&paragraphs(&[28]), 7, 3);
    assert!(plan.pages.iter().all(|page| !page.continues()), "{:?}", ends(&plan));
}

#[test]
fn a_long_note_runs_on_and_the_next_page_takes_lines_too() {
    let plan = with_note(&paragraphs(&[40]), 5, 12);
    let k = plan.page_of(5);
    let (first, second) = (&plan.pages[k], &plan.pages[k + 1]);
    assert!(!first.spills && first.parts[0].rest > 0);
    let rows: u32 = plan.pages.iter().map(|page| page.parts[0].rows).sum();
    assert_eq!(rows, 12);
    assert!(second.continues() && second.lines.len() >= FEWEST, "{plan:?}");
}

#[test]
fn a_note_of_three_pages_fills_them_and_is_followed_by_lines() {
    let plan = with_note(&paragraphs(&[40]), 12, 27);
    let rows: u32 = plan.pages.iter().map(|page| page.parts[0].rows).sum();
    assert_eq!(rows, 27);
    assert!(plan.pages.iter().all(|page| !page.spills));
    assert_eq!(plan.pages.last().map(|page| page.lines.end), Some(40));
}

#[test]
fn a_foot_leaves_three_lines_if_it_can() {
    let lines = paragraphs(&[40]);
    let mut notes = vec![vec![]; 40];
    notes[0] = vec![2, 2, 3];
    let plan = planned(&lines, 100.0, Notes(notes));
    assert!(plan.pages[0].lines.len() >= FEWEST, "{plan:?}");
    assert!(plan.pages[0].parts[0].rest > 0);
}

#[test]
fn more_notes_than_a_page_holds_spill_in_order() {
    let mut notes = vec![vec![]; 10];
    notes[5] = vec![1; 25];
    let plan = planned(&paragraphs(&[5, 5]), 100.0, Notes(notes));
    let page = plan.pages.iter().find(|page| page.spills).expect("one page spills");
    assert_eq!(page.lines, 5..6);
    let rows: u32 = plan.pages.iter().map(|page| page.parts[0].rows).sum();
    assert_eq!(rows, 25);
}

#[test]
fn a_row_higher_than_the_page_ends_somewhere() {
    let mut lines = paragraphs(&[30]);
    for line in &mut lines {
        line.unit = Unit::Row(0);
    }
    assert_eq!(ends(&without_notes(&lines)), [10, 20, 30]);
}

#[test]
fn pages_that_face_each_other_end_level() {
    // Page 2 must be short by a line, since the next two stay together; page 3 need not.
    let mut lengths = vec![10, 9, 2];
    lengths.extend([1; 24]);
    let plan = without_notes(&paragraphs(&lengths));
    assert_eq!(ends(&plan)[..3], [10, 19, 28]);
}

#[test]
fn a_page_begins_where_the_editor_says() {
    let mut lines = paragraphs(&[30]);
    lines[4].pin = Some(Pin::Break);
    lines[14].pin = Some(Pin::Keep);
    let plan = without_notes(&lines);
    assert_eq!(ends(&plan)[0], 4);
    assert!(!ends(&plan).contains(&14));
}

#[test]
fn pages_find_back_to_those_of_the_release() {
    // A line was added on the first page, which had room for none.
    let mut lines = paragraphs(&[11, 10, 10, 10, 9]);
    for k in [11, 21, 31, 41] {
        lines[k].released = true;
    }
    assert_eq!(ends(&without_notes(&lines)), [11, 21, 31, 41, 50]);
}

#[test]
fn an_explanation_prices_the_other_ends_of_a_page() {
    let lines = paragraphs(&[8, 12, 15]);
    let sizes = sizes();
    let job = Job {
        lines: &lines,
        room: 100.0,
        first_folio: 1,
        sizes: &sizes,
        weights: &WEIGHTS,
    };
    let mut notes = Notes(vec![vec![]; lines.len()]);
    let made = plan(&job, &mut notes);
    let told = explain(&job, &mut notes, &made, 0);
    assert_eq!(told.lines, 0..10);
    let of = |end: usize| told.ends.iter().find(|e| e.end == end).map(|e| &e.verdict);
    assert!(matches!(of(10), Some(Verdict::Chosen(_))));
    // One line less leaves an orphan, and two leave white.
    assert!(
        matches!(of(9), Some(Verdict::Possible(costs, Some(worse))) if costs.orphan > 0.0 && *worse > 0.0)
    );
    assert!(
        matches!(of(8), Some(Verdict::Possible(costs, Some(_))) if costs.white > 0.0)
    );
    assert!(matches!(of(11), Some(Verdict::TooDeep(Some(_)))));
}

proptest! {
    #[test]
    fn every_line_and_row_is_on_one_page_and_no_page_is_too_full(
        lengths in prop::collection::vec(1usize..15, 1..20),
        seeds in prop::collection::vec(0u32..60, 300),
    ) {
        let mut lines = paragraphs(&lengths);
        let n = lines.len();
        for (line, seed) in lines.iter_mut().zip(&seeds) {
            if line.first && line.last && *seed < 20 {
                line.unit = Unit::Heading;
            }
        }
        let notes: Vec<Vec<u32>> = seeds[..n]
            .iter()
            .map(|&seed| if seed > 40 { vec![(seed - 40) / 2 + 1, seed % 3 + 1] } else { vec![] })
            .collect();
        let total: u32 = notes.iter().flatten().sum();
        let plan = planned(&lines, 120.0, Notes(notes));
        let mut at = 0;
        let mut rows = 0;
        let mut left = 0;
        for page in &plan.pages {
            prop_assert_eq!(page.lines.start, at);
            at = page.lines.end;
            let part = page.parts[0];
            prop_assert!(part.rows > 0 || page.lines.end > page.lines.start);
            prop_assert!(left == 0 || part.done > 0 || page.spills || part.rows + part.rest >= left);
            left = part.rest;
            rows += part.rows;
            let full = height(&lines, page.lines.clone()) + page.foot;
            prop_assert!(full <= 120.1, "{} points", full);
        }
        prop_assert_eq!(at, n);
        prop_assert_eq!(rows, total);
    }
}
