//! Pages of parallel texts: what corresponds stands together, and no text is other than alone.

use crate::support::book::Book;
use crate::support::{Project, invented::word};

/// A text of paragraphs, each with its number of words; every fourth word of some has an entry,
/// and every third paragraph a note.
fn text(seed: usize, lengths: &[usize], with_entries: bool) -> String {
    let mut out = String::new();
    let mut next = seed;
    for (k, &length) in lengths.iter().enumerate() {
        let words: Vec<String> = (0..length)
            .map(|n| {
                next = next.wrapping_mul(31).wrapping_add(17) % 9_973;
                match with_entries && n % 11 == 4 {
                    true => format!("[{}]{{B=\"{}\"}}", word(next), word(next + 1)),
                    false => word(next),
                }
            })
            .collect();
        out.push_str(&words.join(" "));
        if k % 3 == 1 {
            out.push_str(&format!(
                ".[^n{k}]\n\n[^n{k}]: {} {}\n\n",
                word(k),
                word(k + 5)
            ));
        } else {
            out.push_str(".\n\n");
        }
    }
    out
}

/// An edition of three texts of other lengths, with the lines given about its parallel.
fn edition(language: &str, parallel: &str) -> Project {
    let lengths = [40, 130, 25, 90, 60, 210, 33, 75, 140, 20, 95, 61, 44, 120, 70, 38];
    let of = |share: usize| lengths.map(|length| length * share / 10 + 1);
    let manifest = format!(
        "title = \"T\"\nlanguage = \"{language}\"\n\
         [design]\nfit = false\n[[witness]]\nid = \"B\"\nsiglum = \"B\"\n\
         [[text]]\nfile = \"a.dj\"\nlanguage = \"{language}\"\n\
         [[text]]\nfile = \"b.dj\"\nlanguage = \"en\"\n\
         [[text]]\nfile = \"c.dj\"\nlanguage = \"la\"\n\
         [[parallel]]\nid = \"p\"\n{parallel}\n"
    );
    Project::edition([
        ("edition.toml", manifest.as_str()),
        ("a.dj", &text(1, &of(10), true)),
        ("b.dj", &text(2, &of(13), false)),
        ("c.dj", &text(3, &of(6), true)),
    ])
}

fn book(language: &str, parallel: &str) -> Book {
    Book::of(&edition(language, parallel).path("edition"))
}

/// What is said of the first parallel: openings, ties, and those that are out of step.
#[track_caller]
fn in_step(book: &Book) -> usize {
    let found = &book.built.account().parallels[0];
    assert_eq!(found.out_of_step, 0, "{found:?}");
    assert_eq!(book.built.account().lost, 0);
    found.ties
}

/// The folios of the pages of a text.
fn folios(book: &Book, text: usize) -> Vec<u64> {
    let run = book.built.book.text_pages[text];
    let pages = book.built.book.document.pages();
    run.pages(book.built.texts[text].pages.len())
        .map(|page| pages[page].number)
        .collect()
}

#[test]
fn texts_that_face_each_other_have_versos_and_rectos() {
    let book = book("en", "texts = [\"a\", \"b\"]\nlanes = \"A | B\"");
    assert!(in_step(&book) > 10);
    let (left, right) = (folios(&book, 0), folios(&book, 1));
    assert!(left.len() > 3 && left.len() == right.len());
    assert!(left.iter().all(|folio| folio % 2 == 0), "{left:?}");
    assert!(left.iter().zip(&right).all(|(left, right)| left + 1 == *right));
    // The text that is in no parallel comes behind.
    assert_eq!(folios(&book, 2)[0], right[right.len() - 1] + 1);
}

#[test]
fn columns_are_level_and_stand_on_one_page() {
    let book =
        book("en", "texts = [\"a\", \"b\", \"c\"]\nlanes = \"A B C\"\nrule = true");
    assert!(in_step(&book) > 10);
    let first = folios(&book, 0);
    assert!(first.len() > 2);
    for text in 1..3 {
        assert_eq!(folios(&book, text), first);
    }
    assert_eq!(first, (1..=first.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_cycle_of_two_openings_goes_round() {
    let book = book(
        "en",
        "texts = [\"a\", \"b\", \"c\"]\nlanes = \"A | B C\"\nstep = \"opening\"",
    );
    assert!(in_step(&book) > 10);
    let (a, b) = (folios(&book, 0), folios(&book, 1));
    assert_eq!(folios(&book, 2), b);
    assert!(a.iter().zip(&b).all(|(a, b)| a + 1 == *b));
}

#[test]
fn a_book_that_is_bound_at_the_right_has_its_first_column_there() {
    let project = edition("fa", "texts = [\"a\", \"b\"]\nlanes = \"A B\"");
    let paragraph = format!("{}.\n\n", ["رود", "باد", "کشتی"].repeat(20).join(" "));
    project.write("edition/a.dj", paragraph.repeat(16));
    let book = Book::of(&project.path("edition"));
    assert!(in_step(&book) > 10);
    let middle = book.read.edition.page.width / 2.0;
    let page = book.built.book.text_pages[0].at(1);
    let is_words = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 5;
    let body: Vec<_> = book
        .on(page, |run| run.y > 90.0 && run.y < 250.0 && is_words(&run.text))
        .collect();
    assert!(body.len() > 10);
    for run in body {
        let is_persian = run.text.contains(['ر', 'د', 'ک', 'ب']);
        assert_eq!(run.x > middle, is_persian, "{run:?}");
    }
}

#[test]
fn texts_that_face_each_other_have_the_lines_that_they_have_alone() {
    let together = book("en", "texts = [\"a\", \"b\"]\nlanes = \"A | B\"");
    let project = edition("en", "texts = [\"a\", \"b\"]\nlanes = \"A | B\"");
    let manifest = project.text("edition/edition.toml");
    let (alone, _) = manifest.split_once("[[parallel]]").expect("there is one");
    project.write("edition/edition.toml", alone);
    let alone = Book::of(&project.path("edition"));
    for text in 0..3 {
        let lines = |book: &Book| {
            let set = &book.built.texts[text];
            (0..set.lines.len())
                .map(|line| set.line_map.bytes(line))
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(&together), lines(&alone));
        let entries = |book: &Book| book.read.model.texts[text].entries.len();
        assert_eq!(entries(&together), entries(&alone));
    }
    let printed = |book: &Book| -> Vec<usize> {
        let texts = &book.built.account().texts[..3];
        let kinds = ["text", "notes", "lemmas", "readings"];
        let tallies =
            texts.iter().flat_map(|text| kinds.map(|kind| text.kinds.get(kind)));
        tallies.map(|tally| tally.map_or(0, |tally| tally.printed)).collect()
    };
    assert_eq!(printed(&together), printed(&alone));
}

#[test]
fn what_is_free_begins_together() {
    for step in ["page", "free"] {
        let parallel =
            format!("texts = [\"a\", \"b\"]\nlanes = \"A | B\"\nstep = \"{step}\"");
        let book = book("en", &parallel);
        assert_eq!(in_step(&book), 0);
        assert_eq!(folios(&book, 0)[0] + 1, folios(&book, 1)[0]);
        assert_eq!(folios(&book, 0).len(), folios(&book, 1).len());
    }
}

#[test]
fn a_tagged_pdf_has_the_lanes_one_after_the_other() {
    for lanes in ["A | B", "A B"] {
        let project =
            edition("en", &format!("texts = [\"a\", \"b\"]\nlanes = \"{lanes}\""));
        let outcome = project.run(&["build", "edition"]).exits(0);
        assert!(outcome.stderr.contains("PDF/UA-1: "), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains("warning["), "{}", outcome.stderr);
    }
}

#[test]
fn numbers_of_two_lineations_stand_beside_each_column() {
    let project = edition(
        "en",
        "texts = [\"a\", \"b\", \"c\"]\nlanes = \"A B C\"\n\
         [lineation]\nstep = 1\nfirst = 1\n\
         [lineation.second]\nby = \"text\"\nstep = 3\nfirst = 3",
    );
    let outcome = project.run(&["build", "edition"]).exits(0);
    assert!(!outcome.stderr.contains("line-number-wrong"), "{}", outcome.stderr);
}

#[test]
fn a_text_whose_ties_are_missing_goes_on_beside_the_others() {
    for lanes in ["A | B", "A B"] {
        let project =
            edition("en", &format!("texts = [\"a\", \"b\"]\nlanes = \"{lanes}\""));
        // The first text is tied at its beginning alone, and the other one twice more.
        let parts = |of: &str, ties: &[usize]| {
            let part = |n: usize| {
                let tie = match ties.contains(&n) {
                    true => format!("[]{{.tie n={n}}}"),
                    false => String::new(),
                };
                format!("{tie}{of} {}.\n\n", [word(n), word(n + 90)].join(" ").repeat(60))
            };
            (1..20).map(part).collect::<String>()
        };
        project.write("edition/a.dj", parts("One", &[1]));
        project.write("edition/b.dj", parts("Eins", &[1, 2, 12]));
        let manifest = project.text("edition/edition.toml");
        project.write("edition/edition.toml", manifest + "ties = \"numbers\"\n");
        let book = Book::of(&project.path("edition"));
        in_step(&book);
        // Neither waits until the other one has ended.
        for text in 0..2 {
            let pages = &book.built.texts[text].plan.pages;
            let silent = pages.iter().filter(|page| page.lines.is_empty()).count();
            assert_eq!(silent, 0, "{text} in {lanes}");
        }
    }
}

#[test]
fn the_end_of_an_opening_is_explained_and_the_longer_lane_is_told() {
    let project = edition("en", "texts = [\"a\", \"b\"]\nlanes = \"A | B\"");
    let outcome = project.run(&["build", "edition", "--explain", "4"]).exits(0);
    for part in ["the opening with page 4, of `a`, `b`", "is its end"] {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    let said = project.run(&["build", "edition"]).exits(0).stderr;
    // Pages that face each other have one measure.
    assert!(said.contains("lane B is ") && !said.contains("to each other"), "{said}");
}

#[test]
fn narrow_columns_are_ragged() {
    let is_ragged = |lanes: &str| {
        let project =
            edition("en", &format!("texts = [\"a\", \"b\"]\nlanes = \"{lanes}\""));
        let assembled = project.run(&["check", "--emit", "typst", "edition"]).exits(0);
        assembled.stdout.contains("ragged: true")
    };
    assert!(is_ragged("A B"));
    assert!(!is_ragged("A | B"));
}
