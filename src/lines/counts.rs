//! What lineation knows of a text before its lines are set: what the lines of each block
//! are, and where the editor gives numbers.

use std::ops::Range;

use crate::assemble::TextMap;
use crate::model::{
    BlockKind, Counted, FRONT, GroupKind, Place, PointKind, Role, Style, Text, UNNUMBERED,
};

/// What the lines of a block are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Not counted and without a name: a heading.
    Title,
    /// Sub-lines of the line before.
    Sub,
    /// A stage direction: lines, or sub-lines if the edition wants it.
    Stage,
    /// Lines of prose.
    Prose,
    /// A verse.
    Verse,
    /// The rest of a verse that another speaker began.
    Shared,
}

/// A block, as far as the numbers of its lines go.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockCount {
    pub count: Count,
    /// The number of its section in the text, from 1; 0 before the first.
    pub section: u32,
    /// The number of its stanza in the text, from 1; 0 outside of stanzas.
    pub stanza: u32,
    /// Whether it is a verse in halves.
    pub in_halves: bool,
    /// The number that its verse has in other editions.
    pub verse: Option<u32>,
}

/// What lineation knows of a text before its lines are set. Bytes are those of the
/// assembled source.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    pub(super) blocks: Vec<BlockCount>,
    /// Numbers that lines are given: the byte, the number, the letter behind it.
    pub(super) set: Vec<(u32, u32, Option<char>)>,
    /// Numbers that verses have in other editions: the same.
    pub(super) verses: Vec<(u32, u32, Option<char>)>,
    /// Milestones: the byte, the unit, the number.
    pub(super) milestones: Vec<(u32, String, String)>,
    /// Words whose lines are not counted if they hold nothing else.
    pub(super) skipped: Vec<Range<u32>>,
}

impl Counts {
    /// Reads a text.
    pub fn of(text: &Text, map: &TextMap) -> Self {
        let mut found = Self::default();
        let mut section = 0;
        for (k, block) in text.blocks.iter().enumerate() {
            let byte = |offset: u32| {
                map.source_of(Place { block: k as u32, offset }).unwrap_or_default()
            };
            let has = |kind| block.content.points.iter().any(|p| p.kind == kind);
            let (is_shared, in_halves) =
                (has(PointKind::Shared), has(PointKind::Caesura));
            let count = match block.kind.traits().counted {
                _ if text.role != Role::Body => Count::Title,
                Counted::Title => Count::Title,
                Counted::Prose => Count::Prose,
                Counted::Verse if is_shared => Count::Shared,
                Counted::Verse => Count::Verse,
                Counted::Stage => Count::Stage,
                Counted::Sub => Count::Sub,
            };
            section += u32::from(block.kind == BlockKind::Heading(2));
            found.blocks.push(BlockCount {
                count,
                section,
                stanza: 0,
                in_halves,
                verse: None,
            });
            for point in &block.content.points {
                match &point.kind {
                    PointKind::LineNumber(n) => {
                        let Some((number, letter)) = number(n) else { continue };
                        // At the end of a block it is that of its last line.
                        let last =
                            block.content.text.trim_end().char_indices().next_back();
                        let at = last.map_or(0, |(last, _)| point.at.min(last as u32));
                        found.set.push((byte(at), number, letter));
                    }
                    PointKind::VerseNumber(n) => {
                        let Some((number, letter)) = number(n) else { continue };
                        found.verses.push((byte(point.at), number, letter));
                        if let Some(block) = found.blocks.last_mut() {
                            block.verse = Some(number);
                        }
                    }
                    PointKind::Milestone { unit, n } => {
                        found.milestones.push((byte(point.at), unit.clone(), n.clone()));
                    }
                    _ => {}
                }
            }
            let unnumbered = |style: &Style| matches!(style, Style::Class(class) if class == UNNUMBERED);
            for styled in block.content.styles.iter().filter(|s| unnumbered(&s.style)) {
                found.skipped.push(byte(styled.range.start)..byte(styled.range.end));
            }
        }
        let mut stanza = 0;
        for group in &text.groups {
            let blocks = group.blocks.start as usize..group.blocks.end as usize;
            let Some(blocks) = found.blocks.get_mut(blocks) else { continue };
            match &group.kind {
                GroupKind::Stanza => {
                    stanza += 1;
                    blocks.iter_mut().for_each(|block| block.stanza = stanza);
                }
                GroupKind::Division(class) if class == UNNUMBERED || class == FRONT => {
                    for block in blocks.iter_mut().filter(|b| b.count != Count::Title) {
                        block.count = Count::Sub;
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// What the lines of a block are.
    pub fn count(&self, block: usize) -> Option<Count> {
        self.blocks.get(block).map(|block| block.count)
    }

    /// The number that the verse of a block has in other editions.
    pub fn verse(&self, block: usize) -> Option<u32> {
        self.blocks.get(block).and_then(|block| block.verse)
    }

    /// Whether a block is a verse in halves.
    pub fn is_in_halves(&self, block: usize) -> bool {
        self.blocks.get(block).is_some_and(|block| block.in_halves)
    }
}

/// A number and the letter behind it: `120`, `120a`; nothing of what is no number.
pub(super) fn number(n: &str) -> Option<(u32, Option<char>)> {
    let digits = n.trim_end_matches(char::is_alphabetic);
    let mut letters = n[digits.len()..].chars();
    let letter = letters.next();
    let number = digits.parse().ok()?;
    letters.next().is_none().then_some((number, letter))
}
