//! References as texts ask for them.

use crate::model::{Lang, Reference};

/// A reference as a text asks for it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Where it leads and what it prints.
    pub reference: Reference,
    /// The language that it is printed in.
    pub lang: Lang,
}
