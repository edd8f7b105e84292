//! The proof: every witness, token for token, from the base text and the units alone.

use super::{Cell, Collation, Row, SectionTable};

/// Where a row is not what the base text and the units make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproven {
    /// The section, by its index in [`Collation::sections`].
    pub section: usize,
    /// The row.
    pub row: Row,
    /// The column of the section's table, by index.
    pub column: usize,
}

/// Looks at each row of each section: in a unit it must stand in exactly one reading (or have a
/// gap, or be absent) with its own tokens, and between units it must have the forms of the base
/// text. Each token of each witness must stand in the table exactly once for each hand that has
/// it. Gives the first fault of each row.
pub fn unproven(collation: &Collation) -> Vec<Unproven> {
    let mut faults = vec![];
    for (number, section) in collation.sections.iter().enumerate() {
        for row in 0..section.table.rows.len() {
            if let Some(column) = fault(collation, section, row) {
                let row = section.table.rows[row];
                faults.push(Unproven { section: number, row, column });
            }
        }
    }
    faults
}

/// The first column in which a row can't be rebuilt.
fn fault(collation: &Collation, section: &SectionTable, row: usize) -> Option<usize> {
    let table = &section.table;
    let of = table.rows[row];
    let base = table.row_of(collation.base)?;
    let witness = &collation.witnesses[usize::from(of.witness)];
    let base_tokens = &collation.witnesses[collation.base].tokens;
    let mut units = section.units.iter().peekable();
    let mut rebuilt: Vec<u32> = vec![];
    let mut column = 0;
    while column < table.width {
        if let Some(unit) = units.next_if(|unit| unit.columns.start as usize == column) {
            let mut found = unit
                .readings
                .iter()
                .flat_map(|reading| &reading.attestations)
                .filter(|attestation| attestation.row == of);
            let silent = unit.lacuna.iter().chain(&unit.absent).filter(|row| **row == of);
            let tokens = match (found.next(), found.next(), silent.count()) {
                (Some(attestation), None, 0) => attestation.tokens.as_slice(),
                (None, None, 1) => &[],
                _ => return Some(column),
            };
            rebuilt.extend(tokens);
            column = unit.columns.end as usize;
            continue;
        }
        // Where nobody differs, a row that is present says what the base text says.
        match (table.cell(base, column), table.cell(row, column)) {
            (Cell::Token(a), Cell::Token(b))
                if base_tokens[a as usize].form == witness.tokens[b as usize].form =>
            {
                rebuilt.push(b);
            }
            (_, Cell::Lacuna | Cell::Absent) => {}
            (a, b) if a.token().is_none() && b.token().is_none() => {}
            _ => return Some(column),
        }
        column += 1;
    }
    let parts = &section.parts[usize::from(of.witness)];
    let own = parts
        .iter()
        .flat_map(|part| witness.sections[*part as usize].tokens.clone())
        .filter(|token| witness.tokens[*token as usize].is_in(of.hand));
    rebuilt.into_iter().ne(own).then_some(table.width)
}
