//! Lines as the planner sees them, and what breaks between them cost.

use serde::Serialize;

use crate::edition::Weights;

/// A line of a galley.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Line {
    /// The baseline, in points from the galley's top.
    pub baseline: f64,
    /// How far the line reaches above its baseline, in points.
    pub ascent: f64,
    /// How far it reaches below, in points.
    pub descent: f64,
    /// The block it belongs to.
    pub block: u32,
    /// What kind of unit it is part of.
    pub unit: Unit,
    /// Whether it is the first line of its block.
    pub first: bool,
    /// Whether it is the last line of its block.
    pub last: bool,
    /// Whether it ends in a hyphen.
    pub hyphenated: bool,
}

/// What a line is part of, as far as breaks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Prose.
    Prose,
    /// A heading: no break after it, nor after the line that follows.
    Heading,
    /// A verse, with the number of its stanza.
    Verse(u32),
    /// A line of a speech, a list or a quotation.
    Inset,
    /// A row of a table, with the number of the row. Rows do not break.
    Row(u32),
    /// A line that stays with the one after it.
    Sticky,
}

/// What a break after line `k` costs, or nothing where no page may end.
pub fn break_cost(lines: &[Line], k: usize, weights: &Weights) -> Option<f64> {
    let Some(next) = lines.get(k + 1) else { return Some(0.0) };
    let line = &lines[k];
    match (line.unit, next.unit) {
        (Unit::Heading | Unit::Sticky, _) => return None,
        (Unit::Row(a), Unit::Row(b)) if a == b => return None,
        _ => {}
    }
    // A heading wants two lines after it: unless the block has only one.
    let after_heading = k > 0 && lines[k - 1].unit == Unit::Heading;
    if after_heading && !line.last {
        return None;
    }
    let mut cost = 0.0;
    if after_heading {
        cost += weights.orphan;
    }
    if line.block == next.block {
        if line.first {
            cost += weights.orphan;
        }
        if next.last {
            cost += weights.widow;
        }
        if line.hyphenated {
            cost += weights.hyphen;
        }
    }
    match (line.unit, next.unit) {
        (Unit::Verse(a), Unit::Verse(b)) if a == b => {
            cost += weights.stanza;
            // One verse alone is worse than two.
            if k == 0 || lines[k - 1].unit != line.unit {
                cost += weights.orphan;
            }
            if lines.get(k + 2).is_none_or(|after| after.unit != next.unit) {
                cost += weights.widow;
            }
        }
        (Unit::Inset, Unit::Inset) => cost += weights.speech,
        _ => {}
    }
    Some(cost)
}
