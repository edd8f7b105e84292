//! Texts: flat blocks, groups over them, and what stands off from them.

use std::ops::Range;

use serde::Serialize;

use super::{Dir, Entry, IndexMark, Lang, Link, Note, Passage, Place, Textpart};
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
    /// Parts that may be tied to those of another text, in order of their start, the outer
    /// before the inner.
    pub textparts: Vec<Textpart>,
    /// What is said apart of parts that correspond to each other.
    pub links: Vec<Link>,
    /// The whole file.
    pub span: Option<Span>,
}

/// What a range of blocks is made of, on one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A group, by its index.
    Group(usize),
    /// A block that is in none of these groups, by its index.
    Block(u32),
}

impl Text {
    /// The headings below the title that the contents have if they go down to a level, as
    /// indexes of blocks with their levels.
    pub fn headings_to(&self, depth: u8) -> impl Iterator<Item = (u32, u8)> {
        (0..)
            .zip(&self.blocks)
            .filter_map(move |(k, block)| match block.kind {
                BlockKind::Heading(level)
                    if (2..=depth).contains(&level)
                        && block.content.text.chars().any(char::is_alphanumeric) =>
                {
                    Some((k, level))
                }
                _ => None,
            })
    }

    /// Whether all cells of a row, which is a range of blocks, are heads. A row in which only
    /// some are has labels.
    pub fn is_head_row(&self, blocks: Range<u32>) -> bool {
        let blocks = self.blocks.get(blocks.start as usize..blocks.end as usize);
        blocks.unwrap_or_default().iter().all(Block::is_head)
    }

    /// A text of the edition without words.
    pub fn new(id: impl Into<String>, lang: Lang) -> Self {
        Self {
            id: id.into(),
            role: Role::Body,
            title: String::new(),
            dir: lang.dir(),
            lang,
            blocks: vec![],
            groups: vec![],
            entries: vec![],
            notes: vec![],
            marks: vec![],
            textparts: vec![],
            links: vec![],
            span: None,
        }
    }

    /// The groups that lie in a range of blocks, and the blocks between them, in order. Of
    /// groups that nest it has the outermost; those before `skip` are around the range.
    pub fn parts(&self, range: Range<u32>, skip: usize) -> impl Iterator<Item = Part> {
        let (mut k, mut g) = (range.start, skip);
        std::iter::from_fn(move || {
            if k >= range.end {
                return None;
            }
            while self.groups.get(g).is_some_and(|group| group.blocks.start < k) {
                g += 1;
            }
            let here = self.groups.get(g).filter(|group| {
                group.blocks.start == k
                    && group.blocks.end <= range.end
                    && !group.blocks.is_empty()
            });
            match here {
                Some(group) => {
                    k = group.blocks.end;
                    Some(Part::Group(g))
                }
                None => {
                    k += 1;
                    Some(Part::Block(k - 1))
                }
            }
        })
    }

    /// Whether its title is one of its headings, and not in the manifest alone.
    pub fn has_title(&self) -> bool {
        self.blocks.iter().any(|block| block.kind == BlockKind::Heading(1))
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

    /// A block of words in a language, written nowhere.
    pub fn new(kind: BlockKind, lang: Lang, content: Passage) -> Self {
        Self { kind, dir: lang.dir(), lang, content, span: None }
    }
}

impl Place {
    /// The place behind the last word of some blocks; before the first if there is none.
    pub fn behind(blocks: &[Block]) -> Self {
        let Some(last) = blocks.last() else { return Self { block: 0, offset: 0 } };
        let offset = last.content.text.len() as u32;
        Self { block: blocks.len() as u32 - 1, offset }
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
