//! Pins of a text by the bytes of its source.

use crate::edition::{Edition, PinWish};
use crate::model::{Place, Text};
use crate::pages::Pin;

/// A pin in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlacedPin {
    /// Its index among the pins of the edition.
    pub index: usize,
    /// The source byte of the character at its anchor.
    pub at: u32,
    /// What is wanted of the break before the line.
    pub pin: Pin,
}

/// The place of an anchor in a text.
pub fn anchor(text: &Text, name: &str) -> Option<Place> {
    text.blocks.iter().enumerate().find_map(|(k, block)| {
        let offset = block.content.anchor(name)?;
        Some(Place { block: k as u32, offset })
    })
}

/// The pins of a text. Those whose anchor is missing are left out.
pub fn pins(
    text: &Text,
    map: &crate::assemble::TextMap,
    edition: &Edition,
) -> Vec<PlacedPin> {
    let of_text = edition.pins.iter().enumerate().filter(|(_, pin)| pin.text == text.id);
    of_text
        .filter_map(|(index, pin)| {
            let at = map.source_of(anchor(text, &pin.at)?)?;
            let pin = match pin.wish {
                PinWish::Begins => Pin::Break,
                PinWish::Continues => Pin::Keep,
                PinWish::MayBegin => Pin::May,
            };
            Some(PlacedPin { index, at, pin })
        })
        .collect()
}
