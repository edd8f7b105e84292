//! Which letters and marks a face has together, as far as the written source depends on it.

use std::fmt;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::words::long::MARKS;

/// Keeps a mark from the letter before it.
pub const APART: char = '\u{2060}';

/// A letter with its marks.
static CLUSTERS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\P{M}?\p{M}+").expect("a pattern of ours"));

/// Asks whether one face has all characters of a letter with its marks.
#[derive(Clone)]
pub struct Faces(Arc<dyn Fn(&str) -> bool + Send + Sync>);

impl Faces {
    /// From a function that knows.
    pub fn new(have: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(have))
    }

    /// The bytes before which a mark is to be parted from what precedes it: no face has
    /// both, and the letter must not be drawn in the face of its mark; or the letter has
    /// more than [`MARKS`].
    pub fn partings(&self, text: &str) -> Vec<usize> {
        let is_latin = |b: u8| b < 0xcc;
        if text.bytes().all(is_latin) {
            return vec![];
        }
        let mut found = vec![];
        for cluster in CLUSTERS.find_iter(text) {
            let (mut start, mut count) = (cluster.start(), 0);
            let marks = cluster.as_str().char_indices().skip(1);
            for (at, mark) in marks.map(|(at, mark)| (cluster.start() + at, mark)) {
                let end = at + mark.len_utf8();
                count += 1;
                if at > start && (count > MARKS || !(self.0)(&text[start..end])) {
                    found.push(at);
                    (start, count) = (at, 0);
                }
            }
        }
        found
    }

    /// A source in which no mark is of another face than its letter. What it says is the
    /// same but for a sign that is not seen.
    pub fn parted(&self, source: &str) -> String {
        let partings = self.partings(source);
        let mut out = String::with_capacity(source.len() + 3 * partings.len());
        let mut from = 0;
        for at in partings {
            out.push_str(&source[from..at]);
            out.push(APART);
            from = at;
        }
        out.push_str(&source[from..]);
        out
    }
}

impl Default for Faces {
    /// Each of which has everything.
    fn default() -> Self {
        Self::new(|_| true)
    }
}

impl fmt::Debug for Faces {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Faces")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_no_face_has_with_its_letter_is_parted_from_it() {
        let faces = Faces::new(|cluster| !cluster.contains('\u{5c4}'));
        assert_eq!(faces.partings("plain é"), Vec::<usize>::new());
        assert_eq!(faces.parted("e\u{301}x"), "e\u{301}x");
        assert_eq!(
            faces.parted("\u{5d0}\u{5b8}\u{5c4} x"),
            "\u{5d0}\u{5b8}\u{2060}\u{5c4} x"
        );
        let many = "a".to_owned() + &"\u{301}".repeat(100);
        assert_eq!(Faces::default().partings(&many).len(), 3);
        // Nothing stands before it: there is nothing to part it from.
        assert_eq!(faces.parted("\u{5c4}"), "\u{5c4}");
    }
}
