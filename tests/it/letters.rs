//! Parts of a book that stand in a place of their own: letters, the contents, the title page,
//! poems by their longest line.

use lopdf::Document;

use crate::support::Project;

fn edition(manifest: &str, text: &str) -> Project {
    let manifest =
        format!("title = \"The Mill\"\n{manifest}\n[[text]]\nfile = \"a.dj\"\n");
    Project::edition([("edition.toml", &*manifest), ("a.dj", text)])
}

/// The lines of all pages as `--emit pages` prints them: page, part, place and words.
fn pages(project: &Project) -> Vec<(String, f64, String)> {
    let printed = project.run(&["build", "--emit", "pages"]).exits(0).stdout;
    let run = |line: &str| {
        let (page, rest) = line.split_once(' ')?;
        let (_, rest) = rest.split_once("x=")?;
        let (x, rest) = rest.split_once(' ')?;
        let words = rest.split_once('"')?.1.trim_end_matches('"');
        Some((page.to_owned(), x.parse().ok()?, words.to_owned()))
    };
    printed.lines().filter_map(run).collect()
}

fn x_of(runs: &[(String, f64, String)], words: &str) -> f64 {
    let run = runs.iter().find(|run| {
        let rest = run.2.strip_prefix(words);
        run.0.starts_with('p')
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    run.unwrap_or_else(|| panic!("no `{words}` in {runs:#?}")).1
}

#[test]
fn a_letter_has_its_date_and_signature_at_the_end_of_the_line() {
    let text = "# A letter\n\n{.dateline}\nValparaíso\n\n{.salute}\nDear Ana,\n\nRopes hold.\n\n\
                {.signed}\nIda\n";
    let project = edition("", text);
    let runs = pages(&project);
    let start = x_of(&runs, "Dear");
    assert!(x_of(&runs, "Valparaíso") > start + 200.0);
    assert!(x_of(&runs, "Ida") > start + 200.0);
    assert!(!project.run(&["check"]).exits(0).stderr.contains("class"));
}

#[test]
fn the_contents_have_headings_on_request() {
    let text = "# Tolls\n\n## Of boats\n\nA toll.\n\n### By night\n\nAnother.\n\n## Of carts\n\nA third.\n";
    let has = |manifest: &str| {
        let runs = pages(&edition(manifest, text));
        let front = |run: &&(String, f64, String)| run.0.starts_with("pv");
        let words: Vec<&str> =
            runs.iter().filter(front).map(|run| run.2.as_str()).collect();
        ["Tolls", "boats", "night", "carts"]
            .map(|word| words.iter().any(|run| run.contains(word)))
    };
    assert_eq!(has(""), [true, false, false, false]);
    assert_eq!(has("[contents]\ndepth = 2"), [true, true, false, true]);
    assert_eq!(has("[contents]\ndepth = 3"), [true; 4]);
    edition("[contents]\ndepth = 9", text)
        .run(&["check"])
        .exits(1)
        .reports("out-of-range");
}

#[test]
fn headings_in_the_contents_lead_to_their_pages() {
    let filler = "The ferry leaves at noon and comes back at dusk.\n\n".repeat(90);
    let text = format!("# Tolls\n\n## Boats\n\n{filler}## Carts\n\n{filler}");
    let project = edition("[contents]\ndepth = 2", &text);
    let runs = pages(&project);
    let of = |word: &str| {
        let mut all = runs.iter().filter(|run| run.2 == word && !run.0.starts_with("pv"));
        all.next().map(|run| run.0[1..].to_owned()).expect("a heading")
    };
    let contents: Vec<&str> = runs
        .iter()
        .filter(|run| run.0.starts_with("pv"))
        .map(|run| run.2.as_str())
        .collect();
    for word in ["Boats", "Carts"] {
        let at = contents.iter().position(|one| *one == word).expect("an entry");
        let folio = contents[at..]
            .iter()
            .find(|one| one.chars().all(|c| c.is_ascii_digit()));
        assert_eq!(folio.copied(), Some(of(word).as_str()), "{word}");
    }
    assert_ne!(of("Boats"), of("Carts"));
}

#[test]
fn the_title_page_has_the_device_of_the_press() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"><rect width=\"20\" height=\"10\"/></svg>";
    let manifest = "publisher = \"Pier Press\"\nplace = \"Melipilla\"\nprinting = \"Second printing\"\ndevice = \"device.svg\"";
    let text = "# Tolls\n\nA toll.\n";
    let project = edition(manifest, text).file("edition/device.svg", svg);
    project.run(&["build"]).exits(0);
    let words = pages(&project);
    assert!(
        words.iter().any(|run| run.0 == "piv" && run.2.contains("printing")),
        "{words:#?}"
    );
    let figures = |project: &Project| {
        let doc =
            Document::load_mem(&project.bytes("output/edition.pdf")).expect("a PDF");
        let is_figure = |object: &&lopdf::Object| {
            let kind = object.as_dict().ok().and_then(|dict| dict.get(b"S").ok());
            kind.and_then(|kind| kind.as_name().ok()) == Some(b"Figure".as_slice())
        };
        doc.objects.values().filter(is_figure).count()
    };
    assert_eq!(figures(&project), 1);
    let without = edition(manifest, text);
    without.run(&["build"]).exits(0).reports("missing-picture");
    assert_eq!(figures(&without), 0);
}

#[test]
fn a_poem_stands_by_its_longest_line() {
    let text = "# A poem\n\n::: verse\nSlow. \\\nSlow is the river and the long brown rope.\n:::\n";
    let start = pages(&edition("", text));
    let middle = pages(&edition("[verse]\nplace = \"middle\"", text));
    let x = |runs: &[(String, f64, String)]| (x_of(runs, "Slow."), x_of(runs, "Slow"));
    let ((a, b), (c, d)) = (x(&start), x(&middle));
    assert!((a - b).abs() < 0.1 && (c - d).abs() < 0.1);
    // Its longest line is about 186 points wide, and the measure 312.
    assert!(c > a + 15.0 && (c - 53.9 - 63.0).abs() < 3.0, "{c}");
}

#[test]
fn a_heading_has_no_bar_where_a_page_of_a_witness_begins() {
    let text = "# Tolls\n\n## Of []{.page n=4 ed=B}boats\n\nA []{.page n=5 ed=B}toll.\n";
    let project = edition("[[witness]]\nid = \"B\"", text);
    let runs = pages(&project);
    let bars = runs.iter().filter(|run| run.2.contains('|')).count();
    assert_eq!(bars, 1, "{runs:#?}");
    assert!(runs.iter().any(|run| run.2.contains('4')), "the margin has it");
}

#[test]
fn speakers_stand_in_the_middle_on_request() {
    let text = "# A play\n\n::: speech\n[Pilot]{.speaker} Cast off!\n:::\n";
    let margin = x_of(&pages(&edition("", text)), "Pilot");
    let middle = x_of(&pages(&edition("[verse]\nspeakers = \"middle\"", text)), "Pilot");
    assert!(middle > margin + 100.0);
}

#[test]
fn decimals_of_a_column_stand_one_under_the_other_and_captions_near() {
    let text = "# Tolls\n\n| ship | toll |\n|:-----|-----:|\n| Gull | 11.5 |\n| Tern | 4 |\n| Rook | 112.25 |\n\n^ Of the year\n\nA line.\n";
    let project = edition("", text);
    let printed = project.run(&["build", "--emit", "typst"]).exits(0).stdout;
    for wanted in
        ["pads: (\"1\": \"0\", )", "pads: (\"1\": \".00\", )", "captioned: true"]
    {
        assert!(printed.contains(wanted), "{wanted}: {printed}");
    }
    let runs = pages(&project);
    let x = |words: &str| x_of(&runs, words);
    // A figure is about five points wide, and the whole part of these one, two and three.
    let digit = x("11.5") - x("112.25");
    assert!(digit > 4.0, "{digit}");
    assert!((x("4") - x("11.5") - digit).abs() < 0.2, "{digit}");
}

#[test]
fn a_design_has_a_face_for_titles_an_ornament_and_white_between_letters_on_request() {
    let text = "# Tolls\n\nThe ferry leaves at noon and comes back at dusk with eleven passengers and a goat, which nobody had seen before.\n\n* * *\n\nA line.\n";
    let plain = pages(&edition("", text));
    let other = pages(&edition(
        "[design]\ntitles = \"Gentium Plus\"\nornament = \"❦\"\ntracking = true",
        text,
    ));
    let ornament = |runs: &[(String, f64, String)]| runs.iter().any(|run| run.2 == "❦");
    assert!(ornament(&other) && !ornament(&plain));
    let title = |runs: &[(String, f64, String)]| {
        runs.iter()
            .find(|run| run.0 == "p1" && run.2 == "Tolls")
            .map(|run| run.1)
    };
    assert!(title(&plain).is_some() && title(&plain) != title(&other));
    let line = |runs: &[(String, f64, String)]| -> Vec<f64> {
        let first = runs.iter().filter(|run| run.0 == "p1").skip(1);
        first.take(8).map(|run| run.1).collect()
    };
    assert_ne!(line(&plain), line(&other));
}
