//! Numbers that lines are named after where none are counted.

use super::counts::Counts;
use super::map::LineMap;
use crate::edition::Lineation;

/// A number that a line is named after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Milestone {
    /// The line it stands in.
    pub line: usize,
    /// Which of the units it counts, from 0 for the largest.
    pub level: usize,
    /// The number, as it stands in the margin.
    pub n: String,
    /// The same with those of the larger parts it is in: `2.3`.
    pub whole: String,
}

/// The milestones of the units that are printed, with their lines.
pub(super) fn milestones(
    counts: &Counts,
    map: &LineMap,
    lineation: &Lineation,
) -> Vec<Milestone> {
    let level = |unit: &str| match lineation.unit == unit {
        true => Some(0),
        false => lineation.unit.split_whitespace().position(|known| known == unit),
    };
    let mut within: Vec<(usize, String)> = vec![];
    let mut found = vec![];
    for (byte, unit, n) in &counts.milestones {
        let Some(level) = level(unit) else { continue };
        let Some(line) = map.line_of(*byte) else { continue };
        within.retain(|outer| outer.0 < level);
        let whole = match within.last() {
            // The number may have that of its part already.
            Some((_, outer))
                if n.starts_with(&**outer)
                    && n[outer.len()..].starts_with(['.', ':', ',']) =>
            {
                n.clone()
            }
            Some((_, outer)) => format!("{outer}.{n}"),
            None => n.clone(),
        };
        within.push((level, whole.clone()));
        found.push(Milestone { line, level, n: n.clone(), whole });
    }
    found
}
