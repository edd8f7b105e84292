//! A text and its witnesses, collated.

use serde::Serialize;

use super::{Reading, Table, Transposition, Unit, Witness};

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
    /// What witnesses have elsewhere, in the order of the base text.
    pub transpositions: Vec<Transposition>,
}

impl Collation {
    /// What a reading is called where it must be told from others: its words; for words that
    /// stand elsewhere in a witness `transp.` with the place; nothing for an omission.
    pub fn label(&self, reading: &Reading) -> String {
        let link = reading.link.filter(|link| link.is_base && reading.text.is_empty());
        match link.and_then(|link| self.transpositions.get(link.number as usize)) {
            Some(moved) => format!("transp. {}", moved.place.name("post", "ante")),
            None => reading.text.clone(),
        }
    }

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
