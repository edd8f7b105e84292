//! The units of two texts, laid side by side.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token};

use super::units::{Unit, UnitKind};

/// A place where two texts differ: the units of the one and those of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Units of the old text.
    pub old: Range<usize>,
    /// Units of the new text.
    pub new: Range<usize>,
}

/// Two lists of units side by side: equal, but for the hunks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alignment {
    /// Where they differ, in order.
    pub hunks: Vec<Hunk>,
}

/// Lays two lists of units side by side.
///
/// What was added or taken away begins where a block does if it may, so that a paragraph
/// is a hunk; several paragraphs are several.
pub fn align(old: &[Unit], new: &[Unit]) -> Alignment {
    let keys = |units: &[Unit]| -> Vec<String> {
        units.iter().map(|unit| unit.key.clone()).collect()
    };
    let mut hunks = hunks(&keys(old), &keys(new));
    part_blocks(old, new, &mut hunks);
    let mut out: Vec<Hunk> = vec![];
    let mut from = 0;
    for (k, hunk) in hunks.iter().enumerate() {
        let to = hunks.get(k + 1).map(|next| (next.old.start, next.new.start));
        let slid = match (hunk.old.is_empty(), hunk.new.is_empty()) {
            (false, true) => {
                let last = to.map_or(old.len(), |to| to.0);
                let range = slide(old, hunk.old.clone(), from..last);
                let shift = hunk.new.start + range.start - hunk.old.start;
                Hunk { old: range, new: shift..shift }
            }
            (true, false) => {
                let last = to.map_or(new.len(), |to| to.1);
                // How far up an addition may go, in the new text.
                let first = hunk.new.start - (hunk.old.start - from);
                let range = slide(new, hunk.new.clone(), first..last);
                let shift = hunk.old.start + range.start - hunk.new.start;
                Hunk { old: shift..shift, new: range }
            }
            _ => hunk.clone(),
        };
        from = slid.old.end;
        split(old, new, slid, &mut out);
    }
    Alignment { hunks: out }
}

/// Takes a block that came or went beside another change out of that one.
///
/// Of `a b. ¶ e` and `a x. ¶ c. ¶ e` the difference that is found is `b` and `x. ¶ c`, since
/// the period is the same; what a reader sees is another word and a new paragraph.
fn part_blocks(old: &[Unit], new: &[Unit], hunks: &mut Vec<Hunk>) {
    let is_start = |unit: &Unit| unit.kind == UnitKind::Block;
    let mut k = 0;
    while k < hunks.len() {
        let Hunk { old: a, new: b } = hunks[k].clone();
        let next = hunks.get(k + 1).map_or(old.len(), |next| next.old.start);
        k += 1;
        let count = |units: &[Unit]| units.iter().filter(|unit| is_start(unit)).count();
        let (i, j) = (count(&old[a.clone()]), count(&new[b.clone()]));
        if a.is_empty() || b.is_empty() || (i == 0) == (j == 0) {
            continue;
        }
        // To the end of the block, which is the same in both.
        let rest = old[a.end..next].iter().take_while(|unit| !is_start(unit)).count();
        if a.end + rest == next && next < old.len() && !is_start(&old[next]) {
            continue;
        }
        let (a, b) = (a.start..a.end + rest, b.start..b.end + rest);
        let parts = if i == 0 {
            blocks_beside(old, &a, new, &b)
        } else {
            let turned = blocks_beside(new, &b, old, &a).into_iter();
            turned.map(|hunk| Hunk { old: hunk.new, new: hunk.old }).collect()
        };
        let length = parts.len();
        hunks.splice(k - 1..k, parts);
        k += length;
        k -= 1;
    }
}

/// A stretch inside of a block, and one of several blocks: the first or the last of
/// these is what became of it, and the others came.
fn blocks_beside(
    old: &[Unit],
    a: &Range<usize>,
    new: &[Unit],
    b: &Range<usize>,
) -> Vec<Hunk> {
    let starts: Vec<usize> =
        b.clone().filter(|&k| new[k].kind == UnitKind::Block).collect();
    let first = b.start..starts[0];
    let last = starts[starts.len() - 1]..b.end;
    let shared = |range: &Range<usize>| {
        let is_there =
            |unit: &&Unit| old[a.clone()].iter().any(|other| other.key == unit.key);
        new[range.clone()].iter().filter(is_there).count()
    };
    let inside = |range: &Range<usize>| -> Vec<Hunk> {
        let key = |unit: &Unit| unit.key.clone();
        let from: Vec<String> = old[a.clone()].iter().map(key).collect();
        let to: Vec<String> = new[range.clone()].iter().map(key).collect();
        let moved = |hunk: Hunk| Hunk {
            old: a.start + hunk.old.start..a.start + hunk.old.end,
            new: range.start + hunk.new.start..range.start + hunk.new.end,
        };
        hunks(&from, &to).into_iter().map(moved).collect()
    };
    if shared(&first) >= shared(&last) {
        let mut parts = inside(&first);
        parts.push(Hunk { old: a.end..a.end, new: first.end..b.end });
        parts
    } else {
        let mut parts = vec![Hunk { old: a.start..a.start, new: b.start..last.start }];
        parts.extend(inside(&last));
        parts
    }
}

/// Where two lists differ.
pub fn hunks<T: std::hash::Hash + Eq>(old: &[T], new: &[T]) -> Vec<Hunk> {
    let mut interner: Interner<&T> = Interner::new(old.len() + new.len());
    let before: Vec<Token> = old.iter().map(|key| interner.intern(key)).collect();
    let after: Vec<Token> = new.iter().map(|key| interner.intern(key)).collect();
    let input = InternedInput { before, after, interner };
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let whole = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks()
        .map(|hunk| Hunk { old: whole(hunk.before), new: whole(hunk.after) })
        .collect()
}

/// Moves a range of units that were added or taken away to where it reads best, within
/// `room`: what it holds stays the same words.
fn slide(units: &[Unit], range: Range<usize>, room: Range<usize>) -> Range<usize> {
    let rank = |start: usize| match units.get(start).map(|unit| unit.kind) {
        Some(UnitKind::Block) => 2,
        Some(UnitKind::Word) => 1,
        _ => 0,
    };
    let length = range.len();
    let mut best = range.start;
    let mut at = range.start;
    while at > room.start && units[at - 1].key == units[at + length - 1].key {
        at -= 1;
        if rank(at) > rank(best) {
            best = at;
        }
    }
    at = range.start;
    while at + length < room.end && units[at].key == units[at + length].key {
        at += 1;
        if rank(at) > rank(best) {
            best = at;
        }
    }
    best..best + length
}

/// Adds a hunk in as many parts as it has blocks that come or go.
fn split(old: &[Unit], new: &[Unit], hunk: Hunk, out: &mut Vec<Hunk>) {
    let starts = |units: &[Unit], range: &Range<usize>| -> Vec<usize> {
        let is_start = |k: &usize| units[*k].kind == UnitKind::Block;
        range.clone().filter(is_start).collect()
    };
    let ends = |units: &[Unit], range: &Range<usize>| {
        units.get(range.end).is_none_or(|unit| unit.kind == UnitKind::Block)
    };
    let (a, b) = (starts(old, &hunk.old), starts(new, &hunk.new));
    let mut push = |old: Range<usize>, new: Range<usize>| {
        if !(old.is_empty() && new.is_empty()) {
            out.push(Hunk { old, new });
        }
    };
    if !a.is_empty() && a.len() == b.len() {
        // As many blocks here as there: each by itself.
        let (mut x, mut y) = (hunk.old.start, hunk.new.start);
        for (&i, &j) in a.iter().zip(&b) {
            push(x..i, y..j);
            (x, y) = (i, j);
        }
        push(x..hunk.old.end, y..hunk.new.end);
    } else if !a.is_empty() && b.is_empty() && ends(old, &hunk.old) {
        push(hunk.old.start..a[0], hunk.new.clone());
        let next = a.iter().skip(1).copied().chain([hunk.old.end]);
        for (&i, j) in a.iter().zip(next) {
            push(i..j, hunk.new.end..hunk.new.end);
        }
    } else if a.is_empty() && !b.is_empty() && ends(new, &hunk.new) {
        push(hunk.old.clone(), hunk.new.start..b[0]);
        let next = b.iter().skip(1).copied().chain([hunk.new.end]);
        for (&i, j) in b.iter().zip(next) {
            push(hunk.old.end..hunk.old.end, i..j);
        }
    } else {
        push(hunk.old, hunk.new);
    }
}

impl Alignment {
    /// The place in the new list of an old unit, if it is there; else of what stands in
    /// its stead, and whether it is the unit itself.
    pub fn to_new(&self, old: usize) -> (usize, bool) {
        place(&self.hunks, old, |hunk| (&hunk.old, &hunk.new))
    }

    /// The place in the old list of a new unit, as [`Self::to_new`].
    pub fn to_old(&self, new: usize) -> (usize, bool) {
        place(&self.hunks, new, |hunk| (&hunk.new, &hunk.old))
    }

    /// Whether nothing differs.
    pub fn is_equal(&self) -> bool {
        self.hunks.is_empty()
    }
}

fn place(
    hunks: &[Hunk],
    at: usize,
    sides: impl Fn(&Hunk) -> (&Range<usize>, &Range<usize>),
) -> (usize, bool) {
    let k = hunks.partition_point(|hunk| sides(hunk).0.end <= at);
    match hunks.get(k).map(&sides) {
        Some((from, to)) if from.contains(&at) => {
            (to.start + (at - from.start).min(to.len()), false)
        }
        _ => match k.checked_sub(1).map(|k| sides(&hunks[k])) {
            Some((from, to)) => (to.end + (at - from.end), true),
            None => (at, true),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::record::{BlockRecord, PassageRecord, TextRecord};
    use super::super::units::of_text;
    use super::*;

    fn units(paragraphs: &[&str]) -> Vec<Unit> {
        let block = |text: &&str| BlockRecord {
            kind: "paragraph".into(),
            passage: PassageRecord::plain(*text),
        };
        of_text(&TextRecord {
            blocks: paragraphs.iter().map(block).collect(),
            ..TextRecord::default()
        })
    }

    /// Each hunk as `old > new`, words apart.
    fn check(old: &[&str], new: &[&str], expected: &[&str]) {
        let (old, new) = (units(old), units(new));
        let words = |units: &[Unit]| {
            units
                .iter()
                .map(|unit| unit.key.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let found: Vec<String> = align(&old, &new)
            .hunks
            .iter()
            .map(|h| {
                format!("{} > {}", words(&old[h.old.clone()]), words(&new[h.new.clone()]))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn changes_are_found_where_they_are() {
        check(&["a b c"], &["a x c"], &["b > x"]);
        check(&["a b c"], &["a b d c"], &[" > d"]);
        check(&["a b, c"], &["a b; c"], &[", > ;"]);
        check(&["the old man and the sea"], &["the man and the sea"], &["old > "]);
    }

    #[test]
    fn a_paragraph_that_goes_is_one_change_and_two_are_two() {
        check(&["a b.", "c d.", "e f."], &["a b.", "e f."], &["¶paragraph c d . > "]);
        check(
            &["a b.", "c d.", "e f.", "g."],
            &["a b.", "g."],
            &["¶paragraph c d . > ", "¶paragraph e f . > "],
        );
        check(
            &["a b.", "e f."],
            &["a x.", "c.", "e f."],
            &["b > x", " > ¶paragraph c ."],
        );
    }

    #[test]
    fn paragraphs_that_are_joined_or_parted_are_told() {
        check(&["a b.", "c d."], &["a b. c d."], &["¶paragraph > "]);
        check(&["a b. c d."], &["a b.", "c d."], &[" > ¶paragraph"]);
    }

    proptest! {
        #[test]
        fn what_is_no_hunk_is_equal(
            old in prop::collection::vec("[abc ,]{0,8}", 0..6),
            new in prop::collection::vec("[abc ,]{0,8}", 0..6),
        ) {
            let old: Vec<&str> = old.iter().map(String::as_str).collect();
            let new: Vec<&str> = new.iter().map(String::as_str).collect();
            let (old, new) = (units(&old), units(&new));
            let alignment = align(&old, &new);
            let (mut a, mut b) = (0, 0);
            let end = Hunk { old: old.len()..old.len(), new: new.len()..new.len() };
            for hunk in alignment.hunks.iter().chain([&end]) {
                prop_assert!(hunk.old.start >= a && hunk.new.start >= b);
                prop_assert_eq!(hunk.old.start - a, hunk.new.start - b);
                for (i, j) in (a..hunk.old.start).zip(b..hunk.new.start) {
                    prop_assert_eq!(&old[i].key, &new[j].key);
                    prop_assert_eq!(alignment.to_new(i), (j, true));
                    prop_assert_eq!(alignment.to_old(j), (i, true));
                }
                (a, b) = (hunk.old.end, hunk.new.end);
            }
        }
    }
}
