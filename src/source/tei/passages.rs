//! Passages of other works that are cited: marks for an index of passages.

use roxmltree::Node;

use super::Reader;
use super::inlines::has_words;
use super::xml::{self, elements, given, name};
use crate::edition::{IndexKind, SeriesKind};
use crate::model::Entry;

impl<'x> Reader<'x, '_> {
    /// A reference by `cRef`, which is the citation itself: `Gen 3:15`, `Gen.3.15`.
    pub(super) fn cited(&mut self, node: Node<'x, 'x>) {
        let citation = citation(given(node, "cRef").unwrap_or_default());
        let pin = self.frame.pin();
        if !has_words(node) {
            // No part of the word before it.
            if !self
                .frame
                .last()
                .is_some_and(|c| matches!(c, '(' | '[' | '“' | '«' | '‘'))
            {
                self.frame.space();
            }
            self.frame.push_words(&citation, node.range().start);
        } else {
            self.children(node);
        }
        let place = self.frame.since(pin);
        if !citation.is_empty() {
            self.mark_passage(vec![citation], place, node);
        }
    }

    /// A bibliographic reference, marked if it cites a passage.
    pub(super) fn bibl(&mut self, node: Node<'x, 'x>) {
        let pin = self.frame.pin();
        self.children(node);
        let place = self.frame.since(pin);
        if let Some(heading) = passage(node) {
            self.mark_passage(heading, place, node);
        }
    }

    /// The series that has the sources of quotations, if the edition has one and they may
    /// stand apart here.
    fn sources(&self) -> Option<String> {
        let mut series = self.context.series.iter();
        let is_it = |series: &&crate::edition::Series| {
            series.kind == SeriesKind::Critical
                && matches!(
                    series.id.as_str(),
                    "sources" | "fontes" | "testimonia" | "loci"
                )
        };
        let found = series.find(is_it).filter(|_| self.depth == 0 && !self.copying);
        found.map(|series| series.id.clone())
    }

    /// A quotation with its source, which is an entry on the words that are quoted where the
    /// edition has a series for sources. Gives whether it was read so.
    pub(super) fn quotation_with_source(&mut self, node: Node<'x, 'x>) -> bool {
        let is_source =
            |child: &Node| matches!(name(*child), "bibl" | "ref" | "biblStruct");
        let has_source = elements(node).any(|child| is_source(&child));
        let Some(series) = self.sources().filter(|_| has_source) else { return false };
        let pin = self.frame.pin();
        for child in node.children().filter(|child| !is_source(child)) {
            self.child(child);
        }
        let (from, to) = self.frame.since(pin);
        for source in elements(node).filter(is_source) {
            let lang = self.frame.lang.clone();
            let passage =
                self.apart_by(lang, |reader| reader.walk(source)).into_passage();
            if !passage.text.is_empty() {
                let span = Some(self.xml.tag(source));
                self.entries.push(Entry {
                    comment: Some(passage),
                    ..Entry::new(&series, from, to, span)
                });
            }
        }
        self.take_orphans((from, to));
        true
    }

    fn mark_passage(
        &mut self,
        heading: Vec<String>,
        place: (crate::model::Place, crate::model::Place),
        node: Node<'x, 'x>,
    ) {
        let mut indexes = self.context.indexes.iter();
        let index = indexes.find(|index| index.kind == IndexKind::Passages);
        if let Some(index) = index.map(|index| index.id.clone())
            && !self.copying
        {
            self.mark(index, heading, place, false, node);
        }
    }
}

/// A citation as it is printed: `Gen.3.15` is `Gen 3.15`, as is `Gen:3:15`; of an address
/// such as `urn:cts:greekLit:tlg0012.tlg001:1.1` the work and the number.
fn citation(given: &str) -> String {
    let folded = xml::fold(given);
    let folded = match folded.strip_prefix("urn:cts:") {
        Some(rest) => rest.split_once(':').map_or(rest, |(_, rest)| rest).to_owned(),
        None => folded,
    };
    if folded.contains([' ', '/']) {
        return folded;
    }
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    if folded.contains(':') {
        let (mut names, mut numbers): (Vec<&str>, Vec<&str>) = (vec![], vec![]);
        for part in folded.split(':').filter(|part| !part.is_empty()) {
            if is_number(part) || !numbers.is_empty() {
                numbers.push(part);
            } else {
                names.push(part);
            }
        }
        let numbers = numbers.join(".");
        names.extend((!numbers.is_empty()).then_some(numbers.as_str()));
        return names.join(" ");
    }
    match folded.split_once('.') {
        Some((work, number))
            if work.chars().any(char::is_alphabetic) && is_number(number) =>
        {
            format!("{work} {number}")
        }
        _ => folded,
    }
}

/// Whether a reference cites a passage of a work, and not a book or a page of one: its
/// author, its work and the number, as headings of an index.
pub(super) fn passage(node: Node) -> Option<Vec<String>> {
    let is_listed = node.ancestors().any(|above| {
        matches!(name(above), "listBibl" | "sourceDesc" | "teiHeader" | "witness")
    });
    if is_listed {
        return None;
    }
    let parts = |wanted: &str| -> Vec<String> {
        elements(node)
            .filter(|child| name(*child) == wanted)
            .map(|child| xml::edited_words(child))
            .filter(|words| !words.is_empty())
            .collect()
    };
    let is_source = node.parent().is_some_and(|above| name(above) == "cit");
    let is_book = node.descendants().any(|part| {
        matches!(name(part), "date" | "publisher" | "pubPlace" | "imprint")
            || matches!(given(part, "unit"), Some("page" | "pp" | "volume"))
    });
    let mut number = parts("biblScope");
    number.extend(parts("citedRange"));
    let mut heading: Vec<String> = parts("author")
        .into_iter()
        .take(1)
        .chain(parts("title").into_iter().take(1))
        .collect();
    if heading.is_empty() || number.is_empty() {
        // The source of a quotation in bare words, such as `Verg. ecl. 1.1`.
        let words = xml::edited_words(node);
        let last = words.rsplit(' ').next().unwrap_or_default();
        let is_cited = words.contains(' ')
            && elements(node)
                .all(|child| !matches!(name(child), "biblScope" | "citedRange"))
            && last.starts_with(|c: char| c.is_ascii_digit());
        return (is_source && !is_book && is_cited).then(|| vec![words]);
    }
    if is_book {
        return None;
    }
    heading.push(number.join("."));
    Some(heading)
}

/// Whether a text cites passages.
pub(super) fn has_any(root: Node) -> bool {
    root.descendants().any(|node| match name(node) {
        "ref" | "ptr" => node.has_attribute("cRef"),
        "bibl" => passage(node).is_some(),
        _ => false,
    })
}
