//! The settings of the indexes and of the concordance, checked, and the words that
//! the manifest has for them.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Lang;

/// An index.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct IndexSettings {
    /// Its name in marks.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language it is sorted in.
    pub lang: Lang,
    /// What its headings are.
    pub kind: IndexKind,
    /// How many columns it is set in.
    pub columns: u32,
    /// What a reference is made of.
    pub locator: LocatorForm,
    /// What becomes of references that follow each other.
    pub adjacent: Adjacent,
    /// From how many references near each other on they are given as `passim`; never
    /// if 0.
    pub passim: u32,
    /// How subheadings stand.
    pub sub_entries: SubEntries,
    /// The order of its headings.
    pub order: OrderSettings,
    /// From how many places on a pattern is said to match too much; never if 0.
    pub too_many: u32,
}

impl IndexSettings {
    /// An index with the default settings.
    pub fn new(id: &str, title: &str, lang: Lang) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            lang,
            kind: IndexKind::Headings,
            columns: 2,
            locator: LocatorForm::PageLine,
            adjacent: Adjacent::Apart,
            passim: 0,
            sub_entries: SubEntries::Indented,
            order: OrderSettings::default(),
            too_many: 200,
        }
    }
}

/// The order of headings beyond that of a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OrderSettings {
    /// Words and beginnings of words that do not count at the start of a heading; those
    /// that end in `*` are joined to their word.
    pub ignore: Vec<String>,
    /// Scripts in their order, those that are not named after them.
    pub scripts: Vec<ScriptName>,
    /// Which of the orders of its language.
    pub collation: Collation,
    /// Whether spaces and hyphens part words.
    pub alphabetizing: Alphabetizing,
}

/// What the headings of an index are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IndexKind {
    /// Names, places, subjects, words.
    Headings,
    /// Passages that are cited: books of the Bible in their order, then author, work and
    /// number.
    Passages,
}

/// What a reference of an index is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LocatorForm {
    /// `45`
    Page,
    /// `45.12`
    PageLine,
    /// `3.312`: the number of the text and the line, counted in the whole text.
    TextLine,
    /// `3.28`: the number of the text and the verse.
    Verse,
}

impl LocatorForm {
    /// Whether it begins with the number of a page, and not with that of a text.
    pub fn has_page(self) -> bool {
        match self {
            Self::Page | Self::PageLine => true,
            Self::TextLine | Self::Verse => false,
        }
    }
}

/// What becomes of references to pages, lines or verses that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Adjacent {
    /// `12, 13, 14`: each stays alone; only what was marked as a range is one.
    Apart,
    /// `12–14`
    Range,
    /// `12 f.` for two, `12–14` for more.
    Following,
}

/// How subheadings stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubEntries {
    /// Each in a line of its own, indented.
    Indented,
    /// All in the paragraph of their heading.
    RunIn,
}

/// Which of the orders of its language.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Collation {
    /// The usual one.
    #[default]
    Standard,
    /// That of telephone books: German `ä` as `ae`.
    Phonebook,
    /// The older one: Spanish `ch` and `ll` as letters.
    Traditional,
}

/// Whether spaces and hyphens part words in the order.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Alphabetizing {
    /// `New York` before `Newark`.
    #[default]
    WordByWord,
    /// `Newark` before `New York`.
    LetterByLetter,
}

/// A script, as an index orders scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "their names say it")]
pub enum ScriptName {
    Latin,
    Greek,
    Cyrillic,
    Arabic,
    Hebrew,
    Syriac,
    Coptic,
    Armenian,
    Georgian,
    Devanagari,
    Han,
}

/// The concordance.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct ConcordanceSettings {
    /// Its title.
    pub title: String,
    /// What stands at each word.
    pub kind: ConcordanceKind,
    /// What has a list of its own.
    pub scope: Scope,
    /// What a word is filed under.
    pub by: FiledBy,
    /// How many columns it is set in; only an index of words has more than one.
    pub columns: u32,
    /// Words that occur less often than this are left out.
    pub min: u32,
    /// Words that occur more often than this are left out; at least `min`.
    pub max: u32,
    /// Files of stop words by language; the built-in list if a language has none.
    pub stop_words: Vec<(Lang, PathBuf)>,
    /// Files of lemmas and roots by language.
    pub lemmas: Vec<(Lang, PathBuf)>,
    /// Only texts in these languages; all if empty.
    pub languages: Vec<Lang>,
    /// What makes two spellings one word.
    pub normalization: Vec<Rule>,
    /// Whether the words of the readings are listed as well.
    pub readings: bool,
    /// Whether tokens, types and hapax legomena of each text are listed.
    pub statistics: bool,
}

impl ConcordanceSettings {
    /// A concordance of which the manifest says no more.
    pub fn new(title: &str, min: u32, max: u32) -> Self {
        Self {
            title: title.to_owned(),
            kind: ConcordanceKind::Kwic,
            scope: Scope::Language,
            by: FiledBy::Form,
            columns: 1,
            min,
            max,
            stop_words: vec![],
            lemmas: vec![],
            languages: vec![],
            normalization: Rule::USUAL.to_vec(),
            readings: false,
            statistics: false,
        }
    }
}

/// What stands at each word of a concordance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConcordanceKind {
    /// A line for each place: the keyword in its context.
    Kwic,
    /// An index of words: how often it stands in the texts, and where.
    Verborum,
}

/// What has a list of words of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Each text, and in it each language.
    Text,
    /// Each language.
    Language,
    /// All texts and languages together.
    All,
}

/// What a word is filed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FiledBy {
    /// Its form.
    Form,
    /// Its lemma, if the list of its language has one, else its form.
    Lemma,
    /// Its root, if the list of its language has one, else its lemma or form.
    Root,
}

/// A rule that makes two spellings one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
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
    /// What stands before an apostrophe inside a word does not count: `l'homme`.
    Elision,
}

impl Rule {
    /// The rules that hold if the manifest names none.
    pub const USUAL: [Self; 7] = [
        Self::Case,
        Self::Apostrophe,
        Self::PersianLetters,
        Self::Ezafe,
        Self::Joiners,
        Self::Vocalization,
        Self::Grave,
    ];
}
