//! Names by which others can link into the book: `book.pdf#nameddest=NAME`.
//!
//! A text has its id; an anchor, `ID.ANCHOR`; a line whose number is printed and each
//! line of verse, `pPAGE.LINE`, as a reader cites it.

use rustc_hash::FxHashMap;
use typst::layout::{Frame, FrameItem, Point};
use typst::syntax::FileId;

use crate::build::{Built, Read};
use crate::model::{BlockKind, Place, PointKind, Role};
use crate::typeset::{BookWorld, Origins};

/// A named place.
#[derive(Debug, Clone, PartialEq)]
pub struct Destination {
    /// Its name.
    pub name: String,
    /// The page, from 0, all pages counted.
    pub page: usize,
    /// The baseline of its line, in points from the top.
    pub y: f64,
}

/// A run of a text's characters: first byte, end, page, baseline.
type Run = (u32, u32, usize, f64);

/// All names: texts first, then anchors, then lines.
pub fn destinations(read: &Read, built: &Built) -> Vec<Destination> {
    let runs = runs(built);
    let mut texts = vec![];
    let mut anchors = vec![];
    let mut lines = vec![];
    for (k, job) in built.jobs.iter().enumerate() {
        let text = &read.model.texts[job.index];
        let start = built.book.text_starts.get(k).copied().unwrap_or_default();
        texts.push(Destination { name: name(&text.id), page: start, y: 0.0 });
        for (block, content) in text.blocks.iter().enumerate() {
            for point in &content.content.points {
                let PointKind::Anchor(anchor) = &point.kind else { continue };
                let place = Place { block: block as u32, offset: point.at };
                if let Some((_, _, page, y)) = at(&runs[k], job.map.source_of(place)) {
                    let name = name(&format!("{}.{anchor}", text.id));
                    anchors.push(Destination { name, page, y });
                }
            }
        }
        if job.role != Role::Body {
            continue;
        }
        let set = &built.texts[k];
        let (first, step) =
            (read.edition.lineation.first, read.edition.lineation.step.max(1));
        let mut starts: Vec<Option<u32>> = vec![None; set.lines.len()];
        for &(byte, _, line) in &set.runs {
            let start = &mut starts[line as usize];
            *start = Some(start.map_or(byte, |known| known.min(byte)));
        }
        for (line, &byte) in starts.iter().enumerate() {
            let number = set.number_of[line];
            let in_verse = byte
                .and_then(|byte| job.map.place_of(byte))
                .and_then(|place| text.blocks.get(place.block as usize))
                .is_some_and(|block| block.kind == BlockKind::VerseLine);
            let is_printed = number >= first && (number - first) % step == 0;
            if number == 0 || !(in_verse || is_printed) {
                continue;
            }
            if let Some((_, _, page, y)) = at(&runs[k], byte) {
                let folio = built.book.document.pages()[page].number;
                lines.push(Destination { name: format!("p{folio}.{number}"), page, y });
            }
        }
    }
    texts.into_iter().chain(anchors).chain(lines).collect()
}

/// A name that can stand in an address.
fn name(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() || c == '#' || c == '&' { '-' } else { c })
        .collect()
}

fn at(runs: &[Run], byte: Option<u32>) -> Option<Run> {
    let byte = byte?;
    let k = runs.partition_point(|run| run.0 <= byte);
    let before = k.checked_sub(1).map(|k| runs[k]).filter(|run| byte < run.1);
    before.or(runs.get(k).copied()).or(runs.last().copied())
}

/// Where the characters of each text stand.
fn runs(built: &Built) -> Vec<Vec<Run>> {
    let origins: Vec<Origins> = built
        .jobs
        .iter()
        .map(|job| {
            let text = built.sources.iter().find(|source| source.0 == job.path);
            text.map(|(path, text)| BookWorld::origins_of(path, text))
                .unwrap_or_default()
        })
        .collect();
    let paths: FxHashMap<&str, usize> = built
        .jobs
        .iter()
        .enumerate()
        .map(|(k, job)| (job.path.as_str(), k))
        .collect();
    let mut walk = Walk {
        origins: &origins,
        paths: &paths,
        known: FxHashMap::default(),
        runs: vec![vec![]; origins.len()],
    };
    for (number, page) in built.book.document.pages().iter().enumerate() {
        walk.frame(&page.frame, Point::zero(), number);
    }
    let mut runs = walk.runs;
    for runs in &mut runs {
        runs.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
    }
    runs
}

struct Walk<'a> {
    origins: &'a [Origins],
    paths: &'a FxHashMap<&'a str, usize>,
    known: FxHashMap<FileId, Option<usize>>,
    runs: Vec<Vec<Run>>,
}

impl Walk<'_> {
    fn frame(&mut self, frame: &Frame, origin: Point, page: usize) {
        for (pos, item) in frame.items() {
            let at = origin + *pos;
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, at, page),
                FrameItem::Text(text) => {
                    for glyph in &text.glyphs {
                        let Some(id) = glyph.span.0.id() else { continue };
                        let paths = self.paths;
                        let source = *self.known.entry(id).or_insert_with(|| {
                            paths.get(BookWorld::path_of(id).as_str()).copied()
                        });
                        let Some(k) = source else { continue };
                        let Some(byte) = self.origins[k].byte(glyph.span) else {
                            continue;
                        };
                        let end =
                            byte + u32::from(glyph.range.end - glyph.range.start).max(1);
                        let y = at.y.to_pt();
                        match self.runs[k].last_mut() {
                            Some(run) if run.2 == page && run.3 == y && run.1 == byte => {
                                run.1 = end;
                            }
                            _ => self.runs[k].push((byte, end, page, y)),
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
