//! What is marked on the pages of a proof: what came, what went, and beside which lines.

use std::ops::Range;

use super::glyphs::{Area, Glyphs, join};
use crate::build::Built;
use crate::compose::TextJob;
use crate::history::align::{Hunk, align};
use crate::history::compare::{ItemChange, Kind, Pair, What, WordChange, words};
use crate::history::record::{ItemRecord, PartRecord, PartRole, PassageRecord};
use crate::history::units::{TITLE, Unit, UnitKind, of_parts};
use crate::history::{Comparison, compare};
use crate::model::script::first_dir;
use crate::model::{Dir, Place};

/// All that is marked on the pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Signs {
    /// Words that came.
    pub inserted: Vec<Area>,
    /// Places where something went, or that a note in the margin speaks of.
    pub carets: Vec<Caret>,
    /// Lines with a bar beside them, as stretches of the line.
    pub bars: Vec<Area>,
}

/// A place in a line, and what is said of it in the margin.
#[derive(Debug, Clone, PartialEq)]
pub struct Caret {
    /// The page, from 0.
    pub page: usize,
    /// The place, in points from the page's left edge.
    pub x: f64,
    /// The baseline, in points from its top.
    pub baseline: f64,
    /// The size of type there, in points.
    pub size: f64,
    /// What stands there no longer.
    pub removed: String,
    /// What came and can't be underlined where it stands.
    pub added: String,
    /// The language of the words.
    pub lang: String,
}

/// Finds what is to be marked.
pub fn signs(
    built: &Built,
    glyphs: &Glyphs,
    pairs: &[Pair],
    comparison: &Comparison,
) -> Signs {
    let mut marking = Marking { built, glyphs, signs: Signs::default() };
    for change in &comparison.words {
        if let Some(pair) = pairs.iter().find(|pair| pair.new_index == change.index) {
            marking.words(pair, change);
        }
    }
    for (changes, is_entry) in [(&comparison.entries, true), (&comparison.notes, false)] {
        for change in changes.iter().filter(|change| change.kind != Kind::Moved) {
            if let Some(pair) = pairs.iter().find(|pair| pair.new_index == change.index) {
                marking.item(pair, change, is_entry);
            }
        }
    }
    marking.signs
}

struct Marking<'a> {
    built: &'a Built,
    glyphs: &'a Glyphs,
    signs: Signs,
}

/// The two ends of a stretch, in the order of reading.
fn ends(area: &Area, rtl: bool) -> (f64, f64) {
    if rtl { (area.right, area.left) } else { (area.left, area.right) }
}

/// Whether the first letter of a text is one of a script that runs from right to left.
fn is_rtl(text: &str) -> bool {
    first_dir(text) == Some(Dir::Rtl)
}

impl Marking<'_> {
    fn bar(&mut self, area: Area) {
        self.signs.bars.push(area);
    }

    /// Where a unit of a text stands.
    fn unit(&self, pair: &Pair, unit: &Unit) -> Vec<Area> {
        let job: &TextJob = &self.built.jobs[pair.new_index];
        if unit.range.is_empty() || unit.block == TITLE {
            return vec![];
        }
        let content = &pair.new.blocks[unit.block as usize].passage.text;
        let byte = |offset: u32| job.map.source_of(Place { block: unit.block, offset });
        let Some(bytes) = bytes(content, &unit.range, &byte) else { return vec![] };
        self.glyphs.areas(pair.new_index, bytes)
    }

    fn words(&mut self, pair: &Pair, change: &WordChange) {
        let Some(hunk) = &change.hunk else { return };
        let new = &pair.new_units[hunk.new.clone()];
        let areas = join(new.iter().flat_map(|unit| self.unit(pair, unit)));
        for area in &areas {
            self.bar(*area);
        }
        self.signs.inserted.extend(&areas);
        let old = words::words(pair.old, &pair.old_units[hunk.old.clone()]);
        let (removed, added) = match change.what {
            What::Style => (String::new(), "style".to_owned()),
            What::Break => (old, words::words(pair.new, new)),
            _ if areas.is_empty() => (old, words::words(pair.new, new)),
            _ => (old, String::new()),
        };
        if removed.is_empty() && added.is_empty() {
            return;
        }
        let at = self.place(pair, hunk);
        self.caret(at, removed, added, &change.lang);
    }

    /// The place at which a change of words is shown: before the first that came, after
    /// the last that stands before.
    fn place(&self, pair: &Pair, hunk: &Hunk) -> Option<(Area, f64)> {
        let begin = |unit: &Unit| {
            let areas = self.unit(pair, unit);
            let area = *areas.first()?;
            Some((area, ends(&area, is_rtl(unit.bare()) || is_sign_rtl(pair, unit)).0))
        };
        let end = |unit: &Unit| {
            let areas = self.unit(pair, unit);
            let area = *areas.last()?;
            Some((area, ends(&area, is_rtl(unit.bare()) || is_sign_rtl(pair, unit)).1))
        };
        let units = &pair.new_units;
        let came = units[hunk.new.clone()].iter().find_map(begin);
        let in_block = |unit: &&Unit| unit.kind != UnitKind::Block;
        let before = || {
            let before = units[..hunk.new.start].iter().rev();
            before.take_while(in_block).find_map(end)
        };
        let after = || units[hunk.new.end..].iter().take_while(in_block).find_map(begin);
        let any = || units[..hunk.new.start].iter().rev().find_map(end);
        came.or_else(before)
            .or_else(after)
            .or_else(any)
            .or_else(|| units[hunk.new.end..].iter().find_map(begin))
    }

    fn caret(
        &mut self,
        at: Option<(Area, f64)>,
        removed: String,
        added: String,
        lang: &str,
    ) {
        let Some((area, x)) = at else { return };
        self.bar(area);
        self.signs.carets.push(Caret {
            page: area.page,
            x,
            baseline: area.baseline,
            size: area.size,
            removed,
            added,
            lang: lang.to_owned(),
        });
    }

    /// Marks an entry or a note.
    fn item(&mut self, pair: &Pair, change: &ItemChange, is_entry: bool) {
        let (old, new) = if is_entry {
            (&pair.old.entries, &pair.new.entries)
        } else {
            (&pair.old.notes, &pair.new.notes)
        };
        match change.items {
            (Some(a), Some(b)) => {
                self.changed(pair, &old[a], (b, &new[b]), is_entry, &change.lang)
            }
            (None, Some(b)) => {
                let areas = self.whole(pair, b, is_entry);
                for area in &areas {
                    self.bar(*area);
                }
                self.signs.inserted.extend(&areas);
                if areas.is_empty() {
                    let at = self.line(pair, new[b].lines.0 as usize);
                    self.caret(at, String::new(), change.now.clone(), &change.lang);
                }
            }
            (Some(a), None) => {
                let at = self.where_it_stood(pair, &old[a], new, is_entry);
                let mut said = change.was.clone();
                if !old[a].mark.is_empty() {
                    said = format!("{} {said}", old[a].mark);
                }
                self.caret(at, said, String::new(), &change.lang);
            }
            (None, None) => {}
        }
    }

    /// The bytes of an item's source.
    fn range(&self, pair: &Pair, k: usize, is_entry: bool) -> Option<Range<u32>> {
        let map = &self.built.jobs[pair.new_index].map;
        let ranges = if is_entry { &map.entries } else { &map.notes };
        ranges.get(k).cloned()
    }

    /// Where the words of an item stand.
    fn whole(&self, pair: &Pair, k: usize, is_entry: bool) -> Vec<Area> {
        let range = self.range(pair, k, is_entry);
        range.map_or(vec![], |range| self.glyphs.areas(pair.new_index, range))
    }

    /// The place at the foot where an item that went had stood: after the one before it,
    /// or before the one after it; else the line that it belonged to.
    fn where_it_stood(
        &self,
        pair: &Pair,
        gone: &ItemRecord,
        new: &[ItemRecord],
        is_entry: bool,
    ) -> Option<(Area, f64)> {
        let span = compare::place(&pair.old_units, gone);
        let at = pair.alignment.to_new(span.start).0;
        let at = at.min(pair.new_units.len().checked_sub(1)?);
        let line = compare::line_of(pair.new, &pair.new_units[at])?;
        let page = pair.new.lines.get(line)?.0;
        let same_page = |item: &ItemRecord| {
            item.series == gone.series
                && pair.new.lines.get(item.lines.0 as usize).map(|l| l.0) == Some(page)
        };
        let list = || new.iter().enumerate().filter(|(_, item)| same_page(item));
        let start = |item: &ItemRecord| compare::place(&pair.new_units, item).start;
        let before = list().rfind(|(_, item)| start(item) <= at);
        let after = list().find(|(_, item)| start(item) > at);
        let rtl = pair.new.rtl;
        // Of the stretches of one line, the first is the rightmost in such a text.
        let end_of = |k: usize| {
            let areas = self.whole(pair, k, is_entry);
            let last = areas.last()?.baseline;
            let mut row = areas.iter().filter(|area| (area.baseline - last).abs() < 0.5);
            let area = if rtl { row.next() } else { row.next_back() };
            area.map(|area| (*area, ends(area, rtl).1))
        };
        let begin_of = |k: usize| {
            let areas = self.whole(pair, k, is_entry);
            let first = areas.first()?.baseline;
            let mut row = areas.iter().filter(|area| (area.baseline - first).abs() < 0.5);
            let area = if rtl { row.next_back() } else { row.next() };
            area.map(|area| (*area, ends(area, rtl).0))
        };
        before
            .and_then(|(k, _)| end_of(k))
            .or_else(|| after.and_then(|(k, _)| begin_of(k)))
            .or_else(|| self.line(pair, line))
    }

    /// The begin of a line of a text.
    fn line(&self, pair: &Pair, line: usize) -> Option<(Area, f64)> {
        let on_line = |unit: &&Unit| compare::line_of(pair.new, unit) == Some(line);
        let mut units = pair.new_units.iter().filter(on_line);
        units.find_map(|unit| {
            let area = *self.unit(pair, unit).first()?;
            Some((area, ends(&area, pair.new.rtl).0))
        })
    }

    fn changed(
        &mut self,
        pair: &Pair,
        old: &ItemRecord,
        (k, new): (usize, &ItemRecord),
        is_entry: bool,
        lang: &str,
    ) {
        let passages = |item: &ItemRecord| -> Vec<PassageRecord> {
            item.parts.iter().map(|part| part.passage.clone()).collect()
        };
        let (before, after) = (passages(old), passages(new));
        let (a, b) = (of_parts(before.iter()), of_parts(after.iter()));
        let printed = self.printed(pair, k, new, &b, is_entry);
        let text = |parts: &[PartRecord], units: &[Unit]| -> String {
            let word = |unit: &Unit| {
                let range = unit.range.start as usize..unit.range.end as usize;
                parts[unit.block as usize].passage.text[range].to_owned()
            };
            units.iter().map(word).collect::<Vec<_>>().join(" ")
        };
        for hunk in align(&a, &b).hunks {
            let came = &printed[hunk.new.clone()];
            let areas = join(came.iter().flatten().copied());
            for area in &areas {
                self.bar(*area);
            }
            self.signs.inserted.extend(&areas);
            let removed = text(&old.parts, &a[hunk.old.clone()]);
            // Sigla are printed by the design, and can't be told from each other there.
            let unseen: Vec<Unit> = hunk
                .new
                .clone()
                .filter(|&k| printed[k].is_empty() && !b[k].range.is_empty())
                .map(|k| b[k].clone())
                .collect();
            let added = text(&new.parts, &unseen);
            if removed.is_empty() && added.is_empty() {
                continue;
            }
            let rtl = |k: usize| {
                is_rtl(b[k].bare()) || pair.new.rtl && !has_letter(b[k].bare())
            };
            let begin = |k: usize| {
                let area = *printed[k].first()?;
                Some((area, ends(&area, rtl(k)).0))
            };
            let end = |k: usize| {
                let area = *printed[k].last()?;
                Some((area, ends(&area, rtl(k)).1))
            };
            let at = hunk
                .new
                .clone()
                .find_map(begin)
                .or_else(|| (0..hunk.new.start).rev().find_map(end))
                .or_else(|| (hunk.new.end..b.len()).find_map(begin))
                .or_else(|| self.line(pair, new.lines.0 as usize));
            self.caret(at, removed, added, lang);
        }
    }

    /// Where each unit of an item stands; nowhere if the design prints it.
    fn printed(
        &self,
        pair: &Pair,
        k: usize,
        item: &ItemRecord,
        units: &[Unit],
        is_entry: bool,
    ) -> Vec<Vec<Area>> {
        let map = &self.built.jobs[pair.new_index].map;
        let none = vec![vec![]; units.len()];
        let Some(range) = self.range(pair, k, is_entry) else { return none };
        let passages = map.passages(&range);
        let own: Vec<usize> = item
            .parts
            .iter()
            .enumerate()
            .filter(|(_, part)| {
                part.role != PartRole::Witnesses && !part.passage.text.is_empty()
            })
            .map(|(part, _)| part)
            .collect();
        let length = |pieces: &[crate::assemble::map::Piece]| {
            pieces.last().map_or(0, |piece| piece.text + piece.text_len) as usize
        };
        let fits = own.len() == passages.len()
            && own
                .iter()
                .zip(&passages)
                .all(|(&part, p)| length(p) == item.parts[part].passage.text.len());
        if !fits {
            return none;
        }
        units
            .iter()
            .map(|unit| {
                let part = unit.block as usize;
                let Some(n) = own.iter().position(|own| *own == part) else {
                    return vec![];
                };
                let pieces = passages[n];
                let byte = |offset: u32| {
                    let k = pieces.partition_point(|piece| piece.text <= offset);
                    let piece = &pieces[k.checked_sub(1)?];
                    let is_plain = piece.typst_len == piece.text_len;
                    Some(piece.typst + if is_plain { offset - piece.text } else { 0 })
                };
                let content = &item.parts[part].passage.text;
                let bytes = bytes(content, &unit.range, &byte);
                bytes.map_or(vec![], |bytes| self.glyphs.areas(pair.new_index, bytes))
            })
            .collect()
    }
}

/// The source bytes of a range of a passage, from its first character to its last.
fn bytes(
    content: &str,
    range: &Range<u32>,
    byte: &dyn Fn(u32) -> Option<u32>,
) -> Option<Range<u32>> {
    let inside = content.get(range.start as usize..range.end as usize)?;
    let (last, _) = inside.char_indices().next_back()?;
    Some(byte(range.start)?..byte(range.start + last as u32)? + 1)
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether a unit without letters stands in a block that runs from right to left.
fn is_sign_rtl(pair: &Pair, unit: &Unit) -> bool {
    pair.new.rtl && !has_letter(unit.bare())
}
