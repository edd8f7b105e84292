//! The foot of a page as the planner sees it: rows of series, and how they share
//! the room that the lines leave.
//!
//! Items of a series that follow one another make a *strip* of rows. Mostly a page has one
//! strip of each series, and the page has all of it. A note that runs on to the next page
//! leaves rows of its strip to that, and the items of the next page follow in the same
//! strip, so that a paragraph of run-in entries goes on as if there were no page. Where they
//! can't, since the note runs on once more, they make a strip of their own below it.

use serde::Serialize;

/// What the planner asks of the layout.
pub trait Feet {
    /// How many items of a series belong to the lines before a line. Items are counted in
    /// the order of their lines.
    fn items(&self, series: usize, line: usize) -> usize;

    /// The rows of a strip of a series that has the items before `end`.
    fn strip(&mut self, series: usize, start: Start, end: usize) -> Strip;
}

/// Where a strip begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Start {
    /// The first line of the page on which it begins.
    pub line: usize,
    /// Its first item.
    pub item: usize,
    /// The items before this one, counted from its first, had to wait: their lines stand on
    /// an earlier page. None if it is not greater than `item`.
    pub waits: usize,
}

impl Start {
    /// The same, where nothing waits in one way only.
    pub(super) fn settled(self) -> Self {
        let waits = if self.waits > self.item { self.waits } else { 0 };
        Self { waits, ..self }
    }
}

/// The rows of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strip {
    /// How many rows it has.
    pub rows: u32,
    /// The row in which its last item begins, from 0.
    pub begins: u32,
}

/// The sizes of a foot, in points.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FootSizes {
    /// The white above the foot, with its rule.
    pub above: f64,
    /// Of each series, in the order in which they stand.
    pub series: Vec<SeriesSizes>,
    /// The series in the order in which they give up room.
    pub yields: Vec<usize>,
}

/// The sizes of a series, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesSizes {
    /// From one baseline to the next.
    pub pitch: f64,
    /// How many columns its rows stand in.
    pub columns: u32,
    /// The white between it and the series above it.
    pub gap: f64,
    /// Whether its notes may run on to the next page though a page would hold them.
    pub splits: bool,
}

impl FootSizes {
    /// The height of a foot of strips, each with its series and its rows, in the order in
    /// which they stand, with the white above it.
    pub fn height(&self, strips: impl IntoIterator<Item = (usize, u32)>) -> f64 {
        let mut height = 0.0;
        let mut above = usize::MAX;
        for (k, rows) in strips {
            if rows > 0 {
                let series = &self.series[k];
                if height == 0.0 {
                    height = self.above;
                } else if above != k {
                    height += series.gap;
                }
                height += f64::from(rows.div_ceil(series.columns)) * series.pitch;
                above = k;
            }
        }
        height
    }
}

/// The part of a strip that stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Part {
    /// The series.
    pub series: usize,
    /// Where the strip begins.
    pub start: Start,
    /// The item after the last that it has on this page and those before.
    pub end: usize,
    /// Rows of it that stand on pages before.
    pub done: u32,
    /// Rows that stand here.
    pub rows: u32,
    /// Rows of these items that are still to come; all are of the last one.
    pub rest: u32,
}

/// Whether and how far a strip may be cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// With all its rows when they are to be shared, and those that fit afterward.
    pub part: Part,
    /// The rows of it that must stand here.
    pub least: u32,
    /// Whether it is better cut by two rows than by one.
    pub pairs: bool,
}

/// The height of the foot that pieces make, in points.
pub(super) fn height(sizes: &FootSizes, pieces: &[Piece]) -> f64 {
    sizes.height(pieces.iter().map(|piece| (piece.part.series, piece.part.rows)))
}

/// Shares `room` points among the strips of a foot: of the series that yields first the last
/// strip is cut first. False if they can't fit.
pub(super) fn share(sizes: &FootSizes, room: f64, pieces: &mut [Piece]) -> bool {
    let mut over = height(sizes, pieces) - room;
    for &k in &sizes.yields {
        let series = &sizes.series[k];
        for at in (0..pieces.len()).rev() {
            if pieces[at].part.series != k {
                continue;
            }
            if over <= 0.0 {
                return true;
            }
            let Piece { part, least, pairs } = pieces[at];
            // All but the last of the rows that must go, at once.
            let sure = (over / series.pitch) as u32 * series.columns;
            let sure = sure.saturating_sub(series.columns);
            let mut rows = part.rows.saturating_sub(sure).max(least).min(part.rows);
            pieces[at].part.rows = rows;
            while rows > least && height(sizes, pieces) > room {
                rows -= 1;
                pieces[at].part.rows = rows;
            }
            if pairs && part.rows - rows == 1 && rows > least {
                rows -= 1;
            }
            pieces[at].part.rows = rows;
            pieces[at].part.rest = part.rows - rows;
            over = height(sizes, pieces) - room;
        }
    }
    over <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(columns: u32) -> FootSizes {
        let series = SeriesSizes { pitch: 10.0, columns, gap: 2.0, splits: true };
        FootSizes {
            above: 15.0,
            series: vec![series, series],
            yields: vec![1, 0],
        }
    }

    /// The rows that strips get of some room, given their series, rows, and how many of
    /// these must stand.
    fn shared(
        room: f64,
        pairs: bool,
        strips: &[(usize, u32, u32)],
    ) -> Option<Vec<(u32, u32)>> {
        let piece = |&(series, rows, least): &(usize, u32, u32)| Piece {
            part: Part { series, rows, ..Part::default() },
            least,
            pairs,
        };
        let mut pieces: Vec<Piece> = strips.iter().map(piece).collect();
        share(&sizes(1), room, &mut pieces).then(|| {
            pieces
                .iter()
                .map(|piece| (piece.part.rows, piece.part.rest))
                .collect()
        })
    }

    #[test]
    fn a_foot_is_as_high_as_its_rows_and_gaps() {
        assert_eq!(sizes(1).height([(0, 2), (1, 3)]), 67.0);
        assert_eq!(sizes(1).height([(0, 0), (1, 3)]), 45.0);
        assert_eq!(sizes(2).height([(0, 3)]), 35.0);
        assert_eq!(sizes(1).height([(0, 0), (1, 0)]), 0.0);
        // Between strips of one series there is no gap, and each has its own columns.
        assert_eq!(sizes(1).height([(0, 2), (0, 1), (1, 3)]), 77.0);
        assert_eq!(sizes(2).height([(0, 1), (0, 1)]), 35.0);
    }

    #[test]
    fn the_later_series_yields_first() {
        let both = [(0, 5, 2), (1, 5, 2)];
        assert_eq!(shared(87.0, true, &both), Some(vec![(5, 0), (2, 3)]));
        assert_eq!(shared(77.0, true, &both), Some(vec![(3, 2), (2, 3)]));
        assert_eq!(shared(50.0, true, &both), None);
    }

    #[test]
    fn one_row_alone_does_not_run_on_by_choice() {
        let both = [(0, 5, 2), (1, 5, 2)];
        assert_eq!(shared(107.0, true, &both), Some(vec![(5, 0), (3, 2)]));
        assert_eq!(shared(107.0, false, &both), Some(vec![(5, 0), (4, 1)]));
    }

    #[test]
    fn of_a_series_the_last_strip_yields_first() {
        let strips = [(0, 9, 2), (0, 3, 3), (0, 6, 2)];
        assert_eq!(shared(165.0, true, &strips), Some(vec![(9, 0), (3, 0), (3, 3)]));
        assert_eq!(shared(145.0, true, &strips), Some(vec![(7, 2), (3, 0), (2, 4)]));
        assert_eq!(shared(75.0, true, &strips), None);
    }

    #[test]
    fn thousands_of_rows_are_cut_to_those_that_fit() {
        let strips = [(0, 2, 2), (1, 90_000, 1)];
        assert_eq!(shared(107.0, false, &strips), Some(vec![(2, 0), (7, 89_993)]));
    }
}
