//! Lines of words side by side: each is laid against the columns of all others, again and again
//! until nothing changes.
//!
//! Lines with the same words are one line here. They are taken in an order that their words
//! decide, so that the result does not depend on the order in which witnesses are given.

use super::anchors;
use super::far::Halves;
use super::lexicon::Lexicon;
use super::moved::{Pair, moved};
use super::path::{Site, Spot, path};

/// A sequence of words that one or more rows of a table have.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Line {
    /// The words, by their numbers in the lexicon.
    pub(super) words: Vec<u32>,
    /// Before which words there is a gap; the number of the words for one at the end.
    pub(super) gaps: Vec<u32>,
}

/// What is known of a line beside its words.
#[derive(Debug, Clone, Default)]
pub(super) struct About {
    /// How many rows have it.
    pub(super) weight: i32,
    /// Behind which of its words a row has a mark of punctuation.
    pub(super) stops: Vec<bool>,
}

/// How often lines are aligned again at most.
const ROUNDS: usize = 4;

const EMPTY: u32 = u32::MAX;

/// Columns of words: for each column and each line the word's index in its line.
struct Profile<'a> {
    lines: &'a [Line],
    about: &'a [About],
    lexicon: &'a Lexicon,
    base: usize,
    /// For each line, its words that the base text has elsewhere, and the words of the base text
    /// that it has elsewhere itself; in order.
    barred: Vec<(Vec<u32>, Vec<u32>)>,
    /// The lines that are in.
    members: Vec<bool>,
    cells: Vec<u32>,
}

/// The column of each word of each line, and the number of columns. `base` is the line of the base
/// text.
pub(super) fn align(
    lines: &[Line],
    about: &[About],
    base: usize,
    lexicon: &Lexicon,
) -> (Vec<Vec<u32>>, usize) {
    let mut profile = Profile {
        lines,
        about,
        lexicon,
        base,
        barred: vec![Default::default(); lines.len()],
        members: vec![false; lines.len()],
        cells: vec![],
    };
    let order = order(lines, about, base);
    for &line in &order {
        profile.insert(line);
    }
    for _ in 0..ROUNDS {
        let mut changed = profile.bar();
        if lines.len() < 3 && !changed {
            break;
        }
        for &line in &order {
            let before = profile.cells.clone();
            profile.remove(line);
            profile.insert(line);
            changed |= profile.cells != before;
        }
        if !changed {
            break;
        }
    }
    profile.columns()
}

/// The base first; then the others, those that share most of their words with it before the
/// rest, and of equal ones in the order of their words.
fn order(lines: &[Line], about: &[About], base: usize) -> Vec<usize> {
    let mut of_base = lines[base].words.clone();
    of_base.sort_unstable();
    let shared = |line: &Line| {
        let mut words = line.words.clone();
        words.sort_unstable();
        let (mut i, mut j, mut count) = (0, 0, 0_usize);
        while i < words.len() && j < of_base.len() {
            match words[i].cmp(&of_base[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
            }
        }
        count
    };
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_cached_key(|&i| {
        // Lines without any punctuation follow those that say where a gap should be.
        let is_bare = !about[i].stops.contains(&true);
        let rank = if i == base { 0 } else { 1 + u8::from(is_bare) };
        (rank, usize::MAX - shared(&lines[i]), lines[i].clone())
    });
    order
}

impl Profile<'_> {
    fn width(&self) -> usize {
        self.cells.len() / self.lines.len()
    }

    fn column(&self, at: usize) -> &[u32] {
        &self.cells[at * self.lines.len()..(at + 1) * self.lines.len()]
    }

    /// Takes a line out, and the columns that only it had.
    fn remove(&mut self, line: usize) {
        self.members[line] = false;
        let count = self.lines.len();
        let mut kept = Vec::with_capacity(self.cells.len());
        for column in self.cells.chunks_exact_mut(count) {
            column[line] = EMPTY;
            if column.iter().any(|cell| *cell != EMPTY) {
                kept.extend_from_slice(column);
            }
        }
        self.cells = kept;
    }

    /// Lays a line against the columns.
    fn insert(&mut self, line: usize) {
        let words = &self.lines[line].words;
        let columns = self.place(line);
        let count = self.lines.len();
        let mut cells = Vec::with_capacity(self.cells.len() + count);
        let mut next = 0;
        for (word, column) in columns.into_iter().enumerate() {
            match column {
                Some(column) => {
                    cells.extend_from_slice(
                        &self.cells[next * count..(column + 1) * count],
                    );
                    next = column + 1;
                }
                None => cells.resize(cells.len() + count, EMPTY),
            }
            let last = cells.len() - count;
            cells[last + line] = word as u32;
        }
        cells.extend_from_slice(&self.cells[next * count..]);
        debug_assert!(words.len() <= cells.len() / count.max(1));
        self.cells = cells;
        self.members[line] = true;
    }

    /// The column of each word of a line that is not in yet.
    fn place(&self, line: usize) -> Vec<Option<usize>> {
        let Line { words, gaps } = &self.lines[line];
        let mut columns = vec![None; words.len()];
        if self.width() == 0 {
            return columns;
        }
        let members: i32 = self
            .members
            .iter()
            .zip(self.about)
            .filter(|(is_in, _)| **is_in)
            .map(|(_, about)| about.weight)
            .sum();
        let (own, of_base) = &self.barred[line];
        let site = |at: usize| {
            let mut site = self.site(self.column(at), members);
            let word = self.column(at)[self.base];
            site.is_barred = word != EMPTY && of_base.binary_search(&word).is_ok();
            site
        };
        let sites: Vec<Site> = (0..self.width()).map(site).collect();
        let usual: Vec<u32> = sites.iter().map(Site::usual).collect();
        let cut = anchors::cut(&usual, words);
        for (column, word) in cut.pairs {
            columns[word] = Some(column);
        }
        for region in cut.regions {
            if region.a.is_empty() || region.b.is_empty() {
                continue;
            }
            let word = |at: usize| (region.b.start + at) as u32;
            let state = |at: usize| Spot {
                is_gap: !gaps.is_empty() && gaps.binary_search(&word(at)).is_ok(),
                is_barred: own.binary_search(&word(at)).is_ok(),
                is_stop: self.stops(line, word(at)),
            };
            let spots: Vec<Spot> = (0..=region.b.len()).map(state).collect();
            let found = path(
                &sites[region.a.clone()],
                &words[region.b.clone()],
                &spots,
                line == self.base,
                self.lexicon,
            );
            for (word, column) in found.into_iter().enumerate() {
                columns[region.b.start + word] = column.map(|at| region.a.start + at);
            }
        }
        columns
    }

    /// Finds the words that stand elsewhere than in the base text. True if they are others than
    /// before.
    fn bar(&mut self) -> bool {
        let mut changed = false;
        for line in (0..self.lines.len()).filter(|line| *line != self.base) {
            let mut places = vec![];
            let mut pairs = vec![];
            for at in 0..self.width() {
                let column = self.column(at);
                let (base, own) = (column[self.base], column[line]);
                if base == EMPTY && own == EMPTY {
                    continue;
                }
                let word = |line: usize, at: u32| {
                    self.lines[line].words.get(at as usize).copied()
                };
                places.push((base, own));
                pairs.push(Pair { base: word(self.base, base), own: word(line, own) });
            }
            let mut barred = (vec![], vec![]);
            let moves = moved(&pairs, self.lexicon);
            for moved in &moves {
                barred.0.push(places[moved.gained].1);
                barred.1.push(places[moved.lost].0);
            }
            let mut halves = Halves::default();
            halves.add(0, &pairs, &moves, self.lexicon);
            for far in halves.far(self.lexicon) {
                let own = halves.gained[far.gained].iter();
                barred.0.extend(own.map(|half| places[half.pair as usize].1));
                let of_base = halves.lost[far.lost].iter();
                barred.1.extend(of_base.map(|half| places[half.pair as usize].0));
            }
            barred.0.sort_unstable();
            barred.1.sort_unstable();
            changed |= self.barred[line] != barred;
            self.barred[line] = barred;
        }
        changed
    }

    /// A column as a line is compared with it.
    fn site(&self, column: &[u32], members: i32) -> Site {
        let mut site = Site::default();
        let (mut present, mut stops) = (0, 0);
        for (line, &at) in column.iter().enumerate() {
            if at == EMPTY {
                continue;
            }
            let (form, weight) =
                (self.lines[line].words[at as usize], self.about[line].weight);
            present += weight;
            stops += if self.stops(line, at) { weight } else { 0 };
            match site.forms.iter_mut().find(|(known, _)| *known == form) {
                Some((_, sum)) => *sum += weight,
                None => site.forms.push((form, weight)),
            }
        }
        site.is_stop = present > 0 && stops * 2 >= present;
        site.share = present * 1000 / members.max(1);
        site
    }

    /// Whether a mark of punctuation stands behind a word of a line.
    fn stops(&self, line: usize, at: u32) -> bool {
        self.about[line].stops.get(at as usize).is_some_and(|stop| *stop)
    }

    /// For each line the columns of its words.
    fn columns(&self) -> (Vec<Vec<u32>>, usize) {
        let mut found: Vec<Vec<u32>> = self
            .lines
            .iter()
            .map(|line| Vec::with_capacity(line.words.len()))
            .collect();
        for at in 0..self.width() {
            for (line, cell) in self.column(at).iter().enumerate() {
                if *cell != EMPTY {
                    found[line].push(at as u32);
                }
            }
        }
        (found, self.width())
    }
}

impl Site {
    /// The form that most lines have; of equally frequent ones the first in the alphabet.
    fn usual(&self) -> u32 {
        let mut usual = (0, 0);
        for &(form, weight) in &self.forms {
            if weight > usual.1 || weight == usual.1 && form < usual.0 {
                usual = (form, weight);
            }
        }
        usual.0
    }
}
