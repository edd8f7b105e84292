//! Ties by order: between two ties, what the lanes have the same count of.

use std::collections::BTreeMap;

use super::offer::Offer;
use super::scopes::Blocked;
use super::tie::{By, Tie};
use super::work::Work;
use crate::model::Place;

/// Behind all places.
const END: Place = Place { block: u32::MAX, offset: u32::MAX };

impl<'t> Work<'_, 't> {
    /// Ties what stands between two ties in their order, if lanes have equally many of it.
    pub(super) fn order(
        &mut self,
        what: &'static str,
        of: impl for<'a> Fn(&'a Offer<'t>) -> &'a Vec<Place>,
        blocked: &mut Blocked,
    ) {
        let lanes = self.offers.len();
        let mut candidates = vec![];
        for gap in self.gaps() {
            // What begins at the tie itself is tied already.
            let items: Vec<Vec<Place>> = (0..lanes)
                .map(|lane| match gap[lane] {
                    Some((from, to)) if !blocked.has(lane, from) => {
                        let all = of(&self.offers[lane]);
                        let start = all.partition_point(|place| *place < from);
                        let end = all.partition_point(|place| *place < to);
                        all[start..end.max(start)].to_vec()
                    }
                    _ => vec![],
                })
                .collect();
            let mut counts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (lane, items) in items.iter().enumerate().filter(|(_, it)| !it.is_empty())
            {
                counts.entry(items.len()).or_default().push(lane);
            }
            let first = |lanes: &[usize]| usize::MAX - lanes[0];
            let agree = counts.values().max_by_key(|lanes| (lanes.len(), first(lanes)));
            let agree = match agree {
                Some(agree) if agree.len() > 1 => agree.clone(),
                _ => vec![],
            };
            if counts.len() > 1 {
                for lane in counts.values().flatten().filter(|lane| !agree.contains(lane))
                {
                    if let Some((from, to)) = gap[*lane] {
                        blocked.add(*lane, from, to);
                    }
                }
            }
            let Some(lane) = agree.first() else { continue };
            candidates.extend((0..items[*lane].len()).map(|k| {
                let at = |lane: usize| agree.contains(&lane).then(|| items[lane][k]);
                Tie {
                    at: (0..lanes).map(at).collect(),
                    by: By::Order(what),
                }
            }));
        }
        self.chain.add(candidates);
    }

    /// What stands between each tie and the next, by lane; nothing of lanes that do not have
    /// both. The last goes to the end.
    fn gaps(&self) -> Vec<Vec<Option<(Place, Place)>>> {
        let ties = &self.chain.ties;
        let lanes = self.offers.len();
        let start = Place { block: 0, offset: 0 };
        (0..=ties.len())
            .map(|k| {
                let bound = |lane: usize| {
                    let from = match k.checked_sub(1) {
                        Some(before) => ties[before].at[lane]?,
                        None => start,
                    };
                    let to = match ties.get(k) {
                        Some(next) => next.at[lane]?,
                        None => END,
                    };
                    Some((from, to))
                };
                (0..lanes).map(bound).collect()
            })
            .collect()
    }
}
