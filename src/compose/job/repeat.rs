//! Words that a line has more than once: which of them a lemma means.
//!
//! When words are the same is said by rules, as for the concordance: mostly after
//! normalization and case folding, without vocalization, joiners and tatweel. The numbers come from the
//! lines as they are set, and so are right again after every change.

use rustc_hash::FxHashMap;

use crate::assemble::TextMap;
use crate::edition::Rule;
use crate::lines::LineMap;
use crate::model::{Entry, Place, Role, Text};
use crate::words::normal::key_by;
use crate::words::tokens::tokens;

/// The words of a text, and those of its lemmas.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The source byte of each word of the text, and its form by number; in order.
    words: Vec<(u32, u32)>,
    /// For each entry the words of its lemma, as a range of the words.
    lemmas: Vec<Option<(usize, usize)>>,
}

/// Which of several equal words a lemma's ends are, from 1; nothing where there is
/// but one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Of the whole lemma, or of its first word if it is shortened.
    pub head: Option<u32>,
    /// Of its last word, if it is shortened.
    pub tail: Option<u32>,
}

impl Vocabulary {
    /// The words of an edited text that has an apparatus, or whose words are `wanted` by
    /// references; the same by the rules given.
    pub fn of(text: &Text, map: &TextMap, rules: &[Rule], wanted: bool) -> Self {
        if text.role != Role::Body || (text.entries.is_empty() && !wanted) {
            return Self::default();
        }
        let mut forms: FxHashMap<String, u32> = FxHashMap::default();
        // Most words were seen before in the same spelling.
        let mut spellings: FxHashMap<(&str, &str), u32> = FxHashMap::default();
        let mut places = vec![];
        let mut words = vec![];
        for (k, block) in text.blocks.iter().enumerate() {
            for token in tokens(block) {
                let place = Place { block: k as u32, offset: token.range.start };
                let Some(byte) = map.source_of(place) else { continue };
                let lang = token.lang(block);
                let spelling = (token.text(block), lang.0.as_str());
                let form = *spellings.entry(spelling).or_insert_with(|| {
                    let next = forms.len() as u32;
                    *forms.entry(key_by(spelling.0, lang, rules)).or_insert(next)
                });
                words.push((byte, form));
                places.push(place);
            }
        }
        let lemmas = text.entries.iter().map(|entry| lemma(entry, &places)).collect();
        Self { words, lemmas }
    }

    /// The numbers of an entry's lemma, given which lines the text was set in.
    pub fn repeats(&self, entry: usize, is_short: bool, map: &LineMap) -> Repeats {
        let Some(&Some((start, end))) = self.lemmas.get(entry) else {
            return Repeats::default();
        };
        if is_short {
            return Repeats {
                head: self.which(start..start + 1, map),
                tail: self.which(end - 1..end, map),
            };
        }
        Repeats { head: self.which(start..end, map), tail: None }
    }

    /// The number of the word at or behind a byte, given which lines the text was set
    /// in.
    pub fn word_at(&self, byte: u32, map: &LineMap) -> Option<u32> {
        let word = self.words.partition_point(|word| word.0 < byte);
        if word < self.words.len() { self.which(word..word + 1, map) } else { None }
    }

    /// Which of the equal runs of words that begin in one line this one is.
    fn which(&self, words: std::ops::Range<usize>, map: &LineMap) -> Option<u32> {
        let line = |word: usize| map.line_of(self.words[word].0);
        let here = line(words.start)?;
        let before = (0..words.start)
            .rev()
            .take_while(|&word| line(word) == Some(here))
            .count();
        let after = (words.start..self.words.len())
            .take_while(|&word| line(word) == Some(here))
            .count();
        let same = |at: usize| {
            let there = self.words.get(at..at + words.len());
            there.is_some_and(|there| {
                there.iter().zip(&self.words[words.clone()]).all(|(a, b)| a.1 == b.1)
            })
        };
        let equal: Vec<usize> = (words.start - before..words.start + after)
            .filter(|&at| same(at))
            .collect();
        let which = equal.iter().position(|&at| at == words.start)?;
        (equal.len() > 1).then_some(which as u32 + 1)
    }
}

/// The words between the anchors of an entry, if its lemma is the text's own.
fn lemma(entry: &Entry, places: &[Place]) -> Option<(usize, usize)> {
    if entry.lemma.is_some() {
        return None;
    }
    let start = places.partition_point(|place| *place < entry.from);
    let end = places.partition_point(|place| *place < entry.to);
    (start < end).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words a word a byte: `forms` are their forms; lines end after `ends`.
    fn which(forms: &[u32], ends: &[u32], words: std::ops::Range<usize>) -> Option<u32> {
        let vocabulary = Vocabulary {
            words: forms.iter().enumerate().map(|(k, form)| (k as u32, *form)).collect(),
            lemmas: vec![],
        };
        let mut start = 0;
        let lines = ends.iter().map(|end| [(std::mem::replace(&mut start, *end), *end)]);
        let lines: Vec<[(u32, u32); 1]> = lines.collect();
        let map = LineMap::of(lines.iter().map(|runs| &runs[..]));
        vocabulary.which(words, &map)
    }

    #[test]
    fn a_word_is_numbered_among_its_equals_of_the_line() {
        assert_eq!(which(&[1, 2, 1, 3], &[4], 2..3), Some(2));
        assert_eq!(which(&[1, 2, 1, 3], &[4], 1..2), None);
        assert_eq!(which(&[1, 2, 1, 3], &[2, 4], 2..3), None);
    }

    #[test]
    fn words_in_a_row_are_numbered_as_one() {
        assert_eq!(which(&[1, 2, 1, 2, 1], &[5], 2..4), Some(2));
        assert_eq!(which(&[1, 2, 1, 3], &[4], 2..4), None);
    }
}
