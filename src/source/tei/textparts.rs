//! Parts of the text that may be tied to those of a parallel text: divisions, and what has an
//! id, a number or a pointer to what corresponds to it.

use roxmltree::Node;

use super::Reader;
use super::elements::Means;
use super::frame::Pin;
use super::guesses::{is_number, unit};
use super::xml::{self, XML, given, name};
use crate::model::{Link, Textpart, TextpartKind};

/// What kind of part an element is; nothing if nobody ties it.
fn kind(node: Node, means: Means) -> Option<TextpartKind> {
    match means {
        Means::Division if name(node).starts_with("div") => Some(TextpartKind::Division),
        Means::Paragraph
        | Means::Head
        | Means::Line
        | Means::Lines
        | Means::Speech
        | Means::Item
        | Means::Quote
        | Means::List
        | Means::Table
        | Means::Figure => Some(TextpartKind::Block),
        Means::Words if matches!(name(node), "seg" | "s" | "cl" | "phr") => {
            Some(TextpartKind::Inline)
        }
        Means::Anchor | Means::Milestone => Some(TextpartKind::Inline),
        _ => None,
    }
}

/// What an element says that it corresponds to.
fn pointers(node: Node) -> Vec<String> {
    let said = ["corresp", "synch"].into_iter().filter_map(|key| given(node, key));
    let each = said.flat_map(str::split_whitespace);
    each.filter(|pointer| !pointer.starts_with("urn:"))
        .map(str::to_owned)
        .collect()
}

impl<'x> Reader<'x, '_> {
    /// A pin before a part, if it may be tied.
    pub(super) fn part_begins(
        &mut self,
        node: Node<'x, 'x>,
        means: Means,
    ) -> Option<(TextpartKind, Pin)> {
        if self.depth > 0 || self.copying || self.apparatus {
            return None;
        }
        let kind = kind(node, means)?;
        let says = ["n", "corresp", "synch"].iter().any(|key| node.has_attribute(*key))
            || node.has_attribute((XML, "id"));
        let is_division = kind == TextpartKind::Division;
        // Lines of the source are tied to each other also without numbers.
        let is_line = name(node) == "lb";
        (says || is_division || is_line).then(|| (kind, self.frame.pin()))
    }

    /// Records a part that has been read. One without words is no part; a point stands before
    /// the words that follow.
    pub(super) fn part_ends(
        &mut self,
        node: Node<'x, 'x>,
        means: Means,
        (kind, pin): (TextpartKind, Pin),
    ) {
        let is_point = matches!(means, Means::Anchor | Means::Milestone);
        if !is_point && self.frame.drawn(pin).is_none() {
            return;
        }
        let n = given(node, "n").filter(|n| is_number(n)).map(str::to_owned);
        let is_line = name(node) == "lb" && !node.has_attribute("n");
        let unit = match means {
            Means::Line => Some("l"),
            Means::Milestone if is_line => Some("line"),
            Means::Milestone => None,
            means => unit(node, means),
        };
        let part = Textpart {
            kind,
            // A milestone has its number in the text.
            n: n.filter(|_| unit.is_some()),
            unit: unit.unwrap_or_default().to_owned(),
            id: xml::id(node).map(str::to_owned),
            corresponds: pointers(node),
            from: self.frame.here(),
            to: self.frame.here(),
            span: Some(self.xml.tag(node)),
        };
        let is_bare = part.id.is_none() && part.corresponds.is_empty();
        if !is_bare
            || is_line
            || !is_point && (part.n.is_some() || kind == TextpartKind::Division)
        {
            self.textparts.push((part, pin));
        }
    }

    /// The parts in their order, when all is read.
    pub(super) fn finish_parts(&mut self) -> Vec<Textpart> {
        let parts = std::mem::take(&mut self.textparts);
        let count = self.frame.blocks.len();
        let mut parts: Vec<Textpart> = parts
            .into_iter()
            .map(|(part, pin)| {
                let from = self.frame.pinned(pin);
                Textpart { from, to: part.to.max(from), ..part }
            })
            .filter(|part| (part.to.block as usize) < count)
            .collect();
        parts.sort_by_key(|part| (part.from, std::cmp::Reverse(part.to)));
        parts
    }
}

/// What `link` says of parts of the text; links of other kinds lead to no parts, and tie
/// nothing.
pub(super) fn links<'x>(
    root: Node<'x, 'x>,
    place: impl Fn(Node<'x, 'x>) -> crate::span::Span,
) -> Vec<Link> {
    root.descendants()
        .filter(|node| name(*node) == "link")
        .filter_map(|node| {
            let targets = given(node, "target").or_else(|| given(node, "targets"))?;
            let targets: Vec<String> =
                targets.split_whitespace().map(str::to_owned).collect();
            (targets.len() > 1).then(|| Link { targets, span: Some(place(node)) })
        })
        .collect()
}
