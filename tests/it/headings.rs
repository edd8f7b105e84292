//! Headings of any number and level: in the structure, in the outline, and for the check of
//! the finished file.

use lopdf::{Dictionary, Document, Object, dictionary};
use variorum::publish::preflight::{Norm, preflight};

use crate::support::Project;

fn edition(standard: &str, text: &str) -> Project {
    let manifest = format!(
        "title = \"T\"\n[archive]\nstandard = \"{standard}\"\n[[text]]\nfile = \"a.dj\"\n"
    );
    Project::edition([("edition.toml", &*manifest), ("a.dj", text)])
}

fn headings(count: usize) -> String {
    let parts: String =
        (0..count).map(|k| format!("## Part {k}\n\nA line.\n\n")).collect();
    format!("# Parts\n\n{parts}")
}

/// Asserts that a report finds nothing.
#[track_caller]
fn is_kept(project: &Project) {
    let report = project.text("output/edition-report.json");
    assert_eq!(
        report.matches("\"findings\": []").count(),
        report.matches("\"norm\"").count()
    );
    assert!(report.contains("\"norm\""), "{report}");
}

#[test]
fn hundreds_of_headings_are_checked_to_every_standard() {
    for standard in ["a-2a+ua-1", "a-1a", "a-4f"] {
        let project = edition(standard, &headings(300));
        project.run(&["build"]).exits(0);
        is_kept(&project);
    }
}

#[test]
fn thousands_of_headings_end_no_check() {
    let project = edition("a-2a+ua-1", &headings(3_000));
    project.run(&["build"]).exits(0);
    is_kept(&project);
}

#[test]
fn a_fault_at_the_end_of_a_long_outline_is_found() {
    let project = edition("a-2a+ua-1", &headings(300));
    project.run(&["build", "--no-preflight"]).exits(0);
    let pdf = project.bytes("output/edition.pdf");
    let mut doc = Document::load_mem(&pdf).expect("a PDF");
    let is_last = |object: &Object| {
        let entry = object.as_dict().ok()?;
        (entry.has(b"Title") && entry.has(b"Prev") && !entry.has(b"Next")).then_some(())
    };
    let last = doc.objects.iter().filter(|(_, object)| is_last(object).is_some());
    let last = last.map(|(id, _)| *id).next_back().expect("an outline");
    let entry: &mut Dictionary = doc.get_dictionary_mut(last).expect("an entry");
    entry.remove(b"Dest");
    entry.set("A", dictionary! { "S" => "Launch", "F" => Object::string_literal("x") });
    let mut broken = vec![];
    doc.save_to(&mut broken).expect("it can be written");
    let norm = Norm::of("a-2a").expect("a norm");
    let verdict = preflight(&broken, norm);
    let has = |wanted: &str| verdict.findings.iter().any(|f| f.fault.contains(wanted));
    assert!(has("action `Launch`"), "{:?}", verdict.findings);
    assert!(!has("is no PDF"), "{:?}", verdict.findings);
}

#[test]
fn levels_that_are_skipped_stop_no_book() {
    let tei = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
        <title>Piers</title></titleStmt><publicationStmt><p>none</p></publicationStmt>\
        <sourceDesc><p>none</p></sourceDesc></fileDesc></teiHeader><text><body>\
        <div><div><div><head>The wharf</head><p>One.</p></div></div>\
        <div><head>The quay</head><div><div><head>The slip</head><p>Two.</p></div></div></div>\
        </div></body></text></TEI>";
    let project = Project::new().file("piers.xml", tei);
    project.run(&["new", "one", "--from", "piers.xml"]).exits(0);
    project.run(&["build", "one"]).exits(0);
    let files = project.files("one/output");
    let pdf = files.iter().find(|file| file.ends_with(".pdf")).expect("a book");
    let pdf = project.bytes(&format!("one/output/{pdf}"));
    let verdict = preflight(&pdf, Norm::of("ua-1").expect("a norm"));
    assert!(verdict.is_good(), "{:?}", verdict.findings);
}

#[test]
fn a_heading_of_a_picture_alone_has_a_title() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
               <rect width='9' height='9'/></svg>";
    let project = edition("a-2a+ua-1", "# ![A gull](gull.svg)\n\nWords.\n")
        .file("edition/gull.svg", svg);
    project.run(&["build"]).exits(0);
    is_kept(&project);
    let doc = Document::load_mem(&project.bytes("output/edition.pdf")).expect("a PDF");
    let titles: Vec<String> = doc
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"Title").ok()?.as_str().ok())
        .map(|title| String::from_utf8_lossy(title).into_owned())
        .collect();
    assert!(titles.iter().any(|title| title.contains("A gull")), "{titles:?}");
}
