//! Page make-up: which lines stand on which page. A pure function of the lines
//! and of what the foot of a page would measure; knows nothing of Typst, fonts
//! or files. `RULES.md` beside this file lists the rules.
//!
//! The breaks of least total badness are found by dynamic programming over the
//! lines, as Knuth and Plass break paragraphs (Plass, *Optimal Pagination
//! Techniques*, 1981). The cost of a page depends on its lines, on the notes left over
//! for it and on the page it faces, and on nothing else.

pub mod columns;
pub mod costs;
pub mod explain;
pub mod foot;
pub mod opening;
pub mod plan;
pub mod rule;
pub mod run;

pub use columns::columns;
pub use costs::Costs;
pub use explain::{Explanation, Objection, explain};
pub use foot::{Feet, FootSizes, Part, SeriesSizes, Start, Strip};
pub use opening::{
    Advice, Lane, Opening, OpeningExplanation, Openings, Step, advice, explain_opening,
    level, plan_openings,
};
pub use plan::{Job, Narrowed, Page, Plan, plan};
pub use rule::{Line, NoBreak, Pin, Unit};
pub use run::PageRun;
