//! Paragraphs that are to be a line shorter or longer: the least change of their spacing
//! that does it is sought, by halves, within limits that the eye does not see.

use std::sync::Arc;

use crate::assemble::Spacing;
use crate::compose::SetText;
use crate::compose::job::parts_letters;
use crate::compose::job::pins::anchor;
use crate::compose::text::spacing::{STEPS, spacing};
use crate::diag::Diagnostic;
use crate::edition::{Edition, FitWish};
use crate::model::{Block, Model};

/// How often texts are set at most for the sake of paragraphs: as they are, at the limit,
/// by halves, and once more as found.
pub(super) const ROUNDS: usize = 8;

/// Where the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The paragraph is set as it is.
    Usual,
    /// It is set at the limit.
    Limit,
    /// The least step that does it is above the first and not above the second.
    Between(u32, u32),
    /// It is found, or can't be.
    Rest,
}

/// The search for the spacing of one paragraph.
pub(super) struct Search<'a> {
    fit: &'a FitWish,
    /// The index of its text and its block there.
    text: usize,
    block: u32,
    /// Whether its letters may be moved: those of a script that joins them may not.
    letters: bool,
    /// Its lines as it is.
    usual: usize,
    state: State,
    step: u32,
    /// Why it can't be, and how near it came.
    fault: Option<String>,
}

/// The searches of an edition, in the order of its manifest.
pub(super) fn searches<'a>(edition: &'a Edition, model: &Model) -> Vec<Search<'a>> {
    let search = |fit: &'a FitWish| {
        let text = model.texts.iter().position(|text| text.id == fit.text);
        let at = text.and_then(|k| anchor(&model.texts[k], &fit.at));
        let block = at.map_or(0, |place| place.block);
        let words: Option<&Block> =
            text.and_then(|k| model.texts[k].blocks.get(block as usize));
        let is_paragraph = words.is_some_and(|b| b.kind.traits().fits);
        let fault = "its anchor stands in no paragraph of prose".to_owned();
        Search {
            fit,
            text: text.unwrap_or(0),
            block,
            letters: words.is_some_and(parts_letters),
            usual: 0,
            state: if is_paragraph { State::Usual } else { State::Rest },
            step: 0,
            fault: (!is_paragraph).then_some(fault),
        }
    };
    edition.fits.iter().map(search).collect()
}

impl Search<'_> {
    /// The spacing to set the paragraph with.
    pub(super) fn spacing(&self) -> Spacing {
        spacing(self.fit.longer, self.step, self.letters)
    }

    /// Learns from the texts as they were set with its spacing. Returns whether this is
    /// how they stay.
    pub(super) fn turn(&mut self, texts: &[Arc<SetText>]) -> bool {
        if self.state == State::Rest {
            return true;
        }
        let lines = self.lines(texts);
        let reached = self.reached(lines);
        let (low, high) = match self.state {
            State::Rest => return true,
            State::Usual => {
                (self.usual, self.state, self.step) = (lines, State::Limit, STEPS);
                return false;
            }
            State::Limit if !reached => {
                let fill = (self.last_line(texts) * 100.0).round();
                self.fault = Some(if self.fit.longer {
                    format!("its last line is {fill} % full at the limit of spacing")
                } else {
                    format!(
                        "its last line is still {fill} % full at the limit of spacing"
                    )
                });
                (self.state, self.step) = (State::Rest, 0);
                return false;
            }
            State::Limit => (0, STEPS),
            State::Between(low, _) if reached => (low, self.step),
            State::Between(_, high) => (self.step, high),
        };
        if high - low > 1 {
            (self.state, self.step) = (State::Between(low, high), low.midpoint(high));
            return false;
        }
        self.state = State::Rest;
        std::mem::replace(&mut self.step, high) == high
    }

    /// Whether a paragraph of so many lines is as short or long as wanted.
    fn reached(&self, lines: usize) -> bool {
        if self.fit.longer { lines > self.usual } else { lines < self.usual }
    }

    fn lines(&self, texts: &[Arc<SetText>]) -> usize {
        let of_it = |line: &&crate::pages::Line| line.block == self.block;
        texts[self.text].lines.iter().filter(of_it).count()
    }

    /// How full the last line of the paragraph is, as a share of its longest.
    fn last_line(&self, texts: &[Arc<SetText>]) -> f64 {
        let widths = texts[self.text].widths(self.block);
        let longest = widths.iter().copied().fold(0.0, f64::max);
        let last = widths.last().copied().unwrap_or(0.0);
        if longest > 0.0 { last / longest } else { 0.0 }
    }

    /// What there is to say in the end: `before` are the texts with all paragraphs as they
    /// are, `texts` those that are printed.
    pub(super) fn said(
        &self,
        before: &[Arc<SetText>],
        texts: &[Arc<SetText>],
    ) -> Option<Diagnostic> {
        let (length, other) = match self.fit.longer {
            true => ("longer", self.usual + 1),
            false => ("shorter", self.usual.saturating_sub(1)),
        };
        let fault = self.fault.clone().or_else(|| {
            let lines = self.lines(texts);
            (lines != other).then(|| format!("it has {lines} lines, not {other}"))
        });
        if let Some(fault) = fault {
            let message = format!("the paragraph can't be a line {length}: {fault}");
            return Some(
                Diagnostic::warning("pin-impossible", message)
                    .at(self.fit.span)
                    .hint("remove the pin, or choose another paragraph"),
            );
        }
        let pages = |texts: &[Arc<SetText>]| starts(&texts[self.text], self.block);
        let badness = |texts: &[Arc<SetText>]| -> f64 {
            texts[self.text]
                .plan
                .pages
                .iter()
                .map(|page| page.costs.total())
                .sum()
        };
        let idle =
            pages(before) == pages(texts) && badness(texts) >= badness(before) - 0.01;
        idle.then(|| {
            let message = format!(
                "all pages begin as they do if this paragraph is not a line {length}, and are no better"
            );
            Diagnostic::warning("idle-pin", message)
                .at(self.fit.span)
                .hint("remove the pin")
        })
    }
}

/// The source bytes with which pages begin; nothing for one that begins inside the
/// paragraph, which has other lines.
fn starts(set: &SetText, paragraph: u32) -> Vec<Option<u32>> {
    let start = |page: &crate::pages::Page| {
        let line = page.lines.start;
        let is_in = set.lines.get(line).is_none_or(|line| line.block == paragraph);
        if is_in { None } else { set.line_map.first_byte(line) }
    };
    set.plan.pages.iter().map(start).collect()
}
