//! How well lanes fit beside each other, and the widths with which they would fit best.

use serde::Serialize;

use super::lane::{Lane, Openings, Step, bands, pitch_of};

/// How the lanes of a parallel fit.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Advice {
    /// How long each lane is.
    pub lanes: Vec<Length>,
    /// The widths of the columns that would leave least white, in all as wide as they are, if
    /// a lane has as many fewer lines as it is wider.
    pub widths: Vec<f64>,
    /// By how much shorter the parallel would be with them, in per cent.
    pub saves: f64,
}

/// How long a lane is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Length {
    /// How many lines it has.
    pub lines: usize,
    /// How high its lines are without white between bands, in points.
    pub depth: f64,
    /// By how many of its lines it is longer than the others on an average.
    pub more: f64,
    /// The same in per cent of them.
    pub percent: f64,
    /// Its white on an opening, in lines, on an average of all but the last.
    pub white: f64,
}

/// Says how well lanes fit that were planned, with columns of some widths, in any unit.
pub fn advice(lanes: &[Lane], made: &Openings, step: Step, widths: &[f64]) -> Advice {
    let pitches: Vec<f64> = lanes.iter().map(pitch_of).collect();
    let depths: Vec<f64> = lanes
        .iter()
        .zip(&pitches)
        .map(|(lane, pitch)| lane.job.lines.len() as f64 * pitch)
        .collect();
    let all: f64 = depths.iter().sum();
    let length = |k: usize| {
        let others = (all - depths[k]) / lanes.len().saturating_sub(1).max(1) as f64;
        let alone = lanes.len() < 2;
        let more = if alone { 0.0 } else { depths[k] - others };
        let full = &made.openings[..made.openings.len().saturating_sub(1)];
        let white: f64 = full.iter().filter_map(|opening| opening.white.get(k)).sum();
        Length {
            lines: lanes[k].job.lines.len(),
            depth: depths[k],
            more: more / pitches[k],
            percent: if others > 0.0 { 100.0 * more / others } else { 0.0 },
            white: white / full.len().max(1) as f64,
        }
    };
    let areas = areas(lanes, made, step, widths);
    let best = best_widths(&areas, widths);
    let (now, then) = (long(&areas, widths), long(&areas, &best));
    Advice {
        lanes: (0..lanes.len()).map(length).collect(),
        widths: best,
        saves: if now > 0.0 { 100.0 * (1.0 - then / now) } else { 0.0 },
    }
}

/// What each lane needs of each band, or of each opening where lanes run on freely: height
/// times width.
fn areas(lanes: &[Lane], made: &Openings, step: Step, widths: &[f64]) -> Vec<Vec<f64>> {
    let of = |k: usize, lane: &Lane| -> Vec<f64> {
        let pitch = pitch_of(lane);
        let width = widths.get(k).copied().unwrap_or(1.0);
        let heights: Vec<f64> = match step {
            Step::Level => {
                let of_band = |pair: &[usize]| (pair[1] - pair[0]) as f64 * pitch;
                bands(lane).windows(2).map(of_band).collect()
            }
            Step::Opening => {
                let pages = made.plans.get(k).map_or(&[][..], |plan| &plan.pages);
                let of_page = |page: &super::super::Page| {
                    page.lines.len() as f64 * pitch + page.foot
                };
                pages.iter().map(of_page).collect()
            }
        };
        heights.into_iter().map(|height| height * width).collect()
    };
    let by_lane: Vec<Vec<f64>> =
        lanes.iter().enumerate().map(|(k, l)| of(k, l)).collect();
    let count = by_lane.iter().map(Vec::len).max().unwrap_or(0);
    let at =
        |n: usize| by_lane.iter().map(|of| of.get(n).copied().unwrap_or(0.0)).collect();
    (0..count).map(at).collect()
}

/// How long a parallel is: of each band the height of its longest lane.
fn long(areas: &[Vec<f64>], widths: &[f64]) -> f64 {
    areas.iter().map(|of| longest(of, widths).1).sum()
}

/// The longest lane of a band, and its height.
fn longest(areas: &[f64], widths: &[f64]) -> (usize, f64) {
    let heights = areas.iter().zip(widths).map(|(area, width)| area / width).enumerate();
    heights.fold((0, 0.0), |best, one| if one.1 > best.1 { one } else { best })
}

/// The widths for which a parallel is shortest. The length is a convex function of them: it is
/// followed downhill in steps that become smaller, as a share of each width.
fn best_widths(areas: &[Vec<f64>], widths: &[f64]) -> Vec<f64> {
    let whole: f64 = widths.iter().sum();
    let mut best = (long(areas, widths), widths.to_vec());
    let mut at = widths.to_vec();
    for round in 1..=ROUNDS {
        // How much shorter all of it would be for a wider lane.
        let mut gains = vec![0.0; at.len()];
        for of in areas {
            let (lane, height) = longest(of, &at);
            gains[lane] += height / at[lane];
        }
        let most = gains.iter().copied().fold(0.0, f64::max);
        if most <= 0.0 {
            break;
        }
        let step = FIRST / f64::from(round).sqrt();
        for (width, gain) in at.iter_mut().zip(&gains) {
            *width *= (step * gain / most).exp();
        }
        let sum: f64 = at.iter().sum();
        at.iter_mut().for_each(|width| *width *= whole / sum);
        let now = long(areas, &at);
        if now < best.0 {
            best = (now, at.clone());
        }
    }
    best.1
}

/// How many steps are made, and how long the first is.
const ROUNDS: u32 = 600;
const FIRST: f64 = 0.3;
