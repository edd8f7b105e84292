//! The small values of a manifest: lengths, languages, dates, ISBNs, names.
//! Pure functions from what was written to what it means.

use crate::model::Lang;

/// Keys of Djot attributes that have a meaning of their own, so that no witness
/// can be called so.
pub const RESERVED_KEYS: [&str; 24] = [
    "id", "class", "note", "conj", "lem", "wit", "app", "index", "lang", "corr",
    "extent", "n", "ed", "from", "to", "series", "text", "ref", "until", "unit", "pre",
    "form", "codd", "cett",
];

/// The longest side of a page that PDF readers agree on, in points (200 inches).
pub const LONGEST: f64 = 14_400.0;

/// What is wrong with a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthFault {
    /// It does not begin with a number.
    NoNumber,
    /// It has no unit.
    NoUnit,
    /// Its unit is none of `mm`, `cm`, `in` and `pt`.
    Unit,
    /// It is more than [`LONGEST`].
    TooLong,
}

/// A length in points: a number and one of `mm`, `cm`, `in` and `pt`.
pub fn length(text: &str) -> Result<f64, LengthFault> {
    let text = text.trim();
    let split = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().map_err(|_| LengthFault::NoNumber)?;
    let points = match unit.trim() {
        "mm" => number * 72.0 / 25.4,
        "cm" => number * 72.0 / 2.54,
        "in" => number * 72.0,
        "pt" => number,
        "" => return Err(LengthFault::NoUnit),
        _ => return Err(LengthFault::Unit),
    };
    if points <= LONGEST { Ok(points) } else { Err(LengthFault::TooLong) }
}

/// Whether a tag is formed as BCP 47 (RFC 5646, 2.1) wants it; the registry is
/// not asked.
pub fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-').peekable();
    let alphabetic = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let alphanumeric =
        |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric());
    let starts_with_digit =
        |s: &str| s.as_bytes().first().is_some_and(u8::is_ascii_digit);
    match subtags.next() {
        Some(language) if matches!(language.len(), 2 | 3) && alphabetic(language) => {}
        _ => return false,
    }
    for _ in 0..3 {
        subtags.next_if(|s| s.len() == 3 && alphabetic(s));
    }
    subtags.next_if(|s| s.len() == 4 && alphabetic(s));
    subtags.next_if(|s| s.len() == 2 && alphabetic(s) || s.len() == 3 && digits(s));
    let is_variant = |s: &str| {
        alphanumeric(s)
            && (matches!(s.len(), 5..=8) || s.len() == 4 && starts_with_digit(s))
    };
    while subtags.next_if(|s| is_variant(s)).is_some() {}
    while let Some(singleton) = subtags.next() {
        if singleton.len() != 1 || !alphanumeric(singleton) {
            return false;
        }
        let private = singleton.eq_ignore_ascii_case("x");
        let least = if private { 1 } else { 2 };
        let mut count = 0;
        while subtags
            .next_if(|s| (least..=8).contains(&s.len()) && alphanumeric(s))
            .is_some()
        {
            count += 1;
        }
        if count == 0 {
            return false;
        }
    }
    true
}

/// The tag that was probably meant by something that is none.
pub fn language_hint(given: &str) -> Option<String> {
    if let Some(tag) = Lang::named(given) {
        return Some(tag.to_owned());
    }
    let dashed = given.trim().replace(['_', ' '], "-");
    (dashed != given && is_language(&dashed)).then_some(dashed)
}

/// A day as `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<(i32, u8, u8)> {
    let mut parts = text.trim().split('-');
    let mut part = |width: usize| {
        let part = parts.next().filter(|part| part.len() == width)?;
        part.bytes().all(|b| b.is_ascii_digit()).then_some(part)
    };
    let year: i32 = part(4)?.parse().ok()?;
    let month: u8 = part(2)?.parse().ok()?;
    let day: u8 = part(2)?.parse().ok()?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    (parts.next().is_none() && (1..=days).contains(&day)).then_some((year, month, day))
}

/// What is wrong with an ISBN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsbnFault {
    /// It has neither 10 nor 13 digits, or other characters.
    Form,
    /// Its last digit does not follow from the others; with the digit that would.
    Checksum(char),
}

/// Checks the digits of an ISBN (ISO 2108); hyphens and spaces do not count.
pub fn isbn(text: &str) -> Result<(), IsbnFault> {
    let kept: Vec<char> = text
        .chars()
        .filter(|c| !matches!(c, '-' | '\u{2010}' | '\u{2011}' | ' '))
        .collect();
    let value = |c: &char| c.to_digit(10);
    let (last, body) = kept.split_last().ok_or(IsbnFault::Form)?;
    let digits: Vec<u32> =
        body.iter().map(value).collect::<Option<_>>().ok_or(IsbnFault::Form)?;
    let last = last.to_ascii_uppercase();
    let check = match digits.len() {
        9 if last.is_ascii_digit() || last == 'X' => {
            let sum: u32 =
                digits.iter().zip((2..=10).rev()).map(|(d, weight)| d * weight).sum();
            match (11 - sum % 11) % 11 {
                10 => 'X',
                digit => char::from(b'0' + digit as u8),
            }
        }
        12 if last.is_ascii_digit()
            && (digits.starts_with(&[9, 7, 8]) || digits.starts_with(&[9, 7, 9])) =>
        {
            let sum: u32 = digits
                .iter()
                .zip([1, 3].iter().cycle())
                .map(|(d, weight)| d * weight)
                .sum();
            char::from(b'0' + ((10 - sum % 10) % 10) as u8)
        }
        _ => return Err(IsbnFault::Form),
    };
    if check == last { Ok(()) } else { Err(IsbnFault::Checksum(check)) }
}

/// Whether a name can be the key of a Djot attribute.
pub fn is_key(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-'))
}

/// Whether a name can be the stem of a file on every system.
pub fn is_stem(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let lower = name.to_lowercase();
    let device = lower.split('.').next().unwrap_or_default();
    let numbered = device.strip_prefix("com").or(device.strip_prefix("lpt"));
    let bad = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    !name.is_empty()
        && name.len() <= 100
        && !name.contains(bad)
        && !name.starts_with(['.', '-', ' '])
        && !name.ends_with(['.', ' '])
        && !DEVICES.contains(&device)
        && !numbered.is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
}

/// A name as a safe stem: letters and digits in lower case, all else one hyphen.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    let kept = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    for c in name.chars().flat_map(char::to_lowercase) {
        if slug.len() > 90 {
            break;
        }
        if kept(c) {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_matches(['-', '.']).to_owned();
    if is_stem(&slug) { slug } else { "edition".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_become_points() {
        assert_eq!(length("72pt"), Ok(72.0));
        assert_eq!(length(" 1 in "), Ok(72.0));
        assert_eq!(length("25.4mm"), Ok(72.0));
        assert_eq!(length("2.54cm"), Ok(72.0));
        assert_eq!(length("155"), Err(LengthFault::NoUnit));
        assert_eq!(length("155 furlongs"), Err(LengthFault::Unit));
        assert_eq!(length("-3mm"), Err(LengthFault::NoNumber));
        assert_eq!(length("1.2.3mm"), Err(LengthFault::NoNumber));
        assert_eq!(length(""), Err(LengthFault::NoNumber));
        assert_eq!(length("201in"), Err(LengthFault::TooLong));
    }

    #[test]
    fn language_tags_are_formed_as_the_norm_says() {
        for good in ["en", "fa", "grc", "fa-AF", "az-Arab", "zh-cmn-Hans-CN", "es-419"] {
            assert!(is_language(good), "{good}");
        }
        for good in
            ["de-1996", "la-x-liturgic", "en-u-co-phonebk", "ar-Latn-t-fa", "sl-rozaj"]
        {
            assert!(is_language(good), "{good}");
        }
        for bad in
            ["", "e", "english", "en_US", "en-", "-en", "en--US", "en-x", "fa-123456789"]
        {
            assert!(!is_language(bad), "{bad}");
        }
        assert_eq!(language_hint("Persian").as_deref(), Some("fa"));
        assert_eq!(language_hint("en_US").as_deref(), Some("en-US"));
        assert_eq!(language_hint("??"), None);
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(date("2026-11-20"), Some((2026, 11, 20)));
        assert_eq!(date("2024-02-29"), Some((2024, 2, 29)));
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-11",
            "20-11-2026",
            "2026-1-2",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn isbn_checksums() {
        assert_eq!(isbn("978-3-16-148410-0"), Ok(()));
        assert_eq!(isbn("0-306-40615-2"), Ok(()));
        assert_eq!(isbn("0-8044-2957-x"), Ok(()));
        assert_eq!(isbn("978-3-16-148410-1"), Err(IsbnFault::Checksum('0')));
        assert_eq!(isbn("123"), Err(IsbnFault::Form));
        assert_eq!(isbn("123-3-16-148410-0"), Err(IsbnFault::Form));
        assert_eq!(isbn(""), Err(IsbnFault::Form));
    }

    #[test]
    fn slugs_are_safe_stems() {
        assert_eq!(slug("Chile Reader"), "chile-reader");
        assert_eq!(slug("  ../x "), "x");
        assert_eq!(slug("کتاب"), "کتاب");
        assert_eq!(slug("??"), "edition");
        assert_eq!(slug("con"), "edition");
        assert!(is_stem("a.b") && !is_stem("a/b") && !is_stem("..") && !is_stem("a\\b"));
        assert!(!is_stem("COM1") && is_stem("comb"));
    }

    #[test]
    fn witness_ids_are_attribute_keys() {
        assert!(is_key("A") && is_key("V1") && is_key("alpha.2") && is_key("p:a-b_c"));
        assert!(!is_key("") && !is_key("1A") && !is_key("α") && !is_key("A B"));
    }
}
