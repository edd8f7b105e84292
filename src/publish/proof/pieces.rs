//! The small pieces of a proof, set by Typst all at once: numbers, and notes in the
//! margin.

use rustc_hash::FxHashMap;
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

use crate::assemble;
use crate::assemble::escape::string;
use crate::build::assets;
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::model::Lang;
use crate::publish::export::refusal;
use crate::typeset::frames::{Items, Place, map};
use crate::words::numeral;

/// The width of a note in the margin, in points.
pub(super) const NOTE_WIDTH: f64 = 106.0;

/// A piece, by its number.
pub(super) type Piece = usize;

/// Pieces that are wanted.
#[derive(Default)]
pub(super) struct Pieces {
    /// What makes each, in the order of their numbers.
    calls: Vec<String>,
    known: FxHashMap<String, Piece>,
}

impl Pieces {
    /// What a line is called.
    pub(super) fn number(&mut self, name: &str, lang: &Lang) -> Piece {
        let words = numeral::digits(name, lang);
        self.piece(format!("#number({}, {})", string(&words), language(lang)))
    }

    /// A page and line of the printing before.
    pub(super) fn former(&mut self, place: &str, lang: &Lang) -> Piece {
        let words = numeral::digits(place, lang);
        self.piece(format!("#former({}, {})", string(&words), language(lang)))
    }

    /// The number at a caret.
    pub(super) fn caret(&mut self, n: usize) -> Piece {
        self.piece(format!("#caret-number({n})"))
    }

    /// A note in the margin.
    pub(super) fn note(
        &mut self,
        n: usize,
        (removed, added): (&str, &str),
        lang: &Lang,
    ) -> Piece {
        self.piece(format!(
            "#note({NOTE_WIDTH}pt, {n}, {}, {}, {})",
            string(removed),
            string(added),
            language(lang)
        ))
    }

    fn piece(&mut self, call: String) -> Piece {
        if let Some(&known) = self.known.get(&call) {
            return known;
        }
        self.calls.push(call.clone());
        self.known.insert(call, self.calls.len() - 1);
        self.calls.len() - 1
    }

    /// Sets all pieces.
    ///
    /// # Errors
    /// What Typst says.
    pub(super) fn set(&self, edition: &Edition) -> Result<Vec<Frame>, Vec<Diagnostic>> {
        if self.calls.is_empty() {
            return Ok(vec![]);
        }
        compile(edition, &self.calls.join("\n"))
    }
}

/// The arguments for a language.
pub(super) fn language(lang: &Lang) -> String {
    assemble::language(lang, lang.dir())
}

/// The pages of a source that uses the proof's template.
///
/// # Errors
/// What Typst says.
pub(super) fn compile(
    edition: &Edition,
    source: &str,
) -> Result<Vec<Frame>, Vec<Diagnostic>> {
    let source = format!("#import \"/templates/proof/proof.typ\": *\n{source}\n");
    let world = assets::world(edition, &source)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    let document = compiled
        .output
        .map_err(|errors| errors.iter().map(refusal).collect::<Vec<Diagnostic>>())?;
    Ok(document.pages().iter().map(|page| bare(&page.frame)).collect())
}

/// A frame without links and tags, which mean nothing in a part of the book.
pub(super) fn bare(frame: &Frame) -> Frame {
    map(frame.clone(), &mut |place: &Place, item: FrameItem, out: &mut Items| {
        if !matches!(item, FrameItem::Link(..) | FrameItem::Tag(_)) {
            out.push((place.pos, item));
        }
    })
}
