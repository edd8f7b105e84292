//! Index marks: `index="names: Allende, Salvador; subjects:! copper > prices"`.

use super::source::Value;
use crate::diag::Diagnostic;
use crate::model::{IndexMark, Place};
use crate::source::Context;

/// Reads the marks that a value holds. `words` are the marked ones, for a mark
/// without a heading. The places of the marks are still to be set.
pub(super) fn read_marks(
    value: &Value,
    words: &str,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<IndexMark> {
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
        marks.push(IndexMark {
            index: index.id.clone(),
            heading: levels,
            from: nowhere,
            to: nowhere,
            principal,
            span: Some(part.span),
        });
    }
    marks
}
