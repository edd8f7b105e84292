//! Words too common for a concordance: built-in lists and the edition's own.

use rustc_hash::{FxHashMap, FxHashSet};

use super::normal;
use crate::model::Lang;

/// The lists that are built in: a word a line, lines with `#` are remarks.
const BUILT_IN: [(&str, &str); 3] = [
    ("en", include_str!("stopwords/en.txt")),
    ("es", include_str!("stopwords/es.txt")),
    ("fa", include_str!("stopwords/fa.txt")),
];

/// Stop words by language.
#[derive(Debug, Clone, Default)]
pub struct StopWords(FxHashMap<String, FxHashSet<String>>);

impl StopWords {
    /// No stop words in any language.
    pub fn none() -> Self {
        Self::default()
    }

    /// The lists that are built in: English, Spanish and Persian.
    pub fn built_in() -> Self {
        let mut words = Self::none();
        for (tag, list) in BUILT_IN {
            words.set(&Lang::new(tag), list);
        }
        words
    }

    /// Replaces the list of a language: words parted by white space, and from a
    /// `#` to the end of its line a remark. Regions of a language share its list.
    pub fn set(&mut self, lang: &Lang, list: &str) {
        let words = list
            .lines()
            .filter_map(|line| line.split('#').next())
            .flat_map(str::split_whitespace)
            .map(|word| normal::key(word, lang))
            .collect();
        self.0.insert(lang.primary().to_owned(), words);
    }

    /// Whether a word is left out, by its key.
    pub fn contains(&self, lang: &Lang, key: &str) -> bool {
        self.0.get(lang.primary()).is_some_and(|words| words.contains(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_replaces_the_built_in_one() {
        let mut stop = StopWords::built_in();
        let (en, fa) = (Lang::new("en-GB"), Lang::new("fa"));
        assert!(stop.contains(&en, "the"));
        assert!(stop.contains(&fa, &normal::key("می‌شود", &fa)));
        stop.set(&en, "# mine\nCopper # of Chile\nnitrate");
        assert!(!stop.contains(&en, "the"));
        assert!(stop.contains(&en, "copper") && stop.contains(&en, "nitrate"));
        assert!(!stop.contains(&en, "chile"));
    }

    #[test]
    fn built_in_lists_hold_each_word_once_as_a_key() {
        for (tag, list) in BUILT_IN {
            let lang = Lang::new(tag);
            let mut seen = FxHashSet::default();
            for word in list.lines().filter(|line| !line.starts_with('#')) {
                assert!(
                    seen.insert(normal::key(word, &lang)),
                    "`{word}` twice in `{tag}`"
                );
                assert_eq!(word.trim(), word);
            }
        }
    }
}
