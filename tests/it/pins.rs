//! Pins on page breaks, and the explanation of a page's end.

use crate::support::Project;
use crate::support::book::Book;

const PAGE: &str = "[page]\nwidth = \"110mm\"\nheight = \"100mm\"\ninner = \"14mm\"\n\
                    outer = \"14mm\"\nhead = \"14mm\"\nfoot = \"14mm\"\n";

/// An edition of one text of forty short paragraphs, each with an anchor, and pins.
fn pinned(pins: &[(&str, &str)]) -> Project {
    let mut manifest =
        format!("title = \"Steps\"\n{PAGE}[[text]]\nfile = \"texts/steps.dj\"\n");
    for (at, page) in pins {
        manifest +=
            &format!("[[pin]]\ntext = \"steps\"\nat = \"{at}\"\npage = \"{page}\"\n");
    }
    let mut text = "# Steps\n".to_owned();
    for n in 1..=40 {
        text += &format!("\n[]{{#s{n}}}Step {n} is worn in the middle.\n");
    }
    Project::edition([("edition.toml", &*manifest), ("texts/steps.dj", &text)])
}

/// The number of the step with which each page begins, but for the first.
fn starts(project: &Project) -> Vec<u32> {
    let plan = project.run(&["build", "--emit", "plan", "-q"]).stdout;
    let pages = plan.lines().skip(2);
    let start =
        |line: &str| line.split("lines ").nth(1)?.split("..").next()?.parse().ok();
    // The title is line 0, so that step n is line n.
    pages.filter_map(start).collect()
}

#[test]
fn pins_begin_and_keep_pages() {
    let free = starts(&pinned(&[]));
    assert!(free.len() >= 2, "{free:?}");
    let (first, before) = (free[0], free[0] - 3);
    let begun = starts(&pinned(&[(&format!("s{before}"), "begins")]));
    assert_eq!(begun[0], before);
    let kept = starts(&pinned(&[(&format!("s{first}"), "continues")]));
    assert!(!kept.contains(&first), "{kept:?}");
}

#[test]
fn a_pin_that_changes_nothing_is_reported() {
    let first = starts(&pinned(&[]))[0];
    let project = pinned(&[(&format!("s{first}"), "begins"), ("s2", "continues")]);
    let said = project.run(&["check"]).exits(0).stderr;
    assert_eq!(said.matches("warning[idle-pin]").count(), 2, "{said}");
    assert!(said.contains("a page begins with this line in any case"), "{said}");
    let project = pinned(&[("s3", "begins")]);
    assert!(!project.run(&["check"]).stderr.contains("idle-pin"));
}

#[test]
fn a_pin_needs_a_text_and_an_anchor_of_it() {
    let said = pinned(&[("s7x", "begins")]).run(&["check"]).exits(1).stderr;
    assert!(
        said.contains("error[anchor-missing]: `steps` has no anchor `s7x`"),
        "{said}"
    );
    assert!(said.contains("did you mean `s7`"), "{said}");
}

#[test]
fn the_end_of_a_page_is_explained() {
    let project = pinned(&[]);
    let first = starts(&project)[0];
    let said = project.run(&["build", "--explain", "1"]).exits(0).stdout;
    assert!(said.starts_with("page 1 of `steps`: "), "{said}");
    assert!(said.contains(" +0 “… worn in the middle.” is its end"), "{said}");
    assert!(said.contains(" -1 “… worn in the middle.” costs"), "{said}");
    assert!(said.contains(" +1 “… worn in the middle.” costs"), "{said}");
    assert!(said.contains("” too deep by "), "{said}");
    let pinned = pinned(&[(&format!("s{}", first - 1), "continues")]);
    let said = pinned.run(&["build", "--explain", "1"]).exits(0).stdout;
    assert!(said.contains("not allowed: a pin forbids it"), "{said}");
    assert!(
        project
            .run(&["build", "--explain", "99"])
            .exits(2)
            .stderr
            .contains("99")
    );
    assert!(!project.files("").iter().any(|file| file.ends_with(".pdf")));
}

/// An edition of one text of many paragraphs with an anchor each, `p0` and so on.
fn prose(lang: &str, count: usize, pins: &str) -> Project {
    const ENGLISH: &str = "the ferry came to the landing at noon with coal for the mill \
        and went home under the long bridge before anybody on the bank had seen it";
    const PERSIAN: &str = "قایق ظهر با زغال به اسکله آمد و شب از زیر پل بلند به خانه رفت \
        پیش از آنکه کسی بر ساحل آن را دیده باشد";
    let words: Vec<&str> = if lang == "fa" { PERSIAN } else { ENGLISH }
        .split_whitespace()
        .collect();
    let mut text = "# T\n".to_owned();
    for k in 0..count {
        text += &format!("\n[]{{#p{k}}}");
        for n in 0..60 + k * 7 % 80 {
            text += words[(k + n) % words.len()];
            text.push(' ');
        }
        text = text.trim_end().to_owned() + ".\n";
    }
    // No paragraph is fitted for the sake of pages.
    let manifest = format!(
        "title = \"T\"\n{PAGE}[badness]\nfit = 100000\n[[text]]\nfile = \"a.dj\"\nlanguage = \"{lang}\"\n{pins}"
    );
    Project::edition([("edition.toml", &*manifest), ("a.dj", &text)])
}

fn fit(at: usize, lines: i32) -> String {
    format!("[[pin]]\ntext = \"a\"\nat = \"p{at}\"\nlines = {lines}\n")
}

/// How many lines each paragraph has, from the first.
fn lengths(book: &Book, count: usize) -> Vec<i32> {
    let lines = &book.built.texts[0].lines;
    let length = |k| lines.iter().filter(|line| line.block == k).count() as i32;
    (1..=count as u32).map(length).collect()
}

#[test]
fn a_paragraph_is_a_line_shorter_or_longer_or_as_it_was_with_a_warning() {
    const COUNT: usize = 40;
    for lang in ["en", "fa"] {
        let usual = Book::of(&prose(lang, COUNT, "").path("edition"));
        let usual = lengths(&usual, COUNT);
        for lines in [-1, 1] {
            let pins: String = (0..COUNT).map(|k| fit(k, lines)).collect();
            let book = Book::of(&prose(lang, COUNT, &pins).path("edition"));
            let said = book.built.diagnostics.iter();
            let refused = said.filter(|fault| fault.code == "pin-impossible").count();
            let changed: Vec<i32> = lengths(&book, COUNT)
                .iter()
                .zip(&usual)
                .map(|(now, usual)| now - usual)
                .filter(|change| *change != 0)
                .collect();
            assert_eq!(changed.len() + refused, COUNT, "{lang} {lines}");
            assert!(changed.iter().all(|change| *change == lines), "{changed:?}");
            assert!(changed.len() > 2, "{lang} {lines}: {refused} refused");
            let (_, source) = book
                .built
                .sources
                .iter()
                .find(|source| source.0.ends_with("references.typ"))
                .expect("spacings are looked up");
            for spacing in source.split("(words: ").skip(1) {
                let words: f64 = spacing.split('%').next().unwrap_or("").parse().unwrap();
                assert!((80.0..=130.0).contains(&words), "{words}");
                let letters = spacing.split("letters: ").nth(1).unwrap_or("");
                let letters: f64 =
                    letters.split("em").next().unwrap_or("").parse().unwrap();
                assert!(letters.abs() <= 0.006 && (lang == "en" || letters == 0.0));
            }
        }
    }
}

#[test]
fn a_paragraph_that_changes_no_page_is_reported() {
    // One of these can be longer, and all are on one page.
    let pins: String = (0..3).map(|k| fit(k, 1)).collect();
    let said = prose("en", 3, &pins).run(&["check"]).exits(0).stderr;
    let (idle, refused) =
        (said.matches("[idle-pin]").count(), said.matches("[pin-impossible]").count());
    assert_eq!(idle + refused, 3, "{said}");
}

#[test]
fn a_pin_has_a_page_or_lines() {
    for (pin, code) in [
        ("lines = 0", "out-of-range"),
        ("lines = 2", "out-of-range"),
        ("", "missing-key"),
        ("lines = 1\npage = \"begins\"", "missing-key"),
    ] {
        let pin = format!("[[pin]]\ntext = \"a\"\nat = \"p1\"\n{pin}\n");
        let said = prose("en", 3, &pin).run(&["check"]).exits(1).stderr;
        assert!(said.contains(&format!("error[{code}]")), "{said}");
    }
}
