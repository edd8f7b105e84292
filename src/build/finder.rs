//! Leads faults of generated source and of the layout back to the editor's files.

use std::sync::Arc;

use crate::compose::{SetText, TextJob};
use crate::diag::Diagnostic;
use crate::model::{Model, Passage};
use crate::span::Span;
use crate::typeset::Fault;

/// Leads faults of generated source back to the editor's files.
pub(super) struct Finder<'a> {
    /// What was edited.
    pub model: &'a Model,
    /// What was set.
    pub jobs: &'a [TextJob],
    /// All sources by virtual path.
    pub sources: &'a [(String, String)],
}

/// The place in the editor's file for a byte of a text's assembled source; of a note or an
/// entry the whole of it.
pub fn span_of(model: &Model, job: &TextJob, byte: u32) -> Option<Span> {
    let text = &model.texts[job.index];
    let notes = job.map.notes.iter().position(|range| range.contains(&byte));
    if let Some(note) = notes {
        return text.notes[note].span;
    }
    let entries = job.map.entries.iter().position(|range| range.contains(&byte));
    if let Some(entry) = entries {
        return text.entries[entry].span;
    }
    let place = job.map.place_of(byte)?;
    let block = &text.blocks[place.block as usize];
    let offset = place.offset as usize;
    block.content.source.span(offset..offset + 1).or(block.span)
}

impl Finder<'_> {
    /// What Typst said, at the editor's place where that is known.
    pub(super) fn diagnostic(&self, fault: &Fault) -> Diagnostic {
        let mut diagnostic = if fault.error {
            Diagnostic::error("typst", fault.message.clone())
        } else {
            Diagnostic::warning("typst", fault.message.clone())
        };
        if let Some((path, range)) = &fault.place {
            let span = self
                .jobs
                .iter()
                .find(|job| job.path == *path)
                .and_then(|job| self.span(job, range.start as u32));
            diagnostic = match span {
                Some(span) => diagnostic.at(span),
                None => {
                    let line = self.sources.iter().find(|source| source.0 == *path).map(
                        |source| {
                            source.1[..range.start.min(source.1.len())]
                                .matches('\n')
                                .count()
                                + 1
                        },
                    );
                    diagnostic.hint(match line {
                        Some(line) => {
                            format!("in the assembled source, `{path}` line {line}")
                        }
                        None => format!("in the design, `{path}`"),
                    })
                }
            };
        }
        for hint in &fault.hints {
            diagnostic = diagnostic.hint(hint.clone());
        }
        diagnostic
    }

    fn span(&self, job: &TextJob, byte: u32) -> Option<Span> {
        span_of(self.model, job, byte)
    }

    /// The place in the editor's file of a character that stands at a byte of a text's
    /// assembled source.
    pub(super) fn place_of(&self, job: &TextJob, byte: u32, c: char) -> Option<Span> {
        let text = &self.model.texts[job.index];
        let number = |ranges: &[std::ops::Range<u32>]| {
            ranges.iter().position(|range| range.contains(&byte))
        };
        let exact = match (number(&job.map.notes), number(&job.map.entries)) {
            (Some(note), _) => standing(text.notes[note].body.iter(), c),
            (None, Some(entry)) => standing(text.entries[entry].passages(), c),
            (None, None) => None,
        };
        exact.or_else(|| self.span(job, byte))
    }

    /// Lines wider than the measure.
    pub(super) fn overfull_lines(
        &self,
        texts: &[Arc<SetText>],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (job, text) in self.jobs.iter().zip(texts) {
            for &line in &text.overfull_lines {
                let byte = text.line_map.first_byte(line as usize);
                diagnostics.push(
                    Diagnostic::warning(
                        "overfull-line",
                        "a line is wider than the measure",
                    )
                    .at(byte.and_then(|byte| self.span(job, byte)))
                    .hint("put soft hyphens (U+00AD) where a long word may break"),
                );
            }
        }
    }
}

/// The first place of a character in some passages.
fn standing<'a>(
    mut passages: impl Iterator<Item = &'a Passage>,
    c: char,
) -> Option<Span> {
    passages.find_map(|passage| {
        let at = passage.text.find(c)?;
        passage.source.span(at..at + c.len_utf8())
    })
}
