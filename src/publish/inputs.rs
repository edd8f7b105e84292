//! What a book is made of: the files of the edition, the fonts and templates of the
//! program, the crates it was built from. So that a library can make it again.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::build::Read;
use crate::edition::Edition;
use crate::source::tei::write::{Form, write};

/// The folder that outputs go to unless another is given.
const OUTPUT: &str = "output";

/// All files of the edition's folder, in the order of their paths, with `/` between
/// names. Hidden files and the folder of the outputs are left out, and links are not
/// followed.
pub fn files(edition: &Edition) -> Vec<(String, PathBuf)> {
    let walk = walkdir::WalkDir::new(&edition.root).sort_by_file_name();
    let kept = walk.into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let is_root = entry.depth() == 0;
        is_root || !(name.starts_with('.') || entry.depth() == 1 && name == OUTPUT)
    });
    let mut files: Vec<(String, PathBuf)> = kept
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let below = entry.path().strip_prefix(&edition.root).ok()?;
            let name = below.to_string_lossy().replace('\\', "/");
            Some((name, entry.path().to_owned()))
        })
        .collect();
    files.sort();
    files
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

/// SHA-256 of every file of the edition.
pub fn hashes(edition: &Edition) -> Vec<(String, String)> {
    files(edition)
        .into_iter()
        .filter_map(|(name, path)| Some((name, sha256(&std::fs::read(path).ok()?))))
        .collect()
}

/// SHA-256 of every font and template of the program, by path.
pub fn program() -> Vec<(String, String)> {
    let fonts = crate::typeset::fonts::files()
        .iter()
        .map(|(path, data)| (format!("fonts/{path}"), sha256(data)));
    let templates = crate::typeset::templates::FILES.iter().map(|(path, text)| {
        (path.trim_start_matches('/').to_owned(), sha256(text.as_bytes()))
    });
    fonts.chain(templates).collect()
}

/// Name and version of every crate the program was built from, as `Cargo.lock` lists
/// them.
pub fn crates() -> Vec<String> {
    let lock = include_str!("../../Cargo.lock");
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
    super::hex(&Sha256::digest(data))
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
