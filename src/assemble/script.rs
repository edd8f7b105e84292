//! Runs of letters whose script goes the other way than the text around them.
//! They are set in the face and size of their own script. Their order on the line is that of the
//! paragraph: nothing is isolated here, since the edition has not said where a stretch begins and ends.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use crate::model::Dir;

/// The parts of a text: ranges of its own script and, with the name the design
/// knows them by, runs of the other direction. Together they are the whole text.
pub(super) fn runs(text: &str, dir: Dir) -> Vec<(Range<usize>, Option<&'static str>)> {
    // The first bytes of letters that go from right to left, in UTF-8, and few others.
    let may_turn = |b: u8| matches!(b, 0xd6..=0xdf | 0xe0 | 0xef | 0xf0);
    if dir == Dir::Ltr && !text.bytes().any(may_turn) {
        return vec![(0..text.len(), None)];
    }
    let mut found: Vec<Range<usize>> = vec![];
    // A run goes from a foreign letter to the last one before a letter of our own.
    let mut open: Option<Range<usize>> = None;
    let mut broken = false;
    for (i, c) in text.char_indices() {
        match kind(c, dir) {
            Kind::Foreign => {
                let end = i + c.len_utf8();
                match &mut open {
                    Some(run) if !broken => run.end = end,
                    _ => {
                        found.extend(open.take());
                        open = Some(i..end);
                    }
                }
                broken = false;
            }
            // After a foreign letter they go its way (UAX #9, rule W7).
            Kind::Figure => match &mut open {
                Some(run) if !broken => run.end = i + c.len_utf8(),
                _ => {}
            },
            Kind::Attached => {
                if let Some(run) = &mut open
                    && run.end == i
                {
                    run.end = i + c.len_utf8();
                }
            }
            Kind::Neutral => {}
            Kind::Own => broken = true,
        }
    }
    found.extend(open);
    let name = match dir {
        Dir::Ltr => "naskh",
        Dir::Rtl => "latin",
    };
    let mut parts = vec![];
    let mut at = 0;
    for run in found {
        if at < run.start {
            parts.push((at..run.start, None));
        }
        at = run.end;
        parts.push((run, Some(name)));
    }
    if at < text.len() {
        parts.push((at..text.len(), None));
    }
    parts
}

enum Kind {
    /// A letter of the other direction.
    Foreign,
    /// A mark or joiner that goes with the letter before it.
    Attached,
    /// A figure of Europe among letters that go from right to left.
    Figure,
    /// A blank, a bracket, a stop: foreign only between foreign letters and figures.
    Neutral,
    /// A letter of our direction, or a figure of Arabic or Persian.
    Own,
}

fn kind(c: char, dir: Dir) -> Kind {
    // What is in most texts is not looked up.
    let script = match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\u{7f}' => Script::Common,
        c => c.script(),
    };
    match script {
        Script::Inherited => return Kind::Attached,
        // The naskh is the only face that is set at another size.
        Script::Arabic if c.is_alphabetic() => {
            return if dir == Dir::Ltr { Kind::Foreign } else { Kind::Own };
        }
        Script::Latin | Script::Greek | Script::Cyrillic => {
            return if dir == Dir::Rtl { Kind::Foreign } else { Kind::Own };
        }
        _ => {}
    }
    match c {
        '\u{200c}' | '\u{200d}' => Kind::Attached,
        // The figure of a siglum such as `B²`.
        c if dir == Dir::Rtl && c.is_ascii_digit() => Kind::Figure,
        c if dir == Dir::Rtl
            && c.is_numeric()
            && !('\u{0600}'..='\u{06ff}').contains(&c) =>
        {
            Kind::Attached
        }
        c if dir == Dir::Rtl && !c.is_alphanumeric() => Kind::Neutral,
        ' ' | '\u{a0}' | '-' | '\u{2010}' | '’' | '\'' | '.' | '&' => Kind::Neutral,
        c if ('\u{0600}'..='\u{06ff}').contains(&c) && dir == Dir::Ltr => Kind::Neutral,
        _ => Kind::Own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(text: &str, dir: Dir) -> Vec<&str> {
        runs(text, dir)
            .into_iter()
            .filter(|r| r.1.is_some())
            .map(|r| &text[r.0])
            .collect()
    }

    #[test]
    fn words_between_foreign_letters_stay_in_one_run() {
        assert_eq!(
            foreign("آلنده (Salvador Allende) در", Dir::Rtl),
            ["Salvador Allende"]
        );
        assert_eq!(foreign("wrote قدرت مردمی on a wall", Dir::Ltr), ["قدرت مردمی"]);
        assert_eq!(foreign("می‌رود، می‌آید", Dir::Ltr), ["می‌رود، می‌آید"]);
        assert_eq!(foreign("plain", Dir::Ltr), Vec::<&str>::new());
        assert_eq!(foreign("سال 1972 و ۱۹۷۲", Dir::Rtl), Vec::<&str>::new());
        assert_eq!(
            foreign("کتاب Bitácora (Santiago 1973, p. 12) را", Dir::Rtl),
            ["Bitácora (Santiago 1973, p. 12"]
        );
        assert_eq!(foreign("در B² و A3، یا A ۱۲", Dir::Rtl), ["B²", "A3", "A"]);
    }

    #[test]
    fn the_parts_are_the_whole() {
        let text = "a قدرت b «مردم» c";
        let whole: String =
            runs(text, Dir::Ltr).into_iter().map(|r| &text[r.0]).collect();
        assert_eq!(whole, text);
    }
}
