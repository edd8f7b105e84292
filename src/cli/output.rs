//! Where the outputs go.

use std::path::{Path, PathBuf};

/// The folder of the outputs: the one that was given; else beside the edition if its
/// folder is named `edition`, as `./edition` is when no other is given; else inside it.
pub fn folder(dir: &Path, given: Option<&Path>) -> PathBuf {
    if let Some(folder) = given {
        return folder.to_owned();
    }
    let real = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    if real.file_name().is_none_or(|name| name != "edition") {
        return dir.join("output");
    }
    // As typed, if that has a parent: `edition` and `a/edition`, but not `.`.
    match dir.file_name() {
        Some(_) => dir.with_file_name("output"),
        None => real.with_file_name("output"),
    }
}
