//! Lines in columns, which have no foot: indexes and lists.

use std::ops::Range;

use super::plan::{TOLERANCE, height};
use super::rule::{Line, break_cost};
use crate::edition::Weights;

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
                Ok(cost) if cost.total() < weights.widow => clean = Some(end),
                Ok(_) => allowed = Some(end),
                Err(_) => {}
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
