//! Verse within prose. Line ends of verse mean something, so they must not be joined;
//! but most short lines are not verse, so this is decided with care, and each
//! decision is reported.

use super::chunk::{Chunk, Shape, Source};
use super::lines::Layout;
use super::sentences;

/// Marks the chunks that are stanzas.
pub(super) fn mark_verse(source: &Source, chunks: &mut [Chunk]) {
    let mut i = 0;
    while i < chunks.len() {
        let introduced = i > 0
            && chunks[i - 1].shape == Shape::Text
            && chunks[i - 1]
                .lines
                .last()
                .is_some_and(|line| source.line(*line).ends_with(':'));
        let quoted = if introduced { quoted_verse(source, &chunks[i..]) } else { 0 };
        let n = quoted.max(plain_verse(source, &chunks[i..]));
        for chunk in &mut chunks[i..i + n] {
            chunk.shape = Shape::Verse;
        }
        i += n.max(1);
    }
}

/// How many chunks at the start of `chunks` are verse, if a colon stands before them:
/// at least four lines that all end in punctuation, two of them well before the
/// margin. In prose one line in six or so ends in punctuation by chance.
fn quoted_verse(source: &Source, chunks: &[Chunk]) -> usize {
    if source.layout != Layout::Wrapped {
        return 0;
    }
    let usual = source.usual_width;
    let ended = |line: &str| {
        line.trim_end_matches(sentences::is_closer)
            .ends_with([',', ';', '.', ':', '!', '?', '…', '—', '،', '؛', '؟'])
    };
    let n = chunks
        .iter()
        .take_while(|chunk| {
            chunk.shape == Shape::Text
                && chunk.lines.iter().all(|i| ended(source.line(*i)))
        })
        .count();
    let lines: Vec<usize> = chunks[..n]
        .iter()
        .flat_map(|chunk| chunk.lines.iter().copied())
        .collect();
    let short = lines
        .iter()
        .filter(|i| source.lines[**i].width * 10 < usual * 8)
        .count();
    if lines.len() >= 4 && short >= 2 { n } else { 0 }
}

/// How many chunks at the start of `chunks` are verse by their looks: four short lines
/// or more, most of which begin with a capital.
fn plain_verse(source: &Source, chunks: &[Chunk]) -> usize {
    let limit = match source.layout {
        Layout::Wrapped => (source.usual_width * 3 / 4).max(60),
        Layout::LineIsParagraph => 60,
    };
    let is_short = |chunk: &&Chunk| {
        chunk.shape == Shape::Text
            && chunk.width(source) <= limit
            && chunk.lines.iter().all(|i| source.lines[*i].width >= 8)
    };
    let mut n = chunks.iter().take_while(is_short).count();
    if source.layout == Layout::LineIsParagraph {
        // Each line is a chunk there; a stanza's lines have no blank line between them.
        n = 1 + chunks[..n]
            .iter()
            .skip(1)
            .take_while(|chunk| chunk.blank_before == 0)
            .count()
            .min(n);
        n = n.min(chunks.len());
    } else {
        // Single lines between paragraphs are headings and captions.
        n = chunks[..n].iter().take_while(|chunk| chunk.lines.len() >= 4).count();
    }
    let lines: Vec<&str> = chunks[..n]
        .iter()
        .flat_map(|chunk| chunk.lines.iter().map(|i| source.line(*i)))
        .collect();
    let upper = lines.iter().filter(|line| sentences::starts_upper(line)).count();
    let cased = lines
        .iter()
        .filter(|line| line.contains(|c: char| c.is_lowercase()))
        .count();
    let is_verse = lines.len() >= 4
        && n > 0
        && chunks[..n].iter().all(|chunk| is_short(&chunk))
        && upper * 5 >= lines.len() * 4
        && cased * 5 >= lines.len() * 4;
    if is_verse { n } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::import::chunk::chunks;

    fn shapes(text: &str) -> Vec<Shape> {
        let source = Source::new(text);
        let mut chunks = chunks(&source);
        mark_verse(&source, &mut chunks);
        chunks.iter().map(|chunk| chunk.shape).collect()
    }

    const PROSE: &str = "The ferryman sang while he rowed, and the passengers, who did not\n\
        know the words, listened to him until the boat had reached the other\n\
        bank; what they heard was this, as far as anybody could tell later";

    #[test]
    fn lines_after_a_colon_that_all_end_in_punctuation_are_verse() {
        let song = "Row, water, under me,\n\nrow me to the willow tree;\nif the willow will not wait,\n\nopen, sky, your other gate!";
        let text = format!("{PROSE}:\n\n{song}\n\n{PROSE}.\n");
        assert_eq!(
            shapes(&text),
            [Shape::Text, Shape::Verse, Shape::Verse, Shape::Verse, Shape::Text]
        );
    }

    #[test]
    fn short_lines_with_capitals_are_verse() {
        let song = "Row under me the water\nUntil the willow tree\nAnd if the willow waits not\nLet open be the gate";
        let text = format!("{PROSE}.\n\n{song}\n\n{PROSE}.\n\n{PROSE}.\n");
        assert_eq!(shapes(&text)[1], Shape::Verse);
    }

    #[test]
    fn a_text_may_be_all_verse() {
        let stanza = "Row under me the water\nUntil the willow tree\nAnd if the willow waits not,\nLet open be the gate.";
        let text = format!("The Ferry\n\n{stanza}\n\n{stanza}\n");
        assert_eq!(shapes(&text), [Shape::Text, Shape::Verse, Shape::Verse]);
    }

    #[test]
    fn a_narrow_column_is_prose() {
        let column = "narrow lines beside a\npicture go on as they\nbegan, and nobody sings\nin them at all, or so it\nseems to us.";
        let text = format!("{PROSE}.\n\n{column}\n\n{PROSE}.\n\n{PROSE}.\n");
        assert_eq!(shapes(&text)[1], Shape::Text);
    }
}
