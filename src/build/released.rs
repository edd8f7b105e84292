//! The page starts of the last release, from the lock to the texts, and what there is to
//! say if they can't be kept.

use std::sync::Arc;

use crate::compose::job::{FirstPage, Locked};
use crate::compose::{SetText, TextJob};
use crate::diag::Diagnostic;
use crate::history::Lock;
use crate::model::{Model, Text};

/// Where pages of the last release began, as bytes of the source.
pub(super) fn locked(lock: &Lock, text: &Text, job: &TextJob) -> Vec<Locked> {
    let starts = lock.starts(text).into_iter().filter_map(|start| {
        let at = job.map.source_of(start.place)?;
        Some(Locked {
            at,
            above: start.above,
            page: start.page,
            more: start.more,
        })
    });
    starts.collect()
}

/// The first page of a text in the release.
pub(super) fn first_page(lock: &Lock, text: &Text) -> Option<FirstPage> {
    let first = lock.pages(text).first()?;
    Some(FirstPage { page: first.page.clone(), more: first.more })
}

/// Pages of the release whose words are gone.
pub(super) fn gone(lock: &Lock, text: &Text, job: &TextJob) -> Vec<Diagnostic> {
    let pages = lock.pages(text).iter().skip(1).map(|page| &page.page);
    pages
        .filter(|page| job.locked.iter().all(|locked| locked.page != **page))
        .map(|page| fault(text, page, 0))
        .collect()
}

/// Pages of the release that can't be kept.
pub(super) fn broken(model: &Model, texts: &[Arc<SetText>]) -> Vec<Diagnostic> {
    let of = |(text, set): (&Text, &Arc<SetText>)| -> Vec<Diagnostic> {
        let broken = set.broken.iter();
        broken.map(|broken| fault(text, &broken.page, broken.lines)).collect()
    };
    model.texts.iter().zip(texts).flat_map(of).collect()
}

fn fault(text: &Text, page: &str, lines: u32) -> Diagnostic {
    let id = &text.id;
    let (what, hint) = match lines {
        0 => (
            format!(
                "page {page} of `{id}` can't be kept: the words with which it began are gone"
            ),
            "leave some of its words, or build without `--frozen` and release again",
        ),
        1 => (
            format!(
                "page {page} of `{id}` can't hold the correction: it is 1 line too long"
            ),
            "shorten the page by a line, or build without `--frozen`",
        ),
        _ => (
            format!(
                "page {page} of `{id}` can't hold the correction: it is {lines} lines too long"
            ),
            "shorten the page by so many lines, or build without `--frozen`",
        ),
    };
    Diagnostic::error("page-frozen", what).at(text.span).hint(hint)
}
