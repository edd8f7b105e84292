//! The search for the best way through the cuts of a parallel. A state is a cut with what each
//! lane leaves over of its notes; of a cut only some are kept, as in the search of a single
//! text (`plan/search.rs`).

use std::ops::Range;

use super::super::foot::Feet;
use super::super::plan::Narrowed;
use super::super::plan::filling::{Carry, Left};
use super::super::plan::search::{FILLED, SHORT};
use super::lane::{Lane, Openings, Step};
use super::lanes::{Carries, Lanes, Made};

/// The best way found to reach a state.
struct Node {
    cut: usize,
    carries: Carries,
    /// How much is left over, in points.
    height: f64,
    cost: f64,
    /// The least for which it was reached, or any that was dropped because of it.
    low: f64,
    /// The state before, and the opening between; none at the start.
    before: Option<(usize, Made)>,
    /// Whether it was gone on from.
    done: bool,
}

impl Node {
    /// Whether the same is left over as in another state.
    fn leaves_same(&self, other: &Self) -> bool {
        self.height == other.height && self.carries == other.carries
    }

    /// Whether no lane leaves more of any series than in another state.
    fn leaves_no_more(&self, other: &Self) -> bool {
        let mut pairs = self.carries.iter().zip(other.carries.iter());
        self.height <= other.height
            && pairs.all(|pair| match pair {
                (None, _) => true,
                (_, None) => false,
                (Some(a), Some(b)) => {
                    a.open.len() <= b.open.len()
                        && a.rows.iter().zip(&b.rows).all(|(a, b)| a <= b)
                }
            })
    }

    /// What it may cost that it leaves less than another.
    fn less_to_fill(&self, other: &Self) -> f64 {
        let pairs = self.carries.iter().zip(other.carries.iter());
        let of = |pair: (Option<&Left>, Option<&Left>)| match pair {
            (Some(a), Some(b)) if a.leaves_as(b) => 0.0,
            (Some(a), Some(b)) if a.has_short() && !b.has_short() => SHORT,
            (None, None) => 0.0,
            _ => FILLED,
        };
        pairs
            .map(|(a, b): (&Carry, &Carry)| of((a.as_deref(), b.as_deref())))
            .sum()
    }

    /// Whether another state may be left out for it.
    fn beats(&self, other: &Self) -> bool {
        self.cost <= other.cost
            && self.leaves_no_more(other)
            && !self.leaves_same(other)
            && self.cost + self.less_to_fill(other) <= other.cost
    }
}

pub(super) struct Search<'a, 'f> {
    lanes: Lanes<'a, 'f>,
    /// How many states of a cut are kept; all of them if nothing, and those too that
    /// another is better than.
    width: Option<usize>,
    nodes: Vec<Node>,
    /// The states at each cut, as indexes of nodes.
    at: Vec<Vec<usize>>,
    /// An opening that there must be, as the cuts around it.
    wanted: Option<Range<usize>>,
    /// For each cut whether states were dropped because there were too many.
    narrowed: Vec<bool>,
}

impl<'a, 'f> Search<'a, 'f> {
    pub(super) fn of(
        lanes: &'a [Lane<'a>],
        feet: &'f mut [&mut dyn Feet],
        step: Step,
        width: Option<usize>,
    ) -> Self {
        let mut lanes = Lanes::of(lanes, feet, step);
        lanes.all = width.is_none();
        let cuts = lanes.chain.cuts.len();
        let (at, narrowed) = (vec![vec![]; cuts], vec![false; cuts]);
        Self {
            lanes,
            width,
            nodes: vec![],
            at,
            wanted: None,
            narrowed,
        }
    }

    /// Wants an opening between two cuts.
    pub(super) fn want(&mut self, opening: Range<usize>) {
        self.wanted = Some(opening);
        self.lanes.all = true;
    }

    pub(super) fn run(self) -> Openings {
        self.found()
            .expect("every state has an opening, so the end is reached")
    }

    /// The best openings; nothing if the one that is wanted can't be.
    pub(super) fn found(mut self) -> Option<Openings> {
        let end = self.lanes.chain.end();
        if end == 0 {
            return Some(self.lanes.none());
        }
        self.nodes.push(Node {
            cut: 0,
            carries: self.lanes.nothing(),
            height: 0.0,
            cost: 0.0,
            low: 0.0,
            before: None,
            done: false,
        });
        self.at[0].push(0);
        for cut in 0..=end {
            self.narrow(cut);
            // An opening of notes leads to a state at the same cut, with fewer of them.
            while let Some(k) = self.most_left(cut) {
                self.nodes[k].done = true;
                let carries = self.nodes[k].carries.clone();
                if cut < end || carries.iter().any(Option::is_some) {
                    for made in self.lanes.openings(cut, &carries) {
                        if self.is_wanted(&(cut..made.end)) {
                            self.reach(k, made);
                        }
                    }
                }
            }
        }
        self.read()
    }

    /// Of the states at a cut that were not yet gone on from the one that leaves most.
    fn most_left(&self, cut: usize) -> Option<usize> {
        let open = self.at[cut].iter().copied().filter(|&k| !self.nodes[k].done);
        open.max_by(|&a, &b| self.nodes[a].height.total_cmp(&self.nodes[b].height))
    }

    /// Takes an opening from a state.
    fn reach(&mut self, from: usize, made: Made) {
        let more = made.costs.total();
        let before = &self.nodes[from];
        let carries = made.carries();
        let mut node = Node {
            cut: made.end,
            height: carries.iter().flatten().map(|left| left.height).sum(),
            carries,
            cost: before.cost + more,
            low: before.low + more,
            before: Some((from, made)),
            done: false,
        };
        let is_notes = before.cut == node.cut;
        if self.width.is_some() && self.is_beaten(&mut node, is_notes) {
            return;
        }
        let alike = self.at[node.cut].iter().copied().find(|&k| {
            let other = &self.nodes[k];
            !other.done && other.leaves_same(&node)
        });
        if let Some(k) = alike {
            let other = &mut self.nodes[k];
            other.low = other.low.min(node.low);
            if node.cost < other.cost {
                node.low = other.low;
                *other = node;
            }
            return;
        }
        let cut = node.cut;
        self.at[cut].push(self.nodes.len());
        self.nodes.push(node);
        if self.width.is_some_and(|width| self.at[cut].len() > 2 * width) {
            self.narrow(cut);
        }
    }

    /// Whether a state of the same cut leaves no more and was reached for no more. Those
    /// that the new one beats so are dropped. `is_notes` is whether an opening of notes led
    /// to it: the state before that is no way round it.
    fn is_beaten(&mut self, node: &mut Node, is_notes: bool) -> bool {
        let here = &mut self.at[node.cut];
        for &k in here.iter() {
            let other = &mut self.nodes[k];
            if !(is_notes && other.done) && other.beats(node) {
                other.low = other.low.min(node.low);
                return true;
            }
        }
        let nodes = &self.nodes;
        here.retain(|&k| {
            let beaten = !nodes[k].done && node.beats(&nodes[k]);
            if beaten {
                node.low = node.low.min(nodes[k].low);
            }
            !beaten
        });
        false
    }

    /// Drops the states of a cut that are likely to gain least, if there are too many.
    fn narrow(&mut self, cut: usize) {
        let Some(width) = self.width else { return };
        let open: Vec<usize> = self.at[cut]
            .iter()
            .copied()
            .filter(|&k| !self.nodes[k].done)
            .collect();
        if open.len() <= width {
            return;
        }
        self.narrowed[cut] = true;
        let to_come = |k: usize| self.lanes.to_come(self.nodes[k].height);
        let expected = |k: usize| self.nodes[k].cost + to_come(k);
        // The best first, so that the first that may stand for another is the best that may.
        let mut by_cost = open.clone();
        by_cost.sort_by(|&a, &b| expected(a).total_cmp(&expected(b)));
        // For each state by how much less is expected of it than of the best that leaves no
        // more, which may go on in its place.
        let gain = |k: usize| {
            let node = &self.nodes[k];
            let stands_for = |other: &usize| {
                let of = &self.nodes[*other];
                of.leaves_no_more(node) && (!node.leaves_no_more(of) || *other < k)
            };
            match by_cost.iter().copied().find(stands_for) {
                Some(other) => (expected(other) - expected(k), k, Some(other)),
                None => (f64::INFINITY, k, None),
            }
        };
        let mut gains: Vec<(f64, usize, Option<usize>)> =
            open.iter().map(|&k| gain(k)).collect();
        gains.sort_by(|a, b| {
            let by_gain = a.0.total_cmp(&b.0);
            by_gain.then_with(|| expected(b.1).total_cmp(&expected(a.1)))
        });
        let (dropped, kept) = gains.split_at(gains.len() - width);
        let kept = kept.iter().map(|one| one.1);
        let best = kept.min_by(|&a, &b| expected(a).total_cmp(&expected(b)));
        let mut lows = vec![];
        for &(_, k, instead) in dropped {
            if let Some(place) = instead.or(best) {
                let less = (to_come(place) - to_come(k)).max(0.0);
                lows.push((place, self.nodes[k].low - less));
            }
        }
        for (place, low) in lows {
            let place = &mut self.nodes[place];
            place.low = place.low.min(low);
        }
        let gone: Vec<usize> = dropped.iter().map(|one| one.1).collect();
        self.at[cut].retain(|k| !gone.contains(k));
    }

    /// The openings of the best way to the end.
    fn read(mut self) -> Option<Openings> {
        let ends = self.at[self.lanes.chain.end()].iter().copied();
        let ends = ends.filter(|&k| self.nodes[k].carries.iter().all(Option::is_none));
        let ends: Vec<usize> = ends.collect();
        let low = ends.iter().map(|&k| self.nodes[k].low).fold(f64::INFINITY, f64::min);
        let mut at = ends
            .into_iter()
            .min_by(|&a, &b| self.nodes[a].cost.total_cmp(&self.nodes[b].cost))?;
        let narrowed = match self.narrowed.iter().filter(|narrowed| **narrowed).count() {
            0 => Narrowed::default(),
            lines => Narrowed { lines, cost: (self.nodes[at].cost - low).max(0.0) },
        };
        let mut way: Vec<Made> = vec![];
        while let Some((before, made)) = self.nodes[at].before.take() {
            way.push(made);
            at = before;
        }
        let mut all = self.lanes.none();
        all.narrowed = narrowed;
        let mut from = 0;
        for made in way.iter().rev() {
            let (opening, pages) = self.lanes.written(from, made);
            all.openings.push(opening);
            for (plan, page) in all.plans.iter_mut().zip(pages) {
                plan.pages.push(page);
            }
            from = made.end;
        }
        Some(all)
    }

    /// Whether an opening does not keep the one that is wanted from being.
    fn is_wanted(&self, opening: &Range<usize>) -> bool {
        let Some(wanted) = &self.wanted else { return true };
        let apart = opening.end <= wanted.start || opening.start >= wanted.end;
        apart || opening == wanted || opening.is_empty()
    }
}
