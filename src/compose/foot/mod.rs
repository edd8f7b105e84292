//! Entries and notes: put together, measured for the planner, laid out as strips of rows for
//! the foot, or as endnotes.

pub mod endnotes;
pub mod entries;
pub mod estimate;
pub mod run_in;
pub mod strips;
pub mod witnesses;
pub mod words;
