//! `variorum where`: from a page and line of the book to the editor's file, and back.

use std::path::{Path, PathBuf};

use super::args::WhereArgs;
use super::emit::Words;
use super::failure::Failure;
use super::progress::Progress;
use super::say::{self, Voice};
use super::set;
use crate::backmatter::reference::ReferenceKind;
use crate::backmatter::{Reference, cite};
use crate::build::{Built, Read};
use crate::diag::{Diagnostic, closest};
use crate::edition::Edition;
use crate::locate::Locator;
use crate::model::{Passage, Place, Role, Text};
use crate::span::{FileId, Span};

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Question {
    /// A page of the book and what a line on it is called.
    Line(u32, String),
    /// A file, a line of it, and perhaps a column.
    Source(PathBuf, usize, Option<usize>),
}

/// Runs the command.
///
/// # Errors
/// If the place is written in no form that is known; if the edition has an error, or
/// there is no such place.
pub fn run(args: &WhereArgs, voice: &Voice) -> Result<(), Failure> {
    let question = question(&args.place).ok_or_else(|| {
        Failure::usage(
            format!("`{}` is no place", args.place),
            "give a page and line as `45.12`, or a file and line as `texts/a.dj:120`",
        )
    })?;
    let mut progress = Progress::new(voice);
    let read = set::read(&args.dir, voice, &mut progress)?;
    let built = set::set(&read, voice, &mut progress)?;
    progress.finish();
    let answer = match question {
        Question::Line(page, line) => source_of(&read, &built, page, &line),
        Question::Source(path, line, column) => {
            let path = below(&read.edition, &path);
            lines_of(&read, &built, &path, line, column)
        }
    };
    match answer {
        Ok(answer) => say::print((answer + "\n").as_bytes()),
        Err(fault) => {
            voice.diagnostics(&read.files, &[fault]);
            Err(Failure::Edition)
        }
    }
}

/// Reads a place: `45.12`, `45.120a`, `45.12,1`, `texts/a.dj:120`, `texts/a.dj:120:7`.
fn question(place: &str) -> Option<Question> {
    if let Some((page, line)) = place.split_once('.')
        && let Ok(page) = page.parse()
        && line.starts_with(char::is_alphanumeric)
        && !line.contains([':', '/'])
    {
        return Some(Question::Line(page, line.to_owned()));
    }
    let (rest, last) = place.rsplit_once(':')?;
    let last: usize = last.parse().ok().filter(|number| *number > 0)?;
    let found = rest.rsplit_once(':').and_then(|(path, line)| {
        let line = line.parse().ok().filter(|number| *number > 0)?;
        Some(Question::Source(path.into(), line, Some(last)))
    });
    Some(found.unwrap_or_else(|| Question::Source(rest.into(), last, None)))
        .filter(|question| !matches!(question, Question::Source(path, ..) if path.as_os_str().is_empty()))
}

/// The path below the edition's folder, also if it was given from where one stands.
fn below(edition: &Edition, path: &Path) -> PathBuf {
    let normal: PathBuf = path.components().collect();
    let real = normal.canonicalize().ok();
    let root = edition.root.canonicalize().ok();
    match (real, root) {
        (Some(real), Some(root)) if !edition.root.join(&normal).exists() => {
            real.strip_prefix(root).map(Path::to_owned).unwrap_or(normal)
        }
        _ => normal,
    }
}

/// `texts/a.dj:120:7`, a tab, and the words of a line of the book.
fn source_of(
    read: &Read,
    built: &Built,
    page: u32,
    line: &str,
) -> Result<String, Diagnostic> {
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
        Some(line) => Words::of(built, index, text).line(line),
        None => String::new(),
    };
    Ok(format!("{}\t{words}", read.files.locate(span)))
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
    let fault = |message: String| Diagnostic::error("no-such-line", message);
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

/// The lines of the book that a line of a file is set on.
fn lines_of(
    read: &Read,
    built: &Built,
    path: &Path,
    line: usize,
    column: Option<usize>,
) -> Result<String, Diagnostic> {
    let shown = path.display();
    let Some(file) = read.files.find(path) else {
        let paths: Vec<String> = read
            .files
            .iter()
            .map(|(_, file)| file.path.display().to_string())
            .collect();
        let fault = Diagnostic::error(
            "no-such-line",
            format!("the edition has no file `{shown}`"),
        );
        let best = closest(&path.to_string_lossy(), paths.iter().map(String::as_str));
        return Err(match best {
            Some(best) => fault.hint(format!("did you mean `{best}`?")),
            None => fault
                .hint("name the file from the edition's folder, as in `texts/a.dj:120`"),
        });
    };
    let content = read.files.get(file);
    let Some(start) = content.line_start(line) else {
        let last = content.text.lines().count();
        return Err(Diagnostic::error(
            "no-such-line",
            format!("`{shown}` has no line {line}"),
        )
        .hint(format!("its last line is {last}")));
    };
    let length = content.text[start..].find('\n').unwrap_or(content.text.len() - start);
    let mut span = Span::new(file, start..start + length);
    if let Some(column) = column {
        let text = &content.text[start..start + length];
        let at = text.char_indices().nth(column - 1);
        let Some((byte, c)) = at else {
            let last = text.chars().count();
            return Err(Diagnostic::error(
                "no-such-line",
                format!("line {line} of `{shown}` has no column {column}"),
            )
            .hint(format!("its last column is {last}")));
        };
        span = span.part(byte..byte + c.len_utf8());
    }
    let nowhere = || {
        Diagnostic::error(
            "no-such-line",
            format!("nothing of `{shown}:{line}` is set in the book"),
        )
        .hint("ask for a line with words of a text")
        .at(span)
    };
    let (index, text) = read
        .model
        .texts
        .iter()
        .enumerate()
        .find(|(_, text)| text.span.is_some_and(|whole| whole.file == file))
        .ok_or_else(nowhere)?;
    if text.role == Role::Front {
        return Err(Diagnostic::error(
            "no-such-line",
            format!("`{shown}` is front matter, whose lines are not counted"),
        )
        .at(span));
    }
    find(built, index, text, span).ok_or_else(nowhere)
}

/// Where what is written at a span stands: the text itself, else a note, else an entry.
fn find(built: &Built, index: usize, text: &Text, span: Span) -> Option<String> {
    let mut places = vec![];
    for (number, block) in text.blocks.iter().enumerate() {
        places.extend(
            written_at(&block.content, span)
                .map(|offset| Place { block: number as u32, offset: offset as u32 }),
        );
    }
    let locate = |place| built.places.locate(index, place);
    let shown = |from: Locator, to: Locator, kind: ReferenceKind| {
        let range = Reference { kind, ..Reference::text(from, to) };
        cite(&[range])
            .into_iter()
            .map(|citation| citation.cite.to_string())
            .collect::<String>()
    };
    let ends = places.iter().filter_map(|place| locate(*place));
    if let (Some(from), Some(to)) = (ends.clone().min(), ends.max()) {
        return Some(shown(from, to, ReferenceKind::Text));
    }
    let note = text.notes.iter().find(|note| {
        note.body
            .iter()
            .any(|passage| written_at(passage, span).next().is_some())
    });
    if let Some(note) = note {
        let at = locate(note.at)?;
        return Some(shown(at.clone(), at, ReferenceKind::Note));
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
    Some(shown(from, to, ReferenceKind::Apparatus))
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// The bytes of a passage that were written inside a span.
fn written_at(passage: &Passage, span: Span) -> impl Iterator<Item = usize> {
    let file: Option<FileId> = passage.source.file;
    let is_here = file == Some(span.file);
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

    #[test]
    fn a_place_is_a_page_and_line_or_a_file_and_line() {
        let source =
            |path: &str, line, column| Some(Question::Source(path.into(), line, column));
        for (place, page, line) in
            [("45.12", 45, "12"), ("45.120a", 45, "120a"), ("45.12,1", 45, "12,1")]
        {
            assert_eq!(
                question(place),
                Some(Question::Line(page, line.into())),
                "{place}"
            );
        }
        assert_eq!(question("texts/a.dj:120"), source("texts/a.dj", 120, None));
        assert_eq!(question("texts/a.dj:120:7"), source("texts/a.dj", 120, Some(7)));
        assert_eq!(question("1.2:3"), source("1.2", 3, None));
        for place in ["", "45", "45.", "a.dj", "a.dj:", "a.dj:0", ":3", "x.y", "-1.2"] {
            assert_eq!(question(place), None, "{place}");
        }
    }
}
