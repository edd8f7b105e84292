//! A text set in pages, still without folios.

use std::sync::Arc;

use super::fit::Fits;
use super::page::SetPage;
use super::released::Broken;
use super::side_by_side::SideBySide;
use super::waiting::{Parted, Waiting};
use crate::compose::foot::endnotes::SetEndnotes;
use crate::compose::scan::widths;
use crate::compose::tags::Ties;
use crate::edition::ReferenceStyle;
use crate::lines::{Cite, LineMap, LineName, LineNames};
use crate::model::Lang;
use crate::pages::{Explanation, Line, PageRun, Plan};
use crate::typeset::substitutes::Lacking;
use crate::words::numeral;

/// A text set in pages, still without folios.
#[derive(Debug, Clone)]
pub struct SetText {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Which bytes of the source stand on which line.
    pub line_map: Arc<LineMap>,
    /// Which lines stand on which page.
    pub plan: Plan,
    /// The page of each line, from 0, counting the pages of this text.
    pub page_of: Vec<u32>,
    /// The number of each line as the lineation counts it; 0 if not counted.
    pub number_of: Vec<u32>,
    /// The names of its lines, as references have them.
    pub cited: LineNames,
    /// Where the parts begin by which the work is cited: the line of each, and its number.
    pub passages: Vec<(usize, String)>,
    /// The folios of its pages, or their numbers in the front matter.
    pub folios: PageRun,
    /// The pages, with those that only hold notes that run on, and behind those of the
    /// plan those that only hold endnotes.
    pub pages: Vec<SetPage>,
    /// How the structure of a tagged PDF has the items of its feet and of its endnotes.
    pub ties: Ties,
    /// The endnotes of the text and those of the book.
    pub endnotes: Vec<SetEndnotes>,
    /// Characters in the face of last resort.
    pub missing: Vec<Lacking>,
    /// Notes and entries that begin on a later page than their lines, in the order of their
    /// pages. All others begin on the page of their line.
    pub waiting: Vec<Waiting>,
    /// Notes and entries that run on though their series keeps its notes whole.
    pub parted: Vec<Parted>,
    /// How often the plan was made.
    pub rounds: usize,
    /// Paragraphs that were set a line shorter or longer for the sake of pages.
    pub fits: Fits,
    /// Lines wider than the measure by more than a point.
    pub overfull_lines: Vec<u32>,
    /// Why the page ends where it does that was asked for.
    pub explained: Option<Explanation>,
    /// Of the first of texts that stand side by side how all of them came out.
    pub side_by_side: Option<SideBySide>,
    /// Pins of the edition that change nothing, as indexes.
    pub idle_pins: Vec<usize>,
    /// Pages of the last release that can't be kept, if none may move.
    pub broken: Vec<Broken>,
}

impl SetText {
    /// What a line is called in references.
    pub fn name(&self, line: usize) -> LineName {
        let page = self.page_of.get(line).map(|&page| &self.plan.pages[page as usize]);
        self.cited.name(line, page.map_or(0, |page| page.lines.start))
    }

    /// How a line is cited, its section or stanza before it if that is wanted; empty if it
    /// has no name.
    pub fn cite(&self, line: usize, with_section: bool) -> Cite {
        self.cited.cite(self.name(line), with_section)
    }

    /// What the running head of a page says of the place: the parts by which the work is cited
    /// that stand on it, `2.3–4.1`, or its first and its last line, in the digits of the
    /// text; nothing if there are none, or if `style` wants none.
    pub fn head_of(
        &self,
        page: usize,
        style: &ReferenceStyle,
        lang: &Lang,
    ) -> Option<String> {
        let parts = || self.passages_on(page).filter(|_| style.heads);
        let lines = || self.lines_on(page).filter(|_| style.head_lines);
        let said = if self.passages.is_empty() { lines() } else { parts() };
        said.map(|said| numeral::digits(&said, lang))
    }

    /// The first and the last line of a page that have a number, with that of their section;
    /// nothing where lines are counted by page.
    fn lines_on(&self, page: usize) -> Option<String> {
        if self.cited.by_page() {
            return None;
        }
        let lines = self.plan.pages.get(page)?.lines.clone();
        let mut named = lines.filter(|&line| self.name(line).counted() > 0);
        let first = self.cite(named.next()?, true).to_string();
        let last = named.next_back().map(|line| self.cite(line, true).to_string());
        Some(match last.filter(|last| *last != first) {
            Some(last) => format!("{first}–{last}"),
            None => first,
        })
    }

    /// The parts by which the work is cited that stand on a page: `2.3–4.1`; nothing if it has
    /// none, or no lines of the text.
    fn passages_on(&self, page: usize) -> Option<String> {
        let lines = self.plan.pages.get(page).map(|page| page.lines.clone())?;
        let before = self.passages.partition_point(|passage| passage.0 <= lines.start);
        let behind = self.passages.partition_point(|passage| passage.0 < lines.end);
        let at = |k: usize| self.passages.get(k).map(|passage| passage.1.as_str());
        // What goes on from the page before, if anything does.
        let first = match before.checked_sub(1) {
            Some(k) => at(k)?,
            None if behind > 0 => at(0)?,
            None => return None,
        };
        let last = at(behind.checked_sub(1)?)?;
        let is_empty = lines.is_empty();
        (!is_empty).then(|| match first == last {
            true => first.to_owned(),
            false => format!("{first}–{last}"),
        })
    }

    /// How deep the baseline of a line stands below the top of the text area of its
    /// page, in points.
    pub fn depth(&self, line: usize) -> f64 {
        let page = self.plan.pages.get(self.plan.page_of(line));
        self.lines[line].baseline - page.map_or(0.0, |page| page.top(&self.lines))
    }

    /// How wide each line of a block is, in points.
    pub fn widths(&self, block: u32) -> Vec<f64> {
        let mut found = vec![];
        for (set, page) in self.pages.iter().zip(&self.plan.pages) {
            let top = page.top(&self.lines);
            let lines: Vec<Line> = self.lines[page.lines.clone()]
                .iter()
                .map(|line| Line { baseline: line.baseline - top, ..*line })
                .collect();
            if lines.iter().any(|line| line.block == block) {
                let widths = widths(&set.body, &lines).into_iter().zip(&lines);
                found.extend(widths.filter(|(_, line)| line.block == block).map(|w| w.0));
            }
        }
        found
    }
}
