//! Letters with marks that Typst parts.

use std::num::NonZeroU64;

use typst::foundations::Bytes;
use typst::layout::{Abs, Axes, Point};
use typst::syntax::Span;
use typst::text::{Font, FontVariant, FontVariations, Lang};
use typst::visualize::{Color, Paint};

use super::*;

/// A run: for each glyph its cluster's number, its characters and its width.
fn run(glyphs: &[(u64, &str, f64)]) -> FrameItem {
    let (_, data) = crate::typeset::fonts::files()[2];
    let font = Font::new(Bytes::new(data), 0).expect("it is a font").instantiate(
        FontVariant::default(),
        Abs::pt(10.0),
        &FontVariations::default(),
    );
    let mut text = String::new();
    let glyphs = glyphs.iter().map(|(cluster, words, width)| {
        if !text.ends_with(words) {
            text.push_str(words);
        }
        let start = text.len() - words.len();
        let number = NonZeroU64::new(*cluster + 10).expect("it is not zero");
        Glyph {
            id: 5,
            x_advance: Em::new(*width),
            x_offset: Em::zero(),
            y_advance: Em::zero(),
            y_offset: Em::zero(),
            range: start as u16..text.len() as u16,
            span: (Span::from_raw(number), 0),
        }
    });
    let glyphs = glyphs.collect();
    FrameItem::Text(TextItem {
        font,
        size: Abs::pt(10.0),
        fill: Paint::Solid(Color::BLACK),
        stroke: None,
        lang: Lang::ENGLISH,
        region: None,
        text: text.into(),
        glyphs,
    })
}

/// The characters of each glyph, item by item; `None` if nothing is changed.
#[track_caller]
fn check(runs: &[&[(u64, &str, f64)]], expected: Option<&[&[&str]]>) {
    let mut frame = Frame::soft(Axes::splat(Abs::pt(100.0)));
    let mut x = Abs::zero();
    for items in runs {
        let run = run(items);
        let at = Point::with_x(x);
        if let FrameItem::Text(text) = &run {
            x += text.width();
        }
        frame.push(at, run);
    }
    let found = in_reading_order(&frame).map(|frame| {
        let texts = frame.items().map(|(_, item)| match item {
            FrameItem::Text(text) => text
                .glyphs
                .iter()
                .map(|glyph| text.text[glyph.range()].to_owned())
                .collect(),
            _ => vec![],
        });
        texts.collect::<Vec<Vec<String>>>()
    });
    let expected = expected.map(|runs| {
        let own = |run: &&[&str]| run.iter().map(|&own| own.to_owned()).collect();
        runs.iter().map(own).collect::<Vec<Vec<String>>>()
    });
    assert_eq!(found, expected);
}

#[test]
fn a_mark_in_a_run_of_its_own_has_its_own_character() {
    check(
        &[
            &[(1, "m", 0.8), (2, "q\u{304}", 0.5)],
            &[(2, "q\u{304}", 0.0)],
            &[(3, "u", 0.5)],
        ],
        Some(&[&["m", "q", "\u{304}"], &["u"]]),
    );
}

#[test]
fn from_right_to_left_the_marks_are_read_behind_their_letter() {
    check(
        &[
            &[(9, "ܡ", 0.6), (8, "ܗ\u{742}\u{308}", 0.0)],
            &[(8, "ܗ\u{742}\u{308}", 0.0)],
            &[(8, "ܗ\u{742}\u{308}", 0.5), (7, "ܢ", 0.4)],
        ],
        Some(&[&["ܢ", "ܗ", "\u{742}", "\u{308}", "ܡ"]]),
    );
}

#[test]
fn what_follows_a_cluster_keeps_its_characters() {
    check(
        &[&[(1, "q\u{304}", 0.5)], &[(1, "q\u{304}", 0.0), (2, "ü", 0.5), (3, "x", 0.5)]],
        Some(&[&["q", "\u{304}", "ü", "x"]]),
    );
}

#[test]
fn a_letter_that_the_font_takes_apart_is_its_glyphs_text() {
    check(&[&[(1, "ṩ", 0.4)], &[(1, "ṩ", 0.0)]], Some(&[&["ṩ", "ṩ"]]));
}

#[test]
fn equal_letters_side_by_side_are_two() {
    check(&[&[(1, "a", 0.5)], &[(2, "a", 0.5)]], None);
    check(&[&[(1, "q\u{304}", 0.5), (1, "q\u{304}", 0.0)], &[(2, "a", 0.5)]], None);
}

#[test]
fn what_is_set_twice_is_read_twice() {
    check(&[&[(1, ".", 0.3)], &[(1, ".", 0.3)], &[(1, ".", 0.3)]], None);
}
