//! Pictures: whole wherever they stand, in a line or between lines, told if they can't be drawn.

use typst::layout::{Frame, FrameItem, Point, Transform};

use crate::support::Project;
use crate::support::book::Book;

const SKETCH: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"130\" \
    viewBox=\"0 0 200 130\"><rect x=\"5\" y=\"5\" width=\"190\" height=\"120\"/></svg>";
const TOWER: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"900\" \
    viewBox=\"0 0 100 900\"><rect x=\"5\" y=\"5\" width=\"90\" height=\"890\"/></svg>";

const SIGN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"11\" height=\"11\" \
    viewBox=\"0 0 11 11\"><rect x=\"1\" y=\"1\" width=\"9\" height=\"9\"/></svg>";
const BAND: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"20\" \
    viewBox=\"0 0 900 20\"><rect x=\"5\" y=\"5\" width=\"890\" height=\"10\"/></svg>";

/// An edition of one text with pictures of all shapes beside it.
fn with_pictures(text: &str) -> Project {
    Project::edition([
        ("edition.toml", "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n"),
        ("a.dj", text),
        ("sketch.svg", SKETCH),
        ("tower.svg", TOWER),
        ("sign.svg", SIGN),
        ("band.svg", BAND),
    ])
}

/// The corners of the pictures in a frame.
fn pictures(frame: &Frame, at: Point, scale: f64, found: &mut Vec<(Point, Point)>) {
    for (pos, item) in frame.items() {
        let at = at + *pos * scale;
        match item {
            FrameItem::Group(group) => {
                let Transform { tx, ty, sy, .. } = group.transform;
                let at = at + Point::new(tx, ty) * scale;
                pictures(&group.frame, at, scale * sy.get(), found);
            }
            FrameItem::Image(_, size, _) => {
                found.push((at, at + Point::new(size.x, size.y) * scale));
            }
            _ => {}
        }
    }
}

/// Builds an edition and gives how many pictures stand on its pages, all of them between the
/// margins.
#[track_caller]
fn pictures_between_margins(project: &Project) -> usize {
    let book = Book::of(&project.path("edition"));
    let page = &book.read.edition.page;
    let mut seen = 0;
    for (k, sheet) in book.built.book.document.pages().iter().enumerate() {
        let mut found = vec![];
        pictures(&sheet.frame, Point::zero(), 1.0, &mut found);
        seen += found.len();
        let within = |at: Point| {
            let least = page.inner.min(page.outer);
            let (x, y) = (at.x.to_pt(), at.y.to_pt());
            x > least - 0.1
                && x < page.width - least + 0.1
                && y > page.head - 0.1
                && y < page.height - page.foot + 0.1
        };
        for (from, to) in found {
            assert!(within(from) && within(to), "page {k}: {from:?} to {to:?}");
        }
    }
    let built = project.run(&["build", "edition"]).exits(0);
    let said = " 0 overfull pages, 0 overfull lines";
    assert!(built.stderr.contains(said), "{}", built.stderr);
    seen
}

/// Pictures have no letters, and are lines of their page all the same.
#[test]
fn a_picture_stands_whole_between_the_margins_of_its_page() {
    let mut text = String::from("# T\n\n");
    for k in 0..14 {
        let words = vec!["word"; 60 + 3 * k].join(" ");
        let name = if k % 5 == 4 { "tower" } else { "sketch" };
        text += &format!("{words}.\n\n![A drawing]({name}.svg)\n\n");
    }
    text += "And ![small](sketch.svg) in a line.\n";
    assert_eq!(pictures_between_margins(&with_pictures(&text)), 15);
}

#[test]
fn a_picture_stands_whole_wherever_it_is() {
    let mut text = String::from("# T\n\n");
    let words = vec!["word"; 50].join(" ");
    for name in ["sketch", "tower", "sign", "band"] {
        let p = format!("![A drawing]({name}.svg)");
        text += &format!(
            "# A {p}\n\n{words}.\n\nAmong {p} words {words}.[^{name}]\n\n[^{name}]: A note.\n\n\
             {p} {p} begins, and {words} ends {p}\n\n> Quoted {words}.\n>\n> {p}\n>\n> And {p} more.\n\n\
             - item {p} item\n\n  {p}\n\n  {p}\n\n- other\n\n\
             | one | two |\n|--|--|\n| words | {p} |\n| {p} | b {p} {p} |\n\n\
             {p}\n\n{p}\n\n{p}\n\n::: verse\nSing the {p} song\nof ships\n:::\n\n"
        );
    }
    assert_eq!(pictures_between_margins(&with_pictures(&text)), 4 * 18);
}

/// The lines of the only text: block, kind and words of each.
fn lines_of(project: &Project) -> Vec<String> {
    let lines = project.run(&["build", "edition", "--emit", "lines"]).exits(0);
    let lines = lines.stdout.lines().skip(2);
    lines
        .map(|line| line.split_whitespace().skip(4).collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn a_small_picture_stands_in_its_line_and_a_large_one_between_lines() {
    let small = with_pictures("# T\n\nOne ![a sign](sign.svg) line.\n");
    assert_eq!(lines_of(&small), ["1 prose <> | One line."]);
    let large = with_pictures("# T\n\nAbove ![a sketch](sketch.svg) below.\n");
    assert_eq!(
        lines_of(&large),
        ["1 prose < | Above", "1 prose |", "1 prose > | below."]
    );
    // And is not counted.
    let places = large.run(&["build", "edition", "--emit", "places"]).exits(0);
    let numbers = places.stdout.lines().skip(2).map(|line| line.split('\t').nth(2));
    let numbers: Vec<&str> = numbers.flatten().collect();
    assert_eq!(numbers, ["1", "0", "2"], "{}", places.stdout);
}

#[test]
fn a_picture_that_a_design_leaves_out_is_lost_unless_it_says_so() {
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n";
    let design = "#let picture(path, alt: none) = []";
    let text = "# T\n\nWords.\n\n![A drawing](sketch.svg)\n\nMore words.\n";
    let files = [
        ("edition.toml", manifest),
        ("a.dj", text),
        ("sketch.svg", SKETCH),
        ("design.typ", design),
    ];
    let project = Project::edition(files);
    project
        .run(&["build", "edition"])
        .exits(1)
        .reports("words-lost")
        .reports("a.dj:5");
    let manifest = format!("{manifest}[design]\nwithhold = [\"pictures\"]\n");
    project.write("edition/edition.toml", manifest);
    project.run(&["build", "edition"]).exits(0);
}
