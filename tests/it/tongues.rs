//! Languages that nothing can be set in, and pictures where there is no room for them: told,
//! and no error of the compiler.

use crate::support::Project;
use crate::support::reader::pages;

const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
                   <rect width='9' height='9'/></svg>";

#[test]
fn languages_that_are_none_are_told_at_their_place() {
    let text = "# A\n\n[one]{lang=x-unknown} [two]{lang=i-klingon} [three]{lang=\"\"}\n";
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n";
    let project = Project::edition([("edition.toml", manifest), ("a.dj", text)]);
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    let told = outcome.stderr.matches("\"bad-language\"").count();
    assert_eq!(told, 3, "{}", outcome.stderr);
    assert_eq!(outcome.stderr.matches("\"line\":3,").count(), 3, "{}", outcome.stderr);
}

#[test]
fn english_names_of_languages_are_their_codes() {
    let text = "# A\n\n[nauta remigat]{lang=latin} and\n\n{lang=Persian}\nمتن\n";
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n";
    let project = Project::edition([("edition.toml", manifest), ("a.dj", text)]);
    let outcome = project.run(&["build", "--emit", "model"]).exits(0);
    assert!(!outcome.stderr.contains("bad-language"), "{}", outcome.stderr);
    let typst = project.run(&["build", "--emit", "typst"]).exits(0).stdout;
    assert!(typst.contains("\"la\"") && typst.contains("\"fa\""), "{typst}");
}

#[test]
fn languages_of_tei_that_are_none_stop_no_book() {
    let tei = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
        <title>Piers</title></titleStmt><publicationStmt><p>none</p></publicationStmt>\
        <sourceDesc><p>none</p></sourceDesc></fileDesc></teiHeader><text xml:lang=\"latin\">\
        <body><p xml:lang=\"x-unknown\">Unus <foreign xml:lang=\"i-klingon\">duo</foreign>\
        <note xml:lang=\"x-other\">a <foreign xml:lang=\"x-more\">b</foreign></note></p>\
        </body></text></TEI>";
    let project = Project::new().file("piers.xml", tei);
    project.run(&["new", "one", "--from", "piers.xml"]).exits(0);
    project.run(&["build", "one"]).exits(0).reports("bad-language");
}

#[test]
fn a_picture_in_a_reading_or_a_note_is_its_description() {
    let manifest = "title = \"T\"\n[[witness]]\nid = \"A\"\n[[text]]\nfile = \"a.dj\"\n";
    let text = "# A\n\n[words]{A=\"![a gull](gull.svg) low\"} here[^1] and on.\n\n\
                [^1]: See ![a skiff](none.svg) there.\n";
    let project = Project::edition([("edition.toml", manifest), ("a.dj", text)])
        .file("edition/gull.svg", SVG);
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    let told = outcome.stderr.matches("\"picture-apart\"").count();
    assert_eq!(told, 2, "{}", outcome.stderr);
    assert_eq!(outcome.stderr.matches("\"line\":").count(), told, "each has a place");
    let words = pages(&project.bytes("output/edition.pdf")).join("\n");
    let plain: Vec<&str> = words.split_whitespace().collect();
    let plain = plain.join(" ");
    assert!(plain.contains("[a gull] low") && plain.contains("[a skiff]"), "{plain}");
}

#[test]
fn the_words_of_the_book_are_of_its_language() {
    for (lang, contents, see) in [
        ("de", "Inhalt", "siehe"),
        ("el", "Περιεχόμενα", "βλ."),
        ("it", "Indice", "vedi"),
        ("la", "Hoc volumine continentur", "vide"),
        ("ru", "Содержание", "см."),
        ("tr", "İçindekiler", "bkz."),
        ("xx", "Contents", "see"),
    ] {
        let manifest = format!(
            "title = \"T\"\nlanguage = \"{lang}\"\neditors = [\"N\"]\ndate = 2024-01-02\n\
             [[text]]\nfile = \"a.dj\"\n[[index]]\nid = \"names\"\n"
        );
        let index = "[[heading]]\nindex = \"names\"\nname = \"A\"\npatterns = [\"one\"]\n\
                     [[heading]]\nindex = \"names\"\nname = \"B\"\nsee = [\"A\"]\n";
        let files = [
            ("edition.toml", &*manifest),
            ("index.toml", index),
            ("a.dj", "# T\n\nThis one word.\n"),
        ];
        let outcome =
            Project::edition(files).run(&["build", "edition", "--emit", "pages"]);
        let outcome = outcome.exits(0);
        let found = |word: &str| outcome.stdout.contains(word);
        assert!(found(contents) && found(see), "{lang}: {}", outcome.stdout);
    }
}
