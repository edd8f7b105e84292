//! What a kind of block is to those who count its lines, break pages between them and read its
//! words: one row a kind. How it is written and how it looks stands where it is read, written
//! and drawn, and nowhere else.

use super::text::BlockKind;

/// How the lines of a block are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Not counted and without a name.
    Title,
    /// As sub-lines of the line before.
    Sub,
    /// As lines, or as sub-lines if the edition wants it.
    Stage,
    /// As lines of prose.
    Prose,
    /// As a verse.
    Verse,
}

/// What the lines of a block are part of, as far as page breaks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// They stay with what follows, with more of it than one line.
    Heading,
    /// They are parted by the rules for paragraphs.
    Prose,
    /// They are parted by the rules for verse.
    Verse,
    /// They are a row of a table.
    Row,
    /// They stay with the line that follows.
    Sticky,
}

/// What a kind of block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockTraits {
    /// Its name in text forms.
    pub name: &'static str,
    /// How its lines are counted.
    pub counted: Counted,
    /// What its lines are part of.
    pub breaks: Breaks,
    /// Whether it may be set a line shorter or longer for the sake of pages.
    pub fits: bool,
    /// Whether its words are of the edited text: not names that say who speaks.
    pub edited: bool,
    /// What it is in a vertical file of a corpus.
    pub element: &'static str,
}

impl BlockKind {
    /// What the kind is to others.
    pub fn traits(&self) -> BlockTraits {
        use Breaks as B;
        use Counted as C;
        // A row has what the fields of `BlockTraits` say, in their order; a new kind gets its own.
        let (name, counted, breaks, fits, edited, element) = match self {
            Self::Heading(_) => ("heading", C::Title, B::Heading, false, true, "head"),
            Self::Paragraph => ("paragraph", C::Prose, B::Prose, true, true, "p"),
            Self::VerseLine => ("verse-line", C::Verse, B::Verse, false, true, "l"),
            Self::Cell { .. } => ("cell", C::Sub, B::Row, false, true, "p"),
            Self::Speaker => ("speaker", C::Sub, B::Sticky, false, false, "p"),
            Self::Stage => ("stage", C::Stage, B::Prose, false, true, "p"),
            Self::Caption => ("caption", C::Sub, B::Sticky, false, true, "p"),
            Self::Figure => ("figure", C::Sub, B::Sticky, false, true, "p"),
            Self::Separator => ("separator", C::Title, B::Sticky, false, true, "p"),
            Self::Verbatim => ("verbatim", C::Prose, B::Prose, false, true, "p"),
        };
        BlockTraits { name, counted, breaks, fits, edited, element }
    }

    /// Whether it is a line of verse.
    pub fn is_verse(&self) -> bool {
        self.traits().counted == Counted::Verse
    }

    /// Whether it is a cell of a table.
    pub fn is_cell(&self) -> bool {
        self.traits().breaks == Breaks::Row
    }
}
