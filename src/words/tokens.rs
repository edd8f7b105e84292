//! The words of a block, by Unicode word segmentation (UAX #29).
//!
//! A zero width non-joiner and an apostrophe inside a word belong to it. A hyphen
//! parts two words, and so do a colon (as in CLDR, but not in UAX #29) and a line
//! break or an image without a space beside it.

use std::ops::Range;

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use crate::model::{Block, Lang, Passage, PointKind, Style};

/// A word of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the block's text.
    pub range: Range<u32>,
    /// The style that gives the word its language, by its index in
    /// [`crate::model::Passage::styles`]; nothing if it has the block's.
    pub lang: Option<u32>,
}

impl Token {
    /// The word as it stands in the text of its block.
    pub fn text<'a>(&self, block: &'a Block) -> &'a str {
        &block.content.text[self.range.start as usize..self.range.end as usize]
    }

    /// The word's language.
    pub fn lang<'a>(&self, block: &'a Block) -> &'a Lang {
        self.lang_in(&block.content, &block.lang)
    }

    /// The language of a word of a passage that is in language `base`.
    pub fn lang_in<'a>(&self, passage: &'a Passage, base: &'a Lang) -> &'a Lang {
        match self.lang.map(|i| &passage.styles[i as usize].style) {
            Some(Style::Lang(lang)) => lang,
            _ => base,
        }
    }
}

/// The words of a block, in order.
pub fn tokens(block: &Block) -> Vec<Token> {
    let mut out = vec![];
    tokens_into(block, &mut out);
    out
}

/// As [`tokens`], into a vector that is emptied first and can be used again.
pub fn tokens_into(block: &Block, out: &mut Vec<Token>) {
    passage_tokens(&block.content, out);
}

/// The words of a passage that may not be a block's, into a vector that is
/// emptied first.
pub fn passage_tokens(passage: &Passage, out: &mut Vec<Token>) {
    out.clear();
    let text = passage.text.as_str();
    let breaks = passage.points.iter().filter_map(|point| {
        matches!(point.kind, PointKind::LineBreak | PointKind::Image { .. })
            .then_some(point.at as usize)
    });
    let mut start = 0;
    for end in breaks.chain([text.len()]) {
        words(text, start..end, out);
        start = end;
    }
    assign_languages(passage, out);
}

/// Gives each word the innermost language style that it begins in.
fn assign_languages(passage: &Passage, tokens: &mut [Token]) {
    // Styles come with the outer before the inner, so the last one wins.
    for (i, style) in passage.styles.iter().enumerate() {
        if matches!(style.style, Style::Lang(_)) {
            let first =
                tokens.partition_point(|token| token.range.start < style.range.start);
            let inside = tokens[first..].iter_mut();
            for token in inside.take_while(|token| token.range.start < style.range.end) {
                token.lang = Some(i as u32);
            }
        }
    }
}

/// Adds the words in a range of a text.
///
/// White space and colons always end a word, so the text is taken in pieces
/// between them. Most pieces can be taken apart without the segmenter's tables,
/// which are some fifteen times slower.
fn words(text: &str, range: Range<usize>, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let ends = |b: u8| b.is_ascii_whitespace() || b == b':';
    let mut start = range.start;
    while start < range.end {
        if ends(bytes[start]) {
            start += 1;
            continue;
        }
        let mut end = start;
        let mut all = 0;
        while end < range.end && !ends(bytes[end]) {
            all |= bytes[end];
            end += 1;
        }
        let known = out.len();
        if all.is_ascii() {
            ascii_words(bytes, start..end, out);
        } else if !plain_words(text, start..end, out) {
            out.truncate(known);
            segmented_words(text, start..end, out);
        }
        start = end;
    }
}

fn token(range: Range<usize>) -> Token {
    Token {
        range: range.start as u32..range.end as u32,
        lang: None,
    }
}

/// The words of any piece of text: the segments with a letter or a digit.
///
/// The segmenter's own word type is not asked, since it has none for a word that
/// ends in a mark before a space or a sign (seen in `icu_segmenter` 2.4).
fn segmented_words(text: &str, range: Range<usize>, out: &mut Vec<Token>) {
    let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let mut from = range.start;
    for to in segmenter.segment_str(&text[range.clone()]) {
        let to = range.start + to;
        let counts = |c: char| c.is_alphanumeric() && class(c) != Class::Mark;
        if text[from..to].chars().any(counts) {
            out.push(token(from..to));
        }
        from = to;
    }
}

/// The words of an ASCII piece: the rules of UAX #29 that can apply there (WB5 to
/// WB13b), with the same result as the segmenter's.
fn ascii_words(bytes: &[u8], range: Range<usize>, out: &mut Vec<Token>) {
    let part = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut at = range.start;
    while at < range.end {
        if !part(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < range.end {
            let byte = bytes[at];
            if !part(byte) {
                let before = bytes[at - 1];
                let joins = bytes[..range.end].get(at + 1).is_some_and(|after| {
                    let letters =
                        before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
                    let digits = before.is_ascii_digit() && after.is_ascii_digit();
                    match byte {
                        b'\'' | b'.' => letters || digits,
                        b',' | b';' => digits,
                        _ => false,
                    }
                });
                if !joins {
                    break;
                }
            }
            at += 1;
        }
        if bytes[start..at].iter().any(|&b| b != b'_') {
            out.push(token(start..at));
        }
    }
}

/// What a character does to a word, as far as that is simple.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    /// A letter of a script whose words are parted by spaces.
    Letter,
    /// A mark or a joiner that belongs to the letter before it.
    Mark,
    /// A sign that joins two letters and ends a word elsewhere.
    Middle,
    /// A sign that ends a word.
    Sign,
    /// Anything else.
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '\'' | '.' | '’' => Class::Middle,
        ',' | ';' | '،' | '؛' | '؟' | '!' | '?' | '"' | '-' | '/' | '(' | ')' | '['
        | ']' | '*' | '«' | '»' | '“' | '”' | '‹' | '›' | '–' | '—' | '…' | '¿' | '¡' => {
            Class::Sign
        }
        '\u{300}'..='\u{36f}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{200c}'
        | '\u{200d}'
        | '\u{ad}' => Class::Mark,
        // Latin, Greek, Cyrillic, Arabic, Syriac.
        '\u{c0}'..='\u{24f}'
        | '\u{370}'..='\u{52f}'
        | '\u{620}'..='\u{64a}'
        | '\u{671}'..='\u{6d3}'
        | '\u{712}'..='\u{72f}'
        | '\u{1e00}'..='\u{1fff}'
            if c.is_alphabetic() =>
        {
            Class::Letter
        }
        _ => Class::Other,
    }
}

/// The words of a piece that is made of simple characters only, with the same
/// result as the segmenter's; false if it is not.
fn plain_words(text: &str, range: Range<usize>, out: &mut Vec<Token>) -> bool {
    let mut start = None;
    let mut after_middle = false;
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        let class = class(c);
        match class {
            // A sign between two letters: the segmenter decides.
            Class::Letter | Class::Mark if after_middle => return false,
            Class::Letter => {
                start.get_or_insert(at);
            }
            Class::Mark if start.is_none() => return false,
            Class::Mark => {}
            Class::Middle | Class::Sign => {
                after_middle = start.is_some() && class == Class::Middle;
                out.extend(start.take().map(|start| token(start..at)));
            }
            Class::Other => return false,
        }
    }
    out.extend(start.map(|start| token(start..range.end)));
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{BlockKind, Dir, Passage, Point, Styled};

    fn block(text: &str) -> Block {
        Block {
            kind: BlockKind::Paragraph,
            lang: Lang::new("en"),
            dir: Dir::Ltr,
            content: Passage::plain(text),
            span: None,
        }
    }

    fn check(text: &str, words: &[&str]) {
        let block = block(text);
        let found: Vec<_> =
            tokens(&block).iter().map(|token| token.text(&block)).collect();
        assert_eq!(found, words);
    }

    #[test]
    fn an_apostrophe_joins_and_a_hyphen_parts() {
        check(
            "The dogs' owner's anti-democratic",
            &["The", "dogs", "owner's", "anti", "democratic"],
        );
        check("“It’s” señor—año", &["It’s", "señor", "año"]);
        check("AMBASSADOR:yes", &["AMBASSADOR", "yes"]);
        check("in 1,000.5 U.S. (1973–74)", &["in", "1,000.5", "U.S", "1973", "74"]);
    }

    #[test]
    fn a_zero_width_non_joiner_stays_inside_its_word() {
        check("او می‌رود، نه؟", &["او", "می‌رود", "نه"]);
        check("کتابِ «خانه‌ها»", &["کتابِ", "خانه‌ها"]);
        check("کتابِ، ۱۲کتابِ، é\u{302}1", &["کتابِ", "۱۲کتابِ", "é\u{302}1"]);
    }

    #[test]
    fn a_line_break_without_a_space_parts_words() {
        let mut block = block("onetwo");
        block.content.points.push(Point { at: 3, kind: PointKind::LineBreak });
        let found: Vec<_> =
            tokens(&block).iter().map(|token| token.text(&block)).collect();
        assert_eq!(found, ["one", "two"]);
    }

    #[test]
    fn the_innermost_language_is_the_words() {
        let mut block = block("one dos سه four");
        let at = |word: &str| {
            let start = block.content.text.find(word).expect("the word is there");
            start as u32..(start + word.len()) as u32
        };
        let outer = at("dos").start..at("سه").end;
        let styles = [(outer, "es"), (at("سه"), "fa")]
            .map(|(range, tag)| Styled { range, style: Style::Lang(Lang::new(tag)) });
        block.content.styles.extend(styles);
        let found: Vec<_> =
            tokens(&block).iter().map(|t| t.lang(&block).0.clone()).collect();
        assert_eq!(found, ["en", "es", "fa", "en"]);
    }

    /// The words of a text without colons are those of the segmenter.
    fn same(text: &str) -> Result<(), TestCaseError> {
        let (mut fast, mut slow) = (vec![], vec![]);
        words(text, 0..text.len(), &mut fast);
        segmented_words(text, 0..text.len(), &mut slow);
        prop_assert_eq!(fast, slow);
        Ok(())
    }

    proptest! {
        #[test]
        fn ascii_words_are_the_segmenters(text in "[a-cA-C0-2 _'.,;!\"()*/&$%-]{0,12}") {
            same(&text)?;
        }

        #[test]
        fn plain_words_are_the_segmenters(
            text in "[ab éñßªºžǅΑάὰЖйآکگـي\u{6d3}ܒ'.’,،؟«»“”—\u{300}\u{64e}\u{670}\u{200c}\u{200d}\u{ad}]{0,8}",
        ) {
            same(&text)?;
        }

        #[test]
        fn words_of_any_letters_are_the_segmenters(
            text in "[\u{c0}-\u{24f}\u{370}-\u{52f}\u{620}-\u{6d3}\u{710}-\u{74a}\u{1e00}-\u{1fff}]{1,6}",
        ) {
            same(&text)?;
        }

        #[test]
        fn words_stand_in_order_on_character_boundaries(text in "\\PC{0,60}") {
            let block = block(&text);
            let mut last = 0;
            for token in tokens(&block) {
                prop_assert!(last <= token.range.start && token.range.start < token.range.end);
                prop_assert!(!token.text(&block).is_empty());
                last = token.range.end;
            }
        }
    }
}
