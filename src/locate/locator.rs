//! A place in the finished book, as a reader looks it up: page and line.

use serde::Serialize;

/// Where something stands in the finished book. Locators compare in the order of
/// the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Locator {
    /// The folio of the body, in arabic numerals.
    pub page: u32,
    /// The line's number as the lineation counts it; 0 for a line that is not
    /// counted, such as a heading.
    pub line: u32,
    /// The text's index in [`crate::model::Model::texts`].
    pub text: u32,
    /// The line's number counted through the whole text; 0 if it is not counted.
    pub text_line: u32,
    /// The number of the verse in its text, from 1; 0 outside verse.
    pub verse: u32,
}
