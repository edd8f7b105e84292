//! The texts of an edition as Typst source, in the world, and what is known of each.

use std::sync::Arc;

use super::assets;
use super::pictures::pictures;
use super::read::Read;
use super::released;
use crate::assemble::{self, Asked, Faces};
use crate::compose::TextJob;
use crate::diag::Diagnostic;
use crate::model::Target;
use crate::typeset::{BookWorld, templates};

/// The texts of an edition as source.
pub(super) struct Assembled {
    /// The texts, in their order.
    pub jobs: Arc<Vec<TextJob>>,
    /// The references of each text.
    pub asked: Vec<Vec<Asked>>,
    /// The marks of the notes of each text: until the pages are known, each note that is numbered
    /// by page is the first of its own.
    pub marks: Vec<Vec<String>>,
    /// The pictures, by virtual path.
    pub images: Vec<(String, Vec<u8>)>,
    /// All that was put into the world but the templates, by virtual path.
    pub sources: Vec<(String, String)>,
    /// Whether a reference asks for a word, so that the words of all texts must be known.
    pub words_wanted: bool,
}

/// Puts an edition's settings, design, texts and pictures into the world. `design` is the text of
/// its own `design.typ`.
///
/// # Errors
/// Pictures that are missing or can't be read.
pub(super) fn assembled(
    world: &mut BookWorld,
    read: &Read,
    design: Option<&str>,
    faces: &Faces,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Assembled, Vec<Diagnostic>> {
    let (edition, model) = (&read.edition, &read.model);
    for (path, text) in templates::FILES {
        world.set_source(path, text);
    }
    let settings = assets::settings(edition, world);
    let mut sources = vec![
        (assemble::SETTINGS.to_owned(), faces.parted(&settings)),
        (assemble::DESIGN.to_owned(), assemble::design(edition)),
    ];
    sources.extend(design.map(|text| (assemble::OWN_DESIGN.to_owned(), text.to_owned())));
    let marks = assemble::note_marks(model, &edition.series, &|_, note| note as u32);
    let (mut written, mut asked) = (vec![], vec![]);
    for (k, text) in model.texts.iter().enumerate() {
        let file = edition.texts.get(k);
        let own = file.and_then(|file| file.witnesses.as_deref());
        let assembled = assemble::text(text, edition, own, &marks[k], faces);
        let path = assemble::text_path(&text.id);
        sources.push((path.clone(), assembled.source));
        written.push((assembled.map, path));
        asked.push(assembled.asked);
    }
    let is_word = |asked: &Asked| asked.reference.to == Target::Word;
    let words_wanted = asked.iter().flatten().any(is_word);
    let mut jobs = vec![];
    for (k, (map, path)) in written.into_iter().enumerate() {
        let text = &model.texts[k];
        let mut job = TextJob::new(k, text, map, path, edition, words_wanted);
        if let Some(lock) = &read.lock {
            job.locked = released::locked(lock, text, &job);
            job.fitted = lock.fitted(text);
            if read.frozen {
                diagnostics.extend(released::gone(lock, text, &job));
                job.frozen = released::first_page(lock, text);
            }
        }
        jobs.push(job);
    }
    let ids: Vec<String> = model.texts.iter().map(|text| text.id.clone()).collect();
    sources.push(("/main.typ".to_owned(), assemble::main(&ids)));
    for (path, text) in &sources {
        world.set_source(path, text);
    }
    let images = pictures(edition, model)?;
    for (path, data) in &images {
        world.set_file(path, data);
    }
    let jobs = Arc::new(jobs);
    Ok(Assembled { jobs, asked, marks, images, sources, words_wanted })
}
