//! Which bytes of a text's source stand on which of its lines, and the other way round.

use std::ops::Range;

use crate::assemble::TextMap;
use crate::model::Place;

/// Bytes of the source that stand on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
    /// The line, from 0.
    pub line: u32,
}

/// The lines of a text and the bytes of its source, found in both directions by search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineMap {
    /// In the order of their bytes.
    runs: Vec<Run>,
    /// The same in the order of their lines, and on a line of their bytes.
    by_line: Vec<Run>,
}

impl LineMap {
    /// From the runs of bytes on each line, as (first byte, byte behind the last).
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a [(u32, u32)]>) -> Self {
        let lines = lines.into_iter().enumerate();
        let runs = lines.flat_map(|(k, runs)| {
            runs.iter()
                .map(move |&(start, end)| Run { start, end, line: k as u32 })
        });
        runs.collect()
    }

    /// All runs, in the order of their bytes.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The runs of a line, in the order of their bytes.
    pub fn on_line(&self, line: usize) -> &[Run] {
        let line = line as u32;
        let from = self.by_line.partition_point(|run| run.line < line);
        let to = self.by_line.partition_point(|run| run.line <= line);
        &self.by_line[from..to]
    }

    /// The line on which a byte stands. For a byte that is not set, such as a blank at the
    /// end of a line, it is the line of the next byte that is; behind the last one the last
    /// line. Nothing if no byte is set.
    pub fn line_of(&self, byte: u32) -> Option<usize> {
        let k = self.runs.partition_point(|run| run.start <= byte);
        let before = k.checked_sub(1).map(|k| self.runs[k]);
        let run = match before {
            Some(run) if byte < run.end => Some(run),
            before => self.runs.get(k).copied().or(before),
        };
        run.map(|run| run.line as usize)
    }

    /// The first and the last line of what begins with one byte and ends with another.
    pub fn lines_of(&self, from: u32, last: u32) -> (u32, u32) {
        let first = self.line_of(from).unwrap_or(0);
        let last = self.line_of(last).unwrap_or(first).max(first);
        (first as u32, last as u32)
    }

    /// The line on which the character at a place stands.
    pub fn line_of_place(&self, place: Place, map: &TextMap) -> Option<usize> {
        self.line_of(map.source_of(place)?)
    }

    /// The first byte on a line.
    pub fn first_byte(&self, line: usize) -> Option<u32> {
        self.on_line(line).first().map(|run| run.start)
    }

    /// The place of the first character on a line; nothing if that is not one of the text's.
    pub fn first_place(&self, line: usize, map: &TextMap) -> Option<Place> {
        map.place_of(self.first_byte(line)?)
    }

    /// The bytes of a line, from its first to behind its last; empty if it has none.
    pub fn bytes(&self, line: usize) -> Range<u32> {
        let runs = self.on_line(line);
        let start = runs.first().map_or(0, |run| run.start);
        start..runs.iter().map(|run| run.end).max().unwrap_or(start)
    }

    /// The lines that hold nothing but bytes of some ranges.
    pub fn only_within(&self, ranges: &[Range<u32>]) -> Vec<usize> {
        let is_in = |run: &Run| {
            let mut ranges = ranges.iter();
            ranges.any(|range| range.start <= run.start && run.end <= range.end)
        };
        if ranges.is_empty() {
            return vec![];
        }
        let of_line = self.by_line.chunk_by(|a, b| a.line == b.line);
        of_line
            .filter(|runs| runs.iter().all(is_in))
            .map(|runs| runs[0].line as usize)
            .collect()
    }
}

impl FromIterator<Run> for LineMap {
    fn from_iter<T: IntoIterator<Item = Run>>(runs: T) -> Self {
        let mut runs: Vec<Run> = runs.into_iter().collect();
        runs.sort_unstable();
        let mut by_line = runs.clone();
        by_line.sort_by_key(|run| run.line);
        Self { runs, by_line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(runs: &[[u32; 3]]) -> LineMap {
        let run = |&[start, end, line]: &[u32; 3]| Run { start, end, line };
        runs.iter().map(run).collect()
    }

    #[test]
    fn a_byte_between_runs_belongs_to_the_next() {
        let map = map(&[[10, 20, 0], [21, 30, 1], [40, 50, 2]]);
        assert_eq!(map.line_of(5), Some(0));
        assert_eq!(map.line_of(19), Some(0));
        assert_eq!(map.line_of(20), Some(1));
        assert_eq!(map.line_of(35), Some(2));
        assert_eq!(map.line_of(60), Some(2));
        assert_eq!(LineMap::default().line_of(1), None);
    }

    #[test]
    fn lines_have_their_bytes() {
        let map = map(&[[9, 12, 1], [5, 9, 0], [14, 20, 1]]);
        let bytes: Vec<Range<u32>> = (0..3).map(|line| map.bytes(line)).collect();
        assert_eq!(bytes, [5..9, 9..20, 0..0]);
        assert_eq!((map.first_byte(1), map.first_byte(2)), (Some(9), None));
    }

    #[test]
    fn a_line_is_within_ranges_if_all_of_it_is() {
        let map = map(&[[0, 9, 0], [10, 14, 1], [15, 19, 1], [20, 29, 2]]);
        assert_eq!(map.only_within(&[0..14, 20..30]), [0, 2]);
        assert_eq!(map.only_within(&[]), [0; 0]);
    }
}
