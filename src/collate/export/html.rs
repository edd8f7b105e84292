//! The alignment as a page for a browser: a column for each witness, a row for each place.

use std::fmt::Write as _;

use super::{cells, rows, token, xml};
use crate::collate::decisions::DecidedUnit;
use crate::collate::{Cell, Collation, Row, SectionTable};
use crate::model::{Dir, Lang};
use crate::span::Files;

/// The page. Each cell says in which file and line its word is written; rows have the color of
/// the class of their unit, as it was decided; what is suppressed is struck through, and another
/// lemma than the text has is underlined. It needs no other file and no script.
pub fn page(collation: &Collation, units: &[DecidedUnit], files: &Files) -> String {
    let rows = rows(collation);
    let title = format!("Collation of {}", collation.text);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n\
         <p class=\"key\"><label><input type=\"checkbox\" id=\"only\"> only variants</label>\n\
         <span class=\"substantive\">substantive</span>\n\
         <span class=\"orthographic\">orthographic</span>\n\
         <span class=\"ignored\">ignored</span>\n\
         <span class=\"lemma\">lemma</span>\n\
         <span class=\"suppressed\">suppressed</span>\n\
         <span class=\"silent\">lacuna</span>\n\
         <span class=\"absent\">absent</span></p>\n<table dir=\"{}\">\n<thead><tr><th></th>",
        xml(&title),
        xml(&title),
        direction(&collation.witnesses[collation.base].lang)
    );
    for (_, name) in &rows {
        let _ = write!(out, "<th scope=\"col\"><bdi>{}</bdi></th>", xml(name));
    }
    out.push_str("</tr></thead>\n");
    let mut units = units;
    for (number, section) in collation.sections.iter().enumerate() {
        let count = units.partition_point(|one| one.unit.section as usize <= number);
        let (own, others) = units.split_at(count);
        units = others;
        write_section(collation, files, (section, own), &rows, &mut out);
    }
    out.push_str("</table>\n</body>\n</html>\n");
    out
}

fn write_section(
    collation: &Collation,
    files: &Files,
    (section, units): (&SectionTable, &[DecidedUnit]),
    rows: &[(Row, String)],
    out: &mut String,
) {
    let _ = writeln!(
        out,
        "<tbody><tr class=\"section\"><th colspan=\"{}\" scope=\"rowgroup\">{}{}</th></tr>",
        rows.len() + 1,
        xml(&section.id),
        xml(&elsewhere(collation, section, rows))
    );
    let all: Vec<Vec<Cell>> = rows
        .iter()
        .map(|(row, _)| cells(&section.table, *row).collect())
        .collect();
    let base = section.table.row_of(collation.base).unwrap_or(0);
    let base_tokens = &collation.witnesses[collation.base].tokens;
    let mut units = units.iter().peekable();
    let mut words = 0;
    for column in 0..section.table.width {
        while units.next_if(|one| one.unit.columns.end as usize <= column).is_some() {}
        let unit = units.peek().copied();
        let unit = unit.filter(|one| one.unit.columns.start as usize <= column);
        let is_word = section
            .table
            .cell(base, column)
            .token()
            .is_some_and(|at| base_tokens[at as usize].is_word());
        words += u32::from(is_word);
        let class = unit.map_or("same", |one| one.unit.class.name());
        let is_suppressed = unit.is_some_and(|one| one.is_suppressed);
        let class = format!("{class}{}", if is_suppressed { " suppressed" } else { "" });
        let number = if is_word { words.to_string() } else { String::new() };
        let _ = write!(out, "<tr class=\"{class}\"><th scope=\"row\">{number}</th>");
        for ((row, _), cells) in rows.iter().zip(&all) {
            write_cell(collation, files, *row, cells[column], unit, out);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n");
}

/// Which rows have a section elsewhere, and where.
fn elsewhere(
    collation: &Collation,
    section: &SectionTable,
    rows: &[(Row, String)],
) -> String {
    let mut said = String::new();
    for unit in section.units.iter().take_while(|unit| unit.columns.is_empty()) {
        for reading in unit.readings.iter().filter(|reading| reading.link.is_some()) {
            let has = |row: &Row| reading.attestations.iter().any(|own| own.row == *row);
            let names: Vec<&str> = rows
                .iter()
                .filter(|(row, _)| has(row))
                .map(|(_, name)| name.as_str())
                .collect();
            let _ = write!(said, " · {} {}", collation.label(reading), names.join(" "));
        }
    }
    said
}

fn write_cell(
    collation: &Collation,
    files: &Files,
    row: Row,
    cell: Cell,
    unit: Option<&DecidedUnit>,
    out: &mut String,
) {
    let mark = unit.map_or("", |unit| unit.mark(row));
    let class = if mark.is_empty() { String::new() } else { format!(" {mark}") };
    let at = match cell {
        Cell::Token(at) => at,
        Cell::Omitted => {
            let _ = write!(out, "<td class=\"none{class}\"></td>");
            return;
        }
        Cell::Lacuna => return out.push_str("<td class=\"silent\">…</td>"),
        Cell::Absent => return out.push_str("<td class=\"absent\"></td>"),
    };
    let class = match class.trim() {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    let token = token(collation, row, at);
    let lang = &collation.witnesses[usize::from(row.witness)].lang;
    let _ = write!(
        out,
        "<td{class} dir=\"{}\" lang=\"{}\" title=\"{}\">{}</td>",
        direction(lang),
        xml(&lang.0),
        xml(&files.locate(token.span)),
        xml(&token.form)
    );
}

/// The direction of a language: the columns of a text from right to left begin at the right.
fn direction(lang: &Lang) -> &'static str {
    if lang.dir() == Dir::Rtl { "rtl" } else { "ltr" }
}

const STYLE: &str = "\
body { font: 16px/1.4 Georgia, 'Noto Serif', serif; margin: 1.5em; color: #222; }
h1 { font-size: 1.3em; font-weight: normal; }
.key span { padding: 0.1em 0.6em; margin-inline-start: 0.6em; }
table { border-collapse: collapse; }
th, td { padding: 0.1em 0.7em; text-align: start; border-bottom: 1px solid #eee; }
thead th { position: sticky; top: 0; background: #fff; border-bottom: 2px solid #888; }
:where(tbody th, tbody td:nth-child(2), thead th:nth-child(2)) { position: sticky; inset-inline-start: 0; background: #fff; }
:where(tbody td:nth-child(2), thead th:nth-child(2)) { inset-inline-start: 2.6em; }
thead th:nth-child(2) { z-index: 1; }
tbody th { min-width: 2em; box-sizing: border-box; color: #888; font-weight: normal; font-size: 0.8em; }
tr.section th { color: #222; font-size: 1em; padding-top: 1em; border-bottom: 1px solid #888; }
span.substantive, td.substantive { background: #f6c6bd; }
span.orthographic, td.orthographic { background: #d5e3f5; }
span.lemma, td.lemma { background: #dcefd2; text-decoration: underline; }
span.suppressed, td.suppressed, tr.suppressed td { background: #eee; color: #777; text-decoration: line-through; }
span.ignored, tr.ignored td { background: #f4f4ee; }
span.silent, td.silent { background: repeating-linear-gradient(45deg, #ddd 0 4px, #f4f4f4 4px 8px); }
span.absent, td.absent { background: #f7f7f7; }
tr.substantive td, tr.orthographic td { border-bottom-color: #ccc; }
td.none::after { content: '–'; color: #aaa; }
body:has(#only:checked) :is(tr.same, tr.ignored) { display: none; }
@media print { thead th { position: static; } .key label { display: none; } }
";
