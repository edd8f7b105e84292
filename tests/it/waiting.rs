//! Long notes: each begins on the page of its line, or says that it waits.

use variorum::compose::SetText;
use variorum::publish::dump::Part;

use crate::support::Project;
use crate::support::book::Book;

/// Small pages.
const PAGE: &str = "[page]\nwidth = \"110mm\"\nheight = \"120mm\"\ninner = \"12mm\"\n\
                    outer = \"14mm\"\nhead = \"14mm\"\nfoot = \"12mm\"\n";

fn words(count: usize) -> String {
    const WORDS: &str =
        "the weir was mended in the spring and the miller paid for the stone";
    let words: Vec<&str> = WORDS.split(' ').collect();
    let some: Vec<&str> = (0..count).map(|n| words[n % words.len()]).collect();
    some.join(" ")
}

fn manifest(series: &str) -> String {
    format!(
        "title = \"T\"\n{PAGE}[[witness]]\nid = \"A\"\n{series}[[text]]\nfile = \"a.dj\"\n"
    )
}

fn set(series: &str, text: &str) -> Book {
    let project =
        Project::edition([("edition.toml", &*manifest(series)), ("a.dj", text)]);
    Book::of(&project.path("edition"))
}

fn text(book: &Book) -> &SetText {
    &book.built.texts[0]
}

/// Text with a note of so many words at every so many words.
fn noted(notes: usize, length: usize, step: usize, series: &[&str]) -> String {
    let mut out = "# T\n\n".to_owned();
    for k in 0..notes {
        let id = series[k % series.len()];
        out += &format!("{}[^{id}.{k}] {}.\n\n", words(step / 2), words(step / 2));
    }
    for k in 0..notes {
        let id = series[k % series.len()];
        out += &format!("[^{id}.{k}]: {}.\n\n", words(length));
    }
    out
}

const THREE: &str = "[[series]]\nid = \"a\"\nkind = \"familiar\"\n[[series]]\nid = \"b\"\n\
                     kind = \"familiar\"\n[[series]]\nid = \"c\"\nkind = \"familiar\"\n";

#[test]
fn a_short_entry_stands_on_its_page_beside_a_long_one_of_its_line() {
    let source = format!(
        "# T\n\n{} Alder[^app.1] and [birch]{{A=\"beech\"}} {}.\n\n[^app.1]: {}.\n",
        words(40),
        words(200),
        words(700)
    );
    let book = set("[[series]]\nid = \"app\"\n", &source);
    let set = text(&book);
    assert!(set.waiting.is_empty() && set.misplaced_rows == 0);
    let page = |word: &str, part: fn(&Part) -> bool| {
        book.runs
            .iter()
            .find(|run| part(&run.part) && run.text.contains(word))
            .map(|run| run.page)
    };
    let body = page("birch", |part| matches!(part, Part::Body(_)));
    assert!(body.is_some());
    assert_eq!(page("birch", |part| *part == Part::Foot), body);
}

#[test]
fn long_notes_in_three_series_begin_on_their_pages_and_end() {
    let book = set(THREE, &noted(9, 500, 60, &["a", "b", "c"]));
    let set = text(&book);
    assert!(set.waiting.is_empty() && set.misplaced_rows == 0);
    assert!(set.pages.iter().all(|page| page.overfull < 0.1));
    let begun: usize = set.plan.pages.iter().flat_map(|page| &page.parts).count();
    assert!(begun >= 9);
}

#[test]
fn notes_that_wait_carry_their_page_and_are_told() {
    let mut source = "# T\n\nAlder".to_owned();
    for k in 0..90 {
        source += &format!("[^ns.{k}]");
    }
    source += " stood.\n\n";
    for k in 0..90 {
        source += &format!("[^ns.{k}]: Note {k}.\n\n");
    }
    let series = "[[series]]\nid = \"ns\"\nkind = \"familiar\"\nlayout = \"paragraph\"\n";
    let book = set(series, &source);
    let set = text(&book);
    let waits = &set.waiting;
    assert!(
        waits.len() > 20 && waits.iter().all(|one| one.page_of_note > one.page_of_line)
    );
    let foot: String = book
        .runs
        .iter()
        .filter(|run| run.part == Part::Foot)
        .map(|run| run.text.as_str())
        .collect();
    assert!(foot.contains("1.1"), "{foot}");
    let project =
        Project::edition([("edition.toml", &*manifest(series)), ("a.dj", &source)]);
    project.run(&["build", "edition"]).exits(0).reports("entry-waits");
    let report: serde_json::Value =
        serde_json::from_str(&project.text("output/edition-report.json")).expect("JSON");
    assert_eq!(report["notes_waiting"].as_u64(), Some(waits.len() as u64));
}

#[test]
fn a_note_that_is_kept_whole_and_longer_than_a_page_runs_on_with_a_warning() {
    let series = "[[series]]\nid = \"ns\"\nkind = \"familiar\"\nsplit = false\n";
    let source = noted(2, 900, 60, &["ns"]);
    let book = set(series, &source);
    assert_eq!(text(&book).parted.len(), 2);
    let project =
        Project::edition([("edition.toml", &*manifest(series)), ("a.dj", &source)]);
    project.run(&["build", "edition"]).exits(0).reports("note-parted");
}
