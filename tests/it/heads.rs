//! Heads of tables, repeated where a table runs on to the next page; running heads with the numbers by
//! which a work is cited.

use std::fmt::Write;

use variorum::publish::dump::{Run, RunPart};

use crate::support::Project;
use crate::support::book::Book;

const ROWS: usize = 45;

/// A text with a table of three pages, the head of which has a note and an entry.
fn tolls(lang: &str, heads: [&str; 3], height: u32) -> Book {
    let mut text = format!(
        "# T\n\nWords before it.\n\n| {}[^n] | [{}]{{B=\"other\"}} | {} |\n|:---|:---|---:|\n",
        heads[0], heads[1], heads[2]
    );
    for k in 1..=ROWS {
        let _ = writeln!(text, "| row{k} | the load of ship {k} out of the sea | {k} |");
    }
    text += "\nWords after it.\n\n[^n]: A note on it.\n";
    let manifest = format!(
        "title = \"T\"\n[page]\nwidth = \"110mm\"\nheight = \"{height}mm\"\ninner = \"14mm\"\n\
         outer = \"18mm\"\nhead = \"14mm\"\nfoot = \"14mm\"\n[lineation]\nby = \"text\"\nfirst = 1\nstep = 1\n\
         [[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\n[[text]]\nfile = \"a.dj\"\n\
         language = \"{lang}\"\n"
    );
    let project = Project::edition([("edition.toml", &*manifest), ("a.dj", &text)]);
    Book::of(&project.path("edition"))
}

/// The words of a page's text area with their heights, from the top.
fn words(book: &Book, page: usize) -> Vec<(f64, String)> {
    let is_body = |run: &Run| matches!(run.part, RunPart::Body(_));
    let mut words: Vec<(f64, String)> = book
        .on(page, is_body)
        .map(|run| {
            (
                run.y,
                run.text
                    .trim_matches([' ', '\u{2060}', '\u{200e}', '\u{200f}'])
                    .to_owned(),
            )
        })
        .collect();
    words.sort_by(|a, b| a.0.total_cmp(&b.0));
    words
}

#[test]
fn the_head_of_a_table_is_repeated_on_the_next_page() {
    for (lang, heads) in
        [("en", ["vessel", "freight", "due"]), ("fa", ["کشتی", "بار", "عوارض"])]
    {
        let book = tolls(lang, heads, 130);
        let set = &book.built.texts[0];
        let mut rows = 0;
        let mut heads_of: Vec<f64> = vec![];
        for (k, page) in book.text_pages().enumerate() {
            let words = words(&book, page);
            let of = |text: &str| words.iter().filter(|word| word.1 == text).count();
            rows += words.iter().filter(|word| word.1.starts_with("row")).count();
            let holds_rows = words.iter().any(|word| word.1.starts_with("row"));
            for head in heads {
                assert_eq!(
                    of(head),
                    usize::from(holds_rows),
                    "{lang}: {head} on page {k}"
                );
            }
            if k > 0 && holds_rows {
                let first = words.first().expect("a word");
                assert!(
                    heads.contains(&&*first.1),
                    "{lang}: page {k} begins with {first:?}"
                );
                let row = words.iter().find(|word| word.1.starts_with("row"));
                let down = row.expect("a row").0 - first.0;
                assert!((10.0..20.0).contains(&down), "{lang}: {down}");
                heads_of.push(first.0);
            }
            assert!(set.pages[k].overfull == 0.0, "{lang}: page {k} is too full");
        }
        assert_eq!(rows, ROWS, "{lang}");
        assert!(heads_of.len() >= 2, "{lang}: the table is on {} pages", heads_of.len());
        assert!(heads_of.windows(2).all(|two| (two[0] - two[1]).abs() < 0.01));
    }
}

#[test]
fn a_repeated_head_is_ink_alone() {
    let book = tolls("en", ["vessel", "freight", "due"], 130);
    let set = &book.built.texts[0];
    // Its note and its entry stand on one page, and so does the mark.
    let account = book.built.account();
    assert_eq!((account.items, account.torn, account.off_their_page), (2, 0, 0));
    assert!(account.adds_up(), "{}", account.table());
    let pages = book.text_pages();
    let marks = book.runs.iter().filter(|run| {
        matches!(run.part, RunPart::Body(_))
            && pages.contains(&run.page)
            && run.text.trim() == "1"
            && run.size < 9.0
    });
    assert_eq!(marks.count(), 1);
    // Each line has one number, those of the table as well.
    let numbers: usize = set.pages.iter().map(|page| page.numbers.len()).sum();
    let counted = set.number_of.iter().filter(|number| **number > 0).count();
    assert_eq!(numbers, counted);
}

#[test]
fn a_head_too_high_for_its_page_is_not_repeated() {
    let long = "a vessel of the lower harbor and of the upper one, or of neither of them";
    let book = tolls("en", [long, "freight", "due"], 62);
    let copies = book
        .text_pages()
        .filter(|&page| words(&book, page).iter().any(|word| word.1 == "freight"));
    assert_eq!(copies.count(), 1);
}

/// A text of sixty numbered paragraphs in two chapters.
fn chapters(heads: &str) -> Project {
    chapters_of(heads, ("en", "A rope holds a boat at the quay."))
}

/// The same in a language, of a sentence.
fn chapters_of(heads: &str, (lang, words): (&str, &str)) -> Project {
    let paragraph = |n: usize| format!("<p n=\"{n}\">{words}</p>");
    let chapter = |n: usize| -> String {
        let words: String = (1..=30).map(paragraph).collect();
        format!("<div n=\"{n}\">{words}</div>")
    };
    let text = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body>{}{}</body></text></TEI>",
        chapter(1),
        chapter(2)
    );
    let manifest = format!(
        "title = \"Ropes\"\nlanguage = \"{lang}\"\n{heads}[page]\nwidth = \"110mm\"\nheight = \"130mm\"\ninner = \"14mm\"\n\
         outer = \"18mm\"\nhead = \"14mm\"\nfoot = \"14mm\"\n[lineation]\nfirst = 999\n[lineation.second]\nby = \"milestone\"\n\
         unit = \"div p\"\n[[text]]\nfile = \"a.xml\"\nid = \"ropes\"\ntitle = \"On Ropes\"\n"
    );
    Project::edition([("edition.toml", &*manifest), ("a.xml", &text)])
}

#[test]
fn numbers_of_the_work_stand_in_running_heads() {
    let project = chapters("");
    let book = Book::of(&project.path("edition"));
    let mut last = String::new();
    for (k, page) in book.text_pages().enumerate() {
        let on = |is_it: fn(&RunPart) -> bool| -> Vec<String> {
            book.on(page, move |run: &Run| is_it(&run.part))
                .map(|run| run.text.trim().to_owned())
                .collect()
        };
        let head = on(|part| matches!(part, RunPart::Head)).join(" ");
        // The first and the last number in the margin of the page are those of its head.
        let margin = on(|part| matches!(part, RunPart::Margin));
        let numbers: Vec<&str> = margin.iter().map(String::as_str).collect();
        let (Some(first), Some(end)) = (numbers.first(), numbers.last()) else {
            continue;
        };
        if k == 0 {
            assert!(!head.contains('–'), "{head}");
        } else {
            let range = head.chars().filter(|c| !"\u{2068}\u{2069}".contains(*c));
            let range: String = range.collect();
            let range = range.split(['\u{2003}', ' ']).find(|part| part.contains('–'));
            let (from, to) =
                range.and_then(|part| part.split_once('–')).expect("a range");
            assert!(from.ends_with(first), "page {k}: {head}, {numbers:?}");
            assert!(to.ends_with(end), "page {k}: {head}, {numbers:?}");
            to.clone_into(&mut last);
        }
    }
    assert_eq!(last, "2.30");
    let said = project.run(&["build", "edition", "--no-preflight"]).exits(0).stderr;
    assert!(!said.contains("running-head-wrong"), "{said}");
    let pdf = project.bytes("output/edition.pdf");
    let doc = lopdf::Document::load_mem(&pdf).expect("a PDF");
    let of = |dict: &lopdf::Dictionary, key: &[u8]| {
        let found = dict.get_deref(key, &doc).and_then(lopdf::Object::as_dict);
        found.cloned().expect("it has names")
    };
    let names = of(&of(doc.catalog().expect("a catalog"), b"Names"), b"Dests");
    let named = names.get_deref(b"Names", &doc).and_then(lopdf::Object::as_array);
    let named: Vec<&[u8]> = named
        .expect("a list")
        .iter()
        .filter_map(|name| name.as_str().ok())
        .collect();
    for name in ["ropes:1", "ropes:1.1", "ropes:2.17", "ropes:2.30"] {
        assert!(named.contains(&name.as_bytes()), "no `{name}`");
    }
}

#[test]
fn running_heads_have_no_numbers_of_the_work_where_they_are_not_wanted() {
    let project = chapters("[references]\nheads = false\n");
    let book = Book::of(&project.path("edition"));
    for page in book.text_pages().skip(1) {
        let head = book.on(page, |run: &Run| matches!(run.part, RunPart::Head));
        assert!(head.into_iter().all(|run| !run.text.contains('–')));
    }
}

/// What stands above the pages of the texts.
fn heads_of(project: &Project) -> Vec<String> {
    let book = Book::of(&project.path("edition"));
    let head = |page: usize| -> String {
        let runs = book.on(page, |run: &Run| matches!(run.part, RunPart::Head));
        runs.map(|run| format!("{} ", run.text)).collect()
    };
    book.text_pages().map(head).collect()
}

#[test]
fn numbers_in_persian_heads_have_the_digits_and_the_order_of_the_text() {
    let project = chapters_of("", ("fa", "طناب قایق را در اسکله نگه می‌دارد."));
    let heads = heads_of(&project);
    let ranges: Vec<&String> = heads.iter().filter(|head| head.contains('–')).collect();
    assert!(ranges.len() > 1, "{heads:?}");
    for head in heads {
        assert!(!head.contains(|c: char| c.is_ascii_digit()), "{head}");
        // The isolate goes from right to left, and so does the range.
        assert!(!head.contains('–') || head.contains('\u{2067}'), "{head:?}");
    }
    let said = project.run(&["build", "edition", "--no-preflight"]).exits(0).stderr;
    assert!(!said.contains("running-head-wrong"), "{said}");
}

#[test]
fn the_first_and_the_last_verse_of_a_page_stand_in_its_head() {
    let verses: String = (0..90).map(|k| format!("| a boat with {k} ropes\n")).collect();
    let manifest = |wanted: bool| {
        format!(
            "title = \"T\"\n[lineation]\nby = \"verse\"\n[references]\nhead-lines = {wanted}\n[page]\nheight = \"120mm\"\n\
             [[text]]\nfile = \"a.dj\"\ntitle = \"Ropes\"\n"
        )
    };
    let text = format!("::: verse\n{verses}:::\n");
    for wanted in [true, false] {
        let files = [("edition.toml", &*manifest(wanted)), ("a.dj", &text)];
        let project = Project::edition(files);
        let heads = heads_of(&project);
        let ranges: Vec<(u32, u32)> = heads
            .iter()
            .filter_map(|head| {
                let shown: String = head
                    .chars()
                    .map(|c| if c.is_ascii_digit() || c == '–' { c } else { ' ' })
                    .collect();
                let range = shown.split(' ').find(|part| part.contains('–'))?;
                let (from, to) = range.split_once('–')?;
                Some((from.parse().ok()?, to.parse().ok()?))
            })
            .collect();
        assert_eq!(ranges.len() > 1, wanted, "{heads:?}");
        assert!(ranges.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{ranges:?}");
        assert!(ranges.last().is_none_or(|last| last.1 == 90), "{ranges:?}");
        let said = project.run(&["build", "edition", "--no-preflight"]).exits(0).stderr;
        assert!(!said.contains("running-head-wrong"), "{said}");
    }
}

#[test]
fn a_vocalized_title_is_found_once_though_its_marks_are_drawn_apart() {
    let title = "النَّهْرُ وَالْمَلَّاحُ";
    let text = format!("# {title}\n\nكَانَ النَّهْرُ عَرِيضًا وَكَانَ الْمَلَّاحُ شَيْخًا.\n\nثُمَّ مَضَى.\n");
    let manifest = format!(
        "title = \"{title}\"\nlanguage = \"ar\"\n[page]\nwidth = \"80mm\"\nheight = \"60mm\"\n\
         inner = \"10mm\"\nouter = \"10mm\"\nhead = \"12mm\"\nfoot = \"10mm\"\n[[text]]\nfile = \"a.dj\"\n"
    );
    let project =
        Project::edition([("edition.toml", manifest.as_str()), ("a.dj", text.as_str())]);
    let outcome = project.run(&["build"]).exits(0);
    assert!(outcome.stderr.contains("0 warnings"), "{}", outcome.stderr);
}
