//! Blocks of a frame as one passage: what an entry, a reading or a note says in a line.

use super::frame::Frame;
use crate::model::{BlockKind, Passage, Place};

impl Frame {
    /// The words between two places, as one passage.
    pub(super) fn between(&self, from: Place, to: Place) -> Passage {
        let mut parts = vec![];
        for number in from.block..=to.block {
            let Some(block) = self.blocks.get(number as usize) else { break };
            let length = block.content.text.len();
            let start = if number == from.block { from.offset as usize } else { 0 };
            let end = if number == to.block { to.offset as usize } else { length };
            if start < end && end <= length {
                let mut part = block.content.slice(start..end);
                part.points.clear();
                parts.push((block.kind.clone(), part));
            }
        }
        joined(parts)
    }

    /// All blocks as one passage.
    pub(super) fn into_passage(mut self) -> Passage {
        self.finish();
        joined(
            self.blocks
                .into_iter()
                .map(|block| (block.kind, block.content))
                .collect(),
        )
    }
}

/// Blocks as one passage: lines of verse parted by a stroke, others by a space.
fn joined(parts: Vec<(BlockKind, Passage)>) -> Passage {
    let mut parts = parts.into_iter();
    let Some((_, mut all)) = parts.next() else { return Passage::default() };
    for (kind, part) in parts {
        if !all.text.is_empty() && !part.text.is_empty() {
            all.text
                .push_str(if kind == BlockKind::VerseLine { " / " } else { " " });
        }
        all.append(&part);
    }
    all
}
