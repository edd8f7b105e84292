//! Where the characters of the texts were printed, read from the finished pages.

use std::ops::Range;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use typst::layout::Frame;
use typst::syntax::FileId;

use crate::build::Built;
use crate::typeset::frames::texts;
use crate::typeset::{BookWorld, Origins};

/// A stretch of a printed line. Lengths are in points, from the page's left and top edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The page, from 0, all pages counted.
    pub page: usize,
    /// Its left edge.
    pub left: f64,
    /// Its right edge.
    pub right: f64,
    /// Its baseline.
    pub baseline: f64,
    /// The size of its type.
    pub size: f64,
}

/// The glyphs of all texts by the bytes of their sources.
pub struct Glyphs {
    /// For each text, sorted by byte.
    texts: Vec<Vec<(u32, Area)>>,
}

impl Glyphs {
    /// Reads all pages.
    pub fn of(built: &Built) -> Self {
        let paths: FxHashMap<&str, usize> = built
            .jobs
            .iter()
            .enumerate()
            .map(|(k, job)| (job.path.as_str(), k))
            .collect();
        let mut walk = Walk {
            origins: &built.origins,
            paths: &paths,
            known: FxHashMap::default(),
            texts: vec![vec![]; built.origins.len()],
        };
        for (page, made) in built.book.document.pages().iter().enumerate() {
            walk.frame(&made.frame, page);
        }
        let mut texts = walk.texts;
        for glyphs in &mut texts {
            glyphs.sort_by_key(|glyph| glyph.0);
        }
        Self { texts }
    }

    /// Where the glyphs of a range of bytes stand, a stretch a line.
    pub fn areas(&self, text: usize, bytes: Range<u32>) -> Vec<Area> {
        let Some(glyphs) = self.texts.get(text) else { return vec![] };
        let first = glyphs.partition_point(|glyph| glyph.0 < bytes.start);
        let inside = glyphs[first..].iter().take_while(|glyph| glyph.0 < bytes.end);
        join(inside.map(|glyph| glyph.1))
    }
}

/// Joins stretches of one line that touch or nearly do.
pub fn join(areas: impl Iterator<Item = Area>) -> Vec<Area> {
    let mut areas: Vec<Area> = areas.collect();
    let row = |area: &Area| (area.page, (2.0 * area.baseline).round() as i64);
    areas.sort_by(|a, b| row(a).cmp(&row(b)).then(a.left.total_cmp(&b.left)));
    let mut joined: Vec<Area> = vec![];
    for area in areas {
        match joined.last_mut() {
            Some(last)
                if row(last) == row(&area)
                    && area.left - last.right < 0.6 * last.size.max(area.size) =>
            {
                last.right = last.right.max(area.right);
                last.size = last.size.max(area.size);
            }
            _ => joined.push(area),
        }
    }
    joined
}

struct Walk<'a> {
    origins: &'a [Arc<Origins>],
    paths: &'a FxHashMap<&'a str, usize>,
    known: FxHashMap<FileId, Option<usize>>,
    texts: Vec<Vec<(u32, Area)>>,
}

impl Walk<'_> {
    fn frame(&mut self, frame: &Frame, page: usize) {
        for (at, text) in texts(frame) {
            let mut x = at.x.to_pt();
            for glyph in &text.glyphs {
                let left = x;
                x += glyph.x_advance.at(text.size).to_pt();
                let Some(id) = glyph.span.0.id() else { continue };
                let paths = self.paths;
                let source = *self.known.entry(id).or_insert_with(|| {
                    paths.get(BookWorld::path_of(id).as_str()).copied()
                });
                let Some(k) = source else { continue };
                let Some(byte) = self.origins[k].byte(glyph.span) else { continue };
                let area = Area {
                    page,
                    left,
                    right: x,
                    baseline: at.y.to_pt(),
                    size: text.size.to_pt(),
                };
                self.texts[k].push((byte, area));
            }
        }
    }
}
