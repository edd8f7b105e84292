//! Files that a file of TEI is made of: what `xi:include` and external entities name, and what
//! stands in their place. `new` puts them in, so that an edition has one file for a text. Reading
//! the files is the caller's.

use std::collections::HashMap;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use roxmltree::Node;

use super::inlines::XINCLUDE;
use super::repair::{references, subset};
use super::write::escaped;
use super::xml::{self, Xml, given};
use crate::span::FileId;

/// A file that is to stand in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// Its name as it is written, decoded.
    pub name: String,
    /// What it takes the place of, in bytes.
    pub at: Range<usize>,
    /// What of it is wanted.
    pub part: Part,
}

/// What of a file is to stand in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Its outermost element.
    Element,
    /// The element with an id.
    Id(String),
    /// All of it, as an external entity.
    Entity,
    /// All of it, as words.
    Words,
}

/// The files that are to stand in a text, in the order of their places. What is named in a way
/// that can't be followed (an address of the net, another pointer than an id) is not among them.
pub fn inclusions(text: &str) -> Vec<Inclusion> {
    let mut found = entities(text);
    let source = xml::readable(text);
    // What can't be parsed is reported by the reader.
    if let Some(xml) = Xml::parse(FileId(0), &source, &mut vec![]) {
        let places = &xml.places;
        for node in xml.document.descendants().filter(|node| is_include(*node)) {
            let Some(name) = given(node, "href").and_then(local) else { continue };
            let Some(part) = part_of(node) else { continue };
            let at = node.range();
            let at = places.original(at.start)..places.original(at.end);
            found.push(Inclusion { name, at, part });
        }
    }
    found.sort_by_key(|inclusion| inclusion.at.start);
    // One in the fallback of another one.
    let mut end = 0;
    found.retain(|inclusion| {
        let is_first = inclusion.at.start >= end;
        end = end.max(inclusion.at.end);
        is_first
    });
    found
}

fn is_include(node: Node) -> bool {
    node.is_element()
        && node.tag_name().name() == "include"
        && node.tag_name().namespace() == Some(XINCLUDE)
}

/// The name of a file beside the one that names it.
fn local(href: &str) -> Option<String> {
    let href = href.trim();
    let path = href.split(['#', '?']).next().unwrap_or_default();
    let path = path.strip_prefix("file:").unwrap_or(path);
    let name = percent_decode_str(path).decode_utf8().ok()?.into_owned();
    (!name.is_empty() && !name.contains("://")).then_some(name)
}

/// What an `xi:include` wants of its file.
fn part_of(node: Node) -> Option<Part> {
    if given(node, "parse") == Some("text") {
        return Some(Part::Words);
    }
    let fragment = given(node, "href").and_then(|href| Some(href.split_once('#')?.1));
    let Some(pointer) = given(node, "xpointer").or(fragment) else {
        return Some(Part::Element);
    };
    let inner = |start: &str, end: &str| pointer.strip_prefix(start)?.strip_suffix(end);
    let id = inner("xpointer(id('", "'))")
        .or_else(|| inner("xpointer(id(\"", "\"))"))
        .or_else(|| inner("element(", ")"))
        .unwrap_or(pointer);
    let is_id = id
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (is_id && !id.is_empty()).then(|| Part::Id(id.to_owned()))
}

/// The external entities that stand in a text.
fn entities(text: &str) -> Vec<Inclusion> {
    let Some(subset) = subset(text) else { return vec![] };
    let mut files: HashMap<&str, String> = HashMap::new();
    for declaration in text[subset.clone()].split("<!ENTITY").skip(1) {
        let declaration = declaration.split('>').next().unwrap_or_default();
        let mut words = declaration.split_whitespace();
        let (Some(name), Some(kind)) = (words.next(), words.next()) else { continue };
        // Of a public one the address is the second literal. Pictures are no text.
        let literals: Vec<&str> =
            declaration.split(['"', '\'']).skip(1).step_by(2).collect();
        let address = match kind {
            "SYSTEM" => literals.first(),
            "PUBLIC" => literals.get(1),
            _ => None,
        };
        if let Some(file) = address.and_then(|address| local(address))
            && !declaration.contains("NDATA")
        {
            files.entry(name).or_insert(file);
        }
    }
    let mut found = vec![];
    references(text, subset.end, |at, name| {
        if let Some(file) = files.get(name) {
            let at = at..at + name.len() + 2;
            found.push(Inclusion { name: file.clone(), at, part: Part::Entity });
        }
    });
    found
}

/// What of a file stands in the other one; nothing if that can't be told.
pub fn part(text: &str, wanted: &Part) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}');
    let wanted_id = match wanted {
        Part::Words => return Some(escaped(text)),
        Part::Entity if !text.contains("<!DOCTYPE") => {
            let text = text.trim_start();
            let body = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
            return Some(body.map_or(text, |(_, body)| body).to_owned());
        }
        Part::Entity | Part::Element => None,
        Part::Id(id) => Some(id.as_str()),
    };
    let source = xml::readable(text);
    let xml = Xml::parse(FileId(0), &source, &mut vec![])?;
    let root = xml.document.root_element();
    let node = match wanted_id {
        None => root,
        Some(wanted) => {
            let mut all = xml.document.descendants();
            all.find(|node| xml::id(*node) == Some(wanted))?
        }
    };
    let range = node.range();
    let (from, to) = (xml.places.original(range.start), xml.places.original(range.end));
    let element = text.get(from..to)?;
    // The names of namespaces that are declared above it would be unknown.
    let is_prefixed =
        element[1..].split(|c: char| c.is_whitespace() || c == '>').next()?;
    (node == root || !is_prefixed.contains(':')).then(|| element.to_owned())
}

/// The text with what stands in the place of some of its bytes; the places are in order and
/// do not meet.
pub fn put(text: &str, parts: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, part) in parts {
        out.push_str(&text[done..at.start]);
        out.push_str(part);
        done = at.end;
    }
    out.push_str(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_elements_and_by_entities() {
        let text = "<!DOCTYPE TEI [<!ENTITY one SYSTEM \"a/one.xml\"><!ENTITY p SYSTEM 'p.png' NDATA png>\
            <!ENTITY two PUBLIC \"-//X\" \"two.xml\"><!ENTITY own \"w\">]>\
            <TEI xmlns:xi=\"http://www.w3.org/2001/XInclude\">&one;<p>&own; &amp; &two;</p>\
            <xi:include href=\"b%20c.xml\"><xi:fallback><xi:include href=\"d.xml\"/></xi:fallback></xi:include>\
            <xi:include href=\"e.xml\" xpointer=\"xpointer(id('w1'))\"/><xi:include href=\"http://x.example/f.xml\"/>\
            <xi:include href=\"g.txt\" parse=\"text\"/><include href=\"h.xml\"/></TEI>";
        let found = inclusions(text);
        let said: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.part.clone()))
            .collect();
        assert_eq!(
            said,
            [
                ("a/one.xml", Part::Entity),
                ("two.xml", Part::Entity),
                ("b c.xml", Part::Element),
                ("e.xml", Part::Id("w1".to_owned())),
                ("g.txt", Part::Words),
            ]
        );
        let parts: Vec<_> = found
            .iter()
            .map(|one| (one.at.clone(), format!("[{}]", one.name)))
            .collect();
        let whole = put(text, &parts);
        assert!(
            whole.ends_with(
                "XInclude\">[a/one.xml]<p>&own; &amp; [two.xml]</p>[b c.xml][e.xml]\
                 <xi:include href=\"http://x.example/f.xml\"/>[g.txt]<include href=\"h.xml\"/></TEI>"
            ),
            "{whole}"
        );
    }

    #[test]
    fn what_stands_for_a_file_is_an_element_of_it_or_its_words() {
        let file = "\u{feff}<?xml version=\"1.0\"?>\n<!DOCTYPE div><div>a &eacute; <p xml:id=\"w\">b</p></div>\n";
        assert_eq!(
            part(file, &Part::Element).as_deref(),
            Some("<div>a &eacute; <p xml:id=\"w\">b</p></div>")
        );
        let id = |id: &str| part(file, &Part::Id(id.to_owned()));
        assert_eq!(id("w").as_deref(), Some("<p xml:id=\"w\">b</p>"));
        assert_eq!(id("v"), None);
        let entity = "<?xml encoding=\"UTF-8\"?><p>a</p><p>b</p>";
        assert_eq!(part(entity, &Part::Entity).as_deref(), Some("<p>a</p><p>b</p>"));
        assert_eq!(part("a < b", &Part::Words).as_deref(), Some("a &lt; b"));
        assert_eq!(part("<p>", &Part::Element), None);
    }
}
