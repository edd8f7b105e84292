//! The feet of a text as the planner sees them: how many rows the items of some lines
//! take.
//!
//! The planner asks for thousands of feet. Each item is laid out once on an
//! endless line, and the rows of a strip are counted by filling them with its
//! words, first fit, which is how the design has Typst break them. The strips of
//! the pages that are chosen are then laid out, and where the count was wrong
//! the planner is told the truth and plans again.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::words::Word;
use crate::edition::{SeriesKind, SeriesLayout};
use crate::pages::{Feet, Line, Start, Strip, Unit};

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

    /// Keeps notes with marks in the order of their marks where cells of a table stand beside
    /// each other, so that the later mark may be on the upper line: they belong to the row as a
    /// whole, which has one page.
    pub fn keep_order(&mut self, lines: &[Line]) {
        if self.kind != SeriesKind::Familiar {
            return;
        }
        self.items.sort_by_key(|item| item.index);
        let is_row = |from: u32, to: u32| {
            let row = lines.get(from as usize..=to as usize).unwrap_or_default();
            let units = || row.iter().map(|line| line.unit);
            units()
                .all(|unit| matches!(unit, Unit::Row(_)) && Some(unit) == units().next())
        };
        let mut next = u32::MAX;
        for item in self.items.iter_mut().rev() {
            if item.lines.0 > next && is_row(next, item.lines.0) {
                item.lines = (next, next);
            }
            next = next.min(item.lines.0);
        }
        self.items.sort_by_key(|item| item.lines.0);
    }
}

/// What was found of a strip: its series, where it begins, the item after its last, and
/// what it is.
pub type Found = (usize, Start, usize, Strip);

/// What was found when strips were laid out.
#[derive(Debug, Default)]
pub struct Known {
    /// Strips by their series and where they begin, and of each of these by the item after
    /// the last.
    strips: FxHashMap<(usize, Start), BTreeMap<usize, Strip>>,
    /// Of series that give each item a paragraph of its own, by series and item, how many
    /// rows it had.
    items: FxHashMap<(usize, usize), u32>,
    /// Long strips by their series, first item, whether that waits, and the item after the
    /// last: what was found of them on the page where they were laid out last. On another page
    /// a number may be wider, which is little beside so many rows.
    long: FxHashMap<(usize, usize, bool, usize), Strip>,
}

/// From how many rows on what was found of a strip is believed on other pages too: so many rows
/// are not broken as they are counted.
const LONG: u32 = 10;

impl Known {
    /// Takes in what strips were found to be. References depend on the pages, and rows on
    /// the references, so that one strip may be found in two ways by turns: in the end
    /// the greater is believed (`at_most`).
    pub fn learn(&mut self, found: Vec<Found>, at_most: bool) {
        for (series, start, end, strip) in found {
            if strip.rows >= LONG {
                let waits = start.waits > start.item;
                self.long.insert((series, start.item, waits, end), strip);
            }
            let ends = self.strips.entry((series, start)).or_default();
            let believed = ends.entry(end).or_insert(strip);
            if at_most {
                believed.rows = believed.rows.max(strip.rows);
                believed.begins = believed.begins.max(strip.begins);
            } else {
                *believed = strip;
            }
        }
    }

    /// Takes in how many rows an item has that is a paragraph of its own, whatever page it
    /// comes to stand on.
    pub fn learn_item(&mut self, series: usize, item: usize, rows: u32) {
        self.items.insert((series, item), rows);
    }
}

/// Counts rows of feet for the planner.
pub struct Estimate<'a> {
    series: &'a [SeriesMeasure],
    /// The sizes of each series.
    metrics: &'a [Metrics],
    /// The printed number of each line, if it starts on the page's first line.
    numbers: &'a dyn Fn(usize, usize) -> u32,
    /// What was laid out.
    known: &'a Known,
    /// The strips that were counted, by where they begin, for each series.
    tracks: Vec<FxHashMap<Start, Track>>,
    /// How many ends of strips they hold.
    held: usize,
}

/// How many ends of strips are remembered, which is some megabytes.
const HELD: usize = 1 << 19;

/// The strips that begin in one place.
#[derive(Debug, Default)]
struct Track {
    fill: Fill,
    /// For each end, in order.
    strips: Vec<Strip>,
    /// How many rows more than counted the longest had that was laid out.
    more: i64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Fill {
    /// Full rows and the one being filled.
    rows: u32,
    /// The row in which the last item begins.
    begins: u32,
    /// How far the last row is filled.
    x: f64,
    /// The lines of the item before.
    previous: Option<(u32, u32)>,
}

impl<'a> Estimate<'a> {
    /// Counts for these series.
    pub fn new(
        series: &'a [SeriesMeasure],
        metrics: &'a [Metrics],
        numbers: &'a dyn Fn(usize, usize) -> u32,
        known: &'a Known,
    ) -> Self {
        let tracks = series.iter().map(|_| FxHashMap::default()).collect();
        Self { series, metrics, numbers, known, tracks, held: 0 }
    }

    /// Counts the item of a series at a place in its order.
    fn advance(&self, fill: &mut Fill, series: usize, start: Start, at: usize) {
        let (metrics, of_it) = (&self.metrics[series], &self.series[series]);
        let item = &of_it.items[at];
        let waits = at < start.waits;
        if at == start.waits {
            fill.previous = None;
        }
        let number = match of_it.kind {
            SeriesKind::Familiar if !waits => 0.0,
            SeriesKind::Critical if fill.previous == Some(item.lines) => 0.0,
            _ => {
                let width = |line: u32| {
                    let number = (self.numbers)(line as usize, start.line);
                    f64::from(digits(number)) * metrics.digit
                };
                let range = if item.lines.0 == item.lines.1 {
                    0.0
                } else {
                    metrics.dash + width(item.lines.1)
                };
                // The number of a page, and what parts it from the line.
                let page = if waits { 3.0 * metrics.digit + metrics.space } else { 0.0 };
                page + width(item.lines.0) + range + metrics.space
            }
        };
        let before = fill.previous.map(|lines| lines.0);
        fill.previous = Some(item.lines);
        let same_line = before == Some(item.lines.0);
        let fresh = fill.rows == 0 || !of_it.layout.joins(same_line);
        if fresh {
            fill.begins = fill.rows;
            if let Some(rows) = self.known.items.get(&(series, at)) {
                fill.rows += rows;
                return;
            }
            fill.rows += 1;
            fill.x = 0.0;
        }
        for (k, word) in item.words.iter().enumerate() {
            if *word == NEW_ROW {
                fill.rows += 1;
                fill.x = 0.0;
                continue;
            }
            let (gap, width) = match k {
                0 if fresh => (0.0, number + f64::from(*word)),
                0 => (metrics.entry_gap, number + f64::from(*word)),
                _ if fill.x == 0.0 => (0.0, f64::from(*word)),
                _ => (metrics.space, f64::from(*word)),
            };
            if fill.x > 0.0 && fill.x + gap + width > metrics.width + 0.05 {
                fill.rows += 1;
                fill.x = width;
            } else {
                fill.x += gap + width;
            }
            if k == 0 {
                fill.begins = fill.rows - 1;
            }
        }
    }
}

impl Feet for Estimate<'_> {
    fn items(&self, series: usize, line: usize) -> usize {
        self.series[series].of(0..line).end
    }

    fn strip(&mut self, series: usize, start: Start, end: usize) -> Strip {
        let Some(last) = end.checked_sub(start.item + 1) else {
            return Strip::default();
        };
        if let Some(track) = self.tracks[series].get(&start)
            && let Some(strip) = track.strips.get(last)
        {
            return *strip;
        }
        if self.held > HELD {
            self.tracks.iter_mut().for_each(FxHashMap::clear);
            self.held = 0;
        }
        let mut track = self.tracks[series].remove(&start).unwrap_or_default();
        // What was laid out is believed, and of what is longer the part that was: a foot
        // does not shrink because a line comes to it.
        let known = self.known.strips.get(&(series, start));
        let waits = start.waits > start.item;
        let elsewhere =
            |end: usize| self.known.long.get(&(series, start.item, waits, end));
        while track.strips.len() <= last {
            let at = start.item + track.strips.len();
            self.advance(&mut track.fill, series, start, at);
            let Fill { rows, begins, .. } = track.fill;
            let found = known.and_then(|ends| ends.get(&(at + 1)));
            let strip = match found.or_else(|| elsewhere(at + 1)) {
                Some(&strip) => {
                    track.more = i64::from(strip.rows) - i64::from(rows);
                    strip
                }
                None => {
                    let with_more = |row| (i64::from(row) + track.more).max(0) as u32;
                    Strip { rows: with_more(rows), begins: with_more(begins) }
                }
            };
            track.strips.push(strip);
            self.held += 1;
        }
        let strip = track.strips[last];
        self.tracks[series].insert(start, track);
        strip
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
    /// line 0 and have the items of the lines before each end.
    fn counted(series: SeriesMeasure, ends: &[usize]) -> Vec<(u32, u32)> {
        let (series, metrics) = ([series], [METRICS]);
        let numbers = |line: usize, start: usize| (line - start) as u32 + 1;
        let known = Known::default();
        let mut feet = Estimate::new(&series, &metrics, &numbers, &known);
        let mut strip = |end: usize| {
            let end = feet.items(0, end);
            feet.strip(0, Start::default(), end)
        };
        ends.iter()
            .map(|&end| strip(end))
            .map(|s| (s.rows, s.begins))
            .collect()
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
        let truth = Strip { rows: 7, begins: 3 };
        let (mut known, start) = (Known::default(), Start::default());
        known.learn(vec![(0, start, 1, truth)], false);
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        assert_eq!(feet.strip(0, start, 1), truth);
        // With another item it is longer, also when nothing shorter was asked before.
        let longer = Strip { rows: 8, begins: 7 };
        assert_eq!(feet.strip(0, start, 2), longer);
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        assert_eq!(feet.strip(0, start, 2), longer);
        assert_eq!(feet.strip(0, start, 1), truth);
    }

    #[test]
    fn a_long_strip_that_was_laid_out_is_believed_on_any_page() {
        let items: [(u32, &[f32]); 2] = [(0, &[40.0]), (3, &[60.0])];
        let (series, metrics) = ([series(SeriesLayout::RunIn, &items)], [METRICS]);
        let (mut known, start) = (Known::default(), Start::default());
        let truth = Strip { rows: 40, begins: 0 };
        known.learn(vec![(0, start, 1, truth)], false);
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        let later = Start { line: 5, ..start };
        assert_eq!(feet.strip(0, later, 1), truth);
        // One that waits has another number.
        assert_eq!(feet.strip(0, Start { waits: 1, ..later }, 1).rows, 1);
        // What is short depends on its number.
        known.learn(vec![(0, start, 1, Strip { rows: 3, begins: 0 })], false);
        known.long.clear();
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        assert_eq!(feet.strip(0, later, 1).rows, 1);
    }

    #[test]
    fn a_paragraph_that_was_laid_out_is_believed_on_any_page() {
        let items: [(u32, &[f32]); 3] = [(0, &[40.0]), (3, &[60.0]), (3, &[60.0])];
        let (series, metrics) = ([series(SeriesLayout::Paragraph, &items)], [METRICS]);
        let mut known = Known::default();
        known.learn_item(0, 1, 5);
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        let start = Start { line: 2, item: 1, waits: 0 };
        assert_eq!(feet.strip(0, Start::default(), 3), Strip { rows: 7, begins: 6 });
        assert_eq!(feet.strip(0, start, 2), Strip { rows: 5, begins: 0 });
    }

    #[test]
    fn a_note_that_waited_has_the_number_of_its_page() {
        let items: [(u32, &[f32]); 2] = [(0, &[90.0]), (1, &[90.0])];
        let (series, metrics) = ([series(SeriesLayout::RunIn, &items)], [METRICS]);
        let known = Known::default();
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        let waited = Start { line: 2, item: 0, waits: 2 };
        let mut words = [(0, &[90.0, 3.0][..]), (1, &[90.0])];
        assert_eq!(feet.strip(0, Start::default(), 1).rows, 1);
        assert_eq!(feet.strip(0, waited, 1).rows, 1);
        words[0].1 = &[80.0, 8.0];
        let series = [self::series(SeriesLayout::RunIn, &words)];
        let mut feet = Estimate::new(&series, &metrics, &|_, _| 1, &known);
        assert_eq!(feet.strip(0, Start::default(), 1).rows, 1);
        assert_eq!(feet.strip(0, waited, 1).rows, 2);
    }

    #[test]
    fn a_paragraph_of_an_item_begins_a_row() {
        let words: [(u32, &[f32]); 2] = [(0, &[20.0, NEW_ROW, 20.0, 20.0]), (0, &[20.0])];
        assert_eq!(counted(series(SeriesLayout::RunIn, &words), &[1]), [(2, 1)]);
        assert_eq!(counted(series(SeriesLayout::Paragraph, &words), &[1]), [(3, 2)]);
    }
}
