//! Ties by names: pointers from one text to another, what is said apart of both, and places of
//! the same name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::tie::{Alone, By, Tie};
use super::work::Work;
use crate::model::Place;

/// A place of a lane.
type Node = (usize, Place);

/// Sets of places that belong together.
#[derive(Default)]
struct Joined {
    /// The number of each place.
    numbers: HashMap<Node, usize>,
    /// The places by their numbers.
    nodes: Vec<Node>,
    /// For each place another of its set, itself if it stands for the set.
    above: Vec<usize>,
    /// The name by which a set was joined first.
    names: BTreeMap<usize, String>,
}

impl Joined {
    fn number(&mut self, node: Node) -> usize {
        let next = self.nodes.len();
        let number = *self.numbers.entry(node).or_insert(next);
        if number == next {
            self.nodes.push(node);
            self.above.push(next);
        }
        number
    }

    fn top(&mut self, mut k: usize) -> usize {
        while self.above[k] != k {
            self.above[k] = self.above[self.above[k]];
            k = self.above[k];
        }
        k
    }

    fn join(&mut self, a: Node, b: Node, name: &str) {
        let (a, b) = (self.number(a), self.number(b));
        self.names.entry(a).or_insert_with(|| name.to_owned());
        let (a, b) = (self.top(a), self.top(b));
        self.above[a.max(b)] = a.min(b);
    }

    /// The sets, each with the first place of every lane.
    fn ties(mut self, lanes: usize) -> Vec<Tie> {
        let mut sets: BTreeMap<usize, Tie> = BTreeMap::new();
        for k in 0..self.nodes.len() {
            let top = self.top(k);
            let (lane, place) = self.nodes[k];
            let name = self.names.get(&k).or(self.names.get(&top));
            let tie = sets.entry(top).or_insert_with(|| Tie {
                at: vec![None; lanes],
                by: By::Pointer(name.cloned().unwrap_or_default()),
            });
            let own = &mut tie.at[lane];
            *own = Some(own.map_or(place, |own| own.min(place)));
        }
        sets.into_values().collect()
    }
}

/// The id of a pointer, and the file before it.
fn parsed(pointer: &str) -> (&str, &str) {
    pointer.rsplit_once('#').unwrap_or(("", pointer))
}

impl Work<'_, '_> {
    /// Ties what points to each other. Several that one points to, and what these point to, are
    /// one tie.
    pub(super) fn pointers(&mut self) {
        let ids: Vec<HashMap<&str, Place>> =
            self.offers.iter().map(|offer| first(&offer.names)).collect();
        let mut joined = Joined::default();
        let mut broken: Vec<Vec<Alone>> = vec![vec![]; ids.len()];
        let mut leads = vec![false; ids.len()];
        for (lane, offer) in self.offers.iter().enumerate() {
            for part in &offer.pointing {
                for pointer in &part.corresponds {
                    let (file, id) = parsed(pointer);
                    // In the file itself it leads to another lane only if that has the id.
                    let own = ids[lane].contains_key(id) && file.is_empty();
                    let found = ids.iter().enumerate().filter(|(other, ids)| {
                        *other != lane && !own && ids.contains_key(id)
                    });
                    let mut found: Vec<Node> =
                        found.map(|(other, ids)| (other, ids[id])).collect();
                    if found.iter().any(|node| self.is_file(node.0, file)) {
                        found.retain(|node| self.is_file(node.0, file));
                    }
                    leads[lane] |= !found.is_empty();
                    if found.is_empty() && !own {
                        let by = By::Pointer(id.to_owned());
                        broken[lane].push(Alone { lane, place: part.from, by });
                    }
                    for node in found {
                        joined.join((lane, part.from), node, id);
                    }
                }
            }
        }
        for (lane, broken) in broken.into_iter().enumerate() {
            // Else its pointers lead to other things, such as facsimiles.
            if leads[lane] {
                self.found.alone.extend(broken);
            }
        }
        for link in &self.links {
            let mut nodes: Vec<(Node, &str)> = vec![];
            for pointer in &link.targets {
                let (file, id) = parsed(pointer);
                let has = |lane: &usize| ids[*lane].contains_key(id);
                let is_free = |lane: usize| nodes.iter().all(|(node, _)| node.0 != lane);
                let lane = (0..ids.len())
                    .filter(has)
                    .min_by_key(|lane| (!self.is_file(*lane, file), !is_free(*lane)));
                nodes.extend(lane.map(|lane| ((lane, ids[lane][id]), id)));
            }
            for pair in nodes.windows(2) {
                joined.join(pair[0].0, pair[1].0, pair[1].1);
            }
        }
        self.chain.add(joined.ties(ids.len()));
    }

    /// Whether a pointer names the file of a lane: texts are called after their files.
    fn is_file(&self, lane: usize, file: &str) -> bool {
        let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        !stem.is_empty() && self.ids[lane] == stem
    }

    /// Ties places of the same name. What only one lane has is told if names are all that ties.
    pub(super) fn names(&mut self, tell: bool) {
        let names: Vec<HashMap<&str, Place>> =
            self.offers.iter().map(|offer| first(&offer.names)).collect();
        let ties = same(&names);
        let is_any = ties.iter().any(|tie| tie.at.iter().flatten().count() > 1);
        if is_any || tell {
            return self.add_names(ties, tell);
        }
        // Names may begin with that of their text.
        let prefixes: Vec<usize> =
            self.offers.iter().map(|offer| common(&offer.names)).collect();
        let lanes: Vec<HashMap<&str, Place>> = names
            .iter()
            .zip(&prefixes)
            .map(|(names, cut)| {
                names.iter().map(|(name, at)| (&name[*cut..], *at)).collect()
            })
            .collect();
        let ties = same(&lanes);
        self.add_names(ties, false);
    }

    fn add_names(&mut self, ties: Vec<Tie>, tell: bool) {
        let (ties, alone): (Vec<Tie>, Vec<Tie>) =
            ties.into_iter().partition(|tie| tie.at.iter().flatten().count() > 1);
        if tell {
            for tie in alone {
                let lanes = tie.at.iter().enumerate();
                for (lane, place) in lanes.filter_map(|(k, place)| Some((k, (*place)?))) {
                    let by = tie.by.clone();
                    self.found.alone.push(Alone { lane, place, by });
                }
            }
        }
        self.chain.add(ties);
    }
}

/// The first place of each name.
fn first<'t>(names: &[(&'t str, Place)]) -> HashMap<&'t str, Place> {
    let mut first = HashMap::new();
    for (name, place) in names {
        first.entry(*name).or_insert(*place);
    }
    first
}

/// A tie for each name that a lane has.
fn same(lanes: &[HashMap<&str, Place>]) -> Vec<Tie> {
    let all: BTreeSet<&str> =
        lanes.iter().flat_map(|names| names.keys().copied()).collect();
    all.into_iter()
        .map(|name| Tie {
            at: lanes.iter().map(|names| names.get(name).copied()).collect(),
            by: By::Name(name.to_owned()),
        })
        .collect()
}

/// How many bytes all names of a text begin with, up to a sign between words.
fn common(names: &[(&str, Place)]) -> usize {
    let Some((first, _)) = names.first() else { return 0 };
    let shared = names.iter().fold(first.len(), |length, (name, _)| {
        let same = first.bytes().zip(name.bytes()).take_while(|(a, b)| a == b);
        same.count().min(length)
    });
    let head = first.get(..shared).unwrap_or_default();
    head.rfind(['.', '-', '_', ':']).map_or(0, |at| at + 1)
}
