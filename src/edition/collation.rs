//! How transcriptions are collated: the rules of spelling by name, classes of variants, and
//! what the edition says of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rule;
use crate::model::Lang;

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

/// How much a variant weighs. The greatest class of its readings is that of a unit.
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
#[serde(rename_all = "lowercase")]
pub enum VariantClass {
    /// It is not reported, such as a capital or a comma.
    Ignored,
    /// It is another spelling of the same word.
    Orthographic,
    /// It is another word, more words or fewer, or another order.
    Substantive,
}

impl VariantClass {
    /// The word for it in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Orthographic => "orthographic",
            Self::Substantive => "substantive",
        }
    }
}

impl SpellingRule {
    /// All rules by their names in the manifest.
    pub const NAMES: [(&str, SpellingRule); 25] = [
        ("case", Self::Case),
        ("apostrophe", Self::Apostrophe),
        ("persian-letters", Self::PersianLetters),
        ("ezafe", Self::Ezafe),
        ("joiners", Self::Joiners),
        ("vocalization", Self::Vocalization),
        ("grave", Self::Grave),
        ("alef", Self::Alef),
        ("accents", Self::Accents),
        ("elision", Self::Elision),
        ("final-sigma", Self::FinalSigma),
        ("movable-nu", Self::MovableNu),
        ("iota-subscript", Self::IotaSubscript),
        ("itacism", Self::Itacism),
        ("u-v", Self::UV),
        ("i-j", Self::IJ),
        ("ae-e", Self::AeE),
        ("ti-ci", Self::TiCi),
        ("ch-h", Self::ChH),
        ("y-i", Self::YI),
        ("doubled", Self::Doubled),
        ("hamza", Self::Hamza),
        ("matres", Self::Matres),
        ("numerals", Self::Numerals),
        ("abbreviations", Self::Abbreviations),
    ];

    /// The rule of words that is meant, where the index and the concordance have it too.
    pub fn shared(self) -> Option<Rule> {
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

/// What a class is given to in the manifest: a rule of spelling, or another kind of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// Two spellings of a word.
    Spelling(SpellingRule),
    /// Marks of punctuation alone.
    Punctuation,
    /// The division of words.
    Division,
}

impl Difference {
    /// The difference of a name in the manifest.
    pub fn of_name(name: &str) -> Option<Self> {
        let rule = SpellingRule::NAMES.iter().find(|(known, _)| *known == name);
        match name {
            "punctuation" => Some(Self::Punctuation),
            "division" => Some(Self::Division),
            _ => rule.map(|(_, rule)| Self::Spelling(*rule)),
        }
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let rules = SpellingRule::NAMES.iter().map(|(name, _)| *name);
        rules.chain(["punctuation", "division"])
    }
}

/// What the manifest says about collation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CollationSettings {
    /// The witness whose text the texts of the edition are, if they are not the editor's own.
    pub base: Option<String>,
    /// The classes of differences, in all languages or in one; those of a language come last.
    pub classes: Vec<(Option<Lang>, Difference, VariantClass)>,
    /// The series of each class that goes to another one than usual; nothing if it is not
    /// printed.
    pub series: Vec<(VariantClass, Option<String>)>,
}

impl CollationSettings {
    /// What the manifest says of the series of a class, if it says anything.
    pub fn series_of(&self, class: VariantClass) -> Option<Option<&str>> {
        let (_, series) = self.series.iter().find(|(of, _)| *of == class)?;
        Some(series.as_deref())
    }
}
