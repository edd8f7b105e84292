//! References without words: to a place of the text, to what has a short name, to a page of
//! the web.

use std::collections::HashSet;

use roxmltree::Node;

use super::Reader;
use super::elements::Means;
use super::xml::{self, elements, given, name};
use crate::model::{PointKind, Reference, Style, Target};

/// The longest name of a book, in characters, that is printed for a reference to it.
const LONGEST_NAME: usize = 60;

impl<'x> Reader<'x, '_> {
    /// A reference without words: what its target is called, or where it stands.
    pub(super) fn pointer(&mut self, node: Node<'x, 'x>) {
        let Some(pointer) = given(node, "target").map(str::to_owned) else { return };
        if let Some(to) = given(node, "type").and_then(Target::of) {
            let mut anchors =
                pointer.split_whitespace().filter_map(|p| p.strip_prefix('#'));
            if let Some(anchor) = anchors.next().map(str::to_owned) {
                let until = anchors.next().map(str::to_owned);
                return self.refer(node, anchor, until, to);
            }
        }
        if pointer.contains("://") || pointer.starts_with("mailto:") {
            self.frame.space();
            self.frame.open(Style::Link(pointer.clone()));
            self.frame.push_words(&pointer, node.range().start);
            return self.frame.close();
        }
        for (k, pointer) in pointer.split_whitespace().enumerate() {
            if k > 0 {
                self.frame.push_words(", ", node.range().start);
            }
            self.point_at(node, pointer);
        }
    }

    /// One of the targets of a reference without words.
    fn point_at(&mut self, node: Node<'x, 'x>, pointer: &str) {
        let at = node.range().start;
        // A name in a bibliography elsewhere, such as `bib:Name_01`, or a file.
        if !pointer.contains('#') && !self.ids.contains_key(pointer) {
            let name = pointer.rsplit_once(':').map_or(pointer, |(_, name)| name);
            return self.frame.push_words(name, at);
        }
        let Some(target) = self.target(node, "target", pointer) else {
            // Rather the name of what is not there than nothing.
            let id = pointer.rsplit_once('#').map_or(pointer, |(_, id)| id);
            return self.frame.push_words(id, at);
        };
        let id = xml::id(target).unwrap_or_default();
        if let Some(words) = self.sigla.printed(id, target).filter(|_| !is_place(target))
        {
            self.frame.push_words(&words, at);
        } else if let Some(words) = book(target) {
            self.frame.push_words(&words, at);
        } else if self.referred.contains(id) {
            self.refer(node, id.to_owned(), None, Target::Place);
        } else if let Some(words) = named(target) {
            self.frame.push_words(&words, at);
        } else {
            self.remark("left-out", name(node), node, "its target has no short name");
        }
    }

    fn refer(
        &mut self,
        node: Node<'x, 'x>,
        anchor: String,
        until: Option<String>,
        to: Target,
    ) {
        let span = Some(self.xml.tag(node));
        self.frame.settle_space();
        self.frame
            .point(PointKind::Reference(Reference { anchor, until, to, span }));
    }

    /// An element whose place is printed somewhere gets an anchor where it begins.
    pub(super) fn anchored(&mut self, node: Node<'x, 'x>, means: Means) {
        let Some(id) = xml::id(node).filter(|id| self.referred.contains(id)) else {
            return;
        };
        if self.depth == 0 && !self.copying && means != Means::Anchor {
            self.frame.point_ahead(PointKind::Anchor(id.to_owned()));
        }
    }
}

/// The ids of elements that references without words lead to and that have no name but
/// their place in the text.
pub(super) fn referred<'x>(root: Node<'x, 'x>) -> HashSet<&'x str> {
    let is_bare = |node: &Node<'x, 'x>| match name(*node) {
        "ptr" => true,
        "ref" => xml::words(*node).is_empty(),
        _ => false,
    };
    let targets: HashSet<&str> = root
        .descendants()
        .filter(is_bare)
        .filter(|node| given(*node, "type").and_then(Target::of).is_none())
        .flat_map(|node| given(node, "target").unwrap_or_default().split_whitespace())
        .filter_map(|pointer| pointer.strip_prefix('#'))
        .collect();
    if targets.is_empty() {
        return targets;
    }
    let mut seen = HashSet::new();
    root.descendants()
        .filter(|node| xml::id(*node).is_some_and(|id| targets.contains(id)))
        // Of two with one id the first is meant.
        .filter(|node| xml::id(*node).is_some_and(|id| seen.insert(id)))
        .filter(|node| is_place(*node))
        .filter_map(xml::id)
        .collect()
}

/// Whether an element is a place of the printed text, and not something that stands off or
/// has a name.
fn is_place(node: Node) -> bool {
    let is_apart = |above: Node| {
        matches!(
            name(above),
            "teiHeader"
                | "listWit"
                | "listBibl"
                | "bibl"
                | "biblStruct"
                | "biblFull"
                | "note"
                | "rdg"
                | "listPerson"
                | "listPlace"
                | "listOrg"
                | "listApp"
                | "standOff"
                | "facsimile"
                | "choice"
        )
    };
    node.ancestors().any(|above| name(above) == "text") && !node.ancestors().any(is_apart)
}

/// What a book is called where it is referred to: its author and its date, or its title.
fn book(node: Node) -> Option<String> {
    if !matches!(name(node), "bibl" | "biblStruct" | "biblFull") {
        return None;
    }
    let first = |wanted: &[&str]| {
        let mut found = node.descendants().filter(|inner| wanted.contains(&name(*inner)));
        found.find(|inner| !xml::words(*inner).is_empty())
    };
    let author = first(&["author", "editor"]).map(|author| {
        let surname = author.descendants().find(|inner| name(*inner) == "surname");
        xml::words(surname.unwrap_or(author))
    });
    let date = first(&["date"]).map(|date| xml::words(date));
    let title = first(&["title"]).map(|title| xml::words(title));
    let words = match (author, date, title) {
        (Some(author), Some(date), _) => format!("{author} {date}"),
        (Some(author), None, Some(title)) => format!("{author}, {title}"),
        (_, _, Some(title)) => title,
        (Some(author), ..) => author,
        _ => xml::words(node),
    };
    let short = words.chars().count() <= LONGEST_NAME;
    (!words.is_empty() && short).then_some(words)
}

/// The name of a person, a place, a category.
fn named(node: Node) -> Option<String> {
    const NAMES: [&str; 7] =
        ["persName", "placeName", "orgName", "name", "catDesc", "label", "head"];
    let own = elements(node).find(|child| NAMES.contains(&name(*child)));
    own.map(|own| xml::words(own))
        .filter(|words| !words.is_empty() && words.chars().count() <= LONGEST_NAME)
}
