//! Phrases that stand far away from their place: what a row has lost at one place and gained at
//! another one.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::lexicon::Lexicon;
use super::moved::{Move, Pair};

/// A word that a row has lost, or one that it has gained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Half {
    /// Its number among the words of its side: those that follow each other are a phrase.
    pub(super) number: u32,
    /// Its number in the lexicon.
    pub(super) form: u32,
    /// How many unchanged words stand before it.
    pub(super) kept: u32,
    /// The section, by index.
    pub(super) section: u32,
    /// The column, by index in the pairs of its section.
    pub(super) pair: u32,
}

/// A phrase that stands elsewhere: ranges of what was lost and of what was gained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Far {
    pub(super) lost: Range<usize>,
    pub(super) gained: Range<usize>,
    /// Whether its words are the same on both sides.
    pub(super) is_same: bool,
}

/// What a row has lost and gained beside the words that moved nearby.
#[derive(Debug, Default)]
pub(super) struct Halves {
    pub(super) lost: Vec<Half>,
    pub(super) gained: Vec<Half>,
    kept: u32,
    of_base: u32,
    own: u32,
}

impl Halves {
    /// Takes the pairs of a section, in the order of the base text.
    pub(super) fn add(
        &mut self,
        section: u32,
        pairs: &[Pair],
        moves: &[Move],
        lexicon: &Lexicon,
    ) {
        let mut is_lost: Vec<bool> = vec![false; pairs.len()];
        let mut is_gained = is_lost.clone();
        for moved in moves {
            is_lost[moved.lost] = true;
            is_gained[moved.gained] = true;
        }
        for (at, pair) in pairs.iter().enumerate() {
            let is_kept = match (pair.base, pair.own) {
                (Some(a), Some(b)) => a == b || lexicon.worth(a, b) > 0,
                _ => false,
            };
            self.kept += u32::from(is_kept);
            let half = |form: u32, number: u32| Half {
                number,
                form,
                kept: self.kept,
                section,
                pair: at as u32,
            };
            if let Some(form) = pair.base {
                if !is_kept && !is_lost[at] {
                    self.lost.push(half(form, self.of_base));
                }
                self.of_base += 1;
            }
            if let Some(form) = pair.own {
                if !is_kept && !is_gained[at] {
                    self.gained.push(half(form, self.own));
                }
                self.own += 1;
            }
        }
    }

    /// The phrases that stand elsewhere, in the order of the base text. The farther a phrase has
    /// moved, the longer it must be: short ones come again by chance.
    pub(super) fn far(&self, lexicon: &Lexicon) -> Vec<Far> {
        let (lost, gained) = (&self.lost, &self.gained);
        if lost.len() < SEED || gained.len() < SEED {
            return vec![];
        }
        let word = |half: &Half| lexicon.word(half.form);
        let seed = |halves: &[Half]| -> Option<[u32; SEED]> {
            let is_phrase =
                halves.windows(2).all(|two| two[1].number == two[0].number + 1);
            is_phrase.then(|| std::array::from_fn(|at| word(&halves[at])))
        };
        let mut places: FxHashMap<[u32; SEED], Vec<usize>> = FxHashMap::default();
        for (at, halves) in lost.windows(SEED).enumerate() {
            if let Some(seed) = seed(halves) {
                places.entry(seed).or_default().push(at);
            }
        }
        // How far each diagonal is covered.
        let mut covered: FxHashMap<i64, usize> = FxHashMap::default();
        let mut found: Vec<(i32, u32, Far)> = vec![];
        for (j, halves) in gained.windows(SEED).enumerate() {
            let places = seed(halves).and_then(|seed| places.get(&seed));
            for &i in places.into_iter().flatten().take(MANY) {
                let diagonal = i as i64 - j as i64;
                if covered.get(&diagonal).is_some_and(|end| j < *end) {
                    continue;
                }
                let far = self.extended(i, j, lexicon);
                covered.insert(diagonal, far.gained.end);
                let weight: i32 =
                    lost[far.lost.clone()].iter().map(|h| lexicon.weight(h.form)).sum();
                let (a, b) = (&lost[far.lost.start], &gained[far.gained.start]);
                let distance = a.kept.abs_diff(b.kept);
                if weight >= least(distance, a.section != b.section) {
                    found.push((-weight, distance, far));
                }
            }
        }
        found.sort_by_key(|(weight, distance, far)| {
            (*weight, *distance, far.lost.start, far.gained.start)
        });
        let mut taken = (vec![false; lost.len()], vec![false; gained.len()]);
        let mut all: Vec<Far> = vec![];
        for (_, _, far) in found {
            let is_free = !taken.0[far.lost.clone()].contains(&true)
                && !taken.1[far.gained.clone()].contains(&true);
            if is_free {
                taken.0[far.lost.clone()].fill(true);
                taken.1[far.gained.clone()].fill(true);
                all.push(far);
            }
        }
        all.sort_by_key(|far| far.lost.start);
        // A word or two that a long phrase has lost or gained at its ends go with it.
        for far in &mut all {
            let most = far.lost.len() / 8;
            let lost = widened(lost, &mut taken.0, far.lost.clone(), most);
            let gained = widened(gained, &mut taken.1, far.gained.clone(), most);
            far.is_same &= lost == far.lost && gained == far.gained;
            (far.lost, far.gained) = (lost, gained);
        }
        all
    }

    /// A phrase as long as it goes on, over single words that are changed, added or left out.
    fn extended(&self, i: usize, j: usize, lexicon: &Lexicon) -> Far {
        let (lost, gained) = (&self.lost, &self.gained);
        let is_same = |i: usize, j: usize| {
            lexicon.word(lost[i].form) == lexicon.word(gained[j].form)
        };
        // Whether the words up to these belong to the phrases that begin or end there.
        let follows = |halves: &[Half], at: usize, to: usize| {
            to < halves.len()
                && halves[at].number.abs_diff(halves[to].number) as usize
                    == at.abs_diff(to)
        };
        let mut is_exact = true;
        let mut end = (i + SEED - 1, j + SEED - 1);
        while let Some((di, dj)) = STEPS.into_iter().find(|&(di, dj)| {
            let (a, b) = (end.0 + di, end.1 + dj);
            let is_there = follows(lost, end.0, a) && follows(gained, end.1, b);
            let is_plain = (di, dj) == (1, 1);
            is_there
                && is_same(a, b)
                && (is_plain
                    || follows(lost, end.0, a + 1)
                        && follows(gained, end.1, b + 1)
                        && is_same(a + 1, b + 1))
        }) {
            end = (end.0 + di, end.1 + dj);
            is_exact &= (di, dj) == (1, 1);
        }
        let mut start = (i, j);
        while let Some((di, dj)) = STEPS.into_iter().find(|&(di, dj)| {
            let (Some(a), Some(b)) = (start.0.checked_sub(di), start.1.checked_sub(dj))
            else {
                return false;
            };
            let is_there = follows(lost, start.0, a) && follows(gained, start.1, b);
            let is_plain = (di, dj) == (1, 1);
            is_there
                && is_same(a, b)
                && (is_plain
                    || a > 0
                        && b > 0
                        && follows(lost, start.0, a - 1)
                        && follows(gained, start.1, b - 1)
                        && is_same(a - 1, b - 1))
        }) {
            start = (start.0 - di, start.1 - dj);
            is_exact &= (di, dj) == (1, 1);
        }
        Far {
            lost: start.0..end.0 + 1,
            gained: start.1..end.1 + 1,
            is_same: is_exact,
        }
    }
}

/// A phrase with at most so many words at either end that follow each other and are not taken.
fn widened(
    halves: &[Half],
    taken: &mut [bool],
    mut range: Range<usize>,
    most: usize,
) -> Range<usize> {
    let is_next = |at: usize, next: usize| halves[next].number == halves[at].number + 1;
    for _ in 0..most {
        let end = range.end;
        if end < halves.len() && !taken[end] && is_next(end - 1, end) {
            taken[end] = true;
            range.end += 1;
        }
        let start = range.start;
        if start > 0 && !taken[start - 1] && is_next(start - 1, start) {
            taken[start - 1] = true;
            range.start -= 1;
        }
    }
    range
}

/// How many words must be the same for a phrase to be looked at.
const SEED: usize = 3;

/// Three words that are lost at more places say nothing.
const MANY: usize = 16;

/// The ways in which a phrase goes on: by a word on both sides, or over one that differs.
const STEPS: [(usize, usize); 4] = [(1, 1), (2, 2), (2, 1), (1, 2)];

/// What the words of a phrase must weigh that has moved over some words, or to another section.
fn least(distance: u32, is_elsewhere: bool) -> i32 {
    let far = (1.0 + f64::from(distance) / 50.0).log2() * 600.0;
    2400 + far as i32 + if is_elsewhere { 1200 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collate::Rules;
    use crate::model::Lang;

    /// What moved, of columns written as `base/own`.
    fn far(columns: &str) -> Vec<(String, String, bool)> {
        let rules = Rules::of(&Lang::new("en"));
        let words: Vec<&str> = columns.split([' ', '/']).filter(|w| *w != "-").collect();
        let lexicon = Lexicon::of(words.into_iter(), &rules.speller());
        let word = |text: &str| (text != "-").then(|| lexicon.id(text));
        let pairs: Vec<Pair> = columns
            .split(' ')
            .map(|column| match column.split_once('/') {
                Some((base, own)) => Pair { base: word(base), own: word(own) },
                None => Pair { base: word(column), own: word(column) },
            })
            .collect();
        let mut halves = Halves::default();
        halves.add(0, &pairs, &[], &lexicon);
        let shown = |of: &[Half]| {
            let forms = of.iter().map(|half| lexicon.form(half.form).iter().collect());
            forms.collect::<Vec<String>>().join(" ")
        };
        halves
            .far(&lexicon)
            .into_iter()
            .map(|far| {
                (
                    shown(&halves.lost[far.lost]),
                    shown(&halves.gained[far.gained]),
                    far.is_same,
                )
            })
            .collect()
    }

    #[test]
    fn a_phrase_that_was_lost_and_gained_has_moved() {
        let same = "with/- heavy/- ropes/- the crew went home -/with -/heavy -/ropes";
        assert_eq!(
            far(same),
            [("with heavy ropes".into(), "with heavy ropes".into(), true)]
        );
        // Two words are too few, and three particles say too little.
        assert_eq!(far("heavy/- ropes/- the crew went home -/heavy -/ropes"), []);
        assert_eq!(far("in/- a/- to/- the crew went home -/in -/a -/to"), []);
    }

    #[test]
    fn a_phrase_goes_on_over_a_word_that_differs() {
        let other = "with/- heavy/- ropes/- from/- great/- masts/- the crew \
                     -/with -/heavy -/ropes -/of -/great -/masts";
        let [(lost, gained, is_same)] = &far(other)[..] else { panic!("one") };
        assert_eq!(lost, "with heavy ropes from great masts");
        assert_eq!(gained, "with heavy ropes of great masts");
        assert!(!is_same);
    }
}
