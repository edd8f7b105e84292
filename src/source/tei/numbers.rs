//! The numbers by which a work is cited: those of divisions, paragraphs, stanzas and
//! sentences. Each is a milestone where its part begins, so that `[lineation]` can print it in
//! the margin, and entries and references can name it.

use roxmltree::Node;

use super::Reader;
use super::elements::Means;
use super::xml::{given, name};
use crate::model::PointKind;

impl<'x> Reader<'x, '_> {
    /// Marks where a part with a number begins.
    pub(super) fn numbered(&mut self, node: Node<'x, 'x>, means: Means) {
        if self.depth > 0 || self.copying || self.apparatus {
            return;
        }
        if let Some(unit) = unit(node, means)
            && let Some(n) = given(node, "n")
        {
            let (unit, n) = (unit.to_owned(), n.to_owned());
            self.frame.point_ahead(PointKind::Milestone { unit, n });
        }
    }
}

/// What the number of an element counts; nothing where its `n` is no number of a part.
pub(super) fn unit<'a>(node: Node<'a, '_>, means: Means) -> Option<&'a str> {
    let kind = given(node, "type");
    match (means, name(node)) {
        (Means::Division, div) if div.starts_with("div") => {
            match kind.filter(|kind| !matches!(*kind, "apparatus" | "app")) {
                Some(kind) => Some(given(node, "subtype").unwrap_or(kind)),
                None if kind.is_some() => None,
                None => Some(div),
            }
        }
        (Means::Paragraph, "ab")
            if kind.is_some_and(|kind| {
                matches!(kind, "caption" | "verbatim") || kind.starts_with("heading-")
            }) =>
        {
            None
        }
        (Means::Paragraph, name @ ("p" | "ab")) => {
            let continues = given(node, "part").is_some_and(|p| matches!(p, "M" | "F"));
            (!continues).then_some(name)
        }
        (Means::Lines, name) => Some(name),
        (Means::Words, name @ ("seg" | "s")) => {
            let is_ours = |kind: &str| kind == "sic" || kind.starts_with("form-");
            (!kind.is_some_and(is_ours)).then_some(name)
        }
        _ => None,
    }
}
