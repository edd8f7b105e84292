//! What marks text for a heading of `index.toml`: words, phrases and regular expressions,
//! checked.

use super::index_file::{Heading, Pattern};
use super::toml_file::Located;
use super::values;
use crate::diag::Diagnostic;
use crate::model::Lang;
use crate::span::FileId;

/// The words to look for.
pub(super) fn patterns(
    heading: &Heading,
    file: FileId,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Pattern> {
    let mut patterns = vec![];
    for written in &heading.patterns {
        let words = written.get().split_whitespace().collect::<Vec<_>>().join(" ");
        let (text, prefix) = match words.strip_suffix('*') {
            Some(text) => (text, true),
            None => (words.as_str(), false),
        };
        let fault = |message: String| {
            Diagnostic::error("bad-pattern", message).at(written.span(file))
        };
        if text.contains('*') {
            faults.push(
                fault(format!("`*` inside the pattern `{words}`"))
                    .hint("`*` stands for any ending at the end of the pattern only"),
            );
        } else if !text.chars().any(char::is_alphanumeric) || text.ends_with(' ') {
            let message = match text.trim() {
                "" => "the pattern is empty".to_owned(),
                _ => format!("the pattern `{words}` marks no word"),
            };
            faults.push(
                fault(message).hint("write the words to look for, or remove the pattern"),
            );
        } else {
            let text = text.to_owned();
            let pattern = Pattern { text, prefix, ignore_case: heading.ignore_case };
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
    }
    patterns
}

/// The phrases in which no pattern counts.
pub(super) fn phrases(
    written: &[Located<String>],
    file: FileId,
    faults: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut phrases = vec![];
    for phrase in written {
        let words = phrase.get().split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            faults.push(
                Diagnostic::error("bad-pattern", "the phrase is empty")
                    .at(phrase.span(file))
                    .hint("write the phrase in which no pattern counts, or remove it"),
            );
        } else {
            phrases.push(words);
        }
    }
    phrases
}

/// The regular expressions that are sound.
pub(super) fn regexes(
    heading: &Heading,
    file: FileId,
    faults: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut sound = vec![];
    for written in &heading.regex {
        match regex::Regex::new(written.get()) {
            Ok(regex) if regex.is_match("") => faults.push(
                Diagnostic::error(
                    "bad-regex",
                    format!(
                        "the regular expression `{}` matches nothing at all",
                        written.get()
                    ),
                )
                .at(written.span(file))
                .hint("let it match at least one letter"),
            ),
            Ok(_) => sound.push(written.get().clone()),
            Err(error) => {
                let said = error.to_string();
                let last = said.lines().last().unwrap_or_default();
                let what = last.trim().trim_start_matches("error: ");
                faults.push(
                    Diagnostic::error(
                        "bad-regex",
                        format!("`{}` is no regular expression: {what}", written.get()),
                    )
                    .at(written.span(file))
                    .hint("write a backslash before a sign that is meant; literal strings of TOML stand in single quotation marks"),
                );
            }
        }
    }
    sound
}

/// The only language whose words count.
pub(super) fn language(
    heading: &Heading,
    file: FileId,
    faults: &mut Vec<Diagnostic>,
) -> Option<Lang> {
    let tag = heading.language.as_ref()?;
    if values::is_language(tag.get()) {
        return Some(Lang::new(tag.get()));
    }
    faults.push(
        Diagnostic::error(
            "bad-language",
            format!("`{}` is not a language tag", tag.get()),
        )
        .at(tag.span(file))
        .hint("use a BCP 47 tag, such as `en`, `fa`, `grc` or `az-Arab`"),
    );
    None
}
