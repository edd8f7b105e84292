//! The book: sheets of paper, sections in columns, the binding of all pages.

mod bind;
mod column;
mod contents;
mod endnotes;
mod furniture;
mod kept;
pub mod section;
pub mod sheet;
mod texts;

pub use bind::{Book, BookJob, ContentsHead, Run, book};
pub use kept::Kept;
pub use texts::{StandingText, TextWishes, texts};
