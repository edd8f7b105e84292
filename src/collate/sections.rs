//! Which sections of the witnesses correspond.

use rustc_hash::{FxHashMap, FxHashSet};

use super::groups::Group;
use super::read::model::key;
use super::{Witness, contents, order};

/// The sections of all witnesses, in the order of the base text.
pub(super) fn group(
    witnesses: &[Witness],
    numbers: &[Vec<u32>],
    base: usize,
) -> Vec<Group> {
    let names: Vec<Vec<String>> = witnesses.iter().map(names).collect();
    let of_base: FxHashSet<String> = keys(&names[base]);
    let is_named = |at: usize| at == base || !keys(&names[at]).is_disjoint(&of_base);
    let has_text = |at: &usize| !witnesses[*at].tokens.is_empty();
    let mut groups = match (0..witnesses.len()).filter(has_text).all(is_named) {
        true => by_id(witnesses, &names, base),
        false => match contents::names(witnesses, numbers, base) {
            Some(found) => {
                let mut groups = by_id(witnesses, &found.names, base);
                for group in &mut groups {
                    group.is_selected.clone_from(&found.is_selected);
                }
                groups
            }
            None => whole(witnesses),
        },
    };
    order::mark(&mut groups, witnesses, base);
    groups
}

fn keys(names: &[String]) -> FxHashSet<String> {
    names
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| key(name))
        .collect()
}

/// What the sections of a witness are called, without what all of their names begin with: that
/// is the name of the work or of the witness.
fn names(witness: &Witness) -> Vec<String> {
    let ids: Vec<&str> = witness
        .sections
        .iter()
        .map(|s| s.id.as_deref().unwrap_or_default())
        .collect();
    let named: Vec<&str> = ids.iter().copied().filter(|id| !id.is_empty()).collect();
    let mut common = named.first().copied().unwrap_or_default();
    if named.len() < 2 {
        common = "";
    }
    for id in &named {
        let same = common.char_indices().zip(id.chars()).find(|((_, a), b)| a != b);
        let length = same.map_or(common.len().min(id.len()), |((at, _), _)| at);
        common = &common[..length];
    }
    let end = common.rfind([' ', '.', '-', '_', ':', ',']).map_or(0, |at| at + 1);
    // Of `1:1`, `1:2` the chapter is no name.
    let end = match common[..end].chars().any(char::is_alphabetic) {
        true => last_of_name(&common[..end]),
        false => 0,
    };
    ids.iter()
        .map(|id| id.get(end..).unwrap_or_default().to_owned())
        .collect()
}

/// How much of what names have in common is the name of the work, and no number of a part.
fn last_of_name(common: &str) -> usize {
    let letter = common.rfind(char::is_alphabetic).unwrap_or(0);
    let rest = &common[letter..];
    rest.find([' ', '.', '-', '_', ':', ','])
        .map_or(common.len(), |at| letter + at + 1)
}

/// Every witness as one section.
fn whole(witnesses: &[Witness]) -> Vec<Group> {
    let parts: Vec<Vec<u32>> = witnesses
        .iter()
        .map(|witness| (0..witness.sections.len() as u32).collect())
        .collect();
    let moved = vec![false; parts.len()];
    vec![Group {
        id: "1".to_owned(),
        parts,
        moved,
        is_selected: vec![false; witnesses.len()],
    }]
}

fn by_id(witnesses: &[Witness], names: &[Vec<String>], base: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![];
    // The order in which witnesses are given has no influence.
    let mut others: Vec<usize> = (0..witnesses.len()).filter(|&at| at != base).collect();
    others.sort_by_key(|&at| &witnesses[at].id);
    for witness in std::iter::once(base).chain(others) {
        let known: FxHashMap<String, usize> = groups
            .iter()
            .enumerate()
            .map(|(at, group)| (key(&group.id), at))
            .collect();
        // For each section its group, or the group that it follows and its turn there.
        let mut new: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        let mut places = vec![];
        let mut after = 0;
        for name in &names[witness] {
            let at = match known.get(key(name).as_str()).filter(|_| !name.is_empty()) {
                Some(&at) => {
                    after = at + 1;
                    (at, 0)
                }
                // A section without a name goes with the one before it.
                None if name.is_empty() && after > 0 => (after - 1, 0),
                None => {
                    let turn = new.len() + 1;
                    *new.entry(name).or_insert((after, turn))
                }
            };
            places.push(at);
        }
        let mut added: Vec<(usize, usize, &str)> = new
            .into_iter()
            .map(|(name, (after, turn))| (after, turn, name))
            .collect();
        added.sort_unstable();
        let count = witnesses.len();
        let before = std::mem::take(&mut groups);
        let mut index: FxHashMap<(usize, usize), usize> = FxHashMap::default();
        let mut added = added.into_iter().peekable();
        for (at, group) in before.into_iter().map(Some).chain([None]).enumerate() {
            while let Some((after, turn, name)) =
                added.next_if(|(after, ..)| *after == at)
            {
                index.insert((after, turn), groups.len());
                groups.push(Group {
                    id: name.to_owned(),
                    parts: vec![vec![]; count],
                    moved: vec![false; count],
                    is_selected: vec![false; count],
                });
            }
            if let Some(group) = group {
                index.insert((at, 0), groups.len());
                groups.push(group);
            }
        }
        for (number, place) in places.iter().enumerate() {
            groups[index[place]].parts[witness].push(number as u32);
        }
    }
    groups
}
