//! Just enough of Rust's grammar for the laws to read the sources by.

use std::ops::Range;

/// The source with comments and the insides of string and character literals
/// turned to spaces. Newlines stay, so that lines keep their numbers.
pub(crate) fn bare(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => comment_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if !is_word_before(bytes, at) || is_prefix_before(bytes, at) => {
                raw_end(bytes, at).unwrap_or(at + 1)
            }
            b'\'' => char_end(bytes, at),
            _ => at + 1,
        };
        if end > at + 1 {
            for byte in &mut out[at..end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        at = end;
    }
    String::from_utf8(out).expect("literals and comments end at character boundaries")
}

/// The insides of the string literals of a source, as written, each with the byte
/// where its quotation mark stands.
pub(crate) fn literals(source: &str) -> Vec<(usize, &str)> {
    let bytes = source.as_bytes();
    let mut found = vec![];
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => comment_end(bytes, at),
            b'"' => {
                let end = string_end(bytes, at);
                found.push((at, source.get(at + 1..end - 1).unwrap_or_default()));
                end
            }
            b'r' if !is_word_before(bytes, at) || is_prefix_before(bytes, at) => {
                raw_end(bytes, at).unwrap_or(at + 1)
            }
            b'\'' => char_end(bytes, at),
            _ => at + 1,
        };
    }
    found
}

/// The source without its test modules, given in the form that [`bare`] returns.
pub(crate) fn without_tests(bare: &str) -> String {
    let mut out = bare.to_owned();
    for (at, _) in bare.match_indices("#[cfg(test)]") {
        let rest = &bare[at..];
        let Some(open) = rest.find(['{', ';']) else { continue };
        if rest[open..].starts_with('{') {
            let range = at..at + block_end(rest, open);
            let blank = rest[..range.len()]
                .chars()
                .map(|c| if c == '\n' { "\n".into() } else { " ".repeat(c.len_utf8()) })
                .collect::<String>();
            out.replace_range(range, &blank);
        }
    }
    out
}

/// The names that directly follow `prefix` as path segments, each with the byte
/// where it stands; a group such as `crate::{a, b::c}` gives each of its names.
pub(crate) fn names_after(bare: &str, prefix: &str) -> Vec<(usize, String)> {
    let mut found = vec![];
    for (at, _) in bare.match_indices(prefix) {
        if is_word_before(bare.as_bytes(), at) {
            continue;
        }
        let start = skip_space(bare, at + prefix.len());
        if bare[start..].starts_with('{') {
            let inside = start + 1..start + block_end(&bare[start..], 0) - 1;
            for item in split_top(bare, inside) {
                let begin = skip_space(bare, item.start);
                found.push((begin, word_at(bare, begin).to_owned()));
            }
        } else {
            found.push((start, word_at(bare, start).to_owned()));
        }
    }
    found.retain(|(_, name)| !name.is_empty());
    found
}

/// The word that starts at a byte; empty if none does.
pub(crate) fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
    &rest[..end]
}

/// Where a whole word stands: not as a part of a longer one.
pub(crate) fn words<'a>(
    text: &'a str,
    word: &'a str,
) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        !is_word_before(text.as_bytes(), at)
            && !text[at + word.len()..].starts_with(is_word)
    })
}

/// The line of a byte, from 1.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_word_before(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_')
}

/// Whether the byte before is the `b` or `c` of a literal such as `br"…"`.
fn is_prefix_before(bytes: &[u8], at: usize) -> bool {
    at > 0 && matches!(bytes[at - 1], b'b' | b'c') && !is_word_before(bytes, at - 1)
}

fn skip_space(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(bytes.len(), |n| at + n)
}

/// The end of a block comment, which may contain others.
fn comment_end(bytes: &[u8], at: usize) -> usize {
    let (mut depth, mut i) = (0, at);
    while i < bytes.len() {
        if bytes[i..].starts_with(b"/*") {
            depth += 1;
            i += 2;
        } else if bytes[i..].starts_with(b"*/") {
            depth -= 1;
            i += 2;
            if depth == 0 {
                return i;
            }
        } else {
            i += 1;
        }
    }
    bytes.len()
}

fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut i = at + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 2,
            b'"' => return i + 1,
            _ => i += 1,
        }
    }
    bytes.len()
}

/// The end of a raw string, if one starts here.
fn raw_end(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[at + 1..].iter().take_while(|&&b| b == b'#').count();
    let open = at + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
    let inside = &bytes[open + 1..];
    let length = inside.windows(close.len()).position(|w| w == close)?;
    Some(open + 1 + length + close.len())
}

/// The end of a character literal; for a lifetime, only the quote is passed.
fn char_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at + 1..];
    if rest.first() == Some(&b'\\') {
        let close = rest.iter().skip(2).position(|&b| b == b'\'');
        return close.map_or(at + 1, |n| at + n + 4);
    }
    let first = std::str::from_utf8(&rest[..rest.len().min(4)])
        .or_else(|e| std::str::from_utf8(&rest[..e.valid_up_to()]))
        .ok()
        .and_then(|s| s.chars().next())
        .map_or(0, char::len_utf8);
    if first > 0 && rest.get(first) == Some(&b'\'') { at + first + 2 } else { at + 1 }
}

/// One past the brace that closes the one at `open`.
fn block_end(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, c) in text[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    text.len()
}

/// The items of a group, split at the commas that stand in no inner group.
fn split_top(text: &str, inside: Range<usize>) -> Vec<Range<usize>> {
    let (mut items, mut depth, mut start) = (vec![], 0, inside.start);
    for (at, c) in text[inside.clone()].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(start..inside.start + at);
                start = inside.start + at + 1;
            }
            _ => {}
        }
    }
    items.push(start..inside.end);
    items
}

/// A function of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Function {
    /// Its name.
    pub name: String,
    /// The byte of its `fn`.
    pub at: usize,
    /// The line of its `fn`, from 1.
    pub line: usize,
    /// How many lines it has, from its `fn` to its last brace.
    pub lines: usize,
    /// How many parameters it takes, `self` among them.
    pub parameters: usize,
}

/// The functions of a source that have a body, given in the form that [`bare`] returns.
pub(crate) fn functions(bare: &str) -> Vec<Function> {
    let mut found = vec![];
    for at in words(bare, "fn") {
        let start = skip_space(bare, at + 2);
        let name = word_at(bare, start);
        let Some(open) = bare[start..].find('(').map(|n| start + n) else { continue };
        if name.is_empty() {
            continue;
        }
        let end = list_end(bare, open);
        let parameters = split_list(&bare[open + 1..end - 1]).len();
        let Some(body) = bare[end..].find(['{', ';']).map(|n| end + n) else { continue };
        if bare[body..].starts_with(';') {
            continue;
        }
        let line = line_of(bare, at);
        let lines = line_of(bare, block_end(bare, body) - 1) - line + 1;
        found.push(Function { name: name.to_owned(), at, line, lines, parameters });
    }
    found
}

/// One past the bracket that closes the one at `open`.
fn list_end(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, c) in text[open..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    text.len()
}

/// The items of a list of parameters.
fn split_list(text: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (vec![], 0i32, 0);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            // Not that of an arrow.
            '>' if before != '-' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        before = c;
    }
    items.push(&text[start..]);
    items.retain(|item| !item.trim().is_empty());
    items
}

/// The paths of a source, as their segments: those of `use`, a group taken apart, and those
/// in the code.
pub(crate) fn paths(bare: &str) -> Vec<Vec<String>> {
    let mut found = vec![];
    let mut at = 0;
    while at < bare.len() {
        let word = word_at(bare, at);
        if word.is_empty() {
            at += bare[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        at += word.len();
        if bare[at..].starts_with("::") {
            at = path(bare, at + 2, vec![word.to_owned()], &mut found);
        } else if word == "use" {
            let start = skip_space(bare, at);
            if !bare[start..].starts_with("::") {
                at = path(bare, start, vec![], &mut found);
            }
        }
    }
    found
}

/// Reads the rest of a path, whose first segments are known; returns where it ends.
fn path(
    bare: &str,
    at: usize,
    before: Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    let at = skip_space(bare, at);
    if bare[at..].starts_with('{') && !before.is_empty() {
        let end = at + block_end(&bare[at..], 0);
        for item in split_top(bare, at + 1..end - 1) {
            let start = skip_space(bare, item.start);
            if start < item.end {
                path(bare, start, before.clone(), found);
            }
        }
        return end;
    }
    let word = word_at(bare, at);
    let mut segments = before;
    if word.is_empty() {
        found.push(segments);
        return at;
    }
    let end = at + word.len();
    // In a group it is the module itself.
    if word != "self" || segments.is_empty() {
        segments.push(word.to_owned());
    }
    if bare[end..].starts_with("::") {
        return path(bare, end + 2, segments, found);
    }
    found.push(segments);
    end
}

#[test]
fn comments_and_literals_are_blanked_and_lines_kept() {
    let source = "a /* x /* y */ z */ b // c\nd \"e\\\" f\" g 'h' '\\n' '\u{6cc}' <'i> r#\"j\"k\"# br\"l\" m";
    let bare = bare(source);
    assert_eq!(bare.len(), source.len());
    assert_eq!(bare.matches('\n').count(), 1);
    let left: Vec<_> = bare.split_whitespace().collect();
    assert_eq!(left, ["a", "b", "d", "g", "<'i>", "b", "m"]);
}

#[test]
fn literals_are_found_outside_comments() {
    let source = "a(\"b \\\" c\", '\"') // \"d\"\n + \"e\"";
    let found: Vec<_> = literals(source).into_iter().map(|literal| literal.1).collect();
    assert_eq!(found, ["b \\\" c", "e"]);
}

#[test]
fn names_are_found_in_paths_and_groups() {
    let source =
        "use crate::{a::{b, c}, d,\n  e::f}; fn g() { crate::h::i(); mycrate::j(); }";
    let names: Vec<_> = names_after(source, "crate::").into_iter().map(|n| n.1).collect();
    assert_eq!(names, ["a", "d", "e", "h"]);
}

#[test]
fn test_modules_are_left_out() {
    let source = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { {} } }\nfn c() {}";
    let rest = without_tests(source);
    assert_eq!(
        rest.split_whitespace().collect::<Vec<_>>().join(" "),
        "fn a() {} fn c() {}"
    );
    assert_eq!(line_of(&rest, rest.find('c').expect("`c` is kept")), 4);
}

#[test]
fn functions_are_measured() {
    let source = "impl A {\n fn a(&self, b: (u8, u8), c: impl Fn(u8) -> B<u8, u8>) -> T {\n {}\n }\n}\nfn d();";
    let found = functions(source);
    let measured: Vec<_> = found
        .iter()
        .map(|f| (f.name.as_str(), f.line, f.lines, f.parameters))
        .collect();
    assert_eq!(measured, [("a", 2, 3, 3)]);
}

#[test]
fn paths_are_taken_apart() {
    let source = "use a::{b::{c, self}, d}; fn e() -> f::G { h::<i::J>(k) }";
    let found: Vec<String> = paths(source).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a::b::c", "a::b", "a::d", "f::G", "h", "i::J"]);
}
