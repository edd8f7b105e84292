//! Series of notes at the foot: how they are laid out and what calls them.

use serde::{Deserialize, Serialize};

use super::ApparatusSettings;
use crate::span::Span;

/// A series of notes at the foot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The name used in the files: `[^id.label]`, `{id="…"}`.
    pub id: String,
    /// Keyed to lines, or by marks.
    pub kind: SeriesKind,
    /// How its entries follow each other.
    pub layout: SeriesLayout,
    /// What its marks are, if familiar.
    pub marks: Marks,
    /// Where its marks begin anew, if familiar.
    pub numbering: Numbering,
    /// In how many columns it is set.
    pub columns: u32,
    /// The size of its type, in points.
    pub size: f64,
    /// From one of its baselines to the next, in points.
    pub pitch: f64,
    /// The white between it and the series above it, in points, if not the design's.
    pub gap: Option<f64>,
    /// Whether a rule stands above it even if it is not the first at the foot.
    pub rule: bool,
    /// Whether its long notes may run on to the next page for the page's sake.
    pub splits: bool,
    /// What its entries look like, if critical.
    pub apparatus: ApparatusSettings,
    /// Where it was declared; nothing for the default series.
    pub span: Option<Span>,
}

impl Series {
    /// A series as it is where the manifest says nothing, in type of the size and pitch
    /// given.
    pub fn usual(id: &str, kind: SeriesKind, size: f64, pitch: f64) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            layout: match kind {
                SeriesKind::Critical => SeriesLayout::RunIn,
                SeriesKind::Familiar => SeriesLayout::Paragraph,
            },
            marks: Marks::Numbers,
            numbering: Numbering::Text,
            columns: 1,
            size,
            pitch,
            gap: None,
            rule: false,
            splits: true,
            apparatus: ApparatusSettings::default(),
            span: None,
        }
    }
}

/// Whether notes are keyed to lines or called by marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesKind {
    /// Line number, lemma, bracket, readings with sigla.
    Critical,
    /// Called by a mark in the text.
    Familiar,
}

/// How the entries of a series follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesLayout {
    /// One paragraph a page.
    RunIn,
    /// One paragraph an entry.
    Paragraph,
    /// One paragraph for the entries of a line.
    Line,
}

/// What the marks of a familiar series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Marks {
    /// 1, 2, 3 in the digits of the text's script.
    Numbers,
    /// a, b, c; the letters of the text's script in their order.
    Letters,
    /// * † ‡ § ‖ ¶, then each twice.
    Symbols,
    /// 1, 2, 3.
    LatinDigits,
    /// ۱, ۲, ۳.
    PersianDigits,
    /// ١, ٢, ٣.
    ArabicDigits,
    /// ا, ب, ج as numbers: ی is 10, یا is 11.
    Abjad,
    /// i, ii, iii.
    Roman,
    /// α, β, γ.
    Greek,
}

/// Where the marks of a familiar series begin anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// In each text.
    Text,
    /// On each page.
    Page,
    /// Nowhere.
    Book,
}
