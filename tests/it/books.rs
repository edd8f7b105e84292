//! Whole books: the default edition, and the documents that lie beside the project.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::Document;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use rustc_hash::FxHashMap;
use typst::layout::Point;
use typst::syntax::FileId;
use variorum::publish::archive_pdf;
use variorum::publish::report::Report;
use variorum::source::import::Corrections;
use variorum::typeset::BookWorld;

use crate::support::Project;
use crate::support::book::{Book, cases, items, reader};
use crate::support::skipped::skipped;

#[test]
fn the_default_edition_is_large_enough_and_without_a_fault() {
    let book = reader();
    let report = report(book);
    assert_eq!(report.diagnostics, (0, 0), "{:?}", book.built.diagnostics);
    assert_sound(book, &report);
    let count = |wanted: &[&str]| -> usize {
        let series = report.entries.iter().filter(|(id, _)| wanted.contains(&&**id));
        series.map(|series| series.1).sum()
    };
    let (entries, notes) = (count(&["app", "fontes"]), count(&["notes", "glosses"]));
    assert!(entries >= 120, "{entries} entries");
    assert!(notes >= 60, "{notes} notes");
    assert!(report.index_headings >= 150, "{} headings", report.index_headings);
    assert!(report.words >= 6_000, "{} words", report.words);
    assert!(
        report.notes_checked >= entries,
        "{} notes were looked for",
        report.notes_checked
    );
}

#[test]
fn every_character_of_every_text_is_on_the_pages() {
    for (name, book) in cases().chain([("the default edition".to_owned(), reader())]) {
        assert_complete(&name, book);
    }
}

#[test]
fn the_default_edition_is_the_same_bytes_every_time_and_with_one_thread() {
    let project = Project::new();
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("edition");
    let build = |output: &str, threads: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_variorum"));
        command
            .arg("build")
            .arg(&edition)
            .args(["-q", "--output"])
            .arg(project.path(output));
        command
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("RAYON_NUM_THREADS");
        command.envs(threads.map(|threads| ("RAYON_NUM_THREADS", threads)));
        assert!(command.status().expect("the program can be started").success());
        project.bytes(&format!("{output}/chile-reader.pdf"))
    };
    let first = build("a", None);
    assert!(build("b", None) == first, "two builds differ");
    assert!(build("c", Some("1")) == first, "a build with one thread differs");
    for table in
        ["chile-reader.typ", "chile-reader-index.tsv", "chile-reader-concordance.tsv"]
    {
        let of = |output: &str| project.bytes(&format!("{output}/{table}"));
        assert!(of("a") == of("b") && of("a") == of("c"), "{table} differs");
    }
    assert_eq!(failures(&first), Vec::<String>::new());
}

#[test]
fn every_case_passes_pdf_a_2a_and_pdf_ua_1() {
    for (name, book) in cases() {
        assert_eq!(failures(&pdf(book)), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_pdf_that_breaks_a_rule_is_found() {
    let good = pdf(cases().next().expect("there is a case").1);
    let broken = |from: &[u8], to: &[u8]| {
        assert_eq!(from.len(), to.len(), "offsets of the file would move");
        let mut bytes = good.clone();
        let at = bytes.windows(from.len()).position(|part| part == from);
        let at = at.unwrap_or_else(|| panic!("no {:?}", String::from_utf8_lossy(from)));
        bytes[at..at + from.len()].copy_from_slice(to);
        failures(&bytes)
    };
    assert_eq!(failures(&good), Vec::<String>::new());
    assert!(!broken(b"<pdfuaid:part>1<", b"<pdfuaid:part>7<").is_empty());
    assert!(!broken(b"<pdfaid:conformance>A<", b"<pdfaid:conformance>X<").is_empty());
    let saved = |key: &[u8]| {
        let mut doc = Document::load_mem(&good).expect("a PDF");
        doc.catalog_mut().expect("a catalog").remove(key);
        let mut bytes = vec![];
        doc.save_to(&mut bytes).expect("it can be written");
        failures(&bytes)
    };
    assert_eq!(saved(b"NoSuchKey"), Vec::<String>::new());
    assert!(!saved(b"MarkInfo").is_empty());
    assert!(!broken(b"\nendstream", b"\n\nndstream").is_empty());
    assert!(lengths_are_right(&good));
    let mut longer = good.clone();
    let at = longer
        .windows(8)
        .position(|part| part == b"/Length ")
        .expect("there are streams");
    longer[at + 8] = if longer[at + 8] == b'9' { b'8' } else { longer[at + 8] + 1 };
    assert!(!lengths_are_right(&longer) && !failures(&longer).is_empty());
    assert!(!failures(&good[..good.len() / 2]).is_empty());
}

#[test]
fn the_documents_beside_the_project_become_books_and_come_back_byte_for_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/texts");
    let mut files: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_) => vec![],
    };
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    if files.is_empty() {
        skipped("texts in `../shared/texts`");
        return;
    }
    let project = Project::new();
    let paths: Vec<String> =
        files.iter().map(|path| path.display().to_string()).collect();
    let mut args = vec!["new", "book", "--from"];
    args.extend(paths.iter().map(String::as_str));
    project.run(&args).exits(0);

    let book = Book::of(&project.path("book"));
    let report = report(&book);
    assert_sound(&book, &report);
    assert_eq!(report.diagnostics.0, 0);
    assert_eq!(book.read.model.texts.len(), files.len());
    assert_complete("the documents", &book);
    assert_eq!(failures(&pdf(&book)), Vec::<String>::new());

    project.run(&["export", "book", "--originals", "out"]).exits(0);
    let corrections = Corrections::from_toml(&project.text("book/corrections.toml"));
    let corrections = corrections.expect("the corrections can be read");
    for ((path, text), changed) in
        files.iter().zip(&book.read.model.texts).zip(&corrections.texts)
    {
        let name = path.file_name().expect("a file has a name").to_string_lossy();
        let original = fs::read(path).expect("the document can be read");
        assert!(
            project.bytes(&format!("out/{name}")) == original,
            "{name} is another file"
        );
        // What is printed is the original and what the corrections say, letter by letter.
        let mut letters: BTreeMap<char, i64> = BTreeMap::new();
        let mut count = |words: &str, by: i64| {
            for c in words.chars().filter(|c| c.is_alphabetic()) {
                *letters.entry(c).or_default() += by;
            }
        };
        count(&String::from_utf8_lossy(&original), 1);
        changed.list.iter().for_each(|change| count(&change.now, 1));
        changed.list.iter().for_each(|change| count(&change.was, -1));
        text.blocks.iter().for_each(|block| count(&block.content.text, -1));
        letters.retain(|_, count| *count != 0);
        assert!(letters.is_empty(), "{name}: {letters:?}");
    }
}

fn report(book: &Book) -> Report {
    Report::of(&book.read, &book.built, &[])
}

fn pdf(book: &Book) -> Vec<u8> {
    archive_pdf(&book.read, &book.built, None).expect("the book keeps to the standards")
}

/// Asserts what holds of every book.
#[track_caller]
fn assert_sound(book: &Book, report: &Report) {
    let account = book.built.account();
    assert!(account.adds_up(), "{}", account.table());
    assert_eq!((account.torn, account.twice, account.moved), (0, 0, 0));
    assert_eq!(report.notes_off_their_page, 0);
    assert_eq!(report.overfull_pages, 0);
    assert_eq!(report.overfull_lines, 0);
    assert_eq!(report.missing_glyphs, 0);
}

/// Asserts that the letters and digits of each text, read off the pages in the order of
/// the text, are those of the model.
#[track_caller]
fn assert_complete(name: &str, book: &Book) {
    let built = &book.built;
    let origins = &built.origins;
    let mut known: FxHashMap<FileId, Option<usize>> = FxHashMap::default();
    let mut printed: Vec<Vec<(u32, &str)>> = vec![vec![]; origins.len()];
    for page in built.book.document.pages() {
        items(&page.frame, Point::zero(), &mut |_, item| {
            let mut last = None;
            for glyph in &item.glyphs {
                // Several glyphs may draw one cluster of letters.
                if last.replace(glyph.range()) == Some(glyph.range()) {
                    continue;
                }
                let Some(file) = glyph.span.0.id() else { continue };
                let path = || BookWorld::path_of(file);
                let job = known.entry(file).or_insert_with(|| {
                    built.jobs.iter().position(|job| job.path == path())
                });
                let Some(job) = *job else { continue };
                let Some(byte) = origins[job].byte(glyph.span) else { continue };
                // Before the first block stands a title that the manifest gives.
                let blocks = &built.jobs[job].map.blocks;
                let first = blocks.first().map_or(0, |range| range.start);
                let end = blocks.last().map_or(0, |range| range.end);
                if (first..end).contains(&byte) {
                    printed[job].push((byte, &item.text[glyph.range()]));
                }
            }
        });
    }
    for (job, mut printed) in built.jobs.iter().zip(printed) {
        printed.sort();
        // A vowel that has a run of its own brings the letter below it along.
        printed.dedup_by(|a, b| a == b && a.1.chars().count() > 1);
        let text = &book.read.model.texts[job.index];
        let made: String = printed.iter().flat_map(|part| letters(part.1)).collect();
        let kept: String = text
            .blocks
            .iter()
            .flat_map(|block| letters(&block.content.text))
            .collect();
        if made != kept {
            let same = made.chars().zip(kept.chars()).take_while(|(a, b)| a == b).count();
            let tail = |text: &str| {
                text.chars()
                    .skip(same.saturating_sub(20))
                    .take(60)
                    .collect::<String>()
            };
            panic!(
                "{name}: `{}` is printed as “{}”, not “{}”",
                text.id,
                tail(&made),
                tail(&kept)
            );
        }
        assert!(!kept.is_empty(), "{name}: `{}` has no words", text.id);
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric())
}

/// What a PDF does against PDF/A-2a and PDF/UA-1.
fn failures(pdf: &[u8]) -> Vec<String> {
    let mut found = vec![];
    for profile in [ValidationProfile::PdfA2a, ValidationProfile::PdfUa1] {
        match validate_pdf_bytes(pdf, &ValidationOptions::default().profile(profile)) {
            Ok(report) => {
                assert!(report.rules.total > 50, "only {} rules", report.rules.total);
                // Data that ends in a carriage return is followed by a line feed: the
                // checker takes both for the end of a line, and the length for wrong.
                let is_true =
                    |rule: &str| !rule.ends_with(":6.1.7.1:1") || !lengths_are_right(pdf);
                let failures =
                    report.failures.iter().filter(|failure| is_true(&failure.rule_id));
                found.extend(failures.map(|failure| format!("{profile}: {failure}")));
            }
            Err(error) => found.push(format!("{profile}: {error}")),
        }
    }
    found
}

/// Whether `endstream` stands where the length of each stream says.
fn lengths_are_right(pdf: &[u8]) -> bool {
    let find = |part: &[u8], from: usize| {
        pdf[from..]
            .windows(part.len())
            .position(|window| window == part)
            .map(|at| from + at)
    };
    let mut at = 0;
    while let Some(start) = find(b">>\nstream\n", at) {
        let head = String::from_utf8_lossy(&pdf[at..start]);
        let length = head.rsplit_once("/Length ").map_or("", |(_, rest)| rest);
        let length =
            length.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let Ok(length) = length.parse::<usize>() else { return false };
        let end = start + b">>\nstream\n".len() + length;
        if !pdf.get(end..).is_some_and(|rest| rest.starts_with(b"\nendstream")) {
            return false;
        }
        at = end;
    }
    at > 0
}
