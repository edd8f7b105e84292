//! The words printed for a lemma.

use crate::edition::{ApparatusSettings, LemmaCase, Punctuation};
use crate::model::{Entry, Passage, Styled, Text};

/// A lemma as it is printed: if it was shortened, its last word apart.
#[derive(Debug, Clone, Default)]
pub struct Lemma {
    /// All of it, or its first word.
    pub head: Passage,
    /// The dots and its last word.
    pub tail: Option<Passage>,
}

/// What is printed before the bracket: the editor's own words if given, else
/// the text between the two anchors by the rules of its series.
pub fn lemma(text: &Text, entry: &Entry, settings: &ApparatusSettings) -> Lemma {
    let whole = |head| Lemma { head, tail: None };
    if let Some(own) = &entry.lemma {
        return whole(own.clone());
    }
    let mut parts = vec![];
    for k in entry.from.block..=entry.to.block {
        let Some(block) = text.blocks.get(k as usize) else { break };
        let length = block.content.text.len();
        let start = if k == entry.from.block { entry.from.offset as usize } else { 0 };
        let end = if k == entry.to.block { entry.to.offset as usize } else { length };
        if start < end && end <= length {
            let mut passage = block.content.slice(start..end);
            passage.points.clear();
            parts.push((block.kind.is_verse(), passage));
        }
    }
    let finish = |passage: Passage| finish(passage, settings);
    let words: usize = parts.iter().map(|(_, p)| p.text.split_whitespace().count()).sum();
    let (Some((_, first)), Some((_, last))) = (parts.first(), parts.last()) else {
        return Lemma::default();
    };
    let longest = settings.shorten as usize;
    if longest > 0 && words >= longest.max(3) {
        let head = finish(first.slice(word(&first.text, true)));
        let mut tail = Passage::default();
        let dots = format!(" {} ", settings.dots.trim());
        append(&mut tail, &dots, &finish(last.slice(word(&last.text, false))));
        return Lemma { head, tail: Some(tail) };
    }
    let mut out = Passage::default();
    for (k, (verse, part)) in parts.iter().enumerate() {
        append(
            &mut out,
            if k == 0 {
                ""
            } else if *verse {
                " / "
            } else {
                " "
            },
            part,
        );
    }
    whole(finish(out))
}

/// The bytes of the first or the last word.
fn word(text: &str, first: bool) -> std::ops::Range<usize> {
    let word = if first {
        text.split_whitespace().next()
    } else {
        text.split_whitespace().next_back()
    };
    match word {
        Some(word) => {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            start..start + word.len()
        }
        None => 0..0,
    }
}

/// A lemma, or its first or last word, with its punctuation and case as they are wanted.
fn finish(passage: Passage, settings: &ApparatusSettings) -> Passage {
    let mut passage = match settings.punctuation {
        Punctuation::Keep => trim(passage, char::is_whitespace),
        Punctuation::Inner => trim(passage, |c| c.is_whitespace() || is_punctuation(c)),
        Punctuation::Strip => {
            let bare = mapped(&passage, |c| (!is_punctuation(c)).then(|| c.to_string()));
            let bare = trim(bare, char::is_whitespace);
            // A sign alone is the lemma itself.
            if bare.text.is_empty() { passage } else { bare }
        }
    };
    if settings.case == LemmaCase::Lower {
        passage = mapped(&passage, |c| Some(c.to_lowercase().collect()));
    }
    passage
}

/// Whether a character is punctuation that parts words or sentences, quotes or brackets.
/// Hyphens and apostrophes belong to their word, and the slash to verse.
fn is_punctuation(c: char) -> bool {
    ".,;:!?¿¡“”‘\"«»‹›„‚،؛؟…()[]·\u{37e}۔–—".contains(c)
}

/// Without loose characters at the ends; as it is if there are no others.
fn trim(passage: Passage, loose: impl Fn(char) -> bool) -> Passage {
    let text = &passage.text;
    // A single quotation mark at the end of a word may be its apostrophe.
    let opened = text.starts_with('‘');
    let ends = |c: char| loose(c) || opened && c == '’';
    let start = text.len() - text.trim_start_matches(&loose).len();
    let end = text.trim_end_matches(ends).len();
    if start < end { passage.slice(start..end) } else { passage }
}

/// A passage with each character replaced or, for nothing, left out; what is left apart by
/// blanks keeps one.
fn mapped(passage: &Passage, replace: impl Fn(char) -> Option<String>) -> Passage {
    let mut text = String::with_capacity(passage.text.len());
    // Where each byte of the old text stands in the new one.
    let mut places = Vec::with_capacity(passage.text.len() + 1);
    for c in passage.text.chars() {
        places.resize(places.len() + c.len_utf8(), text.len() as u32);
        let Some(new) = replace(c) else { continue };
        let doubled = new == " " && (text.is_empty() || text.ends_with(' '));
        if !doubled {
            text.push_str(&new);
        }
    }
    places.push(text.len() as u32);
    let place = |at: u32| places.get(at as usize).copied().unwrap_or(text.len() as u32);
    let styles = passage
        .styles
        .iter()
        .map(|styled| Styled {
            range: place(styled.range.start)..place(styled.range.end),
            style: styled.style.clone(),
        })
        .filter(|styled| !styled.range.is_empty())
        .collect();
    Passage { text, styles, ..Passage::default() }
}

fn append(out: &mut Passage, separator: &str, part: &Passage) {
    out.text.push_str(separator);
    let shift = out.text.len() as u32;
    out.text.push_str(&part.text);
    out.styles.extend(part.styles.iter().map(|s| Styled {
        range: s.range.start + shift..s.range.end + shift,
        style: s.style.clone(),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Style;

    fn finished(text: &str, punctuation: Punctuation, case: LemmaCase) -> String {
        let settings =
            ApparatusSettings { punctuation, case, ..ApparatusSettings::default() };
        finish(Passage::plain(text), &settings).text
    }

    #[test]
    fn punctuation_is_kept_inside_or_nowhere() {
        let inner = |text| finished(text, Punctuation::Inner, LemmaCase::Keep);
        assert_eq!(inner("“gate”, "), "gate");
        assert_eq!(inner("gate, and (wall)"), "gate, and (wall");
        assert_eq!(inner("…"), "…");
        assert_eq!(inner("‘gate’"), "gate");
        assert_eq!(inner("the dogs’"), "the dogs’");
        let strip = |text| finished(text, Punctuation::Strip, LemmaCase::Keep);
        assert_eq!(strip("“gate”, and – (wall)"), "gate and wall");
        assert_eq!(strip("?"), "?");
        assert_eq!(finished("Gate. ", Punctuation::Keep, LemmaCase::Lower), "gate.");
        assert_eq!(word("one two", false), 4..7);
    }

    #[test]
    fn styles_stay_with_their_words() {
        let mut passage = Passage::plain("(İ) one");
        passage.styles = vec![Styled { range: 5..8, style: Style::Emphasis }];
        let bare = mapped(&passage, |c| {
            (!is_punctuation(c)).then(|| c.to_lowercase().collect())
        });
        assert_eq!(bare.text, "i\u{307} one");
        assert_eq!(bare.styles[0].range, 4..7);
    }
}
