//! Where links lead, and whether the locators of an index say where their lines stand.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::lines::Lines;
use super::matter::{self, Locator, Matter};
use super::seen::{Lead, Seen};
use super::{Accountant, Findings, Kind};
use crate::assemble::address::TextLine;
use crate::model::Lang;

/// A line of a text, as a locator of an index names it.
struct Stand {
    /// The physical page, from 0.
    page: usize,
    /// The number of the page, in the digits of the index.
    folio: String,
    /// What the line may be called, in these.
    names: Vec<String>,
}

impl Accountant<'_> {
    /// Whether links lead to what the pages have.
    pub(super) fn links(&self, findings: &mut Findings) {
        for link in &self.seen.links {
            let Lead::Thing(thing) = link.to else { continue };
            findings.words(Kind::Links, 1);
            match self.seen.things.contains(&thing) {
                true => findings.printed(Kind::Links),
                false => {
                    let said =
                        format!("one of page {} that leads somewhere", link.page + 1);
                    findings.wrong(Kind::Links, &said, None);
                }
            }
        }
    }

    /// Checks the locators of a section, if it is an index by pages.
    pub(super) fn locators(
        &self,
        section: &Matter,
        path: &str,
        lines: &[Lines],
        findings: &mut Findings,
    ) {
        let mut indexes = self.built.indexes.iter();
        let index = indexes.find(|index| path == format!("/back/index-{}.typ", index.id));
        let Some(index) = index else { return };
        let form = index.settings.locator;
        if form.has_page() {
            let stand = |line| self.stand(lines, &index.lang, line);
            places(section, &stand, self.seen, findings);
        }
    }

    /// Where a line of a text stands, for an index in a language.
    fn stand(
        &self,
        lines: &[Lines],
        lang: &Lang,
        TextLine { text, line }: TextLine,
    ) -> Option<Stand> {
        let line = line as usize;
        let of = self.subjects.iter().find(|of| of.job.index == text as usize)?;
        let own = &lines[of.file];
        let page = own.places.get(line).copied().flatten()?.0 as usize;
        // Pages before the texts have roman numbers, and no locators.
        page.checked_sub(of.first)?;
        let planned = *of.set.page_of.get(line)? as usize;
        let start = of.set.plan.pages.get(planned)?.lines.start;
        let names = own.second.iter().chain([&own.names]);
        let names = names.map(|names| names.cite(names.name(line, start), false));
        let names = names.map(|name| name.printed(lang));
        Some(Stand {
            page,
            folio: matter::folio(page, of.first, lang),
            names: names.filter(|name| !name.is_empty()).collect(),
        })
    }
}

/// The page of the locator before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// It is not known, or there is none.
    Unknown,
    /// From 0.
    Page(usize),
}

/// Whether the locators of an index say where their lines stand, and lead there. `stand`
/// says where a line of a text stands.
fn places(
    section: &Matter,
    stand: &dyn Fn(TextLine) -> Option<Stand>,
    seen: &Seen,
    findings: &mut Findings,
) {
    let pages: BTreeSet<u32> = seen.of_file[section.file]
        .iter()
        .map(|&k| seen.tokens[k as usize].page)
        .collect();
    let links = seen.links.iter().filter(|link| pages.contains(&link.page));
    let leads: FxHashSet<TextLine> = links
        .filter_map(|link| match link.to {
            Lead::Line(line) => Some(line),
            _ => None,
        })
        .collect();
    let mut before = Before::Unknown;
    for Locator { printed, to, .. } in &section.locators {
        let (Some(to), Some(at)) = (*to, to.and_then(stand)) else {
            before = Before::Unknown;
            continue;
        };
        findings.words(Kind::Locators, 1);
        let goes_on = before == Before::Unknown || before == Before::Page(at.page);
        match is_place(printed, &at, goes_on) {
            true => findings.printed(Kind::Locators),
            false => {
                let name = at.names.first().map(String::as_str).unwrap_or_default();
                let wanted = format!("{}.{name}", at.folio);
                findings.wrong(Kind::Locators, &wanted, None);
            }
        }
        before = Before::Page(at.page);
        // A design may have no links at all.
        if !leads.is_empty() {
            findings.words(Kind::Links, 1);
            match leads.contains(&to) {
                true => findings.printed(Kind::Links),
                false => findings.wrong(Kind::Links, printed, None),
            }
        }
    }
}

/// Whether a locator of pages, or of pages and lines, is that of a line; where it `goes_on` on
/// the page of the one before, it may say no more than the line.
fn is_place(locator: &str, at: &Stand, goes_on: bool) -> bool {
    let is_line =
        |text: &str| at.names.iter().any(|name| text.starts_with(name.as_str()));
    let rest = locator.trim_start_matches(char::is_numeric);
    let page = &locator[..locator.len() - rest.len()];
    match rest.strip_prefix('.') {
        Some(line) => page == at.folio && (at.names.is_empty() || is_line(line)),
        None => page == at.folio || (goes_on && is_line(locator)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locator_says_its_page_and_its_line() {
        let at = Stand {
            page: 9,
            folio: "4".into(),
            names: vec!["12".into()],
        };
        assert!(is_place("4.12", &at, false) && is_place("4.12–13", &at, false));
        assert!(!is_place("5.12", &at, false) && !is_place("4.13", &at, false));
        assert!(is_place("12", &at, true) && !is_place("12", &at, false));
        assert!(is_place("4 n. 3", &at, false) && is_place("4", &at, false));
    }
}
