//! Words and letters that are beyond what can be set as they stand, told where they stand.
//! [`crate::assemble`] writes them so that they can.

use regex::Regex;

use crate::diag::Diagnostic;
use crate::model::{Entry, Passage, PointKind, Text};
use crate::span::{FileId, Files, Span};
use crate::words::long::too_long;

/// How many marks on one letter are set as those of one letter.
const MARKS: usize = crate::words::long::MARKS;

/// Says which words have no place where a line may end, and which letters have more marks
/// than any script stacks; each kind once for a text, at its first place. `room` is how many
/// letters have room on a line.
pub fn check(text: &Text, room: usize, diagnostics: &mut Vec<Diagnostic>) {
    let marked =
        Regex::new(&format!(r"\p{{M}}{{{},}}", MARKS + 1)).expect("a pattern of ours");
    pictures_apart(text, diagnostics);
    let (mut words, mut letters) = (Found::default(), Found::default());
    for passage in passages(text) {
        for range in too_long(&passage.text, 0, room) {
            let length = passage.text[range.clone()].chars().count();
            words.add(length, passage.source.span(range.start..range.start + 1));
        }
        if passage.text.len() > MARKS {
            for found in marked.find_iter(&passage.text) {
                let at = found.start();
                let length = found.as_str().chars().count();
                letters.add(length, passage.source.span(at..at + 1));
            }
        }
    }
    let times = |count| match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    };
    if words.count > 0 {
        let message = format!(
            "more than {room} characters follow each other without a blank, {}, at most \
             {}: they are broken wherever a line ends",
            times(words.count),
            words.most
        );
        diagnostics.push(
            Diagnostic::warning("long-word", message)
                .at(words.span.or(text.span))
                .hint("put blanks between the words, or U+200B where a line may end"),
        );
    }
    if letters.count > 0 {
        let message = format!(
            "more than {MARKS} combining marks stand on one letter, {}, at most {}",
            times(letters.count),
            letters.most
        );
        diagnostics.push(
            Diagnostic::warning("many-marks", message)
                .at(letters.span.or(text.span))
                .hint("take away those that are there by mistake"),
        );
    }
}

/// Says which notes and entries hold pictures, whose descriptions are printed instead.
fn pictures_apart(text: &Text, diagnostics: &mut Vec<Diagnostic>) {
    let in_block = text.blocks.len();
    for passage in passages(text).skip(in_block) {
        for point in &passage.points {
            let PointKind::Image { path, .. } = &point.kind else { continue };
            let at = point.at as usize;
            let end = (at + 1).min(passage.text.len());
            let message = format!(
                "the picture `{path}` stands in a note or an entry, where its description \
                 is printed"
            );
            diagnostics.push(
                Diagnostic::warning("picture-apart", message)
                    .at(passage.source.span(at..end.max(at)).or(text.span))
                    .hint("put it into the text, or say in words what it shows"),
            );
        }
    }
}

/// Says where a file has the character U+0000, which is no text and can't be written.
pub fn nothing(files: &Files, file: FileId) -> Option<Diagnostic> {
    let text = &files.get(file).text;
    let at = text.find('\0')?;
    let message = match text.matches('\0').count() {
        1 => "a character U+0000 stands here, which is no text".to_owned(),
        count => {
            format!("{count} characters U+0000 stand in this file, which are no text")
        }
    };
    let fault = Diagnostic::error("nul-character", message);
    Some(
        fault
            .at(Span::new(file, at..at + 1))
            .hint("take them out; a file with many of them may be in UTF-16, or no text"),
    )
}

/// What was found of one kind.
#[derive(Default)]
struct Found {
    count: usize,
    most: usize,
    span: Option<Span>,
}

impl Found {
    fn add(&mut self, length: usize, span: Option<Span>) {
        self.count += 1;
        self.most = self.most.max(length);
        self.span = self.span.or(span);
    }
}

/// All passages of a text.
fn passages(text: &Text) -> impl Iterator<Item = &Passage> {
    let blocks = text.blocks.iter().map(|block| &block.content);
    let notes = text.notes.iter().flat_map(|note| &note.body);
    let entries = text.entries.iter().flat_map(Entry::passages);
    blocks.chain(notes).chain(entries)
}
