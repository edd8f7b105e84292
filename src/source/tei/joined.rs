//! Blocks of a frame as one passage: what an entry, a reading or a note says in a line.

use super::frame::Frame;
use crate::model::{BlockKind, Passage, Place, Point, Styled};

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
        append(&mut all, &part);
    }
    all
}

/// Appends a passage to another.
pub(super) fn append(all: &mut Passage, part: &Passage) {
    let base = all.text.len() as u32;
    all.text.push_str(&part.text);
    if all.source.file.is_none() {
        all.source.file = part.source.file;
    }
    for &(text, byte) in &part.source.runs {
        all.source.push((base + text) as usize, byte as usize);
    }
    all.styles.extend(part.styles.iter().map(|styled| Styled {
        range: base + styled.range.start..base + styled.range.end,
        style: styled.style.clone(),
    }));
    all.points.extend(
        part.points
            .iter()
            .map(|point| Point { at: base + point.at, kind: point.kind.clone() }),
    );
}
