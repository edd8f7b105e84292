//! What is known of the scripts of the world: which way they go, how their words are
//! set apart from others, whether they write blanks, how large their letters are set and how far apart their lines
//! are. The one table of it; all that a stage asks about a script is asked here.

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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Properties {
    /// The direction of its lines.
    pub dir: Dir,
    /// How words of it are emphasized.
    pub emphasis: SetApart,
    /// How words of it are emphasized strongly, and what is in small capitals in Latin letters.
    pub strong: SetApart,
    /// Whether blanks stand between its words; without them a line may end at any letter.
    pub has_blanks: bool,
    /// The size in which its letters match those of a Latin text, as a share of that text's.
    /// Faces that the program resizes when it unpacks them match at 1.
    pub size: f64,
    /// The least distance of two baselines at which lines of it do not run into each other,
    /// in sizes of its own letters; 0 where the pitch of a Latin text is enough.
    pub pitch: Pitch,
}

/// How words are told from those around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetApart {
    /// By a slanted form of the letters.
    Italics,
    /// By their weight: the program has a bold face.
    Weight,
    /// By their weight, unless the book is set in a face that has none.
    WeightIfAny,
    /// By white between their letters, as was done before there were bold faces.
    Spacing,
    /// By a line over them, as scribes did it: the letters join, so that they can't be spaced.
    Overline,
}

impl SetApart {
    /// The name that designs know it by.
    pub fn name(self) -> &'static str {
        match self {
            SetApart::Italics => "italics",
            SetApart::Weight => "weight",
            SetApart::WeightIfAny => "weight-if-any",
            SetApart::Spacing => "spacing",
            SetApart::Overline => "overline",
        }
    }
}

/// Least distances of baselines, by what stands over and under the letters.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pitch {
    /// For letters alone.
    pub plain: f64,
    /// With signs here and there.
    pub signs: f64,
    /// With vowels or accents throughout.
    pub vowels: f64,
}

impl Pitch {
    /// The same for all.
    pub const fn even(pitch: f64) -> Self {
        Self { plain: pitch, signs: pitch, vowels: pitch }
    }

    /// That of letters with such signs.
    pub fn with(self, signs: Signs) -> f64 {
        match signs {
            Signs::None => self.plain,
            Signs::Some => self.signs,
            Signs::Full => self.vowels,
        }
    }

    /// What a function makes of each.
    #[must_use]
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self {
            plain: change(self.plain),
            signs: change(self.signs),
            vowels: change(self.vowels),
        }
    }
}

/// How many signs stand over and under the letters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signs {
    /// Next to none.
    #[default]
    None,
    /// Here and there.
    Some,
    /// Vowels or accents throughout.
    Full,
}

/// What is counted of a text, of one script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignCount {
    letters: usize,
    /// Signs over and under letters, and letters as high as with one.
    signs: usize,
    /// Vowels in Arabic, accents in Hebrew.
    vowels: usize,
}

impl SignCount {
    /// Adds the letters and signs of a text that are of a script.
    pub fn add(&mut self, text: &str, script: Script) {
        for c in text.chars().filter(|c| !c.is_ascii()) {
            let (sign, vowel) = sign(c, script);
            self.signs += usize::from(sign);
            self.vowels += usize::from(vowel);
            self.letters += usize::from(c.is_alphabetic() && c.script() == script);
        }
    }

    /// What they come to. A few signs are none: a quotation does not change the lines of a
    /// text.
    pub fn signs(self, script: Script) -> Signs {
        let share = |count: usize| count as f64 / self.letters.max(1) as f64;
        let full = if script == Script::Arabic { 0.25 } else { 0.02 };
        if share(self.vowels) >= full {
            Signs::Full
        } else if share(self.signs) >= 0.015 {
            Signs::Some
        } else {
            Signs::None
        }
    }
}

/// Whether a character is a sign over or under letters of a script, or a letter with one, and
/// whether it is of those that stand at all letters where they are written at all.
fn sign(c: char, script: Script) -> (bool, bool) {
    match (script, c) {
        (Script::Arabic, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}') => {
            (true, true)
        }
        // Alef with hamza.
        (Script::Arabic, '\u{623}' | '\u{625}') => (true, false),
        (Script::Hebrew, '\u{591}'..='\u{5af}') => (true, true),
        (Script::Hebrew, '\u{5b0}'..='\u{5c7}') => (true, false),
        (Script::Syriac, '\u{300}'..='\u{331}' | '\u{730}'..='\u{74a}') => (true, true),
        _ => (false, false),
    }
}

/// What a script is if the table does not have it.
const USUAL: Properties = Properties {
    dir: Dir::Ltr,
    emphasis: SetApart::Italics,
    strong: SetApart::Weight,
    has_blanks: true,
    size: 1.0,
    pitch: Pitch::even(0.0),
};
const LEFTWARD: Properties = Properties { dir: Dir::Rtl, ..USUAL };
const UNBROKEN: Properties = Properties { has_blanks: false, ..USUAL };

/// The scripts that have a size or a pitch of their own. Pitches were measured in the faces
/// that are part of the program: of a thousand lines, at most two touch the line above.
const SIZED: [(Script, f64, Pitch); 6] = [
    // Persian; Arabic, with its hamzas and the dots of its final yeh; with all vowels.
    (Script::Arabic, 10.0 / 9.0, Pitch { plain: 1.4, signs: 1.6, vowels: 1.9 }),
    // With points; with accents.
    (Script::Hebrew, 1.1, Pitch { plain: 0.0, signs: 1.2, vowels: 1.27 }),
    (Script::Syriac, 1.0, Pitch { plain: 1.2, signs: 1.45, vowels: 1.45 }),
    (Script::Devanagari, 1.0, Pitch::even(1.25)),
    (Script::Ethiopic, 1.0, Pitch::even(1.2)),
    (Script::Tibetan, 1.0, Pitch::even(1.4)),
];

/// The codes of ISO 15924 of the scripts that have a size or a pitch of their own, in small
/// letters: `arab`.
pub fn sized() -> impl Iterator<Item = (String, Properties)> {
    SIZED.iter().map(|(script, ..)| (code(*script), properties(*script)))
}

/// The code of ISO 15924 of a script, in small letters.
pub fn code(script: Script) -> String {
    script.short_name().to_ascii_lowercase()
}

/// The properties of a script.
pub fn properties(script: Script) -> Properties {
    let found = SIZED.iter().find(|sized| sized.0 == script);
    let (size, pitch) =
        found.map_or((USUAL.size, USUAL.pitch), |&(_, size, pitch)| (size, pitch));
    let (emphasis, strong) = set_apart(script);
    Properties { emphasis, strong, size, pitch, ..habits(script) }
}

/// How words of a script are emphasized, and how strongly. Weight is named where the program
/// has a bold face; of a face that an edition brings nothing is known.
fn set_apart(script: Script) -> (SetApart, SetApart) {
    use SetApart::{Italics, Overline, Spacing, Weight, WeightIfAny};
    match script {
        Script::Latin
        | Script::Greek
        | Script::Cyrillic
        | Script::Common
        | Script::Inherited
        | Script::Unknown => (Italics, Weight),
        // Spaced letters are older than bold ones here, and go with points.
        Script::Hebrew => (Spacing, WeightIfAny),
        Script::Arabic
        | Script::Syriac
        | Script::Devanagari
        | Script::Bengali
        | Script::Tamil
        | Script::Tibetan
        | Script::Armenian
        | Script::Georgian => (Weight, Weight),
        Script::Adlam
        | Script::Chorasmian
        | Script::Gurmukhi
        | Script::Hanifi_Rohingya
        | Script::Mandaic
        | Script::Manichaean
        | Script::Mongolian
        | Script::Nko
        | Script::Old_Uyghur
        | Script::Phags_Pa
        | Script::Psalter_Pahlavi
        | Script::Sogdian => (Overline, Overline),
        _ => (Spacing, Spacing),
    }
}

/// The properties of a script, but for its size and its pitch.
fn habits(script: Script) -> Properties {
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

/// The script that a code of ISO 15924 names, in letters of any case, if it is known.
pub fn named(code: &str) -> Option<Script> {
    let (first, rest) = code.split_at_checked(1)?;
    let name = first.to_ascii_uppercase() + &rest.to_ascii_lowercase();
    match name.as_str() {
        // The style of Arabic that Urdu is written in has a code of its own.
        "Aran" => Some(Script::Arabic),
        // Variants of Syriac.
        "Syre" | "Syrj" | "Syrn" => Some(Script::Syriac),
        name => Script::from_short_name(name),
    }
}

/// The properties of the script that a code of ISO 15924 names, as it stands in a tag of a
/// language, in letters of any case: `arab`.
pub fn of_code(code: &str) -> Properties {
    named(code).map_or(USUAL, properties)
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
    fn signs_are_counted_by_their_share() {
        let signs = |text: &str, script| {
            let mut count = SignCount::default();
            count.add(text, script);
            count.signs(script)
        };
        assert_eq!(signs("گنجشک در باغ", Script::Arabic), Signs::None);
        assert_eq!(signs("العصفور في أول الصباح", Script::Arabic), Signs::Some);
        assert_eq!(signs("مَرَّ العُصْفُورُ", Script::Arabic), Signs::Full);
        assert_eq!(signs("the mill", Script::Arabic), Signs::None);
        assert_eq!(signs("הצפור עברה", Script::Hebrew), Signs::None);
        assert_eq!(signs("הַצִּפּוֹר", Script::Hebrew), Signs::Some);
        assert_eq!(signs("הַצִּפּ֔וֹר", Script::Hebrew), Signs::Full);
    }

    #[test]
    fn joined_letters_are_never_spaced() {
        for code in
            ["arab", "syrc", "nkoo", "adlm", "mand", "mong", "deva", "beng", "guru"]
        {
            let found = of_code(code);
            assert_ne!(found.emphasis, SetApart::Spacing, "{code}");
            assert_ne!(found.strong, SetApart::Spacing, "{code}");
            assert_ne!(found.emphasis, SetApart::Italics, "{code}");
        }
        assert_eq!(of_code("grek").emphasis, SetApart::Italics);
        assert_eq!(of_code("copt").emphasis, SetApart::Spacing);
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
