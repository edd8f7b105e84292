//! Witnesses and their sigla.

use serde::Serialize;

/// A witness of a text, or a later hand in one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Witness {
    /// The key used in the files.
    pub id: String,
    /// What is printed.
    pub siglum: String,
    /// What it is: place, shelfmark, date, for the conspectus.
    pub description: String,
    /// The witness whose later hand this is.
    pub hand_of: Option<String>,
}

/// Witnesses that have a siglum together, such as a family.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Group {
    /// The key used in the files.
    pub id: String,
    /// What is printed.
    pub siglum: String,
    /// The ids of its witnesses, in the order of the conspectus.
    pub witnesses: Vec<String>,
}
