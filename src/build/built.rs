//! What a build makes of an edition.

use std::sync::Arc;

use typst::syntax::Source;

use super::machine::MachineFont;
use super::outline::SectionOutline;
use crate::backmatter::{Concordance, Index};
use crate::compose::book::Book;
use crate::compose::text::Lanes;
use crate::compose::{SetText, TextJob};
use crate::diag::Diagnostic;
use crate::locate::Places;
use crate::typeset::Origins;

/// A finished edition, not proven yet.
#[derive(Clone)]
pub struct Built {
    /// The texts as set.
    pub texts: Arc<Vec<Arc<SetText>>>,
    /// For each text where the bytes of its source are.
    pub origins: Vec<Arc<Origins>>,
    /// What was set.
    pub jobs: Arc<Vec<TextJob>>,
    /// Which of the texts stand side by side.
    pub lanes: Arc<Vec<Lanes>>,
    /// Where everything stands.
    pub places: Places,
    /// The marks of the notes, by text and note.
    pub note_marks: Vec<Vec<String>>,
    /// The indexes.
    pub indexes: Vec<Index>,
    /// The concordance.
    pub concordance: Option<Concordance>,
    /// The book.
    pub book: Book,
    /// All sources that were compiled, by virtual path.
    pub sources: Vec<(String, String)>,
    /// The sources of the second run as the compiler had them, by virtual path.
    pub back: Vec<(String, Source)>,
    /// The sections of the second run, in their order.
    pub sections: Vec<SectionOutline>,
    /// What the references of each text print, in the order of its source.
    pub references: Vec<Vec<String>>,
    /// The fonts of the machine that were added.
    pub machine_fonts: Vec<MachineFont>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}
