//! XML made safe: size, depth and the expansion of entities are bounded, nothing
//! outside of the file is read, and every character knows its byte.

use std::collections::HashMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::repair::{Places, Repaired, repair, unread};
use crate::diag::Diagnostic;
use crate::span::{FileId, Span};

/// The namespace of TEI P5.
pub(super) const TEI: &str = "http://www.tei-c.org/ns/1.0";
/// The namespace of the Charters Encoding Initiative, whose elements are those of TEI and some more.
pub(super) const CEI: &str = "http://www.monasterium.net/NS/cei";
/// The namespace of `xml:id` and `xml:lang`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A TEI file is not read if it is longer, in bytes.
pub const LONGEST: usize = 128 << 20;
/// Nor if its elements nest deeper.
const DEEPEST: usize = 256;
/// Nor if its entities would make more bytes of it.
const LARGEST_EXPANSION: u64 = 16 << 20;
/// Nor if it has more elements, comments and stretches of text.
const MOST_NODES: u32 = 4_000_000;

/// A file that was parsed.
pub struct Xml<'a> {
    /// The file.
    pub file: FileId,
    /// The tree.
    pub document: Document<'a>,
    /// Where its places stand in the file.
    pub places: Places,
}

/// Puts a text right for the parser, for one that says nothing of it.
pub(super) fn readable(text: &str) -> Repaired<'_> {
    repair(FileId(0), text, &mut vec![])
}

impl<'a> Xml<'a> {
    /// Parses a file; gives nothing, and an error, if that can't or must not be done.
    pub fn parse(
        file: FileId,
        source: &'a Repaired,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        match Self::try_parse(file, source) {
            Ok(xml) => Some(xml),
            Err(fault) => {
                diagnostics.push(fault);
                None
            }
        }
    }

    fn try_parse(file: FileId, source: &'a Repaired) -> Result<Self, Diagnostic> {
        let text: &str = &source.text;
        let places = source.places.clone();
        let at = |range: std::ops::Range<usize>| {
            Span::new(file, places.original(range.start)..places.original(range.end))
        };
        if text.len() > LONGEST {
            let message = format!("the file is longer than {} MiB", LONGEST >> 20);
            let fault = Diagnostic::error("xml-limit", message).at(at(0..0));
            return Err(fault.hint("divide the text"));
        }
        match flaw(text) {
            Some((byte, Flaw::TooDeep)) => {
                let message = format!("the elements nest more than {DEEPEST} deep");
                return Err(Diagnostic::error("xml-limit", message)
                    .at(at(byte..byte))
                    .hint("no edition needs that; look for a tag that is not closed"));
            }
            Some((byte, Flaw::NoCharacter(written))) => {
                let message =
                    format!("this is not XML: `{written}` stands for no character");
                return Err(Diagnostic::error("bad-xml", message)
                    .at(at(byte..byte + written.len()))
                    .hint("write the character itself"));
            }
            None => {}
        }
        let entities = Entities::of(text);
        if entities.expansion(text) > LARGEST_EXPANSION {
            let message = format!(
                "the entities of this file stand for more than {} MiB",
                LARGEST_EXPANSION >> 20
            );
            return Err(Diagnostic::error("xml-limit", message)
                .at(at(entities.start..entities.start))
                .hint("write the text itself instead of entities"));
        }
        let options = ParsingOptions {
            allow_dtd: true,
            nodes_limit: MOST_NODES,
            ..ParsingOptions::default()
        };
        let document = Document::parse_with_options(text, options).map_err(|error| {
            let byte = byte_of(text, error.pos());
            let said = error.to_string();
            let message = said.split(" at ").next().unwrap_or(&said).to_owned();
            let fault = Diagnostic::error("bad-xml", format!("this is not XML: {message}"))
                .at(at(byte..byte));
            match error {
                roxmltree::Error::UnknownEntityReference(..) => fault.hint(
                    "only entities that the file itself declares are known; no other file \
                     is read",
                ),
                _ => fault.hint("an XML editor shows what is missing here"),
            }
        })?;
        Ok(Self { file, document, places })
    }

    /// The elements by their `xml:id`; those that are given twice are reported.
    pub(super) fn ids<'t>(
        &'t self,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> HashMap<&'t str, Node<'t, 'a>> {
        let mut ids: HashMap<&str, Node> = HashMap::new();
        for node in self.document.descendants().filter(Node::is_element) {
            let Some(id) = id(node) else { continue };
            if let Some(first) = ids.get(id) {
                diagnostics.push(
                    Diagnostic::warning(
                        "duplicate-id",
                        format!("two elements have the id `{id}`"),
                    )
                    .at(self.tag(node))
                    .related(self.tag(*first), "the first one, which pointers lead to")
                    .hint("give one of them another `xml:id`"),
                );
                continue;
            }
            ids.insert(id, node);
        }
        ids
    }

    /// The start tag of an element.
    pub(super) fn tag(&self, node: Node) -> Span {
        let range = node.range();
        let text = self.document.input_text();
        let length = text[range.clone()].find('>').map_or(range.len(), |end| end + 1);
        self.span(range.start..range.start + length)
    }

    /// The place in the file of a range of the parsed text.
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let places = &self.places;
        Span::new(self.file, places.original(range.start)..places.original(range.end))
    }

    /// The place of an attribute's value; the start tag if there is none.
    pub(super) fn value(&self, node: Node, name: &str) -> Span {
        match node.attribute_node(name) {
            Some(attribute) => self.span(attribute.range_value()),
            None => self.tag(node),
        }
    }
}

/// The name of an element of TEI, or of no namespace; nothing for others.
pub(super) fn name<'a>(node: Node<'a, '_>) -> &'a str {
    let tag = node.tag_name();
    match tag.namespace() {
        None | Some(TEI | CEI) => tag.name(),
        _ => "",
    }
}

/// The attribute `xml:id`.
pub(super) fn id<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    // Before P5 it was no attribute of XML's own.
    node.attribute((XML, "id")).or_else(|| node.attribute("id"))
}

/// The language that an element says it is in.
pub(super) fn lang<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    let tag = node.attribute((XML, "lang")).or_else(|| node.attribute("lang"));
    tag.map(str::trim).filter(|tag| !tag.is_empty())
}

/// An attribute that says something.
pub(super) fn given<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name).map(str::trim).filter(|value| !value.is_empty())
}

/// The element children.
pub(super) fn elements<'a, 'i: 'a>(
    node: Node<'a, 'i>,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The first descendant of a name.
pub(super) fn find<'a, 'i>(node: Node<'a, 'i>, wanted: &str) -> Option<Node<'a, 'i>> {
    node.descendants().find(|node| name(*node) == wanted)
}

/// Elements whose parts are apart though nothing stands between them: entries of bibliographies,
/// dictionaries, catalogs and lists of persons.
const RECORDS: &str = "bibl biblStruct monogr analytic series imprint person persona place org event \
    nym location address msIdentifier altIdentifier msItem msItemStruct msContents physDesc objectDesc \
    supportDesc layoutDesc handDesc history origin dimensions entry entryFree hom form gramGrp sense re \
    etym xr cit castItem correspDesc correspAction titlePage docTitle docImprint";

fn is_record(name: &str) -> bool {
    !name.is_empty() && RECORDS.split_whitespace().any(|record| record == name)
}

/// Whether an element is apart from the one before it: a part of a record, or a paragraph.
pub(super) fn stands_apart(node: Node) -> bool {
    let is_apart = |node: Node| {
        matches!(
            name(node),
            "p" | "ab"
                | "l"
                | "lg"
                | "head"
                | "item"
                | "row"
                | "cell"
                | "div"
                | "titlePart"
        )
    };
    node.is_element()
        && node.prev_sibling().is_some_and(|before| {
            before.is_element()
                && (is_apart(node)
                    || is_apart(before)
                    || node.parent().is_some_and(|above| is_record(name(above))))
        })
}

/// Whether a text begins with one sign that belongs to the words before it.
pub(super) fn begins_with_closing_sign(text: Node) -> bool {
    let mut signs = text.text().unwrap_or_default().chars();
    let is_sign =
        |c: &char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | '،' | '؛' | '؟');
    signs.next().is_some_and(|c| is_sign(&c))
        && signs.next().is_none_or(is_space)
        && signs.find(|c| !is_space(*c)).is_none_or(|c| !is_sign(&c))
}

/// The words of an element, without notes, white space folded.
pub(super) fn words(node: Node) -> String {
    words_without(node, &["note", "listWit"])
}

/// The words of an element that may be a note itself.
pub(super) fn words_of(node: Node) -> String {
    words_without(node, &[])
}

/// The same without what an apparatus says of them.
pub(super) fn edited_words(node: Node) -> String {
    words_without(node, &["note", "listWit", "rdg", "wit", "witDetail"])
}

fn words_without(node: Node, left_out: &[&str]) -> String {
    let mut out = String::new();
    for text in node.descendants() {
        if !text.is_text() {
            if text != node && stands_apart(text) {
                out.push(' ');
            }
            continue;
        }
        let skip = text
            .ancestors()
            .take_while(|above| *above != node)
            .any(|above| left_out.contains(&name(above)));
        if !skip {
            out.push_str(text.text().unwrap_or_default());
        }
    }
    fold(&out)
}

/// White space of XML folded and trimmed.
pub(super) fn fold(text: &str) -> String {
    let parts = text.split(is_space).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// White space of XML.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The characters of a text node, each with its byte in the file.
pub(super) fn characters<'a>(node: Node<'a, 'a>) -> Vec<(char, usize)> {
    let text = node.text().unwrap_or_default();
    let range = node.range();
    let raw = &node.document().input_text()[range.clone()];
    if raw == text {
        return text.char_indices().map(|(at, c)| (c, range.start + at)).collect();
    }
    // The range of text with sections of CDATA ends before the first of them.
    let raw = &node.document().input_text()[range.start..];
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Marks of CDATA are no characters.
        for mark in ["<![CDATA[", "]]>"] {
            if raw[at..].starts_with(mark) && !rest.starts_with(mark) {
                at += mark.len();
            }
        }
        let here = range.start + at.min(raw.len().saturating_sub(1));
        out.push((c, here));
        rest = &rest[c.len_utf8()..];
        let raw_rest = &raw[at..];
        match raw_rest.chars().next() {
            Some('&') if !raw_rest.starts_with("&;") => {
                let end = raw_rest.find(';').map_or(raw_rest.len(), |end| end + 1);
                at += end;
                let simple = raw_rest.starts_with("&#")
                    || ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"]
                        .contains(&&raw_rest[..end]);
                if !simple {
                    // The text goes on where the next characters of the file stand.
                    let next: String = raw[at..]
                        .chars()
                        .take_while(|c| !matches!(c, '&' | '<' | '\r'))
                        .collect();
                    let skip = match next.is_empty() {
                        true if raw[at..].starts_with('<') => rest.len(),
                        true => 0,
                        false => rest.find(&next).unwrap_or(0),
                    };
                    out.extend(rest[..skip].chars().map(|c| (c, here)));
                    rest = &rest[skip..];
                }
            }
            Some('\r') if raw_rest.starts_with("\r\n") => at += 2,
            Some(c) => at += c.len_utf8(),
            None => {}
        }
    }
    out
}

fn byte_of(text: &str, at: roxmltree::TextPos) -> usize {
    let row = (at.row as usize).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let line = text[start..].lines().next().unwrap_or_default();
    let column = (at.col as usize).saturating_sub(1);
    start + line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte)
}

/// What the parser lets pass and we don't.
#[derive(Debug, PartialEq, Eq)]
enum Flaw {
    /// Elements nest too deep.
    TooDeep,
    /// A reference by number to what is no character of XML, such as half of a pair of
    /// UTF-16.
    NoCharacter(String),
}

/// The first flaw of a file, with its byte.
fn flaw(text: &str) -> Option<(usize, Flaw)> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        if let Some(flaw) = no_character(text, at..at + found) {
            return Some(flaw);
        }
        at += found;
        let rest = &text[at..];
        if let Some(length) = unread(rest) {
            at += length;
        } else if rest.starts_with("<!") {
            at += 2;
        } else if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
            at += 2;
        } else {
            let mut end = at + 1;
            let mut quote = None;
            while end < bytes.len() {
                match (quote, bytes[end]) {
                    (None, b'>') => break,
                    (None, c @ (b'"' | b'\'')) => quote = Some(c),
                    (Some(open), c) if c == open => quote = None,
                    _ => {}
                }
                end += 1;
            }
            if let Some(flaw) = no_character(text, at..end) {
                return Some(flaw);
            }
            if bytes.get(end - 1) != Some(&b'/') {
                depth += 1;
                if depth > DEEPEST {
                    return Some((at, Flaw::TooDeep));
                }
            }
            at = end;
        }
    }
    None
}

/// The first reference by number in a stretch that stands for no character of XML.
fn no_character(text: &str, range: std::ops::Range<usize>) -> Option<(usize, Flaw)> {
    for (found, _) in text[range.clone()].match_indices("&#") {
        let rest = &text[range.start + found..range.end];
        let Some((number, _)) = rest[2..].split_once(';') else { continue };
        let code = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let is_character = |code: u32| {
            char::from_u32(code).is_some_and(|c| {
                (c >= ' ' || is_space(c)) && !matches!(c, '\u{fffe}' | '\u{ffff}')
            })
        };
        // What is no number the parser refuses.
        if code.is_ok_and(|code| !is_character(code)) {
            let written = format!("&#{number};");
            return Some((range.start + found, Flaw::NoCharacter(written)));
        }
    }
    None
}

/// The entities that a file declares.
struct Entities<'a> {
    /// Where the declarations begin.
    start: usize,
    /// Where they end.
    end: usize,
    values: HashMap<&'a str, &'a str>,
}

impl<'a> Entities<'a> {
    fn of(text: &'a str) -> Self {
        let mut values = HashMap::new();
        let Some(start) = text.find("<!DOCTYPE") else {
            return Self { start: 0, end: 0, values };
        };
        let end = text[start..].find("]>").map_or(start, |end| start + end);
        let mut rest = &text[start..end];
        while let Some(at) = rest.find("<!ENTITY") {
            rest = &rest[at + "<!ENTITY".len()..];
            let declaration = rest.trim_start();
            let name: &str = declaration.split(is_space).next().unwrap_or_default();
            let after = declaration[name.len()..].trim_start();
            if let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\''))
            {
                let value = after[1..].split(quote).next().unwrap_or_default();
                values.entry(name).or_insert(value);
            }
        }
        Self { start, end, values }
    }

    /// How many bytes all references of the file make, those in attributes too.
    fn expansion(&self, text: &'a str) -> u64 {
        if self.values.is_empty() {
            return 0;
        }
        let mut known = HashMap::new();
        self.size(&text[self.end..], &mut known, 0)
            .saturating_sub((text.len() - self.end) as u64)
    }

    fn size(&self, text: &'a str, known: &mut HashMap<&'a str, u64>, depth: u32) -> u64 {
        let mut size = text.len() as u64;
        if depth > 12 {
            return u64::MAX;
        }
        for (at, _) in text.match_indices('&') {
            let Some(name) = text[at + 1..].split(';').next() else { continue };
            let Some(value) = self.values.get(name) else { continue };
            let one = match known.get(name) {
                Some(size) => *size,
                None => {
                    let size = self.size(value, known, depth + 1);
                    known.insert(name, size);
                    size
                }
            };
            size = size.saturating_add(one);
        }
        size
    }
}
