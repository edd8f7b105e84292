//! The fonts of a book: those in `fonts/`, embedded in the program.

use std::cell::Cell;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontVariant, FontVariations};
use typst_kit::fonts::FontStore;

/// The embedded files with their paths below `fonts/`.
static FILES: &[(&str, &[u8])] = &[
    (
        "gentium-plus/GentiumPlus-Italic.ttf",
        include_bytes!("../../fonts/gentium-plus/GentiumPlus-Italic.ttf"),
    ),
    (
        "gentium-plus/GentiumPlus-Regular.ttf",
        include_bytes!("../../fonts/gentium-plus/GentiumPlus-Regular.ttf"),
    ),
    (
        "libertinus-serif/LibertinusSerif-Bold.otf",
        include_bytes!("../../fonts/libertinus-serif/LibertinusSerif-Bold.otf"),
    ),
    (
        "libertinus-serif/LibertinusSerif-BoldItalic.otf",
        include_bytes!("../../fonts/libertinus-serif/LibertinusSerif-BoldItalic.otf"),
    ),
    (
        "libertinus-serif/LibertinusSerif-Italic.otf",
        include_bytes!("../../fonts/libertinus-serif/LibertinusSerif-Italic.otf"),
    ),
    (
        "libertinus-serif/LibertinusSerif-Regular.otf",
        include_bytes!("../../fonts/libertinus-serif/LibertinusSerif-Regular.otf"),
    ),
    (
        "libertinus-serif/LibertinusSerif-Semibold.otf",
        include_bytes!("../../fonts/libertinus-serif/LibertinusSerif-Semibold.otf"),
    ),
    (
        "noto-sans-math/NotoSansMath-Regular.ttf",
        include_bytes!("../../fonts/noto-sans-math/NotoSansMath-Regular.ttf"),
    ),
    (
        "noto-sans-symbols/NotoSansSymbols-Regular.ttf",
        include_bytes!("../../fonts/noto-sans-symbols/NotoSansSymbols-Regular.ttf"),
    ),
    (
        "noto-sans-syriac/NotoSansSyriac-Bold.ttf",
        include_bytes!("../../fonts/noto-sans-syriac/NotoSansSyriac-Bold.ttf"),
    ),
    (
        "noto-sans-syriac/NotoSansSyriac-Regular.ttf",
        include_bytes!("../../fonts/noto-sans-syriac/NotoSansSyriac-Regular.ttf"),
    ),
    (
        "scheherazade-new/ScheherazadeNew-Bold.ttf",
        include_bytes!("../../fonts/scheherazade-new/ScheherazadeNew-Bold.ttf"),
    ),
    (
        "scheherazade-new/ScheherazadeNew-Regular.ttf",
        include_bytes!("../../fonts/scheherazade-new/ScheherazadeNew-Regular.ttf"),
    ),
];

/// The embedded files with their paths below `fonts/`.
pub fn files() -> &'static [(&'static str, &'static [u8])] {
    FILES
}

/// A store of the embedded fonts.
pub fn store() -> FontStore {
    let mut store = FontStore::new();
    for (_, data) in FILES {
        for font in Font::iter(Bytes::new(*data)) {
            let info = font.info().clone();
            store.push((font, info));
        }
    }
    store
}

/// Adds the fonts of a file to a store and tells how many there are.
pub fn add(store: &mut FontStore, data: Vec<u8>) -> usize {
    let fonts: Vec<Font> = Font::iter(Bytes::new(data)).collect();
    for font in &fonts {
        let info = font.info().clone();
        store.push((font.clone(), info));
    }
    fonts.len()
}

/// The families of a store that are not embedded in the program, in their order.
pub fn families(store: &FontStore) -> Vec<String> {
    let own = (store_count()..).map_while(|k| store.book().info(k));
    let mut families: Vec<String> = vec![];
    for info in own {
        if !families.contains(&info.family) {
            families.push(info.family.clone());
        }
    }
    families
}

/// How many fonts are embedded.
pub fn store_count() -> usize {
    FILES
        .iter()
        .flat_map(|(_, data)| Font::iter(Bytes::new(*data)))
        .count()
}

/// The advance of a character alone, in em, in the first embedded font that has
/// it, or in one of `more`; half an em if none has. Joined and kerned letters are narrower.
pub fn advances(more: &[Font]) -> impl Fn(char) -> f64 + use<> {
    let fonts: Vec<_> = FILES
        .iter()
        .filter(|(path, _)| path.contains("Regular"))
        .flat_map(|(_, data)| Font::iter(Bytes::new(*data)))
        .chain(more.iter().cloned())
        .map(|font| {
            font.instantiate(
                FontVariant::default(),
                Abs::pt(10.0),
                &FontVariations::default(),
            )
        })
        .collect();
    let advance = move |c| {
        let mut found = fonts.iter().filter_map(|font| {
            let glyph = font.ttf().glyph_index(c)?;
            Some(font.x_advance(glyph.0)?.get())
        });
        found.next().unwrap_or(0.5)
    };
    // It is asked for each character of a concordance: those of one plane are in a table.
    const TABLE: usize = 0x3000;
    let known: Vec<Cell<Option<f64>>> = vec![Cell::new(None); TABLE];
    move |c| {
        let Some(cell) = known.get(c as usize) else { return advance(c) };
        cell.get().unwrap_or_else(|| {
            let found = advance(c);
            cell.set(Some(found));
            found
        })
    }
}
