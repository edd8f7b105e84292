//! Plan and frames → pages: body, foot, running head, line numbers.

pub mod book;
pub mod endnotes;
mod entries;
pub mod fit;
pub mod foot;
mod footing;
mod heads;
pub mod job;
mod kept;
mod paragraphs;
pub mod pins;
mod planned;
pub mod presence;
pub mod released;
pub mod repeat;
mod run_in;
mod scan;
pub mod section;
pub mod sheet;
pub mod spacing;
pub mod structure;
pub mod text;
mod turnover;
pub mod waiting;
mod words;

pub use job::TextJob;
pub use text::{SetPage, SetText, Setter};
pub use waiting::Waiting;
