//! Entries and notes that came, went, changed or moved.

use std::ops::Range;

use serde::Serialize;

use super::super::record::{ItemRecord, PartRole, TextRecord};
use super::super::units::{TITLE, Unit};
use super::{Kind, Pair};
use crate::lines::Cite;

/// A change of an entry or a note.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemChange {
    /// The text's id.
    pub text: String,
    /// The series.
    pub series: String,
    /// What happened.
    pub kind: Kind,
    /// The lemma, or the mark of a note.
    pub lemma: String,
    /// What differs in it.
    pub differs: Vec<PartRole>,
    /// What it said; empty if it says the same.
    pub was: String,
    /// What it says; empty if it says the same.
    pub now: String,
    /// The page and lines that it belonged to.
    pub old_at: Cite,
    /// The page and lines that it belongs to.
    pub new_at: Cite,
    /// Its mark in the old printing, if it is another now.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub old_mark: String,
    /// Its mark in the new printing, if it was another.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub new_mark: String,
    /// The language of the text.
    #[serde(skip)]
    pub lang: String,
    /// The text's index in the new record.
    #[serde(skip)]
    pub index: usize,
    /// Which it was in the old record, and which it is in the new one.
    #[serde(skip)]
    pub items: (Option<usize>, Option<usize>),
}

/// How many units away an entry of the same words is looked for.
const NEAR: usize = 60;

/// The changes of the entries or the notes of a text, in their order in the new one.
pub(super) fn changes(
    pair: &Pair,
    old: &[ItemRecord],
    new: &[ItemRecord],
) -> Vec<ItemChange> {
    let partner = matched(pair, old, new);
    let mut found: Vec<(usize, ItemChange)> = vec![];
    let mut taken = vec![false; new.len()];
    for (k, (item, partner)) in old.iter().zip(&partner).enumerate() {
        match partner {
            Some(other) => {
                taken[*other] = true;
                if let Some(change) = differ(pair, (k, item), (*other, &new[*other])) {
                    found.push((place(&pair.new_units, &new[*other]).start, change));
                }
            }
            None => {
                let span = place(&pair.old_units, item);
                let at = pair.alignment.to_new(span.start).0;
                found.push((at, one(pair, pair.old, item, Kind::Removed, k)));
            }
        }
    }
    for (k, item) in new.iter().enumerate().filter(|(k, _)| !taken[*k]) {
        let at = place(&pair.new_units, item).start;
        found.push((at, one(pair, pair.new, item, Kind::Added, k)));
    }
    found.sort_by_key(|change| change.0);
    found.into_iter().map(|change| change.1).collect()
}

/// For each old item the new one that it became.
fn matched(pair: &Pair, old: &[ItemRecord], new: &[ItemRecord]) -> Vec<Option<usize>> {
    let mut partner: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let spans: Vec<Range<usize>> =
        new.iter().map(|item| place(&pair.new_units, item)).collect();
    let mut order: Vec<usize> = (0..new.len()).collect();
    order.sort_by_key(|&k| spans[k].start);
    let expected: Vec<Range<usize>> = old
        .iter()
        .map(|item| {
            let span = place(&pair.old_units, item);
            let start = pair.alignment.to_new(span.start).0;
            let last = span.end.saturating_sub(1).max(span.start);
            start..(pair.alignment.to_new(last).0 + 1).max(start + 1)
        })
        .collect();
    let lemma = |item: &ItemRecord| words_of(item, &[PartRole::Lemma]);
    // From the surest to the least sure.
    let passes: [&dyn Fn(usize, usize) -> bool; 4] = [
        &|a, b| expected[a] == spans[b] && old[a].parts == new[b].parts,
        &|a, b| expected[a] == spans[b] && alike(&old[a], &new[b]),
        &|a, b| meet(&expected[a], &spans[b]) && lemma(&old[a]) == lemma(&new[b]),
        &|a, b| meet(&expected[a], &spans[b]),
    ];
    for fits in passes {
        for a in 0..old.len() {
            if partner[a].is_some() {
                continue;
            }
            let from = expected[a].start.saturating_sub(NEAR);
            let first = order.partition_point(|&k| spans[k].start < from);
            let near = order[first..]
                .iter()
                .take_while(|&&k| spans[k].start <= expected[a].end + NEAR);
            let found = near
                .copied()
                .filter(|&b| !taken[b] && old[a].series == new[b].series && fits(a, b))
                .min_by_key(|&b| spans[b].start.abs_diff(expected[a].start));
            if let Some(b) = found {
                taken[b] = true;
                partner[a] = Some(b);
            }
        }
    }
    // What went with its words to another place.
    let mut free: Vec<usize> = order.into_iter().filter(|&b| !taken[b]).collect();
    for a in 0..old.len() {
        if partner[a].is_none() {
            let same = |&b: &usize| {
                old[a].series == new[b].series && old[a].parts == new[b].parts
            };
            if let Some(k) = free.iter().position(same) {
                partner[a] = Some(free.remove(k));
            }
        }
    }
    partner
}

/// Whether two items at the same words are one that changed: they share a word or their
/// label, or nothing else stands there.
fn alike(old: &ItemRecord, new: &ItemRecord) -> bool {
    let all = |item: &ItemRecord| -> Vec<String> {
        let text: Vec<&str> =
            item.parts.iter().map(|part| part.passage.text.as_str()).collect();
        text.join(" ").split_whitespace().map(str::to_owned).collect()
    };
    let (a, b) = (all(old), all(new));
    a.iter().any(|word| b.contains(word)) || a.is_empty() || b.is_empty()
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The units that an item is about; for a mere place, the unit before it.
pub fn place(units: &[Unit], item: &ItemRecord) -> Range<usize> {
    let body = units.partition_point(|unit| unit.block == TITLE);
    let key = |unit: &Unit| (unit.block, unit.range.start);
    let first = body
        + units[body..].partition_point(|unit| {
            (unit.block, unit.range.end) <= item.from && key(unit) < item.from
        });
    if item.from >= item.to {
        let before = first.saturating_sub(1);
        return before..before + 1;
    }
    // Not the begin of the block.
    let first = first
        + units[first..]
            .iter()
            .take_while(|unit| key(unit) <= item.from && unit.range.is_empty())
            .count();
    let end = body + units[body..].partition_point(|unit| key(unit) < item.to);
    first..end.max(first + 1)
}

fn differ(
    pair: &Pair,
    old: (usize, &ItemRecord),
    new: (usize, &ItemRecord),
) -> Option<ItemChange> {
    let (was, now) = (old.1, new.1);
    let differs = differing(was, now);
    let old_at = cite(pair.old, was);
    let new_at = cite(pair.new, now);
    let kind = if !differs.is_empty() {
        Kind::Changed
    } else if old_at != new_at || was.mark != now.mark {
        Kind::Moved
    } else {
        return None;
    };
    let marks = was.mark != now.mark;
    let mark = |item: &ItemRecord| if marks { item.mark.clone() } else { String::new() };
    Some(ItemChange {
        text: pair.new.id.clone(),
        series: now.series.clone(),
        kind,
        lemma: name(now),
        was: said(was, &differs),
        now: said(now, &differs),
        differs,
        old_at,
        new_at,
        old_mark: mark(was),
        new_mark: mark(now),
        lang: pair.new.lang.clone(),
        index: pair.new_index,
        items: (Some(old.0), Some(new.0)),
    })
}

fn one(
    pair: &Pair,
    text: &TextRecord,
    item: &ItemRecord,
    kind: Kind,
    k: usize,
) -> ItemChange {
    let all: Vec<PartRole> = item.parts.iter().map(|part| part.role).collect();
    let at = cite(text, item);
    let words = said(item, &all);
    let is_new = kind == Kind::Added;
    let (was, now) = if is_new { (String::new(), words) } else { (words, String::new()) };
    let (old_at, new_at) =
        if is_new { (Cite::default(), at) } else { (at, Cite::default()) };
    ItemChange {
        text: pair.new.id.clone(),
        series: item.series.clone(),
        kind,
        lemma: name(item),
        differs: vec![],
        was,
        now,
        old_at,
        new_at,
        old_mark: String::new(),
        new_mark: String::new(),
        lang: pair.new.lang.clone(),
        index: pair.new_index,
        items: if is_new { (None, Some(k)) } else { (Some(k), None) },
    }
}

/// The roles of the parts that differ.
fn differing(old: &ItemRecord, new: &ItemRecord) -> Vec<PartRole> {
    let mut roles: Vec<PartRole> =
        old.parts.iter().chain(&new.parts).map(|part| part.role).collect();
    roles.sort();
    roles.dedup();
    let of =
        |item: &ItemRecord, role: PartRole| -> Vec<super::super::record::PartRecord> {
            item.parts.iter().filter(|part| part.role == role).cloned().collect()
        };
    roles.retain(|&role| of(old, role) != of(new, role));
    if roles.is_empty() && old.parts != new.parts {
        // The same parts in another order.
        roles.push(PartRole::Reading);
    }
    roles
}

/// What stands for an item in a list: its lemma, or its mark.
fn name(item: &ItemRecord) -> String {
    if item.mark.is_empty() {
        words_of(item, &[PartRole::Lemma])
    } else {
        item.mark.clone()
    }
}

fn words_of(item: &ItemRecord, roles: &[PartRole]) -> String {
    let parts = item.parts.iter().filter(|part| roles.contains(&part.role));
    parts
        .map(|part| part.passage.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What an item says, as far as it differs: the lemma if that does, else all after it.
fn said(item: &ItemRecord, differs: &[PartRole]) -> String {
    let with_lemma = differs.contains(&PartRole::Lemma);
    let mut out = String::new();
    let mut last = None;
    for part in &item.parts {
        if part.role == PartRole::Lemma && !with_lemma {
            continue;
        }
        let between = match (last, part.role) {
            (None, _) => "",
            (Some(PartRole::Lemma), role) if role != PartRole::Lemma => "] ",
            (Some(PartRole::Witnesses | PartRole::Remark), PartRole::Reading) => "; ",
            (Some(PartRole::Note), PartRole::Note) => " ¶ ",
            _ => " ",
        };
        out.push_str(between);
        out.push_str(part.passage.text.trim());
        last = Some(part.role);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cite(text: &TextRecord, item: &ItemRecord) -> Cite {
    text.cite_lines(item.lines.0 as usize, item.lines.1 as usize)
}
