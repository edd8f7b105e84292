//! Transcriptions as witnesses: plain text, Djot, TEI.

pub mod plain;
mod words;
