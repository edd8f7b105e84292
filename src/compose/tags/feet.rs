//! The glyphs of each item of the feet put into groups.

use rustc_hash::FxHashMap;
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Frame, FrameItem, FrameParent, GroupItem, Inherit, Point, Size};
use typst::text::TextItem;

use super::places::{Places, Role, Run, area, last_mark, marked, short};
use super::survey::Survey;
use crate::compose::job::Key;
use crate::typeset::frames::{Items, emptied, take};

/// Puts the glyphs of each item of the feet into groups.
pub(super) struct Feet<'a> {
    pub(super) places: &'a Places,
    pub(super) survey: &'a Survey,
    /// What the references of items stand at; taken when the way back is made.
    pub(super) lemmas: FxHashMap<Key, String>,
    pub(super) event: usize,
    pub(super) current: Option<Key>,
    /// The mark that was taken out last.
    pub(super) mark: Option<Location>,
}

impl Feet<'_> {
    /// Makes a frame anew; `whole` if all of it is already in a group.
    pub(super) fn frame(&mut self, frame: Frame, whole: bool) -> Frame {
        let (size, empty) = (frame.size(), emptied(&frame));
        let (mut out, mut run): (Items, Items) = (vec![], vec![]);
        for (pos, item) in take(frame) {
            match item {
                FrameItem::Tag(tag) => {
                    if let Tag::Start(element, _) = &tag
                        && let Some(key) = marked(element)
                    {
                        self.close(&mut out, &mut run, size);
                        self.current = Some(key);
                    }
                    run.extend(self.tag(tag).map(|tag| (pos, FrameItem::Tag(tag))));
                }
                FrameItem::Group(mut group) => {
                    let is_whole = whole || last_mark(&group.frame).is_none();
                    if !is_whole {
                        self.close(&mut out, &mut run, size);
                    }
                    let inner = std::mem::take(&mut group.frame);
                    group.frame = self.frame(inner, is_whole);
                    let group = (pos, FrameItem::Group(group));
                    if is_whole { run.push(group) } else { out.push(group) }
                }
                FrameItem::Text(text) => {
                    run.extend(self.back(pos, &text));
                    run.push((pos, FrameItem::Text(text)));
                }
                other => run.push((pos, other)),
            }
        }
        if whole {
            out = run;
        } else {
            self.close(&mut out, &mut run, size);
        }
        let mut frame = empty;
        frame.push_multiple(out);
        frame
    }

    /// Ends the group of the item being read.
    fn close(&mut self, out: &mut Items, run: &mut Items, size: Size) {
        // An item that prints nothing has no note that these could belong to.
        let is_note = |key: &Key| self.survey.printed.contains_key(key);
        let Some(key) = self.current.filter(is_note).filter(|_| !run.is_empty()) else {
            out.append(run);
            return;
        };
        let mut frame = Frame::soft(size);
        frame.push_multiple(std::mem::take(run));
        let parent = FrameParent::new(self.places.at(Role::Glyphs, key), Inherit::No);
        let group = GroupItem { parent: Some(parent), ..GroupItem::new(frame) };
        out.push((Point::zero(), FrameItem::Group(group)));
    }

    /// A tag, if it is no mark; part of the structure only if it stays within an item.
    fn tag(&mut self, tag: Tag) -> Option<Tag> {
        let across = self.survey.across.contains(&self.event);
        self.event += 1;
        let kept =
            |flags: TagFlags| TagFlags { tagged: flags.tagged && !across, ..flags };
        match tag {
            Tag::Start(element, _) if marked(&element).is_some() => {
                self.mark = element.location();
                None
            }
            Tag::End(location, ..) if self.mark == Some(location) => None,
            Tag::Start(element, flags) => Some(Tag::Start(element, kept(flags))),
            Tag::End(location, key, flags) => Some(Tag::End(location, key, kept(flags))),
        }
    }

    /// The way back to the text, in front of an item's first glyphs: its number or its
    /// mark.
    fn back(&mut self, at: Point, text: &TextItem) -> Items {
        let Some(key) = self.current.filter(|_| !text.text.trim().is_empty()) else {
            return vec![];
        };
        let Some(lemma) = self.lemmas.remove(&key) else { return vec![] };
        let end = text.text.find([' ', '\u{a0}']).unwrap_or(text.text.len());
        let run = Run { event: 0, at, text, bytes: None };
        let area = area(&run, |k| text.glyphs[k].range().start < end);
        self.places.back(key, area, short(&lemma))
    }
}
