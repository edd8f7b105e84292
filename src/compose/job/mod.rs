//! A text as the page builder needs it: where its entries and notes are called,
//! by source bytes, and what its blocks are.

mod blocks;
pub mod pins;
mod repeat;
mod witnesses;

use std::ops::Range;

use blocks::blocks;
pub use blocks::{BlockJob, parts_letters};
use pins::{PlacedPin, anchor, pins};
pub use repeat::Vocabulary;
pub use witnesses::Witnesses;

use crate::assemble::TextMap;
use crate::edition::{Edition, Series, SeriesKind, SeriesPlace, TypeSizes};
use crate::lines::{Counts, LineMap};
use crate::model::{Dir, Lang, Place, PointKind, ReadingKind, Role, Text};

/// A text to compose.
#[derive(Debug, Clone)]
pub struct TextJob {
    /// Its index in the model.
    pub index: usize,
    /// Where in the book it stands.
    pub role: Role,
    /// For contents and running heads.
    pub title: String,
    /// For running heads, if shorter.
    pub running_title: String,
    /// Its language.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
    /// The sizes of its type.
    pub sizes: TypeSizes,
    /// The virtual path of its source.
    pub path: String,
    /// The way back from the source.
    pub map: TextMap,
    /// Its blocks.
    pub blocks: Vec<BlockJob>,
    /// The items of each series of the edition that stand at the foot, in order of their
    /// place.
    pub series: Vec<Vec<Item>>,
    /// The items of each series of the edition that are endnotes, in order of their place.
    pub endnotes: Vec<Vec<Item>>,
    /// Pages of witnesses that begin in the text, in order of their place.
    pub breaks: Vec<Break>,
    /// What the numbers of its lines are made from.
    pub counts: Counts,
    /// The words of the text and of its lemmas.
    pub vocabulary: Vocabulary,
    /// What the editor wants of page breaks.
    pub pins: Vec<PlacedPin>,
    /// The witnesses that are present in each part, if they are to be listed.
    pub witnesses: Witnesses,
    /// Where pages of the last release began, the first apart, in order.
    pub locked: Vec<Locked>,
    /// The first page of the last release, if no page start may move.
    pub frozen: Option<FirstPage>,
    /// The paragraphs that were set a line shorter or longer in the last release, by their
    /// blocks, and how many lines they had.
    pub fitted: Vec<(u32, u32)>,
}

/// The first page of a text in the last release.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FirstPage {
    /// Its number.
    pub page: String,
    /// How many pages followed it with nothing but notes that run on.
    pub more: u32,
}

/// Where a page of the last release began.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locked {
    /// The source byte of its first word.
    pub at: u32,
    /// How many lines without words stand above it.
    pub above: u32,
    /// The page's number in the release.
    pub page: String,
    /// How many pages followed it with nothing but notes that run on.
    pub more: u32,
}

/// A page of a witness or of an older edition begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The source byte of the first character on it.
    pub at: u32,
    /// Its number.
    pub n: String,
    /// The siglum of the witness, if said.
    pub ed: Option<String>,
}

/// A note or an entry.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// Its index among the notes or the entries of the text.
    pub index: usize,
    /// Whether it is an entry, else a note.
    pub entry: bool,
    /// The source byte of the first character it refers to.
    pub from: u32,
    /// The source byte of the last character it refers to.
    pub last: u32,
}

/// An item of the foot: the index of its series, and its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The series.
    pub series: usize,
    /// The item.
    pub item: usize,
}

impl TextJob {
    /// Prepares a text. `words_wanted` says that references may ask for numbers of words.
    pub fn new(
        index: usize,
        text: &Text,
        map: TextMap,
        path: String,
        edition: &Edition,
        words_wanted: bool,
    ) -> Self {
        let file = edition.texts.get(index);
        let own = file.and_then(|file| file.witnesses.as_deref());
        let running_title = file.and_then(|file| file.short_title.as_deref());
        let (series, endnotes) = edition
            .series
            .iter()
            .map(|series| {
                let items = items(text, series, &map);
                if is_at_foot(series, text.role) {
                    (items, vec![])
                } else {
                    (vec![], items)
                }
            })
            .unzip();
        let mut blocks = blocks(text, edition.verse.stanzas);
        for fit in edition.fits.iter().filter(|fit| fit.text == text.id) {
            if let Some(place) = anchor(text, &fit.at) {
                blocks[place.block as usize].fits = false;
            }
        }
        Self {
            index,
            role: text.role,
            title: text.title.clone(),
            running_title: running_title.unwrap_or(&text.title).to_owned(),
            lang: text.lang.clone(),
            dir: text.dir,
            sizes: edition.sizes(index, text),
            path,
            blocks,
            series,
            endnotes,
            breaks: breaks(text, edition, &map),
            counts: Counts::of(text, &map),
            witnesses: Witnesses::of(text, edition, own, &map),
            vocabulary: Vocabulary::of(text, &map, &edition.apparatus.same, words_wanted),
            pins: pins(text, &map, edition),
            locked: vec![],
            frozen: None,
            fitted: vec![],
            map,
        }
    }

    /// An item, wherever it stands.
    pub fn item(&self, key: Key) -> Option<&Item> {
        let mut places = [&self.series, &self.endnotes].into_iter();
        places.find_map(|series| series.get(key.series)?.get(key.item))
    }

    /// The items of a series, wherever they stand.
    pub fn items(&self, series: usize) -> impl Iterator<Item = &Item> {
        self.series[series].iter().chain(&self.endnotes[series])
    }

    /// The source bytes of an item.
    pub fn source_of(&self, item: &Item) -> Range<u32> {
        let ranges = if item.entry { &self.map.entries } else { &self.map.notes };
        ranges[item.index].clone()
    }

    /// The lines with which pages of the last release began, in order, each with the
    /// page's number; `map` is that of the text as set.
    pub fn locked_lines(&self, map: &LineMap) -> Vec<(usize, &str)> {
        let mut lines: Vec<(usize, &str)> = self
            .locked
            .iter()
            .filter_map(|locked| {
                let line = map.line_of(locked.at)?.saturating_sub(locked.above as usize);
                Some((line, locked.page.as_str()))
            })
            .filter(|(line, _)| *line > 0)
            .collect();
        lines.dedup_by_key(|(line, _)| *line);
        lines
    }
}

/// Whether the items of a series stand at the foot in texts of a role. Entries of the front
/// matter do in any case: its pages have no numbers yet when it is set.
fn is_at_foot(series: &Series, role: Role) -> bool {
    match series.kind {
        SeriesKind::Critical if role == Role::Front => true,
        _ => series.place == SeriesPlace::Foot,
    }
}

fn breaks(text: &Text, edition: &Edition, map: &TextMap) -> Vec<Break> {
    let siglum = |id: &String| {
        let witness = edition.witnesses.iter().find(|witness| witness.id == *id);
        witness.map_or_else(|| id.clone(), |witness| witness.siglum.clone())
    };
    let mut found = vec![];
    for (k, block) in text.blocks.iter().enumerate() {
        for point in &block.content.points {
            if let PointKind::PageBreak { n, ed } = &point.kind {
                let place = Place { block: k as u32, offset: point.at };
                let at = map.source_of(place).unwrap_or(0);
                found.push(Break { at, n: n.clone(), ed: ed.as_ref().map(siglum) });
            }
        }
    }
    found
}

fn items(text: &Text, series: &Series, map: &TextMap) -> Vec<Item> {
    let byte = |place: Place| map.source_of(place).unwrap_or(0);
    // The character before a place, for what ends or is called there.
    let before = |place: Place| match place.offset {
        0 => byte(place),
        offset => {
            let content = &text.blocks[place.block as usize].content.text;
            let offset = offset.min(content.len() as u32);
            let last = content[..offset as usize].char_indices().next_back();
            byte(Place { offset: last.map_or(0, |(i, _)| i as u32), ..place })
        }
    };
    let entries = text
        .entries
        .iter()
        .enumerate()
        .filter(|(_, e)| e.series == series.id)
        .map(|(index, entry)| {
            let point = entry.from >= entry.to;
            let begins = entry.readings.iter().any(|r| r.kind == ReadingKind::Beginning);
            let from =
                if point && !begins { before(entry.from) } else { byte(entry.from) };
            let last = if point { from } else { before(entry.to).max(from) };
            Item { index, entry: true, from, last }
        });
    let notes = text
        .notes
        .iter()
        .enumerate()
        .filter(|(_, n)| n.series == series.id)
        .map(|(index, note)| {
            let from = before(note.at);
            Item { index, entry: false, from, last: from }
        });
    let mut items: Vec<Item> = entries.chain(notes).collect();
    items.sort_by_key(|item| item.from);
    items
}
