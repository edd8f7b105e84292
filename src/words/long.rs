//! Words that are longer than any line: a line must be able to end in them, or all of them
//! would be set on one.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use crate::model::script::properties;

/// From how many characters on a word is broken where a line ends. The longest words of any
/// language have some hundreds.
pub const LONGEST: usize = 1_500;

/// How many marks one letter bears. What sets and writes them looks at all of them for each
/// of them; no script stacks as many.
pub const MARKS: usize = 32;

/// Into pieces of how many characters such a word may be broken.
const PIECE: usize = 12;

/// The words of a text that are too long, in bytes. `before` is how many characters of its
/// first word stand before the text.
pub fn too_long(text: &str, before: usize) -> Vec<Range<usize>> {
    walk(text, before).0
}

/// The bytes before which a line may end though nothing says so, and how many characters
/// the text ends in between which no line can end; `before` is how many stand before it.
pub fn breaks(text: &str, before: usize) -> (Vec<usize>, usize) {
    if before + text.len() <= LONGEST {
        let end = text.char_indices().rev().find(|(_, c)| may_end(*c));
        let tail = end.map_or(text, |(at, c)| &text[at + c.len_utf8()..]);
        let carried = if end.is_none() { before } else { 0 };
        return (vec![], carried + tail.chars().count());
    }
    let (long, rest) = walk(text, before);
    let mut found = vec![];
    for word in long {
        let mut last = 0;
        for (count, (at, c)) in text[word.clone()].char_indices().enumerate() {
            if count >= last + PIECE && stands_alone(c) {
                found.push(word.start + at);
                last = count;
            }
        }
    }
    (found, rest)
}

fn walk(text: &str, before: usize) -> (Vec<Range<usize>>, usize) {
    let mut found = vec![];
    let (mut start, mut count) = (0, before);
    let ends = text.char_indices().map(|(at, c)| (at, Some(c)));
    for (at, c) in ends.chain([(text.len(), None)]) {
        if c.is_none_or(may_end) {
            if count > LONGEST {
                found.push(start..at);
            }
            if let Some(c) = c {
                (start, count) = (at + c.len_utf8(), 0);
            }
        } else {
            count += 1;
        }
    }
    (found, count)
}

/// Whether a line can end at a character.
fn may_end(c: char) -> bool {
    let is_blank = c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
    is_blank
        || matches!(c, '-' | '\u{ad}' | '\u{200b}' | '\u{2010}' | '\u{2013}' | '\u{2014}')
        // Scripts that write no blanks.
        || c as u32 > 0xdff
            && !properties(c.script()).has_blanks
}

/// Whether a character is one to itself, and no mark of the one before it.
fn stands_alone(c: char) -> bool {
    c.script() != Script::Inherited
        && (c.is_alphanumeric() || c.script() == Script::Common)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_language_are_left_alone() {
        assert_eq!(breaks("one two", 0), (vec![], 3));
        assert_eq!(breaks("one", 4), (vec![], 7));
        assert_eq!(breaks(&"word ".repeat(1_000), 0), (vec![], 0));
        assert_eq!(breaks(&"\u{6f22}".repeat(5_000), 0).0, Vec::<usize>::new());
    }

    #[test]
    fn a_word_longer_than_any_line_can_be_broken() {
        let word = "1".repeat(3_000);
        let text = format!("a {word} b");
        let (found, rest) = breaks(&text, 0);
        assert_eq!((found[0], found.len(), rest), (14, 249, 1));
        assert_eq!(too_long(&text, 0).first(), Some(&(2..3_002)));
        // One that began before, in other type.
        assert!(!breaks(&"1".repeat(1_000), 1_000).0.is_empty());
        assert_eq!(breaks(&"1".repeat(1_000), 0), (vec![], 1_000));
    }

    #[test]
    fn no_mark_is_parted_from_its_letter() {
        let text = "e\u{301}".repeat(2_000);
        for at in breaks(&text, 0).0 {
            assert!(text[at..].starts_with('e'));
        }
    }
}
