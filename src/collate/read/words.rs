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
        out.push(token(&part[piece.clone()], span(piece)));
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

/// The words of a text and what stands between them, without the spaces.
pub(super) fn pieces(text: &str, lang: &Lang) -> Vec<Range<usize>> {
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
        out.push(start..stop);
        end = stop;
    }
    marks(text, end..text.len(), &mut out);
    out
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
    let mut start = None;
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
