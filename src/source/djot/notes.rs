//! Notes: where they are written, and where they are called.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use jotdown::{Container, Event};

use super::check::Links;
use super::events::Events;
use super::source::Source;
use super::{Inside, Reader, Shared, marks};
use crate::diag::Diagnostic;
use crate::edition::{Series, SeriesKind};
use crate::model::{Entry, IndexMark, Note, Passage, PointKind, Style, Styled};
use crate::source::context::Context;
use crate::span::Span;

/// The notes of a text by series and label.
#[derive(Debug)]
pub(super) struct Definitions<'a> {
    source: &'a Source,
    events: &'a Events<'a>,
    notes: HashMap<(String, String), Definition>,
    /// How many bytes notes may still take that are read again for another call.
    left: Cell<usize>,
}

/// How many bytes notes may take that are read again for another call, beside as many as
/// the file has. A few calls in notes of a few calls would make a book of a page.
const AGAIN: usize = 1 << 20;

/// Where a note is written.
#[derive(Debug)]
struct Definition {
    /// The events of its paragraphs.
    body: Range<usize>,
    /// Its label in the file.
    span: Span,
    /// How often it was called.
    calls: Cell<u32>,
}

impl<'a> Definitions<'a> {
    /// Finds the notes of a text.
    pub(super) fn find(
        source: &'a Source,
        events: &'a Events<'a>,
        context: &Context,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut notes: HashMap<_, Definition> = HashMap::new();
        for start in 0..events.len() {
            let Event::Start(Container::Footnote { label: masked }, _) =
                events.event(start)
            else {
                continue;
            };
            let range = events.range(start);
            let text = &source.text[range.clone()];
            let Some(open) = text.find("[^") else { continue };
            let label = open + 2..open + 2 + masked.len();
            let Some(written) = text.get(label.clone()) else { continue };
            let (series, name) = split_label(context, written);
            let key = (series.map(|s| s.id.clone()).unwrap_or_default(), name.to_owned());
            let span = source.span(range.start + open..range.start + label.end + 1);
            let body = start + 1..events.end(start);
            let note = Definition { body, span, calls: Cell::new(0) };
            match notes.entry(key) {
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(note);
                }
                std::collections::hash_map::Entry::Occupied(first) => diagnostics.push(
                    Diagnostic::error(
                        "note-twice",
                        format!("note `{written}` is written twice"),
                    )
                    .at(span)
                    .related(first.get().span, "first written here")
                    .hint("give one of them another label"),
                ),
            }
        }
        let left = Cell::new(AGAIN + source.text.len());
        Self { source, events, notes, left }
    }

    /// Whether a note may be read again.
    fn again(&self, body: &Range<usize>) -> bool {
        let Some(last) = body.end.checked_sub(1).filter(|last| *last >= body.start)
        else {
            return true;
        };
        let bytes = self.events.range(body.start).start..self.events.range(last).end;
        let left = self.left.get().checked_sub(bytes.len());
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Reports the notes that nothing calls.
    pub(super) fn report_uncalled(&self, diagnostics: &mut Vec<Diagnostic>) {
        for ((_, label), note) in &self.notes {
            if note.calls.get() == 0 {
                diagnostics.push(
                    Diagnostic::error(
                        "note-not-called",
                        format!("note `{label}` is never called"),
                    )
                    .at(note.span)
                    .hint("call it in the text, or take it out"),
                );
            }
        }
    }
}

/// The series a label belongs to and its name there: `fontes.12` is `12` of
/// `fontes` if that series is declared, else a label of the first familiar one.
pub(super) fn split_label<'c, 'l>(
    context: &Context<'c>,
    label: &'l str,
) -> (Option<&'c Series>, &'l str) {
    let declared = label.split_once('.').and_then(|(id, name)| {
        context
            .series
            .iter()
            .find(|series| series.id == id)
            .map(|series| (series, name))
    });
    match declared {
        Some((series, name)) => (Some(series), name),
        None => (context.series.iter().find(|s| s.kind == SeriesKind::Familiar), label),
    }
}

/// That there is no such note; what looks like one stands `before_colon`.
fn not_written(written: &str, span: Span, before_colon: bool) -> Diagnostic {
    let message = format!("note `{written}` is not written");
    let mut fault = Diagnostic::error("note-not-written", message).at(span);
    if before_colon {
        fault = fault.hint("leave an empty line before the note itself");
    }
    fault.hint(format!("write it: `[^{written}]: …`"))
}

impl Reader<'_, '_> {
    /// Reads the call of a note.
    pub(super) fn read_call(&mut self, at: usize) {
        let range = self.events.range(at);
        let span = self.source.span(range.clone());
        let written = self.source.text[range.clone()]
            .trim_start_matches("[^")
            .trim_end_matches(']')
            .to_owned();
        let context = self.edition.context;
        let (series, label) = split_label(context, &written);
        let label = label.to_owned();
        let Some(series) = series.cloned() else {
            self.diagnostics.push(
                Diagnostic::error(
                    "unknown-series",
                    format!("note `{written}` has no series"),
                )
                .at(span)
                .hint("declare a `[[series]]` with `kind = \"familiar\"`"),
            );
            return self.push_source(range);
        };
        if let Some((id, _)) = written.split_once('.')
            && id != series.id
            && let known = context.series.iter().map(|series| series.id.as_str())
            && crate::diag::closest(id, known.clone()).is_some()
        {
            let message = format!("no series is named `{id}`");
            let fault = Diagnostic::warning("unknown-series", message).at(span);
            self.diagnostics.push(fault.suggest(id, known));
        }
        let key = (series.id.clone(), label.clone());
        let definitions = self.edition.definitions;
        let Some(note) = definitions.and_then(|definitions| definitions.notes.get(&key))
        else {
            let before_colon = self.source.text[range.end..].starts_with(':');
            self.diagnostics.push(not_written(&written, span, before_colon));
            return self.push_source(range);
        };
        note.calls.set(note.calls.get() + 1);
        let is_again = self.inside != Inside::Text || note.calls.get() > 1;
        if is_again && !definitions.is_some_and(|all| all.again(&note.body)) {
            self.diagnostics.push(
                Diagnostic::error(
                    "notes-without-end",
                    format!("note `{written}` and others are called again too often"),
                )
                .at(span)
                .hint("write out what is to be read here, or refer to the note that is there"),
            );
            return self.push_source(range);
        }
        if self.inside != Inside::Text {
            return self.read_nested_call(note.body.clone(), range, span);
        }
        if note.calls.get() > 1 {
            let message = format!("note `{written}` is called again");
            self.diagnostics.push(
                Diagnostic::warning("note-called-twice", message)
                    .at(span)
                    .hint("it is printed once for each call"),
            );
        }
        self.take_note((&series, label), note.body.clone(), range, span);
    }

    /// Reads a note that is called from the text: `body` are its events, `range` and `span`
    /// those of its call.
    fn take_note(
        &mut self,
        (series, label): (&Series, String),
        body: Range<usize>,
        range: Range<usize>,
        span: Span,
    ) {
        let (body, marks) = self.read_note(body, false);
        if series.kind == SeriesKind::Familiar {
            let index = self.notes.len() as u32;
            self.push_point(PointKind::NoteCall(index), range.start);
            let at = self.here();
            self.notes.push(Note {
                series: series.id.clone(),
                label,
                at,
                body,
                span: Some(span),
            });
        } else {
            let at = self.pin(range.start);
            let entry = Entry::new(&series.id, at, at, Some(span));
            self.entries.push(Entry { comment: Some(joined(body)), ..entry });
        }
        let at = self.here();
        self.marks.extend(marks.into_iter().map(|(mut mark, end)| {
            (mark.from, mark.to) = (at, at);
            (mark, end)
        }));
    }

    /// Puts a note that another note or a reading calls into brackets there;
    /// one that this note calls in turn stays a mere label, and so does the note itself.
    fn read_nested_call(&mut self, body: Range<usize>, range: Range<usize>, span: Span) {
        let is_itself = self.note == Some(body.start);
        let warning = match is_itself {
            true => Diagnostic::warning("nested-note", "a note can't call itself")
                .hint("take the call out; it is printed as it is written"),
            false => {
                Diagnostic::warning("nested-note", "a note can't be called from here")
                    .hint("it is printed here in brackets")
            }
        };
        self.diagnostics.push(warning.at(span));
        if self.nested || is_itself {
            return self.push_source(range);
        }
        let (paragraphs, _) = self.read_note(body, true);
        self.push_as("[", range.start..range.start + 1);
        self.push_passage(&joined(paragraphs), range.start);
        self.push_as("]", range.end - 1..range.end);
    }

    /// Reads the paragraphs of a note, and the index marks in them.
    fn read_note(
        &mut self,
        body: Range<usize>,
        nested: bool,
    ) -> (Vec<Passage>, Vec<(IndexMark, marks::End)>) {
        let Some(definitions) = self.edition.definitions else { return (vec![], vec![]) };
        let mut reader = Reader::new(
            definitions.source,
            definitions.events,
            self.edition,
            Inside::Note,
            self.diagnostics,
        );
        reader.nested = nested;
        reader.note = Some(body.start);
        reader.read_blocks(body.clone());
        reader.settle_carried();
        if !reader.groups.is_empty() {
            let start = definitions.events.range(body.start).start;
            let span = definitions.source.span(start..start);
            reader.unsupported_at(
                span,
                "of lists and the like in a note only the words are kept",
            );
        }
        let marks = std::mem::take(&mut reader.marks);
        let blocks = std::mem::take(&mut reader.blocks);
        let lang = &self.edition.lang;
        let body = blocks
            .into_iter()
            .map(|block| {
                let mut content = block.content;
                if block.lang != *lang && !content.text.is_empty() {
                    let range = 0..content.text.len() as u32;
                    content
                        .styles
                        .insert(0, Styled { range, style: Style::Lang(block.lang) });
                }
                content
            })
            .collect();
        (body, marks)
    }
}

/// Paragraphs as one passage, a space between them.
fn joined(paragraphs: Vec<Passage>) -> Passage {
    let mut paragraphs = paragraphs.into_iter();
    let mut all = paragraphs.next().unwrap_or_default();
    for passage in paragraphs {
        let byte = passage.source.resolve(0).unwrap_or_default();
        all.source.push(all.text.len(), byte.saturating_sub(1));
        all.text.push(' ');
        all.append(&passage);
    }
    all
}

/// What reading a value needs of its edition, without any notes.
impl<'a> Shared<'a> {
    /// What `apparatus.toml` refers to.
    pub(super) fn bare(context: &'a Context<'a>) -> Self {
        Self {
            context,
            lang: context.lang.clone(),
            definitions: None,
            links: Links::default(),
        }
    }
}
