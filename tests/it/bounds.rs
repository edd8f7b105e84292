//! Texts that are beyond what can be set as they stand: told at their place, and set.

use crate::support::Project;
use crate::support::reader::pages;

fn edition(text: &str) -> Project {
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n";
    Project::edition([("edition.toml", manifest), ("a.dj", text)])
}

/// Builds, and gives the faults as lines of JSON. Nothing is found in the files.
#[track_caller]
fn built(project: &Project) -> String {
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    let report = project.text("output/edition-report.json");
    let kept = report.matches("\"findings\": []").count();
    assert_eq!(kept, report.matches("\"norm\"").count(), "{report}");
    outcome.stderr
}

/// The letters of all pages, blanks aside, that are `c`.
fn count(project: &Project, c: char) -> usize {
    let pages = pages(&project.bytes("output/edition.pdf"));
    pages.iter().map(|page| page.matches(c).count()).sum()
}

#[test]
fn a_word_longer_than_any_line_is_broken_and_told() {
    for (letter, length) in [("7", 40_000), ("\u{628}", 34_000), ("z8", 20_000)] {
        let text = format!("# A\n\nOne {} end.\n", letter.repeat(length));
        let project = edition(&text);
        let said = built(&project);
        assert!(said.contains("\"long-word\""), "{said}");
        assert!(said.contains("\"line\":3,") && said.contains("\"column\":5,"), "{said}");
        assert!(!said.contains("overfull-line"), "{said}");
        if letter.is_ascii() {
            let first = letter.chars().next().expect("a letter");
            assert!(count(&project, first) >= length, "{letter}");
        }
    }
}

#[test]
fn a_title_of_one_word_longer_than_any_line_is_set() {
    let project = edition(&format!("# {}\n\nWords.\n", "A1".repeat(20_000)));
    assert!(built(&project).contains("\"long-word\""));
}

#[test]
fn a_title_of_thousands_of_words_is_set() {
    let project = edition(&format!("# {}\n\nWords.\n", "skiff oar ".repeat(2_000)));
    built(&project);
}

#[test]
fn thousands_of_marks_on_one_letter_are_all_set_and_told() {
    let project = edition(&format!("# A\n\nOne a{} end.\n", "\u{301}".repeat(3_000)));
    let said = built(&project);
    assert!(said.contains("\"many-marks\"") && said.contains("at most 3000"), "{said}");
    assert!(said.contains("\"line\":3,"), "{said}");
    let marks = count(&project, '\u{301}') + count(&project, '\u{e1}');
    assert_eq!(marks, 3_000);
}

#[test]
fn characters_that_control_a_machine_are_printed_as_numbers() {
    let project = edition("# A\n\nOne\u{1b}two \u{9f}three.\n");
    let said = built(&project);
    assert_eq!(said.matches("\"missing-glyph\"").count(), 2, "{said}");
    assert!(said.contains("U+001B") && said.contains("\"column\":4,"), "{said}");
}

#[test]
fn the_character_that_is_nothing_is_refused_at_its_place() {
    let project = edition("# A\n\nOne\0two.\n");
    let outcome = project.run(&["check", "--format", "json"]).exits(1);
    let outcome = outcome.reports("nul-character");
    assert!(outcome.stderr.contains("\"line\":3,"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("\"column\":4,"), "{}", outcome.stderr);
}

#[test]
fn a_design_that_takes_too_much_is_told_and_no_output_is_touched() {
    let project = edition("# A\n\nWords.\n");
    project.run(&["build"]).exits(0);
    let before = project.bytes("output/edition.pdf");
    project.write("edition/design.typ", "#let much = range(100000000)\n");
    let outcome = project.run(&["build", "--most-memory", "1"]).exits(1);
    let outcome = outcome.reports("design-bounds");
    assert!(outcome.stderr.contains("`design.typ`"), "{}", outcome.stderr);
    assert_eq!(project.bytes("output/edition.pdf"), before);
}

#[test]
fn a_line_may_end_between_the_marks_of_sixty_notes_at_one_word() {
    let calls: String = (0..60).map(|k| format!("[^{k}]")).collect();
    let notes: String = (0..60).map(|k| format!("[^{k}]: Note {k}.\n\n")).collect();
    let project = edition(&format!("# A\n\nOne two{calls} three.\n\n{notes}"));
    let said = built(&project);
    assert!(!said.contains("overfull-line") && !said.contains("ink-outside"), "{said}");
}

#[test]
fn a_soft_hyphen_before_a_word_loses_no_letter() {
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n";
    let text = "A \u{ad}keel and a \u{ad}\u{ad}mast, a ru\u{ad}dder.\n";
    let project = Project::edition([("edition.toml", manifest), ("a.dj", text)]);
    let said = project.run(&["build"]).exits(0);
    assert!(said.stderr.contains(" 0 lost"), "{}", said.stderr);
}
