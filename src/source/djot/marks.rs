//! Index marks: `index="names: Allende, Salvador; subjects:! copper > prices"`. A range
//! that goes over paragraphs has a mark at each end: `names:( Frei`, `names:) Frei`.

use super::source::Value;
use crate::diag::Diagnostic;
use crate::model::{IndexMark, Place};
use crate::source::context::Context;

/// Which end of a range a mark stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It covers its own words and is no end.
    None,
    /// A range begins with its words.
    Begin,
    /// A range ends with its words.
    Finish,
}

/// Joins the marks at both ends of each range; an end without the other is reported.
pub(super) fn join_ranges(
    marks: Vec<(IndexMark, End)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<IndexMark> {
    let mut joined: Vec<IndexMark> = vec![];
    // Marks that wait for their end, by their index in `joined`.
    let mut open: Vec<usize> = vec![];
    let mut lone = |mark: &IndexMark, message: &str, hint: &str| {
        let heading = mark.heading.join(" > ");
        diagnostics.push(
            Diagnostic::error("range-without-end", message.replace("{}", &heading))
                .at(mark.span)
                .hint(hint),
        );
    };
    for (mark, end) in marks {
        match end {
            End::None => joined.push(mark),
            End::Begin => {
                open.push(joined.len());
                joined.push(mark);
            }
            End::Finish => {
                let same = |k: &usize| {
                    joined[*k].index == mark.index && joined[*k].heading == mark.heading
                };
                match open.iter().rposition(same) {
                    Some(nth) => {
                        let begin = &mut joined[open.remove(nth)];
                        begin.to = mark.to.max(begin.to);
                        begin.principal |= mark.principal;
                    }
                    None => lone(
                        &mark,
                        "a range of `{}` ends that did not begin",
                        "write `(` behind the colon of the mark where it begins",
                    ),
                }
            }
        }
    }
    for k in open {
        lone(
            &joined[k],
            "a range of `{}` begins and does not end",
            "write the same mark with `)` behind its colon where it ends",
        );
    }
    joined
}

/// Reads the marks that a value holds. `words` are the marked ones, for a mark
/// without a heading. The places of the marks are still to be set.
pub(super) fn read_marks(
    value: &Value,
    words: &str,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(IndexMark, End)> {
    let mut marks = vec![];
    let mut start = 0;
    for piece in value.text.split(';') {
        let part = value.part(start..start + piece.len());
        start += piece.len() + 1;
        if part.text.is_empty() {
            continue;
        }
        let (id, heading) = part.text.split_once(':').unwrap_or((&part.text, ""));
        let id = id.trim();
        let Some(index) = context.indexes.iter().find(|index| index.id == id) else {
            let known = context.indexes.iter().map(|index| index.id.as_str());
            let fault =
                Diagnostic::error("unknown-index", format!("no index is named `{id}`"))
                    .at(part.span)
                    .suggest(id, known.clone());
            let names: Vec<_> = known.map(|id| format!("`{id}`")).collect();
            diagnostics.push(fault.hint(match names.as_slice() {
                [] => "declare an `[[index]]` in `edition.toml`".to_owned(),
                names => format!(
                    "write `index=\"id: heading\"` with one of {}",
                    names.join(", ")
                ),
            }));
            continue;
        };
        let heading = heading.trim_start();
        let (end, heading) = match heading.as_bytes().first() {
            Some(b'(') if !closes_itself(heading) => {
                (End::Begin, heading[1..].trim_start())
            }
            Some(b')') => (End::Finish, heading[1..].trim_start()),
            _ => (End::None, heading),
        };
        let principal = heading.starts_with('!');
        let heading = heading.strip_prefix('!').unwrap_or(heading).trim();
        let heading = if heading.is_empty() { words } else { heading };
        let levels: Vec<_> = heading
            .split(" > ")
            .map(|level| level.trim().to_owned())
            .filter(|level| !level.is_empty())
            .collect();
        if levels.is_empty() {
            diagnostics.push(
                Diagnostic::error(
                    "empty-heading",
                    format!("this mark for `{id}` has no heading"),
                )
                .at(part.span)
                .hint("write the heading behind the colon, or mark words"),
            );
            continue;
        }
        let nowhere = Place { block: 0, offset: 0 };
        let mark = IndexMark {
            index: index.id.clone(),
            heading: levels,
            from: nowhere,
            to: nowhere,
            principal,
            span: Some(part.span),
        };
        marks.push((mark, end));
    }
    marks
}

/// Whether a parenthesis at the start of a heading is part of it: `(anonymous)`.
fn closes_itself(heading: &str) -> bool {
    heading.contains(')')
}
