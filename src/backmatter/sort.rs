//! The order of an index and of a concordance: ICU's collation in the language
//! asked for, the scripts of the other direction after it, and letter heads.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_script::{Script, UnicodeScript};

use super::normal;
use crate::model::{Dir, Lang};

/// The order of headings or words in one language.
///
/// Digits and signs stand first, then the scripts of the language's direction,
/// then those of the other direction, which are ordered as in a language that is
/// written in them.
#[derive(Debug)]
pub struct Order {
    lang: Lang,
    own: Alphabet,
    other: Alphabet,
}

/// Where a text falls in an [`Order`]; keys of one order compare.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    group: Group,
    key: Vec<u8>,
}

/// The coarsest step of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Group {
    Signs,
    OwnDirection,
    OtherDirection,
}

#[derive(Debug)]
struct Alphabet {
    lang: Lang,
    full: CollatorBorrowed<'static>,
    primary: CollatorBorrowed<'static>,
}

impl Order {
    /// The order of a language. Of `others`, the first one that is written in the
    /// other direction orders what is.
    pub fn new<'a>(lang: &Lang, others: impl IntoIterator<Item = &'a Lang>) -> Self {
        let other = others.into_iter().find(|other| other.dir() != lang.dir());
        Self {
            lang: lang.clone(),
            own: Alphabet::new(lang),
            other: Alphabet::new(other.unwrap_or(lang)),
        }
    }

    /// Where a text falls. Words are compared before what follows them, what
    /// stands before a comma before what stands after it, and signs in front of
    /// the first letter or digit are passed over.
    pub fn key(&self, text: &str) -> SortKey {
        let text = trimmed(text);
        let (group, alphabet) = self.group(text);
        let mut key = vec![];
        for (i, part) in text.split([',', '،']).enumerate() {
            if i > 0 {
                // A sort key has no zero byte, so this is less than any.
                key.push(0);
            }
            let Ok(()) = alphabet.full.write_sort_key_to(part.trim(), &mut key);
        }
        SortKey { group, key }
    }

    /// The letter under which a text stands, in upper case and without the
    /// diacritics that do not make another letter; empty for digits and signs.
    pub fn letter(&self, text: &str) -> String {
        let text = trimmed(text);
        match self.group(text) {
            (Group::Signs, _) => String::new(),
            (_, alphabet) => alphabet.letter(text),
        }
    }

    /// Whether two letters are the same to the eye of the order.
    pub fn same_letter(&self, a: &str, b: &str) -> bool {
        match (self.group(a), self.group(b)) {
            ((Group::Signs, _), (Group::Signs, _)) => true,
            ((x, alphabet), (y, _)) => x == y && alphabet.same(a, b),
        }
    }

    fn group(&self, text: &str) -> (Group, &Alphabet) {
        match text.chars().next().filter(|c| c.is_alphabetic()) {
            None => (Group::Signs, &self.own),
            Some(c) if char_dir(c) == self.lang.dir() => (Group::OwnDirection, &self.own),
            Some(_) => (Group::OtherDirection, &self.other),
        }
    }
}

impl Alphabet {
    fn new(lang: &Lang) -> Self {
        Self {
            lang: lang.clone(),
            full: collator(lang, Strength::Tertiary),
            primary: collator(lang, Strength::Primary),
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
            _ if self
                .same(base.encode_utf8(&mut [0; 4]), whole.encode_utf8(&mut [0; 4])) =>
            {
                base
            }
            _ => whole,
        };
        self.upper(shown)
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
fn collator(lang: &Lang, strength: Strength) -> CollatorBorrowed<'static> {
    let locale = Locale::try_from_str(&lang.0).unwrap_or(Locale::UNKNOWN);
    let mut preferences = CollatorPreferences::from(&locale);
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    CollatorBorrowed::try_new(preferences, options)
        .expect("the collation data is compiled in and has a root for every locale")
}

/// The direction of a text: that of its first letter, or else its language's.
pub fn text_dir(text: &str, lang: &Lang) -> Dir {
    text.chars().find(|c| c.is_alphabetic()).map_or(lang.dir(), char_dir)
}

fn char_dir(c: char) -> Dir {
    match c.script() {
        Script::Arabic
        | Script::Hebrew
        | Script::Syriac
        | Script::Thaana
        | Script::Nko
        | Script::Samaritan
        | Script::Mandaic
        | Script::Avestan
        | Script::Adlam
        | Script::Hanifi_Rohingya
        | Script::Imperial_Aramaic
        | Script::Inscriptional_Pahlavi
        | Script::Inscriptional_Parthian
        | Script::Psalter_Pahlavi
        | Script::Manichaean
        | Script::Old_South_Arabian
        | Script::Phoenician => Dir::Rtl,
        _ => Dir::Ltr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: &str, others: &[&str], sorted: &[&str]) {
        let others: Vec<_> = others.iter().map(|tag| Lang::new(tag)).collect();
        let order = Order::new(&Lang::new(tag), &others);
        let mut found: Vec<_> = sorted.iter().rev().copied().collect();
        found.sort_by_cached_key(|text| order.key(text));
        assert_eq!(found, sorted);
    }

    #[test]
    fn persian_letters_stand_in_their_order() {
        check("fa", &[], &["آب", "ابر", "باد", "پدر", "تاب", "جان", "چاه", "حال"]);
        check(
            "fa",
            &[],
            &["زر", "ژاله", "سال", "کار", "گل", "لب", "نان", "وام", "هوا", "یار"],
        );
    }

    #[test]
    fn spanish_letters_stand_in_their_order() {
        check("es", &[], &["árbol", "chile", "cobre", "nube", "ñandú", "oro"]);
        check("en", &[], &["ñandú", "nube"]);
    }

    #[test]
    fn english_headings_stand_word_by_word() {
        check(
            "en",
            &[],
            &[
                "7 March",
                "12 May",
                "“A note”",
                "Allende, Beatriz",
                "Allende, Salvador",
                "Allende family",
                "Allendes",
                "Église",
                "elections",
                "Elections, general",
            ],
        );
    }

    #[test]
    fn scripts_of_the_other_direction_come_last() {
        check(
            "en",
            &["fa"],
            &["1953", "Chile", "Zahedi", "Ω", "پارس", "تهران", "وکیل", "هند"],
        );
        check("fa", &["en"], &["1953", "پارس", "تهران", "Chile", "Zahedi"]);
    }

    #[test]
    fn letters_lose_what_does_not_make_another_letter() {
        let letter = |tag: &str, text: &str| Order::new(&Lang::new(tag), []).letter(text);
        assert_eq!(letter("en", "élan"), "E");
        assert_eq!(letter("en", "«opus»"), "O");
        assert_eq!(letter("en", "1973"), "");
        assert_eq!(letter("es", "ñandú"), "Ñ");
        assert_eq!(letter("es", "n\u{303}andú"), "Ñ");
        assert_eq!(letter("en", "ñandú"), "N");
        assert_eq!(letter("es", "chile"), "C");
        assert_eq!(letter("cs", "chata"), "Ch");
        assert_eq!(letter("sv", "ål"), "Å");
        assert_eq!(letter("de", "Äpfel"), "A");
        assert_eq!(letter("tr", "izmir"), "İ");
        assert_eq!(letter("et", "tartu"), "T");
        assert_eq!(letter("fa", "آب"), "ا");
        assert_eq!(letter("fa", "پدر"), "پ");
        assert_eq!(letter("grc", "ἄνθρωπος"), "Α");
    }

    #[test]
    fn a_text_has_the_direction_of_its_first_letter() {
        let en = Lang::new("en");
        assert_eq!(text_dir("«12 آب»", &en), Dir::Rtl);
        assert_eq!(text_dir("Āb آب", &Lang::new("fa")), Dir::Ltr);
        assert_eq!(text_dir("12", &Lang::new("fa")), Dir::Rtl);
    }
}
