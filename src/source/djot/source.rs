//! The text that the Djot parser reads, and the way back to the editor's file.
//!
//! The parser sees a copy of the same length in which the quotation marks of
//! running text are masked, since it would pair them, and a pair of quotation
//! marks would break markup that crosses it. What is read is cut from the text.

use std::ops::Range;

use super::attributes;
use super::fences::fences;
use crate::diag::Diagnostic;
use crate::model::SourceMap;
use crate::span::{FileId, Span};

/// Stands for a quotation mark in the masked copy: punctuation, so that it can
/// be escaped, and without meaning to the parser.
const MASK: u8 = b';';

/// A text for the parser.
#[derive(Debug)]
pub(super) struct Source {
    /// The characters.
    pub text: String,
    /// What the parser sees: as long as the text.
    pub masked: String,
    /// The first byte that is read.
    pub first: usize,
    /// The colons that were put in to make fences unequal, sorted.
    inserted: Vec<Range<usize>>,
    /// From the text's bytes to the file's.
    origin: SourceMap,
    /// The file.
    pub file: FileId,
    /// The length of the file.
    limit: usize,
}

impl Source {
    /// The text of a whole file: without a byte order mark, with line feeds
    /// for line ends, and with the fences of nested divs made unequal. Gives
    /// nothing, and an error, if its blocks nest too deep to be read.
    pub(super) fn of_file(
        file: FileId,
        content: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let found = fences(content);
        if let Some(at) = found.too_deep {
            diagnostics.push(too_deep(Span::new(file, at..at)));
            return None;
        }
        for at in found.open {
            let end = content[at..].find('\n').map_or(content.len(), |line| at + line);
            diagnostics.push(
                Diagnostic::error("unclosed-block", "this block is never closed")
                    .at(Span::new(file, at..end))
                    .hint("close it with `:::` on a line of its own"),
            );
        }
        // (byte, bytes to drop, colons to insert)
        let mut edits: Vec<_> =
            found.colons.iter().map(|&(at, count)| (at, 0, count)).collect();
        if content.starts_with('\u{feff}') {
            edits.push((0, '\u{feff}'.len_utf8(), 0));
        }
        edits.extend(content.match_indices("\r\n").map(|(at, _)| (at, 1, 0)));
        edits.sort_unstable();
        let mut text = String::with_capacity(content.len() + 16);
        let mut origin = SourceMap::of(file);
        let mut inserted = vec![];
        let mut taken = 0;
        for (at, drop, colons) in edits {
            origin.push(text.len(), taken);
            text.push_str(&content[taken..at]);
            if colons > 0 {
                origin.push(text.len(), at);
                inserted.push(text.len()..text.len() + colons);
                text.extend(std::iter::repeat_n(':', colons));
            }
            taken = at + drop;
        }
        origin.push(text.len(), taken);
        text.push_str(&content[taken..]);
        Some(Self {
            inserted,
            ..Self::new(file, text, 0, origin, content.len())
        })
    }

    /// The value of an attribute, behind a character that makes the parser see
    /// a paragraph whatever it begins with.
    pub(super) fn of_value(value: &Value) -> Self {
        let mut origin = SourceMap { file: value.source.file, runs: vec![] };
        origin.push(0, value.source.resolve(0).unwrap_or(value.span.start as usize));
        for &(at, byte) in &value.source.runs {
            origin.push(at as usize + 1, byte as usize);
        }
        let text = format!(";{}", value.text.replace(['\n', '\r'], " "));
        Self::new(value.span.file, text, 1, origin, value.span.end as usize)
    }

    fn new(
        file: FileId,
        text: String,
        first: usize,
        origin: SourceMap,
        limit: usize,
    ) -> Self {
        let masked = mask(&text);
        Self {
            text,
            masked,
            first,
            inserted: vec![],
            origin,
            file,
            limit,
        }
    }

    /// The first colons in `range` that the editor did not write.
    pub(super) fn inserted_in(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let next = self.inserted.partition_point(|colons| colons.end <= range.start);
        self.inserted
            .get(next)
            .filter(|colons| colons.start < range.end)
            .cloned()
    }

    /// The byte of the file for a byte of the text.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.origin.resolve(at).unwrap_or(at).min(self.limit)
    }

    /// The span of a range of the text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.byte(range.start);
        let end = if range.is_empty() { start } else { self.byte(range.end - 1) + 1 };
        Span::new(self.file, start..end.clamp(start, self.limit.max(start)))
    }

    /// Adds to `map` where `range` came from, if it is put at byte `at`.
    pub(super) fn trace(&self, map: &mut SourceMap, at: usize, range: Range<usize>) {
        map.push(at, self.byte(range.start));
        let runs = &self.origin.runs;
        let next = runs.partition_point(|run| run.0 as usize <= range.start);
        for &(text, byte) in
            runs[next..].iter().take_while(|run| (run.0 as usize) < range.end)
        {
            map.push(at + text as usize - range.start, byte as usize);
        }
    }
}

/// A value given by an attribute or a key: its characters and their source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    /// The characters, escapes resolved.
    pub text: String,
    /// Where each came from.
    pub source: SourceMap,
    /// The whole value in the file.
    pub span: Span,
}

impl Value {
    /// The part of the value in `range`, without blanks at its ends.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let text = &self.text[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        let text = text.trim();
        let end = start + text.len();
        let mut source = SourceMap { file: self.source.file, runs: vec![] };
        if let Some(byte) = self.source.resolve(start) {
            source.push(0, byte);
        }
        for &(at, byte) in &self.source.runs {
            if (start + 1..end).contains(&(at as usize)) {
                source.push(at as usize - start, byte as usize);
            }
        }
        let span = self.source.span(start..end).unwrap_or(self.span);
        Self { text: text.to_owned(), source, span }
    }

    /// The value without blanks at its ends.
    pub(crate) fn trimmed(&self) -> Self {
        self.part(0..self.text.len())
    }
}

/// The fault of blocks or markup that nest too deep.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(
        "too-deep",
        "markup nests too deep here, so the text is read as plain text",
    )
    .at(span)
    .hint("escape characters that are no markup with a backslash")
}

/// The text with its quotation marks masked, except in attributes.
fn mask(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' => bytes[at] = MASK,
            b'\\' if matches!(bytes.get(at + 1), Some(b'{' | b'\\')) => at += 1,
            b'{' => {
                if let Ok((_, end)) = attributes::scan(text, at) {
                    at = end - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    String::from_utf8(bytes).expect("one ASCII character was put for another")
}
