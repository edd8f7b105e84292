//! A text as set with some paragraphs shorter or longer, and the search for such.

use std::ops::Range;

use rustc_hash::FxHashSet;
use typst::introspection::Locator;

use crate::assemble::Spacing;
use crate::compose::context::TextContext;
use crate::compose::text::paragraphs::Paragraphs;
use crate::compose::text::planned::Planned;
use crate::edition::Weights;
use crate::pages::{Line, Plan};

/// What share of that a paragraph costs at least.
const LEAST: f64 = 0.25;

/// The paragraphs of a text that were set a line shorter or longer for the sake of pages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fits {
    /// The paragraphs, in their order.
    pub paragraphs: Vec<FittedParagraph>,
    /// By how much the badness of the text fell, what they cost taken off.
    pub gained: f64,
}

/// A paragraph that is set a line shorter or longer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedParagraph {
    /// Its block.
    pub block: u32,
    /// Whether it is a line longer, else shorter.
    pub longer: bool,
    /// How it is spaced.
    pub spacing: Spacing,
    /// How near that comes to the limit, as a share.
    pub(super) strain: f64,
    /// How many lines it has else.
    pub(super) usual: usize,
}

impl FittedParagraph {
    /// How many lines it has.
    pub fn lines(&self) -> usize {
        if self.longer { self.usual + 1 } else { self.usual - 1 }
    }

    pub(super) fn cost(&self, weights: &Weights) -> f64 {
        cost(weights, self.strain)
    }
}

/// What a paragraph costs that comes so near to the limit of spacing.
pub(super) fn cost(weights: &Weights, strain: f64) -> f64 {
    weights.fit * strain.max(LEAST)
}

impl Fits {
    /// Has the pages pay on which the paragraphs begin.
    pub fn charge(&self, plan: &mut Plan, lines: &[Line], weights: &Weights) {
        for paragraph in &self.paragraphs {
            let of_it = lines_of(lines, paragraph.block);
            if !of_it.is_empty() {
                let page = plan.page_of(of_it.start);
                plan.pages[page].costs.fit += paragraph.cost(weights);
            }
        }
    }
}

/// A text as set with some paragraphs shorter or longer.
pub(super) struct Trial {
    pub(super) planned: Planned,
    pub(super) fitted: Vec<FittedParagraph>,
}

impl Trial {
    /// Its widows and orphans.
    pub(super) fn single_lines(&self) -> usize {
        let Planned { plan, lines, .. } = &self.planned;
        plan.widows(lines) + plan.orphans(lines)
    }

    /// The badness of its pages and of its paragraphs.
    pub(super) fn total(&self, weights: &Weights) -> f64 {
        let fitted: f64 = self.fitted.iter().map(|one| one.cost(weights)).sum();
        self.planned.plan.badness() + fitted
    }
}

pub(super) struct Search<'a> {
    pub(super) of: &'a TextContext<'a>,
    pub(super) at: &'a Locator<'a>,
    /// Where the paragraphs are, looked up when it is first needed.
    pub(super) paragraphs: Option<Paragraphs>,
    /// What was tried in vain, as blocks and whether they were to be longer.
    pub(super) refused: FxHashSet<(u32, bool)>,
}

impl Search<'_> {
    pub(super) fn weights(&self) -> &Weights {
        &self.of.setter.edition.badness
    }

    pub(super) fn may_be_fitted(&self, block: u32) -> bool {
        let job = self.of.job.blocks.get(block as usize);
        job.is_some_and(|job| job.fits)
    }
}

/// The lines of a block.
pub(super) fn lines_of(lines: &[Line], block: u32) -> Range<usize> {
    let of_it = |line: &Line| line.block == block;
    match lines.iter().position(of_it) {
        Some(first) => {
            let count = lines[first..].iter().take_while(|line| of_it(line)).count();
            first..first + count
        }
        None => 0..0,
    }
}
