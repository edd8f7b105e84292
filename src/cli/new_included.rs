//! The files that a file of TEI is made of, for `variorum new`: found beside it and put in.

use std::path::{Component, Path, PathBuf};

use crate::edition::{encoding, load, paths};
use crate::source::tei::LONGEST;
use crate::source::tei::included::{inclusions, part, put};

/// How deep files may include files.
const DEEPEST: usize = 12;

/// A text with all files that it is made of.
#[derive(Debug, Default)]
pub(super) struct Whole {
    /// The text, in UTF-8.
    pub text: String,
    /// The files that were put in: their names, relative to the first one's folder, and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Those that are not there, outside of the folder or no XML.
    pub missing: Vec<String>,
}

/// Puts into a text the files that it names, if they are in the folder of its file or below.
pub(super) fn whole(path: &Path, text: &str) -> Whole {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut whole = Whole::default();
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    let text = whole.filled(folder, text, &mut vec![name]);
    whole.text = match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        // It is in UTF-8 now, whatever it was in.
        Some((_, rest)) if !whole.files.is_empty() => {
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{rest}")
        }
        _ => text,
    };
    whole
}

impl Whole {
    /// The text with its files; `open` are the files that it stands in, itself the last one.
    fn filled(&mut self, folder: &Path, text: &str, open: &mut Vec<PathBuf>) -> String {
        let base = open.last().and_then(|file| file.parent()).unwrap_or(Path::new(""));
        let base = base.to_owned();
        let mut parts = vec![];
        let mut size = text.len();
        for inclusion in inclusions(text) {
            let found = lies(&base, &inclusion.name)
                .filter(|file| !open.contains(file) && open.len() < DEEPEST)
                .and_then(|file| {
                    let data = paths::bytes(&folder.join(&file)).ok()?;
                    let inner = decoded(&data)?;
                    open.push(file.clone());
                    let inner = self.filled(folder, &inner, open);
                    open.pop();
                    let inner = part(&inner, &inclusion.part)?;
                    size += inner.len();
                    (size <= LONGEST).then_some((file, data, inner))
                });
            let Some((file, data, inner)) = found else {
                if !self.missing.contains(&inclusion.name) {
                    self.missing.push(inclusion.name);
                }
                continue;
            };
            let name = file.to_string_lossy().into_owned();
            if !self.files.iter().any(|(known, _)| *known == name) {
                self.files.push((name, data));
            }
            parts.push((inclusion.at, inner));
        }
        put(text, &parts)
    }
}

/// Where a file lies below the first one's folder, seen from a folder below that; nothing if it
/// lies elsewhere.
fn lies(base: &Path, name: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in base.join(name).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            _ => return None,
        }
    }
    paths::normalize(&path).ok()
}

/// The characters of a file of XML or of words.
fn decoded(data: &[u8]) -> Option<String> {
    let guessed = || encoding::decode(data, encoding::guess(data)?);
    load::decode_xml(data).ok().or_else(guessed)
}
