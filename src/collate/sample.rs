//! Small collations for tests, written as tables: columns stand between bars.

use super::decisions::DecidedUnit;
use super::{
    Attestation, Cell, Collation, Gap, GapKind, Hand, Reading, ReadingState, Row,
    Section, SectionTable, Table, Token, TokenClass, TokenState, Unit, VariantClass,
    Witness,
};
use crate::model::Lang;
use crate::span::{FileId, Span};

/// The collation of sections, each a name and its rows: `A rope | and | a knot` has a word in
/// each of three columns, `-` is an omission, `?` a lacuna, `/` is absent. The first row is the
/// base text. Words that differ in case only are one spelling, others are substantive.
pub(crate) fn collation(ids: &[&str], sections: &[(&str, &[&str])]) -> Collation {
    let mut witnesses: Vec<Witness> = ids
        .iter()
        .enumerate()
        .map(|(number, id)| Witness {
            id: (*id).to_owned(),
            siglum: (*id).to_owned(),
            lang: Lang::new("en"),
            file: FileId(number as u32),
            hands: vec![Hand::default()],
            tokens: vec![],
            sections: vec![],
            gaps: vec![],
        })
        .collect();
    let mut found = vec![];
    for (number, (name, rows)) in sections.iter().enumerate() {
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.split('|').map(str::trim).collect())
            .collect();
        let table = table(&mut witnesses, &rows, name);
        let units = units(&witnesses, number as u32, &table);
        found.push(SectionTable {
            id: (*name).to_owned(),
            parts: vec![vec![number as u32]; ids.len()],
            moved: vec![false; ids.len()],
            table,
            units,
        });
    }
    Collation {
        text: "rope".to_owned(),
        witnesses,
        base: 0,
        sections: found,
        transpositions: vec![],
    }
}

fn table(witnesses: &mut [Witness], rows: &[Vec<&str>], name: &str) -> Table {
    let mut table = Table { width: rows[0].len(), ..Table::default() };
    for (number, (witness, row)) in witnesses.iter_mut().zip(rows).enumerate() {
        table.rows.push(Row { witness: number as u16, hand: 0 });
        let first = witness.tokens.len() as u32;
        for form in row {
            let at = witness.tokens.len() as u32;
            let start =
                witness.tokens.last().map_or(0, |token| token.span.end as usize + 1);
            table.cells.push(match *form {
                "-" => Cell::Omitted,
                "/" => Cell::Absent,
                "?" => {
                    let span = Span::new(witness.file, start..start);
                    witness.gaps.push(Gap {
                        at,
                        kind: GapKind::Lacuna,
                        letters: None,
                        span,
                    });
                    Cell::Lacuna
                }
                form => {
                    witness.tokens.push(token(witness.file, start, form));
                    Cell::Token(at)
                }
            });
        }
        witness.sections.push(Section {
            id: Some(name.to_owned()),
            tokens: first..witness.tokens.len() as u32,
            span: Span::new(witness.file, 0..0),
        });
    }
    table
}

fn token(file: FileId, start: usize, form: &str) -> Token {
    Token {
        span: Span::new(file, start..start + form.len()),
        form: form.into(),
        normal: form.to_lowercase().into(),
        class: TokenClass::Word,
        state: TokenState::Clear,
        written: 0,
        deleted: None,
        glued: false,
    }
}

/// A unit for each run of columns in which the same rows differ.
fn units(witnesses: &[Witness], section: u32, table: &Table) -> Vec<Unit> {
    let form = |row: usize, column: usize| match table.cell(row, column) {
        Cell::Token(at) => Some(&*witnesses[row].tokens[at as usize].form),
        _ => None,
    };
    let is_silent =
        |row, column| matches!(table.cell(row, column), Cell::Lacuna | Cell::Absent);
    let rows = 0..table.rows.len();
    let differing = |column: usize| -> Vec<usize> {
        let differs =
            |row| !is_silent(row, column) && form(row, column) != form(0, column);
        rows.clone().filter(|row| differs(*row)).collect()
    };
    let mut units = vec![];
    let mut column = 0;
    while column < table.width {
        let start = column;
        let first = differing(column);
        while column < table.width && !first.is_empty() && differing(column) == first {
            column += 1;
        }
        if start == column {
            column += 1;
        } else {
            units.push(unit(witnesses, section, table, start..column));
        }
    }
    units
}

fn unit(
    witnesses: &[Witness],
    section: u32,
    table: &Table,
    columns: std::ops::Range<usize>,
) -> Unit {
    let before = table.row(0)[..columns.start].iter().filter_map(|cell| cell.token());
    let first = witnesses[0].sections[section as usize].tokens.start;
    let start = first + before.count() as u32;
    let mut unit = Unit {
        section,
        columns: columns.start as u32..columns.end as u32,
        at: start - first,
        base: start..start,
        readings: vec![],
        lacuna: vec![],
        absent: vec![],
        class: VariantClass::Ignored,
    };
    for (row, of) in table.rows.iter().enumerate() {
        let cells = &table.row(row)[columns.clone()];
        let tokens: Vec<u32> = cells.iter().filter_map(|cell| cell.token()).collect();
        if row == 0 {
            unit.base.end += tokens.len() as u32;
            unit.at += u32::from(!tokens.is_empty());
        } else if tokens.is_empty() && cells.contains(&Cell::Lacuna) {
            unit.lacuna.push(*of);
            continue;
        } else if tokens.is_empty() && cells.contains(&Cell::Absent) {
            unit.absent.push(*of);
            continue;
        }
        let forms: Vec<&str> = tokens
            .iter()
            .map(|at| &*witnesses[row].tokens[*at as usize].form)
            .collect();
        let text = forms.join(" ");
        let attested = Attestation {
            row: *of,
            tokens: tokens.clone(),
            is_spelled_otherwise: false,
        };
        if let Some(known) = unit.readings.iter_mut().find(|known| known.text == text) {
            known.attestations.push(attested);
            continue;
        }
        let class = match unit.readings.first() {
            None => VariantClass::Ignored,
            Some(base) if base.normal == text.to_lowercase() => {
                VariantClass::Orthographic
            }
            Some(_) => VariantClass::Substantive,
        };
        let state =
            if tokens.is_empty() { ReadingState::Omitted } else { ReadingState::Words };
        unit.class = unit.class.max(class);
        let normal = text.to_lowercase();
        unit.readings.push(Reading {
            state,
            text,
            normal,
            class,
            attestations: vec![attested],
            link: None,
        });
    }
    unit
}

/// The units of a collation about which nothing is decided.
pub(crate) fn undecided(collation: &Collation) -> Vec<DecidedUnit> {
    let units = collation.units().cloned().enumerate();
    units
        .map(|(number, unit)| DecidedUnit::undecided(number, unit))
        .collect()
}
