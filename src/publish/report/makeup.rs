//! How the pages of the texts came out: what each has left unused, and what it cost.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::build::{Built, Read};
use crate::compose::SetText;
use crate::compose::text::fit::FittedParagraph;
use crate::pages::PageRun;
use crate::pages::plan::{WIDTH, height};

/// The pages of a text.
#[derive(Debug, Clone, Serialize)]
pub struct MakeUp {
    /// The text.
    pub text: String,
    /// How often its pages were planned until the feet were right.
    pub rounds: usize,
    /// How far the search for the pages was narrowed, if long notes ran on in so many ways
    /// that not all could be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrowed: Option<NarrowedMakeUp>,
    /// The paragraphs that were set a line shorter or longer for the sake of pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fitted: Vec<FittedMakeUp>,
    /// By how much these made the badness of the text less, what they cost taken off.
    #[serde(skip_serializing_if = "is_nothing")]
    pub gained: f64,
    /// Its pages.
    pub pages: Vec<PageMakeUp>,
}

/// How far the search for the pages of a text was narrowed.
#[derive(Debug, Clone, Serialize)]
pub struct NarrowedMakeUp {
    /// How many ways to reach a line were gone on from at most.
    pub width: usize,
    /// At how many lines there were more.
    pub lines: usize,
    /// By how much badness the pages may be worse for it, by estimate: as if those after a way
    /// that was left out had cost as little as those after the one kept in its place.
    pub cost: f64,
}

/// A paragraph that was set a line shorter or longer.
#[derive(Debug, Clone, Serialize)]
pub struct FittedMakeUp {
    /// The folios of the pages that it stands on.
    pub pages: Vec<u32>,
    /// Its first words.
    pub begins: String,
    /// How many lines it has more than usual.
    pub lines: i32,
    /// How wide its blanks are, in percent of the usual, before its lines are justified.
    pub blanks: f64,
    /// What stands between its letters, in percent of the size of type.
    pub letters: f64,
}

/// A page of a text.
#[derive(Debug, Clone, Serialize)]
pub struct PageMakeUp {
    /// Its folio.
    pub page: u32,
    /// How many lines of the text stand on it.
    pub lines: usize,
    /// The room that neither lines nor notes take, in lines of the text.
    pub unused: f64,
    /// What it cost.
    pub badness: f64,
    /// The badness by what it was given for: the names are those of `[badness]`, and
    /// `white`, `remnant`, `crowded` and `forbidden`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub why: BTreeMap<&'static str, f64>,
}

/// The pages of all texts.
pub fn make_up(read: &Read, built: &Built) -> Vec<MakeUp> {
    let text = |(k, set): (usize, &Arc<SetText>)| {
        let folios = built.places.folios(k);
        let job = &built.jobs[k];
        MakeUp {
            text: read.model.texts[job.index].id.clone(),
            rounds: set.rounds,
            narrowed: (set.plan.narrowed.lines > 0).then(|| NarrowedMakeUp {
                width: WIDTH,
                lines: set.plan.narrowed.lines,
                cost: hundredths(set.plan.narrowed.cost),
            }),
            fitted: fitted(read, built, k),
            gained: hundredths(set.fits.gained),
            pages: pages(read, set, (folios, built.jobs[k].sizes.pitch)),
        }
    };
    built.texts.iter().enumerate().map(text).collect()
}

/// The paragraphs of a text that were set a line shorter or longer for the sake of pages.
pub fn fitted(read: &Read, built: &Built, text: usize) -> Vec<FittedMakeUp> {
    let (set, job) = (&built.texts[text], &built.jobs[text]);
    let blocks = &read.model.texts[job.index].blocks;
    let folios = built.places.folios(text);
    let made_up = |one: &FittedParagraph| {
        let lines = set.lines.iter().zip(&set.page_of);
        let of_it = lines.filter(|(line, _)| line.block == one.block);
        let mut pages: Vec<u32> = of_it.map(|(_, &page)| folio(folios, page)).collect();
        pages.dedup();
        let words = blocks[one.block as usize].content.text.split_whitespace();
        FittedMakeUp {
            pages,
            begins: words.take(WORDS).collect::<Vec<_>>().join(" "),
            lines: if one.longer { 1 } else { -1 },
            blanks: hundredths(one.spacing.words),
            letters: hundredths(100.0 * one.spacing.letters),
        }
    };
    set.fits.paragraphs.iter().map(made_up).collect()
}

/// How many words a paragraph is known by.
const WORDS: usize = 6;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it so")]
fn is_nothing(gained: &f64) -> bool {
    *gained == 0.0
}

fn pages(
    read: &Read,
    set: &SetText,
    (folios, pitch): (Option<PageRun>, f64),
) -> Vec<PageMakeUp> {
    let page = &read.edition.page;
    let room = page.height - page.head - page.foot;
    let of = |(k, planned): (usize, &crate::pages::Page)| {
        let used = height(&set.lines, planned.lines.clone()) + planned.foot;
        PageMakeUp {
            page: folio(folios, k as u32),
            lines: planned.lines.len(),
            unused: hundredths(((room - used) / pitch).max(0.0)),
            badness: hundredths(planned.costs.total()),
            why: planned
                .costs
                .parts()
                .map(|(name, cost)| (name, hundredths(cost)))
                .collect(),
        }
    };
    set.plan.pages.iter().enumerate().map(of).collect()
}

/// The number of a page of a text: its folio, or its place from 0 if it has none.
fn folio(folios: Option<PageRun>, page: u32) -> u32 {
    folios.map_or(page, |folios| folios.page(page))
}

/// The mean room left unused on a page, in lines; the last page of each text does not
/// count, since its text ends there.
pub fn mean_unused(texts: &[MakeUp]) -> f64 {
    let pages = texts.iter().flat_map(|text| text.pages.iter().rev().skip(1));
    let (sum, count) =
        pages.fold((0.0, 0), |(sum, count), page| (sum + page.unused, count + 1));
    if count == 0 { 0.0 } else { hundredths(sum / f64::from(count)) }
}

fn hundredths(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}
