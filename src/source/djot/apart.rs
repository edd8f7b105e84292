//! Entries written apart from their lemma, between two anchors: in a
//! `::: apparatus` block, on a span with `from` and `to`, or in a file.

use std::collections::HashMap;
use std::ops::Range;

use jotdown::Event;

use super::about::Owner;
use super::attributes::{self, Attribute};
use super::source::Value;
use super::{Inside, Reader, entries};
use crate::diag::Diagnostic;
use crate::model::{Entry, Passage, Place, PointKind, Text};
use crate::span::Span;

/// Entries whose anchors are still to be found.
#[derive(Debug)]
pub(crate) struct Apart {
    /// The anchor before the lemma.
    pub from: Value,
    /// The anchor after it.
    pub to: Value,
    /// The entries, their places still unknown.
    pub entries: Vec<Entry>,
    /// Where they were written.
    pub span: Span,
}

impl Reader<'_, '_> {
    /// Reads a `::: apparatus` block: every set of attributes is an entry, the
    /// words of its span, if any, are the lemma to print.
    pub(super) fn read_apparatus(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let bytes = self.events.range(at);
            let mut next = at + 1;
            match self.events.event(at) {
                Event::Start(container, given)
                    if container.is_block() && given.is_empty() => {}
                Event::Start(container, _) if container.is_block() => {
                    self.read_entry_sets(bytes, None);
                }
                Event::Start(_, given) => {
                    let end = self.events.end(at);
                    let closer = self.events.range(end);
                    if given.is_empty() {
                        self.report_stray(bytes.start..closer.end);
                    } else {
                        let lemma =
                            (at + 1 < end).then(|| self.read_passage(at + 1..end));
                        self.read_entry_sets(closer, lemma);
                    }
                    next = end + 1;
                }
                Event::Attributes(_) => self.read_entry_sets(bytes, None),
                Event::Str(_) if !self.source.text[bytes.clone()].trim().is_empty() => {
                    self.report_stray(bytes);
                }
                _ => {}
            }
            at = next;
        }
    }

    /// Reads each set of attributes in `range` as an entry.
    fn read_entry_sets(&mut self, range: Range<usize>, lemma: Option<Passage>) {
        for set in attributes::sets(self.source, range, self.quotes > 0) {
            let span = self.source.span(set.range);
            if set.attributes.is_empty() {
                continue;
            }
            let about = self.about(set.attributes, Owner::Entry);
            match &about.anchors {
                Some(anchors) => {
                    self.add_apart(anchors, &about.pairs, lemma.clone(), span)
                }
                None => self.diagnostics.push(
                    Diagnostic::error(
                        "anchor-missing",
                        "this entry does not say where it stands",
                    )
                    .at(span)
                    .hint("name its anchors with `from` and `to`"),
                ),
            }
        }
    }

    /// Records an entry between two anchors.
    pub(super) fn add_apart(
        &mut self,
        (from, to): &(Value, Value),
        pairs: &[Attribute],
        lemma: Option<Passage>,
        span: Span,
    ) {
        if self.inside != Inside::Text {
            return self
                .unsupported_at(span, "no entry can stand inside a note or a reading");
        }
        let nowhere = Place { block: 0, offset: 0 };
        let mut found = entries::read_entries(
            pairs,
            (nowhere, nowhere),
            span,
            self.edition,
            self.diagnostics,
        );
        if pairs.is_empty() {
            self.diagnostics.push(
                Diagnostic::warning(
                    "empty-entry",
                    "this entry has no reading and no comment",
                )
                .at(span)
                .hint("give a witness's reading, `conj` or `note`"),
            );
        }
        if let Some(entry) = found.first_mut().filter(|entry| entry.lemma.is_none()) {
            entry.lemma = lemma;
        }
        let (from, to) = (from.clone(), to.clone());
        self.apart.push(Apart { from, to, entries: found, span });
    }

    /// Reports words that are printed nowhere.
    fn report_stray(&mut self, range: Range<usize>) {
        self.diagnostics.push(
            Diagnostic::warning(
                "stray-text",
                "words in an apparatus block are not printed",
            )
            .at(self.source.span(range))
            .hint("write each entry as `[]{from=a to=b A=\"…\"}`"),
        );
    }

    /// Reads inlines as a passage of their own.
    fn read_passage(&mut self, range: Range<usize>) -> Passage {
        let mut reader = Reader::new(
            self.source,
            self.events,
            self.edition,
            Inside::Value,
            self.diagnostics,
        );
        reader.leaf_end = range.end;
        reader.read_inlines(range);
        reader.into_passage()
    }
}

/// The places of a text's anchors.
pub(crate) fn anchor_places(text: &Text) -> HashMap<&str, Place> {
    let mut places = HashMap::new();
    for (name, place) in anchors(text) {
        places.entry(name).or_insert(place);
    }
    places
}

/// The anchors of a text in reading order.
pub(super) fn anchors(text: &Text) -> impl Iterator<Item = (&str, Place)> {
    text.blocks.iter().enumerate().flat_map(|(block, leaf)| {
        leaf.content.points.iter().filter_map(move |point| match &point.kind {
            PointKind::Anchor(name) => {
                Some((name.as_str(), Place { block: block as u32, offset: point.at }))
            }
            _ => None,
        })
    })
}

/// Gives entries written apart their places; those whose anchors are not there
/// are reported and left out.
pub(crate) fn place_apart(
    apart: Vec<Apart>,
    text: &Text,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Entry> {
    if apart.is_empty() {
        return vec![];
    }
    let places = anchor_places(text);
    let mut placed = vec![];
    for Apart { from, to, entries, span } in apart {
        let mut find = |value: &Value| {
            let place = places.get(value.text.as_str()).copied();
            if place.is_none() {
                diagnostics.push(
                    Diagnostic::error(
                        "anchor-missing",
                        format!("no anchor `{}`", value.text),
                    )
                    .at(value.span)
                    .suggest(&value.text, places.keys().copied())
                    .hint(format!("set it in the text: `[]{{#{}}}`", value.text)),
                );
            }
            place
        };
        let (start, end) = (find(&from), find(&to));
        let (Some(start), Some(end)) = (start, end) else { continue };
        if end < start {
            let message = format!("anchor `{}` stands after `{}`", from.text, to.text);
            diagnostics.push(
                Diagnostic::error("anchor-reversed", message)
                    .at(span)
                    .hint("exchange `from` and `to`"),
            );
        }
        placed.extend(entries.into_iter().map(|mut entry| {
            (entry.from, entry.to) = (start.min(end), start.max(end));
            entry
        }));
    }
    placed
}
