//! Keys of texts and sections: numbers that stand for all that they are made of.

use typst::utils::hash128;

use super::Read;
use crate::assemble;
use crate::backmatter::source::SectionSource;
use crate::compose::TextJob;

/// What the keys of one build are made from.
#[derive(Default)]
pub(super) struct Keys {
    /// What all texts and sections share: the manifest, the entries written apart, the
    /// design, its settings, fonts, pictures.
    pub shared: u128,
    /// For each text its file and its assembled source; empty if nothing is to be kept.
    texts: Vec<u128>,
}

impl Keys {
    /// From what was read and the sources of the first run.
    pub(super) fn of(
        read: &Read,
        fonts: u128,
        sources: &[(String, String)],
        pictures: &[(String, Vec<u8>)],
    ) -> Self {
        let edition = &read.edition;
        let apart = edition.apparatus_file.as_ref().and_then(|path| {
            let file = read.files.find(path)?;
            Some(&read.files.get(file).text)
        });
        let at = |path: &str| sources.iter().find(|source| source.0 == path);
        let designs =
            [assemble::SETTINGS, assemble::DESIGN, assemble::OWN_DESIGN].map(at);
        let shared = hash128(&(&**edition, apart, fonts, designs, pictures));
        let texts = read
            .model
            .texts
            .iter()
            .map(|text| {
                let file = text.span.map(|span| &read.files.get(span.file).text);
                hash128(&(file, at(&assemble::text_path(&text.id))))
            })
            .collect();
        Self { shared, texts }
    }

    /// The keys of the texts.
    pub(super) fn texts(&self, jobs: &[TextJob], words_wanted: bool) -> Vec<u128> {
        let own = |job: &TextJob| self.texts.get(job.index).copied().unwrap_or_default();
        // What earlier pages and pins want of the breaks.
        let key = |job: &TextJob| {
            let TextJob { locked, frozen, fitted, pins, .. } = job;
            let wanted = (locked, frozen, fitted, pins);
            hash128(&(self.shared, own(job), wanted, words_wanted))
        };
        jobs.iter().map(key).collect()
    }

    /// The keys of the sections.
    pub(super) fn sections(&self, sections: &[SectionSource]) -> Vec<u128> {
        if self.texts.is_empty() {
            return vec![0; sections.len()];
        }
        sections
            .iter()
            .map(|section| {
                let sources = (&section.source, &section.leaves);
                hash128(&(self.shared, sources, section.job.key()))
            })
            .collect()
    }
}
