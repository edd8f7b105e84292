//! Ties by equal numbers. Numbers that a text has once are equal wherever they stand; those that
//! begin anew are compared within the larger part that they stand in, and within that series
//! by series.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::offer::{Numbered, is_of_work, rank};
use super::scopes::Scope;
use super::tie::{Alone, By, Repeated, Tie};
use super::work::Work;
use crate::model::{Place, TIE};

/// Above so many series of numbers in one part, series are compared in their order alone.
const MOST_SERIES: usize = 400;

/// The numbers of a unit in one part, by lane.
type Parts<'a, 't> = BTreeMap<Scope, Vec<Vec<&'a Numbered<'t>>>>;

impl<'t> Work<'_, 't> {
    /// The units of which several lanes have numbers, the larger first; only those of divisions
    /// if that is all that is asked for.
    pub(super) fn units(&self, of_divisions: bool) -> Vec<String> {
        let all: BTreeSet<&String> =
            self.offers.iter().flat_map(|offer| offer.numbers.keys()).collect();
        let has = |unit: &str| {
            let lanes = self.offers.iter();
            lanes.filter(|offer| offer.numbers.contains_key(unit)).count()
        };
        let mut units: Vec<String> = all
            .into_iter()
            .filter(|unit| is_of_work(unit) && *unit != TIE && has(unit) > 1)
            .filter(|unit| !of_divisions || rank(unit, self.offers).0 == 0)
            .cloned()
            .collect();
        units.sort_by_key(|unit| rank(unit, self.offers));
        units
    }

    /// Ties what has equal numbers of a unit.
    pub(super) fn number(&mut self, unit: &str) {
        let offers = self.offers;
        let none = vec![];
        let lanes: Vec<&Vec<Numbered<'t>>> = offers
            .iter()
            .map(|offer| offer.numbers.get(unit).unwrap_or(&none))
            .collect();
        if lanes.iter().filter(|items| !items.is_empty()).count() < 2 {
            return;
        }
        let mut matched: Vec<Vec<Option<&Numbered>>> = vec![];
        if lanes.iter().all(|items| is_distinct(items.iter())) {
            let whole: Vec<Vec<&Numbered>> =
                lanes.iter().map(|items| items.iter().collect()).collect();
            matched.extend(equal(&whole));
        } else {
            for (scope, part) in &self.parts(&lanes) {
                // Of a part that is told to be alone its numbers are not told as well.
                let is_own = matches!(scope, Scope::Own(..));
                matched.extend(self.series(unit, part).into_iter().filter(|_| !is_own));
            }
        }
        let name = |n: &str| By::Number(unit.to_owned(), n.to_owned());
        let mut candidates = vec![];
        let mut lone: Vec<(usize, &Numbered)> = vec![];
        for row in &matched {
            let has = || row.iter().enumerate().filter_map(|(k, one)| Some((k, (*one)?)));
            match has().count() {
                0 => {}
                1 => lone.extend(has()),
                _ => {
                    let at = row.iter().map(|one| one.map(|one| one.place)).collect();
                    let n = has().next().map_or("", |(_, one)| one.n);
                    candidates.push(Tie { at, by: name(n) });
                }
            }
        }
        // A unit of which nothing corresponds counts something else.
        if candidates.is_empty() {
            return;
        }
        self.chain.add(candidates);
        let index = self.chain.index();
        for (lane, one) in lone {
            let is_tied = index[lane]
                .binary_search_by_key(&one.place, |(place, _)| *place)
                .is_ok();
            if !is_tied {
                let by = name(one.n);
                self.found.alone.push(Alone { lane, place: one.place, by });
            }
        }
        let places =
            |items: &&Vec<Numbered>| items.iter().map(|item| item.place).collect();
        self.scopes.units.push(lanes.iter().map(places).collect());
    }

    /// The numbers by the part they stand in.
    fn parts<'a>(&self, lanes: &[&'a Vec<Numbered<'t>>]) -> Parts<'a, 't> {
        let index = self.chain.index();
        let mut parts: Parts = BTreeMap::new();
        for (lane, items) in lanes.iter().enumerate() {
            let tied: HashMap<Place, usize> = index[lane].iter().copied().collect();
            let starts: Vec<Place> =
                self.scopes.starts(lane, lanes).into_iter().collect();
            for item in items.iter() {
                let at = starts.partition_point(|start| *start <= item.place);
                let scope = match at.checked_sub(1).map(|at| starts[at]) {
                    None => Scope::Outside,
                    Some(start) => match tied.get(&start) {
                        Some(tie) => Scope::Tied(*tie),
                        None => Scope::Own(lane, start),
                    },
                };
                let part = parts.entry(scope).or_default();
                part.resize(lanes.len(), vec![]);
                part[lane].push(item);
            }
        }
        parts
    }

    /// What is equal in one part, where numbers may begin anew.
    fn series<'a>(
        &mut self,
        unit: &str,
        part: &[Vec<&'a Numbered<'t>>],
    ) -> Vec<Vec<Option<&'a Numbered<'t>>>> {
        let runs: Vec<Vec<&[&Numbered]>> = part.iter().map(|items| runs(items)).collect();
        let counts: BTreeSet<usize> =
            runs.iter().map(Vec::len).filter(|count| *count > 0).collect();
        let lanes = runs.iter().filter(|runs| !runs.is_empty()).count();
        if counts.len() <= 1 {
            let count = counts.first().copied().unwrap_or_default();
            let of = |k: usize| {
                let lanes = runs.iter();
                let run = |runs: &Vec<&[&'a Numbered<'t>]>| {
                    runs.get(k).map_or_else(Vec::new, |run| run.to_vec())
                };
                equal(&lanes.map(run).collect::<Vec<_>>())
            };
            return (0..count).flat_map(of).collect();
        }
        if lanes > 1 {
            self.repeated(unit, &runs);
        }
        // A number that is there twice by mistake leaves most others distinct.
        let mostly = part.iter().filter(|items| !items.is_empty()).all(|items| {
            let once = distinct(items);
            let all: BTreeSet<&str> = items.iter().map(|item| item.n).collect();
            2 * once.len() >= all.len()
        });
        if mostly {
            let once: Vec<BTreeSet<&str>> =
                part.iter().map(|items| distinct(items)).collect();
            let is_once = |item: &&Numbered| {
                once.iter().zip(part).all(|(once, items)| {
                    once.contains(item.n) || items.iter().all(|other| other.n != item.n)
                })
            };
            let kept: Vec<Vec<&Numbered>> = part
                .iter()
                .map(|items| items.iter().copied().filter(is_once).collect())
                .collect();
            return equal(&kept);
        }
        aligned(&runs)
    }

    /// Remembers the first number of each lane that begins anew more often than others do.
    fn repeated(&mut self, unit: &str, runs: &[Vec<&[&Numbered<'t>]>]) {
        let least = runs.iter().map(Vec::len).filter(|count| *count > 0).min();
        for (lane, runs) in runs.iter().enumerate() {
            let (Some(least), Some(next)) = (least, runs.get(least.unwrap_or_default()))
            else {
                continue;
            };
            let again = next[0];
            let before = runs[..least].iter().rev();
            let same = before.flat_map(|run| run.iter()).find(|item| item.n == again.n);
            if let Some(first) = same {
                self.found.repeated.push(Repeated {
                    lane,
                    first: first.place,
                    again: again.place,
                    by: By::Number(unit.to_owned(), again.n.to_owned()),
                });
            }
        }
    }
}

/// The items of each number, by lane. Each lane has a number at most once.
fn equal<'a, 't>(lanes: &[Vec<&'a Numbered<'t>>]) -> Vec<Vec<Option<&'a Numbered<'t>>>> {
    let mut rows: HashMap<&str, usize> = HashMap::new();
    let mut found: Vec<Vec<Option<&Numbered>>> = vec![];
    for (lane, items) in lanes.iter().enumerate() {
        for item in items {
            let row = *rows.entry(item.n).or_insert_with(|| {
                found.push(vec![None; lanes.len()]);
                found.len() - 1
            });
            found[row][lane].get_or_insert(item);
        }
    }
    found
}

/// Whether no number is there twice.
fn is_distinct<'a, 't: 'a>(mut items: impl Iterator<Item = &'a Numbered<'t>>) -> bool {
    let mut seen = BTreeSet::new();
    items.all(|item| seen.insert(item.n))
}

/// The numbers that are there once.
fn distinct<'t>(items: &[&Numbered<'t>]) -> BTreeSet<&'t str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item.n).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count == 1)
        .map(|(n, _)| n)
        .collect()
}

/// Series in which each number is there once: a new one begins with a number that the one
/// before has.
fn runs<'i, 'a, 't>(items: &'i [&'a Numbered<'t>]) -> Vec<&'i [&'a Numbered<'t>]> {
    let mut runs = vec![];
    let mut start = 0;
    let mut seen = BTreeSet::new();
    for (k, item) in items.iter().enumerate() {
        if !seen.insert(item.n) {
            runs.push(&items[start..k]);
            start = k;
            seen = BTreeSet::from([item.n]);
        }
    }
    if start < items.len() {
        runs.push(&items[start..]);
    }
    runs
}

/// What is equal in series, of which lanes have not the same count: those of each lane are laid
/// beside those of the lane that has most, in order, so that they have most in common.
fn aligned<'a, 't>(
    runs: &[Vec<&[&'a Numbered<'t>]>],
) -> Vec<Vec<Option<&'a Numbered<'t>>>> {
    let Some(main) =
        (0..runs.len()).max_by_key(|lane| (runs[*lane].len(), usize::MAX - lane))
    else {
        return vec![];
    };
    let mut groups: Vec<Vec<Vec<&Numbered>>> = runs[main]
        .iter()
        .map(|run| {
            let mut group = vec![vec![]; runs.len()];
            group[main] = run.to_vec();
            group
        })
        .collect();
    for (lane, own) in runs.iter().enumerate().filter(|(lane, _)| *lane != main) {
        for (k, other) in pairs(own, &runs[main]) {
            groups[other][lane] = own[k].to_vec();
        }
    }
    groups.iter().flat_map(|group| equal(group)).collect()
}

/// Which series of one lane is which of the other.
fn pairs(own: &[&[&Numbered]], main: &[&[&Numbered]]) -> Vec<(usize, usize)> {
    if own.len() > MOST_SERIES || main.len() > MOST_SERIES {
        return (0..own.len().min(main.len())).map(|k| (k, k)).collect();
    }
    let sets = |runs: &[&[&Numbered]]| -> Vec<BTreeSet<String>> {
        let set = |run: &&[&Numbered]| run.iter().map(|item| item.n.to_owned()).collect();
        runs.iter().map(set).collect()
    };
    let (a, b) = (sets(own), sets(main));
    // Twice what they have in common, by what they have.
    let alike = |i: usize, j: usize| {
        let common = a[i].intersection(&b[j]).count();
        2.0 * common as f64 / (a[i].len() + b[j].len()) as f64
    };
    let mut best = vec![vec![0.0_f64; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let both = best[i + 1][j + 1] + alike(i, j);
            best[i][j] = both.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = vec![];
    while i < a.len() && j < b.len() {
        if best[i][j] > best[i + 1][j] && best[i][j] > best[i][j + 1] {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}
