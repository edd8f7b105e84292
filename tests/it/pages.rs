//! The laws of finished pages, read from where their glyphs are: on all cases, on the
//! default edition, on invented editions.
//! It is one thing: the laws of pages, on all cases and on invented editions.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use typst::layout::Point;
use variorum::publish::archive_pdf;
use variorum::publish::dump::{Run, RunPart};

use crate::support::book::{Book, case, cases, items, reader};
use crate::support::invented::{Shape, Within};

/// Cases of prose alone: nothing in them is set in half lines.
const PROSE: &[&str] = &[
    "crossing",
    "entries",
    "four-series",
    "lineation-by-page",
    "lineation-by-text",
    "long-note",
    "own-design",
    "persian",
    "scripts",
    "witness-pages",
];

/// Points that no eye sees.
const NEAR: f64 = 0.06;

#[test]
fn note_stands_on_the_page_of_its_line() {
    let shape = dense();
    let book = shape.set();
    assert!(book.text_pages().len() > 6, "only {} pages", book.text_pages().len());
    let faults = shape.faults(&book);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    obey(|book| {
        let account = book.built.account();
        let is_so = account.adds_up() && account.off_their_page == 0;
        if is_so { vec![] } else { vec![account.table()] }
    });
}

#[test]
fn every_line_is_on_exactly_one_page() {
    obey(|book| {
        let torn = book.built.account().torn;
        let mut faults =
            if torn > 0 { vec![format!("{torn} runs are torn")] } else { vec![] };
        for text in &book.built.texts[..] {
            let mut next = 0;
            for page in &text.plan.pages {
                if page.lines.start != next {
                    faults.push(format!("lines {:?} after line {next}", page.lines));
                }
                next = page.lines.end;
            }
            if next != text.lines.len() {
                faults.push(format!("{} of {} lines", next, text.lines.len()));
            }
        }
        faults
    });
}

#[test]
fn baselines_of_facing_pages_lie_on_one_grid() {
    for name in PROSE {
        let book = case(name);
        // All texts of a case are written alike.
        let pitch = book.built.jobs[0].sizes.pitch;
        let lines: Vec<(usize, f64)> = book
            .text_pages()
            .flat_map(|page| baselines(book, page).into_values().map(move |y| (page, y)))
            .collect();
        let first = lines.first().expect("a case has lines").1;
        for (page, y) in lines {
            let steps = (y - first) / pitch;
            assert!(
                (steps - steps.round()).abs() * pitch < NEAR,
                "{name}: page {page}, {y}"
            );
        }
    }
}

#[test]
fn last_line_of_the_foot_stands_at_the_same_height_on_every_page() {
    obey(|book| {
        let edition = &book.read.edition;
        let bottom =
            edition.page.height - edition.page.foot - 0.25 * edition.design.foot_size;
        let mut faults = vec![];
        for page in book.text_pages() {
            let feet: Vec<f64> =
                book.on(page, |run| run.part == RunPart::Foot).map(|r| r.y).collect();
            let stands = feet.iter().any(|y| (y - bottom).abs() < NEAR);
            // A vowel below its letter is a run of its own.
            let hangs = feet.iter().any(|y| *y > bottom + 3.0);
            if !feet.is_empty() && (!stands || hangs) {
                faults.push(format!(
                    "page {page}: the foot does not end at {bottom:.1}: {feet:?}"
                ));
            }
        }
        faults
    });
}

#[test]
fn line_numbers_stand_on_the_baselines_of_their_lines() {
    obey(|book| {
        let lineation = &book.read.edition.lineation;
        let mut faults = vec![];
        for page in book.text_pages() {
            let lines = baselines(book, page);
            let mut numbered = vec![];
            for run in book.on(page, |run| run.part == RunPart::Margin && run.size > 7.45)
            {
                let Some(number) = western(&run.text) else { continue };
                numbered.push(number);
                match lines.get(&number) {
                    Some(y) if (y - run.y).abs() < NEAR => {}
                    y => faults.push(format!(
                        "page {page}: {number} at {:.1}, line at {y:?}",
                        run.y
                    )),
                }
            }
            let wanted: Vec<u32> = lines
                .keys()
                .copied()
                .filter(|n| {
                    *n >= lineation.first && (n - lineation.first) % lineation.step == 0
                })
                .collect();
            numbered.sort_unstable();
            if numbered != wanted && book.read.edition.design.own.is_none() {
                faults.push(format!("page {page}: numbers {numbered:?}, not {wanted:?}"));
            }
        }
        faults
    });
}

#[test]
fn no_two_text_runs_of_a_page_overlap() {
    obey(|book| {
        let mut faults = vec![];
        for page in book.text_pages() {
            let runs: Vec<&Run> = book.on(page, |run| is_whole(book, run)).collect();
            for (k, a) in runs.iter().enumerate() {
                for b in &runs[k + 1..] {
                    let (across, down) =
                        (shared(x(a), x(b)), shared(y(book, a), y(book, b)));
                    // A blank at the end of a line reaches into the margin.
                    let blank = |run: &Run| match run.text.ends_with(' ') {
                        true => 0.4 * run.size,
                        false => 0.0,
                    };
                    let across = across - blank(a).max(blank(b));
                    let apart = across < 1.0 || down < 0.3;
                    if !apart {
                        faults
                            .push(format!("page {page}: “{}” and “{}”", a.text, b.text));
                    }
                }
            }
        }
        faults
    });
}

#[test]
fn head_text_and_foot_stand_in_their_places() {
    obey(|book| {
        let paper = &book.read.edition.page;
        let mut faults = vec![];
        let mut fault = |run: &Run, what: &str| {
            faults.push(format!("page {}: “{}” {what}", run.page, run.text));
        };
        for page in book.text_pages() {
            let of = |part: fn(&RunPart) -> bool| {
                book.on(page, move |run| part(&run.part) && is_whole(book, run))
            };
            let body_end = of(|part| matches!(part, RunPart::Body(_)))
                .map(|run| y(book, run).end)
                .fold(paper.head, f64::max);
            for run in of(|part| *part == RunPart::Foot) {
                if y(book, run).start < body_end + 4.0 {
                    fault(run, "stands in the text area");
                }
            }
            for run in of(|part| *part == RunPart::Head) {
                if y(book, run).end > paper.head {
                    fault(run, "hangs into the text area");
                }
            }
            for run in book.on(page, |_| true) {
                if run.x < 4.0 || run.x + run.width > paper.width - 4.0 {
                    fault(run, "leaves the page");
                }
                if run.y > paper.height - paper.foot + 1.0 {
                    fault(run, "stands in the lower margin");
                }
            }
        }
        faults
    });
}

#[test]
fn brackets_are_mirrored_in_right_to_left_entries() {
    // The glyph drawn for a bracket is that of its mirror image.
    let mirrored = |name: &str| {
        let book = case(name);
        let mut seen = String::new();
        for page in book.text_pages() {
            let frame = &book.built.book.document.pages()[page].frame;
            items(frame, Point::zero(), &mut |_, item| {
                let rtl = item.text.chars().any(|c| ('\u{590}'..'\u{700}').contains(&c));
                // A bracket between two words is a run without a letter.
                let alone = item.text.chars().all(|c| !c.is_alphanumeric());
                if !(rtl || alone && name == "persian") {
                    return;
                }
                for glyph in &item.glyphs {
                    let Some(c) = item.text[glyph.range()].chars().next() else {
                        continue;
                    };
                    let Some(mirror) = mirror(c) else { continue };
                    let drawn = item.font.ttf().glyph_index(mirror).map(|id| id.0);
                    assert_eq!(Some(glyph.id), drawn, "{c} in “{}”", item.text);
                    seen.push(c);
                }
            });
        }
        seen
    };
    let persian = mirrored("persian");
    for c in ")(«»]".chars() {
        assert!(persian.contains(c), "no {c} in {persian}");
    }
    assert_eq!(mirrored("scripts").len(), 2, "the brackets in the Hebrew words");
}

#[test]
fn right_to_left_entries_go_from_number_to_lemma_to_reading_to_siglum() {
    let book = case("persian");
    let at = |page: usize, text: &str| {
        let found = book.on(page, move |run| run.part == RunPart::Foot);
        let said = |text: &str| text.trim_matches(['\u{2060}', '\u{200f}']).to_owned();
        let found = found.filter(|run| said(&run.text) == text).map(|run| (run.y, run.x));
        found
            .min_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)))
            .expect("it is printed")
    };
    let page = book.text_pages().start;
    let order = ["۱", "نانوایی", "] ", "نانواخانه", "A", "خبازی", "B²"]
        .map(|text| at(page, text));
    assert!(order.iter().all(|place| (place.0 - order[0].0).abs() < NEAR), "{order:?}");
    assert!(order.windows(2).all(|pair| pair[0].1 > pair[1].1), "{order:?}");
}

#[test]
fn latin_sigla_are_isolated_in_right_to_left_entries() {
    let book = case("persian");
    let latin = |c: char| c.is_ascii_alphabetic();
    let mut sigla = 0;
    for run in book.runs.iter().filter(|run| run.part == RunPart::Foot) {
        let mixed = run.text.chars().any(latin)
            && run.text.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c));
        assert!(!mixed, "“{}”", run.text);
        // A siglum stands whole in its run and takes nothing of what is beside it.
        if run.text.contains('²') || run.text.trim() == "A" {
            assert!(["A", "B²"].contains(&run.text.as_str()), "“{}”", run.text);
            sigla += 1;
        }
    }
    assert_eq!(sigla, 7);
}

#[test]
fn columns_of_a_series_are_balanced() {
    let book = case("columns");
    for page in book.text_pages() {
        // The first series has two columns of rows a pitch apart, level with each other.
        let rows = |part: &dyn Fn(f64) -> bool| -> BTreeSet<i64> {
            let first = book.on(page, |run| run.part == RunPart::Foot && part(run.x));
            first.map(|run| (run.y * 10.0).round() as i64).collect()
        };
        let middle = book.read.edition.page.width / 2.0;
        let (left, right) = (rows(&|x| x < middle - 20.0), rows(&|x| x > middle + 6.0));
        assert!(left.intersection(&right).count() >= 3, "{left:?} {right:?}");
    }
    let pages = &book.built.texts[0].pages;
    assert_eq!(
        pages[0].foot.rules.len(),
        2,
        "one for the foot, one for the second series"
    );
}

#[test]
fn a_page_holds_four_hundred_entries() {
    let book = case("crowd");
    assert_eq!(book.text_pages().len(), 1);
    let page = book.text_pages().start;
    let sigla = book.on(page, |run| {
        run.part == RunPart::Foot && ["A", "B"].contains(&run.text.trim())
    });
    assert_eq!(sigla.count(), 400);
}

#[test]
fn a_note_longer_than_its_page_runs_on_and_loses_nothing() {
    let book = case("long-note");
    let foot: String = book
        .runs
        .iter()
        .filter(|run| run.part == RunPart::Foot)
        .map(|run| format!("{} ", run.text))
        .collect();
    let printed: Vec<&str> = foot.split_whitespace().collect();
    let note = &book.read.model.texts[0].notes[0].body[0].text;
    let written: Vec<&str> = note.split_whitespace().collect();
    assert!(written.len() > 300);
    // Entries of later lines stand on their own pages, below it.
    let mut printed = printed.into_iter();
    assert!(written.iter().all(|word| printed.any(|other| other == *word)), "{foot}");
    let pages = &book.built.texts[0].pages;
    assert!(pages.iter().filter(|page| page.continued).count() >= 3);
    assert!(pages.iter().all(|page| page.overfull < NEAR));
}

#[test]
fn rows_are_not_torn_and_heads_stay_with_the_row_below() {
    let book = case("table-break");
    let pages_of = |text: &str| -> Vec<usize> {
        book.runs
            .iter()
            .filter(|run| {
                run.text.trim() == text && book.text_pages().contains(&run.page)
            })
            .map(|run| run.page)
            .collect()
    };
    assert!(
        pages_of("Gull").first() < pages_of("Dunlin").first(),
        "the table is on one page"
    );
    for (a, b) in [("ship", "Gull"), ("salt for the", "shore"), ("Old Margit", "piano")] {
        // The head comes again on the next page.
        assert_eq!(pages_of(a).first(), pages_of(b).first(), "{a} and {b}");
    }
}

#[test]
fn headings_have_two_lines_after_them() {
    let book = case("headings");
    let set = &book.built.texts[0];
    for page in set.plan.pages.iter().filter(|page| page.lines.len() > 1) {
        let last = &set.lines[page.lines.end - 2..page.lines.end];
        let is_heading =
            |line: &variorum::pages::Line| line.unit == variorum::pages::Unit::Heading;
        assert!(!is_heading(&last[1]), "a heading ends {page:?}");
        assert!(
            !is_heading(&last[0]) || last[1].last,
            "one line follows a heading in {page:?}"
        );
    }
}

fn dense() -> Shape {
    Shape {
        paragraphs: [60, 33, 90, 12, 75, 41, 55].map(|n| (n, Within::Text)).to_vec(),
        note_paragraph: 0,
        seeds: vec![3, 20, 20, 10, 20, 13, 20, 20, 20, 20, 11, 20, 20, 5, 20, 20, 20],
        height: 96,
        layout: "run-in",
        columns: (1, 1),
        by_page: true,
        rtl: false,
    }
}

fn shapes() -> impl Strategy<Value = Shape> {
    // A note of 3,000 words is three or more pages, so few are enough.
    let seed = prop_oneof![
        60 => 0u8..15, 100 => Just(99u8), 8 => Just(15u8), 6 => Just(19u8),
        3 => Just(16u8), 1 => Just(17u8), 1 => Just(18u8),
    ];
    let within = prop_oneof![
        12 => Just(Within::Text), 4 => Just(Within::Item), 2 => Just(Within::Nested),
        2 => Just(Within::Quotation), 1 => Just(Within::Verse),
        1 => Just(Within::Speech), 1 => Just(Within::Table),
    ];
    (
        prop::collection::vec((1usize..60, within), 1..7),
        prop_oneof![2 => Just(0usize), 1 => 4usize..40],
        prop::collection::vec(seed, 1..120),
        72u32..130,
        prop_oneof![Just("run-in"), Just("paragraph"), Just("line")],
        (1u32..3, 1u32..4),
        any::<bool>(),
        prop::bool::weighted(0.25),
    )
        .prop_map(
            |(
                paragraphs,
                note_paragraph,
                seeds,
                height,
                layout,
                columns,
                by_page,
                rtl,
            )| {
                // Columns of a narrow page hold no line.
                let columns = if by_page && !rtl { columns } else { (1, 1) };
                Shape {
                    paragraphs,
                    note_paragraph,
                    seeds,
                    height,
                    layout,
                    columns,
                    by_page,
                    rtl,
                }
            },
        )
}

/// A number that the environment gives.
#[expect(
    clippy::disallowed_methods,
    reason = "what is drawn is chosen where the tests are run"
)]
fn said(name: &str) -> Option<u32> {
    std::env::var(name).ok().and_then(|said| said.parse().ok())
}

/// The same editions every time: a fault found here is found again by everybody. Others
/// are drawn if the environment names a `SEED`, and more than usual with `CASES`; the first
/// `SKIP` of them are not set; what fails is written to the folder `KEEP`.
fn drawn() -> ProptestConfig {
    ProptestConfig {
        cases: said("CASES").unwrap_or(128),
        rng_seed: RngSeed::Fixed(said("SEED").unwrap_or(20_261_120).into()),
        failure_persistence: None,
        max_shrink_iters: 64,
        ..ProptestConfig::default()
    }
}

/// How many editions were drawn.
static DRAWN: AtomicU32 = AtomicU32::new(0);

proptest! {
    #![proptest_config(drawn())]

    #[test]
    fn invented_editions_lose_nothing_and_keep_notes_on_their_pages(shape in shapes()) {
        if DRAWN.fetch_add(1, Ordering::Relaxed) < said("SKIP").unwrap_or(0) {
            return Ok(());
        }
        let book = shape.set();
        let mut faults = shape.faults(&book);
        if !book.built.account().adds_up() {
            faults.push(book.built.account().table());
        }
        for (n, page) in book.built.texts.iter().flat_map(|text| &text.pages).enumerate() {
            // What is too much for a page runs on, so that none is too full.
            if page.overfull >= NEAR {
                faults.push(format!("page {n} is too full by {}", page.overfull));
            }
        }
        // The structure of an archived copy allows nothing that is out of its place.
        if let Err(error) = archive_pdf(&book.read, &book.built, None) {
            faults.push(format!("{error:?}"));
        }
        if !faults.is_empty() {
            shape.keep();
        }
        prop_assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// Asserts a law of all cases and of the default edition.
#[track_caller]
fn obey(law: impl Fn(&Book) -> Vec<String>) {
    let mut faults = vec![];
    let books = cases().chain([("the default edition".to_owned(), reader())]);
    for (name, book) in books {
        faults.extend(law(book).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults[..faults.len().min(20)].join("\n")
    );
}

/// The baselines of the counted lines of a page, by their numbers: that of the widest
/// run of each, since marks and vowels may stand higher.
fn baselines(book: &Book, page: usize) -> BTreeMap<u32, f64> {
    let mut widest: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for run in book.on(page, |_| true) {
        if let RunPart::Body(Some(number)) = run.part {
            let line = widest.entry(number).or_insert((0.0, run.y));
            if run.width > line.0 {
                *line = (run.width, run.y);
            }
        }
    }
    widest.into_iter().map(|(number, line)| (number, line.1)).collect()
}

/// Whether a run is neither a raised mark nor a vowel that has a run of its own.
fn is_whole(book: &Book, run: &Run) -> bool {
    let design = &book.read.edition.design;
    let least = if run.part == RunPart::Foot {
        design.foot_size
    } else {
        7.0f64.max(design.size * 0.7)
    };
    let least = if run.part == RunPart::Margin { 7.0 } else { least };
    let is_vowel = run.text.chars().count() <= 2
        && run.text.chars().any(|c| ('\u{64b}'..='\u{670}').contains(&c));
    run.size >= least - 0.1 && !is_vowel
}

fn x(run: &Run) -> Range<f64> {
    run.x..run.x + run.width
}

/// The height that a run counts with: naskh is drawn larger than its line.
fn y(book: &Book, run: &Run) -> Range<f64> {
    let is_naskh = run.text.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c))
        || book
            .read
            .edition
            .texts
            .iter()
            .any(|text| text.lang.as_ref().is_some_and(|lang| lang.0 == "fa"));
    let size = if is_naskh { run.size * 0.9 } else { run.size };
    run.y - 0.75 * size..run.y + 0.25 * size
}

fn shared(a: Range<f64>, b: Range<f64>) -> f64 {
    a.end.min(b.end) - a.start.max(b.start)
}

fn mirror(c: char) -> Option<char> {
    let pairs = ["()", "[]", "«»"];
    pairs.iter().find_map(|pair| {
        let mut both = pair.chars();
        match (both.next()?, both.next()?) {
            (a, b) if a == c => Some(b),
            (a, b) if b == c => Some(a),
            _ => None,
        }
    })
}

/// A number in Western or Persian digits.
fn western(text: &str) -> Option<u32> {
    let digits: String = text
        .chars()
        .map(|c| match c {
            '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
            c => c,
        })
        .collect();
    digits.parse().ok()
}
