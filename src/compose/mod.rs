//! Plan and frames → pages, in rooms; each may use those before it.
//!
//! `job`: a text as the page builder needs it. `tags`: what ties the foot to the text in a tagged
//! PDF. `foot`: entries and notes, measured and laid out. `text`: galley → plan → pages.
//! `book`: sheets of paper, sections in columns, all of it bound.

pub mod book;
mod context;
pub mod foot;
pub mod job;
mod scan;
pub mod setter;
pub mod tags;
pub mod text;

pub use job::TextJob;
pub use text::{SetPage, SetText, Waiting};
