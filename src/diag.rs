//! What the program has to say about an edition: errors and warnings with
//! their place, a stable code and hints. Drawn by the command line, not here.

use serde::Serialize;

use crate::span::Span;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The edition can be made, but an editor should look.
    Warning,
    /// The edition can't be made as it stands.
    Error,
}

/// A fault of the input, or a remark on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// A stable name such as `unknown-witness`; `docs/diagnostics.md` lists them.
    pub code: &'static str,
    /// One sentence: lower case, values in backticks, no final period.
    pub message: String,
    /// Where, if it has a place.
    pub span: Option<Span>,
    /// Other places that belong to it, each with a word on why.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        Self {
            severity,
            code,
            message,
            span: None,
            related: vec![],
            hints: vec![],
        }
    }

    /// Says where.
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Points at another place that belongs to it.
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// Says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds "did you mean" when one of `known` is close to `given`.
    pub fn suggest<'a>(
        self,
        given: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match closest(given, known) {
            Some(best) => self.hint(format!("did you mean `{best}`?")),
            None => self,
        }
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What a part that others wrote says of a fault in itself, without the folders of the
/// machine that the program was built on.
pub fn neutral(said: &str) -> String {
    match said.split_once(" (occurred at ") {
        Some((what, place)) => {
            let (place, rest) = place.split_once(')').unwrap_or((place, ""));
            format!("{what} (at {}){rest}", from_crate(place))
        }
        None => said.to_owned(),
    }
}

/// The path of a source file from the folder of its crate on, if it is one of another crate.
pub fn from_crate(path: &str) -> &str {
    let is_absolute = path.starts_with(['/', '\\']) || path.get(1..2) == Some(":");
    let source = path.rfind("/src/").or_else(|| path.rfind("\\src\\"));
    match source.filter(|_| is_absolute) {
        Some(source) => {
            let start = path[..source].rfind(['/', '\\']).map_or(0, |at| at + 1);
            &path[start..]
        }
        None => path,
    }
}

/// The known word nearest to a mistyped one, if any is near; of equally near ones the first
/// in the order of the alphabet, so that the order of `known` (often that of a hash map) has
/// no influence.
pub fn closest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(given, word), word))
        .filter(|(distance, word)| *distance <= (word.chars().count().max(3) / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_names_no_folder_of_a_machine() {
        assert_eq!(
            neutral(
                "internal error: x (occurred at /a/b c/crate-0.1.2/src/tags/mod.rs:1:2)"
            ),
            "internal error: x (at crate-0.1.2/src/tags/mod.rs:1:2)"
        );
        assert_eq!(neutral("a list (L) may not"), "a list (L) may not");
        for (path, short) in [
            ("src/cli/mod.rs", "src/cli/mod.rs"),
            ("/rustc/59807/library/core/src/option.rs", "core/src/option.rs"),
            ("C:\\b\\crate-1.0.0\\src\\lib.rs", "crate-1.0.0\\src\\lib.rs"),
            ("/src/lib.rs", "/src/lib.rs"),
        ] {
            assert_eq!(from_crate(path), short);
        }
    }

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        assert_eq!(closest("titel", ["title", "publisher"]), Some("title"));
        assert_eq!(closest("zzz", ["title", "publisher"]), None);
    }

    #[test]
    fn of_equally_near_words_the_order_of_the_known_ones_decides_nothing() {
        for known in [["01", "010", "1"], ["1", "010", "01"], ["010", "1", "01"]] {
            assert_eq!(closest("0", known), Some("01"));
        }
    }
}
