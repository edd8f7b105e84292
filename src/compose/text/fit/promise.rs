//! What a paragraph promises: what the pages around a bad one would cost if it had a line
//! more or less.

use std::ops::Range;

use super::trial::{Search, Trial, cost};
use crate::compose::text::planned::Planned;
use crate::pages::rule::{Growth, Pin};
use crate::pages::{self, Feet, Line, Start, Strip};

/// Pages before a bad one, and after it, that are planned to see what a paragraph would
/// change.
pub(super) const BEFORE: usize = 3;
pub(super) const AFTER: usize = 5;

/// How many pages before a bad one are planned at most, if notes run on to those before it.
const FARTHEST: usize = 5;

/// How many paragraphs are set alone for the sake of one page.
const ATTEMPTS: usize = 4;

/// A paragraph of fewer lines is left alone.
const FEWEST: usize = 3;

/// What share of a line can be saved or filled at the limits of spacing, about: in scripts
/// whose letters may be moved, and in others. It only says what is worth a trial.
const SAVED: [f64; 2] = [0.035, 0.025];
const FILLED: [f64; 2] = [0.065, 0.055];

/// A paragraph that might have another length.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub block: u32,
    /// Whether it gets a line more than it has, else one less.
    pub longer: bool,
    /// Whether it would be as it is usually.
    pub undo: bool,
    /// Its lines.
    pub lines: Range<usize>,
    /// How near it comes to the limit of spacing, as a share.
    strain: f64,
}

impl Search<'_> {
    /// The paragraphs near a page that might be shorter or longer.
    pub(super) fn candidates(
        &self,
        best: &Trial,
        page: usize,
        widths: &[f64],
        measure: f64,
    ) -> Vec<Candidate> {
        let Planned { plan, lines, .. } = &best.planned;
        let first = &plan.pages[page.saturating_sub(BEFORE)];
        let last = &plan.pages[(page + 1).min(plan.pages.len() - 1)];
        let near = first.lines.start..last.lines.end;
        let mut found = vec![];
        let mut at = near.start;
        while at < near.end {
            let block = lines[at].block;
            let of_it = |line: &&Line| line.block == block;
            let start = at - lines[..at].iter().rev().take_while(of_it).count();
            let range = start..at + lines[at..].iter().take_while(of_it).count();
            at = range.end;
            if !self.may_be_fitted(block) || range.len() < FEWEST {
                continue;
            }
            if let Some(fitted) = best.fitted.iter().find(|fitted| fitted.block == block)
            {
                let longer = !fitted.longer;
                let lines = range;
                let strain = fitted.strain;
                found.push(Candidate { block, longer, undo: true, lines, strain });
                continue;
            }
            let joins = usize::from(!self.of.job.blocks[block as usize].letters);
            let count = range.len() as f64;
            let fill = widths[range.end - 1] / measure;
            let strains = [
                (false, fill / (count - 1.0) / SAVED[joins]),
                (true, (1.0 - fill).max(0.0) / count / FILLED[joins]),
            ];
            for (longer, strain) in strains {
                if strain <= 1.0 {
                    let lines = range.clone();
                    found.push(Candidate { block, longer, undo: false, lines, strain });
                }
            }
        }
        let refused = &self.refused;
        found.retain(|one| !refused.contains(&(one.block, one.longer)));
        found
    }

    /// The candidates that would make the pages around a bad one better by more than they
    /// cost, the best first.
    pub(super) fn promising(
        &self,
        planned: &Planned,
        page: usize,
        candidates: Vec<Candidate>,
    ) -> Vec<Candidate> {
        if candidates.is_empty() {
            return vec![];
        }
        let pages = &planned.plan.pages;
        let mut first = page.saturating_sub(BEFORE);
        while first > 0 && pages[first].continues() {
            first -= 1;
        }
        // Where long notes run on through many pages, each trial would cost as much as these.
        if page - first > FARTHEST {
            return vec![];
        }
        let last = (page + AFTER).min(pages.len() - 1);
        let window = pages[first].lines.start..pages[last].lines.end;
        let plan = |change: Option<&Candidate>| {
            planned.with_feet(self.of, |job, feet| {
                let mut lines = planned.lines[window.clone()].to_vec();
                let change = change.map(|one| {
                    let lines_of_it = one.lines.start.max(window.start) - window.start
                        ..one.lines.end.min(window.end) - window.start;
                    changed(&mut lines, lines_of_it, one.longer)
                });
                let to_plan = pages::Job {
                    lines: &lines,
                    first_folio: job.first_folio + first as u32,
                    ..*job
                };
                let start = window.start;
                let change = change.map(|line| (line, lines.len() > window.len()));
                pages::plan(&to_plan, &mut Shifted { feet, start, change })
            })
        };
        let now = plan(None);
        // Where there were too many ways to part notes, plans differ by which were looked at, more
        // than by a line.
        if now.narrowed.lines > 0 {
            return vec![];
        }
        let now = now.badness();
        // Of one that begins long before, the change would be there.
        let is_here = |one: &Candidate| {
            let lines = &one.lines;
            lines.start.max(window.start) + FEWEST <= lines.end.min(window.end)
        };
        let mut found: Vec<(f64, Candidate)> = candidates
            .into_iter()
            .filter(is_here)
            .filter_map(|one| {
                let cost = cost(self.weights(), one.strain);
                let cost = if one.undo { -cost } else { cost };
                let gain = now - plan(Some(&one)).badness() - cost;
                (gain > 0.0).then_some((gain, one))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.truncate(ATTEMPTS);
        found.into_iter().map(|one| one.1).collect()
    }
}

/// Gives the paragraph of some lines one more or takes one away, in its middle, about as
/// its words would lie. Returns the line that was added, or that the one taken away came
/// before.
fn changed(lines: &mut Vec<Line>, of: Range<usize>, longer: bool) -> usize {
    let pitch = pages::plan::pitch(lines);
    let middle = usize::midpoint(of.start, of.end);
    let at = if longer {
        let line = lines[middle - 1];
        let usual = Line {
            first: false,
            last: false,
            hyphenated: false,
            wordless: false,
            growth: Growth::None,
            pin: None,
            released: false,
            ..line
        };
        lines.insert(middle, usual);
        middle
    } else {
        let line = lines.remove(middle);
        // What is wanted of its break is wanted of the next one's.
        if let Some(next) = lines.get_mut(middle) {
            next.released |= line.released;
            next.pin = next.pin.or(line.pin.filter(|pin| *pin == Pin::Break));
        }
        middle
    };
    let (from, step) = if longer { (at, pitch) } else { (at, -pitch) };
    for line in &mut lines[from..] {
        line.baseline += step;
    }
    at
}

/// The feet of lines that begin with line `start` of a text, where one was added or taken
/// away.
struct Shifted<'a> {
    feet: &'a mut dyn Feet,
    start: usize,
    /// The line, and whether it was added.
    change: Option<(usize, bool)>,
}

impl Shifted<'_> {
    /// Before which line of the text what stands before a line of these stood.
    fn was(&self, line: usize) -> usize {
        self.start
            + match self.change {
                Some((at, true)) if line > at => line - 1,
                Some((at, false)) if line > at => line + 1,
                _ => line,
            }
    }
}

impl Feet for Shifted<'_> {
    fn items(&self, series: usize, line: usize) -> usize {
        self.feet.items(series, self.was(line))
    }

    fn strip(&mut self, series: usize, start: Start, end: usize) -> Strip {
        let start = Start { line: self.was(start.line), ..start };
        self.feet.strip(series, start, end)
    }
}
