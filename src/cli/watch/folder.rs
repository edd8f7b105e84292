//! The edition's folder, and when something in it changed.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

use crate::cli::failure::Failure;
use crate::typeset::Watcher;

/// A folder that is watched, without the outputs.
pub(super) struct Folder {
    root: PathBuf,
    output: PathBuf,
    watcher: Watcher,
    /// The files as they were when they were last looked at.
    files: Vec<File>,
}

/// A file: its path, its length, and when it was changed.
type File = (PathBuf, u64, Option<SystemTime>);

impl Folder {
    /// Begins to watch a folder; `output` is the folder that is written to.
    ///
    /// # Errors
    /// If the system can't watch it.
    pub(super) fn of(root: &Path, output: &Path) -> Result<Self, Failure> {
        let (root, output) = (root.to_owned(), output.to_owned());
        let watcher = watcher(&root, &output)?;
        let files = files(&root, &output);
        Ok(Self { root, output, watcher, files })
    }

    /// Waits until a file of the edition comes, goes or has other content. What changed
    /// since the last time is not missed, whenever that was.
    ///
    /// # Errors
    /// If the system can't watch the folder any more.
    pub(super) fn wait(&mut self) -> Result<(), Failure> {
        loop {
            let now = files(&self.root, &self.output);
            if now != self.files {
                self.files = now;
                return Ok(());
            }
            self.watcher.wait().map_err(|error| refused(&self.root, &error))?;
            // Folders may have come, or come back, which the old watcher knows nothing of.
            self.watcher = watcher(&self.root, &self.output)?;
        }
    }
}

/// Watches the folder and those below it, and not the files: an editor that writes beside
/// a file and renames is seen as well.
fn watcher(root: &Path, output: &Path) -> Result<Watcher, Failure> {
    let mut watcher = Watcher::new(None).map_err(|error| refused(root, &error))?;
    let folders = walk(root, output).filter(|entry| entry.file_type().is_dir());
    let folders: Vec<PathBuf> = folders.map(DirEntry::into_path).collect();
    let folders = if folders.is_empty() { vec![root.to_owned()] } else { folders };
    watcher.update(folders).map_err(|error| refused(root, &error))?;
    Ok(watcher)
}

fn refused(root: &Path, error: &impl std::fmt::Display) -> Failure {
    Failure::machine("watch", root, io::Error::other(error.to_string()))
}

fn files(root: &Path, output: &Path) -> Vec<File> {
    walk(root, output)
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| {
            let about = entry.metadata().ok()?;
            Some((entry.path().to_owned(), about.len(), about.modified().ok()))
        })
        .collect()
}

/// What is in the folder, in the order of its names. Left out are the outputs, hidden files
/// and what editors lay down beside a file.
fn walk(root: &Path, output: &Path) -> impl Iterator<Item = DirEntry> {
    let output = output.to_owned();
    let kept = move |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let passing = name.starts_with('.') || name.ends_with(['~', '#']);
        entry.depth() == 0 || !passing && entry.path() != output
    };
    WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(kept)
        .flatten()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn outputs_and_files_in_passing_are_not_watched() {
        let root = tempfile::tempdir().expect("a folder can be made");
        let root = root.path();
        for folder in ["texts", "output", ".git"] {
            fs::create_dir(root.join(folder)).expect("a folder can be made");
        }
        let names = ["edition.toml", "texts/a.dj", "texts/.a.dj.swp", "texts/a.dj~"];
        for name in names.iter().chain(&["output/a.pdf", ".git/index"]) {
            fs::write(root.join(name), "a").expect("a file can be written");
        }
        let seen: Vec<_> = files(root, &root.join("output"))
            .into_iter()
            .map(|file| file.0.strip_prefix(root).expect("below").to_owned())
            .collect();
        assert_eq!(seen, [Path::new("edition.toml"), Path::new("texts/a.dj")]);
    }
}
