//! Pins: what the editor wants of page breaks, and whether it still changes anything.

use crate::compose::job::TextJob;
use crate::edition::{Edition, PinWish};
use crate::lines::LineMap;
use crate::model::{Place, Text};
use crate::pages::{Feet, Job, Line, Pin, Plan, plan};

/// A pin in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedPin {
    /// Its index among the pins of the edition.
    pub index: usize,
    /// The source byte of the character at its anchor.
    pub at: u32,
    /// What is wanted of the break before the line.
    pub pin: Pin,
}

/// The place of an anchor in a text.
pub fn anchor(text: &Text, name: &str) -> Option<Place> {
    text.blocks.iter().enumerate().find_map(|(k, block)| {
        let offset = block.content.anchor(name)?;
        Some(Place { block: k as u32, offset })
    })
}

/// The pins of a text. Those whose anchor is missing are left out.
pub fn pins(
    text: &Text,
    map: &crate::assemble::TextMap,
    edition: &Edition,
) -> Vec<PlacedPin> {
    let of_text = edition.pins.iter().enumerate().filter(|(_, pin)| pin.text == text.id);
    of_text
        .filter_map(|(index, pin)| {
            let at = map.source_of(anchor(text, &pin.at)?)?;
            let pin = match pin.wish {
                PinWish::Begins => Pin::Break,
                PinWish::Continues => Pin::Keep,
                PinWish::MayBegin => Pin::May,
            };
            Some(PlacedPin { index, at, pin })
        })
        .collect()
}

/// Puts the pins of a text on its lines.
pub fn pin(lines: &mut [Line], job: &TextJob, map: &LineMap) {
    for pin in &job.pins {
        if let Some(line) = map.line_of(pin.at).filter(|line| *line > 0) {
            lines[line].pin = Some(pin.pin);
        }
    }
}

/// The pins without which the same pages would begin or not begin with their lines.
pub fn idle(
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
