//! Where half a verse may be made longer: between letters that join, one place a word.

use std::ops::Range;

use crate::model::joining::Joining;
use crate::model::{Passage, PointKind};

/// A place between two joined letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Join {
    /// The byte of the text, behind the first letter and its signs.
    pub at: usize,
    /// How good it is, from 1: the best come first.
    pub rank: u8,
}

/// The best place of each word of a range, in the order of the text.
pub(super) fn joins(passage: &Passage, range: Range<usize>) -> Vec<Join> {
    let text = &passage.text[range.clone()];
    let mut found = vec![];
    for word in text.split(char::is_whitespace).filter(|word| !word.is_empty()) {
        let start = range.start + (word.as_ptr().addr() - text.as_ptr().addr());
        found.extend(best(passage, word, start));
    }
    found
}

/// The best place in a word; of several that are as good, the last.
fn best(passage: &Passage, word: &str, start: usize) -> Option<Join> {
    let letters: Vec<(usize, char)> = word
        .char_indices()
        .filter(|(_, c)| Joining::of(*c) != Joining::Transparent)
        .collect();
    // The name of God is one sign in most faces.
    if letters
        .windows(3)
        .any(|three| three.iter().map(|(_, c)| *c).eq("لله".chars()))
    {
        return None;
    }
    let places = letters.windows(2).enumerate().filter_map(|(k, pair)| {
        let [(_, a), (at, b)] = [pair[0], pair[1]];
        let joins = Joining::of(a).joins_next() && Joining::of(b).joins_previous();
        if !joins || is_one_sign(a, b) || is_edge(passage, start + at) {
            return None;
        }
        let next = letters.get(k + 2).map(|next| next.1);
        let is_last = next.is_none_or(|next| Joining::of(next) == Joining::None);
        let rank = match a {
            _ if [a, b].contains(&TATWEEL) => 1,
            _ if is_last => 4,
            // Behind the teeth of seen and its like the line is long already.
            'س' | 'ش' | 'ص' | 'ض' | '\u{69a}'..='\u{69e}' | '\u{6fa}' | '\u{6fb}' => {
                2
            }
            _ => 3,
        };
        Some(Join { at: start + at, rank })
    });
    // `min_by_key` takes the first of equals.
    places.rev().min_by_key(|join| join.rank)
}

const TATWEEL: char = '\u{640}';

/// Whether two letters are drawn as one: lam and alif.
fn is_one_sign(a: char, b: char) -> bool {
    let is_lam = a == 'ل' || ('\u{6b5}'..='\u{6b8}').contains(&a);
    is_lam
        && matches!(
            b,
            '\u{622}' | '\u{623}' | '\u{625}' | '\u{627}' | '\u{671}'
                ..='\u{673}' | '\u{675}'
        )
}

/// Whether a style begins or ends at a place, or something is printed there.
fn is_edge(passage: &Passage, at: usize) -> bool {
    let is_there = |byte: u32| byte as usize == at;
    passage
        .styles
        .iter()
        .any(|styled| is_there(styled.range.start) || is_there(styled.range.end))
        || passage.points.iter().any(|point| {
            is_there(point.at) && !matches!(point.kind, PointKind::Anchor(_))
        })
}

/// The words that end a half and end another one too, without which a refrain would be
/// none: the byte at which they begin.
pub(super) fn refrain(half: &str, others: &[&str]) -> usize {
    let shared = others.iter().map(|other| shared_words(half, other)).max();
    let count = shared.unwrap_or_default();
    let words: Vec<&str> = half.split_whitespace().collect();
    // A half is more than its refrain.
    if count == 0 || count >= words.len() {
        return half.len();
    }
    words[words.len() - count].as_ptr().addr() - half.as_ptr().addr()
}

/// How many of their last words two halves have in common, but for signs over and under letters.
fn shared_words(a: &str, b: &str) -> usize {
    let plain = |word: &str| -> String {
        let seen = word.chars().filter(|c| c.is_alphanumeric());
        seen.filter(|c| {
            !matches!(Joining::of(*c), Joining::Transparent | Joining::Causing)
        })
        .collect()
    };
    let words = |text: &str| text.split_whitespace().rev().map(plain).collect::<Vec<_>>();
    words(a).iter().zip(&words(b)).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text with a bar and the rank at each place.
    fn shown(text: &str) -> String {
        let passage = Passage::plain(text);
        let mut out = text.to_owned();
        for join in joins(&passage, 0..text.len()).iter().rev() {
            out.insert_str(join.at, &format!("|{}|", join.rank));
        }
        out
    }

    #[test]
    fn each_word_has_its_best_place() {
        assert_eq!(shown("نشستیم"), "نشس|2|تیم");
        assert_eq!(shown("گفتنی"), "گفت|3|نی");
        assert_eq!(shown("باد"), "ب|3|اد");
        // The last letter, since there is no other place.
        assert_eq!(shown("پر"), "پ|4|ر");
        assert_eq!(shown("می‌رود"), "م|4|ی‌رود");
        // Lam and alif are one sign, and so is the name of God.
        assert_eq!(shown("لا در الله"), "لا در الله");
        // Signs stay with their letter.
        assert_eq!(shown("شَجَر"), "شَ|2|جَر");
        assert_eq!(shown("rope ۱۲"), "rope ۱۲");
    }

    #[test]
    fn a_refrain_is_what_two_halves_end_in() {
        let (a, b) = ("نخل و خانه ماند و من", "سنگ و دانه ماند و من");
        assert_eq!(&a[refrain(a, &["باران", b])..], "ماند و من");
        assert_eq!(refrain(a, &["باران"]), a.len());
        assert_eq!(refrain("من", &["من"]), "من".len());
    }
}
