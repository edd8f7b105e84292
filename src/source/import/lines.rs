//! The lines of an original, and what their lengths say about how it was written.

use std::ops::Range;

use super::corrections::Place;

/// A line of an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The bytes from its first to its last visible character; empty at its start if
    /// it has none. A soft hyphen at the end is not among them.
    pub content: Range<usize>,
    /// Its length in characters, white space around it not counted.
    pub width: usize,
    /// The white space before its content, in characters.
    pub indent: usize,
    /// Whether white space follows its content.
    pub trailing: bool,
    /// Whether it ends in a soft hyphen.
    pub soft_hyphen: bool,
    /// Whether it is the first of a page: a form feed stands before it, or what
    /// extraction from a page description leaves of one.
    pub page_start: bool,
}

impl Line {
    /// Whether nothing visible stands on it.
    pub(super) fn is_blank(&self) -> bool {
        self.content.is_empty()
    }
}

/// How an original uses its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A line is a paragraph, however long.
    LineIsParagraph,
    /// Lines are broken at a width; paragraphs are several lines.
    Wrapped,
}

/// The lines of a text. A line ends with LF, CR, CR LF, a form feed, or one of
/// Unicode's other line ends.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut page_start = false;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if !is_line_end(c) {
            continue;
        }
        lines.push(line(text, start..i, page_start));
        page_start = c == '\u{c}' || (page_start && text[start..i].trim().is_empty());
        start = i + c.len_utf8();
        if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
            start += 1;
        }
    }
    if start < text.len() {
        lines.push(line(text, start..text.len(), page_start));
    }
    mark_indented_page_starts(&mut lines, text);
    lines
}

/// Whether a character ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character may be left out around a line.
fn is_outer(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{feff}')
}

/// The line that `range` of `text` holds.
fn line(text: &str, range: Range<usize>, page_start: bool) -> Line {
    let raw = &text[range.clone()];
    let content = raw.trim_start_matches(is_outer);
    let start = range.end - content.len();
    let indent = text[range.start..start].chars().filter(|c| c.is_whitespace()).count();
    let content = content.trim_end_matches(is_outer);
    let tail = &text[start + content.len()..range.end];
    Line {
        content: start..start + content.len(),
        width: content.chars().filter(|c| *c != '\u{ad}').count(),
        indent,
        trailing: tail.starts_with(char::is_whitespace),
        soft_hyphen: !content.is_empty() && tail.starts_with('\u{ad}'),
        page_start,
    }
}

/// Extraction from a page description often leaves one space where a form feed stood.
/// If a text has no form feed and a few of its lines alone begin with one space, those
/// begin a page (or a column, or stand under a picture), which is much the same here.
fn mark_indented_page_starts(lines: &mut [Line], text: &str) {
    if text.contains('\u{c}') {
        return;
    }
    let visible = lines.iter().filter(|line| !line.is_blank()).count();
    let indented = lines
        .iter()
        .filter(|line| !line.is_blank() && line.indent == 1)
        .count();
    if indented * 12 < visible {
        for line in lines.iter_mut().filter(|line| line.indent == 1 && !line.is_blank()) {
            line.page_start = true;
        }
    }
}

/// Which layout a text has, by the lengths of its lines.
pub(super) fn layout(lines: &[Line], text: &str) -> Layout {
    let visible: Vec<&Line> = lines.iter().filter(|line| !line.is_blank()).collect();
    let total: usize = visible.iter().map(|line| line.width).sum();
    let long: usize = visible.iter().map(|line| line.width).filter(|w| *w > 150).sum();
    // Nobody breaks lines at more than 150 characters: most of the text is in
    // paragraphs of one line.
    if long * 2 > total {
        return Layout::LineIsParagraph;
    }
    // A text whose lines all end as sentences do was not broken at a width either.
    let ended = visible
        .iter()
        .filter(|line| super::sentences::is_closed(&text[line.content.clone()]))
        .count();
    if ended * 5 >= visible.len() * 4 { Layout::LineIsParagraph } else { Layout::Wrapped }
}

/// Finds lines and columns of bytes.
pub(super) struct Places<'a> {
    /// The original.
    text: &'a str,
    /// The byte at which each line starts; a line ends with LF here, as in the
    /// editor's program.
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    /// The places of a text.
    pub(super) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i + 1))
            .collect();
        Self { text, starts }
    }

    /// The place of a byte that starts a character.
    pub(super) fn of(&self, byte: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts[line - 1];
        Place {
            line,
            column: self.text[start..byte].chars().count() + 1,
            byte,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(text: &str) -> Vec<&str> {
        lines(text).into_iter().map(|line| &text[line.content]).collect()
    }

    #[test]
    fn every_line_end_ends_a_line() {
        assert_eq!(
            contents("a\r\nb\rc\nd\u{c}e\u{2028}f"),
            ["a", "b", "c", "d", "e", "f"]
        );
        assert_eq!(contents("a\n\n b \n"), ["a", "", "b"]);
    }

    #[test]
    fn a_form_feed_starts_a_page() {
        let starts: Vec<bool> =
            lines("a\n\u{c}\nb\nc").iter().map(|l| l.page_start).collect();
        assert_eq!(starts, [false, false, true, true, false]);
    }

    #[test]
    fn rare_single_spaces_start_pages() {
        let text = format!(" first\n{} second\n", "word word\n".repeat(30));
        let found = lines(&text).iter().filter(|line| line.page_start).count();
        assert_eq!(found, 2);
    }

    #[test]
    fn a_soft_hyphen_at_the_end_is_not_content() {
        let found = lines("won\u{ad}\nder");
        assert_eq!(found[0].content, 0..3);
        assert!(found[0].soft_hyphen);
    }

    #[test]
    fn long_lines_are_paragraphs() {
        let long =
            format!("{}\nShort head\n{}\n", "word ".repeat(60), "word ".repeat(80));
        assert_eq!(layout(&lines(&long), &long), Layout::LineIsParagraph);
        let wrapped =
            "some words on a line\nand some more on another\nand the end.\n".repeat(9);
        assert_eq!(layout(&lines(&wrapped), &wrapped), Layout::Wrapped);
    }

    #[test]
    fn columns_count_characters() {
        let place = Places::new("äb\nçd").of(6);
        assert_eq!((place.line, place.column), (2, 2));
    }
}
