//! Rebuilding: the bytes are those of a build from nothing.

use std::path::Path;
use std::thread;

use variorum::build::{self, Stage, Standing, Watch};
use variorum::publish::{Plates, archive_pdf, archive_pdf_again};

use crate::support::Project;

struct Deaf;

impl Watch for Deaf {
    fn stage(&mut self, _: Stage) {}
}

/// What is kept from one build for the next.
#[derive(Default)]
struct Kept {
    standing: Standing,
    plates: Plates,
}

/// The PDF of an edition, and what was said of it: set from nothing, or with what was kept.
#[track_caller]
fn pdf(root: &Path, mut kept: Option<&mut Kept>) -> (Vec<u8>, Vec<String>) {
    let Ok(read) = build::read(root) else { panic!("{} can be read", root.display()) };
    let built = match &mut kept {
        Some(kept) => build::rebuild(&read, &mut kept.standing, &mut Deaf),
        None => build::build(&read, &mut Deaf),
    };
    let built = built.unwrap_or_else(|faults| panic!("{}: {faults:?}", root.display()));
    let said = built
        .diagnostics
        .iter()
        .map(|fault| {
            let place = fault.span.map(|span| read.files.locate(span));
            format!("{} {} {}", fault.code, fault.message, place.unwrap_or_default())
        })
        .collect();
    let pdf = match kept {
        Some(kept) => archive_pdf_again(&read, &built, &mut kept.plates, None),
        None => archive_pdf(&read, &built, None),
    };
    let Ok(pdf) = pdf else { panic!("it can be exported") };
    (pdf, said)
}

/// An edition in which everything can move: two texts in two directions, entries, notes, an
/// index, a concordance, a character that no font has.
fn lively() -> Project {
    let manifest = r#"
title = "Lively"
language = "en"
[[text]]
file = "a.dj"
[[text]]
file = "b.dj"
language = "fa"
[[text]]
file = "c.dj"
[[index]]
id = "names"
title = "Names"
[concordance]
min = 1
"#;
    let paragraph = |k: usize| {
        format!(
            "The {k}th of the towers by the river was built of stone, and of wood where \
             the stone had failed; whoever passed it on the way to the market of Sarn \
             counted its windows{} and forgot their number before the bridge.\n\n",
            if k.is_multiple_of(3) { "[^n]" } else { "" }
        )
    };
    let english = |n: usize| (1..=n).map(paragraph).collect::<String>();
    let persian = "در کنار رود برجی از سنگ بود که کسی شمار پنجره‌هایش را نمی‌دانست و هر که \
                   از آن می‌گذشت پیش از پل آن را از یاد می‌برد.\n\n";
    Project::edition([
        ("edition.toml", manifest),
        ("a.dj", &*(english(30).replacen("[^n]", "", 9) + "# The end\n\nIt ends.\n")),
        ("b.dj", &*persian.repeat(12)),
        ("c.dj", &*english(12).replace("[^n]", "")),
        ("index.toml", "[[heading]]\nindex = \"names\"\nname = \"Sarn\"\n"),
    ])
}

const TABLE: &str = "\
^ What lay at the bridge

| month | boats |
|-------|-------|
| May | 12[^t] |
| June | 7 |

[^t]: Two of them without sails.

";

#[test]
fn a_rebuild_gives_the_bytes_of_a_build_from_nothing() {
    let worker = thread::Builder::new().stack_size(64 << 20).spawn(|| {
        let project = lively();
        let root = project.path("edition");
        let mut kept = Kept::default();
        let text = project.text("edition/a.dj");
        let other = project.text("edition/c.dj");
        let manifest = project.text("edition/edition.toml");
        let archive = |standard: &str| {
            format!("{manifest}\n[archive]\nstandard = \"{standard}\"\n")
        };
        let steps: [(&str, String); 16] = [
            ("a.dj", text.clone()),
            ("a.dj", text.replacen("the river", "the slow river", 1)),
            // Lines come in, page starts and folios of the texts behind move.
            ("a.dj", text.replacen("It ends.", &text[..text.len() / 2], 1)),
            ("c.dj", other.replacen("market", "fair", 3)),
            ("a.dj", text.clone()),
            ("b.dj", "برج سنگی کنار رود.\n\nپل.\n".to_owned()),
            ("edition.toml", manifest.replace("Lively", "Livelier")),
            ("design.typ", "#import \"/templates/octavo/base.typ\": *\n".to_owned()),
            // A table says in the file how large it is; its words and its note move.
            ("c.dj", format!("{TABLE}{other}")),
            ("c.dj", format!("{}{other}", TABLE.replace("boats", "ferryboats"))),
            ("c.dj", format!("The first.\n\n{TABLE}{other}")),
            // A glyph comes up that the file did not have, earlier than others.
            ("a.dj", text.replacen("1th", "1st of those ‡ and (Ŵ)", 1)),
            ("edition.toml", archive("a-1b")),
            ("a.dj", text.replacen("the river", "the broad river", 1)),
            ("edition.toml", archive("a-4f")),
            ("edition.toml", manifest.replace("[[text]]\nfile = \"c.dj\"\n", "")),
        ];
        for (k, (file, content)) in steps.into_iter().enumerate() {
            if file != "design.typ" {
                project.write(&format!("edition/{file}"), content);
            }
            let (cold, said) = pdf(&root, None);
            let (warm, said_again) = pdf(&root, Some(&mut kept));
            assert!(cold == warm, "step {k}: the PDFs differ");
            assert_eq!(said, said_again, "step {k}");
            // And once more, when nothing changed.
            let (warm, said_again) = pdf(&root, Some(&mut kept));
            assert!(cold == warm, "step {k}, again: the PDFs differ");
            // Only the pages with the table are exported anew.
            let (taken, pages) = kept.plates.taken();
            assert!(taken + 2 >= pages, "step {k}, again: {taken} of {pages} pages");
            assert_eq!(said, said_again, "step {k}, again");
        }
    });
    let done = worker.expect("a thread can be started").join();
    assert!(done.is_ok(), "a rebuild differs");
}

#[test]
fn a_rebuild_after_an_error_finds_what_stood_before() {
    let project = lively();
    let root = project.path("edition");
    let mut kept = Kept::default();
    let (first, _) = pdf(&root, Some(&mut kept));
    let manifest = project.text("edition/edition.toml");
    project
        .write("edition/own.typ", "#let text-title(..) = panic(\"no\")\n#let broken = (");
    project.write(
        "edition/edition.toml",
        format!("{manifest}\n[design]\nown = \"own.typ\"\n"),
    );
    if let Ok(read) = build::read(&root) {
        assert!(build::rebuild(&read, &mut kept.standing, &mut Deaf).is_err());
    }
    project.write("edition/edition.toml", manifest);
    assert!(pdf(&root, Some(&mut kept)).0 == first, "the PDFs differ");
}

#[test]
fn pages_of_a_real_edition_are_taken_from_the_export_before() {
    let worker = thread::Builder::new().stack_size(64 << 20).spawn(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("edition");
        let mut kept = Kept::default();
        let (first, _) = pdf(&root, Some(&mut kept));
        let (second, _) = pdf(&root, Some(&mut kept));
        assert!(first == second, "the PDFs differ");
        // Those that are made anew have pictures and a table.
        let (taken, pages) = kept.plates.taken();
        assert!(pages > 90 && taken + 3 == pages, "{taken} of {pages} pages");
    });
    let done = worker.expect("a thread can be started").join();
    assert!(done.is_ok(), "a second export differs");
}
