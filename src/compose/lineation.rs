//! Lineation: what the lines of a text are called, and which names stand in the margin.
//!
//! A line is counted, or it goes on the one before it (the rest of a verse that is
//! longer than the line, the second half of a shared one), or it is a sub-line of the
//! line before it (a speaker's name, a stage direction, what is not to be numbered), or
//! it has no name at all (a heading). Which of these it is does not depend on the page;
//! its number may.

mod milestones;

use std::ops::Range;

use self::milestones::{Milestone, milestones};
use crate::assemble::TextMap;
use crate::edition::{Lineation, LineationBy};
use crate::model::{
    BlockKind, FRONT, GroupKind, Place, PointKind, Role, Style, Text, UNNUMBERED,
};
use crate::pages::Line;
use crate::typeset::galley::line_of;

/// What the lines of a block are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Not counted and without a name: a heading.
    Title,
    /// Sub-lines of the line before.
    Sub,
    /// A stage direction: lines, or sub-lines if the edition wants it.
    Stage,
    /// Lines of prose.
    Prose,
    /// A verse.
    Verse,
    /// The rest of a verse that another speaker began.
    Shared,
}

/// A block, as far as the numbers of its lines go.
#[derive(Debug, Clone, Copy)]
struct BlockCount {
    count: Count,
    /// The number of its section in the text, from 1; 0 before the first.
    section: u32,
    /// The number of its stanza in the text, from 1; 0 outside of stanzas.
    stanza: u32,
    /// Whether it is a verse in halves.
    in_halves: bool,
    /// The number that its verse has in other editions.
    verse: Option<u32>,
}

/// What lineation knows of a text before its lines are set. Bytes are those of the
/// assembled source.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    blocks: Vec<BlockCount>,
    /// Numbers that lines are given: the byte, the number, the letter behind it.
    set: Vec<(u32, u32, Option<char>)>,
    /// Numbers that verses have in other editions: the same.
    verses: Vec<(u32, u32, Option<char>)>,
    /// Milestones: the byte, the unit, the number.
    milestones: Vec<(u32, String, String)>,
    /// Words whose lines are not counted if they hold nothing else.
    skipped: Vec<Range<u32>>,
}

impl Counts {
    /// Reads a text.
    pub fn of(text: &Text, map: &TextMap) -> Self {
        let mut found = Self::default();
        let mut section = 0;
        for (k, block) in text.blocks.iter().enumerate() {
            let byte = |offset: u32| {
                map.source_of(Place { block: k as u32, offset }).unwrap_or_default()
            };
            let has = |kind| block.content.points.iter().any(|p| p.kind == kind);
            let (is_shared, in_halves) =
                (has(PointKind::Shared), has(PointKind::Caesura));
            let count = match block.kind {
                _ if text.role != Role::Body => Count::Title,
                BlockKind::Heading(_) | BlockKind::Separator => Count::Title,
                BlockKind::Paragraph | BlockKind::Verbatim => Count::Prose,
                BlockKind::VerseLine if is_shared => Count::Shared,
                BlockKind::VerseLine => Count::Verse,
                BlockKind::Stage => Count::Stage,
                BlockKind::Speaker
                | BlockKind::Caption
                | BlockKind::Figure
                | BlockKind::Cell { .. } => Count::Sub,
            };
            section += u32::from(block.kind == BlockKind::Heading(2));
            found.blocks.push(BlockCount {
                count,
                section,
                stanza: 0,
                in_halves,
                verse: None,
            });
            for point in &block.content.points {
                match &point.kind {
                    PointKind::LineNumber(n) => {
                        let Some((number, letter)) = number(n) else { continue };
                        // At the end of a block it is that of its last line.
                        let last =
                            block.content.text.trim_end().char_indices().next_back();
                        let at = last.map_or(0, |(last, _)| point.at.min(last as u32));
                        found.set.push((byte(at), number, letter));
                    }
                    PointKind::VerseNumber(n) => {
                        let Some((number, letter)) = number(n) else { continue };
                        found.verses.push((byte(point.at), number, letter));
                        if let Some(block) = found.blocks.last_mut() {
                            block.verse = Some(number);
                        }
                    }
                    PointKind::Milestone { unit, n } => {
                        found.milestones.push((byte(point.at), unit.clone(), n.clone()));
                    }
                    _ => {}
                }
            }
            let unnumbered = |style: &Style| matches!(style, Style::Class(class) if class == UNNUMBERED);
            for styled in block.content.styles.iter().filter(|s| unnumbered(&s.style)) {
                found.skipped.push(byte(styled.range.start)..byte(styled.range.end));
            }
        }
        let mut stanza = 0;
        for group in &text.groups {
            let blocks = group.blocks.start as usize..group.blocks.end as usize;
            let Some(blocks) = found.blocks.get_mut(blocks) else { continue };
            match &group.kind {
                GroupKind::Stanza => {
                    stanza += 1;
                    blocks.iter_mut().for_each(|block| block.stanza = stanza);
                }
                GroupKind::Division(class) if class == UNNUMBERED || class == FRONT => {
                    for block in blocks.iter_mut().filter(|b| b.count != Count::Title) {
                        block.count = Count::Sub;
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// What the lines of a block are.
    pub fn count(&self, block: usize) -> Option<Count> {
        self.blocks.get(block).map(|block| block.count)
    }

    /// The number that the verse of a block has in other editions.
    pub fn verse(&self, block: usize) -> Option<u32> {
        self.blocks.get(block).and_then(|block| block.verse)
    }

    /// Whether a block is a verse in halves.
    pub fn is_in_halves(&self, block: usize) -> bool {
        self.blocks.get(block).is_some_and(|block| block.in_halves)
    }
}

/// A number and the letter behind it: `120`, `120a`; nothing of what is no number.
fn number(n: &str) -> Option<(u32, Option<char>)> {
    let digits = n.trim_end_matches(char::is_alphabetic);
    let mut letters = n[digits.len()..].chars();
    let letter = letters.next();
    let number = digits.parse().ok()?;
    letters.next().is_none().then_some((number, letter))
}

/// What a line is called in references and in the margin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LineName {
    /// Its number, or that of the line it goes on or is a sub-line of; 0 if there is none.
    pub number: u32,
    /// The letter behind the number.
    pub letter: Option<char>,
    /// Which of the sub-lines behind that line it is, from 1; 0 if it is none.
    pub sub: u32,
    /// The section or the stanza in which it is counted, from 1; 0 if lines are not
    /// counted by these.
    pub section: u32,
    /// Which milestone it is named after, from 1; 0 if none.
    milestone: u32,
}

impl LineName {
    /// Whether it has no name, as a heading has none.
    pub fn is_none(self) -> bool {
        self.number == 0 && self.sub == 0 && self.milestone == 0
    }

    /// Whether it is a sub-line without a counted line before it.
    pub fn is_before_all(self) -> bool {
        self.number == 0 && self.sub > 0
    }

    /// The number as the index and the table of places have it: 0 for what is not
    /// counted.
    pub fn counted(self) -> u32 {
        if self.sub == 0 { self.number } else { 0 }
    }
}

/// What a line is to the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Title,
    Sub,
    Counted,
    /// It has the number of the counted line before it.
    Same,
}

/// Where counting starts anew.
#[derive(Debug, Clone, Copy)]
struct Restart {
    line: usize,
    /// The number of the first line that is counted from here on.
    number: u32,
    letter: Option<char>,
    section: u32,
    /// Whether the editor gave the number.
    is_set: bool,
}

/// The names of the lines of a text.
#[derive(Debug, Clone)]
pub struct LineNames {
    lineation: Lineation,
    kinds: Vec<Kind>,
    /// How many counted lines stand before each line; one more than lines.
    before: Vec<u32>,
    restarts: Vec<Restart>,
    /// For each line how many restarts there are up to it.
    restarted: Vec<u32>,
    /// The lines on which milestones stand, with their numbers.
    milestones: Vec<Milestone>,
}

impl LineNames {
    /// Names the lines of a text, given for each run of source bytes its line.
    pub fn of(
        lines: &[Line],
        runs: &[(u32, u32, u32)],
        counts: &Counts,
        lineation: Lineation,
    ) -> Self {
        let by = lineation.by;
        let mut kinds: Vec<Kind> =
            lines.iter().map(|line| kind(line, counts, &lineation)).collect();
        for line in skipped(runs, &counts.skipped) {
            if let Some(kind @ (Kind::Counted | Kind::Same)) = kinds.get_mut(line) {
                *kind = Kind::Sub;
            }
        }
        let mut before = Vec::with_capacity(lines.len() + 1);
        let mut n = 0;
        for kind in &kinds {
            before.push(n);
            n += u32::from(*kind == Kind::Counted);
        }
        before.push(n);
        let mut restarts: Vec<Restart> = vec![];
        let mut section = 0;
        for (k, line) in lines.iter().enumerate() {
            let Some(block) = counts.blocks.get(line.block as usize) else { continue };
            let here = match by {
                LineationBy::Section => block.section,
                LineationBy::Stanza if block.stanza > 0 => block.stanza,
                _ => continue,
            };
            if here != std::mem::replace(&mut section, here) {
                restarts.push(Restart {
                    line: k,
                    number: lineation.start,
                    letter: None,
                    section,
                    is_set: false,
                });
            }
        }
        for &(byte, number, letter) in &counts.set {
            let Some(line) = line_of(runs, byte).map(|line| line as usize) else {
                continue;
            };
            let k = restarts.partition_point(|restart| restart.line <= line);
            let section = restarts[..k].last().map_or(0, |restart| restart.section);
            let restart = Restart { line, number, letter, section, is_set: true };
            match restarts[..k].last_mut().filter(|last| last.line == line) {
                Some(last) => *last = restart,
                None => restarts.insert(k, restart),
            }
        }
        let restarted = (0..lines.len())
            .map(|line| restarts.partition_point(|restart| restart.line <= line) as u32)
            .collect();
        let milestones = match by {
            LineationBy::Milestone => milestones(counts, runs, &lineation),
            _ => vec![],
        };
        let mut names = Self {
            lineation,
            kinds,
            before,
            restarts,
            restarted,
            milestones,
        };
        if matches!(by, LineationBy::Verse | LineationBy::Text) {
            names.follow(&counts.verses, runs);
        }
        names
    }

    /// Counts on from verses whose number is another than they would have, unless the editor
    /// gave them one. The first of a poem is set, but not printed for that.
    fn follow(&mut self, verses: &[(u32, u32, Option<char>)], runs: &[(u32, u32, u32)]) {
        for &(byte, number, letter) in verses {
            let Some(line) = line_of(runs, byte).map(|line| line as usize) else {
                continue;
            };
            let name = self.name(line, 0);
            let is_so = (name.number, name.letter) == (number, letter);
            if is_so || self.kinds.get(line) != Some(&Kind::Counted) {
                continue;
            }
            let k = self.restarted[line] as usize;
            let section = self.restarts[..k].last().map_or(0, |last| last.section);
            let restart = Restart { line, number, letter, section, is_set: number > 1 };
            match self.restarts[..k].last_mut().filter(|last| last.line == line) {
                Some(last) if last.is_set => {}
                Some(last) => *last = restart,
                None => {
                    self.restarts.insert(k, restart);
                    self.restarted[line..].iter_mut().for_each(|count| *count += 1);
                }
            }
        }
    }

    /// The name of a line on a page that begins with line `start`.
    pub fn name(&self, line: usize, start: usize) -> LineName {
        let Some(&kind) = self.kinds.get(line).filter(|kind| **kind != Kind::Title)
        else {
            return LineName::default();
        };
        if self.lineation.by == LineationBy::Milestone {
            let milestone = self.milestones.partition_point(|m| m.line <= line) as u32;
            return LineName { milestone, ..LineName::default() };
        }
        let (restart, first) = self.first(line, start);
        // How many lines were counted from there up to this one.
        let count = (self.before[line] + u32::from(kind == Kind::Counted))
            .saturating_sub(self.before[first]);
        let base = restart.map_or(self.lineation.start, |restart| restart.number);
        let letter = restart.filter(|_| count == 1).and_then(|restart| restart.letter);
        let number = if count == 0 { base.saturating_sub(1) } else { base + count - 1 };
        let number = if count == 0 && kind == Kind::Sub { 0 } else { number };
        let sub = match kind {
            Kind::Sub => self.sub_line(line, first),
            _ => 0,
        };
        let section = restart.map_or(0, |restart| restart.section);
        LineName { number, letter, sub, section, milestone: 0 }
    }

    /// Where the counting began in which a line stands: a restart if it was one, and
    /// its line.
    fn first(&self, line: usize, start: usize) -> (Option<&Restart>, usize) {
        let by_page = self.lineation.by == LineationBy::Page;
        let restart = (self.restarted[line] as usize)
            .checked_sub(1)
            .map(|k| &self.restarts[k])
            .filter(|restart| !by_page || restart.line >= start);
        let page = if by_page { start.min(line) } else { 0 };
        (restart, restart.map_or(page, |restart| restart.line))
    }

    /// Which of the sub-lines behind a counted line this is.
    fn sub_line(&self, line: usize, first: usize) -> u32 {
        let lines = self.kinds[first..=line].iter().rev();
        let behind = lines.take_while(|kind| matches!(kind, Kind::Sub | Kind::Title));
        behind.filter(|kind| **kind == Kind::Sub).count() as u32
    }

    /// The lines of a page whose name stands in the margin, and the name.
    pub fn printed(&self, page: Range<usize>) -> Vec<(usize, String)> {
        if self.lineation.by == LineationBy::Milestone {
            let mut names: Vec<(usize, String)> = vec![];
            let mut level = 0;
            for Milestone { line, level: own, n, whole } in
                self.milestones.iter().filter(|m| page.contains(&m.line))
            {
                match names.last_mut().filter(|last| last.0 == *line) {
                    // A part and its own first part begin together.
                    Some(last) if *own > level => {
                        let before = last.1.rfind(", ").map_or(0, |at| at + 2);
                        last.1.replace_range(before.., whole);
                    }
                    Some(last) => last.1 = format!("{}, {n}", last.1),
                    None => names.push((*line, n.clone())),
                }
                level = *own;
            }
            return names;
        }
        let Lineation { first, step, .. } = self.lineation;
        page.clone()
            .filter(|&line| self.kinds.get(line) == Some(&Kind::Counted))
            .filter_map(|line| {
                let name = self.name(line, page.start);
                let (restart, at) = self.first(line, page.start);
                let is_set = restart.is_some_and(|restart| restart.is_set)
                    && self.before[line] == self.before[at];
                let in_step = name.number >= first
                    && (name.number - first).is_multiple_of(step.max(1));
                (is_set || in_step).then(|| (line, self.text(name)))
            })
            .collect()
    }

    /// A name in ASCII digits: `12`, `120a`, `12,1`; empty if there is none.
    pub fn text(&self, name: LineName) -> String {
        if let Some(k) = (name.milestone as usize).checked_sub(1) {
            return self.milestones[k].whole.clone();
        }
        if name.is_none() {
            return String::new();
        }
        let mut text = name.number.to_string();
        text.extend(name.letter);
        if name.sub > 0 {
            text.push_str(&format!(",{}", name.sub));
        }
        text
    }

    /// Whether the numbers begin anew on every page.
    pub fn by_page(&self) -> bool {
        self.lineation.by == LineationBy::Page
    }
}

/// What a line is to the count.
fn kind(line: &Line, counts: &Counts, lineation: &Lineation) -> Kind {
    let Some(block) = counts.blocks.get(line.block as usize) else { return Kind::Title };
    let by = lineation.by;
    let verses = matches!(by, LineationBy::Verse | LineationBy::Stanza);
    match block.count {
        Count::Title => Kind::Title,
        Count::Sub => Kind::Sub,
        Count::Stage if lineation.sub_lines => Kind::Sub,
        Count::Stage | Count::Prose if verses => Kind::Sub,
        Count::Stage | Count::Prose => Kind::Counted,
        Count::Verse if verses && !line.first => Kind::Same,
        Count::Shared if by != LineationBy::Page && (verses || line.first) => Kind::Same,
        Count::Verse | Count::Shared => Kind::Counted,
    }
}

/// The lines that hold nothing but words of the ranges.
fn skipped(runs: &[(u32, u32, u32)], ranges: &[Range<u32>]) -> Vec<usize> {
    let is_in = |run: &&(u32, u32, u32)| {
        ranges.iter().any(|range| range.start <= run.0 && run.1 <= range.end)
    };
    let mut lines: Vec<u32> = if ranges.is_empty() {
        vec![]
    } else {
        runs.iter().filter(is_in).map(|run| run.2).collect()
    };
    lines.sort_unstable();
    lines.dedup();
    lines.retain(|line| runs.iter().filter(|run| run.2 == *line).all(|run| is_in(&run)));
    lines.into_iter().map(|line| line as usize).collect()
}

#[cfg(test)]
mod tests;
