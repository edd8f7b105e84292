//! The designs of the program: each sets a book whose account holds, in its own measures.

use lopdf::{Document, Object};

use crate::support::Project;

const LATIN: &str = "# The Ferry\n\nThe [rope]{B=\"cord\"} is wet, the [boat]{B=\"barge\"} is \
    tied,[^1] and the [keeper]{B=om} sleeps.\n\n## Night\n\nNobody [calls]{B=\"called\"}.\n\n[^1]: Not always.\n";
const PERSIAN: &str = "# قایق\n\n[طناب]{B=\"ریسمان\"} خیس است و قایق بسته،[^1] و نگهبان خواب.\n\n\
    ## شب\n\nکسی صدا [نمی‌زند]{B=\"نزد\"}.\n\n[^1]: نه همیشه.\n";

fn edition(design: &str, language: &str, text: &str) -> Project {
    let manifest = format!(
        "title = \"T\"\nlanguage = \"{language}\"\n[design]\nname = \"{design}\"\n[[witness]]\nid = \"A\"\n\
         [[witness]]\nid = \"B\"\n[[text]]\nfile = \"a.dj\"\n"
    );
    Project::edition([("edition.toml", &*manifest), ("a.dj", text)])
}

/// The trim of the first page, in millimeters.
fn trim(pdf: &[u8]) -> (f64, f64) {
    let doc = Document::load_mem(pdf).expect("a PDF");
    let page = doc.page_iter().next().expect("a page");
    let page = doc.get_dictionary(page).expect("a dictionary");
    let sides = page.get(b"MediaBox").and_then(Object::as_array).expect("a box");
    let side = |k: usize| f64::from(sides[k].as_float().expect("a number")) * 25.4 / 72.0;
    (side(2).round(), side(3).round())
}

#[test]
fn every_design_sets_a_book_in_its_own_measures() {
    for (design, wanted) in [
        ("octavo", (155.0, 235.0)),
        ("quarto", (210.0, 280.0)),
        ("vaziri", (165.0, 235.0)),
    ] {
        for (language, text) in [("en", LATIN), ("fa", PERSIAN)] {
            let project = edition(design, language, text);
            let said = project.run(&["build"]).exits(0).stderr;
            assert!(said.contains(" 0 lost"), "{design}, {language}: {said}");
            assert!(!said.contains("warning["), "{design}, {language}: {said}");
            assert_eq!(trim(&project.bytes("output/edition.pdf")), wanted, "{design}");
        }
    }
}

#[test]
fn the_quarto_has_its_apparatus_in_two_columns() {
    let lefts = |design: &str| {
        let pages = edition(design, "en", LATIN)
            .run(&["build", "--emit", "pages"])
            .exits(0);
        let x =
            |line: &str| line.split("x=").nth(1)?.split(' ').next()?.parse::<f64>().ok();
        let foot = pages.stdout.lines().filter(|line| line.contains(" foot "));
        foot.filter_map(x).fold(0.0, f64::max)
    };
    // The octavo has three short entries in the first half of its line.
    assert!(lefts("quarto") > 300.0, "{}", lefts("quarto"));
    assert!(lefts("octavo") < 300.0, "{}", lefts("octavo"));
}

#[test]
fn what_the_manifest_says_goes_before_the_design() {
    let project = edition("quarto", "en", LATIN);
    let manifest = project.text("edition/edition.toml") + "[page]\nwidth = \"180mm\"\n";
    project.write("edition/edition.toml", manifest);
    project.run(&["build"]).exits(0);
    assert_eq!(trim(&project.bytes("output/edition.pdf")), (180.0, 280.0));
}

#[test]
fn a_design_that_there_is_not_is_said() {
    let said = edition("vazir", "fa", PERSIAN).run(&["check"]).exits(1).stderr;
    assert!(said.contains("there is no design `vazir`"), "{said}");
    assert!(said.contains("did you mean `vaziri`?"), "{said}");
}

#[test]
fn a_new_edition_has_the_design_that_was_asked_for() {
    let project = Project::new().file("a.txt", "The rope is wet.\n\nNobody calls.\n");
    project
        .run(&["new", "made", "--from", "a.txt", "--design", "quarto"])
        .exits(0);
    assert!(
        project
            .text("made/edition.toml")
            .contains("[design]\nname = \"quarto\"\n")
    );
    project.run(&["build", "made"]).exits(0);
    let said = project
        .run(&["new", "other", "--from", "a.txt", "--design", "folio"])
        .exits(2);
    assert!(said.stderr.contains("there is no design `folio`"), "{}", said.stderr);
}

/// The words of the whole PDF.
fn read(project: &Project) -> String {
    crate::support::reader::pages(&project.bytes("output/edition.pdf")).join("\n")
}

#[test]
fn authors_and_translators_stand_on_the_title_page() {
    let project = edition("octavo", "en", LATIN);
    let people = "authors = [\"Una Rook\"]\neditors = [\"Ida Vane\"]\ntranslators = [\"Olo Fen\"]\n";
    let manifest = people.to_owned() + &project.text("edition/edition.toml");
    project.write("edition/edition.toml", manifest);
    project.run(&["build"]).exits(0);
    let words = read(&project);
    let at =
        |wanted: &str| words.find(wanted).unwrap_or_else(|| panic!("{wanted}: {words}"));
    assert!(at("Una Rook") < at("Edited by"), "{words}");
    assert!(at("Edited by") < at("Ida Vane") && at("Ida Vane") < at("Translated by"));
    assert!(at("Translated by") < at("Olo Fen"), "{words}");
}

#[test]
fn lists_have_the_comma_of_their_script() {
    let cases =
        [("he", "חבל", "כבל", "פתיל", false), ("fa", "طناب", "ریسمان", "رشته", true)];
    for (language, lemma, one, other, is_naskh) in cases {
        let text =
            format!("# {lemma}\n\n[{lemma}]{{A=\"{one}\" B=\"{other}\"}} {other}.\n");
        let project = edition("octavo", language, &text);
        project.run(&["build"]).exits(0);
        assert_eq!(read(&project).contains('،'), is_naskh, "{language}");
    }
}
