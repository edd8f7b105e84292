//! Transpositions: words that a witness has at another place than the base text.

use serde::Serialize;

use super::{Collation, Row, SectionTable};

/// Words that rows have elsewhere than the base text: a phrase, or whole sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transposition {
    /// Where the base text has the words.
    pub from: Stretch,
    /// Where the rows have them. Of whole sections it is a mere place, as the table has them where
    /// the base text has them.
    pub to: Stretch,
    /// The rows, in the order of the tables.
    pub rows: Vec<Row>,
    /// Whether they are whole sections.
    pub is_whole: bool,
    /// Whether the rows have the same words as the base text, however spelled.
    pub is_same: bool,
    /// How many words the base text has there, and how many the rows have; none for whole
    /// sections.
    pub words: (u32, u32),
    /// What the new place is called.
    pub place: NewPlace,
}

/// Columns of one or more sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Stretch {
    /// Its first column.
    pub start: Spot,
    /// Behind its last column.
    pub end: Spot,
}

/// A place in the tables of a collation: before a column of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Spot {
    /// The section, by its index in [`Collation::sections`].
    pub section: u32,
    /// The column, by its index in the section's table.
    pub column: u32,
}

/// What a new place is called by what it is next to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewPlace {
    /// Whether it is before that; else it is behind it.
    pub is_before: bool,
    /// The words of the base text that it is next to; none if the section says it all.
    pub words: String,
    /// The name of the section, if it has one and the words alone do not say enough.
    pub section: Option<String>,
}

impl NewPlace {
    /// Its name: the word for `before` or `behind`, then words or a section.
    pub fn name(&self, post: &str, ante: &str) -> String {
        let word = if self.is_before { ante } else { post };
        match (&self.section, self.words.as_str()) {
            (Some(section), "") => format!("{word} {section}"),
            (Some(section), words) => format!("{word} {words} ({section})"),
            (None, words) => format!("{word} {words}"),
        }
    }
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
        let word = |(column, cell): (usize, &super::Cell)| {
            let token = &tokens[cell.token()? as usize];
            token.is_word().then_some((column as u32, &*token.form))
        };
        cells.filter_map(word).collect()
    }
}
