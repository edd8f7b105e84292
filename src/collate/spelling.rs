//! The rules of spelling that only a collation needs, one by one. Each gives a word in the form
//! that its spellings share.

use super::SpellingRule;
use crate::model::Lang;

/// Applies a rule to a word that is folded by the rules before it.
pub(super) fn apply(rule: SpellingRule, word: &str, lang: &Lang) -> String {
    match rule {
        SpellingRule::FinalSigma => word.replace(['ς', 'ϲ'], "σ").replace('ſ', "s"),
        SpellingRule::IotaSubscript => iota(word),
        SpellingRule::MovableNu => movable(word),
        SpellingRule::Elision => elision(word),
        SpellingRule::Itacism => itacism(word),
        SpellingRule::UV => word.replace('v', "u").replace('V', "U"),
        SpellingRule::IJ => word.replace('j', "i").replace('J', "I"),
        SpellingRule::AeE => word
            .replace("ae", "e")
            .replace("oe", "e")
            .replace(['æ', 'œ', 'ę', 'ǽ'], "e"),
        SpellingRule::TiCi => ti(word),
        SpellingRule::ChH => word
            .replace("michi", "mihi")
            .replace("nichil", "nihil")
            .replace("michy", "mihi"),
        SpellingRule::YI => word.replace('y', "i"),
        SpellingRule::Doubled => doubled(word),
        SpellingRule::Hamza => hamza(word),
        SpellingRule::Matres => matres(word),
        SpellingRule::Numerals => {
            number(word).map_or_else(|| word.to_owned(), |n| n.to_string())
        }
        SpellingRule::Abbreviations => abbreviated(word, lang),
        // The others are those of `words::normal`.
        _ => word.to_owned(),
    }
}

/// An iota after a long vowel at the end of a word, as manuscripts write the subscript.
fn iota(word: &str) -> String {
    match word.strip_suffix('ι') {
        Some(rest) if rest.ends_with('ω') && letters(word) > 2 => rest.to_owned(),
        _ => word.to_owned(),
    }
}

/// Without a movable nu, and without the sigma of `οὕτως` and its like.
fn movable(word: &str) -> String {
    const NOT: [&str; 6] = ["ουδεν", "μηδεν", "ουθεν", "μηθεν", "ημιν", "υμιν"];
    const SIGMA: [&str; 3] = ["ουτωσ", "μεχρισ", "αχρισ"];
    let plain = bare(word);
    let is_movable = (plain.ends_with("εν")
        || plain.ends_with("σιν")
        || plain == "εστιν"
        || plain.ends_with("τιν"))
        && letters(&plain) > 3
        && !plain.ends_with("μεν")
        && !NOT.contains(&plain.as_str());
    if is_movable || SIGMA.contains(&plain.as_str()) {
        let mut chars = word.chars();
        chars.next_back();
        return chars.as_str().to_owned();
    }
    word.to_owned()
}

/// A word for comparison with a list: without marks, with one form of sigma.
fn bare(word: &str) -> String {
    crate::words::normal::without_accents(word).replace(['ς', 'ϲ'], "σ")
}

/// The full form of an elided Greek preposition or particle.
fn elision(word: &str) -> String {
    const FULL: [(&str, &str); 23] = [
        ("αλλ", "αλλα"),
        ("δ", "δε"),
        ("τ", "τε"),
        ("γ", "γε"),
        ("κατ", "κατα"),
        ("καθ", "κατα"),
        ("μετ", "μετα"),
        ("μεθ", "μετα"),
        ("παρ", "παρα"),
        ("απ", "απο"),
        ("αφ", "απο"),
        ("επ", "επι"),
        ("εφ", "επι"),
        ("υπ", "υπο"),
        ("υφ", "υπο"),
        ("αντ", "αντι"),
        ("ανθ", "αντι"),
        ("δι", "δια"),
        ("ουδ", "ουδε"),
        ("μηδ", "μηδε"),
        ("τουτ", "τουτο"),
        ("ουχ", "ουκ"),
        ("εξ", "εκ"),
    ];
    let plain = bare(word);
    let plain = plain.trim_end_matches(['\'', '\u{2019}', '\u{2bc}', '\u{1fbd}']);
    match FULL.iter().find(|(short, _)| *short == plain) {
        Some((_, full)) => (*full).to_owned(),
        None => word.to_owned(),
    }
}

/// What one heard no difference between, where it makes no other word.
fn itacism(word: &str) -> String {
    if letters(word) < 4 {
        return word.to_owned();
    }
    let mut heard = word.replace("ει", "ι");
    if let Some(at) = heard.rfind("αι")
        && at + "αι".len() < heard.len()
    {
        heard = heard.replace("αι", "ε");
    }
    heard
}

/// `ti` before a vowel as `ci`; not after `s`, `t` and `x`, where no one wrote it.
fn ti(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    (0..chars.len())
        .map(|i| {
            let before = i.checked_sub(1).map(|at| chars[at]);
            let is_soft = chars[i] == 't'
                && chars.get(i + 1) == Some(&'i')
                && chars.get(i + 2).is_some_and(|c| "aeiou".contains(*c))
                && !before.is_some_and(|c| "stx".contains(c));
            if is_soft { 'c' } else { chars[i] }
        })
        .collect()
}

/// Each doubled consonant as one.
fn doubled(word: &str) -> String {
    if letters(word) < 5 {
        return word.to_owned();
    }
    let mut single = String::with_capacity(word.len());
    for c in word.chars() {
        let is_vowel = "aeiouyαεηιουω".contains(c);
        if is_vowel || c.is_numeric() || !single.ends_with(c) {
            single.push(c);
        }
    }
    single
}

/// The letters that a hamza sits on, without it.
fn hamza(word: &str) -> String {
    word.chars()
        .filter_map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
            'ؤ' => Some('و'),
            'ئ' => Some('ی'),
            'ء' | '\u{654}' | '\u{655}' => None,
            _ => Some(c),
        })
        .collect()
}

/// A Hebrew word without the letters that only show vowels.
fn matres(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let last = chars.len().saturating_sub(1);
    let mut out: String = chars
        .iter()
        .enumerate()
        .filter(|(i, c)| *i == 0 || *i == last || !matches!(c, 'ו' | 'י'))
        .map(|(_, c)| *c)
        .collect();
    if chars.len() > 3 && out.ends_with('ן') {
        out.pop();
        out.push('ם');
    }
    out
}

/// The number that a word is: in figures of any script, or in roman or Greek letters with the
/// dots or the sign that tell it from a word.
pub(super) fn number(word: &str) -> Option<u64> {
    let digits = word.trim_matches(['.', '·']);
    if !digits.is_empty() && digits.chars().all(|c| digit(c).is_some()) {
        return digits.chars().try_fold(0_u64, |n, c| {
            n.checked_mul(10)?.checked_add(u64::from(digit(c)?))
        });
    }
    let is_marked = word.starts_with(['.', '·']) && word.ends_with(['.', '·']);
    if is_marked {
        return roman(digits);
    }
    // Words of Latin, French and English that look like numerals.
    const WORDS: [&str; 8] = ["cui", "lui", "dui", "mui", "dix", "mix", "lix", "civ"];
    if letters(digits) >= 3
        && !WORDS.contains(&digits)
        && let Some(number) = roman(digits)
    {
        return Some(number);
    }
    let greek = word.strip_suffix(['\u{374}', '\u{2b9}', '\u{384}'])?;
    greek_number(greek)
}

fn digit(c: char) -> Option<u32> {
    c.to_digit(10).or(match c {
        '٠'..='٩' => Some(c as u32 - '٠' as u32),
        '۰'..='۹' => Some(c as u32 - '۰' as u32),
        _ => None,
    })
}

/// A roman numeral: thousands, hundreds, tens, ones, each with at most four equal strokes.
fn roman(word: &str) -> Option<u64> {
    let letters: Vec<u8> = word
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            'j' => Some(b'i'),
            'u' => Some(b'v'),
            c @ ('i' | 'v' | 'x' | 'l' | 'c' | 'd' | 'm') => Some(c as u8),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let mut rest = letters.as_slice();
    let mut sum = 0;
    for (one, five, ten, worth) in [
        (b'm', 0, 0, 1000),
        (b'c', b'd', b'm', 100),
        (b'x', b'l', b'c', 10),
        (b'i', b'v', b'x', 1),
    ] {
        match rest {
            [a, b, ..] if *a == one && *b == ten => {
                (sum, rest) = (sum + 9 * worth, &rest[2..])
            }
            [a, b, ..] if *a == one && *b == five => {
                (sum, rest) = (sum + 4 * worth, &rest[2..])
            }
            _ => {
                if rest.first() == Some(&five) {
                    (sum, rest) = (sum + 5 * worth, &rest[1..]);
                }
                let ones = rest.iter().take(4).take_while(|a| **a == one).count();
                (sum, rest) = (sum + ones as u64 * worth, &rest[ones..]);
            }
        }
    }
    (rest.is_empty() && sum > 0).then_some(sum)
}

fn greek_number(word: &str) -> Option<u64> {
    const LETTERS: &str = "αβγδεϛζηθικλμνξοπϟρστυφχψωϡ";
    if letters(word) > 4 {
        return None;
    }
    let mut sum = 0;
    for c in word.chars() {
        let c = if c == 'ς' { 'σ' } else { c };
        let at = LETTERS.chars().position(|letter| letter == c)? as u32;
        sum += u64::from(at % 9 + 1) * 10_u64.pow(at / 9);
    }
    (sum > 0).then_some(sum)
}

/// The word that an abbreviation of the language stands for.
fn abbreviated(word: &str, lang: &Lang) -> String {
    const GREEK: [(&str, &str); 20] = [
        ("θσ", "θεοσ"),
        ("θυ", "θεου"),
        ("θω", "θεω"),
        ("θν", "θεον"),
        ("κσ", "κυριοσ"),
        ("κυ", "κυριου"),
        ("κω", "κυριω"),
        ("κν", "κυριον"),
        ("ισ", "ιησουσ"),
        ("ιυ", "ιησου"),
        ("ιν", "ιησουν"),
        ("χσ", "χριστοσ"),
        ("χυ", "χριστου"),
        ("χω", "χριστω"),
        ("χν", "χριστον"),
        ("πνα", "πνευμα"),
        ("πνσ", "πνευματοσ"),
        ("πνι", "πνευματι"),
        ("πηρ", "πατηρ"),
        ("ανοσ", "ανθρωποσ"),
    ];
    const AND: [(&str, &str); 5] =
        [("la", "et"), ("fr", "et"), ("en", "and"), ("de", "und"), ("nl", "en")];
    const LATIN: [(&str, &str); 11] = [
        ("xps", "christus"),
        ("xpi", "christi"),
        ("xpo", "christo"),
        ("xpm", "christum"),
        ("ihs", "iesus"),
        ("ihu", "iesu"),
        ("ihm", "iesum"),
        ("ds", "deus"),
        ("dns", "dominus"),
        ("dni", "domini"),
        ("sps", "spiritus"),
    ];
    const HEBREW: [(&str, &str); 5] = [
        ("ר'", "רבי"),
        ("ר׳", "רבי"),
        ("וכו'", "וכולי"),
        ("וכו׳", "וכולי"),
        ("שנא'", "שנאמר"),
    ];
    if matches!(word, "&" | "\u{204a}") {
        let and = AND.iter().find(|(of, _)| *of == lang.primary());
        return and.map_or("&", |(_, and)| and).to_owned();
    }
    let list: &[(&str, &str)] = match lang.primary() {
        "grc" => &GREEK,
        "la" => &LATIN,
        "he" => &HEBREW,
        _ => return word.to_owned(),
    };
    let plain = bare(word);
    match list.iter().find(|(short, _)| *short == plain || *short == word) {
        Some((_, full)) => (*full).to_owned(),
        None => word.to_owned(),
    }
}

/// How many letters a word has.
fn letters(word: &str) -> usize {
    word.chars().count()
}
