//! What the compiler may see: generated sources, the design, the pictures of the
//! edition, the fonts. Nothing else: no disk, no network, no clock.

use std::collections::{BTreeMap, BTreeSet};

use imara_diff::{Algorithm, Diff, InternedInput, Token};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;

use super::reserve::Family;
use super::substitutes::substitutes;
use super::{Coverages, fonts};

/// A closed world of sources, files and fonts.
pub struct BookWorld {
    library: LazyHash<Library>,
    fonts: Fonts,
    sources: BTreeMap<String, Source>,
    files: BTreeMap<String, Bytes>,
    main: FileId,
}

impl BookWorld {
    /// A world with these fonts and no sources yet.
    pub fn new(fonts: FontStore) -> Self {
        Self {
            library: LazyHash::new(Library::default()),
            fonts: Fonts::new(fonts),
            sources: BTreeMap::new(),
            files: BTreeMap::new(),
            main: file_id("/main.typ"),
        }
    }

    /// The same world with other fonts.
    pub fn with_fonts(self, fonts: FontStore) -> Self {
        Self { fonts: Fonts::new(fonts), ..self }
    }

    /// The characters that the fonts have, those aside which they were given by
    /// [`BookWorld::substitute`].
    pub fn coverages(&self) -> &Coverages {
        &self.fonts.coverages
    }

    /// Has these characters drawn in the face of last resort, and no others. A font that
    /// has them goes before it.
    pub fn substitute(&mut self, chars: BTreeSet<char>) {
        let fonts = &mut self.fonts;
        if chars != fonts.substituted {
            fonts.substituted = chars;
            fonts.complete();
        }
    }

    /// The characters that the fonts have, those in reserve aside.
    pub fn own_coverages(&self) -> &Coverages {
        &self.fonts.own
    }

    /// Adds fonts behind those of the edition.
    pub fn add(&mut self, fonts: Vec<Font>) {
        self.fonts.add(fonts);
    }

    /// Adds these families in reserve, and no others.
    pub fn call_up(&mut self, families: Vec<&'static Family>) {
        let names = |families: &[&Family]| -> Vec<&str> {
            families.iter().map(|family| family.name).collect()
        };
        if names(&families) != names(&self.fonts.called) {
            self.fonts.call_up(families);
        }
    }

    /// The families in reserve that were called up.
    pub fn called_up(&self) -> &[&'static Family] {
        &self.fonts.called
    }

    /// The fonts behind those that every book has: of the edition, of the reserve, and the
    /// face of last resort.
    pub fn more_fonts(&self) -> Vec<Font> {
        let fonts = &self.fonts;
        let more = (fonts::store_count()..fonts.count).filter_map(|k| fonts.font(k));
        more.chain([fonts.substitutes.clone()]).collect()
    }

    /// The families of the edition's own fonts, in their order.
    pub fn own_families(&self) -> Vec<String> {
        let families = fonts::families(&self.fonts.store);
        let is_called =
            |name: &String| self.fonts.called.iter().any(|it| it.name == name);
        families.into_iter().filter(|name| !is_called(name)).collect()
    }

    /// The face of last resort.
    pub fn substitutes(&self) -> &Font {
        &self.fonts.substitutes
    }

    /// The characters of the face of last resort.
    pub fn substituted(&self) -> &BTreeSet<char> {
        &self.fonts.substituted
    }

    /// Adds a source or replaces it, keeping what the compiler knows of the
    /// unchanged parts.
    pub fn set_source(&mut self, path: &str, text: &str) {
        match self.sources.get_mut(path) {
            Some(source) => edit(source, text),
            None => {
                let source = Source::new(file_id(path), text.to_owned());
                self.sources.insert(path.to_owned(), source);
            }
        }
    }

    /// Adds a file, such as a picture.
    pub fn set_file(&mut self, path: &str, data: &[u8]) {
        if self.files.get(path).is_none_or(|known| known.as_slice() != data) {
            self.files.insert(path.to_owned(), Bytes::new(data.to_vec()));
        }
    }

    /// Forgets the sources and files for which `keep` is false.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.sources.retain(|path, _| keep(path));
        self.files.retain(|path, _| keep(path));
    }

    /// Says which source is compiled.
    pub fn set_main(&mut self, path: &str) {
        self.main = file_id(path);
    }

    /// The source at a path.
    pub fn source_at(&self, path: &str) -> Option<&Source> {
        self.sources.get(path)
    }

    /// The path of a file.
    pub fn path_of(id: FileId) -> String {
        id.vpath().get_with_slash().to_string()
    }
}

/// The fonts of a book, and behind them the face of last resort.
struct Fonts {
    store: FontStore,
    /// What those have that are not called up.
    own: Coverages,
    coverages: Coverages,
    /// The families in reserve that were called up: the last in the store.
    called: Vec<&'static Family>,
    substituted: BTreeSet<char>,
    substitutes: Font,
    book: LazyHash<FontBook>,
    /// How many fonts the store has.
    count: usize,
    /// How many of them are not called up.
    own_count: usize,
}

impl Fonts {
    fn new(store: FontStore) -> Self {
        let substituted = BTreeSet::new();
        let count = count(&store);
        let mut fonts = Self {
            own: Coverages::of(&store),
            coverages: Coverages::of(&store),
            called: vec![],
            substitutes: substitutes(&store, &substituted),
            substituted,
            count,
            own_count: count,
            book: LazyHash::new(FontBook::new()),
            store,
        };
        fonts.complete();
        fonts
    }

    /// The fonts that are not called up, as a store of their own.
    fn own_store(&self) -> FontStore {
        let mut store = FontStore::new();
        for k in 0..self.own_count {
            if let (Some(font), Some(info)) =
                (self.store.font(k), self.store.book().info(k))
            {
                store.push((font, info.clone()));
            }
        }
        store
    }

    /// Has these fonts behind the edition's, and the families that were called up behind them.
    fn add(&mut self, fonts: Vec<Font>) {
        let mut store = self.own_store();
        for font in fonts {
            let info = font.info().clone();
            store.push((font, info));
        }
        self.own_count = count(&store);
        self.own = Coverages::of(&store);
        self.store = store;
        let called = std::mem::take(&mut self.called);
        self.call_up(called);
    }

    /// Has these families behind the others. A store gives nothing up, so it is made anew.
    fn call_up(&mut self, families: Vec<&'static Family>) {
        let mut store = self.own_store();
        for family in &families {
            family.add_to(&mut store);
        }
        self.count = count(&store);
        self.coverages = Coverages::of(&store);
        self.called = families;
        self.store = store;
        self.complete();
    }

    /// Makes the face of last resort anew.
    fn complete(&mut self) {
        self.substitutes = substitutes(&self.store, &self.substituted);
        let mut book = FontBook::clone(self.store.book());
        book.push(self.substitutes.info().clone());
        self.book = LazyHash::new(book);
    }

    fn font(&self, index: usize) -> Option<Font> {
        if index == self.count {
            Some(self.substitutes.clone())
        } else {
            self.store.font(index)
        }
    }
}

/// How many fonts a store has.
fn count(store: &FontStore) -> usize {
    (0..).take_while(|&k| store.book().info(k).is_some()).count()
}

/// Makes a source have another text, by an edit for each run of lines that differ: what
/// stands between two edits keeps the numbers of its spans, by which the compiler knows
/// what it has set before.
fn edit(source: &mut Source, text: &str) {
    if source.text() == text {
        return;
    }
    let input = InternedInput::new(source.text(), text);
    let starts = |lines: &[Token]| -> Vec<usize> {
        let ends = lines.iter().scan(0, |sum, line| {
            *sum += input.interner[*line].len();
            Some(*sum)
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (before, after) = (starts(&input.before), starts(&input.after));
    let edits: Vec<_> = Diff::compute(Algorithm::Histogram, &input)
        .hunks()
        .map(|hunk| {
            let was =
                before[hunk.before.start as usize]..before[hunk.before.end as usize];
            let is = after[hunk.after.start as usize]..after[hunk.after.end as usize];
            (was, is)
        })
        .collect();
    for (was, is) in edits.into_iter().rev() {
        source.edit(was, &text[is]);
    }
    if source.text() != text {
        source.replace(text);
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
        &self.fonts.book
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
