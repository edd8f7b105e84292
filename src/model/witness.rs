//! Witnesses and their sigla.

use serde::Serialize;

/// A witness of a text, or a later hand in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
