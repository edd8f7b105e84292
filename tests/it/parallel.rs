//! Parallel texts: what is said of their ties, and where.

use variorum::build;

use crate::support::Project;

/// What is said of two texts that are parallel: place, code and message of each.
fn said(a: &str, b: &str, keys: &str) -> Vec<String> {
    let manifest = format!(
        "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n[[text]]\nfile = \"b.dj\"\n[[parallel]]\n\
         id = \"p\"\ntexts = [\"a\", \"b\"]\n{keys}\n"
    );
    let project =
        Project::edition([("edition.toml", &*manifest), ("a.dj", a), ("b.dj", b)]);
    let read = build::read(&project.path("edition"))
        .unwrap_or_else(|fault| panic!("{:?}", fault.error));
    let line = |fault: &variorum::diag::Diagnostic| {
        let place = fault.span.map(|span| read.files.locate(span));
        let related: String = fault
            .related
            .iter()
            .map(|(span, why)| format!("; {} {why}", read.files.locate(*span)))
            .collect();
        assert!(!fault.hints.is_empty(), "{fault:?}");
        format!(
            "{} {}: {}{related}",
            place.unwrap_or_default(),
            fault.code,
            fault.message
        )
    };
    read.diagnostics.iter().map(line).collect()
}

#[test]
fn ties_that_one_text_has_alone_are_told_with_their_count_at_the_first() {
    let (a, b) = (
        "One.\n\n[]{.tie n=1}Two.\n\nIt goes on. []{.tie n=2}Three.\n\n[]{.tie n=3}Four.\n",
        "Eins.\n\n[]{.tie n=1}Zwei.\n",
    );
    assert_eq!(
        said(a, b, ""),
        ["a.dj:5:25 tie-alone: 2 numbers of `tie` are in `a` alone: 2, 3"]
    );
}

#[test]
fn ties_that_cross_are_told_with_all_places() {
    let (a, b) = (
        "[]{.tie n=1}One.\n\n[]{.tie n=2}Two.\n\n[]{.tie n=3}Three.\n",
        "[]{.tie n=1}Eins.\n\n[]{.tie n=3}Drei.\n\n[]{.tie n=2}Zwei.\n",
    );
    let said = said(a, b, "ties = \"numbers\"");
    assert_eq!(
        said,
        [
            "a.dj:3:13 tie-crossing: the tie by `tie` 2 crosses that by `tie` 3; b.dj:5:13 what it \
          is tied to; a.dj:5:13 the tie that it crosses"
        ]
    );
}

#[test]
fn a_number_that_is_there_twice_is_told_with_both_places() {
    let (a, b) = (
        "[]{.tie n=1}One.\n\n[]{.tie n=2}Two.\n\n[]{.tie n=2}Three.\n\n[]{.tie n=4}Four.\n",
        "[]{.tie n=1}Eins.\n\n[]{.tie n=2}Zwei.\n\n[]{.tie n=4}Vier.\n",
    );
    assert_eq!(
        said(a, b, ""),
        [
            "a.dj:5:13 number-twice: `tie` 2 is there twice in `a`; a.dj:3:13 the first one"
        ]
    );
}

#[test]
fn texts_that_nothing_ties_are_told() {
    let (a, b) = ("One.\n\nTwo.\n", "Eins.\n\nZwei.\n\nDrei.\n");
    assert_eq!(said(a, b, ""), ["a.dj:1:1 no-ties: nothing ties `a`, `b` to each other"]);
    assert_eq!(said(a, a, ""), [""; 0]);
}

#[test]
fn a_tie_needs_a_number() {
    assert_eq!(
        said("[]{.tie}One.\n", "Eins.\n", ""),
        ["a.dj:1:5 bad-number: this tie has no number"]
    );
}

/// A file with an edition, its translation and a commentary.
const BOTH: &str = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
    <title>The Well</title></titleStmt></fileDesc></teiHeader><text><body>\n\
    <div type=\"edition\" xml:lang=\"la\"><div type=\"textpart\" subtype=\"section\" n=\"1\">\
    <p>Puteus altus est.</p></div>\n\
    <div type=\"textpart\" subtype=\"section\" n=\"2\"><p>Funis brevis est.</p></div></div>\n\
    <div type=\"translation\" xml:lang=\"en\"><head>The Well in English</head>\
    <div type=\"textpart\" subtype=\"section\" n=\"1\"><p>The well is deep.</p></div>\n\
    <div type=\"textpart\" subtype=\"section\" n=\"2\"><p>The rope is short.</p></div></div>\n\
    <div type=\"commentary\"><p>On wells.</p></div></body></text></TEI>";

#[test]
fn two_divisions_of_a_file_are_two_texts() {
    let manifest = "title = \"T\"\n[[text]]\nfile = \"w.xml\"\ndivision = \"edition\"\n[[text]]\n\
                    file = \"w.xml\"\ndivision = \"translation\"\n[[parallel]]\nid = \"w\"\n\
                    texts = [\"w-edition\", \"w-translation\"]\n";
    let project = Project::edition([("edition.toml", manifest), ("w.xml", BOTH)]);
    let read = build::read(&project.path("edition"))
        .unwrap_or_else(|fault| panic!("{:?}", fault.error));
    let texts: Vec<_> = read
        .model
        .texts
        .iter()
        .map(|text| (&*text.title, &*text.lang.0, text.blocks.len()))
        .collect();
    assert_eq!(texts, [("The Well", "la", 2), ("The Well in English", "en", 3)]);
    let codes: Vec<_> = read.diagnostics.iter().map(|fault| fault.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "division-left-out").count(), 1);
    let left: Vec<_> = read
        .diagnostics
        .iter()
        .filter(|fault| fault.code == "division-left-out")
        .map(|fault| (read.files.locate(fault.span.expect("a place")), &*fault.message))
        .collect();
    assert_eq!(
        left,
        [("w.xml:6:1".to_owned(), "`div type=commentary` with 2 words is in no text")]
    );
    assert_eq!(read.ties[0].at.len(), 3, "{:?}", read.ties[0]);
    // A place is of the text in which it stands.
    for line in ["w.xml:3", "w.xml:5"] {
        project.run(&["where", line]).exits(0);
    }
}

#[test]
fn a_division_that_is_not_there_is_told_with_those_that_are() {
    let manifest =
        "title = \"T\"\n[[text]]\nfile = \"w.xml\"\ndivision = \"transaltion\"\n";
    let project = Project::edition([("edition.toml", manifest), ("w.xml", BOTH)]);
    let said = project.run(&["check"]).exits(1).stderr;
    assert!(said.contains("error[unknown-division]"), "{said}");
    assert!(said.contains("did you mean `translation`?"), "{said}");
}

#[test]
fn a_new_edition_of_a_file_with_a_translation_is_parallel() {
    let alone = BOTH.replace("<div type=\"commentary\"><p>On wells.</p></div>", "");
    let project = Project::edition([("w.xml", &*alone), ("c.xml", BOTH)]);
    project.run(&["new", "made", "--from", "edition/w.xml"]).exits(0);
    let manifest = std::fs::read_to_string(project.path("made/edition.toml"))
        .expect("the manifest was written");
    for line in [
        "division = \"edition\"",
        "id = \"w-translation\"",
        "[[parallel]]\nid = \"w\"\ntexts = [\"w-edition\", \"w-translation\"]",
    ] {
        assert!(manifest.contains(line), "{manifest}");
    }
    let read = build::read(&project.path("made"))
        .unwrap_or_else(|fault| panic!("{:?}", fault.error));
    assert!(read.is_sound(), "{:?}", read.diagnostics);
    assert_eq!(read.ties[0].at.len(), 3);

    // What stands beside them, such as an apparatus apart, is not left out.
    project.run(&["new", "whole", "--from", "edition/c.xml"]).exits(0);
    let manifest = std::fs::read_to_string(project.path("whole/edition.toml"))
        .expect("the manifest was written");
    assert!(!manifest.contains("division"), "{manifest}");
}
