//! The book: sheets of paper, sections in columns, the binding of all pages.

mod bind;
mod column;
mod contents;
mod endnotes;
mod kept;
pub mod section;
pub mod sheet;

pub use bind::{Book, BookJob, ContentsHead, Run, StandingText, TextWishes, book, texts};
pub use kept::Kept;
