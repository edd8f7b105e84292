//! The parts of an entry in the file, what is kept of their attributes, and what an element says
//! of a reading without words.

use roxmltree::Node;

use super::elements::{Means, means};
use super::xml::{self, XML, given, name};
use crate::model::{Entry, Passage, ReadingKind};

/// The parts of an entry in their order, groups of readings opened; words that stand among
/// them too.
pub(super) fn parts<'x>(node: Node<'x, 'x>) -> Vec<Node<'x, 'x>> {
    let holds_readings =
        |node: Node| node.descendants().any(|inner| matches!(name(inner), "lem" | "rdg"));
    let mut found = vec![];
    for child in node.children() {
        if child.is_text() {
            let words = child.text().unwrap_or_default();
            found.extend(words.chars().any(char::is_alphanumeric).then_some(child));
        } else if child.is_element() {
            match name(child) {
                "rdgGrp" => found.extend(parts(child)),
                // TEI of before P5 2, and other schemas, put readings one deeper.
                _ if means(name(child)) == Means::Unknown && holds_readings(child) => {
                    found.extend(parts(child));
                }
                _ => found.push(child),
            }
        }
    }
    found
}

/// A witness that begins or ends between words: the number of its entry, and whether it begins.
#[derive(Debug)]
pub(super) struct Border {
    pub entry: usize,
    pub begins: bool,
}

/// Whether an element says that a witness begins or ends, and stands in no reading.
pub(super) fn is_border(node: Node) -> bool {
    matches!(name(node), "witStart" | "witEnd" | "lacunaStart" | "lacunaEnd")
        && !node
            .ancestors()
            .skip(1)
            .any(|above| matches!(name(above), "app" | "lem" | "rdg"))
}

/// The reading that is the text where there is no lemma: the first one, unless it excludes
/// another or its witness has nothing here that could be read.
pub(super) fn first_reading<'x>(node: Node<'x, 'x>) -> Option<Node<'x, 'x>> {
    let is_absent = |part: Node| {
        let kind = given(part, "type").unwrap_or_default();
        xml::words(part).is_empty()
            && (presence(part).is_some() || lack(part, kind) != ReadingKind::Omission)
    };
    parts(node).into_iter().find(|part| {
        name(*part) == "rdg" && !part.has_attribute("exclude") && !is_absent(*part)
    })
}

/// Whether a witness ends or begins with a reading.
pub(super) fn presence(node: Node) -> Option<ReadingKind> {
    node.descendants().find_map(|inner| match name(inner) {
        "lacunaStart" | "witEnd" => Some(ReadingKind::Ending),
        "lacunaEnd" | "witStart" => Some(ReadingKind::Beginning),
        _ => None,
    })
}

/// Why a reading has no words.
pub(super) fn lack(node: Node, kind: &str) -> ReadingKind {
    let gap = node
        .descendants()
        .find(|inner| matches!(name(*inner), "gap" | "damage" | "space"));
    let reason = gap.and_then(|gap| given(gap, "reason")).unwrap_or_default();
    let is_lacuna =
        |word: &str| word.starts_with("lac") || word == "lost" || word == "damage";
    if reason.contains("illegible") || kind.contains("illeg") {
        ReadingKind::Illegible
    } else if is_lacuna(kind)
        || is_lacuna(reason)
        || given(node, "cause").is_some_and(is_lacuna)
    {
        ReadingKind::Lacuna
    } else {
        ReadingKind::Omission
    }
}

/// Where a note or a remark says that it belongs.
pub(super) fn target<'a>(node: Node<'a, 'a>) -> Option<&'a str> {
    let own = given(node, "target").or_else(|| match name(node) {
        "span" => given(node, "to").or_else(|| given(node, "from")),
        _ => None,
    });
    own.or_else(|| {
        let parent = node.parent().filter(|parent| name(*parent) == "annotation")?;
        given(parent, "target")
    })
}

/// Whether a `span` is a remark for readers, and no label for programs.
pub(super) fn is_remark(node: Node) -> bool {
    name(node) == "span" && xml::words_of(node).contains(' ')
}

/// Whether a list of persons, places or the like is part of the text, and not data beside it.
pub(super) fn is_printed(node: Node) -> bool {
    let mut above = node.ancestors();
    above.any(|above| name(above) == "text") && !xml::words_of(node).is_empty()
}

/// Whether a note is one of the words of a record.
pub(super) fn in_record(node: Node) -> bool {
    let parent = node.parent().map(|parent| name(parent)).unwrap_or_default();
    matches!(
        parent,
        "person" | "persona" | "personGrp" | "place" | "org" | "event" | "nym"
    )
}

/// The attributes of an element that have no place of their own in the model.
pub(super) fn kept(
    node: Node,
    read: &[&str],
    also: Option<&str>,
) -> Vec<(String, String)> {
    let mut kept: Vec<_> = node
        .attributes()
        .filter(|attribute| match attribute.namespace() {
            None => !read.contains(&attribute.name()) && also != Some(attribute.name()),
            Some(XML) => attribute.name() == "id",
            Some(_) => false,
        })
        .map(|attribute| {
            let name = match attribute.namespace() {
                Some(_) => format!("xml:{}", attribute.name()),
                None => attribute.name().to_owned(),
            };
            (name, xml::fold(attribute.value()))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect();
    kept.sort();
    kept
}

/// Adds to the editor's word at the end of an entry.
pub(super) fn comment(entry: &mut Entry, text: &Passage) {
    if text.text.is_empty() {
        return;
    }
    let all = entry.comment.get_or_insert_with(Passage::default);
    if !all.text.is_empty() {
        all.text.push_str("; ");
    }
    all.append(text);
}
