//! Where the ink of the glyphs is: boxes and outlines on the page, and rows whose ink meets.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;
use ttf_parser::{GlyphId, OutlineBuilder};
use typst::layout::{Abs, Rect, Transform};
use typst::text::FontInstance;

use super::row::Row;

/// By how much boxes of two rows overlap before they meet, in points, in either direction:
/// less is no more than the roundness of letters.
const OVERLAP: f32 = 0.25;

/// Less white than this between two outlines is not seen on paper, in points.
const CLEAR: f32 = 0.15;

/// A rectangle on the page, in points from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    /// Whether a point lies in it.
    pub(super) fn has(&self, x: f64, y: f64) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }
}

impl From<Rect> for Area {
    fn from(rect: Rect) -> Self {
        Self {
            left: rect.min.x.to_pt(),
            top: rect.min.y.to_pt(),
            right: rect.max.x.to_pt(),
            bottom: rect.max.y.to_pt(),
        }
    }
}

/// A box: left, right, top and bottom, in points.
type Box = [f32; 4];

/// A straight piece of an outline, from one point to another.
type Stroke = [f32; 4];

/// The form of a glyph in its font, in ems, with y upward.
struct Form {
    /// Left, right, bottom, top.
    extent: Box,
    /// Its outline, once it is asked for.
    outline: OnceCell<Vec<Stroke>>,
    font: FontInstance,
    glyph: u16,
}

impl Form {
    fn of(font: &FontInstance, glyph: u16) -> Option<Self> {
        let rect = font.ttf().glyph_bounding_box(GlyphId(glyph))?;
        let em = |units: i16| font.to_em(units).get() as f32;
        Some(Self {
            extent: [em(rect.x_min), em(rect.x_max), em(rect.y_min), em(rect.y_max)],
            outline: OnceCell::new(),
            font: font.clone(),
            glyph,
        })
    }

    fn outline(&self) -> &[Stroke] {
        self.outline.get_or_init(|| {
            let mut pen = Pen::default();
            self.font.ttf().outline_glyph(GlyphId(self.glyph), &mut pen);
            let em = 1.0 / f32::from(self.font.ttf().units_per_em());
            pen.strokes.iter().map(|stroke| stroke.map(|at| at * em)).collect()
        })
    }
}

/// Draws an outline in straight pieces.
#[derive(Default)]
struct Pen {
    strokes: Vec<Stroke>,
    start: (f32, f32),
    at: (f32, f32),
}

/// Into how many pieces a curve is divided.
const PIECES: u8 = 6;

impl Pen {
    fn curve(&mut self, point: impl Fn(f32, f32) -> (f32, f32)) {
        for k in 1..=PIECES {
            let t = f32::from(k) / f32::from(PIECES);
            let (x, y) = point(t, 1.0 - t);
            self.line_to(x, y);
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        (self.start, self.at) = ((x, y), (x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.strokes.push([self.at.0, self.at.1, x, y]);
        self.at = (x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (x0, y0) = self.at;
        let along = |a: f32, b: f32, c: f32, t: f32, s: f32| {
            s * s * a + 2.0 * s * t * b + t * t * c
        };
        self.curve(|t, s| (along(x0, x1, x, t, s), along(y0, y1, y, t, s)));
    }

    // It is one thing: its parameters are those of the trait.
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let from = self.at;
        let along = |a: f32, b: f32, c: f32, d: f32, t: f32, s: f32| {
            s * s * s * a + 3.0 * s * t * (s * b + t * c) + t * t * t * d
        };
        self.curve(|t, s| {
            (along(from.0, x1, x2, x, t, s), along(from.1, y1, y2, y, t, s))
        });
    }

    fn close(&mut self) {
        let (x, y) = self.start;
        self.line_to(x, y);
    }
}

/// A glyph on a page.
#[derive(Clone, Copy)]
struct Mark {
    /// Where it stands.
    extent: Box,
    /// Its form, as an index of those that are known.
    form: usize,
    /// From ems, with y upward, to the page.
    to_page: [f32; 6],
}

/// The glyphs of a page, by rows.
#[derive(Default)]
pub(super) struct Ink {
    /// The forms of glyphs, by their font and their number; nothing for blanks.
    known: FxHashMap<(usize, u16), Option<usize>>,
    forms: Vec<Form>,
    /// Glyphs whose row is not known yet.
    loose: Vec<Mark>,
    /// The glyphs of the rows of this page, and the first row.
    rows: Vec<Vec<Mark>>,
    first: usize,
}

impl Ink {
    /// Adds a glyph.
    pub(super) fn add(
        &mut self,
        font: &FontInstance,
        glyph: u16,
        size: Abs,
        at: Transform,
    ) {
        let key = (std::ptr::from_ref(font.ttf()).addr(), glyph);
        let forms = &mut self.forms;
        let known = self.known.entry(key).or_insert_with(|| {
            forms.push(Form::of(font, glyph)?);
            Some(forms.len() - 1)
        });
        let Some(form) = *known else { return };
        let [x_min, x_max, y_min, y_max] = forms[form].extent;
        let size = size.to_pt();
        let pt = |length: Abs| length.to_pt() as f32;
        let to_page = [
            (at.sx.get() * size) as f32,
            (at.ky.get() * size) as f32,
            (-at.kx.get() * size) as f32,
            (-at.sy.get() * size) as f32,
            pt(at.tx),
            pt(at.ty),
        ];
        let (a, b) = (placed(to_page, (x_min, y_max)), placed(to_page, (x_max, y_min)));
        let extent = [a.0.min(b.0), a.0.max(b.0), a.1.min(b.1), a.1.max(b.1)];
        self.loose.push(Mark { extent, form, to_page });
    }

    /// Says on which row stands what was added since the last time.
    pub(super) fn stands(&mut self, row: usize) {
        if self.rows.is_empty() {
            self.first = row;
        }
        let at = row.saturating_sub(self.first);
        if self.rows.len() <= at {
            self.rows.resize_with(at + 1, Vec::new);
        }
        self.rows[at].append(&mut self.loose);
    }

    /// Ends a page: those of its rows whose ink meets that of a row right above, as indexes
    /// of the rows given, which are all of this page; and of how many the boxes meet.
    pub(super) fn touching(&mut self, rows: &[Row]) -> (Vec<usize>, usize) {
        let mut marks = std::mem::take(&mut self.rows);
        self.loose.clear();
        marks.resize_with(rows.len(), Vec::new);
        for row in &mut marks {
            row.sort_by(|a, b| a.extent[0].total_cmp(&b.extent[0]));
        }
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|&a, &b| rows[a].baseline.total_cmp(&rows[b].baseline));
        let (mut found, mut near) = (vec![], 0);
        for (n, &lower) in order.iter().enumerate() {
            let below = &rows[lower];
            let above = order[..n].iter().rev().take_while(|&&upper| {
                below.baseline - rows[upper].baseline
                    < 1.8 * below.size.max(rows[upper].size)
            });
            let above = above.filter(|&&upper| {
                below.baseline - rows[upper].baseline
                    > 0.7 * below.size.min(rows[upper].size)
            });
            let mut pairs = vec![];
            for &upper in above {
                overlapping(&marks[upper], &marks[lower], &mut pairs);
            }
            near += usize::from(!pairs.is_empty());
            if pairs.iter().any(|(a, b)| self.meet(a, b)) {
                found.push(lower);
            }
        }
        found.sort_unstable();
        (found, near)
    }

    /// Whether the outlines of two glyphs cross or come so near that print runs them together.
    fn meet(&self, a: &Mark, b: &Mark) -> bool {
        let around = [
            a.extent[0].max(b.extent[0]) - CLEAR,
            a.extent[1].min(b.extent[1]) + CLEAR,
            a.extent[2].max(b.extent[2]) - CLEAR,
            a.extent[3].min(b.extent[3]) + CLEAR,
        ];
        let strokes = |mark: &Mark| -> Vec<Stroke> {
            let all = self.forms[mark.form].outline().iter();
            let at = |x: f32, y: f32| placed(mark.to_page, (x, y));
            let all = all.map(|s| (at(s[0], s[1]), at(s[2], s[3])));
            all.map(|(from, to)| [from.0, from.1, to.0, to.1])
                .filter(|s| {
                    s[0].max(s[2]) >= around[0]
                        && s[0].min(s[2]) <= around[1]
                        && s[1].max(s[3]) >= around[2]
                        && s[1].min(s[3]) <= around[3]
                })
                .collect()
        };
        let (a, b) = (strokes(a), strokes(b));
        a.iter().any(|one| b.iter().any(|other| near(one, other)))
    }
}

/// A point on the page.
fn placed(to_page: [f32; 6], (x, y): (f32, f32)) -> (f32, f32) {
    let [a, b, c, d, e, f] = to_page;
    (a * x + c * y + e, b * x + d * y + f)
}

/// Adds the pairs of glyphs of two rows, sorted by their left sides, whose boxes overlap.
fn overlapping(upper: &[Mark], lower: &[Mark], pairs: &mut Vec<(Mark, Mark)>) {
    let mut from = 0;
    for one in upper {
        let a = one.extent;
        while from < lower.len() && lower[from].extent[1] + 40.0 < a[0] {
            from += 1;
        }
        let beside = lower[from..].iter().take_while(|b| b.extent[0] < a[1]);
        let over = beside.filter(|other| overlap(a, other.extent));
        pairs.extend(over.map(|other| (*one, *other)));
    }
}

/// Whether the box of a glyph overlaps one of a row below.
fn overlap(a: Box, b: Box) -> bool {
    let across = b[1] - a[0] > OVERLAP && a[1] - b[0] > OVERLAP;
    across && a[3] - b[2] > OVERLAP && b[3] > a[2]
}

/// Whether two strokes cross or are nearer than [`CLEAR`].
fn near(a: &Stroke, b: &Stroke) -> bool {
    let side = |s: &Stroke, x: f32, y: f32| {
        (s[2] - s[0]) * (y - s[1]) - (s[3] - s[1]) * (x - s[0])
    };
    let parted = |s: &Stroke, t: &Stroke| {
        let (from, to) = (side(s, t[0], t[1]), side(s, t[2], t[3]));
        from * to > 0.0
    };
    if !parted(a, b) && !parted(b, a) && a != b {
        // Strokes of one line are parted by the distance of their ends alone.
        let level = side(a, b[0], b[1]) == 0.0 && side(a, b[2], b[3]) == 0.0;
        if !level {
            return true;
        }
    }
    let distance = |s: &Stroke, x: f32, y: f32| {
        let (dx, dy) = (s[2] - s[0], s[3] - s[1]);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 {
            (((x - s[0]) * dx + (y - s[1]) * dy) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (x - s[0] - along * dx).hypot(y - s[1] - along * dy)
    };
    distance(a, b[0], b[1]) < CLEAR
        || distance(a, b[2], b[3]) < CLEAR
        || distance(b, a[0], a[1]) < CLEAR
        || distance(b, a[2], a[3]) < CLEAR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_meet_only_where_they_overlap() {
        let upper = [0.0, 10.0, 0.0, 12.0];
        assert!(overlap(upper, [5.0, 8.0, 11.0, 20.0]));
        assert!(!overlap(upper, [5.0, 8.0, 12.1, 20.0]), "one below the other");
        assert!(!overlap(upper, [10.1, 18.0, 11.0, 20.0]), "one beside the other");
        assert!(!overlap(upper, [5.0, 8.0, 11.9, 20.0]), "they only touch");
    }

    #[test]
    fn ink_meets_where_outlines_cross_or_leave_no_white() {
        let level = [0.0, 0.0, 10.0, 0.0];
        assert!(near(&level, &[5.0, -5.0, 5.0, 5.0]), "they cross");
        assert!(near(&level, &[5.0, 0.1, 5.0, 5.0]), "no white between them");
        assert!(!near(&level, &[5.0, 0.5, 5.0, 5.0]), "one below the other");
        assert!(!near(&level, &[11.0, 0.0, 20.0, 0.0]), "one behind the other");
    }
}
