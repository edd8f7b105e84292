//! The foot of a page as the planner sees it: rows of series, and how they share
//! the room that the lines leave.
//!
//! The items of a series that stand on one page make a *strip* of rows. A note that
//! runs on to the next page makes one strip of both pages' items, of which the first
//! takes some rows and the second the rest, so that a paragraph of run-in entries goes
//! on as if there were no page.

use serde::Serialize;

/// What the planner asks of the layout.
pub trait Feet {
    /// The rows of a series for the items of lines `from..end`. Asked for the same
    /// `from` with growing ends.
    fn strip(&mut self, series: usize, from: usize, end: usize) -> Strip;
}

/// The rows of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strip {
    /// How many rows it has.
    pub rows: u32,
    /// The row in which its last item begins, from 0.
    pub begins: u32,
    /// The line that its last item belongs to.
    pub line: Option<u32>,
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
    /// Whether its notes may run on to the next page where they need not.
    pub splits: bool,
}

impl FootSizes {
    /// The height of a foot of so many rows in each series, with the white above it.
    pub fn height(&self, rows: impl IntoIterator<Item = u32>) -> f64 {
        let mut height = 0.0;
        for (series, rows) in self.series.iter().zip(rows) {
            if rows > 0 {
                height += if height == 0.0 { self.above } else { series.gap };
                height += f64::from(rows.div_ceil(series.columns)) * series.pitch;
            }
        }
        height
    }
}

/// The part of a strip that stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Part {
    /// The line with which the strip begins.
    pub from: usize,
    /// Rows of it that stand on pages before.
    pub done: u32,
    /// Rows that stand here.
    pub rows: u32,
    /// Rows that are still to come.
    pub rest: u32,
}

/// How far a foot may be cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Give {
    /// Long notes run on, with two rows at least on either side.
    Choice,
    /// The last note of each series runs on, if it begins here.
    Need,
    /// Notes stand where there is room for them.
    Spill,
}

/// A note of fewer rows than this does not run on if it need not.
const SHORTEST: u32 = 4;

/// Shares `room` points among the series. `parts` have all their rows when called, and
/// those that fit afterward; false if they can't fit. `new` says for each series the row
/// of its strip in which the last item of this page begins.
pub fn share(
    sizes: &FootSizes,
    room: f64,
    give: Give,
    new: &[Option<u32>],
    parts: &mut [Part],
) -> bool {
    let all: Vec<u32> = parts.iter().map(|part| part.rows).collect();
    let mut rows = all.clone();
    for &k in &sizes.yields {
        let (part, total) = (&parts[k], all[k]);
        let least = least(&sizes.series[k], give, new[k], part).min(total);
        while rows[k] > least && sizes.height(rows.iter().copied()) > room {
            rows[k] -= 1;
        }
        let alone = give == Give::Choice && total - rows[k] == 1;
        if alone && rows[k] > least {
            rows[k] -= 1;
        }
        if sizes.height(rows.iter().copied()) <= room {
            break;
        }
    }
    for (part, rows) in parts.iter_mut().zip(&rows) {
        part.rest = part.rows - rows;
        part.rows = *rows;
    }
    sizes.height(rows.iter().copied()) <= room
}

/// The rows that a series must have on a page.
fn least(sizes: &SeriesSizes, give: Give, new: Option<u32>, part: &Part) -> u32 {
    let begun = new.map_or(0, |row| row.saturating_sub(part.done));
    match give {
        Give::Spill => 0,
        Give::Need => begun + 1,
        Give::Choice => {
            let length = part.rows - begun.min(part.rows);
            if !sizes.splits || length < SHORTEST { part.rows } else { begun + 2 }
        }
    }
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

    fn shared(
        room: f64,
        give: Give,
        rows: [u32; 2],
        new: [Option<u32>; 2],
    ) -> Option<Vec<u32>> {
        let mut parts = rows.map(|rows| Part { rows, ..Part::default() });
        share(&sizes(1), room, give, &new, &mut parts)
            .then(|| parts.iter().map(|part| part.rows).collect())
    }

    #[test]
    fn a_foot_is_as_high_as_its_rows_and_gaps() {
        assert_eq!(sizes(1).height([2, 3]), 67.0);
        assert_eq!(sizes(1).height([0, 3]), 45.0);
        assert_eq!(sizes(2).height([3, 0]), 35.0);
        assert_eq!(sizes(1).height([0, 0]), 0.0);
    }

    #[test]
    fn the_later_series_yields_first() {
        let new = [Some(0), Some(0)];
        assert_eq!(shared(87.0, Give::Choice, [5, 5], new), Some(vec![5, 2]));
        assert_eq!(shared(77.0, Give::Choice, [5, 5], new), Some(vec![3, 2]));
        assert_eq!(shared(50.0, Give::Choice, [5, 5], new), None);
    }

    #[test]
    fn one_row_alone_does_not_run_on_by_choice() {
        assert_eq!(shared(107.0, Give::Choice, [5, 5], [Some(0); 2]), Some(vec![5, 3]));
        assert_eq!(shared(107.0, Give::Need, [5, 5], [Some(0); 2]), Some(vec![5, 4]));
    }

    #[test]
    fn what_has_not_begun_is_never_split_off_by_need() {
        assert_eq!(shared(47.0, Give::Need, [3, 3], [Some(1), Some(2)]), None);
        assert_eq!(
            shared(47.0, Give::Spill, [3, 3], [Some(1), Some(2)]),
            Some(vec![3, 0])
        );
    }
}
