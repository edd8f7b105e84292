//! Characters that no face has: printed visibly, told at their place, and never the end of a
//! book.

use crate::support::Project;
use crate::support::reader::pages;

fn edition(manifest: &str, text: &str) -> Project {
    let manifest = format!("{manifest}\n[[text]]\nfile = \"a.dj\"\n");
    Project::edition([("edition.toml", &*manifest), ("a.dj", text)])
}

/// Asserts that a line of JSON has all of these.
#[track_caller]
fn says(stderr: &str, wanted: &[&str]) {
    let has = |line: &str| wanted.iter().all(|one| line.contains(one));
    assert!(stderr.lines().any(has), "{wanted:?} in\n{stderr}");
}

#[test]
fn a_character_without_a_face_is_told_wherever_it_stands() {
    let manifest = "title = \"Moor \u{8a9e}\"\neditors = [\"A. \u{738b}\"]\npublisher = \"P\u{8a9f}\"\n\
        [[witness]]\nid = \"A\"\ndescription = \"copy \u{8aa0}\"\n\
        [[index]]\nid = \"n\"\ntitle = \"Names \\u8AA1\"\n\
        [cover]\ntext = \"Back \u{8aa2}\"\nspine = \"Sp\u{8aa3}\"";
    let project = edition(
        manifest,
        "# Head \u{8aa4}\n\n[words]{A=\"w\u{8aa5}\"} here[^1] and r\u{e476}n.\n\n[^1]: Low \u{8aa6}.\n",
    );
    project.write(
        "edition/index.toml",
        "[[heading]]\nindex = \"n\"\nname = \"Tern \u{8aa7}\"\npatterns = [\"words\"]\n",
    );
    let checked = project.run(&["check", "--format", "json"]).exits(0);
    let built = project.run(&["build", "--for", "all", "--format", "json"]).exits(0);
    for (code, line, column) in [
        ("U+8A9E", 1, 15),
        ("U+738B", 2, 16),
        ("U+8A9F", 3, 15),
        ("U+8AA0", 6, 21),
        ("U+8AA1", 9, 16),
        ("U+8AA2", 11, 14),
        ("U+8AA3", 12, 12),
        ("U+8AA4", 1, 8),
        ("U+8AA5", 3, 13),
        ("U+E476", 3, 31),
        ("U+8AA6", 5, 11),
        ("U+8AA7", 3, 14),
    ] {
        let (line, column) =
            (format!("\"line\":{line},"), format!("\"column\":{column},"));
        for outcome in [&checked, &built] {
            let wanted = ["\"missing-glyph\"", "warning", code, &line, &column];
            says(&outcome.stderr, &wanted);
        }
    }
    let report = project.text("output/edition-report.json");
    assert!(!report.contains("notdef"), "{report}");
}

#[test]
fn warnings_denied_and_releases_refuse_it() {
    let project = edition("title = \"T\"", "Some \u{e476} here.\n");
    project.run(&["build", "--deny-warnings"]).exits(1);
    project.run(&["release"]).exits(1).reports("missing-glyph");
    assert!(!project.path("edition/pages.lock").exists());
    let project = edition("title = \"T\"", "Some \u{3008}a\u{3009} here.\n");
    project.run(&["release"]).exits(0).reports("look-alike");
}

#[test]
fn neighbors_of_a_character_without_a_face_are_set_as_ever() {
    // A mark that no face has, on a letter in italics; joiners of the program's own.
    let project = edition(
        "title = \"T\"\n[archive]\nstandard = \"a-2u\"",
        "One _be\u{1de7}t_ two[^1] \u{5d0}\u{5b8}\u{1de9}\u{5d1} end.\n\n[^1]: Low.\n",
    );
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    let told = outcome.stderr.matches("\"missing-glyph\"").count();
    assert_eq!(told, 2, "{}", outcome.stderr);
    says(&outcome.stderr, &["U+1DE7", "\"line\":1,", "\"column\":8,"]);
    says(&outcome.stderr, &["U+1DE9", "\"line\":1,", "\"column\":22,"]);
    let words = pages(&project.bytes("output/edition.pdf")).join("\n");
    assert!(words.contains("be\u{2060}\u{1de7}t"), "{words}");
}

#[test]
fn a_letter_of_private_use_is_spelled_where_the_standard_forbids_it() {
    let spelled = [("a-2a+ua-1", true), ("a-4f", true), ("a-2u", false)];
    for (standard, is_spelled) in spelled {
        let manifest = format!("title = \"T\"\n[archive]\nstandard = \"{standard}\"");
        let project = edition(&manifest, "Some r\u{e476}n and \u{feff}joined here.\n");
        project.run(&["build"]).exits(0);
        let words = pages(&project.bytes("output/edition.pdf")).join("\n");
        assert_eq!(words.contains("r[U+E476]n"), is_spelled, "{standard}: {words}");
        assert_eq!(words.contains("r\u{e476}n"), !is_spelled, "{standard}: {words}");
        assert!(
            project
                .text("output/edition-report.json")
                .contains("\"findings\": []")
        );
    }
}

#[test]
fn a_script_without_a_face_is_told_once_and_printed() {
    let letters: String =
        ('\u{13a0}'..'\u{13c0}').collect::<String>().replace('\u{13af}', " ");
    let project = edition("title = \"T\"", &format!("Here {letters} stand.\n"));
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    assert_eq!(outcome.stderr.matches("\"missing-glyph\"").count(), 1);
    says(&outcome.stderr, &["characters of the Cherokee script", "printed as numbers"]);
}

#[test]
fn words_of_a_design_without_a_face_are_printed_too() {
    let project = edition("title = \"T\"", "Some words here.\n");
    // Only a run of the design can say which character this is.
    project.write(
        "edition/design.typ",
        "#import \"/templates/octavo/book.typ\" as octavo\n\
         #let foot-rule(it) = [#str.from-unicode(35486)#octavo.foot-rule(it)]\n\
         #let text-body(lang, dir, role, body) = octavo.text-body(lang, dir, role, body + parbreak() + str.from-unicode(0x8a9e))\n",
    );
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    says(&outcome.stderr, &["\"missing-glyph\"", "U+8A9E", "words of the design"]);
}

#[test]
fn lone_marks_at_line_ends_do_not_stop_the_setting() {
    let project = edition("title = \"T\"", &("boat \u{1de9} ".repeat(60) + "\n"));
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    says(&outcome.stderr, &["\"missing-glyph\"", "60 times"]);
}

#[test]
fn a_title_of_the_manifest_may_have_a_mark_of_another_face() {
    let manifest = "title = \"Lamps\"\n[[text]]\nfile = \"a.dj\"\ntitle = \"The Lamq\u{302}\u{303}p\"\n";
    let project = Project::edition([("edition.toml", manifest), ("a.dj", "One.\n")]);
    let said = project.run(&["build"]).exits(0);
    assert!(said.stderr.contains(" 0 lost"), "{}", said.stderr);
}
