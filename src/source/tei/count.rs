//! What a TEI file has and what the model has of it, for `docs/corpora.md`.

use super::xml::{Xml, name, readable};
use crate::model::{BlockKind, Reading, Text};
use crate::span::FileId;

/// How many there are of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries: `app`.
    pub entries: usize,
    /// Readings: `rdg`.
    pub readings: usize,
    /// Notes: `note` and `witDetail`; remarks and comments of entries, and notes.
    pub notes: usize,
    /// Lines of verse: `l` outside of readings.
    pub lines: usize,
}

/// Counts the elements of a file, in its `text`.
pub fn in_xml(text: &str) -> Option<Counts> {
    let text = readable(text);
    let xml = Xml::parse(FileId(0), &text, &mut vec![])?;
    let root = xml.document.root_element();
    let body = root.children().find(|child| name(*child) == "text").unwrap_or(root);
    let outside = |node: roxmltree::Node, of: &[&str]| {
        !node.ancestors().skip(1).any(|above| of.contains(&name(above)))
    };
    let count = |wanted: &str, of: &[&str]| {
        let all = body.descendants().filter(|node| name(*node) == wanted);
        all.filter(|node| outside(*node, of)).count()
    };
    let lists = ["listWit", "listPerson", "listPlace", "listOrg", "standOff"];
    Some(Counts {
        entries: count("app", &[]),
        readings: count("rdg", &[]),
        notes: count("note", &lists) + count("witDetail", &[]),
        lines: count("l", &["rdg"]),
    })
}

/// Counts the same in a model.
pub fn in_model(text: &Text) -> Counts {
    // What came of a `choice` is no `app`.
    let forms = ["sic", "corr", "orig", "reg", "abbr", "expan", "unclear"];
    let is_form = |reading: &Reading| {
        let mut kept = reading.kept.iter();
        kept.any(|(name, value)| name == "type" && forms.contains(&value.as_str()))
    };
    let entries = || {
        let all = text.entries.iter();
        all.filter(|e| e.readings.is_empty() || !e.readings.iter().all(is_form))
    };
    let remarks: usize = entries()
        .map(|entry| {
            let of_readings: usize =
                entry.readings.iter().map(|reading| reading.remarks.len()).sum();
            entry.remarks.len() + of_readings + usize::from(entry.comment.is_some())
        })
        .sum();
    Counts {
        entries: entries().count(),
        readings: entries().map(|entry| entry.readings.len()).sum(),
        notes: text.notes.len() + remarks,
        lines: text
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::VerseLine)
            .count(),
    }
}
