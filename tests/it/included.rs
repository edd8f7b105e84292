//! Files that a file of TEI is made of, put in by `new`.

use std::fs;

use crate::support::Project;

#[test]
fn files_that_a_file_is_made_of_stand_in_it() {
    let main = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE TEI [<!ENTITY end SYSTEM \"parts/end.xml\">]>\n\
        <TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xmlns:xi=\"http://www.w3.org/2001/XInclude\">\n\
        <teiHeader><fileDesc><titleStmt><title>The Rope</title></titleStmt><sourceDesc>\
        <xi:include href=\"parts/lists.xml\" xpointer=\"wits\"/></sourceDesc></fileDesc></teiHeader>\n\
        <text xml:lang=\"en\"><body><p>A caf\u{e9}.</p><xi:include href=\"parts/one.xml\"/>\
        <xi:include href=\"parts/none.xml\"/>&end;</body></text></TEI>\n";
    let latin: Vec<u8> = main
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin-1"))
        .collect();
    let one = "<?xml version=\"1.0\"?>\n<div xmlns=\"http://www.tei-c.org/ns/1.0\" xmlns:xi=\"http://www.w3.org/2001/XInclude\">\
        <p>The <app><lem wit=\"#A\">rope</lem><rdg wit=\"#B\">cord</rdg></app> held.</p>\
        <xi:include href=\"../two.txt\" parse=\"text\"/><xi:include href=\"one.xml\"/></div>";
    let lists = "<standOff xmlns=\"http://www.tei-c.org/ns/1.0\"><p>No part.</p><listWit xml:id=\"wits\">\
        <witness xml:id=\"A\">The first</witness><witness xml:id=\"B\">The second</witness></listWit></standOff>";
    let project = Project::new()
        .file("rope.xml", &latin)
        .file("parts/one.xml", one)
        .file("parts/lists.xml", lists)
        .file("two.txt", "It was <new>.")
        .file(
            "parts/end.xml",
            "<?xml encoding=\"UTF-8\"?><p>The end.</p><p>Ropes \u{2014} no.</p>",
        );
    let said = project.run(&["new", "new", "--from", "rope.xml"]).exits(0);
    assert!(
        said.stdout.contains("with the 4 files")
            || said.stderr.contains("with the 4 files")
    );
    for file in
        ["rope.xml", "parts/one.xml", "parts/lists.xml", "two.txt", "parts/end.xml"]
    {
        let kept =
            fs::read(project.path("new/originals").join(file)).expect("it is kept");
        assert_eq!(kept, fs::read(project.path(file)).expect("it is there"), "{file}");
    }
    let built = project.run(&["build", "new", "--emit", "model"]);
    let model = built.exits(0).stdout.clone();
    for words in ["A caf\u{e9}.", "It was <new>.", "Ropes \u{2014} no.", "cord"] {
        assert!(model.contains(words), "no `{words}` in\n{model}");
    }
    assert!(!model.contains("No part."));
    assert!(
        project
            .text("new/texts/rope.xml")
            .contains("<witness xml:id=\"B\">The second</witness>")
    );
    // What is not there is reported, and so is a file that includes itself.
    project.run(&["build", "new"]).exits(0).reports("left-out");
    assert!(
        project
            .text("new/texts/rope.xml")
            .contains("<xi:include href=\"one.xml\"/>")
    );
}
