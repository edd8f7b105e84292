//! The tables of `edition.toml` that say what is made of the finished pages, as they
//! are written. Their doc comments address the editor of an edition.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ArchiveStandard;
use super::manifest::{Length, length};
use super::toml_file::Located;

/// The PDF for libraries and readers.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Archive {
    /// The standards it is made to.
    pub standard: ArchiveStandard,
    /// The DOI of the book, without `https://doi.org/`.
    #[schemars(example = &"10.1234/chile-reader")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doi: Option<Located<String>>,
    /// The title in other languages (BCP 47), for catalogs.
    pub titles: BTreeMap<Located<String>, String>,
}

impl Default for Archive {
    fn default() -> Self {
        Self {
            standard: ArchiveStandard::A2aUa1,
            doi: None,
            titles: BTreeMap::new(),
        }
    }
}

/// The PDF for the printer.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Press {
    /// How far color may run over the trim at head, foot and fore-edge.
    pub bleed: Length,
    /// How far it may run over at the spine.
    pub spine_bleed: Length,
    /// The strip outside of the bleed, with marks and a caption.
    pub slug: Length,
    /// Whether crop marks, registration marks and a caption stand in the slug.
    pub marks: bool,
    /// Pages in a signature: the book is filled up with blank pages to a multiple of it.
    /// With 1 it is not.
    #[schemars(range(min = 1, max = 128))]
    pub signature: Located<u32>,
    /// Whether the first page of each signature but the first has the signature's number
    /// at its foot.
    pub signature_marks: bool,
    /// The weight of the paper, in grams a square meter.
    #[schemars(range(min = 1, max = 1000))]
    pub paper_weight: f64,
    /// The bulk of the paper, in cubic centimeters a gram.
    #[schemars(range(min = 0.3, max = 5.0))]
    pub paper_bulk: f64,
    /// Whether inner margins grow with the thickness of the leaves that lie inside the
    /// same signature.
    pub creep: bool,
    /// An ICC output profile of the printing condition, below the edition's folder.
    /// Default: FOGRA39, offset on coated paper.
    #[schemars(example = &"press/paper.icc")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Located<String>>,
    /// The name of the printing condition of that profile. Default: the name of its file.
    #[schemars(example = &"FOGRA52")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Whether the file is PDF/A-2b as well, which validators of archives can check.
    pub also_archive: bool,
}

impl Default for Press {
    fn default() -> Self {
        Self {
            bleed: length("3mm"),
            spine_bleed: length("0mm"),
            slug: length("12mm"),
            marks: true,
            signature: Located::implied(16u32),
            signature_marks: false,
            paper_weight: 90.0,
            paper_bulk: 1.5,
            creep: false,
            profile: None,
            condition: None,
            also_archive: false,
        }
    }
}

/// The cover: back, spine and front on one sheet.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Cover {
    /// The text on the back.
    pub text: String,
    /// What stands on the spine. Default: the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spine: Option<String>,
    /// The thickness of the board, which adds to the spine twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board: Option<Length>,
}
