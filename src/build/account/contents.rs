//! The table of contents: what it has to list, and whether its folios and links lead there.

use std::ops::Range;

use super::findings::{Findings, Kind};
use super::matter::{Part, folio};
use super::order::{Order, has};
use super::seen::{Lead, Link, Seen, Token};
use super::subject::Subject;
use super::words::Withheld;
use crate::edition::Edition;
use crate::words::numeral;

/// The parts of the book, and behind each text the headings that the contents have.
pub(super) fn listed(
    parts: &[Part],
    subjects: &[Subject],
    seen: &Seen,
    edition: &Edition,
) -> Vec<Part> {
    let mut found = vec![];
    for part in parts {
        found.push(part.clone());
        let is_it =
            |of: &&Subject| part.heads.is_some() && part.first() == Some(of.pages.at(0));
        let Some(of) = subjects.iter().find(is_it) else { continue };
        for (k, _) in of.text.headings_to(edition.contents_depth) {
            let block = &of.text.blocks[k as usize];
            let bytes = of.job.map.blocks.get(k as usize).cloned().unwrap_or_default();
            let own = seen.within(of.file, bytes).iter();
            let pages = own.map(|&k| seen.tokens[k as usize].page as usize);
            let page = pages.min().or(part.first()).unwrap_or_default();
            found.push(Part {
                is_headed: false,
                title: block.content.text.clone(),
                pages: vec![page],
                lang: block.lang.clone(),
                heads: None,
                passages: vec![],
            });
        }
    }
    found
}

/// Checks the contents: each title with the folio of its first page, and the link that leads
/// there. `titles` are the bytes of the titles in the source, in the order of the parts.
pub(super) fn contents(
    parts: &[Part],
    titles: &[Range<u32>],
    (file, first): (usize, usize),
    (seen, order): (&Seen, &Order),
    withheld: &Withheld,
    findings: &mut Findings,
) {
    for (part, title) in parts.iter().zip(titles) {
        let own = seen.within(file, title.clone());
        if own.is_empty() {
            // A title without letters, such as that of a picture alone.
            continue;
        }
        let tokens: Vec<&Token> = own.iter().map(|&k| &seen.tokens[k as usize]).collect();
        let wanted = folio(part.first().unwrap_or_default(), first, &part.lang);
        findings.words(Kind::Contents, 1);
        let rows = tokens.iter().map(|token| seen.rows[token.row as usize]);
        let mut words = String::new();
        for row in rows {
            words.push_str(&order.loose(row.start as usize..row.end as usize));
        }
        for &k in own {
            words.push_str(&order.behind(order.place(k)).0);
        }
        match withheld.of(Kind::Contents, None) {
            _ if has(&words, &wanted) => findings.printed(Kind::Contents),
            Some(name) => findings.withheld(Kind::Contents, name, None),
            None => findings.wrong(
                Kind::Contents,
                &format!("{wanted}` beside `{}", part.title),
                None,
            ),
        }
        let Some(token) = tokens.first() else { continue };
        let (x, y) = (f64::from(token.left) + 1.0, f64::from(token.baseline) - 1.0);
        let covers = |area: (f64, f64, f64, f64)| {
            area.0 <= x && x <= area.2 && area.1 <= y && y <= area.3
        };
        let link = seen
            .links
            .iter()
            .find(|link| link.page == token.page && covers(link.area));
        if let Some(&Link { to: Lead::Page(to), .. }) = link {
            findings.words(Kind::Links, 1);
            match Some(to) == part.first() {
                true => findings.printed(Kind::Links),
                false => findings.wrong(
                    Kind::Links,
                    &numeral::number(to as u32 + 1, &part.lang),
                    None,
                ),
            }
        }
    }
}
