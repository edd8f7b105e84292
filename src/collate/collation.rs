//! A text and its witnesses, collated.

use serde::Serialize;

use super::{Cell, NewPlace, Reading, Stretch, Table, Transposition, Unit, Witness};

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

/// How many words name a place at most.
const MOST: usize = 4;

impl Collation {
    /// What the place of a transposition is called.
    pub(super) fn place_of(
        &self,
        from: Stretch,
        to: Stretch,
        is_whole: bool,
    ) -> NewPlace {
        let section = &self.sections[to.start.section as usize];
        let name = self.name_of(section);
        if is_whole && name.is_some() {
            let is_before = to.start.column == 0;
            return NewPlace { is_before, words: String::new(), section: name };
        }
        let all = self.words_of(section);
        let before = all.partition_point(|(column, _)| *column < to.start.column);
        let (is_before, words) = match before {
            0 => (true, &all[..all.len().min(if is_whole { 2 } else { 1 })]),
            _ => {
                let words: Vec<&str> = all.iter().map(|(_, word)| *word).collect();
                let least = if is_whole { 2 } else { 1 };
                let is_only = |count: &usize| {
                    let own = &words[before - count..before];
                    words.windows(*count).filter(|other| *other == own).count() < 2
                };
                let count =
                    (least.min(before)..=MOST.min(before)).find(is_only).unwrap_or(1);
                (false, &all[before - count..before])
            }
        };
        let is_elsewhere = from.start.section != to.start.section;
        let words: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
        NewPlace {
            is_before,
            // Nothing of the base text stands in that section.
            section: name.filter(|_| is_elsewhere || words.is_empty()),
            words: words.join(" "),
        }
    }

    /// The name that the base text gives a section.
    fn name_of(&self, section: &SectionTable) -> Option<String> {
        let first = section.parts[self.base].first()?;
        let own = &self.witnesses[self.base].sections[*first as usize];
        own.id.as_ref().map(|_| section.id.clone())
    }

    /// The words of the base text in a section, with their columns.
    fn words_of(&self, section: &SectionTable) -> Vec<(u32, &str)> {
        let Some(row) = section.table.row_of(self.base) else { return vec![] };
        let tokens = &self.witnesses[self.base].tokens;
        let cells = section.table.row(row).iter().enumerate();
        let word = |(column, cell): (usize, &Cell)| {
            let token = &tokens[cell.token()? as usize];
            token.is_word().then_some((column as u32, &*token.form))
        };
        cells.filter_map(word).collect()
    }
}
