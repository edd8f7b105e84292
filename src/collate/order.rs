//! Sections that a witness has in another order than the base text.

use super::groups::Group;
use super::{Row, Spot, Stretch, Table, Witness};

/// Sections that witnesses have elsewhere: those from one to another one, by index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moved {
    pub(super) first: usize,
    pub(super) last: usize,
    /// The section behind which they stand, else the one before which they do.
    pub(super) behind: Result<usize, usize>,
    pub(super) witness: usize,
}

/// A witness with more sections elsewhere, and more than a third of all, has an order of its own.
const MANY: usize = 8;

/// Marks the sections that a witness has in another order than the base text: those that must
/// be moved so that the others are in order, as few words as possible.
pub(super) fn mark(groups: &mut [Group], witnesses: &[Witness], base: usize) {
    for witness in (0..witnesses.len()).filter(|witness| *witness != base) {
        let pairs = common(groups, witness, base);
        let length = |at: usize| -> u64 {
            let parts = groups[at].parts[base].iter();
            let tokens =
                |part: &u32| witnesses[base].sections[*part as usize].tokens.len();
            parts.map(tokens).sum::<usize>() as u64 + 1
        };
        let weighted: Vec<(usize, u64)> =
            pairs.iter().map(|(at, own)| (*own, length(*at))).collect();
        let kept = heaviest(&weighted);
        for ((at, _), is_kept) in pairs.into_iter().zip(kept) {
            groups[at].moved[witness] = !is_kept;
        }
    }
}

/// The sections that the base text and a witness have, each with its place in the witness.
fn common(groups: &[Group], witness: usize, base: usize) -> Vec<(usize, usize)> {
    groups
        .iter()
        .enumerate()
        .filter(|(_, group)| !group.parts[base].is_empty())
        .filter_map(|(at, group)| Some((at, *group.parts[witness].first()? as usize)))
        .collect()
}

/// Which of some weighted numbers, all different, are in the heaviest ascending chain.
fn heaviest(numbers: &[(usize, u64)]) -> Vec<bool> {
    let mut ranks: Vec<usize> = numbers.iter().map(|(number, _)| *number).collect();
    ranks.sort_unstable();
    // A tree of maxima over ranks: the weight of the best chain that ends there, and its end.
    let mut tree: Vec<(u64, Option<usize>)> = vec![(0, None); ranks.len() + 1];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    let mut best = (0, None);
    for (at, (number, weight)) in numbers.iter().enumerate() {
        let rank = ranks.partition_point(|other| other < number) + 1;
        let mut chain = (0, None);
        let mut node = rank - 1;
        while node > 0 {
            if tree[node].0 > chain.0 {
                chain = tree[node];
            }
            node &= node - 1;
        }
        before.push(chain.1);
        let own = (chain.0 + weight, Some(at));
        let mut node = rank;
        while node < tree.len() {
            if own.0 > tree[node].0 {
                tree[node] = own;
            }
            node += node & node.wrapping_neg();
        }
        if own.0 > best.0 {
            best = own;
        }
    }
    let mut kept = vec![false; numbers.len()];
    let mut at = best.1;
    while let Some(i) = at {
        kept[i] = true;
        at = before[i];
    }
    kept
}

/// The sections that stand elsewhere, those together that stand together on both sides. Nothing of
/// a witness that has an order of its own.
pub(super) fn moved(groups: &[Group], base: usize) -> Vec<Moved> {
    let count = groups.first().map_or(0, |group| group.parts.len());
    let mut all = vec![];
    for witness in (0..count).filter(|witness| *witness != base) {
        let pairs = common(groups, witness, base);
        let is_moved = |at: usize| groups[at].moved[witness];
        let many = pairs.iter().filter(|(at, _)| is_moved(*at)).count();
        if many == 0 || has_own_order(many, pairs.len()) {
            continue;
        }
        let mut by_own = pairs.clone();
        by_own.sort_unstable_by_key(|(_, own)| *own);
        let mut turn = vec![0; groups.len()];
        for (nth, (at, _)) in by_own.iter().enumerate() {
            turn[*at] = nth;
        }
        let is_run = |one: &(usize, usize), next: &(usize, usize)| {
            let moved = (is_moved(one.0), is_moved(next.0));
            moved == (true, true) && turn[next.0] == turn[one.0] + 1
        };
        for run in pairs.chunk_by(is_run) {
            let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) else {
                continue;
            };
            if !is_moved(*first) {
                continue;
            }
            let behind = match turn[*first].checked_sub(1) {
                Some(nth) => Ok(by_own[nth].0),
                None => match by_own.get(turn[*last] + 1) {
                    Some((next, _)) => Err(*next),
                    None => continue,
                },
            };
            all.push(Moved { first: *first, last: *last, behind, witness });
        }
    }
    all.sort_unstable();
    all
}

/// Whether so many sections of all that are common stand elsewhere that a witness has an order
/// of its own.
pub(super) fn has_own_order(moved: usize, common: usize) -> bool {
    moved > MANY && moved * 3 > common
}

impl Moved {
    /// Where it stands in the base text, and where the witness has it.
    pub(super) fn stretches(&self, tables: &[Table]) -> (Stretch, Stretch) {
        let spot = |section: usize, column: usize| Spot {
            section: section as u32,
            column: column as u32,
        };
        let from = Stretch {
            start: spot(self.first, 0),
            end: spot(self.last, tables[self.last].width),
        };
        let to = match self.behind {
            Ok(behind) => spot(behind, tables[behind].width),
            Err(before) => spot(before, 0),
        };
        (from, Stretch { start: to, end: to })
    }

    /// The rows of its witness.
    pub(super) fn rows<'a>(
        &self,
        table: &'a Table,
    ) -> impl Iterator<Item = Row> + use<'a> {
        let witness = self.witness;
        table
            .rows
            .iter()
            .copied()
            .filter(move |row| usize::from(row.witness) == witness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_chain_ascends() {
        let chain = |numbers: &[(usize, u64)]| heaviest(numbers);
        assert_eq!(chain(&[(0, 1), (1, 1), (2, 1)]), [true, true, true]);
        assert_eq!(chain(&[(2, 1), (0, 1), (1, 1)]), [false, true, true]);
        assert_eq!(chain(&[(2, 5), (0, 1), (1, 1)]), [true, false, false]);
        assert_eq!(chain(&[]), [false; 0]);
    }
}
