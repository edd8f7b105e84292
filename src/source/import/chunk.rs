//! Chunks: lines that stand together, before it is known which chunks make a
//! paragraph.

use std::collections::HashMap;

use super::lines::{Layout, Line};

/// An original, its lines, and what was found out about them.
pub(super) struct Source<'a> {
    /// The original.
    pub text: &'a str,
    /// Its lines.
    pub lines: Vec<Line>,
    /// How it uses them.
    pub layout: Layout,
    /// The lines that are furniture.
    pub furniture: HashMap<usize, bool>,
    /// The width at which most long lines end: that of the line which a quarter of the
    /// lines exceed.
    pub usual_width: usize,
}

impl<'a> Source<'a> {
    /// The lines of `text` and what can be said of them one by one.
    pub(super) fn new(text: &'a str) -> Self {
        let lines = super::lines::lines(text);
        let layout = super::lines::layout(&lines, text);
        let furniture = super::furniture::furniture(text, &lines);
        let usual_width = usual_width(&lines);
        Self { text, lines, layout, furniture, usual_width }
    }

    /// The content of a line.
    pub(super) fn line(&self, i: usize) -> &'a str {
        &self.text[self.lines[i].content.clone()]
    }

    /// The contents of several lines with line feeds between them.
    pub(super) fn joined(&self, lines: &[usize]) -> String {
        lines.iter().map(|i| self.line(*i)).collect::<Vec<_>>().join("\n")
    }
}

/// The width that a quarter of the lines exceed.
fn usual_width(lines: &[Line]) -> usize {
    let mut widths: Vec<usize> = lines
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| line.width)
        .collect();
    widths.sort_unstable();
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(0)
}

/// What a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Prose, a heading, a caption: not known yet.
    Text,
    /// Items of a list.
    List,
    /// A stanza.
    Verse,
    /// Items that are numbered.
    Numbered,
    /// Rows of a table.
    Table,
    /// A rule between parts.
    Rule,
    /// A note that is called in the text.
    Note,
}

/// Lines that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Its lines, one or more.
    pub lines: Vec<usize>,
    /// How many blank lines stand before it.
    pub blank_before: usize,
    /// Whether it begins a page.
    pub page_start: bool,
    /// What it is.
    pub shape: Shape,
}

impl Chunk {
    /// The length of its longest line in characters.
    pub(super) fn width(&self, source: &Source) -> usize {
        self.lines.iter().map(|i| source.lines[*i].width).max().unwrap_or(0)
    }
}

/// The marks of list items; the first five are used for nothing else.
const MARKS: &[char] = &['•', '◦', '‣', '▪', '●', '-', '–', '*'];

/// The length in bytes of the list mark and the space after it, if a line has one.
pub(super) fn list_mark(line: &str) -> Option<usize> {
    let mark = line.chars().next().filter(|c| MARKS.contains(c))?;
    let rest = &line[mark.len_utf8()..];
    let text = rest.trim_start_matches([' ', '\t', '\u{a0}']);
    (text.len() < rest.len() && !text.is_empty()).then(|| line.len() - text.len())
}

/// The chunks of a source, furniture left out.
pub(super) fn chunks(source: &Source) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut blank = 0;
    let mut page_start = false;
    let mut together = false;
    let indents = uses_indents(source);
    let dense = is_dense(source);
    for (i, line) in source.lines.iter().enumerate() {
        page_start |= line.page_start;
        if line.is_blank() || source.furniture.contains_key(&i) {
            blank += usize::from(line.is_blank());
            together = false;
            continue;
        }
        let last = chunks.last_mut();
        let starts = !together
            || page_start
            || (source.layout == Layout::LineIsParagraph)
            || (indents
                && line.indent >= 2
                && !last.as_ref().is_some_and(|chunk| begins_item(source, chunk)))
            || (dense && last.as_ref().is_some_and(|chunk| ends_short(source, chunk)));
        match last {
            Some(chunk) if !starts => chunk.lines.push(i),
            _ => {
                let shape = Shape::Text;
                chunks.push(Chunk {
                    lines: vec![i],
                    blank_before: blank,
                    page_start,
                    shape,
                });
                blank = 0;
                page_start = false;
            }
        }
        together = true;
    }
    if source.layout == Layout::Wrapped {
        chunks = chunks.into_iter().flat_map(|chunk| split(source, chunk)).collect();
    }
    mark_lists(source, &mut chunks);
    chunks
}

/// Whether paragraphs begin with an indented line: some lines have an indent of two or
/// more, most have none.
fn uses_indents(source: &Source) -> bool {
    let visible = source.lines.iter().filter(|line| !line.is_blank()).count();
    let indented = source
        .lines
        .iter()
        .filter(|line| !line.is_blank() && line.indent >= 2)
        .count();
    indented * 50 > visible && indented * 5 < visible * 3
}

/// Whether paragraphs have neither blank lines nor indents between them.
fn is_dense(source: &Source) -> bool {
    let blank = source.lines.iter().filter(|line| line.is_blank()).count();
    source.lines.len() > 10 && blank * 50 < source.lines.len() && !uses_indents(source)
}

/// Whether a chunk begins as the item of a list, whose further lines are indented.
fn begins_item(source: &Source, chunk: &Chunk) -> bool {
    list_mark(source.line(chunk.lines[0])).is_some()
}

/// Whether the last line of a chunk ends a sentence well before the margin.
fn ends_short(source: &Source, chunk: &Chunk) -> bool {
    let Some(&last) = chunk.lines.last() else { return false };
    source.lines[last].width * 10 < source.usual_width * 7
        && super::sentences::is_closed(source.line(last))
}

/// Splits a chunk at the end of a caption in brackets and after a heading that stands
/// on the first line of a paragraph.
fn split(source: &Source, chunk: Chunk) -> Vec<Chunk> {
    let mut ends = Vec::new();
    let brackets = ["[Photo", "[photo", "[AP Photo", "[Image", "[Credit", "[Foto"];
    if let Some(from) = chunk
        .lines
        .iter()
        .position(|i| brackets.iter().any(|b| source.line(*i).contains(b)))
    {
        let to = chunk.lines[from..]
            .iter()
            .position(|i| source.line(*i).ends_with(']'));
        // The caption begins after the sentence before it.
        let before = chunk.lines[..from]
            .iter()
            .rposition(|i| super::sentences::is_closed(source.line(*i)));
        ends.extend(before.map(|n| n + 1));
        ends.extend(to.map(|n| from + n + 1));
    } else if chunk.lines.len() >= 2 {
        let widths: Vec<usize> =
            chunk.lines.iter().map(|i| source.lines[*i].width).collect();
        let (first, second) = (source.line(chunk.lines[0]), source.line(chunk.lines[1]));
        let widest = widths[1..].iter().max().copied().unwrap_or(0);
        let is_heading = widths[0] * 10 < widest * 6
            && widths[1] * 4 >= widest * 3
            && widths[1] * 4 >= source.usual_width * 3
            && widths[0] > 2
            && !super::sentences::is_closed(first)
            && !first.ends_with([',', ';', '-'])
            && super::sentences::starts_upper(first)
            && super::sentences::starts_upper(second);
        if is_heading {
            ends.push(1);
        }
    }
    let mut parts = Vec::new();
    let mut rest = chunk;
    let mut taken = 0;
    for end in ends {
        if end > taken && end - taken < rest.lines.len() {
            let tail = rest.lines.split_off(end - taken);
            taken = end;
            let next = Chunk {
                lines: tail,
                blank_before: 0,
                page_start: false,
                shape: Shape::Text,
            };
            parts.push(std::mem::replace(&mut rest, next));
        }
    }
    parts.push(rest);
    parts
}

/// Finds lists and joins the chunks of each. A bullet makes a list, a hyphen or an
/// asterisk if there are two; an en dash, with which conversations are also written,
/// only after a colon.
fn mark_lists(source: &Source, chunks: &mut Vec<Chunk>) {
    let items = |chunk: &Chunk| {
        chunk
            .lines
            .iter()
            .filter(|i| list_mark(source.line(**i)).is_some())
            .count()
    };
    let mut i = 0;
    while i < chunks.len() {
        let is_other = |n: &usize| !begins_item(source, &chunks[*n]);
        let end = (i..chunks.len()).find(is_other).unwrap_or(chunks.len());
        let count: usize = chunks[i..end].iter().map(items).sum();
        let first = source.line(chunks[i].lines[0]);
        let introduced = i > 0
            && chunks[i - 1]
                .lines
                .last()
                .is_some_and(|line| source.line(*line).ends_with(':'));
        let is_list = match count {
            0 => false,
            1 => is_bullet(first),
            _ => introduced || !first.starts_with('–'),
        };
        if is_list {
            let rest: Vec<Chunk> = chunks.drain(i + 1..end).collect();
            chunks[i].lines.extend(rest.into_iter().flat_map(|chunk| chunk.lines));
            chunks[i].shape = Shape::List;
            i += 1;
        } else {
            i = end.max(i + 1);
        }
    }
}

/// Whether a line begins with a mark that stands for nothing but a list.
pub(super) fn is_bullet(line: &str) -> bool {
    line.starts_with(|c| MARKS[..5].contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Shape)]) {
        let source = Source::new(text);
        let found: Vec<(String, Shape)> = chunks(&source)
            .iter()
            .map(|chunk| (source.joined(&chunk.lines), chunk.shape))
            .collect();
        let found: Vec<(&str, Shape)> =
            found.iter().map(|(s, shape)| (s.as_str(), *shape)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn blank_lines_part_chunks() {
        check(
            "one two\nthree\n\nfour five\n",
            &[("one two\nthree", Shape::Text), ("four five", Shape::Text)],
        );
    }

    #[test]
    fn items_with_one_mark_make_a_list() {
        check(
            "We need these\n\n  • rope and\n  tar\n  • nails\n\nand went on\n",
            &[
                ("We need these", Shape::Text),
                ("• rope and\ntar\n• nails", Shape::List),
                ("and went on", Shape::Text),
            ],
        );
    }

    #[test]
    fn an_indent_begins_a_paragraph() {
        check(
            "   The snow fell\nall night long.\n   The mill burned\nto the ground.\n",
            &[
                ("The snow fell\nall night long.", Shape::Text),
                ("The mill burned\nto the ground.", Shape::Text),
            ],
        );
    }

    #[test]
    fn a_dash_within_a_paragraph_is_no_list() {
        check(
            "he went home\n- so they said -\nand slept on it\n",
            &[("he went home\n- so they said -\nand slept on it", Shape::Text)],
        );
    }

    #[test]
    fn a_caption_in_brackets_is_a_chunk() {
        check(
            "The dam broke at noon.\nThe dam in spring [Photo: Nobody at\nall]\nThey ran for the hills and\n",
            &[
                ("The dam broke at noon.", Shape::Text),
                ("The dam in spring [Photo: Nobody at\nall]", Shape::Text),
                ("They ran for the hills and", Shape::Text),
            ],
        );
    }

    #[test]
    fn a_short_first_line_is_a_heading() {
        check(
            "The long winter\nNobody in the valley had seen so much snow\nsince the year the old mill burned down and\n",
            &[
                ("The long winter", Shape::Text),
                (
                    "Nobody in the valley had seen so much snow\nsince the year the old mill burned down and",
                    Shape::Text,
                ),
            ],
        );
    }
}
