//! Heads of tables, which are repeated where a table runs on to the next page.
//!
//! A galley has a table once. The rows below its head are so much higher for the planner,
//! where a page begins with them, as the head is; on such a page a copy of it is put
//! there. The copy is nothing but ink: no part of the document's structure, no place of the
//! text, without the marks of notes, which stand at the foot of the page of the head itself.

use std::ops::Range;

use typst::foundations::Content;
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::pdf::ArtifactKind;
use typst::syntax::Span;
use typst::utils::hash128;

use crate::compose::job::TextJob;
use crate::pages::Line;
use crate::typeset::Origins;
use crate::typeset::frames::{Items, Place, map};
use crate::typeset::slice::slice;

/// How much of a page the head of a table may take to be repeated.
const MOST: f64 = 0.25;

/// How far the rules above and below a head may be from its edges, in points.
const RULES: f64 = 1.5;

/// The head of a table in a galley.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Its lines.
    pub lines: Range<usize>,
    /// The lines of the rows below it.
    rows: Range<usize>,
    /// How deep its top lies in the galley, in points.
    top: f64,
    /// How high it is, in points.
    height: f64,
}

/// Finds the heads of tables, and makes the rows below them as much higher as their head is.
pub(super) fn heads(lines: &mut [Line], job: &TextJob, room: f64) -> Vec<Head> {
    let table_of = |line: &Line| {
        let block = job.blocks.get(line.block as usize);
        block.and_then(|block| block.table)
    };
    let mut found = vec![];
    let mut start = 0;
    while start < lines.len() {
        let Some((table, _)) = table_of(&lines[start]) else {
            start += 1;
            continue;
        };
        let of_it = |line: &&Line| table_of(line).is_some_and(|of| of.0 == table);
        let is_head = |line: &&Line| table_of(line) == Some((table, true));
        let end = start + lines[start..].iter().take_while(of_it).count();
        let body = start + lines[start..end].iter().take_while(is_head).count();
        let top = |line: &Line| line.baseline - line.ascent;
        if start < body && body < end {
            let height = top(&lines[body]) - top(&lines[start]);
            if height > 0.0 && height <= MOST * room {
                let top = top(&lines[start]);
                let (head, rows) = (start..body, body..end);
                found.push(Head { lines: head, rows, top, height });
                lines[body..end].iter_mut().for_each(|line| line.ascent += height);
            }
        }
        start = end;
    }
    found
}

/// The head that is repeated on a page that begins with a line.
pub(super) fn above(heads: &[Head], line: usize) -> Option<&Head> {
    let k = heads.partition_point(|head| head.rows.end <= line);
    heads.get(k).filter(|head| head.rows.contains(&line))
}

/// How much higher a line is for the head that is repeated above it, in points.
pub(super) fn extra(heads: &[Head], line: usize) -> f64 {
    above(heads, line).map_or(0.0, |head| head.height)
}

impl Head {
    /// How deep its top lies in the galley, in points.
    pub fn top(&self) -> f64 {
        self.top
    }

    /// Moves it down in the galley by so many points.
    pub fn lower(&mut self, by: f64) {
        self.top += by;
    }

    /// A copy of the head, its top at zero; `frame` is the part of the galley in which it
    /// stands, and `page` tells the copy from others.
    pub fn copy(
        &self,
        frame: &Frame,
        job: &TextJob,
        origins: &Origins,
        page: usize,
    ) -> Frame {
        let (top, bottom) = (self.top - RULES, self.top + self.height + RULES / 4.0);
        let cuts = [Abs::pt(top), Abs::pt(bottom)];
        let piece = slice(frame.clone(), &cuts).swap_remove(1);
        let mut ink = ink(piece, origins);
        ink.translate(Point::with_y(Abs::pt(-self.top)));
        let location = Location::new(hash128(&(&job.path, self.lines.start, page)));
        let artifact = Content::empty()
            .artifact(ArtifactKind::PaginationOther)
            .located(location);
        let flags = TagFlags { introspectable: false, tagged: true };
        let mut copy = Frame::soft(ink.size());
        let zero = Point::zero();
        copy.push(zero, FrameItem::Tag(Tag::Start(artifact, flags)));
        copy.push_frame(zero, ink);
        let end = Tag::End(location, hash128(&location), flags);
        copy.push(zero, FrameItem::Tag(end));
        copy
    }
}

/// What is drawn in a frame, but for signs that are no words of the text.
fn ink(frame: Frame, origins: &Origins) -> Frame {
    map(frame, &mut |place: &Place, mut item: FrameItem, out: &mut Items| {
        match &mut item {
            FrameItem::Tag(_) | FrameItem::Link(..) => return,
            FrameItem::Text(text) => {
                let mut glyphs = text.glyphs.iter();
                if glyphs.all(|glyph| origins.byte(glyph.span).is_none()) {
                    return;
                }
                for glyph in &mut text.glyphs {
                    glyph.span = (Span::detached(), 0);
                }
            }
            FrameItem::Group(_) | FrameItem::Shape(..) | FrameItem::Image(..) => {}
        }
        out.push((place.pos, item));
    })
}
