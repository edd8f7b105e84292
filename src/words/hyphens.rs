//! Where words may be divided at the end of a line, in languages for which the compiler has no
//! patterns.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{LazyLock, Mutex};

use hyphenation::{Hyphenator, Language, Load, Standard};

use crate::model::Lang;

/// A word of fewer letters is not divided.
const SHORTEST: usize = 5;

/// How many letters stand at least before a hyphen and after it.
const ENDS: usize = 2;

/// The patterns of a language that the compiler has none for; nothing for other languages.
/// Latin has them by the subtags of its orthographies.
fn patterns_of(lang: &Lang) -> Option<Language> {
    let has = |subtag: &str| lang.0.ends_with(&format!("-{subtag}"));
    Some(match lang.primary() {
        "grc" => Language::GreekAncient,
        "el" if has("polyton") => Language::GreekPoly,
        "la" if has("x-classic") => Language::LatinClassic,
        "la" if has("x-liturgic") => Language::LatinLiturgical,
        "cop" => Language::Coptic,
        "cu" => Language::SlavonicChurch,
        "pi" => Language::Pali,
        "am" | "gez" | "ti" => Language::Ethiopic,
        _ => return None,
    })
}

type Known = BTreeMap<&'static str, Option<&'static Standard>>;

/// The patterns of a language, unpacked once.
fn patterns(lang: &Lang) -> Option<&'static Standard> {
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let language = patterns_of(lang)?;
    let mut known = KNOWN.lock().ok()?;
    let unpacked = || {
        let patterns = Standard::from_embedded(language).ok()?;
        Some(&*Box::leak(Box::new(patterns)))
    };
    *known.entry(language.code()).or_insert_with(unpacked)
}

/// Whether there are patterns here for a language.
pub fn knows(lang: &Lang) -> bool {
    patterns_of(lang).is_some()
}

/// The bytes of a text at which a line may end within a word, in order. `lang` says the
/// language at a byte.
pub fn points<'a>(text: &str, lang: impl Fn(usize) -> &'a Lang) -> Vec<usize> {
    let mut found = vec![];
    for word in words(text) {
        let Some(patterns) = patterns(lang(word.start)) else { continue };
        let letters = &text[word.clone()];
        let count = letters.chars().filter(|c| c.is_alphabetic()).count();
        if count < SHORTEST {
            continue;
        }
        let breaks = patterns.hyphenate(letters).breaks;
        let ends_well = |at: &usize| {
            let (before, after) = letters.split_at(*at);
            let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
            letters(before) >= ENDS
                && letters(after) >= ENDS
                && after.chars().next().is_some_and(char::is_alphabetic)
        };
        let lawful = breaks.into_iter().filter(ends_well);
        found.extend(lawful.map(|at| word.start + at));
    }
    found
}

/// The words of a text: letters with the marks on them.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: char| {
        c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}')
    };
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !is_part(*c)).is_some() {}
        let start = rest.peek()?.0;
        let mut end = start;
        while let Some((at, c)) = rest.next_if(|(_, c)| is_part(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: &str, text: &str, divided: &str) {
        let lang = Lang(tag.to_owned());
        let mut made = text.to_owned();
        for at in points(text, |_| &lang).into_iter().rev() {
            made.insert(at, '-');
        }
        assert_eq!(made, divided, "{tag}");
    }

    #[test]
    fn words_are_divided_by_the_patterns_of_their_language() {
        check("grc", "τοὺς ἀνθρώπους", "τοὺς ἀν-θρώ-πους");
        check("cop", "ⲉⲩⲁⲅⲅⲉⲗⲓⲟⲛ", "ⲉⲩⲁⲅ-ⲅⲉ-ⲗⲓⲟⲛ");
        check("la-x-liturgic", "misericórdia", "mi-se-ri-cór-dia");
    }

    #[test]
    fn words_of_languages_that_the_compiler_divides_are_left_to_it() {
        check("la", "misericordia", "misericordia");
        check("en", "misunderstanding", "misunderstanding");
    }

    #[test]
    fn no_letter_is_parted_from_its_mark() {
        let text = "α\u{313}νθρω\u{301}πους";
        let lang = Lang("grc".to_owned());
        for at in points(text, |_| &lang) {
            let next = text[at..].chars().next();
            assert!(next.is_some_and(char::is_alphabetic), "{at}");
        }
    }
}
