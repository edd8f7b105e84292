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

/// The address of a line of a text, by their indexes.
pub fn of_line(text: u32, line: u32) -> String {
    format!("{SCHEME}at/{text}#{line}")
}

/// Reads the address of a line.
pub fn line(link: &str) -> Option<(usize, usize)> {
    let (text, line) = link.strip_prefix(SCHEME)?.strip_prefix("at/")?.split_once('#')?;
    Some((text.parse().ok()?, line.parse().ok()?))
}

/// Whether a link leads into the book.
pub fn is_address(link: &str) -> bool {
    line(link).is_some() || Address::read(link).is_some()
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
        assert_eq!(line(&of_line(3, 120)), Some((3, 120)));
        for link in ["https://example.org/a#b", "variorum:", "variorum:place/a"] {
            assert_eq!((Address::read(link), line(link)), (None, None), "{link}");
        }
    }
}
