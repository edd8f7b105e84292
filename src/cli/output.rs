//! Where the outputs go.

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::build::Read;
use crate::model::PointKind;
use crate::publish::write;

/// Files that are to be written, by their paths.
pub type Outputs = [(PathBuf, Vec<u8>)];

/// The folder of the outputs, in which what a build that was killed left is finished or
/// cleared away.
pub fn ready(dir: &Path, given: Option<&Path>) -> PathBuf {
    let folder = folder(dir, given);
    write::recover(&folder);
    folder
}

/// Writes outputs, all or none, and makes the folder they go to.
///
/// # Errors
/// If two of them have one path, or one would take the place of a file that the edition is
/// made of; if the machine refuses. Nothing is written then.
pub fn put(
    read: Option<&Read>,
    folder: Option<&Path>,
    outputs: &Outputs,
) -> Result<(), Failure> {
    distinct(outputs)?;
    if let Some(read) = read {
        spare_sources(read, outputs)?;
    }
    if let Some(folder) = folder {
        fs::create_dir_all(folder)
            .map_err(|error| Failure::machine("make the folder", folder, error))?;
    }
    write::together(outputs)
        .map_err(|(path, error)| Failure::machine("write", path, error))
}

/// Refuses to write two outputs to one place, where the second would replace the first.
fn distinct(outputs: &Outputs) -> Result<(), Failure> {
    let mut places: Vec<(PathBuf, &PathBuf)> =
        outputs.iter().map(|(path, _)| (real(path), path)).collect();
    places.sort();
    match places.windows(2).find(|two| two[0].0 == two[1].0) {
        Some(two) => Err(Failure::usage(
            format!("two outputs would be written to `{}`", two[1].1.display()),
            "give each of them a place of its own",
        )),
        None => Ok(()),
    }
}

/// The path with all links followed as far as it is there.
fn real(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let name = whole.file_name().map(PathBuf::from).unwrap_or_default();
    let Some(mut folder) = whole.parent() else { return whole };
    let mut rest = name;
    loop {
        if let Ok(found) = folder.canonicalize() {
            return found.join(rest);
        }
        let (Some(name), Some(above)) = (folder.file_name(), folder.parent()) else {
            return whole;
        };
        rest = Path::new(name).join(rest);
        folder = above;
    }
}

/// Refuses to write over a file that the edition is made of.
fn spare_sources(read: &Read, outputs: &Outputs) -> Result<(), Failure> {
    let edition = &read.edition;
    let mut names: Vec<PathBuf> =
        read.files.iter().map(|(_, file)| file.path.clone()).collect();
    names.extend(edition.design.own.clone());
    names.extend(edition.press.profile.clone());
    let lists = edition.concordance.iter().flat_map(|settings| &settings.stop_words);
    names.extend(lists.map(|(_, path)| path.clone()));
    let texts = read.model.texts.iter().flat_map(|text| &text.blocks);
    for point in texts.flat_map(|block| &block.content.points) {
        if let PointKind::Image { path, .. } = &point.kind
            && !path.is_empty()
        {
            names.push(path.into());
        }
    }
    let sources: Vec<PathBuf> = names
        .iter()
        .filter_map(|path| edition.root.join(path).canonicalize().ok())
        .collect();
    for (path, _) in outputs {
        if path.canonicalize().is_ok_and(|real| sources.contains(&real)) {
            return Err(Failure::usage(
                format!("the output `{}` is a source of the edition", path.display()),
                "give another place for it",
            ));
        }
    }
    Ok(())
}

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
