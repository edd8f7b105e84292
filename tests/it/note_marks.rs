//! Marks of notes that are numbered by page: what is printed is what is so.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::support::Project;
use crate::support::book::Book;

/// A text with many notes in short paragraphs on small pages, in which the width of each
/// mark may move a line, and a line the marks.
fn restless(seed: usize, paragraphs: usize) -> String {
    const WORDS: [&str; 7] = ["the", "ferry", "came", "at", "noon", "with", "coal"];
    let mut text = String::from("# The Ferry\n\n");
    let mut notes = String::new();
    for k in 0..paragraphs {
        for n in 0..24 + (k * 7 + seed) % 13 {
            let word = WORDS[(k * 5 + n * 3 + seed) % WORDS.len()];
            let _ = write!(text, "{word}");
            if (n * 11 + k * 5 + seed).is_multiple_of(4) {
                let _ = write!(text, "[^n{k}-{n}]");
                let long = "coal ".repeat(1 + (n * 5 + k + seed) % 9);
                let _ = writeln!(notes, "[^n{k}-{n}]: {long}\n");
            }
            text.push(' ');
        }
        let _ =
            write!(text, "end, []{{#a{k}}}see []{{ref=a{} to=page-line}}.\n\n", k / 2);
    }
    text + &notes
}

fn manifest(marks: &str, layout: &str) -> String {
    format!(
        "title = \"The Ferry\"\n[page]\nwidth = \"78mm\"\nheight = \"104mm\"\n\
         inner = \"14mm\"\nouter = \"16mm\"\nhead = \"12mm\"\nfoot = \"12mm\"\n\
         [[series]]\nid = \"notes\"\nkind = \"familiar\"\nmarks = \"{marks}\"\n\
         layout = \"{layout}\"\nnumbering = \"page\"\n[[text]]\nfile = \"a.dj\"\n"
    )
}

/// Checks every printed mark, in the source of the text and on the pages: the marks of
/// a page must be the first ones, in their order, and those of its notes. Gives how many
/// marks have the room of others.
fn check(marks: &str, layout: &str, seed: usize, of: fn(u32) -> String) -> usize {
    let project = Project::new()
        .file("edition.toml", manifest(marks, layout))
        .file("a.dj", restless(seed, 40));
    let book = Book::of(&project.path("."));
    let (job, set) = (&book.built.jobs[0], &book.built.texts[0]);
    let mut on_page: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for item in &job.series[0] {
        let line = set.line_map.line_of(item.from).expect("the call stands on a line");
        on_page.entry(set.page_of[line]).or_default().push(item.index);
    }
    let (_, source) = book
        .built
        .sources
        .iter()
        .find(|(path, _)| path.ends_with("references.typ"))
        .expect("marks by page are looked up");
    let printed: Vec<String> = source
        .split("(mark: \"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .map(|mark| mark.chars().filter(|c| c.is_ascii()).collect())
        .collect();
    assert_eq!(printed.len(), job.series[0].len());
    let design = &book.read.edition.design;
    for (page, notes) in &on_page {
        let wanted: Vec<String> = (1..=notes.len() as u32).map(of).collect();
        let shown: Vec<&String> = notes.iter().map(|&note| &printed[note]).collect();
        assert_eq!(shown, wanted.iter().collect::<Vec<_>>(), "page {page}");
        // What is small on the paper is a mark in the body, then one at the foot.
        let small = |run: &&variorum::publish::dump::Run| {
            run.size < 0.72 * design.size && !run.text.trim().is_empty()
        };
        let raised = |body: bool| -> Vec<String> {
            let sheet = book.built.book.text_pages[0].at(*page as usize);
            let mut runs: Vec<_> = book
                .on(sheet, |run| {
                    use variorum::publish::dump::RunPart;
                    if body {
                        matches!(run.part, RunPart::Body(_))
                    } else {
                        run.part == RunPart::Foot
                    }
                })
                .filter(small)
                .collect();
            let size = if body { 0.65 * design.size } else { 0.68 * design.foot_size };
            runs.retain(|run| (run.size - size).abs() < 0.01);
            // Digits and letters that are raised are on one height in a line.
            runs.sort_by(|a, b| {
                let (line_a, line_b) = ((a.y * 4.0).round(), (b.y * 4.0).round());
                line_a.total_cmp(&line_b).then(a.x.total_cmp(&b.x))
            });
            let visible = |c: &char| c.is_ascii_graphic();
            runs.iter()
                .map(|run| run.text.chars().filter(visible).collect())
                .collect()
        };
        assert_eq!(raised(true), wanted, "page {page}");
        assert_eq!(raised(false), wanted, "the foot of page {page}");
    }
    assert!(on_page.len() > 8 && on_page.values().any(|notes| notes.len() > 4));
    source.matches("reserve: (\"").count()
}

#[test]
fn every_mark_by_page_is_its_number_on_its_page() {
    fn roman(n: u32) -> String {
        let tens = ["", "x", "xx", "xxx"][n as usize / 10];
        let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
        format!("{tens}{}", ones[n as usize % 10])
    }
    let mut reserved = 0;
    for seed in 0..3 {
        check("numbers", "run-in", seed, |n| n.to_string());
        reserved += check("roman", "paragraph", seed, roman);
        reserved += check("roman", "run-in", seed, roman);
    }
    assert!(reserved > 0, "no mark went to and fro: the texts are too tame");
}
