//! References to pages and lines: what is printed is where the anchor stands.

use std::fmt::Write;

use variorum::model::{Place, PointKind, Target};

use crate::support::Project;
use crate::support::book::Book;

/// A text of paragraphs that end in references to anchors of other paragraphs, so close
/// to the measure that the digits of each may move lines.
fn restless(paragraphs: usize) -> String {
    const WORDS: [&str; 7] = ["the", "ferry", "came", "at", "noon", "with", "coal"];
    let mut text = String::from("# The Ferry\n\n");
    for k in 0..paragraphs {
        for n in 0..18 + k % 7 {
            let _ = write!(text, "{} ", WORDS[(k * 5 + n * 3) % WORDS.len()]);
        }
        let other = (k * 13 + 7) % paragraphs;
        let _ = write!(text, "[]{{#a{k}}}mark []{{ref=a{other} to=page-line}}");
        let _ = write!(text, " or []{{ref=a{k} to=page}}.\n\n");
    }
    text
}

#[test]
fn every_reference_prints_the_page_and_line_of_its_anchor() {
    let manifest = "title = \"The Ferry\"\n[page]\nwidth = \"78mm\"\nheight = \"74mm\"\n\
        inner = \"14mm\"\nouter = \"16mm\"\nhead = \"12mm\"\nfoot = \"12mm\"\n\
        [[text]]\nfile = \"texts/a.dj\"\n";
    let project = Project::new()
        .file("edition.toml", manifest)
        .file("texts/a.dj", restless(120));
    let book = Book::of(&project.path("."));
    let built = &book.built;
    let text = &book.read.model.texts[0];
    let anchor = |name: &str| {
        let mut blocks = text.blocks.iter().enumerate();
        let found = blocks.find_map(|(block, content)| {
            let points = &content.content.points;
            let at = points
                .iter()
                .find(|p| matches!(&p.kind, PointKind::Anchor(known) if known == name))?;
            Some(Place { block: block as u32, offset: at.at })
        });
        built
            .places
            .locate(0, found.expect("the anchor is set"))
            .expect("it is set")
    };
    let wanted: Vec<String> = text
        .blocks
        .iter()
        .flat_map(|block| &block.content.points)
        .filter_map(|point| match &point.kind {
            PointKind::Reference(reference) => {
                let place = anchor(&reference.anchor);
                Some(match reference.to {
                    Target::Page => place.page.to_string(),
                    _ => format!("{}.{}", place.page, place.line),
                })
            }
            _ => None,
        })
        .collect();
    let (_, source) = built
        .sources
        .iter()
        .find(|(path, _)| path.ends_with("references.typ"))
        .expect("the texts have references");
    let shown: Vec<&str> = source
        .split("(shown: (text: \"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect();
    assert_eq!(shown.len(), 240);
    assert_eq!(shown, wanted);
}

#[test]
fn a_reference_without_its_anchor_is_an_error_at_its_place() {
    let project = Project::new()
        .file("edition.toml", "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n")
        .file("a.dj", "# T\n\nWords []{#b}here, see []{ref=c} and []{ref=b to=note}.\n");
    let run = project.run(&["build", "."]);
    let said = format!("{}{}", run.stdout, run.stderr);
    for part in ["unknown-anchor", "a.dj:3:30", "unusable-reference", "a.dj:3:44"] {
        assert!(said.contains(part), "`{part}` is missing in\n{said}");
    }
}
