//! The foot of a page: what it would measure, and how it is laid out.
//!
//! The planner asks for thousands of feet. Each item is laid out once on an
//! endless line, and the lines of a foot are counted by filling them with its
//! words, first fit, which is how the design has Typst break them. The feet of
//! the pages that are chosen are then laid out, and where the count was wrong
//! the planner is told the truth and plans again.

use std::ops::Range;

use rustc_hash::FxHashMap;
use typst::text::TextItem;

use super::words::Word;
use crate::edition::{SeriesKind, SeriesLayout};
use crate::pages::Measures;

/// What is common to the feet of a text, in points.
#[derive(Debug, Clone, Copy)]
pub struct Metrics {
    /// The measure.
    pub width: f64,
    /// From one baseline to the next.
    pub pitch: f64,
    /// The white above the foot, with its rule.
    pub above: f64,
    /// Between two series.
    pub between: f64,
    /// Between two run-in entries.
    pub entry_gap: f64,
    /// A word space.
    pub space: f64,
    /// A digit of a line number.
    pub digit: f64,
    /// The dash between two line numbers.
    pub dash: f64,
}

/// An item as measured.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Its index among the items of its series.
    pub index: usize,
    /// The first line it belongs to, and the last.
    pub lines: (u32, u32),
    /// The widths of its words, in points.
    pub words: Vec<f32>,
}

/// The items of one series.
#[derive(Debug, Clone)]
pub struct SeriesMeasure {
    /// Critical or familiar.
    pub kind: SeriesKind,
    /// Run-in or paragraphs.
    pub layout: SeriesLayout,
    /// The items in order of their line.
    pub items: Vec<Measured>,
    /// The words of each item by its index, where this program sets them itself, and
    /// blanks of each type to stand between items.
    pub set: Option<(Vec<Vec<Word>>, Vec<TextItem>)>,
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

/// Counts lines of feet for the planner.
pub struct Feet<'a> {
    metrics: Metrics,
    series: &'a [SeriesMeasure],
    /// The printed number of each line, if it starts on the page's first line.
    numbers: &'a dyn Fn(usize, usize) -> u32,
    /// Feet that were laid out.
    known: &'a FxHashMap<(usize, usize), f64>,
    start: usize,
    end: usize,
    fills: Vec<Fill>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Fill {
    /// Full lines and the one being filled.
    lines: u32,
    /// How far the last line is filled.
    x: f64,
    /// The next item.
    next: usize,
    /// The line of the item before.
    previous: Option<(u32, u32)>,
}

impl<'a> Feet<'a> {
    /// Counts for these series.
    pub fn new(
        metrics: Metrics,
        series: &'a [SeriesMeasure],
        numbers: &'a dyn Fn(usize, usize) -> u32,
        known: &'a FxHashMap<(usize, usize), f64>,
    ) -> Self {
        Self {
            metrics,
            series,
            numbers,
            known,
            start: usize::MAX,
            end: 0,
            fills: vec![],
        }
    }

    fn restart(&mut self, start: usize) {
        self.start = start;
        self.end = start;
        self.fills = self
            .series
            .iter()
            .map(|series| Fill {
                next: series.of(start..start).start,
                ..Fill::default()
            })
            .collect();
    }

    fn advance(&mut self, end: usize) {
        let (metrics, start, numbers) = (self.metrics, self.start, self.numbers);
        for (series, fill) in self.series.iter().zip(&mut self.fills) {
            while let Some(item) = series.items.get(fill.next)
                && (item.lines.0 as usize) < end
            {
                fill.next += 1;
                let number = match series.kind {
                    SeriesKind::Critical if fill.previous != Some(item.lines) => {
                        let width = |line: u32| {
                            digits(numbers(line as usize, start)) as f64 * metrics.digit
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
                fill.previous = Some(item.lines);
                let fresh = fill.lines == 0 || series.layout == SeriesLayout::Paragraph;
                if fresh {
                    fill.lines += 1;
                    fill.x = 0.0;
                }
                for (k, word) in item.words.iter().enumerate() {
                    let (gap, width) = match k {
                        0 if fresh => (0.0, number + f64::from(*word)),
                        0 => (metrics.entry_gap, number + f64::from(*word)),
                        _ => (metrics.space, f64::from(*word)),
                    };
                    if fill.x > 0.0 && fill.x + gap + width > metrics.width + 0.05 {
                        fill.lines += 1;
                        fill.x = width;
                    } else {
                        fill.x += gap + width;
                    }
                }
            }
        }
        self.end = end;
    }
}

impl Measures for Feet<'_> {
    fn foot(&mut self, lines: Range<usize>) -> f64 {
        if let Some(known) = self.known.get(&(lines.start, lines.end)) {
            return *known;
        }
        if lines.start != self.start || lines.end < self.end {
            self.restart(lines.start);
        }
        self.advance(lines.end);
        height(&self.metrics, self.fills.iter().map(|fill| fill.lines))
    }
}

/// The height of a foot of so many lines in each series.
pub fn height(metrics: &Metrics, lines: impl Iterator<Item = u32>) -> f64 {
    let mut height = 0.0;
    for lines in lines.filter(|&lines| lines > 0) {
        height += if height == 0.0 { metrics.above } else { metrics.between };
        height += f64::from(lines) * metrics.pitch;
    }
    height
}

fn digits(n: u32) -> u32 {
    n.checked_ilog10().unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRICS: Metrics = Metrics {
        width: 100.0,
        pitch: 10.0,
        above: 15.0,
        between: 2.0,
        entry_gap: 8.0,
        space: 2.0,
        digit: 4.0,
        dash: 4.0,
    };

    fn series(words: &[&[f32]]) -> SeriesMeasure {
        SeriesMeasure {
            kind: SeriesKind::Critical,
            layout: SeriesLayout::RunIn,
            items: words
                .iter()
                .enumerate()
                .map(|(k, words)| Measured {
                    index: k,
                    lines: (k as u32, k as u32),
                    words: words.to_vec(),
                })
                .collect(),
            set: None,
        }
    }

    #[test]
    fn entries_fill_lines_first_fit() {
        let series = [series(&[&[40.0, 40.0], &[40.0], &[60.0]])];
        let numbers = |line: usize, start: usize| (line - start) as u32 + 1;
        let known = FxHashMap::default();
        let mut feet = Feet::new(METRICS, &series, &numbers, &known);
        assert_eq!(feet.foot(0..1), 25.0); // 6 + 40 + 2 + 40
        assert_eq!(feet.foot(0..2), 35.0); // the second starts a line
        assert_eq!(feet.foot(0..3), 45.0); // 46 + 8 + 66 is too much
        assert_eq!(feet.foot(2..3), 25.0);
        assert_eq!(feet.foot(3..9), 0.0);
    }

    #[test]
    fn a_foot_that_was_laid_out_is_believed() {
        let series = [series(&[&[40.0]])];
        let numbers = |_: usize, _: usize| 1;
        let known = FxHashMap::from_iter([((0, 1), 77.0)]);
        let mut feet = Feet::new(METRICS, &series, &numbers, &known);
        assert_eq!(feet.foot(0..1), 77.0);
    }
}
