//! Notes that could not be placed as they should: those that begin on a later page than their
//! lines, and those that run on though their series keeps its notes whole.

use crate::compose::foot::estimate::SeriesMeasure;
use crate::edition::Series;
use crate::pages::Plan;

/// A note or an entry that begins on a later page than its line, since that page has no room
/// even if every note that may run on does. It has the page and the line before it, as in
/// `12.2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Its series.
    pub series: usize,
    /// Its index among the items of the series that stand at the foot.
    pub item: usize,
    /// The page of the line that it belongs to, from 0, counting the pages of the text.
    pub page_of_line: u32,
    /// The page on which it begins.
    pub page_of_note: u32,
}

/// A note or an entry of a series with `split = false` that runs on, since no page has room
/// for it and a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted {
    /// Its series.
    pub series: usize,
    /// Its index among the items of the series that stand at the foot.
    pub item: usize,
    /// The page on which it begins, from 0, counting the pages of the text.
    pub page: u32,
}

/// The notes of a plan that begin on later pages than their lines, in the order of their
/// pages.
pub(super) fn waiting(plan: &Plan, series: &[SeriesMeasure]) -> Vec<Waiting> {
    let mut found = vec![];
    for (page, set) in plan.pages.iter().enumerate() {
        for part in set.parts.iter().filter(|part| part.done == 0) {
            for place in part.start.item..part.end.min(part.start.waits) {
                let item = &series[part.series].items[place];
                found.push(Waiting {
                    series: part.series,
                    item: item.index,
                    page_of_line: plan.page_of(item.lines.0 as usize) as u32,
                    page_of_note: page as u32,
                });
            }
        }
    }
    found
}

/// The notes of a plan that run on though their series does not want it.
pub(super) fn parted(
    plan: &Plan,
    series: &[SeriesMeasure],
    settings: &[Series],
) -> Vec<Parted> {
    let mut found: Vec<Parted> = vec![];
    for (page, set) in plan.pages.iter().enumerate() {
        for part in set.parts.iter().filter(|part| part.rest > 0) {
            let item = series[part.series].items[part.end - 1].index;
            let is_known = |one: &Parted| one.series == part.series && one.item == item;
            if !settings[part.series].splits && !found.iter().any(is_known) {
                found.push(Parted { series: part.series, item, page: page as u32 });
            }
        }
    }
    found
}
