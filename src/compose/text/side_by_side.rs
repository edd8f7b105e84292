//! How texts that stand side by side came out.

use crate::pages::opening::{Advice, OpeningExplanation};

/// How texts that stand side by side came out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SideBySide {
    /// How well they fit beside each other.
    pub advice: Advice,
    /// Why the opening that was asked for ends where it does.
    pub explained: Option<OpeningExplanation>,
}
