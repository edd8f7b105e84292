//! Slips that are good Djot and say something else than was meant: a lemma whose bracket is not
//! closed or opened, emphasis that ends nowhere, a heading without its blank.

use std::ops::Range;

use super::Reader;
use crate::diag::Diagnostic;

impl Reader<'_, '_> {
    /// Looks whether attributes of a single word were meant for more: a bracket before it is
    /// not closed, or it ends in one that nothing opened. `opener` and `closer` are the borders
    /// of the word.
    pub(super) fn check_lemma(&mut self, opener: &Range<usize>, closer: &Range<usize>) {
        let text = &self.source.text;
        if text[opener.clone()].starts_with('[') {
            return;
        }
        let word = &text[opener.end..closer.start.max(opener.end)];
        let before = &text[..opener.start];
        let start = before.rfind("\n\n").map_or(0, |at| at + 2);
        let mut open: Vec<usize> = vec![];
        let mut escaped = false;
        for (at, c) in before[start..].char_indices() {
            match c {
                '\\' if !escaped => {
                    escaped = true;
                    continue;
                }
                '[' if !escaped => open.push(start + at),
                ']' if !escaped => {
                    open.pop();
                }
                _ => {}
            }
            escaped = false;
        }
        let lemma: String = word.chars().take(40).collect();
        let fault = match open.last() {
            Some(&at) => {
                let message = format!(
                    "this bracket is not closed, and the lemma is `{lemma}` alone"
                );
                Diagnostic::warning("open-bracket", message)
                    .at(self.source.span(at..at + 1))
                    .hint("close it before the brace: `[words]{…}`; a lemma over paragraphs has anchors")
            }
            None if word.ends_with(']') && !word.contains('[') => {
                let at = opener.end + word.len() - 1;
                let message =
                    format!("nothing opens this bracket, and the lemma is `{lemma}`");
                Diagnostic::warning("open-bracket", message)
                    .at(self.source.span(at..at + 1))
                    .hint("open it before the first word of the lemma: `[words]{…}`")
            }
            None => return,
        };
        self.diagnostics.push(fault);
    }

    /// Looks for marks that begin emphasis and end none, and for a heading without its blank.
    /// `is_first` is whether the words begin a block, `escaped` whether their first character is
    /// meant as it is.
    pub(super) fn check_marks(
        &mut self,
        range: Range<usize>,
        is_first: bool,
        escaped: bool,
    ) {
        let words = &self.source.text[range.clone()];
        let mut found: Option<(usize, String, &str)> = None;
        if is_first && !escaped && words.starts_with('#') {
            let title = words.trim_start_matches('#');
            if title.starts_with(char::is_alphabetic) && !title.contains('\n') {
                let message =
                    "this is no heading: no blank stands behind the number sign";
                found = Some((range.start, message.to_owned(), "write `# Title`"));
            }
        }
        let mut before = if escaped { '\\' } else { ' ' };
        for (at, c) in words.char_indices() {
            let opens = matches!(c, '_' | '*')
                && (before.is_whitespace()
                    || matches!(before, '(' | '“' | '‘' | '«' | '"'))
                && words[at + 1..].starts_with(char::is_alphabetic);
            if opens && found.is_none() {
                let message = format!("this `{c}` begins words that nothing ends");
                found = Some((
                    range.start + at,
                    message,
                    "write it behind the last of them too, or `\\` before it if it is meant as it is",
                ));
            }
            before = c;
        }
        if let Some((at, message, hint)) = found {
            let span = self.source.span(at..at + 1);
            self.diagnostics
                .push(Diagnostic::warning("open-mark", message).at(span).hint(hint));
        }
    }
}
