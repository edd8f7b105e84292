//! References to lines, as entries print them: `12`, `12–14`, `12–46.3`.

use super::lineation::LineNames;
use crate::assemble::marks;
use crate::model::Lang;
use crate::pages::Plan;

/// What the references of a text are made from.
pub struct References<'a> {
    names: &'a LineNames,
    /// The first line of each page.
    starts: Vec<usize>,
    /// The folio of the first page.
    first_folio: u32,
}

impl<'a> References<'a> {
    /// For the pages of a plan, the first of which has the folio given.
    pub fn new(names: &'a LineNames, plan: &Plan, first_folio: u32) -> Self {
        let starts = plan.pages.iter().map(|page| page.lines.start).collect();
        Self { names, starts, first_folio }
    }

    /// The reference of an entry to its first and last line, given those of the entry
    /// before it on the page; empty if they are the same.
    pub fn of_entry(&self, lines: (u32, u32), previous: Option<(u32, u32)>) -> String {
        if previous == Some(lines) { String::new() } else { self.range(lines) }
    }

    /// The reference to a range of lines, from the page of its first line.
    pub fn range(&self, lines: (u32, u32)) -> String {
        let (first, last) = (lines.0 as usize, lines.1 as usize);
        let (from, to) = (self.page(first), self.page(last));
        let number = |line: usize, page: usize| {
            self.names
                .name(line, self.starts.get(page).copied().unwrap_or(0))
                .number
        };
        let (a, b) = (number(first, from), number(last, to));
        if from != to {
            return format!("{a}–{}.{b}", self.first_folio as usize + to);
        }
        if a == b { a.to_string() } else { format!("{a}–{b}") }
    }

    /// The page of a line, counted from 0.
    fn page(&self, line: usize) -> usize {
        self.starts.partition_point(|&start| start <= line).saturating_sub(1)
    }
}

/// A reference in the digits of a language: `tit.` for a line that is not counted.
pub fn printed(reference: &str, lang: &Lang) -> String {
    let text = reference
        .split('–')
        .map(|part| if part == "0" { "tit." } else { part })
        .collect::<Vec<_>>()
        .join("–");
    marks::digits(&text, lang)
}
