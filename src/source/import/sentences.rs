//! How sentences begin and end.

/// Whether a character closes a quotation or a bracket.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '*' | '†')
        || c.is_whitespace()
}

/// Whether a line ends as a sentence does.
pub(super) fn is_closed(line: &str) -> bool {
    line.trim_end_matches(is_closer).ends_with([
        '.', '!', '?', '…', ':', ';', '؟', '۔', '؛', '。', '！', '？', '·', '։', '।',
    ])
}

/// The first letter or digit of a line that has nothing but quotes, brackets and
/// dashes before it.
pub(super) fn first_letter(line: &str) -> Option<char> {
    let opens = |c: char| "\"'“‘«‹([{¿¡-–—„‚…".contains(c) || c.is_whitespace();
    line.trim_start_matches(opens).chars().next()
}

/// Whether a line begins as the middle of a sentence does.
pub(super) fn starts_lower(line: &str) -> bool {
    first_letter(line).is_some_and(char::is_lowercase)
}

/// Whether a line begins with a capital, a digit, or a letter of a script without
/// capitals.
pub(super) fn starts_upper(line: &str) -> bool {
    first_letter(line).is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase())
}
