//! What readers are told of the edition, and the text that they begin with.

use crate::edition::{IndexSettings, Series, Tei, TextFile};
use crate::model::{Lang, Text, Witness, WitnessGroup};
use crate::span::{FileId, Files, Span};

/// What an edition declares that its texts refer to.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The witnesses in the order of the manifest.
    pub witnesses: &'a [Witness],
    /// Groups of witnesses.
    pub groups: &'a [WitnessGroup],
    /// The note series in the order of the manifest.
    pub series: &'a [Series],
    /// The indexes in the order of the manifest.
    pub indexes: &'a [IndexSettings],
    /// The language of the book.
    pub lang: &'a Lang,
    /// How TEI is read.
    pub tei: &'a Tei,
}

impl<'a> Context<'a> {
    /// An edition that declares these witnesses and series, and nothing else.
    pub fn of(
        witnesses: &'a [Witness],
        series: &'a [Series],
        lang: &'a Lang,
        tei: &'a Tei,
    ) -> Self {
        Self {
            witnesses,
            groups: &[],
            series,
            indexes: &[],
            lang,
            tei,
        }
    }
}

/// A text of the settings given, still without blocks.
pub(super) fn empty_text(
    files: &Files,
    file: FileId,
    settings: &TextFile,
    context: &Context,
) -> Text {
    let source = files.get(file);
    let lang = settings.lang.clone().unwrap_or_else(|| context.lang.clone());
    let stem = source
        .path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    Text {
        role: settings.role,
        title: settings.title.clone().or(stem).unwrap_or_default(),
        span: Some(Span::new(file, 0..source.text.len())),
        ..Text::new(&settings.id, lang)
    }
}
