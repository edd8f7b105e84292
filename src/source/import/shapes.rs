//! What lines are by their shape: rules between parts, numbered lists, tables, half lines, notes
//! with their marks in the text. Each is only what it must be; the rest stays prose.

use std::collections::{HashMap, HashSet};

use super::chunk::{Chunk, Shape, Source, list_mark};

/// Marks chunks by the shape of their lines.
pub(super) fn mark(source: &Source, chunks: &mut Vec<Chunk>) {
    split_notes(source, chunks);
    mark_notes(source, chunks);
    mark_rules(source, chunks);
    mark_columns(source, chunks);
    mark_numbered(source, chunks);
}

/// Whether a line is a rule of asterisks or hyphens, such as `* * *`.
pub(super) fn is_rule(line: &str) -> bool {
    let mut signs = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next().filter(|c| matches!(c, '*' | '-')) else {
        return false;
    };
    let rest: Vec<char> = signs.collect();
    rest.len() >= 2
        && rest.iter().all(|c| *c == first)
        // What is longer may underline something.
        && line.chars().count() <= 24
        && !line.contains('\t')
}

fn mark_rules(source: &Source, chunks: &mut [Chunk]) {
    for k in 0..chunks.len() {
        let alone = chunks.get(k + 1).is_none_or(|next| next.blank_before > 0);
        let chunk = &mut chunks[k];
        if let [line] = chunk.lines.as_slice()
            && chunk.shape == Shape::Text
            && is_rule(source.line(*line))
            && alone
            && (chunk.blank_before > 0 || k == 0)
        {
            chunk.shape = Shape::Rule;
        }
    }
}

/// The number before an item, `12.` or `12)`, and the bytes of it with the blank behind.
pub(super) fn number(line: &str) -> Option<(u32, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) || line.starts_with('0') {
        return None;
    }
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    let text = rest.trim_start_matches([' ', '\t']);
    let is_item = text.len() < rest.len() && !text.is_empty();
    let number = line[..digits].parse().ok()?;
    is_item.then(|| (number, line.len() - text.len()))
}

/// Chunks whose lines count from 1 on are one list.
fn mark_numbered(source: &Source, chunks: &mut Vec<Chunk>) {
    let mut k = 0;
    while k < chunks.len() {
        let mut next = 1;
        let mut end = k;
        while let Some(chunk) = chunks.get(end).filter(|chunk| chunk.shape == Shape::Text)
        {
            let is_next =
                |line: &usize| number(source.line(*line)).is_some_and(|(n, _)| n == next);
            let goes_on = next > 1
                && chunk.blank_before == 0
                && source.lines[chunk.lines[0]].indent > 0;
            if !is_next(&chunk.lines[0]) && !goes_on {
                break;
            }
            for line in &chunk.lines {
                let found = number(source.line(*line));
                next += u32::from(found.is_some_and(|(n, _)| n == next));
            }
            end += 1;
        }
        // Headings and long paragraphs are numbered too, and are no items.
        let longest = chunks[k..end].iter().map(|chunk| chunk.lines.len()).max();
        if next > 2 && longest.is_some_and(|lines| lines <= 40) {
            let rest: Vec<Chunk> = chunks.drain(k + 1..end).collect();
            chunks[k].lines.extend(rest.into_iter().flat_map(|chunk| chunk.lines));
            chunks[k].shape = Shape::Numbered;
        }
        k += 1;
    }
}

/// The parts of a line between runs of `blanks` blanks or more, and tabs.
pub(super) fn columns(line: &str, blanks: usize) -> Vec<&str> {
    let mut parts = vec![];
    let mut start = 0;
    for gap in gaps(line, blanks) {
        parts.push(&line[start..gap.start]);
        start = gap.end;
    }
    parts.push(&line[start..]);
    parts
}

/// Runs of blanks inside a line, of some length or with a tab.
pub(super) fn gaps(line: &str, blanks: usize) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = vec![];
    let mut open: Option<usize> = None;
    for (at, c) in line.char_indices() {
        match (open, matches!(c, ' ' | '\t')) {
            (None, true) => open = Some(at),
            (Some(start), false) => {
                let run = &line[start..at];
                if run.len() >= blanks || run.contains('\t') {
                    found.push(start..at);
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// How many blanks part the halves of a verse.
pub(super) const HALVES: usize = 3;
/// How many blanks part the cells of a row.
pub(super) const CELLS: usize = 2;

/// Chunks in which each line has the same columns: tables, and verse in halves.
fn mark_columns(source: &Source, chunks: &mut Vec<Chunk>) {
    let mut k = 0;
    while k < chunks.len() {
        let is_text = |chunk: &Chunk| chunk.shape == Shape::Text;
        let halves = |chunk: &Chunk| {
            is_text(chunk)
                && chunk.lines.iter().all(|line| {
                    let words = source.line(*line);
                    columns(words, HALVES).len() == 2 && words.chars().count() <= 120
                })
        };
        let cells = table(source, &chunks[k]).filter(|_| is_text(&chunks[k]));
        if cells.is_some() {
            chunks[k].shape = Shape::Table;
            k += 1;
            continue;
        }
        let end = (k..chunks.len())
            .find(|n| !halves(&chunks[*n]))
            .unwrap_or(chunks.len());
        let lines: usize = chunks[k..end].iter().map(|chunk| chunk.lines.len()).sum();
        if lines >= 2 {
            // A blank line parts stanzas; a line that is a chunk of its own is not one.
            let mut at = k;
            for _ in k + 1..end {
                if chunks[at + 1].blank_before == 0 {
                    let more = chunks.remove(at + 1);
                    chunks[at].lines.extend(more.lines);
                } else {
                    at += 1;
                }
            }
            for chunk in &mut chunks[k..=at] {
                chunk.shape = Shape::Verse;
            }
            k = at + 1;
            continue;
        }
        k = end.max(k + 1);
    }
}

/// The cells of a table by row, if a chunk is one: rows of three columns or more, or of two
/// that stand under each other, one of which is numbers.
fn table<'a>(source: &Source<'a>, chunk: &Chunk) -> Option<Vec<Vec<&'a str>>> {
    let rows: Vec<Vec<&str>> = chunk
        .lines
        .iter()
        .map(|line| columns(source.line(*line), CELLS))
        .collect();
    let count = rows.first()?.len();
    let is_even = rows.iter().all(|row| row.len() == count);
    let is_number = |cell: &&str| {
        cell.chars().any(char::is_numeric) && !cell.contains(char::is_alphabetic)
    };
    let has_numbers = (0..count).any(|column| {
        let numbers = rows
            .iter()
            .skip(1)
            .filter(|row| row.get(column).is_some_and(is_number));
        2 * numbers.count() > rows.len()
    });
    let is_table = is_even
        && match count {
            0 | 1 => false,
            2 => rows.len() >= 3 && has_numbers && is_aligned(source, chunk),
            _ => rows.len() >= 2 && (is_aligned(source, chunk) || rows.len() >= 3),
        };
    is_table.then_some(rows)
}

/// Whether the second columns of lines begin, or end, under each other, or a tab parts them.
fn is_aligned(source: &Source, chunk: &Chunk) -> bool {
    let mut starts = HashSet::new();
    let mut ends = HashSet::new();
    for line in &chunk.lines {
        let words = source.line(*line);
        let Some(gap) = gaps(words, CELLS).into_iter().next() else { return false };
        if words[gap.clone()].contains('\t') {
            continue;
        }
        starts.insert(source.lines[*line].indent + words[..gap.end].chars().count());
        ends.insert(source.lines[*line].indent + words.chars().count());
    }
    starts.len() <= 1 || ends.len() <= 1
}

/// The raised figures, from 0.
const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The mark of a note that a text begins with, `[3]`, `(3)` or `³`: its label in Djot, and its
/// bytes. The label says how the mark is written.
fn mark_at(text: &str) -> Option<(&str, usize)> {
    let (open, close) = match text.chars().next()? {
        '[' => (1, "]"),
        '(' => (1, ")"),
        _ => {
            let is_raised = |c: &char| RAISED.contains(c);
            let bytes = text.chars().take_while(is_raised).map(char::len_utf8).sum();
            let fits = (1..=8).contains(&bytes) && !text.starts_with(RAISED[0]);
            return fits.then(|| (&text[..bytes], bytes));
        }
    };
    let rest = &text[open..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_mark = (1..=4).contains(&digits)
        && rest[digits..].starts_with(close)
        && !rest.starts_with('0');
    let bytes = open + digits + close.len();
    let label = if close == "]" { open..bytes - 1 } else { 0..bytes };
    is_mark.then(|| (&text[label], bytes))
}

/// How the mark of a note of a label is written in the text.
pub(super) fn written(label: &str) -> String {
    match label.bytes().all(|b| b.is_ascii_digit()) {
        true => format!("[{label}]"),
        false => label.to_owned(),
    }
}

/// The label of a note that a line begins, `[3] words`, and the bytes before the words.
pub(super) fn note_label(line: &str) -> Option<(&str, usize)> {
    let (label, bytes) = mark_at(line)?;
    let behind = line[bytes..].strip_prefix(' ')?;
    (!behind.trim().is_empty()).then_some((label, bytes + 1))
}

/// The labels of the notes that are called inside a line. A mark that begins the line is none,
/// and only one in square brackets may stand behind a blank.
pub(super) fn calls(line: &str) -> Vec<&str> {
    let mut found = vec![];
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let is_parted = before.is_none_or(char::is_whitespace);
        let goes_on = before.is_some_and(|before| RAISED.contains(&before));
        let may = before.is_some() && !goes_on && (c == '[' || !is_parted);
        if let Some((label, _)) = mark_at(&line[at..]).filter(|_| may) {
            found.push(label);
        }
        before = Some(c);
    }
    found
}

/// Lets each line that begins a note begin a chunk.
fn split_notes(source: &Source, chunks: &mut Vec<Chunk>) {
    let mut k = 0;
    while k < chunks.len() {
        let at = chunks[k]
            .lines
            .iter()
            .skip(1)
            .position(|line| note_label(source.line(*line)).is_some());
        if let Some(at) = at.filter(|_| chunks[k].shape == Shape::Text) {
            let lines = chunks[k].lines.split_off(at + 1);
            let rest = Chunk {
                lines,
                blank_before: 0,
                page_start: false,
                shape: Shape::Text,
            };
            chunks.insert(k + 1, rest);
        }
        k += 1;
    }
}

/// Marks the notes: those whose mark is called once in the text, and which no other has.
fn mark_notes(source: &Source, chunks: &mut [Chunk]) {
    // What an editor of texts may use for it in between.
    if source.text.contains([OPEN, CLOSE]) {
        return;
    }
    let mut called: HashMap<&str, usize> = HashMap::new();
    let mut begun: HashMap<&str, usize> = HashMap::new();
    for chunk in chunks.iter().filter(|chunk| chunk.shape == Shape::Text) {
        if let Some((label, _)) = note_label(source.line(chunk.lines[0])) {
            *begun.entry(label).or_default() += 1;
        }
        for line in &chunk.lines {
            for label in calls(source.line(*line)) {
                *called.entry(label).or_default() += 1;
            }
        }
    }
    for chunk in chunks.iter_mut().filter(|chunk| chunk.shape == Shape::Text) {
        if let Some((label, _)) = note_label(source.line(chunk.lines[0]))
            && begun.get(label) == Some(&1)
            && called.get(label) == Some(&1)
        {
            chunk.shape = Shape::Note;
        }
    }
}

/// What stands around the number of a call while it is written.
pub(super) const OPEN: char = '\u{f8f0}';
/// And behind it.
pub(super) const CLOSE: char = '\u{f8f1}';

/// The items of a list, each with its lines.
pub(super) fn items(source: &Source, lines: Vec<usize>) -> Vec<Vec<usize>> {
    let mut items: Vec<Vec<usize>> = Vec::new();
    for i in lines {
        match items.last_mut() {
            Some(item) if list_mark(source.line(i)).is_none() => item.push(i),
            _ => items.push(vec![i]),
        }
    }
    items
}

/// The items of a numbered list, each with its lines.
pub(super) fn numbered(source: &Source, lines: Vec<usize>) -> Vec<Vec<usize>> {
    let mut items: Vec<Vec<usize>> = Vec::new();
    for i in lines {
        let number = number(source.line(i)).map(|(number, _)| number);
        match items.last_mut() {
            Some(item) if number != Some(items_count(item, source) + 1) => item.push(i),
            _ => items.push(vec![i]),
        }
    }
    items
}

/// The number of an item.
fn items_count(item: &[usize], source: &Source) -> u32 {
    number(source.line(item[0])).map_or(0, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::import::chunk::chunks;

    fn shapes(text: &str) -> Vec<Shape> {
        let source = Source::new(text);
        let mut chunks = chunks(&source);
        mark(&source, &mut chunks);
        chunks.iter().map(|chunk| chunk.shape).collect()
    }

    const PROSE: &str = "The ferryman sang while he rowed, and the passengers, who did not\n\
        know the words, listened to him until the boat had reached the other\n\
        bank; what they heard was this, as far as anybody could tell later";

    #[test]
    fn rules_and_numbered_items_are_no_prose() {
        let text =
            format!("{PROSE}.\n\n* * *\n\n1. a rope\n2. a lamp\n3. tar\n\n{PROSE}.\n");
        assert_eq!(
            shapes(&text),
            [Shape::Text, Shape::Rule, Shape::Numbered, Shape::Text]
        );
        let year = format!("{PROSE}.\n\n1956. A dry year\n\n1957. A wet year\n");
        assert_eq!(shapes(&year), [Shape::Text; 3]);
    }

    #[test]
    fn columns_are_a_table_and_halves_are_verse() {
        let text = format!(
            "{PROSE}.\n\nrope     12   3\ntar       4   1\nnails   100   9\n\n{PROSE}.\n"
        );
        assert_eq!(shapes(&text), [Shape::Text, Shape::Table, Shape::Text]);
        let halves =
            "the river came    down in the night\nthe ferry lay    under the ice\n";
        assert_eq!(shapes(&format!("{PROSE}.\n\n{halves}")), [Shape::Text, Shape::Verse]);
    }

    #[test]
    fn notes_are_those_that_are_called_once() {
        let text = format!(
            "{PROSE}.[1] The lamp[2] went out.\n\n[1] A song.\n[2] A lamp.\n\n[3] None.\n"
        );
        assert_eq!(shapes(&text), [Shape::Text, Shape::Note, Shape::Note, Shape::Text]);
        for (one, two) in [("(1)", "(2)"), ("¹", "²")] {
            let text = format!(
                "{PROSE}.{one} The lamp{two} went.\n\n{one} A song.\n{two} A lamp.\n"
            );
            assert_eq!(shapes(&text), [Shape::Text, Shape::Note, Shape::Note]);
        }
        // What is counted in a sentence calls no note.
        let text = format!("{PROSE} (1) a rope.\n\n(1) A song.\n");
        assert_eq!(shapes(&text), [Shape::Text, Shape::Text]);
    }
}
