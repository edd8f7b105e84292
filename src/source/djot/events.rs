//! The parser's events, all at once, each start with its end.

use std::ops::Range;

use jotdown::{Event, Parser};

use super::source::{Source, too_deep};
use crate::diag::Diagnostic;

/// How deep containers may nest: reading recurses into them.
const DEPTH: usize = 160;

/// The events of a text.
#[derive(Debug)]
pub(super) struct Events<'a> {
    list: Vec<(Event<'a>, Range<usize>)>,
    /// For each event that starts a container the index of the one that ends it.
    ends: Vec<u32>,
}

impl<'a> Events<'a> {
    /// Parses a source. Gives nothing, and an error, if it can't be read.
    pub(super) fn parse(
        source: &'a Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let masked = source.masked.as_str();
        // The parser is not ours, and a text that trips it must not take the
        // rest of the edition down with it.
        let parsed = std::panic::catch_unwind(|| {
            Parser::new(masked).into_offset_iter().collect::<Vec<_>>()
        });
        let Ok(list) = parsed else {
            diagnostics.push(
                Diagnostic::error("unreadable-text", "this text can't be read as Djot")
                    .at(source.span(0..source.text.len()))
                    .hint(
                        "take lines away until it can be read, to find the one at fault",
                    ),
            );
            return None;
        };
        let mut ends = vec![0; list.len()];
        let mut open: Vec<usize> = vec![];
        for (i, (event, range)) in list.iter().enumerate() {
            match event {
                Event::Start(..) => {
                    open.push(i);
                    if open.len() > DEPTH {
                        diagnostics.push(too_deep(source.span(range.clone())));
                        return None;
                    }
                }
                Event::End(_) => {
                    let start = open.pop().expect("the parser ends what it started");
                    ends[start] = i as u32;
                }
                _ => {}
            }
        }
        Some(Self { list, ends })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// One event.
    pub(super) fn event(&self, at: usize) -> &Event<'a> {
        &self.list[at].0
    }

    /// One event, if there is one at this index.
    pub(super) fn get(&self, at: usize) -> Option<&Event<'a>> {
        self.list.get(at).map(|(event, _)| event)
    }

    /// The bytes of an event.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        self.list[at].1.clone()
    }

    /// The end of the container that starts at an event.
    pub(super) fn end(&self, start: usize) -> usize {
        self.ends[start] as usize
    }

    /// The event after the one at `at`, or after its container if it starts one.
    pub(super) fn after(&self, at: usize) -> usize {
        if matches!(self.event(at), Event::Start(..)) { self.end(at) + 1 } else { at + 1 }
    }
}
