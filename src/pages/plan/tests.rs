//! Plans of invented texts. It is one thing: the rules of the planner, each with the smallest text
//! that shows it.

use proptest::prelude::*;

use super::filling::FEWEST;
use super::*;
use crate::pages::{Objection, Pin, SeriesSizes, Start, Strip, explain};

const WEIGHTS: Weights = Weights::USUAL;

/// Series of paragraphs: for each line of each series the rows of its notes.
pub(in super::super) struct Notes(pub Vec<Vec<Vec<u32>>>);

impl Feet for Notes {
    fn items(&self, series: usize, line: usize) -> usize {
        self.0[series][..line].iter().map(Vec::len).sum()
    }

    fn strip(&mut self, series: usize, start: Start, end: usize) -> Strip {
        let mut strip = Strip::default();
        let all = self.0[series].iter().flatten();
        for rows in all.skip(start.item).take(end - start.item) {
            strip.begins = strip.rows;
            strip.rows += rows;
        }
        strip
    }
}

pub(in super::super) fn sizes(count: usize) -> FootSizes {
    let series = SeriesSizes { pitch: 10.0, columns: 1, gap: 2.0, splits: true };
    FootSizes {
        above: 10.0,
        series: vec![series; count],
        yields: (0..count).rev().collect(),
    }
}

fn planned(lines: &[Line], room: f64, notes: Vec<Vec<u32>>) -> Plan {
    with_series(lines, room, vec![notes], &sizes(1))
}

fn with_series(
    lines: &[Line],
    room: f64,
    notes: Vec<Vec<Vec<u32>>>,
    sizes: &FootSizes,
) -> Plan {
    let job = Job {
        lines,
        room,
        first_folio: 1,
        sizes,
        weights: &WEIGHTS,
    };
    plan(&job, &mut Notes(notes))
}

/// The rows that stand on the pages of a plan.
fn rows(plan: &Plan) -> u32 {
    plan.pages
        .iter()
        .flat_map(|page| &page.parts)
        .map(|part| part.rows)
        .sum()
}

fn without_notes(lines: &[Line]) -> Plan {
    planned(lines, 100.0, vec![vec![]; lines.len()])
}

fn with_note(lines: &[Line], at: usize, rows: u32) -> Plan {
    let mut notes = vec![vec![]; lines.len()];
    notes[at] = vec![rows];
    planned(lines, 100.0, notes)
}

/// Paragraphs of so many lines each, ten points a line.
pub(in super::super) fn paragraphs(lengths: &[usize]) -> Vec<Line> {
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
                wordless: false,
                growth: Growth::None,
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
    assert!(plan.pages.iter().all(|page| page.waits() == 0));
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
    assert!(first.waits() == 0 && first.parts[0].rest > 0);
    assert_eq!(rows(&plan), 12);
    assert!(second.continues() && second.lines.len() >= FEWEST, "{plan:?}");
}

#[test]
fn a_note_of_three_pages_fills_them_and_is_followed_by_lines() {
    let plan = with_note(&paragraphs(&[40]), 12, 27);
    assert_eq!(rows(&plan), 27);
    assert!(plan.pages.iter().all(|page| page.waits() == 0));
    assert_eq!(plan.pages.last().map(|page| page.lines.end), Some(40));
}

#[test]
fn a_foot_leaves_three_lines_if_it_can() {
    let lines = paragraphs(&[40]);
    let mut notes = vec![vec![]; 40];
    notes[0] = vec![2, 2, 3];
    let plan = planned(&lines, 100.0, notes);
    assert!(plan.pages[0].lines.len() >= FEWEST, "{plan:?}");
    assert!(plan.pages[0].parts[0].rest > 0);
}

#[test]
fn more_notes_than_a_page_holds_spill_in_order() {
    let mut notes = vec![vec![]; 10];
    notes[5] = vec![1; 25];
    let plan = planned(&paragraphs(&[5, 5]), 100.0, notes);
    let page = plan
        .pages
        .iter()
        .find(|page| page.waits() > 0)
        .expect("notes of one page wait");
    assert_eq!(page.lines, 5..6);
    assert_eq!(rows(&plan), 25);
}

#[test]
fn a_long_note_makes_room_for_those_after_it_on_its_line() {
    let mut notes = vec![vec![]; 30];
    notes[0] = vec![25, 1, 1];
    let plan = planned(&paragraphs(&[30]), 100.0, notes);
    let first = &plan.pages[0];
    assert_eq!(first.waits(), 0, "{plan:?}");
    let parts: Vec<(usize, u32, u32)> = first
        .parts
        .iter()
        .map(|part| (part.end, part.rows, part.rest))
        .collect();
    assert_eq!(parts, [(1, 4, 21), (3, 2, 0)]);
    assert_eq!(rows(&plan), 27);
}

#[test]
fn notes_of_later_lines_stand_on_their_pages_below_a_long_one() {
    let mut notes = vec![vec![1]; 30];
    notes[2] = vec![40];
    let plan = planned(&paragraphs(&[30]), 100.0, notes);
    assert!(plan.pages.iter().all(|page| page.waits() == 0));
    assert!(
        plan.pages
            .iter()
            .all(|page| page.lines.len() >= FEWEST || page.lines.end == 30)
    );
    assert_eq!(rows(&plan), 40 + 29);
}

#[test]
fn every_long_note_of_a_line_begins_on_its_page() {
    let mut notes = vec![vec![vec![]; 20], vec![vec![]; 20]];
    notes[0][4] = vec![30, 30];
    notes[1][4] = vec![30];
    let plan = with_series(&paragraphs(&[20]), 100.0, notes, &sizes(2));
    assert!(plan.pages.iter().all(|page| page.waits() == 0), "{plan:?}");
    assert_eq!(rows(&plan), 90);
}

#[test]
fn a_note_that_is_kept_whole_runs_on_only_if_it_is_longer_than_a_page() {
    let mut sizes = sizes(1);
    sizes.series[0].splits = false;
    let plan = |notes: &[u32]| {
        let mut of_lines = vec![vec![]; 20];
        of_lines[4] = notes.to_vec();
        with_series(&paragraphs(&[20]), 100.0, vec![of_lines], &sizes)
    };
    let split = |plan: &Plan| {
        plan.pages
            .iter()
            .flat_map(|page| &page.parts)
            .any(|part| part.rest > 0)
    };
    let waits = |plan: &Plan| plan.pages.iter().any(|page| page.waits() > 0);
    let (one, two, long) = (plan(&[8]), plan(&[6, 6]), plan(&[9]));
    assert!(!split(&one) && !waits(&one), "{one:?}");
    assert!(!split(&two) && waits(&two), "{two:?}");
    assert!(split(&long) && !waits(&long), "{long:?}");
}

#[test]
fn lines_of_which_none_may_end_a_page_stand_with_their_notes() {
    let mut lines = paragraphs(&[1; 40]);
    for line in &mut lines {
        line.unit = Unit::Heading;
    }
    let plan = planned(&lines, 100.0, vec![vec![1]; 40]);
    assert!(plan.pages.iter().all(|page| page.waits() == 0), "{plan:?}");
    assert_eq!(plan.pages.len(), 10, "{plan:?}");
}

/// Numbers that look like chance, always the same.
pub(in super::super) struct Dice(pub u64);

impl Dice {
    pub(in super::super) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// How many invented books are planned in both ways, and the most rows that their notes have.
const BOOKS: u64 = 2_000;
const ROWS: u32 = 40;

/// A small text with long notes in one to three series.
fn invented(seed: u64) -> (Vec<Line>, Vec<Vec<Vec<u32>>>) {
    let mut dice =
        Dice(0x9e37_79b9_7f4a_7c15 ^ (seed + 1).wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut lengths = vec![];
    let count = 8 + dice.below(9) as usize;
    while lengths.iter().sum::<usize>() < count {
        lengths.push(1 + dice.below(7) as usize);
    }
    let mut lines = paragraphs(&lengths);
    for line in &mut lines {
        if line.first && line.last && dice.below(3) == 0 {
            line.unit = Unit::Heading;
        }
        line.hyphenated = !line.last && dice.below(5) == 0;
    }
    let series = 1 + dice.below(3) as usize;
    let mut notes = vec![vec![vec![]; lines.len()]; series];
    let mut rows = 0;
    for line in 0..lines.len() {
        for of_it in &mut notes {
            let note = match dice.below(12) {
                0 => 4 + dice.below(8) as u32,
                1 | 2 => 1 + dice.below(3) as u32,
                _ => continue,
            };
            if rows + note <= ROWS {
                rows += note;
                of_it[line].push(note);
            }
        }
    }
    (lines, notes)
}

#[test]
fn the_bounded_search_is_hardly_worse_than_the_exhaustive_one() {
    let mut narrowed = 0;
    for seed in 0..BOOKS {
        let (lines, notes) = invented(seed);
        let sizes = sizes(notes.len());
        let job = Job {
            lines: &lines,
            room: 100.0,
            first_folio: 1 + (seed % 2) as u32,
            sizes: &sizes,
            weights: &WEIGHTS,
        };
        let mut notes = Notes(notes);
        let best = Search::of(&job, &mut notes, None).run().badness();
        let bounded = plan(&job, &mut notes).badness();
        assert!(bounded >= best - 1e-6, "book {seed}: {bounded} is less than {best}");
        assert!(bounded <= 1.02 * best + 1e-6, "book {seed}: {bounded}, not {best}");
        // What a search costs that keeps hardly any states is told.
        let narrow = Search::of(&job, &mut notes, Some(8)).run();
        narrowed += usize::from(narrow.narrowed.lines > 0);
        if narrow.badness() > 1.02 * best + 1e-6 {
            assert!(
                narrow.narrowed.lines > 0,
                "book {seed}: {}, not {best}",
                narrow.badness()
            );
        }
    }
    assert!(narrowed > 100, "of {narrowed} books states were dropped");
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

/// Forty lines, of which the thirtieth and those before and after stay together, so that the
/// first page is four lines short; and the lines above which white may grow.
fn short(room: f64, growth: &[(usize, Growth)]) -> Plan {
    let mut lines = paragraphs(&[60]);
    for line in &mut lines[26..34] {
        line.whole = Some(1);
    }
    for &(at, growth) in growth {
        lines[at].growth = growth;
    }
    planned(&lines, room, vec![vec![]; 60])
}

#[test]
fn white_is_shared_where_a_page_is_short() {
    let none = short(300.0, &[]);
    assert_eq!(ends(&none)[0], 26);
    let costs = |plan: &Plan| plan.pages[0].costs.white;
    let heading = short(300.0, &[(9, Growth::Line)]);
    assert_eq!(heading.pages[0].spread, Spread { headings: 1, title: 0, halves: 0 });
    assert!(costs(&heading) < costs(&none));
    let lines = |growth: &[(usize, Growth)]| {
        let mut lines = paragraphs(&[60]);
        growth.iter().for_each(|&(at, growth)| lines[at].growth = growth);
        lines
    };
    // In all a line for eight that a page holds beyond ten: the third place gets none.
    let three = [(1, Growth::Title), (9, Growth::Line), (19, Growth::Quarters(2))];
    let plan = short(300.0, &three);
    let added = plan.pages[0].spread_at(&lines(&three));
    assert_eq!(added.iter().map(|one| one.0).collect::<Vec<_>>(), [1, 9]);
    assert_eq!(added.iter().map(|one| one.1).sum::<f64>(), 2.0, "{added:?}");
    // Above the first line of a page no white is added.
    let first = short(300.0, &[(0, Growth::Line)]);
    assert_eq!(first.pages[0].spread.lines(), 0.0);
}

#[test]
fn white_that_is_shared_grows_in_proportion() {
    let shared =
        [(5, Growth::Quarters(2)), (9, Growth::Quarters(1)), (19, Growth::Quarters(1))];
    let plan = short(300.0, &shared);
    let mut lines = paragraphs(&[60]);
    shared.iter().for_each(|&(at, growth)| lines[at].growth = growth);
    let added = plan.pages[0].spread_at(&lines);
    assert_eq!(added, [(5, 0.5), (9, 0.25), (19, 0.25)]);
}

#[test]
fn a_small_page_gets_no_white() {
    let mut lines = paragraphs(&[8, 1, 9]);
    lines[4].growth = Growth::Line;
    lines[8].unit = Unit::Heading;
    let plan = without_notes(&lines);
    assert_eq!(plan.pages[0].lines, 0..8);
    assert_eq!(plan.pages[0].spread.lines(), 0.0);
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
    let sizes = sizes(1);
    let job = Job {
        lines: &lines,
        room: 100.0,
        first_folio: 1,
        sizes: &sizes,
        weights: &WEIGHTS,
    };
    let mut notes = Notes(vec![vec![vec![]; lines.len()]]);
    let made = plan(&job, &mut notes);
    let told = explain(&job, &mut notes, &made, 0);
    assert_eq!(told.lines, 0..10);
    let of = |end: usize| told.ends.iter().find(|e| e.end == end).map(|e| &e.verdict);
    assert!(matches!(of(10), Some(Objection::Chosen(_))));
    // One line less leaves an orphan, and two leave white.
    assert!(
        matches!(of(9), Some(Objection::Possible(costs, Some(worse))) if costs.orphan > 0.0 && *worse > 0.0)
    );
    assert!(
        matches!(of(8), Some(Objection::Possible(costs, Some(_))) if costs.white > 0.0)
    );
    assert!(matches!(of(11), Some(Objection::TooDeep(Some(_)))));
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
        let notes_of = notes.clone();
        let plan = planned(&lines, 120.0, notes);
        let mut at = 0;
        let mut begun = 0;
        let mut left: Vec<(Start, u32, u32)> = vec![];
        for page in &plan.pages {
            prop_assert_eq!(page.lines.start, at);
            at = page.lines.end;
            let rows: u32 = page.parts.iter().map(|part| part.rows).sum();
            prop_assert!(rows > 0 || page.lines.end > page.lines.start);
            // What runs on is on the next page again, with what was done.
            for (start, done, rest) in left.drain(..) {
                let part = page.parts.iter().find(|part| part.start == start);
                prop_assert!(part.is_some_and(|part| part.done == done && part.rows + part.rest >= rest));
            }
            for part in &page.parts {
                if part.done == 0 {
                    prop_assert_eq!(part.start.item, begun, "items begin in order");
                }
                begun = begun.max(part.end);
                if part.rest > 0 {
                    left.push((part.start, part.done + part.rows, part.rest));
                }
            }
            let waits = page.waits();
            prop_assert_eq!(begun + waits, Notes(vec![notes_of.clone()]).items(0, at));
            let full = height(&lines, page.lines.clone()) + page.foot;
            prop_assert!(full <= 120.1, "{} points", full);
        }
        prop_assert_eq!(at, n);
        prop_assert!(left.is_empty());
        prop_assert_eq!(rows(&plan), total);
    }
}
