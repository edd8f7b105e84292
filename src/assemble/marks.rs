//! Marks of notes and numbers of lines, in the digits and letters of a script.

use crate::edition::Marks;
use crate::model::Lang;

/// A number in the digits that texts in `lang` use.
pub fn number(n: u32, lang: &Lang) -> String {
    digits(&n.to_string(), lang)
}

/// The same text with its ASCII digits replaced by those of `lang`.
pub fn digits(text: &str, lang: &Lang) -> String {
    let zero = match lang.primary() {
        "fa" | "ur" | "ps" | "ckb" | "sd" | "azb" => '۰',
        "ar" => '٠',
        _ => return text.to_owned(),
    };
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
    // The order of the abjad, as notes and lists are lettered with it.
    const ABJAD: &str = "ابجدهوزحطیکلمنسعفصقرشتثخذضظغ";
    const HEBREW: &str = "אבגדהוזחטיכלמנסעפצקרשת";
    match marks {
        Marks::Numbers => number(n, lang),
        Marks::Letters => letters(
            n,
            match lang.primary() {
                "fa" | "ar" | "ur" | "ps" | "ckb" => ABJAD,
                "he" | "yi" => HEBREW,
                _ => LATIN,
            },
        ),
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
        assert_eq!(digits("12–15", &fa), "۱۲–۱۵");
    }
}
