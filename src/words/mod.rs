//! Words and numbers: where words are in a text, what language they are in, when two of
//! them are the same, and how a number is printed.

pub mod extent;
pub mod hyphens;
pub mod language;
pub mod likeness;
pub mod long;
pub mod normal;
pub mod numeral;
pub mod tokens;
