//! A tree of witnesses by neighbor joining (N. Saitou and M. Nei, 1987): at each step the two
//! are joined that stand nearest to each other in comparison with all others.

use super::Agreement;

/// A part of a tree: a witness, or a place where branches meet. The tree has no root; the place
/// given is the last that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The length to the place where it begins, as a share of units.
    pub length: f64,
    /// The row, by index; nothing where branches meet.
    pub row: Option<usize>,
    /// The branches that go on from here.
    pub branches: Vec<Branch>,
}

/// Something that is not joined yet.
struct Node {
    branch: Branch,
    /// The least of its names, by rank. It decides between equal distances.
    rank: usize,
}

/// The tree of all rows that have units in common with others. The distance of two rows is the
/// share of units at which they differ. Where distances are equal, names decide: the result does
/// not depend on the order of the witnesses.
pub fn neighbor_joining(agreement: &Agreement) -> Branch {
    let order = agreement.sorted();
    let mut nodes: Vec<Node> = order
        .iter()
        .enumerate()
        .map(|(rank, row)| Node {
            branch: Branch { length: 0.0, row: Some(*row), branches: vec![] },
            rank,
        })
        .collect();
    let mut distances = distances(agreement, &order);
    while nodes.len() > 3 {
        let (one, other) = nearest(&nodes, &distances);
        join(&mut nodes, &mut distances, one, other);
    }
    let lengths: Vec<f64> = match nodes.len() {
        3 => (0..3)
            .map(|at| {
                let (b, c) = ((at + 1) % 3, (at + 2) % 3);
                (distances[at][b] + distances[at][c] - distances[b][c]) / 2.0
            })
            .collect(),
        2 => vec![distances[0][1] / 2.0; 2],
        count => vec![0.0; count],
    };
    nodes.sort_by_key(|node| node.rank);
    let mut branches: Vec<Branch> = vec![];
    for (node, length) in nodes.into_iter().zip(lengths) {
        branches.push(Branch { length: length.max(0.0), ..node.branch });
    }
    Branch { length: 0.0, row: None, branches }
}

/// The distances of all pairs, in the order given. Those that nothing is known of are the mean
/// of all others.
fn distances(agreement: &Agreement, order: &[usize]) -> Vec<Vec<f64>> {
    let of = |one: usize, other: usize| {
        agreement.share(order[one], order[other]).map(|share| 1.0 - share)
    };
    let count = order.len();
    let known: Vec<f64> = (0..count)
        .flat_map(|one| (0..one).filter_map(move |other| of(one, other)))
        .collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    (0..count)
        .map(|one| {
            let all = (0..count).map(|other| match one == other {
                true => 0.0,
                false => of(one, other).unwrap_or(mean),
            });
            all.collect()
        })
        .collect()
}

/// The pair that is joined next.
fn nearest(nodes: &[Node], distances: &[Vec<f64>]) -> (usize, usize) {
    let sums: Vec<f64> = distances.iter().map(|all| all.iter().sum()).collect();
    let mut best = (0, 1);
    let mut least: Option<(f64, (usize, usize))> = None;
    for one in 0..nodes.len() {
        for other in one + 1..nodes.len() {
            let far = (nodes.len() - 2) as f64 * distances[one][other]
                - sums[one]
                - sums[other];
            let (a, b) = (nodes[one].rank, nodes[other].rank);
            let ranks = (a.min(b), a.max(b));
            let is_better = least.is_none_or(|(known, of)| {
                // What differs by the rounding of sums is equal.
                far < known - 1e-9 || (far < known + 1e-9 && ranks < of)
            });
            if is_better {
                least = Some((far, ranks));
                best = (one, other);
            }
        }
    }
    best
}

/// Joins two nodes to one.
fn join(nodes: &mut Vec<Node>, distances: &mut Vec<Vec<f64>>, one: usize, other: usize) {
    let count = nodes.len() as f64;
    let sum = |at: usize| distances[at].iter().sum::<f64>();
    let between = distances[one][other];
    let own = between / 2.0 + (sum(one) - sum(other)) / (2.0 * (count - 2.0));
    let own = own.clamp(0.0, between);
    let new: Vec<f64> = (0..nodes.len())
        .map(|at| (distances[one][at] + distances[other][at] - between) / 2.0)
        .map(|length| length.max(0.0))
        .collect();
    // The second goes out, the first becomes the joined one.
    let second = nodes.remove(other);
    distances.remove(other);
    for all in distances.iter_mut() {
        all.remove(other);
    }
    let mut at_new = new;
    at_new.remove(other);
    for (at, length) in at_new.iter().enumerate() {
        let length = if at == one { 0.0 } else { *length };
        distances[one][at] = length;
        distances[at][one] = length;
    }
    let first = &mut nodes[one];
    let rank = first.rank.min(second.rank);
    let leaf = Branch { length: 0.0, row: None, branches: vec![] };
    let mut branches = vec![
        (
            first.rank,
            Branch {
                length: own,
                ..std::mem::replace(&mut first.branch, leaf)
            },
        ),
        (second.rank, Branch { length: between - own, ..second.branch }),
    ];
    branches.sort_by_key(|(rank, _)| *rank);
    first.rank = rank;
    first.branch.branches = branches.into_iter().map(|(_, branch)| branch).collect();
}
