//! From a folder to a checked edition, and the reading of its files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::check::check;
use super::encoding;
use super::manifest::Manifest;
use super::paths::{PathFault, bytes, resolve};
use super::{Edition, toml_file};
use crate::diag::Diagnostic;
use crate::span::{FileId, Files, Span};

/// A file of XML is not read if it has more bytes.
const LONGEST_XML: u64 = 128 << 20;

/// The name of the manifest.
pub const MANIFEST: &str = "edition.toml";

/// Why an edition can't be read.
#[derive(Debug)]
pub enum LoadError {
    /// Faults of the input, among them at least one error; warnings come along.
    Faults(Vec<Diagnostic>),
    /// The machine refused: no permission, a broken disk.
    Machine {
        /// What could not be read.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Reads and checks `root/edition.toml`, and gives the edition with the warnings.
/// The files it names are looked for, but not read.
///
/// # Errors
/// All faults of the manifest at once, in the order of the file.
pub fn load(
    root: &Path,
    files: &mut Files,
) -> Result<(Edition, Vec<Diagnostic>), LoadError> {
    let missing = |message: String| {
        let fault = Diagnostic::error("missing-file", message).hint(
            "give the path of an edition's folder, or make one with `variorum new`",
        );
        Err(LoadError::Faults(vec![fault]))
    };
    match fs::metadata(root) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return missing(format!("`{}` is not a folder", root.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return missing(format!("there is no folder `{}`", root.display()));
        }
        Err(error) => return Err(LoadError::Machine { path: root.to_owned(), error }),
    }
    if matches!(resolve(root, Path::new(MANIFEST)), Err(PathFault::Missing)) {
        return missing(format!("there is no `{MANIFEST}` in `{}`", root.display()));
    }
    let file = read(root, files, Path::new(MANIFEST), None)?;
    let text = files.get(file).text.clone();
    let mut faults = vec![];
    let edition = match toml_file::parse::<Manifest>(file, &text, &mut faults) {
        Some(manifest) => Some(check(root, file, text.len(), &manifest, &mut faults)?),
        None => None,
    };
    faults.sort_by_key(|fault| fault.span);
    match edition {
        Some(edition) if !faults.iter().any(Diagnostic::is_error) => {
            Ok((edition, faults))
        }
        _ => Err(LoadError::Faults(faults)),
    }
}

/// Reads a file of the edition, once: a file that was read already is only found.
/// `wanted_at` is the place that names it. A byte order mark is left out.
///
/// # Errors
/// One fault when the path leaves the folder (`path-leaves-folder`), the file is
/// missing (`missing-file`), not UTF-8 (`invalid-utf8`) or larger than 4 GiB
/// or, if it is XML, than
/// 128 MiB (`file-too-large`); else what the machine said.
pub fn read(
    root: &Path,
    files: &mut Files,
    path: &Path,
    wanted_at: impl Into<Option<Span>>,
) -> Result<FileId, LoadError> {
    read_as(root, files, path, None, wanted_at.into())
}

/// The same of a file in an encoding, if it is said to be in one.
fn read_as(
    root: &Path,
    files: &mut Files,
    path: &Path,
    encoding: Option<&str>,
    span: Option<Span>,
) -> Result<FileId, LoadError> {
    let normal = resolve(root, path).map_err(|fault| fault.report(root, path, span))?;
    if let Some(file) = files.find(&normal) {
        return Ok(file);
    }
    let full = root.join(&normal);
    let fault = |fault: Diagnostic| LoadError::Faults(vec![fault.at(span)]);
    let is_xml = normal
        .extension()
        .is_some_and(|ending| ending == "xml" || ending == "tei");
    // XML becomes a tree many times its size, and is looked at before it is read.
    let (most, limit) = match is_xml {
        true => (LONGEST_XML, "128 MiB"),
        false => (u64::from(u32::MAX), "4 GiB"),
    };
    if fs::metadata(&full).is_ok_and(|found| found.len() > most) {
        let message = format!("`{}` is larger than {limit}", normal.display());
        return Err(fault(
            Diagnostic::error("file-too-large", message).hint("divide the text"),
        ));
    }
    let bytes = bytes(&full).map_err(|fault| fault.report(root, path, span))?;
    let text = match encoding {
        Some(name) => encoding::decode(&bytes, name).ok_or_else(|| {
            let message = format!("`{}` is not in `{name}`", normal.display());
            let hint = "correct `encoding`, or leave it out if the file is in UTF-8";
            Diagnostic::error("invalid-encoding", message).hint(hint)
        }),
        None if is_xml => {
            decode_xml(&bytes).map_err(|at| invalid_utf8(&normal, &bytes, at))
        }
        None => match encoding::bad_byte(&bytes) {
            Some(at) => Err(invalid_utf8(&normal, &bytes, at)),
            None => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        },
    };
    let mut text = text.map_err(fault)?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(files.add(normal, text))
}

/// Reads a file that the command line names, such as a record: it may be anywhere.
///
/// # Errors
/// One fault when it is missing, no file (`missing-file`) or not UTF-8 (`invalid-utf8`); else
/// what the machine said.
pub fn read_named(files: &mut Files, path: &Path) -> Result<FileId, LoadError> {
    let here = Path::new("");
    let bytes = bytes(path).map_err(|fault| fault.report(here, path, None))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        LoadError::Faults(vec![invalid_utf8(path, error.as_bytes(), at)])
    })?;
    Ok(files.add(path, text))
}

/// Reads every front matter, text and back matter file, in their order.
///
/// # Errors
/// The faults of all the files at once; the first refusal of the machine.
pub fn read_texts(
    edition: &Edition,
    files: &mut Files,
) -> Result<Vec<FileId>, LoadError> {
    let mut ids = vec![];
    let mut faults = vec![];
    for text in &edition.texts {
        let encoding = text.encoding.as_deref();
        match read_as(&edition.root, files, &text.path, encoding, Some(text.span)) {
            Ok(id) => ids.push(id),
            Err(LoadError::Faults(more)) => faults.extend(more),
            Err(machine) => return Err(machine),
        }
    }
    if faults.is_empty() { Ok(ids) } else { Err(LoadError::Faults(faults)) }
}

/// The text of an XML file: in UTF-16 if it begins so, in the encoding that it names, else in
/// UTF-8.
///
/// # Errors
/// If it is in none of these: the first byte that is not.
pub fn decode_xml(bytes: &[u8]) -> Result<String, usize> {
    let wide = match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some("utf-16be"),
        _ => None,
    };
    if let Some(name) = wide {
        return encoding::decode(bytes, name).ok_or(0);
    }
    let bad = encoding::bad_byte(bytes);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration = head.trim_start().split("?>").next().unwrap_or_default();
    let named = declaration
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("encoding"))
        .and_then(|(_, rest)| {
            rest.trim_start_matches([' ', '='])
                .get(1..)?
                .split(['"', '\''])
                .next()
        })
        .and_then(encoding::named)
        // What says so of itself in bytes is not.
        .filter(|name| name != "utf-8" && !name.starts_with("utf-16"));
    match (named, bad) {
        (Some(name), _) => encoding::decode(bytes, &name).ok_or(bad.unwrap_or(0)),
        (None, Some(bad)) => Err(bad),
        (None, None) => Ok(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// The fault of bytes that are not UTF-8, `at` being the first bad one.
fn invalid_utf8(path: &Path, bytes: &[u8], at: usize) -> Diagnostic {
    let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    let fault = Diagnostic::error(
        "invalid-utf8",
        format!(
            "`{}` is not UTF-8: byte {at} (0x{byte:02X}), in line {line}",
            path.display()
        ),
    );
    match encoding::guess(bytes) {
        Some(name) => fault.hint(format!(
            "it looks like `{name}`: say so with `encoding` in its `[[text]]`, or save it as UTF-8"
        )),
        None => fault.hint("save it as UTF-8"),
    }
}
