//! Within what numbers are compared, and where order ties nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::offer::Numbered;
use crate::model::Place;

/// The parts within which numbers are compared.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// For each unit that was tied, by lane, where its parts begin.
    pub(super) units: Vec<Vec<Vec<Place>>>,
}

/// A part of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    /// What stands before all parts.
    Outside,
    /// A part that is tied, by the index of its tie.
    Tied(usize),
    /// A part that only this lane has.
    Own(usize, Place),
}

impl Scopes {
    /// Where parts begin in a lane, of units that all lanes have which have the numbers.
    pub(super) fn starts(
        &self,
        lane: usize,
        lanes: &[&Vec<Numbered>],
    ) -> BTreeSet<Place> {
        let is_of_all = |unit: &&Vec<Vec<Place>>| {
            let mut both = unit.iter().zip(lanes);
            both.all(|(starts, items)| items.is_empty() || !starts.is_empty())
        };
        let units = self.units.iter().filter(is_of_all);
        units.flat_map(|unit| unit[lane].iter().copied()).collect()
    }
}

/// Stretches of lanes in which the count of something larger differs: what is smaller is not
/// tied there.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocked {
    /// By lane, from where to where, in order.
    stretches: BTreeMap<usize, Vec<(Place, Place)>>,
}

impl Blocked {
    pub(super) fn has(&self, lane: usize, place: Place) -> bool {
        let stretches = self.stretches.get(&lane).map_or(&[][..], Vec::as_slice);
        stretches.iter().any(|(from, to)| (*from..*to).contains(&place))
    }

    pub(super) fn add(&mut self, lane: usize, from: Place, to: Place) {
        self.stretches.entry(lane).or_default().push((from, to));
    }
}
