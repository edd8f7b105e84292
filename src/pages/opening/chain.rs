//! The cuts of a parallel: where its openings may end. In no lane does one go back behind the
//! one before, so that they form a chain.

use std::ops::Range;

use super::super::rule::{Pin, break_cost};
use super::lane::{Lane, Step, bands};
use super::level::EVEN;

/// The cuts, in order, from before the first lines to behind the last.
pub(super) struct Chain {
    pub cuts: Vec<Cut>,
    /// Cuts at which the editor ends the opening.
    barriers: Vec<usize>,
}

/// Lines with which an opening may begin.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cut {
    /// One of each lane.
    pub lines: Vec<usize>,
    /// The band that begins or goes on here, from 0; that before the first tie is the first.
    pub band: usize,
    /// Whether it goes on in some lane.
    pub inside: bool,
    /// What it costs that lines are parted that stand beside each other.
    pub parted: f64,
}

impl Chain {
    /// The cuts of some lanes. `fits` is whether lines of a lane go on one opening.
    pub(super) fn of(
        lanes: &[Lane],
        step: Step,
        fits: &mut dyn FnMut(usize, Range<usize>) -> bool,
    ) -> Self {
        let bounds: Vec<Vec<usize>> = lanes.iter().map(bands).collect();
        let count = bounds.iter().map(|bounds| bounds.len() - 1).max().unwrap_or(0);
        // Lanes with fewer ties have nothing in the last bands.
        let bounds: Vec<Vec<usize>> = bounds
            .into_iter()
            .zip(lanes)
            .map(|(mut bounds, lane)| {
                bounds.resize(count + 1, lane.job.lines.len());
                bounds
            })
            .collect();
        let mut lines = match step {
            Step::Level => by_height(lanes),
            Step::Opening => by_band(lanes, &bounds, count),
        };
        add_pins(lanes, &mut lines);
        let mut cuts = Vec::with_capacity(lines.len());
        let mut band = 0;
        let mut price = None;
        for lines in lines {
            let begun =
                |band: usize| (0..lanes.len()).all(|k| bounds[k][band] <= lines[k]);
            while band + 1 < count && begun(band + 1) {
                band += 1;
                price = None;
            }
            let is_inside = |k: usize| lines[k] > bounds[k][band];
            let inside = band < count
                && (0..lanes.len()).any(is_inside)
                && (0..lanes.len()).any(|k| lines[k] < bounds[k][band + 1]);
            let parted = if inside {
                *price.get_or_insert_with(|| {
                    let of = |k: usize| bounds[k][band]..bounds[k][band + 1];
                    let full = (0..lanes.len()).filter(|&k| !of(k).is_empty()).count();
                    match step {
                        _ if full < 2 => 0.0,
                        Step::Opening if (0..lanes.len()).all(|k| fits(k, of(k))) => TORN,
                        Step::Level | Step::Opening => PARTED,
                    }
                })
            } else {
                0.0
            };
            cuts.push(Cut { lines, band, inside, parted });
        }
        let mut chain = Self { cuts, barriers: vec![] };
        chain.barriers = chain.pinned(lanes);
        chain
    }

    /// The last cut.
    pub(super) fn end(&self) -> usize {
        self.cuts.len() - 1
    }

    /// The cut before some lines, one of each lane.
    pub(super) fn find(&self, lines: &[usize]) -> Option<usize> {
        self.cuts.iter().position(|cut| cut.lines == lines)
    }

    /// The first cut with which a lane goes on behind a line.
    pub(super) fn behind(&self, lane: usize, line: usize) -> usize {
        self.cuts.partition_point(|cut| cut.lines[lane] <= line)
    }

    /// The next cut after one at which the editor ends the opening, or the last of all.
    pub(super) fn barrier(&self, after: usize) -> usize {
        let at = self.barriers.partition_point(|&barrier| barrier <= after);
        self.barriers.get(at).copied().unwrap_or(self.end())
    }

    /// Whether the editor ends an opening at a cut.
    pub(super) fn is_pinned(&self, cut: usize) -> bool {
        self.barriers.binary_search(&cut).is_ok()
    }

    /// The cuts at which a page begins by the editor's wish: of those with which the line's
    /// opening may begin the last, so that nothing stands above it that stands before it.
    fn pinned(&self, lanes: &[Lane]) -> Vec<usize> {
        let mut found = vec![];
        for (k, lane) in lanes.iter().enumerate() {
            for (line, _) in pins(lane) {
                let cut = self.behind(k, line) - 1;
                if self.cuts[cut].lines[k] == line && cut > 0 {
                    found.push(cut);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The lines of a lane with which the editor begins a page.
fn pins<'a>(lane: &Lane<'a>) -> impl Iterator<Item = (usize, &'a super::super::Line)> {
    let lines = lane.job.lines.iter().enumerate();
    lines.filter(|(_, line)| line.pin == Some(Pin::Break))
}

/// A cut below each baseline of any lane.
fn by_height(lanes: &[Lane]) -> Vec<Vec<usize>> {
    let mut heights: Vec<f64> = lanes
        .iter()
        .flat_map(|lane| lane.job.lines.iter().map(|line| line.baseline))
        .collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup_by(|a, b| *a - *b < EVEN);
    let mut cuts = vec![vec![0; lanes.len()]];
    for height in heights {
        let mut cut = cuts[cuts.len() - 1].clone();
        for (line, lane) in cut.iter_mut().zip(lanes) {
            let below = &lane.job.lines[*line..];
            let above = below.iter().take_while(|line| line.baseline < height + EVEN);
            *line += above.count();
        }
        if cuts.last() != Some(&cut) {
            cuts.push(cut);
        }
    }
    cuts
}

/// Adds cuts for lines with which the editor begins a page though they stand beside others of
/// their lane.
fn add_pins(lanes: &[Lane], cuts: &mut Vec<Vec<usize>>) {
    for (k, lane) in lanes.iter().enumerate() {
        for (line, _) in pins(lane) {
            let at = cuts.partition_point(|cut| cut[k] <= line);
            let found = at > 0 && cuts[at - 1][k] == line;
            if !found && let Some(mut cut) = cuts.get(at).cloned() {
                cut[k] = line;
                cuts.insert(at, cut);
            }
        }
    }
}

/// A cut at each tie, and inside each band at lines of nearly equal fraction.
fn by_band(lanes: &[Lane], bounds: &[Vec<usize>], count: usize) -> Vec<Vec<usize>> {
    let mut cuts = vec![vec![0; lanes.len()]];
    for band in 0..count {
        let of: Vec<Range<usize>> =
            bounds.iter().map(|bounds| bounds[band]..bounds[band + 1]).collect();
        for cut in inside(lanes, &of) {
            if cuts.last() != Some(&cut) {
                cuts.push(cut);
            }
        }
        let end: Vec<usize> = of.iter().map(|of| of.end).collect();
        if cuts.last() != Some(&end) {
            cuts.push(end);
        }
    }
    cuts
}

/// The cuts inside a band: one for each line of its longest lane, and one for each line with
/// which the editor or the last release begins a page. In the other lanes it is a line near
/// the same fraction: of three the one before which a break costs least.
fn inside(lanes: &[Lane], of: &[Range<usize>]) -> Vec<Vec<usize>> {
    let Some(longest) = (0..lanes.len()).rev().max_by_key(|&k| of[k].len()) else {
        return vec![];
    };
    let most = of[longest].len();
    let is_start = |k: usize, line: usize| {
        let line = lanes[k].job.lines.get(line);
        line.is_some_and(|line| line.released || line.pin == Some(Pin::Break))
    };
    // The fraction, and the lane in which the line is sure.
    let mut places: Vec<(f64, usize)> =
        (1..most).map(|k| (k as f64 / most as f64, longest)).collect();
    for (k, of) in of.iter().enumerate() {
        for line in of.clone().skip(1).filter(|&line| is_start(k, line)) {
            places.push(((line - of.start) as f64 / of.len() as f64, k));
        }
    }
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut cuts: Vec<Vec<usize>> = vec![];
    // From the back: no line comes after that of the next place.
    let mut next: Vec<usize> = of.iter().map(|of| of.end).collect();
    for &(part, sure) in places.iter().rev() {
        for (k, of) in of.iter().enumerate() {
            let first = of.start + 1.min(of.len());
            let near = of.start + (part * of.len() as f64).round() as usize;
            let near = near.clamp(first, of.end).min(next[k]);
            if sure == k || is_start(k, near) {
                next[k] = near;
                continue;
            }
            let cost = |line| price(&lanes[k], line, near);
            let among = first.max(near.saturating_sub(1))..=next[k].min(near + 1);
            let best = among.min_by(|&a, &b| cost(a).total_cmp(&cost(b)));
            next[k] = best.unwrap_or(near);
        }
        cuts.push(next.clone());
    }
    cuts.reverse();
    cuts
}

/// How bad a break before a line is, if another is the nearest.
fn price(lane: &Lane, line: usize, near: usize) -> f64 {
    let lines = lane.job.lines;
    let Some(next) = lines.get(line) else { return 0.0 };
    let rule = match break_cost(lines, line - 1, lane.job.weights) {
        Ok(costs) => costs.total(),
        Err(_) => f64::INFINITY,
    };
    let start = if next.released { lane.job.weights.moved } else { 0.0 };
    let away = line.abs_diff(near) as f64;
    rule - start + away
}

/// What it costs to part a band where that is nothing unusual.
const PARTED: f64 = 30.0;

/// What it costs where a whole opening would have held it, as much as white of nine lines.
const TORN: f64 = 600.0;
