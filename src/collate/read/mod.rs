//! Transcriptions as witnesses: plain text, TEI, JSON of CollateX, and what the model holds.

mod beside;
pub mod given;
pub mod model;
pub mod plain;
pub mod tei;
mod tei_nodes;
pub(crate) mod words;
