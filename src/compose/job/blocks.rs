//! The blocks of a text, as far as breaks between their lines go.

use crate::edition::Stanzas;
use crate::model::{
    Block, BlockKind, Breaks, Dir, Group, GroupKind, PointKind, Text, WHOLE,
};
use crate::pages::Unit;

/// A block, as far as breaks go.
#[derive(Debug, Clone, Copy)]
pub struct BlockJob {
    /// What its lines are part of.
    pub unit: Unit,
    /// What it is part of that is not broken, as an index of the text's groups.
    pub whole: Option<u32>,
    /// The table that it is a cell of, as an index of the text's groups, and whether it is
    /// in the head of that.
    pub table: Option<(u32, bool)>,
    /// Whether it is a paragraph that may be set a line shorter or longer for the sake of
    /// pages. One that the editor wants kept whole may not.
    pub fits: bool,
    /// Whether its letters may then be moved: those of a script that joins them may not.
    pub letters: bool,
}

/// The row that a row is kept together with: a row of heads with the one below it.
fn row_kept_with(text: &Text, row: usize) -> usize {
    let blocks = &text.groups[row].blocks;
    if !text.is_head_row(blocks.clone()) {
        return row;
    }
    let is_below =
        |group: &Group| group.kind == GroupKind::Row && group.blocks.start == blocks.end;
    let mut later = row + 1..text.groups.len();
    later.find(|&k| is_below(&text.groups[k])).unwrap_or(row)
}

/// Whether the letters of a block are of a script that does not join them.
pub fn parts_letters(block: &Block) -> bool {
    block.dir == Dir::Ltr || matches!(block.lang.primary(), "he" | "yi")
}

/// The blocks of a text.
pub(super) fn blocks(text: &Text, stanzas: Stanzas) -> Vec<BlockJob> {
    let mut jobs: Vec<BlockJob> = text
        .blocks
        .iter()
        .map(|block| {
            let traits = block.kind.traits();
            let unit = match traits.breaks {
                Breaks::Heading => Unit::Heading,
                Breaks::Prose => Unit::Prose,
                Breaks::Verse => Unit::Verse(u32::MAX),
                Breaks::Row => Unit::Row(u32::MAX),
                Breaks::Sticky => Unit::Sticky,
            };
            BlockJob {
                unit,
                whole: None,
                table: None,
                fits: traits.fits,
                letters: parts_letters(block),
            }
        })
        .collect();
    join_groups(text, stanzas, &mut jobs);
    join_shared_verses(text, &mut jobs);
    join_captions(text, &mut jobs);
    jobs
}

/// What groups make of their blocks.
fn join_groups(text: &Text, stanzas: Stanzas, jobs: &mut [BlockJob]) {
    for (k, group) in text.groups.iter().enumerate() {
        if let GroupKind::Table { .. } = group.kind {
            let inside = text.groups[k + 1..]
                .iter()
                .take_while(|inner| inner.blocks.start < group.blocks.end);
            let rows = inside.filter(|inner| inner.kind == GroupKind::Row);
            let is_head = |row: &&Group| text.is_head_row(row.blocks.clone());
            let head = rows.take_while(is_head).map(|row| row.blocks.end).max();
            for block in group.blocks.clone() {
                if !text.blocks[block as usize].kind.is_cell() {
                    continue;
                }
                let is_head = head.is_some_and(|end| block < end);
                jobs[block as usize].table = Some((k as u32, is_head));
            }
        }
        let is_whole = match &group.kind {
            GroupKind::Stanza => stanzas == Stanzas::Whole,
            GroupKind::Division(class) => class == WHOLE,
            _ => false,
        };
        for block in group.blocks.clone().filter(|_| is_whole) {
            // What is around it is whole already.
            jobs[block as usize].whole.get_or_insert(k as u32);
        }
        let unit = match &group.kind {
            GroupKind::Stanza | GroupKind::Verse => Unit::Verse(k as u32),
            GroupKind::Row => Unit::Row(row_kept_with(text, k) as u32),
            GroupKind::Quote | GroupKind::List { .. } | GroupKind::Speech => Unit::Inset,
            _ => continue,
        };
        for block in group.blocks.clone() {
            let job = &mut jobs[block as usize];
            match (job.unit, unit) {
                (Unit::Verse(_), Unit::Verse(_)) | (Unit::Row(_), Unit::Row(_)) => {
                    job.unit = unit;
                }
                (Unit::Prose, Unit::Inset) => job.unit = unit,
                _ => {}
            }
        }
    }
}

/// The parts of a verse that speakers share stay together.
fn join_shared_verses(text: &Text, jobs: &mut [BlockJob]) {
    for (k, block) in text.blocks.iter().enumerate() {
        if block
            .content
            .points
            .iter()
            .any(|point| point.kind == PointKind::Shared)
        {
            for (job, before) in jobs[..k].iter_mut().zip(&text.blocks).rev() {
                job.unit = Unit::Sticky;
                if before.kind.is_verse() {
                    break;
                }
            }
        }
    }
}

/// A caption at the end of a group has nothing to stay with but what is before it.
fn join_captions(text: &Text, jobs: &mut [BlockJob]) {
    for k in 0..jobs.len() {
        let captions_what_is_before = text.blocks[k].kind == BlockKind::Caption
            && k > 0
            && matches!(
                text.blocks[k - 1].kind,
                BlockKind::Figure | BlockKind::Cell { .. }
            );
        if captions_what_is_before {
            jobs[k].unit = Unit::Prose;
            if let Unit::Row(_) = jobs[k - 1].unit {
                continue;
            }
            jobs[k - 1].unit = Unit::Sticky;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Align, Lang, Passage};

    /// What the blocks of a text are part of.
    fn units(kinds: &[BlockKind]) -> Vec<Unit> {
        let block = |kind: &BlockKind| {
            Block::new(kind.clone(), Lang::new("en"), Passage::plain("words"))
        };
        let text = Text {
            blocks: kinds.iter().map(block).collect(),
            ..Text::new("a", Lang::new("en"))
        };
        let jobs = blocks(&text, Stanzas::default());
        jobs.into_iter().map(|job| job.unit).collect()
    }

    #[test]
    fn captions_stay_with_what_they_are_of() {
        use BlockKind::{Caption, Figure, Paragraph};
        let (sticky, prose) = (Unit::Sticky, Unit::Prose);
        assert_eq!(units(&[Caption, Paragraph]), [sticky, prose]);
        assert_eq!(units(&[Figure, Caption, Paragraph]), [sticky, prose, prose]);
        let cell = BlockKind::Cell { head: false, align: Align::Start };
        assert_eq!(units(&[cell, Caption]), [Unit::Row(u32::MAX), prose]);
    }
}
