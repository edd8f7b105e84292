//! The order of an index and of a concordance: ICU's collation in the language
//! asked for, the scripts of the other direction after it, and letter heads.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_script::{Script, UnicodeScript};

use super::normal;
use crate::edition::{Alphabetizing, Collation, OrderSettings, ScriptName};
use crate::model::script::{first_dir, letter_dir};
use crate::model::{Dir, Lang};

/// The order of headings or words in one language.
///
/// Digits and signs stand first, then the scripts of the language's direction,
/// then those of the other direction, which are ordered as in a language that is
/// written in them. An edition may state another order of the scripts.
#[derive(Debug)]
pub struct Order {
    lang: Lang,
    settings: OrderSettings,
    own: Alphabet,
    other: Alphabet,
}

/// Where a text falls in an [`Order`]; keys of one order compare.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    group: Group,
    key: Vec<u8>,
}

/// The coarsest step of the order: 0 for digits and signs, then the scripts that are
/// stated, then those of the own direction, then those of the other one.
type Group = u8;

/// The group of digits and signs.
const SIGNS: Group = 0;
/// The group of scripts that are not stated, written in the direction of the language.
const OWN_DIRECTION: Group = 254;
/// The group of those written in the other direction.
const OTHER_DIRECTION: Group = 255;

#[derive(Debug)]
struct Alphabet {
    lang: Lang,
    full: CollatorBorrowed<'static>,
    primary: CollatorBorrowed<'static>,
}

impl Order {
    /// The usual order of a language. Of `others`, the first one that is written in the
    /// other direction orders what is.
    pub fn new<'a>(lang: &Lang, others: impl IntoIterator<Item = &'a Lang>) -> Self {
        Self::with(lang, others, &OrderSettings::default())
    }

    /// The same with the settings of an index.
    pub fn with<'a>(
        lang: &Lang,
        others: impl IntoIterator<Item = &'a Lang>,
        settings: &OrderSettings,
    ) -> Self {
        let other = others.into_iter().find(|other| other.dir() != lang.dir());
        let collation = settings.collation;
        Self {
            lang: lang.clone(),
            settings: settings.clone(),
            own: Alphabet::new(lang, collation),
            other: Alphabet::new(other.unwrap_or(lang), Collation::Standard),
        }
    }

    /// Where a text falls. Words are compared before what follows them, what
    /// stands before a comma before what stands after it, and signs in front of
    /// the first letter or digit are passed over, as are the articles and prefixes that
    /// do not count.
    pub fn key(&self, text: &str) -> SortKey {
        let text = self.counted(text);
        let (group, alphabet) = self.group(text);
        let mut key = vec![];
        for (i, part) in text.split([',', '،']).enumerate() {
            if i > 0 {
                // A sort key has no zero byte, so this is less than any.
                key.push(0);
            }
            let part = part.trim();
            let Ok(()) = match self.settings.alphabetizing {
                Alphabetizing::WordByWord => {
                    alphabet.full.write_sort_key_to(part, &mut key)
                }
                Alphabetizing::LetterByLetter => {
                    let letters: String =
                        part.chars().filter(|&c| !parts_words(c)).collect();
                    alphabet.full.write_sort_key_to(&letters, &mut key)
                }
            };
        }
        SortKey { group, key }
    }

    /// The letter under which a text stands, in upper case and without the
    /// diacritics that do not make another letter; empty for digits and signs.
    pub fn letter(&self, text: &str) -> String {
        let text = self.counted(text);
        match self.group(text) {
            (SIGNS, _) => String::new(),
            (_, alphabet) => alphabet.letter(text),
        }
    }

    /// Whether two letters are the same to the eye of the order.
    pub fn same_letter(&self, a: &str, b: &str) -> bool {
        match (self.group(a), self.group(b)) {
            ((SIGNS, _), (SIGNS, _)) => true,
            ((x, alphabet), (y, _)) => x == y && alphabet.same(a, b),
        }
    }

    /// A text from where it counts on.
    fn counted<'t>(&self, text: &'t str) -> &'t str {
        let mut text = trimmed(text);
        while let Some(rest) =
            self.settings.ignore.iter().find_map(|word| after(text, word))
        {
            text = rest;
        }
        text
    }

    fn group(&self, text: &str) -> (Group, &Alphabet) {
        let Some(c) = text.chars().next().filter(|c| c.is_alphabetic()) else {
            return (SIGNS, &self.own);
        };
        let own = letter_dir(c).unwrap_or(Dir::Ltr) == self.lang.dir();
        let alphabet = if own { &self.own } else { &self.other };
        let stated = self
            .settings
            .scripts
            .iter()
            .position(|name| script(*name) == c.script());
        let group = match stated {
            Some(nth) => (nth as Group).saturating_add(1).min(OWN_DIRECTION - 1),
            None if own => OWN_DIRECTION,
            None => OTHER_DIRECTION,
        };
        (group, alphabet)
    }
}

/// What follows a word that does not count, if a text begins with it: an article, or with
/// `*` behind it a prefix that is joined to its word.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (word, is_joined) = match word.strip_suffix('*') {
        Some(word) => (word, true),
        None => (word, false),
    };
    let mut rest = text.chars();
    for c in word.chars() {
        let found = rest.next()?;
        if !found.to_lowercase().eq(c.to_lowercase()) {
            return None;
        }
    }
    let rest = rest.as_str();
    if !is_joined && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = trimmed(rest);
    rest.starts_with(char::is_alphanumeric).then_some(rest)
}

/// Whether a character parts words, and does not count from letter to letter.
fn parts_words(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '.' | '\u{200c}')
}

fn script(name: ScriptName) -> Script {
    match name {
        ScriptName::Latin => Script::Latin,
        ScriptName::Greek => Script::Greek,
        ScriptName::Cyrillic => Script::Cyrillic,
        ScriptName::Arabic => Script::Arabic,
        ScriptName::Hebrew => Script::Hebrew,
        ScriptName::Syriac => Script::Syriac,
        ScriptName::Coptic => Script::Coptic,
        ScriptName::Armenian => Script::Armenian,
        ScriptName::Georgian => Script::Georgian,
        ScriptName::Devanagari => Script::Devanagari,
        ScriptName::Han => Script::Han,
    }
}

impl Alphabet {
    fn new(lang: &Lang, collation: Collation) -> Self {
        Self {
            lang: lang.clone(),
            full: collator(lang, collation, Strength::Tertiary),
            primary: collator(lang, collation, Strength::Primary),
        }
    }

    fn same(&self, a: &str, b: &str) -> bool {
        self.primary.compare(a, b) == Ordering::Equal
    }

    fn letter(&self, text: &str) -> String {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return String::new() };
        let composed = normal::composed(text);
        let whole = composed.chars().next().unwrap_or(first);
        // Two letters that the language counts as one sort after whatever else
        // begins with the first of them, even after a script that comes later.
        if let Some(second) = chars.next().filter(char::is_ascii_alphabetic) {
            let (pair, late) = (format!("{first}{second}"), format!("{first}\u{4e00}"));
            if self.primary.compare(&late, &pair) == Ordering::Less {
                return self.upper(first) + &second.to_lowercase().to_string();
            }
        }
        let base = normal::base(whole);
        // Persian collation sorts alef with madda before alef; a reader finds both
        // under alef.
        let shown = match base {
            '\u{627}' => base,
            // Also where it sorts as two letters, as an ä of telephone books does.
            _ if self.among(base, whole) => base,
            _ => whole,
        };
        self.upper(shown)
    }

    /// Whether words that begin with a letter stand among those of its base.
    fn among(&self, base: char, whole: char) -> bool {
        let (first, late) = (base.to_string(), format!("{base}\u{4e00}"));
        let whole = whole.to_string();
        self.primary.compare(&first, &whole) != Ordering::Greater
            && self.primary.compare(&whole, &late) == Ordering::Less
    }

    fn upper(&self, c: char) -> String {
        match (c, self.lang.primary()) {
            ('i', "tr" | "az") => "İ".to_owned(),
            ('ß', _) => "S".to_owned(),
            _ => c.to_uppercase().collect(),
        }
    }
}

/// A text from its first letter or digit on; the text itself if it has none.
fn trimmed(text: &str) -> &str {
    match text.find(char::is_alphanumeric) {
        Some(start) => &text[start..],
        None => text,
    }
}

/// The collator of a language, or the root's if the language is not known.
/// Numbers are ordered by value.
fn collator(
    lang: &Lang,
    collation: Collation,
    strength: Strength,
) -> CollatorBorrowed<'static> {
    let tag = match collation {
        _ if lang.0.contains("-u-") => lang.0.clone(),
        Collation::Standard => lang.0.clone(),
        Collation::Phonebook => format!("{}-u-co-phonebk", lang.0),
        Collation::Traditional => format!("{}-u-co-trad", lang.0),
    };
    let locale = Locale::try_from_str(&tag).unwrap_or(Locale::UNKNOWN);
    let mut preferences = CollatorPreferences::from(&locale);
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    CollatorBorrowed::try_new(preferences, options)
        .expect("the collation data is compiled in and has a root for every locale")
}

/// The direction of a text: that of its first letter, or else its language's.
pub fn text_dir(text: &str, lang: &Lang) -> Dir {
    first_dir(text).unwrap_or_else(|| lang.dir())
}

#[cfg(test)]
mod tests;
