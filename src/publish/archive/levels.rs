//! Headings as the structure of a PDF wants them: a level is at most one deeper than the one
//! before (PDF/UA-1, 7.4.2), and each has a title. Editors part their texts as these are
//! parted, and how a heading looks is the design's; neither changes here.

use std::num::NonZeroUsize;

use typst::foundations::{Content, Packed, Smart, StyleChain, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::HeadingElem;
use typst::text::TextElem;
use typst_layout::Page;

use crate::typeset::frames::{Change, Items, Place, map, tags};

/// The title of a heading that has no words.
const UNNAMED: &str = "—";

/// How many characters of a heading are its title in the outline: a string of a PDF has at
/// most 32,767 bytes.
const LONGEST: usize = 1_000;

/// Gives the headings of a book levels without gaps.
pub(super) fn even(pages: &mut [Page]) {
    let mut levels = Levels::default();
    for page in pages {
        if levels.clone().change(&page.frame) {
            page.frame = map(std::mem::take(&mut page.frame), &mut levels);
        } else {
            levels.over(&page.frame);
        }
    }
}

/// The headings that those that come stand under: for each the level it was given by the
/// editor, and the one that it has in the structure.
#[derive(Debug, Clone, Default)]
struct Levels {
    open: Vec<(usize, usize)>,
}

impl Levels {
    /// The level of the next heading. Headings of one level stay on one level.
    fn next(&mut self, given: usize) -> usize {
        self.open.retain(|(level, _)| *level < given);
        let level = self.open.last().map_or(1, |(_, level)| level + 1);
        self.open.push((given, level));
        level
    }

    /// Whether a frame has a heading that is to be changed.
    fn change(&mut self, frame: &Frame) -> bool {
        headings(frame).any(|heading| {
            let given = level(heading);
            self.next(given) != given || retitled(heading).is_some()
        })
    }

    /// Takes in the headings of a frame that stays as it is.
    fn over(&mut self, frame: &Frame) {
        for heading in headings(frame) {
            self.next(level(heading));
        }
    }

    fn heading(&mut self, content: &mut Content) {
        let Some(heading) = content.to_packed_mut::<HeadingElem>() else { return };
        let level = NonZeroUsize::new(self.next(level(heading)));
        heading.level.set(level.map_or(Smart::Auto, Smart::Custom));
        if let Some(title) = retitled(heading) {
            heading.body = TextElem::packed(title);
        }
    }
}

impl Change for Levels {
    fn item(&mut self, place: &Place, mut item: FrameItem, out: &mut Items) {
        if let FrameItem::Tag(Tag::Start(content, _)) = &mut item {
            self.heading(content);
        }
        out.push((place.pos, item));
    }
}

/// The headings that begin in a frame.
fn headings(frame: &Frame) -> impl Iterator<Item = &Packed<HeadingElem>> {
    tags(frame).filter_map(|tag| match tag {
        Tag::Start(content, _) => content.to_packed::<HeadingElem>(),
        Tag::End(..) => None,
    })
}

fn level(heading: &Packed<HeadingElem>) -> usize {
    heading.resolve_level(StyleChain::default()).get()
}

/// The title of a heading that has no words, or too many.
fn retitled(heading: &Packed<HeadingElem>) -> Option<String> {
    let words = heading.body.plain_text();
    if words.trim().is_empty() {
        return Some(shown(&heading.body).unwrap_or_else(|| UNNAMED.to_owned()));
    }
    let (end, _) = words.char_indices().nth(LONGEST)?;
    Some(format!("{}…", &words[..end]))
}

/// What the pictures of a heading show.
fn shown(body: &Content) -> Option<String> {
    let mut words = vec![];
    let _ = body.traverse(&mut |content: Content| {
        // What the program says before each picture.
        if let Some(said) = content.to_packed::<MetadataElem>()
            && let Value::Str(alt) = &said.value
        {
            words.push(alt.to_string());
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    let words = words.join(" ");
    (!words.trim().is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_down_by_one() {
        let of = |given: &[usize]| -> Vec<usize> {
            let mut levels = Levels::default();
            given.iter().map(|level| levels.next(*level)).collect()
        };
        assert_eq!(of(&[1, 2, 3, 2, 1]), [1, 2, 3, 2, 1]);
        assert_eq!(of(&[3, 3, 5, 3]), [1, 1, 2, 1]);
        assert_eq!(of(&[1, 4, 3, 4, 2]), [1, 2, 2, 3, 2]);
        assert_eq!(of(&[6, 1, 6, 6]), [1, 1, 2, 2]);
    }
}
