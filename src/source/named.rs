//! Characters by the names that the entity sets of ISO and HTML give them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The characters that the entity sets of ISO and HTML name, which DTDs of TEI include.
static NAMED: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    let one = |pair: &'static str| {
        let (name, code) = pair.split_once('=')?;
        Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
    };
    include_str!("tei/entities.txt")
        .split_whitespace()
        .filter_map(one)
        .collect()
});

/// The character that the entity sets of ISO and HTML name so.
pub(super) fn character(name: &str) -> Option<char> {
    NAMED.get(name).copied()
}
