//! Verses in halves: a poem is set in one way, and lines between letters fill its columns without being copied.

use crate::support::Project;
use crate::support::reader::pages;

fn edition(poem: &str) -> Project {
    let manifest = "title = \"T\"\nlanguage = \"fa\"\n[[text]]\nfile = \"a.dj\"\n";
    let text = format!("# شعر\n\n::: verse\n{poem}\n:::\n");
    Project::edition([("edition.toml", manifest), ("a.dj", &*text)])
}

/// The words of the poem's lines with their places: line, from the left, word.
fn words(project: &Project) -> Vec<(usize, f64, String)> {
    let pages = project.run(&["build", "--emit", "pages"]).exits(0).stdout;
    let rows = pages.lines().filter_map(|row| {
        let mut fields = row.split(' ');
        let line = fields.find_map(|field| field.strip_prefix('l')?.parse().ok())?;
        let x = fields.find_map(|field| field.strip_prefix("x=")?.parse().ok())?;
        let word = row.split('"').nth(1)?;
        Some((line, x, word.to_owned()))
    });
    rows.collect()
}

#[test]
fn one_line_that_is_too_long_staggers_the_whole_poem() {
    let long = "و آن که چراغ داشت پیش از همه به خواب رفته بود || که ما";
    let project =
        edition(&format!("راه دراز || و شب سرد \\\n{long} \\\nدر باد || بی خانه"));
    assert_eq!(words(&project).iter().map(|word| word.0).max(), Some(6));
    let project = edition("راه دراز || و شب سرد \\\nدر باد || بی خانه");
    assert_eq!(words(&project).iter().map(|word| word.0).max(), Some(2));
}

#[test]
fn a_refrain_stands_under_itself() {
    let poem = "شهر از سپیده پر شد و برگشت باد باز || خورشید روی بام نشست و نگاه کرد \\\n\
                در خانه هیچ نیست || دلم را نگاه کرد";
    let words = words(&edition(poem));
    let places = |refrain: &str| -> Vec<f64> {
        words
            .iter()
            .filter(|word| word.2 == refrain)
            .map(|word| word.1)
            .collect()
    };
    for refrain in ["نگاه", "کرد"] {
        let places = places(refrain);
        assert_eq!(places.len(), 2, "{words:?}");
        assert!((places[0] - places[1]).abs() < 0.2, "{refrain}: {places:?}");
    }
}

#[test]
fn lines_between_letters_are_printed_and_not_copied() {
    let project =
        edition("نشستیم در باغ || نگفتیم هیچ \\\nشهر از همه سو خاموش شد || چراغی نماند");
    project.run(&["build", "--for", "all"]).exits(0);
    let read = |file: &str| pages(&project.bytes(file)).join("\n");
    let words = "نشستیم در باغ نگفتیم هیچ شهر از همه سو خاموش شد چراغی نماند";
    let archive = read("output/edition.pdf");
    assert!(archive.contains(words), "{archive}");
    // The press PDF, which nobody searches, says that there are such lines.
    let press = read("output/edition-press.pdf");
    assert!(press.matches('\u{34f}').count() > 9, "{press}");
    assert!(!press.contains('\u{640}'), "{press}");
}

#[test]
fn a_line_that_the_editor_typed_is_copied() {
    let project = edition("نشـستیم در باغ || نگفتیم هیچ");
    project.run(&["build"]).exits(0);
    let read = pages(&project.bytes("output/edition.pdf"))
        .join("\n")
        .replace('\u{34f}', "");
    assert_eq!(read.matches('\u{640}').count(), 1, "{read}");
}
