//! The face of last resort: it has a glyph for each character of an edition that no other
//! face has, so that none is printed as an empty box, or keeps a book from being made.
//!
//! A sign for which there is another that means the same is drawn as that one; any other
//! character is drawn as its number, `[U+E476]`. The text stays what the editor typed: the
//! glyph carries the character's bytes, in the order and the direction in which it stands, and
//! its neighbors are set as ever.

use std::collections::BTreeSet;

use typst::foundations::Bytes;
use typst::layout::{Abs, Frame};
use typst::text::{
    Coverage, Font, FontBook, FontInstance, FontVariant, FontVariations, TextItem,
};
use typst_kit::fonts::FontStore;

use super::Origins;
use super::frames::texts;
use super::outline::{Contours, Glyph, face};

/// The name of its family, which the design names behind all others.
pub const FAMILY: &str = "Variorum Substitutes";

/// How large the letters of a number are, in shares of the size of type.
const NUMBER: f64 = 0.7;

/// Signs that are drawn as others which mean the same, if a face has these.
const LOOK_ALIKES: &[(char, &str)] = &[
    ('\u{2329}', "\u{27e8}"),
    ('\u{232a}', "\u{27e9}"),
    ('\u{3008}', "\u{27e8}"),
    ('\u{3009}', "\u{27e9}"),
    ('\u{300a}', "\u{27ea}"),
    ('\u{300b}', "\u{27eb}"),
    ('\u{301a}', "\u{27e6}"),
    ('\u{301b}', "\u{27e7}"),
    ('\u{2e28}', "(("),
    ('\u{2e29}', "))"),
    ('\u{0964}', "|"),
    ('\u{0965}', "||"),
    ('\u{2015}', "\u{2014}"),
    ('\u{2e3a}', "\u{2014}\u{2014}"),
    ('\u{2e3b}', "\u{2014}\u{2014}\u{2014}"),
    ('\u{2011}', "-"),
    ('\u{2e17}', "="),
    ('\u{2236}', ":"),
    ('\u{a789}', ":"),
    ('\u{0387}', "\u{b7}"),
    ('\u{2027}', "\u{b7}"),
    ('\u{2e31}', "\u{b7}"),
    ('\u{2e33}', "\u{b7}"),
    ('\u{02b9}', "\u{2032}"),
    ('\u{02bc}', "\u{2019}"),
    ('\u{2766}', "\u{2767}"),
    ('\u{2619}', "\u{2767}"),
];

/// The faces of an edition, as far as which characters they have.
#[derive(Debug, Clone)]
pub struct Coverages(Vec<Coverage>);

impl Coverages {
    /// Of all faces of a store.
    pub fn of(store: &FontStore) -> Self {
        let book = store.book();
        let infos = (0..).map_while(|k| book.info(k));
        Self(infos.map(|info| info.coverage.clone()).collect())
    }

    /// Whether one face has all of these characters, or what they are composed to.
    pub fn have(&self, cluster: &str) -> bool {
        let one = |cluster: &str| {
            let has = |face: &Coverage| {
                cluster.chars().all(|c| is_unseen(c) || face.contains(c as u32))
            };
            self.0.iter().any(has)
        };
        if one(cluster) {
            return true;
        }
        let composed = icu_normalizer::ComposingNormalizerBorrowed::new_nfc();
        let composed = composed.normalize(cluster);
        composed != cluster && one(&composed)
    }

    /// Whether no face has a character that is to be seen.
    pub fn lack(&self, c: char) -> bool {
        let is_plain = c.is_ascii() && !c.is_ascii_control();
        !is_plain && !is_unseen(c) && !self.0.iter().any(|face| face.contains(c as u32))
    }

    /// The characters of a text that no face has.
    pub fn lacking(&self, text: &str, found: &mut BTreeSet<char>) {
        let mut seen = rustc_hash::FxHashSet::default();
        let rare = text.chars().filter(|c| !(' '..='~').contains(c));
        found.extend(rare.filter(|&c| seen.insert(c) && self.lack(c)));
    }

    /// What a character that no face has is drawn as, if there is something that means the
    /// same.
    pub fn look_alike(&self, c: char) -> Option<String> {
        let same = LOOK_ALIKES.iter().find(|(sign, _)| *sign == c);
        let same = match same {
            Some((_, same)) => (*same).to_owned(),
            // Ligatures and letters of double width are letters too.
            None if matches!(c as u32, 0xfb00..=0xfb06 | 0xfe50..=0xfe6b | 0xff01..=0xff5e) =>
            {
                let plain = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc();
                plain.normalize(c.encode_utf8(&mut [0; 4])).into_owned()
            }
            None => return None,
        };
        (!same.contains(c) && same.chars().all(|c| !self.lack(c))).then_some(same)
    }
}

/// Whether a character is not drawn, whatever face it is set in.
fn is_unseen(c: char) -> bool {
    // The one blank that is drawn.
    c.is_whitespace() && c != '\u{1680}'
        || matches!(c as u32,
            0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f
            | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164
            | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfff8
            | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
}

/// How a character is written where it can't be drawn: `[U+E476]`.
pub fn number(c: char) -> String {
    format!("[U+{:04X}]", c as u32)
}

/// Whether a run of glyphs is set in the face of last resort.
pub fn is_substituted(text: &TextItem) -> bool {
    text.font.info().family == FAMILY
}

/// A character that stands in a frame in the face of last resort, or without a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacking {
    /// The character.
    pub c: char,
    /// The source byte that it stands at, if it is of the text's source.
    pub byte: Option<u32>,
}

/// Adds the characters of a run that are set in the face of last resort or have no glyph.
pub fn lacking(text: &TextItem, origins: &Origins, found: &mut Vec<Lacking>) {
    let is_substituted = is_substituted(text);
    let mut last = None;
    for glyph in text.glyphs.iter().filter(|glyph| is_substituted || glyph.id == 0) {
        // The glyphs of a letter with marks have all of it.
        if last.replace(glyph.range()) == Some(glyph.range()) {
            continue;
        }
        let byte = origins.byte(glyph.span);
        let chars = text.text[glyph.range()].chars();
        found.extend(chars.filter(|c| !is_unseen(*c)).map(|c| Lacking { c, byte }));
    }
}

/// Adds the characters of a frame that have no glyph at all.
pub fn bare(frame: &Frame, found: &mut BTreeSet<char>) {
    for (_, text) in texts(frame) {
        for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
            let chars = text.text[glyph.range()].chars();
            found.extend(chars.filter(|c| !is_unseen(*c)));
        }
    }
}

/// The face for these characters. One that another face has is drawn as there: it stands
/// among them only because a mark is set on it that is in no face, or in another.
pub fn substitutes(store: &FontStore, chars: &BTreeSet<char>) -> Font {
    let coverages = Coverages::of(store);
    let drawer = Drawer { store };
    let mut glyphs = vec![Glyph::default()];
    let mut codes = vec![];
    for &c in chars {
        let glyph = if !coverages.lack(c) {
            drawer.words(c.encode_utf8(&mut [0; 4]), 1.0)
        } else if let Some(same) = coverages.look_alike(c) {
            drawer.words(&same, 1.0)
        } else {
            drawer.words(&number(c), NUMBER)
        };
        codes.push((c as u32, glyphs.len() as u16));
        glyphs.push(glyph);
        if glyphs.len() == usize::from(u16::MAX) {
            break;
        }
    }
    let data = face(FAMILY, &glyphs, &codes);
    Font::new(Bytes::new(data), 0).expect("the face that was made can be read")
}

/// Draws words with the outlines of other faces, one letter behind the other.
struct Drawer<'a> {
    store: &'a FontStore,
}

impl Drawer<'_> {
    fn words(&self, words: &str, scale: f64) -> Glyph {
        let mut glyph = Glyph::default();
        for c in words.chars() {
            let Some(font) = self.font(c) else { continue };
            let ttf = font.ttf();
            let Some(id) = ttf.glyph_index(c) else { continue };
            let scale = scale * 1000.0 / f64::from(ttf.units_per_em());
            let mut contours = Contours::new(scale, glyph.advance);
            ttf.outline_glyph(id, &mut contours);
            glyph.contours.extend(contours.finish());
            glyph.advance += f64::from(ttf.glyph_hor_advance(id).unwrap_or(0)) * scale;
        }
        glyph
    }

    fn font(&self, c: char) -> Option<FontInstance> {
        let book: &FontBook = self.store.book();
        let upright = FontVariant::default();
        // The face of the text before any other.
        let text = book.select("libertinus serif", upright);
        let text = text.filter(|&id| {
            book.info(id).is_some_and(|info| info.coverage.contains(c as u32))
        });
        let found = text.or_else(|| {
            book.select_fallback(None, upright, c.encode_utf8(&mut [0; 4]))
        })?;
        let font = self.store.font(found)?;
        Some(font.instantiate(upright, Abs::pt(10.0), &FontVariations::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::fonts;

    fn made(chars: &str) -> Font {
        substitutes(&fonts::store(), &chars.chars().collect())
    }

    fn glyph(font: &Font, c: char) -> Option<(u16, u16)> {
        let font = font.clone().instantiate(
            FontVariant::default(),
            Abs::pt(10.0),
            &FontVariations::default(),
        );
        let id = font.ttf().glyph_index(c)?;
        let bounds = font.ttf().glyph_bounding_box(id)?;
        Some((font.ttf().glyph_hor_advance(id)?, bounds.x_max as u16))
    }

    #[test]
    fn a_character_without_a_face_is_its_number() {
        let font = made("\u{e476}\u{8a9e}");
        let (advance, right) = glyph(&font, '\u{e476}').expect("it is drawn");
        assert!(advance > 2000, "{advance}: eight letters");
        assert!(right < advance, "drawn within its width");
        assert!(glyph(&font, '\u{8a9e}').is_some());
        assert_eq!(glyph(&font, '\u{8a9f}'), None, "nothing else is in it");
    }

    #[test]
    fn a_sign_that_means_the_same_is_drawn_instead() {
        let coverages = Coverages::of(&fonts::store());
        assert!(coverages.lack('\u{3008}'));
        assert_eq!(coverages.look_alike('\u{3008}').as_deref(), Some("\u{27e8}"));
        assert_eq!(coverages.look_alike('\u{ff21}').as_deref(), Some("A"));
        assert_eq!(coverages.look_alike('\u{8a9e}'), None);
        let (advance, _) = glyph(&made("\u{3008}"), '\u{3008}').expect("it is drawn");
        assert!(advance < 1000, "{advance}: one sign");
    }

    #[test]
    fn letters_and_marks_are_had_together_or_not() {
        let coverages = Coverages::of(&fonts::store());
        assert!(coverages.have("e\u{301}"));
        // A letter of Syriac and a mark of Hebrew: each has a face, no face has both.
        assert!(!coverages.lack('\u{710}') && !coverages.lack('\u{5b8}'));
        assert!(!coverages.have("\u{710}\u{5b8}"));
    }

    #[test]
    fn what_is_not_seen_is_not_lacking() {
        let coverages = Coverages::of(&fonts::store());
        let mut found = BTreeSet::new();
        coverages.lacking("a\u{feff}\u{2060}\u{200e}\u{fe0f}\u{2009}\r\n\tb", &mut found);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn characters_that_control_a_machine_are_lacking() {
        let coverages = Coverages::of(&fonts::store());
        let mut found = BTreeSet::new();
        coverages.lacking("ab\u{1b}[31m\u{9f}", &mut found);
        assert_eq!(found, ['\u{1b}', '\u{9f}'].into());
    }

    #[test]
    fn without_characters_it_is_a_face_still() {
        assert_eq!(made("").info().family, FAMILY);
    }
}
