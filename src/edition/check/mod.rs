//! From the manifest as written to the checked edition: defaults filled in,
//! values understood, names unique, files found. All faults are collected.

mod apparatus;
mod collation;
mod contents;
mod entries;
mod lineation;
mod outputs;
mod page;
mod parallel;
mod type_sizes;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest};
use super::paths::{PathFault, folder_beside, optional, resolve};
use super::toml_file::Located;
use super::values::{self, IsbnFault};
use super::{Edition, LoadError};
use crate::diag::Diagnostic;
use crate::model::Lang;
use crate::span::{FileId, Span};

/// Checks a manifest. `file` is its file and `len` that file's length in bytes.
/// Faults are added to `faults`; the edition is to be used only if none of them
/// is an error.
///
/// # Errors
/// Only what the machine refuses; a fault of the input is no error here.
pub fn check(
    root: &Path,
    file: FileId,
    len: usize,
    manifest: &Manifest,
    faults: &mut Vec<Diagnostic>,
) -> Result<Edition, LoadError> {
    let mut check = Check { root, file, faults };
    let id = check.edition_id(manifest.id.as_ref());
    let title = check.title(manifest.title.as_ref());
    let date = check.date(manifest.date.as_ref());
    check.isbn(manifest.isbn.as_ref());
    let lang = check.lang(&manifest.language).unwrap_or_else(|| Lang::new("en"));
    let measures = check.measures(&manifest.design.name);
    let sizes = measures.sizes(&manifest.design);
    let mut design = check.design(&sizes)?;
    design.scripts = check.scripts(&sizes, &design, &lang);
    let page = check.page(&measures.page(&manifest.page), &design);
    let apparatus = check.apparatus(&manifest.apparatus);
    let series =
        check.series(&manifest.series, (&design, measures.columns), &apparatus.rules);
    check.withheld(&manifest.design.withhold, &series);
    let yields = check.yields(&manifest.yields, &series);
    let witnesses = check.witnesses(&manifest.witness, &series);
    let collation = check.collation(&manifest.collation, &witnesses, &series);
    let groups = check.groups(&manifest.group, &witnesses, &series);
    let texts = check.texts(manifest)?;
    let around = parallel::Around {
        texts: &texts,
        page: &page,
        design: &design,
        series: &series,
    };
    let parallels = check.parallels(&manifest.parallel, around);
    let (pins, fits) = check.pins(&manifest.pin, &texts);
    let indexes = check.indexes(&manifest.index, &lang);
    let concordance = match &manifest.concordance {
        Some(concordance) => Some(check.concordance(concordance, &lang)?),
        None => None,
    };
    let archive = check.archive(&manifest.archive);
    let press = check.press(&manifest.press)?;
    let cover = manifest.cover.as_ref().map(|cover| check.cover(cover, &title));
    let (lineation, second_lineation) = check.lineation(manifest);
    let font_folders = check.font_folders(&manifest.fonts)?;
    Ok(Edition {
        root: root.to_owned(),
        id,
        title,
        subtitle: manifest.subtitle.clone(),
        authors: manifest.authors.clone(),
        editors: manifest.editors.clone(),
        translators: manifest.translators.clone(),
        publisher: manifest.publisher.clone(),
        place: manifest.place.clone(),
        date,
        isbn: manifest.isbn.as_ref().map(|isbn| isbn.get().clone()),
        rights: manifest.rights.clone(),
        printing: manifest.printing.clone(),
        device: manifest.device.as_ref().map(|path| path.get().clone()),
        lang,
        page,
        design,
        lineation,
        second_lineation,
        page_mark: manifest.lineation.page_mark.clone(),
        references: lineation::references(&manifest.references),
        contents_depth: check.contents_depth(&manifest.contents.depth),
        verse: lineation::verse(&manifest.verse),
        tei: manifest.tei.clone(),
        font_folders,
        system_fonts: manifest.fonts.system,
        badness: manifest.badness,
        witnesses,
        witness_files: check.witness_files(&manifest.witness),
        groups,
        apparatus,
        collation,
        series,
        yields,
        pins,
        fits,
        texts,
        parallels,
        indexes,
        concordance,
        archive,
        press,
        cover,
        apparatus_file: check.optional_file("apparatus.toml")?,
        index_file: check.optional_file("index.toml")?,
        corrections_file: check.optional_file("corrections.toml")?,
        span: Span::new(file, 0..len),
    })
}

/// What every check needs.
struct Check<'a> {
    /// The edition's folder.
    root: &'a Path,
    /// The manifest.
    file: FileId,
    /// Where faults go.
    faults: &'a mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn error(
        &mut self,
        code: &'static str,
        message: String,
        span: Span,
    ) -> &mut Diagnostic {
        self.faults.push(Diagnostic::error(code, message).at(span));
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    /// The folders of fonts that are named.
    fn font_folders(
        &mut self,
        given: &manifest::Fonts,
    ) -> Result<Vec<PathBuf>, LoadError> {
        let mut found = vec![];
        for folder in &given.folders {
            let (path, span) = (Path::new(folder.get()), self.span(folder));
            match folder_beside(self.root, path) {
                Ok(path) => found.push(path),
                Err(PathFault::Missing | PathFault::NotAFile) => {
                    let message = format!("there is no folder `{}`", folder.get());
                    let fault = Diagnostic::error("missing-file", message).at(span);
                    self.faults.push(fault.hint("make the folder, or correct the path"));
                }
                Err(PathFault::Climbs | PathFault::LinkLeadsOut) => {
                    let message = format!("`{}` leads too far away", folder.get());
                    let fault = Diagnostic::error("path-leaves-folder", message).at(span);
                    self.faults.push(fault.hint(
                        "name a folder below the edition's, or one beside it as in `../fonts`",
                    ));
                }
                Err(fault) => match fault.report(self.root, path, Some(span)) {
                    LoadError::Faults(faults) => self.faults.extend(faults),
                    error @ LoadError::Machine { .. } => return Err(error),
                },
            }
        }
        Ok(found)
    }

    fn span<T>(&self, value: &Located<T>) -> Span {
        value.span(self.file)
    }

    /// The start of the manifest, for what has no closer place.
    fn start(&self) -> Span {
        Span::new(self.file, 0..0)
    }

    fn edition_id(&mut self, id: Option<&Located<String>>) -> String {
        let Some(id) = id else {
            // `.` has no name of its own; the folder it stands for has.
            let real = self.root.canonicalize().unwrap_or_else(|_| self.root.to_owned());
            let name = real.file_name().map(|name| name.to_string_lossy().into_owned());
            return values::slug(&name.unwrap_or_default());
        };
        if !values::is_stem(id.get()) {
            let slug = values::slug(id.get());
            let message =
                format!("`{}` can't be the name of a file", id.get().escape_debug());
            self.error("bad-id", message, self.span(id))
                .hints
                .push(format!("use letters, digits and hyphens, such as `{slug}`"));
        }
        id.get().clone()
    }

    fn title(&mut self, title: Option<&Located<String>>) -> String {
        let Some(title) = title else { return String::new() };
        if title.get().trim().is_empty() {
            self.error(
                "missing-title",
                "the title is empty".to_owned(),
                self.span(title),
            )
            .hints
            .push("give the edition a title".to_owned());
        }
        title.get().trim().to_owned()
    }

    fn date(&mut self, date: Option<&Located<String>>) -> Option<(i32, u8, u8)> {
        let date = date?;
        let day = values::date(date.get());
        if day.is_none() {
            self.error(
                "bad-date",
                format!("`{}` is not a day", date.get()),
                self.span(date),
            )
            .hints
            .push("write year, month and day, as in `2026-11-20`".to_owned());
        }
        day
    }

    fn isbn(&mut self, isbn: Option<&Located<String>>) {
        let Some(isbn) = isbn else { return };
        let (message, hint) = match values::isbn(isbn.get()) {
            Ok(()) => return,
            Err(IsbnFault::Form) => (
                format!("`{}` is not an ISBN", isbn.get()),
                "an ISBN has 13 digits that begin with 978 or 979, or 10 digits"
                    .to_owned(),
            ),
            Err(IsbnFault::Checksum(digit)) => (
                format!("the check digit of ISBN `{}` is wrong", isbn.get()),
                format!(
                    "check each digit; if the others are right, the last one is `{digit}`"
                ),
            ),
        };
        self.faults.push(
            Diagnostic::warning("bad-isbn", message)
                .at(self.span(isbn))
                .hint(hint),
        );
    }

    fn lang(&mut self, tag: &Located<String>) -> Option<Lang> {
        if values::is_language(tag.get()) {
            return Some(Lang::new(tag.get()));
        }
        let message = format!("`{}` is not a language tag", tag.get());
        let hint = match values::language_hint(tag.get()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "use a BCP 47 tag, such as `en`, `fa`, `grc` or `az-Arab`".to_owned(),
        };
        self.error("bad-language", message, self.span(tag)).hints.push(hint);
        None
    }

    /// Reports a name that was given before, and remembers it if it was not.
    fn unique<'n>(
        &mut self,
        seen: &mut HashMap<&'n str, Span>,
        code: &'static str,
        what: &str,
        name: &'n str,
        span: Span,
    ) -> bool {
        match seen.get(name) {
            Some(first) => {
                let related = (*first, format!("the first `{name}`"));
                let fault = self.error(code, format!("two {what} `{name}`"), span);
                fault.related.push(related);
                fault.hints.push("change one of the two".to_owned());
                false
            }
            None => {
                seen.insert(name, span);
                true
            }
        }
    }

    /// A file that is named: it must be there, inside the folder.
    fn file(&mut self, written: &Located<String>) -> Result<Option<PathBuf>, LoadError> {
        let path = Path::new(written.get());
        match resolve(self.root, path) {
            Ok(path) => Ok(Some(path)),
            Err(fault) => self.refuse(fault, path, self.span(written)),
        }
    }

    /// A file that is used if it is there.
    /// The lowest level of headings in the contents.
    fn contents_depth(&mut self, depth: &Located<i64>) -> u8 {
        let span = self.span(depth);
        match u8::try_from(*depth.get()) {
            Ok(level @ 1..=6) => level,
            _ => {
                let message = format!("the contents have no level `{}`", depth.get());
                let fault = Diagnostic::error("out-of-range", message);
                self.faults.push(
                    fault.at(span).hint("write a number from 1, the titles alone, to 6"),
                );
                1
            }
        }
    }

    fn optional_file(&mut self, name: &str) -> Result<Option<PathBuf>, LoadError> {
        let path = Path::new(name);
        match optional(self.root, path) {
            Ok(found) => Ok(found),
            Err(fault) => self.refuse(fault, path, self.start()),
        }
    }

    fn refuse(
        &mut self,
        fault: PathFault,
        path: &Path,
        span: Span,
    ) -> Result<Option<PathBuf>, LoadError> {
        match fault.report(self.root, path, Some(span)) {
            LoadError::Faults(faults) => {
                self.faults.extend(faults);
                Ok(None)
            }
            machine => Err(machine),
        }
    }
}
