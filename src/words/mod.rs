//! Words: where they are in a text, what language they are in, and when two of them are the
//! same.

pub mod language;
pub mod likeness;
pub mod long;
pub mod normal;
pub mod tokens;
