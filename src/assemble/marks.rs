//! The marks of the notes of an edition, counted by book, text or page.

use crate::edition::{Numbering, Series, SeriesKind};
use crate::model::Model;
use crate::words::numeral::mark;

/// The printed marks of the notes, by text and note; empty where the series has none.
///
/// Texts are counted in their order. `page` gives the page, among those of its text, on
/// which a note of a text is called.
pub fn note_marks(
    model: &Model,
    series: &[Series],
    page: &dyn Fn(usize, usize) -> u32,
) -> Vec<Vec<String>> {
    let mut counts = vec![0; series.len()];
    let mut marks = vec![];
    for (k, text) in model.texts.iter().enumerate() {
        let mut pages = vec![None; series.len()];
        for (count, series) in counts.iter_mut().zip(series) {
            if series.numbering != Numbering::Book {
                *count = 0;
            }
        }
        let of_text = text.notes.iter().enumerate().map(|(n, note)| {
            let known = series.iter().position(|series| series.id == note.series);
            let Some(s) = known.filter(|&s| series[s].kind == SeriesKind::Familiar)
            else {
                return String::new();
            };
            if series[s].numbering == Numbering::Page
                && pages[s].replace(page(k, n)) != Some(page(k, n))
            {
                counts[s] = 0;
            }
            counts[s] += 1;
            mark(counts[s], series[s].marks, &text.lang)
        });
        marks.push(of_text.collect());
    }
    marks
}
