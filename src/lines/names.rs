//! Lineation: what the lines of a text are called, and which names stand in the margin.
//!
//! A line is counted, or it goes on the one before it (the rest of a verse that is
//! longer than the line, the second half of a shared one), or it is a sub-line of the
//! line before it (a speaker's name, a stage direction, what is not to be numbered), or
//! it has no name at all (a heading). Which of these it is does not depend on the page;
//! its number may.

use std::ops::Range;

use super::cite::{Cite, CitePart, Label};
use super::counts::{Count, Counts};
use super::map::LineMap;
use super::milestones::{Milestone, milestones};
use crate::edition::{Lineation, LineationBy};
use crate::pages::Line;

/// What a line is called in references and in the margin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LineName {
    /// Its number, or that of the line it goes on or is a sub-line of; 0 if there is none.
    pub number: u32,
    /// The letter behind the number.
    pub letter: Option<char>,
    /// Which of the sub-lines behind that line it is, from 1; 0 if it is not one.
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
pub(super) enum Kind {
    Title,
    Sub,
    Counted,
    /// It has the number of the counted line before it.
    Same,
}

/// Where counting starts anew.
#[derive(Debug, Clone, Copy)]
pub(super) struct Restart {
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
    pub(super) lineation: Lineation,
    pub(super) kinds: Vec<Kind>,
    /// How many counted lines stand before each line; one more than lines.
    pub(super) before: Vec<u32>,
    pub(super) restarts: Vec<Restart>,
    /// For each line how many restarts there are up to it.
    pub(super) restarted: Vec<u32>,
    /// The lines on which milestones stand, with their numbers.
    pub(super) milestones: Vec<Milestone>,
}

impl LineNames {
    /// Names the lines of a text.
    pub fn of(
        lines: &[Line],
        map: &LineMap,
        counts: &Counts,
        lineation: Lineation,
    ) -> Self {
        let by = lineation.by;
        let mut kinds: Vec<Kind> =
            lines.iter().map(|line| kind(line, counts, &lineation)).collect();
        for line in map.only_within(&counts.skipped) {
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
            let Some(line) = map.line_of(byte) else { continue };
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
            LineationBy::Milestone => milestones(counts, map, &lineation),
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
            names.follow(&counts.verses, map);
        }
        names
    }

    /// Counts on from verses whose number is another than they would have, unless the editor
    /// gave them one. The first of a poem is set, but not printed for that.
    fn follow(&mut self, verses: &[(u32, u32, Option<char>)], map: &LineMap) {
        for &(byte, number, letter) in verses {
            let Some(line) = map.line_of(byte) else { continue };
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

    /// Where the parts begin that lines are named after: the line of each, and its number with
    /// those of the parts it is in.
    pub fn passages(&self) -> impl Iterator<Item = (usize, &str)> {
        self.milestones.iter().map(|m| (m.line, m.whole.as_str()))
    }

    /// The lines of a page whose name stands in the margin, and the name.
    pub fn printed(&self, page: Range<usize>) -> Vec<(usize, String)> {
        if self.lineation.by == LineationBy::Milestone {
            let mut names: Vec<(usize, Vec<&str>)> = vec![];
            let mut level = 0;
            for Milestone { line, level: own, n, whole } in
                self.milestones.iter().filter(|m| page.contains(&m.line))
            {
                match names.last_mut().filter(|last| last.0 == *line) {
                    // A part and its own first part begin together.
                    Some((_, last)) if *own > level => {
                        last.pop();
                        last.push(whole);
                    }
                    Some((_, last)) => last.push(n),
                    None => names.push((*line, vec![n])),
                }
                level = *own;
            }
            let joined = names.into_iter().map(|(line, names)| (line, names.join(", ")));
            return joined.collect();
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
                let label = self.label(name).filter(|_| is_set || in_step)?;
                Some((line, label.to_string()))
            })
            .collect()
    }

    /// What a line of a name is called, without its section; nothing if it has no name.
    pub fn label(&self, name: LineName) -> Option<Label> {
        if let Some(k) = (name.milestone as usize).checked_sub(1) {
            return Some(Label::Named(self.milestones[k].whole.clone()));
        }
        let LineName { number, letter, sub, .. } = name;
        (!name.is_none()).then_some(Label::Counted { number, letter, sub })
    }

    /// How a line of a name is cited; the section or stanza in which it is counted stands
    /// before it if that is wanted. Empty if it has no name.
    pub fn cite(&self, name: LineName, with_section: bool) -> Cite {
        let mut cite = Cite::default();
        if let Some(label) = self.label(name) {
            if with_section && name.section > 0 {
                cite.extend([CitePart::Division(name.section), CitePart::Point]);
            }
            cite.push(CitePart::Line(label));
        }
        cite
    }

    /// Whether the numbers begin anew on every page.
    pub fn by_page(&self) -> bool {
        self.lineation.by == LineationBy::Page
    }
}

/// What a line is to the count.
fn kind(line: &Line, counts: &Counts, lineation: &Lineation) -> Kind {
    let Some(block) = counts.blocks.get(line.block as usize) else { return Kind::Title };
    if line.wordless {
        return Kind::Title;
    }
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
