//! The plan of least total badness.

use std::ops::Range;

use serde::Serialize;

use super::rule::{Line, break_cost};
use crate::edition::Weights;

/// What the planner asks of the layout.
pub trait Measures {
    /// The height of the foot of a page that holds these lines, with the gap
    /// above it, in points; 0 if nothing stands there. Asked for the same start
    /// with growing ends.
    fn foot(&mut self, lines: Range<usize>) -> f64;
}

/// A page of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Its lines.
    pub lines: Range<usize>,
    /// The height of its foot as the planner was told, in points.
    pub foot: f64,
    /// What it costs.
    pub badness: f64,
    /// Whether its foot is too high even though no fewer lines could be taken:
    /// the rest of the foot must run on to further pages.
    pub spills: bool,
}

/// Which lines stand on which page.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Plan {
    /// The pages in order; every line is on exactly one of them.
    pub pages: Vec<Page>,
}

impl Plan {
    /// Pages that begin with the last line of a paragraph.
    pub fn widows(&self, lines: &[Line]) -> usize {
        self.breaks().filter(|&k| lines[k].last && !lines[k].first).count()
    }

    /// Pages that end with the first line of a paragraph.
    pub fn orphans(&self, lines: &[Line]) -> usize {
        self.breaks()
            .filter(|&k| lines[k - 1].first && !lines[k - 1].last)
            .count()
    }

    /// The first line of each page but the first.
    fn breaks(&self) -> impl Iterator<Item = usize> {
        self.pages.iter().skip(1).map(|page| page.lines.start)
    }
}

/// The height that lines take on a page of their own, in points.
pub fn height(lines: &[Line], range: Range<usize>) -> f64 {
    match (lines.get(range.start), range.end.checked_sub(1).and_then(|k| lines.get(k))) {
        (Some(first), Some(last)) => {
            last.baseline + last.descent - (first.baseline - first.ascent)
        }
        _ => 0.0,
    }
}

/// Finds the plan of least total badness for pages of `room` points.
///
/// A page on which even its first unit and the foot of it do not fit spills.
pub fn plan(
    lines: &[Line],
    room: f64,
    weights: &Weights,
    measures: &mut dyn Measures,
) -> Plan {
    let pitch = pitch(lines);
    let n = lines.len();
    // best[j]: the least cost of setting lines 0..j, and the page that ends there.
    let mut best: Vec<Option<(f64, Page)>> = vec![None; n + 1];
    let mut cost_of = vec![f64::INFINITY; n + 1];
    cost_of[0] = 0.0;
    for start in 0..n {
        if cost_of[start].is_infinite() {
            continue;
        }
        for candidate in candidates(lines, start, room, pitch, weights, measures) {
            let end = candidate.lines.end;
            let total = cost_of[start] + candidate.badness;
            if total < cost_of[end] {
                cost_of[end] = total;
                best[end] = Some((total, candidate));
            }
        }
    }
    let mut pages = vec![];
    let mut end = n;
    while end > 0 {
        let (_, page) = best[end]
            .take()
            .expect("every start has a page, so the end is reached");
        end = page.lines.start;
        pages.push(page);
    }
    pages.reverse();
    Plan { pages }
}

/// The pages that may begin with line `start`.
fn candidates(
    lines: &[Line],
    start: usize,
    room: f64,
    pitch: f64,
    weights: &Weights,
    measures: &mut dyn Measures,
) -> Vec<Page> {
    let n = lines.len();
    let mut found: Vec<Page> = vec![];
    // The first place where a page may end at all, whether or not it fits.
    let mut least: Option<Page> = None;
    for end in start + 1..=n {
        let body = height(lines, start..end);
        if body > room + TOLERANCE && least.is_some() {
            break;
        }
        let break_cost = break_cost(lines, end - 1, weights);
        let must_end = body > room + TOLERANCE;
        let Some(cost) = break_cost.or(must_end.then_some(FORBIDDEN)) else { continue };
        let foot = measures.foot(start..end);
        let fits = body + foot <= room + TOLERANCE;
        let short = ((room - body - foot) / pitch).max(0.0);
        let emptiness = if end == n {
            // The last page may be as short as it likes, but not a mere remnant.
            let missing = REMNANT.saturating_sub(end - start) as f64;
            if start > 0 { RUNT * missing } else { 0.0 }
        } else {
            EMPTINESS * short * short
        };
        let page = Page {
            lines: start..end,
            foot,
            badness: emptiness + cost,
            spills: false,
        };
        if fits && !must_end {
            found.push(page.clone());
            least = Some(page);
        } else if least.is_none() {
            // Nothing shorter is allowed: this one has to do. Where the lines
            // themselves are too high, the page ends before the last of them.
            let end = if must_end && end > start + 1 { end - 1 } else { end };
            let foot = measures.foot(start..end);
            let page = Page {
                lines: start..end,
                foot,
                badness: FORBIDDEN,
                spills: height(lines, start..end) + foot > room + TOLERANCE,
            };
            found.push(page);
            break;
        } else {
            // The foot only grows.
            break;
        }
    }
    found
}

/// Breaks lines into columns, each as full as its rules allow; `room` gives the
/// height of each column, in points, by its number and its first line; it is asked once
/// for each, in order. For indexes and lists, which have no foot.
pub fn columns(
    lines: &[Line],
    weights: &Weights,
    room: &mut dyn FnMut(usize, usize) -> f64,
) -> Vec<Range<usize>> {
    let mut columns = vec![];
    let mut start = 0;
    while start < lines.len() {
        let room = room(columns.len(), start) + TOLERANCE;
        let mut end = start;
        let mut clean = None;
        let mut allowed = None;
        while end < lines.len() && (end == start || height(lines, start..end + 1) <= room)
        {
            end += 1;
            match break_cost(lines, end - 1, weights) {
                Some(cost) if cost < weights.widow => clean = Some(end),
                Some(_) => allowed = Some(end),
                None => {}
            }
        }
        // A clean break costs at most three lines of white.
        let end = match (clean, allowed) {
            _ if end == lines.len() => end,
            (Some(clean), _) if clean + 3 >= end => clean,
            (_, Some(allowed)) => allowed,
            (Some(clean), None) => clean,
            (None, None) => end,
        };
        columns.push(start..end);
        start = end;
    }
    columns
}

/// The usual distance of two baselines, in points.
fn pitch(lines: &[Line]) -> f64 {
    let mut steps: Vec<f64> = lines
        .windows(2)
        .map(|pair| pair[1].baseline - pair[0].baseline)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps
        .get(steps.len() / 2)
        .copied()
        .filter(|step| *step > 1.0)
        .unwrap_or(12.0)
}

/// A last page of fewer lines than this is a remnant, and what each missing line costs.
const REMNANT: usize = 5;
const RUNT: f64 = 25.0;

/// What white in place of a line costs; it grows with the square, so that a page
/// short by five lines is worse than a widow and one short by four is not.
const EMPTINESS: f64 = 2.5;

/// What a page costs that breaks a rule because nothing else is possible.
const FORBIDDEN: f64 = 1e6;

/// Rounding that no eye sees, in points.
const TOLERANCE: f64 = 0.02;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pages::Unit;

    const WEIGHTS: Weights = Weights {
        widow: 60.0,
        orphan: 60.0,
        hyphen: 15.0,
        stanza: 40.0,
        speech: 10.0,
        opening: 5.0,
        split_note: 50.0,
    };

    /// A foot of fixed height for each line that has notes.
    struct Feet(Vec<f64>);

    impl Measures for Feet {
        fn foot(&mut self, lines: Range<usize>) -> f64 {
            let sum: f64 = self.0[lines].iter().sum();
            if sum > 0.0 { sum + 8.0 } else { 0.0 }
        }
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
        let lines = paragraphs(&[30]);
        let plan = plan(&lines, 100.0, &WEIGHTS, &mut Feet(vec![0.0; 30]));
        assert_eq!(ends(&plan), [10, 20, 30]);
    }

    #[test]
    fn a_widow_costs_more_than_a_short_page() {
        let lines = paragraphs(&[11, 9]);
        let plan = plan(&lines, 100.0, &WEIGHTS, &mut Feet(vec![0.0; 20]));
        assert_eq!(plan.widows(&lines), 0);
        assert_eq!(plan.orphans(&lines), 0);
    }

    #[test]
    fn the_last_page_is_no_remnant() {
        let lines = paragraphs(&[3, 3, 3, 3, 3, 3, 3]);
        let plan = plan(&lines, 100.0, &WEIGHTS, &mut Feet(vec![0.0; 21]));
        let last = plan.pages.last().expect("there are pages");
        assert!(last.lines.len() >= 3, "{:?}", ends(&plan));
    }

    #[test]
    fn a_heading_is_never_last_on_its_page_nor_with_one_line_only() {
        let mut lines = paragraphs(&[8, 1, 9]);
        lines[8].unit = Unit::Heading;
        let plan = plan(&lines, 100.0, &WEIGHTS, &mut Feet(vec![0.0; 18]));
        assert_eq!(plan.pages[0].lines, 0..8);
    }

    #[test]
    fn notes_take_room_from_the_lines() {
        let lines = paragraphs(&[28]);
        let mut feet = vec![0.0; 28];
        feet[3] = 12.0;
        let plan = plan(&lines, 100.0, &WEIGHTS, &mut Feet(feet));
        assert_eq!(plan.pages[0].lines, 0..8);
        assert!(plan.pages.iter().all(|page| !page.spills));
    }

    #[test]
    fn a_foot_higher_than_the_page_spills_with_one_line() {
        let lines = paragraphs(&[5, 5]);
        let mut feet = vec![0.0; 10];
        feet[5] = 500.0;
        let plan = plan(&lines, 100.0, &WEIGHTS, &mut Feet(feet));
        let page = plan.pages.iter().find(|page| page.spills).expect("one page spills");
        assert_eq!(page.lines, 5..6);
    }

    #[test]
    fn a_row_higher_than_the_page_ends_somewhere() {
        let mut lines = paragraphs(&[30]);
        for line in &mut lines {
            line.unit = Unit::Row(0);
        }
        let plan = plan(&lines, 100.0, &WEIGHTS, &mut Feet(vec![0.0; 30]));
        assert_eq!(ends(&plan), [10, 20, 30]);
    }

    proptest! {
        #[test]
        fn every_line_is_on_exactly_one_page_and_no_page_is_too_full(
            lengths in prop::collection::vec(1usize..15, 1..20),
            seeds in prop::collection::vec(0u8..40, 300),
        ) {
            let mut lines = paragraphs(&lengths);
            let n = lines.len();
            for (line, seed) in lines.iter_mut().zip(&seeds) {
                if line.first && line.last && *seed < 20 {
                    line.unit = Unit::Heading;
                }
            }
            let feet: Vec<f64> =
                (0..n).map(|k| if seeds[k] > 30 { f64::from(seeds[k]) } else { 0.0 }).collect();
            let mut feet = Feet(feet);
            let plan = plan(&lines, 120.0, &WEIGHTS, &mut feet);
            let mut at = 0;
            for page in &plan.pages {
                prop_assert_eq!(page.lines.start, at);
                prop_assert!(page.lines.end > at);
                at = page.lines.end;
                let full = height(&lines, page.lines.clone()) + feet.foot(page.lines.clone());
                prop_assert!(full <= 120.1 || page.spills, "{} points", full);
            }
            prop_assert_eq!(at, n);
        }
    }
}
