//! The tables `[[parallel]]` of `edition.toml`, as they are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::manifest::Length;
use super::toml_file::Located;
use super::{Preset, Step, TieKind};

/// Texts that stand side by side.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Parallel {
    /// A name, unique among parallels.
    #[schemars(required, example = &"ode")]
    pub id: Option<Located<String>>,
    /// The ids of the texts, the first of which has the letter `A` in `lanes`. The parallel
    /// stands in the book where this one does.
    #[schemars(required, example = &["ode-fa", "ode-en"])]
    pub texts: Option<Vec<Located<String>>>,
    /// A kind of book, which gives the keys below their defaults.
    pub preset: Option<Located<Preset>>,
    /// Where the texts stand: their letters, with `|` from one page to the next and `||` from
    /// one opening to the next. Default: `A | B` for two texts, columns for more.
    #[schemars(example = &"A | B")]
    pub lanes: Option<Located<String>>,
    /// How closely the texts keep together. Default: `opening`; `level` if a page has columns.
    pub step: Option<Step>,
    /// What ties the texts together. Default: `structure`.
    pub ties: Option<TieKind>,
    /// The widths of the columns in proportion to each other, one for each text, in the order
    /// of `texts`. Default: equal.
    #[schemars(example = &[3, 2])]
    pub widths: Option<Located<Vec<f64>>>,
    /// The white between two columns. Default: `5mm`.
    #[schemars(example = &"5mm")]
    pub gutter: Option<Length>,
    /// Whether a rule stands between columns. Default: `false`.
    #[serde(default)]
    pub rule: bool,
}
