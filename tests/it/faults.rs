//! Faults of the input: each is shown with its place, code and hint, gives its exit code,
//! and leaves the outputs of an earlier build as they were. And what is large or odd, but no
//! fault.

use std::fs;

use crate::support::{Outcome, Project};

const MANIFEST: &str = "\
title = \"The Ferry Minutes\"

[[witness]]
id = \"A\"

[[witness]]
id = \"B\"
siglum = \"B²\"

[[text]]
file = \"texts/a.dj\"
";

pub(crate) const TEXT: &str = "\
# The Minutes

The ferry [left at noon]{B=\"sailed at dusk\"} with eleven passengers.[^1]

[^1]: The pilot's log has twelve.
";

/// A good edition with its files; a later file of the same name replaces an earlier one.
pub(crate) fn edition(files: &[(&str, &str)]) -> Project {
    let good = [("edition.toml", MANIFEST), ("texts/a.dj", TEXT)];
    Project::edition(good.into_iter().chain(files.iter().copied()))
}

/// Names and bytes of all outputs.
pub(crate) fn outputs(project: &Project) -> Vec<(String, Vec<u8>)> {
    let names = project.files("output").into_iter();
    names
        .map(|name| (name.clone(), project.bytes(&format!("output/{name}"))))
        .collect()
}

/// Checks that a good edition, when these files are put in, is refused with the code,
/// the place and the hint, while its outputs stay.
#[track_caller]
fn check(files: &[(&str, &str)], code: &str, place: &str, hint: &str) -> Outcome {
    refuse(&edition(&[]), |project| {
        for (path, text) in files {
            project.write(&format!("edition/{path}"), text);
        }
    })
    .shows(code, place, hint)
}

/// Builds a good edition, does something bad to it, and builds again.
#[track_caller]
fn refuse(project: &Project, harm: impl FnOnce(&Project)) -> Outcome {
    project.run(&["build"]).exits(0);
    let before = outputs(project);
    assert_eq!(before.len(), 3, "the good edition has a PDF, a source, a report");
    harm(project);
    let outcome = project.run(&["build"]).exits(1);
    assert!(outputs(project) == before, "the old outputs were touched");
    outcome
}

impl Outcome {
    #[track_caller]
    fn shows(self, code: &str, place: &str, hint: &str) -> Self {
        let head = format!("[{code}]: ");
        let hint = format!("= hint: {hint}");
        for part in [head.as_str(), place, hint.as_str()] {
            assert!(self.stderr.contains(part), "no `{part}` in\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        assert_eq!(self.stdout, "");
        self
    }
}

pub(crate) fn manifest_with(lines: &str) -> String {
    lines.to_owned() + MANIFEST
}

fn text_with(lines: &str) -> String {
    TEXT.to_owned() + "\n" + lines
}

#[test]
fn an_unknown_key_is_shown_with_the_one_that_was_meant() {
    let manifest = manifest_with("subtitel = \"An edition\"\n");
    check(
        &[("edition.toml", &manifest)],
        "unknown-key",
        "edition.toml:1:1",
        "did you mean `subtitle`?",
    );
}

#[test]
fn a_value_of_the_wrong_type_is_shown() {
    let manifest = manifest_with("editors = \"Anna\"\n");
    check(&[("edition.toml", &manifest)], "wrong-type", "edition.toml:1:11", "");
}

#[test]
fn a_manifest_that_is_no_toml_is_shown() {
    let outcome = refuse(&edition(&[]), |project| {
        project.write("edition/edition.toml", "title = \"A\n");
    });
    assert!(outcome.stderr.contains("[bad-toml]"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("edition.toml:1:"), "{}", outcome.stderr);
}

#[test]
fn a_missing_text_is_shown_with_the_file_that_was_meant() {
    let manifest = MANIFEST.replace("texts/a.dj", "texts/aa.dj");
    check(
        &[("edition.toml", &manifest)],
        "missing-file",
        "edition.toml:11:8",
        "did you mean `texts/a.dj`?",
    );
}

#[test]
fn an_edition_that_is_not_there_is_shown() {
    let project = Project::new();
    project
        .run(&["build"])
        .exits(1)
        .shows("missing-file", "`edition`", "give the path");
    project
        .run(&["check", "none"])
        .exits(1)
        .shows("missing-file", "`none`", "give");
    project.write("empty/a.txt", "");
    project
        .run(&["build", "empty"])
        .exits(1)
        .shows("missing-file", "`empty`", "give");
}

#[test]
fn bytes_that_are_not_utf_8_are_shown_by_their_number() {
    refuse(&edition(&[]), |project| {
        project
            .write("edition/texts/a.dj", b"# The Minutes\n\nThe quay of C\xf3rdoba.\n");
    })
    .shows(
        "invalid-utf8",
        "byte 28 (0xF3), in line 3",
        "it looks like `windows-1252`",
    );
}

#[test]
fn a_path_that_leaves_the_folder_is_refused() {
    for path in ["../a.dj", "texts/../../a.dj", "/etc/hosts"] {
        let manifest = MANIFEST.replace("texts/a.dj", path);
        check(
            &[("edition.toml", &manifest)],
            "path-leaves-folder",
            "edition.toml:11:8",
            "keep every file of the edition inside its folder",
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_folder_is_refused() {
    refuse(&edition(&[]), |project| {
        project.write("elsewhere.dj", "# Elsewhere\n\nNot of this edition.\n");
        fs::remove_file(project.path("edition/texts/a.dj")).expect("it is there");
        let (from, to) =
            (project.path("elsewhere.dj"), project.path("edition/texts/a.dj"));
        std::os::unix::fs::symlink(from, to).expect("a link can be made");
    })
    .shows("path-leaves-folder", "edition.toml:11:8", "copy what it leads to");
}

#[test]
fn an_unknown_witness_is_shown_with_the_one_that_was_meant() {
    let manifest = MANIFEST.replace("id = \"B\"", "id = \"Bod\"");
    let text = TEXT.replace("{B=", "{Bol=");
    check(
        &[("edition.toml", &manifest), ("texts/a.dj", &text)],
        "unknown-witness",
        "texts/a.dj:3:26",
        "did you mean `Bod`?",
    );
}

#[test]
fn two_witnesses_with_one_siglum_are_shown() {
    let manifest = MANIFEST.replace("siglum = \"B²\"", "siglum = \"A\"");
    let outcome =
        refuse(&edition(&[]), |project| project.write("edition/edition.toml", manifest));
    assert!(outcome.stderr.contains("[duplicate-siglum]"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("edition.toml:8:10"), "{}", outcome.stderr);
}

#[test]
fn a_witness_without_a_siglum_to_print_is_shown() {
    let manifest = MANIFEST.replace("siglum = \"B²\"", "siglum = \" \"");
    check(
        &[("edition.toml", &manifest)],
        "empty-siglum",
        "edition.toml:8:10",
        "write what is to be printed for it",
    );
}

#[test]
fn a_note_that_is_not_written_is_shown() {
    let text = TEXT.replace("[^1]: ", "[^2]: ");
    check(&[("texts/a.dj", &text)], "note-not-written", "texts/a.dj:3:69", "");
}

#[test]
fn a_note_that_is_never_called_is_shown() {
    let text = text_with("[^2]: Nobody asks for this.\n");
    check(
        &[("texts/a.dj", &text)],
        "note-not-called",
        "texts/a.dj:7:1",
        "call it in the text, or take it out",
    );
}

#[test]
fn a_note_that_is_written_twice_is_shown_with_both_places() {
    let text = text_with("[^1]: The log is lost.\n");
    check(
        &[("texts/a.dj", &text)],
        "note-twice",
        "texts/a.dj:7:1",
        "give one of them another label",
    )
    .reports("texts/a.dj:5:1")
    .reports("first written here");
}

#[test]
fn an_anchor_that_is_missing_is_shown() {
    let text =
        text_with("One []{#a}word.\n\n::: apparatus\n[]{from=a to=b B=\"x\"}\n:::\n");
    check(
        &[("texts/a.dj", &text)],
        "anchor-missing",
        "texts/a.dj:10:",
        "set it in the text: `[]{#b}`",
    );
}

#[test]
fn anchors_in_the_wrong_order_are_shown() {
    let text = text_with(
        "One []{#a}two []{#b}three.\n\n::: apparatus\n[]{from=b to=a B=\"x\"}\n:::\n",
    );
    check(
        &[("texts/a.dj", &text)],
        "anchor-reversed",
        "texts/a.dj:10:",
        "exchange `from` and `to`",
    );
}

#[test]
fn an_attribute_that_does_not_parse_is_shown() {
    let text = TEXT.replace("{B=\"sailed at dusk\"}", "{B=\"sailed at dusk}");
    check(&[("texts/a.dj", &text)], "bad-attribute", "texts/a.dj:3:", "write `{key=");
}

#[test]
fn an_edition_without_texts_is_shown() {
    let manifest = &MANIFEST[..MANIFEST.find("[[text]]").expect("it has a text")];
    let outcome =
        refuse(&edition(&[]), |project| project.write("edition/edition.toml", manifest));
    assert!(outcome.stderr.contains("no text"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: "), "{}", outcome.stderr);
}

#[test]
fn a_text_without_words_is_shown() {
    for text in ["", "\n\n", "[]{#a}\n"] {
        check(
            &[("texts/a.dj", text)],
            "empty-text",
            "texts/a.dj:1:1",
            "write the text, or take the file out",
        );
    }
}

#[test]
fn all_faults_of_all_files_are_shown_at_once() {
    let manifest = MANIFEST.to_owned() + "\n[[text]]\nfile = \"texts/b.dj\"\n";
    let bad = text_with("[x]{Z=y}\n\n[^9]: z\n");
    let outcome = edition(&[
        ("edition.toml", &manifest),
        ("texts/a.dj", &bad),
        ("texts/b.dj", "# B\n\na[^1]\n\n::: verse\nx\n"),
    ])
    .run(&["check"])
    .exits(1)
    .reports("unknown-witness")
    .reports("note-not-called")
    .reports("note-not-written")
    .reports("unclosed-block");
    assert!(
        outcome.stderr.ends_with("4 errors; nothing was set\n"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_file_of_corrections_that_was_edited_is_shown() {
    check(
        &[("corrections.toml", "[[text]]\nid = 1\n")],
        "bad-corrections",
        "corrections.toml:2:6",
        "put the file back as the import wrote it",
    );
}

#[test]
fn a_word_of_a_hundred_thousand_letters_is_set() {
    let text = format!("# Long\n\nA {}.\n", "x".repeat(100_000));
    let project = edition(&[("texts/a.dj", &text)]);
    let outcome = project.run(&["build"]).exits(0);
    assert!(outcome.stderr.contains("warning["), "{}", outcome.stderr);
    let length = outcome.stderr.len();
    assert!(
        length < 50_000,
        "{length} bytes of diagnostics show the word again and again"
    );
    assert!(project.bytes("output/edition.pdf").starts_with(b"%PDF-"));
}

#[test]
fn a_heading_of_two_thousand_words_is_set_soon() {
    let words: Vec<_> = (0..2_000).map(|k| format!("word{k}")).collect();
    let text = format!("# {}\n\nThe bell rang.\n", words.join(" "));
    edition(&[("texts/a.dj", &text)]).run_within(30, &["check"]).exits(0);
}

#[test]
fn a_paragraph_of_two_hundred_thousand_words_is_set() {
    let text = format!("# Long\n\n{}end.\n", "the rope and the bell ".repeat(40_000));
    let project = edition(&[("texts/a.dj", &text)]);
    project.run(&["build"]).exits(0);
    let report: serde_json::Value =
        serde_json::from_slice(&project.bytes("output/edition-report.json"))
            .expect("the report is JSON");
    assert!(report["words"].as_u64() > Some(200_000), "{report}");
    assert_eq!(report["account"]["lost"], 0, "{report}");
}

#[test]
fn ten_thousand_notes_on_one_line_are_all_set() {
    const NOTES: usize = 10_000;
    let calls: String = (0..NOTES).map(|k| format!("[^{k}]")).collect();
    let notes: String = (0..NOTES).map(|k| format!("[^{k}]: Rope {k}.\n\n")).collect();
    let text = format!("# Many\n\nHere{calls}.\n\n{notes}");
    let project = edition(&[("texts/a.dj", &text)]);
    project.run(&["build"]).exits(0);
    let report: serde_json::Value =
        serde_json::from_slice(&project.bytes("output/edition-report.json"))
            .expect("the report is JSON");
    assert_eq!(report["account"]["lost"], 0, "{report}");
    assert_eq!(report["notes_checked"], NOTES, "{report}");
}

#[test]
fn deep_nesting_does_not_end_the_program() {
    for (open, close) in
        [("> ", ""), ("_a *b ", "* _"), ("[", "]{.x}"), ("{+", "+}"), ("- ", "")]
    {
        let text = format!("# Deep\n\n{}x{}\n", open.repeat(5_000), close.repeat(5_000));
        let outcome = edition(&[("texts/a.dj", &text)]).run(&["check", "-q"]);
        assert!(matches!(outcome.status, Some(0 | 1)), "{open}: {outcome:?}");
        assert!(!outcome.stderr.contains("panicked"), "{open}: {}", outcome.stderr);
    }
}
