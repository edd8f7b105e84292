//! Words that two lines have at different places near each other.

use super::lexicon::Lexicon;

/// What the base text and a line have in a column, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The word of the base text.
    pub(super) base: Option<u32>,
    /// The word of the line.
    pub(super) own: Option<u32>,
}

/// A word of the base text that the line has elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    /// The column in which the base text has it, by its index in the pairs.
    pub(super) lost: usize,
    /// The column in which the line has it.
    pub(super) gained: usize,
}

/// How many letters a short word has at most.
const SHORT: usize = 3;

/// A column further away is not looked at.
const FARTHEST: usize = 24;

/// A phrase of so many words is no part of a unit that would have more than [`WIDEST`].
const LONG: usize = 4;
const WIDEST: usize = 10;

/// The words that changed places, in the order in which the base text has them.
///
/// A word that is frequent may only move a little; words that move together may move farther.
pub(super) fn moved(pairs: &[Pair], lexicon: &Lexicon) -> Vec<Move> {
    let is_kept = |pair: &Pair| match (pair.base, pair.own) {
        (Some(a), Some(b)) => a == b || lexicon.worth(a, b) > 0,
        _ => false,
    };
    let kept: Vec<bool> = pairs.iter().map(is_kept).collect();
    let changed: Vec<usize> = (0..pairs.len()).filter(|&at| !kept[at]).collect();
    // How many unchanged words stand before each column.
    let mut before = Vec::with_capacity(pairs.len());
    let mut count = 0_usize;
    for kept in &kept {
        before.push(count);
        count += usize::from(*kept);
    }
    let mut candidates = vec![];
    for (i, &lost) in changed.iter().enumerate() {
        let Some(word) = pairs[lost].base else { continue };
        let near = |other: &&usize| other.abs_diff(lost) <= FARTHEST;
        let back = changed[..i].iter().rev().take_while(near);
        let on = changed[i + 1..].iter().take_while(near);
        for &gained in back.chain(on) {
            let Some(own) = pairs[gained].own else { continue };
            let likeness = match word {
                _ if lexicon.is_one_word(word, own) => 0,
                _ if is_likely(word, own, lexicon) => 1,
                _ => continue,
            };
            let distance = before[lost].abs_diff(before[gained]);
            candidates.push((likeness, distance, lost.abs_diff(gained), lost, gained));
        }
    }
    candidates.sort_unstable();
    let mut moves: Vec<Move> = vec![];
    let mut taken = vec![(false, false); pairs.len()];
    for (_, _, _, lost, gained) in candidates {
        if !taken[lost].0 && !taken[gained].1 {
            taken[lost].0 = true;
            taken[gained].1 = true;
            moves.push(Move { lost, gained });
        }
    }
    moves.sort_unstable_by_key(|moved| moved.lost);
    let groups = moves.chunk_by(|a, b| together(&before, a, b));
    let weight = |moved: &Move| {
        let (a, b) = (pairs[moved.lost].base, pairs[moved.gained].own);
        let (Some(a), Some(b)) = (a, b) else { return 0 };
        let full = (lexicon.weight(a) - 500).max(100) * 2;
        if lexicon.is_one_word(a, b) { full } else { full * 8 / 10 }
    };
    let is_near = |group: &&[Move]| {
        let weight: i32 = group.iter().map(weight).sum();
        let distance = before[group[0].lost].abs_diff(before[group[0].gained]);
        // Long phrases that changed places would make one great unit: they are linked instead.
        let is_long = group.len() >= LONG && group.len() + distance > WIDEST;
        !is_long
            && distance as i32 * 1000 <= 1000 + 1000 * group.len() as i32 + 3 * weight
    };
    groups.filter(is_near).flatten().copied().collect()
}

/// Whether two words that differ may be one that moved: most of their letters are the same, and
/// they are not as short as words that are alike by chance.
fn is_likely(a: u32, b: u32, lexicon: &Lexicon) -> bool {
    let is_long = |word: u32| lexicon.form(word).len() > SHORT;
    is_long(a) && is_long(b) && lexicon.worth(a, b) > 150
}

/// Whether two words moved together: nothing unchanged stands between them on either side.
fn together(before: &[usize], a: &Move, b: &Move) -> bool {
    before[a.lost] == before[b.lost]
        && before[a.gained] == before[b.gained]
        && a.gained < b.gained
}
