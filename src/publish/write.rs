//! Writes files whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes to a temporary file beside `path` and renames it, so that there is the
/// old file or the new one and never a part of either.
///
/// # Errors
/// What the machine says; the old file is then as it was.
pub fn atomically(path: &Path, data: &[u8]) -> io::Result<()> {
    stage(path, data)?.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes several files: first all of them beside their places, then they are put in
/// place in their order. A disk that is too full for one of them leaves all old files.
///
/// # Errors
/// What the machine says, and of which file.
pub fn together(files: &[(PathBuf, Vec<u8>)]) -> Result<(), (PathBuf, io::Error)> {
    let mut staged = vec![];
    for (path, data) in files {
        // A rename would say so only after others were put in place.
        if path.is_dir() {
            return Err((path.clone(), io::ErrorKind::IsADirectory.into()));
        }
        staged.push(stage(path, data).map_err(|error| (path.clone(), error))?);
    }
    for (file, (path, _)) in staged.into_iter().zip(files) {
        file.persist(path).map_err(|error| (path.clone(), error.error))?;
    }
    Ok(())
}

/// A whole file beside the place it will have.
fn stage(path: &Path, data: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".variorum-");
    // Temporary files are private unless told otherwise; outputs are not.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(data)?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_put_in_place_leaves_the_others() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&a, "old").expect("a file can be written");
        std::fs::create_dir(&b).expect("a folder can be made");
        let files = [(a.clone(), b"new".to_vec()), (b.clone(), b"new".to_vec())];
        assert_eq!(together(&files).map_err(|(path, _)| path), Err(b.clone()));
        assert_eq!(std::fs::read_to_string(&a).expect("it is there"), "old");
        std::fs::remove_dir(&b).expect("the folder is empty");
        together(&files).expect("nothing is in the way");
        assert_eq!(std::fs::read_to_string(&a).expect("it is there"), "new");
        let names = std::fs::read_dir(folder.path()).expect("the folder can be read");
        assert_eq!(names.count(), 2, "no temporary file is left");
    }
}
