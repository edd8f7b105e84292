//! The folder of a new edition: made beside its place, and put there when it is whole.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::args::NewArgs;
use super::failure::Failure;
use crate::edition::paths::below;
use crate::publish::write::Workshop;

/// The last name of the folder, also of `.`.
pub(super) fn folder_name(dir: &Path) -> String {
    let real = dir.canonicalize();
    let name = dir.file_name().or_else(|| real.as_ref().ok()?.file_name());
    name.map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Writes the files of a new edition beside its place and renames their folder.
pub(super) fn put_in_place(
    dir: &Path,
    parts: &[(String, Vec<u8>)],
) -> Result<(), Failure> {
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) => PathBuf::from("."),
        None => dir.to_owned(),
    };
    let refused = |path: &Path, error| Failure::machine("make the folder", path, error);
    fs::create_dir_all(&parent).map_err(|e| refused(&parent, e))?;
    let workshop = Workshop::open(&parent).map_err(|e| refused(&parent, e))?;
    // The temporary folder is private; the one in it has the rights of any new folder.
    let new = workshop.path().join("edition");
    for folder in ["", "originals", "texts"] {
        let folder = new.join(folder);
        fs::create_dir_all(&folder).map_err(|e| refused(&folder, e))?;
    }
    for (name, data) in parts {
        let shown = dir.join(name);
        below(&new, name)
            .map_err(io::Error::from)
            .and_then(|path| {
                path.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::write(path, data)
            })
            .map_err(|e| Failure::machine("write", shown, e))?;
    }
    // An empty folder is taken away first: not every system renames over it.
    match fs::remove_dir(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(refused(dir, error)),
        _ => fs::rename(&new, dir).map_err(|e| refused(dir, e)),
    }
}

/// A manifest with the design that was asked for.
pub(super) fn with_design(manifest: &str, args: &NewArgs) -> String {
    match &args.design {
        Some(name) => format!("{}\n\n[design]\nname = \"{name}\"\n", manifest.trim_end()),
        None => manifest.to_owned(),
    }
}
