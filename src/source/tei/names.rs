//! Names that an index may have, and marks for indexes.

use roxmltree::Node;

use super::Reader;
use super::header::SUBJECTS;
use super::xml::{self, elements, given, name};
use crate::model::{IndexMark, Place};

impl<'x> Reader<'x, '_> {
    /// A name, marked for the first index that collects such names.
    pub(super) fn name(&mut self, node: Node<'x, 'x>) {
        let pin = self.frame.pin();
        self.children(node);
        let (from, to) = self.frame.since(pin);
        let kind = match (name(node), given(node, "type").unwrap_or_default()) {
            ("name", kind) => kind,
            (name, _) => name,
        };
        let ids: &[&str] = match kind {
            "persName" | "person" | "pers" => &["persons", "people", "names"],
            "placeName" | "geogName" | "place" => &["places", "names"],
            "orgName" | "org" | "organization" => &["organizations", "names"],
            _ => return,
        };
        let index = ids
            .iter()
            .find_map(|id| self.context.indexes.iter().find(|index| index.id == **id));
        let Some(index) = index.map(|index| index.id.clone()) else { return };
        // A list of names is no place where they occur.
        if node.ancestors().any(|above| {
            name(above).starts_with("listPe")
                || matches!(
                    name(above),
                    "listPlace" | "listOrg" | "listEvent" | "listNym"
                )
        }) {
            return;
        }
        let heading = self.heading(node);
        if heading.is_empty() || (from == to && self.depth == 0) {
            return;
        }
        self.mark(index, vec![heading], (from, to), false, node);
    }

    /// The heading of a name: of the person or place it refers to, its key, or itself.
    fn heading(&mut self, node: Node<'x, 'x>) -> String {
        let target = given(node, "ref")
            .or_else(|| given(node, "corresp"))
            .and_then(|pointer| pointer.split_whitespace().next())
            .and_then(|pointer| pointer.strip_prefix('#'))
            .and_then(|id| self.ids.get(id).copied());
        if let Some(target) = target {
            let wanted = ["persName", "placeName", "orgName", "name"];
            let own = elements(target).find(|child| wanted.contains(&name(*child)));
            let words = own.map(inverted).unwrap_or_default();
            if !words.is_empty() {
                return words;
            }
        }
        let words = inverted(node);
        match given(node, "key") {
            Some(key) if is_name(key, &words) => key.to_owned(),
            _ => words,
        }
    }

    pub(super) fn mark(
        &mut self,
        index: String,
        heading: Vec<String>,
        (from, to): (Place, Place),
        principal: bool,
        node: Node,
    ) {
        let span = Some(self.xml.tag(node));
        let mark = IndexMark { index, heading, from, to, principal, span };
        if self.depth == 0 { self.marks.push(mark) } else { self.inner_marks.push(mark) }
    }

    /// `index` with its terms; `spanTo` says where the marked words end.
    pub(super) fn index(&mut self, node: Node<'x, 'x>) {
        let wanted = given(node, "indexName");
        let index = match wanted {
            Some(id) => self.context.indexes.iter().find(|index| index.id == id),
            None => {
                let mut indexes = self.context.indexes.iter();
                let subjects = indexes.find(|index| index.id == SUBJECTS);
                subjects.or_else(|| self.context.indexes.first())
            }
        };
        let Some(index) = index.map(|index| index.id.clone()) else {
            let why = "`edition.toml` has no index of that name";
            return self.remark("left-out", "index", node, why);
        };
        let mut heading = vec![];
        let mut level = Some(node);
        while let Some(node) = level {
            let term = elements(node).find(|child| name(*child) == "term");
            heading.extend(
                term.map(|term| xml::words(term)).filter(|term| !term.is_empty()),
            );
            level = elements(node).find(|child| name(*child) == "index");
        }
        if heading.is_empty() {
            return;
        }
        let exact = given(node, "spanTo").is_some();
        if exact {
            self.frame.settle_space();
        }
        let here = self.frame.here();
        let principal = given(node, "n") == Some("principal");
        self.mark(index, heading, (here, here), principal, node);
        if let Some(to) = given(node, "spanTo").and_then(|to| to.strip_prefix('#')) {
            self.spanning
                .push((self.marks.len().saturating_sub(1), to.to_owned()));
        }
    }
}

/// Whether a key is a name that could be printed for the words, and not a number in a register.
fn is_name(key: &str, words: &str) -> bool {
    let is_capital = |words: &str| words.starts_with(char::is_uppercase);
    words.is_empty()
        || key.chars().any(char::is_alphabetic)
            && key.chars().count() > 2
            && !key.contains(['_', '#', '/', ':', '='])
            && !key.chars().any(|c| c.is_ascii_digit())
            && (is_capital(key) || !is_capital(words))
}

/// A name as it stands in an index: the surname first, where names are turned.
fn inverted(node: Node) -> String {
    let part = |wanted: &str| {
        let parts: Vec<_> = node
            .descendants()
            .filter(|child| name(*child) == wanted)
            .map(|child| xml::edited_words(child))
            .collect();
        parts.join(" ")
    };
    let (surname, forename) = (part("surname"), part("forename"));
    let is_latin = surname.chars().all(|c| !c.is_alphabetic() || (c as u32) < 0x0590);
    if !surname.is_empty() && !forename.is_empty() && is_latin {
        return format!("{surname}, {forename}");
    }
    xml::edited_words(node)
}
