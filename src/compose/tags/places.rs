//! The items of the foot and the tags that stand for them: where each of these is, and what
//! it is made of.

use typst::foundations::{Content, NativeElement, Packed, Value};
use typst::introspection::{Location, MetadataElem, Tag, TagFlags};
use typst::layout::{Abs, Frame, FrameItem, Point, Size};
use typst::model::{Destination, FootnoteBody, FootnoteElem, FootnoteEntry, LinkMarker};
use typst::pdf::PdfMarkerTag;
use typst::text::TextItem;
use typst::utils::hash128;

use crate::compose::job::Key;
use crate::typeset::frames::{Items, tags};

/// The most characters of a lemma or a note that a link is described with.
pub(super) const DESCRIPTION: usize = 60;

/// What a mark's value begins with.
pub(super) const MARK: &str = "variorum-item";

/// What marks the place where an item begins, as content for Typst.
pub fn mark(key: Key) -> Content {
    let value = format!("{MARK} {} {}", key.series, key.item);
    MetadataElem::new(Value::Str(value.into())).pack()
}

/// The same, for a frame.
pub fn mark_items(key: Key) -> [FrameItem; 2] {
    pair(mark(key), Location::new(hash128(&(MARK, key))), HIDDEN)
}

/// The item that begins with a mark, if content is one.
pub(super) fn marked(content: &Content) -> Option<Key> {
    let metadata = content.to_packed::<MetadataElem>()?;
    let Value::Str(value) = &metadata.value else { return None };
    let mut numbers = value.strip_prefix(MARK)?.split_whitespace();
    let mut next = || numbers.next()?.parse().ok();
    Some(Key { series: next()?, item: next()? })
}

/// Flags of tags that neither the export nor queries see.
pub(super) const HIDDEN: TagFlags = TagFlags { introspectable: false, tagged: false };
/// Flags of tags for both.
pub(super) const SHOWN: TagFlags = TagFlags { introspectable: true, tagged: true };
/// Flags of structure alone.
pub(super) const TAGGED: TagFlags = TagFlags { introspectable: false, tagged: true };

/// The start and the end of an element.
pub(super) fn pair(
    element: Content,
    location: Location,
    flags: TagFlags,
) -> [FrameItem; 2] {
    let element = element.located(location);
    let end = Tag::End(location, location.hash(), flags);
    [FrameItem::Tag(Tag::Start(element, flags)), FrameItem::Tag(end)]
}

/// Has a piece of a foot begin with the mark of the item it goes on with: the last one
/// of the piece before.
pub fn resume(piece: &mut Frame, before: &Frame) {
    if let Some(key) = last_mark(before) {
        piece.prepend_multiple(mark_items(key).map(|item| (Point::zero(), item)));
    }
}

pub(super) fn last_mark(frame: &Frame) -> Option<Key> {
    let starts = tags(frame).filter_map(|tag| match tag {
        Tag::Start(element, _) => marked(element),
        Tag::End(..) => None,
    });
    starts.last()
}

/// Where the note of an item begins, in the text with the path given; if it is printed.
pub fn place_of(path: &str, key: Key) -> Location {
    Places { base: hash128(path) }.at(Role::Back, key)
}

/// The locations of the tags of a text's items.
pub(super) struct Places {
    pub(super) base: u128,
}

impl Places {
    pub(super) fn at(&self, role: Role, key: Key) -> Location {
        Location::new(hash128(&("variorum", self.base, role, key)))
    }

    /// A reference to an item's note, with a link and no glyphs of its own: to the eye it
    /// is the glyphs in `areas`.
    pub(super) fn reference(
        &self,
        key: Key,
        areas: Vec<(Point, Size)>,
        words: &str,
    ) -> Items {
        let at = areas.first().map(|area| area.0).unwrap_or_default();
        let reference = PdfMarkerTag::BibEntry(Content::empty());
        let place = self.at(Role::Reference, key);
        let [start, end] = pair(reference, place, SHOWN);
        let place = (Location::new(hash128(&(place, "link"))), TAGGED);
        let link = self.link(place, self.at(Role::Back, key), areas, words);
        [vec![(at, start)], link, vec![(at, end)]].concat()
    }

    /// A note; its glyphs come from groups.
    pub(super) fn note(&self, key: Key) -> [FrameItem; 4] {
        let glyphs = FootnoteElem::new(FootnoteBody::Content(mark(key)));
        let note = FootnoteEntry::new(Packed::new(glyphs.clone())).pack();
        let [start, end] = pair(note, self.at(Role::Note, key), TAGGED);
        let place = self.at(Role::Glyphs, key);
        let [glyphs, glyphs_end] = pair(glyphs.pack(), place, SHOWN);
        [start, glyphs, glyphs_end, end]
    }

    /// The link from an item's note to its reference; to the eye it is the glyphs in
    /// `area`.
    pub(super) fn back(&self, key: Key, area: (Point, Size), words: &str) -> Items {
        let place = (self.at(Role::Back, key), SHOWN);
        self.link(place, self.at(Role::Reference, key), vec![area], words)
    }

    pub(super) fn link(
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
pub(super) enum Role {
    /// The reference in the line.
    Reference,
    /// The link in the note, back to the line.
    Back,
    /// The note.
    Note,
    /// What holds the note's glyphs.
    Glyphs,
}

/// The items of a text in the order of their tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// As referred to in the lines.
    pub references: Vec<Key>,
    /// As notes.
    pub notes: Vec<Key>,
}

/// A text as it stands on a page.
pub(super) struct Run<'a> {
    /// Where it stands among the items of the page.
    pub(super) event: usize,
    pub(super) at: Point,
    pub(super) text: &'a TextItem,
    /// Its first and its last source byte, if it is of the source.
    pub(super) bytes: Option<(u32, u32)>,
}

/// The place of some glyphs of a run on paper.
pub(super) fn area(run: &Run, of: impl Fn(usize) -> bool) -> (Point, Size) {
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
