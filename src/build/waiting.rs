//! Warnings for notes that could not be placed as they should.

use std::sync::Arc;

use super::finder::span_of;
use crate::compose::{SetText, TextJob};
use crate::diag::Diagnostic;
use crate::locate::Places;
use crate::model::Model;
use crate::pages::PageRun;
use crate::span::Span;

/// What there is to say of the feet of all texts.
pub(super) fn told(
    model: &Model,
    jobs: &[TextJob],
    texts: &[Arc<SetText>],
    places: &Places,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (k, (job, set)) in jobs.iter().zip(texts).enumerate() {
        let folios = places.folios(k).unwrap_or(PageRun::unbroken(1));
        let span = |series: usize, item: usize| -> Option<Span> {
            let item = &job.series[series][item];
            span_of(model, job, job.source_of(item).start)
                .or_else(|| span_of(model, job, item.from))
        };
        // Of one page and one series there is as much to say of all as of the first.
        let together = |a: &crate::compose::Waiting, b: &crate::compose::Waiting| {
            (a.series, a.page_of_line) == (b.series, b.page_of_line)
        };
        for some in set.waiting.chunk_by(together) {
            let (one, page) = (some[0], folios.page(some[0].page_of_line));
            let begins = folios.page(one.page_of_note);
            let message = match some.len() {
                1 => format!(
                    "a note of page {page} finds no room there and begins on page {begins}"
                ),
                count => format!(
                    "{count} notes of page {page} find no room there and begin on page \
                     {begins} or later"
                ),
            };
            diagnostics.push(
                Diagnostic::warning("entry-waits", message)
                    .at(span(one.series, one.item))
                    .hint(format!(
                        "they have the page before the line, as in `{page}.2`; shorten the \
                         notes of that line, or make them endnotes"
                    )),
            );
        }
        for one in &set.parted {
            let page = folios.page(one.page);
            let message = format!(
                "a note of a series with `split = false` is longer than page {page} has room \
                 for, and runs on"
            );
            diagnostics.push(
                Diagnostic::warning("note-parted", message)
                    .at(span(one.series, one.item))
                    .hint("shorten it, or let the series run on with `split = true`"),
            );
        }
    }
}
