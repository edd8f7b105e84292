//! Builds leaf blocks: text with its source, styles and points.

use std::ops::Range;

use super::Reader;
use crate::model::{
    Block, BlockKind, Passage, Place, Point, PointKind, SourceMap, Style, Styled,
};
use crate::span::Span;

/// The block being built, and what waits for the next one.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    /// Whether the last block is still being written.
    pub active: bool,
    /// The kind of block that the next words begin, if none is active.
    pub pending: Option<BlockKind>,
    /// Whether blanks are dropped until a word comes.
    pub swallow: bool,
    /// Whether a place in the active block was given out.
    pinned: bool,
    /// The open styles, each with its index in the active block's styles.
    open: Vec<(Style, usize)>,
    /// Points that stood alone and go to the start of the next block.
    carried: Vec<PointKind>,
}

impl Reader<'_, '_> {
    /// Begins a block.
    pub(super) fn begin_block(&mut self, kind: BlockKind, span: Span) {
        self.end_block();
        let mut content = Passage {
            source: SourceMap::of(self.source.file),
            ..Passage::default()
        };
        if kind != BlockKind::Separator {
            let carried = std::mem::take(&mut self.leaf.carried);
            content
                .points
                .extend(carried.into_iter().map(|kind| Point { at: 0, kind }));
        }
        for (style, index) in &mut self.leaf.open {
            *index = content.styles.len();
            content
                .styles
                .push(Styled { range: 0..u32::MAX, style: style.clone() });
        }
        let lang = self.lang.clone();
        self.blocks.push(Block {
            kind,
            dir: lang.dir(),
            lang,
            content,
            span: Some(span),
        });
        self.leaf.active = true;
        self.leaf.pending = None;
        self.leaf.pinned = false;
    }

    /// Ends the active block, if there is one. A block without words goes
    /// away again, and its points wait for the next block.
    pub(super) fn end_block(&mut self) {
        if !std::mem::take(&mut self.leaf.active) {
            return;
        }
        let Some(block) = self.blocks.last_mut() else { return };
        let content = &mut block.content;
        for (_, index) in &self.leaf.open {
            content.styles[*index].range.end = content.text.len() as u32;
        }
        content.styles.retain(|styled| !styled.range.is_empty());
        let movable = |point: &Point| {
            matches!(
                point.kind,
                PointKind::Anchor(_)
                    | PointKind::PageBreak { .. }
                    | PointKind::LineNumber(_)
                    | PointKind::Milestone { .. }
            )
        };
        let stays = matches!(
            block.kind,
            BlockKind::Cell { .. }
                | BlockKind::Separator
                | BlockKind::Figure
                | BlockKind::Verbatim
        );
        let goes = !stays
            && content.text.trim().is_empty()
            && !self.leaf.pinned
            && content.points.iter().all(movable);
        if goes {
            self.leaf
                .carried
                .extend(content.points.drain(..).map(|point| point.kind));
            self.blocks.pop();
        }
    }

    /// Puts the points that still wait at the end of the last block.
    pub(super) fn settle_carried(&mut self) {
        self.end_block();
        let carried = std::mem::take(&mut self.leaf.carried);
        if carried.is_empty() {
            return;
        }
        if self.blocks.is_empty() {
            self.begin_block(BlockKind::Paragraph, self.source.span(0..0));
            self.leaf.active = false;
        }
        if let Some(block) = self.blocks.last_mut() {
            let at = block.content.text.len() as u32;
            block
                .content
                .points
                .extend(carried.into_iter().map(|kind| Point { at, kind }));
        }
    }

    /// Makes a block active: the pending one, if none is.
    pub(super) fn ensure_block(&mut self, at: usize) {
        if !self.leaf.active {
            let kind = self.leaf.pending.take().unwrap_or(BlockKind::Paragraph);
            self.begin_block(kind, self.source.span(at..at));
        }
    }

    /// Whether the active block has neither words nor points yet, or there is none.
    pub(super) fn at_block_start(&self) -> bool {
        !self.leaf.active
            || self
                .blocks
                .last()
                .is_none_or(|b| b.content.is_empty() && !self.leaf.pinned)
    }

    /// The place where reading stands.
    pub(super) fn here(&self) -> Place {
        Place::behind(&self.blocks)
    }

    /// The place where the next words will stand; their block stays even if
    /// none come.
    pub(super) fn pin(&mut self, at: usize) -> Place {
        self.ensure_block(at);
        self.leaf.pinned = true;
        self.here()
    }

    /// Adds characters of the source.
    pub(super) fn push_source(&mut self, mut range: Range<usize>) {
        let text = &self.source.text;
        range.start = range.start.max(self.source.first).min(range.end);
        if range.is_empty() {
            return;
        }
        if let Some(colons) = self.source.inserted_in(&range) {
            self.push_source(range.start..colons.start.max(range.start));
            return self.push_source(colons.end.min(range.end)..range.end);
        }
        if self.leaf.swallow {
            let rest = text[range.clone()].trim_start();
            range.start = range.end - rest.len();
        }
        if range.is_empty() {
            return;
        }
        self.leaf.swallow = false;
        self.ensure_block(range.start);
        let words = &self.source.text[range.clone()];
        let end = self.source.span(range.clone()).end;
        if let Some(block) = self.blocks.last_mut() {
            let content = &mut block.content;
            self.source.trace(&mut content.source, content.text.len(), range);
            content.text.push_str(words);
            if let Some(span) = &mut block.span {
                span.end = span.end.max(end);
            }
        }
    }

    /// Adds characters that stand for a range of the source.
    pub(super) fn push_as(&mut self, words: &str, range: Range<usize>) {
        if self.leaf.swallow && words.trim().is_empty() {
            return;
        }
        self.leaf.swallow = false;
        self.ensure_block(range.start);
        let byte = self.source.byte(range.start);
        if let Some(block) = self.blocks.last_mut() {
            block.content.source.push(block.content.text.len(), byte);
            block.content.text.push_str(words);
        }
    }

    /// Adds a passage read before, its styles and points included.
    pub(super) fn push_passage(&mut self, passage: &Passage, at: usize) {
        self.ensure_block(at);
        let Some(block) = self.blocks.last_mut() else { return };
        block.content.append(passage);
    }

    /// Adds a point.
    pub(super) fn push_point(&mut self, kind: PointKind, at: usize) {
        self.ensure_block(at);
        if let Some(block) = self.blocks.last_mut() {
            let at = block.content.text.len() as u32;
            block.content.points.push(Point { at, kind });
        }
    }

    /// Keeps an anchor for the start of the next block.
    pub(super) fn carry_anchor(&mut self, name: String) {
        self.leaf.carried.push(PointKind::Anchor(name));
    }

    /// Opens styles, the outer before the inner.
    pub(super) fn open_styles(&mut self, styles: Vec<Style>) {
        for style in styles {
            let mut index = 0;
            if let Some(block) = self.blocks.last_mut().filter(|_| self.leaf.active) {
                index = block.content.styles.len();
                let start = block.content.text.len() as u32;
                let range = start..u32::MAX;
                block.content.styles.push(Styled { range, style: style.clone() });
            }
            self.leaf.open.push((style, index));
        }
    }

    /// Closes the styles opened last.
    pub(super) fn close_styles(&mut self, count: usize) {
        let keep = self.leaf.open.len() - count;
        for (_, index) in self.leaf.open.drain(keep..) {
            if let Some(block) = self.blocks.last_mut().filter(|_| self.leaf.active) {
                block.content.styles[index].range.end = block.content.text.len() as u32;
            }
        }
    }
}
