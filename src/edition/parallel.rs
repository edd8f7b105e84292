//! Parallel texts: which of them stand side by side, where, and how closely they keep in step.

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// Texts that stand side by side, in step.
#[derive(Debug, Clone, PartialEq)]
pub struct Parallel {
    /// Its name, unique in the edition.
    pub id: String,
    /// Its texts, as indexes into the edition's texts, in the order of its lanes.
    pub texts: Vec<usize>,
    /// The pages of a cycle, the first of an opening first; each has its columns in reading
    /// order, as indexes into `texts`. A lane stands in exactly one place. An even number of
    /// pages begins on a verso; an odd one where it comes.
    pub pages: Vec<Vec<usize>>,
    /// How closely the lanes keep together.
    pub step: Step,
    /// What ties the lanes together.
    pub ties: TieKind,
    /// The share of its page's measure that each lane has, beside what the gutters take; sums
    /// to 1 on each page.
    pub shares: Vec<f64>,
    /// The white between two columns, in points.
    pub gutter: f64,
    /// Whether a rule stands in the gutter.
    pub rule: bool,
    /// Where the manifest declares it.
    pub span: Span,
}

/// What follows what in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A text by itself.
    Text(usize),
    /// A parallel.
    Parallel(usize),
}

/// What some texts make in the order of the book: a parallel stands where the first of its
/// texts would.
pub fn in_order(
    parallels: &[Parallel],
    texts: impl IntoIterator<Item = usize>,
) -> Vec<Part> {
    let mut found = vec![];
    for text in texts {
        let of_it = |parallel: &Parallel| parallel.texts.contains(&text);
        let part = parallels
            .iter()
            .position(of_it)
            .map_or(Part::Text(text), Part::Parallel);
        if !found.contains(&part) {
            found.push(part);
        }
    }
    found
}

impl Part {
    /// Its texts, in the order of the lanes.
    pub fn texts(self, parallels: &[Parallel]) -> Vec<usize> {
        match self {
            Self::Text(text) => vec![text],
            Self::Parallel(k) => parallels[k].texts.clone(),
        }
    }
}

impl Parallel {
    /// How many pages it takes until the first lane goes on.
    pub fn cycle(&self) -> u32 {
        self.pages.len() as u32
    }

    /// Whether it begins on a verso: if its lanes face each other.
    pub fn begins_on_verso(&self) -> bool {
        self.pages.len().is_multiple_of(2)
    }

    /// Where a lane stands: on which page of a cycle, and in which of its columns, both from 0.
    pub fn place_of(&self, lane: usize) -> Option<(usize, usize)> {
        let of_page = |page: &Vec<usize>| page.iter().position(|one| *one == lane);
        let mut pages = self.pages.iter().enumerate();
        pages.find_map(|(page, lanes)| Some((page, of_page(lanes)?)))
    }

    /// How long the lines of a lane are on a page of this measure, in points.
    pub fn measure_of(&self, lane: usize, measure: f64) -> f64 {
        let columns = self.place_of(lane).map_or(1, |(page, _)| self.pages[page].len());
        let gutters = self.gutter * (columns - 1) as f64;
        (measure - gutters) * self.shares.get(lane).copied().unwrap_or(1.0)
    }

    /// How far from the first column's beginning a lane begins, in points.
    pub fn offset_of(&self, lane: usize, measure: f64) -> f64 {
        let Some((page, column)) = self.place_of(lane) else { return 0.0 };
        let before = self.pages[page][..column].iter();
        before.map(|lane| self.measure_of(*lane, measure) + self.gutter).sum()
    }
}

/// How closely the lanes of a parallel keep together.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// What corresponds begins at the same height.
    Level,
    /// What corresponds stands on the same opening.
    #[default]
    Opening,
    /// Only the beginnings of the lanes stand on the same page or opening.
    Page,
    /// Not at all.
    Free,
}

/// What ties the lanes of a parallel together.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum TieKind {
    /// Pointers from one text to the other, else equal numbers, else headings, stanzas and
    /// paragraphs in their order.
    #[default]
    Structure,
    /// Equal numbers alone: of sections, verses, lines, milestones.
    Numbers,
    /// Anchors of the same name alone.
    Anchors,
    /// Line by line: verses, and lines that the texts themselves break.
    Line,
}

impl TieKind {
    /// The word for it in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Numbers => "numbers",
            Self::Anchors => "anchors",
            Self::Line => "line",
        }
    }
}

/// A kind of book, which gives the other keys of a parallel their defaults.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The first text on the verso, the others on the recto.
    Loeb,
    /// The first text on the recto, the others on the verso.
    Bude,
    /// As `loeb`, by numbered sections.
    Lal,
    /// Columns over both pages of the opening, level.
    Synopsis,
    /// The first text with narrow columns beside it, level.
    Glossed,
    /// The first text on the verso, the others on the recto, line by line.
    Diplomatic,
}

impl Preset {
    /// The pages of a parallel of so many texts.
    pub fn pages(self, lanes: usize) -> Vec<Vec<usize>> {
        let others = (1..lanes).collect();
        match self {
            Self::Loeb | Self::Lal | Self::Diplomatic => vec![vec![0], others],
            Self::Bude => vec![others, vec![0]],
            Self::Synopsis => {
                let half = lanes.div_ceil(2);
                vec![(0..half).collect(), (half..lanes).collect()]
            }
            Self::Glossed => vec![(0..lanes).collect()],
        }
    }

    /// How closely its lanes keep together.
    pub fn step(self) -> Step {
        match self {
            Self::Loeb | Self::Bude | Self::Lal => Step::Opening,
            Self::Synopsis | Self::Glossed | Self::Diplomatic => Step::Level,
        }
    }

    /// What ties its lanes together.
    pub fn ties(self) -> TieKind {
        match self {
            Self::Lal => TieKind::Numbers,
            Self::Diplomatic => TieKind::Line,
            _ => TieKind::Structure,
        }
    }

    /// The widths of its lanes, as shares that need not sum to anything.
    pub fn widths(self, lanes: usize) -> Vec<f64> {
        let width = |lane: usize| match self {
            Self::Glossed if lane == 0 => 3.0,
            _ => 1.0,
        };
        (0..lanes).map(width).collect()
    }
}

/// The pages of a parallel that says nothing of them: two texts face each other, more stand in
/// columns.
pub(super) fn usual_pages(lanes: usize) -> Vec<Vec<usize>> {
    match lanes {
        2 => vec![vec![0], vec![1]],
        _ => vec![(0..lanes).collect()],
    }
}

/// What is wrong with `lanes`, and the bytes of it that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LanesFault {
    /// What it is.
    pub kind: LanesFaultKind,
    /// The bytes of the string.
    pub range: std::ops::Range<usize>,
}

/// What is wrong with `lanes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LanesFaultKind {
    /// What stands there is no letter of a text.
    NoLane,
    /// A lane is named twice; the index of its text.
    Twice(usize),
    /// A text has no lane; its index.
    Missing(usize),
    /// A page has no lane.
    EmptyPage,
    /// What stands between two `||` has not two pages.
    NoOpening,
}

/// The name of a lane: `A` of the first, and a number from the 27th on.
pub fn lane_name(lane: usize) -> String {
    match u8::try_from(lane) {
        Ok(lane @ 0..26) => char::from(b'A' + lane).to_string(),
        _ => (lane + 1).to_string(),
    }
}

/// The pages that `lanes` describes: letters or numbers of texts, `|` from one page to the
/// next, `||` from one opening to the next.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn read_lanes(
    written: &str,
    count: usize,
) -> Result<Vec<Vec<usize>>, LanesFault> {
    let fault = |kind, range| Err(LanesFault { kind, range });
    let mut pages: Vec<Vec<usize>> = vec![];
    let mut seen = vec![false; count];
    let mut at = 0;
    let openings: Vec<&str> = written.split("||").collect();
    for opening in &openings {
        let whole = at..at + opening.len();
        let of_opening: Vec<&str> = opening.split('|').collect();
        if openings.len() > 1 && of_opening.len() != 2 {
            return fault(LanesFaultKind::NoOpening, whole);
        }
        for page in of_opening {
            let mut lanes = vec![];
            let start = at;
            let is_between = |c: char| c.is_whitespace() || c == ',';
            for word in page.split(is_between) {
                let range = at..at + word.len();
                at = (range.end + 1).min(start + page.len());
                // A separator of more than one byte: the next word begins behind it.
                at += written[range.end..]
                    .chars()
                    .next()
                    .filter(|c| is_between(*c))
                    .map_or(0, |c| c.len_utf8() - 1);
                if word.is_empty() {
                    continue;
                }
                match lane_of(word).filter(|lane| *lane < count) {
                    None => return fault(LanesFaultKind::NoLane, range),
                    Some(lane) if seen[lane] => {
                        return fault(LanesFaultKind::Twice(lane), range);
                    }
                    Some(lane) => {
                        seen[lane] = true;
                        lanes.push(lane);
                    }
                }
            }
            if lanes.is_empty() {
                return fault(LanesFaultKind::EmptyPage, start..start + page.len());
            }
            pages.push(lanes);
            at = start + page.len() + 1;
        }
        // `||` has one byte more than `|`.
        at += 1;
    }
    match seen.iter().position(|seen| !seen) {
        Some(lane) => fault(LanesFaultKind::Missing(lane), 0..written.len()),
        None => Ok(pages),
    }
}

/// The index of the text that a letter or a number names.
fn lane_of(word: &str) -> Option<usize> {
    match word.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => {
            Some(usize::from(letter.to_ascii_uppercase() - b'A'))
        }
        _ => word.parse::<usize>().ok()?.checked_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, count: usize, expected: &[&[usize]]) {
        assert_eq!(read_lanes(written, count).as_deref(), Ok(&owned(expected)[..]));
    }

    fn owned(pages: &[&[usize]]) -> Vec<Vec<usize>> {
        pages.iter().map(|page| page.to_vec()).collect()
    }

    #[track_caller]
    fn fails(written: &str, count: usize, kind: LanesFaultKind, part: &str) {
        let fault = read_lanes(written, count).expect_err(written);
        assert_eq!(fault.kind, kind);
        assert_eq!(&written[fault.range], part, "{written}");
    }

    #[test]
    fn lanes_are_pages_and_columns() {
        check("A | B", 2, &[&[0], &[1]]);
        check("a|b", 2, &[&[0], &[1]]);
        check("1 | 2", 2, &[&[0], &[1]]);
        check("B A", 2, &[&[1, 0]]);
        check("A, B | C", 3, &[&[0, 1], &[2]]);
        check("A | B || C | D", 4, &[&[0], &[1], &[2], &[3]]);
        check("A | B | C", 3, &[&[0], &[1], &[2]]);
        check("\u{a0}A\u{3000}B ", 2, &[&[0, 1]]);
        check(
            "12 1 2 3 4 5 6 7 8 9 10 11",
            12,
            &[&[11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
        );
    }

    #[test]
    fn a_fault_of_lanes_has_its_bytes() {
        use LanesFaultKind as K;
        fails("A | C", 2, K::NoLane, "C");
        fails("A B | AB", 3, K::NoLane, "AB");
        fails("A\u{3000}é", 2, K::NoLane, "é");
        fails("0 | A", 2, K::NoLane, "0");
        fails("A | B || B | C", 3, K::Twice(1), "B");
        fails("A | ", 1, K::EmptyPage, " ");
        fails("", 2, K::EmptyPage, "");
        fails("A | B", 3, K::Missing(2), "A | B");
        fails("A || B", 2, K::NoOpening, "A ");
        fails("A | B || C | D | E", 5, K::NoOpening, " C | D | E");
    }

    #[test]
    fn presets_have_each_lane_once() {
        use Preset as P;
        for preset in [P::Loeb, P::Bude, P::Lal, P::Synopsis, P::Glossed, P::Diplomatic] {
            for lanes in 2..7 {
                let mut all = preset.pages(lanes).concat();
                all.sort_unstable();
                assert_eq!(all, (0..lanes).collect::<Vec<_>>());
                assert_eq!(preset.widths(lanes).len(), lanes);
                assert!(preset.pages(lanes).iter().all(|page| !page.is_empty()));
            }
        }
    }
}
