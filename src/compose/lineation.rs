//! Lineation: what the lines of a text are called, and which names stand in the margin.

use std::ops::Range;

use super::job::TextJob;
use crate::edition::{Lineation, LineationBy};
use crate::pages::Line;

/// What a line is called in references and in the margin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LineName {
    /// Its number; 0 if it is not counted.
    pub number: u32,
}

/// The names of the lines of a text.
#[derive(Debug, Clone)]
pub struct LineNames {
    lineation: Lineation,
    /// How many counted lines stand before each line; one more than lines.
    before: Vec<u32>,
}

impl LineNames {
    /// Counts the lines of a text.
    pub fn of(lines: &[Line], job: &TextJob, lineation: Lineation) -> Self {
        let mut before = Vec::with_capacity(lines.len() + 1);
        let mut n = 0;
        for line in lines {
            before.push(n);
            let block = job.blocks.get(line.block as usize);
            n += u32::from(block.is_some_and(|block| block.numbered));
        }
        before.push(n);
        Self { lineation, before }
    }

    /// The name of a line on a page that begins with line `start`.
    pub fn name(&self, line: usize, start: usize) -> LineName {
        let (before, after) = match (self.before.get(line), self.before.get(line + 1)) {
            (Some(before), Some(after)) if after > before => (*before, *after),
            _ => return LineName::default(),
        };
        let number = match self.lineation.by {
            LineationBy::Text => after,
            LineationBy::Page => before + 1 - self.before[start].min(before),
        };
        LineName { number }
    }

    /// The lines of a page whose name stands in the margin.
    pub fn printed(
        &self,
        page: Range<usize>,
    ) -> impl Iterator<Item = (usize, LineName)> + '_ {
        let Lineation { first, step, .. } = self.lineation;
        page.clone()
            .map(move |line| (line, self.name(line, page.start)))
            .filter(move |(_, name)| {
                name.number > 0
                    && name.number >= first
                    && (name.number - first).is_multiple_of(step.max(1))
            })
    }
}
