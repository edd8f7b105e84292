//! What stands after the texts and is made from them: indexes and the
//! concordance. Pure: it asks the layout where a place stands, and sets nothing.

pub mod canon;
pub mod concordance;
mod count;
mod entry;
pub mod export;
mod headings;
pub mod index;
pub mod lemmas;
pub mod patterns;
pub mod reference;
pub mod sort;
pub mod source;
pub mod stopwords;

pub use crate::words::{normal, tokens};
pub use concordance::{
    CONTEXT, Concordance, ConcordanceLine, ConcordanceSection, ConcordanceWord,
    Statistics, concordance,
};
pub use entry::IndexEntry;
pub use index::{Index, Section, index};
pub use lemmas::Lemmas;
pub use reference::{Citation, Citing, Reference, ReferenceKind, cite};
pub use stopwords::StopWords;
pub use tokens::{Token, tokens};

use crate::locate::locator::Locator;
use crate::model::Place;

/// How the layout answers where a place of a text stands: the text's index in
/// the model, and the place. Nothing if the place was not set.
pub type Locate<'a> = dyn Fn(usize, Place) -> Option<Locator> + 'a;

/// A field of a table: tabs and line ends become spaces.
fn field(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
}
