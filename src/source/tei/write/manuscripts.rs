//! Descriptions of manuscripts, which the model has not: copied from the header of the
//! file that a text was read from.

use std::fmt::Write as _;

use roxmltree::Node;

use super::escape::{attribute, escaped};
use crate::source::tei::xml::{XML, Xml, find, name, readable};
use crate::span::FileId;

/// The `msDesc` of the `sourceDesc` of a TEI file that stand in no list of witnesses.
/// `taken` says which ids are given already.
pub(super) fn copied(source: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let source = readable(source);
    let Some(xml) = Xml::parse(FileId(0), &source, &mut vec![]) else { return out };
    let Some(described) = find(xml.document.root_element(), "sourceDesc") else {
        return out;
    };
    for node in described.descendants().filter(|node| name(*node) == "msDesc") {
        let is_inside = node
            .ancestors()
            .skip(1)
            .any(|above| matches!(name(above), "witness" | "msDesc"));
        if !is_inside {
            copy(&mut out, node, &taken);
            out.push('\n');
        }
    }
    out
}

/// Copies an element; of one that is not of TEI only its words.
fn copy(out: &mut String, node: Node, taken: &impl Fn(&str) -> bool) {
    if let Some(text) = node.text().filter(|_| node.is_text()) {
        out.push_str(&escaped(text));
    }
    if !node.is_element() {
        return;
    }
    let tag = name(node);
    let is_known = !tag.is_empty();
    if is_known {
        let _ = write!(out, "<{tag}");
        for given in node.attributes() {
            let value = attribute(given.value());
            match given.namespace() {
                None => {
                    let _ = write!(out, " {}=\"{value}\"", given.name());
                }
                Some(XML) if given.name() == "id" && taken(given.value()) => {}
                Some(XML) => {
                    let _ = write!(out, " xml:{}=\"{value}\"", given.name());
                }
                Some(_) => {}
            }
        }
        out.push('>');
    }
    for child in node.children() {
        copy(out, child, taken);
    }
    if is_known {
        let _ = write!(out, "</{tag}>");
    }
}
