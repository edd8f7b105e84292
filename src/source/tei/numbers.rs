//! The numbers by which a work is cited: those of divisions, paragraphs, stanzas and
//! sentences. Each is a milestone where its part begins, so that `[lineation]` can print it in
//! the margin, and entries and references can name it.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::Reader;
use super::elements::Means;
use super::guesses::{is_cited, is_number, unit};
use super::xml::given;
use crate::diag::Diagnostic;
use crate::edition::{Edition, Lineation, LineationBy};
use crate::model::{BlockKind, PointKind, Text};
use crate::span::Span;

/// Says which numbers of a text are printed nowhere: for each unit how many, and where the
/// first stands. Those of headings are in their words.
pub fn unprinted_numbers(
    text: &Text,
    edition: &Edition,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let all = || [Some(&edition.lineation), edition.second_lineation.as_ref()];
    let any = |is: &dyn Fn(&Lineation) -> bool| all().into_iter().flatten().any(is);
    let has_unit = |unit: &str| {
        any(&|one| {
            one.by == LineationBy::Milestone
                && (one.unit == unit
                    || one.unit.split_whitespace().any(|own| own == unit))
        })
    };
    let has_verses = any(&|one| {
        use LineationBy::{Stanza, Text, Verse};
        matches!(one.by, Text | Stanza | Verse)
    });
    let mut missed: BTreeMap<&str, (usize, Option<Span>)> = BTreeMap::new();
    let blocks = text.blocks.iter();
    for block in blocks.filter(|block| !matches!(block.kind, BlockKind::Heading(_))) {
        for point in &block.content.points {
            let unit = match &point.kind {
                PointKind::Milestone { unit, .. }
                    if is_cited(unit) && !has_unit(unit) =>
                {
                    unit
                }
                PointKind::VerseNumber(_) if !has_verses => "l",
                _ => continue,
            };
            let at = point.at as usize;
            let one = missed.entry(unit).or_insert_with(|| {
                (0, block.content.source.span(at..at + 1).or(block.span))
            });
            one.0 += 1;
        }
    }
    for (unit, (count, span)) in missed {
        let hint = match unit {
            "l" => "`[lineation]` with `by = \"verse\"` prints them".to_owned(),
            unit => format!(
                "`[lineation.second]` with `by = \"milestone\"` and `unit = \"{unit}\"` prints them in \
                 the margin"
            ),
        };
        let (numbers, stand) =
            if count == 1 { ("number", "stands") } else { ("numbers", "stand") };
        diagnostics.push(
            Diagnostic::warning(
                "number-not-printed",
                format!("{count} {numbers} of `{unit}` {stand} nowhere in the book"),
            )
            .at(span)
            .hint(hint),
        );
    }
}

impl<'x> Reader<'x, '_> {
    /// Marks where a part with a number begins.
    pub(super) fn numbered(&mut self, node: Node<'x, 'x>, means: Means) {
        if self.depth > 0 || self.copying || self.apparatus {
            return;
        }
        if let Some(unit) = unit(node, means)
            && let Some(n) = given(node, "n")
        {
            if !is_number(n) {
                return;
            }
            let (unit, n) = (unit.to_owned(), n.to_owned());
            self.frame.point_ahead(PointKind::Milestone { unit, n });
        }
    }
}
