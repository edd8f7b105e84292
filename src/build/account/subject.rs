//! A text of the book, as the account looks at it: what was edited, how it was set, and where its
//! pages are.

use std::ops::Range;

use super::findings::{Findings, Kind};
use super::lines::Margin;
use super::seen::{NONE, Seen, Token};
use super::words;
use crate::build::span_of;
use crate::compose::job::Item;
use crate::compose::{SetText, TextJob};
use crate::edition::{Edition, Parallel};
use crate::model::{Dir, Model, Role, Text};
use crate::pages::PageRun;
use crate::span::Span;

/// A text to give an account of.
pub(super) struct Subject<'a> {
    /// The manifest.
    pub edition: &'a Edition,
    /// What was edited.
    pub model: &'a Model,
    /// The text.
    pub text: &'a Text,
    /// What was to be set.
    pub job: &'a TextJob,
    /// As it was set.
    pub set: &'a SetText,
    /// Its source among the files looked for.
    pub file: usize,
    /// Its physical pages, from 0.
    pub pages: PageRun,
    /// The first page of the texts, from 0.
    pub first: usize,
}

impl Subject<'_> {
    /// The source bytes of its blocks.
    pub(super) fn body(&self) -> Range<u32> {
        let blocks = &self.job.map.blocks;
        match (blocks.first(), blocks.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The folios of its pages.
    pub(super) fn folios(&self) -> PageRun {
        let before = match self.text.role {
            Role::Front => 0,
            _ => self.first as u32,
        };
        let first = self.pages.first.saturating_sub(before) + 1;
        PageRun { first, ..self.pages }
    }

    /// Whether a source byte belongs to the head of a table, which stands again on its next
    /// pages.
    pub(super) fn is_table_head(&self, byte: u32) -> bool {
        let block = self.job.map.block_of(byte);
        let block = block.and_then(|block| self.job.blocks.get(block as usize));
        block
            .and_then(|block| block.table)
            .is_some_and(|(_, is_head)| is_head)
    }

    /// The place in the editor's files of a source byte.
    pub(super) fn span(&self, byte: u32) -> Span {
        let span = span_of(self.model, self.job, byte).or(self.text.span);
        span.unwrap_or(self.edition.span)
    }

    /// The place in the editor's files of a line.
    pub(super) fn span_of_line(&self, line: usize) -> Option<Span> {
        let byte = self.set.line_map.first_byte(line)?;
        Some(self.span(byte))
    }

    /// The place in the editor's files of a note or an entry.
    pub(super) fn span_of_item(&self, item: &Item) -> Span {
        let span = match item.entry {
            true => self.text.entries[item.index].span,
            false => self.text.notes[item.index].span,
        };
        span.or(self.text.span).unwrap_or(self.edition.span)
    }

    /// What a note or an entry is called in messages.
    pub(super) fn name_of(&self, item: &Item) -> String {
        let (series, number) = match item.entry {
            true => (&self.text.entries[item.index].series, item.index + 1),
            false => (&self.text.notes[item.index].series, item.index + 1),
        };
        format!("{}: {series}: {number}", self.text.id)
    }

    /// Says that something does not say what it should, unless it is left out on purpose.
    pub(super) fn wrong(
        &self,
        kind: Kind,
        wanted: &str,
        span: impl Into<Option<Span>>,
        findings: &mut Findings,
    ) {
        let withheld = self.edition.design.withhold.iter();
        match withheld.into_iter().find(|name| *name == kind.name()) {
            Some(name) => findings.withheld(kind, name, span.into()),
            None => findings.wrong(kind, wanted, span.into()),
        }
    }

    /// Where the text of a page begins and ends, from the left, in points.
    pub(super) fn between_margins(&self, page: usize) -> (f32, f32) {
        let settings = &self.edition.page;
        let recto = match page.checked_sub(self.first) {
            Some(n) => n.is_multiple_of(2),
            None => page.is_multiple_of(2),
        };
        let spine_left = recto == (self.edition.lang.dir() == Dir::Ltr);
        let left = if spine_left { settings.inner } else { settings.outer };
        let whole = settings.width - settings.inner - settings.outer;
        let (from, to) = match self.lane() {
            None => (0.0, whole),
            Some((parallel, lane)) => {
                let before = parallel.offset_of(lane, whole);
                let behind = before + parallel.measure_of(lane, whole);
                match self.edition.lang.dir() {
                    Dir::Ltr => (before, behind),
                    Dir::Rtl => (whole - behind, whole - before),
                }
            }
        };
        ((left + from) as f32 + 0.6, (left + to) as f32 - 0.6)
    }

    /// The parallel that it is part of, and which of its lanes it is.
    pub(super) fn lane(&self) -> Option<(&Parallel, usize)> {
        self.edition.parallels.iter().find_map(|parallel| {
            let mut lanes = parallel.texts.iter();
            Some((parallel, lanes.position(|text| *text == self.job.index)?))
        })
    }

    /// From where to where what stands beside it may reach on a page, in points: to the columns
    /// next to it, or to the edges of the paper.
    fn outermost(&self, page: usize, paper: (f32, f32)) -> (f32, f32) {
        let Some((parallel, lane)) = self.lane() else { return paper };
        let Some((place, column)) = parallel.place_of(lane) else { return paper };
        let (left, right) = self.between_margins(page);
        let gutter = parallel.gutter as f32;
        let (mut is_first, mut is_last) =
            (column == 0, column + 1 == parallel.pages[place].len());
        if self.edition.lang.dir() == Dir::Rtl {
            std::mem::swap(&mut is_first, &mut is_last);
        }
        let from = if is_first { paper.0 } else { left - gutter };
        let to = if is_last { paper.1 } else { right + gutter };
        (from, to)
    }

    /// Whether a token stands in neither margin of its page.
    pub(super) fn is_in_column(&self, token: &Token) -> bool {
        let (left, right) = self.between_margins(token.page as usize);
        token.right >= left && token.left <= right
    }

    /// What stands in the margins of a page.
    pub(super) fn margins(&self, seen: &Seen, page: usize) -> Vec<Margin> {
        let (left, right) = self.between_margins(page);
        // Long numbers may reach over the edge of the paper.
        let whole = (f32::NEG_INFINITY, f32::INFINITY);
        let (first, last) = self.outermost(page, whole);
        // What stands apart on a row is not one number: lines and pages share a margin.
        const APART: f32 = 4.0;
        let mut found: Vec<(u32, bool, Margin)> = vec![];
        let mut edges = (0.0, 0.0);
        for k in seen.page(page) {
            let token = &seen.tokens[k];
            let at_left = token.right < left;
            if token.file != NONE
                || !(at_left || token.left > right)
                || token.left < first
                || token.right > last
            {
                continue;
            }
            let words = words::plain(seen.letters(token));
            match found.last_mut() {
                Some((row, side, margin))
                    if *row == token.row
                        && *side == at_left
                        && token.left - edges.1 < APART
                        && edges.0 - token.right < APART =>
                {
                    margin.words.push_str(&words);
                    margin.from_right.insert_str(0, &words);
                }
                _ => {
                    let from_right = words.clone();
                    let is_shared =
                        if at_left { first > whole.0 } else { last < whole.1 };
                    let baseline = token.baseline;
                    let margin = Margin { words, from_right, baseline, is_shared };
                    found.push((token.row, at_left, margin));
                }
            }
            edges = (token.left, token.right);
        }
        found.into_iter().map(|(_, _, margin)| margin).collect()
    }
}
