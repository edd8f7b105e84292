//! Faces in reserve: scripts that most editions do not have. They lie packed in the program,
//! and only those are unpacked that an edition has letters for.
//!
//! Each is drawn at a share of its size by which its letters stand beside those of Libertinus
//! Serif: the number of units in an em is changed when the file is unpacked, so that this
//! holds for letters in the text, at the foot and in an index alike.

use std::collections::BTreeSet;
use std::io::Read;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, FontWeight};
use typst_kit::fonts::{FontSource, FontStore};

/// A family in reserve.
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// The characters it is unpacked for, if no other face has them.
    serves: &'static [RangeInclusive<u32>],
    /// The letters that are set in it before all other faces are asked, as a pattern.
    pub covers: &'static str,
    /// The languages of the texts in which it is so; all if empty. A text in one of them
    /// has it unpacked, too.
    pub langs: &'static [&'static str],
    /// Its size, as a share of the type's.
    scale: f64,
    regular: Packed,
    bold: Option<Packed>,
}

/// A packed file.
struct Packed {
    /// Its path below `fonts/`, without the ending of the packing.
    path: &'static str,
    data: &'static [u8],
    font: OnceLock<Option<Font>>,
}

/// A file of the folder `fonts`, packed.
macro_rules! packed {
    ($path:literal) => {
        Packed {
            path: $path,
            data: include_bytes!(concat!("../../fonts/", $path, ".gz")),
            font: OnceLock::new(),
        }
    };
}

/// The families in the order in which they are asked.
static FAMILIES: [Family; 17] = [
    Family {
        name: "Abyssinica SIL",
        serves: &[0x1200..=0x139f, 0x2d80..=0x2ddf, 0xab00..=0xab2f, 0x1e7e0..=0x1e7ff],
        covers: r"\p{Ethiopic}",
        langs: &[],
        scale: 0.95,
        regular: packed!("abyssinica-sil/AbyssinicaSIL-Regular.ttf"),
        bold: None,
    },
    Family {
        name: "Noto Serif Armenian",
        serves: &[0x530..=0x58f, 0xfb13..=0xfb17],
        covers: r"\p{Armenian}",
        langs: &[],
        scale: 0.86,
        regular: packed!("noto-serif-armenian/NotoSerifArmenian-Regular.ttf"),
        bold: Some(packed!("noto-serif-armenian/NotoSerifArmenian-Bold.ttf")),
    },
    Family {
        name: "Noto Serif Georgian",
        serves: &[0x10a0..=0x10ff, 0x1c90..=0x1cbf, 0x2d00..=0x2d2f],
        covers: r"\p{Georgian}",
        langs: &[],
        scale: 0.84,
        regular: packed!("noto-serif-georgian/NotoSerifGeorgian-Regular.ttf"),
        bold: Some(packed!("noto-serif-georgian/NotoSerifGeorgian-Bold.ttf")),
    },
    Family {
        name: "Noto Sans Coptic",
        serves: &[0x3e2..=0x3ef, 0x2c80..=0x2cff, 0x102e0..=0x102fb],
        covers: r"\p{Coptic}",
        langs: &[],
        scale: 0.84,
        regular: packed!("noto-sans-coptic/NotoSansCoptic-Regular.ttf"),
        bold: None,
    },
    Family {
        name: "Noto Serif Devanagari",
        serves: &[0x900..=0x97f, 0x1cd0..=0x1cff, 0xa8e0..=0xa8ff, 0xa830..=0xa839],
        covers: r"[\p{Devanagari}\u{964}\u{965}]",
        langs: &[],
        scale: 0.9,
        regular: packed!("noto-serif-devanagari/NotoSerifDevanagari-Regular.ttf"),
        bold: Some(packed!("noto-serif-devanagari/NotoSerifDevanagari-Bold.ttf")),
    },
    Family {
        name: "Noto Serif Bengali",
        serves: &[0x980..=0x9ff],
        covers: r"\p{Bengali}",
        langs: &[],
        scale: 0.9,
        regular: packed!("noto-serif-bengali/NotoSerifBengali-Regular.ttf"),
        bold: Some(packed!("noto-serif-bengali/NotoSerifBengali-Bold.ttf")),
    },
    Family {
        name: "Noto Serif Tamil",
        serves: &[0xb80..=0xbff],
        covers: r"\p{Tamil}",
        langs: &[],
        scale: 0.88,
        regular: packed!("noto-serif-tamil/NotoSerifTamil-Regular.ttf"),
        bold: Some(packed!("noto-serif-tamil/NotoSerifTamil-Bold.ttf")),
    },
    Family {
        name: "Noto Serif Tibetan",
        serves: &[0xf00..=0xfff],
        covers: r"\p{Tibetan}",
        langs: &[],
        scale: 0.74,
        regular: packed!("noto-serif-tibetan/NotoSerifTibetan-Regular.ttf"),
        bold: Some(packed!("noto-serif-tibetan/NotoSerifTibetan-Bold.ttf")),
    },
    Family {
        name: "Ezra SIL",
        serves: &[0x590..=0x5ff],
        covers: r"\p{Hebrew}",
        langs: &[],
        scale: 0.82,
        regular: packed!("ezra-sil/SILEOT.ttf"),
        bold: None,
    },
    Family {
        name: "Ponomar",
        serves: &[0x460..=0x489, 0x1c80..=0x1c8f, 0x2de0..=0x2dff, 0xa640..=0xa69f],
        covers: r"[\p{Cyrillic}\u{483}-\u{487}\u{300}\u{301}\u{306}\u{308}\u{30f}\u{311}\u{33e}]",
        langs: &["cu"],
        scale: 1.0,
        regular: packed!("ponomar/Ponomar-Regular.ttf"),
        bold: None,
    },
    Family {
        name: "Noto Sans Glagolitic",
        serves: &[0x2c00..=0x2c5f, 0x1e000..=0x1e02f],
        covers: r"\p{Glagolitic}",
        langs: &[],
        scale: 0.9,
        regular: packed!("noto-sans-glagolitic/NotoSansGlagolitic-Regular.ttf"),
        bold: None,
    },
    Family {
        name: "Cardo",
        serves: &[0x2e00..=0x2e5f],
        // In this release its runes and Gothic letters are boxes.
        covers: r"[\u{2e0e}-\u{2e5f}]",
        langs: &[],
        scale: 1.0,
        regular: packed!("cardo/Cardo-Regular.ttf"),
        bold: None,
    },
    Family {
        name: "Junicode Two Beta",
        serves: &[0x16a0..=0x16ff, 0x2e00..=0x2e5f, 0x10330..=0x1034f],
        covers: r"[\p{Runic}\p{Gothic}\u{2e0e}-\u{2e5f}]",
        langs: &[],
        // The outlines of this kind of file have a scale of their own.
        scale: 1.0,
        regular: packed!("junicode/JunicodeTwoBeta-Regular.otf"),
        bold: None,
    },
    Family {
        name: "Noto Sans Runic",
        serves: &[0x16a0..=0x16ff],
        covers: r"\p{Runic}",
        langs: &[],
        scale: 0.88,
        regular: packed!("noto-sans-runic/NotoSansRunic-Regular.ttf"),
        bold: None,
    },
    Family {
        // The compiler takes the last word of the name for a style.
        name: "Noto Sans Old",
        serves: &[0x10300..=0x1032f],
        covers: r"\p{Old_Italic}",
        langs: &[],
        scale: 0.88,
        regular: packed!("noto-sans-old-italic/NotoSansOldItalic-Regular.ttf"),
        bold: None,
    },
    // Asked for by name.
    Family {
        name: "Vazirmatn",
        serves: &[],
        covers: "",
        langs: &[],
        scale: 0.9,
        regular: packed!("vazirmatn/Vazirmatn-Regular.ttf"),
        bold: Some(packed!("vazirmatn/Vazirmatn-Bold.ttf")),
    },
    Family {
        name: "Noto Sans Symbols 2",
        serves: &[0x2190..=0x2bff, 0x4dc0..=0x4dff, 0x10140..=0x101ff, 0x1f000..=0x1fbff],
        covers: "",
        langs: &[],
        scale: 0.9,
        regular: packed!("noto-sans-symbols-2/NotoSansSymbols2-Regular.ttf"),
        bold: None,
    },
];

/// The packed files with their paths below `fonts/`, as they are packed.
pub fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let packed = FAMILIES.iter().flat_map(|it| [Some(&it.regular), it.bold.as_ref()]);
    packed.flatten().map(|it| (it.path, it.data))
}

/// The families for these characters, which no other face has, for texts in these languages,
/// and those that are named among them.
pub fn called(lacking: &BTreeSet<char>, langs: &BTreeSet<&str>) -> Vec<&'static Family> {
    let mut lacking: Vec<u32> = lacking.iter().map(|&c| c as u32).collect();
    let mut found = vec![];
    for family in &FAMILIES {
        let is_spoken = langs.contains(family.name)
            || family.langs.iter().any(|lang| langs.contains(lang));
        if !is_spoken && !lacking.iter().any(|&c| family.serves(c)) {
            continue;
        }
        let Some(font) = family.regular.font(family.scale) else { continue };
        let has = |c: u32| family.serves(c) && font.info().coverage.contains(c);
        if is_spoken || lacking.iter().any(|&c| has(c)) {
            found.push(family);
            lacking.retain(|&c| !has(c));
        }
    }
    found
}

impl Family {
    fn serves(&self, c: u32) -> bool {
        self.serves.iter().any(|range| range.contains(&c))
    }

    /// Adds its faces to a store. The bold one is unpacked when it is used.
    pub fn add_to(&'static self, store: &mut FontStore) {
        let Some(regular) = self.regular.font(self.scale) else { return };
        let info = regular.info().clone();
        if let Some(bold) = &self.bold {
            store.push((Lazy { file: bold, scale: self.scale }, bolder(info.clone())));
        }
        store.push((regular, info));
    }
}

/// What is known of a bold face from that of the text: it has the same characters.
fn bolder(mut info: FontInfo) -> FontInfo {
    info.variant.weight = FontWeight::BOLD;
    info
}

impl Packed {
    /// The face, unpacked once.
    fn font(&self, scale: f64) -> Option<Font> {
        let unpack = || {
            let mut data = unpacked(self.data)?;
            resize(&mut data, scale);
            Font::new(Bytes::new(data), 0)
        };
        self.font.get_or_init(unpack).clone()
    }
}

/// A packed face that may never be needed.
struct Lazy {
    file: &'static Packed,
    scale: f64,
}

impl FontSource for Lazy {
    fn load(&self) -> Option<Font> {
        self.file.font(self.scale)
    }
}

/// The bytes of a file as its makers published it.
pub fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut data = vec![];
    flate2::read::GzDecoder::new(packed).read_to_end(&mut data).ok()?;
    Some(data)
}

/// Has a face drawn at a share of its size: by the units of its em, in the table `head`
/// (OpenType 1.9).
fn resize(data: &mut [u8], scale: f64) -> Option<()> {
    let count = usize::from(u16::from_be_bytes(data.get(4..6)?.try_into().ok()?));
    let record = (0..count)
        .map(|k| 12 + 16 * k)
        .find(|&at| data.get(at..at + 4) == Some(b"head"))?;
    let start = u32::from_be_bytes(data.get(record + 8..record + 12)?.try_into().ok()?);
    let units = data.get_mut(start as usize + 18..start as usize + 20)?;
    let em = f64::from(u16::from_be_bytes((&*units).try_into().ok()?));
    units.copy_from_slice(&((em / scale).round() as u16).to_be_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_are_what_is_said_of_them() {
        for family in &FAMILIES {
            let font = family.regular.font(family.scale).expect("it can be read");
            assert_eq!(font.info().family, family.name);
            let Some(bold) = &family.bold else { continue };
            let bold = bold.font(family.scale).expect("it can be read");
            assert_eq!(bold.info(), &bolder(font.info().clone()), "{}", family.name);
        }
    }

    #[test]
    fn only_the_families_are_called_that_have_what_is_lacking() {
        let names = |chars: &str, langs: &[&str]| -> Vec<&str> {
            let found =
                called(&chars.chars().collect(), &langs.iter().copied().collect());
            found.iter().map(|family| family.name).collect()
        };
        assert_eq!(names("", &["la", "ru"]), Vec::<&str>::new());
        assert_eq!(names("\u{8a9e}\u{e476}", &[]), Vec::<&str>::new());
        assert_eq!(
            names("\u{1200}\u{2c81}", &[]),
            ["Abyssinica SIL", "Noto Sans Coptic"]
        );
        assert_eq!(names("\u{16a0}", &[]), ["Junicode Two Beta"]);
        assert_eq!(
            names("\u{16a0}\u{16f8}", &[]),
            ["Junicode Two Beta", "Noto Sans Runic"]
        );
        assert_eq!(names("", &["cu"]), ["Ponomar"]);
    }

    #[test]
    fn letters_stand_beside_those_of_the_text() {
        let family = &FAMILIES[1];
        let font = family.regular.font(family.scale).expect("it can be read");
        let own = Font::new(
            Bytes::new(unpacked(family.regular.data).expect("it can be unpacked")),
            0,
        )
        .expect("it can be read");
        let share = own.info().clone();
        assert_eq!(share.coverage, font.info().coverage);
        let em = |font: &Font| {
            let head = ttf_parser::Face::parse(font.data(), 0).expect("it can be read");
            f64::from(head.units_per_em())
        };
        assert!((em(&own) / em(&font) - family.scale).abs() < 0.001);
    }
}
