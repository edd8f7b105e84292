//! Writes a decision into a file of decisions, as an editor would by hand: one value changes.

use std::ops::Range;

use super::write::{edited, quoted};
use super::{Decision, Decisions, Verdict};

impl Decisions {
    /// The text of the file with a verdict on one of its entries, by index; with none the entry
    /// is undecided again. `reading` is the lemma that [`Verdict::Lemma`] needs.
    ///
    /// # Panics
    /// If there is no such entry.
    pub fn decided(
        &self,
        entry: usize,
        verdict: Option<Verdict>,
        reading: Option<&str>,
    ) -> String {
        let entry = &self.entries[entry];
        let mut edits: Vec<(Range<usize>, String)> = vec![];
        let mut missing = String::new();
        let value = quoted(verdict.map_or("", Verdict::name));
        match &entry.places.decision {
            Some(place) => edits.push((place.clone(), value)),
            None => missing.push_str(&format!("decision = {value}\n")),
        }
        if let Some(reading) = reading {
            match &entry.places.reading {
                Some(place) => edits.push((place.clone(), quoted(reading))),
                None => missing.push_str(&format!("reading = {}\n", quoted(reading))),
            }
        }
        if !missing.is_empty() {
            let end = self.end_of_header(entry);
            let break_ = if self.source[..end].ends_with('\n') { "" } else { "\n" };
            edits.push((end..end, format!("{break_}{missing}")));
        }
        edited(&self.source, 0..self.source.len(), edits)
    }

    /// The byte behind the line of a heading.
    fn end_of_header(&self, entry: &Decision) -> usize {
        let end = self.source[entry.header.end..].find('\n');
        end.map_or(self.source.len(), |at| entry.header.end + at + 1)
    }
}
