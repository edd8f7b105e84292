//! What a line is called in a record.

use crate::compose::SetText;

/// The name by which a line is cited: with its section or stanza where lines are counted
/// by these.
pub(super) fn line_name(set: &SetText, line: usize) -> String {
    let name = set.name(line);
    match set.cited.text(name) {
        text if name.section > 0 && !text.is_empty() => {
            format!("{}.{text}", name.section)
        }
        text => text,
    }
}
