//! The apparatus in `edition.toml` as it is written: groups of witnesses, and the rules of
//! entries. The doc comments address the editor of an edition, as in [`super::manifest`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::toml_file::Located;
use super::{GroupStyle, LemmaCase, LemmaSeparator, Punctuation, ReadingOrder, Rule};
use crate::model::EntryForm;

/// Witnesses that have a siglum together.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Group {
    /// The key used in the texts, formed as that of a witness.
    #[schemars(required, example = &"beta")]
    pub id: Option<Located<String>>,
    /// What is printed. Default: the id.
    #[schemars(example = &"β")]
    pub siglum: Option<Located<String>>,
    /// The ids of its witnesses.
    #[serde(default)]
    pub witnesses: Vec<Located<String>>,
}

/// What entries of the apparatus look like. In a series: what is different there.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Apparatus {
    /// From how many words on a lemma is shortened to its first and its last; 0 for
    /// never. Default: 5.
    pub shorten: Option<u32>,
    /// What stands between these two words. Default: `…`.
    pub dots: Option<String>,
    /// Which of the punctuation of a lemma is printed: all of it, that between its words,
    /// none. Default: `inner`.
    pub punctuation: Option<Punctuation>,
    /// Whether a lemma is printed in the case of the text or in small letters. Default:
    /// `keep`.
    pub case: Option<LemmaCase>,
    /// What stands between the lemma and the readings. Default: `bracket`.
    pub separator: Option<LemmaSeparator>,
    /// The same in texts from right to left. Default: that of `separator`.
    pub separator_rtl: Option<LemmaSeparator>,
    /// What stands between two readings. Default: the comma of the text's direction.
    #[schemars(example = &";")]
    pub between_readings: Option<String>,
    /// What stands behind each entry. Default: nothing.
    #[schemars(example = &".")]
    pub after_entry: Option<String>,
    /// Which witnesses are named: `written` (those of the readings, and those of the lemma
    /// where `wit` gives them), `negative` (only those of the readings), `positive` (all that
    /// are present), or `mixed` (positive from `positive-from` readings on). Default:
    /// `written`.
    pub form: Option<EntryForm>,
    /// From how many readings on a mixed apparatus is positive. Default: 3.
    #[schemars(range(min = 1))]
    pub positive_from: Option<u32>,
    /// Whether readings stand as they are written, or in the order of their witnesses.
    /// Default: `written`.
    pub order: Option<ReadingOrder>,
    /// Whether a group's siglum is printed where all of its witnesses that are present
    /// agree. Default: `folded`.
    pub groups: Option<GroupStyle>,
    /// Whether all witnesses that are present are together printed as `codd.` Default:
    /// `false`.
    pub codd: Option<bool>,
    /// Whether the witnesses of the lemma of a positive entry are printed as `cett.`
    /// Default: `false`.
    pub cett: Option<bool>,
    /// The rules that make two spellings one word, where a line has a word of the lemma
    /// more than once. Default: those of the concordance. Not in a series.
    pub same: Option<Located<Vec<Rule>>>,
    /// Whether the witnesses of a page are listed above its apparatus. Default: `false`.
    /// Not in a series.
    pub witnesses_at_foot: Option<Located<bool>>,
    /// The language of the abbreviations: `la`, `en`, `de`, `fr`, `es`, `it`, `fa` or `ar`.
    /// Default: `la`. Not in a series.
    #[schemars(example = &"la")]
    pub language: Option<Located<String>>,
    /// Abbreviations that are different, by the key that stands for them in texts. Not in a
    /// series.
    #[schemars(example = &serde_json::json!({ "om": "deest" }))]
    pub words: BTreeMap<Located<String>, Located<String>>,
}
