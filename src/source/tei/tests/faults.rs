//! Faults of files, and files made to do harm.
#![allow(clippy::disallowed_methods, reason = "an attack must not take long")]

use std::time::{Duration, Instant};

use super::Bench;

fn tei(body: &str) -> String {
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body>{body}</body></text></TEI>"
    )
}

#[test]
fn what_is_no_xml_and_no_tei_is_said_with_its_place() {
    let bench = Bench::read("<TEI>\n  <text></TEI>");
    assert_eq!(bench.codes(), ["bad-xml"]);
    let span = bench.diagnostics[0].span.expect("it has a place");
    assert!(bench.files.locate(span).starts_with("texts/t.xml:2:"));
    assert_eq!(Bench::read("<html><body/></html>").codes(), ["not-tei"]);
    assert_eq!(Bench::read(&tei("")).codes(), ["empty-text"]);
}

#[test]
fn a_collation_without_its_text_says_how_many_entries_it_has() {
    let entry =
        |k: u32| format!("<app from=\"#w{k}\"><lem>a</lem><rdg wit=\"#A\">b</rdg></app>");
    let all: String = (1..=3).map(entry).collect();
    let bench = Bench::read(&tei(&format!("<listApp>{all}</listApp>")));
    let said = bench.diagnostics.iter().find(|said| said.code == "empty-text");
    let said = said.expect("it is empty").message.as_str();
    assert_eq!(said, "`texts/t.xml` has no words: 3 entries stand without their text");
}

#[test]
fn elements_that_are_not_known_keep_their_words_and_are_named_once() {
    let bench = Bench::body(
        "<body><p>a <x:y xmlns:x=\"urn:x\">b</x:y> <zz>c</zz> <zz>d</zz><fs><f>e</f></fs></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a b c d"]);
    let messages: Vec<_> = bench.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`y` is not known; its words are kept",
            "`zz` is not known; its words are kept (2 times)",
            "`fs` is left out: it has no meaning in print",
        ]
    );
}

#[test]
fn ids_given_twice_and_pointers_to_nothing_are_warnings() {
    let bench = Bench::body(
        "<body><p xml:id=\"a\">a</p><p xml:id=\"a\">b <ptr target=\"#none\"/></p></body>",
    );
    assert_eq!(bench.codes(), ["duplicate-id", "broken-pointer"]);
}

#[test]
fn entities_that_multiply_are_refused() {
    let mut doctype = String::from("<!DOCTYPE TEI [<!ENTITY a0 \"ha\">");
    for k in 1..12 {
        let ten = format!("&a{};", k - 1).repeat(10);
        doctype += &format!("<!ENTITY a{k} \"{ten}\">");
    }
    let start = Instant::now();
    let bench = Bench::read(&format!("{doctype}]>{}", tei("<p>&a11;</p>")));
    assert_eq!(bench.codes(), ["xml-limit"]);
    let one = "x".repeat(100_000);
    let many = "&big;".repeat(10_000);
    let bench =
        Bench::read(&format!("<!DOCTYPE TEI [<!ENTITY big \"{one}\">]>{}", tei(&many)));
    assert_eq!(bench.codes(), ["xml-limit"]);
    let circle = "<!DOCTYPE TEI [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]>".to_owned();
    assert_eq!(Bench::read(&(circle + &tei("<p>&a;</p>"))).codes(), ["xml-limit"]);
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn no_other_file_is_read() {
    for doctype in [
        "<!DOCTYPE TEI SYSTEM \"file:///etc/hostname\">",
        "<!DOCTYPE TEI [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
    ] {
        let bench = Bench::read(&(doctype.to_owned() + &tei("<p>a &x; b</p>")));
        assert_eq!(bench.codes(), ["unknown-entity"], "{doctype}");
        assert!(!bench.diagnostics[0].hints.is_empty());
    }
}

#[test]
fn elements_that_nest_too_deep_are_refused() {
    let deep = "<hi>".repeat(10_000) + "x" + &"</hi>".repeat(10_000);
    assert_eq!(Bench::read(&tei(&deep)).codes(), ["xml-limit"]);
    let deep = "<hi>".repeat(200) + "x" + &"</hi>".repeat(200);
    assert_eq!(Bench::read(&tei(&deep)).codes(), [""; 0]);
}

#[test]
fn what_stands_for_no_character_is_refused_with_its_place() {
    for reference in ["&#xD800;", "&#0;", "&#x110000;", "&#xFFFE;"] {
        for body in
            [format!("<p>a {reference} b</p>"), format!("<p n=\"{reference}\">a</p>")]
        {
            let bench = Bench::read(&tei(&body));
            assert_eq!(bench.codes(), ["bad-xml"], "{body}");
            let span = bench.diagnostics[0].span.expect("it has a place");
            assert_eq!(&bench.files.get(span.file).text[span.range()], reference);
        }
    }
    // Where it is no reference, it is text.
    let bench = Bench::read(&tei("<p>a <![CDATA[&#xD800;]]><!-- &#0; --> &#x645;</p>"));
    assert_eq!(bench.blocks(), ["paragraph en | a &#xD800; م"]);
}

#[test]
fn what_a_copy_copies_is_bounded() {
    let bench = Bench::body(
        "<body><l xml:id=\"a\"><seg copyOf=\"#b\"/>x</l><l xml:id=\"b\"><seg copyOf=\"#a\"/>y</l></body>",
    );
    assert_eq!(bench.blocks().len(), 2);
}

proptest::proptest! {
    /// Tags of all kinds in any order: never a panic, all places in their blocks.
    #[test]
    fn any_tree_is_read(seed in proptest::collection::vec((0usize..40, 0u8..4), 0..60)) {
        const NAMES: [&str; 40] = [
            "p", "l", "lg", "app", "lem", "rdg", "note", "list", "item", "label", "table", "row",
            "cell", "quote", "q", "sp", "speaker", "stage", "div", "head", "hi", "choice", "sic",
            "corr", "persName", "lb", "pb", "gap", "seg", "listApp", "rdgGrp", "witDetail", "figure",
            "supplied", "index", "term", "listWit", "witness", "ab", "anchor",
        ];
        let mut body = String::new();
        let mut open: Vec<&str> = vec![];
        for (name, action) in seed {
            match action {
                0 => body += "word ",
                1 => if let Some(name) = open.pop() { body += &format!("</{name}>") },
                _ => {
                    let name = NAMES[name];
                    let attribute = ["", " n=\"1\"", " target=\"#a\"", " from=\"#a\" wit=\"#A\""][name.len() % 4];
                    body += &format!("<{name}{attribute}>");
                    open.push(name);
                }
            }
        }
        while let Some(name) = open.pop() { body += &format!("</{name}>") }
        let bench = Bench::body(&body);
        let text = &bench.text;
        for place in text.entries.iter().flat_map(|e| [e.from, e.to]) {
            let block = text.blocks.get(place.block as usize);
            let length = block.map_or(0, |block| block.content.text.len());
            assert!(place.offset as usize <= length, "{place:?} in {body}");
        }
        for group in &text.groups {
            assert!(group.blocks.end as usize <= text.blocks.len(), "{group:?} in {body}");
        }
        for block in &text.blocks {
            for styled in &block.content.styles {
                assert!(styled.range.end as usize <= block.content.text.len());
            }
        }
    }
}
