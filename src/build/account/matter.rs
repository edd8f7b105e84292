//! What stands around the texts: title pages, contents, sections of the program, running
//! heads and folios.

use std::ops::Range;

use typst::syntax::{Source, SyntaxKind, SyntaxNode};

use super::findings::{Findings, Kind};
use super::order::{Order, find_letters, has};
use super::seen::{NONE, Seen, Sight, Token, is_unseen};
use super::words::{Withheld, plain};
use crate::assemble::address::{Address, TextLine};
use crate::assemble::escape::unescaped;
use crate::compose::book::sheet::Folio;
use crate::edition::Edition;
use crate::model::Lang;

/// A part of the book, as its pages are known.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// What stands in the contents.
    pub title: String,
    /// The physical pages, from 0.
    pub pages: Vec<usize>,
    /// Its language.
    pub lang: Lang,
    /// What its running heads say on the left and on the right page; nothing if they have
    /// the first and the last word of the page.
    pub heads: Option<(String, String)>,
    /// Whether the running heads of its pages are its own: not if another text stands first on
    /// them.
    pub is_headed: bool,
    /// For each page the parts of the text that stand on it, behind those words.
    pub passages: Vec<Option<String>>,
}

impl Part {
    /// Its first page, if it has any.
    pub(super) fn first(&self) -> Option<usize> {
        self.pages.first().copied()
    }
}

/// A source of the second run, and what of it is to be printed.
pub(super) struct Matter {
    /// The file, as an index of those looked for.
    pub file: usize,
    /// The runs of text in it, with their bytes.
    pub runs: Vec<(u32, String)>,
    /// Strings of its code that have digits.
    pub locators: Vec<Locator>,
}

/// A locator in a source of the second run.
pub(super) struct Locator {
    /// The byte of the source where it begins.
    pub at: u32,
    /// What is printed.
    pub printed: String,
    /// The line it leads to, if it leads to one.
    pub to: Option<TextLine>,
}

impl Matter {
    /// Reads a source.
    pub(super) fn of(source: &Source, file: usize) -> Self {
        let mut matter = Self { file, runs: vec![], locators: vec![] };
        let end = source.text().find("#let continued").unwrap_or(source.text().len());
        matter.read(source.root(), 0, end as u32);
        matter
    }

    fn read(&mut self, node: &SyntaxNode, mut at: u32, end: u32) {
        if at >= end {
            return;
        }
        match node.kind() {
            SyntaxKind::Text => self.runs.push((at, node.leaf_text().to_string())),
            SyntaxKind::Str => {
                let text = node.leaf_text();
                let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
                let is_number =
                    || inner.chars().any(char::is_numeric) && !inner.contains('/');
                match Address::read(inner) {
                    Some(Address::Line(line)) => {
                        if let Some(last) = self.locators.last_mut() {
                            last.to.get_or_insert(line);
                        }
                    }
                    None if is_number() => {
                        let printed = unescaped(inner);
                        self.locators.push(Locator { at, printed, to: None });
                    }
                    Some(Address::Anchor { .. }) | None => {}
                }
            }
            _ => {}
        }
        for child in node.children() {
            self.read(child, at, end);
            at += child.len() as u32;
        }
    }

    /// Counts the words of the source that stand on the pages.
    pub(super) fn words(
        &self,
        seen: &Seen,
        withheld: &Withheld,
        findings: &mut Findings,
    ) {
        for (from, text) in &self.runs {
            for word in super::words::words(text) {
                findings.words(Kind::Sections, 1);
                let mut letters =
                    text[word.clone()].char_indices().filter(|(_, c)| !is_unseen(*c));
                let mut token: Option<&Token> = None;
                let missing = letters.any(|(at, c)| {
                    let byte = from + (word.start + at) as u32;
                    let is_in = |token: &Token| token.from <= byte && byte < token.to;
                    if token.is_some_and(is_in) {
                        return false;
                    }
                    token = seen.at(self.file, byte);
                    let near = byte.saturating_sub(120)..byte + 120;
                    let near = || seen.within(self.file, near.clone()).iter();
                    let rows = || near().map(|&k| seen.tokens[k as usize].row);
                    token.is_none() && !super::words::glued(c, rows(), seen)
                });
                let outside = || {
                    let from = from + word.start as u32;
                    let near =
                        seen.within(self.file, from.saturating_sub(4_000)..from + 1);
                    let mut near = near.iter().map(|&k| &seen.tokens[k as usize]);
                    near.any(|token| token.sight == Sight::Outside && from < token.to)
                };
                match withheld.of(Kind::Sections, None) {
                    _ if !missing => findings.printed(Kind::Sections),
                    None if !withheld.has_design && outside() => {
                        findings.withheld(Kind::Sections, "outside-of-the-page", None);
                    }
                    Some(name) => findings.withheld(Kind::Sections, name, None),
                    None => {
                        findings.lost(Kind::Sections, &text[word], None, Sight::Hidden)
                    }
                }
            }
        }
    }

    /// Looks for sigla from the page on on which the source begins, up to the page `before`
    /// which it ends.
    pub(super) fn sigla<'s>(
        &self,
        (sigla, before): (impl Iterator<Item = &'s str>, usize),
        (seen, order): (&Seen, &Order),
        withheld: &Withheld,
        findings: &mut Findings,
    ) {
        let own = seen.of_file[self.file].iter();
        let first =
            own.map(|&k| seen.tokens[k as usize].page).min().unwrap_or(0) as usize;
        let words: String =
            (first..before).map(|page| order.loose(seen.page(page))).collect();
        for siglum in sigla {
            findings.words(Kind::Sections, 1);
            match withheld.of(Kind::Sections, None) {
                _ if find_letters(&words, siglum, 0).is_some() => {
                    findings.printed(Kind::Sections);
                }
                Some(name) => findings.withheld(Kind::Sections, name, None),
                None => findings.lost(Kind::Sections, siglum, None, Sight::Hidden),
            }
        }
    }

    /// Looks for the locators beside the words they belong to: those on the same line of the
    /// source.
    pub(super) fn locators(
        &self,
        source: &str,
        (seen, order): (&Seen, &Order),
        findings: &mut Findings,
    ) {
        let mut k = 0;
        while k < self.locators.len() {
            let at = self.locators[k].at as usize;
            let line_start = source[..at].rfind("\n\n").map_or(0, |n| n + 2) as u32;
            let line_end =
                source[at..].find("\n\n").map_or(source.len(), |n| at + n) as u32;
            let end = self.locators.partition_point(|locator| locator.at < line_end);
            let words = beside(seen, order, self.file, line_start..line_end);
            for Locator { printed, .. } in &self.locators[k..end.max(k + 1)] {
                findings.words(Kind::Locators, 1);
                if has(&words, printed) {
                    findings.printed(Kind::Locators);
                } else {
                    findings.wrong(Kind::Locators, printed, None);
                }
            }
            k = end.max(k + 1);
        }
    }
}

/// The words of no file on the rows of some words of a file.
fn beside(seen: &Seen, order: &Order, file: usize, range: Range<u32>) -> String {
    let own = seen.within(file, range);
    let mut places: Vec<usize> = own.iter().map(|&k| order.place(k)).collect();
    places.sort_unstable();
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
        // What has no words of its own stands somewhere on the pages of its section.
        let pages = seen.of_file[file].iter().map(|&k| seen.tokens[k as usize].page);
        let mut pages: Vec<u32> = pages.collect();
        pages.dedup();
        return pages
            .into_iter()
            .map(|page| order.loose(seen.page(page as usize)))
            .collect();
    };
    let (_, end) = order.behind(last);
    // In lines that run to the left what follows may stand before, in their order.
    let row = order.token(first).map(|token| seen.rows[token.row as usize]);
    let start = row.map_or(first, |row| {
        let row = row.start as usize..row.end as usize;
        row.map(|k| order.place(k as u32)).min().unwrap_or(first)
    });
    // What it begins with may stand on the rows above, or at the end of the page before.
    let first = start.min(first);
    let mut words = order.before(first);
    words.insert_str(0, &order.end_of_page_before(first));
    words.push_str(&order.loose(start..end));
    // And go on in the next column.
    if order
        .token(end)
        .is_none_or(|token| order.token(last).is_some_and(|last| last.page != token.page))
    {
        let next = order.token(end).map_or(end, |_| end);
        words.push_str(&order.behind(next.saturating_sub(1)).0);
        words.push_str(&start_of_page(seen, order, end));
    }
    words
}

/// The words of no file from a place on up to the first of a file.
fn start_of_page(seen: &Seen, order: &Order, from: usize) -> String {
    let mut end = from;
    while end < seen.tokens.len()
        && order.token(end).is_some_and(|token| token.file == NONE)
    {
        end += 1;
    }
    order.loose(from..end)
}

/// Looks for the words of the title pages: on the pages before `contents`.
pub(super) fn title_pages(
    edition: &Edition,
    contents: usize,
    (seen, order): (&Seen, &Order),
    withheld: &Withheld,
    findings: &mut Findings,
) {
    let words: String = (0..contents).map(|page| order.loose(seen.page(page))).collect();
    let imprint = edition.publisher.iter().chain(&edition.place).chain(&edition.rights);
    let people = [&edition.authors, &edition.editors, &edition.translators];
    let wanted = std::iter::once(&edition.title)
        .chain(&edition.subtitle)
        .chain(people.into_iter().flatten())
        .chain(imprint)
        .chain(&edition.isbn)
        .chain(&edition.printing);
    for word in wanted.flat_map(|text| text.split_whitespace()) {
        if word.chars().all(is_unseen) {
            continue;
        }
        findings.words(Kind::TitlePages, 1);
        match (find_letters(&words, word, 0), withheld.of(Kind::TitlePages, None)) {
            (Some(_), _) => findings.printed(Kind::TitlePages),
            (None, Some(name)) => {
                findings.withheld(Kind::TitlePages, name, Some(edition.span));
            }
            (None, None) => {
                findings.lost(Kind::TitlePages, word, Some(edition.span), Sight::Hidden);
            }
        }
    }
}

/// The number that is printed on a page, given the first page of the texts.
pub(super) fn folio(page: usize, first: usize, lang: &Lang) -> String {
    let (number, roman) = match page.checked_sub(first) {
        Some(n) => (n as u32 + 1, false),
        None => (page as u32 + 1, true),
    };
    Folio { number, roman }.text(lang)
}

/// Checks running heads and folios of a part of the book: all its pages but the first.
pub(super) fn heads(
    part: &Part,
    edition: &Edition,
    first: usize,
    (seen, order): (&Seen, &Order),
    withheld: &Withheld,
    findings: &mut Findings,
) {
    if !part.is_headed {
        return;
    }
    let top = (edition.page.head - 2.0) as f32;
    for (k, &page) in part.pages.iter().enumerate().skip(1) {
        let mut range = seen.page(page);
        let above: Vec<&Token> = {
            let places = range.by_ref().map(|place| order.token(place));
            let tokens = places.flatten();
            tokens
                .filter(|token| token.file == NONE && token.baseline < top)
                .collect()
        };
        let own = folio(page, first, &part.lang);
        let (mut words, mut digits): (Vec<&str>, Vec<&str>) = (vec![], vec![]);
        let mut is_folio = false;
        let tokens = above.iter().copied().filter(|token| token.sight == Sight::Seen);
        for letters in seen.letters_of(tokens) {
            match !is_folio && plain(letters) == plain(&own) {
                true => is_folio = true,
                false if plain(letters).chars().all(char::is_numeric) => {
                    digits.push(letters)
                }
                false => words.push(letters),
            }
        }
        let wrong = |kind: Kind, said: &str, is_right: bool, findings: &mut Findings| {
            findings.words(kind, 1);
            match withheld.of(kind, None) {
                _ if is_right => findings.printed(kind),
                Some(name) => findings.withheld(kind, name, None),
                None => findings.wrong(kind, &format!("{said}` on page `{own}"), None),
            }
        };
        wrong(Kind::Folios, &own, is_folio, findings);
        let printed = plain(&words.concat());
        let (said, is_right) = match &part.heads {
            Some((left, right)) => {
                let verso = folio_number(page, first).is_multiple_of(2);
                let wanted = if verso { left } else { right };
                let passages = part.passages.get(k);
                let is_right = match passages.and_then(Option::as_ref) {
                    None => is_head(&words, wanted),
                    Some(n) => has_passages((&words, &digits), wanted, n),
                };
                (wanted.as_str(), is_right)
            }
            None => {
                // A keyword whose lines run on stands on a page before, and here perhaps in
                // another form only.
                let begins = part.pages[0].max(page.saturating_sub(2));
                let letters = |pages: Range<usize>| -> String {
                    let tokens =
                        pages.flat_map(|page| seen.page(page)).map(|k| &seen.tokens[k]);
                    tokens
                        .filter(|token| token.file != NONE)
                        .map(|token| plain(seen.letters(token)))
                        .collect()
                };
                let (first, here) = (letters(begins..page + 1), letters(page..page + 1));
                let ends = printed.replace(['–', '…'], "\u{1}");
                let ends = ends.split('\u{1}').filter(|end| !end.is_empty());
                let mut ends = ends.enumerate().map(|(k, end)| match k {
                    0 => first.contains(&plain(end)),
                    _ => here.contains(&plain(end)),
                });
                let is_title = printed == plain(&part.title);
                // Letters of the other direction come in another order.
                let parts = words.iter().flat_map(|word| word.split(['–', '…']));
                let has_parts =
                    || parts.clone().all(|part| first.contains(&plain(part.trim())));
                let is_right =
                    !printed.is_empty() && (ends.all(|found| found) || has_parts());
                (part.title.as_str(), is_title || is_right)
            }
        };
        wrong(Kind::RunningHeads, said, is_right, findings);
    }
}

/// Whether a running head has the parts of the text behind its words; figures alone may have been
/// taken for another number.
fn has_passages((words, digits): (&[&str], &[&str]), wanted: &str, n: &str) -> bool {
    let (all, n) = (plain(&words.concat()), plain(n));
    let is_rest = |(at, n): (usize, &str)| {
        is_head(&[&[&all[..at], &all[at + n.len()..]].concat()], wanted)
    };
    is_head(words, &format!("{wanted}{n}"))
        || has_figures((words, digits), wanted, &n)
        || digits.iter().any(|one| plain(one) == n) && is_head(words, wanted)
        || all.match_indices(&n).any(is_rest)
}

/// Whether the figures of a range stand behind a running head each by itself, as they do in a line
/// from right to left.
fn has_figures((words, digits): (&[&str], &[&str]), wanted: &str, n: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let tokens = words.iter().chain(digits);
    let mut rest: Vec<String> = tokens.flat_map(|one| parts(&plain(one))).collect();
    let found = parts(n).into_iter().all(|part| {
        let place = rest.iter().position(|one| *one == part);
        place.map(|place| rest.remove(place)).is_some()
    });
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    found && is_head(&rest, wanted) || has_pieces(&[words, digits].concat(), wanted, n)
}

/// Whether some words and a range are printed in pieces, in whatever order: figures and letters
/// of two directions that stand tight, as in `10a`, are pieces of their own.
fn has_pieces(pieces: &[&str], wanted: &str, n: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let mut printed: Vec<char> = pieces.iter().flat_map(|piece| letters(piece)).collect();
    let mut said: Vec<char> = letters(wanted);
    said.extend(letters(n));
    printed.sort_unstable();
    said.sort_unstable();
    let whole = |text: &str| letters(text).into_iter().collect::<String>();
    let (wanted, n) = (whole(wanted), whole(n));
    printed == said
        && pieces
            .iter()
            .flat_map(|piece| {
                plain(piece)
                    .split(|c: char| !c.is_alphanumeric())
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .all(|piece| wanted.contains(&piece) || n.contains(&piece))
}

/// The number of a page among those of its kind, from 1.
fn folio_number(page: usize, first: usize) -> usize {
    page.checked_sub(first).unwrap_or(page) + 1
}

/// Whether a running head says what it should, or its beginning with dots. Letters and digits
/// alone are compared, since signs between words of two directions stand elsewhere.
fn is_head(words: &[&str], whole: &str) -> bool {
    let bare = |text: &str| -> String {
        plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (printed, wanted) = (bare(&words.concat()), bare(whole));
    if printed == wanted {
        return true;
    }
    let is_short = words.iter().any(|word| word.contains('…'));
    // Signs alone, and dots for all that follows.
    let all = plain(&words.concat());
    let begins = all.strip_suffix('…').filter(|signs| !signs.is_empty());
    if printed.is_empty() && begins.is_some_and(|signs| plain(whole).starts_with(signs)) {
        return true;
    }
    if is_short && !printed.is_empty() && wanted.starts_with(&printed) {
        return true;
    }
    // Words of the other direction stand elsewhere in their row.
    let parts: Vec<String> = words.iter().map(|word| bare(word)).collect();
    let length: usize = parts.iter().map(String::len).sum();
    parts.len() > 1
        && parts.iter().all(|part| wanted.contains(part.as_str()))
        && (is_short || length == wanted.len())
}
