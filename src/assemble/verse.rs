//! Lines of verse: whole, in halves side by side, shared by speakers.

use std::ops::Range;

use super::passage::{NoteMark, part, passage};
use super::text::Assembler;
use crate::edition::Halves;
use crate::model::{Block, Dir, Passage, PointKind, Text};

impl Assembler<'_> {
    /// A line of verse: whole, in halves side by side, or begun by another speaker.
    pub(super) fn verse_line(&mut self, k: u32) {
        let text = self.text;
        let block = &text.blocks[k as usize];
        let indent = indent(block);
        let columns = match self.halves {
            Some(halves) => halves == Halves::Columns,
            None => block.dir == Dir::Rtl,
        };
        let halves = if columns { halves(&block.content) } else { vec![] };
        if halves.len() > 1 {
            let start = self.out.at() as u32;
            self.out.push(&format!("#verse-halves({indent}, ("));
            for range in halves {
                let mut half = block.content.slice(range.clone());
                half.points.retain(|point| point.kind != PointKind::Caesura);
                let marks = &self.marks;
                let mark =
                    |note: u32| marks.get(note as usize).cloned().unwrap_or_default();
                self.out.push("[");
                part(&mut self.out, &half, block.dir, (k, range.start), true, &mark);
                self.out.push("],");
            }
            self.out.push("));");
            return self.map_block(k, start);
        }
        if !is_shared(block) {
            self.out.push(&format!("#verse-line({indent})["));
            self.content(k, true);
            self.out.push("];");
            return;
        }
        self.out.push("#shared-line((");
        for part in parts_before(text, k) {
            // Only measured, and so not mapped.
            let (pieces, before) = (self.out.pieces.len(), &text.blocks[part]);
            let indent = self::indent(before);
            self.out.push(&format!("(indent: {indent}, body: ["));
            passage(&mut self.out, &before.content, before.dir, k, true, &|_| {
                NoteMark::None
            });
            self.out.push("]),");
            self.out.pieces.truncate(pieces);
        }
        self.out.push("))[");
        self.content(k, true);
        self.out.push("];");
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
