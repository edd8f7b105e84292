//! The JSON of CollateX: its table, and its witnesses as input.

use serde::Deserialize;
use serde_json::Value;

use super::{cells, rows, token};
use crate::collate::{Cell, Collation};
use crate::diag::Diagnostic;
use crate::span::{FileId, Span};

/// The alignment in the form that CollateX writes: `witnesses` are the names of the rows;
/// `table` has a list for each column, in it a list of tokens for each row, empty where the row
/// has none. A token has `t`, its form with the space behind it, and `n`, its normal form. Two
/// keys are ours: `sections`, with the first column of each from 0, and `silent`, with the cells
/// that are empty because of a lacuna or because the witness does not have that part.
pub fn table(collation: &Collation) -> String {
    let rows = rows(collation);
    let names: Vec<String> = rows.iter().map(|(_, name)| string(name)).collect();
    let mut out = format!("{{\"witnesses\":[{}],\n\"table\":[", names.join(","));
    let mut sections: Vec<String> = vec![];
    let mut silent: Vec<String> = vec![];
    let mut count = 0;
    for section in &collation.sections {
        sections.push(format!("{{\"id\":{},\"column\":{count}}}", string(&section.id)));
        let all: Vec<Vec<Cell>> = rows
            .iter()
            .map(|(row, _)| cells(&section.table, *row).collect())
            .collect();
        for column in 0..section.table.width {
            out.push_str(if count > 0 { ",\n[" } else { "\n[" });
            for (number, ((row, _), cells)) in rows.iter().zip(&all).enumerate() {
                out.push_str(if number > 0 { ",[" } else { "[" });
                match cells[column] {
                    Cell::Token(at) => {
                        let own = token(collation, *row, at);
                        // Whether a space follows is known from the next token of the row.
                        let next =
                            cells[column + 1..].iter().find_map(|cell| cell.token());
                        let is_glued =
                            next.is_some_and(|next| token(collation, *row, next).glued);
                        let space = if is_glued { "" } else { " " };
                        let form = string(&format!("{}{space}", own.form));
                        let normal = string(&own.normal);
                        out.push_str(&format!("{{\"t\":{form},\"n\":{normal}}}"));
                    }
                    Cell::Omitted => {}
                    state @ (Cell::Lacuna | Cell::Absent) => {
                        let state =
                            if state == Cell::Lacuna { "lacuna" } else { "absent" };
                        let name = &names[number];
                        silent.push(format!(
                            "{{\"column\":{count},\"witness\":{name},\"state\":\"{state}\"}}"
                        ));
                    }
                }
                out.push(']');
            }
            out.push(']');
            count += 1;
        }
    }
    out.push_str(&format!(
        "],\n\"sections\":[{}],\n\"silent\":[{}]}}\n",
        sections.join(","),
        silent.join(",")
    ));
    out
}

/// A text as a string of JSON.
fn string(text: &str) -> String {
    Value::from(text).to_string()
}

/// A witness as CollateX takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenWitness {
    /// Its id.
    pub id: String,
    /// What it consists of.
    pub content: GivenContent,
}

/// The text of a witness as CollateX takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenContent {
    /// Running text, and where it is written.
    Text(String, Span),
    /// Tokens: the form, the normal form if one is given, and where the form is written.
    Tokens(Vec<(String, Option<String>, Span)>),
}

#[derive(Deserialize)]
struct Given {
    witnesses: Vec<GivenOne>,
}

#[derive(Deserialize)]
struct GivenOne {
    id: String,
    content: Option<String>,
    tokens: Option<Vec<GivenToken>>,
}

#[derive(Deserialize)]
struct GivenToken {
    t: String,
    n: Option<String>,
}

/// Reads the witnesses of a file: `{"witnesses": [{"id", "content" or "tokens": [{"t", "n"}]}]}`.
/// Other keys are passed over, as CollateX does.
///
/// # Errors
/// If the file is not JSON of this form, or two witnesses have one id.
pub fn witnesses(file: FileId, source: &str) -> Result<Vec<GivenWitness>, Diagnostic> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let given: Given = serde_json::from_str(source).map_err(|error| {
        let lines = source.split_inclusive('\n').take(error.line().saturating_sub(1));
        let line: usize = lines.map(str::len).sum();
        let at = (line + error.column().saturating_sub(1)).min(source.len());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Diagnostic::error("bad-collatex", format!("not witnesses as CollateX takes them: {message}"))
            .at(Span::new(file, at..at))
            .hint("write `{\"witnesses\": [{\"id\": \"A\", \"content\": \"…\"}]}`, or `tokens` with `t` and `n`")
    })?;
    let mut places = strings(source).into_iter();
    let mut place = |key: &str| {
        let found = places.by_ref().find(|(of, _)| of == key);
        found.map_or(Span::new(file, 0..0), |(_, range)| Span::new(file, range))
    };
    let mut all: Vec<GivenWitness> = vec![];
    for one in given.witnesses {
        if all.iter().any(|other| other.id == one.id) {
            let message = format!("two witnesses have the id `{}`", one.id);
            return Err(Diagnostic::error("bad-collatex", message)
                .at(Span::new(file, 0..0))
                .hint("give each witness an id of its own"));
        }
        let content = match (one.content, one.tokens) {
            (Some(text), _) => {
                let place = place("content");
                GivenContent::Text(text, place)
            }
            (None, Some(tokens)) => GivenContent::Tokens(
                tokens
                    .into_iter()
                    .map(|token| (token.t.trim().to_owned(), token.n, place("t")))
                    .collect(),
            ),
            (None, None) => {
                let message = format!("the witness `{}` has no text", one.id);
                return Err(Diagnostic::error("bad-collatex", message)
                    .at(Span::new(file, 0..0))
                    .hint("add `content` or `tokens`"));
            }
        };
        all.push(GivenWitness { id: one.id, content });
    }
    Ok(all)
}

/// The strings of a JSON text that are values of a key, in order, each with its key and the
/// bytes between its quotation marks.
pub(crate) fn strings(source: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let bytes = source.as_bytes();
    let mut found: Vec<(String, std::ops::Range<usize>)> = vec![];
    let mut key: Option<String> = None;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let start = at + 1;
        at = start;
        while at < bytes.len() && bytes[at] != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        let end = at.min(bytes.len());
        at = end + 1;
        let rest = source.get(at..).unwrap_or_default().trim_start();
        let text = source.get(start..end).unwrap_or_default();
        if rest.starts_with(':') {
            key = Some(text.to_owned());
        } else if let Some(key) = key.take() {
            found.push((key, start..end));
        }
    }
    found
}
