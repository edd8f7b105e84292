//! A text on its way to its pages, with all that it is set with.

use super::job::TextJob;
use super::setter::Setter;
use crate::pages::PageRun;
use crate::typeset::Origins;
use crate::typeset::parts::TextParts;

/// A text that is to be set.
#[derive(Clone, Copy)]
pub struct TextContext<'a> {
    /// What it is set with.
    pub setter: &'a Setter<'a>,
    /// What Typst made of its source.
    pub parts: &'a TextParts,
    /// What is known of it.
    pub job: &'a TextJob,
    /// Where the bytes of its source are.
    pub origins: &'a Origins,
    /// How long its lines are, in points: the measure of the page, or that of a column.
    pub measure: f64,
    /// The folios that its pages will have.
    pub folios: PageRun,
    /// Whether what the compiler remembers is kept for another build.
    pub keep: bool,
}

/// The most lines of a text whose paragraphs are fitted: for each trial all of it is laid
/// out again, and one page of a thousand is not worth as much as all the others.
const LONGEST: usize = 10_000;

impl TextContext<'_> {
    /// Whether paragraphs of a text of so many lines may be set a line shorter or longer.
    pub fn may_be_fitted(&self, lines: usize) -> bool {
        self.setter.edition.design.fit && lines <= LONGEST
    }

    /// Has the compiler forget what it remembers, which is as much as was set, unless it
    /// is to be built again.
    pub fn forget(&self) {
        if !self.keep {
            comemo::evict(0);
        }
    }
}
