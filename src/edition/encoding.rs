//! Encodings of text: by name, and by likeness where a file names none. What is decoded can be
//! encoded again, byte for byte, or it is not decoded.

use encoding_rs::{Encoding, UTF_8};
use unicode_script::{Script, UnicodeScript};

/// The name of an encoding as the Encoding Standard has it, in lower case; nothing if there
/// is none of that name.
pub fn named(label: &str) -> Option<String> {
    let label = label.trim();
    match label.to_ascii_lowercase().as_str() {
        "utf-16" | "utf-16le" => Some("utf-16le".to_owned()),
        "utf-16be" => Some("utf-16be".to_owned()),
        _ => {
            let found = Encoding::for_label(label.as_bytes())?;
            Some(found.name().to_ascii_lowercase())
        }
    }
}

/// The text of bytes in an encoding; nothing if they are not in it.
pub fn decode(bytes: &[u8], label: &str) -> Option<String> {
    let units = |read: fn([u8; 2]) -> u16| -> Option<String> {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units = pairs.iter().map(|pair| read(*pair));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok().filter(|_| rest.is_empty())
    };
    match named(label)?.as_str() {
        "utf-16le" => units(u16::from_le_bytes),
        "utf-16be" => units(u16::from_be_bytes),
        name => {
            let encoding = Encoding::for_label(name.as_bytes())?;
            let text =
                encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
            Some(text.into_owned())
        }
    }
}

/// The bytes of a text in an encoding; nothing if it lacks a character.
pub fn encode(text: &str, label: &str) -> Option<Vec<u8>> {
    match named(label)?.as_str() {
        "utf-16le" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16be" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        name => {
            let encoding = Encoding::for_label(name.as_bytes())?;
            let (bytes, _, lacks) = encoding.encode(text);
            (!lacks).then(|| bytes.into_owned())
        }
    }
}

/// The encodings that old files are in, the more frequent first.
const CANDIDATES: [&str; 14] = [
    "windows-1252",
    "windows-1251",
    "windows-1250",
    "windows-1253",
    "windows-1255",
    "windows-1256",
    "windows-1254",
    "koi8-r",
    "macintosh",
    "ibm866",
    "shift_jis",
    "gbk",
    "big5",
    "euc-kr",
];

/// The encoding that bytes look like which are not UTF-8: of those that give them back, the one
/// with the most letters that stand beside letters of their kind.
pub fn guess(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => return Some("utf-16le"),
        [0xfe, 0xff, ..] => return Some("utf-16be"),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(4000) & !1];
    let zeros =
        |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let many = head.len() / 5;
    match (zeros(0), zeros(1)) {
        (0, ends) if ends > many => return Some("utf-16le"),
        (begins, 0) if begins > many => return Some("utf-16be"),
        _ if head.contains(&0) => return None,
        _ => {}
    }
    let mut best: Option<(i64, &'static str)> = None;
    for name in CANDIDATES {
        let Some(text) = decode(bytes, name) else { continue };
        if encode(&text, name).as_deref() != Some(bytes) {
            continue;
        }
        let score = likeness(&text);
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How much a text looks like one: a letter beside letters of its script counts for it, a
/// sign in a word, a capital behind a small letter and a control character against it.
fn likeness(text: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    for c in text.chars().filter(|c| !matches!(c, '\r' | '\n' | '\t')) {
        let is_new = !c.is_ascii() || !before.is_ascii();
        if is_new {
            score += match (before.is_alphabetic(), c.is_alphabetic()) {
                (true, true) => {
                    let same = before.script() == c.script()
                        || [before.script(), c.script()].contains(&Script::Inherited);
                    let turned = before.is_lowercase() && c.is_uppercase();
                    // Letters with accents hardly ever stand side by side.
                    let rare = !c.is_ascii()
                        && !before.is_ascii()
                        && c.script() == Script::Latin;
                    match (same, turned) {
                        (true, false) if rare => -2,
                        (true, false) => 2,
                        _ => -6,
                    }
                }
                _ if c.is_control() || before.is_control() => -20,
                // Signs that stand around words.
                (true, false) | (false, true) => {
                    let sign = if c.is_alphabetic() { before } else { c };
                    let usual = sign.is_whitespace()
                        || sign.is_ascii_punctuation()
                        || matches!(
                            sign,
                            '‘' | '’'
                                | '“'
                                | '”'
                                | '«'
                                | '»'
                                | '—'
                                | '–'
                                | '…'
                                | '„'
                                | '¿'
                                | '¡'
                        );
                    if usual { 0 } else { -4 }
                }
                _ => 0,
            };
            if matches!(c, '\u{80}'..='\u{9f}') {
                score -= 20;
            }
        }
        score += i64::from(FREQUENT.contains(c));
        before = c;
    }
    score
}

/// The most frequent letters of scripts that are alike in bytes: Cyrillic, Hebrew, Arabic, Greek.
const FREQUENT: &str = "оеаинтсрвיוהלארמתבשاليمنوتربαοιετνσηρυ";

/// Whether bytes are UTF-8, and where they are not: the first bad byte.
pub fn bad_byte(bytes: &[u8]) -> Option<usize> {
    let valid = Encoding::utf8_valid_up_to(bytes);
    debug_assert_eq!(UTF_8.name(), "UTF-8");
    (valid < bytes.len()).then_some(valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_files_are_in_the_encoding_that_they_look_like() {
        for (text, name) in [
            ("Der Müller sah über die Brücke und schloß die „Tür“.", "windows-1252"),
            ("Паромщик сел у окна и долго смотрел на реку.", "windows-1251"),
            ("Паромщик сел у окна и долго смотрел на реку.", "koi8-r"),
            (
                "Młynarz wyszedł na łąkę i patrzył na źródło, żeby się ochłodzić.",
                "windows-1250",
            ),
            ("Ο μυλωνάς κάθισε στο παράθυρο και κοίταζε τη θάλασσα.", "windows-1253"),
            ("הטוחן ישב ליד החלון והביט אל הנהר.", "windows-1255"),
            ("جلس الطحان قرب النافذة ونظر إلى النهر.", "windows-1256"),
            ("The miller sat.", "utf-16le"),
            ("The miller sat.", "utf-16be"),
        ] {
            let bytes = encode(text, name).expect("the encoding has these letters");
            assert_eq!(guess(&bytes), Some(name), "{text}");
            assert_eq!(decode(&bytes, name).as_deref(), Some(text));
        }
    }

    #[test]
    fn names_of_encodings_are_those_of_the_standard() {
        assert_eq!(named("ISO-8859-1").as_deref(), Some("windows-1252"));
        assert_eq!(named("latin2").as_deref(), Some("iso-8859-2"));
        assert_eq!(named("UTF-16").as_deref(), Some("utf-16le"));
        assert_eq!(named("no such"), None);
        assert_eq!(bad_byte("a\u{e9}".as_bytes()), None);
        assert_eq!(bad_byte(b"a\xe9"), Some(1));
    }
}
