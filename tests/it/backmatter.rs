//! Indexes and concordance against the finished pages: what they say stands on a page and
//! line does stand there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use icu_normalizer::DecomposingNormalizer;
use variorum::backmatter::normal::fold;
use variorum::backmatter::{
    CONTEXT, Concordance, Lemmas, ReferenceKind, StopWords, concordance, tokens,
};
use variorum::edition::{ConcordanceKind, ConcordanceSettings, Scope};
use variorum::model::{BlockKind, Role};
use variorum::publish::dump::RunPart;

use crate::support::Project;
use crate::support::book::{Book, reader};

/// The words of each page and line of the texts, as they are printed.
fn printed(book: &Book) -> BTreeMap<(u32, u32), String> {
    let mut lines: BTreeMap<(u32, u32), String> = BTreeMap::new();
    let pages = book.text_pages();
    for run in book.runs.iter().filter(|run| pages.contains(&run.page)) {
        if let (RunPart::Body(Some(line)), Ok(page)) = (run.part, run.folio.parse()) {
            lines.entry((page, line)).or_default().push_str(&run.text);
        }
    }
    lines
}

/// A text for comparison: no marks, such as dots below doubtful letters, no signs of direction, no
/// case, no spaces.
fn bare(text: &str) -> String {
    let text = fold(text);
    DecomposingNormalizer::new_nfd()
        .normalize_iter(text.chars())
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a word stands on a line, or begins at its end and goes on in the next.
fn stands(lines: &BTreeMap<(u32, u32), String>, word: &str, at: (u32, u32)) -> bool {
    let Some(line) = lines.get(&at) else { return false };
    let (line, word) = (bare(line), bare(word));
    let parts = word.char_indices().map(|(at, _)| &word[..at]).skip(1);
    line.contains(&word) || parts.into_iter().any(|part| line.ends_with(part))
}

/// Every so many of a list, at most `count`, from all over it.
fn sample<T>(list: Vec<T>, count: usize) -> Vec<T> {
    let step = (list.len() / count).max(1);
    list.into_iter().step_by(step).take(count).collect()
}

/// All words of a book's texts, without stop words.
fn all_words(book: &Book, scope: Scope) -> Concordance {
    let settings = ConcordanceSettings {
        kind: ConcordanceKind::Verborum,
        scope,
        ..ConcordanceSettings::new("Words", 1, u32::MAX)
    };
    let locate = |text: usize, place| book.built.places.locate(text, place);
    let lists = (&StopWords::none(), &Lemmas::default());
    concordance(&book.read.model, &settings, lists, CONTEXT, &locate)
}

#[track_caller]
fn check_concordance(book: &Book) {
    let lines = printed(book);
    let made = all_words(book, Scope::Language);
    let model = &book.read.model;
    let mut places = vec![];
    for word in made.sections.iter().flat_map(|section| &section.words) {
        for line in word.lines.iter().filter(|line| line.locator.line > 0) {
            places.push((
                line.part(model, &line.word),
                (line.locator.page, line.locator.line),
            ));
        }
    }
    let sample = sample(places, 500);
    assert_eq!(sample.len(), 500);
    let wrong: Vec<_> = sample
        .iter()
        .filter(|(word, at)| !stands(&lines, word, *at))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[track_caller]
fn check_index(book: &Book) {
    let lines = printed(book);
    let mut places = vec![];
    for index in &book.built.indexes {
        let marks: Vec<_> = book
            .read
            .model
            .texts
            .iter()
            .flat_map(|text| &text.marks)
            .filter(|mark| mark.index == index.id)
            .map(|mark| &mark.heading)
            .collect();
        let mut path: Vec<&str> = vec![];
        for entry in index.entries() {
            path.truncate(usize::from(entry.level));
            path.push(&entry.heading);
            let heading = book
                .read
                .headings
                .iter()
                .find(|h| h.index == index.id && h.path == path);
            let Some(heading) = heading.filter(|h| !marks.contains(&&h.path)) else {
                continue;
            };
            for reference in
                entry.references.iter().filter(|r| r.kind == ReferenceKind::Text)
            {
                let at = (reference.from.page, reference.from.line);
                if at.1 > 0 {
                    places.push((heading, at));
                }
            }
        }
    }
    let sample = sample(places, 200);
    assert_eq!(sample.len(), 200);
    let found = |words: &str, at| {
        words
            .split(|c: char| !c.is_alphanumeric() && c != '\u{200c}')
            .any(|word| !word.is_empty() && stands(&lines, word, at))
    };
    let wrong: Vec<_> = sample
        .iter()
        .filter(|(heading, at)| !heading.patterns.iter().any(|p| found(&p.text, *at)))
        .map(|(heading, at)| (heading.path.join(" > "), at))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn five_hundred_places_of_the_concordance_are_on_their_lines() {
    check_concordance(reader());
}

#[test]
fn two_hundred_references_of_the_indexes_lead_to_their_words() {
    assert!(reader().read.headings.len() >= 120);
    check_index(reader());
}

#[test]
fn locators_follow_when_lines_move() {
    let project = Project::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("edition");
    for entry in walkdir::WalkDir::new(&from).into_iter().flatten() {
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(&from).expect("the walk stays below");
            let data = fs::read(entry.path()).expect("the edition can be read");
            project.write(&format!("edition/{}", below.display()), data);
        }
    }
    let text = project.text("edition/texts/nationalization.dj");
    let (title, rest) = text.split_once("\n\n").expect("a title and its text");
    let more = "A paragraph that was not here moves the lines below it. ".repeat(7);
    project.write(
        "edition/texts/nationalization.dj",
        format!("{title}\n\n{more}\n\n{rest}"),
    );
    let book = Book::of(&project.path("edition"));
    assert_ne!(printed(&book), printed(reader()));
    check_concordance(&book);
    check_index(&book);
}

#[test]
fn every_token_is_counted_once() {
    let book = reader();
    let model = &book.read.model;
    let counted: usize = model
        .texts
        .iter()
        .filter(|text| text.role == Role::Body)
        .flat_map(|text| &text.blocks)
        .filter(|block| block.kind != BlockKind::Speaker)
        .map(|block| tokens(block).len())
        .sum();
    for scope in [Scope::Text, Scope::Language, Scope::All] {
        let made = all_words(book, scope);
        let words = made.sections.iter().flat_map(|section| &section.words);
        assert_eq!(
            words.map(|word| word.lines.len()).sum::<usize>(),
            counted,
            "{scope:?}"
        );
        assert_eq!(
            made.sections.iter().map(|s| s.tokens as usize).sum::<usize>(),
            counted
        );
    }
}

/// A text whose paragraphs are marked for headings of three levels.
fn ledger(paragraphs: usize) -> String {
    let mut text = "# Ledger\n".to_owned();
    let pick = |list: &[&'static str], k: usize| list[k % list.len()];
    for k in 0..paragraphs {
        let topic = pick(
            &["copper", "nitrate", "wages", "bread", "coal", "rails", "harbors"],
            k * 5 + k / 9,
        );
        let sub = pick(
            &["prices", "mines", "exports", "unions", "laws", "boards"],
            k * 7 + k / 5,
        );
        let deep = pick(&["before the war", "after the strike", "in the north"], k / 3);
        let path = [
            topic.to_owned(),
            format!("{topic} > {sub}"),
            format!("{topic} > {sub} > {deep}"),
        ];
        text += &format!(
            "\nThe [{topic}]{{index=\"subjects: {}\"}} of the harbor.\n",
            path[k % 3]
        );
    }
    text
}

const SUBJECTS: &str = "[[index]]\nid = \"subjects\"\n";

#[test]
fn a_column_that_begins_under_a_heading_says_so() {
    let book = Book::of_text(SUBJECTS, &ledger(700));
    let last = book.text_pages().end;
    let mut continued = 0;
    for page in last..last + book.built.book.sections[0].pages.len() {
        let body =
            |run: &variorum::publish::dump::Run| matches!(run.part, RunPart::Body(_));
        // The runs of each of the two columns from the top, joined by line.
        let sides = &book.read.edition.page;
        let folio = book.on(page, |_| true).next().map(|run| run.folio.clone());
        let recto = folio
            .and_then(|folio| folio.parse::<u32>().ok())
            .is_some_and(|n| n % 2 == 1);
        let left = if recto { sides.inner } else { sides.outer };
        let middle = left + (sides.width - sides.inner - sides.outer) / 2.0;
        for right in [false, true] {
            let mut lines: BTreeMap<i64, (f64, String)> = BTreeMap::new();
            let in_column =
                |run: &&variorum::publish::dump::Run| (run.x > middle) == right;
            for run in book.on(page, body).filter(in_column).filter(|run| run.size < 9.0)
            {
                let line =
                    lines.entry((run.y * 10.0) as i64).or_insert((run.x, String::new()));
                line.1.push_str(&run.text);
            }
            let lines: Vec<_> = lines.into_values().collect();
            let left = lines.iter().map(|line| line.0).fold(f64::INFINITY, f64::min);
            let is_sub = |line: &(f64, String)| line.0 > left + 4.0;
            let Some(first) = lines.first() else { continue };
            // A letter stands in the middle.
            let is_letter = first.1.trim().len() == 1;
            assert!(is_letter || !is_sub(first), "page {page}: {}", first.1);
            if first.1.contains("(cont.)") {
                continued += 1;
                assert!(is_sub(&lines[1]), "page {page}: {}", lines[1].1);
            }
        }
    }
    assert!(continued > 0);
}

#[test]
fn run_in_subentries_stand_in_the_paragraph_of_their_heading() {
    let manifest = format!(
        "{SUBJECTS}sub-entries = \"run-in\"\nlocator = \"page\"\nadjacent = \"range\"\n"
    );
    let text = "# A\n\n[x]{index=\"subjects: copper > mines\"} and [y]{index=\"subjects: copper\"}.\n";
    let book = Book::of_text(&manifest, text);
    let page = book.text_pages().end;
    let words: String = book
        .on(page, |run| run.size < 9.0)
        .map(|run| run.text.as_str())
        .collect();
    assert_eq!(words.trim(), "Ccopper, 1: mines, 1");
}

#[test]
fn an_index_of_words_has_its_first_and_last_word_in_its_heads() {
    let words: Vec<String> = (0..1200)
        .map(|k| format!("w{}{}", (b'a' + (k / 60) as u8 % 26) as char, k))
        .collect();
    let text = format!(
        "# Words\n\n{}\n",
        words.chunks(40).map(|w| w.join(" ")).collect::<Vec<_>>().join("\n\n")
    );
    let manifest = "[concordance]\nkind = \"verborum\"\nmin = 1\nstatistics = true\n";
    let book = Book::of_text(manifest, &text);
    let page = book.text_pages().end + 1;
    let head: String = book
        .on(page, |run| run.part == RunPart::Head)
        .map(|run| run.text.as_str())
        .collect();
    let strong: Vec<&str> = book
        .on(page, |run| {
            matches!(run.part, RunPart::Body(_)) && run.text.trim().starts_with('w')
        })
        .map(|run| run.text.trim())
        .collect();
    let bare_head = bare(&head);
    assert!(strong.len() > 60, "{strong:?}");
    let (first, last) = (bare(strong[0]), bare(strong[strong.len() - 1]));
    assert!(bare_head.contains(&format!("{first}{last}")), "{head}: {first} {last}");
}

/// An edition with an index, a text that says Allende, and the files given.
fn edition(files: &[(&str, &str)]) -> Project {
    let manifest =
        "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n[[index]]\nid = \"names\"\n";
    let text = "# A\n\nAllende spoke to Allende of [copper]{index=\"names: copper\"}.\n";
    let start = [("edition.toml", manifest), ("a.dj", text)];
    Project::edition(start.iter().chain(files).copied())
}

#[test]
fn each_fault_of_an_index_has_its_diagnostic() {
    let heading = |lines: &str| format!("[[heading]]\nindex = \"names\"\n{lines}\n");
    let faults: [(&str, i32, String); 9] = [
        ("dangling-reference", 1, heading("name = \"A\"\nsee = [\"B\"]")),
        (
            "circular-see",
            1,
            heading("name = \"A\"\nsee = [\"B\"]")
                + &heading("name = \"B\"\nsee = [\"A\"]"),
        ),
        ("unused-heading", 0, heading("name = \"Frei\"")),
        (
            "same-sort-key",
            0,
            heading("name = \"Allende\"\npatterns = [\"Allende\"]")
                + &heading("name = \"A.\"\nsort = \"Allende\"\npatterns = [\"Allende\"]"),
        ),
        (
            "near-duplicate",
            0,
            heading("name = \"Allende, S\"\npatterns = [\"Allende\"]")
                + &heading("name = \"Allende S.\"\npatterns = [\"Allende\"]"),
        ),
        ("bad-regex", 1, heading("name = \"A\"\nregex = ['All(ende']")),
        (
            "pattern-unmatched",
            0,
            heading("name = \"A\"\npatterns = [\"Allende\", \"Frei\"]"),
        ),
        (
            "pattern-unmatched",
            0,
            heading("name = \"A\"\npatterns = [\"Allende\"]\nregex = ['Fre+i']"),
        ),
        (
            "duplicate-heading-id",
            1,
            heading("name = \"A\"\nid = \"a\"") + &heading("name = \"B\"\nid = \"a\""),
        ),
    ];
    for (code, exit, file) in faults {
        edition(&[("index.toml", &file)])
            .run(&["check"])
            .exits(exit)
            .reports(code);
    }
    let text = "# A\n\nOf [copper]{index=\"names:( copper\"} and tin.\n";
    edition(&[("a.dj", text)])
        .run(&["check"])
        .exits(1)
        .reports("range-without-end");
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n[concordance]\nby = \"lemma\"\nlemmas = { en = \"l.tsv\" }\n";
    let files = [
        ("edition.toml", manifest),
        ("a.dj", "# A\n\nb\n"),
        ("l.tsv", "spoke\tspeak\nbroken\n"),
    ];
    Project::edition(files)
        .run(&["check"])
        .exits(1)
        .reports("bad-lemma-line")
        .reports("l.tsv:2");
    let manifest = manifest.replace("lemmas = { en = \"l.tsv\" }\n", "");
    let files = [("edition.toml", &*manifest), ("a.dj", "# A\n\nb\n")];
    Project::edition(files)
        .run(&["check"])
        .exits(1)
        .reports("missing-lemmas");
}

#[test]
fn a_running_head_names_a_lemma_whose_lines_run_on_from_the_page_before() {
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\nlanguage = \"en\"\n[[text]]\n\
                    file = \"b.dj\"\nlanguage = \"fa\"\n[concordance]\nby = \"lemma\"\n\
                    lemmas = { en = \"l.tsv\" }\nmin = 1\nmax = 200\n";
    let mut text = String::from("# A\n\n");
    for k in 0..120 {
        text += &format!("They spoke{k} spoke to the others again. ");
    }
    let files = [
        ("edition.toml", manifest),
        ("a.dj", &text),
        ("b.dj", "# ب\n\nآبادی دریا\n"),
        ("l.tsv", "spoke\tspeak\n"),
    ];
    let outcome = Project::edition(files).run(&["build", "edition"]);
    let outcome = outcome.exits(0);
    assert!(!outcome.stderr.contains("running-head-wrong"), "{}", outcome.stderr);
}

#[test]
fn a_pattern_that_finds_too_much_is_reported() {
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n[[index]]\nid = \"names\"\ntoo-many = 1\n";
    let heading =
        "[[heading]]\nindex = \"names\"\nname = \"A\"\npatterns = [\"Allende\"]\n";
    let project = edition(&[("edition.toml", manifest), ("index.toml", heading)]);
    project.run(&["check"]).exits(0).reports("pattern-too-common");
}

#[test]
fn tables_are_exported_in_each_form() {
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n[[index]]\nid = \"names\"\n[concordance]\nmin = 1\n";
    let project = edition(&[("edition.toml", manifest)]);
    for form in ["tsv", "csv", "json", "vertical"] {
        let out = format!("words.{form}");
        project
            .run(&["export", "edition", "--concordance", form, &out])
            .exits(0)
            .prints("");
    }
    assert!(
        project
            .text("words.tsv")
            .contains("\nen\tAllende\t2\ta\t1\t1\t5\t\tAllende\t spoke")
    );
    assert!(
        project
            .text("words.csv")
            .contains("\r\nen,Allende,2,a,1,1,5,,Allende, spoke")
    );
    let json: serde_json::Value =
        serde_json::from_str(&project.text("words.json")).expect("it is JSON");
    assert_eq!(json["sections"][0]["words"][0]["places"][1]["byte"], 22);
    let vertical = project.text("words.vertical");
    assert!(vertical.starts_with(
        "<text id=\"a\" lang=\"en\" title=\"A\">\n<head n=\"1\">\nA\ta\t_\ten\t1\t0\t2\n"
    ));
    assert!(vertical.contains("\n<p n=\"2\">\nAllende\tallende\t_\ten\t1\t1\t5\n"));
    project
        .run(&["export", "edition", "--index", "json", "index.json"])
        .exits(0);
    let json: serde_json::Value =
        serde_json::from_str(&project.text("index.json")).expect("it is JSON");
    assert_eq!(json[0]["entries"][0]["references"][0]["line"], 1);
    project.run(&["export", "edition", "--index", "xml", "x"]).exits(2);
    project.run(&["export", "edition"]).exits(2);
    project
        .run(&["export", "edition", "--index", "vertical", "x"])
        .exits(2);
    let bare = edition(&[]);
    bare.run(&["export", "edition", "--concordance", "tsv", "x"])
        .exits(1)
        .reports("no-concordance");
    bare.run(&["export", "edition", "--concordance", "vertical", "x"])
        .exits(0);
}
