//! A stretch of text as tokens: words, numbers, and the marks between them.

use std::ops::Range;

use crate::collate::{Token, TokenClass, TokenState};
use crate::model::{Lang, Passage};
use crate::span::{FileId, Span};
use crate::words::tokens;

/// Adds the tokens of a part of a file.
pub(super) fn tokenize(
    text: &str,
    range: Range<usize>,
    file: FileId,
    lang: &Lang,
    out: &mut Vec<Token>,
) {
    let part = &text[range.clone()];
    let span = |piece: Range<usize>| {
        Span::new(file, range.start + piece.start..range.start + piece.end)
    };
    let first = out.len();
    for piece in pieces(part, lang) {
        let form = &part[piece.clone()];
        match form.contains('[') {
            true => out.push(token(&with_one_hole(form), span(piece))),
            false => out.push(token(form, span(piece))),
        }
    }
    let mut end = None;
    for token in &mut out[first..] {
        token.glued = end == Some(token.span.start);
        end = Some(token.span.end);
    }
}

/// A token of a form, by the first hand.
pub(super) fn token(form: &str, span: Span) -> Token {
    Token {
        span,
        form: form.into(),
        normal: "".into(),
        class: class(form),
        state: TokenState::Clear,
        written: 0,
        deleted: None,
        glued: false,
    }
}

/// What a form is.
pub(super) fn class(form: &str) -> TokenClass {
    if form.chars().any(|c| char::is_alphabetic(c) || is_and(c)) {
        TokenClass::Word
    } else if form.chars().any(char::is_numeric) {
        TokenClass::Number
    } else {
        TokenClass::Punctuation
    }
}

/// The words of a text and what stands between them, without the spaces. What stands for lost
/// letters beside a word is part of it.
pub(super) fn pieces(text: &str, lang: &Lang) -> Vec<Range<usize>> {
    let mut out = vec![];
    let mut from = 0;
    let mut search = 0;
    while let Some(at) = text[search..].find('[').map(|at| at + search) {
        search = at + 1;
        if let Some(length) = hole(&text[at..]) {
            between(text, from..at, lang, &mut out);
            out.push(at..at + length);
            (from, search) = (at + length, at + length);
        }
    }
    between(text, from..text.len(), lang, &mut out);
    with_holes(text, out)
}

/// Adds the words of a part of a text and what stands between them.
fn between(text: &str, part: Range<usize>, lang: &Lang, out: &mut Vec<Range<usize>>) {
    let found = plain(&text[part.clone()], lang);
    out.extend(found.into_iter().map(|at| part.start + at.start..part.start + at.end));
}

fn plain(text: &str, lang: &Lang) -> Vec<Range<usize>> {
    let mut words = vec![];
    tokens::passage_tokens(&Passage::plain(text), &mut words);
    let elides = matches!(lang.primary(), "grc" | "he" | "yi" | "arc");
    let mut out: Vec<Range<usize>> = Vec::with_capacity(words.len() * 2);
    let mut end = 0;
    for word in words {
        let (start, mut stop) = (word.range.start as usize, word.range.end as usize);
        marks(text, end..start, &mut out);
        // The apostrophe of an elided word belongs to it.
        if elides {
            let mark = text[stop..].chars().next().filter(|c| is_apostrophe(*c));
            stop += mark.map_or(0, char::len_utf8);
        }
        // Marks of direction are no letters of the word beside them.
        let word = &text[start..stop];
        let bare = word.trim_matches(is_direction);
        if !bare.is_empty() {
            let from = start + word.len() - word.trim_start_matches(is_direction).len();
            out.push(from..from + bare.len());
        }
        end = stop;
    }
    marks(text, end..text.len(), &mut out);
    out
}

/// What stands for lost letters in a word, or for a gap where it stands alone.
pub(crate) const HOLE: &str = "[…]";

/// Words of which letters are lost: what stands for these, without a space beside a word, is
/// part of it.
fn with_holes(text: &str, pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let is_hole = |piece: &Range<usize>| {
        let text = &text[piece.clone()];
        hole(text) == Some(text.len())
    };
    if !pieces.iter().any(is_hole) {
        return pieces;
    }
    let is_letters =
        |piece: &Range<usize>| class(&text[piece.clone()]) == TokenClass::Word;
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    let mut was_hole = false;
    for piece in pieces {
        let is = is_hole(&piece);
        let is_next = |last: &&mut Range<usize>| {
            let is_part = if is { was_hole || is_letters(last) } else { was_hole };
            last.end == piece.start && is_part && (is || is_letters(&piece))
        };
        match joined.last_mut().filter(is_next) {
            Some(last) => last.end = piece.end,
            None => joined.push(piece),
        }
        was_hole = is;
    }
    joined
}

/// How long what stands for lost text at the beginning of a text is: dots or dashes in square
/// brackets, `[…]`, `[...]`, `[- - -]`, `[-3-]`.
fn hole(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    let end = inner.char_indices().take(24).find(|(_, c)| *c == ']')?.0;
    let inner = &inner[..end];
    let is_sign = |c: char| {
        matches!(c, '.' | '…' | '·' | '-' | '\u{2010}'..='\u{2014}' | '_' | '±' | '?')
    };
    let is_part = |c: char| is_sign(c) || c == ' ' || c.is_ascii_digit();
    let signs = inner.chars().filter(|c| is_sign(*c) && *c != '?').count();
    (signs > 0 && inner.chars().all(is_part)).then_some(end + 2)
}

/// A form in which what stands for lost text is always the same.
fn with_one_hole(form: &str) -> String {
    let mut out = String::with_capacity(form.len());
    let mut at = 0;
    while let Some(c) = form[at..].chars().next() {
        match hole(&form[at..]) {
            Some(length) => {
                out.push_str(HOLE);
                at += length;
            }
            None => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    out
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{1fbd}' | '\u{5f3}' | '\u{5f4}')
}

/// Whether this is a sign for the word `and`.
fn is_and(c: char) -> bool {
    matches!(c, '&' | '\u{204a}')
}

/// What stands between two words: each stretch without a space. A sign for `and` is a word.
fn marks(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let mut start: Option<usize> = None;
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        if c.is_whitespace()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        {
            out.extend(start.take().map(|start| start..at));
        } else if is_and(c) {
            out.extend(start.take().map(|start| start..at));
            out.push(at..at + c.len_utf8());
        } else {
            start.get_or_insert(at);
        }
    }
    out.extend(start.map(|start| start..range.end));
}
