//! What becomes of each element and each attribute of a TEI file, with counts: for
//! `variorum check --account`. The table is `COVERAGE.md`, which tests compare with what the
//! reader does.

use std::collections::BTreeMap;

use roxmltree::Node;
use serde::Serialize;

use super::alternatives::other_form;
use super::elements::{Means, means};
use super::parts::is_border;
use super::xml::{self, XML, Xml, name, readable};
use super::{parts, roots};
use crate::span::{FileId, Files, Span};

/// What the reader knows, for people and for the account.
const COVERAGE: &str = include_str!("COVERAGE.md");

/// The words behind which the attributes stand in it.
const ATTRIBUTES: &str = "## Attributes";

/// What becomes of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Its words or its sign are in the book.
    Printed,
    /// It steers the book: its look, its apparatus, its indexes.
    Used,
    /// It is not in the book.
    LeftOut,
}

impl Fate {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Used => "used",
            Self::LeftOut => "left out",
        }
    }
}

/// What becomes of all elements, or attributes, of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The name of the element, as in `p`.
    pub element: String,
    /// That of the attribute, if it is one.
    pub attribute: Option<String>,
    /// What becomes of it.
    pub fate: Fate,
    /// As what it is printed or used, or why it is left out.
    pub how: String,
    /// How many there are.
    pub count: usize,
    /// How many words stand in them.
    pub words: usize,
    /// Where the first one stands.
    pub span: Span,
}

/// Gives account of a file: the elements in the order of their names, each with its
/// attributes. Nothing of a file that can't be read.
pub fn account(files: &Files, file: FileId) -> Vec<Item> {
    let text = files.get(file).text.clone();
    let source = readable(&text);
    let Some(xml) = Xml::parse(file, &source, &mut vec![]) else { return vec![] };
    let table = Table::read();
    let mut items: BTreeMap<(String, Option<String>, Fate, String), Item> =
        BTreeMap::new();
    for node in xml.document.descendants().filter(Node::is_element) {
        let element = node.tag_name().name().to_owned();
        let (fate, how) = table.fate(node);
        let mut add = |attribute: Option<String>, fate: Fate, how: String, words| {
            let key = (element.clone(), attribute.clone(), fate, how.clone());
            let item = items.entry(key).or_insert_with(|| Item {
                element: element.clone(),
                attribute,
                fate,
                how,
                count: 0,
                words: 0,
                span: xml.tag(node),
            });
            item.count += 1;
            item.words += words;
        };
        add(None, fate, how.clone(), own_words(node));
        for attribute in node.attributes() {
            let prefix = if attribute.namespace() == Some(XML) { "xml:" } else { "" };
            // P4 had names without a prefix for these.
            let name = match (prefix, attribute.name()) {
                ("", name @ ("id" | "lang")) => format!("xml:{name}"),
                (prefix, name) => format!("{prefix}{name}"),
            };
            let (fate, how) = match fate {
                Fate::LeftOut => (fate, how.clone()),
                _ => table.fate_of_attribute(node, &name),
            };
            add(Some(name), fate, how, 0);
        }
    }
    items.into_values().collect()
}

/// The words that stand in an element itself.
fn own_words(node: Node) -> usize {
    let texts = node.children().filter(Node::is_text);
    texts
        .map(|text| text.text().unwrap_or_default().split_whitespace().count())
        .sum()
}

/// The tables of `COVERAGE.md`.
struct Table {
    /// By element: how it is read.
    elements: BTreeMap<&'static str, &'static str>,
    /// By attribute: what it does.
    attributes: BTreeMap<&'static str, &'static str>,
}

impl Table {
    fn read() -> Self {
        let (elements, attributes) =
            COVERAGE.split_once(ATTRIBUTES).unwrap_or((COVERAGE, ""));
        let rows = |part: &'static str| {
            part.lines()
                .filter_map(|line| line.strip_prefix("| `"))
                .filter_map(|line| {
                    let mut cells = line.split(" | ");
                    Some((cells.next()?, cells.last()?.trim_end_matches(" |"), line))
                })
        };
        let elements = rows(elements)
            .filter_map(|(name, _, line)| {
                Some((name.trim_end_matches('`'), line.split(" | ").nth(2)?))
            })
            .collect();
        let attributes = rows(attributes)
            .flat_map(|(names, does, _)| {
                // Each name that stands in backticks, also with a value.
                let odd = |(k, part): (usize, &'static str)| (k % 2 == 0).then_some(part);
                let names = names.split('`').enumerate().filter_map(odd);
                names.map(move |name| (name.split('=').next().unwrap_or(name), does))
            })
            .filter(|(name, _)| !name.trim().is_empty())
            .collect();
        Self { elements, attributes }
    }

    /// What becomes of an element, and how.
    fn fate(&self, node: Node) -> (Fate, String) {
        let own = means_of(node);
        let above =
            |wanted: &str| node.ancestors().skip(1).any(|above| name(above) == wanted);
        if above("teiHeader") {
            return match header_use(node) {
                Some(used) => (Fate::Used, used.to_owned()),
                None => (
                    Fate::LeftOut,
                    "the book takes nothing of it from the header".to_owned(),
                ),
            };
        }
        let outer = node
            .ancestors()
            .skip(1)
            .find(|above| above.is_element() && is_left_out(means_of(*above), *above));
        if let Some(outer) = outer {
            return (Fate::LeftOut, format!("it stands in `{}`", name(outer)));
        }
        if let Some((other, ..)) = other_form(node).filter(|_| !above("choice")) {
            let how = format!("one of its forms; the other is in `{other}`");
            return (Fate::Printed, how);
        }
        if is_border(node) {
            let how = "an entry on the first or last word of its witness";
            return (Fate::Printed, how.to_owned());
        }
        let how = self
            .elements
            .get(name(node))
            .copied()
            .unwrap_or("its words are printed");
        let fate = match own {
            Means::Silent if is_left_out(own, node) => Fate::LeftOut,
            Means::Apart if is_left_out(own, node) => Fate::LeftOut,
            Means::Apart if parts::is_printed(node) => Fate::Printed,
            Means::Apart
            | Means::Entries
            | Means::Anchor
            | Means::Index
            | Means::Division => Fate::Used,
            _ => Fate::Printed,
        };
        (fate, how.to_owned())
    }

    /// What becomes of an attribute of an element that is in the book.
    fn fate_of_attribute(&self, node: Node, attribute: &str) -> (Fate, String) {
        let kept = ["cause", "varSeq", "require", "exclude", "ana", "cert"];
        let is_entry = matches!(name(node), "app" | "lem" | "rdg" | "rdgGrp");
        if node.ancestors().any(|above| name(above) == "teiHeader") {
            let read = [
                "xml:id", "n", "type", "when", "target", "ident", "scheme", "xml:lang",
                "sigil",
            ];
            return match read.contains(&attribute) {
                true => (Fate::Used, "with the header".to_owned()),
                false => (Fate::LeftOut, "it is not read".to_owned()),
            };
        }
        if other_form(node).is_some_and(|(other, ..)| other == attribute) {
            let how = "another form of the words, as `[tei]` says";
            return (Fate::Printed, how.to_owned());
        }
        if attribute == "exclude" && !is_entry {
            let how = "another reading of the words that it excludes";
            return (Fate::Used, how.to_owned());
        }
        match self.attributes.get(attribute) {
            Some(how) if kept.contains(&attribute) && is_entry => {
                (Fate::LeftOut, (*how).to_owned())
            }
            Some(_) if kept.contains(&attribute) => {
                (Fate::LeftOut, "it is not read".to_owned())
            }
            Some(how) if *how != "not read" => (Fate::Used, (*how).to_owned()),
            _ => (Fate::LeftOut, "it is not read".to_owned()),
        }
    }
}

fn means_of(node: Node) -> Means {
    match name(node) {
        "" => Means::Unknown,
        name => means(name),
    }
}

/// Whether nothing of an element in the text is printed.
fn is_left_out(means: Means, node: Node) -> bool {
    if roots::is_page(node) {
        return false;
    }
    means == Means::Silent && !parts::is_remark(node)
        || means == Means::Apart
            && name(node) != "teiHeader"
            && xml::find(node, "witness").is_none()
            && !parts::is_printed(node)
}

/// What an element of the header is used for.
fn header_use(node: Node) -> Option<&'static str> {
    let within = |wanted: &str| node.ancestors().any(|above| name(above) == wanted);
    match name(node) {
        "fileDesc" | "titleStmt" | "publicationStmt" | "sourceDesc" | "editionStmt"
        | "encodingDesc" | "profileDesc" | "tagsDecl" => {
            Some("what it holds is looked at")
        }
        "rendition" => Some("the looks of words"),
        _ if within("listWit") => Some("the witnesses"),
        "title" | "editor" | "author" if within("titleStmt") => Some("the title page"),
        _ if within("availability") => Some("the imprint"),
        "publisher" | "pubPlace" | "date" | "idno" if within("publicationStmt") => {
            Some("the imprint")
        }
        "language" | "langUsage" => {
            Some("the language of the text, if it is the only one")
        }
        "msDesc" | "handNote" => Some("a witness, if a reading points at it"),
        "bibl" | "person" | "abbr" if xml::id(node).is_some() || within("bibl") => {
            Some("the name of who or what is pointed at")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_and_attribute_has_its_fate() {
        let mut files = Files::default();
        let xml = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
            <title>T</title><funder>F</funder></titleStmt></fileDesc></teiHeader><text><body>\
            <p n=\"1\" facs=\"x\">a b <fw>c <num>d</num></fw> <zz>e</zz></p><p>f</p></body></text></TEI>";
        let file = files.add("t.xml", xml);
        let found: Vec<String> = account(&files, file)
            .iter()
            .map(|item| {
                let at = item.attribute.as_ref().map(|at| format!("@{at}"));
                let at = at.unwrap_or_default();
                let (name, fate) = (&item.element, item.fate.name());
                format!("{name}{at} {fate} {} {}", item.count, item.words)
            })
            .collect();
        for wanted in [
            "p printed 2 3",
            "p@n used 1 0",
            "p@facs left out 1 0",
            "fw left out 1 1",
            "num left out 1 1",
            "zz printed 1 1",
            "title used 1 1",
            "funder left out 1 1",
        ] {
            assert!(
                found.iter().any(|line| line == wanted),
                "no `{wanted}` in {found:#?}"
            );
        }
        assert_eq!(found.len(), 14, "{found:#?}");
    }
}
