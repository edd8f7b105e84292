//! Where links inside the book lead. The pages are not known when a text is set, so a link
//! has an address of a scheme of our own, which the archive PDF exchanges for the place.
//!
//! Typst takes a string as the target of a link, or a label; a label is of no use, as pages are
//! cut from the galley. So an address is printed once, here, and read once, here. It says itself
//! where it leads, and is no number in a table of all links: a link that comes in would change
//! the numbers of all others, and every text that holds one of them would be set again.

use std::fmt::{Display, Formatter};

use crate::model::Target;

/// What every address begins with; what stands for no link in any other program.
const SCHEME: &str = "variorum:";

/// What stands in the address of a line where others name their [`Target`].
const LINE: &str = "at";

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// A line of a text.
    Line(TextLine),
    /// An anchor that the editor set.
    Anchor {
        /// What of the anchor is meant.
        to: Target,
        /// The id of the text that the link stands in.
        text: String,
        /// The anchor, as the editor wrote it.
        anchor: String,
    },
}

/// A line of a text, by their indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextLine {
    /// The text's index in [`crate::model::Model::texts`].
    pub text: u32,
    /// The line in its text, from 0.
    pub line: u32,
}

impl Address {
    /// Reads what a link has; nothing if it leads elsewhere.
    pub fn read(link: &str) -> Option<Self> {
        let (to, rest) = link.strip_prefix(SCHEME)?.split_once('/')?;
        let (text, anchor) = rest.split_once('#')?;
        if to == LINE {
            let (text, line) = (text.parse().ok()?, anchor.parse().ok()?);
            return Some(Self::Line(TextLine { text, line }));
        }
        let to = Target::of(to)?;
        Some(Self::Anchor { to, text: text.into(), anchor: anchor.into() })
    }
}

/// As a link has it.
impl Display for Address {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        match self {
            Self::Line(TextLine { text, line }) => {
                write!(f, "{SCHEME}{LINE}/{text}#{line}")
            }
            Self::Anchor { to, text, anchor } => {
                write!(f, "{SCHEME}{}/{text}#{anchor}", to.name())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let anchors = Target::NAMES.iter().map(|(_, to)| Address::Anchor {
            to: *to,
            text: "a-b".into(),
            anchor: "c/d.e#f".into(),
        });
        let line = Address::Line(TextLine { text: 3, line: 120 });
        for address in anchors.chain([line]) {
            assert_eq!(Address::read(&address.to_string()), Some(address));
        }
    }

    #[test]
    fn other_links_are_none() {
        for link in [
            "https://example.org/a#b",
            "variorum:",
            "variorum:place/a",
            "variorum:at/a#1",
            "variorum:cape/a#1",
        ] {
            assert_eq!(Address::read(link), None, "{link}");
        }
    }
}
