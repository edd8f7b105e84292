//! Where two long sequences of words surely correspond, so that only what lies between has to
//! be aligned word by word.

use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

/// A stretch of two sequences that still has to be aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// The part of the first sequence.
    pub(super) a: Range<usize>,
    /// The part of the second.
    pub(super) b: Range<usize>,
}

impl Region {
    fn area(&self) -> usize {
        self.a.len() * self.b.len()
    }
}

/// Two sequences cut at what surely corresponds.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// Pairs of equal words, in order.
    pub(super) pairs: Vec<(usize, usize)>,
    /// What lies between the pairs, in order.
    pub(super) regions: Vec<Region>,
}

/// A region with fewer pairs of words is aligned as it is.
const SMALL: usize = 60 * 60;

/// A region is cut at sequences of one or two words only if it has more pairs of words: in a
/// part of a text that a witness hardly has, such words stand together by chance.
const MIDDLING: usize = 500 * 500;

/// The greatest region that is aligned word by word; a larger one without a single anchor is
/// two texts that have nothing to do with each other.
const LARGEST: usize = 4_000_000;

/// The lengths of the sequences of words that are looked for, one after the other.
const LENGTHS: [usize; 5] = [4, 12, 3, 2, 1];

/// Cuts two sequences at the sequences of words that each of them has once.
pub(super) fn cut(a: &[u32], b: &[u32]) -> Cut {
    let mut cut = Cut::default();
    let mut open = vec![Region { a: 0..a.len(), b: 0..b.len() }];
    while let Some(region) = open.pop() {
        if region.area() <= SMALL {
            cut.regions.push(region);
            continue;
        }
        let lengths = LENGTHS
            .iter()
            .filter(|length| **length > 2 || region.area() > MIDDLING);
        let runs = lengths.into_iter().find_map(|&length| {
            let runs = runs(a, b, &region, length);
            (!runs.is_empty()).then_some(runs)
        });
        let Some(runs) = runs else {
            match region.area() <= LARGEST {
                true => cut.regions.push(region),
                false => cut.regions.extend(apart(region)),
            }
            continue;
        };
        let (mut from_a, mut from_b) = (region.a.start, region.b.start);
        for (at_a, at_b, length) in runs {
            open.push(Region { a: from_a..at_a, b: from_b..at_b });
            cut.pairs.extend((0..length).map(|k| (at_a + k, at_b + k)));
            (from_a, from_b) = (at_a + length, at_b + length);
        }
        open.push(Region { a: from_a..region.a.end, b: from_b..region.b.end });
    }
    cut.pairs.sort_unstable();
    cut.regions
        .retain(|region| !region.a.is_empty() || !region.b.is_empty());
    cut.regions.sort_by_key(|region| (region.a.start, region.b.start));
    cut
}

/// Two halves of a region that are not compared with each other.
fn apart(region: Region) -> [Region; 2] {
    [
        Region {
            a: region.a.clone(),
            b: region.b.start..region.b.start,
        },
        Region { a: region.a.end..region.a.end, b: region.b },
    ]
}

/// Runs of equal words (start in `a`, start in `b`, how many) around sequences of a length that
/// both sides have once, the most that stand in the same order. A word at either end of a run is
/// left to the alignment where the run does not end with the region: it may belong elsewhere.
fn runs(
    a: &[u32],
    b: &[u32],
    region: &Region,
    length: usize,
) -> Vec<(usize, usize, usize)> {
    if region.a.len() < length || region.b.len() < length {
        return vec![];
    }
    let mut places: FxHashMap<u64, (u32, u32, usize, usize)> = FxHashMap::default();
    for at in region.a.start..=region.a.end - length {
        let place = places.entry(gram(&a[at..at + length])).or_default();
        place.0 += 1;
        place.2 = at;
    }
    for at in region.b.start..=region.b.end - length {
        if let Some(place) = places.get_mut(&gram(&b[at..at + length])) {
            place.1 += 1;
            place.3 = at;
        }
    }
    let mut unique: Vec<(usize, usize)> = places
        .into_values()
        .filter(|place| place.0 == 1 && place.1 == 1)
        .map(|place| (place.2, place.3))
        .filter(|&(x, y)| a[x..x + length] == b[y..y + length])
        .collect();
    unique.sort_unstable();
    let mut runs: Vec<(usize, usize, usize)> = vec![];
    for (x, y) in ascending(&unique) {
        match runs.last_mut() {
            // One more word of the same run.
            Some((u, v, n)) if x < *u + *n && y < *v + *n && x - *u == y - *v => {
                *n = x + length - *u;
            }
            Some((u, v, n)) if x < *u + *n || y < *v + *n => {}
            _ => runs.push((x, y, length)),
        }
    }
    let margin = usize::from(length > 2);
    runs.retain_mut(|(x, y, n)| {
        if *x > region.a.start || *y > region.b.start {
            (*x, *y, *n) = (*x + margin, *y + margin, *n - margin);
        }
        if *x + *n < region.a.end || *y + *n < region.b.end {
            *n = n.saturating_sub(margin);
        }
        *n > 0
    });
    runs
}

fn gram(words: &[u32]) -> u64 {
    let mut hasher = FxHasher::default();
    words.iter().for_each(|word| hasher.write_u32(*word));
    hasher.finish()
}

/// The longest chain of pairs that ascend on both sides; the pairs come in the order of the
/// first side.
pub(super) fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = vec![];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (i, pair) in pairs.iter().enumerate() {
        let at = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(at.checked_sub(1).map(|at| ends[at]));
        match ends.get_mut(at) {
            Some(end) => *end = i,
            None => ends.push(i),
        }
    }
    let mut chain = vec![];
    let mut at = ends.last().copied();
    while let Some(i) = at {
        chain.push(pairs[i]);
        at = before[i];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sequences_are_cut_at_what_they_have_in_common() {
        let a: Vec<u32> = (0..500).collect();
        let mut b = a.clone();
        b.splice(200..210, [900, 901]);
        let cut = cut(&a, &b);
        let covered: usize = cut.regions.iter().map(|r| r.a.len()).sum();
        assert_eq!(covered + cut.pairs.len(), 500);
        assert!(covered < 20, "{covered}");
        assert!(cut.pairs.iter().all(|&(x, y)| a[x] == b[y]));
    }

    #[test]
    fn a_chain_ascends_on_both_sides() {
        assert_eq!(
            ascending(&[(0, 5), (1, 1), (2, 2), (3, 9), (4, 3)]),
            [(1, 1), (2, 2), (4, 3)]
        );
        assert_eq!(ascending(&[]), []);
    }
}
