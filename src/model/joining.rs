//! How letters of Arabic and Syriac script join their neighbors: the property `Joining_Type` of the Unicode
//! Character Database (`ArabicShaping.txt`, Unicode 15), as far as books need it.

use unicode_script::{Script, UnicodeScript};

/// How a character joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// With the letters on both sides.
    Dual,
    /// With the letter before it alone.
    Right,
    /// With both sides, and is nothing but the join: the tatweel.
    Causing,
    /// It is passed over, as a vowel sign is.
    Transparent,
    /// With none.
    None,
}

/// The letters that join the one before them alone.
const RIGHT: [(char, char); 33] = [
    ('\u{622}', '\u{625}'),
    ('\u{627}', '\u{627}'),
    ('\u{629}', '\u{629}'),
    ('\u{62f}', '\u{632}'),
    ('\u{648}', '\u{648}'),
    ('\u{671}', '\u{673}'),
    ('\u{675}', '\u{677}'),
    ('\u{688}', '\u{699}'),
    ('\u{6c0}', '\u{6c0}'),
    ('\u{6c3}', '\u{6cb}'),
    ('\u{6cd}', '\u{6cd}'),
    ('\u{6cf}', '\u{6cf}'),
    ('\u{6d2}', '\u{6d3}'),
    ('\u{6d5}', '\u{6d5}'),
    ('\u{6ee}', '\u{6ef}'),
    ('\u{710}', '\u{710}'),
    ('\u{715}', '\u{719}'),
    ('\u{71e}', '\u{71e}'),
    ('\u{728}', '\u{728}'),
    ('\u{72a}', '\u{72a}'),
    ('\u{72c}', '\u{72c}'),
    ('\u{72f}', '\u{72f}'),
    ('\u{74d}', '\u{74d}'),
    ('\u{759}', '\u{75b}'),
    ('\u{76b}', '\u{76c}'),
    ('\u{771}', '\u{771}'),
    ('\u{773}', '\u{774}'),
    ('\u{778}', '\u{779}'),
    ('\u{870}', '\u{882}'),
    ('\u{88e}', '\u{88e}'),
    ('\u{8aa}', '\u{8ac}'),
    ('\u{8ae}', '\u{8ae}'),
    ('\u{8b1}', '\u{8b2}'),
];

/// Letters that join none.
const NONE: [char; 5] = ['\u{621}', '\u{674}', '\u{887}', '\u{888}', '\u{8ad}'];

impl Joining {
    /// That of a character. What is of another script joins none.
    pub fn of(c: char) -> Self {
        if c < '\u{300}' {
            return Self::None;
        }
        if c == '\u{640}' || c == '\u{200d}' {
            return Self::Causing;
        }
        let script = c.script();
        if script == Script::Inherited && c != '\u{200c}' || is_sign(c) {
            return Self::Transparent;
        }
        if !matches!(script, Script::Arabic | Script::Syriac) || !c.is_alphabetic() {
            return Self::None;
        }
        if NONE.contains(&c) || ('\u{fb50}'..='\u{fefc}').contains(&c) {
            return Self::None;
        }
        let is_right = |&(first, last): &(char, char)| (first..=last).contains(&c);
        if c == '\u{8b9}' || RIGHT.iter().any(is_right) {
            Self::Right
        } else {
            Self::Dual
        }
    }

    /// Whether it joins the letter behind it.
    pub fn joins_next(self) -> bool {
        matches!(self, Self::Dual | Self::Causing)
    }

    /// Whether it joins the letter before it.
    pub fn joins_previous(self) -> bool {
        matches!(self, Self::Dual | Self::Right | Self::Causing)
    }
}

/// Whether a character is a sign over or under letters of its script, some of which count as letters.
fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{711}'
        | '\u{730}'..='\u{74a}' | '\u{898}'..='\u{89f}' | '\u{8ca}'..='\u{8e1}'
        | '\u{8e3}'..='\u{8ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_join_as_unicode_says() {
        let types = |text: &str| text.chars().map(Joining::of).collect::<Vec<_>>();
        assert!(types("بسكهيیکگ").iter().all(|it| *it == Joining::Dual));
        assert!(types("اآدذرزژوةؤ").iter().all(|it| *it == Joining::Right));
        assert!(types("ءa ۱").iter().all(|it| *it == Joining::None));
        assert!(types("َُِّٰ").iter().all(|it| *it == Joining::Transparent));
        assert_eq!(types("ܐܒܕ"), [Joining::Right, Joining::Dual, Joining::Right]);
        assert_eq!(Joining::of('\u{200c}'), Joining::None);
    }
}
