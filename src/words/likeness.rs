//! What language words look like that have no tag.

use std::collections::HashMap;

use unicode_script::{Script, UnicodeScript};

/// The language of a text as a BCP 47 code: by its script, and for scripts of many
/// languages by letters or common words that only one of them has. `und` if nothing
/// tells.
pub fn guess(text: &str) -> &'static str {
    match main_script(text) {
        Some(Script::Latin) => latin(text),
        Some(Script::Arabic) => arabic(text),
        Some(Script::Cyrillic) if text.contains('ў') => "be",
        // Russian before 1918 has `і`, and a hard sign at the ends of words.
        Some(Script::Cyrillic)
            if !text.contains(['ї', 'є', 'ґ']) && text.contains(['ѣ', 'Ѣ']) =>
        {
            "ru"
        }
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
        Some(Script::Thaana) => "dv",
        Some(Script::Nko) => "nqo",
        Some(Script::Adlam) => "ff-adlm",
        Some(Script::Samaritan) => "sam",
        Some(Script::Mandaic) => "mid",
        Some(Script::Hanifi_Rohingya) => "rhg",
        Some(Script::Hangul) => "ko",
        Some(Script::Hiragana | Script::Katakana) => "ja",
        Some(Script::Han) if text.contains(|c| matches!(c, '\u{3041}'..='\u{30ff}')) => {
            "ja"
        }
        Some(Script::Han) => "zh",
        _ => "und",
    }
}

/// The language of a text if enough words tell: as [`guess`], but of few words in Latin
/// letters nothing is said.
pub fn likely(text: &str) -> Option<&'static str> {
    let found = guess(text);
    let counts = || {
        let common = COMMON.iter().find(|(lang, _)| *lang == found);
        let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        let is_common = |word: &String| {
            common.is_some_and(|(_, common)| common.split(' ').any(|one| one == word))
        };
        words.filter(is_common).count()
    };
    let told = main_script(text) != Some(Script::Latin) || counts() >= FEWEST;
    Some(found).filter(|found| *found != "und" && told)
}

/// How many common words of a language tell that a text is in it.
const FEWEST: usize = 3;

/// The script of most letters.
pub(super) fn main_script(text: &str) -> Option<Script> {
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
    // Persian has a kaf and a ya of its own.
    let turned = share(&['ک', 'ی']);
    if urdu * 100 > letters {
        "ur"
    } else if persian * 200 > letters || turned > share(&['ك', 'ي', 'ى', 'ة']) {
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

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn common_words_tell_languages_of_one_script() {
        assert_eq!(guess("The mill and the pond of which he was the owner."), "en");
        assert_eq!(
            guess("El molino y la laguna que los vecinos del pueblo miraban."),
            "es"
        );
        assert_eq!(guess("Le moulin et les étangs qui sont dans la vallée."), "fr");
        assert_eq!(
            guess("Die Mühle und der Teich, die nicht weit von dem Dorf liegen."),
            "de"
        );
        assert_eq!(guess("arma enim sunt et non est quod timeas"), "la");
        assert_eq!(guess("1234 5678"), "und");
    }

    #[test]
    fn letters_tell_persian_from_arabic() {
        assert_eq!(guess("پدر گفت که چراغ در خانه می‌سوزد"), "fa");
        assert_eq!(guess("قال الرجل إن المصباح في البيت"), "ar");
        assert_eq!(guess("یک کتاب"), "fa");
    }

    #[test]
    fn letters_tell_languages_in_cyrillic() {
        assert_eq!(guess("Паромъ ушелъ, и никто не видѣлъ ночью і огня"), "ru");
        assert_eq!(guess("Пором пішов у ночі, її ніхто не бачив"), "uk");
        assert_eq!(guess("Паром пайшоў і нічога не было"), "be");
        assert_eq!(guess("Паром ушел в ночь"), "ru");
    }
}
