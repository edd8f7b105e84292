//! Transcriptions as witnesses: plain text, TEI, and what the model holds.

pub mod model;
pub mod plain;
pub mod tei;
mod words;
