//! Reads frames: missing glyphs, how wide lines are and which are too wide.

use typst::layout::{Frame, Point};

use crate::pages::Line;
use crate::typeset::Origins;
use crate::typeset::frames::texts;
use crate::typeset::substitutes::{Lacking, lacking};

/// Adds the characters of a frame that are set in the face of last resort.
pub(super) fn find_missing(frame: &Frame, origins: &Origins, missing: &mut Vec<Lacking>) {
    for (_, text) in texts(frame) {
        lacking(text, origins, missing);
    }
}

/// Lines that reach out of the measure.
pub(super) fn overfull(frame: &Frame, lines: &[Line], measure: f64) -> Vec<u32> {
    // Punctuation may hang out by a few points.
    let wide = texts(frame).filter(|(at, text)| {
        let right = at.x.to_pt() + text.width().to_pt();
        right > measure + 8.0 || at.x.to_pt() < -8.0
    });
    let mut found: Vec<u32> = wide
        .map(|(at, _)| {
            let y = at.y.to_pt();
            let k = lines.partition_point(|line| line.baseline < y - 6.0);
            k.min(lines.len().saturating_sub(1)) as u32
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The line whose words stand at a place; raised letters are above its baseline.
pub(super) fn line_at(lines: &[Line], at: Point) -> usize {
    lines.partition_point(|line| line.baseline < at.y.to_pt() - 1.0)
}

/// How wide each line of a frame is, in points.
pub(super) fn widths(frame: &Frame, lines: &[Line]) -> Vec<f64> {
    let mut ends = vec![(f64::INFINITY, f64::NEG_INFINITY); lines.len()];
    for (at, text) in texts(frame) {
        if let Some(ends) = ends.get_mut(line_at(lines, at)) {
            let x = at.x.to_pt();
            *ends = (ends.0.min(x), ends.1.max(x + text.width().to_pt()));
        }
    }
    ends.iter().map(|(from, to)| (to - from).max(0.0)).collect()
}
