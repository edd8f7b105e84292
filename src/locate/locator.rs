//! A place in the finished book, as a reader looks it up: page and line.

use serde::Serialize;

use crate::lines::{Cite, CitePart, Label};

/// Where something stands in the finished book. Locators compare in the order of
/// the pages and of the lines on them, whatever these are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Locator {
    /// The folio of the body, in arabic numerals.
    pub page: u32,
    /// The line in its text, from 0; the first one of those that go on under one name.
    pub row: u32,
    /// The line's number as the lineation counts it; 0 for a line that is not
    /// counted, such as a heading.
    pub line: u32,
    /// What the line is called where that is more than its number: `120a`, `12,1`. Empty for
    /// a sub-line without a line before it.
    pub name: Cite,
    /// Which of the sub-lines behind a line it is, from 1; 0 if it is not one.
    pub sub: u32,
    /// The text's index in [`crate::model::Model::texts`].
    pub text: u32,
    /// The line's number counted through the whole text, or that of the line it is a
    /// sub-line of; 0 if it is not counted.
    pub text_line: u32,
    /// The number of the verse in its text, from 1, or that which it has in other editions; 0
    /// outside verse.
    pub verse: u32,
}

impl Locator {
    /// Whether there is no more to say of the place than its page: not that it is in a title.
    pub fn is_page_alone(&self) -> bool {
        self.line == 0 && self.name.is_empty() && self.sub > 0
    }

    /// What the line is called: `12`, `120a`, `12,1`; empty if it has no name, as a heading
    /// has none.
    pub fn line_name(&self) -> Cite {
        match self.line {
            _ if !self.name.is_empty() => self.name.clone(),
            0 => Cite::default(),
            line => CitePart::Line(Label::number(line)).into(),
        }
    }
}
