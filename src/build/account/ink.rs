//! Where the ink of the glyphs is: boxes on the page, and rows whose boxes meet.

use rustc_hash::FxHashMap;
use ttf_parser::GlyphId;
use typst::layout::{Abs, Point, Rect, Transform};
use typst::text::FontInstance;

use super::seen::Row;

/// By how much boxes of two rows overlap before they meet, in points, in either direction:
/// less is no more than the roundness of letters.
const OVERLAP: f32 = 0.25;

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

/// A box of a glyph: left, right, top and bottom, in points.
type Box = [f32; 4];

/// The boxes of the glyphs of a page, by rows.
#[derive(Default)]
pub(super) struct Ink {
    /// The boxes of glyphs in their fonts, in ems, with y upward; nothing for blanks.
    known: FxHashMap<(usize, u16), Option<Box>>,
    /// Boxes of which the row is not known yet.
    loose: Vec<Box>,
    /// The boxes of the rows of this page, and the first row.
    rows: Vec<Vec<Box>>,
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
        let known = self.known.entry(key).or_insert_with(|| {
            let rect = font.ttf().glyph_bounding_box(GlyphId(glyph))?;
            let em = |units: i16| font.to_em(units).get() as f32;
            Some([em(rect.x_min), em(rect.x_max), em(rect.y_min), em(rect.y_max)])
        });
        let Some([x_min, x_max, y_min, y_max]) = *known else { return };
        let at_size = |ems: f32| size * f64::from(ems);
        let a = Point::new(at_size(x_min), -at_size(y_max)).transform(at);
        let b = Point::new(at_size(x_max), -at_size(y_min)).transform(at);
        let pt = |length: Abs| length.to_pt() as f32;
        self.loose.push([
            pt(a.x.min(b.x)),
            pt(a.x.max(b.x)),
            pt(a.y.min(b.y)),
            pt(a.y.max(b.y)),
        ]);
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
    /// of the rows given, which are all of this page.
    pub(super) fn touching(&mut self, rows: &[Row]) -> Vec<usize> {
        let mut boxes = std::mem::take(&mut self.rows);
        self.loose.clear();
        boxes.resize_with(rows.len(), Vec::new);
        for row in &mut boxes {
            row.sort_by(|a, b| a[0].total_cmp(&b[0]));
        }
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|&a, &b| rows[a].baseline.total_cmp(&rows[b].baseline));
        let mut found = vec![];
        for (n, &lower) in order.iter().enumerate() {
            let below = &rows[lower];
            let above = order[..n].iter().rev().take_while(|&&upper| {
                below.baseline - rows[upper].baseline
                    < 1.8 * below.size.max(rows[upper].size)
            });
            let mut above = above.filter(|&&upper| {
                below.baseline - rows[upper].baseline
                    > 0.7 * below.size.min(rows[upper].size)
            });
            if above.any(|&upper| meet(&boxes[upper], &boxes[lower])) {
                found.push(lower);
            }
        }
        found.sort_unstable();
        found
    }
}

/// Whether a box of one list, which are sorted by their left sides, overlaps one of the
/// other.
fn meet(upper: &[Box], lower: &[Box]) -> bool {
    let mut from = 0;
    for a in upper {
        while from < lower.len() && lower[from][1] + 40.0 < a[0] {
            from += 1;
        }
        let near = lower[from..].iter().take_while(|b| b[0] < a[1]);
        let mut near = near.filter(|b| b[1] - a[0] > OVERLAP && a[1] - b[0] > OVERLAP);
        if near.any(|b| a[3] - b[2] > OVERLAP && b[3] > a[2]) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_meet_only_where_they_overlap() {
        let upper = [[0.0, 10.0, 0.0, 12.0]];
        assert!(meet(&upper, &[[5.0, 8.0, 11.0, 20.0]]));
        assert!(!meet(&upper, &[[5.0, 8.0, 12.1, 20.0]]), "one below the other");
        assert!(!meet(&upper, &[[10.1, 18.0, 11.0, 20.0]]), "one beside the other");
        assert!(!meet(&upper, &[[5.0, 8.0, 11.9, 20.0]]), "they only touch");
    }
}
