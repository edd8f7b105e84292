//! The feet of a text as the planner sees them: how many rows the items of some lines
//! take.
//!
//! The planner asks for thousands of feet. Each item is laid out once on an
//! endless line, and the rows of a strip are counted by filling them with its
//! words, first fit, which is how the design has Typst break them. The strips of
//! the pages that are chosen are then laid out, and where the count was wrong
//! the planner is told the truth and plans again.

use std::collections::BTreeMap;
use std::ops::{Bound, Range};

use rustc_hash::FxHashMap;

use super::words::Word;
use crate::edition::{SeriesKind, SeriesLayout};
use crate::pages::{Feet, Strip};

/// The sizes of a series, in points.
#[derive(Debug, Clone, Copy)]
pub struct Metrics {
    /// The width of a column.
    pub width: f64,
    /// The size of the type.
    pub size: f64,
    /// From one baseline to the next.
    pub pitch: f64,
    /// Between two run-in entries.
    pub entry_gap: f64,
    /// A word space.
    pub space: f64,
    /// A digit of a line number.
    pub digit: f64,
    /// The dash between two line numbers.
    pub dash: f64,
}

#[cfg(test)]
impl Metrics {
    /// Those of invented series.
    pub const INVENTED: Self = Self {
        width: 100.0,
        size: 8.0,
        pitch: 10.0,
        entry_gap: 8.0,
        space: 2.0,
        digit: 4.0,
        dash: 4.0,
    };
}

/// An item as measured.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Its index among the items of its series.
    pub index: usize,
    /// The first line it belongs to, and the last.
    pub lines: (u32, u32),
    /// The widths of its words, in points; [`NEW_ROW`] where a paragraph begins.
    pub words: Vec<f32>,
}

/// In place of a word: what follows begins a new row.
pub const NEW_ROW: f32 = f32::INFINITY;

/// The items of one series.
#[derive(Debug, Clone)]
pub struct SeriesMeasure {
    /// Critical or familiar.
    pub kind: SeriesKind,
    /// Run-in or paragraphs.
    pub layout: SeriesLayout,
    /// The items in order of their line.
    pub items: Vec<Measured>,
    /// The words of each item by its index, where this program sets them itself.
    pub set: Option<Vec<Vec<Word>>>,
}

impl SeriesMeasure {
    /// The items that belong to lines.
    pub fn of(&self, lines: Range<usize>) -> Range<usize> {
        let at = |line: usize| {
            self.items.partition_point(|item| (item.lines.0 as usize) < line)
        };
        at(lines.start)..at(lines.end)
    }
}

/// What was found of a strip: its series, its first line, the line after its last, and
/// what it is.
pub type Found = (usize, usize, usize, Strip);

/// Strips that were laid out: by series and first line, and of each of these by the line
/// after the last.
#[derive(Debug, Default)]
pub struct Known(FxHashMap<(usize, usize), BTreeMap<usize, Strip>>);

impl Known {
    /// Takes in what strips were found to be. References depend on the pages, and rows on
    /// the references, so that one strip may be found in two ways by turns: in the end
    /// the greater is believed (`at_most`).
    pub fn learn(&mut self, found: Vec<Found>, at_most: bool) {
        for (series, from, end, strip) in found {
            let ends = self.0.entry((series, from)).or_default();
            let believed = ends.entry(end).or_insert(strip);
            if at_most {
                believed.rows = believed.rows.max(strip.rows);
                believed.begins = believed.begins.max(strip.begins);
            } else {
                *believed = strip;
            }
        }
    }
}

/// Counts rows of feet for the planner.
pub struct Estimate<'a> {
    series: &'a [SeriesMeasure],
    /// The sizes of each series.
    metrics: &'a [Metrics],
    /// The printed number of each line, if it starts on the page's first line.
    numbers: &'a dyn Fn(usize, usize) -> u32,
    /// Strips that were laid out.
    known: &'a Known,
    fills: Vec<Fill>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Fill {
    /// The line with which the strip begins, and the line after its last.
    lines: (usize, usize),
    /// Full rows and the one being filled.
    rows: u32,
    /// The row in which the last item begins.
    begins: u32,
    /// How far the last row is filled.
    x: f64,
    /// The next item.
    next: usize,
    /// The lines of the item before.
    previous: Option<(u32, u32)>,
    /// The longest part that was laid out: the next item after it, and what it was.
    known: Option<(usize, Strip)>,
    /// How many rows more than counted it had.
    more: i64,
}

impl<'a> Estimate<'a> {
    /// Counts for these series.
    pub fn new(
        series: &'a [SeriesMeasure],
        metrics: &'a [Metrics],
        numbers: &'a dyn Fn(usize, usize) -> u32,
        known: &'a Known,
    ) -> Self {
        let nothing = Fill { lines: (usize::MAX, 0), ..Fill::default() };
        let fills = vec![nothing; series.len()];
        Self { series, metrics, numbers, known, fills }
    }
}

impl Fill {
    fn new(series: &SeriesMeasure, from: usize) -> Self {
        let next = series.of(from..from).start;
        Self { lines: (from, from), next, ..Self::default() }
    }

    /// Takes the items of the lines before `end` in.
    fn advance(
        &mut self,
        series: &SeriesMeasure,
        metrics: &Metrics,
        numbers: &dyn Fn(usize, usize) -> u32,
        end: usize,
    ) {
        let start = self.lines.0;
        while let Some(item) = series.items.get(self.next)
            && (item.lines.0 as usize) < end
        {
            self.next += 1;
            let number = match series.kind {
                SeriesKind::Critical if self.previous != Some(item.lines) => {
                    let width = |line: u32| {
                        f64::from(digits(numbers(line as usize, start))) * metrics.digit
                    };
                    let range = if item.lines.0 == item.lines.1 {
                        0.0
                    } else {
                        metrics.dash + width(item.lines.1)
                    };
                    width(item.lines.0) + range + metrics.space
                }
                _ => 0.0,
            };
            let before = self.previous.map(|lines| lines.0);
            self.previous = Some(item.lines);
            let fresh = match series.layout {
                _ if self.rows == 0 => true,
                SeriesLayout::RunIn => false,
                SeriesLayout::Paragraph => true,
                SeriesLayout::Line => before != Some(item.lines.0),
            };
            if fresh {
                self.rows += 1;
                self.x = 0.0;
            }
            for (k, word) in item.words.iter().enumerate() {
                if *word == NEW_ROW {
                    self.rows += 1;
                    self.x = 0.0;
                    continue;
                }
                let (gap, width) = match k {
                    0 if fresh => (0.0, number + f64::from(*word)),
                    0 => (metrics.entry_gap, number + f64::from(*word)),
                    _ if self.x == 0.0 => (0.0, f64::from(*word)),
                    _ => (metrics.space, f64::from(*word)),
                };
                if self.x > 0.0 && self.x + gap + width > metrics.width + 0.05 {
                    self.rows += 1;
                    self.x = width;
                } else {
                    self.x += gap + width;
                }
                if k == 0 {
                    self.begins = self.rows - 1;
                }
            }
        }
        self.lines.1 = end;
    }
}

impl Feet for Estimate<'_> {
    fn strip(&mut self, series: usize, from: usize, end: usize) -> Strip {
        let (measure, fill) = (&self.series[series], &mut self.fills[series]);
        if fill.lines.0 != from || end < fill.lines.1 {
            *fill = Fill::new(measure, from);
        }
        let metrics = &self.metrics[series];
        // What was laid out is believed, and of what is longer the part that was: a foot
        // does not shrink because a line comes to it.
        if let Some(known) = self.known.0.get(&(series, from)) {
            let new = (Bound::Excluded(fill.lines.1), Bound::Included(end));
            for (&end, &strip) in known.range(new) {
                fill.advance(measure, metrics, self.numbers, end);
                fill.known = Some((fill.next, strip));
                fill.more = i64::from(strip.rows) - i64::from(fill.rows);
            }
        }
        fill.advance(measure, metrics, self.numbers, end);
        match fill.known {
            Some((next, strip)) if next == fill.next => strip,
            _ => {
                let with_more = |row| (i64::from(row) + fill.more).max(0) as u32;
                let line = fill.previous.map(|lines| lines.0);
                Strip {
                    rows: with_more(fill.rows),
                    begins: with_more(fill.begins),
                    line,
                }
            }
        }
    }
}

fn digits(n: u32) -> u32 {
    n.checked_ilog10().unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRICS: Metrics = Metrics::INVENTED;

    fn series(layout: SeriesLayout, words: &[(u32, &[f32])]) -> SeriesMeasure {
        let items = words.iter().enumerate().map(|(index, (line, words))| Measured {
            index,
            lines: (*line, *line),
            words: words.to_vec(),
        });
        SeriesMeasure {
            kind: SeriesKind::Critical,
            layout,
            items: items.collect(),
            set: None,
        }
    }

    /// Rows and the row in which the last item begins, for strips that begin with
    /// line 0.
    fn counted(series: SeriesMeasure, ends: &[usize]) -> Vec<(u32, u32)> {
        let (series, metrics) = ([series], [METRICS]);
        let numbers = |line: usize, start: usize| (line - start) as u32 + 1;
        let known = Known::default();
        let mut feet = Estimate::new(&series, &metrics, &numbers, &known);
        let strips = ends.iter().map(|&end| feet.strip(0, 0, end));
        strips.map(|strip| (strip.rows, strip.begins)).collect()
    }

    #[test]
    fn entries_fill_rows_first_fit() {
        let words: [(u32, &[f32]); 3] =
            [(0, &[40.0, 40.0]), (1, &[40.0]), (2, &[60.0, 50.0])];
        // 6 + 40 + 2 + 40; the second starts a row; 46 + 8 + 66 is too much.
        let counts = counted(series(SeriesLayout::RunIn, &words), &[1, 2, 3, 1]);
        assert_eq!(counts, [(1, 0), (2, 1), (4, 2), (1, 0)]);
    }

    #[test]
    fn a_paragraph_holds_an_entry_or_a_line() {
        let words: [(u32, &[f32]); 3] = [(0, &[20.0]), (0, &[20.0]), (1, &[20.0])];
        assert_eq!(counted(series(SeriesLayout::RunIn, &words), &[2]), [(1, 0)]);
        assert_eq!(counted(series(SeriesLayout::Paragraph, &words), &[2]), [(3, 2)]);
        assert_eq!(counted(series(SeriesLayout::Line, &words), &[2]), [(2, 1)]);
    }

    #[test]
    fn a_strip_that_was_laid_out_is_believed() {
        let items: [(u32, &[f32]); 2] = [(0, &[40.0]), (3, &[60.0])];
        let (series, metrics) = ([series(SeriesLayout::RunIn, &items)], [METRICS]);
        let truth = Strip { rows: 7, begins: 3, line: Some(0) };
        let mut known = Known::default();
        known.learn(vec![(0, 0, 1, truth)], false);
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        assert_eq!(feet.strip(0, 0, 1), truth);
        // With more lines it is no shorter, and with another item longer.
        assert_eq!(feet.strip(0, 0, 3), truth);
        let longer = Strip { rows: 8, begins: 7, line: Some(3) };
        assert_eq!(feet.strip(0, 0, 4), longer);
        // The same when nothing shorter was asked before.
        assert_eq!(feet.strip(0, 0, 2), truth);
        assert_eq!(feet.strip(0, 0, 4), longer);
    }

    #[test]
    fn a_paragraph_of_an_item_begins_a_row() {
        let words: [(u32, &[f32]); 2] = [(0, &[20.0, NEW_ROW, 20.0, 20.0]), (0, &[20.0])];
        assert_eq!(counted(series(SeriesLayout::RunIn, &words), &[1]), [(2, 1)]);
        assert_eq!(counted(series(SeriesLayout::Paragraph, &words), &[1]), [(3, 2)]);
    }
}
