//! Fonts that are installed on this machine, for characters that nothing else has. Only an
//! edition that says `system = true` uses them, since its book is then not the same everywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, FontStyle};

use super::assets::forbids_embedding;
use crate::diag::Diagnostic;
use crate::edition::{Edition, paths};
use crate::typeset::{BookWorld, reserve};

/// Where systems keep the fonts that all their users have.
const FOLDERS: [&str; 5] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:\\Windows\\Fonts",
];

/// The weight of a regular face.
const REGULAR: u16 = 400;

/// A font of the machine that a book is set in: its family, and the SHA-256 of its file. Its
/// path says nothing to others.
pub type MachineFont = (String, String);

/// A face that was found.
struct Face {
    path: PathBuf,
    /// Which of the fonts of its file it is.
    index: usize,
    info: FontInfo,
}

/// Adds fonts of the machine to a world for those characters that neither it nor the reserve
/// has, as few as do. Gives them, and a warning for each.
pub(super) fn complete(
    world: &mut BookWorld,
    edition: &Edition,
    lacking: &BTreeSet<char>,
    langs: &BTreeSet<&str>,
) -> (Vec<MachineFont>, Vec<Diagnostic>) {
    let (mut used, mut said) = (vec![], vec![]);
    if !edition.system_fonts {
        return (used, said);
    }
    world.call_up(reserve::called(lacking, langs));
    let wanted: BTreeSet<char> = lacking
        .iter()
        .copied()
        .filter(|&c| world.coverages().lack(c))
        .collect();
    let folders = FOLDERS.map(PathBuf::from);
    let mut fonts = vec![];
    for (face, chars) in chosen(faces(&folders), wanted, langs) {
        let Ok(data) = paths::bytes(&face.path) else { continue };
        let hash = Sha256::digest(&data)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let Some(font) = Font::iter(Bytes::new(data)).nth(face.index) else { continue };
        let family = face.info.family.clone();
        let many =
            if chars == 1 { "a character" } else { &format!("{chars} characters") };
        said.push(
            Diagnostic::warning(
                "system-font",
                format!("`{family}`, which is installed on this machine, is used for {many}"),
            )
            .at(edition.span)
            .hint("put its file into the edition's `fonts` folder, if its license allows it, so that the book is the same everywhere"),
        );
        used.push((family, hash));
        fonts.push(font);
    }
    if !fonts.is_empty() {
        world.add(fonts);
    }
    (used, said)
}

/// The upright faces below some folders that may be embedded, in the order of their paths.
fn faces(folders: &[PathBuf]) -> Vec<Face> {
    let mut found = vec![];
    for folder in folders {
        for path in paths::walk(folder, Path::new(""), |_| true).files {
            let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
            let is_font =
                ["otf", "ttf", "otc", "ttc"].iter().any(|known| ending == *known);
            let path = folder.join(path);
            let Some(data) = is_font.then(|| paths::bytes(&path).ok()).flatten() else {
                continue;
            };
            if forbids_embedding(&data) {
                continue;
            }
            for (index, font) in Font::iter(Bytes::new(data)).enumerate() {
                let info = font.info().clone();
                if info.variant.style == FontStyle::Normal {
                    found.push(Face { path: path.clone(), index, info });
                }
            }
        }
    }
    found
}

/// The faces that have the characters, one after the other that which has most of what is
/// left, with the number of those.
fn chosen(
    faces: Vec<Face>,
    mut wanted: BTreeSet<char>,
    langs: &BTreeSet<&str>,
) -> Vec<(Face, usize)> {
    let mut left = faces;
    let mut found = vec![];
    while !wanted.is_empty() {
        let rank = |face: &Face| {
            let has = |c: &&char| face.info.coverage.contains(**c as u32);
            let many = wanted.iter().filter(has).count();
            let name = &face.info.family;
            let off = face.info.variant.weight.to_number().abs_diff(REGULAR);
            (
                many,
                region(langs).is_some_and(|region| name.ends_with(region)),
                name.contains("Serif"),
                std::cmp::Reverse(off),
            )
        };
        // Of several that are equal the first by name.
        left.sort_by(|a, b| (&a.info.family, &a.path).cmp(&(&b.info.family, &b.path)));
        let best = (0..left.len()).rev().max_by_key(|&k| rank(&left[k]));
        let Some(best) = best.filter(|&k| rank(&left[k]).0 > 0) else { break };
        let many = rank(&left[best]).0;
        let face = left.swap_remove(best);
        wanted.retain(|c| !face.info.coverage.contains(*c as u32));
        found.push((face, many));
    }
    found
}

/// How families of Han are called that draw its signs as those do who write in a language.
fn region(langs: &BTreeSet<&str>) -> Option<&'static str> {
    let known = [("ja", "JP"), ("ko", "KR"), ("lzh", "TC"), ("zh", "SC")];
    known
        .into_iter()
        .find(|(lang, _)| langs.contains(lang))
        .map(|known| known.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_faces_as_have_the_characters_are_chosen() {
        let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
        let found = faces(&[fonts]);
        assert!(found.iter().all(|face| face.info.variant.style == FontStyle::Normal));
        let wanted: BTreeSet<char> = "ܫܠܡܐ ⊕".chars().filter(|c| *c != ' ').collect();
        let names: Vec<(String, usize)> = chosen(found, wanted, &BTreeSet::new())
            .into_iter()
            .map(|(face, many)| (face.info.family, many))
            .collect();
        assert_eq!(
            names,
            [("Noto Sans Syriac".into(), 4), ("Libertinus Serif".into(), 1)]
        );
        assert!(chosen(vec![], ['x'].into(), &BTreeSet::new()).is_empty());
        assert_eq!(region(&["en", "ja"].into()), Some("JP"));
    }
}
