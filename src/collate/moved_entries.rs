//! Transpositions as entries: `lemma] post x transp. B` where the base text has the words. The
//! other place then has no entry of its own.

use super::decisions::DecidedUnit;
use super::{Collation, Reading, ReadingState, Transposition, Unit};
use crate::edition::Edition;
use crate::model::{Passage, Style, Styled};

/// How each transposition of a collation is printed.
pub(super) struct Moves<'a> {
    collation: &'a Collation,
    /// The words for `behind` and `before`, in the language of the edition.
    post: &'a str,
    ante: &'a str,
    /// For each transposition whether one entry says all of it.
    is_one: Vec<bool>,
}

impl<'a> Moves<'a> {
    /// `units` are those that decisions have made of the collation's own. A transposition is one
    /// entry if its rows have the same words at both places, and nothing else there.
    pub(super) fn of(
        collation: &'a Collation,
        edition: &'a Edition,
        units: &[DecidedUnit],
    ) -> Self {
        let words = &edition.apparatus.abbreviations;
        // For each transposition the words of its units at both places.
        let mut counts = vec![(0, 0); collation.transpositions.len()];
        let mut is_plain = vec![true; counts.len()];
        for decided in units {
            let unit = &decided.unit;
            for reading in &unit.readings {
                let Some(link) = reading.link else { continue };
                let number = link.number as usize;
                if link.is_base {
                    counts[number].0 += lemma_words(collation, unit);
                    is_plain[number] &=
                        reading.state == ReadingState::Omitted && decided.lemma == 0;
                } else {
                    counts[number].1 += reading.normal.split_whitespace().count() as u32;
                    is_plain[number] &= lemma_words(collation, unit) == 0;
                }
            }
        }
        let all = collation.transpositions.iter().zip(&counts).zip(is_plain);
        let is_one = all.map(|((moved, counts), is_plain)| {
            moved.is_whole || is_plain && moved.is_same && *counts == moved.words
        });
        Self {
            collation,
            post: words.word("post"),
            ante: words.word("ante"),
            is_one: is_one.collect(),
        }
    }

    /// The transposition of a reading, if one entry says all of it.
    pub(super) fn of_reading(&self, reading: &Reading) -> Option<&'a Transposition> {
        let link = reading.link?;
        let is_one = *self.is_one.get(link.number as usize)?;
        is_one.then(|| &self.collation.transpositions[link.number as usize])
    }

    /// Whether the entry of a transposition begins with this reading.
    pub(super) fn begins(&self, unit: &Unit, reading: &Reading) -> bool {
        let is_first = |moved: &Transposition| {
            let start = moved.from.start;
            unit.section == start.section && unit.columns.start <= start.column
        };
        reading.link.is_some_and(|link| link.is_base)
            && self.of_reading(reading).is_some_and(is_first)
    }

    /// Whether a unit has all the words of a transposition.
    pub(super) fn covers(&self, unit: &Unit, moved: &Transposition) -> bool {
        !moved.is_whole && lemma_words(self.collation, unit) == moved.words.0
    }

    /// The first and the last word of a transposition in the base text, by token.
    pub(super) fn words(&self, moved: &Transposition) -> Option<(u32, u32)> {
        let tokens = &self.collation.witnesses[self.collation.base].tokens;
        let words = |section: u32| {
            let table = &self.collation.sections[section as usize].table;
            let columns = moved.from.columns(section, table.width);
            let row = table.row_of(self.collation.base).unwrap_or(0);
            let cells = &table.row(row)[columns.start as usize..columns.end as usize];
            cells
                .iter()
                .filter_map(|cell| cell.token())
                .filter(|at| tokens[*at as usize].is_word())
                .collect::<Vec<u32>>()
        };
        let sections = moved.from.start.section..=moved.from.end.section;
        let first = sections.clone().find_map(|section| words(section).first().copied());
        let last = sections.rev().find_map(|section| words(section).last().copied());
        first.zip(last)
    }

    /// What is said of it before `transp.`: the place.
    pub(super) fn said(&self, moved: &Transposition) -> Passage {
        let mut passage = Passage::plain(moved.place.name(self.post, self.ante));
        let word = if moved.place.is_before { self.ante } else { self.post };
        passage.styles.push(Styled {
            range: 0..word.len() as u32,
            style: Style::Emphasis,
        });
        passage
    }
}

/// How many words of the base text a unit has.
fn lemma_words(collation: &Collation, unit: &Unit) -> u32 {
    let tokens = &collation.witnesses[collation.base].tokens;
    let words = unit.base.clone().filter(|at| tokens[*at as usize].is_word());
    words.count() as u32
}
