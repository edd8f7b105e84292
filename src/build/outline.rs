//! The sections of the second run as the account of the book knows them, and the sources that they
//! were set from.

use typst::syntax::Source;

use crate::backmatter::source::SectionSource;
use crate::compose::book::Book;
use crate::model::{Dir, Lang};
use crate::typeset::BookWorld;

/// What is known of a section that the program makes before it is set.
#[derive(Debug, Clone)]
pub struct SectionOutline {
    /// The virtual path of its source.
    pub path: String,
    /// For contents and running heads.
    pub title: String,
    /// Its language.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
    /// Whether it stands before the texts.
    pub front: bool,
    /// Whether it holds the endnotes of a series.
    pub endnotes: bool,
}

/// The sources of the second run as the compiler had them when their sections were set, which
/// may be a while ago.
pub(super) fn sources(
    world: &BookWorld,
    book: &Book,
    outlines: &[SectionOutline],
) -> Vec<(String, Source)> {
    let mut sources = vec![];
    for (section, outline) in book.sections.iter().zip(outlines) {
        let path = |source: &Source| BookWorld::path_of(source.id());
        let own = section.sources.iter();
        sources.extend(own.map(|source| (path(source), source.clone())));
        if section.sources.is_empty() {
            let source = world.source_at(&outline.path).cloned();
            sources.extend(source.map(|source| (outline.path.clone(), source)));
        }
    }
    let book = world.source_at("/book.typ").cloned();
    sources.extend(book.map(|source| ("/book.typ".to_owned(), source)));
    sources
}

/// What is known of a section.
pub(super) fn outline(section: &SectionSource) -> SectionOutline {
    let job = &section.job;
    SectionOutline {
        path: job.path.clone(),
        title: job.title.clone(),
        lang: job.lang.clone(),
        dir: job.dir,
        front: job.front,
        endnotes: job.endnotes.is_some(),
    }
}
