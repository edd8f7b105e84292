//! What runs on to later pages: signs and numbers of entries that stand among the rests of
//! others, where no word of their own says to which entry they belong. On the pages that
//! such entries share, signs are counted: as many of each must be printed as all of them
//! have.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::findings::{Findings, Kind};
use super::order::SEAM;
use super::seen::{NONE, Seen, Sight, is_unseen};
use super::subject::Subject;
use crate::span::Span;

/// Something of an item that was not found where it should be.
#[derive(Debug, Clone)]
pub(super) struct Miss {
    /// What it is.
    pub kind: Kind,
    /// The series of the item.
    pub series: usize,
    /// Its letters.
    pub letters: String,
    /// The place of the item in the editor's files.
    pub span: Span,
    /// The page on which the item begins, from 0.
    pub page: Option<u32>,
}

/// An item at the foot.
#[derive(Debug, Clone)]
pub(super) struct Extent {
    /// The first and the last page with words of it, from 0.
    pub pages: (u32, u32),
    /// What it has that is found by letters.
    pub letters: Vec<String>,
}

/// Pages that are joined by items that run on, from the first to the last.
type Pages = (u32, u32);

/// All items at the feet of a text.
pub(super) struct Rests<'a> {
    of: &'a Subject<'a>,
    seen: &'a Seen,
    items: Vec<Extent>,
    /// The first and the last of pages that share items, each with the next.
    joined: Vec<Pages>,
}

impl<'a> Rests<'a> {
    /// Of a text.
    pub(super) fn new(
        of: &'a Subject,
        seen: &'a Seen,
        items: impl Iterator<Item = Extent>,
    ) -> Self {
        let items: Vec<Extent> =
            items.filter(|item| item.pages.0 <= item.pages.1).collect();
        let mut spans: Vec<Pages> = items
            .iter()
            .map(|item| item.pages)
            .filter(|pages| pages.0 < pages.1)
            .collect();
        spans.sort_unstable();
        let mut joined: Vec<Pages> = vec![];
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
                _ => joined.push(span),
            }
        }
        Self { of, seen, items, joined }
    }

    /// Counts what was missed on pages that items share. Gives back what is missed there too,
    /// or on other pages.
    pub(super) fn resolve(
        &self,
        missed: Vec<Miss>,
        findings: &mut Findings,
    ) -> Vec<Miss> {
        let mut short: FxHashMap<Pages, FxHashMap<String, usize>> = FxHashMap::default();
        let mut lost = vec![];
        for miss in missed {
            let pages = miss.page.and_then(|page| {
                let mut joined = self.joined.iter();
                joined.find(|joined| joined.0 <= page && page <= joined.1)
            });
            let Some(pages) = pages else {
                lost.push(miss);
                continue;
            };
            let short = short.entry(*pages).or_insert_with(|| self.short(*pages));
            match short.get_mut(&leveled(&miss.letters)).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    lost.push(miss);
                }
                None => findings.printed(miss.kind),
            }
        }
        lost
    }

    /// How many of each sign the items that begin on some pages have, and these pages and the
    /// next one have not.
    fn short(&self, pages: Pages) -> FxHashMap<String, usize> {
        let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
        let of_pages =
            |item: &&Extent| pages.0 <= item.pages.0 && item.pages.0 <= pages.1;
        for letters in self.items.iter().filter(of_pages).flat_map(|item| &item.letters) {
            *wanted.entry(leveled(letters)).or_default() += 1;
        }
        let mut words: String =
            (pages.0..=pages.1 + 1).map(|page| self.foot(page)).collect();
        let mut wanted: Vec<(String, usize)> = wanted.into_iter().collect();
        // What is longer may have what is shorter in it.
        wanted.sort_by_key(|(letters, _)| std::cmp::Reverse(letters.len()));
        let mut short = FxHashMap::default();
        for (letters, count) in wanted {
            let found = strike(&mut words, &letters, count);
            if found < count {
                short.insert(letters, count - found);
            }
        }
        short
    }

    /// The words of no file at the foot of a page: below the text, and not in the margins.
    fn foot(&self, page: u32) -> String {
        let body = self.of.body();
        let tokens = &self.seen.tokens[self.seen.page(page as usize)];
        let own = tokens.iter().filter(|token| {
            token.file as usize == self.of.file && body.contains(&token.from)
        });
        let top = own.map(|token| token.baseline).fold(0.0, f32::max);
        let head = (self.of.edition.page.head - 2.0) as f32;
        let (left, right) = self.of.between_margins(page as usize);
        let mut words = String::new();
        for token in tokens {
            let is_foot = token.file == NONE
                && token.sight != Sight::Hidden
                && token.baseline > top.max(head)
                && token.right >= left
                && token.left <= right;
            if is_foot {
                words.push_str(&leveled(self.seen.letters(token)));
                words.push(SEAM);
            }
        }
        words
    }
}

/// Strikes some letters out of others, at most so many times. How often they were there.
fn strike(words: &mut String, letters: &str, most: usize) -> usize {
    let mut found = 0;
    let mut rest = String::with_capacity(words.len());
    let mut from = 0;
    while found < most
        && let Some(place) = seek(words, letters, from)
    {
        rest.push_str(&words[from..place.start]);
        rest.push(SEAM);
        from = place.end;
        found += 1;
    }
    rest.push_str(&words[from..]);
    *words = rest;
    found
}

/// Where some letters stand in others from a byte on: a number with no digit beside it, other
/// letters in one run or in several. What white space parts is never one.
fn seek(words: &str, letters: &str, from: usize) -> Option<Range<usize>> {
    let is_number = letters.chars().all(char::is_numeric);
    let is_free = |place: &Range<usize>| {
        let before = words[..place.start].chars().next_back();
        let behind = words[place.end..].chars().next();
        !is_number || ![before, behind].into_iter().flatten().any(char::is_numeric)
    };
    let mut whole = words[from..].match_indices(letters);
    let whole = whole
        .find_map(|(at, part)| Some(from + at..from + at + part.len()).filter(is_free));
    if whole.is_some() || is_number {
        return whole;
    }
    let first = letters.chars().next()?;
    words[from..].match_indices(first).find_map(|(at, _)| {
        let start = from + at;
        let mut wanted = letters.chars().peekable();
        for (k, c) in words[start..].char_indices() {
            match wanted.peek() {
                None => return Some(start..start + k),
                Some(letter) if *letter == c => wanted.next(),
                Some(_) if c == SEAM => None,
                Some(_) => return None,
            };
        }
        wanted.peek().is_none().then_some(start..words.len())
    })
}

/// Letters as they are compared: without case, signs that are not seen left out, and every
/// blank the same.
fn leveled(letters: &str) -> String {
    let seen = letters.chars().filter(|c| c.is_whitespace() || !is_unseen(*c));
    let seen = seen.map(|c| if c.is_whitespace() { ' ' } else { c });
    seen.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_struck_as_often_as_they_are_there() {
        let mut words = leveled("69C 69\u{1} 169 124 1 add. AB\u{1}A in\u{a0}ma\u{1}rg.");
        assert_eq!(strike(&mut words, "1241", 1), 0, "a blank parts numbers");
        assert_eq!(strike(&mut words, "in marg.", 1), 1);
        assert_eq!(strike(&mut words, "69c", 3), 1);
        assert_eq!(strike(&mut words, "add.", 1), 1);
        assert_eq!(strike(&mut words, "69", 3), 1, "not the end of 169");
        assert_eq!(strike(&mut words, "a", 3), 2, "`add.` is struck out");
        assert_eq!(strike(&mut words, "b", 3), 1);
        assert_eq!(strike(&mut words, "b", 3), 0);
    }
}
