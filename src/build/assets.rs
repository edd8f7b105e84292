//! What else a build reads from the edition's folder: fonts, the edition's own
//! design, stop words.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::assemble::{self, Faces, ScriptFamily};
use crate::backmatter::StopWords;
use crate::diag::Diagnostic;
use crate::edition::paths::{self, PathFault, Walk};
use crate::edition::{Edition, LoadError};
use crate::model::{Model, Style};
use crate::typeset::{BookWorld, FontStore, fonts, reserve};

/// The folder of the edition's own fonts.
const FONTS: &str = "fonts";

/// What is in the edition's `fonts` folder, and in those that its manifest names: each with
/// the folder that the paths in it are relative to.
pub fn font_files(edition: &Edition) -> Vec<(PathBuf, Walk)> {
    let own = paths::walk(&edition.root, Path::new(FONTS), |_| true);
    let named = edition.font_folders.iter().map(|folder| {
        let top = edition.root.join(folder);
        let walk = paths::walk(&top, Path::new(""), |_| true);
        (top, walk)
    });
    [(edition.root.clone(), own)].into_iter().chain(named).collect()
}

/// The embedded fonts, those in the edition's `fonts` folder and in those that its manifest
/// names, in the order of their names. No others; what is passed over is told.
pub fn own_fonts(
    edition: &Edition,
) -> Result<(FontStore, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut store = fonts::store();
    let mut warnings = vec![];
    let (mut found, mut refused) = (vec![], vec![]);
    for (folder, walk) in font_files(edition) {
        found.extend(walk.files.into_iter().map(|path| (folder.join(&path), path)));
        refused.extend(walk.refused);
    }
    for (path, fault) in refused {
        warnings.push(skipped(edition, &path, fault, "the fonts there are not used"));
    }
    for (file, path) in &found {
        let is_font = path.extension().is_some_and(|ending| {
            ["otf", "ttf", "otc", "ttc"]
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        });
        if !is_font {
            continue;
        }
        let shown = path.display();
        let data = paths::bytes(file).map_err(|fault| {
            vec![Diagnostic::error(
                "unreadable-font",
                format!("`{shown}` can't be read: {}", std::io::Error::from(fault)),
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

/// What to say of something in the edition's folder that is passed over.
pub fn skipped(
    edition: &Edition,
    path: &Path,
    fault: PathFault,
    outcome: &str,
) -> Diagnostic {
    let (message, hints) = match fault.report(&edition.root, path, None) {
        LoadError::Faults(mut faults) => match faults.pop() {
            Some(fault) => (fault.message, fault.hints),
            None => (String::new(), vec![]),
        },
        LoadError::Machine { error, .. } => {
            (format!("`{}` can't be read: {error}", path.display()), vec![])
        }
    };
    let mut warning =
        Diagnostic::warning("file-skipped", format!("{message}; {outcome}"));
    warning.hints = hints;
    warning
}

/// Whether a font file says that its fonts must not be embedded: the lowest four bits
/// of `fsType` in its table `OS/2` are 2, "restricted license" (OpenType 1.9).
pub(super) fn forbids_embedding(data: &[u8]) -> bool {
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

/// A world for sheets that are no part of the book, such as a cover: the templates, the
/// settings, and this source as its main file, with a face for each of its characters.
///
/// # Errors
/// If a font can't be read.
pub fn world(edition: &Edition, source: &str) -> Result<BookWorld, Vec<Diagnostic>> {
    let (fonts, _) = own_fonts(edition)?;
    let mut world = BookWorld::new(fonts);
    for (path, text) in crate::typeset::templates::FILES {
        world.set_source(path, text);
    }
    let plain = settings(edition, &world);
    let mut lacking = BTreeSet::new();
    world.own_coverages().lacking(source, &mut lacking);
    world.own_coverages().lacking(&plain, &mut lacking);
    complete(&mut world, &lacking, &BTreeSet::new(), &languages(edition, None));
    let settings = settings(edition, &world);
    let faces = faces(&world);
    world.set_source(assemble::SETTINGS, &faces.parted(&settings));
    world.set_source("/main.typ", &faces.parted(source));
    world.set_main("/main.typ");
    Ok(world)
}

/// Gives a world faces for characters that its own do not have: from the reserve, and the
/// face of last resort for those that are in none, and for `bare`, which a face has and
/// which are empty boxes all the same.
pub fn complete(
    world: &mut BookWorld,
    lacking: &BTreeSet<char>,
    bare: &BTreeSet<char>,
    langs: &BTreeSet<&str>,
) {
    let wanted = lacking.union(bare).copied().collect();
    world.call_up(reserve::called(&wanted, langs));
    let coverages = world.coverages();
    let none_has = lacking.iter().copied().filter(|&c| coverages.lack(c));
    let substituted = none_has.chain(bare.iter().copied()).collect();
    world.substitute(substituted);
}

/// The languages of a book, by their first subtags, and the families that its manifest names.
pub fn languages<'a>(
    edition: &'a Edition,
    model: Option<&'a Model>,
) -> BTreeSet<&'a str> {
    let texts = model.into_iter().flat_map(|model| &model.texts);
    let langs = texts.flat_map(|text| {
        let words = text.blocks.iter().flat_map(|block| &block.content.styles);
        let words = words.filter_map(|styled| match &styled.style {
            Style::Lang(lang) => Some(lang),
            _ => None,
        });
        let blocks = text.blocks.iter().map(|block| &block.lang);
        [&text.lang].into_iter().chain(blocks).chain(words)
    });
    [&edition.lang]
        .into_iter()
        .chain(langs)
        .map(|lang| lang.primary())
        .chain(edition.design.families())
        .collect()
}

/// The settings that the design reads, with the families of a world.
pub fn settings(edition: &Edition, world: &BookWorld) -> String {
    let called = world.called_up().iter().map(|family| ScriptFamily {
        name: family.name,
        covers: family.covers,
        langs: family.langs,
    });
    assemble::settings(edition, &world.own_families(), &called.collect::<Vec<_>>())
}

/// What there are faces for in a world.
pub fn faces(world: &BookWorld) -> Faces {
    let coverages = world.coverages().clone();
    Faces::new(move |cluster| coverages.have(cluster))
}

/// The text of the edition's own design, if it has one.
pub fn own_design(edition: &Edition) -> Result<Option<String>, Vec<Diagnostic>> {
    let Some(path) = &edition.design.own else { return Ok(None) };
    own_text(edition, path).map(Some).map_err(|error| {
        let message = format!("`{}` can't be read: {error}", path.display());
        vec![Diagnostic::error("unreadable-design", message)]
    })
}

/// A file of the edition as text.
fn own_text(edition: &Edition, path: &Path) -> std::io::Result<String> {
    let data = paths::own_bytes(&edition.root, path)?;
    String::from_utf8(data).map_err(|_| std::io::Error::other("it is not UTF-8"))
}

/// The edition's stop words; the built-in ones where it has none.
pub fn stop_words(edition: &Edition) -> Result<StopWords, Vec<Diagnostic>> {
    let mut stop = StopWords::built_in();
    let Some(settings) = &edition.concordance else { return Ok(stop) };
    for (lang, path) in &settings.stop_words {
        match own_text(edition, path) {
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
