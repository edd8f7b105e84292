//! Which sections of the witnesses correspond.

use rustc_hash::FxHashMap;

use super::Witness;

/// Sections that correspond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// As in the base text, else in the first witness that has it.
    pub(super) id: String,
    /// For each witness its sections, by index.
    pub(super) parts: Vec<Vec<u32>>,
    /// For each witness whether it has them elsewhere.
    pub(super) moved: Vec<bool>,
}

/// The sections of all witnesses, in the order of the base text.
pub(super) fn group(
    witnesses: &[Witness],
    _numbers: &[Vec<u32>],
    base: usize,
) -> Vec<Group> {
    by_id(witnesses, base)
}

fn by_id(witnesses: &[Witness], base: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![];
    let mut of_id: FxHashMap<&str, usize> = FxHashMap::default();
    // The order in which witnesses are given has no influence.
    let mut others: Vec<usize> = (0..witnesses.len()).filter(|&at| at != base).collect();
    others.sort_by_key(|&at| &witnesses[at].id);
    for witness in std::iter::once(base).chain(others) {
        let mut after = None;
        for (number, section) in witnesses[witness].sections.iter().enumerate() {
            let id = section.id.as_deref().unwrap_or("");
            let at = match of_id.get(id) {
                Some(&at) => at,
                None => {
                    let at = after.map_or(0, |after: usize| after + 1);
                    of_id
                        .values_mut()
                        .filter(|known| **known >= at)
                        .for_each(|k| *k += 1);
                    let count = witnesses.len();
                    groups.insert(
                        at,
                        Group {
                            id: id.to_owned(),
                            parts: vec![vec![]; count],
                            moved: vec![false; count],
                        },
                    );
                    of_id.insert(id, at);
                    at
                }
            };
            groups[at].parts[witness].push(number as u32);
            after = Some(at);
        }
    }
    groups
}
