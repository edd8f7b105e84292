//! Transcriptions of witnesses in a new edition, for `variorum new --witness`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::edition::{encoding, paths};

/// A witness and its transcription.
pub(super) struct Transcription {
    /// The id of the witness.
    id: String,
    /// The file's name as it was given.
    original: String,
    /// Its bytes.
    data: Vec<u8>,
    /// Its characters in UTF-8, where it is no XML and in another encoding.
    text: Option<String>,
    /// The ending that its file has in the edition.
    ending: &'static str,
}

/// Reads the transcriptions that were given as `ID=FILE`.
///
/// # Errors
/// If one is given in another form or twice, is no text, or the machine refuses.
pub(super) fn read(given: &[String]) -> Result<Vec<Transcription>, Failure> {
    let mut found: Vec<Transcription> = vec![];
    for one in given {
        let Some((id, path)) = one.split_once('=').filter(|(id, _)| is_id(id)) else {
            return Err(Failure::usage(
                format!("`{one}` does not say which witness has which file"),
                "write `--witness B=transcription.txt`; an id has letters, digits, `-`, `_` and `.`",
            ));
        };
        if found.iter().any(|other| other.id == id) {
            return Err(Failure::usage(
                format!("the witness `{id}` is given twice"),
                "give each witness an id of its own",
            ));
        }
        let path = PathBuf::from(path);
        let data =
            paths::bytes(&path).map_err(|e| Failure::machine("read", &path, e.into()))?;
        let ending = match path.extension().and_then(|ending| ending.to_str()) {
            Some("dj" | "djot") => "dj",
            _ if super::sources::is_xml(&path) => "xml",
            _ => "txt",
        };
        let text = match ending {
            "xml" => None,
            _ if encoding::bad_byte(&data).is_none() => None,
            _ => {
                let guessed = encoding::guess(&data);
                let text = guessed.and_then(|name| encoding::decode(&data, name));
                Some(text.ok_or_else(|| {
                    Failure::usage(
                        format!(
                            "`{}` is in no encoding of text that is known",
                            path.display()
                        ),
                        "save it as UTF-8",
                    )
                })?)
            }
        };
        let original = name_of(&path);
        found.push(Transcription { id: id.to_owned(), original, data, text, ending });
    }
    Ok(found)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a word may be the id of a witness.
fn is_id(id: &str) -> bool {
    id.starts_with(char::is_alphabetic)
        && id
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// The files of the edition that they become: each as it was, and in UTF-8 where it was not.
pub(super) fn parts(found: &[Transcription]) -> Vec<(String, Vec<u8>)> {
    let mut parts = vec![];
    for one in found {
        let Transcription { id, original, data, text, ending } = one;
        let working = text
            .as_ref()
            .map_or_else(|| data.clone(), |text| text.clone().into_bytes());
        parts.push((format!("witnesses/{id}.{ending}"), working));
        if text.is_some() {
            parts.push((format!("originals/{id}-{original}"), data.clone()));
        }
    }
    parts
}

/// A manifest that declares them, if it does not yet.
pub(super) fn declared(manifest: &str, found: &[Transcription]) -> String {
    let mut out = manifest.to_owned();
    let is_declared = |id: &str| {
        let table: Option<toml::Table> = manifest.parse().ok();
        let witnesses = table.as_ref().and_then(|table| table.get("witness")?.as_array());
        witnesses
            .into_iter()
            .flatten()
            .any(|one| one.get("id").and_then(toml::Value::as_str) == Some(id))
    };
    for one in found.iter().filter(|one| !is_declared(&one.id)) {
        let id = toml::Value::String(one.id.clone());
        let _ = write!(
            out,
            "\n# Its transcription is witnesses/{}.{}.\n[[witness]]\nid = {id}\n# siglum = {id}\n# description = \"…\"\n",
            one.id, one.ending
        );
    }
    out
}

/// What to do next.
pub(super) fn next(dir: &Path, transcriptions: &[Transcription]) -> String {
    let command = if transcriptions.is_empty() { "build" } else { "collate" };
    format!("next: variorum {command} {}", dir.display())
}
