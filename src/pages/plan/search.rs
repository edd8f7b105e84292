//! The search for the best way through the states of a text.
//!
//! A state that leaves no less of each series than another of the same line, and was not
//! reached for less, is dropped; and where long notes run on in several series so that there
//! are more states than are kept, those go that are likely to gain least. So the work
//! grows with the lines and the rows of notes, and no faster. Each state knows from how little
//! a dropped one went on in its place, by which the plan says what that may have cost. It is
//! one thing: states, the pages they lead to, and the way back.

use std::ops::Range;

use super::filling::{Candidate, Carry, Filling};
use super::{Feet, Job, Narrowed, Page, Plan};

/// The best way found to reach a state.
struct Node {
    line: u32,
    carry: Carry,
    /// How much that is, in points.
    height: f64,
    /// Whether the page to come is the second of an opening, the recto.
    second: bool,
    /// The white of the page it faces, in lines; no number if it faces none.
    facing: f32,
    cost: f64,
    /// The least for which it was reached, or any that was dropped because of it.
    low: f64,
    /// The state before, and which of its pages lies between; none at the start.
    before: Option<(u32, u32)>,
    /// Whether it was gone on from.
    done: bool,
}

impl Node {
    /// Whether the same is left over as in another state.
    fn leaves_same(&self, other: &Self) -> bool {
        self.height == other.height && self.carry == other.carry
    }

    /// Whether no more of any series is left over than in another state.
    fn leaves_no_more(&self, other: &Self) -> bool {
        match (&self.carry, &other.carry) {
            (None, _) => true,
            (_, None) => false,
            (Some(a), Some(b)) => {
                a.open.len() <= b.open.len()
                    && a.rows.iter().zip(&b.rows).all(|(a, b)| a <= b)
            }
        }
    }

    /// What it may cost that it leaves less than another.
    fn less_to_fill(&self, other: &Self) -> f64 {
        match (&self.carry, &other.carry) {
            (Some(a), Some(b)) if a.leaves_as(b) => 0.0,
            (None, None) => 0.0,
            (Some(a), Some(b)) if a.has_short() && !b.has_short() => SHORT,
            _ => FILLED,
        }
    }

    /// What its facing page may cost more than that of another.
    fn facing_more(&self, other: &Self, weight: f64) -> f64 {
        match (self.facing.is_nan(), other.facing.is_nan()) {
            (true, _) => 0.0,
            (false, true) => f64::INFINITY,
            _ => weight * f64::from((self.facing - other.facing).abs()),
        }
    }
}

pub(super) struct Search<'a, 'f> {
    job: &'a Job<'a>,
    filling: Filling<'a, 'f>,
    /// How many states of a line are kept; all of them if nothing, and those too that
    /// another is better than.
    width: Option<usize>,
    nodes: Vec<Node>,
    /// The states at each line, as indexes of nodes.
    at: Vec<Vec<u32>>,
    /// A page that there must be.
    wanted: Option<Range<usize>>,
    /// For each line whether states were dropped because there were too many.
    narrowed: Vec<bool>,
}

/// What it may be worth to leave more over: rows that fill four lines of white.
pub(in super::super) const FILLED: f64 = 400.0;

/// What it may be worth that a note that runs on has enough rows left to do so once more.
pub(in super::super) const SHORT: f64 = 240.0;

/// How many ways to fill the first page of an opening are kept for the second.
const KEPT: usize = 3;

impl<'a, 'f> Search<'a, 'f> {
    pub(super) fn of(
        job: &'a Job<'a>,
        feet: &'f mut dyn Feet,
        width: Option<usize>,
    ) -> Self {
        let mut filling = Filling::of(job, feet);
        filling.all = width.is_none();
        Self {
            job,
            filling,
            width,
            nodes: vec![],
            at: vec![vec![]; job.lines.len() + 1],
            wanted: None,
            narrowed: vec![false; job.lines.len() + 1],
        }
    }

    /// Wants a page of just these lines.
    pub(super) fn want(&mut self, page: Range<usize>) {
        self.wanted = Some(page);
        self.filling.all = true;
    }

    pub(super) fn run(self) -> Plan {
        self.found().expect("every state has a page, so the end is reached")
    }

    /// The best plan; nothing if the page that is wanted can't be.
    pub(super) fn found(mut self) -> Option<Plan> {
        let n = self.job.lines.len();
        if n == 0 {
            return Some(Plan::default());
        }
        let start = Node {
            line: 0,
            carry: None,
            height: 0.0,
            second: self.weighs_openings() && self.job.first_folio % 2 == 1,
            facing: f32::NAN,
            cost: 0.0,
            low: 0.0,
            before: None,
            done: false,
        };
        self.nodes.push(start);
        self.at[0].push(0);
        for line in 0..=n {
            self.narrow(line);
            // A page of notes leads to a state at the same line, with fewer of them.
            while let Some(carry) = self.most_left(line) {
                let alike: Vec<u32> = self.at[line]
                    .iter()
                    .copied()
                    .filter(|&k| !self.nodes[k as usize].done)
                    .filter(|&k| self.nodes[k as usize].carry == carry)
                    .collect();
                for &k in &alike {
                    self.nodes[k as usize].done = true;
                }
                if line < n || carry.is_some() {
                    self.go_on(line, &carry, &alike);
                }
            }
        }
        self.read()
    }

    /// Takes all pages that may begin with a line, from the states that leave the same.
    fn go_on(&mut self, line: usize, carry: &Carry, alike: &[u32]) {
        let pages = self.filling.candidates(line, carry);
        for (which, page) in pages.iter().enumerate() {
            if !self.is_wanted(line..page.end) {
                continue;
            }
            let left = self.filling.left(&page.parts, &page.waiting, page.end);
            let left: Carry = left.map(Into::into);
            let cost = page.costs.total();
            for &k in alike {
                self.reach((k, which as u32), (page, cost), &left);
            }
        }
    }

    /// Whether pages that face each other are weighed together.
    fn weighs_openings(&self) -> bool {
        self.job.weights.opening > 0.0
    }

    /// What is left over in the states at a line that were not yet gone on from: the
    /// one with most rows.
    fn most_left(&self, line: usize) -> Option<Carry> {
        let here = self.at[line].iter().map(|&k| &self.nodes[k as usize]);
        here.filter(|node| !node.done)
            .max_by(|a, b| a.height.total_cmp(&b.height))
            .map(|node| node.carry.clone())
    }

    /// Takes a page, with what it costs, from a state.
    fn reach(
        &mut self,
        from: (u32, u32),
        (page, cost): (&Candidate, f64),
        carry: &Carry,
    ) {
        let before = &self.nodes[from.0 as usize];
        let more = cost + self.opening(before, page);
        let second = self.weighs_openings() && !before.second;
        let mut node = Node {
            line: page.end as u32,
            carry: carry.clone(),
            height: carry.as_ref().map_or(0.0, |left| left.height),
            second,
            facing: if second { page.white as f32 } else { f32::NAN },
            cost: before.cost + more,
            low: before.low + more,
            before: Some(from),
            done: false,
        };
        let is_notes = before.line as usize == page.end;
        if self.width.is_some() && self.is_beaten(&mut node, is_notes) {
            return;
        }
        // The state that is the same, or of many whites on the first page of an opening
        // the dearest, since a few will do.
        let mut rivals = 0;
        let mut place: Option<u32> = None;
        for &k in &self.at[page.end] {
            let other = &self.nodes[k as usize];
            if other.done || other.second != second || !other.leaves_same(&node) {
                continue;
            }
            let none_faces = other.facing.is_nan() && node.facing.is_nan();
            if !second || none_faces || (other.facing - node.facing).abs() < 0.05 {
                (rivals, place) = (KEPT, Some(k));
                break;
            }
            rivals += 1;
            let dearer = |known: u32| {
                self.nodes[known as usize].cost.total_cmp(&other.cost).is_lt()
            };
            if place.is_none_or(dearer) {
                place = Some(k);
            }
        }
        match place.filter(|_| rivals >= KEPT) {
            Some(k) => {
                let other = &mut self.nodes[k as usize];
                node.low = node.low.min(other.low);
                other.low = node.low;
                if node.cost < other.cost {
                    *other = node;
                }
            }
            None => {
                self.at[page.end].push(self.nodes.len() as u32);
                self.nodes.push(node);
                if let Some(width) = self.width
                    && self.at[page.end].len() > 2 * width
                {
                    self.narrow(page.end);
                }
            }
        }
    }

    /// Whether a state of the same line leaves no more and was reached for no more. Those
    /// that the new one beats so are dropped. `is_notes` is whether a page of notes led to it.
    fn is_beaten(&mut self, node: &mut Node, is_notes: bool) -> bool {
        let weight = self.job.weights.opening;
        let here = &mut self.at[node.line as usize];
        for &k in here.iter() {
            let other = &mut self.nodes[k as usize];
            // Of states that leave the same each has its own place.
            // A page of notes may leave over more than there was, when notes that waited begin:
            // the state before it is no way round it.
            if !(is_notes && other.done)
                && other.second == node.second
                && other.cost <= node.cost
                && other.height <= node.height
                && !other.leaves_same(node)
                && other.leaves_no_more(node)
                && other.cost + other.facing_more(node, weight) + other.less_to_fill(node)
                    <= node.cost
            {
                other.low = other.low.min(node.low);
                return true;
            }
        }
        let nodes = &self.nodes;
        here.retain(|&k| {
            let other = &nodes[k as usize];
            let beaten = !other.done
                && other.second == node.second
                && node.cost <= other.cost
                && node.height <= other.height
                && !node.leaves_same(other)
                && node.leaves_no_more(other)
                && node.cost + node.facing_more(other, weight) + node.less_to_fill(other)
                    <= other.cost;
            if beaten {
                node.low = node.low.min(other.low);
            }
            !beaten
        });
        false
    }

    /// Drops the states of a line that are likely to gain least, if there are too many.
    fn narrow(&mut self, line: usize) {
        let Some(width) = self.width else { return };
        let open: Vec<u32> = self.at[line]
            .iter()
            .copied()
            .filter(|&k| !self.nodes[k as usize].done)
            .collect();
        if open.len() <= width {
            return;
        }
        self.narrowed[line] = true;
        let Job { room, weights, .. } = *self.job;
        // What is left over runs on to so many pages.
        let to_come = |node: &Node| weights.split_note * node.height / room;
        let expected = |k: u32| {
            let node = &self.nodes[k as usize];
            node.cost + to_come(node)
        };
        // The best first, so that the first that may stand for another is the best that may.
        let mut by_cost: Vec<(f64, u32)> =
            open.iter().map(|&k| (expected(k), k)).collect();
        by_cost.sort_by(|a, b| a.0.total_cmp(&b.0));
        // For each state by how much less is expected of it than of the best that leaves no
        // more, which may go on in its place.
        let mut gains: Vec<(f64, u32, Option<u32>)> = open
            .iter()
            .map(|&k| {
                let node = &self.nodes[k as usize];
                let stands_for = |&&(_, other): &&(f64, u32)| {
                    let of = &self.nodes[other as usize];
                    let less = of.leaves_no_more(node);
                    let alike = less && node.leaves_no_more(of);
                    of.second == node.second && less && (!alike || other < k)
                };
                let instead = by_cost.iter().find(stands_for);
                match instead {
                    Some(&(cost, other)) => (cost - expected(k), k, Some(other)),
                    None => (f64::INFINITY, k, None),
                }
            })
            .collect();
        gains.sort_by(|a, b| {
            let by_gain = a.0.total_cmp(&b.0);
            by_gain.then_with(|| expected(b.1).total_cmp(&expected(a.1)))
        });
        let dropped = gains.len() - width;
        let (dropped, kept) = gains.split_at(dropped);
        let best = kept
            .iter()
            .min_by(|a, b| expected(a.1).total_cmp(&expected(b.1)))
            .map(|one| one.1);
        for &(_, k, instead) in dropped {
            if let Some(place) = instead.or(best) {
                let (gone, other) =
                    (&self.nodes[k as usize], &self.nodes[place as usize]);
                let less = (to_come(other) - to_come(gone)).max(0.0);
                let low = other.low.min(gone.low - less);
                self.nodes[place as usize].low = low;
            }
        }
        let gone: Vec<u32> = dropped.iter().map(|one| one.1).collect();
        self.at[line].retain(|k| !gone.contains(k));
    }

    /// What it costs that a page is not as deep as the one it faces.
    fn opening(&self, before: &Node, page: &Candidate) -> f64 {
        if !before.second
            || !before.facing.is_finite()
            || !page.white.is_finite()
            || page.end == self.job.lines.len()
        {
            return 0.0;
        }
        self.job.weights.opening * (f64::from(before.facing) - page.white).abs()
    }

    /// The pages of the best way to the end.
    fn read(mut self) -> Option<Plan> {
        let ends = self.at[self.job.lines.len()].iter().copied();
        let ends = ends.filter(|&k| self.nodes[k as usize].carry.is_none());
        let ends: Vec<&Node> = ends.map(|k| &self.nodes[k as usize]).collect();
        let low = ends.iter().map(|node| node.low).fold(f64::INFINITY, f64::min);
        let mut end = *ends.iter().min_by(|a, b| a.cost.total_cmp(&b.cost))?;
        let narrowed = match self.narrowed.iter().filter(|narrowed| **narrowed).count() {
            0 => Narrowed::default(),
            lines => Narrowed { lines, cost: (end.cost - low).max(0.0) },
        };
        let mut way = vec![];
        while let Some((before, which)) = end.before {
            way.push((before as usize, which as usize));
            end = &self.nodes[before as usize];
        }
        let mut pages = vec![];
        for (before, which) in way.into_iter().rev() {
            let (start, carry) = {
                let node = &self.nodes[before];
                (node.line as usize, node.carry.clone())
            };
            let mut page = self.filling.candidates(start, &carry).swap_remove(which);
            if page.parts.is_empty() && page.waiting.is_empty() {
                page.parts = self.filling.whole(start..page.end);
            }
            page.costs.opening = self.opening(&self.nodes[before], &page);
            pages.push(Page {
                lines: start..page.end,
                top: None,
                foot: page.foot,
                parts: page.parts,
                waiting: page.waiting,
                spread: page.spread,
                costs: page.costs,
            });
        }
        Some(Plan { pages, narrowed })
    }

    /// Whether a page does not keep the one that is wanted from being.
    fn is_wanted(&self, page: Range<usize>) -> bool {
        let Some(wanted) = &self.wanted else { return true };
        let apart = page.end <= wanted.start || page.start >= wanted.end;
        apart || page == *wanted || page.is_empty()
    }
}
