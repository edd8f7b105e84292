//! Corrections: what an import changed, place by place, and the way there and
//! back between an original and the text imported from it.

use serde::{Deserialize, Serialize};

/// Why a text was changed at one place.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A mark of the byte order before the text was left out.
    ByteOrderMark,
    /// White space before the first or after the last word was left out.
    OuterSpace,
    /// A line end of another system became a line feed.
    LineEnding,
    /// The white space between two paragraphs became one blank line.
    BlankLines,
    /// A line end between two paragraphs became one blank line.
    ParagraphBreak,
    /// A page break between two paragraphs became one blank line.
    PageBreak,
    /// Two lines of a paragraph were joined.
    JoinedLine,
    /// Two lines were joined and the hyphen between them left out.
    HyphenRemoved,
    /// Two lines were joined at a hyphen that belongs to the word.
    HyphenKept,
    /// Several spaces became one.
    DoubledSpace,
    /// A tab became a space.
    Tab,
    /// Blanks between columns or half lines became a tab.
    Column,
    /// A soft hyphen inside a line was left out.
    SoftHyphen,
    /// The mark of a list item became `-`.
    ListMark,
    /// White space around a line of verse was left out.
    VerseSpace,
    /// A running head, page number, footer or notice was set apart.
    Furniture,
    /// The second of two equal titles was left out.
    DuplicateTitle,
    /// A caption was moved out of the sentence it interrupted.
    CaptionMoved,
    /// A heading was moved out of the sentence it interrupted.
    HeadingMoved,
    /// A part of a sentence was moved to its other part.
    TextMoved,
}

impl Kind {
    /// Every kind, in the order in which they are counted for a reader.
    pub const ALL: [Self; 20] = [
        Self::ByteOrderMark,
        Self::OuterSpace,
        Self::LineEnding,
        Self::BlankLines,
        Self::ParagraphBreak,
        Self::PageBreak,
        Self::JoinedLine,
        Self::HyphenRemoved,
        Self::HyphenKept,
        Self::DoubledSpace,
        Self::Tab,
        Self::Column,
        Self::SoftHyphen,
        Self::ListMark,
        Self::VerseSpace,
        Self::Furniture,
        Self::DuplicateTitle,
        Self::CaptionMoved,
        Self::HeadingMoved,
        Self::TextMoved,
    ];

    /// The name in `corrections.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "byte-order-mark",
            Self::OuterSpace => "outer-space",
            Self::LineEnding => "line-ending",
            Self::BlankLines => "blank-lines",
            Self::ParagraphBreak => "paragraph-break",
            Self::PageBreak => "page-break",
            Self::JoinedLine => "joined-line",
            Self::HyphenRemoved => "hyphen-removed",
            Self::HyphenKept => "hyphen-kept",
            Self::DoubledSpace => "doubled-space",
            Self::Tab => "tab",
            Self::Column => "column",
            Self::SoftHyphen => "soft-hyphen",
            Self::ListMark => "list-mark",
            Self::VerseSpace => "verse-space",
            Self::Furniture => "furniture",
            Self::DuplicateTitle => "duplicate-title",
            Self::CaptionMoved => "caption-moved",
            Self::HeadingMoved => "heading-moved",
            Self::TextMoved => "text-moved",
        }
    }

    /// Whether a reader wants to see each such correction, not only their number:
    /// those that change or move words, not those of white space and line ends.
    pub fn is_printed(self) -> bool {
        matches!(
            self,
            Self::Furniture
                | Self::DuplicateTitle
                | Self::CaptionMoved
                | Self::HeadingMoved
                | Self::TextMoved
        )
    }

    /// Whether such a correction takes words away at one place to give them at another.
    pub fn is_move(self) -> bool {
        matches!(self, Self::CaptionMoved | Self::HeadingMoved | Self::TextMoved)
    }

    /// `n` corrections of this kind in words, such as `2,913 line ends joined`.
    pub fn count(self, n: usize) -> String {
        let (one, many) = match self {
            Self::ByteOrderMark => {
                ("byte order mark removed", "byte order marks removed")
            }
            Self::OuterSpace => (
                "space before or after the text removed",
                "spaces before or after the text removed",
            ),
            Self::LineEnding => ("line ending unified", "line endings unified"),
            Self::BlankLines => {
                ("space between paragraphs unified", "spaces between paragraphs unified")
            }
            Self::ParagraphBreak => (
                "line end between paragraphs made a blank line",
                "line ends between paragraphs made blank lines",
            ),
            Self::PageBreak => ("page break removed", "page breaks removed"),
            Self::JoinedLine => ("line end joined", "line ends joined"),
            Self::HyphenRemoved => {
                ("hyphen at a line end removed", "hyphens at line ends removed")
            }
            Self::HyphenKept => {
                ("hyphen at a line end kept", "hyphens at line ends kept")
            }
            Self::DoubledSpace => ("doubled space made one", "doubled spaces made one"),
            Self::Column => (
                "run of blanks between columns made a tab",
                "runs of blanks between columns made tabs",
            ),
            Self::Tab => ("tab made a space", "tabs made spaces"),
            Self::SoftHyphen => ("soft hyphen removed", "soft hyphens removed"),
            Self::ListMark => ("list mark unified", "list marks unified"),
            Self::VerseSpace => {
                ("space around a verse removed", "spaces around verses removed")
            }
            Self::Furniture => {
                ("line of the page set apart", "lines of the page set apart")
            }
            Self::DuplicateTitle => ("repeated title removed", "repeated titles removed"),
            Self::CaptionMoved => ("caption moved", "captions moved"),
            Self::HeadingMoved => ("heading moved", "headings moved"),
            Self::TextMoved => ("part of a sentence moved", "parts of sentences moved"),
        };
        format!("{} {}", grouped(n), if n == 1 { one } else { many })
    }
}

/// A number with commas between its thousands.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A place in an original file.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize
)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The byte, from 0.
    pub byte: usize,
}

/// One change: at `place` of the original, `was` was replaced by `now`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Why.
    pub kind: Kind,
    /// Where in the original.
    pub place: Place,
    /// What stands in the original; empty for an insertion.
    pub was: String,
    /// What stands in the imported text instead; empty for a removal.
    pub now: String,
}

/// The corrections of one text, and what identifies the files they lead between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextCorrections {
    /// The text's id in the edition.
    pub id: String,
    /// The original's path below the edition's folder.
    pub original: String,
    /// The SHA-256 of the original, in hexadecimal.
    pub sha256: String,
    /// The working text's path below the edition's folder.
    pub text: String,
    /// The SHA-256 of the imported text, in hexadecimal.
    pub plain_sha256: String,
    /// The encoding of the original, if it is not UTF-8.
    pub encoding: Option<String>,
    /// The changes in order of their place; an insertion comes before a change that
    /// starts at the same byte.
    pub list: Vec<Correction>,
}

/// All corrections of an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections {
    /// One entry a text, in the order of the manifest.
    pub texts: Vec<TextCorrections>,
}

/// A correction as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedCorrection {
    /// The text's id.
    pub text: String,
    /// Where in the original it stands.
    pub place: Place,
    /// Why it was made.
    pub kind: Kind,
    /// What stood there, with its white space made single spaces; of a long passage that
    /// was moved, its first and last words.
    pub was: String,
    /// What stands there now; the same words for a move.
    pub now: String,
    /// Where in the original the words were moved to, if they were.
    pub moved_to: Option<Place>,
}

impl Corrections {
    /// The corrections of a text.
    pub fn of(&self, id: &str) -> Option<&TextCorrections> {
        self.texts.iter().find(|text| text.id == id)
    }

    /// The corrections to list in the book, in order: furniture, repeated titles, and
    /// moves, each move once. What is left out here is in [`Corrections::counts`].
    pub fn printed(&self) -> Vec<PrintedCorrection> {
        self.texts.iter().flat_map(TextCorrections::printed).collect()
    }

    /// How many corrections of each kind that is not listed one by one each text has,
    /// as (text id, kind, number).
    pub fn counts(&self) -> Vec<(String, Kind, usize)> {
        let mut counts = Vec::new();
        for text in &self.texts {
            for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_printed()) {
                let n = text.list.iter().filter(|c| c.kind == kind).count();
                if n > 0 {
                    counts.push((text.id.clone(), kind, n));
                }
            }
        }
        counts
    }
}

impl TextCorrections {
    /// The corrections of this text to list in the book.
    pub fn printed(&self) -> Vec<PrintedCorrection> {
        let insertions: Vec<(String, Place)> = self
            .list
            .iter()
            .filter(|c| c.kind.is_move() && c.was.is_empty())
            .map(|c| (spaced(&c.now), c.place))
            .collect();
        self.list
            .iter()
            .filter(|c| c.kind.is_printed() && !c.was.is_empty())
            .map(|c| {
                let was = spaced(&c.was);
                let key = letters(&was);
                let moved_to = insertions
                    .iter()
                    .find(|(now, _)| c.kind.is_move() && letters(now).contains(&key))
                    .map(|(_, place)| *place);
                let was = if moved_to.is_some() { abridged(&was) } else { was };
                PrintedCorrection {
                    text: self.id.clone(),
                    place: c.place,
                    kind: c.kind,
                    now: if moved_to.is_some() { was.clone() } else { spaced(&c.now) },
                    was,
                    moved_to,
                }
            })
            .collect()
    }
}

/// `text` with each run of white space made one space, and none around it.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A passage of more than 14 words by its first and last ones. Its words are all in the
/// text; only the place is news.
fn abridged(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() <= 14 {
        return text.to_owned();
    }
    format!("{} … {}", words[..5].join(" "), words[words.len() - 4..].join(" "))
}

/// The letters and digits of `text`: what stays when lines are joined.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A correction that does not fit the text it is applied to or undone from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The correction's place in the original.
    pub place: Place,
    /// What should stand there.
    pub expected: String,
}

/// The imported text that `corrections` make of `original`.
///
/// # Errors
/// If `original` does not have at some place what the correction says it has, or the
/// corrections are not in order.
pub fn apply(original: &str, corrections: &[Correction]) -> Result<String, Misfit> {
    let mut out = String::with_capacity(original.len());
    let mut done = 0;
    for c in corrections {
        let misfit = || Misfit { place: c.place, expected: c.was.clone() };
        let kept = original.get(done..c.place.byte).ok_or_else(misfit)?;
        let rest = original.get(c.place.byte..).ok_or_else(misfit)?;
        if !rest.starts_with(&c.was) {
            return Err(misfit());
        }
        out.push_str(kept);
        out.push_str(&c.now);
        done = c.place.byte + c.was.len();
    }
    out.push_str(&original[done..]);
    Ok(out)
}

/// The original that `corrections` made `plain` of: the inverse of [`apply`].
///
/// # Errors
/// If `plain` does not have at some place what the correction put there.
pub fn undo(plain: &str, corrections: &[Correction]) -> Result<String, Misfit> {
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain;
    for c in corrections {
        let misfit = || Misfit { place: c.place, expected: c.now.clone() };
        let length = c.place.byte.checked_sub(out.len()).ok_or_else(misfit)?;
        let kept = rest.get(..length).ok_or_else(misfit)?;
        out.push_str(kept);
        rest = rest[length..].strip_prefix(c.now.as_str()).ok_or_else(misfit)?;
        out.push_str(&c.was);
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(byte: usize) -> Place {
        Place { line: 1, column: byte + 1, byte }
    }

    fn change(kind: Kind, byte: usize, was: &str, now: &str) -> Correction {
        Correction {
            kind,
            place: at(byte),
            was: was.into(),
            now: now.into(),
        }
    }

    #[test]
    fn undo_gives_the_original_back() {
        let list = [
            change(Kind::JoinedLine, 2, "\n", " "),
            change(Kind::Furniture, 5, "12\n", ""),
            change(Kind::CaptionMoved, 8, "", "x "),
        ];
        let original = "ab\ncd12\nef";
        let plain = apply(original, &list).expect("the corrections fit");
        assert_eq!(plain, "ab cdx ef");
        assert_eq!(undo(&plain, &list).expect("they fit back"), original);
    }

    #[test]
    fn a_changed_text_does_not_fit() {
        let list = [change(Kind::JoinedLine, 2, "\n", " ")];
        assert_eq!(apply("abcd", &list).map_err(|m| m.place.byte), Err(2));
        assert_eq!(undo("abcd", &list).map_err(|m| m.place.byte), Err(2));
    }

    #[test]
    fn counts_read_as_words() {
        assert_eq!(Kind::JoinedLine.count(2913), "2,913 line ends joined");
        assert_eq!(Kind::Tab.count(1), "1 tab made a space");
    }

    #[test]
    fn a_move_is_printed_once() {
        let text = TextCorrections {
            id: "a".into(),
            original: String::new(),
            sha256: String::new(),
            text: String::new(),
            plain_sha256: String::new(),
            encoding: None,
            list: vec![
                change(Kind::CaptionMoved, 4, "A barn\nat dusk\n", ""),
                change(Kind::JoinedLine, 40, "\n", " "),
                change(Kind::CaptionMoved, 60, "", "A barn at dusk\n\n"),
            ],
        };
        let printed = text.printed();
        assert_eq!(printed.len(), 1);
        assert_eq!(printed[0].was, "A barn at dusk");
        assert_eq!(printed[0].moved_to.map(|p| p.byte), Some(60));
    }
}
