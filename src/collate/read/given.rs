//! Witnesses and alignments in the JSON of CollateX.
//!
//! A file of witnesses has the tokens or the words of several; a file with a table has an
//! alignment made elsewhere, which is kept as it is. The Java program writes a list for each
//! column of the table, the Python program one for each witness, with `null` where it has
//! nothing.

use serde::Deserialize;
use serde_json::Value;

use super::words::{pieces, token, tokenize};
use crate::collate::export::collatex::{GivenContent, GivenWitness, strings};
use crate::collate::{Gap, GapKind, Hand, Section, Token, Witness};
use crate::diag::Diagnostic;
use crate::model::Lang;
use crate::span::{FileId, Files, Span};

/// An alignment that was made elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenTable {
    /// The names of its rows.
    pub names: Vec<String>,
    /// For each row its cells, in each the tokens.
    pub rows: Vec<Vec<Vec<GivenToken>>>,
    /// Cells that are empty because of a gap: the row and the column, by index; in order.
    pub silent: Vec<(usize, usize)>,
}

/// A token of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenToken {
    /// Its form, with the white space behind it.
    pub form: String,
    /// Its normal form, if one is given.
    pub normal: Option<String>,
    /// Where the form is written.
    pub span: Span,
}

#[derive(Deserialize)]
struct Table {
    witnesses: Vec<String>,
    table: Vec<Vec<Option<Vec<TableToken>>>>,
    #[serde(default)]
    silent: Vec<Silent>,
}

#[derive(Deserialize)]
struct TableToken {
    t: String,
    n: Option<String>,
    /// Only the Python program writes it.
    #[serde(rename = "_sigil")]
    sigil: Option<String>,
}

#[derive(Deserialize)]
struct Silent {
    column: usize,
    witness: String,
}

/// Whether JSON has an alignment, and not only witnesses.
pub fn is_table(source: &str) -> bool {
    let value = serde_json::from_str::<Value>(source.trim_start_matches('\u{feff}'));
    value.is_ok_and(|value| value.get("table").is_some())
}

/// Reads an alignment.
///
/// # Errors
/// If the file is not of this form, or its lists do not have as many cells as there are witnesses.
pub fn alignment(file: FileId, source: &str) -> Result<GivenTable, Diagnostic> {
    let fault = |message: String, at: usize| {
        Diagnostic::error("bad-collatex", message)
            .at(Span::new(file, at..at))
            .hint("write the table as CollateX does: a list for each column, in it a list of tokens for each witness")
    };
    let bom = source.len() - source.trim_start_matches('\u{feff}').len();
    let body = &source[bom..];
    let found: Table = serde_json::from_str(body).map_err(|error| {
        let lines = body.split_inclusive('\n').take(error.line().saturating_sub(1));
        let line: usize = lines.map(str::len).sum();
        let at = (bom + line + error.column().saturating_sub(1)).min(source.len());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        fault(format!("not an alignment as CollateX writes it: {message}"), at)
    })?;
    let count = found.witnesses.len();
    let mut places = strings(body).into_iter().filter(|(key, _)| key == "t");
    let mut is_python = false;
    let lists: Vec<Vec<Vec<GivenToken>>> = found
        .table
        .into_iter()
        .map(|list| {
            let cells = list.into_iter().map(|cell| {
                let tokens = cell.unwrap_or_default().into_iter().map(|token| {
                    is_python |= token.sigil.is_some();
                    let range = places.next().map_or(0..0, |(_, range)| range);
                    GivenToken {
                        form: token.t,
                        normal: token.n,
                        span: Span::new(file, bom + range.start..bom + range.end),
                    }
                });
                tokens.collect()
            });
            cells.collect()
        })
        .collect();
    let is_by_column = lists.iter().all(|list| list.len() == count) && !is_python;
    let rows = if is_by_column {
        let mut rows = vec![Vec::with_capacity(lists.len()); count];
        for list in lists {
            for (row, cell) in rows.iter_mut().zip(list) {
                row.push(cell);
            }
        }
        rows
    } else {
        lists
    };
    let width = rows.first().map_or(0, Vec::len);
    if rows.len() != count || rows.iter().any(|row| row.len() != width) {
        let message = format!(
            "the table has {count} witnesses, and its lists have neither one cell for each nor the same number of columns"
        );
        return Err(fault(message, 0));
    }
    let row_of = |silent: &Silent| {
        let row = found.witnesses.iter().position(|name| *name == silent.witness)?;
        (silent.column < width).then_some((row, silent.column))
    };
    let mut silent: Vec<(usize, usize)> =
        found.silent.iter().filter_map(row_of).collect();
    silent.sort_unstable();
    Ok(GivenTable { names: found.witnesses, rows, silent })
}

/// A witness to which files add sections.
pub fn begin(file: FileId, id: &str, siglum: &str, lang: &Lang) -> Witness {
    Witness {
        id: id.to_owned(),
        siglum: siglum.to_owned(),
        lang: lang.clone(),
        file,
        hands: vec![Hand::default()],
        tokens: vec![],
        sections: vec![],
        gaps: vec![],
    }
}

/// Adds what a file has of a witness, as a section.
pub fn read(
    files: &Files,
    file: FileId,
    given: &GivenWitness,
    section: Option<&str>,
    witness: &mut Witness,
) {
    let first = witness.tokens.len() as u32;
    let lang = witness.lang.clone();
    let span = match &given.content {
        GivenContent::Text(text, span) => {
            let source = &*files.get(file).text;
            // With escapes, letters and bytes differ: then the whole string is the place.
            let is_plain = source.get(span.range()) == Some(text.as_str());
            if is_plain {
                tokenize(source, span.range(), file, &lang, &mut witness.tokens);
            } else {
                push(text, None, *span, false, &lang, &mut witness.tokens);
            }
            *span
        }
        GivenContent::Tokens(tokens) => {
            // The white space behind a token stands in the file; where none has any, tokens are
            // words with spaces between them.
            let source = &*files.get(file).text;
            let ends = |span: &Span| {
                source
                    .get(span.range())
                    .is_some_and(|raw| raw.ends_with(char::is_whitespace))
            };
            let has_spaces = tokens.iter().any(|(_, _, span)| ends(span));
            let mut is_glued = false;
            for (form, normal, span) in tokens {
                let normal = normal.as_deref();
                push(form, normal, *span, is_glued, &lang, &mut witness.tokens);
                is_glued = has_spaces && !ends(span);
            }
            tokens.first().map_or(Span::new(file, 0..0), |(_, _, span)| *span)
        }
    };
    witness.sections.push(Section {
        id: section.map(str::to_owned),
        tokens: first..witness.tokens.len() as u32,
        span,
    });
}

/// Adds what a form is made of: a word and the marks beside it. A normal form that is given is
/// that of the word, or of all words of the form together.
fn push(
    form: &str,
    normal: Option<&str>,
    span: Span,
    is_glued: bool,
    lang: &Lang,
    out: &mut Vec<Token>,
) {
    let form = form.trim();
    if form.is_empty() {
        return;
    }
    let first = out.len();
    let mut end = None;
    for piece in pieces(form, lang) {
        let mut token = token(&form[piece.clone()], span);
        token.glued = match end {
            None => is_glued,
            Some(end) => end == piece.start,
        };
        end = Some(piece.end);
        out.push(token);
    }
    let Some(normal) = normal.map(str::trim).filter(|normal| !normal.is_empty()) else {
        return;
    };
    let mut words = (first..out.len()).filter(|at| out[*at].is_word());
    match (words.next(), words.next()) {
        (Some(word), None) => out[word].normal = bare(normal, lang).into(),
        (Some(word), Some(_)) => {
            let mut whole = out[word].clone();
            whole.form = form.into();
            whole.normal = normal.into();
            whole.glued = is_glued;
            out.truncate(first);
            out.push(whole);
        }
        _ => {}
    }
}

/// A normal form without the marks beside it, if there is only one word in it.
fn bare(normal: &str, lang: &Lang) -> String {
    let mut words = pieces(normal, lang)
        .into_iter()
        .map(|piece| &normal[piece])
        .filter(|piece| piece.chars().any(char::is_alphanumeric));
    match (words.next(), words.next()) {
        (Some(word), None) => word.to_owned(),
        _ => normal.to_owned(),
    }
}

impl GivenTable {
    /// A row as a witness, and for each of its tokens the column.
    pub fn witness(
        &self,
        row: usize,
        file: FileId,
        (id, siglum): (&str, &str),
        lang: &Lang,
    ) -> (Witness, Vec<u32>) {
        let mut witness = begin(file, id, siglum, lang);
        let mut columns = vec![];
        let mut is_glued = false;
        for (column, cell) in self.rows[row].iter().enumerate() {
            if self.silent.binary_search(&(row, column)).is_ok() {
                witness.gaps.push(Gap {
                    at: witness.tokens.len() as u32,
                    kind: GapKind::Lacuna,
                    letters: None,
                    span: Span::new(file, 0..0),
                });
                witness.gaps.dedup();
            }
            for given in cell {
                let normal = given.normal.as_deref();
                push(
                    &given.form,
                    normal,
                    given.span,
                    is_glued,
                    lang,
                    &mut witness.tokens,
                );
                is_glued = !given.form.ends_with(char::is_whitespace);
                columns.resize(witness.tokens.len(), column as u32);
            }
        }
        (witness, columns)
    }
}
