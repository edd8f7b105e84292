//! Strings as TOML has them.

use std::fmt::Write as _;

/// A string of TOML, on one line. What does not show in an editor's program, or would turn the line
/// round there, is written by its number.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{c}' => out.push_str("\\f"),
            c if c.is_control()
                || matches!(
                    c,
                    '\u{ad}' | '\u{a0}' | '\u{feff}' | '\u{2028}' | '\u{2029}'
                )
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_reads_back_and_shows_all_it_has() {
        let odd = "a\"b\\c\n\r\t\u{c}\u{7f}\u{0}\u{202e}\u{2067}\u{a0}\u{feff}د";
        let line = format!("key = {}", quoted(odd));
        assert!(!line.contains(['\n', '\u{202e}', '\u{2067}', '\u{a0}']), "{line}");
        let read: toml::Table = line.parse().expect("it is TOML");
        assert_eq!(read["key"].as_str(), Some(odd));
    }
}
