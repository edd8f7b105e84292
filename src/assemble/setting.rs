//! How the whole of a text is set: what the design is told of its sizes and its lines.

use crate::edition::{Edition, Parallel};
use crate::model::{Lang, Text};

/// Lines of a column of fewer ems than this have holes if all are as wide as it is.
const RAGGED: f64 = 24.0;

/// The sizes of the text as an argument, if they are not those that the design knows for
/// its language.
pub(super) fn own_sizes(edition: &Edition, text: &Text) -> String {
    let file = edition.texts.iter().find(|file| file.id == text.id);
    let wish = file.map(|file| file.wish).unwrap_or_default();
    let own = edition.design.sizes_of(text, wish);
    let usual = edition.design.sizes(&Lang::new(text.lang.primary()), text.dir);
    if (own.size, own.pitch) == (usual.size, usual.pitch) {
        return String::new();
    }
    format!("sizes: ({}pt, {}pt), ", own.size, own.pitch)
}

/// That the lines of the text are ragged, as an argument, if it is a narrow column.
pub(super) fn ragged(edition: &Edition, text: &Text) -> &'static str {
    let Some(k) = edition.texts.iter().position(|file| file.id == text.id) else {
        return "";
    };
    let own = edition.design.sizes_of(text, edition.texts[k].wish);
    let measure = edition.page.width - edition.page.inner - edition.page.outer;
    let is_narrow = |parallel: &Parallel| {
        let Some(lane) = parallel.texts.iter().position(|of| *of == k) else {
            return false;
        };
        let place = parallel.place_of(lane);
        place.is_some_and(|(page, _)| parallel.pages[page].len() > 1)
            && parallel.measure_of(lane, measure) < RAGGED * own.size
    };
    match edition.parallels.iter().any(is_narrow) {
        true => "ragged: true, ",
        false => "",
    }
}
