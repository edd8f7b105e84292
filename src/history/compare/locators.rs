//! Locators of indexes and concordance, and references from one place to another.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::super::align;
use super::super::record::{CrossRecord, HeadingRecord, LocatorRecord, Record};
use super::{Kind, Pair, line_of};
use crate::lines::Cite;

/// A locator that came, went or moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LocatorChange {
    /// The index's id, or `concordance`.
    pub table: String,
    /// The heading or the word.
    pub heading: String,
    /// What happened.
    pub kind: Kind,
    /// As it was printed.
    pub was: String,
    /// As it is printed.
    pub now: String,
}

/// A reference that came, went or leads elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossChange {
    /// The id of the text in which it stands.
    pub text: String,
    /// Its page and line.
    pub at: Cite,
    /// What it refers to.
    pub target: String,
    /// What happened.
    pub kind: Kind,
    /// The page and line that it led to.
    pub was: String,
    /// The page and line that it leads to.
    pub now: String,
}

/// The name of the concordance among the tables.
pub(super) const CONCORDANCE: &str = "concordance";

/// The changes of all indexes, then of the concordance.
pub(super) fn changes(old: &Record, new: &Record, pairs: &[Pair]) -> Vec<LocatorChange> {
    let lines = Lines::of(old, new, pairs);
    let mut found = vec![];
    for index in &new.indexes {
        let before = old.indexes.iter().find(|other| other.id == index.id);
        let before = before.map_or(&[][..], |index| &index.headings);
        table(&index.id, before, &index.headings, &lines, &mut found);
    }
    for gone in &old.indexes {
        if new.indexes.iter().all(|index| index.id != gone.id) {
            table(&gone.id, &gone.headings, &[], &lines, &mut found);
        }
    }
    table(CONCORDANCE, &old.concordance, &new.concordance, &lines, &mut found);
    found
}

fn table(
    name: &str,
    old: &[HeadingRecord],
    new: &[HeadingRecord],
    lines: &Lines,
    found: &mut Vec<LocatorChange>,
) {
    let mut headings: BTreeMap<&str, (usize, &[LocatorRecord], &[LocatorRecord])> =
        BTreeMap::new();
    for (k, heading) in new.iter().enumerate() {
        headings.insert(&heading.heading, (k, &[], &heading.locators));
    }
    for heading in old {
        let last = (usize::MAX, &[][..], &[][..]);
        headings.entry(&heading.heading).or_insert(last).1 = &heading.locators;
    }
    let mut order: Vec<_> = headings.into_iter().collect();
    order.sort_by_key(|(heading, (k, ..))| (*k, *heading));
    for (heading, (_, old, new)) in order {
        let mut add = |kind, was: &str, now: &str| {
            found.push(LocatorChange {
                table: name.to_owned(),
                heading: heading.to_owned(),
                kind,
                was: was.to_owned(),
                now: now.to_owned(),
            });
        };
        let mut taken = vec![false; new.len()];
        let mut removed = vec![];
        for locator in old {
            let fits = |k: &usize| !taken[*k] && lines.same(locator, &new[*k]);
            // One that reads the same first, so that it is not taken for its neighbor.
            let same = (0..new.len())
                .filter(fits)
                .find(|&k| new[k].printed == locator.printed)
                .or_else(|| (0..new.len()).find(fits));
            match same {
                Some(k) => {
                    taken[k] = true;
                    if new[k].printed != locator.printed {
                        add(Kind::Moved, &locator.printed, &new[k].printed);
                    }
                }
                None => removed.push(locator),
            }
        }
        for locator in removed {
            add(Kind::Removed, &locator.printed, "");
        }
        for (locator, _) in new.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            add(Kind::Added, "", &locator.printed);
        }
    }
}

/// What a locator names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Named {
    /// The text's index.
    text: u32,
    /// The number of the page.
    folio: u32,
    /// The number of the line.
    number: u32,
}

/// Lines of a text, from the first to the last.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// The text's index.
    text: u32,
    first: u32,
    last: u32,
}

impl Stretch {
    fn of(text: usize, line: usize) -> Self {
        let line = line as u32;
        Self { text: text as u32, first: line, last: line }
    }

    /// With one more line.
    fn add(&mut self, line: usize) {
        let line = line as u32;
        (self.first, self.last) = (self.first.min(line), self.last.max(line));
    }

    /// Whether two have a line in common.
    fn meets(&self, other: &Self) -> bool {
        self.text == other.text && self.first <= other.last && other.first <= self.last
    }
}

/// Which lines of the new printing hold the words of a line of the old one.
struct Lines {
    /// The lines that the words of a line went to.
    old: FxHashMap<Named, Stretch>,
    /// The lines that are named so.
    new: FxHashMap<Named, Stretch>,
}

impl Lines {
    fn of(old: &Record, new: &Record, pairs: &[Pair]) -> Self {
        let mut lines = Self {
            old: FxHashMap::default(),
            new: FxHashMap::default(),
        };
        for (k, text) in new.texts.iter().enumerate() {
            for (line, &(page, number)) in text.lines.iter().enumerate() {
                let Ok(folio) = text.pages[page as usize].folio.parse() else { continue };
                let named = Named { text: k as u32, folio, number };
                lines.new.entry(named).or_insert(Stretch::of(k, line)).add(line);
            }
        }
        for pair in pairs {
            let text = &old.texts[pair.old_index];
            for (k, unit) in pair.old_units.iter().enumerate() {
                let Some(line) = line_of(text, unit) else { continue };
                let (page, number) = text.lines[line];
                let Ok(folio) = text.pages[page as usize].folio.parse() else { continue };
                let (at, _) = pair.alignment.to_new(k);
                let at = at.min(pair.new_units.len().saturating_sub(1));
                let Some(to) =
                    pair.new_units.get(at).and_then(|unit| line_of(pair.new, unit))
                else {
                    continue;
                };
                let named = Named { text: pair.old_index as u32, folio, number };
                lines
                    .old
                    .entry(named)
                    .or_insert(Stretch::of(pair.new_index, to))
                    .add(to);
            }
        }
        lines
    }

    /// Whether two locators lead to the same words.
    fn same(&self, old: &LocatorRecord, new: &LocatorRecord) -> bool {
        let named = |locator: &LocatorRecord| Named {
            text: locator.text,
            folio: locator.page,
            number: locator.line,
        };
        let (went, stands) = (self.old.get(&named(old)), self.new.get(&named(new)));
        went.zip(stands).is_some_and(|(went, stands)| went.meets(stands))
    }
}

/// The changes of the references from one place to another.
pub(super) fn crosses(old: &Record, new: &Record) -> Vec<CrossChange> {
    let mut found = vec![];
    let keys = |record: &Record| -> Vec<(String, String)> {
        let list = record.references.iter();
        list.map(|cross| (cross.text.clone(), cross.target.clone())).collect()
    };
    let change = |record: &Record, cross: &CrossRecord, kind, was: &str, now: &str| {
        let text = record.texts.iter().find(|text| text.id == cross.text);
        CrossChange {
            text: cross.text.clone(),
            at: text.map_or(Cite::default(), |text| text.cite(cross.line as usize)),
            target: cross.target.clone(),
            kind,
            was: was.to_owned(),
            now: now.to_owned(),
        }
    };
    let hunks = align::hunks(&keys(old), &keys(new));
    let (mut a, mut b) = (0, 0);
    let end = align::Hunk {
        old: old.references.len()..old.references.len(),
        new: new.references.len()..new.references.len(),
    };
    for hunk in hunks.iter().chain([&end]) {
        let same = (a..hunk.old.start).zip(b..hunk.new.start);
        for (i, j) in same {
            let (was, now) = (&old.references[i], &new.references[j]);
            if was.leads_to != now.leads_to {
                found.push(change(new, now, Kind::Moved, &was.leads_to, &now.leads_to));
            }
        }
        for cross in &old.references[hunk.old.clone()] {
            found.push(change(old, cross, Kind::Removed, &cross.leads_to, ""));
        }
        for cross in &new.references[hunk.new.clone()] {
            found.push(change(new, cross, Kind::Added, "", &cross.leads_to));
        }
        (a, b) = (hunk.old.end, hunk.new.end);
    }
    found
}
