//! What changed between two printings of an edition, and where its pages began when it
//! was released.
//!
//! A [`Record`] says what stands where in a built edition, as plain data that can be
//! kept. [`compare`] finds what differs between two of them: words, notes, entries, and
//! the references that moved. A [`Lock`] holds the page starts of a release, and finds
//! them again in a text that was corrected since.
//!
//! Nothing here knows how an edition is built.

pub mod align;
pub mod compare;
pub mod corrigenda;
pub mod lock;
pub mod record;
pub mod tell;
pub mod units;

pub use compare::Comparison;
pub use lock::Lock;
pub use record::Record;
