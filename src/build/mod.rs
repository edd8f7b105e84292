//! The pipeline: from an edition's folder to a finished book, stage by stage.

pub mod account;
pub mod assets;
mod elsewhere;
mod finder;
mod fits;
mod glyphs;
mod keys;
mod outline;
mod pictures;
mod pins;
pub mod read;
mod references;
mod released;
mod standing;
mod waiting;

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Serialize;
use typst::syntax::Source;
use typst::utils::hash128;

pub use account::{Account, Proven};
pub use finder::span_of;
pub use outline::SectionOutline;
pub use read::{Read, Unreadable, corrections_of, read};
pub use standing::Standing;

use crate::assemble::{self, Asked};
use crate::backmatter::source::{self as back, SectionSource};
use crate::backmatter::{self, CONTEXT, Concordance, Index};
use crate::compose::book::{self, Book, BookJob};
use crate::compose::{SetText, TextJob};
use crate::diag::Diagnostic;
use crate::edition::{ConcordanceKind, SeriesPlace};
use crate::locate::Places;
use crate::model::{Dir, Model, Role, Target};
use crate::typeset::{BookWorld, Origins, fonts};
use assets::{own_design, own_fonts, stop_words};
use finder::Finder;
use glyphs::Teller;
use pictures::pictures;
use references::{Refused, Texts};

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

    /// Whether another build will follow, which is quicker if what the compiler remembers
    /// is kept. Else it is given up once it has served.
    fn builds_again(&self) -> bool {
        false
    }

    /// The folio of a page of which the caller wants to hear why it ends where it does.
    fn explain(&self) -> Option<u32> {
        None
    }
}

/// A finished edition, not proven yet.
#[derive(Clone)]
pub struct Built {
    /// The texts as set.
    pub texts: Arc<Vec<Arc<SetText>>>,
    /// For each text where the bytes of its source are.
    pub origins: Vec<Arc<Origins>>,
    /// What was set.
    pub jobs: Arc<Vec<TextJob>>,
    /// Where everything stands.
    pub places: Places,
    /// The marks of the notes, by text and note.
    pub note_marks: Vec<Vec<String>>,
    /// The indexes.
    pub indexes: Vec<Index>,
    /// The concordance.
    pub concordance: Option<Concordance>,
    /// The book.
    pub book: Book,
    /// All sources that were compiled, by virtual path.
    pub sources: Vec<(String, String)>,
    /// The sources of the second run as the compiler had them, by virtual path.
    pub back: Vec<(String, Source)>,
    /// The sections of the second run, in their order.
    pub sections: Vec<SectionOutline>,
    /// What the references of each text print, in the order of its source.
    pub references: Vec<Vec<String>>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Makes the book of an edition that was read, and proves it.
///
/// # Errors
/// The diagnostics, with an error among them.
pub fn build(read: &Read, watch: &mut dyn Watch) -> Result<Proven, Vec<Diagnostic>> {
    account::prove(read, set(read, watch)?)
}

/// Sets the book of an edition that was read, without a proof.
///
/// # Errors
/// The diagnostics, with an error among them.
pub fn set(read: &Read, watch: &mut dyn Watch) -> Result<Built, Vec<Diagnostic>> {
    watch.stage(Stage::Assemble);
    let (store, said) = own_fonts(&read.edition)?;
    build_in(&mut BookWorld::new(store), read, None, said, watch)
}

/// Makes the book of an edition that was set before, and sets only what changed. Leaves
/// for the next time what was set now.
///
/// # Errors
/// The diagnostics, with an error among them.
pub fn rebuild(
    read: &Read,
    standing: &mut Standing,
    watch: &mut dyn Watch,
) -> Result<Proven, Vec<Diagnostic>> {
    watch.stage(Stage::Assemble);
    let (mut world, said) = standing.world(&read.edition)?;
    let built = build_in(&mut world, read, Some(standing), said, watch);
    standing.put_back(world);
    comemo::evict(AGE);
    account::prove(read, built?)
}

/// After how many builds the compiler forgets what none of them used: as many as an editor
/// may stay with one text, so that the next is not set from nothing.
const AGE: usize = 20;

/// How often a book is set anew for characters that only a design knows of.
const ROUNDS: usize = 3;

/// Sets a book in which each character has a glyph.
fn build_in(
    world: &mut BookWorld,
    read: &Read,
    mut standing: Option<&mut Standing>,
    said: Vec<Diagnostic>,
    watch: &mut dyn Watch,
) -> Result<Built, Vec<Diagnostic>> {
    let design = own_design(&read.edition)?;
    let design = design.as_deref();
    let foreseen = glyphs::foreseen(read, design, world.own_coverages());
    let langs = assets::languages(&read.edition, Some(&read.model));
    let mut more = BTreeSet::new();
    for round in 1.. {
        assets::complete(world, &foreseen, &more, &langs);
        let said = said.clone();
        let mut built =
            build_once(world, read, (standing.as_deref_mut(), design), said, watch)?;
        let empty = glyphs::empty(&built);
        if empty.is_subset(&more) || round == ROUNDS {
            let outside = glyphs::outside(&built, &read.edition, world.coverages());
            let said = tell_glyphs(world, read, &built, &outside);
            built.diagnostics.extend(said);
            built.diagnostics.extend(glyphs::refused(&empty, &read.files));
            return Ok(built);
        }
        more.extend(empty);
    }
    unreachable!("the last round returns")
}

/// What there is to say of characters that no face has.
fn tell_glyphs(
    world: &BookWorld,
    read: &Read,
    built: &Built,
    outside: &BTreeSet<char>,
) -> Vec<Diagnostic> {
    let (jobs, sources) = (&built.jobs[..], &built.sources[..]);
    let finder = Finder { model: &read.model, jobs, sources };
    let teller = Teller { read, coverages: world.coverages() };
    let (mut said, mut told) = (vec![], vec![]);
    for (job, text) in jobs.iter().zip(built.texts.iter()) {
        let placed = text.missing.iter().filter(|it| it.byte.is_some());
        told.push(placed.map(|it| it.c).collect());
        let place = |byte, c| finder.place_of(job, byte, c);
        said.extend(teller.text(&text.missing, place));
    }
    said.extend(teller.outside(outside, &told));
    said
}

// It is one thing: the stages one after the other, each with what those before it made.
fn build_once(
    world: &mut BookWorld,
    read: &Read,
    (mut standing, design): (Option<&mut Standing>, Option<&str>),
    mut diagnostics: Vec<Diagnostic>,
    watch: &mut dyn Watch,
) -> Result<Built, Vec<Diagnostic>> {
    let edition = &read.edition;
    let model = &read.model;
    pins::check(edition, model)?;
    let faces = assets::faces(world);
    let mut sources = Sources { world, list: vec![] };
    for (path, text) in crate::typeset::templates::FILES {
        sources.world.set_source(path, text);
    }
    let settings = assets::settings(edition, sources.world);
    sources.add(assemble::SETTINGS, &faces.parted(&settings));
    sources.add(assemble::DESIGN, &assemble::design(edition));
    if let Some(text) = design {
        sources.add(assemble::OWN_DESIGN, text);
    }
    let mut jobs = vec![];
    let mut asked = vec![];
    // Until the pages are known each note that is numbered by page is the first of its own.
    let marks = assemble::note_marks(model, &edition.series, &|_, note| note as u32);
    for (k, text) in model.texts.iter().enumerate() {
        let file = edition.texts.get(k);
        let own = file.and_then(|file| file.witnesses.as_deref());
        let assembled = assemble::text(text, edition, own, &marks[k], &faces);
        let path = assemble::text_path(&text.id);
        sources.add(&path, &assembled.source);
        jobs.push((k, text, assembled.map, path));
        asked.push(assembled.asked);
    }
    let is_word = |asked: &Asked| asked.reference.to == Target::Word;
    let words_wanted = asked.iter().flatten().any(is_word);
    let jobs: Vec<TextJob> = jobs
        .into_iter()
        .map(|(k, text, map, path)| {
            let mut job = TextJob::new(k, text, map, path, edition, words_wanted);
            if let Some(lock) = &read.lock {
                job.locked = released::locked(lock, text, &job);
                job.fitted = lock.fitted(text);
                if read.frozen {
                    diagnostics.extend(released::gone(lock, text, &job));
                    job.frozen = released::first_page(lock, text);
                }
            }
            job
        })
        .collect();
    let ids: Vec<String> = model.texts.iter().map(|text| text.id.clone()).collect();
    sources.add("/main.typ", &assemble::main(&ids));
    let images = pictures(edition, model)?;
    for (path, data) in &images {
        sources.world.set_file(path, data);
    }
    let mut list = sources.list;
    let keys = match &standing {
        Some(standing) => {
            let called: Vec<_> = world.called_up().iter().map(|it| it.name).collect();
            let fonts = hash128(&(standing.fonts(), world.substituted(), called));
            keys::Keys::of(read, fonts, &list, &images)
        }
        None => keys::Keys::default(),
    };

    watch.stage(Stage::Compose);
    world.set_main("/main.typ");
    let jobs = Arc::new(jobs);
    let finder = Finder { model, jobs: &jobs, sources: &list };
    let keep = standing.is_some() || watch.builds_again();
    let explain = watch.explain();
    let to_set = Texts {
        model,
        edition,
        jobs: &jobs,
        asked: &asked,
        keys: keys.texts(&jobs, words_wanted),
        marks: &marks,
        keep,
        explain,
    };
    let kept = standing.as_mut().map(|standing| &mut standing.texts);
    let (texts, warnings) = to_set.set(world, kept);
    diagnostics.extend(warnings.iter().map(|fault| finder.diagnostic(fault)));
    let (texts, origins, references, printed) = match texts {
        Ok(set) => {
            diagnostics.extend(set.said);
            (set.texts, set.origins, set.references, set.printed)
        }
        Err(Refused::References(faults)) => {
            diagnostics.extend(faults);
            return Err(diagnostics);
        }
        Err(Refused::Compiler(faults)) => {
            diagnostics.extend(faults.iter().map(|fault| finder.diagnostic(fault)));
            return Err(diagnostics);
        }
    };
    finder.overfull_lines(&texts, &mut diagnostics);
    pins::idle(edition, &texts, &mut diagnostics);
    list.extend(references.map(|source| (assemble::REFERENCES.to_owned(), source)));
    diagnostics.extend(released::broken(model, &texts));

    watch.stage(Stage::Backmatter);
    let places = Places::of(jobs.clone(), texts.clone(), &edition.references);
    waiting::told(model, &jobs, &texts, &places, &mut diagnostics);
    let note_marks = places.note_marks(model, &edition.series);
    let locate = |text: usize, place| places.locate(text, place);
    let mut indexes = vec![];
    for settings in &edition.indexes {
        let index = backmatter::index(
            model,
            settings,
            &note_marks,
            &read.headings,
            &locate,
            &mut diagnostics,
        );
        indexes.push(index);
    }
    let concordance = match &edition.concordance {
        Some(settings) => {
            let stop = stop_words(edition)?;
            let lists = (&stop, &read.lemmas);
            Some(backmatter::concordance(model, settings, lists, CONTEXT, &locate))
        }
        None => None,
    };

    watch.stage(Stage::Bind);
    let advance = fonts::advances(&world.more_fonts());
    let mut sections: Vec<SectionSource> = vec![];
    sections.extend(back::conspectus(model, edition, &faces));
    let held = |k: usize| texts.iter().flat_map(|t| &t.endnotes).any(|e| e.series == k);
    let of_book = |k: &usize| edition.series[*k].place == SeriesPlace::Book && held(*k);
    let of_book = (0..edition.series.len()).filter(of_book);
    sections.extend(of_book.map(|k| back::endnotes(k, edition, &faces)));
    sections.extend(
        indexes
            .iter()
            .filter(|i| !i.sections.is_empty())
            .map(|i| back::index(i, edition, &faces)),
    );
    sections.extend(
        concordance
            .as_ref()
            .filter(|c| c.sections.iter().any(|section| !section.words.is_empty()))
            .map(|c| match c.kind {
                ConcordanceKind::Kwic => {
                    back::concordance(c, model, edition, &faces, &advance)
                }
                ConcordanceKind::Verborum => back::verborum(c, model, edition, &faces),
            }),
    );
    sections.extend(back::corrections(&read.corrections, edition, &faces));
    for section in &sections {
        world.set_source(&section.job.path, &section.source);
        list.push((section.job.path.clone(), section.source.clone()));
        for (leaf, source) in section.job.leaves.iter().zip(&section.leaves) {
            world.set_source(&leaf.path, source);
            list.push((leaf.path.clone(), source.clone()));
        }
    }
    let main = back::main(&sections, &titles(model, &sections), &faces);
    world.set_source("/book.typ", &main);
    list.push(("/book.typ".into(), main));
    world.set_main("/book.typ");
    if standing.is_some() {
        let used: FxHashSet<&str> = list
            .iter()
            .map(|(path, _)| path.as_str())
            .chain(images.iter().map(|(path, _)| path.as_str()))
            .collect();
        let used = |path: &str| path.starts_with("/templates/") || used.contains(path);
        world.retain(used);
    }
    let (shared, keys) = (keys.shared, keys.sections(&sections));
    let outlines: Vec<SectionOutline> = sections.iter().map(outline::outline).collect();
    let job = BookJob {
        jobs: jobs.clone(),
        texts: texts.clone(),
        sections: Arc::new(sections.into_iter().map(|section| section.job).collect()),
    };
    let (book, warnings) = book::book(
        world,
        edition,
        job,
        keys,
        shared,
        standing.map(|standing| (&mut standing.sections, &mut standing.leaves)),
    );
    let finder = Finder { model, jobs: &jobs, sources: &list };
    diagnostics.extend(warnings.iter().map(|fault| finder.diagnostic(fault)));
    let book = match book {
        Ok(book) => book,
        Err(faults) => {
            diagnostics.extend(faults.iter().map(|fault| finder.diagnostic(fault)));
            return Err(diagnostics);
        }
    };
    let back = outline::sources(world, &book, &outlines);
    Ok(Built {
        texts,
        origins,
        jobs,
        places,
        note_marks,
        indexes,
        concordance,
        book,
        sources: list,
        back,
        sections: outlines,
        references: printed,
        diagnostics,
    })
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
        model
            .texts
            .iter()
            .filter(move |t| t.role == role)
            .map(|t| (t.title.clone(), t.dir))
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
