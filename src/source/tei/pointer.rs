//! References without words: to an anchor, to what has a short name, to a page of the web.

use roxmltree::Node;

use super::Reader;
use super::xml::{self, given};
use crate::model::{PointKind, Reference, Style, Target};

impl<'x> Reader<'x, '_> {
    /// A reference without words: what its target is called.
    pub(super) fn pointer(&mut self, node: Node<'x, 'x>) {
        let Some(pointer) = given(node, "target").map(str::to_owned) else { return };
        if let Some(to) = given(node, "type").and_then(Target::of) {
            let mut anchors =
                pointer.split_whitespace().filter_map(|p| p.strip_prefix('#'));
            if let Some(anchor) = anchors.next().map(str::to_owned) {
                let until = anchors.next().map(str::to_owned);
                let span = Some(self.xml.tag(node));
                let reference = Reference { anchor, until, to, span };
                return self.frame.point(PointKind::Reference(reference));
            }
        }
        if pointer.contains("://") {
            self.frame.space();
            self.frame.open(Style::Link(pointer.clone()));
            self.frame.push_words(&pointer, node.range().start);
            return self.frame.close();
        }
        for pointer in pointer.split_whitespace() {
            // A name in a bibliography elsewhere, such as `bib:Name_01`.
            if let Some((_, name)) = pointer.rsplit_once(':') {
                self.frame.push_words(name, node.range().start);
                continue;
            }
            let Some(target) = self.target(node, "target", pointer) else { continue };
            match self.sigla.printed(xml::id(target).unwrap_or_default(), target) {
                Some(words) => self.frame.push_words(&words, node.range().start),
                None => {
                    self.remark("left-out", "ptr", node, "its target has no short name")
                }
            }
        }
    }
}
