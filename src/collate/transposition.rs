//! Transpositions: words that a witness has at another place than the base text.

use serde::Serialize;

use super::Row;

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
    /// The section, by its index in [`Collation::sections`](super::Collation::sections).
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
