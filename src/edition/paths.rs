//! The gate for names that come from outside: inside a folder, and nowhere else. A path that
//! climbs out, is absolute, or leads out by a symbolic link is refused, so that an
//! edition from a stranger reads nothing of its reader's and writes nothing beside its place.
//! And the only door by which files are read: what is no file, such as a pipe, is never opened.

use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::LoadError;
use crate::diag::{Diagnostic, closest};
use crate::span::Span;

/// Why a path can't be used.
#[derive(Debug)]
pub enum PathFault {
    /// It is empty, or only dots.
    Empty,
    /// It has a backslash or a control character, such as a line end.
    Form,
    /// It starts at the root of the file system or of a drive.
    Absolute,
    /// It has a part `..`.
    Climbs,
    /// A symbolic link on its way leads out of the folder.
    LinkLeadsOut,
    /// It is a symbolic link to nothing.
    DeadLink,
    /// It is a symbolic link to a folder, which a walk does not enter.
    FolderLink,
    /// There is nothing.
    Missing,
    /// There is something else than a file: a folder, a pipe, a device.
    NotAFile,
    /// The system can't tell.
    Machine(io::Error),
}

impl Hash for PathFault {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        if let Self::Machine(error) = self {
            error.kind().hash(state);
        }
    }
}

/// The path without `.` parts, if by its letters it stays inside the folder, and can be
/// written in a manifest on any machine.
///
/// # Errors
/// If it does not, or has a backslash or a control character.
pub fn normalize(path: &Path) -> Result<PathBuf, PathFault> {
    let text = path.to_string_lossy();
    let normal = inside(path)?;
    match text.contains(|c: char| c == '\\' || c.is_control()) {
        true => Err(PathFault::Form),
        false => Ok(normal),
    }
}

/// Where a name that comes from outside (a tree of git, a list of a bag, a record) lies
/// below a folder.
///
/// # Errors
/// If by its letters it does not stay inside the folder.
pub fn below(folder: &Path, name: impl AsRef<Path>) -> Result<PathBuf, PathFault> {
    Ok(folder.join(inside(name.as_ref())?))
}

/// The path without `.` parts, if by its letters it stays inside the folder.
fn inside(path: &Path) -> Result<PathBuf, PathFault> {
    let text = path.to_string_lossy();
    let mut letters = text.chars();
    let drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.next() == Some(':');
    if drive || text.starts_with('\\') {
        return Err(PathFault::Absolute);
    }
    if text.contains('\0') {
        return Err(PathFault::Form);
    }
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => normal.push(part),
            Component::CurDir => {}
            Component::ParentDir => return Err(PathFault::Climbs),
            Component::RootDir | Component::Prefix(_) => return Err(PathFault::Absolute),
        }
    }
    if normal.as_os_str().is_empty() { Err(PathFault::Empty) } else { Ok(normal) }
}

/// The path relative to `root`, without `.` parts, of a file that exists and,
/// all links followed, is inside `root`.
pub fn resolve(root: &Path, path: &Path) -> Result<PathBuf, PathFault> {
    let normal = normalize(path)?;
    found_in(root, &root.join(&normal)).map(|()| normal)
}

/// The path, relative to `root`, of a folder that, all links followed, is inside `root`, or
/// inside the folder that `root` lies in (`../fonts`).
///
/// # Errors
/// If there is none, or it is elsewhere.
pub fn folder_beside(root: &Path, path: &Path) -> Result<PathBuf, PathFault> {
    let (base, rest) = match path.strip_prefix("..") {
        Ok(rest) => (Path::new(".."), rest),
        Err(_) => (Path::new(""), path),
    };
    let folder = base.join(normalize(rest)?);
    let real = root.join(&folder).canonicalize().map_err(fault_of)?;
    let base = root.join(base).canonicalize().map_err(fault_of)?;
    match real.is_dir() {
        _ if !real.starts_with(base) => Err(PathFault::LinkLeadsOut),
        true => Ok(folder),
        false => Err(PathFault::NotAFile),
    }
}

/// The same of a file that need not be there.
///
/// # Errors
/// If something is there that can't be used, such as a pipe or a link that leads nowhere.
pub fn optional(root: &Path, path: &Path) -> Result<Option<PathBuf>, PathFault> {
    match resolve(root, path) {
        Ok(path) => Ok(Some(path)),
        Err(PathFault::Missing) if is_link(&root.join(path)) => Err(PathFault::DeadLink),
        Err(PathFault::Missing) => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// The bytes of a file, wherever it is. What is no file is not opened: a pipe would be
/// waited for, and a device may have no end.
///
/// # Errors
/// If there is none, or the system refuses.
pub fn bytes(path: &Path) -> Result<Vec<u8>, PathFault> {
    let mut data = vec![];
    open(path)?.read_to_end(&mut data).map_err(fault_of)?;
    Ok(data)
}

/// Whether a file can be read, wherever it is.
///
/// # Errors
/// If there is none, or the system refuses.
pub fn readable(path: &Path) -> Result<(), PathFault> {
    open(path).map(drop)
}

fn open(path: &Path) -> Result<File, PathFault> {
    if !fs::metadata(path).map_err(fault_of)?.is_file() {
        return Err(PathFault::NotAFile);
    }
    let file = File::open(path).map_err(fault_of)?;
    match file.metadata().map_err(fault_of)?.is_file() {
        true => Ok(file),
        false => Err(PathFault::NotAFile),
    }
}

/// The bytes of a file of the edition.
///
/// # Errors
/// If the path leads out of the folder, is none of a file, or the system refuses.
pub fn own_bytes(root: &Path, path: &Path) -> Result<Vec<u8>, PathFault> {
    bytes(&root.join(resolve(root, path)?))
}

/// What is in a folder of the edition.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files relative to the edition's folder, in the order of their names.
    pub files: Vec<PathBuf>,
    /// What was passed over, and why.
    pub refused: Vec<(PathBuf, PathFault)>,
}

/// Looks through `folder`, which is relative to `root`. Links to files of the edition are
/// files; links to folders are not entered, since they could lead round in ever more ways.
/// Entries that are not `kept` are left out with all that is in them.
pub fn walk(root: &Path, folder: &Path, kept: impl Fn(&DirEntry) -> bool) -> Walk {
    let mut walk = Walk::default();
    let top = root.join(folder);
    let leads_out = || {
        let real = (root.canonicalize(), top.canonicalize());
        matches!(real, (Ok(root), Ok(top)) if !top.starts_with(&root))
    };
    let refused = match is_link(&top) {
        true if !top.exists() => Some(PathFault::DeadLink),
        true if leads_out() => Some(PathFault::LinkLeadsOut),
        _ => None,
    };
    if let Some(fault) = refused {
        walk.refused.push((folder.to_owned(), fault));
        return walk;
    }
    let entries = WalkDir::new(&top).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(kept) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(&top);
                let path = path.strip_prefix(root).unwrap_or(path).to_owned();
                let fault = error.into_io_error().map_or(PathFault::FolderLink, fault_of);
                if !matches!(fault, PathFault::Missing) {
                    walk.refused.push((path, fault));
                }
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let fault = match found_in(root, entry.path()) {
            Ok(()) => {
                walk.files.push(path.to_owned());
                continue;
            }
            Err(PathFault::Missing) if entry.path_is_symlink() => PathFault::DeadLink,
            Err(PathFault::NotAFile) if entry.path().is_dir() => PathFault::FolderLink,
            Err(fault) => fault,
        };
        walk.refused.push((path.to_owned(), fault));
    }
    walk
}

/// Whether there is a file that, all links followed, is inside `root`.
fn found_in(root: &Path, path: &Path) -> Result<(), PathFault> {
    let root = root.canonicalize().map_err(fault_of)?;
    let real = path.canonicalize().map_err(fault_of)?;
    if !real.starts_with(&root) {
        return Err(PathFault::LinkLeadsOut);
    }
    match real.metadata().map_err(fault_of)?.is_file() {
        true => Ok(()),
        false => Err(PathFault::NotAFile),
    }
}

/// A path with `/` between names, on any machine; nothing if it is not UTF-8.
pub fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<_>> =
        path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

fn fault_of(error: io::Error) -> PathFault {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::InvalidFilename => PathFault::Missing,
        _ => PathFault::Machine(error),
    }
}

impl PathFault {
    /// What to tell the editor, `span` being where the path is named.
    pub fn report(self, root: &Path, path: &Path, span: Option<Span>) -> LoadError {
        let shown = path.display();
        let stay = "keep every file of the edition inside its folder, and name it from there, \
                    as in `texts/a.dj`";
        let fault = match self {
            Self::Empty => Diagnostic::error("bad-path", "the path is empty")
                .hint("name the file from the edition's folder, as in `texts/a.dj`"),
            Self::Form => {
                let better = path.to_string_lossy().replace('\\', "/");
                Diagnostic::error(
                    "bad-path",
                    format!("`{}` is no path", shown.to_string().escape_debug()),
                )
                .hint(match better.contains(char::is_control) {
                    true => "give the file a name without control characters".to_owned(),
                    false => format!("separate folders by `/`, as in `{better}`"),
                })
            }
            Self::Absolute => Diagnostic::error(
                "path-leaves-folder",
                format!("`{shown}` is an absolute path"),
            )
            .hint(stay),
            Self::Climbs => Diagnostic::error(
                "path-leaves-folder",
                format!("`{shown}` climbs out of its folder with `..`"),
            )
            .hint(stay),
            Self::LinkLeadsOut => Diagnostic::error(
                "path-leaves-folder",
                format!("`{shown}` is a link that leads out of the edition's folder"),
            )
            .hint("copy what it leads to into the edition's folder"),
            Self::DeadLink => Diagnostic::error(
                "missing-file",
                format!("`{shown}` is a link that leads nowhere"),
            )
            .hint(
                "copy what it should lead to into the edition's folder, or take it out",
            ),
            Self::FolderLink => Diagnostic::error(
                "missing-file",
                format!("`{shown}` is a link to a folder, which is not followed"),
            )
            .hint("put the folder itself there"),
            Self::Missing => {
                let fault = Diagnostic::error(
                    "missing-file",
                    format!("there is no file `{shown}`"),
                );
                match similar(root, path) {
                    Some(best) => fault.hint(format!("did you mean `{best}`?")),
                    None => fault.hint("create the file, or correct the path"),
                }
            }
            Self::NotAFile => {
                Diagnostic::error("missing-file", format!("`{shown}` is not a file"))
                    .hint("name a file, not a folder, a pipe or a device")
            }
            Self::Machine(error) => {
                return LoadError::Machine { path: root.join(path), error };
            }
        };
        LoadError::Faults(vec![fault.at(span)])
    }
}

impl From<PathFault> for io::Error {
    fn from(fault: PathFault) -> Self {
        let (kind, message) = match fault {
            PathFault::Machine(error) => return error,
            PathFault::Missing => (io::ErrorKind::NotFound, "there is no such file"),
            PathFault::DeadLink => (io::ErrorKind::NotFound, "it is a link to nothing"),
            PathFault::NotAFile | PathFault::FolderLink => {
                (io::ErrorKind::InvalidInput, "it is not a file")
            }
            PathFault::Empty => (io::ErrorKind::InvalidFilename, "its name is empty"),
            PathFault::Form => {
                (io::ErrorKind::InvalidFilename, "its name has a control character")
            }
            PathFault::Absolute | PathFault::Climbs | PathFault::LinkLeadsOut => {
                (io::ErrorKind::InvalidFilename, "it leads out of its folder")
            }
        };
        Self::new(kind, message)
    }
}

/// The file of the edition whose path is nearest to one that is missing: a near
/// path, or else the same name in another folder or with another ending.
fn similar(root: &Path, path: &Path) -> Option<String> {
    const MOST: usize = 10_000;
    let shown = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let visible = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
    let files: Vec<String> = WalkDir::new(root)
        .max_depth(6)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || visible(entry.file_name()))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .take(MOST)
        .filter_map(|entry| entry.path().strip_prefix(root).map(shown).ok())
        .collect();
    let wanted = shown(&normalize(path).ok()?);
    let same_name = || {
        files
            .iter()
            .find(|file| Path::new(file).file_name() == path.file_name())
    };
    let same_stem = || {
        files
            .iter()
            .find(|file| Path::new(file).file_stem() == path.file_stem())
    };
    closest(&wanted, files.iter().map(String::as_str))
        .or_else(|| same_name().or_else(same_stem).map(String::as_str))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside_by_its_letters() {
        let normal =
            |path: &str| normalize(Path::new(path)).map_err(|fault| format!("{fault:?}"));
        assert_eq!(normal("./texts//./a.dj"), Ok("texts/a.dj".into()));
        assert_eq!(normal("کتاب.dj"), Ok("کتاب.dj".into()));
        for (path, fault) in [
            ("", "Empty"),
            (".", "Empty"),
            ("..", "Climbs"),
            ("texts/../a.dj", "Climbs"),
            ("/etc/passwd", "Absolute"),
            ("C:/a.dj", "Absolute"),
            ("\\\\server\\a", "Absolute"),
            ("texts\\a.dj", "Form"),
            ("a\0b", "Form"),
            ("a\nb.dj", "Form"),
            ("a\tb.dj", "Form"),
            ("a\u{85}b.dj", "Form"),
        ] {
            assert_eq!(normal(path), Err(fault.to_owned()), "{path}");
        }
    }

    #[test]
    fn a_name_from_outside_lies_below_its_folder() {
        let below = |name: &str| below(Path::new("copy"), name).ok();
        assert_eq!(below("texts/a.dj"), Some("copy/texts/a.dj".into()));
        // A tree may hold names that no manifest may.
        assert_eq!(below("a\nb"), Some("copy/a\nb".into()));
        for name in
            ["", "..", "../a", "a/../../b", "/etc/passwd", "C:\\a", "\\\\s\\a", "a\0b"]
        {
            assert_eq!(below(name), None, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_walk_enters_no_link_and_names_what_it_passes_over() {
        use std::os::unix::fs::symlink;
        let place = tempfile::tempdir().expect("a folder can be made");
        let root = place.path().join("edition");
        fs::create_dir_all(root.join("fonts/more")).expect("a folder can be made");
        fs::create_dir(place.path().join("out")).expect("a folder can be made");
        for path in ["edition/a.otf", "edition/fonts/b.otf", "out/c.otf"] {
            fs::write(place.path().join(path), "x").expect("a file can be written");
        }
        for (link, to) in [
            ("inner.otf", "../a.otf"),
            ("outer.otf", "../../out/c.otf"),
            ("dead.otf", "nothing.otf"),
            ("more/up", ".."),
            ("out", "../../out"),
        ] {
            symlink(to, root.join("fonts").join(link)).expect("a link can be made");
        }
        let seen = walk(&root, Path::new("fonts"), |_| true);
        let files: Vec<_> =
            seen.files.iter().map(|path| path.display().to_string()).collect();
        assert_eq!(files, ["fonts/b.otf", "fonts/inner.otf"]);
        let refused: Vec<_> = seen
            .refused
            .iter()
            .map(|(path, fault)| format!("{} {fault:?}", path.display()))
            .collect();
        assert_eq!(
            refused,
            [
                "fonts/dead.otf DeadLink",
                "fonts/more/up FolderLink",
                "fonts/out LinkLeadsOut",
                "fonts/outer.otf LinkLeadsOut",
            ]
        );
        symlink("../out", root.join("all")).expect("a link can be made");
        let seen = walk(&root, Path::new("all"), |_| true);
        assert!(seen.files.is_empty() && seen.refused.len() == 1, "{seen:?}");
        assert!(walk(&root, Path::new("none"), |_| true).refused.is_empty());
    }
}
