//! The lines of a text as they stand on its pages: each on the page of its plan, in order,
//! with the numbers beside them and the marks in them.

use super::findings::{Findings, Kind};
use super::row::Row;
use super::seen::{Seen, Sight, Token, is_unseen};
use super::subject::Subject;
use super::words::plain;
use crate::edition::Lineation;
use crate::lines::LineNames;
use crate::model::script::first_dir;
use crate::model::{Dir, GroupKind, Role};
use crate::words::numeral;

/// The lines of one text as they stand on the pages.
pub(super) struct Lines {
    /// For each line the physical page, from 0, and the baseline from its top, in points;
    /// nothing for lines without words.
    pub places: Vec<Option<(u32, f32)>>,
    /// The names of the lines.
    pub names: LineNames,
    /// Their second names, if they have such.
    pub second: Option<LineNames>,
}

impl Lines {
    /// Finds the lines of a text on the pages. What stands on another page than the plan
    /// has it, or out of order, is a fault.
    pub(super) fn of(of: &Subject, seen: &Seen, findings: &mut Findings) -> Self {
        let (job, set) = (of.job, of.set);
        let mut places: Vec<Option<(u32, f32)>> = vec![None; set.lines.len()];
        let body = of.body();
        let (mut torn, mut moved) = (None, None);
        let mut order: Option<(u32, u32)> = None;
        let tokens = seen.tokens.iter();
        let own = tokens
            .filter(|token| token.file as usize == of.file && body.contains(&token.from));
        let mut highest = 0;
        let has_ink = |token: &&Token| {
            token.sight == Sight::Seen && !seen.letters(token).chars().all(is_unseen)
        };
        for token in own.filter(has_ink) {
            let is_head = of.is_table_head(token.from);
            // The head of a table comes again on the next page.
            if is_head && token.from < highest {
                continue;
            }
            highest = highest.max(token.to);
            let row = seen.rows[token.row as usize];
            let line_of = |byte| set.line_map.line_of(byte);
            let first = line_of(token.from);
            let last = line_of(token.to.saturating_sub(1).max(token.from));
            let page = first.and_then(|line| set.page_of.get(line));
            let planned = page.map(|page| of.pages.page(*page));
            if first != last || planned != Some(token.page) {
                torn = torn.or(Some(token.from));
            }
            if let Some(place) = first.and_then(|line| places.get_mut(line))
                && place.is_none()
            {
                *place = Some((token.page, row.baseline));
            }
            // Rows begin where those before them ended.
            match &mut order {
                Some((known, least)) if *known == token.row => {
                    *least = (*least).min(token.from);
                }
                Some((known, least)) => {
                    let start = least_of(seen, &row, of.file);
                    if start < *least && !are_side_by_side(of, start, *least) {
                        moved = moved.or(Some(token.from));
                    }
                    (*known, *least) = (token.row, start);
                }
                None => order = Some((token.row, least_of(seen, &row, of.file))),
            }
        }
        findings.torn(torn.map(|byte| of.span(byte)));
        if !is_overridden(of) {
            let within = seen.rows.iter().find_map(|row| disordered(seen, row, of));
            findings.moved(moved.or(within).map(|byte| of.span(byte)));
        }
        let named = |lineation: &Lineation| {
            LineNames::of(&set.lines, &set.line_map, &job.counts, lineation.clone())
        };
        let edition = of.edition;
        Self {
            places,
            names: named(&edition.lineation),
            second: edition.second_lineation.as_ref().map(named),
        }
    }

    /// For each note of the text the physical page, from 0, of the word that it is called
    /// behind.
    pub(super) fn pages_of_notes(&self, of: &Subject) -> Vec<u32> {
        let mut pages = vec![0; of.text.notes.len()];
        let items = of.job.series.iter().chain(&of.job.endnotes).flatten();
        for item in items.filter(|item| !item.entry) {
            let line = of.set.line_map.line_of(item.from);
            let place = line.and_then(|line| *self.places.get(line)?);
            if let (Some(page), Some((at, _))) = (pages.get_mut(item.index), place) {
                *page = at;
            }
        }
        pages
    }

    /// Whether the numbers in the margins are those of their lines.
    pub(super) fn numbers(&self, of: &Subject, seen: &Seen, findings: &mut Findings) {
        let lang = &of.job.lang;
        for (k, page) in of.set.plan.pages.iter().enumerate() {
            let physical = of.pages.at(k);
            let mut margins = of.margins(seen, physical);
            let named = self.names.printed(page.lines.clone());
            let second =
                self.second.iter().flat_map(|names| names.printed(page.lines.clone()));
            for (line, text) in named.into_iter().chain(second) {
                let wanted = plain(&numeral::digits(&text, lang));
                let Some(Some((_, baseline))) = self.places.get(line) else {
                    // The words of the line are lost, which is told.
                    margins.retain(|margin| !margin.says(&wanted));
                    continue;
                };
                let near = |margin: &Margin| {
                    (margin.baseline - baseline).abs() < 4.0 && margin.says(&wanted)
                };
                findings.words(Kind::LineNumbers, 1);
                // One in a gutter may be that of the next column, whose line has the same.
                let own = |margin: &Margin| !margin.is_shared && near(margin);
                let found = margins.iter().position(own);
                match found.or_else(|| margins.iter().position(near)) {
                    Some(at) => {
                        margins.remove(at);
                        findings.printed(Kind::LineNumbers);
                    }
                    None => {
                        let span = of.span_of_line(line);
                        of.wrong(Kind::LineNumbers, &text, span, findings);
                    }
                }
            }
            self.witness_pages(of, k, &mut margins, findings);
            // What is left of numbers stands beside lines that have none.
            let is_number = |margin: &&Margin| {
                !margin.is_shared
                    && !margin.words.is_empty()
                    && margin.words.chars().all(char::is_numeric)
            };
            if of.job.role == Role::Body
                && let Some(margin) = margins.iter().find(is_number)
            {
                let line = self.near(physical as u32, margin.baseline);
                let span = line.and_then(|line| of.span_of_line(line));
                findings.words(Kind::LineNumbers, 1);
                of.wrong(Kind::LineNumbers, &margin.words, span, findings);
            }
        }
    }

    /// The numbers of pages of witnesses, which stand in the margin beside their line.
    fn witness_pages(
        &self,
        of: &Subject,
        page: usize,
        margins: &mut Vec<Margin>,
        findings: &mut Findings,
    ) {
        let lines = &of.set.plan.pages[page].lines;
        for one in &of.job.breaks {
            let line = of.set.line_map.line_of(one.at);
            let Some(line) = line.filter(|line| lines.contains(line)) else { continue };
            let Some(Some((_, baseline))) = self.places.get(line) else { continue };
            findings.words(Kind::WitnessPages, 1);
            let near = |margin: &&Margin| (margin.baseline - baseline).abs() < 40.0;
            let words: String = margins
                .iter()
                .filter(near)
                .map(|margin| margin.words.as_str())
                .collect();
            if words.contains(&plain(&one.n)) {
                findings.printed(Kind::WitnessPages);
            } else {
                of.wrong(Kind::WitnessPages, &one.n, of.span(one.at), findings);
            }
        }
        let ids: Vec<String> = of.job.breaks.iter().map(|one| plain(&one.n)).collect();
        margins.retain(|margin| !ids.contains(&margin.words));
    }

    /// The line whose baseline is next to one.
    fn near(&self, page: u32, baseline: f32) -> Option<usize> {
        let here = self.places.iter().enumerate().filter_map(|(line, place)| {
            let (of, at) = (*place)?;
            (of == page).then_some((line, (at - baseline).abs()))
        });
        here.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(line, _)| line)
    }
}

/// Whether two numbers are the same; of several, those of one direction may stand in another
/// order among those of the other.
fn same(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut parts: Vec<String> = text.split(',').map(str::to_owned).collect();
        parts.sort();
        parts
    };
    a == b || (a.contains(',') && sorted(a) == sorted(b))
}

/// The first byte of a file that stands on a row.
fn least_of(seen: &Seen, row: &Row, file: usize) -> u32 {
    let tokens = &seen.tokens[row.start as usize..row.end as usize];
    let own = tokens.iter().filter(|token| token.file as usize == file);
    own.map(|token| token.from).min().unwrap_or_default()
}

/// Whether two bytes are in two cells of a row: where a line of one has only marks of notes,
/// a line of the other seems to come before it.
fn are_side_by_side(of: &Subject, a: u32, b: u32) -> bool {
    let (Some(a), Some(b)) = (of.job.map.block_of(a), of.job.map.block_of(b)) else {
        return false;
    };
    let mut rows = of.text.groups.iter().filter(|group| group.kind == GroupKind::Row);
    a != b && rows.any(|row| row.blocks.contains(&a) && row.blocks.contains(&b))
}

/// A byte of a row whose words do not stand in their order: where all go one way, they must
/// follow each other.
fn disordered(seen: &Seen, row: &Row, of: &Subject) -> Option<u32> {
    let body = of.body();
    let own: Vec<&Token> = seen.tokens[row.start as usize..row.end as usize]
        .iter()
        .filter(|token| token.file as usize == of.file && body.contains(&token.from))
        .collect();
    if own.len() < 2 {
        return None;
    }
    let mut dirs = own.iter().map(|token| direction(seen.letters(token)));
    let falls = |dir: Dir| {
        own.windows(2).find_map(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let goes_on = match dir {
                Dir::Ltr => a.from <= b.from,
                Dir::Rtl => a.from >= b.from,
            };
            // Halves of verses and cells stand side by side.
            let same = of.job.map.block_of(a.from) == of.job.map.block_of(b.from);
            // A mark stands over its letter.
            let is_mark = |token: &Token| token.right - token.left < 0.1;
            let is_over = is_mark(a) || is_mark(b);
            (!goes_on && same && !is_over).then_some(b.from)
        })
    };
    let block = of.job.map.block_of(own[0].from)? as usize;
    match of.text.blocks.get(block)?.dir {
        Dir::Ltr if dirs.all(|dir| dir != Some(Dir::Rtl)) => falls(Dir::Ltr),
        Dir::Rtl if dirs.all(|dir| dir == Some(Dir::Rtl)) => falls(Dir::Rtl),
        _ => None,
    }
}

/// The way that the first letter goes; digits and signs go none.
pub(super) fn direction(letters: &str) -> Option<Dir> {
    first_dir(letters)
}

/// Words in a margin.
#[derive(Debug, Clone)]
pub(super) struct Margin {
    /// Their letters, without what has no ink.
    pub words: String,
    /// The same, with their runs from the right.
    pub from_right: String,
    /// Their baseline from the top of the page, in points.
    pub baseline: f32,
    /// Whether it stands in a gutter, where it may belong to the next column.
    pub is_shared: bool,
}

/// Whether a text has characters that turn the order of its letters round (U+202D, U+202E):
/// what is printed then is another order than that of the source, as the editor wants it.
fn is_overridden(of: &Subject) -> bool {
    let turns = |c: char| matches!(c, '\u{202d}' | '\u{202e}');
    of.text.blocks.iter().any(|block| block.content.text.contains(turns))
}

impl Margin {
    /// Whether it is a number, read in either direction.
    fn says(&self, number: &str) -> bool {
        same(&self.words, number) || same(&self.from_right, number)
    }
}
