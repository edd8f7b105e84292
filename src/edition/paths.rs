//! Paths of an edition: inside its folder, and nowhere else. A path that climbs
//! out, is absolute, or leads out by a symbolic link is refused, so that an
//! edition from a stranger reads nothing of its reader's.

use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::LoadError;
use crate::diag::{Diagnostic, closest};
use crate::span::Span;

/// Why a path can't be used.
#[derive(Debug)]
pub enum PathFault {
    /// It is empty, or only dots.
    Empty,
    /// It has a backslash or a character that no path has.
    Form,
    /// It starts at the root of the file system or of a drive.
    Absolute,
    /// It has a part `..`.
    Climbs,
    /// A symbolic link on its way leads out of the folder.
    LinkLeadsOut,
    /// There is nothing.
    Missing,
    /// There is something else than a file: a folder, a pipe, a device.
    NotAFile,
    /// The system can't tell.
    Machine(io::Error),
}

/// The path without `.` parts, if by its letters it stays inside the folder.
pub fn normalize(path: &Path) -> Result<PathBuf, PathFault> {
    let text = path.to_string_lossy();
    let mut letters = text.chars();
    let drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.next() == Some(':');
    if drive || text.starts_with('\\') {
        return Err(PathFault::Absolute);
    }
    if text.contains(['\\', '\0', '\n', '\r']) {
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
    let root = root.canonicalize().map_err(fault_of)?;
    let real = root.join(&normal).canonicalize().map_err(fault_of)?;
    if !real.starts_with(&root) {
        return Err(PathFault::LinkLeadsOut);
    }
    if !real.metadata().map_err(fault_of)?.is_file() {
        return Err(PathFault::NotAFile);
    }
    Ok(normal)
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
                .hint(format!(
                    "separate folders by `/`, as in `{}`",
                    better.escape_debug()
                ))
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
                    .hint("name a file, not a folder")
            }
            Self::Machine(error) => {
                return LoadError::Machine { path: root.join(path), error };
            }
        };
        LoadError::Faults(vec![fault.at(span)])
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
        ] {
            assert_eq!(normal(path), Err(fault.to_owned()), "{path}");
        }
    }
}
