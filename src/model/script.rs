//! What is known of the scripts of the world: which way they go, whether they have italics,
//! whether they write blanks. The one table of it; whoever asks about a script asks here.

use serde::Serialize;
use unicode_script::{Script, UnicodeScript};

/// A direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Dir {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// A script. What most scripts are (from left to right, with italics, with blanks between
/// words) is not in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Properties {
    /// The direction of its lines.
    pub dir: Dir,
    /// Whether its letters have a slanted form that is used for emphasis.
    pub has_italics: bool,
    /// Whether blanks stand between its words; without them a line may end at any letter.
    pub has_blanks: bool,
}

/// What a script is if the table does not have it.
const USUAL: Properties =
    Properties { dir: Dir::Ltr, has_italics: true, has_blanks: true };
const LEFTWARD: Properties = Properties {
    dir: Dir::Rtl,
    has_italics: false,
    has_blanks: true,
};
const UNBROKEN: Properties = Properties {
    dir: Dir::Ltr,
    has_italics: false,
    has_blanks: false,
};

/// The properties of a script.
pub fn properties(script: Script) -> Properties {
    match script {
        Script::Adlam
        | Script::Arabic
        | Script::Avestan
        | Script::Chorasmian
        | Script::Cypriot
        | Script::Elymaic
        | Script::Garay
        | Script::Hanifi_Rohingya
        | Script::Hatran
        | Script::Hebrew
        | Script::Imperial_Aramaic
        | Script::Inscriptional_Pahlavi
        | Script::Inscriptional_Parthian
        | Script::Kharoshthi
        | Script::Lydian
        | Script::Mandaic
        | Script::Manichaean
        | Script::Mende_Kikakui
        | Script::Meroitic_Cursive
        | Script::Meroitic_Hieroglyphs
        | Script::Nabataean
        | Script::Nko
        | Script::Old_Hungarian
        | Script::Old_North_Arabian
        | Script::Old_Sogdian
        | Script::Old_South_Arabian
        | Script::Old_Turkic
        | Script::Old_Uyghur
        | Script::Palmyrene
        | Script::Phoenician
        | Script::Psalter_Pahlavi
        | Script::Samaritan
        | Script::Sogdian
        | Script::Syriac
        | Script::Thaana
        | Script::Yezidi => LEFTWARD,
        Script::Balinese
        | Script::Bopomofo
        | Script::Han
        | Script::Hangul
        | Script::Hiragana
        | Script::Javanese
        | Script::Katakana
        | Script::Khmer
        | Script::Lao
        | Script::Myanmar
        | Script::Thai
        | Script::Tibetan
        | Script::Yi => UNBROKEN,
        _ => USUAL,
    }
}

/// The properties of the script that a code of ISO 15924 names, as it stands in a tag of a
/// language, in letters of any case: `arab`.
pub fn of_code(code: &str) -> Properties {
    let (first, rest) = code.split_at_checked(1).unwrap_or((code, ""));
    let name = first.to_ascii_uppercase() + &rest.to_ascii_lowercase();
    match name.as_str() {
        // The style of Arabic that Urdu is written in has a code of its own.
        "Aran" => LEFTWARD,
        // Variants of Syriac.
        "Syre" | "Syrj" | "Syrn" => LEFTWARD,
        name => Script::from_short_name(name).map_or(USUAL, properties),
    }
}

/// The direction of a letter; nothing for what is no letter.
pub fn letter_dir(c: char) -> Option<Dir> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Dir::Ltr);
    }
    match c.script() {
        _ if !c.is_alphabetic() => None,
        Script::Common | Script::Inherited => None,
        // A script that is too new for the table goes as its block does.
        _ if is_right_to_left(c) => Some(Dir::Rtl),
        script => Some(properties(script).dir),
    }
}

/// The direction of the first letter of a text, if it has letters.
pub fn first_dir(text: &str) -> Option<Dir> {
    text.chars().find_map(letter_dir)
}

/// Whether a character is a letter, mark or sign of a script that goes from right to left.
/// Digits go from left to right in all scripts that count here.
pub fn is_right_to_left(c: char) -> bool {
    // The blocks that Unicode keeps for such scripts. Marks and punctuation of several
    // scripts can't be told from the script of a character.
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && !matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_the_way_of_their_script() {
        for (c, dir) in [
            ('a', Some(Dir::Ltr)),
            ('ж', Some(Dir::Ltr)),
            ('字', Some(Dir::Ltr)),
            ('آ', Some(Dir::Rtl)),
            ('א', Some(Dir::Rtl)),
            ('ܐ', Some(Dir::Rtl)),
            ('𐤀', Some(Dir::Rtl)),
            ('1', None),
            ('۱', None),
            ('،', None),
            ('\u{64b}', None),
        ] {
            assert_eq!(letter_dir(c), dir, "{c}");
        }
    }

    #[test]
    fn no_letter_goes_against_its_block() {
        for c in (0x80..=0x1ffff).filter_map(char::from_u32) {
            if let Some(dir) = letter_dir(c) {
                assert_eq!(dir == Dir::Rtl, is_right_to_left(c), "{:x}", c as u32);
            }
        }
    }

    #[test]
    fn a_script_is_found_by_its_code() {
        assert_eq!(of_code("arab").dir, Dir::Rtl);
        assert_eq!(of_code("Nkoo").dir, Dir::Rtl);
        assert_eq!(of_code("latn"), USUAL);
        assert_eq!(of_code("zzzz"), USUAL);
        assert!(!of_code("hani").has_blanks);
    }
}
