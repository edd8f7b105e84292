//! A place in a text.

use serde::Serialize;

/// A place in a text: before a byte of a block. Places compare in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The block's index in [`Text::blocks`](super::Text::blocks).
    pub block: u32,
    /// The byte of the block's text.
    pub offset: u32,
}
