//! What the feet of a text hold, item by item.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;

use super::places::{DESCRIPTION, marked};
use crate::compose::job::Key;
use crate::typeset::frames::{Placed, items};

/// What the feet of a text hold.
#[derive(Default)]
pub(super) struct Survey {
    /// How many tags were seen.
    pub(super) events: usize,
    /// The item being read.
    pub(super) current: Option<Key>,
    /// How each item begins.
    pub(super) printed: FxHashMap<Key, String>,
    /// The items that begin on each page, in order.
    pub(super) begun: Vec<Vec<Key>>,
    /// Elements that are open: where, in which item, and as which tag.
    pub(super) open: Vec<(Location, Option<Key>, usize)>,
    /// Tags of elements that do not begin and end in the same item.
    pub(super) across: FxHashSet<usize>,
}

impl Survey {
    pub(super) fn frame(&mut self, frame: &Frame) {
        for Placed { item, .. } in items(frame) {
            match item {
                FrameItem::Tag(Tag::Start(element, _)) => {
                    self.current = marked(element).or(self.current);
                    let location = element.location();
                    self.open.extend(location.map(|at| (at, self.current, self.events)));
                    self.events += 1;
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    let found = self.open.iter().rposition(|open| open.0 == *location);
                    if let Some((_, key, start)) = found.map(|k| self.open.remove(k))
                        && key != self.current
                    {
                        self.across.extend([start, self.events]);
                    }
                    self.events += 1;
                }
                FrameItem::Text(text) => self.text(text),
                _ => {}
            }
        }
    }

    /// Reads a text; with its first one an item begins.
    pub(super) fn text(&mut self, text: &TextItem) {
        let Some(key) = self.current else { return };
        let words = match self.printed.entry(key) {
            Entry::Occupied(words) => words.into_mut(),
            Entry::Vacant(_) if text.text.trim().is_empty() => return,
            Entry::Vacant(place) => {
                if let Some(page) = self.begun.last_mut() {
                    page.push(key);
                }
                place.insert(String::new())
            }
        };
        if words.len() < DESCRIPTION {
            words.push_str(&text.text);
        }
    }
}
