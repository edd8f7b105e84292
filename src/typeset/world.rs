//! What the compiler may see: generated sources, the design, the pictures of the
//! edition, the fonts. Nothing else: no disk, no network, no clock.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;

/// A closed world of sources, files and fonts.
pub struct BookWorld {
    library: LazyHash<Library>,
    fonts: FontStore,
    sources: BTreeMap<String, Source>,
    files: BTreeMap<String, Bytes>,
    main: FileId,
}

impl BookWorld {
    /// A world with these fonts and no sources yet.
    pub fn new(fonts: FontStore) -> Self {
        Self {
            library: LazyHash::new(Library::default()),
            fonts,
            sources: BTreeMap::new(),
            files: BTreeMap::new(),
            main: file_id("/main.typ"),
        }
    }

    /// Adds a source or replaces it, keeping what the compiler knows of the
    /// unchanged parts.
    pub fn set_source(&mut self, path: &str, text: &str) {
        match self.sources.get_mut(path) {
            Some(source) => {
                source.replace(text);
            }
            None => {
                let source = Source::new(file_id(path), text.to_owned());
                self.sources.insert(path.to_owned(), source);
            }
        }
    }

    /// Adds a file, such as a picture.
    pub fn set_file(&mut self, path: &str, data: Vec<u8>) {
        self.files.insert(path.to_owned(), Bytes::new(data));
    }

    /// Says which source is compiled.
    pub fn set_main(&mut self, path: &str) {
        self.main = file_id(path);
    }

    /// The source at a path.
    pub fn source_at(&self, path: &str) -> Option<&Source> {
        self.sources.get(path)
    }

    /// The byte map of a source that has this path and text.
    pub fn origins_of(path: &str, text: &str) -> super::Origins {
        super::Origins::of(&Source::new(file_id(path), text.to_owned()))
    }

    /// The path of a file.
    pub fn path_of(id: FileId) -> String {
        id.vpath().get_with_slash().to_string()
    }
}

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("generated paths are valid");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for BookWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let path = Self::path_of(id);
        self.sources
            .get(&path)
            .cloned()
            .ok_or_else(|| FileError::NotFound(path.into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = Self::path_of(id);
        self.files
            .get(&path)
            .cloned()
            .ok_or_else(|| FileError::NotFound(path.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
