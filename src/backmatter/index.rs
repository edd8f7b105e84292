//! An index: headings from marks and patterns, what they refer to, and their order.

use serde::Serialize;

use super::headings::Tree;
use super::reference::{Reference, ReferenceKind, cite, joined};
use super::sort::Order;
use super::{Locate, field, patterns};
use crate::diag::Diagnostic;
use crate::edition::{IndexHeading, IndexSettings};
use crate::model::{Dir, IndexMark, Lang, Model, Place, Text};

/// An index as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// Its name in marks.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language it is sorted in.
    pub lang: Lang,
    /// Its headings by their first letter.
    pub sections: Vec<Section>,
}

/// The headings under one letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// The letter; empty for headings that begin with a digit or a sign.
    pub letter: String,
    /// Headings, each followed by its subheadings.
    pub entries: Vec<IndexEntry>,
}

/// A heading or a subheading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexEntry {
    /// 0 for a heading, 1 and 2 for what stands under it.
    pub level: u8,
    /// What is printed.
    pub heading: String,
    /// The direction it is set in: that of its first letter.
    pub dir: Dir,
    /// Where it stands in the book, in order.
    pub references: Vec<Reference>,
    /// Headings to look under instead, levels parted by a colon.
    pub see: Vec<String>,
    /// Headings to look under as well.
    pub see_also: Vec<String>,
}

/// Makes an index from the marks of the model and the headings of `index.toml`.
///
/// A mark refers to all the lines it covers, a match of a pattern to the line it
/// begins in. A mark or a match in a note refers to the line where the note is
/// called, one in the apparatus to the line where the lemma begins. What `locate` does not know is left out, and so is a heading to
/// which nothing refers and under which nothing stands.
///
/// Two warnings: `empty-reference` if a see leads to a heading that is left out
/// (and then so is the see), and `pattern-unmatched`.
pub fn index(
    model: &Model,
    settings: &IndexSettings,
    headings: &[IndexHeading],
    locate: &Locate,
    diagnostics: &mut Vec<Diagnostic>,
) -> Index {
    let headings: Vec<_> = headings.iter().filter(|h| h.index == settings.id).collect();
    let mut tree = Tree::default();
    let nodes: Vec<_> = headings.iter().map(|heading| tree.add(heading)).collect();
    for (number, text) in model.texts.iter().enumerate() {
        for mark in text.marks.iter().filter(|mark| mark.index == settings.id) {
            let node = tree.node(&path(mark, text));
            if let Some(reference) = reference(mark, number, text, locate) {
                tree.refer(node, reference);
            }
        }
    }
    for found in patterns::find(model, &headings, diagnostics) {
        let (number, kind) = (found.text as usize, found.kind);
        let text = &model.texts[number];
        let at = match kind {
            // A note in a critical series is called as well.
            ReferenceKind::Note | ReferenceKind::Apparatus if found.from == found.to => {
                called(text, found.from)
            }
            _ => found.from,
        };
        if let Some(from) = locate(number, at) {
            let reference = Reference { from, to: from, principal: false, kind };
            tree.refer(nodes[found.heading as usize], reference);
        }
    }
    tree.resolve(diagnostics);

    let order = Order::new(&settings.lang, model.texts.iter().map(|text| &text.lang));
    let mut sections: Vec<Section> = vec![];
    for node in tree.roots(&order) {
        let letter = tree.letter(node, &order);
        let section = match sections.last_mut() {
            Some(last) if order.same_letter(&last.letter, &letter) => last,
            _ => {
                sections.push(Section { letter, entries: vec![] });
                sections.last_mut().expect("a section was added just now")
            }
        };
        tree.print(node, 0, &order, &settings.lang, &mut section.entries);
    }
    Index {
        id: settings.id.clone(),
        title: settings.title.clone(),
        lang: settings.lang.clone(),
        sections,
    }
}

impl Index {
    /// All entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &IndexEntry> {
        self.sections.iter().flat_map(|section| &section.entries)
    }

    /// The index as tab-separated values with a line of names first. Principal
    /// references stand among the others and again in a column of their own.
    pub fn table(&self) -> String {
        let mut out =
            "letter\tlevel\theading\treferences\tprincipal\tsee\tsee-also\n".to_owned();
        for section in &self.sections {
            for entry in &section.entries {
                let principal: Vec<_> =
                    entry.references.iter().filter(|r| r.principal).copied().collect();
                field(&mut out, &section.letter);
                out.push('\t');
                out += &entry.level.to_string();
                for column in [
                    &entry.heading,
                    &joined(&cite(&entry.references)),
                    &joined(&cite(&principal)),
                    &entry.see.join("; "),
                    &entry.see_also.join("; "),
                ] {
                    out.push('\t');
                    field(&mut out, column);
                }
                out.push('\n');
            }
        }
        out
    }
}

/// The heading of a mark: as written, or else the marked words.
fn path(mark: &IndexMark, text: &Text) -> Vec<String> {
    if mark.heading.iter().any(|level| !level.trim().is_empty()) {
        return mark.heading.clone();
    }
    let mut words = String::new();
    for block in mark.from.block..=mark.to.block {
        let Some(content) = text.blocks.get(block as usize).map(|b| &b.content.text)
        else {
            break;
        };
        let start = if block == mark.from.block { mark.from.offset as usize } else { 0 };
        let end =
            if block == mark.to.block { mark.to.offset as usize } else { content.len() };
        words.push(' ');
        words += content.get(start..end).unwrap_or_default();
    }
    vec![words.split_whitespace().collect::<Vec<_>>().join(" ")]
}

/// Where a mark begins and ends in the book.
fn reference(
    mark: &IndexMark,
    number: usize,
    text: &Text,
    locate: &Locate,
) -> Option<Reference> {
    let principal = mark.principal;
    let kind = kind(mark, text);
    if kind != ReferenceKind::Text {
        let from = locate(number, called(text, mark.from))?;
        return Some(Reference { from, to: from, principal, kind });
    }
    let from = locate(number, mark.from)?;
    let last = last_character(text, mark.from, mark.to);
    let to = locate(number, last).unwrap_or(from).max(from);
    Some(Reference { from, to, principal, kind })
}

/// Whether a mark stands in a note: it then covers nothing of the text, and its
/// place is the note's.
fn kind(mark: &IndexMark, text: &Text) -> ReferenceKind {
    let at = mark.from;
    if mark.to != at {
        ReferenceKind::Text
    } else if text.notes.iter().any(|note| note.at == at) {
        ReferenceKind::Note
    } else if text.entries.iter().any(|entry| (entry.from, entry.to) == (at, at)) {
        ReferenceKind::Apparatus
    } else {
        ReferenceKind::Text
    }
}

/// The place of the character after which a note is called; its mark stands on
/// the line of that character.
fn called(text: &Text, at: Place) -> Place {
    let content = text.blocks.get(at.block as usize).map(|b| b.content.text.as_str());
    let before = content.and_then(|content| content.get(..at.offset as usize));
    match before.and_then(|before| before.char_indices().next_back()) {
        Some((last, _)) => Place { offset: last as u32, ..at },
        None => at,
    }
}

/// The place of the last character between two places that is not white space;
/// `from` if there is none.
fn last_character(text: &Text, from: Place, to: Place) -> Place {
    for block in (from.block..=to.block).rev() {
        let Some(content) = text.blocks.get(block as usize).map(|b| &b.content.text)
        else {
            continue;
        };
        let start = if block == from.block { from.offset as usize } else { 0 };
        let end = if block == to.block { to.offset as usize } else { content.len() };
        let last = content
            .get(start..end)
            .and_then(|part| part.char_indices().rev().find(|(_, c)| !c.is_whitespace()));
        if let Some((at, _)) = last {
            return Place { block, offset: (start + at) as u32 };
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Pattern;
    use crate::locate::locator::Locator;
    use crate::model::{Block, BlockKind, Entry, Note, Passage, Role};
    use crate::span::{FileId, Span};

    /// Texts whose blocks are lines: line 1 of page 1 is block 0, ten lines a page.
    fn model(lines: &[&str], marks: &[(&str, (u32, u32), bool)]) -> Model {
        let block = |text: &&str| Block {
            kind: BlockKind::Paragraph,
            lang: Lang::new("en"),
            dir: Dir::Ltr,
            content: Passage::plain(*text),
            span: None,
        };
        let mark =
            |(heading, (from, to), principal): &(&str, (u32, u32), bool)| IndexMark {
                index: "names".to_owned(),
                heading: heading.split(" > ").map(str::to_owned).collect(),
                from: Place { block: *from, offset: 0 },
                to: Place {
                    block: *to,
                    offset: lines[*to as usize].len() as u32,
                },
                principal: *principal,
                span: None,
            };
        let text = Text {
            id: "a".to_owned(),
            role: Role::Body,
            title: String::new(),
            lang: Lang::new("en"),
            dir: Dir::Ltr,
            blocks: lines.iter().map(block).collect(),
            groups: vec![],
            entries: vec![],
            notes: vec![],
            marks: marks.iter().map(mark).collect(),
            span: None,
        };
        Model { texts: vec![text], witnesses: vec![] }
    }

    fn locate(text: usize, place: Place) -> Option<Locator> {
        let (page, line) = (place.block / 10 + 1, place.block % 10 + 1);
        Some(Locator { page, line, text: text as u32 })
    }

    fn heading(
        path: &str,
        patterns: &[&str],
        see: &[&str],
        see_also: &[&str],
    ) -> IndexHeading {
        let path_of =
            |path: &str| path.split(" > ").map(str::to_owned).collect::<Vec<_>>();
        let pattern = |text: &&str| Pattern {
            text: (*text).to_owned(),
            prefix: false,
            ignore_case: false,
        };
        IndexHeading {
            index: "names".to_owned(),
            path: path_of(path),
            sort: None,
            patterns: patterns.iter().map(pattern).collect(),
            except: vec![],
            see: see.iter().map(|see| path_of(see)).collect(),
            see_also: see_also.iter().map(|see| path_of(see)).collect(),
            span: Span::new(FileId(0), 0..0),
        }
    }

    fn settings(tag: &str) -> IndexSettings {
        IndexSettings {
            id: "names".to_owned(),
            title: "Names".to_owned(),
            lang: Lang::new(tag),
        }
    }

    /// The table without its first line and its tabs, `/` between columns.
    fn check(model: &Model, headings: &[IndexHeading], tag: &str, expected: &[&str]) {
        let mut diagnostics = vec![];
        let index = index(model, &settings(tag), headings, &locate, &mut diagnostics);
        let table = index.table();
        let found: Vec<_> = table
            .lines()
            .skip(1)
            .map(|line| line.replace('\t', "/").trim_end_matches('/').to_owned())
            .collect();
        assert_eq!(found, expected);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn lines_of_one_page_are_joined_and_a_line_counts_once() {
        let mut lines = vec!["no name"; 25];
        for at in [2, 7, 11] {
            lines[at] = "Allende and Allende";
        }
        let model =
            model(&lines, &[("Allende", (2, 2), true), ("Allende", (20, 22), false)]);
        let headings = [heading("Allende", &["Allende"], &[], &[])];
        check(&model, &headings, "en", &["A/0/Allende/1.3, 8, 2.2, 3.1–3/1.3"]);
    }

    #[test]
    fn notes_are_cited_by_the_line_of_their_call() {
        let at = |block, offset| Place { block, offset };
        let note = |at, body: &str| Note {
            series: "notes".to_owned(),
            label: "1".to_owned(),
            at,
            body: vec![Passage::plain(body)],
            span: None,
        };
        let entry = |from, to, comment: &str| Entry {
            series: "app".to_owned(),
            from,
            to,
            lemma: None,
            lemma_witnesses: vec![],
            readings: vec![],
            comment: Some(Passage::plain(comment)),
            span: None,
        };
        let mark = |at, principal| IndexMark {
            index: "names".to_owned(),
            heading: vec!["Frei".to_owned()],
            from: at,
            to: at,
            principal,
            span: None,
        };
        let mut model = model(&["Allende", "none", "none", "none"], &[]);
        let text = &mut model.texts[0];
        text.notes = vec![note(at(0, 7), "Allende"), note(at(1, 4), "cf. Allende")];
        text.entries = vec![
            entry(at(2, 0), at(2, 2), "Allende"),
            // A note in a critical series.
            entry(at(3, 4), at(3, 4), "Allende"),
        ];
        text.marks =
            vec![mark(at(1, 4), true), mark(at(3, 4), false), mark(at(2, 3), false)];
        let headings = [heading("Allende", &["Allende"], &[], &[])];
        // A note called at the end of a line stands on it, not on the next.
        let locate = |text: usize, place: Place| {
            let end = u32::from(place.offset == 4 || place.offset == 7);
            locate(text, Place { block: place.block + end, offset: 0 })
        };
        let index = index(&model, &settings("en"), &headings, &locate, &mut vec![]);
        let cited: Vec<_> =
            index.entries().map(|e| joined(&cite(&e.references))).collect();
        assert_eq!(cited, ["1.1, 2 n., 3 app., 4 app.", "1.2 n., 3, 4 app."]);
    }

    #[test]
    fn ranges_absorb_what_they_cover() {
        let lines = vec!["x"; 25];
        let marks = [
            ("A", (3, 7), false),
            ("A", (5, 5), false),
            ("A", (6, 12), false),
            ("A", (8, 8), true),
        ];
        check(&model(&lines, &marks), &[], "en", &["A/0/A/1.4–2.3, 1.9/1.9"]);
    }

    #[test]
    fn headings_stand_under_their_letters() {
        let lines = ["x"; 9];
        let marks = [
            ("Zeta", (0, 0), false),
            ("Élan", (1, 1), false),
            ("elections > of 1970", (2, 2), false),
            ("elections > of 958", (3, 3), false),
            ("11 September", (4, 4), false),
            ("گل", (5, 5), false),
            ("آب", (6, 6), false),
            ("اصل", (7, 7), false),
            ("a > b > c > d", (8, 8), false),
        ];
        let expected = [
            "/0/11 September/1.5",
            "A/0/a",
            "A/1/b",
            "A/2/c, d/1.9",
            "E/0/Élan/1.2",
            "E/0/elections",
            "E/1/of 958/1.4",
            "E/1/of 1970/1.3",
            "Z/0/Zeta/1.1",
            "ا/0/آب/1.7",
            "ا/0/اصل/1.8",
            "گ/0/گل/1.6",
        ];
        check(&model(&lines, &marks), &[], "en", &expected);
        let mut turned = expected.to_vec();
        turned[1..].rotate_left(8);
        check(&model(&lines, &marks), &[], "fa", &turned);
    }

    #[test]
    fn a_see_is_printed_without_references() {
        let model = model(&["Allende"], &[]);
        let headings = [
            heading("Allende, Salvador", &["Allende"], &[], &[]),
            heading("President", &[], &["Allende, Salvador"], &[]),
        ];
        let expected = ["A/0/Allende, Salvador/1.1", "P/0/President///Allende, Salvador"];
        check(&model, &headings, "en", &expected);
    }

    #[test]
    fn a_see_to_a_heading_without_references_is_left_out() {
        let model = model(&["Allende"], &[("Nixon", (0, 0), false)]);
        let headings = [
            heading("Allende, Salvador", &["Allende"], &[], &["Nixon", "Frei"]),
            heading("Frei", &[], &[], &[]),
        ];
        let mut diagnostics = vec![];
        let index = index(&model, &settings("en"), &headings, &locate, &mut diagnostics);
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["empty-reference"]);
        let printed: Vec<_> =
            index.entries().map(|e| (&*e.heading, &*e.see_also)).collect();
        assert_eq!(
            printed,
            [("Allende, Salvador", &["Nixon".to_owned()][..]), ("Nixon", &[])]
        );
    }

    #[test]
    fn an_empty_heading_is_the_marked_words() {
        let model = model(&["Salvador  Allende"], &[("", (0, 0), false)]);
        check(&model, &[], "en", &["S/0/Salvador Allende/1.1"]);
    }

    #[test]
    fn a_sort_key_replaces_the_heading_in_the_order() {
        let model = model(
            &["x", "y"],
            &[("De la Cruz", (0, 0), false), ("Duarte", (1, 1), false)],
        );
        let mut cruz = heading("De la Cruz", &[], &[], &[]);
        cruz.sort = Some("Cruz".to_owned());
        check(&model, &[cruz], "en", &["C/0/De la Cruz/1.1", "D/0/Duarte/1.2"]);
    }
}
