//! Which texts stand side by side, and what in them corresponds.

use super::Read;
use crate::compose::TextJob;
use crate::compose::text::Lanes;
use crate::edition::{Parallel, Step, TieKind};
use crate::model::{Place, Text};
use crate::ties::Ties;

/// The parallels of an edition, with their ties as bytes of the sources of their texts.
pub(super) fn lanes(read: &Read, jobs: &[TextJob]) -> Vec<Lanes> {
    let parallels = read.edition.parallels.iter().zip(&read.ties).enumerate();
    let lanes = parallels.map(|(k, (parallel, ties))| {
        let texts: Vec<&Text> =
            parallel.texts.iter().map(|text| &read.model.texts[*text]).collect();
        let byte = |(text, place): (&usize, &Option<Place>)| {
            place.and_then(|place| jobs[*text].map.source_of(place))
        };
        let bytes =
            |at: &Vec<Option<Place>>| parallel.texts.iter().zip(at).map(byte).collect();
        Lanes {
            parallel: k,
            texts: parallel.texts.clone(),
            step: parallel.step,
            ties: kept(parallel, &texts, ties).map(bytes).collect(),
        }
    });
    lanes.collect()
}

/// The ties that count: white inside a paragraph only if the editor has asked for its ties.
fn kept<'t>(
    parallel: &Parallel,
    texts: &[&Text],
    ties: &'t Ties,
) -> impl Iterator<Item = &'t Vec<Option<Place>>> {
    let begins = |text: &Text, place: Place| {
        let block = text.blocks.get(place.block as usize);
        let before = block.and_then(|it| it.content.text.get(..place.offset as usize));
        before.is_none_or(|words| !words.contains(char::is_alphanumeric))
    };
    let all = parallel.step != Step::Level || parallel.ties != TieKind::Structure;
    ties.at.iter().filter(move |at| {
        let mut both = at.iter().zip(texts);
        all || both.all(|(place, text)| place.is_none_or(|place| begins(text, place)))
    })
}
