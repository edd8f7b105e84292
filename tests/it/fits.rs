//! Paragraphs that the program sets a line shorter or longer for the sake of pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use variorum::build::{self, Stage, Standing, Watch};
use variorum::compose::SetText;
use variorum::publish::archive_pdf;

use crate::support::Project;
use crate::support::book::Book;

struct Deaf;

impl Watch for Deaf {
    fn stage(&mut self, _: Stage) {}
}

/// How many parts the text has.
const PARTS: usize = 16;

/// A text in parts, in each of which a paragraph stands before one that is not broken, so
/// that pages are left with white.
fn text(lang: &str) -> String {
    const ENGLISH: &str = "the ferry came to the landing at noon with coal for the mill \
        and went home under the long bridge before anybody on the bank had seen it";
    const PERSIAN: &str = "قایق ظهر با زغال به اسکله آمد و شب از زیر پل بلند به خانه رفت \
        پیش از آنکه کسی بر ساحل آن را دیده باشد";
    let words: Vec<&str> = if lang == "fa" { PERSIAN } else { ENGLISH }
        .split_whitespace()
        .collect();
    let paragraph = |from: usize, count: usize| {
        let words: Vec<&str> =
            (0..count).map(|n| words[(from + n) % words.len()]).collect();
        words.join(" ") + ".\n\n"
    };
    let mut text = "# T\n\n".to_owned();
    for k in 0..PARTS {
        for n in 0..2 {
            text += &paragraph(k + n, 45 + (k * 37 + n * 23) % 80);
        }
        text += "::: whole\n";
        text += &paragraph(k, 130 + k * 7 % 20);
        text += ":::\n\n";
    }
    text
}

/// An edition of that text; `more` are lines of its manifest.
fn edition(lang: &str, text: &str, more: &str) -> Project {
    let manifest = format!(
        "title = \"T\"\n{more}\n[page]\nwidth = \"110mm\"\nheight = \"140mm\"\ninner = \"14mm\"\n\
         outer = \"14mm\"\nhead = \"14mm\"\nfoot = \"14mm\"\n[[text]]\nfile = \"a.dj\"\n\
         language = \"{lang}\"\n"
    );
    Project::edition([("edition.toml", &*manifest), ("a.dj", text)])
}

const OFF: &str = "[design]\nfit = false";

fn set(project: &Project) -> Arc<SetText> {
    Book::of(&project.path("edition")).built.texts[0].clone()
}

/// How many lines each block has.
fn lengths(set: &SetText) -> BTreeMap<u32, i64> {
    let mut lengths = BTreeMap::new();
    for line in &set.lines {
        *lengths.entry(line.block).or_default() += 1;
    }
    lengths
}

/// For each paragraph that was fitted, by how many lines it is longer.
fn fitted(set: &SetText) -> BTreeMap<u32, i64> {
    let paragraphs = set.fits.paragraphs.iter();
    paragraphs
        .map(|one| (one.block, if one.longer { 1 } else { -1 }))
        .collect()
}

#[test]
fn paragraphs_are_tight_or_spare_where_pages_are_the_better_for_it() {
    for lang in ["en", "fa"] {
        let text = text(lang);
        let (usual, fit) =
            (set(&edition(lang, &text, OFF)), set(&edition(lang, &text, "")));
        assert!(usual.fits.paragraphs.is_empty() && usual.fits.gained == 0.0);
        let changed = fitted(&fit);
        assert!(!changed.is_empty(), "{lang}: none is fitted");
        // Only these have another length, by one line.
        let (before, after) = (lengths(&usual), lengths(&fit));
        for (block, lines) in &after {
            let more = changed.get(block).copied().unwrap_or(0);
            assert_eq!(*lines, before[block] + more, "{lang}: block {block}");
        }
        // What they cost is in the badness, which is less all the same.
        let gained = usual.plan.badness() - fit.plan.badness();
        assert!(gained > 0.0, "{lang}: {gained}");
        assert!((gained - fit.fits.gained).abs() < 0.01);
        let paid: f64 = fit.plan.pages.iter().map(|page| page.costs.fit).sum();
        let least = 10.0 * changed.len() as f64;
        assert!((least..=4.0 * least).contains(&paid), "{lang}: {paid}");
        for one in &fit.fits.paragraphs {
            let spacing = one.spacing;
            assert!((80.0..=130.0).contains(&spacing.words), "{spacing:?}");
            assert_eq!(spacing.words > 100.0, one.longer, "{spacing:?}");
            assert!(spacing.letters.abs() <= if lang == "fa" { 0.0 } else { 0.006 });
        }
    }
}

#[test]
fn no_paragraph_is_fitted_where_it_costs_more_than_it_gains() {
    let text = text("en");
    let usual = set(&edition("en", &text, OFF));
    let dear = set(&edition("en", &text, "[badness]\nfit = 100000"));
    assert!(dear.fits.paragraphs.is_empty());
    assert_eq!(dear.plan, usual.plan);
    // The editor's own wish is not touched.
    let first = set(&edition("en", &text, "")).fits.paragraphs[0];
    let wish = if first.longer { -1 } else { 1 };
    let mut at = 0;
    let anchored: String = text
        .split("\n\n")
        .map(|part| {
            let is_block = !part.trim().is_empty() && part != ":::";
            let anchor = if is_block && !part.starts_with(['#', ':']) {
                at += 1;
                format!("[]{{#p{at}}}")
            } else {
                String::new()
            };
            format!("{anchor}{part}\n\n")
        })
        .collect();
    let pins: String = (1..=at)
        .map(|k| format!("[[pin]]\ntext = \"a\"\nat = \"p{k}\"\nlines = {wish}\n"))
        .collect();
    let pinned = set(&edition("en", &anchored, &pins));
    assert!(fitted(&pinned).keys().all(|block| *block != first.block), "{pinned:?}");
}

#[test]
fn fitted_paragraphs_are_in_the_report_and_explained() {
    let project = edition("en", &text("en"), "");
    let set = set(&project);
    let said = project.run(&["build", "--no-preflight"]).exits(0).stderr;
    let longer = set.fits.paragraphs.iter().filter(|one| one.longer).count();
    let shorter = set.fits.paragraphs.len() - longer;
    let line = format!("paragraphs set a line shorter: {shorter}, longer: {longer}; ");
    assert!(said.contains(&line), "{said}");
    let report = project.bytes("output/edition-report.json");
    let report: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
    let listed = report["make_up"][0]["fitted"].as_array().expect("a list");
    assert_eq!(listed.len(), set.fits.paragraphs.len());
    let page = listed[0]["pages"][0].as_u64().expect("a folio").to_string();
    let begins = listed[0]["begins"].as_str().expect("words");
    let said = project.run(&["build", "--explain", &page]).exits(0).stdout;
    assert!(said.contains(&format!("“{begins} …” is set a line ")), "{said}");
    assert!(said.contains("without them the text would be "), "{said}");
}

#[test]
fn a_released_edition_keeps_its_fitted_paragraphs() {
    let text = text("en");
    let project = edition("en", &text, "");
    let free = set(&project);
    project.run(&["release"]).exits(0);
    let lock = project.bytes("edition/pages.lock");
    let again = set(&project);
    assert_eq!(fitted(&again), fitted(&free));
    let ends = |set: &SetText| -> Vec<_> {
        set.plan.pages.iter().map(|page| page.lines.clone()).collect()
    };
    assert_eq!(ends(&again), ends(&free));
    project.run(&["build", "--frozen", "--no-preflight"]).exits(0);
    project.run(&["release"]).exits(0);
    assert!(project.bytes("edition/pages.lock") == lock, "the lock changed");
    // A word for one as long, and a paragraph more at the end: the others stay.
    let other = text.replacen(" ferry ", " berry ", 1) + "And it was gone.\n";
    project.write("edition/a.dj", &other);
    let corrected = set(&project);
    let kept = fitted(&corrected);
    assert!(
        fitted(&free)
            .iter()
            .all(|(block, more)| kept.get(block) == Some(more))
    );
    let moved = ends(&corrected)
        .iter()
        .zip(ends(&free))
        .filter(|(a, b)| **a != *b)
        .count();
    assert!(moved <= 1, "{moved} pages moved");
    // A release without any gets none where its pages can stay.
    let project = edition("en", &text, OFF);
    project.run(&["release"]).exits(0);
    let usual = set(&project);
    let manifest =
        String::from_utf8(project.bytes("edition/edition.toml")).expect("UTF-8");
    project.write("edition/edition.toml", manifest.replace(OFF, ""));
    let now = set(&project);
    assert!(now.fits.paragraphs.is_empty());
    assert_eq!(now.plan, usual.plan);
}

#[test]
fn what_stands_gives_the_same_fitted_paragraphs() {
    let text = text("en");
    let project = edition("en", &text, "");
    let root = project.path("edition");
    let pdf = |standing: Option<&mut Standing>| {
        let Ok(read) = build::read(&root) else { panic!("it can be read") };
        let built = match standing {
            Some(standing) => build::rebuild(&read, standing, &mut Deaf),
            None => build::build(&read, &mut Deaf),
        };
        let Ok(built) = built else { panic!("it can be set") };
        let Ok(pdf) = archive_pdf(&read, &built, None) else { panic!("it is a PDF") };
        (pdf, built.texts[0].fits.clone())
    };
    let mut standing = Standing::default();
    pdf(Some(&mut standing));
    for (from, to) in
        [("ferry", "ferries"), ("coal", "a great load of coal"), ("it.", "it")]
    {
        project.write("edition/a.dj", text.replacen(from, to, 2));
        let (warm, cold) = (pdf(Some(&mut standing)), pdf(None));
        assert!(!cold.1.paragraphs.is_empty(), "none is fitted");
        assert_eq!(warm.1, cold.1);
        assert!(warm.0 == cold.0, "{to}: another PDF");
    }
}
