//! The lanes of a parallel as they come to the planner, and the openings as they leave it.

use serde::Serialize;

use super::super::costs::Costs;
use super::super::plan::{Job, Narrowed, Plan, pitch};
use super::super::rule::Line;

/// A lane of a parallel.
#[derive(Clone, Copy)]
pub struct Lane<'a> {
    /// Its lines, its room, its sizes and what faults cost; the folio does not matter.
    pub job: Job<'a>,
    /// For each tie the line with which it begins in this lane, never decreasing;
    /// [`super::tie_lines`] has those of ties that the lane does not have. All lanes have as many.
    pub ties: &'a [usize],
}

/// How far the lanes of a parallel go in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Bands begin at one height: the lines were moved as [`level`](super::level()) says.
    Level,
    /// What corresponds begins on one opening; each lane runs on without holes.
    Opening,
}

/// The pages of a parallel.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Openings {
    /// The pages of each lane. All lanes have as many, and page `k` of each stands on
    /// opening `k`; one without lines may have notes that run on.
    pub plans: Vec<Plan>,
    /// The openings, in order.
    pub openings: Vec<Opening>,
    /// How far the search was narrowed; its lines are cuts.
    pub narrowed: Narrowed,
}

impl Openings {
    /// The badness of all openings.
    pub fn badness(&self) -> f64 {
        self.openings.iter().map(|opening| opening.costs.total()).sum()
    }
}

/// An opening: the pages of all lanes that are seen together.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Opening {
    /// The tie of the band with which it begins, if any was reached.
    pub tie: Option<usize>,
    /// Whether a band goes on here that began on an earlier opening.
    pub inside: bool,
    /// The white of each lane between its lines and its foot, in lines of that lane.
    pub white: Vec<f64>,
    /// What it costs: its pages, and what is weighed for all lanes together.
    pub costs: Costs,
}

/// The most states that are kept of one cut.
pub const WIDTH: usize = 24;

/// Where the bands of a lane begin, and the end of its lines: one that stands before the first
/// tie, and one for each tie.
pub(super) fn bands(lane: &Lane) -> Vec<usize> {
    let n = lane.job.lines.len();
    let mut bounds = vec![0];
    for &tie in lane.ties {
        bounds.push(tie.clamp(bounds[bounds.len() - 1], n));
    }
    bounds.push(n);
    bounds
}

/// The usual distance of two baselines of a lane, in points. Lines that were moved apart do not
/// count, if there are others.
pub(super) fn pitch_of(lane: &Lane) -> f64 {
    let of_band = |pair: &[usize]| &lane.job.lines[pair[0]..pair[1]];
    let bounds = bands(lane);
    let step = |pair: &[Line]| pair[1].baseline - pair[0].baseline;
    let steps = bounds.windows(2).flat_map(|pair| of_band(pair).windows(2).map(step));
    let mut steps: Vec<f64> = steps.filter(|step| *step > 1.0).collect();
    steps.sort_by(f64::total_cmp);
    let usual = steps.get(steps.len() / 2).copied();
    usual.unwrap_or_else(|| {
        let steps = lane.job.lines.windows(2).map(step).filter(|step| *step > 1.0);
        let least = steps.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { pitch(lane.job.lines) }
    })
}
