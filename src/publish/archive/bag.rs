//! A BagIt 1.0 bag (RFC 8493): a folder that a library can take in by machine and check
//! at any time.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256, Sha512};

use crate::edition::{Edition, paths};
use crate::publish::export::hex;
use crate::publish::write::Workshop;

/// A file of the payload: its path below `data/`, with `/` between names, and its bytes.
pub type Payload = (String, Vec<u8>);

/// All files of a bag, by path: the payload below `data/`, its manifests, what the bag
/// is, and the manifests of that. `day` is when it was made, as `YYYY-MM-DD`.
pub fn bag(edition: &Edition, day: &str, payload: &[Payload]) -> Vec<Payload> {
    let mut files: Vec<Payload> = payload
        .iter()
        .map(|(path, data)| (format!("data/{path}"), data.clone()))
        .collect();
    files.sort();
    let octets: usize = files.iter().map(|(_, data)| data.len()).sum();
    let mut tags: Vec<Payload> = vec![
        (
            "bagit.txt".into(),
            b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_vec(),
        ),
        ("bag-info.txt".into(), info(edition, day, octets, files.len()).into_bytes()),
        ("manifest-sha256.txt".into(), manifest(&files, sha256).into_bytes()),
        ("manifest-sha512.txt".into(), manifest(&files, sha512).into_bytes()),
    ];
    let of_tags = [
        ("tagmanifest-sha256.txt".to_owned(), manifest(&tags, sha256).into_bytes()),
        ("tagmanifest-sha512.txt".to_owned(), manifest(&tags, sha512).into_bytes()),
    ];
    tags.extend(of_tags);
    files.extend(tags);
    files
}

fn sha256(data: &[u8]) -> String {
    hex(&Sha256::digest(data))
}

fn sha512(data: &[u8]) -> String {
    hex(&Sha512::digest(data))
}

/// Lines of a hash and a path, in which line ends and percent signs are escaped.
fn manifest(files: &[Payload], hash: fn(&[u8]) -> String) -> String {
    let mut out = String::new();
    for (path, data) in files {
        let path = path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D");
        let _ = writeln!(out, "{}  {path}", hash(data));
    }
    out
}

fn info(edition: &Edition, day: &str, octets: usize, count: usize) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    line("Source-Organization", edition.publisher.as_deref().unwrap_or_default());
    line("External-Description", &edition.title);
    line("External-Identifier", &edition.id);
    if let Some(isbn) = &edition.isbn {
        line("External-Identifier", &format!("ISBN {isbn}"));
    }
    if let Some(doi) = &edition.archive.doi {
        line("External-Identifier", &format!("https://doi.org/{doi}"));
    }
    line("Bagging-Date", day);
    line("Payload-Oxum", &format!("{octets}.{count}"));
    line("Bag-Software-Agent", concat!("Variorum ", env!("CARGO_PKG_VERSION")));
    out
}

/// Writes a bag as a folder: beside its place, then checked, then renamed. There is the
/// whole bag or none.
///
/// # Errors
/// What the machine says; what a check finds is an error too, since then the disk did
/// not keep what was written.
pub fn write(folder: &Path, files: &[Payload]) -> io::Result<()> {
    let parent = folder
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let staged = Workshop::open(parent)?;
    let root = staged.path().join("bag");
    for (path, data) in files {
        let path = paths::below(&root, path)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, data)?;
    }
    if let Some(fault) = check(&root)?.into_iter().next() {
        return Err(io::Error::other(fault));
    }
    // An empty folder may be in the way; one with files may not.
    if folder.is_dir() {
        fs::remove_dir(folder)?;
    }
    fs::rename(&root, folder)
}

fn text(path: &Path) -> io::Result<String> {
    String::from_utf8(paths::bytes(path)?).map_err(io::Error::other)
}

/// What is wrong with a bag on disk, in words: files that are missing, changed, or in no
/// manifest.
///
/// # Errors
/// If a folder or a manifest can't be read.
pub fn check(root: &Path) -> io::Result<Vec<String>> {
    let mut faults = vec![];
    let declaration = text(&root.join("bagit.txt"))?;
    if !declaration.starts_with("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8")
    {
        faults.push("`bagit.txt` is not of BagIt 1.0".to_owned());
    }
    type Hash = fn(&[u8]) -> String;
    let lists: [(&str, Hash); 4] = [
        ("manifest-sha256.txt", sha256),
        ("manifest-sha512.txt", sha512),
        ("tagmanifest-sha256.txt", sha256),
        ("tagmanifest-sha512.txt", sha512),
    ];
    for (list, hash) in lists {
        let text = text(&root.join(list))?;
        let mut listed = vec![];
        for line in text.lines() {
            let Some((wanted, path)) = line.split_once(char::is_whitespace) else {
                faults.push(format!("`{list}` has a line that is not valid: `{line}`"));
                continue;
            };
            let path = path
                .trim_start()
                .replace("%0A", "\n")
                .replace("%0D", "\r")
                .replace("%25", "%");
            match paths::below(root, &path).and_then(|place| paths::bytes(&place)) {
                Ok(data) if hash(&data) == wanted => {}
                Ok(_) => faults.push(format!("`{path}` is not what `{list}` says")),
                Err(_) => faults.push(format!("`{path}` of `{list}` is missing")),
            }
            listed.push(path);
        }
        if list.starts_with("tag") {
            continue;
        }
        for entry in walkdir::WalkDir::new(root.join("data")).sort_by_file_name() {
            let entry = entry.map_err(io::Error::other)?;
            let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let name = paths::slashed(below)
                .unwrap_or_else(|| below.to_string_lossy().into_owned());
            if entry.file_type().is_file() && !listed.contains(&name) {
                faults.push(format!("`{name}` is not in `{list}`"));
            }
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Vec<Payload> {
        let mut tags = vec![
            ("data/a.txt".to_owned(), b"a".to_vec()),
            ("data/b/c%d.txt".to_owned(), b"c".to_vec()),
        ];
        let sha = |files: &[Payload], hash| manifest(files, hash).into_bytes();
        let payload = tags.clone();
        tags.push((
            "bagit.txt".into(),
            b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_vec(),
        ));
        tags.push(("manifest-sha256.txt".into(), sha(&payload, sha256)));
        tags.push(("manifest-sha512.txt".into(), sha(&payload, sha512)));
        let own = tags[2..].to_vec();
        tags.push(("tagmanifest-sha256.txt".into(), sha(&own, sha256)));
        tags.push(("tagmanifest-sha512.txt".into(), sha(&own, sha512)));
        tags
    }

    #[test]
    fn a_flipped_byte_anywhere_is_found() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path().join("bag");
        write(&root, &example()).expect("the bag can be written");
        assert_eq!(check(&root).expect("it can be read"), Vec::<String>::new());
        for (path, data) in example() {
            if path.starts_with("tagmanifest") {
                continue;
            }
            for at in 0..data.len() {
                let mut other = data.clone();
                other[at] ^= 1;
                fs::write(root.join(&path), &other).expect("it can be written");
                let found = check(&root).map_or(true, |faults| !faults.is_empty());
                assert!(found, "{path}, byte {at}");
            }
            fs::write(root.join(&path), &data).expect("it can be written");
        }
        assert_eq!(check(&root).expect("it can be read"), Vec::<String>::new());
        fs::write(root.join("data/more.txt"), "more").expect("it can be written");
        assert_eq!(check(&root).expect("it can be read").len(), 2);
    }

    #[test]
    fn a_folder_with_files_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path().join("bag");
        fs::create_dir(&root).expect("it can be made");
        write(&root, &example()).expect("an empty folder may be taken");
        assert!(write(&root, &example()).is_err());
        let left = fs::read_dir(folder.path()).expect("it can be read").count();
        assert_eq!(left, 1, "nothing is left beside it");
    }
}
