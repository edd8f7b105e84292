//! Openings of invented parallels. It is one thing: the rules of openings, each with the smallest
//! parallel that shows it, and what holds of any.

use std::ops::Range;

use super::super::foot::{FootSizes, SeriesSizes, Start};
use super::super::plan::tests::{Dice, Notes};
use super::super::plan::{Page, height, plan};
use super::super::rule::{Growth, Line, Pin, Unit, break_cost};
use super::*;
use crate::edition::Weights;

/// Those of an edition that says nothing; facing pages of one lane are not compared.
const WEIGHTS: Weights = Weights { opening: 0.0, ..Weights::USUAL };

/// A parallel that was made up.
#[derive(Debug, Clone)]
struct Invented {
    lines: Vec<Vec<Line>>,
    ties: Vec<Vec<usize>>,
    /// For each lane, series and line the rows of its notes.
    notes: Vec<Vec<Vec<Vec<u32>>>>,
    room: f64,
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
        Self { notes: notes.collect(), lines, ties, room }
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
        let mut of = Self {
            lines: vec![],
            ties: vec![],
            notes: vec![],
            room: 0.0,
        };
        of.room = 90.0 + dice.below(150) as f64;
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
            for line in &mut made {
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
        let sizes = sizes();
        if step == Step::Opening {
            return self;
        }
        let moved = level(&self.lanes(&sizes));
        for (lines, moved) in self.lines.iter_mut().zip(moved) {
            assert_eq!(lines.len(), moved.len());
            for (line, by) in lines.iter_mut().zip(moved) {
                line.baseline += by;
            }
        }
        self
    }

    fn lanes<'a>(&'a self, sizes: &'a FootSizes) -> Vec<Lane<'a>> {
        let job = |lines| Job {
            lines,
            room: self.room,
            first_folio: 2,
            sizes,
            weights: &WEIGHTS,
        };
        let lanes = self.lines.iter().zip(&self.ties);
        lanes.map(|(lines, ties)| Lane { job: job(lines), ties }).collect()
    }

    fn searched(&self, step: Step, width: Option<usize>) -> Openings {
        let sizes = sizes();
        let mut notes: Vec<Notes> = self.notes.iter().cloned().map(Notes).collect();
        let mut feet: Vec<&mut dyn Feet> =
            notes.iter_mut().map(|of| of as &mut dyn Feet).collect();
        let lanes = self.lanes(&sizes);
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
    let sizes = sizes();
    let moved = level(&made.lanes(&sizes));
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
        assert!(full <= room + 0.1, "{full} points of {room}");
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
                check_lane(&of.lines[k], &of.notes[k], of.room, plan);
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
        let sizes = sizes();
        let job = of.lanes(&sizes)[0].job;
        let single = plan(&job, &mut Notes(of.notes[0].clone()));
        let made = of.planned(Step::Opening);
        assert!((single.badness() - made.badness()).abs() < 1e-6, "{seed}");
    }
}

/// How many parallels are invented.
const PARALLELS: u64 = 100;
