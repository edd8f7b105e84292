//! Attributes, `{…}`: the same grammar as the Djot parser's, read with the
//! place of every key and value, and with a reason where it is broken.

use std::ops::Range;

use super::source::{Source, Value};
use crate::model::SourceMap;
use crate::span::Span;

/// One attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    /// Whether it is a class, an id or a pair.
    pub kind: AttributeKind,
    /// Its key; the name if it is a class or an id.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value, if it is a pair.
    pub value: Value,
}

/// The kinds of attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AttributeKind {
    /// `.name`
    Class,
    /// `#name`
    Id,
    /// `key=value`
    Pair,
}

/// Why attributes can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// The byte at which they break.
    pub at: usize,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// What can be wrong with attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// The brace is never closed.
    Brace,
    /// The quotation mark is never closed.
    Quote,
    /// A value has characters that need quotation marks.
    Unquoted,
    /// A key has no value.
    NoValue,
    /// Something stands where a key, a class or an id should.
    NoKey,
}

/// An attribute as byte ranges of the text.
#[derive(Debug)]
pub(super) struct Scanned {
    kind: AttributeKind,
    key: Range<usize>,
    /// The lines of the value, quotation marks and escapes still in them.
    value: Vec<Range<usize>>,
}

/// Whether a byte may be part of a name.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-')
}

/// Reads one `{…}` that starts at byte `start`: its attributes and where it ends.
pub(super) fn scan(text: &str, start: usize) -> Result<(Vec<Scanned>, usize), Fault> {
    let bytes = text.as_bytes();
    let fault = |at, kind| Err(Fault { at, kind });
    let name_end =
        |at: usize| at + bytes[at..].iter().take_while(|b| is_name(**b)).count();
    let mut found = vec![];
    if bytes.get(start) != Some(&b'{') {
        return fault(start, FaultKind::NoKey);
    }
    let mut at = start + 1;
    loop {
        let Some(&byte) = bytes.get(at) else { return fault(start, FaultKind::Brace) };
        match byte {
            b'}' => return Ok((found, at + 1)),
            b'\n' => match next_line(bytes, at) {
                Some(next) => at = next,
                None => return fault(start, FaultKind::Brace),
            },
            byte if byte.is_ascii_whitespace() => at += 1,
            b'.' | b'#' => {
                let end = name_end(at + 1);
                if end == at + 1 {
                    return fault(at, FaultKind::NoKey);
                }
                let kind =
                    if byte == b'.' { AttributeKind::Class } else { AttributeKind::Id };
                found.push(Scanned { kind, key: at + 1..end, value: vec![] });
                at = end;
                if !ends_attribute(bytes.get(at)) {
                    return fault(at, FaultKind::NoKey);
                }
            }
            b'%' => match bytes[at + 1..].iter().position(|b| matches!(b, b'%' | b'}')) {
                Some(length) => {
                    at += 1 + length;
                    at += usize::from(bytes[at] == b'%');
                }
                None => return fault(start, FaultKind::Brace),
            },
            byte if is_name(byte) => {
                let key = at..name_end(at);
                if bytes.get(key.end) != Some(&b'=') {
                    return fault(key.end, FaultKind::NoValue);
                }
                at = key.end + 1;
                let mut value = vec![];
                if bytes.get(at) == Some(&b'"') {
                    at = scan_quoted(bytes, at + 1, &mut value)
                        .ok_or(Fault { at, kind: FaultKind::Quote })?;
                } else {
                    let end = name_end(at);
                    if !ends_attribute(bytes.get(end)) {
                        return fault(at, FaultKind::Unquoted);
                    }
                    if end == at {
                        return fault(at, FaultKind::NoValue);
                    }
                    value.push(at..end);
                    at = end;
                }
                found.push(Scanned { kind: AttributeKind::Pair, key, value });
            }
            _ => return fault(at, FaultKind::NoKey),
        }
    }
}

/// Reads a quoted value from behind its opening mark to behind its closing one.
/// From its second line on the parser knows no escaped quotation mark.
fn scan_quoted(
    bytes: &[u8],
    start: usize,
    value: &mut Vec<Range<usize>>,
) -> Option<usize> {
    let (mut line, mut at) = (start, start);
    loop {
        match *bytes.get(at)? {
            b'"' => {
                value.push(line..at);
                return Some(at + 1);
            }
            b'\n' => {
                value.push(line..at);
                line = at + 1;
                while matches!(bytes.get(line), Some(b' ' | b'\t')) {
                    line += 1;
                }
                if matches!(bytes.get(line), Some(b'\n') | None) {
                    return None;
                }
                at = line;
            }
            b'\\' if value.is_empty() && bytes.get(at + 1) != Some(&b'\n') => at += 2,
            _ => at += 1,
        }
    }
}

/// The first byte behind a line end and the markers of quotations that follow
/// it; nothing if a blank line follows.
fn next_line(bytes: &[u8], line_end: usize) -> Option<usize> {
    let blanks = bytes[line_end + 1..]
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'>'))
        .count();
    let next = line_end + 1 + blanks;
    (bytes.get(next) != Some(&b'\n')).then_some(next)
}

/// Whether an attribute without quotation marks may end before this byte.
fn ends_attribute(byte: Option<&u8>) -> bool {
    byte.is_none_or(|b| *b == b'}' || b.is_ascii_whitespace())
}

/// All attribute sets in a range of the source, each `{…}` on its own.
/// `quoted` says that lines may begin with the marker of a quotation.
pub(super) fn sets(source: &Source, range: Range<usize>, quoted: bool) -> Vec<Set> {
    let bytes = source.text.as_bytes();
    let mut sets = vec![];
    let mut at = range.start;
    while at < range.end {
        match bytes[at] {
            b'{' => match scan(&source.text, at) {
                Ok((scanned, end)) if end <= range.end => {
                    let attributes = scanned
                        .iter()
                        .map(|one| attribute(source, one, quoted))
                        .collect();
                    sets.push(Set { attributes, range: at..end });
                    at = end;
                }
                _ => at += 1,
            },
            _ => at += 1,
        }
    }
    sets
}

/// One `{…}`.
#[derive(Debug)]
pub(super) struct Set {
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Its bytes in the source.
    pub range: Range<usize>,
}

/// An attribute with its value resolved.
fn attribute(source: &Source, scanned: &Scanned, quoted: bool) -> Attribute {
    let text = &source.text;
    let mut value = Value {
        text: String::new(),
        source: SourceMap::of(source.file),
        span: source.span(scanned.key.clone()),
    };
    for (k, line) in scanned.value.iter().enumerate() {
        let mut range = line.clone();
        if k > 0 && quoted {
            let prefix = text[range.clone()].trim_start_matches('>').trim_start();
            range.start = range.end - prefix.len();
        }
        if !value.text.is_empty() && !range.is_empty() {
            value
                .source
                .push(value.text.len(), source.byte(line.start.saturating_sub(1)));
            value.text.push(' ');
        }
        unescape(source, range, &mut value);
    }
    if let (Some(first), Some(last)) = (scanned.value.first(), scanned.value.last()) {
        value.span = source.span(first.start..last.end);
    }
    Attribute {
        kind: scanned.kind,
        key: text[scanned.key.clone()].to_owned(),
        key_span: source.span(scanned.key.clone()),
        value,
    }
}

/// Adds a range to a value, its escapes resolved: a backslash before ASCII
/// punctuation is dropped.
fn unescape(source: &Source, range: Range<usize>, value: &mut Value) {
    let bytes = source.text.as_bytes();
    let mut take = |piece: Range<usize>| {
        if !piece.is_empty() {
            source.trace(&mut value.source, value.text.len(), piece.clone());
            value.text.push_str(&source.text[piece]);
        }
    };
    let mut from = range.start;
    let mut at = range.start;
    while at < range.end {
        let escapes = bytes[at] == b'\\'
            && at + 1 < range.end
            && bytes[at + 1].is_ascii_punctuation();
        if escapes {
            take(from..at);
            from = at + 1;
            at += 2;
        } else {
            at += 1;
        }
    }
    take(from..range.end);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::FileId;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let source =
            Source::of_file(FileId(0), text, &mut vec![]).expect("text is shallow");
        let sets = sets(&source, 0..text.len(), false);
        let found: Vec<_> = sets
            .iter()
            .flat_map(|set| &set.attributes)
            .map(|a| (a.key.as_str(), a.value.text.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
        for value in sets.iter().flat_map(|set| &set.attributes).map(|a| &a.value) {
            for (at, c) in value.text.char_indices().filter(|(_, c)| *c != ' ') {
                let byte = value.source.resolve(at).expect("each byte has a source");
                assert!(text[byte..].starts_with(c), "{text}: {c} at {byte}");
            }
        }
    }

    fn check_fault(text: &str, at: usize, kind: FaultKind) {
        assert_eq!(scan(text, 0).map(|(_, end)| end), Err(Fault { at, kind }), "{text}");
    }

    #[test]
    fn values_are_read_with_their_places() {
        check(
            "{A=lex B=\"l \\\"e\\\" x\" .c #d}",
            &[("A", "lex"), ("B", "l \"e\" x"), ("c", ""), ("d", "")],
        );
        check("{A=\"one\n  two\"}{%note% B=\"\"}", &[("A", "one two"), ("B", "")]);
    }

    #[test]
    fn each_fault_is_found_at_its_place() {
        check_fault("{A=lëx}", 3, FaultKind::Unquoted);
        check_fault("{A=\"lex}", 3, FaultKind::Quote);
        check_fault("{A=lex", 0, FaultKind::Brace);
        check_fault("{A B=lex}", 2, FaultKind::NoValue);
        check_fault("{A=}", 3, FaultKind::NoValue);
        check_fault("{, A=lex}", 1, FaultKind::NoKey);
    }
}
