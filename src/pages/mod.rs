//! Page make-up: which lines stand on which page. A pure function of the lines
//! and of what the foot of a page would measure; knows nothing of Typst, fonts
//! or files. `RULES.md` beside this file lists the rules.
//!
//! The breaks of least total badness are found by dynamic programming over the
//! lines, as Knuth and Plass break paragraphs (Plass, *Optimal Pagination
//! Techniques*, 1981). The cost of a page depends on its first and last line
//! only, so that the best way to reach a line is the best over the starts of
//! the page that ends there.

pub mod plan;
pub mod rule;

pub use plan::{Measures, Page, Plan, columns, plan};
pub use rule::{Line, Unit};
