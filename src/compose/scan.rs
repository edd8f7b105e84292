//! Reads frames: the words of lines, missing glyphs, lines that are too wide.

use typst::introspection::Tag;
use typst::layout::{Frame, FrameItem, Point};
use typst::model::ParLineMarker;
use typst::text::TextItem;

use crate::model::Dir;
use crate::pages::Line;
use crate::typeset::Origins;

/// A line as it was measured on its own.
#[derive(Debug, Default)]
pub struct MeasuredLine {
    /// The first source byte set on it, if it has any of the source's text.
    pub byte: Option<u32>,
    /// The widths of its words, in points, in reading order.
    pub words: Vec<f32>,
}

/// The lines of a frame that was laid out at endless width.
pub fn words(frame: &Frame, dir: Dir, origins: &Origins) -> Vec<MeasuredLine> {
    let mut scan = Words { origins, lines: vec![], open: false };
    scan.frame(frame);
    for line in &mut scan.lines {
        line.words.retain(|word| *word > 0.0);
        if dir == Dir::Rtl {
            line.words.reverse();
        }
    }
    scan.lines
}

struct Words<'a> {
    origins: &'a Origins,
    lines: Vec<MeasuredLine>,
    /// Whether the last word goes on.
    open: bool,
}

impl Words<'_> {
    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Tag(Tag::Start(element, _)) if element.is::<ParLineMarker>() => {
                    self.lines.push(MeasuredLine::default());
                    self.open = false;
                }
                FrameItem::Text(text) => self.text(text),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &TextItem) {
        let Some(line) = self.lines.last_mut() else { return };
        for glyph in &text.glyphs {
            let c = text.text[glyph.range()].chars().next().unwrap_or(' ');
            if c.is_whitespace() && c != '\u{a0}' {
                self.open = false;
                continue;
            }
            if line.byte.is_none() {
                line.byte = self.origins.byte(glyph.span);
            }
            let advance = glyph.x_advance.at(text.size).to_pt() as f32;
            match line.words.last_mut() {
                Some(word) if self.open => *word += advance,
                _ => line.words.push(advance),
            }
            self.open = true;
        }
    }
}

/// Adds the characters of a frame that have no glyph.
pub fn find_missing(frame: &Frame, origins: &Origins, missing: &mut Vec<(char, Option<u32>)>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => find_missing(&group.frame, origins, missing),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    let c = text.text[glyph.range()].chars().next().unwrap_or('\u{fffd}');
                    missing.push((c, origins.byte(glyph.span)));
                }
            }
            _ => {}
        }
    }
}

/// Lines that reach out of the measure.
pub fn overfull(frame: &Frame, lines: &[Line], measure: f64) -> Vec<u32> {
    fn walk(frame: &Frame, origin: Point, wide: &mut Vec<f64>, measure: f64) {
        for (pos, item) in frame.items() {
            let at = origin + *pos;
            match item {
                FrameItem::Group(group) => walk(&group.frame, at, wide, measure),
                FrameItem::Text(text) => {
                    let right = at.x.to_pt() + text.width().to_pt();
                    // Punctuation may hang out by a few points.
                    if right > measure + 8.0 || at.x.to_pt() < -8.0 {
                        wide.push(at.y.to_pt());
                    }
                }
                _ => {}
            }
        }
    }
    let mut wide = vec![];
    walk(frame, Point::zero(), &mut wide, measure);
    let mut found: Vec<u32> = wide
        .into_iter()
        .map(|y| {
            let k = lines.partition_point(|line| line.baseline < y - 6.0);
            k.min(lines.len().saturating_sub(1)) as u32
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
