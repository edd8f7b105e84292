//! The galley: a text laid out once at infinite height, with every line of it
//! measured and known by the source bytes of its glyphs.

use std::ops::Range;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, StyleChain};
use typst::introspection::{Locator, MetadataElem, Tag};
use typst::layout::{Abs, Axes, Frame, FrameItem, Point, Regions, Size};
use typst::model::ParLineMarker;
use typst::syntax::Source;
use typst::text::{Glyph, TextItem};
use typst_layout::layout_fragment;

use super::Origins;
use super::frames::{Items, Place, Placed, items, map, texts};
use super::substitutes::{Lacking, lacking};

/// A text laid out without pages.
#[derive(Debug, Clone)]
pub struct Galley {
    /// Everything, from the top.
    pub frame: Frame,
    /// Its lines, from the top.
    pub lines: Vec<Line>,
    /// Characters in the face of last resort.
    pub missing: Vec<Lacking>,
    /// The sources of its words as they were when it was laid out, if they are wanted: the
    /// numbers of their spans may change with the next edit.
    pub sources: Vec<Source>,
}

/// A line of a galley.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its baseline, in points from the galley's top.
    pub baseline: f64,
    /// The size of its largest type, in points.
    pub size: f64,
    /// The source bytes set on it, as runs in order of their start.
    pub runs: Vec<(u32, u32)>,
    /// Whether it ends in a hyphen.
    pub hyphenated: bool,
    /// How far pictures on it stand above its baseline and below it, in points. A picture in a
    /// block of its own is a line without type.
    pub pictures: (f64, f64),
}

/// Lays out `content` in a column of the width given and of any height.
///
/// # Errors
/// What Typst finds wrong with the content.
pub fn lay_out(
    engine: &mut Engine,
    content: &Content,
    locator: Locator,
    styles: StyleChain,
    width: Abs,
    origins: &Origins,
) -> SourceResult<Galley> {
    let regions = Regions {
        size: Size::new(width, Abs::inf()),
        expand: Axes::new(width.to_pt().is_finite(), false),
        full: Abs::inf(),
        backlog: &[],
        last: None,
    };
    let frame = layout_fragment(engine, content, locator, styles, regions)?.into_frame();
    Ok(Galley::of(without_soft_hyphens(frame), origins))
}

/// A frame without the soft hyphens at which no line ends: nobody sees them, and who copies the
/// words would get them.
fn without_soft_hyphens(frame: Frame) -> Frame {
    if !texts(&frame).any(|(_, text)| text.text.contains(SOFT_HYPHEN)) {
        return frame;
    }
    map(frame, &mut |place: &Place, mut item: FrameItem, out: &mut Items| {
        if let FrameItem::Text(text) = &mut item
            && text.text.contains(SOFT_HYPHEN)
        {
            drop_soft_hyphens(text);
        }
        out.push((place.pos, item));
    })
}

const SOFT_HYPHEN: char = '\u{ad}';

/// Drops the soft hyphens of a text but that one which is drawn.
fn drop_soft_hyphens(text: &mut TextItem) {
    let is_hyphen = |text: &str, range: Range<usize>| {
        text.get(range).is_some_and(|part| part == "\u{ad}")
    };
    let words = text.text.clone();
    text.glyphs
        .retain(|glyph| !is_hyphen(&words, glyph.range()) || glyph.x_advance.get() > 0.0);
    let drawn: Vec<usize> = text
        .glyphs
        .iter()
        .map(Glyph::range)
        .filter(|range| is_hyphen(&words, range.clone()))
        .map(|range| range.start)
        .collect();
    let gone: Vec<usize> = words
        .match_indices(SOFT_HYPHEN)
        .map(|found| found.0)
        .filter(|at| !drawn.contains(at))
        .collect();
    let is_kept = |found: &(usize, char)| !gone.contains(&found.0);
    text.text = words.char_indices().filter(is_kept).map(|found| found.1).collect();
    let moved = |at: u16| {
        let before = gone.partition_point(|gone| *gone < usize::from(at));
        at - (before * SOFT_HYPHEN.len_utf8()) as u16
    };
    for glyph in &mut text.glyphs {
        // A letter may be drawn as one with a soft hyphen before it: it begins behind that.
        let range = glyph.range();
        let before = words[range.clone()].chars().take_while(|c| *c == SOFT_HYPHEN);
        if !drawn.contains(&range.start) {
            glyph.span.1 += (before.count() * SOFT_HYPHEN.len_utf8()) as u16;
        }
        glyph.range = moved(glyph.range.start)..moved(glyph.range.end);
    }
}

impl Galley {
    /// Finds the lines of a frame.
    pub fn of(frame: Frame, origins: &Origins) -> Self {
        let mut scan = Scan {
            origins,
            lines: vec![],
            missing: vec![],
            from: None,
        };
        scan.frame(&frame);
        let Scan { mut lines, missing, .. } = scan;
        lines.retain(|line| line.size > 0.0 || line.pictures.0 > 0.0);
        lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
        // Cells of a row that stand on one baseline are one line.
        lines.dedup_by(|later, line| {
            let same = later.baseline - line.baseline < 0.1;
            if same {
                line.runs.append(&mut later.runs);
                line.size = line.size.max(later.size);
                line.pictures.0 = line.pictures.0.max(later.pictures.0);
                line.pictures.1 = line.pictures.1.max(later.pictures.1);
            }
            same
        });
        for line in &mut lines {
            join(&mut line.runs);
        }
        Self { frame, lines, missing, sources: vec![] }
    }

    /// Puts the lines of another galley below. Its source bytes count from `start` on, the
    /// first `head` of them not being counted.
    pub fn append(&mut self, other: Self, start: u32, head: u32) {
        let top = self.frame.height();
        let mut size = self.frame.size();
        size.x.set_max(other.frame.width());
        size.y += other.frame.height();
        self.frame.set_size(size);
        self.frame.push_frame(Point::with_y(top), other.frame);
        let counted = |byte: u32| byte.saturating_sub(head) + start;
        self.lines.extend(other.lines.into_iter().map(|line| Line {
            baseline: line.baseline + top.to_pt(),
            runs: line.runs.iter().map(|&(a, b)| (counted(a), counted(b))).collect(),
            ..line
        }));
        self.sources.extend(other.sources);
        let missing = other.missing.into_iter();
        self.missing
            .extend(missing.map(|it| Lacking { byte: it.byte.map(counted), ..it }));
    }
}

/// Sorts runs and joins those that touch.
fn join(runs: &mut Vec<(u32, u32)>) {
    runs.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::with_capacity(runs.len());
    for &(start, end) in runs.iter() {
        match joined.last_mut() {
            Some(last) if start <= last.1 + 1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    *runs = joined;
}

struct Scan<'a> {
    origins: &'a Origins,
    lines: Vec<Line>,
    missing: Vec<Lacking>,
    /// The byte of the next picture.
    from: Option<u32>,
}

impl Line {
    /// A line on which nothing is set yet.
    fn at(baseline: f64) -> Self {
        Self {
            baseline,
            size: 0.0,
            runs: vec![],
            hyphenated: false,
            pictures: (0.0, 0.0),
        }
    }
}

impl Scan<'_> {
    /// Takes in a picture: on the line that it stands in, else as a line of its own.
    fn picture(&mut self, top: f64, height: f64, byte: Option<u32>) {
        let bottom = top + height;
        let is_around = |line: &Line| (top - 0.1..=bottom + 0.1).contains(&line.baseline);
        if !self.lines.last().is_some_and(is_around) {
            self.lines.push(Line::at(bottom));
        }
        let Some(line) = self.lines.last_mut() else { return };
        line.pictures.0 = line.pictures.0.max(line.baseline - top);
        line.pictures.1 = line.pictures.1.max(bottom - line.baseline);
        line.runs.extend(byte.map(|byte| (byte, byte + 1)));
    }

    fn frame(&mut self, frame: &Frame) {
        for Placed { place, item, .. } in items(frame) {
            match item {
                FrameItem::Tag(Tag::Start(element, _))
                    if element.is::<ParLineMarker>() =>
                {
                    self.lines.push(Line::at(place.at().y.to_pt()));
                }
                FrameItem::Tag(Tag::Start(element, _))
                    if element.is::<MetadataElem>() =>
                {
                    self.from = self.origins.byte((element.span(), 0));
                }
                FrameItem::Image(_, size, _) => {
                    let byte = self.from.take();
                    let height = size.y.to_pt() * place.outer.sy.get();
                    self.picture(place.at().y.to_pt(), height, byte);
                }
                FrameItem::Text(text) => {
                    let Some(line) = self.lines.last_mut() else { continue };
                    line.size = line.size.max(text.size.to_pt());
                    line.hyphenated = text.text.ends_with(['-', '\u{ad}', '\u{2010}']);
                    lacking(text, self.origins, &mut self.missing);
                    let mut node = None;
                    for glyph in &text.glyphs {
                        // Glyphs of one node: a run from its first to its last byte.
                        let length =
                            u32::from(glyph.range.end - glyph.range.start).max(1);
                        match (node, line.runs.last_mut()) {
                            (Some((span, start)), Some(run)) if span == glyph.span.0 => {
                                let byte = start + u32::from(glyph.span.1);
                                run.0 = run.0.min(byte);
                                run.1 = run.1.max(byte + length);
                            }
                            _ => {
                                let Some(byte) = self.origins.byte(glyph.span) else {
                                    continue;
                                };
                                node =
                                    Some((glyph.span.0, byte - u32::from(glyph.span.1)));
                                line.runs.push((byte, byte + length));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
