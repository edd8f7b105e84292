//! Lines of verse: whole, in halves side by side, shared by speakers.

use std::ops::Range;

use super::escape::string;
use super::passage::{NoteMark, part, passage};
use super::text::Assembler;
use super::{kashida, language};
use crate::edition::Halves;
use crate::model::{Block, Dir, GroupKind, Part, Passage, Point, PointKind, Text};

impl Assembler<'_> {
    /// Whether a line of verse is printed as halves in columns.
    fn is_in_halves(&self, k: u32) -> bool {
        let block = &self.text.blocks[k as usize];
        let columns = match self.halves {
            Some(halves) => halves == Halves::Columns,
            None => block.dir == Dir::Rtl,
        };
        let is_caesura = |point: &Point| point.kind == PointKind::Caesura;
        columns && block.kind.is_verse() && block.content.points.iter().any(is_caesura)
    }

    /// Whether some lines of a poem are printed as halves, which are then set all alike.
    pub(super) fn has_halves(&self, mut range: Range<u32>) -> bool {
        range.any(|k| self.is_in_halves(k))
    }

    /// A poem with lines in halves. Its parts are given one by one, so that the design can look at
    /// all halves before it sets the first.
    pub(super) fn poem(&mut self, kind: &str, range: Range<u32>, skip: usize) {
        let first = &self.text.blocks[range.start as usize];
        let (lang, dir) = (first.lang.clone(), first.dir);
        let blocks = &self.text.blocks[range.start as usize..range.end as usize];
        let is_one = blocks.iter().all(|block| (&block.lang, block.dir) == (&lang, dir));
        let foreign = is_one && (&lang, dir) != (&self.around.0, self.around.1);
        let around = self.around.clone();
        if foreign {
            self.out.push(&format!("#in-language({})[", language(&lang, dir)));
            self.around = (lang, dir);
        }
        self.out.push(&format!("#poem({}, (\n", string(kind)));
        self.poem_parts(range, skip);
        self.out.push("));");
        if foreign {
            self.out.push("];");
        }
        self.around = around;
        self.out.push("\n\n");
    }

    fn poem_parts(&mut self, range: Range<u32>, skip: usize) {
        let text = self.text;
        let parts: Vec<Part> = text.parts(range.clone(), skip).collect();
        for part in parts {
            match part {
                Part::Group(g) if text.groups[g].kind == GroupKind::Stanza => {
                    self.out.push("(stanza: (\n");
                    self.poem_parts(text.groups[g].blocks.clone(), g + 1);
                    self.out.push(")),\n");
                }
                Part::Group(g) => {
                    let group = &text.groups[g];
                    self.out.push("[");
                    self.group(&group.kind, group.blocks.clone(), g + 1);
                    self.out.push("],\n");
                }
                Part::Block(k) if self.is_in_halves(k) && !self.is_foreign(k) => {
                    self.halves_of(k, &range);
                }
                Part::Block(k) => {
                    self.out.push("[");
                    self.block(k);
                    self.out.push("],\n");
                }
            }
        }
    }

    /// The halves of a line, each a function of what stands at its joins.
    fn halves_of(&mut self, k: u32, poem: &Range<u32>) {
        let text = self.text;
        let block = &text.blocks[k as usize];
        let start = self.out.at() as u32;
        self.out.lang = Some(block.lang.clone());
        self.out.push(&format!("(indent: {}, halves: (", indent(block)));
        for (n, range) in halves(&block.content).into_iter().enumerate() {
            let words = &block.content.text[range.clone()];
            let others = others(text, k, n, poem);
            let refrain = range.start + kashida::refrain(words, &others);
            let joins = kashida::joins(&block.content, range.start..refrain);
            let ranks: String =
                joins.iter().map(|join| format!("{},", join.rank)).collect();
            self.out.joins = joins.iter().map(|join| join.at).collect();
            self.out.push(&format!("(joins: ({ranks}), body: join => ["));
            let marks = &self.marks;
            let mark = |note: u32| marks.get(note as usize).cloned().unwrap_or_default();
            let mut own = block.content.slice(range.start..refrain);
            own.points.retain(|point| {
                let is_of_refrain = point.at as usize == refrain - range.start;
                point.kind != PointKind::Caesura
                    && !(is_of_refrain && refrain < range.end)
            });
            part(&mut self.out, &own, block.dir, (k, range.start), true, &mark);
            self.out.joins.clear();
            if refrain < range.end {
                let mut own = block.content.slice(refrain..range.end);
                own.points.retain(|point| point.kind != PointKind::Caesura);
                self.out.push("#refrain[");
                part(&mut self.out, &own, block.dir, (k, refrain), true, &mark);
                self.out.push("];");
            }
            self.out.push("]),");
        }
        self.out.push(")),\n");
        self.map_block(k, start);
    }

    /// A line of verse: whole, in halves side by side, or begun by another speaker.
    pub(super) fn verse_line(&mut self, k: u32) {
        let text = self.text;
        let block = &text.blocks[k as usize];
        let indent = indent(block);
        if self.is_in_halves(k) {
            self.out.push("#poem(\"line\", (\n");
            self.halves_of(k, &(k..k + 1));
            return self.out.push("));");
        }
        if !is_shared(block) {
            self.out.push(&format!("#verse-line({indent})["));
            self.content(k, true);
            self.out.push("];");
            return;
        }
        self.out.push("#shared-line((");
        for part in parts_before(text, k) {
            self.measured_line(part);
        }
        self.out.push("))[");
        self.content(k, true);
        self.out.push("];");
    }

    /// The lines of a poem, to be measured.
    pub(super) fn measured(&mut self, range: Range<u32>) {
        for k in range {
            if self.text.blocks[k as usize].kind.is_verse() {
                self.measured_line(k as usize);
            }
        }
    }

    /// A line that is only measured, and so not mapped.
    fn measured_line(&mut self, k: usize) {
        let (pieces, block) = (self.out.pieces.len(), &self.text.blocks[k]);
        self.out.push(&format!("(indent: {}, body: [", indent(block)));
        passage(&mut self.out, &block.content, block.dir, k as u32, true, &|_| {
            NoteMark::None
        });
        self.out.push("]),");
        self.out.pieces.truncate(pieces);
    }
}

/// How many steps a line of verse begins further in.
fn indent(block: &Block) -> u32 {
    let mut points = block.content.points.iter();
    let indent = points.find_map(|point| match point.kind {
        PointKind::Indent(steps) => Some(steps),
        _ => None,
    });
    indent.unwrap_or(0)
}

/// The halves that one may share a refrain with: those of its line, and those at its place in the
/// lines before and after it.
fn others<'a>(text: &'a Text, k: u32, n: usize, poem: &Range<u32>) -> Vec<&'a str> {
    let of = |k: u32| {
        let content = &text.blocks[k as usize].content;
        let halves = halves(content).into_iter();
        halves.map(|range| &content.text[range]).collect::<Vec<_>>()
    };
    let own = of(k).into_iter().enumerate().filter(|(at, _)| *at != n);
    let mut others: Vec<&str> = own.map(|(_, words)| words).collect();
    let before = k.checked_sub(1).filter(|k| poem.contains(k));
    let beside = [before, Some(k + 1).filter(|k| poem.contains(k))];
    for k in beside.into_iter().flatten() {
        others.extend(of(k).get(n).copied());
    }
    others
}

/// Whether another speaker began the verse.
fn is_shared(block: &Block) -> bool {
    block
        .content
        .points
        .iter()
        .any(|point| point.kind == PointKind::Shared)
}

/// The parts of a shared verse before its last one, by their blocks.
fn parts_before(text: &Text, last: u32) -> Vec<usize> {
    let lines = (0..last as usize).rev();
    let lines = lines.filter(|&k| text.blocks[k].kind.is_verse());
    let mut parts = vec![];
    for k in lines {
        parts.insert(0, k);
        if !is_shared(&text.blocks[k]) {
            break;
        }
    }
    parts
}

/// The parts between the caesuras of a line of verse, without the blanks between them.
fn halves(content: &Passage) -> Vec<Range<usize>> {
    let text = &content.text;
    let caesuras = content.points.iter().filter(|p| p.kind == PointKind::Caesura);
    let ends = caesuras.map(|point| point.at as usize).chain([text.len()]);
    let mut halves = vec![];
    let mut start = 0;
    for end in ends {
        let words = &text[start..end.max(start)];
        let first = start + words.len() - words.trim_start().len();
        halves.push(first.min(end)..end);
        start = end;
    }
    halves
}
