//! The checked settings of the archive PDF, the press PDF and the cover.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::Lang;
use crate::span::Span;

/// The PDF for libraries and readers.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct Archive {
    /// The standards it is made to.
    pub standard: ArchiveStandard,
    /// The DOI, without a resolver's address.
    pub doi: Option<String>,
    /// The title in languages other than the book's.
    pub titles: Vec<(Lang, String)>,
}

/// The standards of an archive PDF: ISO 19005 by part and level, and ISO 14289.
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
pub enum ArchiveStandard {
    /// PDF/A-2a and PDF/UA-1.
    #[serde(rename = "a-2a+ua-1")]
    A2aUa1,
    /// PDF/A-3a and PDF/UA-1, with the sources of the edition attached.
    #[serde(rename = "a-3a+ua-1")]
    A3aUa1,
    /// PDF/A-4f, with the sources of the edition attached.
    #[serde(rename = "a-4f")]
    A4f,
    /// PDF/A-2u.
    #[serde(rename = "a-2u")]
    A2u,
    /// PDF/A-2b.
    #[serde(rename = "a-2b")]
    A2b,
    /// PDF/A-1a.
    #[serde(rename = "a-1a")]
    A1a,
    /// PDF/A-1b.
    #[serde(rename = "a-1b")]
    A1b,
}

impl ArchiveStandard {
    /// The standards by name.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::A2aUa1 => &["PDF/A-2a", "PDF/UA-1"],
            Self::A3aUa1 => &["PDF/A-3a", "PDF/UA-1"],
            Self::A4f => &["PDF/A-4f"],
            Self::A2u => &["PDF/A-2u"],
            Self::A2b => &["PDF/A-2b"],
            Self::A1a => &["PDF/A-1a"],
            Self::A1b => &["PDF/A-1b"],
        }
    }

    /// Whether files may be attached.
    pub fn has_attachments(self) -> bool {
        matches!(self, Self::A3aUa1 | Self::A4f)
    }
}

/// The PDF for the printer. Lengths are in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Press {
    /// How far color may run over the trim at head, foot and fore-edge.
    pub bleed: f64,
    /// How far it may run over at the spine; at most `bleed`.
    pub spine_bleed: f64,
    /// The strip outside of the bleed.
    pub slug: f64,
    /// Whether there are marks and a caption in the slug.
    pub marks: bool,
    /// Pages in a signature.
    pub signature: u32,
    /// Whether signatures are numbered at the foot of their first page.
    pub signature_marks: bool,
    /// The thickness of a leaf.
    pub leaf: f64,
    /// Whether inner margins grow by the leaves inside.
    pub creep: bool,
    /// The edition's own output profile, below its folder.
    pub profile: Option<PathBuf>,
    /// The name of the printing condition.
    pub condition: Option<String>,
    /// Whether the file is PDF/A-2b too.
    pub also_archive: bool,
    /// Where the profile is named.
    pub profile_span: Option<Span>,
}

/// The cover. Lengths are in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cover {
    /// The text on the back.
    pub text: String,
    /// What stands on the spine.
    pub spine: String,
    /// The thickness of the board.
    pub board: f64,
}
