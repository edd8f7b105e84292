//! The pipeline: from an edition's folder to a finished book, stage by stage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::assemble;
use crate::backmatter::source::{self as back, Correction, SectionSource};
use crate::backmatter::{self, CONTEXT, Concordance, Index, StopWords};
use crate::compose::book::{self, Book, BookJob};
use crate::compose::{SetText, TextJob};
use crate::diag::Diagnostic;
use crate::edition::load::{self, LoadError};
use crate::edition::{Edition, IndexHeading};
use crate::locate::Places;
use crate::model::{Dir, Model, Role};
use crate::source;
use crate::source::import::{Corrections, Place};
use crate::span::{FileId, Files, Span};
use crate::typeset::{BookWorld, Fault, FontStore, fonts};

/// The stages, for progress and timing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Reading and checking files.
    Read,
    /// Writing Typst source.
    Assemble,
    /// Galley, plan, feet.
    Compose,
    /// Index and concordance.
    Backmatter,
    /// Front and back matter set, pages bound.
    Bind,
    /// PDF.
    Export,
}

/// What the caller wants to hear of.
pub trait Watch {
    /// A stage begins.
    fn stage(&mut self, stage: Stage);
}

/// What reading an edition gives.
pub struct Read {
    /// The checked manifest.
    pub edition: Arc<Edition>,
    /// All files that were read.
    pub files: Files,
    /// The model.
    pub model: Model,
    /// The headings of `index.toml`.
    pub headings: Vec<IndexHeading>,
    /// The list of corrections, for print.
    pub corrections: Vec<Correction>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

impl Read {
    /// Whether the book can be made.
    pub fn is_sound(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Why an edition could not be read at all.
pub struct Unreadable {
    /// What went wrong.
    pub error: LoadError,
    /// The files that were read before, for drawing diagnostics.
    pub files: Files,
}

/// Reads an edition: manifest, texts, apparatus file, index file, corrections.
///
/// # Errors
/// Faults of the manifest or of the machine; faults of the texts are diagnostics.
pub fn read(root: &Path) -> Result<Read, Box<Unreadable>> {
    let mut files = Files::default();
    let (edition, mut diagnostics) = match load::load(root, &mut files) {
        Ok(loaded) => loaded,
        Err(error) => return Err(Box::new(Unreadable { error, files })),
    };
    match read_parts(&edition, &mut files, &mut diagnostics) {
        Ok((model, headings, corrections)) => Ok(Read {
            edition: Arc::new(edition),
            files,
            model,
            headings,
            corrections,
            diagnostics,
        }),
        Err(error) => Err(Box::new(Unreadable { error, files })),
    }
}

type Parts = (Model, Vec<IndexHeading>, Vec<Correction>);

fn read_parts(
    edition: &Edition,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Parts, LoadError> {
    let ids = load::read_texts(edition, files)?;
    let context = source::Context {
        witnesses: &edition.witnesses,
        series: &edition.series,
        indexes: &edition.indexes,
        lang: &edition.lang,
    };
    let mut texts = vec![];
    for (settings, file) in edition.texts.iter().zip(ids) {
        texts.push(source::read_text(files, file, settings, &context, diagnostics));
    }
    if let Some(path) = &edition.apparatus_file {
        let file = load::read(&edition.root, files, path, None)?;
        source::read_apparatus_file(files, file, &mut texts, &context, diagnostics);
    }
    let marks = texts.iter().flat_map(|text| &text.marks);
    let (headings, warnings) = crate::edition::index_file::load_index(edition, files, marks)?;
    diagnostics.extend(warnings);
    let model = Model { texts, witnesses: edition.witnesses.clone() };
    let corrections = read_corrections(edition, files, &model)?;
    Ok((model, headings, corrections))
}

/// The corrections to print: each that changed or moved words, and for the others how
/// many there are.
fn read_corrections(
    edition: &Edition,
    files: &mut Files,
    model: &Model,
) -> Result<Vec<Correction>, LoadError> {
    let Some(path) = &edition.corrections_file else { return Ok(vec![]) };
    let file = load::read(&edition.root, files, path, None)?;
    let corrections =
        corrections_of(files, file).map_err(|fault| LoadError::Faults(vec![fault]))?;
    let mut list = vec![];
    for text in &corrections.texts {
        // A text that the edition no longer has is not in the book.
        let Some(read) = model.texts.iter().find(|read| read.id == text.id) else { continue };
        for correction in text.printed() {
            let place = |at: Place| format!("{}:{}", at.line, at.column);
            let moved = correction.moved_to.is_some();
            let to = correction.moved_to.map(|to| format!(" to {}", place(to)));
            list.push(Correction {
                place: format!("{} {}", text.id, place(correction.place)),
                kind: correction.kind.name().replace('-', " ") + &to.unwrap_or_default(),
                now: if moved { String::new() } else { correction.now },
                was: correction.was,
                lang: read.lang.clone(),
            });
        }
    }
    for (id, kind, count) in corrections.counts() {
        if model.texts.iter().any(|text| text.id == id) {
            list.push(Correction {
                place: id,
                kind: kind.name().replace('-', " "),
                was: kind.count(count),
                now: String::new(),
                lang: edition.lang.clone(),
            });
        }
    }
    Ok(list)
}

/// The corrections in a `corrections.toml`.
///
/// # Errors
/// If it is not of that form.
pub fn corrections_of(files: &Files, file: FileId) -> Result<Corrections, Diagnostic> {
    let read = files.get(file);
    Corrections::from_toml(&read.text).map_err(|said| {
        // The reader of TOML says where in words, and what is wrong in its last line.
        let number = |name: &str| {
            let rest = said.split_once(name)?.1;
            rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok()
        };
        let start = number("at line ").and_then(|line| read.line_start(line)).unwrap_or(0);
        let line = read.text[start..].lines().next().unwrap_or_default();
        let column = number("column ").map_or(0, |column| column.saturating_sub(1));
        let at = start + line.char_indices().nth(column).map_or(0, |(byte, _)| byte);
        let what = said.trim().lines().last().unwrap_or_default();
        Diagnostic::error("bad-corrections", format!("the corrections can't be read: {what}"))
            .at(Span::new(file, at..at))
            .hint("put the file back as the import wrote it; it is not made to be edited")
    })
}

/// A finished edition.
pub struct Built {
    /// The texts as set.
    pub texts: Arc<Vec<SetText>>,
    /// What was set.
    pub jobs: Arc<Vec<TextJob>>,
    /// Where everything stands.
    pub places: Places,
    /// The indexes.
    pub indexes: Vec<Index>,
    /// The concordance.
    pub concordance: Option<Concordance>,
    /// The book.
    pub book: Book,
    /// All sources that were compiled, by virtual path.
    pub sources: Vec<(String, String)>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Makes the book of an edition that was read.
///
/// # Errors
/// The diagnostics, with an error among them.
pub fn build(read: &Read, watch: &mut dyn Watch) -> Result<Built, Vec<Diagnostic>> {
    let edition = &read.edition;
    let model = &read.model;
    watch.stage(Stage::Assemble);
    let (store, mut diagnostics) = own_fonts(edition)?;
    let mut world = BookWorld::new(store);
    let mut sources = Sources { world: &mut world, list: vec![] };
    for (path, text) in crate::typeset::templates::FILES {
        sources.world.set_source(path, text);
    }
    sources.add(assemble::SETTINGS, &assemble::settings(edition));
    sources.add(assemble::DESIGN, &assemble::design(edition));
    read_own_design(edition, &mut sources)?;
    let mut jobs = vec![];
    for (k, text) in model.texts.iter().enumerate() {
        let assembled = assemble::text(text, &edition.series, &model.witnesses);
        let path = assemble::text_path(&text.id);
        sources.add(&path, &assembled.source);
        let short = edition.texts.get(k).and_then(|file| file.short_title.as_deref());
        jobs.push(TextJob::new(k, text, short, assembled.map, path, edition));
    }
    let ids: Vec<String> = model.texts.iter().map(|text| text.id.clone()).collect();
    sources.add("/main.typ", &assemble::main(&ids));
    for (path, data) in pictures(edition, model)? {
        sources.world.set_file(&path, data);
    }
    let mut list = sources.list;

    watch.stage(Stage::Compose);
    world.set_main("/main.typ");
    let jobs = Arc::new(jobs);
    let finder = Finder { files: &read.files, edition, model, jobs: &jobs, sources: &list };
    let (texts, warnings) = book::texts(&world, edition, &jobs);
    diagnostics.extend(warnings.iter().map(|fault| finder.diagnostic(fault)));
    let texts = match texts {
        Ok(texts) => Arc::new(texts),
        Err(faults) => {
            diagnostics.extend(faults.iter().map(|fault| finder.diagnostic(fault)));
            return Err(diagnostics);
        }
    };
    finder.missing_glyphs(&texts, &mut diagnostics);
    finder.overfull_lines(&texts, &mut diagnostics);

    watch.stage(Stage::Backmatter);
    let places = Places::of(jobs.clone(), texts.clone());
    let locate = |text: usize, place| places.locate(text, place);
    let mut indexes = vec![];
    for settings in &edition.indexes {
        let index =
            backmatter::index(model, settings, &read.headings, &locate, &mut diagnostics);
        indexes.push(index);
    }
    let concordance = match &edition.concordance {
        Some(settings) => {
            let stop = stop_words(edition)?;
            Some(backmatter::concordance(model, settings, &stop, CONTEXT, &locate))
        }
        None => None,
    };

    watch.stage(Stage::Bind);
    let advance = fonts::advances();
    let mut sections: Vec<SectionSource> = vec![];
    sections.extend(back::conspectus(model, edition));
    sections.extend(
        indexes.iter().filter(|i| !i.sections.is_empty()).map(|i| back::index(i, edition)),
    );
    sections.extend(
        concordance
            .as_ref()
            .filter(|c| c.sections.iter().any(|section| !section.words.is_empty()))
            .map(|c| back::concordance(c, model, edition, &advance)),
    );
    sections.extend(back::corrections(&read.corrections, edition));
    for section in &sections {
        world.set_source(&section.job.path, &section.source);
        list.push((section.job.path.clone(), section.source.clone()));
    }
    let main = back::main(&sections, &titles(model, &sections));
    world.set_source("/book.typ", &main);
    list.push(("/book.typ".into(), main));
    world.set_main("/book.typ");
    let job = BookJob {
        jobs: jobs.clone(),
        texts: texts.clone(),
        sections: Arc::new(sections.into_iter().map(|section| section.job).collect()),
    };
    let (book, warnings) = book::book(&world, edition, job);
    let finder = Finder { files: &read.files, edition, model, jobs: &jobs, sources: &list };
    diagnostics.extend(warnings.iter().map(|fault| finder.diagnostic(fault)));
    let book = match book {
        Ok(book) => book,
        Err(faults) => {
            diagnostics.extend(faults.iter().map(|fault| finder.diagnostic(fault)));
            return Err(diagnostics);
        }
    };
    Ok(Built { texts, jobs, places, indexes, concordance, book, sources: list, diagnostics })
}

/// Sources on their way into the world, kept for the assembled `.typ`.
struct Sources<'a> {
    world: &'a mut BookWorld,
    list: Vec<(String, String)>,
}

impl Sources<'_> {
    fn add(&mut self, path: &str, text: &str) {
        self.world.set_source(path, text);
        self.list.push((path.to_owned(), text.to_owned()));
    }
}

/// The titles in the order of the contents.
fn titles(model: &Model, sections: &[SectionSource]) -> Vec<(String, Dir)> {
    let texts = |role: Role| {
        model.texts.iter().filter(move |t| t.role == role).map(|t| (t.title.clone(), t.dir))
    };
    let of = |front: bool| {
        sections
            .iter()
            .filter(move |section| section.job.front == front)
            .map(|section| (section.job.title.clone(), section.job.dir))
    };
    texts(Role::Front)
        .chain(of(true))
        .chain(texts(Role::Body))
        .chain(texts(Role::Back))
        .chain(of(false))
        .collect()
}

/// The embedded fonts and those in the edition's `fonts` folder, in the order of
/// their names. No others.
fn own_fonts(edition: &Edition) -> Result<(FontStore, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut store = fonts::store();
    let mut warnings = vec![];
    let files = walkdir::WalkDir::new(edition.root.join("fonts")).sort_by_file_name();
    for entry in files.into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path();
        let is_font = path.extension().is_some_and(|ending| {
            ["otf", "ttf", "otc", "ttc"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        });
        if !is_font {
            continue;
        }
        let shown = path.strip_prefix(&edition.root).unwrap_or(path).display();
        let data = std::fs::read(path).map_err(|error| {
            vec![Diagnostic::error("unreadable-font", format!("`{shown}` can't be read: {error}"))]
        })?;
        if fonts::add(&mut store, data) == 0 {
            warnings.push(
                Diagnostic::warning("unreadable-font", format!("`{shown}` holds no font"))
                    .hint("fonts are OpenType or TrueType files"),
            );
        }
    }
    Ok((store, warnings))
}

fn read_own_design(edition: &Edition, sources: &mut Sources) -> Result<(), Vec<Diagnostic>> {
    let Some(path) = &edition.design.own else { return Ok(()) };
    match std::fs::read_to_string(edition.root.join(path)) {
        Ok(text) => {
            sources.add(assemble::OWN_DESIGN, &text);
            Ok(())
        }
        Err(error) => Err(vec![Diagnostic::error(
            "unreadable-design",
            format!("`{}` can't be read: {error}", path.display()),
        )]),
    }
}

/// The pictures that texts name, by virtual path.
fn pictures(edition: &Edition, model: &Model) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
    let mut found = vec![];
    let mut faults = vec![];
    for text in &model.texts {
        for block in &text.blocks {
            for point in &block.content.points {
                let crate::model::PointKind::Image { path, .. } = &point.kind else { continue };
                let file = match crate::edition::paths::resolve(&edition.root, Path::new(path)) {
                    Ok(file) => file,
                    Err(_) => PathBuf::new(),
                };
                match std::fs::read(&file) {
                    Ok(data) => found.push((format!("/edition/{path}"), data)),
                    Err(_) => faults.push(
                        Diagnostic::error("missing-file", format!("no picture `{path}`"))
                            .at(block.span)
                            .hint("paths count from the edition's folder"),
                    ),
                }
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn stop_words(edition: &Edition) -> Result<StopWords, Vec<Diagnostic>> {
    let mut stop = StopWords::built_in();
    let Some(settings) = &edition.concordance else { return Ok(stop) };
    for (lang, path) in &settings.stop_words {
        match std::fs::read_to_string(edition.root.join(path)) {
            Ok(list) => stop.set(lang, &list),
            Err(error) => {
                return Err(vec![
                    Diagnostic::error(
                        "missing-file",
                        format!("`{}` can't be read: {error}", path.display()),
                    )
                    .at(edition.span),
                ]);
            }
        }
    }
    Ok(stop)
}

/// Leads faults of generated source back to the editor's files.
struct Finder<'a> {
    files: &'a Files,
    edition: &'a Edition,
    model: &'a Model,
    jobs: &'a [TextJob],
    sources: &'a [(String, String)],
}

impl Finder<'_> {
    fn diagnostic(&self, fault: &Fault) -> Diagnostic {
        let mut diagnostic = if fault.error {
            Diagnostic::error("typst", fault.message.clone())
        } else {
            Diagnostic::warning("typst", fault.message.clone())
        };
        if let Some((path, range)) = &fault.place {
            let span = self.jobs.iter().find(|job| job.path == *path).and_then(|job| {
                self.span(job, range.start as u32)
            });
            diagnostic = match span {
                Some(span) => diagnostic.at(span),
                None => {
                    let line = self.sources.iter().find(|source| source.0 == *path).map(|source| {
                        source.1[..range.start.min(source.1.len())].matches('\n').count() + 1
                    });
                    diagnostic.hint(match line {
                        Some(line) => format!("in the assembled source, `{path}` line {line}"),
                        None => format!("in the design, `{path}`"),
                    })
                }
            };
        }
        for hint in &fault.hints {
            diagnostic = diagnostic.hint(hint.clone());
        }
        diagnostic
    }

    /// The place in the editor's file for a byte of a text's assembled source.
    fn span(&self, job: &TextJob, byte: u32) -> Option<Span> {
        let text = &self.model.texts[job.index];
        let notes = job.map.notes.iter().position(|range| range.contains(&byte));
        if let Some(note) = notes {
            return text.notes[note].span;
        }
        let entries = job.map.entries.iter().position(|range| range.contains(&byte));
        if let Some(entry) = entries {
            return text.entries[entry].span;
        }
        let place = job.map.place_of(byte)?;
        let block = &text.blocks[place.block as usize];
        let offset = place.offset as usize;
        block.content.source.span(offset..offset + 1).or(block.span)
    }

    /// Characters that no font has: one warning for each character of a text.
    fn missing_glyphs(&self, texts: &[SetText], diagnostics: &mut Vec<Diagnostic>) {
        for (job, text) in self.jobs.iter().zip(texts) {
            let mut seen: Vec<(char, usize, Option<Span>)> = vec![];
            for &(c, byte) in &text.missing {
                match seen.iter_mut().find(|known| known.0 == c) {
                    Some(known) => known.1 += 1,
                    None => seen.push((c, 1, byte.and_then(|byte| self.span(job, byte)))),
                }
            }
            for (c, count, span) in seen {
                let span = span.or(self.model.texts[job.index].span);
                diagnostics.push(
                    Diagnostic::error(
                        "missing-glyph",
                        format!("no font has `{c}` (U+{:04X}), which stands {count} times", c as u32),
                    )
                    .at(span)
                    .hint("put a font that has it into the edition's `fonts` folder"),
                );
            }
        }
    }

    fn overfull_lines(&self, texts: &[SetText], diagnostics: &mut Vec<Diagnostic>) {
        let _ = self.edition;
        for (job, text) in self.jobs.iter().zip(texts) {
            for &line in &text.overfull_lines {
                let byte = text.runs.iter().filter(|run| run.2 == line).map(|run| run.0).min();
                diagnostics.push(
                    Diagnostic::warning("overfull-line", "a line is wider than the measure")
                        .at(byte.and_then(|byte| self.span(job, byte)))
                        .hint("put soft hyphens (U+00AD) where a long word may break"),
                );
            }
        }
    }
}
