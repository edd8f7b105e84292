//! Ties that a lane does not have: whether it is silent there, or only says nothing of a tie
//! while its text goes on.

use std::ops::Range;

/// The lines with which ties begin, of each lane.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TieLines {
    /// For each lane and each tie a line, as [`super::Lane::ties`] wants it.
    pub lines: Vec<Vec<usize>>,
    /// For each lane and each tie, whether the line is only likely: the lane does not have the
    /// tie, but its text goes on beside those that have it.
    pub loose: Vec<Vec<bool>>,
}

/// Gives each lane a line for each tie. `ties` has for each tie the line of each lane that has
/// it, always farther on; `counts` is how many lines each lane has.
///
/// A lane that does not have a tie has nothing beside it: the tie begins with the line of its
/// next one. But if the lane then had far more lines beside what stands before the tie than
/// any other lane, it can't all belong there. Its lines are shared out by the lengths of the
/// others.
pub fn tie_lines(ties: &[Vec<Option<usize>>], counts: &[usize]) -> TieLines {
    let mut found = TieLines::default();
    for (lane, &count) in counts.iter().enumerate() {
        let mut lines = vec![0; ties.len()];
        let mut loose = vec![false; ties.len()];
        let (mut tie, mut start) = (0, 0);
        while tie < ties.len() {
            let Some(line) = ties[tie][lane] else {
                let missing = tie..next_of(ties, lane, tie);
                let end = line_at(ties, lane, missing.end, count);
                let shared = shared_out(ties, counts, &missing, start..end);
                for (k, tie) in missing.clone().enumerate() {
                    lines[tie] = shared.as_ref().map_or(end, |shared| shared[k]);
                    loose[tie] = shared.is_some();
                }
                tie = missing.end;
                continue;
            };
            (lines[tie], start) = (line, line);
            tie += 1;
        }
        found.lines.push(lines);
        found.loose.push(loose);
    }
    found
}

/// The next tie from one on that a lane has, or the end of all.
fn next_of(ties: &[Vec<Option<usize>>], lane: usize, from: usize) -> usize {
    let has = |tie: &usize| ties[*tie][lane].is_some();
    (from..ties.len()).find(has).unwrap_or(ties.len())
}

/// The line with which a tie begins in a lane that has it; behind the last tie the end.
fn line_at(ties: &[Vec<Option<usize>>], lane: usize, tie: usize, count: usize) -> usize {
    ties.get(tie).and_then(|tie| tie[lane]).unwrap_or(count)
}

/// Where ties that a lane does not have are likely to stand among its lines, if it has more
/// lines than could stand before the first of them.
fn shared_out(
    ties: &[Vec<Option<usize>>],
    counts: &[usize],
    missing: &Range<usize>,
    lines: Range<usize>,
) -> Option<Vec<usize>> {
    // The most lines that a lane has between a tie and the next, of those that have both.
    let length = |before: usize| -> Option<usize> {
        let of_lane = |lane: usize| {
            let start = match before.checked_sub(1) {
                Some(tie) => ties[tie][lane]?,
                None => 0,
            };
            let has_end = before == ties.len() || ties[before][lane].is_some();
            has_end
                .then(|| line_at(ties, lane, before, counts[lane]).saturating_sub(start))
        };
        (0..counts.len()).filter_map(of_lane).max()
    };
    let first = length(missing.start)?;
    if lines.len() <= MOST * first + FEW {
        return None;
    }
    let lengths: Vec<usize> = (missing.start..=missing.end)
        .map(|band| length(band).unwrap_or(0))
        .collect();
    let whole: usize = lengths.iter().sum();
    if whole == 0 {
        return None;
    }
    let mut before = 0;
    let place = |length: &usize| {
        before += length;
        lines.start + lines.len() * before / whole
    };
    Some(lengths[..missing.len()].iter().map(place).collect())
}

/// A lane with so many times as many lines, and so many more, has text of its own there.
const MOST: usize = 2;
const FEW: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        ties: &[&[Option<usize>]],
        counts: &[usize],
        lane: usize,
        expected: &[(usize, bool)],
    ) {
        let ties: Vec<Vec<Option<usize>>> = ties.iter().map(|tie| tie.to_vec()).collect();
        let found = tie_lines(&ties, counts);
        let of_lane: Vec<(usize, bool)> = found.lines[lane]
            .iter()
            .copied()
            .zip(found.loose[lane].iter().copied())
            .collect();
        assert_eq!(of_lane, expected);
    }

    #[test]
    fn a_lane_is_silent_beside_a_tie_that_it_does_not_have() {
        let ties: [&[Option<usize>]; 3] =
            [&[Some(0), Some(0)], &[Some(10), None], &[Some(20), Some(12)]];
        check(&ties, &[30, 22], 1, &[(0, false), (12, false), (12, false)]);
    }

    #[test]
    fn a_text_that_goes_on_is_shared_out() {
        // The second lane has only its beginning.
        let ties: [&[Option<usize>]; 3] =
            [&[Some(0), Some(0)], &[Some(2), None], &[Some(50), None]];
        check(&ties, &[100, 200], 1, &[(0, false), (4, true), (100, true)]);
        check(&ties, &[100, 200], 0, &[(0, false), (2, false), (50, false)]);
    }

    #[test]
    fn lanes_that_share_nothing_are_not_shared_out() {
        let ties: [&[Option<usize>]; 2] = [&[None, Some(0)], &[None, None]];
        check(&ties, &[90, 0], 0, &[(90, false), (90, false)]);
    }
}
