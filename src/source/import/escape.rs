//! Escaping: any paragraph of plain text as Djot that reads back as the same text.
//!
//! The only place that quotes Djot. Quotes, dashes and dots are left as typed: the
//! reader of the edition turns smart punctuation off.

use std::borrow::Cow;

/// A paragraph, heading, list item or line of verse as Djot.
pub(super) fn block(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let rest = match block_start(text) {
        Some(at) => {
            inline(&text[..at], &mut out);
            out.push('\\');
            let c = text[at..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&text[at..at + c]);
            &text[at + c..]
        }
        None => text,
    };
    inline(rest, &mut out);
    out
}

/// The byte of the character that makes `text` something else than a paragraph, if one
/// does: a heading, a quotation, a list, a fence.
fn block_start(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if matches!(first, '#' | '>' | '-' | '+' | ':') {
        return Some(0);
    }
    // An ordered list: `1.`, `iv)`, `(a)`.
    let open = usize::from(first == '(');
    let label = text[open..]
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len() - open)
        + open;
    let marker = &text[open..label];
    let is_number = !marker.is_empty() && marker.bytes().all(|b| b.is_ascii_digit());
    let is_roman = marker.bytes().all(|b| b"ivxlcdmIVXLCDM".contains(&b));
    if !(is_number || marker.len() == 1 || (is_roman && !marker.is_empty())) {
        return None;
    }
    text[label..].starts_with(['.', ')']).then_some(label)
}

/// Escapes what has a meaning inside a paragraph.
fn inline(text: &str, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_special = match c {
            '\\' | '`' | '*' | '_' | '^' | '~' | '[' | ']' | '{' | '}' | '<' | '|' => {
                true
            }
            // A symbol, `:name:`.
            ':' => chars.peek().is_some_and(|next| {
                next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '_' | ':')
            }),
            _ => false,
        };
        if is_special {
            out.push('\\');
        }
        out.push(c);
    }
}

/// The text that a line of [`block`] stands for.
pub(super) fn unescape(line: &str) -> Cow<'_, str> {
    if !line.contains('\\') {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {
                out.push(*next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
pub(super) mod tests {
    use jotdown::{Container, Event};
    use proptest::prelude::*;

    use super::*;

    /// The characters of a Djot text, as typed, blocks separated by a line feed.
    pub(crate) fn text_of(djot: &str) -> String {
        let mut out = String::new();
        for event in jotdown::Parser::new(djot) {
            match event {
                Event::Str(s) => out.push_str(&s),
                Event::LeftSingleQuote | Event::RightSingleQuote => out.push('\''),
                Event::LeftDoubleQuote | Event::RightDoubleQuote => out.push('"'),
                Event::Ellipsis => out.push_str("..."),
                Event::EnDash => out.push_str("--"),
                Event::EmDash => out.push_str("---"),
                Event::Softbreak | Event::Hardbreak => out.push('\n'),
                Event::End(container) if container.is_block() => out.push('\n'),
                _ => {}
            }
        }
        out
    }

    /// Checks that `text`, escaped, is one paragraph with the same text.
    fn check(text: &str) {
        let djot = block(text);
        let mut blocks = 0;
        for event in jotdown::Parser::new(&djot) {
            if let Event::Start(container, attributes) = event
                && !matches!(container, Container::Document)
            {
                assert!(
                    attributes.is_empty(),
                    "{text:?} became {djot:?} with attributes"
                );
                assert!(
                    matches!(container, Container::Paragraph),
                    "{text:?} became {container:?}"
                );
                blocks += 1;
            }
        }
        assert_eq!(blocks, 1, "{text:?} became {djot:?}");
        assert_eq!(text_of(&djot), format!("{text}\n"), "{djot:?}");
        assert_eq!(unescape(&djot), text);
    }

    #[test]
    fn what_looks_like_markup_stays_text() {
        for text in [
            "1956. ",
            "1956. A dry year",
            "- so he said",
            "# one",
            "> two",
            "::: three",
            ":::",
            "| a | b |",
            "(a) first",
            "(iv) fourth",
            "a. one",
            "IV. four",
            "i) one",
            "* * *",
            "---",
            "- - -",
            "***",
            ":name:",
            "a :name: b",
            "$`x`",
            "$$`x`",
            "<http://a.example>",
            "<a@b.example>",
            "{.class}",
            "word{.class}",
            "[a]",
            "[a](b)",
            "[a]: b",
            "[^1]: note",
            "[^1]",
            "![a](b)",
            "^up^",
            "~down~",
            "{~down~}",
            "_a_",
            "*a*",
            "{_a_}",
            "{=a=}",
            "{+a+}",
            "{-a-}",
            "\\",
            "ends in \\",
            "\\ a",
            "a\u{a0}b",
            "``` code",
            "~~~",
            "{% no %}",
            "\"a\" 'b' it's",
            "a--b---c----d",
            "wait... what....",
            ": term",
            "+ plus",
            "- [ ] task",
            "'tis",
            "{\"a\"}",
            "a\\-b",
            "«a»",
            "1)",
            "12) twelve",
            "&amp;",
            "a|b",
            "=",
            "=== ",
            "@x",
            "100%",
            "%",
            "a  b",
        ] {
            check(text.trim());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn any_paragraph_comes_back(text in r#"[\PC]{1,40}"#) {
            let text = text.trim();
            prop_assume!(!text.is_empty());
            check(text);
        }

        #[test]
        fn any_markup_comes_back(text in r#"[-a1ivx .,:;!?'"`*_^~\[\](){}<>|$#=+%&@/\\]{1,24}"#) {
            let text = text.trim();
            prop_assume!(!text.is_empty());
            check(text);
        }
    }
}
