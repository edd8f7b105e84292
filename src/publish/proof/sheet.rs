//! A sheet of a proof: the page as it is, enlarged at its outer side, with the signs in
//! it and the numbers and notes beside it. Lengths are in points.

use rustc_hash::FxHashMap;
use typst::layout::{Abs, Frame, FrameItem, FrameKind, GroupItem, Point, Size};
use typst::syntax::Span;
use typst::visualize::{Color, Curve, FixedStroke, Geometry, LineCap, Shape};

use super::glyphs::Area;
use super::pieces::{NOTE_WIDTH, Piece, bare};
use super::signs::Caret;

/// How much wider a sheet is than its page.
pub const MARGIN: f64 = 178.0;

/// How far from the trim the columns of the margin begin: numbers of lines, places in
/// the printing before, notes.
const NUMBERS: f64 = 6.0;
const FORMER: f64 = 26.0;
const NOTES: f64 = MARGIN - 8.0 - NOTE_WIDTH;

/// From the edge of the text to the bar beside it.
const BAR: f64 = 5.0;

/// White between two notes in the margin.
const GAP: f64 = 3.0;

/// What came.
const CAME: [u8; 3] = [0x0b, 0x57, 0xa4];
/// What went.
const WENT: [u8; 3] = [0xb3, 0x26, 0x1e];

/// A line of the text, numbered on the proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbered {
    /// Its baseline from the page's top.
    pub baseline: f64,
    /// Its number.
    pub number: Piece,
    /// Its page and line before, where it is another.
    pub former: Option<Piece>,
}

/// What a sheet is made of.
pub struct Sheet<'a> {
    /// The page as it is printed.
    pub page: &'a Frame,
    /// Whether its outer side is the right one.
    pub outer_right: bool,
    /// The edges of the text.
    pub text: (f64, f64),
    /// The pitch of the lines.
    pub pitch: f64,
    /// Its lines.
    pub lines: Vec<Numbered>,
    /// Words that came.
    pub inserted: Vec<Area>,
    /// Places where something went, from the top, and the pieces of their number and
    /// their note.
    pub carets: Vec<(&'a Caret, Piece, Piece)>,
    /// Lines with a bar, as parts of them.
    pub bars: Vec<Area>,
}

/// A bar on a finished sheet: its place across, and from where to where it reaches.
pub type Bar = (f64, f64, f64);

impl Sheet<'_> {
    /// How far right the page lies on the sheet.
    fn shift(&self) -> f64 {
        if self.outer_right { 0.0 } else { MARGIN }
    }

    /// The bars, from the top; those of lines that follow each other are one.
    pub fn bars(&self) -> Vec<Bar> {
        let x = self.shift()
            + if self.outer_right { self.text.1 + BAR } else { self.text.0 - BAR };
        let mut spans: Vec<(f64, f64)> = self
            .bars
            .iter()
            .map(|area| {
                let size = area.size.max(6.0);
                (area.baseline - 0.75 * size, area.baseline + 0.25 * size)
            })
            .collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut bars: Vec<Bar> = vec![];
        for (top, bottom) in spans {
            match bars.last_mut() {
                // The white between two lines is part of the bar beside both.
                Some(last) if top - last.2 < 0.5 * self.pitch => {
                    last.2 = last.2.max(bottom);
                }
                _ => bars.push((x, top, bottom)),
            }
        }
        bars
    }

    /// The finished sheet.
    pub fn draw(&self, pieces: &[Frame]) -> Frame {
        let (width, height) =
            (self.page.width().to_pt() + MARGIN, self.page.height().to_pt());
        let shift = self.shift();
        let mut frame =
            Frame::new(Size::new(Abs::pt(width), Abs::pt(height)), FrameKind::Hard);
        let page = bare(self.page);
        frame.push(point(shift, 0.0), FrameItem::Group(GroupItem::new(page)));
        // The trim, so that nobody takes the margin for the page's.
        let trim = if self.outer_right { self.page.width().to_pt() } else { MARGIN };
        stroke(&mut frame, (trim, 0.0), (trim, height), 0.4, gray(60));
        for (x, top, bottom) in self.bars() {
            stroke(&mut frame, (x, top), (x, bottom), 1.6, gray(0));
        }
        for area in &self.inserted {
            self.underline(&mut frame, area);
        }
        for line in &self.lines {
            self.put(&mut frame, pieces, line.number, NUMBERS, line.baseline);
            if let Some(former) = line.former {
                self.put(&mut frame, pieces, former, FORMER, line.baseline);
            }
        }
        self.notes(&mut frame, pieces, height);
        frame
    }

    /// A line below words that came, with a tick at each end.
    fn underline(&self, frame: &mut Frame, area: &Area) {
        let shift = self.shift();
        let (left, right) = (shift + area.left, shift + area.right);
        let y = area.baseline + 0.16 * area.size;
        let ink = color(CAME);
        stroke(frame, (left, y), (right, y), 0.9, ink.clone());
        for x in [left, right] {
            stroke(frame, (x, y + 0.45), (x, y - 0.22 * area.size), 0.9, ink.clone());
        }
    }

    /// Carets with their numbers, and the notes in the margin.
    fn notes(&self, frame: &mut Frame, pieces: &[Frame], height: f64) {
        // Each at its line, or below the one before it.
        let mut tops: Vec<f64> = vec![];
        let mut free = 4.0;
        for (caret, _, note) in &self.carets {
            let top = (caret.baseline - 0.75 * caret.size).max(free);
            tops.push(top);
            free = top + pieces[*note].height().to_pt() + GAP;
        }
        // Those that do not fit at the bottom go up.
        let mut limit = height - 4.0;
        for (top, (_, _, note)) in tops.iter_mut().zip(&self.carets).rev() {
            *top = top.min(limit - pieces[*note].height().to_pt()).max(2.0);
            limit = *top - GAP;
        }
        for ((caret, number, note), top) in self.carets.iter().zip(tops) {
            let x = self.shift() + caret.x;
            let y = caret.baseline + 0.1 * caret.size;
            let leg = (0.16 * caret.size, 0.26 * caret.size);
            let mut curve = Curve::new();
            curve.move_(point(x - leg.0, y + leg.1));
            curve.line(point(x, y));
            curve.line(point(x + leg.0, y + leg.1));
            let ink = FixedStroke {
                cap: LineCap::Round,
                ..FixedStroke::from_pair(color(WENT), Abs::pt(0.9))
            };
            let shape = Geometry::Curve(curve).stroked(ink);
            frame.push(Point::zero(), FrameItem::Shape(shape, Span::detached()));
            let number = &pieces[*number];
            let at = (x + leg.0 + 0.3, y + leg.1 - 0.35 * number.height().to_pt());
            frame.push_frame(point(at.0, at.1), number.clone());
            let left = if self.outer_right {
                self.page.width().to_pt() + NOTES
            } else {
                MARGIN - NOTES - NOTE_WIDTH
            };
            frame.push_frame(point(left, top), pieces[*note].clone());
        }
    }

    /// Puts a piece into a column of the margin, on a baseline.
    fn put(
        &self,
        frame: &mut Frame,
        pieces: &[Frame],
        piece: Piece,
        column: f64,
        baseline: f64,
    ) {
        let piece = &pieces[piece];
        let drop = crate::compose::setter::first_baseline(piece).unwrap_or_default();
        let x = if self.outer_right {
            self.page.width().to_pt() + column
        } else {
            MARGIN - column - piece.width().to_pt()
        };
        frame.push_frame(point(x, baseline - drop.to_pt()), piece.clone());
    }
}

fn point(x: f64, y: f64) -> Point {
    Point::new(Abs::pt(x), Abs::pt(y))
}

fn color([r, g, b]: [u8; 3]) -> Color {
    Color::from_u8(r, g, b, 255)
}

fn gray(light: u8) -> Color {
    let light = (u32::from(light) * 255 / 100) as u8;
    color([light; 3])
}

fn stroke(frame: &mut Frame, from: (f64, f64), to: (f64, f64), width: f64, ink: Color) {
    let shape: Shape = Geometry::Line(point(to.0 - from.0, to.1 - from.1))
        .stroked(FixedStroke::from_pair(ink, Abs::pt(width)));
    frame.push(point(from.0, from.1), FrameItem::Shape(shape, Span::detached()));
}

/// The carets of a page from its top, and those of a line in the order of reading.
pub fn sort(carets: &mut [&Caret], rtl: bool) {
    carets.sort_by(|a, b| {
        let across = if rtl { b.x.total_cmp(&a.x) } else { a.x.total_cmp(&b.x) };
        a.baseline.total_cmp(&b.baseline).then(across)
    });
}

/// The areas and carets of each page.
pub fn by_page<T>(list: &[T], page: impl Fn(&T) -> usize) -> FxHashMap<usize, Vec<&T>> {
    let mut pages: FxHashMap<usize, Vec<&T>> = FxHashMap::default();
    for item in list {
        pages.entry(page(item)).or_default().push(item);
    }
    pages
}
