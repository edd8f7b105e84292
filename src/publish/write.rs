//! Writes files whole or not at all, and several of them together.
//!
//! Files are made in a *workshop*, a hidden folder beside their places, under the names they will
//! have. When all of them are whole, that is marked, and they are moved out. A program that is
//! killed leaves its workshop: who comes next finishes what was marked, and clears away what was
//! not ([`recover`]). Who works in a folder holds a lock on it, so that the next one knows that a
//! workshop he finds is nobody's. No name is read from what was left but those of the files
//! themselves: so nothing that a stranger lays down there leads out of the folder.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::edition::paths;

/// What the names of workshops begin with.
const PREFIX: &str = ".variorum-";

/// The finished files, in a workshop.
const NEW: &str = "new";

/// The files that were replaced.
const OLD: &str = "old";

/// A file that is there when all files are finished, in all workshops of the same work.
const WHOLE: &str = "whole";

/// Names the first workshop of the work, the only one that is marked.
const FIRST: &str = "first";

/// Names the other workshops of the work, in the first one; a NUL after each.
const OTHERS: &str = "others";

/// A folder that is worked in, until the value is dropped.
pub struct Workshop {
    folder: TempDir,
    _lock: Option<File>,
}

impl Workshop {
    /// Makes a workshop in a folder, waits for others who work in that folder, and finishes or
    /// clears away what was left there.
    ///
    /// # Errors
    /// What the machine says.
    pub fn open(place: &Path) -> io::Result<Self> {
        let lock = lock(place);
        if lock.is_some() {
            sweep(place);
        }
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)?;
        Ok(Self { folder, _lock: lock })
    }

    /// The path of the workshop.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Waits until nobody else works in a folder. Nothing if folders can't be locked there, as on
/// some disks of a network.
fn lock(folder: &Path) -> Option<File> {
    #[cfg(unix)]
    let file = File::open(folder);
    // Elsewhere a folder is no file.
    #[cfg(not(unix))]
    let file = File::create(folder.join(LOCK));
    file.and_then(|file| file.lock().map(|()| file)).ok()
}

/// The file that is locked in the stead of its folder; it stays.
#[cfg(not(unix))]
const LOCK: &str = ".variorum-lock";

/// Finishes what a build that was killed had made whole in a folder, and clears away what it
/// had not.
pub fn recover(folder: &Path) {
    if folder.is_dir() && left(folder).next().is_some() {
        let lock = lock(folder);
        if lock.is_some() {
            sweep(folder);
        }
    }
}

/// What those who were killed left in a folder.
fn left(folder: &Path) -> impl Iterator<Item = fs::DirEntry> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| {
        let name = entry.file_name();
        let is_lock = cfg!(not(unix)) && name == ".variorum-lock";
        name.to_string_lossy().starts_with(PREFIX) && !is_lock
    })
}

/// To be called by one who has the lock: no workshop is in use then.
fn sweep(folder: &Path) {
    // Workshops know each other by their real paths.
    let Ok(folder) = folder.canonicalize() else { return };
    for entry in left(&folder) {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            settle(&entry.path());
        } else {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Finishes a workshop, with those that belong to it, or clears it away.
fn settle(workshop: &Path) {
    if workshop.join(WHOLE).exists() {
        finish(workshop);
    } else if let Some(first) = named(&workshop.join(FIRST)).into_iter().next()
        && is_workshop(&first)
        && first.join(WHOLE).exists()
    {
        finish(&first);
    } else {
        let _ = fs::remove_dir_all(workshop);
    }
}

/// Moves the files out of a workshop that is marked, and of the others.
fn finish(first: &Path) {
    let others = named(&first.join(OTHERS));
    let is_of_it = |other: &&PathBuf| {
        is_workshop(other) && named(&other.join(FIRST)) == [first.to_owned()]
    };
    if others.iter().filter(is_of_it).all(|other| move_out(other)) {
        move_out(first);
    }
}

fn is_workshop(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with(PREFIX) && path.is_dir() && !path.is_symlink()
}

/// Moves all files out of a workshop and takes it away. Says whether that could be done; if
/// not, it stays.
fn move_out(workshop: &Path) -> bool {
    let Some(folder) = workshop.parent() else { return false };
    let new = workshop.join(NEW);
    // A link would lead to files that are none of ours.
    let is_ours = fs::symlink_metadata(&new).is_ok_and(|found| found.is_dir());
    let entries = is_ours.then(|| fs::read_dir(&new).ok()).flatten();
    let mut done = true;
    for entry in entries.into_iter().flatten().flatten() {
        if let Err(error) = fs::rename(entry.path(), folder.join(entry.file_name())) {
            // Another one may have moved it.
            done &= error.kind() == io::ErrorKind::NotFound;
        }
    }
    if done {
        let _ = fs::remove_dir_all(workshop);
    }
    done
}

/// The paths that a file names.
fn named(list: &Path) -> Vec<PathBuf> {
    let bytes = paths::bytes(list).unwrap_or_default();
    let parts = bytes.split(|byte| *byte == 0).filter(|part| !part.is_empty());
    parts.map(path_of).collect()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// Writes files: first all of them in workshops, then they are moved out in their order. A
/// disk that is too full for one of them leaves all old files, and a program that is killed
/// between two moves leaves what the next one finishes.
///
/// # Errors
/// What the machine says, and about which file. All old files are then as they were.
pub fn together(files: &[(PathBuf, Vec<u8>)]) -> Result<(), (PathBuf, io::Error)> {
    let work = Work::begin(files)?;
    work.mark()?;
    work.put(usize::MAX)
}

/// Files that are on their way.
struct Work {
    /// By the real path of the folder.
    workshops: BTreeMap<PathBuf, Workshop>,
    moves: Vec<Move>,
}

/// A file, where it was made, where the old one is kept, and where it goes.
struct Move {
    new: PathBuf,
    old: PathBuf,
    to: PathBuf,
}

impl Work {
    /// Makes all files.
    fn begin(files: &[(PathBuf, Vec<u8>)]) -> Result<Self, (PathBuf, io::Error)> {
        let mut folders = vec![];
        for (path, _) in files {
            let refused = |error: io::Error| (path.clone(), error);
            // A rename would say so only after others were moved, or take its place.
            match fs::metadata(path) {
                Ok(found) if found.is_dir() => {
                    return Err(refused(io::ErrorKind::IsADirectory.into()));
                }
                Ok(found) if !found.is_file() => {
                    return Err(refused(paths::PathFault::NotAFile.into()));
                }
                _ => {}
            }
            let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
            let folder = parent.unwrap_or(Path::new(".")).canonicalize();
            folders.push(folder.map_err(refused)?);
        }
        let mut workshops = BTreeMap::new();
        // In the order of their names, so that no two wait for each other.
        for (folder, path) in folders.iter().zip(files).collect::<BTreeMap<_, _>>() {
            let refused = |error: io::Error| (path.0.clone(), error);
            let workshop = Workshop::open(folder).map_err(refused)?;
            for part in [NEW, OLD] {
                fs::create_dir(workshop.path().join(part)).map_err(refused)?;
            }
            workshops.insert(folder.clone(), workshop);
        }
        let mut moves = vec![];
        for ((path, data), folder) in files.iter().zip(&folders) {
            let refused = |error: io::Error| (path.clone(), error);
            let workshop = workshops[folder].path();
            let name = path.file_name().ok_or_else(|| {
                refused(io::Error::from(io::ErrorKind::InvalidFilename))
            })?;
            let new = workshop.join(NEW).join(name);
            make(&new, data).map_err(refused)?;
            moves.push(Move {
                new,
                old: workshop.join(OLD).join(name),
                to: folder.join(name),
            });
        }
        Ok(Self { workshops, moves })
    }

    /// Says that all files are whole.
    fn mark(&self) -> Result<(), (PathBuf, io::Error)> {
        let mut shops = self.workshops.values().map(Workshop::path);
        let Some(first) = shops.next() else { return Ok(()) };
        let mut list = vec![];
        let put =
            |path: PathBuf, data: &[u8]| make(&path, data).map_err(|error| (path, error));
        for other in shops {
            put(other.join(FIRST), first.as_os_str().as_encoded_bytes())?;
            list.extend(other.as_os_str().as_encoded_bytes());
            list.push(0);
        }
        put(first.join(OTHERS), &list)?;
        put(first.join(WHOLE), b"")
    }

    /// Moves files to their places, no more than `most`; takes all back if one can't be moved.
    fn put(&self, most: usize) -> Result<(), (PathBuf, io::Error)> {
        for (k, step) in self.moves.iter().enumerate().take(most) {
            // Where there are no links, nothing can be taken back.
            let _ = fs::hard_link(&step.to, &step.old);
            if let Err(error) = fs::rename(&step.new, &step.to) {
                for step in self.moves[..k].iter().rev() {
                    // What was not there before goes.
                    if fs::rename(&step.old, &step.to).is_err() {
                        let _ = fs::remove_file(&step.to);
                    }
                }
                return Err((step.to.clone(), error));
            }
        }
        Ok(())
    }

    /// What a program does that is killed.
    #[cfg(test)]
    fn die(self) {
        for (_, workshop) in self.workshops {
            let _ = workshop.folder.keep();
        }
    }
}

/// A whole file, on the disk.
fn make(path: &Path, data: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(data)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Files = Vec<(PathBuf, Vec<u8>)>;

    /// Two folders with old files, and new files for them; `b/3` is not there before.
    fn project() -> (TempDir, Files) {
        let place = tempfile::tempdir().expect("a temporary folder can be made");
        let mut files = vec![];
        for name in ["a/1", "a/2", "b/1", "b/2", "b/3"] {
            let path = place.path().join(name);
            fs::create_dir_all(path.parent().expect("it has one"))
                .expect("it can be made");
            if name != "b/3" {
                fs::write(&path, "old").expect("a file can be written");
            }
            files.push((path, b"new".to_vec()));
        }
        (place, files)
    }

    /// The text of each file, `-` for none; and all that lies beside them.
    fn state(files: &Files) -> (String, usize) {
        let text = |path: &PathBuf| fs::read_to_string(path).unwrap_or("-".into());
        let texts: Vec<_> = files.iter().map(|(path, _)| text(path)).collect();
        let folders = [&files[0].0, &files[2].0].map(|path| path.parent().expect("one"));
        let left = folders.iter().map(|folder| left(folder).count()).sum();
        (texts.join(" "), left)
    }

    #[test]
    fn a_build_killed_at_any_step_leaves_all_old_files_or_all_new_ones() {
        for steps in 0..=7 {
            for (first, second) in [("a", "b"), ("b", "a")] {
                let (place, files) = project();
                let work = Work::begin(&files).expect("nothing is in the way");
                if steps > 0 {
                    work.mark().expect("nothing is in the way");
                    work.put(steps - 1).expect("nothing is in the way");
                }
                work.die();
                recover(&place.path().join(first));
                recover(&place.path().join(second));
                let texts =
                    if steps == 0 { "old old old old -" } else { "new new new new new" };
                assert_eq!(
                    state(&files),
                    (texts.to_owned(), 0),
                    "{steps} steps, {first}"
                );
            }
        }
    }

    #[test]
    fn one_folder_is_enough_to_finish_the_others_when_it_is_the_first_or_knows_it() {
        for folder in ["a", "b"] {
            let (place, files) = project();
            let work = Work::begin(&files).expect("nothing is in the way");
            work.mark().and_then(|()| work.put(1)).expect("nothing is in the way");
            work.die();
            recover(&place.path().join(folder));
            assert_eq!(state(&files), ("new new new new new".to_owned(), 0), "{folder}");
        }
    }

    #[test]
    fn the_next_write_finishes_what_was_left() {
        let (_place, files) = project();
        let work = Work::begin(&files).expect("nothing is in the way");
        work.mark().and_then(|()| work.put(3)).expect("nothing is in the way");
        work.die();
        together(&[(files[0].0.clone(), b"newer".to_vec())])
            .expect("nothing is in the way");
        assert_eq!(state(&files), ("newer new new new new".to_owned(), 0));
    }

    #[test]
    fn what_a_stranger_laid_down_leads_nowhere() {
        let (place, files) = project();
        let (mine, theirs) =
            (place.path().join("a/.variorum-x"), place.path().join("b/c"));
        fs::create_dir_all(mine.join(NEW)).expect("it can be made");
        fs::create_dir_all(theirs.join(NEW)).expect("it can be made");
        fs::write(theirs.join(NEW).join("1"), "bad").expect("it can be written");
        fs::write(mine.join(WHOLE), "").expect("it can be written");
        fs::write(mine.join(OTHERS), theirs.as_os_str().as_encoded_bytes())
            .expect("it can be written");
        fs::write(theirs.join(FIRST), mine.as_os_str().as_encoded_bytes())
            .expect("it can be written");
        #[cfg(unix)]
        {
            let other = place.path().join("a/.variorum-y");
            fs::create_dir_all(&other).expect("it can be made");
            fs::write(other.join(WHOLE), "").expect("it can be written");
            let to = theirs.join(NEW);
            std::os::unix::fs::symlink(to, other.join(NEW)).expect("a link can be made");
        }
        recover(&place.path().join("a"));
        assert_eq!(state(&files), ("old old old old -".to_owned(), 0));
        assert!(theirs.join(NEW).join("1").exists());
    }

    #[test]
    fn a_file_that_cannot_be_put_in_place_leaves_the_others() {
        let (_place, files) = project();
        fs::create_dir(&files[4].0).expect("a folder can be made");
        assert_eq!(together(&files).map_err(|(path, _)| path), Err(files[4].0.clone()));
        assert_eq!(state(&files), ("old old old old -".to_owned(), 0));
        fs::remove_dir(&files[4].0).expect("the folder is empty");
        // In the way only after it was looked for.
        let work = Work::begin(&files).expect("nothing is in the way");
        work.mark().expect("nothing is in the way");
        fs::create_dir(&files[4].0).expect("a folder can be made");
        assert!(work.put(usize::MAX).is_err());
        drop(work);
        assert_eq!(state(&files), ("old old old old -".to_owned(), 0));
        fs::remove_dir(&files[4].0).expect("the folder is empty");
        together(&files).expect("nothing is in the way");
        assert_eq!(state(&files), ("new new new new new".to_owned(), 0));
    }

    #[cfg(unix)]
    #[test]
    fn many_writers_in_one_folder_do_not_clear_away_each_others_work() {
        let (_place, files) = project();
        std::thread::scope(|scope| {
            for k in 0..8 {
                let files: Files = files
                    .iter()
                    .map(|(path, _)| (path.clone(), format!("{k}").into_bytes()))
                    .collect();
                scope.spawn(move || {
                    for _ in 0..5 {
                        together(&files).expect("nothing is in the way");
                    }
                });
            }
        });
        let (texts, left) = state(&files);
        assert_eq!(left, 0);
        assert!(texts.split(' ').all(|text| text == &texts[..1]), "mixed: {texts}");
    }
}
