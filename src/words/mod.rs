//! Words: where they are in a text, and when two of them are the same.

pub mod normal;
pub mod tokens;
