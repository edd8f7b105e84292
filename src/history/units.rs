//! What is compared: the words of a passage, its signs, and what stands between them.

use std::ops::Range;

use super::record::{PassageRecord, TextRecord};
use crate::model::{Passage, Point, PointKind};
use crate::words::tokens::passage_tokens;

/// A word, a sign, or something that stands between two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The block it stands in, or the part of an entry or a note.
    pub block: u32,
    /// Bytes of the block's text; empty for what is not part of it.
    pub range: Range<u32>,
    /// What it is.
    pub kind: UnitKind,
    /// What it is compared by: its characters, its kind and its styles.
    pub key: String,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// The begin of a block.
    Block,
    /// A word.
    Word,
    /// A sign, such as a comma.
    Sign,
    /// Something between characters, such as a gap or a line break.
    Point,
}

/// The units of a text, a block's begin before those in it.
pub fn of_text(text: &TextRecord) -> Vec<Unit> {
    let mut units = vec![];
    if let Some(title) = &text.title {
        // It stands before the first block, and in none.
        add(TITLE, "title", &PassageRecord::plain(title.as_str()), &mut units);
    }
    for (k, block) in text.blocks.iter().enumerate() {
        add(k as u32, &block.kind, &block.passage, &mut units);
    }
    units
}

/// The number of the block that a title of the manifest stands in.
pub const TITLE: u32 = u32::MAX;

/// The units of the parts of an entry or a note.
pub fn of_parts<'a>(parts: impl Iterator<Item = &'a PassageRecord>) -> Vec<Unit> {
    let mut units = vec![];
    for (k, passage) in parts.enumerate() {
        of_passage(k as u32, passage, &mut units);
    }
    units
}

fn add(block: u32, kind: &str, passage: &PassageRecord, units: &mut Vec<Unit>) {
    units.push(Unit {
        block,
        range: 0..0,
        kind: UnitKind::Block,
        key: format!("¶{kind}"),
    });
    of_passage(block, passage, units);
}

fn of_passage(block: u32, passage: &PassageRecord, units: &mut Vec<Unit>) {
    let mut tokens = vec![];
    passage_tokens(&plain(passage), &mut tokens);
    let mut points = passage.points.iter().peekable();
    let mut point = |before: u32, units: &mut Vec<Unit>| {
        while let Some((at, what)) = points.next_if(|point| point.0 <= before) {
            units.push(Unit {
                block,
                range: *at..*at,
                kind: UnitKind::Point,
                key: format!("·{what}"),
            });
        }
    };
    let mut at = 0;
    let text = &passage.text;
    for token in tokens {
        for sign in signs(text, at..token.range.start) {
            point(sign.start, units);
            units.push(unit(block, passage, sign, UnitKind::Sign));
        }
        point(token.range.start, units);
        at = token.range.end;
        units.push(unit(block, passage, token.range, UnitKind::Word));
    }
    for sign in signs(text, at..text.len() as u32) {
        point(sign.start, units);
        units.push(unit(block, passage, sign, UnitKind::Sign));
    }
    point(u32::MAX, units);
}

/// The passage as the tokenizer takes it.
fn plain(passage: &PassageRecord) -> Passage {
    let points = passage
        .points
        .iter()
        .filter(|(_, what)| matches!(what.as_str(), "line" | "picture"))
        .map(|&(at, _)| Point { at, kind: PointKind::LineBreak });
    Passage {
        points: points.collect(),
        ..Passage::plain(passage.text.as_str())
    }
}

/// The characters of a range that are no white space, each with the marks on it.
fn signs(text: &str, range: Range<u32>) -> Vec<Range<u32>> {
    let mut found: Vec<Range<u32>> = vec![];
    let start = range.start as usize;
    for (k, c) in text[start..range.end as usize].char_indices() {
        let at = (start + k) as u32;
        let end = at + c.len_utf8() as u32;
        if c.is_whitespace() || c.is_control() {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == at && joins(c) => last.end = end,
            _ if joins(c) => {}
            _ => found.push(at..end),
        }
    }
    found
}

/// Whether a character belongs to the one before it, and is nothing alone.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{ad}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{61c}')
}

fn unit(block: u32, passage: &PassageRecord, range: Range<u32>, kind: UnitKind) -> Unit {
    let mut key = passage.text[range.start as usize..range.end as usize].to_owned();
    for (start, end, name) in &passage.styles {
        let (from, to) = ((*start).max(range.start), (*end).min(range.end));
        if from < to {
            key.push('\u{1}');
            key.push_str(name);
            if (from, to) != (range.start, range.end) {
                let (from, to) = (from - range.start, to - range.start);
                key.push_str(&format!("{from}-{to}"));
            }
        }
    }
    Unit { block, range, kind, key }
}

impl Unit {
    /// Its key without styles.
    pub fn bare(&self) -> &str {
        self.key.split('\u{1}').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(passage: &PassageRecord, keys: &[&str]) {
        let units = of_parts([passage].into_iter());
        let found: Vec<&str> = units.iter().map(|unit| unit.key.as_str()).collect();
        assert_eq!(found, keys);
    }

    #[test]
    fn words_of_every_script_and_their_signs_are_units() {
        check(
            &PassageRecord::plain("“Don’t,” she said."),
            &["“", "Don’t", ",", "”", "she", "said", "."],
        );
        check(&PassageRecord::plain("او می‌رود، نه؟"), &["او", "می‌رود", "،", "نه", "؟"]);
        check(&PassageRecord::plain("μῆνιν ἄειδε — Ж"), &["μῆνιν", "ἄειδε", "—", "Ж"]);
    }

    #[test]
    fn styles_and_points_count() {
        let mut passage = PassageRecord::plain("one two");
        passage.styles.push((0, 3, "emphasis".into()));
        passage.styles.push((4, 5, "strong".into()));
        passage.points.push((4, "gap".into()));
        check(&passage, &["one\u{1}emphasis", "·gap", "two\u{1}strong0-1"]);
    }
}
