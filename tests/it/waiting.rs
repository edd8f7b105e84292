//! Long notes: each begins on the page of its line, or says that it waits.

use variorum::compose::SetText;
use variorum::publish::dump::RunPart;

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
    assert!(set.waiting.is_empty());
    let page = |word: &str, part: fn(&RunPart) -> bool| {
        book.runs
            .iter()
            .find(|run| part(&run.part) && run.text.contains(word))
            .map(|run| run.page)
    };
    let body = page("birch", |part| matches!(part, RunPart::Body(_)));
    assert!(body.is_some());
    assert_eq!(page("birch", |part| *part == RunPart::Foot), body);
}

#[test]
fn long_notes_in_three_series_begin_on_their_pages_and_end() {
    let book = set(THREE, &noted(9, 500, 60, &["a", "b", "c"]));
    let set = text(&book);
    assert!(set.waiting.is_empty());
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
        .filter(|run| run.part == RunPart::Foot)
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

#[test]
fn notes_on_headings_alone_stand_on_their_pages() {
    let mut source = "# T\n\n".to_owned();
    for k in 0..60 {
        source += &format!("## Weir {k}[^{k}]\n\n");
    }
    for k in 0..60 {
        source += &format!("[^{k}]: {}.\n\n", words(12));
    }
    let book = set("[[series]]\nid = \"ns\"\nkind = \"familiar\"\n", &source);
    let waits = text(&book).waiting.len();
    assert!(waits == 0, "{waits} wait");
}

#[test]
fn notes_in_cells_beside_each_other_stand_in_the_order_of_their_marks() {
    let series = "[[series]]\nid = \"app\"\n[[series]]\nid = \"ns\"\nkind = \"familiar\"\n\
                  [[series]]\nid = \"src\"\nplace = \"text\"\n";
    // The first cell has three lines, and its notes are on the last of them.
    let long = words(18);
    let source = format!(
        "# T\n\n| {long} [alder]{{A=\"ash\"}}[^ns.1] [birch]{{A=\"beech\" app=\"src\"}} | \
         [cedar]{{A=\"fir\"}}[^ns.2] [elm]{{A=\"oak\" app=\"src\"}} {long} |\n\n\
         [^ns.1]: Former.\n\n[^ns.2]: Latter.\n"
    );
    let project =
        Project::edition([("edition.toml", &*manifest(series)), ("a.dj", &source)]);
    let outcome = project.run(&["build", "edition"]).exits(0);
    assert!(!outcome.stderr.contains("words-moved"), "{}", outcome.stderr);
    let book = Book::of(&project.path("edition"));
    let place = |word: &str| {
        let runs = book.runs.iter().filter(|run| !matches!(run.part, RunPart::Body(_)));
        let at: Vec<(usize, f64, f64)> = runs
            .filter(|run| run.text.contains(word))
            .map(|run| (run.page, run.y, run.x))
            .collect();
        assert!(!at.is_empty(), "{word}");
        at[at.len() - 1]
    };
    assert!(place("Former") < place("Latter"), "marks go up");
    // Entries go by their lines.
    assert!(place("cedar") < place("alder"));
    assert!(place("elm") < place("birch"));
}

#[test]
fn a_note_of_many_thousand_words_is_measured_in_rows() {
    let book = set("", &noted(1, 12_000, 60, &["notes"]));
    assert!(book.built.account().adds_up());
    assert!(text(&book).pages.iter().all(|page| page.overfull < 0.1));
}
