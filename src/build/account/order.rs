//! The order of reading of what stands on the pages, and the words between words: those of
//! the design and of code, which come from no file that is looked for.

use super::seen::{NONE, Seen, Sight, Token, is_unseen};
use crate::model::Dir;

/// Parts words of two runs, where it can't be told whether a blank stands between them.
pub(super) const SEAM: char = '\u{1}';

/// All tokens in the order of reading.
pub(super) struct Order<'a> {
    seen: &'a Seen,
    /// Tokens in the order of reading: within a row from the right where its page goes so.
    tokens: Vec<u32>,
    /// For each token its place among these.
    places: Vec<u32>,
}

impl<'a> Order<'a> {
    /// Of rows whose directions are given.
    pub(super) fn of(seen: &'a Seen, dirs: &[Dir]) -> Self {
        let mut tokens: Vec<u32> = (0..seen.tokens.len() as u32).collect();
        for (row, dir) in seen.rows.iter().zip(dirs) {
            if *dir == Dir::Rtl {
                let row = &mut tokens[row.start as usize..row.end as usize];
                row.reverse();
                keep_numbers(seen, row);
            }
        }
        let mut places = vec![0; tokens.len()];
        for (place, token) in tokens.iter().enumerate() {
            places[*token as usize] = place as u32;
        }
        Self { seen, tokens, places }
    }

    /// Where a token stands in the order.
    pub(super) fn place(&self, token: u32) -> usize {
        self.places[token as usize] as usize
    }

    /// The token at a place of the order.
    pub(super) fn token(&self, place: usize) -> Option<&'a Token> {
        self.tokens.get(place).map(|&k| &self.seen.tokens[k as usize])
    }

    /// The words of no file in a range of the order.
    pub(super) fn loose(&self, range: std::ops::Range<usize>) -> String {
        let range = range.start.min(self.tokens.len())..range.end.min(self.tokens.len());
        let tokens = self.tokens[range].iter().map(|&k| &self.seen.tokens[k as usize]);
        let tokens =
            tokens.filter(|token| token.file == NONE && token.sight != Sight::Hidden);
        let mut words = String::new();
        for letters in self.seen.letters_of(tokens) {
            words.push_str(letters);
            words.push(SEAM);
        }
        words
    }

    /// The words of no file right behind a place, up to the next word of a file or the end
    /// of the page, and where they end.
    pub(super) fn behind(&self, place: usize) -> (String, usize) {
        let page = self.token(place).map(|token| token.page);
        let mut end = place + 1;
        while self
            .token(end)
            .is_some_and(|token| token.file == NONE && Some(token.page) == page)
        {
            end += 1;
        }
        (self.loose(place + 1..end), end)
    }

    /// The words of no file at the end of the page before that of a place, if no word of a file
    /// stands between.
    pub(super) fn end_of_page_before(&self, place: usize) -> String {
        let free = |at: usize| self.token(at).filter(|token| token.file == NONE);
        let page = self.token(place).map(|token| token.page);
        let mut end = place;
        while end > 0 && free(end - 1).is_some_and(|token| Some(token.page) == page) {
            end -= 1;
        }
        let mut start = end;
        while start > 0 && end - start < 100 && free(start - 1).is_some() {
            start -= 1;
        }
        self.loose(start..end)
    }

    /// The words of no file right before a place, down to the last word of a file or the
    /// start of the page.
    pub(super) fn before(&self, place: usize) -> String {
        let page = self.token(place).map(|token| token.page);
        let mut start = place;
        while start > 0
            && place - start < 400
            && self
                .token(start - 1)
                .is_some_and(|token| token.file == NONE && Some(token.page) == page)
        {
            start -= 1;
        }
        // The first letter behind may have been drawn as one with an unseen sign.
        let mut end = place;
        while end > start && self.token(end - 1).is_some_and(|token| self.is_glued(token))
        {
            end -= 1;
        }
        self.loose(start..end)
    }
}

/// Puts the parts of a number in their order again, in a row that was reversed: a number goes
/// to the right there too, and the point or comma in it may be of another face.
fn keep_numbers(seen: &Seen, row: &mut [u32]) {
    let token = |k: u32| &seen.tokens[k as usize];
    let is = |k: u32, of: fn(char) -> bool| {
        let mut letters = seen.letters(token(k)).chars().filter(|c| !is_unseen(*c));
        letters.next().is_some_and(of) && letters.all(of)
    };
    let is_part =
        |k: u32| is(k, |c| c.is_numeric() || matches!(c, '.' | ',' | ':' | '/'));
    let touch = |a: u32, b: u32| (token(a).left - token(b).right).abs() < 0.3;
    let mut at = 0;
    while at < row.len() {
        let mut end = at + 1;
        while end < row.len()
            && is_part(row[end - 1])
            && is_part(row[end])
            && touch(row[end - 1], row[end])
        {
            end += 1;
        }
        let number = &mut row[at..end];
        if number.len() > 2
            && [number[0], number[number.len() - 1]]
                .iter()
                .all(|&k| is(k, char::is_numeric))
        {
            number.reverse();
        }
        at = end;
    }
}

impl Order<'_> {
    /// Whether a token is an unseen sign and one letter.
    fn is_glued(&self, token: &Token) -> bool {
        let letters = self.seen.letters(token);
        let seen = letters.chars().filter(|c| !is_unseen(*c)).count();
        letters.starts_with(is_unseen) && seen == 1
    }
}

/// Whether some words end in others: with nothing between, and with no digit before a digit.
pub(super) fn ends_in(words: &str, end: &str) -> bool {
    let mut rest = words.trim_end_matches(is_gap);
    for c in end.chars().rev().filter(|c| !is_unseen(*c)) {
        rest = rest.trim_end_matches(is_gap);
        match rest.strip_suffix(c) {
            Some(before) => rest = before,
            None => return false,
        }
    }
    let goes_on = |c: char| c.is_numeric();
    !(end.starts_with(goes_on) && rest.ends_with(goes_on))
}

/// Some words without the signs at their end that the design has at the beginning of what is
/// restored or deleted.
pub(super) fn without_open_signs(words: &str) -> &str {
    words.trim_end_matches(|c: char| {
        "[(⟨{⟦〈<⸢".contains(c) || c.is_whitespace() || is_gap(c)
    })
}

/// Whether a label stands before what follows some words, with nothing between that has a
/// letter or a digit; or with anything between, if it `is_free`.
pub(super) fn leads(words: &str, label: &str, is_free: bool) -> bool {
    let mut end = 0;
    while let Some(behind) = find(words, label, end) {
        end = behind;
        if is_free || !words[end..].contains(char::is_alphanumeric) {
            return true;
        }
    }
    false
}

/// Whether some words begin with a number, and no other digit follows.
pub(super) fn begins_with(words: &str, number: &str) -> bool {
    let words = words.trim_start_matches(is_gap);
    let wanted: Vec<char> = number.chars().filter(|c| !is_unseen(*c)).collect();
    matches(words, &wanted)
        .is_some_and(|end| !words[end..].starts_with(|c: char| c.is_numeric()))
}

/// Whether a word stands among others, with no letter or digit of its kind beside it.
pub(super) fn has(words: &str, word: &str) -> bool {
    find(words, word, 0).is_some()
}

/// Where a word stands among others behind a byte: the byte behind it.
pub(super) fn find(words: &str, word: &str, from: usize) -> Option<usize> {
    let wanted: Vec<char> = word.chars().filter(|c| !is_unseen(*c)).collect();
    let (first, last) = (*wanted.first()?, *wanted.last()?);
    let mut before = words[..from].chars().next_back().unwrap_or(SEAM);
    for (at, c) in words[from..].char_indices() {
        if same(c, first)
            && !(joins(before)
                && joins(first)
                && before.is_numeric() == first.is_numeric())
            && let Some(length) = matches(&words[from + at..], &wanted)
        {
            let end = from + at + length;
            let behind = words[end..].chars().next().unwrap_or(SEAM);
            if !(joins(behind) && joins(last) && behind.is_numeric() == last.is_numeric())
            {
                return Some(end);
            }
        }
        before = c;
    }
    None
}

/// Where letters stand among others, whatever is beside them: the byte behind them.
pub(super) fn find_letters(words: &str, word: &str, from: usize) -> Option<usize> {
    let wanted: Vec<char> = word.chars().filter(|c| !is_unseen(*c)).collect();
    let Some(first) = wanted.first() else { return Some(from) };
    words[from..].char_indices().find_map(|(at, c)| {
        let length = same(c, *first).then(|| matches(&words[from + at..], &wanted))??;
        Some(from + at + length)
    })
}

/// How many bytes of a text are taken by some letters at its start.
fn matches(text: &str, wanted: &[char]) -> Option<usize> {
    let mut wanted = wanted.iter();
    let mut next = wanted.next();
    for (at, c) in text.char_indices() {
        match next {
            None => return Some(at),
            Some(letter) if same(c, *letter) => next = wanted.next(),
            Some(_) if is_gap(c) => {}
            Some(_) => return None,
        }
    }
    next.is_none().then_some(text.len())
}

/// Whether two letters differ by no more than case.
fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

fn joins(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_gap(c: char) -> bool {
    c == SEAM || is_unseen(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_not_found_at_the_end_of_a_greater_one() {
        assert!(ends_in("A, om. B\u{1}12\u{a0}", "12"));
        assert!(ends_in("B2\u{1}12\u{1}–\u{1}14 ", "12–14"));
        assert!(!ends_in("B 112 ", "12"));
        assert!(!ends_in("12 a", "12"));
        assert!(ends_in("anything", ""));
    }

    #[test]
    fn a_number_leads_where_only_signs_follow_it() {
        assert!(leads("A 8\u{1} […] ", "8", false));
        assert!(!leads("A 8\u{1} om. M", "8", false) && leads("8 om. M", "8", true));
        assert!(!leads("A 18 […]", "8", false) && !leads("A 8\u{1} 9 […]", "8", false));
    }

    #[test]
    fn a_word_is_found_across_runs_and_not_inside_of_another() {
        assert_eq!(find("om.\u{1}B\u{1}²\u{1}", "B²", 0), Some(8));
        assert!(has("see 1,2", "1") && has("see 1,2", "2") && !has("see 12", "2"));
        assert!(!has("rexA", "A"));
        assert!(has("Rex", "rex"));
        assert_eq!(find_letters("ABC", "B", 0), Some(2));
    }
}
