//! The plan of least total badness.
//!
//! A state of the search is a line with which a page may begin, together with what
//! earlier pages left over of their notes (nothing, nearly always) and, since the pages
//! of an opening are weighed together, which side comes next. What a page costs depends
//! on nothing else. `plan/filling.rs` says which pages may begin at a state, `plan/search.rs`
//! which way through the states is the best.

pub(super) mod filling;
pub(super) mod search;

use std::ops::Range;
use std::rc::Rc;

use serde::Serialize;

use super::costs::Costs;
use super::foot::{Feet, FootSizes, Part};
use super::rule::{Growth, Line, Unit};
use crate::edition::Weights;
use filling::Filling;
use search::Search;

/// What is to be planned.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The lines of the text.
    pub lines: &'a [Line],
    /// The height of the text area, in points.
    pub room: f64,
    /// The folio of the first page; odd ones are rectos.
    pub first_folio: u32,
    /// The sizes of the foot.
    pub sizes: &'a FootSizes,
    /// What faults cost.
    pub weights: &'a Weights,
}

/// A page of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Its lines; none on a page that holds only notes that run on.
    pub lines: Range<usize>,
    /// The height of the galley that stands at the top of its text area, in points, where
    /// lanes are level with each other: white above its first line then stays. Else nothing:
    /// its first line stands at the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top: Option<f64>,
    /// The height of its foot as the planner was told, in points.
    pub foot: f64,
    /// The strips whose rows stand at its foot, in order, and those that go on at a
    /// later page.
    pub parts: Vec<Part>,
    /// The items of its lines and of those before that find no room yet, and begin on a
    /// later page: for each series that has some, which.
    pub waiting: Vec<(usize, Range<usize>)>,
    /// The lines of white that are added to it.
    pub spread: Spread,
    /// What it costs.
    pub costs: Costs,
}

impl Page {
    /// A page with nothing, behind so many lines.
    pub fn blank(behind: usize) -> Self {
        Self {
            lines: behind..behind,
            top: None,
            foot: 0.0,
            parts: vec![],
            waiting: vec![],
            spread: Spread::default(),
            costs: Costs::default(),
        }
    }

    /// The height of the galley that stands at the top of its text area, in points.
    pub fn top(&self, lines: &[Line]) -> f64 {
        let first = lines.get(self.lines.start).filter(|_| !self.lines.is_empty());
        let own = first.map_or(0.0, |first| first.baseline - first.ascent);
        self.top.unwrap_or(own)
    }

    /// How far its lines reach below the top of its text area, in points.
    pub fn depth(&self, lines: &[Line]) -> f64 {
        let last = self.lines.clone().next_back().and_then(|k| lines.get(k));
        last.map_or(0.0, |last| last.baseline + last.descent - self.top(lines))
    }

    /// Whether notes of the lines before stand here, or go on later.
    pub fn continues(&self) -> bool {
        let early = |part: &Part| part.done > 0 || part.start.waits > part.start.item;
        self.parts.iter().any(early)
    }

    /// The lines above which white is added, each with how many lines of it.
    pub fn spread_at(&self, lines: &[Line]) -> Vec<(usize, f64)> {
        let mut spread = self.spread;
        let among = self.lines.clone().skip(1);
        let quarters = |k: usize| match lines[k].growth {
            Growth::Quarters(count) => f64::from(count),
            Growth::None | Growth::Line | Growth::Title => 0.0,
        };
        let all: f64 = among.clone().map(quarters).sum();
        let share = if all > 0.0 { spread.halves as f64 / 2.0 / all } else { 0.0 };
        let added = among.map(|k| match lines[k].growth {
            Growth::Line if spread.headings > 0 => {
                spread.headings -= 1;
                (k, 1.0)
            }
            Growth::Title => (k, std::mem::take(&mut spread.title) as f64),
            _ => (k, quarters(k) * share),
        });
        added.filter(|added| added.1 > 0.0).collect()
    }

    /// How many notes wait for a later page.
    pub fn waits(&self) -> usize {
        self.waiting.iter().map(|(_, items)| items.len()).sum()
    }
}

/// Lines of white that are added to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Spread {
    /// Those above headings, one each.
    pub headings: usize,
    /// Those below a title.
    pub title: usize,
    /// Half lines that other white shares.
    pub halves: usize,
}

impl Spread {
    /// All of them.
    pub fn lines(self) -> f64 {
        (self.headings + self.title) as f64 + self.halves as f64 / 2.0
    }
}

/// Which lines stand on which page.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Plan {
    /// The pages in order; every line is on exactly one of them.
    pub pages: Vec<Page>,
    /// How far the search was narrowed.
    pub narrowed: Narrowed,
}

/// What a search left out because there was too much.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Narrowed {
    /// At how many lines there were more states than are kept.
    pub lines: usize,
    /// The badness that this may have cost, by estimate: as if the pages after what was left
    /// out had cost as little as those after what was kept in its place.
    pub cost: f64,
}

impl Plan {
    /// Pages that begin with the last line of a paragraph.
    pub fn widows(&self, lines: &[Line]) -> usize {
        self.breaks().filter(|&k| lines[k].last && !lines[k].first).count()
    }

    /// Pages that end with the first line of a paragraph.
    pub fn orphans(&self, lines: &[Line]) -> usize {
        self.breaks()
            .filter(|&k| lines[k - 1].first && !lines[k - 1].last)
            .count()
    }

    /// Pages that end with a heading.
    pub fn headings_last(&self, lines: &[Line]) -> usize {
        self.breaks().filter(|&k| lines[k - 1].unit == Unit::Heading).count()
    }

    /// The badness of all pages.
    pub fn badness(&self) -> f64 {
        self.pages.iter().map(|page| page.costs.total()).sum()
    }

    /// The number of the page on which a line stands, from 0.
    pub fn page_of(&self, line: usize) -> usize {
        self.pages.partition_point(|page| page.lines.end <= line)
    }

    /// The first line of each page but the first.
    fn breaks(&self) -> impl Iterator<Item = usize> {
        let with_lines = self.pages.iter().filter(|page| !page.lines.is_empty());
        with_lines.skip(1).map(|page| page.lines.start)
    }
}

/// The height that lines take on a page of their own, in points.
pub fn height(lines: &[Line], range: Range<usize>) -> f64 {
    match (lines.get(range.start), range.end.checked_sub(1).and_then(|k| lines.get(k))) {
        (Some(first), Some(last)) if range.start < range.end => {
            last.baseline + last.descent - (first.baseline - first.ascent)
        }
        _ => 0.0,
    }
}

/// The most states that are kept of one line for the pages after it. There are so many only
/// where several long notes run on at once.
pub const WIDTH: usize = 24;

/// Finds the plan of least total badness.
pub fn plan(job: &Job, feet: &mut dyn Feet) -> Plan {
    Search::of(job, feet, Some(WIDTH)).run()
}

/// Finds the best plan that has a page of just these lines, if there is one.
pub fn plan_with(job: &Job, feet: &mut dyn Feet, page: Range<usize>) -> Option<Plan> {
    let mut search = Search::of(job, feet, Some(WIDTH));
    search.want(page);
    search.found()
}

/// What each page would cost that begins where page `k` of a plan begins, as the lines
/// after its end and its costs; without those of facing pages.
pub fn rivals(
    job: &Job,
    feet: &mut dyn Feet,
    plan: &Plan,
    k: usize,
) -> Vec<(usize, Costs)> {
    let mut filling = Filling::of(job, feet);
    filling.all = true;
    let left = k.checked_sub(1).and_then(|before| {
        let page = &plan.pages[before];
        filling.left(&page.parts, &page.waiting, page.lines.end)
    });
    let pages = filling.candidates(plan.pages[k].lines.start, &left.map(Rc::new));
    pages.into_iter().map(|page| (page.end, page.costs)).collect()
}

/// The usual distance of two baselines, in points.
pub fn pitch(lines: &[Line]) -> f64 {
    let mut steps: Vec<f64> = lines
        .windows(2)
        .map(|pair| pair[1].baseline - pair[0].baseline)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps
        .get(steps.len() / 2)
        .copied()
        .filter(|step| *step > 1.0)
        .unwrap_or(12.0)
}

/// Rounding that no eye sees, in points.
pub(super) const TOLERANCE: f64 = 0.02;

#[cfg(test)]
pub(super) mod tests;
