//! Letters with marks that Typst parts: each character once in the text of the PDF.
//!
//! A letter and its marks are one cluster. Where a mark stands higher or lower than the
//! font has it, Typst sets it in a run of its own, and gives both runs the characters
//! of the whole cluster; who copies or searches would find the letter twice.

use icu_normalizer::DecomposingNormalizerBorrowed;
use typst::layout::{Em, Frame, FrameItem, GroupItem};
use typst::text::{Glyph, TextItem};

/// The frame with parted clusters mended; nothing if it has none.
pub fn mended(frame: &Frame) -> Option<Frame> {
    let mut items: Vec<FrameItem> = vec![];
    let copy = |items: &mut Vec<FrameItem>, up_to: usize| {
        let known = items.len();
        let rest = frame.items().skip(known).take(up_to - known);
        items.extend(rest.map(|(_, item)| item.clone()));
    };
    let mut before: Option<&TextItem> = None;
    for (k, (_, item)) in frame.items().enumerate() {
        match item {
            FrameItem::Group(group) => {
                if let Some(inner) = mended(&group.frame) {
                    copy(&mut items, k);
                    items.push(FrameItem::Group(GroupItem {
                        frame: inner,
                        ..group.clone()
                    }));
                }
                before = None;
            }
            FrameItem::Text(text) => {
                if before.is_some_and(|before| are_parted(before, text)) {
                    copy(&mut items, k + 1);
                }
                before = Some(text);
            }
            _ => before = None,
        }
    }
    if items.is_empty() {
        return None;
    }
    copy(&mut items, frame.items().len());
    mend(&mut items);
    let mut copy = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        copy.set_baseline(frame.baseline());
    }
    for ((at, _), item) in frame.items().zip(items) {
        copy.push(*at, item);
    }
    Some(copy)
}

/// Whether one cluster stands at the end of a run and at the start of the next.
fn are_parted(before: &TextItem, behind: &TextItem) -> bool {
    let (Some(a), Some(b)) = (before.glyphs.last(), behind.glyphs.first()) else {
        return false;
    };
    a.span == b.span
        && !a.span.0.is_detached()
        && before.text.get(a.range()) == behind.text.get(b.range())
}

/// Gives each run of a cluster its own characters.
fn mend(items: &mut [FrameItem]) {
    let mut k = 0;
    while k + 1 < items.len() {
        let mut end = k + 1;
        while end < items.len() && joins(items, end) {
            end += 1;
            // A run that goes on behind the cluster ends it.
            if !matches!(&items[end - 1], FrameItem::Text(text) if is_one(text)) {
                break;
            }
        }
        if end == k + 1 {
            k = end;
            continue;
        }
        share(&mut items[k..end]);
        k = end - 1;
    }
}

fn joins(items: &[FrameItem], k: usize) -> bool {
    match (&items[k - 1], &items[k]) {
        (FrameItem::Text(before), FrameItem::Text(behind)) => are_parted(before, behind),
        _ => false,
    }
}

/// Whether a run is one cluster.
fn is_one(text: &TextItem) -> bool {
    text.glyphs.iter().all(|glyph| glyph.span == text.glyphs[0].span)
}

/// Shares the characters of a cluster among the runs it stands in: it ends the first
/// and begins the last.
fn share(runs: &mut [FrameItem]) {
    let count = runs.len();
    let mut parts: Vec<std::ops::Range<usize>> = vec![];
    let mut cluster = String::new();
    let (mut base, mut widest) = (0, Em::new(-1.0));
    for (k, run) in runs.iter().enumerate() {
        let FrameItem::Text(text) = run else { return };
        let glyphs = &text.glyphs;
        let ends = k + 1 < count;
        let Some(own) = (if ends { glyphs.last() } else { glyphs.first() }) else {
            return;
        };
        let alike = |glyph: &&Glyph| glyph.span == own.span && glyph.range == own.range;
        let part = match ends {
            true => {
                let length = glyphs.iter().rev().take_while(alike).count();
                glyphs.len() - length..glyphs.len()
            }
            false => 0..glyphs.iter().take_while(alike).count(),
        };
        let width = glyphs[part.clone()].iter().map(|glyph| glyph.x_advance);
        let width = width.max().unwrap_or_default();
        if width > widest {
            (base, widest) = (k, width);
        }
        cluster = text.text[own.range()].to_owned();
        parts.push(part);
    }
    // A letter that the font takes apart has fewer characters than glyphs.
    if cluster.chars().count() < count {
        cluster = DecomposingNormalizerBorrowed::new_nfd()
            .normalize(&cluster)
            .into_owned();
    }
    let characters: Vec<char> = cluster.chars().collect();
    let Some(of_base) = (characters.len() + 1).checked_sub(count) else { return };
    if of_base == 0 {
        return;
    }
    // The letter's run first; from right to left its marks stand before it.
    let mut order: Vec<usize> = (0..count).collect();
    if base + 1 == count {
        order.reverse();
    }
    order.retain(|k| *k != base);
    let mut rest = characters[of_base..].iter();
    let mut own = vec![String::new(); count];
    own[base] = characters[..of_base].iter().collect();
    for k in order {
        own[k].extend(rest.next());
    }
    for ((run, part), own) in runs.iter_mut().zip(parts).zip(own) {
        if let FrameItem::Text(text) = run {
            replace(text, part, &own);
        }
    }
}

/// Puts other characters behind some glyphs of a run.
fn replace(text: &mut TextItem, part: std::ops::Range<usize>, own: &str) {
    let Some(first) = text.glyphs.get(part.start) else { return };
    let old = first.range();
    let mut words = text.text.to_string();
    words.replace_range(old.clone(), own);
    let grown = own.len() as i32 - old.len() as i32;
    for (k, glyph) in text.glyphs.iter_mut().enumerate() {
        let moved = |at: u16| (i32::from(at) + grown) as u16;
        if part.contains(&k) {
            glyph.range.end = moved(glyph.range.end);
        } else if glyph.range().start >= old.end {
            glyph.range = moved(glyph.range.start)..moved(glyph.range.end);
        }
    }
    text.text = words.into();
}

#[cfg(test)]
mod tests {
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

    /// The characters of each glyph, run by run.
    fn check(runs: &[&[(u64, &str, f64)]], expected: Option<&[&[&str]]>) {
        let mut frame = Frame::soft(Axes::splat(Abs::pt(100.0)));
        for items in runs {
            frame.push(Point::zero(), run(items));
        }
        let found = mended(&frame).map(|frame| {
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
            Some(&[&["m", "q"], &["\u{304}"], &["u"]]),
        );
    }

    #[test]
    fn from_right_to_left_the_marks_stand_before_their_letter() {
        check(
            &[
                &[(9, "ܡ", 0.6), (8, "ܗ\u{742}\u{308}", 0.0)],
                &[(8, "ܗ\u{742}\u{308}", 0.0)],
                &[(8, "ܗ\u{742}\u{308}", 0.5), (7, "ܢ", 0.4)],
            ],
            Some(&[&["ܡ", "\u{308}"], &["\u{742}"], &["ܗ", "ܢ"]]),
        );
    }

    #[test]
    fn what_follows_a_cluster_keeps_its_characters() {
        check(
            &[
                &[(1, "q\u{304}", 0.5)],
                &[(1, "q\u{304}", 0.0), (2, "ü", 0.5), (3, "x", 0.5)],
            ],
            Some(&[&["q"], &["\u{304}", "ü", "x"]]),
        );
    }

    #[test]
    fn a_letter_that_the_font_takes_apart_is_taken_apart() {
        check(
            &[&[(1, "ṩ", 0.4)], &[(1, "ṩ", 0.0)]],
            Some(&[&["s\u{323}"], &["\u{307}"]]),
        );
    }

    #[test]
    fn equal_letters_side_by_side_are_two() {
        check(&[&[(1, "a", 0.5)], &[(2, "a", 0.5)]], None);
        check(&[&[(1, "q\u{304}", 0.5), (1, "q\u{304}", 0.0)], &[(2, "a", 0.5)]], None);
    }
}
