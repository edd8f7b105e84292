//! The rules of spelling, by name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::edition::Rule;

/// A rule that makes two spellings one word.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum SpellingRule {
    /// Capital and small letters are the same.
    Case,
    /// A typographic apostrophe is a plain one.
    Apostrophe,
    /// Arabic kaf and yeh are the Persian letters.
    PersianLetters,
    /// Heh with yeh above, the ezafe of older print, is a heh.
    Ezafe,
    /// Joiners, soft hyphens, direction marks and tatweel do not count.
    Joiners,
    /// Vowel points and accents of Arabic, Hebrew and Syriac do not count.
    Vocalization,
    /// A Greek grave is an acute.
    Grave,
    /// Alef with hamza or madda is an alef.
    Alef,
    /// Accents, breathings, iota subscript and other marks on a letter do not count.
    Accents,
    /// A word is the same with its last vowel elided: Greek `ἀλλʼ` is `ἀλλά`, `ἐφʼ` is `ἐπί`.
    Elision,
    /// A final sigma, a lunate sigma and a long s are the usual letters.
    FinalSigma,
    /// A Greek word is the same with and without a movable nu or sigma.
    MovableNu,
    /// An iota that is written after its vowel is one that is written below it.
    IotaSubscript,
    /// Greek `ει` is `ι`; inside a word `αι` is `ε`.
    Itacism,
    /// `v` is `u`.
    UV,
    /// `j` is `i`.
    IJ,
    /// `ae`, `æ`, `oe`, `œ` and `ę` are `e`.
    AeE,
    /// `ti` before a vowel is `ci`.
    TiCi,
    /// Latin `michi` is `mihi`, `nichil` is `nihil`.
    ChH,
    /// Latin `y` is `i`.
    YI,
    /// A doubled consonant is a single one, in words of more than four letters.
    Doubled,
    /// The seats of hamza do not count: `ؤ` is `و`, `ئ` is `ی`, `أ` is `ا`; a hamza alone is
    /// nothing.
    Hamza,
    /// Hebrew `ו` and `י` inside a word do not count, and final `ן` is `ם`.
    Matres,
    /// The same number in other figures, in letters or in roman numerals.
    Numerals,
    /// A word is its abbreviation, by the list of its language.
    Abbreviations,
}

impl SpellingRule {
    /// The rule of words that is meant, where the index and the concordance have it too.
    pub(super) fn shared(self) -> Option<Rule> {
        Some(match self {
            Self::Case => Rule::Case,
            Self::Apostrophe => Rule::Apostrophe,
            Self::PersianLetters => Rule::PersianLetters,
            Self::Ezafe => Rule::Ezafe,
            Self::Joiners => Rule::Joiners,
            Self::Vocalization => Rule::Vocalization,
            Self::Grave => Rule::Grave,
            Self::Alef => Rule::Alef,
            Self::Accents => Rule::Accents,
            _ => return None,
        })
    }
}
