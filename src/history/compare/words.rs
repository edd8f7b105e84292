//! Words that came, went or changed.

use std::ops::Range;

use serde::Serialize;

use super::super::align::Hunk;
use super::super::record::TextRecord;
use super::super::units::{TITLE, Unit, UnitKind};
use super::{Kind, Pair, line_of};
use crate::lines::Cite;

/// A change of a text's words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordChange {
    /// The text's id.
    pub text: String,
    /// What happened.
    pub kind: Kind,
    /// What it happened to.
    pub what: What,
    /// The kind of block that the words stand in, such as `paragraph` or `heading`.
    pub part: String,
    /// The words as they were.
    pub was: String,
    /// The words as they are.
    pub now: String,
    /// The word before them.
    pub after: String,
    /// Page and line in the old printing; of what came, of the word before.
    pub old_at: Cite,
    /// Page and line in the new printing; of what went, of the word before.
    pub new_at: Cite,
    /// The language of the text.
    #[serde(skip)]
    pub lang: String,
    /// The text's index in the new record.
    #[serde(skip)]
    pub index: usize,
    /// The units of the two texts.
    #[serde(skip)]
    pub hunk: Option<Hunk>,
}

/// What a change of words is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Words.
    Words,
    /// Signs alone, such as a comma; given with the word before.
    Signs,
    /// How words are set, such as in italics.
    Style,
    /// A whole block, such as a paragraph or a verse.
    Block,
    /// Where a block begins.
    Break,
}

/// The changes of a text, in order.
pub fn changes(pair: &Pair) -> Vec<WordChange> {
    pair.alignment.hunks.iter().map(|hunk| change(pair, hunk)).collect()
}

fn change(pair: &Pair, hunk: &Hunk) -> WordChange {
    let old = Side::of(pair.old, &pair.old_units, hunk.old.clone());
    let new = Side::of(pair.new, &pair.new_units, hunk.new.clone());
    let what = what(&old, &new);
    let (mut was, mut now) = (old.words(), new.words());
    let mut kind = match (hunk.old.is_empty(), hunk.new.is_empty()) {
        (true, _) => Kind::Added,
        (_, true) => Kind::Removed,
        _ => Kind::Changed,
    };
    if what == What::Signs {
        // A comma alone says nothing to a reader.
        (was, now) = (old.with_neighbor().words(), new.with_neighbor().words());
        kind = Kind::Changed;
    }
    let shown = if hunk.new.is_empty() { &old } else { &new };
    WordChange {
        text: pair.new.id.clone(),
        kind,
        what,
        part: shown.part(),
        was,
        now,
        after: shown.word_before(),
        old_at: old.at(),
        new_at: new.at(),
        lang: pair.new.lang.clone(),
        index: pair.new_index,
        hunk: Some(hunk.clone()),
    }
}

fn what(old: &Side, new: &Side) -> What {
    let all = || old.units().iter().chain(new.units());
    let bare = |side: &Side| -> Vec<String> {
        side.units().iter().map(|unit| unit.bare().to_owned()).collect()
    };
    if all().all(|unit| unit.kind == UnitKind::Block) {
        What::Break
    } else if old.range.is_empty() && new.is_block()
        || new.range.is_empty() && old.is_block()
    {
        What::Block
    } else if bare(old) == bare(new) {
        What::Style
    } else if all().all(|unit| unit.kind == UnitKind::Sign) {
        What::Signs
    } else {
        What::Words
    }
}

/// The units of one of the two texts.
struct Side<'a> {
    text: &'a TextRecord,
    all: &'a [Unit],
    range: Range<usize>,
}

impl<'a> Side<'a> {
    fn of(text: &'a TextRecord, all: &'a [Unit], range: Range<usize>) -> Self {
        Self { text, all, range }
    }

    fn units(&self) -> &'a [Unit] {
        &self.all[self.range.clone()]
    }

    /// The unit before, or the first if there is none.
    fn before(&self) -> Option<&'a Unit> {
        self.range
            .start
            .checked_sub(1)
            .and_then(|k| self.all.get(k))
            .or(self.all.get(self.range.start))
    }

    /// Whether it is whole blocks.
    fn is_block(&self) -> bool {
        let starts =
            |k: usize| self.all.get(k).is_none_or(|unit| unit.kind == UnitKind::Block);
        !self.range.is_empty() && starts(self.range.start) && starts(self.range.end)
    }

    /// The same with the word before it, or after it if none stands before.
    fn with_neighbor(&self) -> Self {
        let is_word = |k: usize| {
            let unit = self.all.get(k);
            unit.filter(|unit| unit.kind != UnitKind::Block).map(|unit| unit.kind)
        };
        let (mut start, mut end) = (self.range.start, self.range.end);
        let mut found = false;
        while let Some(kind) = start.checked_sub(1).and_then(is_word) {
            start -= 1;
            if kind == UnitKind::Word {
                found = true;
                break;
            }
        }
        while !found && let Some(kind) = is_word(end) {
            end += 1;
            found = kind == UnitKind::Word;
        }
        Self { range: start..end, ..*self }
    }

    /// The characters from the first unit to the last.
    fn words(&self) -> String {
        words(self.text, self.units())
    }

    /// The kind of the block that it begins in.
    fn part(&self) -> String {
        let unit = self.units().first().or(self.before());
        match unit {
            Some(unit) if unit.block == TITLE => "heading".to_owned(),
            Some(unit) => self
                .text
                .blocks
                .get(unit.block as usize)
                .map_or(String::new(), |block| block.kind.clone()),
            None => String::new(),
        }
    }

    /// The word before it in its block, if it does not begin one.
    fn word_before(&self) -> String {
        let before = self.all[..self.range.start].iter().rev();
        before
            .take_while(|unit| unit.kind != UnitKind::Block)
            .find(|unit| unit.kind == UnitKind::Word)
            .map_or(String::new(), |unit| words(self.text, std::slice::from_ref(unit)))
    }

    fn at(&self) -> Cite {
        let unit = self.units().first().or(self.before());
        unit.and_then(|unit| line_of(self.text, unit))
            .map_or(Cite::default(), |line| self.text.cite(line))
    }
}

/// The characters of some units of a text; blocks are parted by a sign.
pub fn words(text: &TextRecord, units: &[Unit]) -> String {
    let mut out = String::new();
    let mut rest = units;
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|unit| unit.block == first.block).count();
        let (part, more) = rest.split_at(length);
        rest = more;
        let content = match first.block {
            TITLE => text.title.as_deref(),
            block => text.blocks.get(block as usize).map(|b| b.passage.text.as_str()),
        };
        // A block's begin is shown where something else stands before or after it.
        if first.kind == UnitKind::Block && (!out.is_empty() || part.len() == 1) {
            out.push_str(if out.is_empty() { "¶" } else { " ¶ " });
        }
        let inside: Vec<&Unit> =
            part.iter().filter(|unit| unit.kind != UnitKind::Block).collect();
        if let (Some(a), Some(b)) = (inside.first(), inside.last()) {
            let (from, to) = (a.range.start as usize, b.range.end as usize);
            let words = content.and_then(|c| c.get(from..to)).unwrap_or_default();
            out.push_str(words.trim());
        }
        let points = inside.iter().filter(|unit| unit.kind == UnitKind::Point);
        for point in points {
            out.push_str(&format!("[{}]", point.bare().trim_start_matches('·')));
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
