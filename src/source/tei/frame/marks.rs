//! Marks that belong to a block and are not read among its words: quotation marks around blocks, the
//! number of a verse.

use super::Frame;
use crate::model::{Block, BlockKind, Point, PointKind};

impl Frame {
    /// Puts a character before the next one, in whatever block that stands.
    pub(in crate::source::tei) fn put_ahead(&mut self, c: char, at: usize) {
        self.ahead.push((c, at));
    }

    /// Puts a character behind the last one, in whatever block that stands. One that was put ahead
    /// and is still waiting is taken back with it.
    pub(in crate::source::tei) fn put_behind(&mut self, c: char, at: usize) {
        if self.ahead.pop().is_some() {
            return;
        }
        if self.active {
            self.glue_before();
            return self.put(c, at);
        }
        let at = self.places.original(at);
        if let Some(block) = self.blocks.last_mut() {
            block.content.source.push(block.content.text.len(), at);
            block.content.text.push(c);
        }
    }

    /// Goes on with the last block for a sign behind it, whatever was closed after it. Gives
    /// whether it does.
    pub(in crate::source::tei) fn resume_for_a_sign(&mut self) -> bool {
        let is_words = |block: &Block| {
            matches!(block.kind, BlockKind::Paragraph | BlockKind::VerseLine)
        };
        let Some(block) = self.blocks.last().filter(|block| is_words(block)) else {
            return false;
        };
        self.order = vec![0; block.content.styles.len()];
        self.active = true;
        self.glue();
        true
    }

    /// Puts what waits for the next character, which is about to come.
    pub(super) fn put_waiting(&mut self) {
        for (c, at) in std::mem::take(&mut self.ahead) {
            self.put(c, at);
            self.glue();
        }
    }

    /// Gives the line of verse being built a number; fails if it is none, or has another.
    pub(in crate::source::tei) fn number_verse(&mut self, n: &str) -> bool {
        let Some(block) = self.blocks.last_mut().filter(|_| self.active) else {
            return false;
        };
        if block.kind != BlockKind::VerseLine {
            return false;
        }
        let points = &mut block.content.points;
        let own = points.iter().find_map(|point| match &point.kind {
            PointKind::VerseNumber(own) => Some(own == n),
            _ => None,
        });
        if own.is_none() {
            points.insert(0, Point { at: 0, kind: PointKind::VerseNumber(n.to_owned()) });
        }
        own.unwrap_or(true)
    }
}
