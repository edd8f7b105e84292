//! Words that are longer than any line: a line must be able to end in them, or all of them
//! would be set on one.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use crate::model::Dir;
use crate::model::script::{first_dir, properties};

/// From how many characters on a word is broken where a line ends, whatever it is. The longest
/// words of any language have some hundreds.
pub const LONGEST: usize = 1_500;

/// Up to how many letters a word is left to hyphenation where it is longer than a line. From
/// right to left there is none.
const LETTERS: usize = 120;

/// How many marks one letter bears. What sets and writes them looks at all of them for each
/// of them; no script stacks as many.
pub const MARKS: usize = 32;

/// Into pieces of how many characters such a word may be broken.
const PIECE: usize = 12;

/// How many letters have room on a line of a measure, of type of a size, both in points: of
/// more, none but the narrowest have. Never more than [`LONGEST`].
pub fn room(measure: f64, size: f64) -> usize {
    let letters = measure / (0.45 * size.max(0.1));
    (letters.clamp(12.0, LONGEST as f64)) as usize
}

/// The words of a text that are broken though they do not say where, in bytes. `before` is
/// how many characters of its first word stand before the text, and `room` how many a line
/// has room for.
pub fn too_long(text: &str, before: usize, room: usize) -> Vec<Range<usize>> {
    let (mut runs, _) = walk(text, before, room);
    runs.retain(|run| {
        let within = &text[run.clone()];
        let carried = if run.start == 0 { before } else { 0 };
        within.chars().any(is_tied) || !pieces(within, carried, room).is_empty()
    });
    runs
}

/// The bytes before which a line may end though nothing says so, and how many characters
/// the text ends in between which no line can end; `before` is how many stand before it.
pub fn breaks(text: &str, before: usize, room: usize) -> (Vec<usize>, usize) {
    if before + text.len() <= room {
        let end = ends(text).filter(|(_, is_end)| *is_end).last();
        let tail = end.map_or(text, |((at, c), _)| &text[at + c.len_utf8()..]);
        let carried = if end.is_none() { before } else { 0 };
        return (vec![], carried + tail.chars().count());
    }
    let (long, rest) = walk(text, before, room);
    let mut found = vec![];
    for word in long {
        let within = &text[word.clone()];
        let joints = joints(within);
        let carried = if word.start == 0 { before } else { 0 };
        let pieces = pieces(within, carried, room);
        found.extend(joints.iter().chain(&pieces).map(|at| word.start + at));
    }
    found.sort_unstable();
    found.dedup();
    (found, rest)
}

/// The bytes of a run behind a sign at which it may be broken rather than within a word: where
/// an address has a sign, or a blank ties words.
fn joints(run: &str) -> Vec<usize> {
    let signs = run.char_indices().zip(run.chars().skip(1));
    let is_joint = |c: char, next: char| {
        let is_sign =
            c.is_ascii_punctuation() && !matches!(c, '\'' | '"' | '(' | '[' | '{');
        (is_sign && next.is_alphanumeric())
            || ((is_tied(c) || c.is_whitespace()) && !next.is_whitespace())
    };
    signs
        .filter(|&((_, c), next)| is_joint(c, next))
        .map(|((at, c), _)| at + c.len_utf8())
        .collect()
}

/// The bytes of a run between two joints before which it must be broken; `carried` is how many
/// characters of its first word stand before it.
fn pieces(run: &str, mut carried: usize, room: usize) -> Vec<usize> {
    let mut found = vec![];
    let joints = joints(run);
    let ends = joints.iter().copied().chain([run.len()]);
    let mut start = 0;
    for end in ends {
        let piece = &run[start..end];
        let count = carried + piece.chars().count();
        carried = 0;
        let is_word = count <= LETTERS
            && piece.chars().all(is_letter)
            && first_dir(piece) != Some(Dir::Rtl);
        if count > room && !is_word {
            let mut last = 0;
            for (count, (at, c)) in piece.char_indices().enumerate() {
                if count >= last + PIECE && stands_alone(c) {
                    found.push(start + at);
                    last = count;
                }
            }
        }
        start = end;
    }
    found
}

/// The characters of a text, and whether a line can end behind each.
fn ends(text: &str) -> impl Iterator<Item = ((usize, char), bool)> {
    let behind = text.chars().skip(1).map(Some).chain([None]);
    text.char_indices()
        .zip(behind)
        .map(|((at, c), next)| ((at, c), may_end(c, next)))
}

fn walk(text: &str, before: usize, room: usize) -> (Vec<Range<usize>>, usize) {
    let mut found = vec![];
    let (mut start, mut count) = (0, before);
    for ((at, c), is_end) in ends(text) {
        if !is_end {
            count += 1;
            continue;
        }
        if count > room {
            found.push(start..at);
        }
        (start, count) = (at + c.len_utf8(), 0);
    }
    if count > room {
        found.push(start..text.len());
    }
    (found, count)
}

/// Whether a character is a blank at which no line ends.
fn is_tied(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Whether a line can end at a character before another: at no blank before a stop, as in
/// rows of dots.
fn may_end(c: char, next: Option<char>) -> bool {
    let is_stop = |c: char| {
        matches!(
            c,
            '.' | ',' | ':' | ';' | '/' | '!' | '?' | ')' | ']' | '}' | '\u{2026}'
        )
    };
    let is_blank = c.is_whitespace() && !is_tied(c) && !next.is_some_and(is_stop);
    is_blank
        || matches!(c, '-' | '\u{ad}' | '\u{200b}' | '\u{2010}' | '\u{2013}' | '\u{2014}')
        // Scripts that write no blanks.
        || c as u32 > 0xdff
            && !properties(c.script()).has_blanks
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || c.script() == Script::Inherited
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
        assert_eq!(breaks("one two", 0, LONGEST), (vec![], 3));
        assert_eq!(breaks("one", 4, LONGEST), (vec![], 7));
        assert_eq!(breaks(&"word ".repeat(1_000), 0, LONGEST), (vec![], 0));
        assert_eq!(breaks(&"\u{6f22}".repeat(5_000), 0, 20).0, Vec::<usize>::new());
        // What a line has no room for is left to hyphenation.
        assert_eq!(
            breaks(&format!("a {} b", "ab".repeat(50)), 0, 40).0,
            Vec::<usize>::new()
        );
        assert_eq!(too_long(&"ab".repeat(50), 0, 40), Vec::<Range<usize>>::new());
    }

    #[test]
    fn a_word_longer_than_any_line_can_be_broken() {
        let word = "1".repeat(3_000);
        let text = format!("a {word} b");
        let (found, rest) = breaks(&text, 0, LONGEST);
        assert_eq!((found[0], found.len(), rest), (14, 249, 1));
        assert_eq!(too_long(&text, 0, LONGEST).first(), Some(&(2..3_002)));
        // One that began before, in other type.
        assert!(!breaks(&"1".repeat(1_000), 1_000, LONGEST).0.is_empty());
        assert_eq!(breaks(&"1".repeat(1_000), 0, LONGEST), (vec![], 1_000));
    }

    #[test]
    fn what_a_line_has_no_room_for_is_broken_at_its_joints() {
        let tied = "the\u{a0}knot\u{a0}of\u{a0}the\u{a0}old\u{a0}rope";
        assert_eq!(breaks(tied, 0, 20).0, [5, 11, 15, 20, 25]);
        assert_eq!(too_long(tied, 0, 20).first(), Some(&(0..tied.len())));
        assert_eq!(breaks(tied, 0, 40).0, Vec::<usize>::new());
        let dots = format!("a{} b", " .".repeat(30));
        assert_eq!(breaks(&dots, 0, 20).0.len(), 30);
        // An address says where it may be broken.
        let address = "https://example.org/the_old/rope?of=it";
        let parts = [8, 16, 20, 24, 28, 33, 36];
        assert_eq!(breaks(address, 0, 20).0, parts);
        assert_eq!(too_long(address, 0, 20), Vec::<Range<usize>>::new());
    }

    #[test]
    fn no_mark_is_parted_from_its_letter() {
        let text = "e\u{301}".repeat(2_000);
        for at in breaks(&text, 0, LONGEST).0 {
            assert!(text[at..].starts_with('e'));
        }
    }

    #[test]
    fn a_line_has_room_for_letters_by_measure_and_size() {
        assert_eq!(room(260.0, 10.0), 57);
        assert_eq!(room(1.0, 10.0), 12);
        assert_eq!(room(1e9, 0.0), LONGEST);
    }
}
