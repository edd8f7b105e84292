//! The only place that quotes Typst. Law: the markup written for a text, parsed
//! by Typst, is that text again, white space runs apart.

use super::writer::Writer;
use crate::words::long as words;

/// Text nodes are cut after so many bytes, since Typst counts a glyph's place
/// inside its node in 16 bits.
const LONGEST_NODE: usize = 30_000;

/// Where a line may end in a word that is too long for any line.
const BREAK: &str = "\u{200b}";

/// Where a word may be divided.
const HYPHEN: &str = "\u{ad}";

/// Keeps a line from ending before it and behind it.
const JOINER: &str = "\u{2060}";

/// Writes `text` as Typst markup and tells the writer where each run went.
///
/// `block` and `offset` say where the text stands in the model. `line_start`
/// says that nothing but markup precedes it on its line.
pub fn markup(out: &mut Writer, text: &str, block: u32, offset: usize, line_start: bool) {
    let mut run_start = 0;
    let mut node_start = 0;
    let mut at_start = line_start;
    let mut previous = if line_start { '\n' } else { 'x' };
    let mut chars = text.char_indices().peekable();
    let before = if offset == 0 { 0 } else { out.unbroken };
    let breaks;
    let room = if out.room == 0 { words::LONGEST } else { out.room };
    (breaks, out.unbroken) = words::breaks(text, before, room);
    let mut breaks = breaks.into_iter().peekable();
    let partings = out.faces.partings(text);
    let mut partings = partings.into_iter().peekable();
    let first = out.hyphens.partition_point(|at| *at < offset);
    let last = out.hyphens.partition_point(|at| *at < offset + text.len());
    let hyphens: Vec<usize> = out.hyphens[first..last].to_vec();
    let mut hyphens = hyphens.into_iter().map(|at| at - offset).peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let cut = i - node_start > LONGEST_NODE;
        let parted = partings.next_if_eq(&i).is_some();
        if breaks.next_if_eq(&i).is_some() {
            out.run(&text[run_start..i], block, offset + run_start);
            out.push(BREAK);
            run_start = i;
        }
        if hyphens.next_if_eq(&i).is_some() {
            out.run(&text[run_start..i], block, offset + run_start);
            out.push(HYPHEN);
            run_start = i;
        }
        match treat(c, previous, next, at_start) {
            _ if parted => {
                out.run(&text[run_start..i], block, offset + run_start);
                out.parted(c, block, offset + i);
                run_start = i + c.len_utf8();
            }
            _ if cut => {
                out.run(&text[run_start..i], block, offset + run_start);
                out.coded(c, block, offset + i);
                run_start = i + c.len_utf8();
                node_start = i;
            }
            Treatment::Keep => {}
            Treatment::Escape => {
                out.run(&text[run_start..i], block, offset + run_start);
                out.escaped(c, block, offset + i);
                run_start = i + c.len_utf8();
                node_start = run_start;
            }
            Treatment::Code => {
                out.run(&text[run_start..i], block, offset + run_start);
                out.coded(c, block, offset + i);
                run_start = i + c.len_utf8();
                node_start = run_start;
            }
            Treatment::Space => {
                out.run(&text[run_start..i], block, offset + run_start);
                out.space(block, offset + i);
                run_start = i + c.len_utf8();
                node_start = run_start;
            }
        }
        if matches!(c, ' ' | '\n') && next == Some('\u{a0}') {
            // No line ends between the two, or the next one would begin with white.
            let end = i + c.len_utf8();
            out.run(&text[run_start..end.max(run_start)], block, offset + run_start);
            out.push(JOINER);
            run_start = end.max(run_start);
        }
        if !(at_start && c.is_ascii_digit()) {
            at_start = false;
        }
        previous = c;
    }
    out.run(&text[run_start..], block, offset + run_start);
}

/// A string literal of Typst's code mode.
pub fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What stands between the quotation marks of a string literal, as it is printed: ends of lines
/// and tabs are blanks.
pub fn unescaped(inner: &str) -> String {
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('u') => {
                    let code: String =
                        chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    let code = u32::from_str_radix(&code, 16).ok();
                    out.extend(code.and_then(char::from_u32));
                }
                Some('n' | 'r' | 't') => out.push(' '),
                Some(c) => out.push(c),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

enum Treatment {
    /// It means itself.
    Keep,
    /// A backslash before it.
    Escape,
    /// By its number.
    Code,
    /// White space: one space.
    Space,
}

fn treat(c: char, previous: char, next: Option<char>, at_start: bool) -> Treatment {
    use Treatment::{Code, Escape, Keep, Space};
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Keep,
        // Runs of blanks fold into one in setting, as in every book.
        ' ' => Keep,
        '\n' | '\r' | '\t' => Space,
        // Typst takes these for line ends.
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Code,
        c if c.is_control() => Code,
        '\\' | '#' | '$' | '*' | '_' | '`' | '<' | '>' | '@' | '~' | '[' | ']' | '"'
        | '\'' | '/' | '=' | '+' => Escape,
        // Dashes, minus signs, ellipses, lists.
        '-' if previous.is_alphabetic() && next.is_some_and(char::is_alphabetic) => Keep,
        '-' => Escape,
        '.' if at_start || previous == '.' || next == Some('.') => Escape,
        // Other white space than a blank would be folded or trimmed.
        c if c.is_whitespace() && c != '\u{a0}' && c != '\u{3000}' => Code,
        _ => Keep,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use typst::syntax::{LinkedNode, SyntaxKind, parse};

    use super::*;

    /// What Typst reads in a piece of markup, as plain characters.
    fn read(source: &str) -> String {
        fn collect(node: &LinkedNode, out: &mut String) {
            let text = node.leaf_text();
            match node.kind() {
                SyntaxKind::Text => out.push_str(text),
                SyntaxKind::Space => out.push(' '),
                SyntaxKind::Escape => {
                    let body = &text[1..];
                    match body.strip_prefix("u{").and_then(|s| s.strip_suffix('}')) {
                        Some(hex) => out.extend(
                            u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
                        ),
                        None => out.push_str(body),
                    }
                }
                SyntaxKind::Markup => {}
                other => out.push_str(&format!("<{other:?}>")),
            }
            for child in node.children() {
                collect(&child, out);
            }
        }
        let root = parse(source);
        assert!(root.errors_and_warnings().0.is_empty(), "{source:?} has errors");
        let mut out = String::new();
        collect(&LinkedNode::new(&root), &mut out);
        out
    }

    fn check(text: &str) {
        let mut out = Writer::default();
        markup(&mut out, text, 0, 0, true);
        let fold = |text: &str| {
            let mut folded = String::new();
            for c in text.chars() {
                let c = if "\n\r\t".contains(c) { ' ' } else { c };
                if c != ' ' || !folded.ends_with(' ') {
                    folded.push(c);
                }
            }
            folded.replace(" \u{2060}\u{a0}", " \u{a0}")
        };
        assert_eq!(fold(&read(&out.source)), fold(text), "for {:?}", out.source);
    }

    #[test]
    fn typst_reads_back_what_was_escaped() {
        check("1956. A year, not a list");
        check("= no heading, - no list, + none, / nor a term: x");
        check("a--b --- c -5 x- -y … ... 'q' \"Q\" <label> @ref ~ #x $y$ `r` *b* _e_");
        check("https://example.org // no comment /* nor this */");
        check("[brackets] \\ {braces}; f(x) 12.5 3..4");
        check("می‌رود «نقل» ۱۹۷۲");
        check(" lead  double trail ");
        check(&"word ".repeat(20_000));
        check(&"x ".repeat(100_000));
    }

    #[test]
    fn no_line_ends_before_a_blank_that_keeps_words_together() {
        let mut out = Writer::default();
        markup(&mut out, "a \u{a0}b \n\u{a0}c\u{a0} d", 0, 0, false);
        assert_eq!(out.source, "a \u{2060}\u{a0}b  \u{2060}\u{a0}c\u{a0} d");
    }

    proptest! {
        #[test]
        fn any_text_survives(text in r#"[ a-z0-9.\-=+/*_#$@<>\[\]{}()"'`~\\:;,!?é\u{200c}\u{a0}\u{2009}ب|&^%]{0,60}"#) {
            check(&text);
        }

        #[test]
        fn any_characters_survive(text in any::<String>()) {
            check(&text);
        }
    }
}
