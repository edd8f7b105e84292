//! Tight and loose paragraphs: where a page costs more than a paragraph may, one near it is
//! set a line shorter or longer if that makes the pages better.
//!
//! The lines of a text do not depend on its pages, but for this. It is sought in three
//! steps, of which each costs more than the one before and is made more rarely. For each
//! page that is bad, the planner is asked what the pages around it would cost if one of
//! their paragraphs had a line less or more. The paragraph that promises most is set alone,
//! to find out whether that can be. In the end the text is set with all that was
//! found, of which most is known to the compiler, and what did not keep its promise is
//! given up again.

mod alone;
mod promise;
mod trial;

use rustc_hash::FxHashSet;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::introspection::Locator;

use super::planned::Planned;
use crate::compose::context::TextContext;
use crate::compose::scan::widths;
use crate::pages;
use promise::{AFTER, BEFORE, Candidate};
pub use trial::{Fits, FittedParagraph};
use trial::{Search, Trial, lines_of};

/// How often pages that are still bad are looked at again.
const ROUNDS: usize = 3;

/// A page is bad that costs more than so many times what a paragraph costs at the limits of
/// spacing.
const BAD: f64 = 2.0;

/// What is to be changed, for the sake of which page.
struct Pick {
    page: usize,
    block: u32,
    /// The paragraph as it is to be; nothing if as it is usually.
    fitted: Option<FittedParagraph>,
}

/// Sets paragraphs of a text tight or loose where its pages are the better for it.
///
/// # Errors
/// What Typst finds wrong with the text or the design.
pub fn fit(
    of: &TextContext,
    engine: &mut Engine,
    at: &Locator,
    planned: Planned,
) -> SourceResult<(Planned, Fits)> {
    let usual = planned.plan.badness();
    let mut best = Trial { planned, fitted: vec![] };
    if of.may_be_fitted(best.planned.lines.len()) {
        let refused = FxHashSet::default();
        let mut search = Search { of, at, paragraphs: None, refused };
        search.as_released(engine, &mut best)?;
        for _ in 0..ROUNDS {
            let picks = search.picks(engine, &best)?;
            if picks.is_empty() {
                break;
            }
            search.take(engine, &mut best, picks)?;
        }
    }
    let gained = usual - best.total(&of.setter.edition.badness);
    let fits = Fits { paragraphs: best.fitted, gained };
    Ok((best.planned, fits))
}

impl Search<'_> {
    /// Sets the paragraphs as in the last release.
    fn as_released(&mut self, engine: &mut Engine, best: &mut Trial) -> SourceResult<()> {
        let mut fitted = vec![];
        for &(block, count) in &self.of.job.fitted {
            let usual = lines_of(&best.planned.lines, block).len();
            let longer = usual < count as usize;
            if usual.abs_diff(count as usize) == 1 && self.may_be_fitted(block) {
                fitted.extend(self.space(engine, block, longer, usual)?);
            }
        }
        if !fitted.is_empty() {
            let planned = self.set(engine, &fitted)?;
            *best = Trial { planned, fitted };
        }
        Ok(())
    }

    /// What is to be tried, at most one paragraph for each page that is bad.
    fn picks(&mut self, engine: &mut Engine, best: &Trial) -> SourceResult<Vec<Pick>> {
        let planned = &best.planned;
        let bad: Vec<usize> = (0..planned.plan.pages.len())
            .filter(|&page| self.is_bad(planned, page))
            .collect();
        let mut picks: Vec<Pick> = vec![];
        if bad.is_empty() {
            return Ok(picks);
        }
        let measure = self.of.measure;
        let widths = widths(&planned.galley.frame, &planned.lines);
        for page in bad {
            // The pages after the last pick are not yet known.
            if picks.last().is_some_and(|pick| page <= pick.page + BEFORE) {
                continue;
            }
            let near = self.candidates(best, page, &widths, measure);
            for candidate in self.promising(planned, page, near) {
                let Candidate { block, longer, undo, lines, .. } = candidate;
                let fitted = match undo {
                    true => None,
                    false => {
                        let fitted = self.space(engine, block, longer, lines.len())?;
                        if fitted.is_none() {
                            self.refused.insert((block, longer));
                            continue;
                        }
                        fitted
                    }
                };
                picks.push(Pick { page, block, fitted });
                break;
            }
        }
        Ok(picks)
    }

    /// Whether a page costs more than a paragraph may. One that is as in the last release
    /// is left alone.
    fn is_bad(&self, planned: &Planned, page: usize) -> bool {
        let (page, lines) = (&planned.plan.pages[page], &planned.lines);
        // Of notes that run on through pages a line more or less changes nothing.
        let of_notes = match page.continues() {
            true => page.costs.split + page.costs.crowded + page.costs.waits,
            false => 0.0,
        };
        let cost = page.costs.total() - of_notes;
        if page.lines.is_empty() || cost <= BAD * self.weights().fit {
            return false;
        }
        let was =
            |line: usize| line == 0 || lines.get(line).is_none_or(|line| line.released);
        let is_released = was(page.lines.start) && was(page.lines.end);
        !is_released || self.of.job.locked.is_empty()
    }

    /// Sets the text with what was picked, and keeps of it what makes the text better.
    fn take(
        &mut self,
        engine: &mut Engine,
        best: &mut Trial,
        mut picks: Vec<Pick>,
    ) -> SourceResult<()> {
        while !picks.is_empty() {
            let mut fitted = best.fitted.clone();
            for pick in &picks {
                fitted.retain(|one| one.block != pick.block);
                fitted.extend(pick.fitted);
            }
            fitted.sort_by_key(|one| one.block);
            let planned = self.set(engine, &fitted)?;
            let trial = Trial { planned, fitted };
            let count = picks.len();
            let all = trial.total(self.weights()) < best.total(self.weights())
                && trial.single_lines() <= best.single_lines();
            let refused: Vec<(u32, bool)> = picks
                .extract_if(.., |pick| !self.pays(pick, best, &trial))
                .map(|pick| (pick.block, pick.longer(best)))
                .collect();
            self.refused.extend(refused);
            if picks.len() == count {
                if all {
                    *best = trial;
                } else {
                    let keys = picks.iter().map(|pick| (pick.block, pick.longer(best)));
                    self.refused.extend(keys);
                }
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether the pages around that of a pick are the better for it.
    fn pays(&self, pick: &Pick, before: &Trial, after: &Trial) -> bool {
        let lines = |trial: &Trial| lines_of(&trial.planned.lines, pick.block).len();
        let usual = before.fitted.iter().find(|one| one.block == pick.block);
        let wanted = match (pick.fitted, usual) {
            (Some(one), _) => one.lines(),
            (None, Some(one)) => one.usual,
            (None, None) => return false,
        };
        if lines(after) != wanted {
            return false;
        }
        let Planned { plan, lines, .. } = &before.planned;
        let block_at = |page: usize| {
            let page = plan.pages.get(page)?;
            lines.get(page.lines.start).map(|line| line.block)
        };
        let from = block_at(pick.page.saturating_sub(BEFORE)).unwrap_or(0);
        let to = block_at(pick.page + AFTER).unwrap_or(u32::MAX);
        let near = |trial: &Trial| -> f64 {
            let Planned { plan, lines, .. } = &trial.planned;
            let is_near = |page: &&pages::Page| {
                let block = lines.get(page.lines.start).map_or(u32::MAX, |l| l.block);
                (from..=to).contains(&block)
            };
            plan.pages.iter().filter(is_near).map(|page| page.costs.total()).sum()
        };
        let cost = |one: Option<&FittedParagraph>| {
            one.map_or(0.0, |one| one.cost(self.weights()))
        };
        near(before) - near(after) > cost(pick.fitted.as_ref()) - cost(usual)
    }
}

impl Pick {
    /// Whether its paragraph gets longer than it is.
    fn longer(&self, before: &Trial) -> bool {
        let now = before.fitted.iter().find(|one| one.block == self.block);
        match (self.fitted, now) {
            (Some(one), _) => one.longer,
            (None, now) => now.is_some_and(|one| !one.longer),
        }
    }
}
