//! `pages.lock`: where the pages of a released edition begin, which of its paragraphs are
//! tight or loose, and the lines of its entries.
//!
//! A page start is known by its words, with some before it and some after, so that it is
//! found again in a text that was corrected since. The file is TOML, a line a page and a
//! line an entry, for people to read and for version control to compare. It is one thing: the
//! file, and the way from it into a text.

use std::fmt::Write;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::compare::line_of;
use super::record::{PartRole, Record, TextRecord};
use super::units::{self, TITLE, Unit, UnitKind};
use crate::model::{Place, Text};
use crate::words::tokens;

/// The name of the file in the edition's folder.
pub const FILE: &str = "pages.lock";

/// The form of locks that this program writes and reads.
const FORM: u32 = 1;

/// How many words are kept on each side of a page start.
const CONTEXT: usize = 8;

/// How many words of the lemma of an entry are kept.
const LEMMA: usize = 4;

/// How often a word may stand in a text to lead to a page start.
const RARE: usize = 400;

/// The page starts of a release.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The form of the file.
    lock: u32,
    /// The texts.
    #[serde(default, rename = "text")]
    pub texts: Vec<TextLock>,
}

/// The page starts of a text.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLock {
    /// The text's id.
    pub id: String,
    /// Its pages, in their order.
    pub pages: Vec<PageLock>,
    /// The paragraphs that were set a line shorter or longer for the sake of pages.
    #[serde(default)]
    pub fitted: Vec<FittedLock>,
    /// Its entries with their lines.
    #[serde(default)]
    pub entries: Vec<String>,
}

/// Where a page begins.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageLock {
    /// The page's number as it is cited.
    pub page: String,
    /// Block and byte of its first word.
    pub at: String,
    /// How many words of the text stand before it.
    pub word: usize,
    /// How many bytes of its first word stand on the page before.
    #[serde(default)]
    pub within: u32,
    /// How many lines without words stand above its first word.
    #[serde(default)]
    pub above: u32,
    /// How many pages follow it with nothing but notes that run on.
    #[serde(default)]
    pub more: u32,
    /// The words before it.
    pub before: String,
    /// Its first words.
    pub words: String,
}

/// A paragraph that was set a line shorter or longer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedLock {
    /// How many lines it had.
    pub lines: u32,
    /// How many words of the text stand before it.
    pub word: usize,
    /// The words before it.
    pub before: String,
    /// Its first words.
    pub words: String,
}

/// A page start, found in the text as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The page's number in the release.
    pub page: String,
    /// Its first character that belongs to a word.
    pub place: Place,
    /// How many lines without words stand above that one on the page.
    pub above: u32,
    /// How many pages followed it with nothing but notes that run on.
    pub more: u32,
}

impl Lock {
    /// The lock of an edition as it was built.
    pub fn of(record: &Record) -> Self {
        Self {
            lock: FORM,
            texts: record.texts.iter().map(text_lock).collect(),
        }
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_toml(toml: &str) -> Result<Self, toml::de::Error> {
        let lock: Self = toml::from_str(toml)?;
        if lock.lock == FORM {
            return Ok(lock);
        }
        let message = format!("this program reads locks of form {FORM}");
        Err(serde::de::Error::custom(message))
    }

    /// The file, the same for the same lock.
    pub fn toml(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut out = String::from(
            "# Where the pages of the released edition begin, and the lines of its entries.\n\
             # `variorum release` writes this file. A later build moves as few of these page\n\
             # starts as it can. Keep it with the edition, and do not change it by hand.\n",
        );
        let _ = writeln!(out, "lock = {}", self.lock);
        for text in &self.texts {
            let _ = write!(out, "\n[[text]]\nid = {}\npages = [\n", quoted(&text.id));
            for page in &text.pages {
                let _ = write!(
                    out,
                    "  {{ page = {}, at = {}, word = {}",
                    quoted(&page.page),
                    quoted(&page.at),
                    page.word
                );
                for (key, value) in
                    [("within", page.within), ("above", page.above), ("more", page.more)]
                {
                    if value > 0 {
                        let _ = write!(out, ", {key} = {value}");
                    }
                }
                let _ = writeln!(
                    out,
                    ", before = {}, words = {} }},",
                    quoted(&page.before),
                    quoted(&page.words)
                );
            }
            out.push_str("]\n");
            if !text.fitted.is_empty() {
                out.push_str("fitted = [\n");
                for fitted in &text.fitted {
                    let _ = writeln!(
                        out,
                        "  {{ lines = {}, word = {}, before = {}, words = {} }},",
                        fitted.lines,
                        fitted.word,
                        quoted(&fitted.before),
                        quoted(&fitted.words)
                    );
                }
                out.push_str("]\n");
            }
            out.push_str("entries = [\n");
            for entry in &text.entries {
                let _ = writeln!(out, "  {},", quoted(entry));
            }
            out.push_str("]\n");
        }
        out
    }

    /// The page starts of a text, the first page apart, found in it as it is now. One
    /// whose words are gone is left out.
    pub fn starts(&self, text: &Text) -> Vec<Start> {
        let lock = self.texts.iter().find(|lock| lock.id == text.id);
        lock.map_or(vec![], |lock| locked(lock, text))
    }

    /// The paragraphs of a text that were set a line shorter or longer, found in it as it is
    /// now: their blocks, and how many lines they had.
    pub fn fitted(&self, text: &Text) -> Vec<(u32, u32)> {
        let lock = self.texts.iter().find(|lock| lock.id == text.id);
        let Some(lock) = lock.filter(|lock| !lock.fitted.is_empty()) else {
            return vec![];
        };
        let words = words_of(text);
        let mut finder = Finder { words: &words, index: None };
        let mut drift = 0;
        let mut found = vec![];
        for fitted in &lock.fitted {
            let around = (&*fitted.before, &*fitted.words);
            let expected = fitted.word as i64 + drift;
            let Some(at) = finder.find(around, expected, 0) else { continue };
            drift = at as i64 - fitted.word as i64;
            found.push((words[at].place.block, fitted.lines));
        }
        found.sort_unstable();
        found.dedup_by_key(|one| one.0);
        found
    }

    /// The pages of a text in the release; none if it was not there.
    pub fn pages(&self, text: &Text) -> &[PageLock] {
        let lock = self.texts.iter().find(|lock| lock.id == text.id);
        lock.map_or(&[], |lock| &lock.pages)
    }
}

fn text_lock(text: &TextRecord) -> TextLock {
    let units = units::of_text(text);
    let words: Vec<&Unit> = units
        .iter()
        .filter(|unit| unit.kind == UnitKind::Word && unit.block != TITLE)
        .collect();
    let join = |words: &[&Unit]| -> String {
        words.iter().map(|unit| unit.bare()).collect::<Vec<_>>().join(" ")
    };
    let mut pages: Vec<PageLock> = vec![];
    let mut last: Option<u32> = None;
    for (k, word) in words.iter().enumerate() {
        // A word may begin on one page and end on the next.
        let first = line_of(text, word);
        let end = text.line_at(word.block, word.range.end.saturating_sub(1));
        for line in [first, end].into_iter().flatten() {
            let page = text.lines[line].0;
            if last.is_some_and(|last| page <= last) {
                continue;
            }
            if let (Some(before), Some(last)) = (pages.last_mut(), last) {
                before.more = page - last - 1;
            }
            last = Some(page);
            let within = if Some(line) == first {
                0
            } else {
                let begin = text.start_in(word.block, line);
                begin.map_or(0, |byte| byte.saturating_sub(word.range.start))
            };
            let above = text.lines[..line]
                .iter()
                .rev()
                .take_while(|line| line.0 == page)
                .count();
            pages.push(PageLock {
                page: text.pages[page as usize].folio.clone(),
                at: format!("{}:{}", word.block, word.range.start),
                word: k,
                within,
                above: above as u32,
                more: 0,
                before: join(&words[k.saturating_sub(CONTEXT)..k]),
                words: join(&words[k..words.len().min(k + CONTEXT)]),
            });
        }
    }
    if let (Some(before), Some(last)) = (pages.last_mut(), last) {
        before.more = (text.pages.len() as u32).saturating_sub(last + 1);
    }
    let entries = text.entries.iter().map(|entry| {
        let lemma = entry.parts.iter().find(|part| part.role == PartRole::Lemma);
        let lemma = lemma.map_or("", |part| part.passage.text.as_str());
        let words: Vec<&str> = lemma.split_whitespace().take(LEMMA).collect();
        let at = text.cite_lines(entry.lines.0 as usize, entry.lines.1 as usize);
        format!("{at} {} {}", entry.series, words.join(" "))
            .trim_end()
            .to_owned()
    });
    let fitted = text.fitted.iter().filter_map(|&(block, lines)| {
        let k = words.iter().position(|word| word.block == block)?;
        Some(FittedLock {
            lines,
            word: k,
            before: join(&words[k.saturating_sub(CONTEXT)..k]),
            words: join(&words[k..words.len().min(k + CONTEXT)]),
        })
    });
    TextLock {
        id: text.id.clone(),
        pages,
        fitted: fitted.collect(),
        entries: entries.collect(),
    }
}

/// A word of the text as it is now.
struct Word<'a> {
    text: &'a str,
    place: Place,
}

/// The words of a text as it is now.
fn words_of(text: &Text) -> Vec<Word<'_>> {
    let mut words: Vec<Word> = vec![];
    for (k, block) in text.blocks.iter().enumerate() {
        words.extend(tokens::tokens(block).iter().map(|token| Word {
            text: token.text(block),
            place: Place { block: k as u32, offset: token.range.start },
        }));
    }
    words
}

fn locked(lock: &TextLock, text: &Text) -> Vec<Start> {
    let words = words_of(text);
    let mut finder = Finder { words: &words, index: None };
    let mut found = vec![];
    // Where the last page was found, and how far it had gone from where it was.
    let mut from = 0;
    let mut drift = 0;
    for (k, page) in lock.pages.iter().enumerate() {
        let around = (&*page.before, &*page.words);
        let Some(at) = finder.find(around, page.word as i64 + drift, from) else {
            continue;
        };
        drift = at as i64 - page.word as i64;
        from = at;
        let word = &words[at];
        let is_first = page.words.split(' ').next() == Some(word.text);
        let within = if is_first && word.text.is_char_boundary(page.within as usize) {
            page.within
        } else {
            0
        };
        let place = Place { offset: word.place.offset + within, ..word.place };
        if k > 0 {
            found.push(Start {
                page: page.page.clone(),
                place,
                above: page.above,
                more: page.more,
            });
        }
    }
    found
}

struct Finder<'a> {
    words: &'a [Word<'a>],
    /// Where each word stands, made when it is first needed.
    index: Option<FxHashMap<&'a str, Vec<u32>>>,
}

impl<'a> Finder<'a> {
    /// The number of the word before which and with which some words stood: looked for where
    /// it is expected, then wherever its neighbors stand, from word `from` on.
    fn find(
        &mut self,
        (before, after): (&str, &str),
        expected: i64,
        from: usize,
    ) -> Option<usize> {
        let before: Vec<&str> = before.split_whitespace().collect();
        let after: Vec<&str> = after.split_whitespace().collect();
        let all = before.len() + after.len();
        let mut tried = vec![];
        let mut best: Option<Candidate> = None;
        let mut take = |at: i64| {
            let at = usize::try_from(at).ok().filter(|at| *at <= self.words.len())?;
            if tried.contains(&at) {
                return None;
            }
            tried.push(at);
            let (place, score) = fit(self.words, at, &before, &after)?;
            let off = (place as i64).abs_diff(expected);
            let is_there = place >= from && place < self.words.len();
            is_there.then_some(Candidate { score, off, place })
        };
        best = better(best, take(expected));
        if best.as_ref().is_some_and(|best| best.score == all) {
            return best.map(|best| best.place);
        }
        let words = self.words;
        let index = self.index.get_or_insert_with(|| {
            let mut index: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
            for (k, word) in words.iter().enumerate() {
                index.entry(word.text).or_default().push(k as u32);
            }
            index
        });
        let offsets = before
            .iter()
            .rev()
            .enumerate()
            .map(|(k, word)| (*word, -(k as i64) - 1))
            .chain(after.iter().enumerate().map(|(k, word)| (*word, k as i64)));
        let mut votes: FxHashMap<i64, u32> = FxHashMap::default();
        for (word, offset) in offsets {
            let places = index.get(word).map_or(&[][..], Vec::as_slice);
            if places.len() <= RARE {
                for &place in places {
                    *votes.entry(i64::from(place) - offset).or_default() += 1;
                }
            }
        }
        let mut votes: Vec<(i64, u32)> = votes.into_iter().collect();
        votes.sort_by_key(|&(at, count)| {
            (std::cmp::Reverse(count), at.abs_diff(expected), at)
        });
        for (at, _) in votes.into_iter().take(24) {
            best = better(best, take(at));
        }
        // Half of what stood around it is enough to know it by.
        best.filter(|best| 2 * best.score >= all).map(|best| best.place)
    }
}

/// A place where a page may have begun.
struct Candidate {
    /// How many of the words around it are there.
    score: usize,
    /// How far it is from where it is expected, in words.
    off: u64,
    /// The number of its word.
    place: usize,
}

fn better(best: Option<Candidate>, other: Option<Candidate>) -> Option<Candidate> {
    match (best, other) {
        (Some(best), Some(other)) => {
            let wins = other.score > best.score
                || other.score == best.score && other.off < best.off;
            Some(if wins { other } else { best })
        }
        (best, other) => best.or(other),
    }
}

/// How well a page start goes with word `at`: the word with which it begins now, and how
/// many of the words around it are there.
fn fit(
    words: &[Word],
    at: usize,
    before: &[&str],
    after: &[&str],
) -> Option<(usize, usize)> {
    // Some more than were kept, for words that came in between.
    let reach = |kept: &[&str]| kept.len() + kept.len() / 2 + 2;
    let start = at.saturating_sub(reach(before));
    let end = (at + reach(after)).min(words.len());
    let kept: Vec<&str> = before.iter().chain(after).copied().collect();
    let now: Vec<&str> = words[start..end].iter().map(|word| word.text).collect();
    let pairs = common(&kept, &now);
    let score = pairs.len();
    let first_after = pairs.iter().find(|pair| pair.0 >= before.len());
    let last_before = pairs.iter().rev().find(|pair| pair.0 < before.len());
    let place = match (first_after, last_before) {
        (Some(&(k, n)), _) if k == before.len() => n,
        (_, Some(&(k, n))) if k + 1 == before.len() => n + 1,
        (Some(&(k, n)), last) => {
            let least = last.map_or(0, |last| last.1 + 1);
            n.saturating_sub(k - before.len()).max(least)
        }
        (None, Some(&(k, n))) => n + before.len() - k,
        (None, None) => return None,
    };
    Some((start + place, score))
}

/// The longest common subsequence of two short lists, as pairs of indexes.
fn common(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut length = vec![0u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i * width + j] = if a[i] == b[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = vec![];
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests;
