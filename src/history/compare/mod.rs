//! What differs between two records: words, entries, notes, the references that moved,
//! and the pages.
//!
//! Texts are matched by their id. The words of two texts are laid side by side once, and
//! everything else is matched through that: an entry is the same if it stands at the same
//! words, a locator if it leads to the same line.

mod items;
mod locators;
mod pages;
pub mod words;

use serde::Serialize;

pub use items::{ItemChange, place};
pub use locators::{CrossChange, LocatorChange};
pub use pages::{PageChange, PageReason, Starts};
pub use words::{What, WordChange};

use super::align::{self, Alignment};
use super::record::{Record, TextRecord};
use super::units::{self, Unit};

/// What happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It was not there before.
    Added,
    /// It is there no longer.
    Removed,
    /// It says something else.
    Changed,
    /// It says the same at another place.
    Moved,
}

/// What differs between two printings.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// The title of the new printing.
    pub title: String,
    /// The language of the new printing.
    pub lang: String,
    /// The ids of texts that came.
    pub texts_added: Vec<String>,
    /// The ids of texts that went.
    pub texts_removed: Vec<String>,
    /// Words of the texts, in their order.
    pub words: Vec<WordChange>,
    /// Entries.
    pub entries: Vec<ItemChange>,
    /// Notes.
    pub notes: Vec<ItemChange>,
    /// Locators of the indexes and the concordance.
    pub locators: Vec<LocatorChange>,
    /// References from one place to another.
    pub references: Vec<CrossChange>,
    /// Pages that are printed otherwise.
    pub pages: Vec<PageChange>,
    /// Where pages begin, a text each.
    pub starts: Vec<Starts>,
}

/// A text of both printings, its words side by side.
pub struct Pair<'a> {
    /// Its index in the old record.
    pub old_index: usize,
    /// Its index in the new record.
    pub new_index: usize,
    /// As it was.
    pub old: &'a TextRecord,
    /// As it is.
    pub new: &'a TextRecord,
    /// The units that it had.
    pub old_units: Vec<Unit>,
    /// The units that it has.
    pub new_units: Vec<Unit>,
    /// How they go together.
    pub alignment: Alignment,
}

/// Compares two printings.
pub fn compare(old: &Record, new: &Record) -> Comparison {
    let pairs = pairs(old, new);
    let mut found = Comparison {
        title: new.title.clone(),
        lang: new.lang.clone(),
        texts_added: missing(&new.texts, &old.texts),
        texts_removed: missing(&old.texts, &new.texts),
        ..Comparison::default()
    };
    for pair in &pairs {
        let changes = words::changes(pair);
        let entries = items::changes(pair, &pair.old.entries, &pair.new.entries);
        let notes = items::changes(pair, &pair.old.notes, &pair.new.notes);
        let (pages, starts) = pages::changes(pair, &changes, &entries, &notes);
        found.words.extend(changes);
        found.entries.extend(entries);
        found.notes.extend(notes);
        found.pages.extend(pages);
        found.starts.push(starts);
    }
    for (k, text) in new.texts.iter().enumerate() {
        if pairs.iter().all(|pair| pair.new_index != k) {
            found.pages.extend(pages::of_new_text(text));
        }
    }
    found.locators = locators::changes(old, new, &pairs);
    found.references = locators::crosses(old, new);
    found
}

/// The texts that both printings have.
pub fn pairs<'a>(old: &'a Record, new: &'a Record) -> Vec<Pair<'a>> {
    let mut pairs = vec![];
    for (new_index, text) in new.texts.iter().enumerate() {
        let Some(old_index) = old.texts.iter().position(|other| other.id == text.id)
        else {
            continue;
        };
        let before = &old.texts[old_index];
        let (old_units, new_units) = (units::of_text(before), units::of_text(text));
        let alignment = align::align(&old_units, &new_units);
        pairs.push(Pair {
            old_index,
            new_index,
            old: before,
            new: text,
            old_units,
            new_units,
            alignment,
        });
    }
    pairs
}

fn missing(list: &[TextRecord], other: &[TextRecord]) -> Vec<String> {
    let is_there = |id: &str| other.iter().any(|text| text.id == id);
    let ids = list.iter().map(|text| text.id.clone());
    ids.filter(|id| !is_there(id)).collect()
}

impl Comparison {
    /// Whether the two printings are the same.
    pub fn is_empty(&self) -> bool {
        self.texts_added.is_empty()
            && self.texts_removed.is_empty()
            && self.words.is_empty()
            && self.entries.is_empty()
            && self.notes.is_empty()
            && self.locators.is_empty()
            && self.references.is_empty()
            && self.pages.is_empty()
    }

    /// As JSON, for programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self)
            .expect("a comparison has no keys that are not strings")
    }
}

/// The line on which a unit begins; of a title above a text, its first.
pub fn line_of(text: &TextRecord, unit: &Unit) -> Option<usize> {
    if unit.block == units::TITLE {
        return (!text.lines.is_empty()).then_some(0);
    }
    text.line_at(unit.block, unit.range.start)
}
