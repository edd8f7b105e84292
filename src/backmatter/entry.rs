//! An entry of an index.

use serde::Serialize;

use super::reference::Reference;
use crate::model::Dir;

/// A heading or a subheading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexEntry {
    /// 0 for a heading, 1 and 2 for what stands under it.
    pub level: u8,
    /// What is printed.
    pub heading: String,
    /// The direction it is set in: that of its first letter.
    pub dir: Dir,
    /// The dates of a person.
    pub dates: Option<String>,
    /// What else is said about it.
    pub gloss: Option<String>,
    /// Where it stands in the book, in order.
    pub references: Vec<Reference>,
    /// Headings to look under instead, levels parted by a colon.
    pub see: Vec<String>,
    /// Headings to look under as well.
    pub see_also: Vec<String>,
}
