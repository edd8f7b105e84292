//! What a book is made of: the files of the edition, the fonts and templates of the
//! program, the crates it was built from. So that a library can make it again.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::build::Read;
use crate::build::assets::{font_files, skipped};
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::edition::paths::{self, PathFault, Walk};
use crate::publish::export::hex;
use crate::source::tei::write::{Form, write};

/// The folder that outputs go to unless another is given.
const OUTPUT: &str = "output";

/// What is in the edition's folder. Hidden files and the folder of the outputs are left out.
fn walk(edition: &Edition) -> Walk {
    paths::walk(&edition.root, Path::new(""), |entry| {
        let name = entry.file_name().to_string_lossy();
        let is_root = entry.depth() == 0;
        is_root || !(name.starts_with('.') || entry.depth() == 1 && name == OUTPUT)
    })
}

/// All files of the edition's folder, in the order of their paths, with `/` between
/// names, and those that the edition names by a link to a folder. Hidden files and the folder
/// of the outputs are left out; what else is passed over, [`passed_over`] tells.
pub fn files(read: &Read) -> Vec<(String, PathBuf)> {
    let edition = &read.edition;
    let walked = walk(edition).files.into_iter();
    let named = read.files.iter().map(|(_, file)| file.path.clone());
    let mut files: Vec<(String, PathBuf)> = walked
        .chain(named)
        .filter_map(|path| Some((paths::slashed(&path)?, edition.root.join(path))))
        .collect();
    files.sort();
    files.dedup_by(|a, b| a.0 == b.0);
    files
}

/// A warning for all in the edition's folder that [`files`] leaves out.
pub fn passed_over(read: &Read) -> Vec<Diagnostic> {
    let edition = &read.edition;
    let walk = walk(edition);
    let fault = |path: &PathBuf| match paths::slashed(path) {
        Some(_) => paths::readable(&edition.root.join(path)).err(),
        None => Some(PathFault::Form),
    };
    let more = walk.files.into_iter().filter_map(|path| Some((fault(&path)?, path)));
    let more = more.map(|(fault, path)| (path, fault));
    let all = walk.refused.into_iter().chain(more);
    all.map(|(path, fault)| skipped(edition, &path, fault, "it is left out"))
        .collect()
}

/// Each text as TEI, with its apparatus apart, as `tei/ID.xml`: what other programs read.
pub fn tei(read: &Read) -> Vec<(String, Vec<u8>)> {
    let model = &read.model;
    let write =
        |text| write(&read.files, text, &read.edition, &model.witnesses, Form::Endpoint);
    let files = model.texts.iter();
    files
        .map(|text| (format!("tei/{}.xml", text.id), write(text).into_bytes()))
        .collect()
}

/// SHA-256 of every file of the edition, and of the fonts beside it that its manifest names.
pub fn hashes(read: &Read) -> Vec<(String, String)> {
    let edition = &read.edition;
    let beside = font_files(edition).into_iter().flat_map(|(folder, walk)| {
        let is_beside = folder
            .strip_prefix(&edition.root)
            .is_ok_and(|it| it.starts_with(".."));
        let files = walk.files.into_iter().filter(move |_| is_beside);
        files.map(move |path| folder.join(path))
    });
    let beside = beside.filter_map(|path| {
        Some((paths::slashed(path.strip_prefix(&edition.root).ok()?)?, path))
    });
    let mut all = files(read);
    all.extend(beside);
    all.into_iter()
        .filter_map(|(name, path)| Some((name, sha256(&paths::bytes(&path).ok()?))))
        .collect()
}

/// SHA-256 of every font and template of the program, by path.
pub fn program() -> Vec<(String, String)> {
    let fonts = crate::typeset::fonts::files()
        .iter()
        .map(|(path, data)| (format!("fonts/{path}"), sha256(data)));
    // What is packed is not unpacked for its sum; a test compares.
    let packed = crate::typeset::reserve::files().filter_map(|(path, _)| {
        Some((format!("fonts/{path}"), listed_sum(path)?.to_owned()))
    });
    let templates = crate::typeset::templates::FILES.iter().map(|(path, text)| {
        (path.trim_start_matches('/').to_owned(), sha256(text.as_bytes()))
    });
    fonts.chain(packed).chain(templates).collect()
}

/// The SHA-256 of a font of the program, as `fonts/README.md` lists it.
fn listed_sum(path: &str) -> Option<&'static str> {
    let table = include_str!("../../../fonts/README.md");
    let row = table
        .lines()
        .find(|line| line.starts_with(&format!("| `{path}` |")))?;
    row.split('`').nth(3)
}

/// Name and version of every crate the program was built from, as `Cargo.lock` lists
/// them.
pub fn crates() -> Vec<String> {
    let lock = include_str!("../../../Cargo.lock");
    let value = |line: &str, key: &str| {
        Some(line.strip_prefix(key)?.trim_matches(['"', ' ', '=']).to_owned())
    };
    let mut found = vec![];
    let mut name = None;
    for line in lock.lines() {
        if let Some(value) = value(line, "name = ") {
            name = Some(value);
        } else if let (Some(version), Some(name)) = (value(line, "version = "), &name) {
            found.push(format!("{name} {version}"));
        }
    }
    found
}

/// A SHA-256 in hexadecimal.
pub fn sha256(data: &[u8]) -> String {
    hex(&Sha256::digest(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_of_the_compiler_are_listed() {
        let crates = crates();
        assert!(crates.iter().any(|name| name == "typst 0.15.1"), "{crates:?}");
        assert!(crates.iter().all(|name| name.split(' ').count() == 2));
    }

    #[test]
    fn fonts_are_those_that_are_listed() {
        use crate::typeset::{fonts, reserve};
        for (path, packed) in reserve::files() {
            let data = reserve::unpacked(packed).expect("it can be unpacked");
            assert_eq!(Some(&*sha256(&data)), listed_sum(path), "{path}");
        }
        for (path, data) in fonts::files() {
            assert_eq!(Some(&*sha256(data)), listed_sum(path), "{path}");
        }
    }

    #[test]
    fn fonts_and_templates_have_hashes() {
        let program = program();
        assert!(
            program
                .iter()
                .any(|(path, _)| path.ends_with("LibertinusSerif-Regular.otf"))
        );
        assert!(program.iter().any(|(path, _)| path == "templates/press/marks.typ"));
        assert!(program.iter().all(|(_, hash)| hash.len() == 64));
    }
}
