//! References to places of the book, in parts, and the words they are printed with.
//!
//! Every reference to a place is a [`Cite`]. It is printed in the digits and the words of a
//! language, and never read again: who wants to know its page asks for that part.

use std::fmt::{self, Display, Formatter};

use serde::{Serialize, Serializer};

use crate::model::{Dir, Lang};
use crate::words::numeral;

/// What a line is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A line that is counted, or a sub-line behind one.
    Counted {
        /// The number; 0 before the first line that is counted.
        number: u32,
        /// The letter behind it.
        letter: Option<char>,
        /// Which of the sub-lines behind the line it is, from 1; 0 if it is not one.
        sub: u32,
    },
    /// A line with a name that is written elsewhere: that of a milestone, or in a record.
    Named(String),
}

/// A word that references have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CiteWord {
    /// In place of a line without a name: it is in a title.
    Title,
    /// Before the mark of a note.
    Note,
    /// Behind what stands in the apparatus.
    Apparatus,
    /// And the one that follows, in an index.
    Next,
    /// Here and there.
    Passim,
    /// And the line that follows.
    TwoLines,
    /// And the lines that follow.
    MoreLines,
}

/// A part of a reference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CitePart {
    /// A page by its number.
    Page(u32),
    /// A page by its number in small roman numerals, or as a record has it.
    Folio(String),
    /// The section or the stanza in which lines are counted.
    Division(u32),
    /// A line or a verse.
    Line(Label),
    /// The end of a range, without what it shares with the first.
    Rest(String),
    /// Between a page, a division and a line.
    Point,
    /// Between the ends of a range.
    Dash,
    /// Before a word or a mark. It does not end a line.
    Space,
    /// A word of the language in which it is printed.
    Word(CiteWord),
    /// Words that the editor gives for one of these.
    Given(String),
    /// The mark of a note, in its own digits or letters.
    Mark(String),
    /// Words of a text.
    Words(String),
}

/// A reference to a place or to a range of places; empty if there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cite(Vec<CitePart>);

/// The words of references by languages: of a title, a note, the apparatus, what follows,
/// passim, two lines, more lines. The first row serves where a language has no word of its
/// own.
const WORDS: [(&str, [&str; 7]); 6] = [
    ("", ["tit.", "n.", "app.", "f.", "passim", "sq.", "sqq."]),
    ("de", ["", "Anm.", "", "", "", "f.", "ff."]),
    ("es", ["", "", "", "s.", "", "", ""]),
    ("fa", ["عنوان", "پ", "نسخه‌بدل", "به‌بعد", "پراکنده", "و بعد", "به بعد"]),
    ("ar", ["العنوان", "هامش", "فروق", "", "", "وما بعده", "وما بعده"]),
    ("he", ["כותרת", "", "", "", "", "ואילך", "ואילך"]),
];

impl CiteWord {
    /// The word of a language, if it has one.
    fn own(self, lang: &Lang) -> Option<&'static str> {
        let (_, words) = WORDS.iter().find(|row| row.0 == lang.primary())?;
        Some(words[self as usize]).filter(|word| !word.is_empty())
    }

    /// The word where a language has none of its own.
    fn latin(self) -> &'static str {
        WORDS[0].1[self as usize]
    }
}

impl Label {
    /// A counted line without a letter.
    pub fn number(number: u32) -> Self {
        Self::Counted { number, letter: None, sub: 0 }
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Counted { number, letter, sub } => {
                write!(f, "{number}")?;
                letter.map_or(Ok(()), |letter| write!(f, "{letter}"))?;
                if *sub > 0 { write!(f, ",{sub}") } else { Ok(()) }
            }
        }
    }
}

impl CitePart {
    /// The part in ASCII digits and Latin words.
    fn plain(&self, f: &mut impl fmt::Write) -> fmt::Result {
        match self {
            Self::Page(n) | Self::Division(n) => write!(f, "{n}"),
            Self::Line(label) => write!(f, "{label}"),
            Self::Point => f.write_char('.'),
            Self::Dash => f.write_char('–'),
            Self::Space => f.write_char(' '),
            Self::Word(word) => f.write_str(word.latin()),
            Self::Folio(text)
            | Self::Rest(text)
            | Self::Given(text)
            | Self::Mark(text)
            | Self::Words(text) => f.write_str(text),
        }
    }

    /// The part in the digits and words of a language.
    fn print(&self, lang: &Lang, out: &mut String) {
        match self {
            Self::Space => out.push('\u{a0}'),
            Self::Word(word) => {
                out.push_str(word.own(lang).unwrap_or_else(|| word.latin()));
            }
            Self::Mark(text) | Self::Words(text) => out.push_str(text),
            part => {
                let mut text = String::new();
                let written = part.plain(&mut text);
                written.expect("a string takes all that is written");
                out.push_str(&numeral::digits(&text, lang));
            }
        }
    }

    /// Whether it is in the language of the reference, if that is `lang`.
    fn is_own(&self, lang: &Lang) -> bool {
        match self {
            Self::Word(word) => word.own(lang).is_some(),
            Self::Given(_) | Self::Words(_) => true,
            _ => false,
        }
    }
}

impl Cite {
    /// A page and a line on it: `45.12`; a line without a name stands in a title: `45 tit.`.
    pub fn on_page(page: CitePart, line: &Self) -> Self {
        let mut cite = Self::from(page);
        if line.is_empty() {
            cite.extend([CitePart::Space, CitePart::Word(CiteWord::Title)]);
        } else {
            cite.push(CitePart::Point);
            cite.append(line);
        }
        cite
    }

    /// Whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its parts in the order of print.
    pub fn parts(&self) -> &[CitePart] {
        &self.0
    }

    /// Adds a part.
    pub fn push(&mut self, part: CitePart) {
        self.0.push(part);
    }

    /// Adds the parts of another.
    pub fn append(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// The number of the line, if it is nothing but that.
    pub fn as_number(&self) -> Option<u32> {
        match self.0[..] {
            [CitePart::Line(Label::Counted { number, letter: None, sub: 0 })] => {
                Some(number)
            }
            _ => None,
        }
    }

    /// The page it begins with, and what is said of the place on it.
    pub fn split_page(&self) -> (Option<&CitePart>, Self) {
        match &self.0[..] {
            [page @ (CitePart::Page(_) | CitePart::Folio(_)), rest @ ..] => {
                let is_between =
                    matches!(rest.first(), Some(CitePart::Point | CitePart::Space));
                let rest = &rest[usize::from(is_between)..];
                (Some(page), Self(rest.to_vec()))
            }
            rest => (None, Self(rest.to_vec())),
        }
    }

    /// Whether it says no more than that the place is in a title.
    pub fn is_title(&self) -> bool {
        self.0 == [CitePart::Word(CiteWord::Title)]
    }

    /// In the digits and the words of a language. Words of another are isolated among letters
    /// that go from right to left, so that they keep their period to their right.
    pub fn printed(&self, lang: &Lang) -> String {
        let space = self.0.iter().position(|part| *part == CitePart::Space);
        let (number, after) = self.0.split_at(space.unwrap_or(self.0.len()));
        let is_own = lang.dir() == Dir::Ltr || after.iter().any(|part| part.is_own(lang));
        let mut out = String::new();
        number.iter().for_each(|part| part.print(lang, &mut out));
        if let Some((space, after)) = after.split_first() {
            space.print(lang, &mut out);
            out.push_str(if is_own { "" } else { "\u{2066}" });
            after.iter().for_each(|part| part.print(lang, &mut out));
            out.push_str(if is_own { "" } else { "\u{2069}" });
        }
        out
    }
}

impl From<CitePart> for Cite {
    fn from(part: CitePart) -> Self {
        Self(vec![part])
    }
}

impl Extend<CitePart> for Cite {
    fn extend<T: IntoIterator<Item = CitePart>>(&mut self, parts: T) {
        self.0.extend(parts);
    }
}

impl FromIterator<CitePart> for Cite {
    fn from_iter<T: IntoIterator<Item = CitePart>>(parts: T) -> Self {
        Self(parts.into_iter().collect())
    }
}

/// In ASCII digits and Latin words, as tables and files have it.
impl Display for Cite {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        self.0.iter().try_for_each(|part| part.plain(f))
    }
}

impl Serialize for Cite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &[CitePart], plain: &str, printed: &[(&str, &str)]) {
        let cite: Cite = parts.iter().cloned().collect();
        assert_eq!(cite.to_string(), plain);
        for (lang, expected) in printed {
            assert_eq!(cite.printed(&Lang::new(lang)), *expected, "in {lang}");
        }
    }

    #[test]
    fn a_reference_is_printed_in_the_words_of_its_language() {
        use CitePart::{Line, Mark, Page, Point, Space};
        let note =
            [Page(45), Space, CitePart::Word(CiteWord::Note), Space, Mark("3".into())];
        let isolated = "45\u{a0}\u{2066}n.\u{a0}3\u{2069}";
        let german = "45\u{a0}Anm.\u{a0}3";
        check(
            &note,
            "45 n. 3",
            &[("en", "45\u{a0}n.\u{a0}3"), ("de", german), ("he", isolated)],
        );
        let line = Label::Counted { number: 120, letter: Some('a'), sub: 2 };
        check(&[Page(45), Point, Line(line)], "45.120a,2", &[("fa", "۴۵.۱۲۰a,۲")]);
    }

    #[test]
    fn what_follows_a_page_is_known_without_reading() {
        let line = Cite::from(CitePart::Line(Label::number(12)));
        let cite = Cite::on_page(CitePart::Page(45), &line);
        assert_eq!(cite.split_page(), (Some(&CitePart::Page(45)), line.clone()));
        assert_eq!((line.as_number(), cite.as_number()), (Some(12), None));
        let title = Cite::on_page(CitePart::Folio("iv".into()), &Cite::default());
        assert_eq!(title.to_string(), "iv tit.");
        assert!(title.split_page().1.is_title());
    }

    #[test]
    fn each_language_has_a_row_and_the_first_has_every_word() {
        assert!(WORDS[0].1.iter().all(|word| !word.is_empty()));
        assert_eq!(CiteWord::MoreLines.latin(), "sqq.");
        assert_eq!(CiteWord::Title.own(&Lang::new("it")), None);
    }
}
