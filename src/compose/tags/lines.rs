//! References and notes put into the lines of a text.

use rustc_hash::FxHashMap;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, GroupItem, Point, Size};

use super::places::{Places, Run, Ties, area, short};
use super::survey::Survey;
use crate::compose::job::{Item, Key};
use crate::typeset::Origins;
use crate::typeset::frames::{Change, Items, Place, Placed, items, map};

/// Puts references and notes into the lines of a text.
pub(super) struct Lines<'a> {
    pub(super) places: &'a Places,
    pub(super) origins: &'a Origins,
    pub(super) survey: &'a Survey,
    /// What each reference stands at, in words.
    pub(super) lemmas: FxHashMap<Key, String>,
    /// References by the item of the page they stand behind.
    pub(super) references: FxHashMap<usize, (Vec<Key>, Items)>,
    pub(super) ties: Ties,
    pub(super) event: usize,
    /// The item of the page behind which the notes that wait stand.
    pub(super) closing: Option<usize>,
    /// Elements of the structure that are open.
    pub(super) open: Vec<Location>,
    /// Notes whose paragraph goes on.
    pub(super) pending: Vec<Key>,
}

impl<'a> Lines<'a> {
    pub(super) fn page(
        &mut self,
        body: &mut Frame,
        wanted: &[(Item, Key)],
        begun: &[Key],
        is_last: bool,
    ) {
        self.refer(body, wanted);
        self.event = 0;
        self.closing = None;
        self.follow(body);
        self.event = 0;
        *body = map(std::mem::take(body), self);
        self.pending.extend(begun);
        if self.open.is_empty() || is_last {
            let at = Point::with_y(body.height());
            body.push_multiple(self.notes(at));
        }
    }

    /// Finds where references stand and what they are links for.
    fn refer(&mut self, body: &Frame, wanted: &[(Item, Key)]) {
        if wanted.is_empty() {
            return;
        }
        let runs = runs(body, self.origins);
        let mut order: Vec<usize> =
            (0..runs.len()).filter(|&k| runs[k].bytes.is_some()).collect();
        order.sort_by_key(|&k| runs[k].bytes);
        for (item, key) in wanted {
            // What is not set, such as a space at a line's end, counts with what follows.
            let before =
                |k: &usize| runs[*k].bytes.is_some_and(|bytes| bytes.1 < item.from);
            let last = order.len().saturating_sub(1);
            let behind = order.partition_point(before).min(last);
            let Some(&k) = order.get(behind) else { continue };
            let (mut areas, mut words) = (vec![], String::new());
            let mut stands = k;
            match runs.get(k + 1) {
                // The mark of a note.
                Some(mark) if !item.entry && mark.bytes.is_none() => {
                    stands = k + 1;
                    areas.push(area(mark, |_| true));
                    words.push_str(mark.text.text.trim());
                }
                _ => {
                    let y = runs[k].at.y;
                    let line = order[behind..].iter().map(|&k| &runs[k]);
                    let line = line.take_while(|run| {
                        run.at.y == y
                            && run.bytes.is_some_and(|bytes| bytes.0 <= item.last)
                    });
                    for run in line {
                        self.lemma(item, run, &mut areas, &mut words);
                    }
                }
            }
            if areas.is_empty() {
                areas.push(area(&runs[k], |_| true));
            }
            let Some(note) = self.survey.printed.get(key) else { continue };
            let reference = self.places.reference(*key, areas, short(note));
            let (keys, items) = self.references.entry(runs[stands].event).or_default();
            keys.push(*key);
            items.extend(reference);
            self.lemmas
                .insert(*key, if words.trim().is_empty() { note.clone() } else { words });
        }
    }

    /// Adds what a run has of a lemma.
    fn lemma(
        &self,
        item: &Item,
        run: &Run,
        areas: &mut Vec<(Point, Size)>,
        words: &mut String,
    ) {
        let of = |k: usize| {
            let byte = self.origins.byte(run.text.glyphs[k].span);
            byte.is_some_and(|byte| (item.from..=item.last).contains(&byte))
        };
        let its: Vec<bool> = (0..run.text.glyphs.len()).map(of).collect();
        if its.contains(&true) {
            areas.push(area(run, |k| its[k]));
            let ranges = run.text.glyphs.iter().zip(&its).filter(|(_, its)| **its);
            let start = ranges.clone().map(|(glyph, _)| glyph.range().start).min();
            let end = ranges.map(|(glyph, _)| glyph.range().end).max();
            if let (Some(start), Some(end)) = (start, end) {
                words.push_str(&run.text.text[start..end]);
            }
        }
    }

    /// Whether something comes into a group that is next.
    fn changes(&self, frame: &Frame) -> bool {
        let within = self.event..self.event + items(frame).count();
        self.closing.is_some_and(|event| within.contains(&event))
            || self.references.keys().any(|event| within.contains(event))
    }

    /// Follows the elements of a page, and finds where the first one ends that no other
    /// is around.
    fn follow(&mut self, frame: &Frame) {
        for Placed { item, .. } in items(frame) {
            let event = self.event;
            self.event += 1;
            match item {
                FrameItem::Tag(Tag::Start(element, flags)) if flags.tagged => {
                    self.open.extend(element.location());
                }
                FrameItem::Tag(Tag::End(location, _, flags)) if flags.tagged => {
                    let found = self.open.iter().rposition(|open| open == location);
                    if let Some(k) = found {
                        self.open.remove(k);
                        if self.open.is_empty() {
                            self.closing.get_or_insert(event);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The notes that wait; their glyphs come from the groups in the feet.
    fn notes(&mut self, at: Point) -> Items {
        let mut items = vec![];
        for key in std::mem::take(&mut self.pending) {
            self.ties.notes.push(key);
            items.extend(self.places.note(key).map(|item| (at, item)));
        }
        items
    }
}

/// References behind their runs, and notes behind the block they wait for.
impl Change for Lines<'_> {
    fn enters(&mut self, _: &Place, group: &GroupItem) -> bool {
        self.event += 1;
        let changes = self.changes(&group.frame);
        if !changes {
            self.event += items(&group.frame).count();
        }
        changes
    }

    fn item(&mut self, place: &Place, item: FrameItem, out: &mut Items) {
        let (is_group, is_tag) =
            (matches!(item, FrameItem::Group(_)), matches!(item, FrameItem::Tag(_)));
        out.push((place.pos, item));
        if is_group {
            // It was counted when it was met.
            return;
        }
        let event = self.event;
        self.event += 1;
        if is_tag {
            if self.closing == Some(event) {
                out.extend(self.notes(place.pos));
            }
        } else if let Some((keys, references)) = self.references.remove(&event) {
            self.ties.references.extend(keys);
            let origin = Point::new(place.outer.tx, place.outer.ty);
            out.extend(references.into_iter().map(|(at, item)| (at - origin, item)));
        }
    }
}

/// The texts of a frame in the order of reading.
fn runs<'a>(frame: &'a Frame, origins: &Origins) -> Vec<Run<'a>> {
    let mut runs = vec![];
    for (event, Placed { place, item, .. }) in items(frame).enumerate() {
        if let FrameItem::Text(text) = item {
            let mut glyphs = text.glyphs.iter();
            let first = glyphs.find_map(|glyph| origins.byte(glyph.span));
            let mut glyphs = text.glyphs.iter().rev();
            let last = glyphs.find_map(|glyph| origins.byte(glyph.span));
            let bytes = first.zip(last).map(|(a, b)| (a.min(b), a.max(b)));
            runs.push(Run { event, at: place.at(), text, bytes });
        }
    }
    runs
}
