//! The best alignment of a line of words with the columns of a profile: dynamic programming
//! with affine gaps (Gotoh 1982).

use super::lexicon::Lexicon;

/// A column as a line is compared with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Site {
    /// The forms in it, each with the number of lines that have it.
    pub(super) forms: Vec<(u32, i32)>,
    /// The share of all lines that have a word here, in thousandths.
    pub(super) share: i32,
    /// Whether the line has the word of the base text that stands here elsewhere.
    pub(super) is_barred: bool,
    /// Whether half of the lines have a mark of punctuation behind it.
    pub(super) is_stop: bool,
}

/// A word of the line that is laid against the columns, or its end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spot {
    /// Whether the witness has a gap before it.
    pub(super) is_gap: bool,
    /// Whether the base text has the word elsewhere.
    pub(super) is_barred: bool,
    /// Whether a mark of punctuation stands behind it.
    pub(super) is_stop: bool,
}

impl Site {
    /// What it is worth to put a word here. A word that has its place elsewhere stands beside no
    /// other one.
    fn worth(&self, word: u32, is_barred: bool, lexicon: &Lexicon) -> i32 {
        let mut sum = 0;
        let mut all = 0;
        for (form, weight) in &self.forms {
            sum += weight * lexicon.worth(*form, word);
            all += weight;
        }
        let worth = sum / all.max(1);
        if worth <= 0 && (is_barred || self.is_barred) {
            return APART;
        }
        // Of two columns with the same words, the one that more lines have.
        worth + self.share / 50
    }

    /// What a part of a gap costs that leaves this column out.
    fn cost(&self, full: i32) -> i32 {
        full * self.share.max(100) / 1000
    }
}

/// What a gap costs at its start, and for each word of it. A word that matches is worth 1000.
const OPEN: i32 = 380;
const EXTEND: i32 = 100;

/// What a gap gains that ends with a mark of punctuation: of equally good places for it that one
/// is taken.
const STOP: i32 = 3;

/// What each word costs that is missing where the witness has a gap.
const LOST: i32 = 10;

/// What it costs to put words into one column that have their places elsewhere.
const APART: i32 = -5000;

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Match,
    Skip,
    Insert,
}

/// A best score, and the state before it.
#[derive(Clone, Copy)]
struct Best(i32, u8);

const NONE: Best = Best(i32::MIN / 2, 0);

/// Of equally good ways the one with the gap later: words that are missing or added between equal
/// ones are the last that they can be.
fn best(of_match: i32, of_skip: i32, of_insert: i32, is_base: bool) -> Best {
    let mut best = Best(of_skip, 1);
    if of_insert > best.0 || is_base && of_insert == best.0 {
        best = Best(of_insert, 2);
    }
    if of_match > best.0 {
        best = Best(of_match, 0);
    }
    best
}

/// The column of each word, in ascending order; nothing for a word that needs a column of its
/// own. There is a spot for each word, and one for the end. What is added stands before what is missing, so for the base text it is the other way round.
pub(super) fn path(
    sites: &[Site],
    words: &[u32],
    spots: &[Spot],
    is_base: bool,
    lexicon: &Lexicon,
) -> Vec<Option<usize>> {
    let width = words.len() + 1;
    // For each state, where it came from: two bits each for match, skip, insert.
    let mut back = vec![0_u8; (sites.len() + 1) * width];
    let mut matched = vec![NONE; width];
    let mut skipped = vec![NONE; width];
    let mut inserted = vec![NONE; width];
    matched[0] = Best(0, 0);
    for j in 1..width {
        inserted[j] = best(
            matched[j - 1].0 - OPEN - EXTEND,
            skipped[j - 1].0 - OPEN - EXTEND,
            inserted[j - 1].0 - EXTEND,
            is_base,
        );
        back[j] = inserted[j].1 << 4;
    }
    for (i, site) in sites.iter().enumerate() {
        let row = (i + 1) * width;
        // The states diagonally before the present word, before they were overwritten.
        let mut diagonal = [NONE; 3];
        for j in 0..width {
            let above = [matched[j], skipped[j], inserted[j]];
            let (open, extend) = if spots[j].is_gap {
                (0, LOST)
            } else {
                (site.cost(OPEN), site.cost(EXTEND))
            };
            skipped[j] = best(
                above[0].0 - open - extend,
                above[1].0 - extend,
                above[2].0 - open - extend,
                is_base,
            );
            if j == 0 {
                matched[0] = NONE;
                inserted[0] = NONE;
            } else {
                let worth = site.worth(words[j - 1], spots[j - 1].is_barred, lexicon);
                let gain = |is_stop: bool| if is_stop && worth > 0 { STOP } else { 0 };
                let behind = gain(i > 0 && sites[i - 1].is_stop);
                matched[j] = best(
                    diagonal[0].0 + worth,
                    diagonal[1].0 + worth + behind,
                    diagonal[2].0 + worth + gain(j > 1 && spots[j - 2].is_stop),
                    is_base,
                );
                inserted[j] = best(
                    matched[j - 1].0 - OPEN - EXTEND,
                    skipped[j - 1].0 - OPEN - EXTEND,
                    inserted[j - 1].0 - EXTEND,
                    is_base,
                );
            }
            back[row + j] = matched[j].1 | skipped[j].1 << 2 | inserted[j].1 << 4;
            diagonal = above;
        }
    }
    let last = width - 1;
    let end = best(matched[last].0, skipped[last].0, inserted[last].0, is_base);
    walk_back(&back, sites.len(), words.len(), end.1)
}

/// The columns of the words on the way back from the end.
fn walk_back(back: &[u8], sites: usize, words: usize, end: u8) -> Vec<Option<usize>> {
    let mut columns = vec![None; words];
    let step = |state: u8| match state {
        0 => Step::Match,
        1 => Step::Skip,
        _ => Step::Insert,
    };
    let (mut i, mut j, mut state) = (sites, words, step(end));
    while i > 0 || j > 0 {
        let from = back[i * (words + 1) + j];
        match state {
            Step::Match if i > 0 && j > 0 => {
                columns[j - 1] = Some(i - 1);
                state = step(from & 3);
                (i, j) = (i - 1, j - 1);
            }
            Step::Skip if i > 0 => {
                state = step(from >> 2 & 3);
                i -= 1;
            }
            _ if j > 0 => {
                state = step(from >> 4 & 3);
                j -= 1;
            }
            _ => break,
        }
    }
    columns
}
