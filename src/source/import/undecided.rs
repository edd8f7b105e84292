//! What an import could not decide: questions for the editor, each with its place.

use super::corrections::Place;

/// A question that only the editor can settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// No title was found; the first words stand for one.
    NoTitle,
    /// The language was not recognized.
    NoLanguage,
    /// A hyphen at a line end may belong to the word or to the line.
    Hyphen,
    /// A line in a sentence may be a caption or a heading.
    CaptionOrHeading,
    /// A heading stood within a sentence or below its page; its place was guessed.
    HeadingPlace,
    /// Two parts were joined although one may be a paragraph of its own.
    Continuation,
    /// A sentence goes on behind another column; what follows it may belong there too.
    Order,
    /// Lines that begin with a dash may be a list or a conversation.
    List,
    /// Lines may be verse.
    Verse,
    /// A paragraph was set apart for its wording alone.
    Notice,
}

impl Question {
    /// The code that stands in messages, such as `line-end-hyphen`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoTitle => "no-title",
            Self::NoLanguage => "no-language",
            Self::Hyphen => "line-end-hyphen",
            Self::CaptionOrHeading => "caption-or-heading",
            Self::HeadingPlace => "heading-place",
            Self::Continuation => "continuation",
            Self::Order => "column-order",
            Self::List => "list",
            Self::Verse => "verse",
            Self::Notice => "notice",
        }
    }
}

/// A question about a place of an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The text's id.
    pub text: String,
    /// The original's name as given.
    pub file: String,
    /// Where in the original.
    pub place: Place,
    /// What is asked.
    pub question: Question,
    /// The words in question.
    pub words: String,
    /// What the import did meanwhile.
    pub done: String,
}

impl Undecided {
    /// The question as one line, lower case, without final period.
    pub fn message(&self) -> String {
        let words = &self.words;
        match self.question {
            Question::NoTitle => format!("no title found; {}", self.done),
            Question::NoLanguage => {
                format!("the language was not recognized; {}", self.done)
            }
            Question::Hyphen => {
                format!("is the hyphen of `{words}` part of the word? {}", self.done)
            }
            Question::CaptionOrHeading => {
                format!("is `{words}` a caption or a heading? {}", self.done)
            }
            Question::HeadingPlace => {
                format!("where does the heading `{words}` belong? {}", self.done)
            }
            Question::Continuation => {
                format!("does `{words}` go on with the paragraph before? {}", self.done)
            }
            Question::Order => format!(
                "which column does the text after `{words}` belong to? {}",
                self.done
            ),
            Question::List => format!("is `{words}` an item of a list? {}", self.done),
            Question::Verse => format!("is `{words}` verse? {}", self.done),
            Question::Notice => format!("is `{words}` part of the text? {}", self.done),
        }
    }
}
