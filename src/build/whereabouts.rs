//! From a page and line of the book to the editor's file, and back.

use std::path::Path;

use super::{Built, Read};
use crate::backmatter::{Reference, ReferenceKind};
use crate::diag::{Diagnostic, closest};
use crate::lines::LineWords;
use crate::locate::locator::Locator;
use crate::model::{Passage, Place, Role, Text};
use crate::span::Span;

/// What stands on a line of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where its first character is written.
    pub span: Span,
    /// Its words.
    pub words: String,
}

/// What stands on a page of the book on the line that is called `line`.
///
/// # Errors
/// If there is no such page or line; the hint says which there are.
pub fn source_of(
    read: &Read,
    built: &Built,
    page: u32,
    line: &str,
) -> Result<Found, Diagnostic> {
    let Some((index, place)) = built.places.find(page, line) else {
        return Err(no_line(read, built, page, line));
    };
    let text = &read.model.texts[index];
    let block = &text.blocks[place.block as usize];
    let start = place.offset as usize;
    let span = block
        .content
        .source
        .span(start..start + 1)
        .or(block.span)
        .or(text.span);
    let span = span.ok_or_else(|| no_line(read, built, page, line))?;
    let words = match built.places.line(index, place) {
        Some(line) => {
            let (set, job) = (&built.texts[index], &built.jobs[index]);
            LineWords::of(text, &set.line_map, &job.map).line(line)
        }
        None => String::new(),
    };
    Ok(Found { span, words })
}

/// That there is no such page, line or file.
fn fault(message: String) -> Diagnostic {
    Diagnostic::error("no-such-line", message)
}

/// Says which lines there are.
fn no_line(read: &Read, built: &Built, page: u32, line: &str) -> Diagnostic {
    let mut pages: Vec<u32> = vec![];
    let mut lines: Vec<u32> = vec![];
    for index in 0..read.model.texts.len() {
        for (k, number) in built.texts[index].number_of.iter().enumerate() {
            let Some(at) = locate_line(built, index, k) else { continue };
            pages.push(at.page);
            if at.page == page && *number > 0 {
                lines.push(*number);
            }
        }
    }
    let ends = |list: &[u32]| list.iter().min().copied().zip(list.iter().max().copied());
    match (ends(&lines), ends(&pages)) {
        (Some((first, last)), _) => fault(format!("page {page} has no line {line}"))
            .hint(range("its line is", "its lines are", first, last)),
        (None, Some((_, last))) if pages.contains(&page) || page <= last => {
            fault(format!("page {page} has no lines that are counted"))
                .hint("headings, tables and back matter have no line numbers")
        }
        (None, Some((first, last))) => fault(format!("the texts have no page {page}"))
            .hint(
                range("their page is", "their pages are", first, last)
                    + "; the front matter has roman numerals",
            ),
        (None, None) => fault("the book has no lines that are counted".into()),
    }
}

fn range(one: &str, many: &str, first: u32, last: u32) -> String {
    if first == last {
        format!("{one} {first}")
    } else {
        format!("{many} {first} to {last}")
    }
}

/// Where the first character of a line stands.
fn locate_line(built: &Built, index: usize, line: usize) -> Option<Locator> {
    let runs = built.texts[index].line_map.on_line(line).iter();
    let place = runs
        .filter_map(|run| built.jobs[index].map.place_of(run.start))
        .min()?;
    built.places.locate(index, place)
}

/// The lines of the book on which a line of a file is set; if there is a `column`, the line
/// with that character. Both count from 1.
///
/// # Errors
/// If the edition has no such file, line or column, or nothing of it is set.
pub fn lines_of(
    read: &Read,
    built: &Built,
    path: &Path,
    line: usize,
    column: Option<usize>,
) -> Result<Reference, Diagnostic> {
    let span = written(read, path, line, column)?;
    let shown = path.display();
    let nowhere = || {
        fault(format!("nothing of `{shown}:{line}` is set in the book"))
            .hint("ask for a line with words of a text")
            .at(span)
    };
    let mut texts = read.model.texts.iter().enumerate();
    // Of several texts of a file that in which the line stands.
    let holds = |text: &Text| {
        text.span.is_some_and(|whole| {
            whole.file == span.file && whole.start <= span.end && span.start <= whole.end
        })
    };
    let (index, text) = texts.find(|(_, text)| holds(text)).ok_or_else(nowhere)?;
    if text.role == Role::Front {
        let message = format!("`{shown}` is front matter, whose lines are not counted");
        return Err(fault(message).at(span));
    }
    find(built, index, text, span).ok_or_else(nowhere)
}

/// A line of a file, or the character in a column of it.
fn written(
    read: &Read,
    path: &Path,
    line: usize,
    column: Option<usize>,
) -> Result<Span, Diagnostic> {
    let shown = path.display();
    let Some(file) = read.files.find(path) else {
        let paths = read.files.iter();
        let paths: Vec<String> =
            paths.map(|(_, file)| file.path.display().to_string()).collect();
        let best = closest(&path.to_string_lossy(), paths.iter().map(String::as_str));
        return Err(fault(format!("the edition has no file `{shown}`")).hint(
            match best {
                Some(best) => format!("did you mean `{best}`?"),
                None => "name the file from the edition's folder, as in `texts/a.dj:120`"
                    .into(),
            },
        ));
    };
    let content = read.files.get(file);
    let Some(start) = content.line_start(line) else {
        let last = content.text.lines().count();
        return Err(fault(format!("`{shown}` has no line {line}"))
            .hint(format!("its last line is {last}")));
    };
    let length = content.text[start..].find('\n').unwrap_or(content.text.len() - start);
    let span = Span::new(file, start..start + length);
    let Some(column) = column else { return Ok(span) };
    let text = &content.text[start..start + length];
    match text.char_indices().nth(column - 1) {
        Some((byte, c)) => Ok(span.part(byte..byte + c.len_utf8())),
        None => {
            let message = format!("line {line} of `{shown}` has no column {column}");
            let last = text.chars().count();
            Err(fault(message).hint(format!("its last column is {last}")))
        }
    }
}

/// Where what is written at a span stands: the text itself, else a note, else an entry.
fn find(built: &Built, index: usize, text: &Text, span: Span) -> Option<Reference> {
    let mut places = vec![];
    for (number, block) in text.blocks.iter().enumerate() {
        places.extend(
            written_at(&block.content, span)
                .map(|offset| Place { block: number as u32, offset: offset as u32 }),
        );
    }
    let locate = |place| built.places.locate(index, place);
    let stands = |from: Locator, to: Locator, kind: ReferenceKind| Reference {
        kind,
        ..Reference::text(from, to)
    };
    let ends = places.iter().filter_map(|place| locate(*place));
    if let (Some(from), Some(to)) = (ends.clone().min(), ends.max()) {
        return Some(stands(from, to, ReferenceKind::Text));
    }
    let note = text.notes.iter().find(|note| {
        note.body
            .iter()
            .any(|passage| written_at(passage, span).next().is_some())
    });
    if let Some(note) = note {
        let at = locate(note.at)?;
        return Some(stands(at.clone(), at, ReferenceKind::Note));
    }
    let entry = text.entries.iter().find(|entry| {
        entry.span.is_some_and(|at| at.file == span.file && overlap(at, span))
    })?;
    // The place before which the lemma ends is that of the next word.
    let last = Place {
        offset: entry.to.offset.saturating_sub(1),
        ..entry.to
    };
    let (from, to) = (locate(entry.from)?, locate(last.max(entry.from))?);
    Some(stands(from, to, ReferenceKind::Apparatus))
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// The bytes of a passage that were written inside a span.
fn written_at(passage: &Passage, span: Span) -> impl Iterator<Item = usize> {
    let is_here = passage.source.file == Some(span.file);
    let bytes = passage.text.char_indices().filter(|(_, c)| !c.is_whitespace());
    bytes.map(|(offset, _)| offset).filter(move |offset| {
        is_here
            && passage
                .source
                .resolve(*offset)
                .is_some_and(|byte| span.range().contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceMap;
    use crate::span::FileId;

    #[test]
    fn what_is_written_in_a_span_is_found_in_the_passage() {
        let file = FileId(0);
        // The file has `_` before and behind `rope`: a rope _and_ knot.
        let source = SourceMap { file: Some(file), runs: vec![(0, 0), (2, 3)] };
        let passage = Passage { source, ..Passage::plain("a rope") };
        let bytes = |range| -> Vec<usize> {
            written_at(&passage, Span::new(file, range)).collect()
        };
        assert_eq!(bytes(0..2), [0]);
        assert_eq!(bytes(3..5), [2, 3]);
        assert_eq!(bytes(0..9), [0, 2, 3, 4, 5]);
        let other = Span::new(FileId(1), 0..9);
        assert_eq!(written_at(&passage, other).count(), 0);
    }

    #[test]
    fn a_range_of_one_line_is_that_line() {
        assert_eq!(range("its line is", "its lines are", 3, 3), "its line is 3");
        assert_eq!(range("its line is", "its lines are", 3, 9), "its lines are 3 to 9");
    }
}
