//! Hyphens at line ends: those of the word stay, those of the line break go.
//!
//! The witnesses are asked in order: capitals and digits after the hyphen; the words
//! of the same files; the prefixes that take a hyphen; the places where the language
//! may break the joined word. What none of them settles is reported.

use std::collections::{BTreeMap, HashSet};

use hyphenation::{Hyphenator, Language, Load, Standard};

/// The words of the files that are imported together, each with its number. Pieces of
/// words broken at line ends are not counted.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary(BTreeMap<String, usize>);

impl Vocabulary {
    /// Counts the words of a line. `broken_before` and `broken_after` say whether its
    /// first or last word is a piece.
    pub(crate) fn add(&mut self, line: &str, broken_before: bool, broken_after: bool) {
        let words: Vec<&str> = words(line).collect();
        let last = words.len().saturating_sub(1);
        for (i, word) in words.iter().enumerate() {
            if (i == 0 && broken_before) || (i == last && broken_after) {
                continue;
            }
            let word = word.to_lowercase();
            let parts: Vec<&str> =
                word.split(is_hyphen).filter(|part| !part.is_empty()).collect();
            if parts.len() > 1 {
                for part in parts {
                    *self.0.entry(part.to_owned()).or_default() += 1;
                }
            }
            *self.0.entry(word.replace(is_hyphen, "-")).or_default() += 1;
        }
    }

    /// Whether so many words are known that most of a language's are.
    fn is_large(&self) -> bool {
        self.0.len() >= MANY
    }

    /// Whether a word of one piece begins so.
    pub(crate) fn has_begin(&self, start: &str) -> bool {
        let start = start.to_lowercase();
        self.0
            .range(start.clone()..)
            .next()
            .is_some_and(|(word, _)| word.starts_with(&start))
    }

    /// How often a word occurs, or if it does not, its plural or singular.
    pub(crate) fn count(&self, word: &str) -> usize {
        let word = word.to_lowercase().replace(is_hyphen, "-");
        let exact = |word: &str| self.0.get(word).copied().unwrap_or(0);
        match exact(&word) {
            0 => exact(&format!("{word}s")).max(word.strip_suffix('s').map_or(0, exact)),
            n => n,
        }
    }
}

/// How many different words make a large vocabulary.
const MANY: usize = 2000;

/// Numbers that others are joined to by a hyphen.
const TENS: &[&str] = &[
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
];

/// Ends of words in several languages that are no words.
const ENDS: &[&str] = &[
    "able", "ably", "ance", "ances", "ation", "ations", "ber", "bility", "ble", "bly",
    "cal", "cally", "chen", "cial", "cially", "cian", "ciation", "der", "ders", "dern",
    "dings", "ence", "ences", "ency", "ent", "ful", "fully", "gen", "gung", "gungen",
    "heit", "ibly", "ibus", "ical", "ings", "ious", "ism", "ist", "ists", "ity", "keit",
    "kung", "lich", "liche", "lichen", "lung", "ment", "mente", "mentos", "ments",
    "mung", "nal", "nally", "ness", "nesses", "nung", "orum", "arum", "ous", "ously",
    "que", "ren", "rend", "rung", "schaft", "schen", "sche", "sion", "sions", "sive",
    "sung", "tatem", "ter", "tern", "ters", "tial", "tially", "ting", "tion", "tionem",
    "tions", "tion's", "tis", "tive", "tively", "tung", "ture", "tures", "tus", "ung",
    "ungen", "ver", "vely", "zung", "cion", "ciones", "ción", "ciones", "mento", "dad",
    "tudo", "zione", "zioni",
];

/// Whether a piece is nothing but the end of a word.
fn is_end(piece: &str) -> bool {
    ENDS.contains(&piece.to_lowercase().as_str())
}

/// The words of a line: letters and digits, with hyphens and apostrophes inside.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !is_word(c))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// Whether a character may stand in a word.
fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || is_hyphen(c)
        || matches!(c, '\'' | '’' | '\u{200c}' | '\u{200d}')
        || is_mark(c)
}

/// Whether a character is a combining mark of the scripts we have dictionaries for.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}')
}

/// Whether a character is a hyphen.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// What becomes of a hyphen at a line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    /// Whether the hyphen stays.
    pub keep: bool,
    /// Whether the witnesses settle it.
    pub sure: bool,
}

/// Prefixes that are written with a hyphen before a word that stands alone elsewhere.
const PREFIXES: &[&str] = &[
    "all", "anti", "arch", "counter", "cross", "ex", "extra", "half", "ill", "inter",
    "mid", "multi", "neo", "non", "post", "pre", "pro", "proto", "pseudo", "quasi",
    "self", "semi", "sub", "super", "trans", "ultra", "vice", "well",
];

/// Decides about hyphens in one language.
pub(crate) struct Hyphens<'a> {
    /// The words of the same files.
    vocabulary: &'a Vocabulary,
    /// Where the language may break its words.
    dictionaries: Vec<Standard>,
}

impl<'a> Hyphens<'a> {
    /// The hyphens of a language, given as a BCP 47 code.
    pub(crate) fn new(lang: &str, vocabulary: &'a Vocabulary) -> Self {
        let dictionaries = languages(lang)
            .iter()
            .filter_map(|language| Standard::from_embedded(*language).ok())
            .collect();
        Self { vocabulary, dictionaries }
    }

    /// What becomes of the hyphen between `left`, a line without it, and `right`, the
    /// line after. Nothing if no word stands before it or after it: then it is a dash.
    pub(crate) fn decide(&self, left: &str, right: &str) -> Option<Decision> {
        let (left, right) = pieces(left, right)?;
        Some(self.verdict(left, right))
    }

    /// Whether the files have the word that `left` and `right` make when joined.
    pub(crate) fn is_known(&self, left: &str, right: &str) -> bool {
        pieces(left, right).is_some_and(|(left, right)| {
            let (a, b) = inner(left, right);
            self.vocabulary.count(&format!("{a}{b}")) > 0
                || self.vocabulary.count(&format!("{left}{right}")) > 0
        })
    }

    /// The verdict on two pieces of a word.
    fn verdict(&self, left: &str, right: &str) -> Decision {
        let sure = |keep| Decision { keep, sure: true };
        let unsure = |keep| Decision { keep, sure: false };
        let joined = self.vocabulary.count(&format!("{left}{right}"));
        let hyphened = self.vocabulary.count(&format!("{left}-{right}"));
        let all_capitals =
            |s: &str| s.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if right.starts_with(|c: char| c.is_numeric() || c.is_uppercase()) {
            // Capitals may be a heading's, broken as any other word.
            let broken = all_capitals(left) && all_capitals(right) && joined > hyphened;
            return sure(!broken);
        }
        if joined != hyphened {
            return sure(hyphened > joined);
        }
        if joined > 0 {
            return unsure(true);
        }
        let (a, b) = inner(left, right);
        if self.vocabulary.count(&format!("{a}{b}")) > 0 {
            return sure(false);
        }
        let a = a.to_lowercase();
        let (known_a, known_b) =
            (self.vocabulary.count(&a) > 0, self.vocabulary.count(b) > 0);
        if a == "self"
            || (PREFIXES.contains(&a.as_str()) && known_b && b.chars().count() > 3)
        {
            return sure(true);
        }
        // The ends that no word stands alone as: `wander-ed`.
        if known_a && ["ed", "er", "es", "ly", "al", "or", "en", "ic"].contains(&b) {
            return sure(false);
        }
        // A word of the files that goes on over the break: `wan-derer` beside `wanders`.
        if self.is_begun(&a, b) || (is_end(b) && self.may_break(&a, b)) {
            return sure(false);
        }
        if TENS.contains(&a.as_str()) {
            return sure(true);
        }
        // Where many words are known, a compound's parts are mostly among them.
        if !known_a && !known_b && self.vocabulary.is_large() && self.may_break(&a, b) {
            return sure(false);
        }
        // Where the language allows a break, a word may still be two: `sea-wall`.
        unsure(true)
    }

    /// Whether the files have a word that begins with the first piece and goes on as the
    /// second begins.
    fn is_begun(&self, a: &str, b: &str) -> bool {
        let start: String = b.to_lowercase().chars().take(3).collect();
        start.chars().count() == 3
            && a.chars().count() > 1
            && self.vocabulary.has_begin(&format!("{a}{start}"))
    }

    /// Whether the language may break the word `a` + `b` between the two.
    fn may_break(&self, a: &str, b: &str) -> bool {
        let word = format!("{a}{}", b.to_lowercase());
        self.dictionaries
            .iter()
            .any(|dictionary| dictionary.hyphenate(&word).breaks.contains(&a.len()))
    }
}

/// The pieces of a word at the end of `left` and the start of `right`.
fn pieces<'a>(left: &'a str, right: &'a str) -> Option<(&'a str, &'a str)> {
    let start = left
        .rfind(|c: char| !is_word(c))
        .map_or(0, |i| i + left[i..].chars().next().map_or(1, char::len_utf8));
    let end = right.find(|c: char| !is_word(c)).unwrap_or(right.len());
    let left = left[start..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let right = right[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
    let glued = left.ends_with(|c: char| c.is_alphanumeric() || is_mark(c))
        && right.starts_with(char::is_alphanumeric);
    glued.then_some((left, right))
}

/// The parts next to the break: of `class-col` and `laborationist`, `col` and
/// `laborationist`.
fn inner<'a>(left: &'a str, right: &'a str) -> (&'a str, &'a str) {
    let is_edge = |c: char| is_hyphen(c) || matches!(c, '\'' | '’');
    (
        left.rsplit(is_edge).next().unwrap_or(left),
        right.split(is_edge).next().unwrap_or(right),
    )
}

/// The dictionaries of a language.
fn languages(lang: &str) -> &'static [Language] {
    match lang {
        "en" => &[Language::EnglishUS, Language::EnglishGB],
        "es" => &[Language::Spanish],
        "fr" => &[Language::French],
        "de" => &[Language::German1996, Language::German1901],
        "it" => &[Language::Italian],
        "pt" => &[Language::Portuguese],
        "la" => &[Language::Latin, Language::LatinClassic],
        "nl" => &[Language::Dutch],
        "ca" => &[Language::Catalan],
        "sv" => &[Language::Swedish],
        "da" => &[Language::Danish],
        "pl" => &[Language::Polish],
        "el" => &[Language::GreekMono],
        "grc" => &[Language::GreekAncient, Language::GreekPoly],
        "ru" => &[Language::Russian],
        "uk" => &[Language::Ukrainian],
        _ => &[],
    }
}

/// The words that a vocabulary knows, for those who only want to ask whether.
#[cfg(test)]
fn vocabulary(text: &str) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add(text, false, false);
    vocabulary
}

/// Lower-case words that never end a sentence's line as its last: where one stands at
/// the end of a paragraph, the paragraph is not at its end.
pub(super) fn function_words() -> HashSet<&'static str> {
    "a an and as at but by for from if in into is its of on or our that the their this to was were \
     which with his her whose than been be have has had are who we they he she it will would could \
     can may must de del el la las los en y que con por para un una le les des du et \
     dans pour sur der die das und von mit den dem ein eine zu im il lo gli di che per"
        .split_whitespace()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, left: &str, right: &str, keep: bool, sure: bool) {
        let vocabulary = vocabulary(text);
        let hyphens = Hyphens::new("en", &vocabulary);
        assert_eq!(
            hyphens.decide(left, right),
            Some(Decision { keep, sure }),
            "{left}-{right}"
        );
    }

    #[test]
    fn capitals_and_digits_keep_the_hyphen() {
        check("", "an Anglo", "Saxon ship", true, true);
        check("", "from 1811", "12 on", true, true);
    }

    #[test]
    fn the_files_own_words_decide_first() {
        check("a cooperative dairy", "the co", "operative", false, true);
        check("a co-operative dairy", "the co", "operative", true, true);
        check("the light-house and the lighthouse", "a light", "house", true, false);
        check("two lighthouses", "one light", "house", false, true);
    }

    #[test]
    fn the_part_next_to_the_break_decides_for_a_compound() {
        check("a harbor", "the river-har", "bor.", false, true);
        check(
            "an antimonarchic pamphlet",
            "an",
            "timonarchic-looking pamphlet",
            false,
            true,
        );
    }

    #[test]
    fn prefixes_keep_the_hyphen_before_a_word_that_stands_alone() {
        check("the clerical party", "an anti", "clerical tract", true, true);
        check("", "a bit of self", "conceit", true, true);
        check("to wander", "he wander", "ed", false, true);
    }

    #[test]
    fn only_what_stands_whole_elsewhere_is_joined() {
        check("", "a gar", "dener", true, false);
        check("the gardens", "a gar", "dener", false, true);
        check("", "the sta", "tion", false, true);
        check("", "twenty", "one", true, true);
        check("", "the sea", "wall", true, false);
    }

    #[test]
    fn two_known_words_stay_undecided() {
        check(
            "a night in the garden, a watch on the wall",
            "the night",
            "watch",
            true,
            false,
        );
    }

    #[test]
    fn a_dash_is_not_a_hyphen() {
        let vocabulary = Vocabulary::default();
        assert_eq!(
            Hyphens::new("en", &vocabulary).decide("so it went ", "and ended"),
            None
        );
    }
}
