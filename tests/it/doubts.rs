//! What is right leaves no doubt: pages on which the account once missed what stood there.

use crate::support::Project;

/// Asserts that the account of an edition finds all that it looks for.
#[track_caller]
fn is_sure(project: &Project, folder: &str) {
    let outcome = project.run(&["check", folder, "--format", "json"]).exits(0);
    let doubts: Vec<&str> = outcome
        .stderr
        .lines()
        .chain(outcome.stdout.lines())
        .filter(|line| line.contains("-wrong\"") || line.contains("\"words-"))
        .collect();
    assert!(doubts.is_empty(), "{}", doubts.join("\n"));
}

#[track_caller]
fn edition(manifest: &str, text: &str) {
    let manifest = format!("{manifest}[[text]]\nfile = \"a.dj\"\n");
    let project = Project::edition([("edition.toml", &*manifest), ("a.dj", text)]);
    is_sure(&project, "edition");
}

/// An edition made from a TEI file with the body given.
#[track_caller]
fn tei(body: &str) {
    let source = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
         <title>The Weir</title></titleStmt><publicationStmt><p/></publicationStmt>\
         <sourceDesc><listWit><witness xml:id=\"A\"/><witness xml:id=\"B\"/></listWit>\
         </sourceDesc></fileDesc></teiHeader><text><body>{body}</body></text></TEI>"
    );
    let project = Project::new();
    project.write("weir.xml", source);
    project.run(&["new", "weir", "--from", "weir.xml"]).exits(0);
    is_sure(&project, "weir");
}

/// So many invented words.
fn words(stem: &str, count: usize) -> String {
    let words: Vec<String> = (0..count).map(|k| format!("{stem}{k}")).collect();
    words.join(" ")
}

/// So many words, each of which begins alike.
fn said(stem: &str, count: usize) -> String {
    let more = (1..count).map(|k| format!(" {stem}x{k}"));
    format!("{stem}{}", more.collect::<String>())
}

const SMALL: &str = "[page]\nwidth = \"96mm\"\nheight = \"89mm\"\ninner = \"12mm\"\nouter = \"16mm\"\n\
                     head = \"14mm\"\nfoot = \"12mm\"\n";

#[test]
fn a_siglum_may_stand_alone_on_the_page_behind_that_of_its_entry() {
    let manifest = format!(
        "title = \"T\"\n{SMALL}[lineation]\nby = \"page\"\n[[witness]]\nid = \"B\"\n\
         [[series]]\nid = \"app\"\nlayout = \"line\"\ncolumns = 2\n\
         [[series]]\nid = \"notes\"\nkind = \"familiar\"\n"
    );
    let text = format!(
        "# Title\n\nta0[^0] [mor1]{{B=\"{}\"}} li2[^2] [sen3]{{B=\"b3\"}} u4 ta5 [mor6]{{B=\"b6\"}} \
         li7[^7] sen8.\n\n[^0]: {}\n\n[^2]: {}\n\n[^7]: {}\n",
        said("b1", 13),
        said("n0", 250),
        said("n2", 60),
        said("n7", 28),
    );
    edition(&manifest, &text);
}

#[test]
fn sigla_are_found_where_many_entries_run_on() {
    let witnesses: String = (0..90)
        .map(|k| format!("[[witness]]\nid = \"w{k}\"\nsiglum = \"{}\"\n", 100 + 7 * k))
        .collect();
    let manifest = format!("title = \"T\"\n{SMALL}{witnesses}");
    let mut text = "# Title\n\n".to_owned();
    for k in 0..14 {
        let readings: Vec<String> =
            (k..90).map(|w| format!("w{w}=\"b{k}v{}\"", w % 3)).collect();
        text += &format!("[word{k}]{{{}}} ", readings.join(" "));
    }
    edition(&manifest, &(text + "\n"));
}

#[test]
fn a_number_may_stand_before_the_signs_of_an_entry_without_a_lemma() {
    let more = "and went ".repeat(20);
    tei(&format!(
        "<p>Before <app><lem>it</lem><rdg wit=\"#B\">this</rdg></app> came {more}\
         <app><lem wit=\"#A\"/><rdg wit=\"#B\"/><rdg wit=\"#B\">wine of the hill</rdg></app> \
         and then it went away.</p>"
    ));
}

#[test]
fn a_running_head_may_be_a_sign_and_dots() {
    let manifest = format!("title = \"# {}\"\n{SMALL}", "x".repeat(120));
    edition(&manifest, &format!("# T\n\n{}\n", words("word", 700)));
}

#[test]
fn a_mark_of_another_font_says_no_letter_twice() {
    let text = "رود ".repeat(900);
    edition(
        &format!("title = \"Divān\"\nlanguage = \"fa\"\n{SMALL}"),
        &format!("# رود\n\n{text}\n"),
    );
}

#[test]
fn locators_of_page_and_line_are_read_from_left_to_right_in_arabic() {
    let line = "كتاب النهر [سعيد]{index=\"names: سعيد\"} والجسر ".repeat(90);
    edition(
        &format!(
            "title = \"كتاب\"\nlanguage = \"ar\"\n{SMALL}[[index]]\nid = \"names\"\n\
             title = \"أسماء\"\n"
        ),
        &format!("# كتاب\n\n{line}\n"),
    );
}

#[test]
fn a_name_of_a_line_may_have_words_of_the_other_direction() {
    let parts: String = (1..9)
        .map(|k| format!("<milestone unit=\"part\" n=\"{k}\"/>נהר גדול <seg n=\"corr\">וגשר</seg> ישן "))
        .collect();
    tei(&format!("<p xml:lang=\"he\">{parts}</p>"));
}

#[test]
fn witnesses_are_listed_above_a_foot_on_a_page_whose_title_is_of_the_manifest() {
    let manifest = "title = \"T\"\n[apparatus]\nwitnesses-at-foot = true\n[[witness]]\nid = \"A\"\n\
                    [[text]]\nfile = \"a.dj\"\ntitle = \"Given\"\n";
    let text = "- item [rope]{A=\"chain\"} and more words of the item\n";
    let files = [("edition.toml", manifest), ("a.dj", text)];
    let said = Project::edition(files).run(&["check"]).exits(0).stderr;
    assert!(!said.contains("words-lost"), "{said}");
}

#[test]
fn a_mark_without_a_letter_is_printed_once() {
    edition(
        "title = \"T\"\nlanguage = \"fa\"\n",
        "قایق رفت[^1] \u{651} برگشت.\n\n[^1]: دیر.\n",
    );
}

#[test]
fn rows_of_heads_stand_where_they_are() {
    let text = "The loads:\n\n| c | d |\n| a | b |\n|---|---|\n| e | f |\n| g | h |\n|---|---|\n";
    edition("title = \"T\"\n", text);
    let cells =
        [["kind", "of load"], ["1970", "twelve"], ["place", "of load"], ["quay", "four"]];
    let rows = cells.iter().enumerate().map(|(k, [a, b])| match k % 2 {
        0 => format!("<row role=\"label\"><cell>{a}</cell><cell>{b}</cell></row>"),
        _ => format!("<row><cell role=\"label\">{a}</cell><cell>{b}</cell></row>"),
    });
    tei(&format!("<table>{}</table>", rows.collect::<String>()));
}

#[test]
fn marks_of_a_cell_may_stand_on_the_page_behind_its_words() {
    let manifest = format!(
        "title = \"T\"\n{SMALL}[[series]]\nid = \"notes\"\nkind = \"familiar\"\nplace = \"book\"\n"
    );
    let calls: String = (0..90).map(|k| format!("[^{k}]")).collect();
    let notes: String = (0..90).map(|k| format!("\n[^{k}]: x{k}\n")).collect();
    let long = words("w", 30);
    edition(
        &manifest,
        &format!("{long}\n\n| a | b{calls} | c{long} |\n| d | e | f |\n{notes}"),
    );
    // A line of marks alone, beside a cell of more lines.
    edition(&manifest, &format!("| a{calls} z | c d e f g h {long} |\n{notes}"));
}

#[test]
fn numbers_beside_lines_stay_on_the_paper() {
    let manifest = "title = \"T\"\nlanguage = \"fa\"\n[page]\nwidth = \"90mm\"\nheight = \"120mm\"\ninner = \"8mm\"\n\
         outer = \"8mm\"\nhead = \"12mm\"\nfoot = \"10mm\"\n[lineation]\nby = \"text\"\nstart = 995\nstep = 1\n\
         [[text]]\nfile = \"a.dj\"\n";
    let text = vec!["قایق"; 60].join(" ");
    let project = Project::edition([("edition.toml", manifest), ("a.dj", &*text)]);
    let outcome = project.run(&["check", "edition"]).exits(0);
    assert!(!outcome.stderr.contains("ink-outside"), "{}", outcome.stderr);
}

#[test]
fn a_mark_at_the_start_of_a_comment_is_found_over_its_bracket() {
    let manifest = "title = \"T\"\n[[witness]]\nid = \"B\"\n";
    edition(manifest, "The [rope]{B=\"Oskar\" note=\"\u{301}twice\"} lay.\n");
    edition(manifest, "The rope lay.[^1]\n\n[^1]:\u{301} As they say.\n");
}

#[test]
fn entries_in_letters_of_the_other_direction_stand_in_their_order() {
    let manifest = "title = \"T\"\n[[witness]]\nid = \"B\"\n[[witness]]\nid = \"C\"\n";
    let text = "שלום שלום שלום שלום שלום שלום anda [knot]{C=om} and [boat]{B=\"ship\" form=mixed} \
                [old]{C=\"new\" conj=\"last :: Rook\"} שלום.\n";
    edition(&format!("language = \"he\"\n{manifest}"), text);
    let text = "The [ספר]{B=\"ספרים\"} and [אחת]{C=\"שתים\"} end.[^1]\n\n[^1]: ראו שם.\n";
    edition(manifest, text);
}

#[test]
fn what_no_line_has_room_for_is_broken_and_nothing_is_lost() {
    let tied = ["knot\u{a0}of\u{a0}the\u{a0}rope"; 12].join("\u{a0}");
    let dots = " .".repeat(120);
    for run in [tied, format!("a{dots} b"), "9".repeat(200), "מָ".repeat(150)] {
        let text = format!("The rope {run} lay.[^1]\n\n[^1]: As {run} says.\n");
        edition(&format!("title = \"T\"\n{SMALL}"), &text);
    }
}
