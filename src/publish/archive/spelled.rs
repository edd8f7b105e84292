//! Letters that a PDF can't give a reader, spelled by their numbers.
//!
//! A PDF gives each glyph the characters it stands for. Those of the private use area mean
//! something to some alone, and the standards for reading aloud (PDF/A-2a, PDF/A-3a, PDF/A-4)
//! forbid them; a few others (U+FEFF, U+FFFE) are forbidden in any. What is printed stays as it is.

use typst::layout::{Frame, FrameItem, GroupItem};
use typst::text::{Glyph, TextItem};

use crate::typeset::frames::{Change, Items, Place, map, texts};
use crate::typeset::substitutes::number;

/// A frame whose letters all may stand in a PDF; `None` if that is so already. `strict` is
/// whether letters of the private use area may not.
pub(super) fn spelled(frame: &Frame, strict: bool) -> Option<Frame> {
    if !has(frame, strict) {
        return None;
    }
    Some(map(frame.clone(), &mut Spelled { strict }))
}

struct Spelled {
    strict: bool,
}

impl Change for Spelled {
    fn enters(&mut self, _: &Place, group: &GroupItem) -> bool {
        has(&group.frame, self.strict)
    }

    fn item(&mut self, place: &Place, mut item: FrameItem, out: &mut Items) {
        if let FrameItem::Text(text) = &mut item {
            *text = respelled(text, self.strict);
        }
        out.push((place.pos, item));
    }
}

/// Whether a frame has letters that are to be spelled.
fn has(frame: &Frame, strict: bool) -> bool {
    texts(frame).any(|(_, text)| text.text.chars().any(|c| is_barred(c, strict)))
}

/// Whether a character may not stand in a PDF.
fn is_barred(c: char, strict: bool) -> bool {
    match c as u32 {
        0 | 0xfeff | 0xfffe => true,
        0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd => strict,
        _ => false,
    }
}

fn respelled(text: &TextItem, strict: bool) -> TextItem {
    let mut letters = String::new();
    // For each byte of the old text where it is in the new one.
    let mut places = vec![0_u16; text.text.len() + 1];
    for (at, c) in text.text.char_indices() {
        let start = letters.len() as u16;
        places[at..at + c.len_utf8()].fill(start);
        match c {
            // It is not to be seen.
            '\u{feff}' => {}
            c if is_barred(c, strict) => letters.push_str(&number(c)),
            c => letters.push(c),
        }
    }
    places[text.text.len()] = letters.len() as u16;
    // What would be too long for a glyph to point into stays as it is.
    if letters.len() > usize::from(u16::MAX) {
        return text.clone();
    }
    let place = |byte: u16| places.get(usize::from(byte)).copied().unwrap_or_default();
    let glyphs = text.glyphs.iter().map(|glyph| Glyph {
        range: place(glyph.range.start)..place(glyph.range.end),
        ..glyph.clone()
    });
    TextItem {
        glyphs: glyphs.collect(),
        text: letters.into(),
        ..text.clone()
    }
}
