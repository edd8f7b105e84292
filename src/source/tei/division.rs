//! Texts that are divisions of a file: `div type="edition"` and `div type="translation"` in one.

use roxmltree::Node;

use super::xml::{self, Xml, elements, given, name};
use super::{Reader, header};
use crate::diag::Diagnostic;
use crate::edition::TextFile;
use crate::model::{Lang, Text};
use crate::span::{FileId, Files, Span};

/// Whether an element is a division of a type, or with an id.
fn is_it(node: Node, wanted: &str) -> bool {
    name(node).starts_with("div")
        && (given(node, "type") == Some(wanted) || xml::id(node) == Some(wanted))
}

/// The outermost divisions of a type, or that with an id.
pub(super) fn selected<'x>(root: Node<'x, 'x>, wanted: &str) -> Vec<Node<'x, 'x>> {
    let is_inside =
        |node: Node| node.ancestors().skip(1).any(|above| is_it(above, wanted));
    let in_text = |node: Node| node.ancestors().any(|above| name(above) == "text");
    root.descendants()
        .filter(|node| is_it(*node, wanted) && !is_inside(*node) && in_text(*node))
        .collect()
}

/// The fault of a file that has no such division.
pub(super) fn unknown(root: Node, wanted: &str, at: Span) -> Diagnostic {
    let divisions = root.descendants().filter(|node| name(*node).starts_with("div"));
    let mut known: Vec<&str> = divisions
        .flat_map(|node| [given(node, "type"), xml::id(node)])
        .flatten()
        .collect();
    known.sort_unstable();
    known.dedup();
    let fault = Diagnostic::error(
        "unknown-division",
        format!("the file has no division with the type or the id `{wanted}`"),
    )
    .at(at)
    .suggest(wanted, known.iter().copied());
    match known.len() {
        0 => {
            fault.hint("take `division` out: no division of the file has a type or an id")
        }
        1..=12 if fault.hints.is_empty() => {
            fault.hint(format!("its divisions are `{}`", known.join("`, `")))
        }
        _ => fault,
    }
}

impl<'x> Reader<'x, '_> {
    /// Reads divisions as a text, and says which stretch of the file they are.
    pub(super) fn read_divisions(&mut self, divisions: &[Node<'x, 'x>], text: &mut Text) {
        for division in divisions {
            self.walk(*division);
        }
        let (Some(first), Some(last)) = (divisions.first(), divisions.last()) else {
            return;
        };
        let (start, end) = (first.range().start, last.range().end);
        let [start, end] = [start, end].map(|at| self.xml.places.original(at));
        text.span = Some(Span::new(self.xml.file, start..end));
    }
}

/// Gives a text the title and the language that the file says, or the first division that it
/// is made of, unless the manifest gives them.
pub(super) fn entitle(
    text: &mut Text,
    settings: &TextFile,
    root: Node,
    division: Option<Node>,
) {
    let head = division.and_then(|division| {
        let head = elements(division).find(|child| name(*child) == "head")?;
        Some(xml::words(head)).filter(|title| !title.is_empty())
    });
    if let Some(title) = head.or_else(|| header::title(root))
        && settings.title.is_none()
    {
        text.title = title;
    }
    let own = division.and_then(|division| division.ancestors().find_map(xml::lang));
    if let Some(lang) = own.map(Lang::new).or_else(|| header::language(root))
        && settings.lang.is_none()
    {
        text.dir = lang.dir();
        text.lang = lang;
    }
}

/// The divisions of a body that are texts beside each other, an edition and its translations, by
/// their type or their id. None if there are not several, or if a body has other parts.
pub(super) fn texts(text: Node) -> Vec<String> {
    let kind = |node: Node| {
        let kind = given(node, "type").unwrap_or_default().to_owned();
        let is_text = matches!(&*kind, "edition" | "translation");
        (is_text && !xml::words_of(node).is_empty()).then_some(kind)
    };
    let bodies = elements(text).filter(|node| name(*node) == "body");
    let found: Vec<(Node, String)> = bodies
        .flat_map(elements)
        .filter(|node| name(*node).starts_with("div"))
        .filter_map(|node| Some((node, kind(node)?)))
        .collect();
    // What else stands beside them, such as an apparatus apart, belongs to one of them.
    let bodies = elements(text).filter(|node| name(*node) == "body");
    let mut parts = bodies.flat_map(elements);
    let is_all = parts.all(|part| {
        xml::words_of(part).is_empty() || found.iter().any(|it| it.0 == part)
    });
    let is_pair = is_all
        && ["edition", "translation"]
            .iter()
            .all(|wanted| found.iter().any(|(_, kind)| kind == wanted));
    let called = |(node, kind): &(Node, String)| {
        let same = found.iter().filter(|(_, other)| other == kind).count();
        if same == 1 { Some(kind.clone()) } else { xml::id(*node).map(str::to_owned) }
    };
    // Without an id divisions of one type are one text: the parts of an edition.
    let all: Option<Vec<String>> = found.iter().map(called).collect();
    match all {
        Some(all) if is_pair => all,
        None if is_pair => ["edition", "translation"].map(str::to_owned).to_vec(),
        _ => vec![],
    }
}

/// Says which divisions of a file have words and are of no text. `read` are the names of those
/// that are.
pub fn unread_divisions(files: &Files, file: FileId, read: &[&str]) -> Vec<Diagnostic> {
    let source = files.get(file).text.clone();
    let source = xml::readable(&source);
    let Some(xml) = Xml::parse(file, &source, &mut vec![]) else { return vec![] };
    let mut found = vec![];
    let mut open: Vec<Node> = xml
        .document
        .descendants()
        .filter(|node| name(*node) == "text")
        .filter(|node| node.ancestors().skip(1).all(|above| name(above) != "text"))
        .collect();
    while let Some(node) = open.pop() {
        let is_read = |node: Node| read.iter().any(|name| is_it(node, name));
        if is_read(node) || xml::words_of(node).is_empty() {
            continue;
        }
        if node.descendants().any(is_read) {
            open.extend(elements(node));
            continue;
        }
        let called = match (given(node, "type"), name(node)) {
            (Some(kind), name) => format!("{name} type={kind}"),
            (None, name) => name.to_owned(),
        };
        let count = xml::words_of(node).split_whitespace().count();
        let words = if count == 1 { "word" } else { "words" };
        let message = format!("`{called}` with {count} {words} is in no text");
        found.push(
            Diagnostic::warning("division-left-out", message)
                .at(xml.tag(node))
                .hint("list the file once more, with the type or the id of it as `division`"),
        );
    }
    found.sort_by_key(|fault| fault.span);
    found
}
