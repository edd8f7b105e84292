//! The words of a collation by number, and how alike two of them are.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::rules::Speller;

/// What stands for lost letters in a normal form.
pub(super) const LOST: &str = "…";

/// The normal forms of all witnesses. They are numbered in the order of their letters, so that
/// nothing depends on which witness was read first.
#[derive(Debug)]
pub(super) struct Lexicon {
    forms: Vec<Form>,
    ids: FxHashMap<Box<str>, u32>,
    likeness: RefCell<FxHashMap<(u32, u32), i32>>,
}

/// A normal form.
#[derive(Debug)]
struct Form {
    letters: Box<[char]>,
    /// Whether letters of it are lost.
    is_broken: bool,
    /// The number of the word that all its spellings are.
    word: u32,
    /// How much it says that two witnesses have it at the same place: little for the frequent
    /// words of a language.
    weight: i32,
}

impl Lexicon {
    /// The lexicon of all normal forms, given as often as they occur.
    pub(super) fn of<'a>(
        normals: impl Iterator<Item = &'a str>,
        speller: &Speller,
    ) -> Self {
        let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
        let mut all = 0_u32;
        for normal in normals {
            *counts.entry(normal).or_default() += 1;
            all += 1;
        }
        let mut sorted: Vec<(&str, u32)> = counts.into_iter().collect();
        sorted.sort_unstable();
        let mut words: FxHashMap<String, u32> = FxHashMap::default();
        let mut forms = Vec::with_capacity(sorted.len());
        let mut ids = FxHashMap::default();
        for (id, (normal, count)) in sorted.into_iter().enumerate() {
            let next = words.len() as u32;
            let word = *words.entry(speller.word(normal)).or_insert(next);
            let letters: Box<[char]> = normal.chars().collect();
            // A word that is every hundredth, or has one or two letters, can match by chance.
            let share = count as f32 / all.max(1) as f32;
            let is_frequent = all > 200 && share > 0.008;
            let weight = match letters.len() {
                _ if is_frequent => 600,
                0..=2 => 700,
                3 => 850,
                _ => 1000,
            };
            let is_broken = normal.contains(LOST);
            forms.push(Form { letters, is_broken, word, weight });
            ids.insert(normal.into(), id as u32);
        }
        Self { forms, ids, likeness: RefCell::default() }
    }

    /// The number of a normal form.
    ///
    /// # Panics
    /// If the form is not one of those that the lexicon was made of.
    pub(super) fn id(&self, normal: &str) -> u32 {
        self.ids[normal]
    }

    /// Whether two forms are spellings of one word.
    pub(super) fn is_one_word(&self, a: u32, b: u32) -> bool {
        self.forms[a as usize].word == self.forms[b as usize].word
    }

    /// Whether two forms are no variants of each other: they are equal, or what is left of a word
    /// agrees with the other one.
    pub(super) fn is_same(&self, a: u32, b: u32) -> bool {
        a == b
            || self.forms[a as usize].is_broken != self.forms[b as usize].is_broken
                && self.rest(a, b).is_some()
    }

    /// How many letters are left of a word of which some are lost, if all of them agree with the
    /// other word.
    fn rest(&self, a: u32, b: u32) -> Option<usize> {
        let (a, b) = (&self.forms[a as usize], &self.forms[b as usize]);
        let (broken, whole) = if a.is_broken { (a, b) } else { (b, a) };
        let hole = LOST.chars().next();
        let mut parts = broken.letters.split(|c| Some(*c) == hole);
        let (first, last) = (parts.next()?, parts.next_back()?);
        let mut rest = whole.letters.strip_prefix(first)?.strip_suffix(last)?;
        for part in parts.filter(|part| !part.is_empty()) {
            let at = rest.windows(part.len()).position(|own| own == part)?;
            rest = &rest[at + part.len()..];
        }
        Some(broken.letters.iter().filter(|c| Some(**c) != hole).count())
    }

    /// How much a match of a form says, from 600 for a frequent word to 1000.
    pub(super) fn weight(&self, form: u32) -> i32 {
        self.forms[form as usize].weight
    }

    /// The number of the word that all spellings of a form are.
    pub(super) fn word(&self, form: u32) -> u32 {
        self.forms[form as usize].word
    }

    /// The letters of a form.
    pub(super) fn form(&self, form: u32) -> &[char] {
        &self.forms[form as usize].letters
    }

    /// What it is worth that two forms stand at one place: their weight if they are equal, a
    /// little less for two spellings of a word, still less if only letters are alike, and a loss
    /// if nothing is.
    pub(super) fn worth(&self, a: u32, b: u32) -> i32 {
        if a == b {
            return self.forms[a as usize].weight;
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.likeness.borrow().get(&key) {
            return *known;
        }
        let (x, y) = (&self.forms[key.0 as usize], &self.forms[key.1 as usize]);
        let worth = if x.is_broken != y.is_broken
            && let Some(rest) = self.rest(a, b)
        {
            // What is left of a word says less than the word.
            (rest.min(4) * 200) as i32
        } else if x.word == y.word {
            x.weight.min(y.weight) * 9 / 10
        } else {
            alike(&x.letters, &y.letters)
        };
        self.likeness.borrow_mut().insert(key, worth);
        worth
    }
}

/// The worth of two words by their letters alone: from 600 for one letter of many down to
/// [`UNLIKE`].
fn alike(a: &[char], b: &[char]) -> i32 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let most = long.len();
    if most > 64 {
        return UNLIKE;
    }
    let same = (most - distance(short, long)) as i32 * 1000 / most as i32;
    // In words of one or two letters, a common letter says nothing.
    if short.len() < 3 || same < 500 {
        UNLIKE + same / 10
    } else {
        (same - 500) * 6 / 5 + 1
    }
}

/// What it is worth that two words with nothing in common stand at one place. It is better than
/// two gaps.
pub(super) const UNLIKE: i32 = -350;

/// How many letters must be changed, left out or added.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
