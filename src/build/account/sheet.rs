//! The ink of sheets that are no pages of the book: those of the press, and the cover. Their
//! words are the book's or the manifest's, so there is no account of them; but what is not on
//! the paper, or is an empty box there, is found as in the book.

use std::collections::BTreeSet;

use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameItem, FrameKind, GroupItem, Point, Sides, Size};
use typst_layout::Page;

use super::seen::{Seen, Sight};
use crate::typeset::substitutes::bare;

/// How far words may stand over a fold, in points.
const SLACK: f32 = 0.5;

/// What is wrong with the ink of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetInk {
    /// Words that reach over the trim.
    pub outside: Vec<String>,
    /// Words that reach over a fold.
    pub across: Vec<String>,
    /// How many lines run into the one above.
    pub touching: usize,
    /// Characters that are printed as the empty box of a font.
    pub empty: Vec<char>,
}

impl SheetInk {
    /// Reads a sheet of the size of its content, which lies on it `shift` points to the right;
    /// `folds` are where it is folded, in points from its left edge.
    pub fn of(content: &Frame, shift: f64, folds: &[f64]) -> Self {
        let mut frame =
            Frame::new(Size::new(content.width(), content.height()), FrameKind::Hard);
        let group = FrameItem::Group(GroupItem::new(content.clone()));
        frame.push(Point::with_x(Abs::pt(shift)), group);
        let page = Page {
            frame,
            bleed: Sides::splat(Abs::zero()),
            fill: Smart::Custom(None),
            numbering: None,
            supplement: Content::empty(),
            number: 1,
        };
        let seen = Seen::of(std::slice::from_ref(&page), &[]);
        let mut empty = BTreeSet::new();
        bare(content, &mut empty);
        let mut found = Self {
            touching: seen.touching.len(),
            empty: empty.into_iter().collect(),
            ..Self::default()
        };
        for token in &seen.tokens {
            let letters = seen.letters(token).trim();
            if letters.is_empty() {
                continue;
            }
            let is_across = |fold: &f64| {
                let fold = *fold as f32;
                token.left < fold - SLACK && token.right > fold + SLACK
            };
            if token.sight == Sight::Outside {
                found.outside.push(letters.to_owned());
            } else if token.sight == Sight::Seen && folds.iter().any(is_across) {
                found.across.push(letters.to_owned());
            }
        }
        found
    }
}
