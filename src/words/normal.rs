//! When two spellings are the same word: composed and decomposed characters,
//! Persian and Arabic forms of a letter, vocalisation and joining marks.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};

use crate::edition::Rule;
use crate::model::Lang;

/// A word as patterns compare it, its case kept.
///
/// NFC; Arabic kaf and yeh as the Persian letters; without tatweel, joiners, soft
/// hyphens, direction marks and the vowel points of Arabic, Hebrew and Syriac; a
/// Greek grave as an acute; a typographic apostrophe as a plain one.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let greek = text.chars().any(|c| matches!(c, '\u{1f00}'..='\u{1fff}' | '\u{300}'));
    let composed = if greek {
        Cow::Owned(acute(text))
    } else {
        ComposingNormalizer::new_nfc().normalize(text)
    };
    if composed.chars().any(|c| fold_char(c) != Some(c)) {
        // Marks that a dropped character kept apart from their letter join it now.
        let kept: String = composed.chars().filter_map(fold_char).collect();
        Cow::Owned(ComposingNormalizer::new_nfc().normalize(&kept).into_owned())
    } else {
        composed
    }
}

/// What a composed character is for comparison; nothing if it does not count.
fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\u{ac}' => c,
        '\u{2019}' | '\u{2bc}' => '\'',
        '\u{643}' => '\u{6a9}',
        '\u{649}' | '\u{64a}' => '\u{6cc}',
        // Heh with yeh above, the ezafe of older print: the word without it.
        '\u{6c0}' => '\u{647}',
        _ if is_ignored(c) => return None,
        _ => c,
    })
}

/// Whether a character is passed over when words are compared.
fn is_ignored(c: char) -> bool {
    matches!(c,
        // Soft hyphen, joiners, direction marks, tatweel.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{2060}' | '\u{feff}' | '\u{640}'
        // Arabic vowel points and Quranic signs.
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        // Hebrew accents and points.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}'
        | '\u{5c7}'
        // Syriac points.
        | '\u{711}' | '\u{730}'..='\u{74a}')
}

/// The key under which a concordance files a word: folded and in lower case.
///
/// In Arabic an alef maksura stays apart from a yeh, since it makes another word.
/// In Turkish and Azerbaijani the dotless i is a letter of its own.
pub fn key(text: &str, lang: &Lang) -> String {
    let folded = match lang.primary() {
        "ar" if text.contains('\u{649}') => {
            let parts: Vec<_> = text.split('\u{649}').map(fold).collect();
            Cow::Owned(parts.join("\u{649}"))
        }
        _ => fold(text),
    };
    lower(&folded, lang)
}

/// The key of a word under the rules that a manifest names.
pub fn key_by(text: &str, lang: &Lang, rules: &[Rule]) -> String {
    if rules == Rule::USUAL {
        return key(text, lang);
    }
    let has = |rule: Rule| rules.contains(&rule);
    let mut word = composed(text).into_owned();
    if has(Rule::Apostrophe) {
        word = word.replace(['\u{2019}', '\u{2bc}'], "'");
    }
    if has(Rule::Elision)
        && let Some(at) = word.find(['\'', '\u{2019}', '\u{2bc}'])
    {
        let rest = word[at..].chars().skip(1).collect::<String>();
        // Of an English `'s` the word before it stays.
        if rest.chars().count() > 1 {
            word = rest;
        }
    }
    if has(Rule::Grave) {
        word = acute(&word);
    }
    let arabic = lang.primary() == "ar";
    let kept = word.chars().filter_map(|c| match c {
        '\u{643}' if has(Rule::PersianLetters) => Some('\u{6a9}'),
        '\u{64a}' if has(Rule::PersianLetters) => Some('\u{6cc}'),
        '\u{649}' if has(Rule::PersianLetters) && !arabic => Some('\u{6cc}'),
        '\u{6c0}' if has(Rule::Ezafe) => Some('\u{647}'),
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' if has(Rule::Alef) => {
            Some('\u{627}')
        }
        '\u{654}' if has(Rule::Ezafe) => None,
        _ if is_ignored(c) => {
            let rule = if is_joiner(c) { Rule::Joiners } else { Rule::Vocalization };
            (!has(rule)).then_some(c)
        }
        _ => Some(c),
    });
    let mut word = composed(&kept.collect::<String>()).into_owned();
    if has(Rule::Accents) {
        word = without_accents(&word);
    }
    if has(Rule::Case) { lower(&word, lang) } else { word }
}

/// Whether it is a joiner, a soft hyphen, a direction mark or a tatweel.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'
            ..='\u{200f}' | '\u{61c}' | '\u{2060}' | '\u{feff}' | '\u{640}'
    )
}

/// A composed word with each Greek grave as an acute.
fn acute(text: &str) -> String {
    let mut acute = String::with_capacity(text.len());
    let mut letter = ' ';
    for c in DecomposingNormalizer::new_nfd().normalize_iter(text.chars()) {
        let of_greek = matches!(letter, '\u{370}'..='\u{3ff}');
        acute.push(if c == '\u{300}' && of_greek { '\u{301}' } else { c });
        if !matches!(c, '\u{300}'..='\u{36f}') && !is_ignored(c) {
            letter = c;
        }
    }
    ComposingNormalizer::new_nfc().normalize(&acute).into_owned()
}

/// A text in the lower case of its language.
pub fn lower(text: &str, lang: &Lang) -> String {
    if text.is_ascii() && !matches!(lang.primary(), "tr" | "az") {
        return text.to_ascii_lowercase();
    }
    match lang.primary() {
        "tr" | "az" => text.replace('I', "ı").replace('İ', "i").to_lowercase(),
        _ => text.to_lowercase(),
    }
}

/// A text in Unicode's composed form.
pub fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizer::new_nfc().normalize(text)
}

/// A text without accents, breathings and other marks on its letters.
pub fn without_accents(text: &str) -> String {
    let decomposed = DecomposingNormalizer::new_nfd();
    let kept = decomposed.normalize_iter(text.chars()).filter(|c| !is_accent(*c));
    ComposingNormalizer::new_nfc()
        .normalize(&kept.collect::<String>())
        .into_owned()
}

/// Whether a character is a mark on the letter before it.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// The character without its diacritics: `E` of `É`.
pub fn base(c: char) -> char {
    DecomposingNormalizer::new_nfd()
        .normalize_iter(std::iter::once(c))
        .next()
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(a: &str, b: &str, tag: &str) -> bool {
        key(a, &Lang::new(tag)) == key(b, &Lang::new(tag))
    }

    #[test]
    fn spellings_of_one_word_have_one_key() {
        assert!(same("می‌رود", "مي‌رود", "fa"));
        assert!(same("می‌رود", "میرود", "fa"));
        assert!(same("كتاب", "کتاب", "fa"));
        assert!(same("کِتابِ", "کتاب", "fa"));
        assert!(same("کـــتاب", "کتاب", "fa"));
        assert!(same("خانهٔ", "خانه", "fa"));
        assert!(same("ۀ", "ه", "fa"));
        assert!(same("sen\u{303}or", "SEÑOR", "es"));
        assert!(same("don’t", "Don't", "en"));
        assert!(same("θεὸς", "θεός", "grc"));
        assert!(same("שָׁלוֹם", "שלום", "he"));
        assert!(same("IŞIK", "ışık", "tr"));
    }

    /// Whether a rule alone makes one word of two spellings, and no other one does.
    fn only(rule: Rule, a: &str, b: &str, tag: &str) {
        const ALL: [Rule; 10] = [
            Rule::Case,
            Rule::Apostrophe,
            Rule::PersianLetters,
            Rule::Ezafe,
            Rule::Joiners,
            Rule::Vocalization,
            Rule::Grave,
            Rule::Alef,
            Rule::Accents,
            Rule::Elision,
        ];
        let lang = Lang::new(tag);
        for other in ALL {
            let same = key_by(a, &lang, &[other]) == key_by(b, &lang, &[other]);
            let may =
                matches!((rule, other), (Rule::Grave | Rule::Ezafe | Rule::Alef, _));
            assert!(same == (rule == other) || may && same, "{other:?}: {a} {b}");
        }
        assert_eq!(key_by(a, &lang, &[rule]), key_by(b, &lang, &[rule]), "{rule:?}");
    }

    #[test]
    fn each_rule_of_normalization_does_what_it_says_and_no_more() {
        only(Rule::Case, "Copper", "copper", "en");
        only(Rule::Apostrophe, "don’t", "don't", "en");
        only(Rule::PersianLetters, "كتاب", "کتاب", "fa");
        only(Rule::PersianLetters, "علي", "علی", "fa");
        only(Rule::Ezafe, "خانهٔ", "خانه", "fa");
        only(Rule::Ezafe, "خانۀ", "خانه", "fa");
        only(Rule::Joiners, "می‌رود", "میرود", "fa");
        only(Rule::Joiners, "کـــتاب", "کتاب", "fa");
        only(Rule::Vocalization, "كِتاب", "كتاب", "ar");
        only(Rule::Vocalization, "שָׁלוֹם", "שלום", "he");
        only(Rule::Grave, "θεὸς", "θεός", "grc");
        only(Rule::Alef, "أمل", "امل", "ar");
        only(Rule::Accents, "sí", "si", "es");
        only(Rule::Accents, "ἄνθρωπος", "ανθρωπος", "grc");
        only(Rule::Elision, "l’homme", "homme", "fr");
        let ar = Lang::new("ar");
        assert_ne!(
            key_by("على", &ar, &[Rule::PersianLetters]),
            key_by("علي", &ar, &[Rule::PersianLetters])
        );
    }

    #[test]
    fn the_usual_rules_by_name_give_the_usual_key() {
        let mut rules = Rule::USUAL.to_vec();
        rules.reverse();
        for (tag, word) in [
            ("en", "Don’t"),
            ("fa", "كِتابِ"),
            ("fa", "خانۀ"),
            ("grc", "Θεὸς"),
            ("ar", "على"),
            ("he", "שָׁלוֹם"),
            ("tr", "IŞIK"),
            ("es", "sen\u{303}or"),
        ] {
            let lang = Lang::new(tag);
            assert_eq!(key_by(word, &lang, &rules), key(word, &lang), "{word}");
        }
    }

    #[test]
    fn other_words_have_other_keys() {
        assert!(!same("si", "sí", "es"));
        assert!(!same("ano", "año", "es"));
        assert!(!same("على", "علي", "ar"));
        assert!(same("على", "علی", "fa"));
        assert!(!same("آن", "ان", "fa"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "[a-zé’αὰ\u{301}\u{300}آأكکيىیـ\u{200c}\u{64e}\u{654}ه]{0,8}") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once.clone());
        }
    }
}
