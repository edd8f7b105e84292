//! A text from its galley to its pages: heads of tables, pins, releases, the plan, tight and
//! loose paragraphs.

mod endnotes;
pub mod fit;
mod heads;
mod lanes;
mod lines;
mod page;
mod paragraphs;
mod pins;
mod planned;
mod released;
mod set;
mod set_text;
mod side_by_side;
pub mod spacing;
mod spread;
mod turnover;
mod waiting;

pub use lanes::{Lanes, set_lanes};
pub use page::{MarginNumber, PageTurns, SetPage};
pub use released::Broken;
pub use set::set;
pub use set_text::SetText;
pub use side_by_side::SideBySide;
pub use waiting::{Parted, Waiting};
