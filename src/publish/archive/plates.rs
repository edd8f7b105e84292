//! Plates: the pages of an exported PDF, kept for the next export of the same edition, as a
//! printer keeps the plates of a book that is printed again.
//!
//! Most of an export is writing the glyphs of pages, also of those on which nothing changed.
//! Such a page is exported *thin*: all its items stay in their places in the structure, but
//! a text has glyphs only if some of them are new to the file or its type to the page, since
//! the fonts of the file and the resources of the page are made of these. Then the page's
//! stream of the export before is put in the place of the thin one
//! ([`streams`](super::splice::streams)). The file is the same, to the byte, as if all
//! pages were exported whole.
//!
//! That holds for a page if nothing of it changed, not even what is invisible; if the glyphs
//! that came up before it are the same as they were, in the same order, since their numbers
//! in the file come of that; and if it has no part of a table, a figure or a formula, whose
//! extent the file says.

use std::ops::Range;
use std::ptr;

use rustc_hash::{FxHashMap, FxHashSet};
use typst::foundations::Content;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::math::EquationElem;
use typst::model::{FigureCaption, FigureElem, TableElem};
use typst::text::{FontInstance, TextItem};
use typst::utils::hash128;
use typst::visualize::{ImageElem, Paint};
use typst_layout::Page;

use super::splice::streams::{Exchange, Exported, same_marks};
use crate::edition::ArchiveStandard;
use crate::publish::frames::reading_order::without_glyphs;
use crate::typeset::frames::{Items, Place, items, map, tags};

/// What an export leaves for the next one of the same edition.
#[derive(Default)]
pub struct Plates {
    /// The standard of the file.
    standard: Option<ArchiveStandard>,
    /// The types of texts.
    types: Vec<Type>,
    /// The first glyphs of the file in their order.
    firsts: Vec<First>,
    pages: Vec<Plate>,
    /// How many pages were taken from the export before.
    taken: usize,
}

/// A font in a color.
type Type = (FontInstance, Paint);

/// The first glyphs by type and number: what each stands for, and whether it shares that
/// with the glyph before it.
type Seen = FxHashMap<(u32, u16), Vec<(Box<str>, bool)>>;

/// A glyph where it first stands for some words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct First {
    /// Its type.
    kind: u32,
    glyph: u16,
    words: Box<str>,
    /// Whether the glyph before it stands for the same words.
    shares: bool,
}

/// A page.
struct Plate {
    /// As it was bound.
    page: Page,
    /// What is exported in its place; nothing if the page must be exported whole.
    thin: Option<Frame>,
    /// Which of the first glyphs are on it.
    firsts: Range<usize>,
    /// Its stream in the file.
    stream: Vec<u8>,
    /// The thin stream that was found to have the same marks, as a number.
    checked: Option<u128>,
}

/// An export on its way.
pub(super) struct Casting {
    before: Plates,
    now: Plates,
    /// The first glyphs up to now.
    seen: Seen,
    /// How many first glyphs are those of the export before.
    agreed: usize,
    /// The pages that must be exported whole.
    whole: Vec<bool>,
    /// The pages exported thin.
    thin: Vec<usize>,
}

impl Plates {
    /// How many pages of the last export were taken from the one before it, and how many
    /// it has.
    pub fn taken(&self) -> (usize, usize) {
        (self.taken, self.pages.len())
    }

    /// Begins an export of pages. What was kept is taken, and to be given back by
    /// [`Casting::finish`].
    pub(super) fn cast(&mut self, standard: ArchiveStandard, pages: &[Page]) -> Casting {
        let mut before = std::mem::take(self);
        if before.standard != Some(standard) {
            before = Self::default();
        }
        let now = Self { standard: Some(standard), ..Self::default() };
        Casting {
            before,
            now,
            seen: FxHashMap::default(),
            agreed: 0,
            whole: with_extents(pages),
            thin: vec![],
        }
    }
}

impl Casting {
    /// What is exported of the next page. `prepare` makes what is exported of one that
    /// changed.
    pub(super) fn page(
        &mut self,
        page: &Page,
        prepare: impl FnOnce(&Frame) -> Frame,
    ) -> Frame {
        let (number, from) = (self.now.pages.len(), self.now.firsts.len());
        let is_whole = self.whole.get(number).is_none_or(|whole| *whole);
        if let Some(plate) = self.before.pages.get_mut(number)
            && let Some(thin) = plate.thin.clone()
            && !is_whole
            && from == self.agreed
            && from == plate.firsts.start
            && plate.page.fill == page.fill
            && plate.page.bleed == page.bleed
            && same(&plate.page.frame, &page.frame)
        {
            for first in &self.before.firsts[plate.firsts.clone()] {
                note(&mut self.seen, first);
                self.now.firsts.push(first.clone());
                // A type comes up with a glyph.
                if first.kind as usize == self.now.types.len() {
                    let kind = self.before.types[first.kind as usize].clone();
                    self.now.types.push(kind);
                }
            }
            self.agreed = self.now.firsts.len();
            self.thin.push(number);
            self.now.pages.push(Plate {
                page: page.clone(),
                thin: Some(thin.clone()),
                firsts: plate.firsts.clone(),
                stream: std::mem::take(&mut plate.stream),
                checked: plate.checked,
            });
            return thin;
        }
        let frame = prepare(&page.frame);
        let thin = self.thinned(&frame, &mut FxHashSet::default());
        self.now.pages.push(Plate {
            page: page.clone(),
            thin: (!is_whole).then_some(thin),
            firsts: from..self.now.firsts.len(),
            stream: vec![],
            checked: None,
        });
        frame
    }

    /// The file with whole pages, from what was exported, and the plates of the next
    /// export. Nothing if the file is not as expected; then the export must be made again
    /// without plates.
    pub(super) fn finish(mut self, pdf: Vec<u8>) -> Option<(Vec<u8>, Plates)> {
        self.now.taken = self.thin.len();
        let exported = Exported::of(&pdf, self.now.pages.len())?;
        let mut exchanges = vec![];
        let mut is_thin = vec![false; self.now.pages.len()];
        for &number in &self.thin {
            let plate = &mut self.now.pages[number];
            let thin = exported.page(number);
            let key = hash128(thin);
            if plate.checked != Some(key) {
                if !same_marks(thin, &plate.stream)? {
                    return None;
                }
                plate.checked = Some(key);
            }
            is_thin[number] = true;
        }
        for (number, plate) in self.now.pages.iter_mut().enumerate() {
            if is_thin[number] {
                exchanges.push(Exchange { page: number, stream: &plate.stream });
            } else {
                plate.stream = exported.page(number).to_vec();
            }
        }
        if exchanges.is_empty() {
            return Some((pdf, self.now));
        }
        Some((exported.exchanged(&exchanges)?, self.now))
    }

    /// A frame whose texts have no glyphs but where they are needed. Takes note of new
    /// glyphs; `types` are those that the page has had.
    fn thinned(&mut self, frame: &Frame, types: &mut FxHashSet<u32>) -> Frame {
        map(frame.clone(), &mut |place: &Place, item: FrameItem, out: &mut Items| {
            let item = match item {
                FrameItem::Text(text) if !self.is_needed(&text, types) => {
                    FrameItem::Text(without_glyphs(&text))
                }
                other => other,
            };
            out.push((place.pos, item));
        })
    }

    /// Whether a text must be exported as it is.
    fn is_needed(&mut self, text: &TextItem, types: &mut FxHashSet<u32>) -> bool {
        if text.glyphs.is_empty() {
            return false;
        }
        let known = self
            .now
            .types
            .iter()
            .position(|(font, fill)| *font == text.font && *fill == text.fill);
        let kind = known.unwrap_or_else(|| {
            self.now.types.push((text.font.clone(), text.fill.clone()));
            self.now.types.len() - 1
        }) as u32;
        // Other paints make objects of their own, and glyphs that share their words are
        // given them in another way than one that stands alone.
        let is_plain = matches!(text.fill, Paint::Solid(_)) && text.stroke.is_none();
        let mut is_needed = types.insert(kind) || !is_plain;
        let mut last: Option<&Range<u16>> = None;
        for glyph in &text.glyphs {
            let words = text.text.get(glyph.range()).unwrap_or_default();
            let shares = last == Some(&glyph.range);
            last = Some(&glyph.range);
            is_needed |= shares;
            let known = self.seen.get(&(kind, glyph.id)).is_some_and(|known| {
                known.iter().any(|known| *known.0 == *words && known.1 == shares)
            });
            if !known {
                is_needed = true;
                let first = First { kind, glyph: glyph.id, words: words.into(), shares };
                note(&mut self.seen, &first);
                let number = self.now.firsts.len();
                let (before, index) = (&self.before, kind as usize);
                let agrees = before.firsts.get(number) == Some(&first)
                    && before.types.get(index) == self.now.types.get(index);
                self.agreed += usize::from(self.agreed == number && agrees);
                self.now.firsts.push(first);
            }
        }
        is_needed
    }
}

fn note(seen: &mut Seen, first: &First) {
    let known = seen.entry((first.kind, first.glyph)).or_default();
    known.push((first.words.clone(), first.shares));
}

/// For each page whether some of it is in an element whose extent is written into the file.
fn with_extents(pages: &[Page]) -> Vec<bool> {
    let mut walk = Extents::default();
    let mut found: Vec<bool> = pages
        .iter()
        .map(|page| {
            walk.meets = !walk.open.is_empty();
            walk.frame(&page.frame);
            walk.meets
        })
        .collect();
    // What belongs to such an element may stand on another page, as a note does.
    if !walk.within.is_empty() {
        for (page, found) in pages.iter().zip(&mut found) {
            *found |= belongs(&page.frame, &walk.within);
        }
    }
    found
}

/// The elements that have an extent, on a walk through the pages.
#[derive(Default)]
struct Extents {
    /// Those begun and not ended.
    open: Vec<Location>,
    /// All elements in them.
    within: FxHashSet<Location>,
    /// Whether there was one on the page.
    meets: bool,
}

impl Extents {
    fn frame(&mut self, frame: &Frame) {
        for tag in tags(frame) {
            match tag {
                Tag::Start(element, _) => {
                    if has_extent(element) {
                        self.open.push(tag.location());
                        self.meets = true;
                    }
                    if !self.open.is_empty() {
                        self.within.insert(tag.location());
                    }
                }
                Tag::End(location, ..) => {
                    self.open.retain(|open| open != location);
                }
            }
        }
    }
}

fn has_extent(element: &Content) -> bool {
    element.is::<TableElem>()
        || element.is::<FigureElem>()
        || element.is::<FigureCaption>()
        || element.is::<ImageElem>()
        || element.is::<EquationElem>()
}

/// Whether something in a frame belongs to one of some elements.
fn belongs(frame: &Frame, elements: &FxHashSet<Location>) -> bool {
    let mut parents = items(frame).filter_map(|placed| match placed.item {
        FrameItem::Group(group) => group.parent,
        _ => None,
    });
    parents.any(|parent| elements.contains(&parent.location))
}

/// Whether two frames are the same, and their glyphs from the same places, since what puts
/// them in the order of reading looks at these.
fn same(a: &Frame, b: &Frame) -> bool {
    let (left, right) = (a.items().as_slice(), b.items().as_slice());
    let of = |frame: &Frame| (frame.size(), frame.kind(), frame.has_baseline());
    if of(a) != of(b) || a.baseline() != b.baseline() {
        return false;
    }
    // Most of what did not change is the very same.
    ptr::eq(left, right)
        || left.len() == right.len()
            && left
                .iter()
                .zip(right)
                .all(|(a, b)| a.0 == b.0 && same_item(&a.1, &b.1))
}

fn same_item(a: &FrameItem, b: &FrameItem) -> bool {
    match (a, b) {
        (FrameItem::Group(a), FrameItem::Group(b)) => {
            a.transform == b.transform
                && a.clip == b.clip
                && a.label == b.label
                && a.parent == b.parent
                && same(&a.frame, &b.frame)
        }
        (FrameItem::Text(a), FrameItem::Text(b)) => a == b,
        (FrameItem::Shape(a, _), FrameItem::Shape(b, _)) => a == b,
        (FrameItem::Image(a, size, _), FrameItem::Image(b, other, _)) => {
            a == b && size == other
        }
        (FrameItem::Link(a, size), FrameItem::Link(b, other)) => a == b && size == other,
        (FrameItem::Tag(Tag::Start(a, flags)), FrameItem::Tag(Tag::Start(b, other))) => {
            a.location() == b.location() && flags == other && hash128(a) == hash128(b)
        }
        (FrameItem::Tag(a @ Tag::End(..)), FrameItem::Tag(b @ Tag::End(..))) => a == b,
        _ => false,
    }
}
