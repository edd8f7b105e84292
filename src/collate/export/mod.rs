//! A collation as other programs read it: pure functions from a collation to the text of a
//! file.
//!
//! The alignment goes out as a table ([`tsv`], [`collatex`]) and as a graph ([`graphml`]), the
//! apparatus as TEI ([`tei`]), the variants as a matrix for stemmatology ([`matrix`]). A row is
//! a hand of a witness everywhere.

pub mod collatex;
pub mod graphml;
pub mod html;
pub mod matrix;
pub mod tei;
#[cfg(test)]
mod tests;
pub mod tsv;

use std::collections::BTreeSet;

use super::decisions::row_name;
use super::{Cell, Collation, Row, Table, Token};
use crate::source::tei::escaped;

/// The rows of a collation, with their names.
pub(crate) fn rows(collation: &Collation) -> Vec<(Row, String)> {
    let rows = collation.witnesses.iter().enumerate().flat_map(|(number, witness)| {
        (0..witness.hands.len().max(1))
            .map(move |hand| Row { witness: number as u16, hand: hand as u8 })
    });
    rows.map(|row| (row, row_name(collation, row))).collect()
}

/// What a row has in each column of a table, by the row's place there; nothing but
/// [`Cell::Absent`] if the table does not have the row.
pub(crate) fn cells<'a>(
    table: &'a Table,
    row: Row,
) -> impl Iterator<Item = Cell> + use<'a> {
    let at = table.rows.iter().position(|other| *other == row);
    (0..table.width).map(move |column| match at {
        Some(at) => table.cell(at, column),
        None => Cell::Absent,
    })
}

/// A token of a row.
fn token(collation: &Collation, row: Row, at: u32) -> &Token {
    &collation.witnesses[usize::from(row.witness)].tokens[at as usize]
}

/// Adds words to a text as a witness has them, with a space where it has one.
fn push(out: &mut String, token: &Token, form: &str) {
    if !out.is_empty() && !token.glued {
        out.push(' ');
    }
    out.push_str(form);
}

/// Text between tags of XML, and values of attributes, on one line. What XML can't have is left
/// out.
pub(crate) fn xml(text: &str) -> String {
    escaped(text).replace('"', "&quot;").replace(['\n', '\t'], " ")
}

/// A name of XML for each text, all different: letters, digits, `-`, `_` and `.` stay, what else
/// there is becomes `-`.
fn xml_ids<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    texts
        .map(|text| {
            let mut id: String = text
                .chars()
                .map(|c| match c {
                    '*' => '.',
                    c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
                    // Letters of all scripts but for a few are letters of names too.
                    c if c.is_alphabetic() && u32::from(c) > 0xc0 && is_name(c) => c,
                    _ => '-',
                })
                .collect();
            if !id.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                id.insert(0, '_');
            }
            let mut number = 2;
            let stem = id.clone();
            while !taken.insert(id.clone()) {
                id = format!("{stem}_{number}");
                number += 1;
            }
            id
        })
        .collect()
}

/// Whether a letter may stand in a name of XML (XML 1.0, production 4).
fn is_name(c: char) -> bool {
    matches!(u32::from(c),
        0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0x2ff | 0x370..=0x37d | 0x37f..=0x1fff
        | 0x200c..=0x200d | 0x2070..=0x218f | 0x2c00..=0x2fef | 0x3001..=0xd7ff
        | 0xf900..=0xfdcf | 0xfdf0..=0xfffd | 0x10000..=0xeffff)
}
