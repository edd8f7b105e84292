//! A text from its galley to its pages: heads of tables, pins, releases, the plan, tight and
//! loose paragraphs.

pub mod fit;
mod heads;
mod paragraphs;
pub mod pins;
pub mod planned;
pub mod released;
pub mod set;
pub mod spacing;
mod turnover;
pub mod waiting;
