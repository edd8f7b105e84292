//! The pipeline: from an edition's folder to a finished book, stage by stage.

pub mod account;
mod assembled;
pub mod assets;
mod built;
pub mod dump;
mod elsewhere;
mod finder;
mod fits;
mod glyphs;
mod keys;
mod lanes;
pub mod machine;
mod outline;
mod pictures;
mod pins;
pub mod read;
mod references;
mod released;
mod sections;
mod standing;
mod waiting;
pub mod whereabouts;

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Serialize;
use typst::utils::hash128;

pub use account::{Account, Proven};
pub use built::Built;
pub use finder::span_of;
pub use outline::SectionOutline;
pub use read::{Read, Unreadable, corrections_of, read};
pub use standing::Standing;

use crate::assemble;
use crate::compose::book::{self, BookJob};
use crate::diag::Diagnostic;
use crate::locate::Places;
use crate::typeset::BookWorld;
use assembled::{Assembled, assembled};
use assets::{own_design, own_fonts};
use finder::Finder;
use glyphs::Teller;
use references::Texts;
use sections::Lookup;

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

    /// The folio of a page, if the caller wants to know why it ends where it does.
    fn explain(&self) -> Option<u32> {
        None
    }
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
    let (machine_fonts, told) =
        machine::complete(world, &read.edition, &foreseen, &langs);
    let said: Vec<Diagnostic> = said.into_iter().chain(told).collect();
    for round in 1.. {
        assets::complete(world, &foreseen, &more, &langs);
        let said = said.clone();
        let mut built =
            build_once(world, read, (standing.as_deref_mut(), design), said, watch)?;
        let empty = glyphs::empty(&built);
        if empty.is_subset(&more) || round == ROUNDS {
            let outside = glyphs::outside(&built, &read.edition, world.coverages());
            let said = tell_glyphs(world, read, &built, &outside);
            built.machine_fonts = machine_fonts;
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

/// A number that stands for the faces that the world has.
fn faces_key(standing: &Standing, world: &BookWorld) -> u128 {
    let called: Vec<_> = world.called_up().iter().map(|it| it.name).collect();
    hash128(&(standing.fonts(), world.substituted(), called))
}

/// Has the world forget what is not of this build.
fn forget(
    world: &mut BookWorld,
    sources: &[(String, String)],
    images: &[(String, Vec<u8>)],
) {
    let sources = sources.iter().map(|(path, _)| path.as_str());
    let images = images.iter().map(|(path, _)| path.as_str());
    let used: FxHashSet<&str> = sources.chain(images).collect();
    world.retain(|path| path.starts_with("/templates/") || used.contains(path));
}

/// Sets a book. It is one thing: the stages one after the other, each with what those before it
/// made.
fn build_once(
    world: &mut BookWorld,
    read: &Read,
    (mut standing, design): (Option<&mut Standing>, Option<&str>),
    mut diagnostics: Vec<Diagnostic>,
    watch: &mut dyn Watch,
) -> Result<Built, Vec<Diagnostic>> {
    let (edition, model) = (&read.edition, &read.model);
    pins::check(edition, model)?;
    let faces = assets::faces(world);
    let Assembled {
        jobs,
        asked,
        marks,
        images,
        sources: mut list,
        words_wanted,
    } = assembled(world, read, design, &faces, &mut diagnostics)?;
    let keys = match &standing {
        Some(standing) => {
            keys::Keys::of(read, faces_key(standing, world), &list, &images)
        }
        None => keys::Keys::default(),
    };

    let lanes = Arc::new(lanes::lanes(read, &jobs));

    watch.stage(Stage::Compose);
    world.set_main("/main.typ");
    let to_set = Texts {
        model,
        edition,
        jobs: &jobs,
        lanes: &lanes,
        asked: &asked,
        keys: keys.texts(&jobs, words_wanted),
        marks: &marks,
        keep: standing.is_some() || watch.builds_again(),
        explain: watch.explain(),
    };
    let finder = Finder { model, jobs: &jobs, sources: &list };
    let kept = standing.as_mut().map(|standing| &mut standing.texts);
    let (set, warnings) = to_set.set(world, kept);
    diagnostics.extend(warnings.iter().map(|fault| finder.diagnostic(fault)));
    let references::Set { texts, origins, references, printed, said } = match set {
        Ok(set) => set,
        Err(refused) => {
            diagnostics.extend(refused.told(&finder));
            return Err(diagnostics);
        }
    };
    diagnostics.extend(said);
    finder.overfull_lines(&texts, &mut diagnostics);
    pins::idle(edition, &texts, &mut diagnostics);
    list.extend(references.map(|source| (assemble::REFERENCES.to_owned(), source)));
    diagnostics.extend(released::broken(model, &texts));

    watch.stage(Stage::Backmatter);
    let places = Places::of(jobs.clone(), texts.clone(), &edition.references);
    waiting::told(model, &jobs, &texts, &places, &mut diagnostics);
    let lookup = sections::lookup(read, &places, &mut diagnostics)?;

    watch.stage(Stage::Bind);
    let sections = sections::sources(world, read, &texts, &lookup, &faces);
    let depth = edition.contents_depth;
    sections::put(world, (model, edition), &sections, &faces, &mut list);
    let heads = sections::heads(model, depth, &places, &texts);
    if standing.is_some() {
        forget(world, &list, &images);
    }
    let (shared, keys) = (keys.shared, keys.sections(&sections));
    let outlines: Vec<SectionOutline> = sections.iter().map(outline::outline).collect();
    let sections = Arc::new(sections.into_iter().map(|section| section.job).collect());
    let job = BookJob {
        heads,
        jobs: jobs.clone(),
        texts: texts.clone(),
        sections,
    };
    let kept = standing.map(|standing| (&mut standing.sections, &mut standing.leaves));
    let (book, warnings) = book::book(world, edition, job, keys, shared, kept);
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
    let Lookup { note_marks, indexes, concordance } = lookup;
    Ok(Built {
        machine_fonts: vec![],
        texts,
        origins,
        jobs,
        lanes,
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
