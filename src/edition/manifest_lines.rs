//! The tables `[lineation]`, `[references]` and `[verse]` of `edition.toml`, as they are
//! written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Crossing, Halves, LineationBy, LineationMargin, Ranges, SameLine, Speakers, Stanzas,
    Turnover, VersePlace,
};

/// How lines are numbered.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Lineation {
    /// What is counted, and where the numbers start anew.
    pub by: LineationBy,
    /// The number of the first line.
    #[schemars(range(min = 1))]
    pub start: u32,
    /// The first number that is printed.
    #[schemars(range(min = 1))]
    pub first: u32,
    /// The distance from one printed number to the next.
    #[schemars(range(min = 1))]
    pub step: u32,
    /// The margin the numbers stand in.
    pub margin: LineationMargin,
    /// Whether stage directions are not counted, but are sub-lines of the line before.
    pub sub_lines: bool,
    /// With `by = "milestone"`: the unit of the milestones whose numbers are printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The mark in the text where a page of a witness begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_mark: Option<String>,
    /// A second numbering, in the other margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondLineation>,
}

impl Default for Lineation {
    fn default() -> Self {
        Self {
            by: LineationBy::Page,
            start: 1,
            first: 5,
            step: 5,
            margin: LineationMargin::Outer,
            sub_lines: false,
            unit: None,
            page_mark: None,
            second: None,
        }
    }
}

/// A second numbering, in the other margin.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SecondLineation {
    /// What is counted, and where the numbers start anew.
    pub by: LineationBy,
    /// The number of the first line.
    #[schemars(range(min = 1))]
    pub start: u32,
    /// The first number that is printed.
    #[schemars(range(min = 1))]
    pub first: u32,
    /// The distance from one printed number to the next.
    #[schemars(range(min = 1))]
    pub step: u32,
    /// With `by = "milestone"`: the unit of the milestones whose numbers are printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl Default for SecondLineation {
    fn default() -> Self {
        Self {
            by: LineationBy::Text,
            start: 1,
            first: 5,
            step: 5,
            unit: None,
        }
    }
}

/// How references to lines are printed, in entries and in the text.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct References {
    /// How the second number of a range is shortened.
    pub ranges: Ranges,
    /// With `ranges = "sq"`: the word for a range of two lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_lines: Option<String>,
    /// With `ranges = "sq"`: the word for a range of more lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_lines: Option<String>,
    /// What an entry has that stands on the line of the entry before it.
    pub same_line: SameLine,
    /// With `same-line = "symbol"`: the symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_line_symbol: Option<String>,
    /// Where the pages of a range stand that goes on to another page.
    pub crossing: Crossing,
    /// Whether the number of the section or stanza stands before that of the line.
    pub section: bool,
    /// Which numbering the entries use.
    pub lineation: System,
    /// Whether running heads have the numbers of the milestones that lines are named after.
    /// Default: `true`.
    pub heads: Option<bool>,
    /// Whether running heads have the numbers of the first and the last line or verse of the
    /// page, where lines are not counted by page and not named after milestones.
    pub head_lines: bool,
}

/// One of the two numberings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// That of `[lineation]`.
    #[default]
    First,
    /// That of `[lineation.second]`.
    Second,
}

/// How verse is set.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Verse {
    /// Where the rest of a verse stands that is longer than the line.
    pub turnover: Turnover,
    /// The sign before that rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turnover_sign: Option<String>,
    /// How halves of a verse are set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub halves: Option<Halves>,
    /// Whether a page may end inside a stanza.
    pub stanzas: Stanzas,
    /// Where the lines of a poem begin.
    pub place: VersePlace,
    /// Where the names of speakers stand.
    pub speakers: Speakers,
}
