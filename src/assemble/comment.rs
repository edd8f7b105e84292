//! What an editor says in an entry: in italics, but for words that are quoted and letters of
//! scripts that have none.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use super::passage::{NoteMark, isolated, part};
use super::writer::Writer;
use crate::model::script::{SetApart, properties};
use crate::model::{Dir, Passage, Style};

/// Quotation marks that open, and those that close what they open.
const QUOTES: [(char, &[char]); 8] = [
    ('“', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«', '»']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('‹', &['›']),
    ('"', &['"']),
];

/// Writes a comment. Whether its last letters are slanted.
pub(super) fn write(out: &mut Writer, source: &Passage, dir: Dir) -> bool {
    let stretches = stretches(&source.text);
    let upright = |range: &Range<usize>| {
        let mut styles = source.styles.iter().filter(|styled| {
            styled.style == Style::Emphasis && styled.range.end as usize >= range.end
        });
        styles.next().is_some()
    };
    isolated(out, source, dir, |out, range| {
        for (stretch, slanted) in &stretches {
            let own = stretch.start.max(range.start)..stretch.end.min(range.end);
            if own.is_empty() {
                continue;
            }
            out.push(if *slanted { "#editors-words[" } else { "" });
            let slice = source.slice(own.clone());
            let fresh = *slanted || own.start == 0;
            part(out, &slice, dir, (0, own.start), fresh, &|_| NoteMark::None);
            out.push(if *slanted { "];" } else { "" });
        }
    });
    let last = stretches.last();
    last.is_some_and(|(range, slanted)| *slanted && !upright(range))
}

/// Whether the last letter of some words has a slanted form.
pub(super) fn slants(words: &str) -> bool {
    let last = words.chars().rev().find(|c| c.is_alphanumeric());
    last.is_some_and(has_italics)
}

fn has_italics(c: char) -> bool {
    properties(c.script()).emphasis == SetApart::Italics
}

/// The stretches of a comment, in order and without gaps, and whether each is slanted.
fn stretches(text: &str) -> Vec<(Range<usize>, bool)> {
    // Foreign names are not slanted where what is around them can't be.
    let (slanting, upright): (Vec<char>, Vec<char>) = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .partition(|c| has_italics(*c));
    if upright.len() > slanting.len() {
        return vec![(0..text.len(), false)];
    }
    let quoted = quotations(text);
    let mut found: Vec<(Range<usize>, bool)> = vec![];
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let in_quotes = quoted.iter().any(|range| range.contains(&at));
        let slanted = match c.script() {
            _ if in_quotes => Some(false),
            // What is of no script goes with what is before it.
            Script::Common | Script::Inherited | Script::Unknown => None,
            _ => Some(has_italics(c)),
        };
        match found.last_mut() {
            Some((range, was)) => {
                let ended = quoted.iter().any(|quoted| quoted.end == at);
                let slanted = slanted.unwrap_or(*was || ended);
                if slanted == *was {
                    range.end = end;
                } else {
                    found.push((at..end, slanted));
                }
            }
            None => found.push((at..end, slanted.unwrap_or(begins_slanted(text)))),
        }
    }
    found
}

/// Whether the first letter of a text has a slanted form.
fn begins_slanted(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_none_or(has_italics)
}

/// What is quoted in a text, with its marks.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = vec![];
    let mut chars = text.char_indices().peekable();
    let mut before = None;
    while let Some((at, c)) = chars.next() {
        let opens = QUOTES.iter().find(|(open, _)| *open == c);
        // An apostrophe within a word opens nothing.
        let within = before.is_some_and(char::is_alphanumeric);
        before = Some(c);
        let Some((_, closing)) = opens.filter(|_| !within) else { continue };
        let from = at + c.len_utf8();
        let rest = &text[from..];
        let mut ends = rest.char_indices().filter(|(_, c)| closing.contains(c));
        let end = ends.find(|(end, c)| {
            let behind = rest[end + c.len_utf8()..].chars().next();
            *c != '’' || !behind.is_some_and(char::is_alphanumeric)
        });
        if let Some((end, close)) = end {
            let end = from + end + close.len_utf8();
            found.push(at..end);
            while chars.next_if(|(at, _)| *at < end).is_some() {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A comment with what is upright in it in brackets.
    fn check(text: &str, expected: &str) {
        let shown: String = stretches(text)
            .into_iter()
            .map(|(range, slanted)| match slanted {
                true => text[range].to_owned(),
                false => format!("[{}]", &text[range]),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_is_quoted_is_upright() {
        check(
            "the rope, not “the cord”, is meant",
            "the rope, not [“the cord”], is meant",
        );
        check("so the ‘sailor’s’ rope", "so the [‘sailor’s’] rope");
        check("the sailors’ rope", "the sailors’ rope");
        check("wie „Seil“ und »Tau«", "wie [„Seil“] und [»Tau«]");
        check("« corde » chez lui", "[« corde »] chez lui");
        check("it says “rope", "it says “rope");
        check("don’t, it’s C’s", "don’t, it’s C’s");
    }

    #[test]
    fn scripts_without_italics_stay_upright() {
        check("ריב, as in B", "[ריב, ]as in B");
        check("as in طناب", "as in [طناب]");
        check("طناب و کشتی (rope)", "[طناب و کشتی (rope)]");
        check("(12)", "(12)");
        check("", "");
        assert!(slants("rope,") && !slants("חבל"));
    }
}
