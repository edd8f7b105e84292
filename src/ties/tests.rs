//! Ties of invented places: what is kept goes forward in every lane, and is as much as can be.

use proptest::prelude::*;

use super::chain::Chain;
use super::{By, Tie};
use crate::model::Place;

fn tie(at: &[Option<u32>]) -> Tie {
    let place = |block: &Option<u32>| block.map(|block| Place { block, offset: 0 });
    Tie {
        at: at.iter().map(place).collect(),
        by: By::Order("x"),
    }
}

/// Ties of several lanes: in each lane each place is there at most once.
fn ties(lanes: usize) -> impl Strategy<Value = Vec<Tie>> {
    (1usize..24).prop_flat_map(move |count| {
        let order: Vec<u32> = (0..count as u32).collect();
        let lane = (Just(order).prop_shuffle(), prop::collection::vec(0..4u8, count));
        prop::collection::vec(lane, lanes).prop_map(move |lanes| {
            let at = |k: usize| -> Vec<Option<u32>> {
                lanes
                    .iter()
                    .map(|(order, has)| (has[k] > 0).then_some(order[k]))
                    .collect()
            };
            (0..count).map(|k| tie(&at(k))).collect()
        })
    })
}

/// The most that go forward in two lanes, found by trying all.
fn most(rows: &[(u32, u32)]) -> usize {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    let mut best = vec![1; rows.len()];
    for k in 0..rows.len() {
        for j in 0..k {
            if rows[j].1 < rows[k].1 {
                best[k] = best[k].max(best[j] + 1);
            }
        }
    }
    best.into_iter().max().unwrap_or_default()
}

fn goes_forward(ties: &[Tie], lanes: usize) -> bool {
    (0..lanes).all(|lane| {
        let places: Vec<Place> = ties.iter().filter_map(|tie| tie.at[lane]).collect();
        places.windows(2).all(|pair| pair[0] < pair[1])
    })
}

proptest! {
    #[test]
    fn what_is_kept_goes_forward_in_every_lane(
        layers in prop::collection::vec(ties(4), 1..4),
    ) {
        let mut chain = Chain::new(4);
        for layer in layers {
            chain.add(layer);
            prop_assert!(goes_forward(&chain.ties, 4));
        }
        chain.arrange(|_, place| f64::from(place.block) / 24.0);
        prop_assert!(goes_forward(&chain.ties, 4));
        prop_assert!(chain.ties.iter().all(|tie| tie.at.iter().flatten().count() > 1));
    }

    #[test]
    fn of_two_lanes_the_fewest_are_dropped(ties in ties(2)) {
        let rows: Vec<(u32, u32)> = ties
            .iter()
            .filter_map(|tie| Some((tie.at[0]?.block, tie.at[1]?.block)))
            .collect();
        let mut chain = Chain::new(2);
        chain.add(ties);
        prop_assert_eq!(chain.ties.len(), most(&rows));
        prop_assert_eq!(chain.crossed.len(), rows.len() - most(&rows));
    }
}

#[test]
fn ties_of_lanes_that_share_nothing_stand_in_the_order_of_their_places() {
    let mut chain = Chain::new(4);
    chain.add(vec![
        tie(&[Some(1), Some(1), None, None]),
        tie(&[Some(8), Some(8), None, None]),
    ]);
    chain.add(vec![tie(&[None, None, Some(3), Some(3)])]);
    chain.arrange(|_, place| f64::from(place.block) / 10.0);
    let first: Vec<_> =
        chain.ties.iter().map(|tie| tie.at[0].map(|at| at.block)).collect();
    assert_eq!(first, [Some(1), None, Some(8)]);
    // A tie of all lanes may stand between them, whatever their order was.
    chain.add(vec![tie(&[Some(4), Some(4), Some(2), Some(2)])]);
    assert_eq!(chain.ties.len(), 4);
    assert_eq!(chain.crossed, []);
}
