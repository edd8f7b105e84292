//! Checks of the archive PDF's, the press PDF's and the cover's settings.

use super::Check;
use crate::edition::{Archive, Cover, LoadError, Press, manifest};
use crate::model::Lang;

/// Points in a millimeter.
const MILLIMETER: f64 = 72.0 / 25.4;

impl Check<'_> {
    pub(super) fn archive(&mut self, archive: &manifest::Archive) -> Archive {
        if let Some(doi) = &archive.doi {
            let written = doi.get();
            let has_form = written.starts_with("10.")
                && written.split_once('/').is_some_and(|(_, name)| !name.is_empty())
                && !written.contains(char::is_whitespace);
            if !has_form {
                let message = format!("`{written}` is not a DOI");
                self.error("bad-doi", message, self.span(doi)).hints.push(
                    "write the DOI alone, as in `10.1234/name`, without an address"
                        .to_owned(),
                );
            }
        }
        let titles = archive
            .titles
            .iter()
            .filter_map(|(tag, title)| Some((self.lang(tag)?, title.clone())))
            .collect::<Vec<(Lang, String)>>();
        Archive {
            standard: archive.standard,
            doi: archive.doi.as_ref().map(|doi| doi.get().clone()),
            titles,
        }
    }

    pub(super) fn press(&mut self, press: &manifest::Press) -> Result<Press, LoadError> {
        let bleed = self.length("bleed", &press.bleed, true).unwrap_or_default();
        let spine_bleed = self
            .length("spine-bleed", &press.spine_bleed, true)
            .unwrap_or_default();
        let slug = self.length("slug", &press.slug, true).unwrap_or_default();
        if spine_bleed > bleed {
            let message = "`spine-bleed` is more than `bleed`".to_owned();
            self.error("bad-press", message, self.span(&press.spine_bleed.0))
                .hints
                .push("the bleed at the spine is mostly none".to_owned());
        }
        // A mark is 5 mm long, and begins 3 mm outside of the trim at the nearest.
        if press.marks && slug < 8.0 * MILLIMETER {
            let message = "the slug has no room for marks".to_owned();
            self.error("bad-press", message, self.span(&press.slug.0))
                .hints
                .push("make `slug` at least `8mm`, or write `marks = false`".to_owned());
        }
        let signature = *press.signature.get();
        if signature > 1 && !signature.is_multiple_of(4) {
            let message = format!("a sheet can't be folded to {signature} pages");
            self.error("bad-press", message, self.span(&press.signature))
                .hints
                .push(
                    "signatures have 4, 8, 16 or 32 pages; 1 fills nothing up".to_owned(),
                );
        }
        let profile = match &press.profile {
            Some(written) => self.file(written)?,
            None => None,
        };
        Ok(Press {
            bleed,
            spine_bleed,
            slug,
            marks: press.marks,
            signature,
            signature_marks: press.signature_marks,
            // g/m² times cm³/g is a millionth of a meter.
            leaf: press.paper_weight * press.paper_bulk / 1000.0 * MILLIMETER,
            creep: press.creep,
            profile,
            condition: press.condition.clone(),
            also_archive: press.also_archive,
            profile_span: press.profile.as_ref().map(|profile| self.span(profile)),
        })
    }

    pub(super) fn cover(&mut self, cover: &manifest::Cover, title: &str) -> Cover {
        let board = cover
            .board
            .as_ref()
            .and_then(|board| self.length("board", board, true));
        Cover {
            text: cover.text.clone(),
            spine: cover.spine.clone().unwrap_or_else(|| title.to_owned()),
            board: board.unwrap_or_default(),
        }
    }
}
