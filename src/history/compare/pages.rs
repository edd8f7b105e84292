//! Pages that are printed otherwise, and where pages begin.

use std::fmt::Write;

use serde::Serialize;

use super::super::align;
use super::super::record::{ItemRecord, TextRecord};
use super::super::units::{TITLE, Unit};
use super::{ItemChange, Kind, Pair, WordChange, line_of};

/// A page that is printed otherwise than before. Its number alone does not count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageChange {
    /// The text's id.
    pub text: String,
    /// The pages of the old printing that its lines stood on, from the first to the
    /// last; empty for a new page.
    pub old: Vec<String>,
    /// Its number.
    pub new: String,
    /// Its place in the book, from 0.
    pub sheet: u32,
    /// What is new on it, the weightiest first.
    pub reasons: Vec<PageReason>,
}

/// Why a page is printed otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageReason {
    /// Words of the text came, went or changed.
    Words,
    /// Entries or notes came, went or changed.
    Notes,
    /// It has other lines.
    Lines,
    /// It has other numbers or marks.
    Numbers,
}

/// Where the pages of a text begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Starts {
    /// The text's id.
    pub text: String,
    /// How many pages it had.
    pub old: usize,
    /// How many pages it has.
    pub new: usize,
    /// The old pages after the first that begin no page any longer.
    pub moved: Vec<String>,
}

/// The pages of a text that are printed otherwise, and where its pages begin.
pub(super) fn changes(
    pair: &Pair,
    words: &[WordChange],
    entries: &[ItemChange],
    notes: &[ItemChange],
) -> (Vec<PageChange>, Starts) {
    let old = Printed::of(pair.old, &pair.old_units);
    let new = Printed::of(pair.new, &pair.new_units);
    let mut reasons: Vec<Vec<PageReason>> = vec![vec![]; pair.new.pages.len()];
    let whole = |with: bool, printed: &Printed| -> Vec<String> {
        let join = |k: usize| {
            let numbers = if with { printed.numbers[k].as_str() } else { "" };
            format!("{}\u{1}{}\u{1}{numbers}", printed.lines[k], printed.notes[k])
        };
        (0..printed.lines.len()).map(join).collect()
    };
    for hunk in align::hunks(&whole(true, &old), &whole(true, &new)) {
        for page in hunk.new {
            reasons[page].push(PageReason::Numbers);
        }
    }
    let mut moved_lines = vec![false; reasons.len()];
    for hunk in align::hunks(&whole(false, &old), &whole(false, &new)) {
        for page in hunk.new {
            moved_lines[page] = true;
        }
    }
    for (page, _) in moved_lines.iter().enumerate().filter(|(_, moved)| **moved) {
        reasons[page].clear();
    }
    for page in words.iter().flat_map(|change| pages_of(pair, &new, change)) {
        reasons[page].push(PageReason::Words);
    }
    for change in entries.iter().chain(notes) {
        if change.kind != Kind::Moved {
            let is_entry = entries.iter().any(|entry| std::ptr::eq(entry, change));
            if let Some(page) = page_of_item(pair, &new, change, is_entry) {
                reasons[page].push(PageReason::Notes);
            }
        }
    }
    for (page, _) in moved_lines.iter().enumerate().filter(|(_, moved)| **moved) {
        if reasons[page].is_empty() {
            reasons[page].push(PageReason::Lines);
        }
    }
    let mut found = vec![];
    for (page, mut reasons) in reasons.into_iter().enumerate() {
        reasons.sort();
        reasons.dedup();
        if !reasons.is_empty() {
            let record = &pair.new.pages[page];
            found.push(PageChange {
                text: pair.new.id.clone(),
                old: old_pages(pair, &old, &new, page),
                new: record.folio.clone(),
                sheet: record.sheet,
                reasons,
            });
        }
    }
    (found, starts(pair, &old, &new))
}

/// The pages of a text that was not there before.
pub(super) fn of_new_text(text: &TextRecord) -> impl Iterator<Item = PageChange> {
    text.pages.iter().map(|page| PageChange {
        text: text.id.clone(),
        old: vec![],
        new: page.folio.clone(),
        sheet: page.sheet,
        reasons: vec![PageReason::Words],
    })
}

/// What is printed on the pages of a text.
struct Printed {
    /// The page of each unit; nothing if it is not printed.
    page_of: Vec<Option<usize>>,
    /// The words of each page, line by line.
    lines: Vec<String>,
    /// What stands at the foot of each page.
    notes: Vec<String>,
    /// The numbers and marks of each page.
    numbers: Vec<String>,
}

impl Printed {
    fn of(text: &TextRecord, units: &[Unit]) -> Self {
        let count = text.pages.len();
        let mut lines = vec![String::new(); count];
        let mut notes = vec![String::new(); count];
        let mut numbers = vec![String::new(); count];
        let mut page_of = Vec::with_capacity(units.len());
        let mut last = None;
        for unit in units {
            let line = line_of(text, unit);
            let page = line.and_then(|line| text.lines.get(line)).map(|line| line.0);
            page_of.push(page.map(|page| page as usize));
            let (Some(line), Some(page)) = (line, page) else { continue };
            let page = page as usize;
            if last != Some(line) {
                lines[page].push('\n');
                last = Some(line);
            }
            lines[page].push_str(&unit.key);
            lines[page].push('\u{2}');
            // A word that is broken at the end of a line.
            let end = unit.range.end.saturating_sub(1).max(unit.range.start);
            if unit.block != TITLE
                && let Some(to) = text.line_at(unit.block, end).filter(|to| *to != line)
            {
                let rest = text.lines[to].0 as usize;
                let at = text.start_in(unit.block, to);
                let length = at.map_or(0, |byte| unit.range.end.saturating_sub(byte));
                let _ = write!(lines[rest], "\n-{length}");
                last = Some(to);
            }
        }
        for &(page, number) in &text.lines {
            let _ = write!(numbers[page as usize], "{number} ");
        }
        for item in text.entries.iter().chain(&text.notes) {
            let Some(page) = page_of_lines(text, item) else { continue };
            let number = |line: u32| text.lines.get(line as usize).map_or(0, |l| l.1);
            let (a, b) = (number(item.lines.0), number(item.lines.1));
            let _ = write!(numbers[page], "{}{a}-{b} ", item.mark);
            for part in &item.parts {
                let _ = write!(
                    notes[page],
                    "{}{:?}{:?}{:?}\u{2}",
                    part.passage.text,
                    part.role,
                    part.passage.styles,
                    part.passage.points
                );
            }
        }
        // A page that only holds notes that run on is printed as the one before it is.
        for page in 1..count {
            if lines[page].is_empty() {
                lines[page] = format!("→{}", lines[page - 1]);
                notes[page] = notes[page - 1].clone();
            }
        }
        Self { page_of, lines, notes, numbers }
    }
}

fn page_of_lines(text: &TextRecord, item: &ItemRecord) -> Option<usize> {
    text.lines.get(item.lines.0 as usize).map(|line| line.0 as usize)
}

/// The pages on which a change of words can be seen.
fn pages_of(pair: &Pair, new: &Printed, change: &WordChange) -> Vec<usize> {
    let Some(hunk) = &change.hunk else { return vec![] };
    let count = pair.new_units.len();
    if count == 0 {
        return vec![];
    }
    let range = if hunk.new.is_empty() {
        // What went is shown at the word before it.
        let at = hunk.new.start.saturating_sub(1).min(count - 1);
        at..at + 1
    } else {
        hunk.new.clone()
    };
    let mut pages: Vec<usize> =
        range.filter_map(|k| new.page_of.get(k).copied().flatten()).collect();
    pages.dedup();
    pages
}

/// The page at whose foot a change of an entry or a note can be seen.
fn page_of_item(
    pair: &Pair,
    new: &Printed,
    change: &ItemChange,
    is_entry: bool,
) -> Option<usize> {
    let of = |text: &TextRecord, k: usize| -> Option<ItemRecord> {
        let list = if is_entry { &text.entries } else { &text.notes };
        list.get(k).cloned()
    };
    match change.items {
        (_, Some(k)) => page_of_lines(pair.new, &of(pair.new, k)?),
        (Some(k), None) => {
            let item = of(pair.old, k)?;
            let span = super::items::place(&pair.old_units, &item);
            let at = pair.alignment.to_new(span.start).0;
            let at = at.min(pair.new_units.len().checked_sub(1)?);
            new.page_of[at]
        }
        _ => None,
    }
}

/// The numbers of the old pages that the lines of a new page stood on.
fn old_pages(pair: &Pair, old: &Printed, new: &Printed, page: usize) -> Vec<String> {
    let on_page = (0..new.page_of.len()).filter(|&k| new.page_of[k] == Some(page));
    let mut pages: Vec<usize> = on_page
        .filter_map(|k| {
            let (at, exact) = pair.alignment.to_old(k);
            if exact { old.page_of.get(at).copied().flatten() } else { None }
        })
        .collect();
    pages.dedup();
    let folio = |page: &usize| pair.old.pages[*page].folio.clone();
    let mut ends: Vec<String> = pages.first().map(folio).into_iter().collect();
    ends.extend(pages.last().map(folio));
    ends.dedup();
    ends
}

fn starts(pair: &Pair, old: &Printed, new: &Printed) -> Starts {
    let first_units = |printed: &Printed, count: usize| -> Vec<Option<usize>> {
        let mut first = vec![None; count];
        for (k, page) in printed.page_of.iter().enumerate() {
            if let Some(page) = page {
                first[*page].get_or_insert(k);
            }
        }
        first
    };
    let before = first_units(old, pair.old.pages.len());
    let after = first_units(new, pair.new.pages.len());
    let line = |k: usize| line_of(pair.new, &pair.new_units[k]);
    let begins: Vec<Option<usize>> = after.iter().flatten().map(|&k| line(k)).collect();
    let moved = before
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(page, first)| Some((page, (*first)?)))
        .filter(|&(_, first)| {
            let last = pair.new_units.len().saturating_sub(1);
            let at = pair.alignment.to_new(first).0.min(last);
            !begins.contains(&pair.new_units.get(at).and_then(|_| line(at)))
        })
        .map(|(page, _)| pair.old.pages[page].folio.clone());
    Starts {
        text: pair.new.id.clone(),
        old: pair.old.pages.len(),
        new: pair.new.pages.len(),
        moved: moved.collect(),
    }
}
