//! A text and its witnesses, collated.

use serde::Serialize;

use super::{Table, Unit, Witness};

/// The collation of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Collation {
    /// The id of the text.
    pub text: String,
    /// The base text and the witnesses; the base text has an empty siglum if it is the
    /// editor's own.
    pub witnesses: Vec<Witness>,
    /// The base text, by its index in `witnesses`.
    pub base: usize,
    /// The sections in the order of the base text; those that only other witnesses have stand
    /// behind the section that they follow there.
    pub sections: Vec<SectionTable>,
}

impl Collation {
    /// All units, in the order of the base text.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.sections.iter().flat_map(|section| &section.units)
    }
}

/// A section in all witnesses that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionTable {
    /// Its id as in the base text, else in the first witness that has one; if none has, its
    /// number.
    pub id: String,
    /// For each witness: the sections that correspond, by their indexes in
    /// [`Witness::sections`](super::Witness::sections). Several if it was split, none if the
    /// witness does not have it.
    pub parts: Vec<Vec<u32>>,
    /// For each witness: whether it has the section at another place than the base text.
    pub moved: Vec<bool>,
    /// The alignment.
    pub table: Table,
    /// Where the rows differ, in the order of the columns.
    pub units: Vec<Unit>,
}
