//! Reads Djot, with the conventions of critical editions on top, into the model.
//!
//! The parser's events ([`events`]) are read by a [`Reader`]: block events in
//! [`blocks`], inline events in [`inlines`]. Attributes are parsed again, with
//! their places ([`attributes`]), sorted by what they say ([`about`]), and make
//! entries ([`entries`]), entries between anchors ([`apart`]) and index marks
//! ([`marks`]). Notes and values are read by a reader of their own.

mod about;
mod apart;
mod attributes;
mod blocks;
mod check;
mod entries;
mod events;
mod fences;
mod inlines;
mod leaf;
mod marks;
mod notes;
mod slips;
mod source;
#[cfg(test)]
pub(crate) mod tests;

pub(super) use apart::{Apart, place_apart};
pub(crate) use entries::sort_entries;
pub(super) use source::Value;

use std::ops::Range;

use self::check::Links;
use self::events::Events;
use self::leaf::Leaf;
use self::notes::Definitions;
use self::source::Source;
use super::context::{Context, empty_text};
use super::plain;
use crate::diag::Diagnostic;
use crate::edition::TextFile;
use crate::model::{
    Block, BlockKind, Entry, Group, IndexMark, Lang, Note, Passage, Text,
};
use crate::span::{FileId, Files, Span};

/// Reads a Djot text.
pub fn read(
    files: &Files,
    file: FileId,
    settings: &TextFile,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Text {
    let mut text = empty_text(files, file, settings, context);
    let content = &files.get(file).text;
    let Some(source) = Source::of_file(file, content, diagnostics) else {
        return plain::read(files, file, settings, context);
    };
    let Some(events) = Events::parse(&source, diagnostics) else {
        return plain::read(files, file, settings, context);
    };
    let definitions = Definitions::find(&source, &events, context, diagnostics);
    let links = Links::find(&source, &events);
    let definitions = Some(&definitions);
    let edition = Shared {
        context,
        lang: text.lang.clone(),
        definitions,
        links,
    };
    let mut reader = Reader::new(&source, &events, &edition, Inside::Text, diagnostics);
    reader.read_blocks(0..events.len());
    reader.settle_carried();
    let Reader {
        blocks,
        groups,
        entries,
        notes,
        marks,
        apart,
        anchors,
        ..
    } = reader;
    (text.blocks, text.groups, text.entries) = (blocks, groups, entries);
    (text.notes, text.marks) = (notes, marks::join_ranges(marks, diagnostics));
    text.groups.retain(|group| !group.blocks.is_empty());
    if settings.title.is_none()
        && let Some(title) = check::first_heading(&text)
    {
        text.title = title;
    }
    check::report_anchors(&anchors, diagnostics);
    let placed = place_apart(apart, &text, diagnostics);
    text.entries.extend(placed);
    sort_entries(&mut text.entries);
    check::sort_notes(&mut text);
    text.marks.sort_by_key(|mark| (mark.from, mark.to));
    if let Some(definitions) = definitions {
        definitions.report_uncalled(diagnostics);
    }
    text
}

/// Reads a value that holds Djot inlines, as in `apparatus.toml`.
pub(super) fn read_entries(
    keys: Vec<(String, Span, Value)>,
    span: Span,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Entry> {
    let edition = Shared::bare(context);
    let mut pairs = vec![];
    for (key, key_span, value) in keys {
        if entries::knows(&key, context) {
            let kind = attributes::AttributeKind::Pair;
            pairs.push(attributes::Attribute { kind, key, key_span, value });
        } else {
            diagnostics.push(entries::unknown_key(&key, key_span, context));
        }
    }
    let nowhere = crate::model::Place { block: 0, offset: 0 };
    entries::read_entries(&pairs, (nowhere, nowhere), span, &edition, diagnostics)
}

/// What all readers of a text share.
#[derive(Debug)]
struct Shared<'a> {
    /// What the edition declares.
    context: &'a Context<'a>,
    /// The language of the text.
    lang: Lang,
    /// The notes of the text.
    definitions: Option<&'a Definitions<'a>>,
    /// The links of the text.
    links: Links,
}

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// The text itself.
    Text,
    /// A note.
    Note,
    /// The value of an attribute, or a lemma to print.
    Value,
}

/// Reads events into blocks and what stands off from them.
#[derive(Debug)]
struct Reader<'a, 'd> {
    source: &'a Source,
    events: &'a Events<'a>,
    edition: &'a Shared<'a>,
    inside: Inside,
    diagnostics: &'d mut Vec<Diagnostic>,

    blocks: Vec<Block>,
    groups: Vec<Group>,
    entries: Vec<Entry>,
    notes: Vec<Note>,
    marks: Vec<(IndexMark, marks::End)>,
    /// Entries between anchors.
    apart: Vec<Apart>,
    /// The anchors with the places where they are written.
    anchors: Vec<(String, Span)>,

    /// The block being built.
    leaf: Leaf,
    /// The language in force.
    lang: Lang,
    /// The event that ends the leaf being read.
    leaf_end: usize,
    /// Whether line ends begin new blocks.
    lines: bool,
    /// Whether paragraphs are stanzas.
    verse: bool,
    /// Whether a stanza is open already.
    stanza: bool,
    /// Whether paragraphs are captions.
    figure: bool,
    /// Whether this is a note inside a note.
    nested: bool,
    /// The event at which the note begins whose body is read.
    note: Option<usize>,
    /// How many quotations are open.
    quotes: u32,
    /// The section whose heading comes next.
    section: Option<usize>,
    /// The span that is a stage direction on its own.
    stage: Option<usize>,
    /// The marker of a list item that stays in its text.
    marker: Option<Range<usize>>,
    /// The headings above: levels as written and as set.
    headings: Vec<(u8, u8)>,
}

impl<'a, 'd> Reader<'a, 'd> {
    fn new(
        source: &'a Source,
        events: &'a Events<'a>,
        edition: &'a Shared<'a>,
        inside: Inside,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            source,
            events,
            edition,
            inside,
            diagnostics,
            blocks: vec![],
            groups: vec![],
            entries: vec![],
            notes: vec![],
            marks: vec![],
            apart: vec![],
            anchors: vec![],
            leaf: Leaf::default(),
            lang: edition.lang.clone(),
            leaf_end: 0,
            lines: false,
            verse: false,
            stanza: false,
            figure: false,
            nested: false,
            note: None,
            quotes: 0,
            section: None,
            stage: None,
            marker: None,
            headings: vec![],
        }
    }

    /// Everything read as one passage.
    fn into_passage(mut self) -> Passage {
        self.settle_carried();
        let mut blocks = self.blocks.into_iter().map(|block| block.content);
        let mut all = blocks.next().unwrap_or_default();
        for passage in blocks {
            all.append(&passage);
        }
        all
    }
}

/// Reads a value that holds Djot inlines.
fn read_value(
    value: &Value,
    edition: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Passage {
    const MARKUP: &[char] =
        &['\\', '[', ']', '{', '}', '*', '_', '^', '~', '`', '<', '\n'];
    if !value.text.contains(MARKUP) {
        return entries::unread(value);
    }
    let source = Source::of_value(value);
    let Some(events) = Events::parse(&source, diagnostics) else {
        return entries::unread(value);
    };
    let mut reader = Reader::new(&source, &events, edition, Inside::Value, diagnostics);
    if events.len() > 1 {
        reader.read_leaf(1, BlockKind::Paragraph);
    }
    reader.into_passage()
}
