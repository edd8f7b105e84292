//! Plain text: paragraphs between blank lines, every character as it stands.

use super::context::{Context, empty_text};
use crate::edition::TextFile;
use crate::model::{Block, BlockKind, Passage, SourceMap, Text};
use crate::span::{FileId, Files, Span};

/// Reads a plain text. The lines of a paragraph are joined with one space;
/// blanks at either end of a line are not part of it.
pub fn read(files: &Files, file: FileId, settings: &TextFile, context: &Context) -> Text {
    let mut text = empty_text(files, file, settings, context);
    let mut paragraph: Option<Block> = None;
    let mut start = 0;
    for line in files.get(file).text.split_inclusive('\n') {
        let from = start + leading_blanks(line);
        let words = line.trim_start_matches('\u{feff}').trim_matches(is_blank);
        start += line.len();
        if words.is_empty() {
            text.blocks.extend(paragraph.take());
            continue;
        }
        let block = paragraph.get_or_insert_with(|| Block {
            kind: BlockKind::Paragraph,
            lang: text.lang.clone(),
            dir: text.dir,
            content: Passage { source: SourceMap::of(file), ..Passage::default() },
            span: Some(Span::new(file, from..from)),
        });
        let content = &mut block.content;
        if !content.text.is_empty() {
            content.source.push(content.text.len(), from - 1);
            content.text.push(' ');
        }
        content.source.push(content.text.len(), from);
        content.text.push_str(words);
        if let Some(span) = &mut block.span {
            span.end = (from + words.len()) as u32;
        }
    }
    text.blocks.extend(paragraph);
    text
}

/// The bytes before the first character of a line that is no blank.
fn leading_blanks(line: &str) -> usize {
    let after_mark = line.trim_start_matches('\u{feff}');
    line.len() - after_mark.trim_start_matches(is_blank).len()
}

/// A blank of ASCII; other white space is the editor's and stays.
fn is_blank(c: char) -> bool {
    c.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::super::djot::tests::Bench;

    #[test]
    fn blank_lines_part_paragraphs_and_line_ends_become_spaces() {
        let bench = Bench::plain("\u{feff}One *two*\r\n  three\n\n\nfour [^1]\n");
        let texts: Vec<_> =
            bench.text.blocks.iter().map(|b| b.content.text.as_str()).collect();
        assert_eq!(texts, ["One *two* three", "four [^1]"]);
        bench.check_places();
    }

    #[test]
    fn a_file_of_blanks_is_an_empty_text() {
        assert_eq!(Bench::plain(" \n\n\t\n").codes(), ["empty-text"]);
    }
}
