//! A part of a collation for one who decides: a unit, the alignment of its section, and what is
//! decided there, as plain data.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use serde::Serialize;

use super::decided::Decided;
use super::decisions::{DecidedUnit, Ground, Verdict, names, row_name};
use super::edition::Collated;
use super::export::{cells, rows};
use super::{Cell, Collation, ReadingState, Row, SectionTable, Unit, VariantClass};
use crate::model::Dir;
use crate::span::Span;

/// The most columns of a section that are shown at once.
const WINDOW: usize = 400;

/// A place in a collation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The section, by its number from 0.
    pub section: usize,
    /// The column of its table.
    pub column: usize,
    /// The unit, by its number among all that were found.
    pub unit: Option<usize>,
}

/// A part of a collation.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    /// The id of the text.
    text: String,
    /// Whether its lines run from right to left.
    rtl: bool,
    /// The unit that is looked at, by its number among all that were found.
    unit: Option<usize>,
    /// How many units need a decision and have none.
    undecided: usize,
    /// How many units there are, without those that are ignored.
    count: usize,
    /// The unit before this one, and the one behind it.
    beside: [Option<usize>; 2],
    /// The same of those that are undecided.
    undecided_beside: [Option<usize>; 2],
    /// The section.
    section: Part,
    /// The names of the rows, the base text first.
    witnesses: Vec<String>,
    /// The columns that are shown.
    lines: Vec<Line>,
    /// The units in these columns.
    units: Vec<ShownUnit>,
}

/// A section, and how much of it is shown.
#[derive(Debug, Clone, Serialize)]
struct Part {
    /// Its number, from 0.
    number: usize,
    /// Its name.
    id: String,
    /// How many columns it has.
    width: usize,
    /// The columns that are shown.
    shown: Range<usize>,
}

/// A column of an alignment, which is shown as a line.
#[derive(Debug, Clone, Serialize)]
struct Line {
    /// The number of the word of the base text in its section.
    word: Option<usize>,
    /// The unit that it belongs to.
    unit: Option<usize>,
    /// What the rows have.
    cells: Vec<ShownCell>,
}

/// What a row has in a column.
#[derive(Debug, Clone, Serialize)]
struct ShownCell {
    /// The form of its word; nothing if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<String>,
    /// How its reading is marked.
    mark: &'static str,
    /// The witness and the token in it, by their indexes.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<(u16, u32)>,
    /// The direction of its word.
    dir: &'static str,
}

/// A unit that was found, with what is decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownUnit {
    /// Its number among all that were found.
    pub number: usize,
    /// A name of all that it is: another one as soon as its lemma, a reading or a witness of one
    /// is another.
    pub print: String,
    /// The name of its section.
    section: String,
    /// The number of the lemma's first word there; of an addition, of the word before.
    at: u32,
    /// How many words the lemma has.
    words: usize,
    /// The class that is decided, or was found.
    class: VariantClass,
    /// The word for what is decided.
    decision: &'static str,
    is_undecided: bool,
    /// Whether it is joined with the unit before.
    is_joined: bool,
    /// Its readings, that of the base text first.
    readings: Vec<ShownReading>,
    /// Who has a gap here.
    lacuna: Vec<String>,
    /// Who does not have this part of the text.
    absent: Vec<String>,
    comment: String,
    conjecture: String,
    by: String,
}

/// A reading of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ShownReading {
    /// Its words.
    text: String,
    /// What it is, if it is not just words.
    state: ReadingState,
    class: VariantClass,
    /// How it is marked.
    mark: &'static str,
    witnesses: Vec<String>,
}

/// A name of a text: another one as soon as the text is another.
pub fn print(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}{:x}", hasher.finish(), text.len())
}

/// A unit that was found, by its number; nothing if there is none.
pub fn unit(
    collation: &Collation,
    decided: &Decided,
    number: usize,
) -> Option<ShownUnit> {
    let unit = collation.units().nth(number)?;
    let at = decided.units.partition_point(|one| one.found.end <= number);
    let own = decided.units.get(at)?;
    Some(shown(collation, decided, (number, unit), own))
}

/// The unit at a place of the base text's file, or of the file of decisions, and the place in
/// the alignment; nothing if there is no word of the collation.
pub fn spot(collated: &Collated, span: Span) -> Option<Spot> {
    let Collated { collation, decided, .. } = collated;
    let units = || collation.units().enumerate();
    if decided.decisions.file == Some(span.file) {
        let own = decided.units.iter().find(|one| {
            one.span
                .is_some_and(|own| own.start <= span.start && span.start < own.end)
        })?;
        let (number, unit) = units().nth(own.found.start)?;
        return Some(Spot {
            section: unit.section as usize,
            column: unit.columns.start as usize,
            unit: Some(number),
        });
    }
    let base = &collation.witnesses[collation.base];
    let is_it = |own: Span| {
        own.file == span.file
            && own.start < span.end.max(span.start + 1)
            && span.start < own.end
    };
    let at = base
        .tokens
        .iter()
        .position(|token| token.is_word() && is_it(token.span))?;
    let cell = Cell::Token(at as u32);
    let (section, column) =
        collation.sections.iter().enumerate().find_map(|(number, section)| {
            let parts = section.parts[collation.base].iter();
            let has =
                |part: &u32| base.sections[*part as usize].tokens.contains(&(at as u32));
            let is_here = parts.copied().any(|part| has(&part));
            let row = section
                .table
                .row(section.table.row_of(collation.base).filter(|_| is_here)?);
            Some((number, row.iter().position(|own| *own == cell)?))
        })?;
    let covers = |unit: &Unit| {
        unit.section as usize == section && unit.columns.contains(&(column as u32))
    };
    // An addition stands behind its word, at the beginning before it.
    let adds = |unit: &Unit, behind: bool| {
        let token = at as u32 + u32::from(behind);
        unit.section as usize == section && unit.base == (token..token)
    };
    let found = units()
        .find(|(_, unit)| covers(unit))
        .or_else(|| units().find(|(_, unit)| adds(unit, true)))
        .or_else(|| units().find(|(_, unit)| adds(unit, false) && unit.at == 0));
    Some(Spot {
        section,
        column,
        unit: found.map(|(number, _)| number),
    })
}

impl View {
    /// The section around a unit, else around a place. Nothing if there is neither.
    pub fn of(collation: &Collation, decided: &Decided, at: Spot) -> Option<Self> {
        let units: Vec<&Unit> = collation.units().collect();
        let unit = at.unit.map(|number| Some((number, *units.get(number)?)));
        let (number, column) = match unit {
            Some(unit) => {
                let (_, unit) = unit?;
                (unit.section as usize, unit.columns.start as usize)
            }
            None => (at.section, at.column),
        };
        let section = collation.sections.get(number)?;
        let first = match section.table.width > WINDOW {
            true => column.saturating_sub(WINDOW / 2).min(section.table.width - WINDOW),
            false => 0,
        };
        let columns = first..(first + WINDOW).min(section.table.width);
        // Where one looks, for what stands beside it.
        let here = at.unit.unwrap_or_else(|| {
            units.partition_point(|unit| {
                (unit.section as usize, unit.columns.start as usize) < (number, column)
            })
        });
        let walk = Walk { decided, units: &units };
        Some(Self {
            text: collation.text.clone(),
            rtl: collation.witnesses[collation.base].lang.dir() == Dir::Rtl,
            unit: at.unit,
            undecided: decided.undecided(),
            count: (0..units.len()).filter(|number| walk.is_told(*number)).count(),
            beside: walk.beside(here, at.unit.is_some(), |number| walk.is_told(number)),
            undecided_beside: walk
                .beside(here, at.unit.is_some(), |number| walk.is_undecided(number)),
            witnesses: rows(collation)
                .into_iter()
                .map(|(_, name)| siglum(collation, &name))
                .collect(),
            lines: lines(collation, section, &walk.within(number, &columns), &columns),
            units: walk
                .within(number, &columns)
                .into_iter()
                .map(|(number, own)| {
                    shown(collation, decided, (number, units[number]), own)
                })
                .collect(),
            section: Part {
                number,
                id: section.id.clone(),
                width: section.table.width,
                shown: columns,
            },
        })
    }
}

/// The units that were found and what is decided about them.
struct Walk<'a> {
    decided: &'a Decided,
    units: &'a [&'a Unit],
}

impl<'a> Walk<'a> {
    fn decided(&self, number: usize) -> Option<&'a DecidedUnit> {
        let at = self.decided.units.partition_point(|one| one.found.end <= number);
        self.decided.units.get(at)
    }

    /// Whether one who walks from unit to unit comes to it.
    fn is_told(&self, number: usize) -> bool {
        self.units[number].class != VariantClass::Ignored
            || self.decided.merged.of_unit[number].is_some()
    }

    fn is_undecided(&self, number: usize) -> bool {
        self.decided(number)
            .is_some_and(|one| one.is_undecided && one.found.start == number)
    }

    /// The next unit before a number and the next one behind it.
    fn beside(
        &self,
        here: usize,
        is_unit: bool,
        is_it: impl Fn(usize) -> bool,
    ) -> [Option<usize>; 2] {
        let behind = here + usize::from(is_unit);
        [
            (0..here.min(self.units.len())).rev().find(|number| is_it(*number)),
            (behind..self.units.len()).find(|number| is_it(*number)),
        ]
    }

    /// The units of some columns of a section, by their numbers, with what is decided.
    fn within(
        &self,
        section: usize,
        columns: &Range<usize>,
    ) -> Vec<(usize, &'a DecidedUnit)> {
        let first = self.units.partition_point(|unit| (unit.section as usize) < section);
        let own = self.units.iter().enumerate().skip(first);
        own.take_while(|(_, unit)| unit.section as usize == section)
            .filter(|(_, unit)| {
                (unit.columns.start as usize) < columns.end
                    && columns.start < unit.columns.end as usize
            })
            .filter_map(|(number, _)| Some((number, self.decided(number)?)))
            .collect()
    }
}

/// The columns of a section as lines.
fn lines(
    collation: &Collation,
    section: &SectionTable,
    units: &[(usize, &DecidedUnit)],
    columns: &Range<usize>,
) -> Vec<Line> {
    let all: Vec<(Row, Vec<Cell>)> = rows(collation)
        .into_iter()
        .map(|(row, _)| (row, cells(&section.table, row).collect()))
        .collect();
    let tokens = &collation.witnesses[collation.base].tokens;
    let base = section.table.row_of(collation.base).map(|row| section.table.row(row));
    let is_word =
        |cell: &Cell| cell.token().is_some_and(|at| tokens[at as usize].is_word());
    let mut words = base.map_or(0, |row| {
        row[..columns.start].iter().filter(|cell| is_word(cell)).count()
    });
    let found: Vec<&Unit> = collation.units().collect();
    let line = |column: usize| {
        let has_word = base.is_some_and(|row| is_word(&row[column]));
        words += usize::from(has_word);
        let covers = |unit: &Unit| unit.columns.contains(&(column as u32));
        let unit = units.iter().find(|(number, _)| covers(found[*number]));
        // The parts of one that is split stand behind each other.
        let decided = units.iter().map(|(_, own)| *own).find(|own| covers(&own.unit));
        Line {
            word: has_word.then_some(words),
            unit: unit.map(|(number, _)| *number),
            cells: all
                .iter()
                .map(|(row, cells)| cell(collation, *row, cells[column], decided))
                .collect(),
        }
    };
    columns.clone().map(line).collect()
}

fn cell(
    collation: &Collation,
    row: Row,
    cell: Cell,
    unit: Option<&DecidedUnit>,
) -> ShownCell {
    let witness = &collation.witnesses[usize::from(row.witness)];
    let mark = match cell {
        Cell::Lacuna => "lacuna",
        Cell::Absent => "absent",
        Cell::Token(_) | Cell::Omitted => unit.map_or("", |unit| unit.mark(row)),
    };
    ShownCell {
        form: cell.token().map(|at| witness.tokens[at as usize].form.to_string()),
        mark,
        token: cell.token().map(|at| (row.witness, at)),
        dir: if witness.lang.dir() == Dir::Rtl { "rtl" } else { "ltr" },
    }
}

/// The name of a row with the siglum of its witness in the place of the id: `B*`, `B^2`.
fn siglum(collation: &Collation, name: &str) -> String {
    let stem = name.find(['*', '^']).map_or(name, |at| &name[..at]);
    let mut witnesses = collation.witnesses.iter();
    match witnesses.find(|witness| witness.id == stem && !stem.is_empty()) {
        Some(witness) => format!("{}{}", witness.siglum, &name[stem.len()..]),
        None => name.to_owned(),
    }
}

fn shown(
    collation: &Collation,
    decided: &Decided,
    (number, unit): (usize, &Unit),
    own: &DecidedUnit,
) -> ShownUnit {
    let ground = Ground::of(collation, unit);
    let entry = decided.merged.of_unit[number].map(|at| &decided.decisions.entries[at]);
    let is_joined = own.found.start < number;
    // A reading is the same in the unit that is printed, unless that one is joined or split.
    let is_same = own.unit.columns == unit.columns;
    let readings = unit.readings.iter().enumerate().map(|(at, reading)| {
        let now = own.unit.readings.get(at).filter(|_| is_same).unwrap_or(reading);
        let names = names(collation, unit, &reading.attestations);
        ShownReading {
            text: reading.text.clone(),
            state: reading.state,
            class: now.class,
            mark: if is_same { own.mark_of(at) } else { "" },
            witnesses: names.iter().map(|name| siglum(collation, name)).collect(),
        }
    });
    let names = |rows: &[Row]| {
        let names = rows.iter().map(|row| row_name(collation, *row));
        names.map(|name| siglum(collation, &name)).collect()
    };
    let tokens = &collation.witnesses[collation.base].tokens;
    let base = unit.base.clone();
    let said = |words: Option<&String>| words.cloned().unwrap_or_default();
    ShownUnit {
        number,
        print: print(&format!("{ground:?}")),
        section: ground.section.clone(),
        at: unit.at,
        words: base.filter(|at| tokens[*at as usize].is_word()).count(),
        class: if is_joined { unit.class } else { own.unit.class },
        decision: match entry.and_then(|entry| entry.verdict) {
            Some(verdict) => verdict.name(),
            None if is_joined => Verdict::Join.name(),
            None if !own.suppressed.is_empty() => "a reading suppressed",
            None => own.decision(),
        },
        is_undecided: own.is_undecided && !is_joined,
        is_joined,
        readings: readings.collect(),
        lacuna: names(&unit.lacuna),
        absent: names(&unit.absent),
        comment: said(entry.and_then(|entry| entry.comment.as_ref())),
        conjecture: said(entry.and_then(|entry| entry.conjecture.as_ref())),
        by: said(entry.and_then(|entry| entry.by.as_ref())),
    }
}
