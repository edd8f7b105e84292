//! Openings of invented parallels. It is one thing: the rules of openings, each with the smallest
//! parallel that shows it, and what holds of any.

use std::ops::Range;

use super::super::foot::{FootSizes, SeriesSizes, Start, Strip};
use super::super::plan::tests::{Dice, Notes};
use super::super::plan::{Page, height, plan};
use super::super::rule::{Growth, Line, NoBreak, Pin, Unit, break_cost};
use super::*;
use crate::edition::Weights;
use crate::pages::plan::{Job, Plan};

/// Those of an edition that says nothing; facing pages of one lane are not compared.
const WEIGHTS: Weights = Weights { opening: 0.0, ..Weights::USUAL };

/// A parallel that was made up.
#[derive(Debug, Clone)]
struct Invented {
    lines: Vec<Vec<Line>>,
    ties: Vec<Vec<usize>>,
    /// For each lane, series and line the rows of its notes.
    notes: Vec<Vec<Vec<Vec<u32>>>>,
    /// The height of the text area, of each lane after the first a little less if it is slanted.
    room: f64,
    slant: f64,
    sizes: FootSizes,
}

/// Lines of paragraphs, with so many points from line to line.
fn lines(lengths: &[usize], pitch: f64) -> Vec<Line> {
    let mut lines = vec![];
    for (block, &length) in lengths.iter().enumerate() {
        for k in 0..length {
            lines.push(Line {
                baseline: pitch * lines.len() as f64 + 0.8 * pitch,
                ascent: 0.8 * pitch,
                descent: 0.2 * pitch,
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

fn sizes() -> FootSizes {
    let series = SeriesSizes { pitch: 10.0, columns: 1, gap: 2.0, splits: true };
    FootSizes {
        above: 10.0,
        series: vec![series; 2],
        yields: vec![1, 0],
    }
}

impl Invented {
    /// Lanes of paragraphs, each of which begins at a tie; ten points a line.
    fn of(lanes: &[&[usize]], room: f64) -> Self {
        let of_lane = |of: &&[usize]| lines(of, 10.0);
        let lines: Vec<Vec<Line>> = lanes.iter().map(of_lane).collect();
        let starts = |of: &&[usize]| {
            let upto = |k| of[..k].iter().sum::<usize>();
            (0..of.len()).map(upto).collect()
        };
        let ties = lanes.iter().map(starts).collect();
        let notes = lines.iter().map(|lines| vec![vec![vec![]; lines.len()]; 2]);
        let (notes, slant, sizes) = (notes.collect(), 0.0, sizes());
        Self { lines, ties, notes, room, slant, sizes }
    }

    /// One to five lanes of different pitch, with ties, empty bands, headings, long bands,
    /// pins and notes.
    fn any(seed: u64) -> Self {
        let seed = 0x9e37_79b9_7f4a_7c15 ^ (seed + 1).wrapping_mul(0x2545_f491_4f6c_dd1d);
        let mut dice = Dice(seed);
        let count = 1 + dice.below(5) as usize;
        let bands = 1 + dice.below(10) as usize;
        let noted = dice.below(3);
        let before = dice.below(4) == 0;
        let mut of = Self::of(&[], 90.0 + dice.below(150) as f64);
        of.slant = [0.0, 4.0][dice.below(2) as usize];
        of.sizes.series[1].columns = 1 + dice.below(2) as u32;
        of.sizes.series[0].splits = dice.below(4) > 0;
        for _ in 0..count {
            let pitch = [8.0, 10.0, 12.5, 15.0][dice.below(4) as usize];
            let (mut lengths, mut headings, mut ties) = (vec![], vec![], vec![]);
            for band in 0..bands {
                if band > 0 || !before {
                    ties.push(lengths.iter().sum());
                }
                let paragraphs = match dice.below(8) {
                    0 => 0,
                    1 => 2,
                    2 => 3 + dice.below(6),
                    _ => 1,
                };
                if paragraphs > 0 && dice.below(4) == 0 {
                    headings.push(lengths.iter().sum::<usize>());
                    lengths.push(1);
                }
                lengths.extend((0..paragraphs).map(|_| 1 + dice.below(8) as usize));
            }
            let mut made = lines(&lengths, pitch);
            for heading in headings {
                made[heading].unit = Unit::Heading;
                // White above it.
                made[heading..].iter_mut().for_each(|line| line.baseline += pitch);
            }
            for block in made.chunk_by_mut(|a, b| a.block == b.block) {
                let unit = match dice.below(12) {
                    _ if block[0].unit == Unit::Heading => continue,
                    0 => Unit::Verse(block[0].block),
                    1 => Unit::Inset,
                    2 => Unit::Row(block[0].block),
                    _ => Unit::Prose,
                };
                let whole = (dice.below(12) == 0).then_some(block[0].block);
                let growth = match dice.below(3) {
                    0 => Growth::Line,
                    1 => Growth::Quarters(1),
                    _ => Growth::None,
                };
                let below = block[0].baseline;
                for (k, line) in block.iter_mut().enumerate() {
                    (line.unit, line.whole) = (unit, whole);
                    if matches!(unit, Unit::Row(_)) {
                        // The lines of two cells stand beside each other.
                        line.baseline = below + pitch * (k / 2) as f64;
                    }
                }
                block[0].growth = growth;
            }
            let released = dice.below(4) == 0;
            for line in &mut made {
                line.released = released && dice.below(12) == 0;
                line.hyphenated = !line.last && dice.below(6) == 0;
                line.pin = match dice.below(150) {
                    0 => Some(Pin::Break),
                    1 => Some(Pin::Keep),
                    _ => None,
                };
            }
            let mut notes = vec![vec![vec![]; made.len()]; 2];
            for of_line in notes.iter_mut().flatten() {
                let rows = match dice.below(40) {
                    _ if noted == 0 => continue,
                    0 if noted == 2 => 10 + dice.below(40),
                    1 | 2 => 4 + dice.below(8),
                    3..9 => 1 + dice.below(3),
                    _ => continue,
                };
                of_line.push(rows as u32);
            }
            of.lines.push(made);
            of.ties.push(ties);
            of.notes.push(notes);
        }
        of
    }

    /// The same, moved so that bands are level if they are to be.
    fn moved(mut self, step: Step) -> Self {
        if step == Step::Opening {
            return self;
        }
        let moved = level(&self.lanes(), &|_, _| false);
        for (lines, moved) in self.lines.iter_mut().zip(moved) {
            assert_eq!(lines.len(), moved.len());
            for (line, by) in lines.iter_mut().zip(moved) {
                line.baseline += by;
            }
        }
        self
    }

    fn lanes(&self) -> Vec<Lane<'_>> {
        let job = |k: usize| Job {
            lines: &self.lines[k],
            room: self.room_of(k),
            first_folio: 2,
            sizes: &self.sizes,
            weights: &WEIGHTS,
        };
        let lanes = self.ties.iter().enumerate();
        lanes.map(|(k, ties)| Lane { job: job(k), ties }).collect()
    }

    fn room_of(&self, lane: usize) -> f64 {
        self.room - self.slant * lane as f64
    }

    fn searched(&self, step: Step, width: Option<usize>) -> Openings {
        let mut notes: Vec<Notes> = self.notes.iter().cloned().map(Notes).collect();
        let mut feet: Vec<&mut dyn Feet> =
            notes.iter_mut().map(|of| of as &mut dyn Feet).collect();
        let lanes = self.lanes();
        Search::of(&lanes, &mut feet, step, width).run()
    }

    fn planned(&self, step: Step) -> Openings {
        self.searched(step, Some(WIDTH))
    }
}

/// The line behind the last of each lane on each opening.
fn ends(made: &Openings) -> Vec<Vec<usize>> {
    let end = |plan: &Plan, k: usize| plan.pages[k].lines.end;
    (0..made.openings.len())
        .map(|k| made.plans.iter().map(|plan| end(plan, k)).collect())
        .collect()
}

/// The height of the lines of a page, with the white above them.
fn body(lines: &[Line], page: &Page) -> f64 {
    match (page.top, lines[page.lines.clone()].last()) {
        (Some(top), Some(last)) => last.baseline + last.descent - top,
        _ => height(lines, page.lines.clone()),
    }
}

#[test]
fn bands_begin_where_the_longest_lane_ends() {
    let made = Invented::of(&[&[4, 2, 3], &[2, 5, 3]], 100.0);
    let moved = level(&made.lanes(), &|_, _| false);
    let (a, b) = (&moved[0], &moved[1]);
    assert_eq!([a[0], a[4], a[6]], [0.0, 0.0, 30.0]);
    assert_eq!([b[0], b[2], b[7]], [0.0, 20.0, 20.0]);
}

#[test]
fn what_corresponds_is_on_one_opening() {
    let made = Invented::of(&[&[6, 6, 6], &[4, 8, 6]], 100.0);
    let opening = made.planned(Step::Opening);
    assert_eq!(ends(&opening), [[6, 4], [12, 12], [18, 18]]);
    // Level bands may be parted, since what corresponds is parted at one height.
    let level = made.moved(Step::Level).planned(Step::Level);
    assert_eq!(ends(&level), [[10, 8], [18, 18]]);
    assert!(level.openings[1].inside && level.openings[1].tie == Some(1));
}

#[test]
fn white_above_a_heading_stays_and_first_baselines_are_level() {
    let mut made = Invented::of(&[&[5, 1, 3], &[5, 4, 3]], 200.0);
    made.lines[0][5].unit = Unit::Heading;
    made.lines[0][5..].iter_mut().for_each(|line| line.baseline += 15.0);
    let made = made.moved(Step::Level);
    let at = |lane: usize, line: usize| made.lines[lane][line].baseline;
    assert_eq!(at(0, 5) - at(0, 4), 25.0);
    assert_eq!(at(0, 5), at(1, 5));
}

#[test]
fn lanes_of_different_pitch_meet_where_bands_begin() {
    let mut made = Invented::of(&[&[4, 2], &[4, 2]], 200.0);
    made.lines[1] = lines(&[4, 2], 15.0);
    let made = made.moved(Step::Level);
    let at = |lane: usize, line: usize| made.lines[lane][line].baseline;
    assert_eq!((at(0, 0), at(1, 0)), (12.0, 12.0));
    assert_eq!((at(0, 3), at(1, 3)), (42.0, 57.0));
    assert_eq!((at(0, 4), at(1, 4)), (72.0, 72.0));
    assert_eq!((at(0, 5), at(1, 5)), (82.0, 87.0));
}

#[test]
fn a_band_begins_below_a_lane_that_is_silent_in_it() {
    let made = Invented::of(&[&[4, 0, 3], &[2, 5, 3]], 200.0).moved(Step::Level);
    let at = |lane: usize, line: usize| made.lines[lane][line].baseline;
    assert_eq!(at(1, 2), at(0, 3) + 10.0);
    assert_eq!((at(0, 4), at(1, 7)), (98.0, 98.0));
    // All openings keep the white of a lane that begins further down.
    let cut = Invented::of(&[&[10, 0, 3], &[10, 5, 3]], 100.0).moved(Step::Level);
    let made = cut.planned(Step::Level);
    assert_eq!(ends(&made), [[10, 10], [13, 18]]);
    let page = &made.plans[0].pages[1];
    let above = page.top.map(|top| cut.lines[0][10].baseline - 8.0 - top);
    assert_eq!(above, Some(50.0));
}

#[test]
fn a_band_higher_than_an_opening_is_parted_at_equal_fractions() {
    let made = Invented::of(&[&[30], &[15]], 100.0).planned(Step::Opening);
    assert_eq!(ends(&made), [[10, 5], [20, 10], [30, 15]]);
    assert_eq!(made.openings[0].costs.parted, 30.0);
    let inside: Vec<bool> = made.openings.iter().map(|one| one.inside).collect();
    assert_eq!(inside, [false, true, true]);
}

#[test]
fn near_a_fraction_a_lane_is_parted_where_it_costs_least() {
    let mut made = Invented::of(&[&[30], &[15]], 100.0);
    made.lines[1][4].hyphenated = true;
    let ends = ends(&made.planned(Step::Opening));
    assert!(ends[0] == [10, 4] || ends[0] == [10, 6], "{ends:?}");
}

#[test]
fn a_lane_that_is_longer_goes_on_alone() {
    for step in [Step::Opening, Step::Level] {
        let made = Invented::of(&[&[5, 30], &[5]], 100.0).moved(step).planned(step);
        assert_eq!(ends(&made).last(), Some(&vec![35, 5]));
        assert!(made.plans[1].pages[1..].iter().all(|page| page.lines.is_empty()));
        assert!(made.openings.iter().all(|one| one.costs.parted == 0.0));
    }
}

#[test]
fn an_opening_ends_where_the_editor_says_in_any_lane() {
    for step in [Step::Opening, Step::Level] {
        let mut made = Invented::of(&[&[9, 9], &[9, 9]], 200.0);
        made.lines[1][6].pin = Some(Pin::Break);
        let ends = ends(&made.moved(step).planned(step));
        assert_eq!(ends, [[6, 6], [18, 18]], "{step:?}");
    }
}

#[test]
fn what_one_lane_forbids_is_forbidden_for_the_opening() {
    for step in [Step::Opening, Step::Level] {
        let mut made = Invented::of(&[&[20], &[20]], 100.0);
        made.lines[1][10].pin = Some(Pin::Keep);
        made.lines[0][9].whole = Some(1);
        made.lines[0][8].whole = Some(1);
        let made = made.moved(step).planned(step);
        assert_eq!(ends(&made)[0], [8, 8], "{step:?}");
    }
}

#[test]
fn where_no_cut_is_allowed_the_least_bad_is_taken() {
    for step in [Step::Opening, Step::Level] {
        let mut made = Invented::of(&[&[20], &[20]], 100.0);
        made.lines[0].iter_mut().for_each(|line| line.unit = Unit::Row(0));
        let made = made.moved(step).planned(step);
        assert_eq!(ends(&made), [[10, 10], [20, 20]], "{step:?}");
        assert_eq!(made.openings[0].costs.forbidden, 1e6);
    }
}

#[test]
fn notes_run_on_where_their_lane_has_no_lines() {
    for step in [Step::Opening, Step::Level] {
        let mut made = Invented::of(&[&[4, 26], &[4]], 100.0);
        made.notes[1][0][1] = vec![20];
        let made = made.moved(step);
        let plan = made.planned(step);
        check_lane(&made.lines[1], &made.notes[1], made.room, &plan.plans[1]);
        let pages = &plan.plans[1].pages;
        assert!(pages[1].lines.is_empty() && pages[1].continues(), "{pages:?}");
        assert_eq!(pages.len(), 3, "{:?}", ends(&plan));
    }
}

#[test]
fn a_foot_leaves_three_lines_in_some_lane() {
    for step in [Step::Opening, Step::Level] {
        let mut made = Invented::of(&[&[20], &[20]], 100.0);
        made.notes[1][0][0] = vec![2, 2, 3];
        let made = made.moved(step).planned(step);
        let page = &made.plans[1].pages[0];
        assert!(page.lines.len() >= 3 && page.parts[0].rest > 0, "{step:?}: {page:?}");
        assert_eq!(made.openings[0].costs.crowded, 0.0);
    }
}

#[test]
fn white_is_shared_only_where_nothing_is_level() {
    let shared = |step: Step| {
        let mut made = Invented::of(&[&[40, 20], &[40, 20]], 300.0);
        for lines in &mut made.lines {
            lines[9].growth = Growth::Line;
            lines[26..34].iter_mut().for_each(|line| line.whole = Some(1));
        }
        let made = made.moved(step).planned(step);
        assert_eq!(ends(&made)[0], [26, 26]);
        let spread = made.plans.iter().map(|plan| plan.pages[0].spread.lines());
        spread.collect::<Vec<f64>>()
    };
    assert_eq!(shared(Step::Opening), [1.0, 1.0]);
    assert_eq!(shared(Step::Level), [0.0, 0.0]);
}

#[test]
fn the_last_opening_is_no_remnant() {
    let made = Invented::of(&[&[1; 11], &[1; 11]], 100.0).planned(Step::Opening);
    let last = made.plans[0].pages.last().map(|page| page.lines.len());
    assert!(last >= Some(3), "{:?}", ends(&made));
}

/// What holds of the pages of a lane: each line and each row once and in order, and no page
/// too full.
fn check_lane(lines: &[Line], notes: &[Vec<Vec<u32>>], room: f64, plan: &Plan) {
    let mut at = 0;
    let mut begun = vec![0; notes.len()];
    let mut left: Vec<(usize, Start, u32, u32)> = vec![];
    let mut rows = 0;
    for page in &plan.pages {
        assert_eq!(page.lines.start, at);
        at = page.lines.end;
        for (series, start, done, rest) in left.drain(..) {
            let of =
                |part: &&crate::pages::Part| part.series == series && part.start == start;
            let part = page.parts.iter().find(of).expect("what runs on is here again");
            assert!(part.done == done && part.rows + part.rest >= rest);
        }
        for part in &page.parts {
            rows += part.rows;
            if part.done == 0 {
                assert_eq!(part.start.item, begun[part.series], "items begin in order");
            }
            begun[part.series] = begun[part.series].max(part.end);
            if part.rest > 0 {
                left.push((part.series, part.start, part.done + part.rows, part.rest));
            }
        }
        for (series, begun) in begun.iter().enumerate() {
            let waits = page.waiting.iter().find(|one| one.0 == series);
            let waits = waits.map_or(0, |one| one.1.len());
            assert_eq!(begun + waits, Notes(notes.to_vec()).items(series, at));
        }
        let full = body(lines, page) + page.foot;
        // A line more, if the next page then begins where it did in the last release.
        let long = if page.costs.long > 0.0 { 15.0 } else { 0.0 };
        assert!(full <= room + long + 0.1, "{full} points of {room}");
    }
    assert_eq!(at, lines.len());
    assert!(left.is_empty());
    assert_eq!(rows, notes.iter().flatten().flatten().sum::<u32>());
}

/// What holds of all lanes together.
fn check_step(of: &Invented, step: Step, made: &Openings) {
    let count = of.ties[0].len();
    for tie in 0..count {
        let firsts = of.lines.iter().zip(&of.ties).zip(&made.plans).filter_map(
            |((lines, ties), plan)| {
                let (start, end) =
                    (ties[tie], ties.get(tie + 1).copied().unwrap_or(lines.len()));
                (start < end).then(|| {
                    let k = plan.page_of(start);
                    (k, lines[start].baseline - plan.pages[k].top.unwrap_or(0.0))
                })
            },
        );
        let firsts: Vec<(usize, f64)> = firsts.collect();
        for pair in firsts.windows(2) {
            assert_eq!(pair[0].0, pair[1].0, "tie {tie}");
            if step == Step::Level {
                assert!((pair[0].1 - pair[1].1).abs() < 0.01, "tie {tie}: {firsts:?}");
            }
        }
    }
    for (k, opening) in made.openings.iter().enumerate() {
        let tops: Vec<Option<f64>> =
            made.plans.iter().map(|plan| plan.pages[k].top).collect();
        assert!(tops.windows(2).all(|pair| pair[0] == pair[1]), "{tops:?}");
        for (lines, plan) in of.lines.iter().zip(&made.plans) {
            let Range { start, end } = plan.pages[k].lines;
            let pinned = |line: &usize| lines[*line].pin == Some(Pin::Break);
            assert!(!(start + 1..end).any(|line| pinned(&line)), "a pin is not kept");
            if start < end && end < lines.len() && opening.costs.forbidden == 0.0 {
                assert!(break_cost(lines, end - 1, &WEIGHTS).is_ok());
            }
        }
    }
}

#[test]
fn every_line_and_row_is_on_one_opening_in_step_and_no_page_is_too_full() {
    for seed in 0..PARALLELS {
        for step in [Step::Opening, Step::Level] {
            let of = Invented::any(seed).moved(step);
            let made = of.planned(step);
            for (k, plan) in made.plans.iter().enumerate() {
                assert_eq!(plan.pages.len(), made.openings.len());
                check_lane(&of.lines[k], &of.notes[k], of.room_of(k), plan);
            }
            check_step(&of, step, &made);
        }
    }
}

#[test]
fn the_bounded_search_is_hardly_worse_than_the_exhaustive_one() {
    let mut compared = 0;
    for seed in 0..3 * PARALLELS {
        for step in [Step::Opening, Step::Level] {
            let mut of = Invented::any(seed);
            of.room = of.room.min(120.0);
            let of = of.moved(step);
            let rows: u32 = of.notes.iter().flatten().flatten().flatten().sum();
            if of.lines.iter().any(|lines| lines.len() > 40) || rows > 100 {
                continue;
            }
            compared += 1;
            let best = of.searched(step, None).badness();
            let bounded = of.planned(step).badness();
            assert!(bounded >= best - 1e-6, "{seed}: {bounded} is less than {best}");
            assert!(bounded <= 1.02 * best + 1e-6, "{seed}: {bounded}, not {best}");
        }
    }
    assert!(compared > 100, "only {compared} parallels are small enough");
}

#[test]
fn a_parallel_of_one_lane_is_planned_as_a_text() {
    for seed in 0..2 * PARALLELS {
        let mut of = Invented::any(seed);
        of.lines.truncate(1);
        of.ties.truncate(1);
        of.notes.truncate(1);
        let job = of.lanes()[0].job;
        let single = plan(&job, &mut Notes(of.notes[0].clone()));
        let made = of.planned(Step::Opening);
        let (single, made) = (single.badness(), made.badness());
        assert!(made <= single + 1e-6, "{seed}: {made} and {single}");
    }
}

/// All ways to cut a parallel without notes whose bands are level, and the cost of the best,
/// found without any search: each cut is a height.
fn cheapest(of: &Invented) -> f64 {
    let mut heights: Vec<f64> =
        of.lines.iter().flatten().map(|line| line.baseline).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup_by(|a, b| *a - *b < 0.01);
    let cut = |height: f64| -> Vec<usize> {
        let before = |lines: &Vec<Line>| {
            lines.iter().filter(|line| line.baseline < height + 0.01).count()
        };
        of.lines.iter().map(before).collect()
    };
    let mut cuts = vec![vec![0; of.lines.len()]];
    cuts.extend(heights.into_iter().map(cut));
    let mut best = vec![f64::INFINITY; cuts.len()];
    best[0] = 0.0;
    for from in 0..cuts.len() {
        let fitting: Vec<usize> = (from + 1..cuts.len())
            .take_while(|&to| depth(of, &cuts[from], &cuts[to]).is_some())
            .collect();
        for &to in &fitting {
            let last = fitting.last().map_or(to, |&last| last);
            let cost =
                cost(of, [&cuts[from], &cuts[to], &cuts[last]], to + 1 == cuts.len());
            best[to] = best[to].min(best[from] + cost.unwrap_or(f64::INFINITY));
        }
    }
    best[cuts.len() - 1]
}

/// For each lane how much white an opening between two cuts leaves, if it fits.
fn depth(of: &Invented, from: &[usize], to: &[usize]) -> Option<Vec<f64>> {
    let next = of.lines.iter().zip(from).filter_map(|(lines, &k)| lines.get(k));
    let top = next
        .map(|line| line.baseline - line.ascent)
        .fold(f64::INFINITY, f64::min);
    let lanes = of.lines.iter().zip(from).zip(to);
    let white = lanes.map(|((lines, &from), &to)| {
        let last = lines[from..to].last();
        let body = last.map_or(0.0, |line| line.baseline + line.descent - top);
        (body <= of.room + 0.02).then_some((of.room - body) / 10.0)
    });
    white.collect()
}

/// What an opening costs whose lanes have all lines to a third cut at most.
fn cost(of: &Invented, [from, to, upto]: [&[usize]; 3], is_last: bool) -> Option<f64> {
    let mut sum = 0.0;
    let lines = |k: usize| to[k] - from[k];
    for (k, of_lane) in of.lines.iter().enumerate() {
        if lines(k) > 0 {
            sum += break_cost(of_lane, to[k] - 1, &WEIGHTS).ok()?.total();
        }
    }
    let most = (0..to.len()).map(lines).max().unwrap_or(0);
    if is_last {
        let remnant = 60.0 * 5usize.saturating_sub(most) as f64;
        return Some(if from.iter().any(|&line| line > 0) { remnant } else { 0.0 });
    }
    let is_tie = |tie: usize| of.ties.iter().zip(to).all(|(ties, &to)| ties[tie] == to);
    let tie = (0..of.ties[0].len())
        .rfind(|&tie| of.ties.iter().zip(to).all(|(ties, &to)| ties[tie] <= to));
    let tie = tie.filter(|&tie| !is_tie(tie));
    if let Some(tie) = tie {
        let has = |k: &usize| {
            of.ties[*k].get(tie + 1).map_or(of.lines[*k].len(), |&end| end)
                > of.ties[*k][tie]
        };
        sum += if (0..to.len()).filter(has).count() > 1 { 30.0 } else { 0.0 };
    }
    let white = |lines: f64| {
        let short = (lines.min(5.0) - 0.5).max(0.0);
        2.5 * lines * lines + 20.0 * short * short
    };
    let whites: Vec<f64> = depth(of, from, to)?;
    let open: Vec<usize> = (0..to.len()).filter(|&k| to[k] < of.lines[k].len()).collect();
    let more = |k: usize| upto[k] - to[k];
    // Lanes that would be full if the opening went on as far as it can.
    let full = open.iter().copied().filter(|&k| {
        let has_room = |&n: &usize| {
            let mut longer = to.to_vec();
            longer[k] = n;
            depth(of, from, &longer).is_some()
        };
        let fit = (to[k] + 1..=of.lines[k].len()).take_while(has_room).count();
        fit < more(k) + 2
    });
    let by_white = |a: &usize, b: &usize| whites[*a].total_cmp(&whites[*b]);
    let fills = full.clone().filter(|&k| more(k) > 0).min_by(by_white);
    let fullest = fills.or_else(|| full.min_by(by_white))?;
    let most = open.iter().map(|&k| more(k)).max().unwrap_or(0) as f64;
    let in_full = match fills {
        None if most > whites[fullest] => white(most),
        _ => white(whites[fullest]),
    };
    let others = open.iter().filter(|&&k| k != fullest).map(|&k| white(whites[k]));
    Some(sum + in_full + 0.1 * others.sum::<f64>())
}

#[test]
fn the_openings_are_the_cheapest() {
    let mut compared = 0;
    for seed in 0..20 * PARALLELS {
        let mut dice = Dice(0x51ab_3c77 + seed * 0x9e37_79b9);
        let mut lengths =
            || -> Vec<usize> { (0..6).map(|_| 1 + dice.below(7) as usize).collect() };
        let (a, b) = (lengths(), lengths());
        let mut of = Invented::of(&[&a, &b], 80.0 + 10.0 * (seed % 5) as f64);
        for (k, line) in of.lines.iter_mut().flatten().enumerate() {
            line.hyphenated = (k + seed as usize).is_multiple_of(7);
        }
        let of = of.moved(Step::Level);
        let (best, made) = (cheapest(&of), of.planned(Step::Level).badness());
        if best.is_finite() {
            compared += 1;
            assert!((best - made).abs() < 1e-6, "{seed}: {made}, not {best}");
        }
    }
    assert!(compared > 100);
}

/// Counts how often it is asked.
struct Counted(Notes, usize);

impl Feet for Counted {
    fn items(&self, series: usize, line: usize) -> usize {
        self.0.items(series, line)
    }

    fn strip(&mut self, series: usize, start: Start, end: usize) -> Strip {
        self.1 += 1;
        self.0.strip(series, start, end)
    }
}

#[test]
fn the_work_grows_with_the_length_and_no_faster() {
    let asked = |bands: usize, step: Step| {
        let a: Vec<usize> = (0..bands).map(|k| 3 + k % 7).collect();
        let b: Vec<usize> = (0..bands).map(|k| 2 + k % 11).collect();
        let mut of = Invented::of(&[&a, &b], 300.0);
        for notes in of.notes.iter_mut() {
            for (line, notes) in notes[0].iter_mut().enumerate() {
                match line % 40 {
                    7 => notes.push(12),
                    k if k % 3 == 0 => notes.push(1),
                    _ => {}
                }
            }
        }
        let of = of.moved(step);
        let mut notes: Vec<Counted> =
            of.notes.iter().cloned().map(|of| Counted(Notes(of), 0)).collect();
        let mut feet: Vec<&mut dyn Feet> =
            notes.iter_mut().map(|of| of as &mut dyn Feet).collect();
        plan_openings(&of.lanes(), &mut feet, step);
        drop(feet);
        notes.iter().map(|of| of.1).sum::<usize>()
    };
    for step in [Step::Opening, Step::Level] {
        let (one, four) = (asked(40, step), asked(160, step));
        assert!(four < 5 * one, "{step:?}: {one} and {four}");
    }
}

#[test]
fn an_explanation_prices_the_other_ends_of_an_opening() {
    let mut of = Invented::of(&[&[8, 12, 15], &[8, 12, 15]], 100.0);
    of.lines[0][9].pin = Some(Pin::Keep);
    let made = of.planned(Step::Opening);
    let mut notes: Vec<Notes> = of.notes.iter().cloned().map(Notes).collect();
    let mut feet: Vec<&mut dyn Feet> =
        notes.iter_mut().map(|of| of as &mut dyn Feet).collect();
    let lanes = of.lanes();
    let told = explain_opening(&lanes, &mut feet, Step::Opening, &made, 0);
    let told = told.expect("these lanes were planned");
    let of = |end: usize| {
        told.ends
            .iter()
            .find(|one| one.lines[0] == end)
            .map(|one| &one.verdict)
    };
    let own = made.plans[0].pages[0].lines.end;
    assert!(matches!(of(own), Some(Verdict::Chosen(_))), "{told:?}");
    assert_eq!(of(9), Some(&Verdict::Forbidden(vec![(0, NoBreak::Pin)])));
    assert!(matches!(of(11), Some(Verdict::TooDeep(0, Some(_)))), "{told:?}");
    for end in (4..=10).filter(|&end| end != own && end != 9) {
        let possible =
            matches!(of(end), Some(Verdict::Possible(_, Some(worse))) if *worse >= 0.0);
        assert!(possible, "{end}: {told:?}");
    }
}

#[test]
fn widths_are_advised_that_leave_least_white() {
    for step in [Step::Opening, Step::Level] {
        let of = Invented::of(&[&[10, 10], &[20, 20]], 400.0).moved(step);
        let told = advice(&of.lanes(), &of.planned(step), step, &[150.0, 150.0]);
        assert_eq!((told.lanes[0].more, told.lanes[1].more), (-20.0, 20.0));
        assert_eq!(told.lanes[1].percent, 100.0);
        assert!((told.widths[0] - 100.0).abs() < 1.0, "{told:?}");
        assert!((told.widths.iter().sum::<f64>() - 300.0).abs() < 0.01);
        assert!((told.saves - 25.0).abs() < 0.5, "{told:?}");
    }
}

/// How many parallels are invented.
const PARALLELS: u64 = 100;
