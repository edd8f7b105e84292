//! The words printed for a lemma.

use crate::model::{BlockKind, Entry, Passage, Text};

/// A lemma of more words than this is printed as its first and last words.
const LONGEST: usize = 4;

/// A lemma as it is printed: if it was shortened, its last word apart.
#[derive(Debug, Clone, Default)]
pub struct Lemma {
    /// All of it, or its first word.
    pub head: Passage,
    /// The dots and its last word.
    pub tail: Option<Passage>,
}

/// What is printed before the bracket: the editor's own words if given, else
/// the text between the two anchors, shortened in the middle.
pub fn lemma(text: &Text, entry: &Entry) -> Lemma {
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
            parts.push((block.kind == BlockKind::VerseLine, passage));
        }
    }
    let words: usize = parts.iter().map(|(_, p)| p.text.split_whitespace().count()).sum();
    let (Some((_, first)), Some((_, last))) = (parts.first(), parts.last()) else {
        return Lemma::default();
    };
    if words > LONGEST {
        let head = trim(first.slice(word(&first.text, true)));
        let mut tail = Passage::default();
        append(&mut tail, " … ", &trim(last.slice(word(&last.text, false))));
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
    whole(trim(out))
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

/// Without white space and punctuation at the ends; an ending hyphen is kept.
fn trim(passage: Passage) -> Passage {
    let loose = |c: char| c.is_whitespace() || ".,;:!?¿¡“”‘’\"«»‹›„،؛؟…()[]".contains(c);
    let text = &passage.text;
    let start = text.len() - text.trim_start_matches(loose).len();
    let end = text.trim_end_matches(loose).len();
    if start < end { passage.slice(start..end) } else { passage }
}

fn append(out: &mut Passage, separator: &str, part: &Passage) {
    out.text.push_str(separator);
    let shift = out.text.len() as u32;
    out.text.push_str(&part.text);
    out.styles.extend(part.styles.iter().map(|s| crate::model::Styled {
        range: s.range.start + shift..s.range.end + shift,
        style: s.style.clone(),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_at_the_ends_is_dropped() {
        assert_eq!(trim(Passage::plain("“gate”, ")).text, "gate");
        assert_eq!(trim(Passage::plain("…")).text, "…");
        assert_eq!(word("one two", false), 4..7);
    }
}
