//! What `new` guesses from the text itself: its language, how its lines are counted, the numbers
//! by which it is cited, the kinds of its notes, the forms that it has.

use std::collections::HashMap;

use roxmltree::Node;

use super::elements::{Means, means};
use super::xml::{self, elements, given, name};
use crate::model::Lang;

/// The most kinds of notes that have a series each.
const MOST_KINDS: usize = 3;

/// The kinds of notes that are called in the text, if there are several and each is met often.
pub(super) fn kinds_of_notes(body: Node) -> Vec<String> {
    let mut found: Vec<(&str, usize)> = vec![];
    for note in body.descendants().filter(|node| name(*node) == "note") {
        let apart = note.ancestors().skip(1).any(|above| {
            matches!(name(above), "app" | "note" | "listPerson" | "listPlace")
        });
        if apart || xml::words_of(note).is_empty() {
            continue;
        }
        let kind = given(note, "type").unwrap_or_default();
        match found.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => found.push((kind, 1)),
        }
    }
    let is_id = |kind: &str| {
        !kind.is_empty()
            && kind.starts_with(|c: char| c.is_ascii_alphabetic())
            && kind
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !matches!(kind, "app" | "notes")
    };
    let several = found.len() > 1;
    let mut often: Vec<_> = found
        .into_iter()
        .filter(|(kind, count)| several && *count >= MOST_KINDS && is_id(kind))
        .collect();
    often.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    often.truncate(MOST_KINDS);
    often.into_iter().map(|(kind, _)| kind.to_owned()).collect()
}

/// The pairs of forms that stand in a `choice`.
pub(super) fn pairs(body: Node) -> Vec<&'static str> {
    let has = |forms: [&str; 2]| {
        body.descendants()
            .filter(|node| name(*node) == "choice")
            .any(|choice| {
                forms
                    .iter()
                    .all(|form| elements(choice).any(|one| name(one) == *form))
            })
    };
    let all = [
        ("sic-corr", ["sic", "corr"]),
        ("orig-reg", ["orig", "reg"]),
        ("abbr-expan", ["abbr", "expan"]),
    ];
    all.into_iter()
        .filter(|(_, forms)| has(*forms))
        .map(|(pair, _)| pair)
        .collect()
}

/// Whether there are quotations among the words of the text that say their source, which an
/// edition prints below the text.
pub(super) fn has_sources(body: Node) -> bool {
    let is_source = |child: &Node| matches!(name(*child), "bibl" | "ref" | "biblStruct");
    body.descendants().filter(|node| name(*node) == "cit").any(|cit| {
        let above = || cit.ancestors().skip(1).map(|above| name(above));
        let stands_in_text = above().any(|name| matches!(name, "p" | "ab" | "l" | "seg"))
            && !above().any(|name| {
                matches!(name, "note" | "rdg" | "head" | "epigraph" | "front" | "back")
            });
        let (sources, rest): (Vec<_>, Vec<_>) = elements(cit).partition(is_source);
        let has_words =
            |nodes: &[Node]| nodes.iter().any(|node| !xml::words(*node).is_empty());
        stands_in_text && has_words(&sources) && has_words(&rest)
    })
}

/// The units of the numbers by which the work is cited, where no heading has them: the
/// larger before the smaller.
pub(super) fn units(body: Node, lineation: Option<&str>) -> Vec<String> {
    let mut found: Vec<(String, usize)> = vec![];
    for node in body.descendants().filter(|node| given(*node, "n").is_some()) {
        let outside = node.ancestors().any(|above| {
            matches!(name(above), "front" | "back" | "note" | "rdg" | "head" | "listApp")
        });
        let has_head = elements(node).any(|child| name(child) == "head");
        let unit = match means(name(node)) {
            Means::Milestone if name(node) == "milestone" => given(node, "unit"),
            means => unit(node, means).filter(|_| !has_head),
        };
        let is_number = given(node, "n").is_some_and(is_number);
        let Some(unit) = unit.filter(|unit| !outside && is_number && is_cited(unit))
        else {
            continue;
        };
        // Stanzas are counted already.
        if unit == "lg" && lineation == Some("stanza") {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known == unit) {
            Some((_, count)) => *count += 1,
            None => found.push((unit.to_owned(), 1)),
        }
    }
    let often = found.into_iter().filter(|(_, count)| *count > 1);
    often.map(|(unit, _)| unit).take(4).collect()
}

/// How lines are best counted: verses alone where prose is rare.
pub(super) fn lineation(body: Node) -> Option<&'static str> {
    let of = |names: &[&str]| {
        let is_front = |node: &Node| node.ancestors().any(|above| name(above) == "front");
        let all = body.descendants().filter(|node| names.contains(&name(*node)));
        all.filter(|node| !is_front(node)).count()
    };
    let has_number = |verse: Node| {
        let mut notes = elements(verse).filter(|child| name(*child) == "note");
        notes.any(|note| xml::words_of(note).parse::<u32>().is_ok())
    };
    let is_numbered = |node: &Node| {
        name(*node) == "l" && (given(*node, "n").is_some() || has_number(*node))
    };
    let numbered = body.descendants().filter(is_numbered).count();
    match (of(&["l"]), of(&["p", "ab"])) {
        (verses, _) if verses > 0 && restarts(body) => Some("stanza"),
        (verses, prose) if (verses > 20 || numbered > 1) && verses > 10 * prose => {
            Some("verse")
        }
        (verses, _) if verses > 20 || numbered > 1 => Some("text"),
        _ => None,
    }
}

/// Whether the numbers of verses begin anew in each stanza.
fn restarts(body: Node) -> bool {
    let verses = |stanza: Node| -> Vec<Option<u32>> {
        let verses = stanza.children().filter(|child| name(*child) == "l");
        verses
            .map(|verse| given(verse, "n").and_then(|n| n.parse().ok()))
            .collect()
    };
    let stanzas: Vec<_> = body
        .descendants()
        .filter(|node| name(*node) == "lg")
        .map(verses)
        .filter(|verses| verses.iter().any(Option::is_some))
        .collect();
    let counted = |verses: &&Vec<Option<u32>>| {
        verses.iter().zip(1..).all(|(n, count)| *n == Some(count))
    };
    let anew = stanzas.iter().filter(counted).count();
    anew > 2 && 10 * anew > 9 * stanzas.len()
}

/// The language that most characters of a text are in.
pub(super) fn main_language(body: Node, root: Node) -> Option<String> {
    if let Some(tag) = xml::lang(body).filter(|_| name(body) == "text") {
        return Some(Lang::new(tag).0).filter(|tag| !tag.is_empty());
    }
    let mut lengths: HashMap<String, usize> = HashMap::new();
    for text in body.descendants().filter(Node::is_text) {
        let skip = text.ancestors().any(|above| {
            matches!(
                name(above),
                "note" | "teiHeader" | "listWit" | "listBibl" | "front" | "back"
            )
        });
        if skip {
            continue;
        }
        let length = text.text().unwrap_or_default().trim().chars().count();
        let lang = text
            .ancestors()
            .filter(|above| *above != root)
            .find_map(xml::lang)
            .or_else(|| xml::lang(root))
            .unwrap_or_default();
        *lengths.entry(Lang::new(lang).0).or_default() += length;
    }
    let declared = xml::find(root, "langUsage").and_then(|usage| {
        let mut languages = elements(usage).filter(|child| name(*child) == "language");
        let first = languages.next()?;
        languages.next().is_none().then(|| given(first, "ident")).flatten()
    });
    lengths
        .into_iter()
        .max_by_key(|(lang, n)| (*n, std::cmp::Reverse(lang.clone())))
        .map(|(lang, _)| lang)
        .filter(|lang| !lang.is_empty())
        .or_else(|| declared.map(str::to_ascii_lowercase))
}

/// The language that a text without any tag looks like.
pub(super) fn guessed(body: Node) -> Option<String> {
    let words = xml::words(body);
    crate::words::likeness::likely(&words).map(str::to_owned)
}

/// Whether a work is cited by what a unit counts, and not the sheets and lines of a source.
pub(crate) fn is_cited(unit: &str) -> bool {
    !matches!(
        unit,
        "line"
            | "column"
            | "gathering"
            | "hand"
            | "number"
            | "separator"
            | "milestone"
            | "tie"
    )
}

/// Whether an `n` is a number or a name of a part, and not its address.
pub(super) fn is_number(n: &str) -> bool {
    !n.contains("://") && !n.starts_with("urn:") && n.chars().count() <= 40
}

/// What the number of an element counts; nothing where its `n` is no number of a part.
pub(super) fn unit<'a>(node: Node<'a, '_>, means: Means) -> Option<&'a str> {
    let kind = given(node, "type");
    match (means, name(node)) {
        (Means::Division, div) if div.starts_with("div") => {
            match kind.filter(|kind| !matches!(*kind, "apparatus" | "app")) {
                Some(kind) => Some(given(node, "subtype").unwrap_or(kind)),
                None if kind.is_some() => None,
                None => Some(div),
            }
        }
        (Means::Paragraph, "ab")
            if kind.is_some_and(|kind| {
                matches!(kind, "caption" | "verbatim") || kind.starts_with("heading-")
            }) =>
        {
            None
        }
        (Means::Paragraph, name @ ("p" | "ab")) => {
            let continues = given(node, "part").is_some_and(|p| matches!(p, "M" | "F"));
            (!continues).then_some(name)
        }
        (Means::Lines, name) => Some(name),
        (Means::Words, name @ ("seg" | "s")) => {
            let is_ours = |kind: &str| kind == "sic" || kind.starts_with("form-");
            (!kind.is_some_and(is_ours)).then_some(name)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::main_language;
    use crate::source::tei::xml;

    #[test]
    fn the_main_language_has_most_letters_not_most_bytes() {
        let source = "<text><p xml:lang=\"de\">Die Lampe brennt</p><p xml:lang=\"ar\">المصباح يضيء</p></text>";
        let document = roxmltree::Document::parse(source).expect("the source is XML");
        let text = xml::find(document.root(), "text").expect("it has a text");
        assert_eq!(main_language(text, document.root()).as_deref(), Some("de"));
    }
}
