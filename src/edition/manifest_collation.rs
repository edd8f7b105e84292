//! Collation in `edition.toml` as it is written. The doc comments address the editor of an
//! edition, as in [`super::manifest`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::VariantClass;
use super::toml_file::Located;

/// How the transcriptions of witnesses are collated.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CollationTable {
    /// The id of the witness whose text the texts of the edition are: it is named where it has
    /// the lemma. Default: they are the editor's own.
    #[schemars(example = &"A")]
    pub base: Option<Located<String>>,
    /// How much a difference matters, by the name of its rule; also `punctuation` and
    /// `division`. Default: by language.
    #[schemars(example = &serde_json::json!({ "doubled": "substantive" }))]
    pub rules: BTreeMap<Located<String>, VariantClass>,
    /// The same in single languages.
    #[schemars(example = &serde_json::json!({ "la": { "u-v": "orthographic" } }))]
    pub languages: BTreeMap<Located<String>, BTreeMap<Located<String>, VariantClass>>,
    /// The series that the units of each class go to.
    pub series: ClassSeries,
}

/// The series of each class of variants: the id of one, or `none`.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ClassSeries {
    /// Default: the first critical series that is not called `spelling`.
    #[schemars(example = &"app")]
    pub substantive: Option<Located<String>>,
    /// Default: the critical series `spelling`, if there is one.
    #[schemars(example = &"spelling")]
    pub orthographic: Option<Located<String>>,
    /// Default: `none`.
    #[schemars(example = &"none")]
    pub ignored: Option<Located<String>>,
}
