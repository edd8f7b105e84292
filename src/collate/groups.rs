//! Sections of several witnesses that belong together.

/// Sections that correspond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// As in the base text, else in the first witness that has it.
    pub(super) id: String,
    /// For each witness its sections, by index.
    pub(super) parts: Vec<Vec<u32>>,
    /// For each witness whether it has them elsewhere.
    pub(super) moved: Vec<bool>,
    /// For each witness whether it is a selection in an order of its own: what such a one does
    /// not have it does not leave out.
    pub(super) is_selected: Vec<bool>,
}
