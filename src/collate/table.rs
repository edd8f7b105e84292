//! The alignment: rows are the hands of witnesses, columns are places.

use serde::Serialize;

/// A row of a table: a witness as a hand left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Row {
    /// The witness, by its index in [`Collation::witnesses`](super::Collation::witnesses).
    pub witness: u16,
    /// The hand, by its index in [`Witness::hands`](super::Witness::hands).
    pub hand: u8,
}

/// What a row has in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// A token, by its index in [`Witness::tokens`](super::Witness::tokens).
    Token(u32),
    /// Nothing, though the witness is present and can be read.
    Omitted,
    /// Nothing that can be read: there is a gap.
    Lacuna,
    /// Nothing: the witness does not have this part of the text at all.
    Absent,
}

impl Cell {
    /// The index of its token, if it has one.
    pub fn token(self) -> Option<u32> {
        match self {
            Self::Token(token) => Some(token),
            _ => None,
        }
    }
}

/// Rows side by side: tokens that correspond stand in one column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its rows: each witness in the order of the collation, each of its hands.
    pub rows: Vec<Row>,
    /// How many columns it has.
    pub width: usize,
    /// The cells, one row after the other.
    pub cells: Vec<Cell>,
}

impl Table {
    /// What a row has in a column, both by index.
    ///
    /// # Panics
    /// If there is no such row or column.
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        self.cells[row * self.width + column]
    }

    /// All cells of a row, by its index.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[Cell] {
        &self.cells[row * self.width..(row + 1) * self.width]
    }

    /// The row of a witness as its first hand left it.
    pub fn row_of(&self, witness: usize) -> Option<usize> {
        self.rows.iter().position(|row| usize::from(row.witness) == witness)
    }
}
