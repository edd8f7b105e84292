//! Pins on page breaks, and the explanation of a page's end.

use crate::support::Project;

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
    let said = pinned(&[("s77", "begins")]).run(&["check"]).exits(1).stderr;
    assert!(
        said.contains("error[anchor-missing]: `steps` has no anchor `s77`"),
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
