//! The places of transpositions in the rows of a table.

use std::ops::Range;

use super::Link;

/// A place of a transposition in a section: what a row has lost or gained there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The row, by its index in the table.
    pub(super) row: usize,
    /// Columns of the table.
    pub(super) columns: Range<u32>,
    pub(super) link: Link,
}
