//! Where links inside the book lead. The pages are not known when a text is set, so a link
//! has an address of a scheme of our own, which the archive PDF exchanges for the place.

use crate::model::Target;

/// What every address begins with; what stands for no link in any other program.
const SCHEME: &str = "variorum:";

/// An address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address<'a> {
    /// What of the anchor is meant.
    pub to: Target,
    /// The id of the text that the link stands in.
    pub text: &'a str,
    /// The anchor, as the editor wrote it.
    pub anchor: &'a str,
}

impl<'a> Address<'a> {
    /// As a link has it.
    pub fn written(&self) -> String {
        let named = Target::NAMES.iter().find(|named| named.1 == self.to);
        let to = named.map_or("place", |named| named.0);
        format!("{SCHEME}{to}/{}#{}", self.text, self.anchor)
    }

    /// Reads what a link has; nothing if it leads elsewhere.
    pub fn read(link: &'a str) -> Option<Self> {
        let (to, rest) = link.strip_prefix(SCHEME)?.split_once('/')?;
        let (text, anchor) = rest.split_once('#')?;
        let (_, to) = *Target::NAMES.iter().find(|named| named.0 == to)?;
        Some(Self { to, text, anchor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        for (_, to) in Target::NAMES {
            let address = Address { to, text: "a-b", anchor: "c/d.e" };
            assert_eq!(Address::read(&address.written()), Some(address));
        }
        for link in ["https://example.org/a#b", "variorum:", "variorum:place/a"] {
            assert_eq!(Address::read(link), None, "{link}");
        }
    }
}
