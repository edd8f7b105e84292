//! Ties in order: none crosses another in any lane. Candidates are added layer by layer; of
//! those that cross each other the most that can stand together stay.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::tie::Tie;
use crate::model::Place;

/// Above so many candidates that are entangled, in more than two lanes, two lanes decide.
const MOST: usize = 3_000;

/// Ties that are kept, in their order.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// How many lanes there are.
    lanes: usize,
    /// The ties; each has at least two lanes.
    pub ties: Vec<Tie>,
    /// Candidates that cross a tie, with it.
    pub crossed: Vec<(Tie, Tie)>,
}

/// How a candidate lies to the ties that are kept.
enum Fit {
    /// Behind so many of them, in the order in which they stand.
    Behind(usize),
    /// At one of them, which it has more lanes than.
    Same(usize),
    /// At one of them, and it says nothing more.
    Known,
    /// At several of them, or only in another order of those that share no lane.
    Otherwise,
}

impl Chain {
    pub(super) fn new(lanes: usize) -> Self {
        Self { lanes, ..Self::default() }
    }

    /// The ties that a lane has, by their place.
    pub(super) fn index(&self) -> Vec<Vec<(Place, usize)>> {
        let mut index = vec![vec![]; self.lanes];
        for (k, tie) in self.ties.iter().enumerate() {
            for (lane, place) in tie.at.iter().enumerate() {
                index[lane].extend(place.map(|place| (place, k)));
            }
        }
        index
    }

    /// Adds candidates: those in many lanes, and of which there are many, first.
    pub(super) fn add(&mut self, candidates: Vec<Tie>) {
        let mut groups: BTreeMap<Vec<usize>, Vec<Tie>> = BTreeMap::new();
        for candidate in candidates {
            let has = |lane: &usize| candidate.at[*lane].is_some();
            let lanes: Vec<usize> = (0..self.lanes).filter(has).collect();
            if lanes.len() > 1 {
                groups.entry(lanes).or_default().push(candidate);
            }
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(lanes, ties)| Reverse((lanes.len() - 1) * ties.len()));
        for (lanes, ties) in groups {
            self.add_group(&lanes, ties);
        }
    }

    /// Adds candidates that have the same lanes.
    fn add_group(&mut self, lanes: &[usize], candidates: Vec<Tie>) {
        let mut index = self.index();
        // First what stands at a tie, so that all the others are compared with that.
        let mut rest = vec![];
        for candidate in candidates {
            match self.fit(&candidate, &index) {
                Fit::Same(k) => self.widen(k, &candidate, &mut index),
                Fit::Known => {}
                Fit::Behind(_) | Fit::Otherwise => rest.push(candidate),
            }
        }
        let (mut fitting, mut others) = (vec![], vec![]);
        for candidate in rest {
            match self.fit(&candidate, &index) {
                Fit::Behind(k) => fitting.push((k, candidate)),
                _ => others.push(candidate),
            }
        }
        let places = |(_, tie): &(usize, Tie)| -> Vec<Place> {
            lanes.iter().filter_map(|lane| tie.at[*lane]).collect()
        };
        fitting.sort_by_cached_key(places);
        let rows: Vec<Vec<Place>> = fitting.iter().map(places).collect();
        let kept = longest(&rows);
        for (k, (_, tie)) in fitting.iter().enumerate() {
            if kept[k] {
                continue;
            }
            let crosses =
                |other: &usize| kept[*other] && inverted(&rows[k], &rows[*other]);
            if let Some(other) = nearest(k, rows.len()).find(crosses) {
                self.crossed.push((tie.clone(), fitting[other].1.clone()));
            }
        }
        let mut kept = kept.into_iter();
        fitting.retain(|_| kept.next() == Some(true));
        self.insert(fitting);
        for candidate in others {
            self.settle(candidate);
        }
    }

    /// Puts in ties, each behind so many of those that are kept.
    fn insert(&mut self, added: Vec<(usize, Tie)>) {
        let before = std::mem::take(&mut self.ties);
        let mut added = added.into_iter().peekable();
        for (k, tie) in before.into_iter().enumerate() {
            while let Some((_, new)) = added.next_if(|(behind, _)| *behind <= k) {
                self.ties.push(new);
            }
            self.ties.push(tie);
        }
        self.ties.extend(added.map(|(_, new)| new));
    }

    fn fit(&self, candidate: &Tie, index: &[Vec<(Place, usize)>]) -> Fit {
        let (mut behind, mut before) = (0, self.ties.len());
        let mut same: Option<usize> = None;
        for (lane, place) in candidate.at.iter().enumerate() {
            let Some(place) = place else { continue };
            let list = &index[lane];
            let at = list.partition_point(|(kept, _)| kept < place);
            if let Some((_, k)) = at.checked_sub(1).and_then(|at| list.get(at)) {
                behind = behind.max(k + 1);
            }
            let here = list.get(at).filter(|(kept, _)| kept == place);
            if let Some((_, k)) = here {
                if same.is_some_and(|same| same != *k) {
                    return Fit::Otherwise;
                }
                same = Some(*k);
            }
            let next = list.get(at + usize::from(here.is_some()));
            before = next.map_or(before, |(_, k)| before.min(*k));
        }
        let Some(same) = same else {
            return if behind <= before { Fit::Behind(behind) } else { Fit::Otherwise };
        };
        let mut both = self.ties[same].at.iter().zip(&candidate.at);
        if both
            .clone()
            .any(|(own, new)| own.is_some() && new.is_some() && own != new)
            || both.all(|(own, new)| own.is_some() || new.is_none())
        {
            return Fit::Known;
        }
        match behind <= same && same < before {
            true => Fit::Same(same),
            false => Fit::Otherwise,
        }
    }

    /// Gives a tie the lanes of a candidate that stands at it.
    fn widen(&mut self, k: usize, candidate: &Tie, index: &mut [Vec<(Place, usize)>]) {
        let own = self.ties[k].at.iter_mut();
        for (lane, (own, place)) in own.zip(&candidate.at).enumerate() {
            if let (None, Some(place)) = (*own, *place) {
                *own = Some(place);
                let at = index[lane].partition_point(|(kept, _)| *kept < place);
                index[lane].insert(at, (place, k));
            }
        }
    }

    /// Adds a candidate that stands at ties that are kept, which become one with it, or that
    /// fits only if those that share no lane change their order.
    fn settle(&mut self, candidate: Tie) {
        let is_at = |tie: &Tie| {
            tie.at.iter().zip(&candidate.at).any(|(a, b)| a.is_some() && a == b)
        };
        let same: Vec<usize> =
            (0..self.ties.len()).filter(|k| is_at(&self.ties[*k])).collect();
        // The surest says what it is made by.
        let mut joined = match same.first() {
            Some(k) => self.ties[*k].clone(),
            None => candidate.clone(),
        };
        for other in same.iter().map(|k| &self.ties[*k]).chain([&candidate]) {
            for (own, place) in joined.at.iter_mut().zip(&other.at) {
                match (*own, *place) {
                    // In some lanes it stands elsewhere, and says nothing more.
                    (Some(own), Some(place)) if own != place => return,
                    (None, place) => *own = place,
                    _ => {}
                }
            }
        }
        let has = |tie: &Tie| tie.at.iter().flatten().count();
        if same.iter().any(|k| has(&self.ties[*k]) == has(&joined)) {
            return;
        }
        let mut all: Vec<Tie> = self.ties.clone();
        for k in same.iter().rev() {
            all.remove(*k);
        }
        all.push(joined);
        match sorted(all, self.lanes, |_| 0.0) {
            Some(ties) => self.ties = ties,
            None => {
                let crossing = self.ties.iter().find(|tie| crosses(tie, &candidate));
                // Without one the candidate contradicts several ties together.
                let crossing = crossing.or(self.ties.first()).cloned();
                self.crossed.extend(crossing.map(|tie| (candidate, tie)));
            }
        }
    }

    /// Puts ties that share no lane in the order of what their places have before them; `share`
    /// is the share of its text that stands before a place.
    pub(super) fn arrange(&mut self, share: impl Fn(usize, Place) -> f64) {
        let mean = |tie: &Tie| {
            let places = tie.at.iter().enumerate();
            let shares = places.filter_map(|(lane, at)| at.map(|at| share(lane, at)));
            let (sum, count) =
                shares.fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
            sum / f64::max(count, 1.0)
        };
        let ties = std::mem::take(&mut self.ties);
        self.ties =
            sorted(ties, self.lanes, mean).expect("ties that are kept have an order");
    }
}

/// Ties in an order in which no lane goes back, if there is one; of those that may come next
/// the least by `weight`, else as they stood.
fn sorted(
    ties: Vec<Tie>,
    lanes: usize,
    weight: impl Fn(&Tie) -> f64,
) -> Option<Vec<Tie>> {
    let mut follows: Vec<Vec<usize>> = vec![vec![]; ties.len()];
    let mut waits = vec![0_usize; ties.len()];
    for lane in 0..lanes {
        let mut of_lane: Vec<(Place, usize)> = ties
            .iter()
            .enumerate()
            .filter_map(|(k, tie)| Some((tie.at[lane]?, k)))
            .collect();
        of_lane.sort();
        for pair in of_lane.windows(2) {
            follows[pair[0].1].push(pair[1].1);
            waits[pair[1].1] += 1;
        }
    }
    // Weights as numbers that compare: shares of a text, from 0 to 1.
    let key = |k: usize| ((weight(&ties[k]) * 1e12) as u64, k);
    let mut ready: BTreeSet<(u64, usize)> =
        (0..ties.len()).filter(|k| waits[*k] == 0).map(key).collect();
    let mut order = vec![];
    while let Some((_, k)) = ready.pop_first() {
        order.push(k);
        for next in &follows[k] {
            waits[*next] -= 1;
            if waits[*next] == 0 {
                ready.insert(key(*next));
            }
        }
    }
    if order.len() < ties.len() {
        return None;
    }
    let mut ties: Vec<Option<Tie>> = ties.into_iter().map(Some).collect();
    order.into_iter().map(|k| ties[k].take()).collect()
}

/// Whether two ties stand in one order in a lane and in the other in another.
fn crosses(a: &Tie, b: &Tie) -> bool {
    let pairs = || a.at.iter().zip(&b.at).filter_map(|(a, b)| (*a).zip(*b));
    pairs().any(|(a, b)| a < b) && pairs().any(|(a, b)| a > b)
}

/// The others from the nearest on.
fn nearest(k: usize, count: usize) -> impl Iterator<Item = usize> {
    (1..count).flat_map(move |step| {
        let below = k.checked_sub(step);
        below.into_iter().chain(Some(k + step).filter(|above| *above < count))
    })
}

/// Whether one stands before the other in one lane, and behind it in another.
fn inverted(a: &[Place], b: &[Place]) -> bool {
    let pairs = || a.iter().zip(b);
    pairs().any(|(a, b)| a < b) && pairs().any(|(a, b)| a > b)
}

/// Which rows stay so that all go forward in all columns: as many as can be. The rows are in
/// order.
fn longest(rows: &[Vec<Place>]) -> Vec<bool> {
    let Some(first) = rows.first() else { return vec![] };
    let width = first.len();
    // The least place of each column from a row on.
    let mut least = vec![rows[rows.len() - 1].clone(); rows.len()];
    for k in (0..rows.len() - 1).rev() {
        least[k] = (0..width).map(|c| rows[k][c].min(least[k + 1][c])).collect();
    }
    let mut kept = vec![false; rows.len()];
    let mut start = 0;
    let mut most = first.clone();
    for k in 0..rows.len() {
        for c in 0..width {
            most[c] = most[c].max(rows[k][c]);
        }
        // All before stand before all behind: these decide by themselves.
        let is_cut = k + 1 == rows.len() || (0..width).all(|c| most[c] < least[k + 1][c]);
        if is_cut {
            for chosen in entangled(&rows[start..=k]) {
                kept[start + chosen] = true;
            }
            start = k + 1;
        }
    }
    kept
}

/// The longest series of rows in which each goes forward in all columns, by their numbers.
fn entangled(rows: &[Vec<Place>]) -> Vec<usize> {
    let width = rows[0].len();
    if rows.len() > MOST && width > 2 {
        let narrow: Vec<Vec<Place>> = rows.iter().map(|row| row[..2].to_vec()).collect();
        let mut last: Option<usize> = None;
        let mut chosen = entangled(&narrow);
        chosen.retain(|k| {
            let goes_on = last.is_none_or(|last| forward(&rows[last], &rows[*k]));
            if goes_on {
                last = Some(*k);
            }
            goes_on
        });
        return chosen;
    }
    if width == 2 {
        return increasing(rows);
    }
    // For each row the longest series that it ends, and the row before it in that.
    let mut ends: Vec<(usize, Option<usize>)> = vec![];
    for k in 0..rows.len() {
        let before = (0..k)
            .filter(|j| forward(&rows[*j], &rows[k]))
            .max_by_key(|j| (ends[*j].0, Reverse(*j)));
        ends.push((before.map_or(1, |j| ends[j].0 + 1), before));
    }
    let last = (0..rows.len()).max_by_key(|k| (ends[*k].0, Reverse(*k)));
    follow(last, |k| ends[k].1)
}

/// The same for two columns, in `n log n`.
fn increasing(rows: &[Vec<Place>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    // Of rows that begin alike only one can be taken.
    order.sort_by_key(|k| (rows[*k][0], Reverse(rows[*k][1])));
    // The row with the least place that ends a series of each length.
    let mut tails: Vec<usize> = vec![];
    let mut before: Vec<Option<usize>> = vec![None; rows.len()];
    for k in order {
        let length = tails.partition_point(|tail| rows[*tail][1] < rows[k][1]);
        before[k] = length.checked_sub(1).map(|length| tails[length]);
        if length == tails.len() {
            tails.push(k);
        } else {
            tails[length] = k;
        }
    }
    follow(tails.last().copied(), |k| before[k])
}

/// A series from its last row back, in order.
fn follow(
    mut last: Option<usize>,
    before: impl Fn(usize) -> Option<usize>,
) -> Vec<usize> {
    let mut series = vec![];
    while let Some(k) = last {
        series.push(k);
        last = before(k);
    }
    series.reverse();
    series
}

fn forward(a: &[Place], b: &[Place]) -> bool {
    a.iter().zip(b).all(|(a, b)| a < b)
}
