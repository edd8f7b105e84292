//! The sources of the program and of its tests, for the laws to read.

use std::path::{Path, PathBuf};

/// Files as (path below the folder, text).
pub(crate) type Sources = Vec<(String, String)>;

/// The files of a folder of the repository, in order.
pub(crate) fn sources(folder: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = vec![];
    collect(&root, &root, &mut found);
    assert!(!found.is_empty(), "no sources below {}", root.display());
    found.sort();
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Sources) {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let paths: Vec<PathBuf> =
        entries.map(|e| e.expect("the entry can be read").path()).collect();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let below = path.strip_prefix(root).expect("the walk stays below its root");
            let name = below.to_string_lossy().replace('\\', "/");
            found.push((
                name,
                std::fs::read_to_string(&path).expect("the source is text"),
            ));
        }
    }
}
