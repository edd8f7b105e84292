//! Two printings of an edition: what differs between them, and where pages begin.

use std::process::Command;

use serde_json::Value;

use variorum::publish::dump::{Run, RunPart};
use variorum::publish::proof::{Proof, Shown, proof};
use variorum::publish::record::record;

use crate::support::Project;
use crate::support::book::Book;
use crate::support::revision::{self, Revision};
use crate::support::skipped::skipped;

/// A project with an edition `a` and its revision `b`.
fn project(revision: &Revision) -> Project {
    let files = |folder: &str, text: &str, project: Project| {
        project
            .file(&format!("{folder}/edition.toml"), revision::MANIFEST)
            .file(&format!("{folder}/texts/a.dj"), text)
    };
    let project = files("a", &revision.before, Project::new());
    files("b", &revision.after, project)
}

fn compared(project: &Project, old: &str, new: &str) -> Value {
    let said = project.run(&["diff", old, new, "--format", "json"]).exits(0);
    serde_json::from_str(&said.stdout).expect("JSON is printed")
}

/// What a comparison lists, a line each: list, kind, what was and what is.
fn listed(comparison: &Value) -> Vec<String> {
    let mut found = vec![];
    for list in ["words", "entries", "notes"] {
        for change in comparison[list].as_array().expect("a list") {
            let field = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
            if field("kind") != "moved" {
                let (was, now) = (field("was"), field("now"));
                found.push(format!("{list} {} {was} > {now}", field("kind")));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_comparison_lists_each_change_of_a_revision_and_no_other() {
    let revision = revision::scripted();
    assert_eq!(revision.changes.len(), 30);
    let comparison = compared(&project(&revision), "a", "b");
    let mut expected = revision.changes.clone();
    expected.sort();
    assert_eq!(listed(&comparison), expected);
}

#[test]
fn the_same_edition_has_no_changes() {
    let revision = revision::scripted();
    let project = project(&revision);
    project.run(&["diff", "a", "a"]).exits(0).prints("no changes\n");
    project
        .run(&["build", "a", "--record", "a.json", "--no-preflight"])
        .exits(0);
    project.run(&["diff", "a.json", "a"]).exits(0).prints("no changes\n");
    let backward = compared(&project, "b", "a.json");
    assert_eq!(listed(&backward).len(), 30, "{backward:#}");
}

#[test]
fn what_only_moved_is_told_with_both_places() {
    let revision = revision::scripted();
    let comparison = compared(&project(&revision), "a", "b");
    let moved = |list: &str| -> Vec<(String, String)> {
        let all = comparison[list].as_array().expect("a list");
        let field = |change: &Value, name: &str| {
            change[name].as_str().unwrap_or_default().to_owned()
        };
        let (was, now) =
            if list == "locators" { ("was", "now") } else { ("old_at", "new_at") };
        all.iter()
            .filter(|change| change["kind"] == "moved")
            .map(|change| (field(change, was), field(change, now)))
            .collect()
    };
    // The paragraph that went stood before these.
    for list in ["entries", "notes", "locators"] {
        let moved = moved(list);
        assert!(!moved.is_empty(), "{list}");
        assert!(
            moved.iter().all(|(was, now)| was != now && !was.is_empty()),
            "{moved:?}"
        );
    }
    // Nothing came to the index and nothing went from it.
    let locators = comparison["locators"].as_array().expect("a list");
    let index: Vec<_> = locators
        .iter()
        .filter(|change| change["table"] == "names" && change["kind"] != "moved")
        .collect();
    assert!(index.is_empty(), "{index:#?}");
}

#[test]
fn entries_are_compared_as_they_are_printed() {
    let text = "# Title\n\nThe [ferry]{B=boat C=boat A=\"ferry\"} was [late]{C=om}.\n";
    let witnesses = ["A", "B", "C"].map(|id| format!("[[witness]]\nid = \"{id}\"\n"));
    let group = "[[group]]\nid = \"beta\"\nsiglum = \"β\"\nwitnesses = [\"B\", \"C\"]\n";
    let positive = "[apparatus]\nform = \"positive\"\n";
    let mut project = Project::new();
    for (folder, more) in [("a", ""), ("group", group), ("positive", positive)] {
        let manifest = format!(
            "title = \"T\"\n{more}{}[[text]]\nfile = \"a.dj\"\n",
            witnesses.concat()
        );
        project = project.file(&format!("{folder}/edition.toml"), &manifest);
        project = project.file(&format!("{folder}/a.dj"), text);
    }
    let entries = |new: &str| listed(&compared(&project, "a", new));
    // A reading that says what the text has is none.
    assert_eq!(entries("group"), ["entries changed A; boat B C > A; boat β"]);
    assert_eq!(entries("positive"), ["entries changed om. C > A B om. C"]);
}

#[test]
fn corrections_for_the_reader_are_in_the_language_of_the_edition() {
    let text = |word: &str| format!("# Título\n\nUn *{word}* de dos y otra más.\n");
    let edition = |lang: &str, word: &str| {
        let manifest =
            format!("title = \"T\"\nlanguage = \"{lang}\"\n[[text]]\nfile = \"a.dj\"\n");
        (manifest, text(word))
    };
    let mut project = Project::new();
    for (lang, expected) in [
        ("es", "- p. 1, l. 1: donde dice _palabra_ léase _letra_\n"),
        ("en", "- p. 1, l. 1: for _palabra_ read _letra_\n"),
        // Its words are Spanish, and are set so.
        ("fa", "- ص ۱، س ۱: به‌جای [_palabra_]{lang=es} بخوانید [_letra_]{lang=es}\n"),
        ("sw", "- p. 1, l. 1: for _palabra_ read _letra_\n"),
    ] {
        for (folder, word) in [("a", "palabra"), ("b", "letra")] {
            let (manifest, text) = edition(lang, word);
            project = project
                .file(&format!("{lang}/{folder}/edition.toml"), manifest)
                .file(&format!("{lang}/{folder}/a.dj"), text);
        }
        let (a, b) = (format!("{lang}/a"), format!("{lang}/b"));
        let said = project.run(&["diff", &a, &b, "--corrigenda"]).exits(0).stdout;
        assert!(said.ends_with(expected), "{lang}: {said}");
    }
}

#[test]
fn a_release_is_written_to_the_edition_and_stays_the_same() {
    let revision = revision::scripted();
    let project = project(&revision);
    project.run(&["release", "a"]).exits(0);
    assert_eq!(
        project.files("a"),
        ["edition.toml", "output/revision-record.json", "pages.lock", "texts/a.dj"]
    );
    let lock = project.bytes("a/pages.lock");
    project.run(&["release", "a"]).exits(0);
    assert!(project.bytes("a/pages.lock") == lock, "the lock changed");
    project.write("a/pages.lock", "lock = 1\n[[text]]\nid = 3\n");
    project.run(&["build", "a"]).exits(1).reports("bad-lock");
}

#[test]
fn a_revision_is_read_from_git() {
    let git = |project: &Project, args: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
            .args(args)
            .current_dir(project.path(""))
            .output();
        done.is_ok_and(|done| done.status.success())
    };
    let revision = revision::scripted();
    let project = project(&revision);
    if !git(&project, &["init", "-q"]) {
        skipped("git");
        return;
    }
    assert!(git(&project, &["add", "a"]) && git(&project, &["commit", "-qm", "1"]));
    project.write("a/texts/a.dj", &revision.after);
    let comparison = compared(&project, "HEAD", "a");
    assert_eq!(listed(&comparison).len(), 30);
    let said = project.run(&["diff", "HEAD~7", "a"]).exits(2).stderr;
    assert!(said.contains("`HEAD~7` is no folder"), "{said}");
    project.run(&["diff", "HEAD", "b"]).exits(2);
}

/// The books of a revision, and the proof of the second against the first.
fn proven(revision: &Revision) -> (Book, Book, Proof) {
    let project = project(revision);
    let (old, new) = (Book::of(&project.path("a")), Book::of(&project.path("b")));
    let record = record(&old.read, &old.built);
    let made = proof(&new.read, &new.built, (&record, "a"), Shown::Changed, None);
    let made = made.expect("the proof can be made");
    (old, new, made)
}

/// What a reader sees on the pages of the texts, the running head apart.
fn seen(book: &Book) -> Vec<(usize, String)> {
    let page = |page: usize| {
        let mut runs: Vec<_> = book.on(page, |run| run.part != RunPart::Head).collect();
        runs.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
        let words = runs.iter().map(|run| format!("{:?} {}\n", run.part, run.text));
        (page, words.collect())
    };
    book.text_pages().map(page).collect()
}

#[test]
fn a_proof_holds_the_pages_that_look_otherwise_and_no_other() {
    let revision = revision::scripted();
    let (old, new, proof) = proven(&revision);
    let before: Vec<String> = seen(&old).into_iter().map(|page| page.1).collect();
    let expected: Vec<usize> = seen(&new)
        .into_iter()
        .filter(|(_, words)| !before.contains(words))
        .map(|(page, _)| page)
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(proof.pages, expected);
    let pdf = lopdf::Document::load_mem(&proof.pdf).expect("a PDF");
    assert_eq!(pdf.get_pages().len(), expected.len() + 1, "the report and the pages");
}

#[test]
fn each_bar_stands_beside_a_line_with_a_change_and_each_change_has_one() {
    let revision = revision::scripted();
    let (old, new, proof) = proven(&revision);
    // Words that came and stand nowhere else.
    let came = ["new0", "new7", "come", "section", "other.", "else"];
    let texts = new.text_pages();
    let has_come = |run: &&Run| {
        // A siglum is tied to its reading by a blank of another kind.
        let mut words = run.text.split_whitespace();
        texts.contains(&run.page)
            && run.part != RunPart::Head
            && words.any(|word| came.contains(&word))
    };
    let runs: Vec<&Run> = new.runs.iter().filter(has_come).collect();
    assert!(runs.len() >= 16, "{} runs", runs.len());
    let beside = |page: usize, y: f64| {
        let k = proof.pages.iter().position(|shown| *shown == page);
        let bars = &proof.bars[k.expect("the page is in the proof")];
        bars.iter().any(|(_, top, bottom)| *top <= y && y <= *bottom)
    };
    for run in runs {
        assert!(beside(run.page, run.y), "no bar beside {run:?}");
    }
    // A line with a bar reads otherwise than before; but for one that is set otherwise, and
    // those after which something went: four words, a paragraph and an entry.
    let before: Vec<String> = lines(&old).into_iter().map(|line| line.2).collect();
    let same: Vec<_> = lines(&new)
        .into_iter()
        .filter(|(page, y, words)| {
            proof.pages.contains(page) && beside(*page, *y) && before.contains(words)
        })
        .collect();
    assert!(same.len() <= 7, "{same:#?}");
}

/// The lines of the texts and their feet: page, baseline, words.
fn lines(book: &Book) -> Vec<(usize, f64, String)> {
    let mut lines: Vec<(usize, f64, String)> = vec![];
    for page in book.text_pages() {
        // Marks of notes stand higher than their line.
        let is_mark = |run: &Run| run.text.trim().parse::<u32>().is_ok();
        let inside = |run: &Run| {
            !matches!(run.part, RunPart::Head | RunPart::Margin) && !is_mark(run)
        };
        let mut runs: Vec<_> = book.on(page, inside).collect();
        runs.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
        for run in runs {
            match lines.last_mut() {
                Some(last) if last.0 == page && (last.1 - run.y).abs() < 4.0 => {
                    last.2 += &run.text;
                }
                _ => lines.push((page, run.y, run.text.clone())),
            }
        }
    }
    lines
}

/// The first lines of the pages of the only text.
fn page_starts(project: &Project, args: &[&str]) -> Vec<String> {
    let mut all = vec!["build", "b", "--emit", "plan"];
    all.extend(args);
    let plan = project.run(&all).exits(0).stdout;
    let lines = plan.lines().filter(|line| line.starts_with("page "));
    let start = |line: &str| {
        let range = line.split(' ').nth(3).unwrap_or_default();
        range.split("..").next().unwrap_or_default().to_owned()
    };
    lines.map(start).collect()
}

#[test]
fn a_released_edition_keeps_its_pages_and_a_correction_moves_few() {
    let revision = revision::scripted();
    let project = project(&revision);
    project.write("b/texts/a.dj", &revision.before);
    let free = page_starts(&project, &[]);
    project.run(&["release", "b"]).exits(0);
    assert_eq!(page_starts(&project, &[]), free);
    project.run(&["build", "b", "--frozen", "--no-preflight"]).exits(0);
    // A line more at the begin of the text.
    let word = revision.before.split_whitespace().nth(40).expect("a word");
    let longer =
        revision
            .before
            .replacen(word, &format!("{word} {}", "and more ".repeat(8)), 1);
    project.write("b/texts/a.dj", &longer);
    let moved = |args: &[&str]| -> u64 {
        let mut all =
            vec!["proof", "b", "--since", "output/record.json", "--format", "json"];
        all.extend(args);
        let said = project.run(&all).exits(0);
        let json: Value = serde_json::from_str(&said.stdout).expect("JSON");
        let starts = json["starts"].as_array().expect("a list");
        starts
            .iter()
            .map(|s| s["moved"].as_array().map_or(0, Vec::len) as u64)
            .sum()
    };
    let record = project.bytes("b/output/revision-record.json");
    project.write("output/record.json", record);
    let (kept, reflowed) = (moved(&[]), moved(&["--reflow"]));
    assert!(kept <= 2 && kept <= reflowed, "{kept} with the lock, {reflowed} without");
}

#[test]
fn a_frozen_page_that_cannot_hold_a_correction_is_named_with_its_lines() {
    let revision = revision::scripted();
    let project = project(&revision);
    project.write("b/texts/a.dj", &revision.before);
    project.run(&["release", "b"]).exits(0);
    let frozen = |text: &str| {
        project.write("b/texts/a.dj", text);
        project.run(&["build", "b", "--frozen", "--no-preflight"])
    };
    let word = revision.before.split_whitespace().nth(40).expect("a word");
    let with = |more: usize| {
        let words = "and more of it ".repeat(more);
        revision.before.replacen(word, &format!("{word} {words}"), 1)
    };
    // Some fifteen lines more: whatever the white on the page, they do not fit.
    let said = frozen(&with(60)).exits(1).reports("page-frozen").stderr;
    assert!(said.contains("page 1 of `a` can't hold the correction: it is "), "{said}");
    let lines = |said: &str| -> usize {
        let (_, rest) = said.split_once("it is ").expect("it says so");
        rest.split(' ').next().and_then(|n| n.parse().ok()).expect("a number")
    };
    let more = frozen(&with(120)).exits(1).stderr;
    let (few, many) = (lines(&said), lines(&more));
    assert!((12..=28).contains(&(many - few)), "{few} and {many} lines");
    // A word changed for another as long moves nothing.
    let same = revision.before.replacen(" the ", " tha ", 1);
    frozen(&same).exits(0);
    // The words of a whole page are gone.
    let half = revision.before.find("## The part 14").expect("it is there");
    frozen(&revision.before[..half]).exits(1).reports("page-frozen");
}

#[test]
fn references_that_print_another_place_are_told() {
    let manifest = "title = \"Rope\"\n[lineation]\nby = \"section\"\n[[text]]\nfile = \"texts/a.dj\"\n[[witness]]\nid = \"B\"\n";
    let text = |more: &str| {
        format!(
            "# Rope\n\n## One\n\nOn [knots]{{B=nets note=\"cf. []{{ref=k}}\"}}: see []{{ref=k}}.[^1]\n\n\
             [^1]: And []{{ref=k to=page}}, [there](#k).\n\n## Two\n\n{more}A []{{#k}}knot.\n"
        )
    };
    let project = Project::new()
        .file("a/edition.toml", manifest)
        .file("a/texts/a.dj", text(""))
        .file("b/edition.toml", manifest)
        .file("b/texts/a.dj", text("A rope.\n\n"));
    let comparison = compared(&project, "a", "b");
    let list = comparison["references"].as_array().expect("a list");
    let said: Vec<String> = list
        .iter()
        .map(|change| {
            let field = |name: &str| change[name].as_str().unwrap_or_default();
            assert_eq!(field("kind"), "moved");
            let (at, to) = (field("at"), field("target"));
            format!("{at} {to} {} > {}", field("was"), field("now"))
        })
        .collect();
    // What prints the page alone is as before.
    assert_eq!(said, ["1.1.1 #k 1 > 2", "1.1.1 #k 1.2.1 > 1.2.2", "1.1.1 #k 1 > 2"]);
}
