//! Front and back matter that the program makes: indexes and concordance, and the sources of all
//! sections with that of the book around them.

use std::sync::Arc;

use super::assets::stop_words;
use super::read::Read;
use crate::assemble::Faces;
use crate::backmatter::source::{self as back, SectionSource};
use crate::backmatter::{self, CONTEXT, Concordance, Index};
use crate::compose::SetText;
use crate::compose::book::ContentsHead;
use crate::diag::Diagnostic;
use crate::edition::parallel::in_order;
use crate::edition::{ConcordanceKind, Edition, SeriesPlace};
use crate::locate::Places;
use crate::model::{Dir, Model, Place, Role, Text};
use crate::typeset::{BookWorld, fonts};

/// Where the book begins in the second run.
const BOOK: &str = "/book.typ";

/// What is looked up in the texts as set.
pub(super) struct Lookup {
    /// The marks of the notes, by text and note.
    pub note_marks: Vec<Vec<String>>,
    /// The indexes of the manifest.
    pub indexes: Vec<Index>,
    /// The concordance, if there is one.
    pub concordance: Option<Concordance>,
}

/// Makes indexes and concordance.
///
/// # Errors
/// Lists of stop words that can't be read.
pub(super) fn lookup(
    read: &Read,
    places: &Places,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Lookup, Vec<Diagnostic>> {
    let (edition, model) = (&read.edition, &read.model);
    let note_marks = places.note_marks(model, &edition.series);
    let locate = |text: usize, place| places.locate(text, place);
    let mut indexes = vec![];
    for settings in &edition.indexes {
        let headings = &read.headings;
        let index = backmatter::index(
            model,
            settings,
            &note_marks,
            headings,
            &locate,
            diagnostics,
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
    Ok(Lookup { note_marks, indexes, concordance })
}

/// The sources of all sections, in the order of the book.
pub(super) fn sources(
    world: &BookWorld,
    read: &Read,
    texts: &[Arc<SetText>],
    lookup: &Lookup,
    faces: &Faces,
) -> Vec<SectionSource> {
    let (edition, model) = (&read.edition, &read.model);
    let mut sections: Vec<SectionSource> = vec![];
    sections.extend(back::conspectus(model, edition, faces));
    let held = |k: usize| texts.iter().flat_map(|t| &t.endnotes).any(|e| e.series == k);
    let of_book = |k: &usize| edition.series[*k].place == SeriesPlace::Book && held(*k);
    let of_book = (0..edition.series.len()).filter(of_book);
    sections.extend(of_book.map(|k| back::endnotes(k, edition, faces)));
    let indexes = lookup.indexes.iter().filter(|index| !index.sections.is_empty());
    sections.extend(indexes.map(|index| back::index(index, edition, faces)));
    let has_words = |concordance: &&Concordance| {
        concordance.sections.iter().any(|section| !section.words.is_empty())
    };
    let concordance = lookup.concordance.as_ref().filter(has_words);
    sections.extend(concordance.map(|concordance| match concordance.kind {
        ConcordanceKind::Kwic => {
            let advance = fonts::advances(&world.more_fonts());
            back::concordance(concordance, model, edition, faces, &advance)
        }
        ConcordanceKind::Verborum => back::verborum(concordance, model, edition, faces),
    }));
    sections.extend(back::corrections(&read.corrections, edition, faces));
    sections
}

/// Puts the sources of the sections and of the book around them into the world, and into the list
/// of all sources.
pub(super) fn put(
    world: &mut BookWorld,
    (model, edition): (&Model, &Edition),
    sections: &[SectionSource],
    faces: &Faces,
    list: &mut Vec<(String, String)>,
) {
    let first = list.len();
    for section in sections {
        list.push((section.job.path.clone(), section.source.clone()));
        let leaves = section.job.leaves.iter().zip(&section.leaves);
        list.extend(leaves.map(|(leaf, source)| (leaf.path.clone(), source.clone())));
    }
    let main = back::main(sections, &titles(model, edition, sections), faces);
    list.push((BOOK.to_owned(), main));
    for (path, source) in &list[first..] {
        world.set_source(path, source);
    }
    world.set_main(BOOK);
}

/// The headings of each text that the contents have.
pub(super) fn heads(
    model: &Model,
    depth: u8,
    places: &Places,
    texts: &[Arc<SetText>],
) -> Vec<Vec<ContentsHead>> {
    let of_text = |(n, text): (usize, &Text)| {
        // A heading without a line of its own stands where the one before it does.
        let mut page = 0;
        let heads = text.headings_to(depth).map(|(k, level)| {
            let line = places.line(n, Place { block: k, offset: 0 });
            page = line
                .and_then(|line| texts[n].page_of.get(line))
                .map_or(page, |at| page.max(*at));
            let block = &text.blocks[k as usize];
            ContentsHead {
                level,
                page,
                lang: block.lang.clone(),
                dir: block.dir,
            }
        });
        heads.collect()
    };
    model.texts.iter().enumerate().map(of_text).collect()
}

/// The titles in the order of the contents.
fn titles(
    model: &Model,
    edition: &Edition,
    sections: &[SectionSource],
) -> Vec<(String, Dir)> {
    let (parallels, depth) = (&edition.parallels, edition.contents_depth);
    let of_text = |text: &Text| {
        let heads = text.headings_to(depth).map(|(k, _)| {
            let block = &text.blocks[k as usize];
            (block.content.text.clone(), block.dir)
        });
        let title = (text.title.clone(), text.dir);
        [title].into_iter().chain(heads).collect::<Vec<_>>()
    };
    let texts = |role: Role| {
        let of_role = (0..model.texts.len()).filter(|k| model.texts[*k].role == role);
        let parts = in_order(parallels, of_role).into_iter();
        let texts = parts.flat_map(|part| part.texts(parallels));
        texts.flat_map(|k| of_text(&model.texts[k]))
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
