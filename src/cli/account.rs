//! `variorum check --account`: what becomes of each element and attribute of the texts in TEI.

use std::fmt::Write;

use serde_json::{Value, json};

use super::args::Format;
use super::failure::Failure;
use super::say;
use crate::build::Read;
use crate::source::is_tei;
use crate::source::tei::account::{Fate, Item, account};

/// Prints the account of an edition: what is left out first, with most words first.
///
/// # Errors
/// If standard output can't be written.
pub fn print(read: &Read, format: Format) -> Result<(), Failure> {
    let mut out = String::new();
    let mut list: Vec<Value> = vec![];
    let mut seen = vec![];
    for text in read.edition.texts.iter().filter(|text| is_tei(&text.path)) {
        // A file of several texts.
        if seen.contains(&&text.path) {
            continue;
        }
        seen.push(&text.path);
        let Some(file) = read.files.find(&text.path) else { continue };
        let mut items = account(&read.files, file);
        items.sort_by_key(|item| {
            let fate = match item.fate {
                Fate::LeftOut => 0,
                Fate::Used => 1,
                Fate::Printed => 2,
            };
            (fate, std::cmp::Reverse((item.words, item.count)))
        });
        match format {
            Format::Json => list.extend(items.iter().map(|item| as_json(read, item))),
            Format::Human => {
                let _ = writeln!(out, "{}", text.path.display());
                out.extend(items.iter().map(|item| line(read, item)));
            }
        }
    }
    if format == Format::Json {
        out = format!("{:#}\n", json!({ "account": list }));
    }
    say::print(out.as_bytes())
}

/// A name as it is written in XPath.
fn called(item: &Item) -> String {
    match &item.attribute {
        Some(attribute) => format!("{}/@{attribute}", item.element),
        None => item.element.clone(),
    }
}

fn line(read: &Read, item: &Item) -> String {
    let words = match item.words {
        0 => String::new(),
        1 => ", 1 word".to_owned(),
        count => format!(", {count} words"),
    };
    let place = read.files.locate(item.span);
    let (name, count) = (called(item), item.count);
    let fate = item.fate.name();
    format!("  {fate:<8}  {name:<20} {count:>6}{words}  {}  ({place})\n", item.how)
}

fn as_json(read: &Read, item: &Item) -> Value {
    let file = read.files.get(item.span.file);
    let (line, column) = file.line_column(item.span.start as usize);
    json!({
        "element": item.element,
        "attribute": item.attribute,
        "fate": item.fate,
        "how": item.how,
        "count": item.count,
        "words": item.words,
        "file": file.path.display().to_string(),
        "line": line,
        "column": column,
    })
}
