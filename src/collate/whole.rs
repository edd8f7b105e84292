//! Witnesses to their collation: sections, alignment, units.

use rustc_hash::FxHashMap;

use super::align::{About, Line, align};
use super::given::GivenColumns;
use super::ground::{Ground, Reach};
use super::groups::Group;
use super::lexicon::{self, Lexicon};
use super::read::words::HOLE;
use super::rules::{Rules, Speller};
use super::sections;
use super::{
    Cell, Collation, Gap, GapKind, Row, SectionTable, Table, TokenClass, Witness,
    transposed, units,
};

/// Collates witnesses. `base` is the base text, by its index in `witnesses`. The normal forms of
/// their tokens are set by the rules.
///
/// # Panics
/// If there is no such witness.
pub fn collate(
    text: &str,
    witnesses: Vec<Witness>,
    base: usize,
    rules: &Rules,
) -> Collation {
    collated(text, witnesses, base, rules, None)
}

/// A collation of which the alignment is given. The base text is the first witness.
///
/// # Panics
/// If there are other columns than tokens of the witnesses.
pub fn collate_given(
    text: &str,
    witnesses: Vec<Witness>,
    rules: &Rules,
    given: &GivenColumns,
) -> Collation {
    collated(text, witnesses, 0, rules, Some(given))
}

fn collated(
    text: &str,
    mut witnesses: Vec<Witness>,
    base: usize,
    rules: &Rules,
    given: Option<&GivenColumns>,
) -> Collation {
    let speller = rules.speller();
    normalize(&mut witnesses, &speller);
    let lexicon = {
        let tokens = witnesses.iter().flat_map(|witness| &witness.tokens);
        Lexicon::of(tokens.filter(|t| t.is_word()).map(|t| &*t.normal), &speller)
    };
    let numbers: Vec<Vec<u32>> = witnesses
        .iter()
        .map(|witness| {
            let number = |token: &super::Token| match token.is_word() {
                true => lexicon.id(&token.normal),
                false => u32::MAX,
            };
            witness.tokens.iter().map(number).collect()
        })
        .collect();
    let groups = match given {
        Some(given) => given.groups(&witnesses),
        None => sections::group(&witnesses, &numbers, base),
    };
    let mut ground = Ground {
        witnesses: &witnesses,
        numbers: &numbers,
        base,
        lexicon: &lexicon,
        rules,
        reach: vec![],
        given,
    };
    ground.reach = reach(&groups, &witnesses);
    let tables: Vec<Table> = groups
        .iter()
        .enumerate()
        .map(|(number, group)| ground.table(number, group))
        .collect();
    let (transpositions, parts) = transposed::find(&ground, &groups, &tables);
    let all = groups.into_iter().zip(tables).zip(parts).enumerate();
    let sections = all.map(|(number, ((group, table), far))| {
        let units = units::units(&ground, number as u32, &table, &far);
        let Group { id, parts, moved, .. } = group;
        SectionTable { id, parts, moved, table, units }
    });
    let sections = sections.collect();
    let text = text.to_owned();
    let mut collation = Collation { text, witnesses, base, sections, transpositions };
    transposed::finish(&mut collation);
    collation
}

/// Sets the normal form of each token.
fn normalize(witnesses: &mut [Witness], speller: &Speller) {
    let mut known: FxHashMap<Box<str>, Box<str>> = FxHashMap::default();
    for witness in witnesses {
        let has_own = speller.has_own(&witness.id);
        for token in &mut witness.tokens {
            token.normal = match token.class {
                TokenClass::Word if token.form.contains(HOLE) => {
                    let parts = token.form.split(HOLE).map(|part| match part {
                        "" => String::new(),
                        part => speller.normal(part),
                    });
                    parts.collect::<Vec<_>>().join(lexicon::LOST).into()
                }
                TokenClass::Word | TokenClass::Number if has_own => {
                    speller.normal_in(&witness.id, &token.form).into()
                }
                // A normal form that a file gives is one more spelling.
                TokenClass::Word | TokenClass::Number if !token.normal.is_empty() => {
                    speller.normal(&token.normal).into()
                }
                TokenClass::Word | TokenClass::Number => known
                    .entry(token.form.clone())
                    .or_insert_with(|| speller.normal(&token.form).into())
                    .clone(),
                TokenClass::Punctuation | TokenClass::Editorial => token.form.clone(),
            };
        }
    }
}

/// Where each witness is there at all, and where it has lost whole sections.
fn reach(groups: &[Group], witnesses: &[Witness]) -> Vec<Reach> {
    (0..witnesses.len())
        .map(|witness| {
            let has = |group: &&Group| !group.parts[witness].is_empty();
            let first = groups.iter().position(|group| has(&group));
            let last = groups.iter().rposition(|group| has(&group));
            let mut reach = Reach {
                ends: (first.unwrap_or(usize::MAX), last.unwrap_or(0)),
                lost: vec![],
            };
            let is_gap = |gap: &Gap| gap.at == 0 && gap.kind != GapKind::Space;
            let mut is_lost = witnesses[witness].gaps.first().is_some_and(is_gap);
            for (number, group) in groups.iter().enumerate() {
                match group.parts[witness].last() {
                    Some(part) => is_lost = ends_in_gap(&witnesses[witness], *part),
                    None if is_lost => reach.lost.push(number),
                    None => {}
                }
            }
            reach
        })
        .collect()
}

/// Whether a witness has a gap between a section and the next.
fn ends_in_gap(witness: &Witness, section: u32) -> bool {
    let end = witness.sections[section as usize].tokens.end;
    witness
        .gaps
        .iter()
        .any(|gap| gap.at == end && gap.kind != GapKind::Space)
}

fn make_absent(cells: &mut [Cell]) {
    let omitted = cells.iter_mut().filter(|cell| **cell == Cell::Omitted);
    omitted.for_each(|cell| *cell = Cell::Absent);
}

/// A row before it is aligned.
struct Sequence {
    row: Row,
    /// Its words, by their indexes in the witness's tokens.
    words: Vec<u32>,
    /// Its other tokens: behind how many of the words each stands, and its index.
    others: Vec<(u32, u32)>,
    /// What the row has where it has no word, before each word and at the end; only where this
    /// is not an omission.
    gaps: Vec<(u32, Cell)>,
    /// What it has if it has no words at all.
    rest: Cell,
}

/// The table of words with the columns of punctuation between them: a mark belongs to the word
/// before it, one that opens something to the word behind it.
fn punctuated<'a>(
    sequences: &[Sequence],
    columns: &[Vec<u32>],
    width: usize,
    token: impl Fn(&Sequence, u32) -> &'a super::Token,
) -> Table {
    // For each place between two columns, how many columns the marks behind the word before it
    // and those before the word after it need.
    let mut behind = vec![0_usize; width + 1];
    let mut before = vec![0_usize; width + 1];
    let mut placed: Vec<Vec<(usize, usize, bool, u32)>> = vec![];
    for (sequence, columns) in sequences.iter().zip(columns) {
        let mut counts: (u32, usize, usize) = (u32::MAX, 0, 0);
        let mut of_row = vec![];
        for &(after, at) in &sequence.others {
            if counts.0 != after {
                counts = (after, 0, 0);
            }
            let next = columns.get(after as usize);
            let last =
                after.checked_sub(1).map(|word| columns[word as usize] as usize + 1);
            let opens = opens(token(sequence, at)) || last.is_none();
            match next.filter(|_| opens && counts.1 == 0 || last.is_none()) {
                Some(&column) => {
                    of_row.push((column as usize, counts.2, true, at));
                    counts.2 += 1;
                    before[column as usize] = before[column as usize].max(counts.2);
                }
                // One that does not open, behind one that does, must stay behind it.
                None if counts.2 > 0 && next.is_some() => {
                    let column = next.map_or(0, |column| *column as usize);
                    of_row.push((column, counts.2, true, at));
                    counts.2 += 1;
                    before[column] = before[column].max(counts.2);
                }
                None => {
                    let slot = last.unwrap_or(0);
                    of_row.push((slot, counts.1, false, at));
                    counts.1 += 1;
                    behind[slot] = behind[slot].max(counts.1);
                }
            }
        }
        placed.push(of_row);
    }
    // The first column of each place.
    let mut starts = Vec::with_capacity(width + 1);
    let mut all = 0;
    for slot in 0..=width {
        starts.push(all);
        all += behind[slot] + before[slot] + usize::from(slot < width);
    }
    let column_of = |word: u32| {
        let slot = word as usize;
        starts[slot] + behind[slot] + before[slot]
    };
    let mut table = Table {
        rows: sequences.iter().map(|sequence| sequence.row).collect(),
        width: all,
        cells: Vec::with_capacity(all * sequences.len()),
    };
    for ((sequence, columns), marks) in sequences.iter().zip(columns).zip(placed) {
        let start = table.cells.len();
        table.cells.resize(start + all, sequence.rest);
        let cells = &mut table.cells[start..];
        for &(at, cell) in &sequence.gaps {
            let from = at
                .checked_sub(1)
                .map_or(0, |word| column_of(columns[word as usize]) + 1);
            let to = columns.get(at as usize).map_or(all, |column| column_of(*column));
            cells[from..to].fill(cell);
        }
        for (word, column) in sequence.words.iter().zip(columns) {
            cells[column_of(*column)] = Cell::Token(*word);
        }
        for (slot, nth, is_before, token) in marks {
            let column = starts[slot] + if is_before { behind[slot] + nth } else { nth };
            cells[column] = Cell::Token(token);
        }
    }
    table
}

/// Whether a mark opens something: a bracket, a quotation.
fn opens(token: &super::Token) -> bool {
    let is_spaced = !token.glued;
    token.form.chars().next().is_some_and(|c| match c {
        '(' | '[' | '{' | '«' | '‹' | '“' | '‘' | '„' | '‚' | '¿' | '¡' | '⟨' | '⟦' => {
            true
        }
        '"' | '\'' => is_spaced,
        _ => false,
    })
}

impl Ground<'_> {
    fn sequence(&self, row: Row, number: usize, group: &Group) -> Sequence {
        let witness = &self.witnesses[usize::from(row.witness)];
        let parts = &group.parts[usize::from(row.witness)];
        let mut sequence = Sequence {
            row,
            words: vec![],
            others: vec![],
            gaps: vec![],
            rest: Cell::Omitted,
        };
        if parts.is_empty() {
            sequence.rest = self.rest(usize::from(row.witness), number, group);
        }
        for part in parts {
            let section = &witness.sections[*part as usize];
            let tokens = section.tokens.clone();
            let mut gaps = witness.gaps.iter().skip_while(|gap| gap.at < tokens.start);
            let mut gap = gaps.next();
            for at in tokens.start..=tokens.end {
                while let Some(here) = gap.filter(|gap| gap.at <= at) {
                    // A gap between two sections belongs to the one before.
                    let is_here =
                        here.at > tokens.start || *part == 0 || tokens.is_empty();
                    if here.kind != GapKind::Space && (is_here || here.at == at) {
                        sequence.gaps.push((sequence.words.len() as u32, Cell::Lacuna));
                    }
                    gap = gaps.next();
                }
                if at == tokens.end {
                    break;
                }
                let token = &witness.tokens[at as usize];
                if !token.is_in(row.hand) {
                    continue;
                }
                match token.is_word() {
                    true => sequence.words.push(at),
                    false => sequence.others.push((sequence.words.len() as u32, at)),
                }
            }
        }
        sequence.gaps.dedup();
        sequence
    }

    /// What a witness has in a section of which it has no word.
    fn rest(&self, witness: usize, number: usize, group: &Group) -> Cell {
        let Reach { ends: (first, last), lost } = &self.reach[witness];
        if lost.binary_search(&number).is_ok() {
            Cell::Lacuna
        } else if number < *first || number > *last || group.is_selected[witness] {
            Cell::Absent
        } else {
            Cell::Omitted
        }
    }

    /// The alignment of a section.
    fn table(&self, number: usize, group: &Group) -> Table {
        let rows: Vec<Row> = self
            .witnesses
            .iter()
            .enumerate()
            .flat_map(|(witness, of)| {
                (0..of.hands.len().max(1))
                    .map(move |hand| Row { witness: witness as u16, hand: hand as u8 })
            })
            .collect();
        let sequences: Vec<Sequence> =
            rows.iter().map(|row| self.sequence(*row, number, group)).collect();
        let (columns, width) = match self.given {
            Some(given) => {
                let rows = sequences.iter().map(|sequence| {
                    (usize::from(sequence.row.witness), sequence.words.as_slice())
                });
                given.columns(number, rows)
            }
            None => self.aligned(&sequences),
        };
        let mut table = punctuated(&sequences, &columns, width, |sequence, token| {
            let witness = usize::from(sequence.row.witness);
            &self.witnesses[witness].tokens[token as usize]
        });
        self.bound(&mut table, number, group);
        table
    }

    /// Makes absent what a witness does not reach: paragraphs of the base text that end before
    /// its first word, and those that begin behind its last one.
    fn bound(&self, table: &mut Table, number: usize, group: &Group) {
        let Some(base) = table.row_of(self.base) else { return };
        let columns: Vec<(u32, usize)> = table
            .row(base)
            .iter()
            .enumerate()
            .filter_map(|(column, cell)| Some((cell.token()?, column)))
            .collect();
        let column_of = |token: u32| {
            let at = columns.binary_search_by_key(&token, |found| found.0).ok()?;
            Some(columns[at].1)
        };
        let paragraphs: Vec<(usize, usize)> = group.parts[self.base]
            .iter()
            .map(|part| &self.witnesses[self.base].sections[*part as usize].tokens)
            .filter(|tokens| !tokens.is_empty())
            .filter_map(|tokens| {
                Some((column_of(tokens.start)?, column_of(tokens.end - 1)?))
            })
            .collect();
        if paragraphs.len() < 2 {
            return;
        }
        for row in 0..table.rows.len() {
            let witness = usize::from(table.rows[row].witness);
            let cells = table.row(row);
            let is_token = |cell: &Cell| cell.token().is_some();
            let (Some(first), Some(last)) =
                (cells.iter().position(is_token), cells.iter().rposition(is_token))
            else {
                continue;
            };
            let (begins, ends) = self.reach[witness].ends;
            let before = paragraphs.iter().rfind(|paragraph| paragraph.1 < first);
            let behind = paragraphs.iter().find(|paragraph| paragraph.0 > last);
            let start = row * table.width;
            if let Some((_, end)) = before.filter(|_| number == begins) {
                make_absent(&mut table.cells[start..=start + end]);
            }
            if let Some((from, _)) = behind.filter(|_| number == ends) {
                make_absent(&mut table.cells[start + from..start + table.width]);
            }
        }
    }

    /// The columns of the words of each sequence.
    fn aligned(&self, sequences: &[Sequence]) -> (Vec<Vec<u32>>, usize) {
        let of = |sequence: &Sequence| {
            let numbers = &self.numbers[usize::from(sequence.row.witness)];
            Line {
                words: sequence.words.iter().map(|&at| numbers[at as usize]).collect(),
                gaps: sequence.gaps.iter().map(|(at, _)| *at).collect(),
            }
        };
        let all: Vec<Line> = sequences.iter().map(of).collect();
        let mut lines: Vec<&Line> = all.iter().collect();
        lines.sort_unstable();
        lines.dedup();
        let lines: Vec<Line> = lines.into_iter().cloned().collect();
        let which: Vec<usize> = all
            .iter()
            .map(|line| lines.binary_search(line).unwrap_or_default())
            .collect();
        let mut about = vec![About::default(); lines.len()];
        for (sequence, line) in sequences.iter().zip(&which) {
            let about = &mut about[*line];
            about.weight += 1;
            about.stops.resize(sequence.words.len(), false);
            for (behind, _) in &sequence.others {
                if let Some(last) = behind.checked_sub(1) {
                    about.stops[last as usize] = true;
                }
            }
        }
        let base = sequences
            .iter()
            .position(|sequence| usize::from(sequence.row.witness) == self.base)
            .map_or(0, |row| which[row]);
        let (columns, width) = align(&lines, &about, base, self.lexicon);
        (which.into_iter().map(|line| columns[line].clone()).collect(), width)
    }
}
