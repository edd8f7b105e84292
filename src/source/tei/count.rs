//! What a TEI file has and what the model has of it, for `docs/corpora.md`.

use super::xml::{Xml, name};
use crate::model::{BlockKind, Text};
use crate::span::FileId;

/// How many there are of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries: `app`.
    pub entries: usize,
    /// Readings: `rdg`.
    pub readings: usize,
    /// Notes: `note` in the text.
    pub notes: usize,
    /// Lines of verse: `l`.
    pub lines: usize,
}

/// Counts the elements of a file, in its `text`.
pub fn in_xml(text: &str) -> Option<Counts> {
    let xml = Xml::parse(FileId(0), text, &mut vec![])?;
    let root = xml.document.root_element();
    let body = root.children().find(|child| name(*child) == "text").unwrap_or(root);
    let count = |wanted: &str| body.descendants().filter(|node| name(*node) == wanted).count();
    Some(Counts {
        entries: count("app"),
        readings: count("rdg"),
        notes: count("note"),
        lines: count("l"),
    })
}

/// Counts the same in a model.
pub fn in_model(text: &Text) -> Counts {
    let remarks: usize = text
        .entries
        .iter()
        .map(|entry| {
            let of_readings: usize =
                entry.readings.iter().map(|reading| reading.remarks.len()).sum();
            entry.remarks.len() + of_readings + usize::from(entry.comment.is_some())
        })
        .sum();
    Counts {
        entries: text.entries.len(),
        readings: text.entries.iter().map(|entry| entry.readings.len()).sum(),
        notes: text.notes.len() + remarks,
        lines: text.blocks.iter().filter(|block| block.kind == BlockKind::VerseLine).count(),
    }
}
