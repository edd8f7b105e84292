//! Where a text begins in a file: at its outermost element, in something that wraps it, or, where
//! there is no text, on the pages of its source.

use roxmltree::Node;

use super::elements::{Means, means};
use super::xml;

/// The outermost elements of TEI: that of the file, or those that something else wraps.
pub(super) fn roots<'x>(root: Node<'x, 'x>) -> Vec<Node<'x, 'x>> {
    let is_whole =
        |node: &Node| matches!(xml::name(*node), "TEI" | "TEI.2" | "teiCorpus");
    if is_whole(&root) {
        return vec![root];
    }
    let wrapped: Vec<_> = root
        .descendants()
        .filter(is_whole)
        .filter(|node| !node.ancestors().skip(1).any(|above| is_whole(&above)))
        .collect();
    if !wrapped.is_empty() {
        return wrapped;
    }
    if begins_text(root) {
        return vec![root];
    }
    // Charters and the like have other elements around a text.
    let is_text = |node: &Node| xml::name(*node) == "text";
    let inside = |node: &Node| node.ancestors().skip(1).any(|above| is_text(&above));
    root.descendants()
        .filter(|node| is_text(node) && !inside(node))
        .collect()
}

/// Whether a file has no text but what the pages of its source show.
pub(super) fn is_documentary(root: Node) -> bool {
    let has_words = |node: &Node| {
        node.descendants().any(|inner| {
            inner.is_text()
                && !inner.text().unwrap_or_default().chars().all(xml::is_space)
        })
    };
    xml::name(root).starts_with("TEI")
        && !root
            .descendants()
            .any(|node| xml::name(node) == "text" && has_words(&node))
}

/// Whether an element is part of pages that are printed, since there is no text.
pub(super) fn is_page(node: Node) -> bool {
    matches!(xml::name(node), "sourceDoc" | "surface" | "surfaceGrp" | "zone" | "line")
        && node.ancestors().any(|above| xml::name(above) == "sourceDoc")
        && is_documentary(node.document().root_element())
}

/// Whether an element is of a text, so that a file may begin with it.
fn begins_text(node: Node) -> bool {
    let name = xml::name(node);
    let is_other = matches!(
        means(name),
        Means::Unknown | Means::Silent | Means::Apart | Means::OfEntry | Means::Words
    );
    !name.is_empty() && !is_other
}
