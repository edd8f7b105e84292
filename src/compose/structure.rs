//! What ties the foot to the text in the structure of a tagged PDF.
//!
//! Each entry and note of the foot or of the end becomes a note of the structure, and the place it
//! belongs to gets a reference; a link leads from the one to the other and back.
//! Where an item of the foot begins, its frame has a [mark](Key); whatever the foot
//! looks like, the marks stay in the order of reading. When a text has its pages,
//! [`weave`] takes the marks out and puts tags for the export in:
//!
//! - in a line, behind the run of glyphs that a lemma begins in, a reference with a link;
//! - behind the first block that ends after the page's last line, the notes of the page,
//!   so that no paragraph is read with notes in its midst;
//! - around the glyphs of each item a group that says of which note they are.
//!
//! Endnotes are the same, but that their notes stand where they are printed.

mod feet;
mod lines;

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};
use typst::foundations::{Content, NativeElement, Packed, Value};
use typst::introspection::{Location, MetadataElem, Tag, TagFlags};
use typst::layout::{Abs, Frame, FrameItem, Point, Size};
use typst::model::{Destination, FootnoteBody, FootnoteElem, FootnoteEntry, LinkMarker};
use typst::pdf::PdfMarkerTag;
use typst::text::TextItem;
use typst::utils::hash128;

use self::feet::Feet;
use self::lines::Lines;
use super::endnotes::SetEndnotes;
use super::job::{Item, TextJob};
use super::text::SetPage;
use crate::lines::LineMap;
use crate::pages::Plan;
use crate::typeset::Origins;

/// The most characters of a lemma or a note that a link is described with.
const DESCRIPTION: usize = 60;

/// An item of the foot: the index of its series, and its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The series.
    pub series: usize,
    /// The item.
    pub item: usize,
}

/// What a mark's value begins with.
const MARK: &str = "variorum-item";

impl Key {
    /// What marks the place where an item begins, as content for Typst.
    pub fn mark(self) -> Content {
        let value = format!("{MARK} {} {}", self.series, self.item);
        MetadataElem::new(Value::Str(value.into())).pack()
    }

    /// The same, for a frame.
    pub fn mark_items(self) -> [FrameItem; 2] {
        pair(self.mark(), Location::new(hash128(&(MARK, self))), HIDDEN)
    }

    fn of(content: &Content) -> Option<Self> {
        let metadata = content.to_packed::<MetadataElem>()?;
        let Value::Str(value) = &metadata.value else { return None };
        let mut numbers = value.strip_prefix(MARK)?.split_whitespace();
        let mut next = || numbers.next()?.parse().ok();
        Some(Self { series: next()?, item: next()? })
    }
}

/// Flags of tags that neither the export nor queries see.
const HIDDEN: TagFlags = TagFlags { introspectable: false, tagged: false };
/// Flags of tags for both.
const SHOWN: TagFlags = TagFlags { introspectable: true, tagged: true };
/// Flags of structure alone.
const TAGGED: TagFlags = TagFlags { introspectable: false, tagged: true };

/// The start and the end of an element.
fn pair(element: Content, location: Location, flags: TagFlags) -> [FrameItem; 2] {
    let element = element.located(location);
    let end = Tag::End(location, location.hash(), flags);
    [FrameItem::Tag(Tag::Start(element, flags)), FrameItem::Tag(end)]
}

/// Has a piece of a foot begin with the mark of the item it goes on with: the last one
/// of the piece before.
pub fn resume(piece: &mut Frame, before: &Frame) {
    if let Some(key) = last_mark(before) {
        piece.prepend_multiple(key.mark_items().map(|item| (Point::zero(), item)));
    }
}

fn last_mark(frame: &Frame) -> Option<Key> {
    let mut items: Vec<&FrameItem> = frame.items().map(|(_, item)| item).collect();
    items.reverse();
    items.into_iter().find_map(|item| match item {
        FrameItem::Group(group) => last_mark(&group.frame),
        FrameItem::Tag(Tag::Start(element, _)) => Key::of(element),
        _ => None,
    })
}

/// Where the note of an item begins, in the text with the path given; if it is printed.
pub fn place_of(path: &str, key: Key) -> Location {
    Places { base: hash128(path) }.at(Role::Back, key)
}

/// The locations of the tags of a text's items.
struct Places {
    base: u128,
}

impl Places {
    fn at(&self, role: Role, key: Key) -> Location {
        Location::new(hash128(&("variorum", self.base, role, key)))
    }

    /// A reference to an item's note, with a link and no glyphs of its own: to the eye it
    /// is the glyphs in `areas`.
    fn reference(&self, key: Key, areas: Vec<(Point, Size)>, words: &str) -> Items {
        let at = areas.first().map(|area| area.0).unwrap_or_default();
        let reference = PdfMarkerTag::BibEntry(Content::empty());
        let place = self.at(Role::Reference, key);
        let [start, end] = pair(reference, place, SHOWN);
        let place = (Location::new(hash128(&(place, "link"))), TAGGED);
        let link = self.link(place, self.at(Role::Back, key), areas, words);
        [vec![(at, start)], link, vec![(at, end)]].concat()
    }

    /// A note; its glyphs come from groups.
    fn note(&self, key: Key) -> [FrameItem; 4] {
        let glyphs = FootnoteElem::new(FootnoteBody::Content(key.mark()));
        let note = FootnoteEntry::new(Packed::new(glyphs.clone())).pack();
        let [start, end] = pair(note, self.at(Role::Note, key), TAGGED);
        let place = self.at(Role::Glyphs, key);
        let [glyphs, glyphs_end] = pair(glyphs.pack(), place, SHOWN);
        [start, glyphs, glyphs_end, end]
    }

    /// The link from an item's note to its reference; to the eye it is the glyphs in
    /// `area`.
    fn back(&self, key: Key, area: (Point, Size), words: &str) -> Items {
        let place = (self.at(Role::Back, key), SHOWN);
        self.link(place, self.at(Role::Reference, key), vec![area], words)
    }

    fn link(
        &self,
        (place, flags): (Location, TagFlags),
        to: Location,
        areas: Vec<(Point, Size)>,
        words: &str,
    ) -> Items {
        let at = areas.first().map(|area| area.0).unwrap_or_default();
        let link = LinkMarker::new(Content::empty(), Some(words.into())).pack();
        let [start, end] = pair(link, place, flags);
        let target = Destination::Location(to);
        let mut items = Vec::with_capacity(areas.len() + 2);
        items.push((at, start));
        items.extend(
            areas
                .into_iter()
                .map(|(at, size)| (at, FrameItem::Link(target.clone(), size))),
        );
        items.push((at, end));
        items
    }
}

/// What a tag of an item is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Role {
    /// The reference in the line.
    Reference,
    /// The link in the note, back to the line.
    Back,
    /// The note.
    Note,
    /// What holds the note's glyphs.
    Glyphs,
}

/// The items of a frame with their places.
type Items = Vec<(Point, FrameItem)>;

/// The items of a text in the order of their tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// As referred to in the lines.
    pub references: Vec<Key>,
    /// As notes.
    pub notes: Vec<Key>,
}

/// What ties the endnotes of a series to the lines of their text.
#[derive(Debug, Clone, Default)]
pub struct EndTies {
    /// The text's path.
    path: String,
    /// The items that are printed, in order.
    pub notes: Vec<Key>,
    /// What each of them stands at, in words.
    lemmas: FxHashMap<Key, String>,
}

/// Ties the feet of a text's pages, and its endnotes, to its lines. Those are put on pages
/// later, and [`weave_endnotes`] does the rest.
pub fn weave(
    pages: &mut [SetPage],
    endnotes: &mut [SetEndnotes],
    plan: &Plan,
    line_map: &LineMap,
    job: &TextJob,
    origins: &Origins,
) -> Ties {
    let mut survey = Survey::default();
    for page in pages.iter() {
        survey.begun.push(vec![]);
        for frame in &page.foot.frames {
            survey.current = None;
            survey.frame(frame);
        }
    }
    for notes in endnotes.iter() {
        survey.begun.push(vec![]);
        survey.current = None;
        survey.frame(&notes.strip);
    }
    if survey.printed.is_empty() {
        return Ties::default();
    }
    let mut wanted: Vec<Vec<(Item, Key)>> = vec![vec![]; plan.pages.len()];
    for (&key, words) in &survey.printed {
        let Some(&item) = job.item(key).filter(|_| !words.trim().is_empty()) else {
            continue;
        };
        let line = line_map.line_of(item.from).unwrap_or(0);
        let page = plan.pages.partition_point(|page| page.lines.end <= line);
        if let Some(wanted) = wanted.get_mut(page) {
            wanted.push((item, key));
        }
    }
    let places = Places { base: hash128(&job.path) };
    let mut wanted = wanted.into_iter();
    let mut bodies = Lines {
        places: &places,
        origins,
        survey: &survey,
        lemmas: FxHashMap::default(),
        references: FxHashMap::default(),
        ties: Ties::default(),
        event: 0,
        closing: None,
        open: vec![],
        pending: vec![],
    };
    let last = pages.len() - 1;
    for (n, page) in pages.iter_mut().enumerate() {
        let mut here = wanted.next().unwrap_or_default();
        here.sort_unstable_by_key(|(item, key)| (item.from, *key));
        bodies.page(&mut page.body, &here, &survey.begun[n], n == last);
    }
    let Lines { mut lemmas, ties, .. } = bodies;
    for (notes, begun) in endnotes.iter_mut().zip(&survey.begun[pages.len()..]) {
        let own = begun.iter().filter_map(|key| Some((*key, lemmas.remove(key)?)));
        notes.ties = EndTies {
            path: job.path.clone(),
            lemmas: own.collect(),
            notes: begun.clone(),
        };
    }
    let mut feet = Feet {
        places: &places,
        survey: &survey,
        lemmas,
        event: 0,
        current: None,
        mark: None,
    };
    for frame in pages.iter_mut().flat_map(|page| &mut page.foot.frames) {
        feet.current = None;
        *frame = feet.frame(std::mem::take(frame), false);
    }
    ties
}

/// Ties the pieces of a series of endnotes, in the order of their pages and columns: before
/// each stand the notes that begin in it.
pub fn weave_endnotes(pieces: &mut [Frame], ties: &EndTies) {
    let mut survey = Survey::default();
    for k in 0..pieces.len() {
        let (before, piece) = pieces.split_at_mut(k);
        if let Some(before) = before.last() {
            resume(&mut piece[0], before);
        }
        survey.begun.push(vec![]);
        survey.current = None;
        survey.frame(&piece[0]);
    }
    let places = Places { base: hash128(&ties.path) };
    let lemmas = ties.lemmas.clone();
    let (survey, current, mark) = (&survey, None, None);
    let mut feet = Feet {
        places: &places,
        survey,
        lemmas,
        event: 0,
        current,
        mark,
    };
    for (piece, begun) in pieces.iter_mut().zip(&survey.begun) {
        feet.current = None;
        *piece = feet.frame(std::mem::take(piece), false);
        let notes = begun.iter().flat_map(|&key| places.note(key));
        piece.prepend_multiple(notes.map(|item| (Point::zero(), item)));
    }
}

/// What the feet of a text hold.
#[derive(Default)]
struct Survey {
    /// How many tags were seen.
    events: usize,
    /// The item being read.
    current: Option<Key>,
    /// How each item begins.
    printed: FxHashMap<Key, String>,
    /// The items that begin on each page, in order.
    begun: Vec<Vec<Key>>,
    /// Elements that are open: where, in which item, and as which tag.
    open: Vec<(Location, Option<Key>, usize)>,
    /// Tags of elements that do not begin and end in the same item.
    across: FxHashSet<usize>,
}

impl Survey {
    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Tag(Tag::Start(element, _)) => {
                    self.current = Key::of(element).or(self.current);
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
    fn text(&mut self, text: &TextItem) {
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

/// A text as it stands on a page.
struct Run<'a> {
    /// Where it stands among the items of the page.
    event: usize,
    at: Point,
    text: &'a TextItem,
    /// Its first and its last source byte, if it is of the source.
    bytes: Option<(u32, u32)>,
}

/// The place of some glyphs of a run on paper.
fn area(run: &Run, of: impl Fn(usize) -> bool) -> (Point, Size) {
    let (mut x, mut left, mut right) = (Abs::zero(), None, Abs::zero());
    let size = run.text.size;
    for (k, glyph) in run.text.glyphs.iter().enumerate() {
        let end = x + glyph.x_advance.at(size);
        if of(k) {
            left = left.or(Some(x));
            right = end;
        }
        x = end;
    }
    let left = left.unwrap_or_default();
    let corner = run.at + Point::new(left, -0.75 * size);
    (corner, Size::new(right - left, size))
}

/// The beginning of a text, up to a blank.
pub fn short(text: &str) -> &str {
    let text = text.trim();
    match text.char_indices().nth(DESCRIPTION) {
        Some((end, _)) => text[..end]
            .rsplit_once(char::is_whitespace)
            .map_or(&text[..end], |p| p.0),
        None => text,
    }
}
