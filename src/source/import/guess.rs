//! Guesses about a text as a whole: its language, its direction, a name for it.

use std::collections::HashMap;

use unicode_script::{Script, UnicodeScript};

/// The language of a text as a BCP 47 code: by its script, and for scripts of many
/// languages by letters or common words that only one of them has. `und` if nothing
/// tells.
pub(super) fn language(text: &str) -> &'static str {
    match main_script(text) {
        Some(Script::Latin) => latin(text),
        Some(Script::Arabic) => arabic(text),
        Some(Script::Cyrillic) if text.contains(['і', 'ї', 'є', 'ґ']) => "uk",
        Some(Script::Cyrillic) => "ru",
        // Breathings and the circumflex are not written in the modern language.
        Some(Script::Greek)
            if text.contains(|c| matches!(c, '\u{1f00}'..='\u{1fff}')) =>
        {
            "grc"
        }
        Some(Script::Greek) => "el",
        Some(Script::Hebrew) => "he",
        Some(Script::Syriac) => "syc",
        Some(Script::Coptic) => "cop",
        Some(Script::Armenian) => "hy",
        Some(Script::Georgian) => "ka",
        Some(Script::Ethiopic) => "gez",
        Some(Script::Devanagari) => "hi",
        Some(Script::Hangul) => "ko",
        Some(Script::Hiragana | Script::Katakana) => "ja",
        Some(Script::Han) if text.contains(|c| matches!(c, '\u{3041}'..='\u{30ff}')) => {
            "ja"
        }
        Some(Script::Han) => "zh",
        _ => "und",
    }
}

/// Whether a language is written from right to left.
pub(super) fn is_right_to_left(lang: &str) -> bool {
    matches!(lang, "ar" | "fa" | "ur" | "he" | "syc")
}

/// The script of most letters.
fn main_script(text: &str) -> Option<Script> {
    let mut counts: HashMap<Script, usize> = HashMap::new();
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *counts.entry(c.script()).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(script, _)| !matches!(script, Script::Common | Script::Inherited))
        // Equal counts are settled by name, so that the guess does not depend on chance.
        .max_by_key(|(script, n)| (*n, std::cmp::Reverse(script.short_name())))
        .map(|(script, _)| script)
}

/// Persian, Urdu or Arabic, by the letters that Arabic lacks.
fn arabic(text: &str) -> &'static str {
    let share = |letters: &[char]| text.chars().filter(|c| letters.contains(c)).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let urdu = share(&['ٹ', 'ڈ', 'ڑ', 'ے', 'ں', 'ھ']);
    let persian = share(&['پ', 'چ', 'ژ', 'گ']);
    if urdu * 100 > letters {
        "ur"
    } else if persian * 200 > letters {
        "fa"
    } else {
        "ar"
    }
}

/// Common words, by language; none stands under two of them with the same weight.
const COMMON: &[(&str, &str)] = &[
    (
        "en",
        "the and of to that was with for his which are this from have not is by were had",
    ),
    (
        "es",
        "el los las que y del una por con para se su más como fue pero sus al está era",
    ),
    (
        "fr",
        "les et des du dans est une qui pour pas au sur ce il sont avec plus cette était ne",
    ),
    (
        "de",
        "der die und das den von zu ist mit des nicht ein eine dem auf für sich auch wird war",
    ),
    (
        "it",
        "il di che è della per un non con sono nel gli più dei alla ma anche si questo era",
    ),
    ("pt", "o os as que do da em um uma não com para dos é se por mais foi ao são"),
    (
        "la",
        "et in est ad non ut cum sed quod quae qui enim esse aut ex atque nec autem eius sunt",
    ),
    (
        "nl",
        "de het een van en dat op te zijn met niet voor aan er om ook maar bij uit naar",
    ),
    (
        "ca",
        "els i les que amb per una del dels és al més com no va són aquest seva però als",
    ),
    (
        "sv",
        "och att det som en på är av för med den till inte har om ett han var jag sig",
    ),
    ("da", "og at det er en til af på som med den for de ikke der et han var har fra"),
    ("pl", "i w na z się nie do to że jest jak po co ale od tym za przez był jego"),
];

/// The language in Latin letters whose common words are most frequent.
fn latin(text: &str) -> &'static str {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    let score = |words: &str| -> usize {
        words
            .split(' ')
            .map(|word| counts.get(word).copied().unwrap_or(0))
            .sum()
    };
    let scores = COMMON.iter().map(|(lang, words)| (score(words), *lang));
    // The first of equals: `max_by_key` would take the last.
    scores
        .rev()
        .max_by_key(|(score, _)| *score)
        .filter(|(score, _)| *score > 0)
        .map_or("und", |(_, lang)| lang)
}

/// The first words of a text, which stand for a title where there is none.
pub(super) fn incipit(text: &str) -> String {
    let mut out = String::new();
    for (i, word) in text.split_whitespace().take(6).enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(word);
        if word.ends_with(['.', '!', '?', '؟']) && i > 1 {
            break;
        }
    }
    let short = out.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if short.len() < text.trim().len() { format!("{short} …") } else { short }
}

/// A name for ids and file names: lower-case letters and digits of the alphabet
/// of ASCII with hyphens between; empty if the text has none.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().map(unaccented) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') && !matches!(c, '\'' | '’') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The letter under an accent, for the letters of Western European languages.
fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'Á' | 'À' | 'Ä' | 'Å' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'Í' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'Ó' | 'Ö' | 'Ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ü' => 'u',
        'ñ' | 'Ñ' => 'n',
        'ç' | 'Ç' => 'c',
        c => c,
    }
}

/// An id for a text: the stem of its file, without parts that are only a checksum; if
/// no letters are left, the first words of its title; else `text-` and what is left.
pub(super) fn id(file: &str, title: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name
        .rsplit_once('.')
        .map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    let is_checksum = |part: &str| {
        part.len() >= 8
            && part.chars().all(|c| c.is_ascii_hexdigit())
            && part.contains(|c: char| c.is_ascii_digit())
    };
    let slugged = slug(stem);
    let kept: Vec<&str> = slugged.split('-').filter(|part| !is_checksum(part)).collect();
    let kept = kept.join("-");
    if kept.contains(|c: char| c.is_ascii_alphabetic()) {
        return kept;
    }
    let slugged = slug(title);
    let mut title: Vec<&str> = slugged.split('-').take(5).collect();
    while title.last().is_some_and(|word| word.len() < 4 && title.len() > 1) {
        title.pop();
    }
    let title = title.join("-");
    if title.len() > 2 {
        title
    } else if kept.is_empty() {
        "text".into()
    } else {
        format!("text-{kept}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_tell_languages_of_one_script() {
        assert_eq!(language("The mill and the pond of which he was the owner."), "en");
        assert_eq!(
            language("El molino y la laguna que los vecinos del pueblo miraban."),
            "es"
        );
        assert_eq!(language("Le moulin et les étangs qui sont dans la vallée."), "fr");
        assert_eq!(
            language("Die Mühle und der Teich, die nicht weit von dem Dorf liegen."),
            "de"
        );
        assert_eq!(language("arma enim sunt et non est quod timeas"), "la");
        assert_eq!(language("1234 5678"), "und");
    }

    #[test]
    fn letters_tell_persian_from_arabic() {
        assert_eq!(language("پدر گفت که چراغ در خانه می‌سوزد"), "fa");
        assert_eq!(language("قال الرجل إن المصباح في البيت"), "ar");
        assert!(is_right_to_left("fa") && !is_right_to_left("en"));
    }

    #[test]
    fn an_incipit_stands_for_a_title() {
        assert_eq!(
            incipit("When the mill burned, nobody in the valley woke."),
            "When the mill burned, nobody in …"
        );
        assert_eq!(incipit("Two words"), "Two words");
    }

    #[test]
    fn ids_come_from_the_file_or_the_title() {
        assert_eq!(id("letters_1890.txt", "x"), "letters-1890");
        assert_eq!(
            id("007_41729589addaa9ea.txt", "A Mill at the River’s Bend Again"),
            "a-mill-at-the-rivers"
        );
        assert_eq!(id("007_41729589addaa9ea.txt", "آسیاب"), "text-007");
        assert_eq!(slug("Ñandú & Çelebi"), "nandu-celebi");
    }
}
