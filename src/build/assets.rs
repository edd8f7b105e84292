//! What else a build reads from the edition's folder: fonts, the edition's own
//! design, pictures, stop words.

use std::path::{Path, PathBuf};

use crate::backmatter::StopWords;
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::model::Model;
use crate::typeset::{FontStore, fonts};

/// The embedded fonts and those in the edition's `fonts` folder, in the order of
/// their names. No others.
pub fn own_fonts(
    edition: &Edition,
) -> Result<(FontStore, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut store = fonts::store();
    let mut warnings = vec![];
    let files = walkdir::WalkDir::new(edition.root.join("fonts")).sort_by_file_name();
    for entry in files
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
    {
        let path = entry.path();
        let is_font = path.extension().is_some_and(|ending| {
            ["otf", "ttf", "otc", "ttc"]
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        });
        if !is_font {
            continue;
        }
        let shown = path.strip_prefix(&edition.root).unwrap_or(path).display();
        let data = std::fs::read(path).map_err(|error| {
            vec![Diagnostic::error(
                "unreadable-font",
                format!("`{shown}` can't be read: {error}"),
            )]
        })?;
        if forbids_embedding(&data) {
            let message =
                format!("the license of `{shown}` forbids to embed it in a document");
            return Err(vec![
                Diagnostic::error("font-license", message)
                    .hint("take another font, or ask its maker for a license and a file that allows it"),
            ]);
        }
        if fonts::add(&mut store, data) == 0 {
            warnings.push(
                Diagnostic::warning(
                    "unreadable-font",
                    format!("`{shown}` holds no font"),
                )
                .hint("fonts are OpenType or TrueType files"),
            );
        }
    }
    Ok((store, warnings))
}

/// Whether a font file says that its fonts must not be embedded: the lowest four bits
/// of `fsType` in its table `OS/2` are 2, "restricted license" (OpenType 1.9).
fn forbids_embedding(data: &[u8]) -> bool {
    let word = |at: usize| -> Option<u16> {
        Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
    };
    let long = |at: usize| -> Option<usize> {
        Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?) as usize)
    };
    let forbids = |face: usize| -> Option<bool> {
        let count = usize::from(word(face + 4)?);
        let record = (0..count)
            .map(|k| face + 12 + 16 * k)
            .find(|at| data.get(*at..at + 4) == Some(b"OS/2"))?;
        let table = long(record + 8)?;
        Some(word(table + 8)? & 0xF == 2)
    };
    let faces: Vec<usize> = if data.starts_with(b"ttcf") {
        let count = long(8).unwrap_or_default().min(1000);
        (0..count).filter_map(|k| long(12 + 4 * k)).collect()
    } else {
        vec![0]
    };
    faces.into_iter().any(|face| forbids(face) == Some(true))
}

/// The text of the edition's own design, if it has one.
pub fn own_design(edition: &Edition) -> Result<Option<String>, Vec<Diagnostic>> {
    let Some(path) = &edition.design.own else { return Ok(None) };
    std::fs::read_to_string(edition.root.join(path))
        .map(Some)
        .map_err(|error| {
            let message = format!("`{}` can't be read: {error}", path.display());
            vec![Diagnostic::error("unreadable-design", message)]
        })
}

/// The pictures that texts name, by virtual path.
pub fn pictures(
    edition: &Edition,
    model: &Model,
) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
    let mut found = vec![];
    let mut faults = vec![];
    for text in &model.texts {
        for block in &text.blocks {
            for point in &block.content.points {
                let crate::model::PointKind::Image { path, .. } = &point.kind else {
                    continue;
                };
                let file = match crate::edition::paths::resolve(
                    &edition.root,
                    Path::new(path),
                ) {
                    Ok(file) => file,
                    Err(_) => PathBuf::new(),
                };
                match std::fs::read(edition.root.join(file)) {
                    Ok(data) => found.push((format!("/edition/{path}"), data)),
                    Err(_) => faults.push(
                        Diagnostic::error("missing-file", format!("no picture `{path}`"))
                            .at(block.span)
                            .hint("paths count from the edition's folder"),
                    ),
                }
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// The edition's stop words; the built-in ones where it has none.
pub fn stop_words(edition: &Edition) -> Result<StopWords, Vec<Diagnostic>> {
    let mut stop = StopWords::built_in();
    let Some(settings) = &edition.concordance else { return Ok(stop) };
    for (lang, path) in &settings.stop_words {
        match std::fs::read_to_string(edition.root.join(path)) {
            Ok(list) => stop.set(lang, &list),
            Err(error) => {
                return Err(vec![
                    Diagnostic::error(
                        "missing-file",
                        format!("`{}` can't be read: {error}", path.display()),
                    )
                    .at(edition.span),
                ]);
            }
        }
    }
    Ok(stop)
}
