//! Collation: from the transcriptions of the witnesses to the units of the apparatus.
//!
//! Transcriptions become [`Witness`]es, flat lists of [`Token`]s in [`Section`]s. Sections
//! that correspond are laid side by side in a [`Table`]: a row for each hand of a witness,
//! a column for each place. The columns in which rows differ are cut into [`Unit`]s.
//! Nothing here depends on the order in which the witnesses are given, and nothing knows
//! how a page is set.

pub mod agreement;
mod align;
mod anchors;
mod changes;
mod collation;
mod contents;
pub mod decided;
pub mod decisions;
pub mod edition;
pub mod emit;
pub mod entries;
pub mod export;
mod far;
mod given;
mod given_files;
mod ground;
mod groups;
mod lexicon;
mod missing;
mod moved;
mod moved_entries;
mod odd;
mod order;
pub mod outputs;
mod part;
mod path;
pub mod read;
pub mod rebuild;
mod rules;
#[cfg(test)]
mod sample;
mod sections;
mod spelling;
mod table;
mod token;
mod transposed;
mod transposition;
mod unit;
mod units;
pub mod view;
mod whole;
mod witness;

#[cfg(test)]
mod tests;

pub use crate::edition::{SpellingPair, SpellingRule, VariantClass};
pub use collation::{Collation, SectionTable};
pub use given::GivenColumns;
pub use rules::Rules;
pub use table::{Cell, Row, Table};
pub use token::{Token, TokenClass, TokenState};
pub use transposition::{NewPlace, Spot, Stretch, Transposition};
pub use unit::{Attestation, Link, Reading, ReadingState, Unit};
pub use whole::{collate, collate_given};
pub use witness::{Gap, GapKind, Hand, Section, Witness};
