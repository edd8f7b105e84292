//! Places in the editor's files: a file, a byte range, and the line and column
//! that a person looks for.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One of the files of an edition, by its number in [`Files`].
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize
)]
pub struct FileId(pub u32);

/// A range of bytes in one of the editor's files.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize
)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `range` in `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self {
            file,
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The bytes of the span.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The span of a part: `range` counts from this span's start.
    pub fn part(self, range: Range<usize>) -> Self {
        Self {
            file: self.file,
            start: self.start + range.start as u32,
            end: self.start + range.end as u32,
        }
    }
}

/// A file that was read: its path below the edition's folder, and its text.
#[derive(Debug, Clone)]
pub struct File {
    /// The path as the editor wrote it, relative to the edition's folder.
    pub path: PathBuf,
    /// The whole text.
    pub text: Arc<str>,
    /// The byte at which each line starts.
    line_starts: Vec<u32>,
}

impl File {
    /// The line and the column of a byte, both from 1; columns count characters.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let line = self
            .line_starts
            .partition_point(|&start| start as usize <= byte)
            .max(1)
            - 1;
        let start = self.line_starts[line] as usize;
        let end = byte.min(self.text.len());
        let column = self.text.get(start..end).map_or(end - start, |s| s.chars().count());
        (line + 1, column + 1)
    }

    /// The byte at which a line starts, the first line being 1.
    pub fn line_start(&self, line: usize) -> Option<usize> {
        self.line_starts
            .get(line.checked_sub(1)?)
            .map(|&start| start as usize)
    }
}

/// All the files that were read for an edition.
#[derive(Debug, Clone, Default)]
pub struct Files(Vec<File>);

impl Files {
    /// Adds a file and gives its number.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, b)| *b == b'\n')
                    .map(|(i, _)| i as u32 + 1),
            )
            .collect();
        self.0.push(File { path: path.into(), text, line_starts });
        FileId(self.0.len() as u32 - 1)
    }

    /// The file of a number given by [`Files::add`].
    ///
    /// # Panics
    /// If the number was not given by this collection.
    pub fn get(&self, id: FileId) -> &File {
        &self.0[id.0 as usize]
    }

    /// The number of the file with this path.
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.0
            .iter()
            .position(|file| file.path == path)
            .map(|i| FileId(i as u32))
    }

    /// All files in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.0.iter().enumerate().map(|(i, file)| (FileId(i as u32), file))
    }

    /// `path:line:column` of a span's start.
    pub fn locate(&self, span: Span) -> String {
        let file = self.get(span.file);
        let (line, column) = file.line_column(span.start as usize);
        format!("{}:{line}:{column}", file.path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut files = Files::default();
        let id = files.add("a.dj", "ab\nخوب x\n");
        let text = files.get(id).text.clone();
        let byte = text.find('x').expect("x stands in the text");
        assert_eq!(files.get(id).line_column(byte), (2, 5));
        assert_eq!(files.get(id).line_column(0), (1, 1));
        assert_eq!(files.get(id).line_start(2), Some(3));
        assert_eq!(files.locate(Span::new(id, byte..byte + 1)), "a.dj:2:5");
    }
}
