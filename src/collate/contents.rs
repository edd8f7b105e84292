//! Sections without names, matched by their words: stanzas that stand elsewhere, paragraphs that
//! were split or joined.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Witness;

/// Two words that follow each other.
type Pair = (u32, u32);

/// A pair that more sections of the base text have says nothing.
const FREQUENT: usize = 4;

/// Names for the sections of each witness, equal where their words correspond. Nothing if all
/// witnesses have what they have in the order of the base text: then texts are best aligned
/// whole, wherever their paragraphs end.
pub(super) fn names(
    witnesses: &[Witness],
    numbers: &[Vec<u32>],
    base: usize,
) -> Option<Vec<Vec<String>>> {
    let pairs: Vec<Vec<FxHashSet<Pair>>> = witnesses
        .iter()
        .zip(numbers)
        .map(|(witness, numbers)| {
            let of = |at: usize| pairs(witness, numbers, at);
            (0..witness.sections.len()).map(of).collect()
        })
        .collect();
    let of_base = &pairs[base];
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
    for (witness, sections) in pairs.iter().enumerate() {
        if witness == base {
            matches.push((0..of_base.len()).map(Some).collect());
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
    Some(
        (0..witnesses.len())
            .map(|witness| {
                (0..matches[witness].len()).map(|at| name(witness, at)).collect()
            })
            .collect(),
    )
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
