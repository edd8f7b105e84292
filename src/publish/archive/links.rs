//! Links of the archive PDF from words that refer to a place of the book, and from the locators
//! of indexes. A concordance has so many that their links would be half of the file.
//!
//! Until the pages are known such words have an [`Address`] for a target. Here that is
//! exchanged for the place, the link is described with the words that stand there, and it
//! becomes a reference of the structure ([`splice`](super::splice) gives that its name).

use rustc_hash::{FxHashMap, FxHashSet};
use typst::foundations::{Content, NativeElement};
use typst::introspection::{Location, PagedPosition, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::{Destination, LinkMarker};
use typst::pdf::PdfMarkerTag;
use typst::utils::hash128;
use typst_layout::Page;

use super::destinations;
use crate::assemble::address::{Address, TextLine};
use crate::build::{Built, Read};
use crate::compose::job::Key;
use crate::compose::tags::{place_of, short};
use crate::locate::cross::{Anchors, Spot, entry_at, note_at};
use crate::model::{Model, Passage, PointKind, Style, Target};
use crate::publish::record::crosses::passages;
use crate::typeset::frames::{Change, Items, Place, map, tags};

/// Has the words of some pages that refer to places lead there. Whether there are any.
pub(super) fn lead(pages: &mut [Page], read: &Read, built: &Built) -> bool {
    let has_locators = built.indexes.iter().any(|index| !index.sections.is_empty());
    if !has_locators && !has_links(&read.model) {
        return false;
    }
    let anchors = Anchors::of(&read.model);
    let mut leads = Leads {
        read,
        built,
        anchors,
        known: FxHashMap::default(),
        open: FxHashMap::default(),
        dropped: FxHashSet::default(),
    };
    for page in pages.iter_mut() {
        if leads.changes(&page.frame) {
            page.frame = map(std::mem::take(&mut page.frame), &mut leads);
        }
    }
    true
}

/// Whether some words of an edition refer to a place of it.
fn has_links(model: &Model) -> bool {
    let refers = |words: &Passage| {
        let link =
            |style: &Style| matches!(style, Style::Link(to) if to.starts_with('#'));
        let reference = |kind: &PointKind| matches!(kind, PointKind::Reference(_));
        words.styles.iter().any(|styled| link(&styled.style))
            || words.points.iter().any(|point| reference(&point.kind))
    };
    let mut all = model.texts.iter().flat_map(passages);
    all.any(|(_, words, _)| refers(words))
}

/// Where a link leads, and the words that stand there.
type Lead = (Destination, String);

struct Leads<'a> {
    read: &'a Read,
    built: &'a Built,
    anchors: Anchors<'a>,
    /// The links that were met; nothing for those that lead nowhere.
    known: FxHashMap<Address, Option<Lead>>,
    /// Links that are open, with the reference around them.
    open: FxHashMap<Location, Location>,
    /// Links that are open and lead nowhere.
    dropped: FxHashSet<Location>,
}

impl Change for Leads<'_> {
    fn item(&mut self, place: &Place, item: FrameItem, out: &mut Items) {
        let item = match item {
            FrameItem::Link(to, size) => {
                let address = match &to {
                    Destination::Url(url) => Address::read(url),
                    _ => None,
                };
                match address.map(|address| self.lead(address)) {
                    None => FrameItem::Link(to, size),
                    Some(None) => return,
                    Some(Some((to, _))) => FrameItem::Link(to.clone(), size),
                }
            }
            FrameItem::Tag(tag) => {
                out.extend(self.tag(&tag).into_iter().map(|item| (place.pos, item)));
                return;
            }
            other => other,
        };
        out.push((place.pos, item));
    }
}

impl<'a> Leads<'a> {
    /// Whether a frame has links into the book, or the end of one.
    fn changes(&self, frame: &Frame) -> bool {
        tags(frame).any(|tag| match tag {
            Tag::Start(element, _) => address(element).is_some(),
            Tag::End(location, ..) => {
                self.open.contains_key(location) || self.dropped.contains(location)
            }
        })
    }

    /// What stands in place of a tag.
    fn tag(&mut self, tag: &Tag) -> Vec<FrameItem> {
        let tags = match tag {
            Tag::Start(element, flags) => {
                let link = address(element).zip(element.location());
                let Some((link, location)) = link else {
                    return vec![FrameItem::Tag(tag.clone())];
                };
                let Some((_, words)) = self.lead(link) else {
                    self.dropped.insert(location);
                    return vec![];
                };
                let marker =
                    LinkMarker::new(Content::empty(), Some(words.as_str().into())).pack();
                let around = Location::new(hash128(&("variorum", "cross", location)));
                let reference = PdfMarkerTag::Label(Content::empty()).located(around);
                self.open.insert(location, around);
                vec![
                    Tag::Start(reference, *flags),
                    Tag::Start(marker.located(location), *flags),
                ]
            }
            Tag::End(location, _, flags) => {
                if self.dropped.remove(location) {
                    return vec![];
                }
                let mut tags = vec![tag.clone()];
                if let Some(around) = self.open.remove(location) {
                    tags.push(Tag::End(around, around.hash(), *flags));
                }
                tags
            }
        };
        tags.into_iter().map(FrameItem::Tag).collect()
    }

    /// Where an address leads; nothing if it leads nowhere.
    fn lead(&mut self, address: Address) -> Option<&Lead> {
        if !self.known.contains_key(&address) {
            let lead = match &address {
                Address::Line(line) => self.line(*line),
                Address::Anchor { to, text, anchor } => self.find(*to, text, anchor),
            };
            self.known.insert(address.clone(), lead);
        }
        self.known.get(&address).and_then(Option::as_ref)
    }

    /// A line that a locator leads to.
    fn line(&self, TextLine { text, line }: TextLine) -> Option<Lead> {
        let (text, line) = (text as usize, line as usize);
        let (job, set) = (self.built.jobs.get(text)?, self.built.texts.get(text)?);
        set.lines.get(line)?;
        let place = set.line_map.first_place(line, &job.map);
        let words = place.map_or("", |place| {
            let block = &self.read.model.texts[text].blocks[place.block as usize];
            block.content.text.get(place.offset as usize..).unwrap_or_default()
        });
        Some((self.on_line(text, line)?, described(words, &job.title)))
    }

    /// The place of a line of a text.
    fn on_line(&self, text: usize, line: usize) -> Option<Destination> {
        let head = self.read.edition.page.head;
        let place = destinations::at(self.built, head, text, line, String::new());
        position(place.page, place.y)
    }

    /// What is meant of an anchor that a link in a text names.
    fn find(&self, to: Target, from: &str, anchor: &str) -> Option<Lead> {
        let texts = &self.read.model.texts;
        let from = texts.iter().position(|text| text.id == from)?;
        let spot = self.anchors.find(from, anchor).ok()?;
        let text = &texts[spot.text];
        if to == Target::Text {
            let page = self.built.book.text_pages.get(spot.text)?.at(0);
            return Some((position(page, 0.0)?, short(&text.title).to_owned()));
        }
        let item = match to {
            Target::Note => spot.note.or_else(|| note_at(text, spot.place)),
            Target::Entry => entry_at(text, spot.place),
            _ => spot.note,
        };
        let words = match (to, item) {
            (Target::Note, Some(note)) | (Target::Place, Some(note)) => {
                let body = text.notes[note].body.first();
                body.map_or("", |words| words.text.as_str())
            }
            _ => {
                let words = &text.blocks[spot.place.block as usize].content.text;
                words.get(spot.place.offset as usize..).unwrap_or_default()
            }
        };
        let words = described(words, short(&text.title));
        let printed = item.and_then(|item| self.printed(spot, item, to == Target::Entry));
        let to = match printed {
            Some(location) => Destination::Location(location),
            None => {
                let line = self.built.places.line(spot.text, spot.place)?;
                self.on_line(spot.text, line)?
            }
        };
        Some((to, words))
    }

    /// Where a note or an entry is printed.
    fn printed(&self, spot: Spot, index: usize, entry: bool) -> Option<Location> {
        let (job, set) = (&self.built.jobs[spot.text], &self.built.texts[spot.text]);
        let key = (0..job.series.len()).find_map(|series| {
            let item = job
                .items(series)
                .position(|item| item.index == index && item.entry == entry)?;
            Some(Key { series, item })
        })?;
        let mut printed = set
            .ties
            .notes
            .iter()
            .chain(set.endnotes.iter().flat_map(|e| &e.ties.notes));
        printed.any(|known| *known == key).then(|| place_of(&job.path, key))
    }
}

/// The words that a link is described with: those where it leads, or else a title.
fn described(words: &str, title: &str) -> String {
    let words: Vec<&str> = short(words).split_whitespace().collect();
    if words.is_empty() { title.to_owned() } else { words.join(" ") }
}

/// The address of a link into the book.
fn address(element: &Content) -> Option<Address> {
    Address::read(element.to_packed::<LinkMarker>()?.alt.as_deref()?)
}

/// A place on a page, which is counted from 0: the baseline of a line, in points from the top.
fn position(page: usize, y: f64) -> Option<Destination> {
    let page = std::num::NonZeroUsize::new(page + 1)?;
    let point = Point::with_y(Abs::pt(y));
    Some(Destination::Position(PagedPosition { page, point }))
}
