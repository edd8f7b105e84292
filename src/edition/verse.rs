//! How verse is set.

use serde::{Deserialize, Serialize};

/// How verse is set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct VerseSettings {
    /// Where the rest of a verse stands that is longer than the line.
    pub turnover: Turnover,
    /// The sign before it.
    pub turnover_sign: String,
    /// How halves of a verse are set; by the direction of the text if not given.
    pub halves: Option<Halves>,
    /// Whether a page may end inside a stanza.
    pub stanzas: Stanzas,
    /// Where the lines of a poem begin.
    pub place: VersePlace,
    /// Where the names of speakers stand.
    pub speakers: Speakers,
}

/// Where the lines of a poem begin.
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
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum VersePlace {
    /// A little further in than prose.
    #[default]
    Start,
    /// Where its longest line stands in the middle of the measure.
    Middle,
}

/// Where the names of speakers stand.
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
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Speakers {
    /// Above what they say, at the margin.
    #[default]
    Margin,
    /// Above what they say, in the middle.
    Middle,
}

impl Speakers {
    /// The name that designs know it by.
    pub fn name(self) -> &'static str {
        match self {
            Speakers::Margin => "margin",
            Speakers::Middle => "middle",
        }
    }
}

/// Whether a page may end inside a stanza.
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
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Stanzas {
    /// It may, at the cost of the weight `stanza`.
    #[default]
    Breakable,
    /// It may not, unless the stanza is higher than a page.
    Whole,
}

/// Where the rest of a verse stands that is longer than the line.
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
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Turnover {
    /// Below its beginning, further in.
    #[default]
    Hanging,
    /// At the end of the next line.
    Flush,
}

/// How halves of a verse are set.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Halves {
    /// In columns of one width.
    Columns,
    /// One after the other, with a gap.
    Gap,
}
