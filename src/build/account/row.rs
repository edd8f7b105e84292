//! Rows of type on a page.

/// Tokens that follow each other in the frames on one line, from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The first of them.
    pub start: u32,
    /// The one behind the last.
    pub end: u32,
    /// The page.
    pub page: u32,
    /// The baseline of the first, in points from the top of the page.
    pub baseline: f32,
    /// The size of the largest type, in points.
    pub size: f32,
    /// Whether it has more than marks over letters, which stand higher or lower.
    pub is_firm: bool,
}

impl Row {
    /// Whether type of a size that stands on a baseline belongs to it. Raised signs stand
    /// higher than their row, and lowered ones hardly lower.
    pub(super) fn takes(&self, baseline: f32, size: f32, is_mark: bool) -> bool {
        let down = baseline - self.baseline;
        // All that it has so far was raised.
        let is_raised = self.size < 0.85 * size || !self.is_firm;
        let most = if is_raised || is_mark { 0.7 } else { 0.35 };
        down < most * self.size.max(size) && -down < 0.7 * self.size.max(size)
    }
}
