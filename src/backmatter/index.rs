//! An index: headings from marks and patterns, what they refer to, and their order.

use serde::Serialize;

use super::entry::IndexEntry;
use super::headings::Tree;
use super::reference::{Citing, Reference, ReferenceKind, joined};
use super::sort::Order;
use super::{Locate, canon, field, patterns};
use crate::diag::Diagnostic;
use crate::edition::{IndexHeading, IndexKind, IndexSettings};
use crate::model::{IndexMark, Lang, Model, Place, Role, Text};

/// An index as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// Its name in marks.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language it is sorted in.
    pub lang: Lang,
    /// What the manifest says of it.
    #[serde(skip)]
    pub settings: IndexSettings,
    /// How its references are printed.
    #[serde(skip)]
    pub citing: Citing,
    /// Its headings by their first letter.
    pub sections: Vec<Section>,
}

/// The headings under one letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// The letter; empty for headings that begin with a digit or a sign.
    pub letter: String,
    /// Headings, each followed by its subheadings.
    pub entries: Vec<IndexEntry>,
}

/// Makes an index from the marks of the model and the headings of `index.toml`.
///
/// A mark refers to all the lines it covers, a match of a pattern to the line it
/// begins in. A mark or a match in a note refers to the line where the note is
/// called, one in the apparatus to the line where the lemma begins. What `locate` does not know is left out, and so is a heading to
/// which nothing refers and under which nothing stands.
///
/// `marks` are those of the notes, by text; a note that has one is cited by it.
///
/// Warnings: `empty-reference` if a see leads to a heading that is left out
/// (and then so is the see), `unused-heading`, `pattern-unmatched` and
/// `pattern-too-common`.
pub fn index(
    model: &Model,
    settings: &IndexSettings,
    marks: &[Vec<String>],
    headings: &[IndexHeading],
    locate: &Locate,
    diagnostics: &mut Vec<Diagnostic>,
) -> Index {
    let headings: Vec<_> = headings.iter().filter(|h| h.index == settings.id).collect();
    let mut tree = Tree::new(settings.kind);
    let nodes: Vec<_> = headings.iter().map(|heading| tree.add(heading)).collect();
    let printed = |text: usize, note: Option<usize>| -> Option<String> {
        let mark = marks.get(text)?.get(note?)?;
        (!mark.is_empty()).then(|| mark.clone())
    };
    for (number, text) in model.texts.iter().enumerate() {
        for mark in text.marks.iter().filter(|mark| mark.index == settings.id) {
            let nodes = paths(mark, text, &headings, settings.kind);
            let nodes: Vec<_> = nodes.iter().map(|path| tree.node(path)).collect();
            let Some(reference) = reference(mark, number, text, locate) else { continue };
            let note = match reference.kind {
                ReferenceKind::Note => note_at(text, mark.from),
                _ => None,
            };
            let reference = Reference { note: printed(number, note), ..reference };
            for node in nodes {
                tree.refer(node, reference.clone());
            }
        }
    }
    let limit = settings.too_many as usize;
    for found in patterns::find(model, &headings, limit, diagnostics) {
        let (number, kind) = (found.text as usize, found.kind);
        let text = &model.texts[number];
        let at = match kind {
            // A note in a critical series is called as well.
            ReferenceKind::Note | ReferenceKind::Apparatus if found.from == found.to => {
                called_at(text, kind, found.from)
            }
            _ => found.from,
        };
        if let Some(from) = locate(number, at) {
            let note = printed(number, found.note.map(|note| note as usize));
            let reference = Reference { kind, note, ..Reference::at(from) };
            tree.refer(nodes[found.heading as usize], reference);
        }
    }
    if settings.kind == IndexKind::Passages {
        for Cited { text: number, kind, at, note, path } in cited_in_notes(model) {
            let at = called_at(&model.texts[number], kind, at);
            if let Some(from) = locate(number, at) {
                let note = printed(number, note);
                let node = tree.node(&path);
                tree.refer(node, Reference { kind, note, ..Reference::at(from) });
            }
        }
    }
    tree.resolve(diagnostics);
    tree.report_unused(&nodes, &headings, diagnostics);

    let others = model.texts.iter().map(|text| &text.lang);
    let order = Order::with(&settings.lang, others, &settings.order);
    let citing = Citing::new(settings, model);
    let sections = sections(&tree, &order, (&settings.lang, &citing));
    Index {
        id: settings.id.clone(),
        title: settings.title.clone(),
        lang: settings.lang.clone(),
        settings: settings.clone(),
        citing,
        sections,
    }
}

/// The headings in order, under their letters.
fn sections(tree: &Tree, order: &Order, citing: (&Lang, &Citing)) -> Vec<Section> {
    let mut sections: Vec<Section> = vec![];
    for node in tree.roots(order) {
        let letter = tree.letter(node, order);
        let section = match sections.last_mut() {
            Some(last) if order.same_letter(&last.letter, &letter) => last,
            _ => {
                sections.push(Section { letter, entries: vec![] });
                sections.last_mut().expect("a section was added just now")
            }
        };
        tree.print(node, 0, order, citing, &mut section.entries);
    }
    sections
}

impl Index {
    /// All entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &IndexEntry> {
        self.sections.iter().flat_map(|section| &section.entries)
    }

    /// The index as tab-separated values with a line of names first. Principal
    /// references stand among the others and again in a column of their own.
    pub fn table(&self) -> String {
        let mut out =
            "letter\tlevel\theading\treferences\tprincipal\tsee\tsee-also\n".to_owned();
        for section in &self.sections {
            for entry in &section.entries {
                let principal: Vec<_> =
                    entry.references.iter().filter(|r| r.principal).cloned().collect();
                field(&mut out, &section.letter);
                out.push('\t');
                out += &entry.level.to_string();
                for column in [
                    &entry.heading,
                    &joined(&self.citing.cite(&entry.references)),
                    &joined(&self.citing.cite(&principal)),
                    &entry.see.join("; "),
                    &entry.see_also.join("; "),
                ] {
                    out.push('\t');
                    field(&mut out, column);
                }
                out.push('\n');
            }
        }
        out
    }
}

/// The headings of a mark: one, or those of all passages of the Bible that an index of passages
/// finds in it, as in `VG Eccl 4.12 XX Eccl 4.13`.
fn paths(
    mark: &IndexMark,
    text: &Text,
    headings: &[&IndexHeading],
    kind: IndexKind,
) -> Vec<Vec<String>> {
    let path = path(mark, text, headings);
    if let ([whole], IndexKind::Passages) = (&path[..], kind) {
        let mut cited = canon::citations(whole);
        cited.sort();
        cited.dedup();
        if !cited.is_empty() {
            return cited;
        }
    }
    vec![path]
}

/// The heading of a mark: as written, that of an id behind `#`, or else the marked words.
fn path(mark: &IndexMark, text: &Text, headings: &[&IndexHeading]) -> Vec<String> {
    if let [name] = &mark.heading[..]
        && let Some(id) = name.strip_prefix('#')
        && let Some(heading) = headings.iter().find(|h| h.id.as_deref() == Some(id))
    {
        return heading.path.clone();
    }
    if mark.heading.iter().any(|level| !level.trim().is_empty()) {
        return mark.heading.clone();
    }
    let mut words = String::new();
    for block in mark.from.block..=mark.to.block {
        let Some(content) = text.blocks.get(block as usize).map(|b| &b.content.text)
        else {
            break;
        };
        let start = if block == mark.from.block { mark.from.offset as usize } else { 0 };
        let end =
            if block == mark.to.block { mark.to.offset as usize } else { content.len() };
        words.push(' ');
        words += content.get(start..end).unwrap_or_default();
    }
    vec![words.split_whitespace().collect::<Vec<_>>().join(" ")]
}

/// Where a mark begins and ends in the book.
fn reference(
    mark: &IndexMark,
    number: usize,
    text: &Text,
    locate: &Locate,
) -> Option<Reference> {
    let principal = mark.principal;
    let kind = kind(mark, text);
    if kind != ReferenceKind::Text {
        let from = locate(number, called(text, mark.from))?;
        return Some(Reference { principal, kind, ..Reference::at(from) });
    }
    let from = locate(number, mark.from)?;
    let last = last_character(text, mark.from, mark.to);
    let to = locate(number, last).unwrap_or_default().max(from.clone());
    Some(Reference { principal, kind, ..Reference::text(from, to) })
}

/// The note that is called at a place.
fn note_at(text: &Text, at: Place) -> Option<usize> {
    text.notes.iter().position(|note| note.at == at)
}

/// Whether a mark stands in a note: it then covers nothing of the text, and its
/// place is the note's.
fn kind(mark: &IndexMark, text: &Text) -> ReferenceKind {
    let at = mark.from;
    if mark.to != at {
        ReferenceKind::Text
    } else if text.notes.iter().any(|note| note.at == at) {
        ReferenceKind::Note
    } else if text.entries.iter().any(|entry| (entry.from, entry.to) == (at, at)) {
        ReferenceKind::Apparatus
    } else {
        ReferenceKind::Text
    }
}

/// A citation of the Bible that stands in a note or in a comment.
struct Cited {
    text: usize,
    kind: ReferenceKind,
    /// Where the note is called or the lemma begins.
    at: Place,
    /// The note's index in the text.
    note: Option<usize>,
    path: Vec<String>,
}

/// Citations of the Bible in the notes and comments of the edited texts.
fn cited_in_notes(model: &Model) -> Vec<Cited> {
    let mut found = vec![];
    for (text, content) in model.texts.iter().enumerate() {
        if content.role != Role::Body {
            continue;
        }
        for (k, note) in content.notes.iter().enumerate() {
            let (kind, at, note_at) = (ReferenceKind::Note, note.at, Some(k));
            let paths = note.body.iter().flat_map(|part| canon::citations(&part.text));
            found.extend(paths.map(|path| Cited { text, kind, at, note: note_at, path }));
        }
        for entry in &content.entries {
            let (kind, at) = (ReferenceKind::Apparatus, entry.from);
            let paths =
                entry.comment.iter().flat_map(|part| canon::citations(&part.text));
            found.extend(paths.map(|path| Cited { text, kind, at, note: None, path }));
        }
    }
    found
}

/// The place that is located for what is called at a place.
fn called_at(text: &Text, kind: ReferenceKind, at: Place) -> Place {
    match kind {
        ReferenceKind::Text => at,
        _ => called(text, at),
    }
}

/// The place of the character after which a note is called; its mark stands on
/// the line of that character.
fn called(text: &Text, at: Place) -> Place {
    let content = text.blocks.get(at.block as usize).map(|b| b.content.text.as_str());
    let before = content.and_then(|content| content.get(..at.offset as usize));
    match before.and_then(|before| before.char_indices().next_back()) {
        Some((last, _)) => Place { offset: last as u32, ..at },
        None => at,
    }
}

/// The place of the last character between two places that is not white space;
/// `from` if there is none.
fn last_character(text: &Text, from: Place, to: Place) -> Place {
    for block in (from.block..=to.block).rev() {
        let Some(content) = text.blocks.get(block as usize).map(|b| &b.content.text)
        else {
            continue;
        };
        let start = if block == from.block { from.offset as usize } else { 0 };
        let end = if block == to.block { to.offset as usize } else { content.len() };
        let last = content
            .get(start..end)
            .and_then(|part| part.char_indices().rev().find(|(_, c)| !c.is_whitespace()));
        if let Some((at, _)) = last {
            return Place { block, offset: (start + at) as u32 };
        }
    }
    from
}

#[cfg(test)]
mod tests;
