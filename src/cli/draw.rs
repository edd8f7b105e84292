//! Diagnostics as pictures for people, and as JSON for programs.

use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic as Picture, Label, Severity as Degree};
use codespan_reporting::files::{Error, Files as Shown};
use codespan_reporting::term::termcolor::Buffer;
use codespan_reporting::term::{self, Config};
use serde_json::{Value, json};

use crate::diag::{Diagnostic, Severity};
use crate::span::{Files, Span};

/// How many characters of a line are shown before a place; twice as many after it. A
/// paragraph may be one line, however long.
const AROUND: usize = 60;

/// A diagnostic as a picture: what is wrong, the line with a mark under the place, and
/// what to do.
pub fn picture(files: &Files, diagnostic: &Diagnostic, color: bool) -> Vec<u8> {
    let mut excerpts = Excerpts(vec![]);
    let mut labels = vec![];
    if let Some(span) = diagnostic.span {
        let (file, range) = excerpts.show(files, span);
        labels.push(Label::primary(file, range));
    }
    for (span, why) in &diagnostic.related {
        let (file, range) = excerpts.show(files, *span);
        labels.push(Label::secondary(file, range).with_message(visible(why)));
    }
    let degree = match diagnostic.severity {
        Severity::Error => Degree::Error,
        Severity::Warning => Degree::Warning,
    };
    let notes = diagnostic.hints.iter().map(|hint| format!("hint: {}", visible(hint)));
    let picture = Picture::new(degree)
        .with_code(diagnostic.code)
        .with_message(visible(&diagnostic.message))
        .with_labels(labels)
        .with_notes(notes.collect());
    let mut buffer = if color { Buffer::ansi() } else { Buffer::no_color() };
    let config = Config::default();
    match term::emit_to_write_style(&mut buffer, &config, &excerpts, &picture) {
        Ok(()) => buffer.into_inner(),
        // A place outside its file is a fault of ours, but no reason to be silent.
        Err(_) => format!(
            "{}[{}]: {}\n",
            degree_word(degree),
            diagnostic.code,
            diagnostic.message
        )
        .into_bytes(),
    }
}

fn degree_word(degree: Degree) -> &'static str {
    if degree == Degree::Error { "error" } else { "warning" }
}

/// A diagnostic as a JSON object on one line. Lines and columns count from 1, columns
/// in characters.
pub fn json(files: &Files, diagnostic: &Diagnostic) -> String {
    let mut object = json!({
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
    });
    if let Some(span) = diagnostic.span {
        add_place(&mut object, files, span);
    }
    let related = diagnostic.related.iter().map(|(span, why)| {
        let mut object = json!({ "message": why });
        add_place(&mut object, files, *span);
        object
    });
    object["related"] = related.collect();
    object["hints"] = diagnostic.hints.clone().into();
    object.to_string()
}

fn add_place(object: &mut Value, files: &Files, span: Span) {
    let file = files.get(span.file);
    let (line, column) = file.line_column(span.start as usize);
    let (end_line, end_column) = file.line_column(span.end as usize);
    object["file"] = file.path.to_string_lossy().replace('\\', "/").into();
    object["line"] = line.into();
    object["column"] = column.into();
    object["end-line"] = end_line.into();
    object["end-column"] = end_column.into();
    object["byte"] = span.start.into();
}

/// Text without characters that a terminal would obey.
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if obeyed(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether a terminal may do something at a character instead of showing it.
fn obeyed(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// Parts of lines that a picture shows. Each is a file for the drawing of pictures.
struct Excerpts(Vec<Excerpt>);

/// A part of a line.
struct Excerpt {
    /// The place of the line.
    span: Span,
    /// The file's path.
    path: String,
    /// The number of the line.
    line: usize,
    /// The number of the first character's column.
    column: usize,
    /// The length in bytes of the mark that something was left out before it.
    ellipsis: usize,
    /// What is shown.
    text: String,
}

impl Excerpts {
    /// Shows the place of a span: the number of an excerpt, and the bytes in it.
    fn show(&mut self, files: &Files, span: Span) -> (usize, Range<usize>) {
        let holds = |e: &Excerpt| {
            e.span.file == span.file
                && e.span.start <= span.start
                && span.start <= e.span.end
        };
        let number = match self.0.iter().position(holds) {
            Some(number) => number,
            None => {
                self.0.push(Excerpt::of(files, span));
                self.0.len() - 1
            }
        };
        (number, self.0[number].bytes(files, span))
    }

    fn get(&self, number: usize) -> Result<&Excerpt, Error> {
        self.0.get(number).ok_or(Error::FileMissing)
    }
}

impl Excerpt {
    /// The line around the start of a span, or as much of it as can be read at a glance.
    fn of(files: &Files, span: Span) -> Self {
        let file = files.get(span.file);
        let text: &str = &file.text;
        let mut at = (span.start as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let (line, column) = file.line_column(at);
        let start = text[..at].rfind('\n').map_or(0, |k| k + 1);
        let end = text[at..].find('\n').map_or(text.len(), |k| at + k);
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end }.max(at);
        let before = text[start..at].char_indices().rev().take(AROUND).last();
        let first = before.map_or(at, |(k, _)| start + k);
        let after = text[at..end].char_indices().nth(2 * AROUND);
        let last = after.map_or(end, |(k, _)| at + k);
        let ellipsis = if first > start { "…" } else { "" };
        let mut shown = ellipsis.to_owned() + &visible(&text[first..last]);
        if last < end {
            shown.push('…');
        }
        Self {
            span: Span::new(span.file, first..last),
            path: file.path.to_string_lossy().replace('\\', "/"),
            line,
            column: column - text[first..at].chars().count(),
            ellipsis: ellipsis.len(),
            text: shown,
        }
    }

    /// The bytes of this excerpt that show a span, as far as it reaches.
    fn bytes(&self, files: &Files, span: Span) -> Range<usize> {
        let text: &str = &files.get(span.file).text;
        let shown = |byte: u32| {
            let mut at = (byte.clamp(self.span.start, self.span.end)) as usize;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            self.ellipsis + visible(&text[self.span.start as usize..at]).len()
        };
        let start = shown(span.start);
        start..shown(span.end).max(start)
    }
}

impl<'a> Shown<'a> for Excerpts {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.get(id)?.path)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.get(id)?.text)
    }

    fn line_index(&'a self, id: usize, _: usize) -> Result<usize, Error> {
        self.get(id).map(|_| 0)
    }

    fn line_number(&'a self, id: usize, _: usize) -> Result<usize, Error> {
        Ok(self.get(id)?.line)
    }

    fn column_number(&'a self, id: usize, _: usize, byte: usize) -> Result<usize, Error> {
        let excerpt = self.get(id)?;
        let before = excerpt.text.get(excerpt.ellipsis..byte).unwrap_or_default();
        Ok(excerpt.column + before.chars().count())
    }

    fn line_range(&'a self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        let excerpt = self.get(id)?;
        match line {
            0 => Ok(0..excerpt.text.len()),
            given => Err(Error::LineTooLarge { given, max: 0 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &str, expected: &str) {
        let mut files = Files::default();
        let file = files.add("texts/a.dj", text);
        let at = text.find(words).expect("the words stand in the text");
        let fault = Diagnostic::error("some-code", "that is wrong")
            .at(Span::new(file, at..at + words.len()))
            .hint("put it right");
        let drawn =
            String::from_utf8(picture(&files, &fault, false)).expect("it is text");
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_fault_is_marked_in_its_line() {
        check(
            "# A\n\nthe rex and\n",
            "rex",
            "error[some-code]: that is wrong\n  ┌─ texts/a.dj:3:5\n  │\n3 │ the rex and\n  \
             │     ^^^\n  │\n  = hint: put it right\n\n",
        );
    }

    #[test]
    fn of_a_long_line_a_part_is_shown_and_the_column_is_that_of_the_file() {
        let text = format!("{}rex {}", "a ".repeat(1000), "b ".repeat(1000));
        let part = format!("…{}rex {}…", "a ".repeat(30), "b ".repeat(58));
        let mark = format!("{}^^^", " ".repeat(61));
        check(
            &text,
            "rex",
            &format!(
                "error[some-code]: that is wrong\n  ┌─ texts/a.dj:1:2001\n  │\n1 │ {part}\n  \
                 │ {mark}\n  │\n  = hint: put it right\n\n"
            ),
        );
    }

    #[test]
    fn a_place_of_several_lines_is_marked_to_the_end_of_the_first() {
        check(
            "one two\nthree\n",
            "two\nthree",
            "error[some-code]: that is wrong\n  ┌─ texts/a.dj:1:5\n  │\n1 │ one two\n  \
             │     ^^^\n  │\n  = hint: put it right\n\n",
        );
    }

    #[test]
    fn a_terminal_obeys_nothing_in_a_file() {
        assert_eq!(visible("a\u{1b}[2Jb\u{9b}c"), "a\u{fffd}[2Jb\u{fffd}c");
    }

    #[test]
    fn json_has_the_place_in_lines_and_columns() {
        let mut files = Files::default();
        let file = files.add("a.dj", "خوب\nab");
        let fault = Diagnostic::warning("c", "m").at(Span::new(file, 2..8)).hint("h");
        assert_eq!(
            json(&files, &fault),
            r#"{"byte":2,"code":"c","column":2,"end-column":2,"end-line":2,"file":"a.dj","hints":["h"],"line":1,"message":"m","related":[],"severity":"warning"}"#
        );
    }
}
