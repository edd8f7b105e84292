//! What an edition is, as plain data: texts of blocks, and over them, stand-off,
//! apparatus entries, notes and index marks. Nothing here knows how it was
//! written or how it is set.
//!
//! A text is a flat list of leaf [`Block`]s in reading order; quotations, lists,
//! stanzas, speeches and tables are [`Group`]s, ranges of blocks that nest. A
//! [`Place`] is a block and a byte of its text, so that any two places compare,
//! and an entry from one place to another may nest, overlap and cross blocks.

pub mod apparatus;
pub mod block;
pub mod dump;
pub mod joining;
pub mod lang;
pub mod note;
pub mod passage;
pub mod place;
pub mod presence;
pub mod script;
pub mod table;
pub mod text;
pub mod textpart;
pub mod witness;

pub use apparatus::{Entry, EntryForm, Reading, ReadingKind, Remark, STATES};
pub use block::{BlockTraits, Breaks, Counted};
pub use lang::Lang;
pub use note::{IndexMark, Note};
pub use passage::{
    Form, Passage, Point, PointKind, Reference, SourceMap, Style, Styled, TIE, Target,
};
pub use place::Place;
pub use presence::Presence;
pub use script::Dir;
pub use text::{
    Align, Block, BlockKind, FRONT, Group, GroupKind, Part, Role, Text, UNNUMBERED, WHOLE,
};
pub use textpart::{Link, Textpart, TextpartKind};
pub use witness::{Group as WitnessGroup, Witness};

use serde::Serialize;

/// A whole edition: its texts in order, and the witnesses they name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Model {
    /// Front matter, texts and back matter in the order they are printed.
    pub texts: Vec<Text>,
    /// The witnesses in the order the edition declares them.
    pub witnesses: Vec<Witness>,
}
