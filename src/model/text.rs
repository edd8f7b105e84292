//! Texts: flat blocks, groups over them, and what stands off from them.

use std::ops::Range;

use serde::Serialize;

use super::{Dir, Entry, IndexMark, Lang, Note, Passage, Place};
use crate::span::Span;

/// Where in the book a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Before the texts: preface, introduction. Roman folios, no line numbers.
    Front,
    /// One of the edited texts.
    Body,
    /// After the texts.
    Back,
}

/// One text of an edition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Text {
    /// A short name, unique in the edition: the file's stem unless said otherwise.
    pub id: String,
    /// Where in the book it stands.
    pub role: Role,
    /// The title for the contents and the running head.
    pub title: String,
    /// Its main language.
    pub lang: Lang,
    /// Its main direction.
    pub dir: Dir,
    /// Leaf blocks in reading order.
    pub blocks: Vec<Block>,
    /// Groups of blocks; the outer before the inner, in order of their start.
    pub groups: Vec<Group>,
    /// Apparatus entries, in order of their lemma.
    pub entries: Vec<Entry>,
    /// Notes, in order of their marks.
    pub notes: Vec<Note>,
    /// Marks for the indexes.
    pub marks: Vec<IndexMark>,
    /// The whole file.
    pub span: Option<Span>,
}

impl Text {
    /// Whether all cells of a row, which is a range of blocks, are heads. A row in which only
    /// some are has labels.
    pub fn is_head_row(&self, blocks: Range<u32>) -> bool {
        let blocks = self.blocks.get(blocks.start as usize..blocks.end as usize);
        blocks.unwrap_or_default().iter().all(Block::is_head)
    }

    /// The words between two places, parted by white space.
    pub fn words(&self, from: Place, to: Place) -> Vec<&str> {
        let mut words = vec![];
        for k in from.block..=to.block {
            let Some(block) = self.blocks.get(k as usize) else { break };
            let content = &block.content.text;
            let start = if k == from.block { from.offset as usize } else { 0 };
            let end = if k == to.block { to.offset as usize } else { content.len() };
            words.extend(content.get(start..end).unwrap_or_default().split_whitespace());
        }
        words
    }
}

/// A leaf block: it has text and no blocks inside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its language.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
    /// Its text.
    pub content: Passage,
    /// Where it was written.
    pub span: Option<Span>,
}

impl Block {
    /// Whether it is a cell that heads its column or its row.
    pub fn is_head(&self) -> bool {
        matches!(self.kind, BlockKind::Cell { head: true, .. })
    }
}

/// What a leaf block is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A heading of the level given, 1 being the text's title.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A line of verse.
    VerseLine,
    /// A cell of a table.
    Cell {
        /// Whether it heads its column or row.
        head: bool,
        /// How its column is aligned.
        align: Align,
    },
    /// The name before a speech.
    Speaker,
    /// A stage direction on its own.
    Stage,
    /// The caption of a table or a figure.
    Caption,
    /// A figure; its image is a point of its content.
    Figure,
    /// A break between parts, such as three asterisks. Without text.
    Separator,
    /// Literal lines.
    Verbatim,
}

/// The alignment of a table's column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// As the text.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the other side.
    End,
}

/// A range of blocks that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// What it is.
    pub kind: GroupKind,
    /// Indexes in [`Text::blocks`].
    pub blocks: Range<u32>,
}

/// The class of what is not to be numbered.
pub const UNNUMBERED: &str = "unnumbered";

/// The class of what no page break parts.
pub const WHOLE: &str = "whole";

/// The class of what stands before a text in its own file; its lines are not numbered.
pub const FRONT: &str = "front";

/// What a group of blocks is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// A displayed quotation.
    Quote,
    /// A list; numbered from the number given, or with bullets.
    List {
        /// The first number, or nothing for bullets.
        start: Option<u32>,
    },
    /// An item of a list.
    Item,
    /// A poem.
    Verse,
    /// A stanza of a poem.
    Stanza,
    /// A speech in a drama.
    Speech,
    /// A table.
    Table {
        /// How many columns it has.
        columns: u32,
    },
    /// A row of a table.
    Row,
    /// A division with a class, such as `letter`.
    Division(String),
}
