//! The series of notes and entries, checked: where they stand and how they are set.

use serde::{Deserialize, Serialize};

use super::ApparatusSettings;
use crate::model::Lang;
use crate::span::Span;

/// A series of notes or entries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The name used in the files: `[^id.label]`, `{id="…"}`.
    pub id: String,
    /// Keyed to lines, or by marks.
    pub kind: SeriesKind,
    /// Where its items stand.
    pub place: SeriesPlace,
    /// What stands above them if not at the foot, if not the words of the language.
    pub title: Option<String>,
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
    /// From one of its baselines to the next in Latin letters, in points.
    pub pitch: f64,
    /// Whether the manifest gives this pitch.
    pub is_pitch_given: bool,
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
            place: SeriesPlace::Foot,
            title: None,
            layout: match kind {
                SeriesKind::Critical => SeriesLayout::RunIn,
                SeriesKind::Familiar => SeriesLayout::Paragraph,
            },
            marks: Marks::Numbers,
            numbering: Numbering::Text,
            columns: 1,
            size,
            pitch,
            is_pitch_given: false,
            gap: None,
            rule: false,
            splits: true,
            apparatus: ApparatusSettings::default(),
            span: None,
        }
    }

    /// The series of an edition that declares none, in type of the usual size.
    pub fn defaults() -> [Self; 2] {
        [
            Self::usual("app", SeriesKind::Critical, 8.6, 10.6),
            Self::usual("notes", SeriesKind::Familiar, 8.6, 10.6),
        ]
    }

    /// What stands above its items if they are endnotes, in a language.
    pub fn title_in(&self, lang: &Lang) -> &str {
        if let Some(title) = &self.title {
            return title;
        }
        match (self.kind, lang.primary()) {
            (SeriesKind::Familiar, "fa") => "یادداشت‌ها",
            (SeriesKind::Familiar, "ar") => "الحواشي",
            (SeriesKind::Familiar, "he") => "הערות",
            (SeriesKind::Familiar, "es" | "pt") => "Notas",
            (SeriesKind::Familiar, "el") => "Σημειώσεις",
            (SeriesKind::Familiar, "ru") => "Примечания",
            (SeriesKind::Familiar, "tr") => "Notlar",
            (SeriesKind::Familiar, "de") => "Anmerkungen",
            (SeriesKind::Familiar, "it") => "Note",
            (SeriesKind::Familiar, "la") => "Adnotationes",
            (SeriesKind::Familiar, _) => "Notes",
            (SeriesKind::Critical, "fa") => "نسخه‌بدل‌ها",
            (SeriesKind::Critical, "ar") => "فروق النسخ",
            (SeriesKind::Critical, "he") => "חילופי נוסח",
            (SeriesKind::Critical, "es" | "pt") => "Aparato crítico",
            (SeriesKind::Critical, "el") => "Κριτικό υπόμνημα",
            (SeriesKind::Critical, "ru") => "Критический аппарат",
            (SeriesKind::Critical, "tr") => "Nüsha farkları",
            (SeriesKind::Critical, "de") => "Kritischer Apparat",
            (SeriesKind::Critical, "fr") => "Apparat critique",
            (SeriesKind::Critical, "it") => "Apparato critico",
            (SeriesKind::Critical, "la") => "Apparatus criticus",
            (SeriesKind::Critical, _) => "Critical Apparatus",
        }
    }
}

/// Where the items of a series stand.
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
pub enum SeriesPlace {
    /// At the foot of the page of their line.
    Foot,
    /// At the end of their text.
    Text,
    /// In the back matter.
    Book,
}

/// Whether notes are keyed to lines or called by marks.
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
pub enum SeriesKind {
    /// Line number, lemma, bracket, readings with sigla.
    Critical,
    /// Called by a mark in the text.
    Familiar,
}

/// How the entries of a series follow each other.
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
pub enum SeriesLayout {
    /// One paragraph a page.
    RunIn,
    /// One paragraph an entry.
    Paragraph,
    /// One paragraph for the entries of a line.
    Line,
}

impl SeriesLayout {
    /// Its name in the manifest and for a design.
    pub fn name(self) -> &'static str {
        match self {
            Self::RunIn => "run-in",
            Self::Paragraph => "paragraph",
            Self::Line => "line",
        }
    }

    /// Whether an entry goes on in the paragraph of the one before, which stands on the same
    /// line of the text or not.
    pub fn joins(self, same_line: bool) -> bool {
        match self {
            Self::RunIn => true,
            Self::Paragraph => false,
            Self::Line => same_line,
        }
    }
}

/// What the marks of a familiar series are.
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
pub enum Numbering {
    /// In each text.
    Text,
    /// On each page.
    Page,
    /// Nowhere.
    Book,
}
