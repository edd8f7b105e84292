//! What the reader of transcriptions asks of the elements of TEI.

use roxmltree::Node;

/// Elements whose words are not those of the witness.
pub(super) const APART: [&str; 18] = [
    "bibl",
    "teiHeader",
    "facsimile",
    "sourceDoc",
    "standOff",
    "front",
    "back",
    "note",
    "fw",
    "head",
    "label",
    "figDesc",
    "desc",
    "metamark",
    "speaker",
    "listTranspose",
    "rdg",
    "index",
];

/// Elements that are sections if they have text.
pub(super) const SECTIONS: [&str; 6] = ["p", "ab", "l", "u", "stage", "surface"];

/// The elements that hold the text: bodies, also several of a corpus or a group; else the
/// transcription of a document as it lies on its pages; else all there is.
pub(super) fn texts<'a, 'i>(root: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let outer = |name: &'static str| -> Vec<Node<'a, 'i>> {
        let all = root.descendants().filter(move |node| node.has_tag_name_any(name));
        let is_outer = |node: &Node| {
            !node.ancestors().skip(1).any(|above| above.has_tag_name_any(name))
        };
        all.filter(is_outer).collect()
    };
    for name in ["body", "sourceDoc"] {
        let found = outer(name);
        if !found.is_empty() {
            return found;
        }
    }
    vec![root]
}

/// A name without regard to the namespace.
pub(super) trait Named {
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// The name of an element.
pub(super) fn xml_id<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute(("http://www.w3.org/XML/1998/namespace", "id"))
}

/// Whether an element of a name stands right before or behind another one.
pub(super) fn is_beside(node: Node, name: &str) -> bool {
    let sides = [node.prev_sibling_element(), node.next_sibling_element()];
    sides.into_iter().flatten().any(|other| other.has_tag_name_any(name))
}

/// How many letters an element has.
pub(super) fn letters(node: Node) -> usize {
    let texts = node.descendants().filter(Node::is_text);
    let texts = texts.filter_map(|node| node.text());
    texts.flat_map(str::chars).filter(|c| c.is_alphabetic()).count()
}

/// Whether a sign at the end of a line says that the word goes on.
pub(super) fn is_division(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2e17}' | '\u{2e40}' | '¬')
}

/// The name of the hand that an addition or a deletion is by; that of a deletion may stand with
/// the addition that replaces it.
pub(super) fn hand_name(node: Node) -> String {
    let own = node.attribute("hand");
    let beside = || {
        let parent = node.parent().filter(|parent| parent.has_tag_name_any("subst"))?;
        parent
            .attribute("hand")
            .or_else(|| parent.children().find_map(|child| child.attribute("hand")))
    };
    own.or_else(beside)
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned()
}
