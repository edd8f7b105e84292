//! Pins on the lines of a text, and whether they still change anything.

use crate::compose::job::TextJob;
use crate::lines::LineMap;
use crate::pages::{Feet, Job, Line, Pin, Plan, plan};

/// Puts the pins of a text on its lines.
pub(super) fn pin(lines: &mut [Line], job: &TextJob, map: &LineMap) {
    for pin in &job.pins {
        if let Some(line) = map.line_of(pin.at).filter(|line| *line > 0) {
            lines[line].pin = Some(pin.pin);
        }
    }
}

/// The pins without which the same pages would begin or not begin with their lines.
pub(super) fn idle(
    job: &TextJob,
    to_plan: &Job,
    feet: &mut dyn Feet,
    map: &LineMap,
) -> Vec<usize> {
    let mut idle = vec![];
    // What is merely allowed need not happen.
    for pin in job.pins.iter().filter(|pin| pin.pin != Pin::May) {
        let Some(line) = map.line_of(pin.at) else { continue };
        let mut lines = to_plan.lines.to_vec();
        lines[line].pin = None;
        let without: Plan = plan(&Job { lines: &lines, ..*to_plan }, feet);
        let begins = without.pages.iter().any(|page| page.lines.start == line);
        if begins == (pin.pin == Pin::Break) {
            idle.push(pin.index);
        }
    }
    idle
}
