//! Sections without names, matched by their words: stanzas that stand elsewhere, paragraphs that
//! were split or joined.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Witness;

/// Two words that follow each other.
type Pair = (u32, u32);

/// A pair that more sections of the base text have says nothing.
const FREQUENT: usize = 4;

/// Sections that were matched by their words.
pub(super) struct Matched {
    /// The names of the sections of each witness, equal where their words correspond.
    pub(super) names: Vec<Vec<String>>,
    /// Which witnesses are selections in an order of their own.
    pub(super) is_selected: Vec<bool>,
}

/// Matches the sections of each witness with those of the base text. Nothing if all witnesses
/// have what they have in the order of the base text: then texts are best aligned whole, wherever
/// their paragraphs end.
pub(super) fn names(
    witnesses: &[Witness],
    numbers: &[Vec<u32>],
    base: usize,
) -> Option<Matched> {
    let pairs: Vec<Vec<FxHashSet<Pair>>> = witnesses
        .iter()
        .zip(numbers)
        .map(|(witness, numbers)| {
            let of = |at: usize| pairs(witness, numbers, at);
            (0..witness.sections.len()).map(of).collect()
        })
        .collect();
    let of_base = &pairs[base];
    let of_base_words = words(&witnesses[base], &numbers[base]);
    let mut index: FxHashMap<Pair, Vec<usize>> = FxHashMap::default();
    for (section, pairs) in of_base.iter().enumerate() {
        for pair in pairs {
            index.entry(*pair).or_default().push(section);
        }
    }
    index.retain(|_, sections| sections.len() <= FREQUENT);
    // Which sections of the base text are joined with the one before.
    let mut joined = vec![false; of_base.len()];
    let mut is_moved = false;
    let mut matches: Vec<Vec<Option<usize>>> = vec![];
    let mut is_selected = vec![];
    for (witness, sections) in pairs.iter().enumerate() {
        if witness == base {
            matches.push((0..of_base.len()).map(Some).collect());
            is_selected.push(false);
            continue;
        }
        let mut found = vec![];
        for own in sections {
            let votes = votes(own, &index);
            let best = best(own, &votes, of_base);
            if let Some(best) = best {
                for (&other, &count) in &votes {
                    let is_within = count >= 2 && count * 2 >= of_base[other].len();
                    if is_within && other.abs_diff(best) == 1 {
                        joined[other.max(best)] = true;
                    }
                }
            }
            found.push(best);
        }
        let order: Vec<usize> = found.iter().flatten().copied().collect();
        is_moved |= order.windows(2).any(|two| two[1] < two[0]);
        between(
            &mut found,
            &words(&witnesses[witness], &numbers[witness]),
            &of_base_words,
        );
        is_selected.push(is_selection(&found, of_base.len()));
        matches.push(found);
    }
    if !is_moved {
        return None;
    }
    let mut group = 0;
    let group_of: Vec<usize> = joined
        .iter()
        .map(|joined| {
            group += usize::from(!joined);
            group
        })
        .collect();
    let name = |witness: usize, section: usize| match matches[witness][section] {
        Some(of_base) => group_of[of_base].to_string(),
        None => format!("{} {}", witnesses[witness].id, section + 1),
    };
    let of = |witness: usize| {
        let sections = 0..matches[witness].len();
        sections.map(|at| name(witness, at)).collect()
    };
    let names = (0..witnesses.len()).map(of).collect();
    Some(Matched { names, is_selected })
}

/// Whether a witness is a selection: it has another order than the base text, or less than half of
/// its sections.
fn is_selection(found: &[Option<usize>], sections: usize) -> bool {
    let mut order: Vec<usize> = found.iter().flatten().copied().collect();
    order.dedup();
    let is_in_order = order.windows(2).all(|two| two[0] < two[1]);
    !is_in_order || order.len() * 2 < sections
}

/// How far from its place a section without a match is looked for.
const NEAR: usize = 8;

/// Matches sections that have no pair of words in common with one of the base text, between two
/// that are matched: with one near that place that has a third of the words; else by their order
/// alone, if the base text has as many there.
fn between(
    found: &mut [Option<usize>],
    own: &[FxHashSet<u32>],
    of_base: &[FxHashSet<u32>],
) {
    let mut taken = vec![false; of_base.len()];
    for of_base in found.iter().flatten() {
        taken[*of_base] = true;
    }
    let mut start = 0;
    while start < found.len() {
        let end = (start..found.len())
            .find(|at| found[*at].is_some())
            .unwrap_or(found.len());
        let from = start.checked_sub(1).and_then(|at| found[at]).map_or(0, |at| at + 1);
        let to = found.get(end).copied().flatten().unwrap_or(of_base.len());
        for at in start..end {
            let behind = from..(from + (at - start) + NEAR).min(of_base.len());
            let before = to.saturating_sub(end - at + NEAR)..to;
            let free = behind.chain(before).filter(|other| !taken[*other]);
            let common = |other: usize| own[at].intersection(&of_base[other]).count();
            let likest = free.max_by_key(|other| (common(*other), usize::MAX - *other));
            if let Some(other) = likest
                && common(other) * 3 >= own[at].len().max(of_base[other].len())
            {
                found[at] = Some(other);
                taken[other] = true;
            }
        }
        let is_free = |range: std::ops::Range<usize>| !taken[range].contains(&true);
        if start < end && from <= to && to - from == end - start && is_free(from..to) {
            for (at, of_base) in (start..end).zip(from..to) {
                found[at] = Some(of_base);
                taken[of_base] = true;
            }
        }
        start = end + 1;
    }
}

/// The words of each section.
fn words(witness: &Witness, numbers: &[u32]) -> Vec<FxHashSet<u32>> {
    let of = |section: &super::Section| {
        let words = section
            .tokens
            .clone()
            .filter(|at| witness.tokens[*at as usize].is_word());
        words.map(|at| numbers[at as usize]).collect()
    };
    witness.sections.iter().map(of).collect()
}

/// The pairs of words of a section.
fn pairs(witness: &Witness, numbers: &[u32], section: usize) -> FxHashSet<Pair> {
    let words: Vec<u32> = witness.sections[section]
        .tokens
        .clone()
        .filter(|at| witness.tokens[*at as usize].is_word())
        .map(|at| numbers[at as usize])
        .collect();
    words.windows(2).map(|two| (two[0], two[1])).collect()
}

/// How many pairs of a section each section of the base text has.
fn votes(
    own: &FxHashSet<Pair>,
    index: &FxHashMap<Pair, Vec<usize>>,
) -> BTreeMap<usize, usize> {
    let mut votes = BTreeMap::new();
    for section in own.iter().filter_map(|pair| index.get(pair)).flatten() {
        *votes.entry(*section).or_insert(0) += 1;
    }
    votes
}

/// The section of the base text that has most of the pairs, if that is a fifth of the shorter.
fn best(
    own: &FxHashSet<Pair>,
    votes: &BTreeMap<usize, usize>,
    of_base: &[FxHashSet<Pair>],
) -> Option<usize> {
    let (&best, &count) =
        votes.iter().max_by_key(|(at, count)| (**count, usize::MAX - **at))?;
    let shorter = own.len().min(of_base[best].len());
    (count * 5 >= shorter && count >= shorter.min(2)).then_some(best)
}
