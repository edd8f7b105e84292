//! Texts that stand side by side: each has its galley, and all of them one plan of openings.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Point};

use super::fit::Fits;
use super::planned::{Prepared, planned, prepared, settled};
use super::set::paged;
use super::set_text::SetText;
use super::side_by_side::SideBySide;
use crate::compose::context::TextContext;
use crate::compose::tags;
use crate::edition::Step;
use crate::lines::LineMap;
use crate::pages::opening::{self, TieLines};
use crate::pages::rule::Growth;
use crate::pages::{self, Feet, Page};
use crate::typeset::slice;

/// Texts that are to be set side by side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lanes {
    /// Its index among the parallels of the edition.
    pub parallel: usize,
    /// Its texts, in the order of the lanes.
    pub texts: Vec<usize>,
    /// How closely they keep together.
    pub step: Step,
    /// For each tie and each lane the source byte with which what corresponds begins; nothing
    /// if the lane has nothing that corresponds.
    pub ties: Vec<Vec<Option<u32>>>,
}

/// Sets texts side by side. All have as many pages. `explain` is the folio of a page whose
/// opening is to be explained.
///
/// # Errors
/// What Typst finds wrong with the texts or the design.
pub fn set_lanes(
    of: &[TextContext],
    engine: &mut Engine,
    locator: &mut SplitLocator,
    (lanes, explain): (&Lanes, Option<u32>),
) -> SourceResult<Vec<SetText>> {
    let in_step = match lanes.step {
        Step::Level => Some(opening::Step::Level),
        Step::Opening => Some(opening::Step::Opening),
        Step::Page | Step::Free => None,
    };
    let mut made = vec![];
    let mut side_by_side = SideBySide::default();
    match in_step {
        None => {
            for of in of {
                let at = locator.next(&of.job.path);
                made.push(planned(of, engine, at, (&of.parts.body, true))?);
            }
        }
        Some(step) => {
            let mut drafts = vec![];
            for of in of {
                let at = locator.next(&of.job.path);
                drafts.push(prepared(of, engine, at, (&of.parts.body, false))?);
            }
            let ties = lanes.lines_of_ties(&drafts);
            for draft in &mut drafts {
                // White that one lane alone has would bring it out of step.
                draft
                    .lines_mut()
                    .iter_mut()
                    .for_each(|line| line.growth = Growth::None);
            }
            if step == opening::Step::Level {
                make_level(&mut drafts, &ties);
            }
            let widths: Vec<f64> = of.iter().map(|of| of.measure).collect();
            let index = |of: &TextContext| of.folios.index_of(explain?);
            let wanted = of.iter().find_map(index);
            let mut plan = |jobs: &[pages::Job], feet: &mut [&mut dyn Feet]| {
                let lanes = jobs.iter().zip(&ties.lines);
                let lanes: Vec<opening::Lane> =
                    lanes.map(|(&job, ties)| opening::Lane { job, ties }).collect();
                let made = opening::plan_openings(&lanes, feet, step);
                side_by_side.advice = opening::advice(&lanes, &made, step, &widths);
                side_by_side.explained = wanted.and_then(|k| {
                    opening::explain_opening(&lanes, feet, step, &made, k as usize)
                });
                made.plans
            };
            made = settled(engine, drafts, &mut plan)?;
        }
    }
    let most = made.iter().map(|one| one.plan.pages.len()).max().unwrap_or(0);
    let mut set = vec![];
    for (of, mut planned) in of.iter().zip(made) {
        planned.fill_up(most);
        let mut text = paged(of, engine, locator, planned, Fits::default())?;
        tags::join(&of.job.path, text.pages.iter_mut().map(|page| &mut page.body));
        set.push(text);
    }
    if let (Some(first), Some(_)) = (set.first_mut(), in_step) {
        first.side_by_side = Some(side_by_side);
    }
    Ok(set)
}

impl Lanes {
    /// The ties that can be level: for each by lane the line with which it begins, if the lane has
    /// it; `map` is that of a text. Without those that begin, in some lane, on the line with which
    /// the one before begins.
    pub fn level_ties<'a>(
        &self,
        map: impl Fn(usize) -> &'a LineMap,
    ) -> Vec<Vec<Option<usize>>> {
        let mut last: Vec<Option<usize>> = vec![None; self.texts.len()];
        let mut kept = vec![];
        for tie in &self.ties {
            let line = |(lane, byte): (usize, &Option<u32>)| {
                byte.and_then(|byte| map(self.texts[lane]).line_of(byte))
            };
            let lines: Vec<Option<usize>> = tie.iter().enumerate().map(line).collect();
            let goes_on = lines.iter().zip(&last).all(|(line, last)| {
                line.is_none_or(|line| last.is_none_or(|last| line > last))
            });
            if goes_on && lines.iter().any(Option::is_some) {
                for (last, line) in last.iter_mut().zip(&lines) {
                    *last = line.or(*last);
                }
                kept.push(lines);
            }
        }
        kept
    }

    /// For each lane the line with which each tie begins.
    fn lines_of_ties(&self, drafts: &[Prepared]) -> TieLines {
        let lane = |text: usize| self.texts.iter().position(|one| *one == text);
        let ties = self.level_ties(|text| drafts[lane(text).unwrap_or(0)].line_map());
        let counts: Vec<usize> = drafts.iter().map(|draft| draft.lines().len()).collect();
        opening::tie_lines(&ties, &counts)
    }
}

/// Moves the lines of lanes down so that what corresponds begins at one height.
fn make_level(drafts: &mut [Prepared], ties: &TieLines) {
    let moved = {
        let lanes: Vec<opening::Lane> = drafts
            .iter()
            .zip(&ties.lines)
            .map(|(draft, ties)| opening::Lane { job: draft.to_plan(), ties })
            .collect();
        opening::level(&lanes, &|lane, tie| ties.loose[lane][tie])
    };
    for (draft, moved) in drafts.iter_mut().zip(moved) {
        draft.lower(&moved);
    }
}

impl Prepared<'_> {
    /// Moves each line down by so many points.
    fn lower(&mut self, by: &[f64]) {
        let first = by.first().copied().unwrap_or(0.0);
        // Heights of the galley below which all is moved farther down, and how far.
        let mut cuts: Vec<(f64, f64)> = vec![];
        for (k, pair) in self.lines().windows(2).enumerate() {
            let by = by[k + 1] - first;
            if by - cuts.last().map_or(0.0, |cut| cut.1) > NOTHING {
                let bottom = pair[0].baseline + pair[0].descent;
                let top = pair[1].baseline - pair[1].ascent;
                cuts.push(((bottom + top) / 2.0, by));
            }
        }
        let moved = |y: f64| match cuts.partition_point(|cut| cut.0 <= y) {
            0 => 0.0,
            k => cuts[k - 1].1,
        };
        let (frame, lines, heads) = self.parts_mut();
        *frame = slice::lower(std::mem::take(frame), &|y: Abs| Abs::pt(moved(y.to_pt())));
        frame.translate_visual(Point::with_y(Abs::pt(first)));
        for head in heads {
            head.lower(first + moved(head.top()));
        }
        for line in lines {
            line.baseline += first + moved(line.baseline);
        }
    }
}

/// What is too little to move a line by, in points.
const NOTHING: f64 = 1e-6;

impl super::planned::Planned {
    /// Adds blank pages until there are so many.
    fn fill_up(&mut self, pages: usize) {
        let end = self.lines.len();
        while self.plan.pages.len() < pages {
            self.plan.pages.push(Page::blank(end));
            self.strips.of.push(vec![]);
        }
    }
}
