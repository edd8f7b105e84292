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
