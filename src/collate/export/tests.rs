//! What is written is read back by readers that share nothing with the writers.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::matrix::Matrix;
use super::tei::Way;
use super::*;
use crate::collate::sample::{collation, undecided};
use crate::collate::{Unit, VariantClass};
use crate::span::{FileId, Files};

/// Names and words that every format must quote, a lacuna, a missing part, an addition.
fn odd() -> Collation {
    collation(
        &["A", "B&'B", "C \"<c>\"", "D;d[1]"],
        &[
            (
                "1 <&> 1",
                &[
                    "A | rope | & | a | - | knot | <hold> | a | boat",
                    "A | cord | and | - | good | knot | <hold> | a | boat",
                    "A | Rope | & | a | - | knot | ? | ? | boat",
                    "A | rope | or's | a | very | knot | \"hold\" | a | ?",
                ],
            ),
            (
                "2\t2",
                &[
                    "The | sea\\om | is",
                    "- | sea\\om | is",
                    "/ | / | /",
                    "The | tab[x] | was",
                ],
            ),
        ],
    )
}

/// The words of each row, section by section; nothing where it has none.
fn words(
    collation: &Collation,
    form: impl Fn(&Token) -> String,
) -> Vec<Vec<Vec<String>>> {
    let of = |row: Row| -> Vec<Vec<String>> {
        let sections = collation.sections.iter();
        sections
            .map(|section| {
                let cells = cells(&section.table, row);
                let found = cells.filter_map(|cell| cell.token());
                found.map(|at| form(token(collation, row, at))).collect()
            })
            .collect()
    };
    rows(collation).iter().map(|(row, _)| of(*row)).collect()
}

fn forms(collation: &Collation) -> Vec<Vec<Vec<String>>> {
    words(collation, |token| token.form.to_string())
}

#[test]
fn the_table_reads_back() {
    let odd = odd();
    let out = tsv::table(&odd);
    let mut lines = out.lines();
    let head: Vec<_> = lines.next().unwrap().split('\t').collect();
    assert_eq!(head[2..], ["A", "B&'B", "C \"<c>\"", "D;d[1]"]);
    let mut found = vec![BTreeMap::<String, Vec<String>>::new(); 4];
    for line in lines {
        let fields: Vec<_> = line.split('\t').collect();
        assert_eq!(fields.len(), 6, "{line}");
        for (row, field) in fields[2..].iter().enumerate() {
            let words = found[row].entry(fields[0].to_owned()).or_default();
            if !["\\om", "\\lac", "\\abs"].contains(field) {
                words.push(field.replace("\\\\", "\\"));
            }
        }
    }
    let found: Vec<Vec<Vec<String>>> =
        found.into_iter().map(|row| row.into_values().collect()).collect();
    assert_eq!(found, forms(&odd));
    assert!(out.contains("2\\t2\t2\tsea\\\\om"), "{out}");
}

#[test]
fn the_table_of_collatex_reads_back() {
    let odd = odd();
    let json: serde_json::Value = serde_json::from_str(&collatex::table(&odd)).unwrap();
    assert_eq!(json["witnesses"][1], "B&'B");
    let columns = json["table"].as_array().unwrap();
    let found: Vec<String> = (0..4)
        .map(|row| {
            let cells = columns.iter().flat_map(|column| column[row].as_array().unwrap());
            cells.map(|token| token["t"].as_str().unwrap()).collect()
        })
        .collect();
    let wanted: Vec<String> = forms(&odd)
        .iter()
        .map(|row| row.concat().iter().map(|word| format!("{word} ")).collect())
        .collect();
    assert_eq!(found, wanted);
    let states: Vec<_> = json["silent"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].clone())
        .collect();
    assert_eq!(states, ["lacuna", "lacuna", "lacuna", "absent", "absent", "absent"]);
    assert_eq!(json["sections"][1]["column"], 9);
}

#[test]
fn witnesses_of_collatex_are_read_with_their_places() {
    let source = r#"{ "x": "content", "witnesses": [
        { "id": "A", "content": "A \"rope\"" },
        { "tokens": [ { "n": "knot", "t": "Knot " }, { "t": "t", "more": {"t2": 1} } ], "id": "B" }
    ], "algorithm": "dekker" }"#;
    let read = collatex::witnesses(FileId(0), source).unwrap();
    let collatex::GivenContent::Text(text, place) = &read[0].content else { panic!() };
    assert_eq!((read[0].id.as_str(), text.as_str()), ("A", "A \"rope\""));
    assert_eq!(&source[place.range()], "A \\\"rope\\\"");
    let collatex::GivenContent::Tokens(tokens) = &read[1].content else { panic!() };
    assert_eq!((tokens[0].0.as_str(), tokens[0].1.as_deref()), ("Knot", Some("knot")));
    assert_eq!(&source[tokens[0].2.range()], "Knot ");
    assert_eq!(&source[tokens[1].2.range()], "t");
    for (bad, said) in [
        ("{", "EOF"),
        ("[]", "invalid"),
        (r#"{"witnesses":[{"id":"A"}]}"#, "has no text"),
        (
            r#"{"witnesses":[{"id":"A","content":""},{"id":"A","content":""}]}"#,
            "two witnesses",
        ),
    ] {
        let fault = collatex::witnesses(FileId(0), bad).unwrap_err();
        assert!(fault.message.contains(said), "{}", fault.message);
        assert!(fault.span.is_some() && !fault.hints.is_empty());
    }
}

fn data<'a>(node: Node<'a, '_>, key: &str) -> &'a str {
    let found = node.children().find(|child| child.attribute("key") == Some(key));
    found.and_then(|found| found.text()).unwrap_or_default()
}

#[test]
fn each_witness_is_a_way_through_the_graph() {
    let odd = odd();
    let xml = graphml::graph(&odd);
    let document = Document::parse(&xml).unwrap();
    let nodes: BTreeMap<&str, &str> = document
        .descendants()
        .filter(|node| node.has_tag_name("node"))
        .map(|node| (node.attribute("id").unwrap(), data(node, "normal")))
        .collect();
    let wanted = words(&odd, |token| token.normal.to_string());
    for ((_, name), wanted) in rows(&odd).iter().zip(wanted) {
        let name = name.replace(' ', "_");
        let mut next = BTreeMap::new();
        for edge in document.descendants().filter(|node| node.has_tag_name("edge")) {
            if data(edge, "witnesses").split(' ').any(|own| own == name) {
                let (from, to) = (edge.attribute("source"), edge.attribute("target"));
                assert!(next.insert(from.unwrap(), (to.unwrap(), edge)).is_none());
            }
        }
        let (mut at, mut found, mut gaps) = ("start", vec![], 0);
        while at != "end" {
            let (to, edge) = next[at];
            gaps += usize::from(data(edge, "lacuna").split(' ').any(|own| own == name));
            found.extend(Some(nodes[to].to_owned()).filter(|_| to != "end"));
            at = to;
        }
        assert_eq!(found, wanted.concat(), "{name}");
        assert_eq!(
            gaps,
            if name.starts_with('C') { 2 } else { usize::from(name.starts_with('D')) }
        );
    }
}

/// The xml:id of each row of a TEI file, by its siglum.
fn sigla(document: &Document) -> Vec<String> {
    let witnesses = document.descendants().filter(|node| node.has_tag_name("witness"));
    witnesses
        .map(|node| {
            let xml = ("http://www.w3.org/XML/1998/namespace", "id");
            format!("#{}", node.attribute(xml).unwrap())
        })
        .collect()
}

fn has(node: Node, wit: &str) -> bool {
    node.attribute("wit")
        .unwrap_or_default()
        .split(' ')
        .any(|own| own == wit)
}

fn units(collation: &Collation) -> Vec<Unit> {
    collation.units().cloned().collect()
}

#[test]
fn every_witness_can_be_read_from_parallel_segments() {
    let odd = odd();
    let xml = tei::document(&odd, &units(&odd), Way::ParallelSegmentation);
    let document = Document::parse(&xml).unwrap();
    let wanted = forms(&odd);
    for (wit, wanted) in sigla(&document).iter().zip(wanted) {
        let sections = document.descendants().filter(|node| node.has_tag_name("ab"));
        for (section, wanted) in sections.zip(wanted) {
            let mut text = String::new();
            let mut is_silent = false;
            for child in section.children() {
                if let Some(plain) =
                    child.text().filter(|_| child.is_text() && !is_silent)
                {
                    text.push_str(plain);
                }
                let readings = child.children().filter(|node| node.is_element());
                let own: Vec<_> = readings.filter(|node| has(*node, wit)).collect();
                assert!(own.len() < 2, "{wit} twice in {child:?}");
                let Some(own) = own.first() else {
                    assert!(
                        !child.has_tag_name("app") || is_silent || {
                            let mut names =
                                child.descendants().map(|node| node.tag_name().name());
                            names.any(|name| {
                                name.ends_with("Start") || name.ends_with("End")
                            })
                        }
                    );
                    continue;
                };
                match own.first_element_child().map(|element| element.tag_name().name()) {
                    Some("lacunaStart" | "witEnd") => is_silent = true,
                    Some("lacunaEnd" | "witStart") => is_silent = false,
                    _ => text.push_str(own.text().unwrap_or_default()),
                }
            }
            let found: Vec<_> = text.split_whitespace().collect();
            assert_eq!(found, wanted, "{wit}");
        }
    }
}

/// The words of a row at the units of a section, by the entries: the lemma is replaced.
fn apply(base: &[String], entries: &[(usize, usize, Option<String>)]) -> Vec<String> {
    let mut words = base.to_vec();
    for (from, to, reading) in entries.iter().rev() {
        let Some(reading) = reading else { continue };
        words.splice(*from..*to, reading.split_whitespace().map(str::to_owned));
    }
    words
}

/// The reading of a row in an entry; nothing if it has a gap, or is not there.
fn reading(app: Node, wit: &str) -> Option<String> {
    let own = app.children().find(|node| has(*node, wit))?;
    let is_gap = own.children().any(|node| node.has_tag_name("gap"));
    (!is_gap).then(|| own.text().unwrap_or_default().to_owned())
}

#[test]
fn entries_that_stand_apart_lead_to_the_words_of_each_witness() {
    let odd = odd();
    // The words of the base text, with those of a witness where it can be read.
    let lower = |token: &Token| token.normal.to_string();
    let wanted = words(&odd, lower);
    let xml_id = ("http://www.w3.org/XML/1998/namespace", "id");
    for way in [Way::LocationReferenced, Way::DoubleEndPoint] {
        let xml = tei::document(&odd, &units(&odd), way);
        let document = Document::parse(&xml).unwrap();
        let apps: Vec<_> = document
            .descendants()
            .filter(|node| node.has_tag_name("app"))
            .collect();
        let method = document
            .descendants()
            .find(|node| node.has_tag_name("variantEncoding"));
        assert_eq!(method.and_then(|node| node.attribute("method")), Some(way.method()));
        let sections: Vec<_> = document
            .descendants()
            .filter(|node| node.has_tag_name("ab"))
            .collect();
        let sigla = sigla(&document);
        for (row, wit) in sigla.iter().enumerate().filter(|(row, _)| *row != 2) {
            for (number, section) in sections.iter().enumerate() {
                let mut base: Vec<String> = vec![];
                let mut anchors = BTreeMap::new();
                for child in section.children() {
                    if let Some(id) = child.attribute(xml_id) {
                        anchors.insert(format!("#{id}"), base.len());
                    }
                    let text = child.text().unwrap_or_default();
                    base.extend(text.split_whitespace().map(str::to_lowercase));
                }
                let name = section.attribute("n").unwrap();
                let entries: Vec<_> = apps
                    .iter()
                    .filter_map(|app| {
                        let lemma = app.first_element_child()?.text().unwrap_or_default();
                        let length = lemma.split_whitespace().count();
                        let (from, to) = match way {
                            Way::DoubleEndPoint => {
                                let from = *anchors.get(app.attribute("from")?)?;
                                let to = anchors[app.attribute("to").unwrap()];
                                assert_eq!(to - from, length, "{lemma}");
                                (from, to)
                            }
                            _ => {
                                let (own, at) =
                                    app.attribute("loc")?.rsplit_once(", ")?;
                                let at: usize = at.parse().ok()?;
                                let from = at - usize::from(length > 0);
                                (own == name).then_some((from, from + length))?
                            }
                        };
                        Some((
                            from,
                            to,
                            reading(*app, wit).map(|text| text.to_lowercase()),
                        ))
                    })
                    .collect();
                let mut found = apply(&base, &entries);
                // The last word of D is lost; an entry does not say so where nobody differs.
                if row == 3 && number == 0 {
                    assert_eq!(found.pop().as_deref(), Some("boat"));
                }
                assert_eq!(found, wanted[row][number], "{wit} {way:?}");
            }
        }
    }
}

#[test]
fn the_matrix_reads_back() {
    let odd = odd();
    let matrix = Matrix::of(&odd, &undecided(&odd), VariantClass::Substantive);
    let nexus = matrix::nexus(&matrix);
    assert!(nexus.starts_with("#NEXUS"));
    assert!(nexus.contains("TAXLABELS 'A' 'B&''B' 'C \"<c>\"' 'D;d[1]';"), "{nexus}");
    let rows: Vec<&str> = nexus
        .split("MATRIX\n")
        .nth(1)
        .unwrap()
        .lines()
        .take_while(|line| line.trim() != ";")
        .map(|line| line.rsplit(' ').next().unwrap())
        .collect();
    // rope, &, a, additions, <hold>, The, sea is.
    let count = matrix.characters.len();
    assert!(nexus.contains(&format!("NCHAR={count};")));
    assert_eq!(rows[0], "0".repeat(count));
    for (row, signs) in rows.iter().enumerate() {
        for (number, sign) in signs.chars().enumerate() {
            let state = matrix.states[row][number];
            assert_eq!(state, sign.to_digit(36).map(|digit| digit as usize));
        }
    }
    assert_eq!(rows[2].chars().filter(|sign| *sign == '?').count(), 3, "{nexus}");
    let phylip = matrix::phylip(&matrix);
    let mut lines = phylip.lines();
    assert_eq!(lines.next(), Some(format!("4 {count}").as_str()));
    for (line, signs) in lines.zip(&rows) {
        let name: String = line.chars().take(10).collect();
        assert_eq!(name.chars().count(), 10);
        assert_eq!(line.strip_prefix(&name), Some(*signs));
    }
    assert!(phylip.contains("D_d_1_"), "{phylip}");
}

#[test]
fn names_that_are_cut_stay_different() {
    let long = collation(
        &["A", "Ambrosianus 1", "Ambrosianus 2", "Ambrosianus*"],
        &[("1", &["a | b", "a | c", "a | b", "c | b"])],
    );
    let phylip =
        matrix::phylip(&Matrix::of(&long, &undecided(&long), VariantClass::Substantive));
    let names: Vec<_> = phylip.lines().skip(1).map(|line| line[..10].trim()).collect();
    assert_eq!(names, ["A", "Ambrosianu", "Ambrosia_2", "Ambrosia_3"]);
    assert_eq!(
        xml_ids(["1", "A b", "A-b", "A*", "מ"].into_iter()),
        ["_1", "A-b", "A-b_2", "A.", "מ"]
    );
}

#[test]
fn the_page_has_each_word_with_its_file_and_line() {
    let odd = odd();
    let mut files = Files::default();
    for (row, of) in forms(&odd).iter().enumerate() {
        files.add(format!("witnesses/{row}.txt"), of.concat().join(" "));
    }
    let page = html::page(&odd, &undecided(&odd), &files);
    let body = page.split("<!DOCTYPE html>\n").nth(1).unwrap();
    let document = Document::parse(
        &body
            .replace("<meta charset=\"utf-8\">", "")
            .replace("id=\"only\">", "id=\"only\"/>"),
    )
    .map(|document| {
        let rows = document.descendants().filter(|node| node.has_tag_name("tr"));
        rows.map(|row| {
            let cells = row.children().filter(|node| node.has_tag_name("td"));
            cells
                .map(|cell| {
                    (
                        cell.text().unwrap_or_default().to_owned(),
                        cell.attribute("title").unwrap_or_default().to_owned(),
                    )
                })
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
    })
    .unwrap();
    let column = |row: usize| -> Vec<String> {
        let cells = document.iter().filter_map(|cells| cells.get(row));
        cells
            .filter(|cell| !cell.1.is_empty())
            .map(|cell| cell.0.clone())
            .collect()
    };
    for (row, wanted) in forms(&odd).iter().enumerate() {
        assert_eq!(column(row), wanted.concat());
    }
    assert!(page.contains("title=\"witnesses/1.txt:1:3\">cord</td>"), "{page}");
    assert!(!page.contains("<script") && !page.contains("http"));
}

#[test]
fn the_page_and_the_matrix_have_units_as_they_were_decided() {
    let rope = collation(
        &["A", "B", "C"],
        &[
            ("1", &["a | rope | x | and", "a | cord | x | or", "a | twine | x | or"]),
            ("2", &["sea | y | is", "Sea | y | was", "sea | y | is"]),
        ],
    );
    let mut units = undecided(&rope);
    assert_eq!(units.len(), 4);
    units[0].suppressed.push(2);
    units[1].is_suppressed = true;
    units[2].unit.class = VariantClass::Substantive;
    units[2].unit.readings[1].class = VariantClass::Substantive;
    units[3].lemma = 1;
    let mut files = Files::default();
    for name in ["a", "b", "c"] {
        files.add(name, " ".repeat(40));
    }
    let page = html::page(&rope, &units, &files);
    for part in [
        "<td class=\"suppressed\"",
        "<tr class=\"substantive suppressed\">",
        "<td class=\"lemma\"",
        "<tr class=\"substantive\"><th scope=\"row\">1</th>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let matrix = Matrix::of(&rope, &units, VariantClass::Substantive);
    assert_eq!((matrix.characters.len(), matrix.suppressed), (3, 1));
    let states: Vec<_> = matrix.states.iter().map(|row| row[0]).collect();
    assert_eq!(states, [Some(0), Some(1), Some(0)], "a reading that is suppressed");
}

#[test]
fn the_columns_of_a_text_from_right_to_left_begin_at_the_right() {
    let mut rope = collation(&["A", "B"], &[("1", &["rope", "/"])]);
    let mut files = Files::default();
    files.add("a", "rope".to_owned());
    let page = html::page(&rope, &[], &files);
    assert!(page.contains("<table dir=\"ltr\">"), "{page}");
    rope.witnesses[0].lang = crate::model::Lang::new("he");
    let page = html::page(&rope, &[], &files);
    assert!(page.contains("<table dir=\"rtl\">"), "{page}");
    assert!(page.contains("<td class=\"absent\"></td>"), "{page}");
}
