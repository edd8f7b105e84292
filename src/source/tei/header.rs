//! What a file says of itself: title, editors, language, witnesses.

use std::collections::HashSet;

use roxmltree::Node;

use super::guesses::{
    guessed, has_sources, kinds_of_notes, lineation, main_language, pairs, units,
};
use super::xml::{self, elements, fold, given, name};
use crate::model::{Lang, Witness};

/// The title of the text: that of the title statement, the main one if it says so.
pub(super) fn title(root: Node) -> Option<String> {
    let statement = xml::find(root, "titleStmt")?;
    let titles: Vec<_> =
        elements(statement).filter(|child| name(*child) == "title").collect();
    let of =
        |kind: &str| titles.iter().find(|title| given(**title, "type") == Some(kind));
    let title = of("main").or_else(|| titles.first())?;
    Some(xml::words(*title)).filter(|words| !words.is_empty())
}

/// The index of the marks that name none.
pub(super) const SUBJECTS: &str = "subjects";

/// The index of a mark that names none; nothing for one that is part of another.
fn unnamed(node: Node) -> &'static str {
    let is_part = node.parent().is_some_and(|above| name(above) == "index");
    if is_part { "" } else { SUBJECTS }
}

/// What the header says for the title page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The title.
    pub title: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The authors of the text.
    pub authors: Vec<String>,
    /// Its editors.
    pub editors: Vec<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The place of publication.
    pub place: Option<String>,
    /// When it was published, as year, month and day, if the file says the day.
    pub date: Option<String>,
    /// Its number as a book.
    pub isbn: Option<String>,
    /// The title of the edition, where that of the text is another.
    pub edition: Option<String>,
    /// A sentence on rights.
    pub rights: Option<String>,
    /// The language of most words of the text.
    pub lang: Option<String>,
    /// The kinds of names that are marked: `persons`, `places`, `organizations`; and
    /// the names of indexes that `index` elements give, [`SUBJECTS`] where they give none.
    pub indexes: Vec<String>,
    /// Whether there is an apparatus.
    pub has_apparatus: bool,
    /// What is to be counted through the text, if it has verses: `verse` if it has little
    /// else, or `text`; `stanza` if its verses are counted anew in each.
    pub lineation: Option<&'static str>,
    /// The units of the numbers by which it is cited, the larger before the smaller.
    pub units: Vec<String>,
    /// Whether the language is that which the words look like, since the file names none.
    pub is_guessed: bool,
    /// The kinds of notes, if they are of several.
    pub notes: Vec<String>,
    /// Whether quotations among its words say their source.
    pub has_sources: bool,
    /// The files of its pictures, as it names them.
    pub pictures: Vec<String>,
    /// The pairs of forms that it has, by the names of [`crate::edition::tei::Pair`].
    pub pairs: Vec<&'static str>,
    /// The divisions that are texts of their own, an edition and its translations: the type of
    /// each, or its id if several have that type. Empty if there is one text.
    pub divisions: Vec<String>,
}

/// Reads the header of a TEI file.
///
/// # Errors
/// Why the file can't be read.
pub fn read_header(text: &str) -> Result<Header, crate::diag::Diagnostic> {
    let mut faults = vec![];
    let source = xml::readable(text);
    let Some(xml) = xml::Xml::parse(crate::span::FileId(0), &source, &mut faults) else {
        return Err(faults.remove(0));
    };
    let root = xml.document.root_element();
    Ok(of(root))
}

fn of(root: Node) -> Header {
    let list = |parent: Option<Node>, wanted: &str| -> Vec<String> {
        let Some(parent) = parent else { return vec![] };
        elements(parent)
            .filter(|child| name(*child) == wanted)
            .map(|child| xml::words(child))
            .filter(|words| !words.is_empty())
            .collect()
    };
    let statement = xml::find(root, "titleStmt");
    let publication = xml::find(root, "publicationStmt");
    let titled = |kind: &str| {
        elements(statement?)
            .find(|child| name(*child) == "title" && given(*child, "type") == Some(kind))
            .map(|title| xml::words(title))
    };
    let subtitle = titled("sub");
    let rights = publication
        .and_then(|publication| xml::find(publication, "availability"))
        .and_then(rights);
    let body = elements(root).find(|child| name(*child) == "text").unwrap_or(root);
    Header {
        title: title(root),
        subtitle,
        authors: list(statement, "author"),
        editors: list(statement, "editor"),
        date: publication
            .into_iter()
            .chain(xml::find(root, "editionStmt"))
            .find_map(|part| {
                part.descendants().filter(|n| name(*n) == "date").find_map(date)
            }),
        isbn: publication
            .into_iter()
            .flat_map(elements)
            .filter(|child| name(*child) == "idno")
            .find(|child| {
                given(*child, "type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("isbn"))
            })
            .map(|isbn| xml::words(isbn)),
        edition: titled("edition"),
        publisher: list(publication, "publisher").into_iter().next(),
        place: list(publication, "pubPlace").into_iter().next(),
        rights,
        is_guessed: main_language(body, root).is_none(),
        notes: kinds_of_notes(body),
        pairs: pairs(body),
        divisions: super::division::texts(body),
        has_sources: has_sources(body),
        pictures: pictures(body),
        lang: main_language(body, root).or_else(|| guessed(body)),
        indexes: indexes(body),
        has_apparatus: body.descendants().any(|node| name(node) == "app"),
        lineation: lineation(body),
        units: units(body, lineation(body)),
    }
}

/// The indexes that the marks of a text belong to.
fn indexes(body: Node) -> Vec<String> {
    /// The usual order, whatever is met first.
    const ORDER: [&str; 3] = ["persons", "places", "organizations"];
    let mut found: Vec<String> = vec![];
    let mut add = |id: &str| {
        if !id.is_empty() && !found.iter().any(|known| known == id) {
            found.push(id.to_owned());
        }
    };
    for node in body.descendants() {
        match (name(node), given(node, "type").unwrap_or_default()) {
            ("persName", _) | ("name", "person" | "pers") if !in_list(node) => {
                add("persons")
            }
            ("placeName" | "geogName", _) | ("name", "place") if !in_list(node) => {
                add("places")
            }
            ("orgName", _) | ("name", "org" | "organization") if !in_list(node) => {
                add("organizations");
            }
            ("index", _) => match given(node, "indexName") {
                Some(id) => add(id),
                None => add(unnamed(node)),
            },
            _ => {}
        }
    }
    if super::passages::has_any(body) {
        add("passages");
    }
    found.sort_by_key(|id| match id.as_str() {
        "passages" => ORDER.len() + 1,
        id => ORDER.iter().position(|known| *known == id).unwrap_or(ORDER.len()),
    });
    found
}

/// The files of the pictures in a part of a text.
fn pictures(body: Node) -> Vec<String> {
    let graphics = body.descendants().filter(|node| name(*node) == "graphic");
    graphics
        .filter_map(|node| given(node, "url").map(str::to_owned))
        .collect()
}

/// The longest sentence on rights, in characters.
const LONGEST_RIGHTS: usize = 400;

/// What is said of rights: in words, with the address of the license if they don't have it.
fn rights(node: Node) -> Option<String> {
    let words = xml::words(node);
    let mut addresses: Vec<&str> = vec![];
    for part in node
        .descendants()
        .filter(|part| matches!(name(*part), "licence" | "ref"))
    {
        let address = given(part, "target").filter(|target| target.contains("://"));
        let new =
            |address: &&str| !words.contains(*address) && !addresses.contains(address);
        addresses.extend(address.filter(new));
    }
    let addresses = addresses.join(", ");
    let all = match (words.is_empty(), addresses.is_empty()) {
        (false, false) => format!("{words} ({addresses})"),
        (true, _) => addresses.clone(),
        (_, true) => words,
    };
    let short =
        |words: &String| !words.is_empty() && words.chars().count() <= LONGEST_RIGHTS;
    Some(all).filter(short).or(Some(addresses).filter(short))
}

/// The day, the month or the year of a `date`.
fn date(node: Node) -> Option<String> {
    let said = ["when", "when-iso", "from", "notBefore"];
    let said = said.into_iter().find_map(|name| given(node, name)).map(str::to_owned);
    let words = xml::words(node);
    let mut years = words
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| part.len() == 4);
    let date = said.or_else(|| years.next().map(str::to_owned))?;
    // What follows the day is a time.
    Some(date.chars().take(10).collect())
}

/// Whether a name stands in a list of persons or places, or in the header of a witness.
fn in_list(node: Node) -> bool {
    node.ancestors().any(|above| {
        matches!(
            name(above),
            "person"
                | "place"
                | "org"
                | "listPerson"
                | "listPlace"
                | "listOrg"
                | "witness"
                | "teiHeader"
                | "msDesc"
        )
    })
}

/// The language of the text element or of the body.
pub(super) fn language(root: Node) -> Option<Lang> {
    let text = xml::find(root, "text")?;
    let body = elements(text).find(|child| name(*child) == "body");
    [Some(text), body]
        .into_iter()
        .flatten()
        .find_map(xml::lang)
        .map(|tag| Lang::new(tag.trim()))
}

/// The witnesses of all lists, in their order; hands behind the witness they wrote in.
pub(super) fn witnesses(root: Node) -> Vec<Witness> {
    let mut found: Vec<Witness> = vec![];
    let mut ids: HashSet<String> = HashSet::new();
    for node in root.descendants().filter(|node| name(*node) == "witness") {
        let outer = node.ancestors().skip(1).find(|above| name(*above) == "witness");
        let abbr = written_siglum(node);
        let same =
            given(node, "sameAs").map(|same| same.trim_start_matches('#').to_owned());
        let id = xml::id(node).or_else(|| given(node, "n")).map(str::to_owned);
        let Some(mut id) = id.or(same).or_else(|| abbr.clone()) else { continue };
        while ids.contains(&id) {
            id.push('\u{2032}');
        }
        let siglum = abbr.unwrap_or_else(|| id.clone());
        let parent = outer.and_then(|outer| xml::id(outer).or_else(|| given(outer, "n")));
        // A witness inside of another is a hand in it if its siglum begins with that
        // of the other; else the other is a group.
        let is_hands =
            node.parent().is_some_and(|list| given(list, "n") == Some("hands"));
        let hand_of = parent
            .filter(|parent| {
                is_hands || {
                    found.iter().any(|other| {
                        other.id == *parent
                            && siglum.strip_prefix(other.siglum.as_str()).is_some_and(
                                |rest| {
                                    !rest.is_empty()
                                        && !rest.starts_with(char::is_uppercase)
                                },
                            )
                    })
                }
            })
            .map(str::to_owned);
        ids.insert(id.clone());
        found.push(Witness {
            id,
            siglum,
            description: description(node),
            hand_of,
        });
    }
    // Manuscripts and hands that are only described, if readings point at them.
    let mut used: HashSet<&str> = HashSet::new();
    for node in root.descendants().filter(|node| node.is_element()) {
        for pointer in given(node, "wit").unwrap_or_default().split_whitespace() {
            used.insert(pointer.trim_start_matches('#'));
        }
    }
    for node in root.descendants() {
        if !matches!(name(node), "msDesc" | "handNote" | "msFrag" | "object") {
            continue;
        }
        let Some(id) = xml::id(node).filter(|id| used.contains(id) && !ids.contains(*id))
        else {
            continue;
        };
        let description: String = xml::words(node).chars().take(300).collect();
        let siglum = given(node, "n").unwrap_or(id).to_owned();
        ids.insert(id.to_owned());
        found.push(Witness {
            id: id.to_owned(),
            siglum,
            description,
            hand_of: None,
        });
    }
    found
}

/// The longest siglum that is taken for one though nothing says so, in characters.
const LONGEST_SIGLUM: usize = 8;

/// The siglum that a witness has in the list: an `abbr` that says it is one, else its `n`, an
/// `abbr` or an `idno` if it is short and of one word. A shelf mark is none.
fn written_siglum(node: Node) -> Option<String> {
    let is_typed = |child: &Node| {
        let kind = given(*child, "type").unwrap_or_default();
        matches!(name(*child), "abbr" | "idno" | "label")
            && matches!(kind, "siglum" | "sigil" | "sigla" | "sigle")
    };
    let is_short = |words: &String| {
        !words.is_empty()
            && words.chars().count() <= LONGEST_SIGLUM
            && !words.contains(char::is_whitespace)
    };
    let own = |wanted: &str| {
        elements(node)
            .find(|child| name(*child) == wanted)
            .map(|child| siglum(child))
            .filter(is_short)
    };
    let typed = elements(node).find(is_typed).map(|child| siglum(child));
    typed
        .or_else(|| given(node, "sigil").map(str::to_owned))
        .filter(|words| !words.is_empty())
        .or_else(|| given(node, "n").map(str::to_owned).filter(is_short))
        .or_else(|| own("abbr"))
        .or_else(|| own("idno"))
        .or_else(|| given(node, "n").map(str::to_owned))
}

/// What a witness is: its words without its siglum and without its hands.
fn description(node: Node) -> String {
    let mut out = String::new();
    for child in node.children() {
        match name(child) {
            "listWit" => {}
            // A catalog's description would fill pages: what the manuscript is called does.
            "msDesc" => {
                let parts = ["msIdentifier", "head", "origDate"].into_iter();
                let said: Vec<String> = parts
                    .filter_map(|wanted| xml::find(child, wanted))
                    .flat_map(|part| match name(part) {
                        "msIdentifier" => elements(part).collect(),
                        _ => vec![part],
                    })
                    .map(|part| xml::words(part))
                    .filter(|words| !words.is_empty())
                    .collect();
                out.push(' ');
                out.push_str(&said.join(", "));
                out.push(' ');
            }
            "abbr" | "idno"
                if given(child, "type") == Some("siglum") || name(child) == "abbr" => {}
            _ if child.is_text() => out.push_str(child.text().unwrap_or_default()),
            _ if child.is_element() => {
                out.push_str(&xml::words(child));
                if !matches!(name(child), "hi" | "title" | "foreign" | "abbr") {
                    out.push(' ');
                }
            }
            _ => {}
        }
    }
    let mut words = fold(&out);
    // The blanks that part elements stand before signs that follow them, too.
    for sign in [",", ";", ":", ")", "]"] {
        words = words.replace(&format!(" {sign}"), sign);
    }
    words.trim_start_matches([':', ',', ';', ' ']).to_owned()
}

/// A siglum with its raised and lowered characters.
pub(super) fn siglum(node: Node) -> String {
    let mut out = String::new();
    for text in node.descendants().filter(Node::is_text) {
        let rend = text
            .ancestors()
            .take_while(|above| *above != node)
            .find_map(|above| given(above, "rend"))
            .unwrap_or_default();
        let words = fold(text.text().unwrap_or_default());
        if rend.contains("sup") {
            out.extend(words.chars().map(raised));
        } else {
            out.push_str(&words);
        }
    }
    fold(&out)
}

/// The raised form of a character, if there is one.
fn raised(c: char) -> char {
    const PLAIN: &str = "0123456789abcdefghijklmnoprstuvwxyz+-*";
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺⁻*";
    PLAIN
        .chars()
        .zip(RAISED.chars())
        .find(|pair| pair.0 == c)
        .map_or(c, |pair| pair.1)
}
