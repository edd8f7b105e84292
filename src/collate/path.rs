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

    /// What it costs that a gap starts with this column. Words must not be spread over columns that
    /// hardly any line has.
    fn start(&self, full: i32) -> i32 {
        full * self.share.max(LEAST_START) / 1000
    }

    /// What a part of a gap costs that leaves this column out.
    fn cost(&self, full: i32) -> i32 {
        full * self.share.max(LEAST) / 1000
    }
}

/// What a gap costs at its start, and for each word of it. A word that matches is worth 1000.
const OPEN: i32 = 380;
const EXTEND: i32 = 100;

/// What a long gap costs: more at its start, and hardly anything for each word. So a frequent
/// word in the middle of a stanza that is left out does not make two gaps of one.
const OPEN_LONG: i32 = 1380;
const EXTEND_LONG: i32 = 10;

/// The share of lines, in thousandths, for which each word of a gap is reckoned at least.
const LEAST: i32 = 100;

/// The same for the start of a gap.
const LEAST_START: i32 = 500;

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
    LongSkip,
    LongInsert,
}

/// The states of the search, in the order in which they are numbered.
const STEPS: [Step; 5] =
    [Step::Match, Step::Skip, Step::Insert, Step::LongSkip, Step::LongInsert];

/// How many bits the number of a state takes.
const BITS: u32 = 3;

/// A best score, and the state before it.
#[derive(Clone, Copy)]
struct Best(i32, u16);

const NONE: Best = Best(i32::MIN / 2, 0);

/// The best scores that end at a place, by state.
type Scores = [Best; STEPS.len()];

/// Of equally good ways the one with the gap later: words that are missing or added between equal
/// ones are the last that they can be.
fn best(of: [i32; STEPS.len()], is_base: bool) -> Best {
    let order = if is_base { [2, 4, 1, 3, 0] } else { [1, 3, 2, 4, 0] };
    let mut best = Best(of[order[0]], order[0] as u16);
    for at in &order[1..] {
        if of[*at] > best.0 {
            best = Best(of[*at], *at as u16);
        }
    }
    best
}

/// The best way to begin a gap here, or to go on with it.
fn gap(before: &Scores, this: Step, open: i32, extend: i32, is_base: bool) -> Best {
    let mut of = before.map(|score| score.0 - open - extend);
    of[this as usize] = before[this as usize].0 - extend;
    best(of, is_base)
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
    // For each place and state, where it came from.
    let mut back = vec![0_u16; (sites.len() + 1) * width];
    let mut scores: Vec<Scores> = vec![[NONE; STEPS.len()]; width];
    scores[0][0] = Best(0, 0);
    for j in 1..width {
        insert(&mut scores, j, is_base);
        back[j] = packed(&scores[j]);
    }
    for (i, site) in sites.iter().enumerate() {
        let row = (i + 1) * width;
        // The states diagonally before the present word, before they were overwritten.
        let mut diagonal = [NONE; STEPS.len()];
        for j in 0..width {
            let above = scores[j];
            let cost = |full: i32| if spots[j].is_gap { 0 } else { site.start(full) };
            let extend = |full: i32| if spots[j].is_gap { LOST } else { site.cost(full) };
            scores[j][1] = gap(&above, Step::Skip, cost(OPEN), extend(EXTEND), is_base);
            let (open, long) = (cost(OPEN_LONG), extend(EXTEND_LONG).min(LOST));
            scores[j][3] = gap(&above, Step::LongSkip, open, long, is_base);
            if j == 0 {
                (scores[0][0], scores[0][2], scores[0][4]) = (NONE, NONE, NONE);
            } else {
                let worth = site.worth(words[j - 1], spots[j - 1].is_barred, lexicon);
                let gain = |is_stop: bool| if is_stop && worth > 0 { STOP } else { 0 };
                let behind = gain(i > 0 && sites[i - 1].is_stop);
                let after = gain(j > 1 && spots[j - 2].is_stop);
                let gains = [0, behind, after, behind, after];
                let mut of = diagonal.map(|score| score.0 + worth);
                of.iter_mut().zip(gains).for_each(|(score, gain)| *score += gain);
                scores[j][0] = best(of, is_base);
                insert(&mut scores, j, is_base);
            }
            back[row + j] = packed(&scores[j]);
            diagonal = above;
        }
    }
    let end = best(scores[width - 1].map(|score| score.0), is_base);
    walk_back(&back, sites.len(), words.len(), end.1)
}

/// Sets the scores of a word that gets a column of its own.
fn insert(scores: &mut [Scores], j: usize, is_base: bool) {
    let before = scores[j - 1];
    scores[j][2] = gap(&before, Step::Insert, OPEN, EXTEND, is_base);
    scores[j][4] = gap(&before, Step::LongInsert, OPEN_LONG, EXTEND_LONG, is_base);
}

/// The states before those of a place, in one number.
fn packed(scores: &Scores) -> u16 {
    let states = scores.iter().enumerate();
    states.fold(0, |all, (at, score)| all | score.1 << (BITS * at as u32))
}

/// The columns of the words on the way back from the end.
fn walk_back(back: &[u16], sites: usize, words: usize, end: u16) -> Vec<Option<usize>> {
    let mut columns = vec![None; words];
    let (mut i, mut j, mut state) = (sites, words, usize::from(end));
    while i > 0 || j > 0 {
        let from = back[i * (words + 1) + j] >> (BITS * state as u32) & ((1 << BITS) - 1);
        match STEPS[state] {
            Step::Match if i > 0 && j > 0 => {
                columns[j - 1] = Some(i - 1);
                (i, j) = (i - 1, j - 1);
            }
            Step::Skip | Step::LongSkip if i > 0 => i -= 1,
            _ if j > 0 => j -= 1,
            _ => break,
        }
        state = usize::from(from).min(STEPS.len() - 1);
    }
    columns
}
