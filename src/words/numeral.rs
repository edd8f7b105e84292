//! Numbers as texts print them: in the digits of a language, in letters, in roman numerals,
//! and as marks of notes.

use std::borrow::Cow;

use crate::edition::Marks;
use crate::model::script::first_dir;
use crate::model::{Dir, Lang};

/// The letters of the Arabic alphabet in the order of their values: 1 to 9, 10 to 90,
/// 100 to 1000.
const ABJAD: &str = "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ";

/// A number in the digits that texts in `lang` use.
pub fn number(n: u32, lang: &Lang) -> String {
    digits(&n.to_string(), lang)
}

/// The same text with its ASCII digits replaced by those of `lang`.
pub fn digits(text: &str, lang: &Lang) -> String {
    match lang.primary() {
        "ar" => digits_from('٠', text),
        _ if is_persian(lang) => digits_from('۰', text),
        _ => text.to_owned(),
    }
}

/// Whether a language is written with the letters and digits of Persian.
fn is_persian(lang: &Lang) -> bool {
    matches!(lang.primary(), "fa" | "ur" | "ps" | "ckb" | "sd" | "azb")
}

/// The same text with its ASCII digits replaced by those that begin with a zero.
fn digits_from(zero: char, text: &str) -> String {
    text.chars()
        .map(|c| match c.to_digit(10) {
            Some(d) => char::from_u32(zero as u32 + d).unwrap_or(c),
            None => c,
        })
        .collect()
}

/// The mark of the `n`th note, from 1.
pub fn mark(n: u32, marks: Marks, lang: &Lang) -> String {
    const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
    const GREEK: &str = "αβγδεζηθικλμνξοπρστυφχψω";
    const HEBREW: &str = "אבגדהוזחטיכלמנסעפצקרשת";
    match marks {
        Marks::Numbers => number(n, lang),
        Marks::Letters => match lang.primary() {
            "ar" => letters(n, ABJAD),
            "he" | "yi" => letters(n, HEBREW),
            _ if is_persian(lang) => letters(n, &persian(ABJAD)),
            _ => letters(n, LATIN),
        },
        Marks::Symbols => symbols(n),
        Marks::LatinDigits => n.to_string(),
        Marks::PersianDigits => digits_from('۰', &n.to_string()),
        Marks::ArabicDigits => digits_from('٠', &n.to_string()),
        Marks::Abjad if is_persian(lang) => persian(&abjad(n)),
        Marks::Abjad => abjad(n),
        Marks::Roman => roman(n),
        Marks::Greek => letters(n, GREEK),
    }
}

/// Letters as digits without a zero: a … z, aa, ab …
fn letters(n: u32, alphabet: &str) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let base = alphabet.len() as u32;
    let mut out = vec![];
    let mut rest = n;
    while rest > 0 {
        rest -= 1;
        out.push(alphabet[(rest % base) as usize]);
        rest /= base;
    }
    out.iter().rev().collect()
}

/// The signs that printers call notes with, in their order; then each twice, and so on.
fn symbols(n: u32) -> String {
    const SYMBOLS: [&str; 6] = ["*", "†", "‡", "§", "‖", "¶"];
    let before = n.saturating_sub(1);
    let times = before / 6 + 1;
    SYMBOLS[(before % 6) as usize].repeat(times as usize)
}

/// A number in letters by their values, the greatest first; thousands as their number
/// before the letter for 1000.
fn abjad(n: u32) -> String {
    let alphabet: Vec<char> = ABJAD.chars().collect();
    let mut out = String::new();
    if n >= 2000 {
        out.push_str(&abjad(n / 1000));
    }
    if n >= 1000 {
        out.push(alphabet[27]);
    }
    for (place, first) in [(100, 18), (10, 9), (1, 0)] {
        let digit = n / place % 10;
        if digit > 0 {
            out.push(alphabet[first + digit as usize - 1]);
        }
    }
    out
}

/// The same letters as Persian has them.
fn persian(text: &str) -> String {
    text.replace('ي', "ی").replace('ك', "ک")
}

/// A number in small roman numerals.
pub fn roman(n: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = n;
    let mut out = String::new();
    for (value, letters) in VALUES {
        out.push_str(&letters.repeat((rest / value) as usize));
        rest %= value;
    }
    out
}

/// A mark among text of direction `dir`, or of any: isolated if its letters go the other
/// way, so that it neither moves nor is moved by its neighbors.
pub fn among(mark: &str, dir: Option<Dir>) -> Cow<'_, str> {
    match first_dir(mark) {
        None => Cow::Borrowed(mark),
        own if own == dir => Cow::Borrowed(mark),
        Some(Dir::Ltr) => Cow::Owned(format!("\u{2066}{mark}\u{2069}")),
        Some(Dir::Rtl) => Cow::Owned(format!("\u{2067}{mark}\u{2069}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_follow_the_script() {
        let (en, fa, ar) = (Lang::new("en"), Lang::new("fa"), Lang::new("ar"));
        assert_eq!(mark(12, Marks::Numbers, &fa), "۱۲");
        assert_eq!(mark(12, Marks::Numbers, &ar), "١٢");
        assert_eq!(mark(3, Marks::Letters, &en), "c");
        assert_eq!(mark(27, Marks::Letters, &en), "aa");
        assert_eq!(mark(2, Marks::Letters, &fa), "ب");
        assert_eq!(mark(11, Marks::Letters, &fa), "ک");
        assert_eq!(mark(11, Marks::Letters, &ar), "ك");
        assert_eq!(digits("12–15", &fa), "۱۲–۱۵");
    }

    #[test]
    fn marks_are_what_the_edition_says_in_any_language() {
        let (en, fa) = (Lang::new("en"), Lang::new("fa"));
        for lang in [&en, &fa] {
            let all = |marks| [1, 4, 7, 12, 13].map(|n| mark(n, marks, lang));
            assert_eq!(all(Marks::Symbols), ["*", "§", "**", "¶¶", "***"]);
            assert_eq!(all(Marks::LatinDigits), ["1", "4", "7", "12", "13"]);
            assert_eq!(all(Marks::PersianDigits), ["۱", "۴", "۷", "۱۲", "۱۳"]);
            assert_eq!(all(Marks::ArabicDigits), ["١", "٤", "٧", "١٢", "١٣"]);
            assert_eq!(all(Marks::Roman), ["i", "iv", "vii", "xii", "xiii"]);
            assert_eq!(all(Marks::Greek), ["α", "δ", "η", "μ", "ν"]);
        }
        assert_eq!(mark(94, Marks::Roman, &en), "xciv");
        assert_eq!(mark(25, Marks::Greek, &en), "αα");
    }

    #[test]
    fn abjad_adds_the_values_of_letters() {
        let (fa, ar) = (Lang::new("fa"), Lang::new("ar"));
        let values = [
            (1, "ا"),
            (9, "ط"),
            (10, "ی"),
            (11, "یا"),
            (25, "که"),
            (99, "صط"),
            (100, "ق"),
            (248, "رمح"),
            (1348, "غشمح"),
            (2001, "بغا"),
        ];
        for (n, letters) in values {
            assert_eq!(mark(n, Marks::Abjad, &fa), letters);
        }
        assert_eq!(mark(21, Marks::Abjad, &ar), "كا");
    }

    #[test]
    fn roman_numerals() {
        assert_eq!(
            [1, 4, 9, 14, 40, 99].map(roman),
            ["i", "iv", "ix", "xiv", "xl", "xcix"]
        );
    }

    #[test]
    fn a_mark_of_the_other_direction_is_isolated() {
        assert_eq!(among("12", Some(Dir::Rtl)), "12");
        assert_eq!(among("††", Some(Dir::Rtl)), "††");
        assert_eq!(among("یا", Some(Dir::Rtl)), "یا");
        assert_eq!(among("xi", Some(Dir::Rtl)), "\u{2066}xi\u{2069}");
        assert_eq!(among("یا", Some(Dir::Ltr)), "\u{2067}یا\u{2069}");
    }
}
