//! Lists of lemmas and roots, files of the edition: a form, a tab, its lemma and, if
//! there is one, a tab and the root.

use rustc_hash::FxHashMap;

use super::normal;
use crate::diag::Diagnostic;
use crate::edition::{FiledBy, Rule};
use crate::model::Lang;
use crate::span::{FileId, Span};

/// The lemma of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lemma {
    /// The lemma.
    pub lemma: String,
    /// The root, if the list says.
    pub root: Option<String>,
}

/// Lemmas by language and the key of a form.
#[derive(Debug, Clone, Default)]
pub struct Lemmas(FxHashMap<String, FxHashMap<String, Lemma>>);

impl Lemmas {
    /// Adds the list of a language. Empty lines and those that begin with `#` are passed
    /// over; one that is no form and lemma is the error `bad-lemma-line`. Of two lines for
    /// one form the first counts.
    pub fn add(
        &mut self,
        lang: &Lang,
        rules: &[Rule],
        file: FileId,
        list: &str,
        faults: &mut Vec<Diagnostic>,
    ) {
        let known = self.0.entry(lang.primary().to_owned()).or_default();
        let mut start = 0;
        for line in list.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
            let (form, lemma, root) = match &fields[..] {
                [form, lemma] => (*form, *lemma, None),
                [form, lemma, root] => (*form, *lemma, Some(*root)),
                _ => ("", "", None),
            };
            if form.is_empty() || lemma.is_empty() {
                faults.push(
                    Diagnostic::error(
                        "bad-lemma-line",
                        format!(
                            "`{}` is not a form, a tab and its lemma",
                            line.escape_debug()
                        ),
                    )
                    .at(Span::new(file, at..at + line.len()))
                    .hint("write `form`, a tab, `lemma`, and after another tab the root"),
                );
                continue;
            }
            let root = root.filter(|root| !root.is_empty()).map(str::to_owned);
            known
                .entry(normal::key_by(form, lang, rules))
                .or_insert(Lemma { lemma: lemma.to_owned(), root });
        }
    }

    /// What a word is filed under, by the key of its form; nothing if that is its form.
    pub fn filed(&self, lang: &Lang, key: &str, by: FiledBy) -> Option<&str> {
        let found = self.0.get(lang.primary())?.get(key)?;
        match by {
            FiledBy::Form => None,
            FiledBy::Lemma => Some(&found.lemma),
            FiledBy::Root => Some(found.root.as_deref().unwrap_or(&found.lemma)),
        }
    }

    /// The lemma of a word, by the key of its form.
    pub fn lemma(&self, lang: &Lang, key: &str) -> Option<&Lemma> {
        self.0.get(lang.primary())?.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_form_a_lemma_and_perhaps_a_root() {
        let (ar, mut lemmas, mut faults) = (Lang::new("ar"), Lemmas::default(), vec![]);
        let list =
            "# verbs\nكَتَبَ\tكتب\tك ت ب\nكتاب\tكتاب\tك ت ب\nقال\tقال\n\nbroken\n\tx\n";
        lemmas.add(&ar, &Rule::USUAL, FileId(0), list, &mut faults);
        let key = |form| normal::key_by(form, &ar, &Rule::USUAL);
        assert_eq!(lemmas.filed(&ar, &key("كتب"), FiledBy::Root), Some("ك ت ب"));
        assert_eq!(lemmas.filed(&ar, &key("كِتاب"), FiledBy::Lemma), Some("كتاب"));
        assert_eq!(lemmas.filed(&ar, &key("قال"), FiledBy::Root), Some("قال"));
        assert_eq!(lemmas.filed(&ar, &key("قال"), FiledBy::Form), None);
        assert_eq!(lemmas.filed(&ar, "none", FiledBy::Lemma), None);
        let places: Vec<_> = faults
            .iter()
            .map(|f| &list[f.span.expect("a place").range()])
            .collect();
        assert_eq!(places, ["broken", "\tx"]);
    }
}
