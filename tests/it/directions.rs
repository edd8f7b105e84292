//! Words among text that goes the other way, and the halves of verses, as they are copied.

use crate::support::Project;
use crate::support::reader::pages;

fn words(manifest: &str, text: &str) -> String {
    let manifest = format!("title = \"T\"\n{manifest}\n[[text]]\nfile = \"a.dj\"\n");
    let project = Project::edition([("edition.toml", &*manifest), ("a.dj", text)]);
    project.run(&["build"]).exits(0);
    pages(&project.bytes("output/edition.pdf")).join("\n")
}

#[test]
fn a_latin_word_is_not_broken_in_a_line_from_right_to_left() {
    let long = "[misunderstandings counterrevolutionary internationalization \
                incomprehensibilities uncharacteristically]{lang=en}";
    let linked = "[internationalization]{lang=en}";
    let text = format!(
        "# متن\n\n[]{{#a}}متن با {long} در میان {} {long} بسیار.\n\nو [{} {}](#a) هم.\n",
        "و دیگر ".repeat(3),
        "که ".repeat(14),
        linked.repeat(3)
    );
    let words = words("language = \"fa\"", &text);
    assert!(words.contains("counterrevolutionary"), "{words}");
    for hyphen in ['-', '\u{2010}', '\u{ad}'] {
        assert!(!words.contains(hyphen), "{words}");
    }
}

#[test]
fn a_latin_word_is_broken_in_a_line_from_left_to_right() {
    let text =
        "# A\n\n".to_owned() + &"internationalization of misunderstandings ".repeat(20);
    let words = words("", &text);
    assert!(
        ['-', '\u{2010}', '\u{ad}']
            .iter()
            .any(|hyphen| words.contains(*hyphen))
    );
}

#[test]
fn halves_of_a_verse_are_parted_by_a_blank() {
    let text = "# A\n\n::: verse\nthe skiff lies low || the rope is long\n:::\n";
    for halves in ["columns", "gap"] {
        let words = words(&format!("[verse]\nhalves = \"{halves}\""), text);
        let plain = words.replace('\u{a0}', " ");
        let plain: Vec<&str> = plain.split_whitespace().collect();
        assert!(plain.join(" ").contains("lies low the rope"), "{halves}: {words}");
        assert!(!words.contains("lowthe"), "{halves}: {words}");
    }
}

#[test]
fn a_number_of_page_and_lines_from_right_to_left_is_read_as_printed() {
    let words = "قایق بزرگ ظهر از رودخانه گذشت و برنگشت. ".repeat(12);
    let text = format!("# قایق\n\nآن [{}]{{B=\"شب\"}} بود.\n", words.trim_end());
    let project = Project::edition([
        (
            "edition.toml",
            "title = \"قایق\"\nlanguage = \"fa\"\n[[witness]]\nid = \"B\"\n\
             [[series]]\nid = \"app\"\nplace = \"text\"\n[[text]]\nfile = \"a.dj\"\n",
        ),
        ("a.dj", &text),
    ]);
    let outcome = project.run(&["build", "edition"]).exits(0);
    let said = outcome.stderr;
    assert!(!said.contains("entry-number-wrong"), "{said}");
}

#[test]
fn letters_that_the_editor_turns_round_are_no_doubt() {
    let text =
        "# A\n\nThe skiff \u{202e}lies low\u{202c} and the rope \u{202e}is long.\n";
    let project = Project::edition([
        ("edition.toml", "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n"),
        ("a.dj", text),
    ]);
    let said = project.run(&["build", "edition"]).exits(0).stderr;
    assert!(!said.contains("words-moved"), "{said}");
}
