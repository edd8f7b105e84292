//! The alignment as tab-separated values: a line a column, a field a row.

use super::{cells, rows, token};
use crate::collate::{Cell, Collation};

/// The table. After a header, each line has the id of the section, the number of the column
/// there from 1, and what each row has. What is no text begins with a backslash: `\om` where
/// there is nothing, `\lac` where nothing can be read, `\abs` where the witness does not have
/// this part at all. In text `\\`, `\t` and `\n` stand for themselves.
pub fn table(collation: &Collation) -> String {
    let rows = rows(collation);
    let mut out = String::from("section\tcolumn");
    for (_, name) in &rows {
        out.push('\t');
        out.push_str(&field(name));
    }
    out.push('\n');
    for section in &collation.sections {
        let mut all: Vec<_> = rows
            .iter()
            .map(|(row, _)| (*row, cells(&section.table, *row)))
            .collect();
        for column in 1..=section.table.width {
            out.push_str(&field(&section.id));
            out.push_str(&format!("\t{column}"));
            for (row, cells) in &mut all {
                out.push('\t');
                match cells.next().unwrap_or(Cell::Absent) {
                    Cell::Token(at) => {
                        out.push_str(&field(&token(collation, *row, at).form))
                    }
                    Cell::Omitted => out.push_str("\\om"),
                    Cell::Lacuna => out.push_str("\\lac"),
                    Cell::Absent => out.push_str("\\abs"),
                }
            }
            out.push('\n');
        }
    }
    out
}

/// A text as a field.
pub(crate) fn field(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
}
