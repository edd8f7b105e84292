//! What of a TEI file is the text where the file has it in two forms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How texts in TEI are read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Tei {
    /// Which of `sic` and `corr` in a `choice` is the text.
    pub sic_corr: SicCorr,
    /// Which of `orig` and `reg` in a `choice` is the text.
    pub orig_reg: OrigReg,
    /// Which of `abbr` and `expan` in a `choice` is the text.
    pub abbr_expan: AbbrExpan,
    /// For which pairs the form that is not the text is an entry of the apparatus: of the
    /// series that has the name of the pair as its id, else of the first critical one. For
    /// the others it is kept and not printed.
    pub entries: Vec<Pair>,
}

impl Default for Tei {
    fn default() -> Self {
        Self {
            sic_corr: SicCorr::Corr,
            orig_reg: OrigReg::Reg,
            abbr_expan: AbbrExpan::Expan,
            entries: vec![Pair::SicCorr, Pair::OrigReg, Pair::Alternatives],
        }
    }
}

impl Tei {
    /// The elements of a pair: first the one that is the text.
    pub fn pair(&self, pair: Pair) -> Option<[&'static str; 2]> {
        let (order, turned) = match pair {
            Pair::SicCorr => (["corr", "sic"], self.sic_corr == SicCorr::Sic),
            Pair::OrigReg => (["reg", "orig"], self.orig_reg == OrigReg::Orig),
            Pair::AbbrExpan => (["expan", "abbr"], self.abbr_expan == AbbrExpan::Abbr),
            Pair::Alternatives => return None,
        };
        Some(if turned { [order[1], order[0]] } else { order })
    }
}

/// Two forms of the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pair {
    /// `sic` and `corr`.
    SicCorr,
    /// `orig` and `reg`.
    OrigReg,
    /// `abbr` and `expan`.
    AbbrExpan,
    /// Any others, such as two `unclear`: the first is the text.
    Alternatives,
}

impl Pair {
    /// Those that have names of their own.
    pub const NAMED: [Self; 3] = [Self::SicCorr, Self::OrigReg, Self::AbbrExpan];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SicCorr => "sic-corr",
            Self::OrigReg => "orig-reg",
            Self::AbbrExpan => "abbr-expan",
            Self::Alternatives => "alternatives",
        }
    }
}

/// Which of `sic` and `corr` is the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SicCorr {
    /// What the source has.
    Sic,
    /// What the editor thinks is right.
    Corr,
}

/// Which of `orig` and `reg` is the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OrigReg {
    /// The spelling of the source.
    Orig,
    /// The regular one.
    Reg,
}

/// Which of `abbr` and `expan` is the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AbbrExpan {
    /// As the source has it.
    Abbr,
    /// In full.
    Expan,
}
