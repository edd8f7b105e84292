//! Collation through the program: from the transcriptions in `witnesses/` to units and entries.

use crate::support::Project;

const MANIFEST: &str = "title = \"The Weir\"\n[[text]]\nfile = \"weir.dj\"\n\
    [[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\nhand-of = \"A\"\n[[witness]]\nid = \"C\"\n";

const TEXT: &str = "[]{#weir-1-1}The old weir held the water back all winter.\n\n\
    []{#weir-1-2}In spring the keeper opened it.\n";

/// An edition with the transcriptions given.
fn edition(witnesses: &[(&str, &str)]) -> Project {
    let files = [("edition.toml", MANIFEST), ("weir.dj", TEXT)];
    Project::edition(files.into_iter().chain(witnesses.iter().copied()))
}

/// The units that the program prints, without their head.
fn units(project: &Project) -> Vec<String> {
    let out = project.run(&["collate", "--emit", "units"]).exits(0).stdout;
    out.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn plain_text_with_references_is_collated_section_by_section() {
    let project = edition(&[(
        "witnesses/A.txt",
        "Weir 1:1 The weir held the water back all winter\n\
         Weir 1:2 In spring the OLD keeper opened it\n",
    )]);
    assert_eq!(
        units(&project),
        [
            "weir\t1-1\told\tA\tom.\t2\t1\tsubstantive\t\t",
            "weir\t1-2\t\tA\tOLD\t3\t2\tsubstantive\t\t",
        ]
    );
}

#[test]
fn a_gap_is_no_omission_and_a_word_goes_on_behind_a_break() {
    let project = edition(&[(
        "witnesses/C.xml",
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text><body>\
         <p n=\"weir-1-1\">The old weir <gap reason=\"lost\"/> back all win\n<lb break=\"no\"/>ter.</p>\
         <p n=\"weir-1-2\">In spring the <del>porter</del><add>keeper</add> opened it.</p>\
         </body></text></TEI>",
    )]);
    assert_eq!(units(&project), ["weir\t1-2\tkeeper\tC\tporter\t4\t1\tsubstantive\t\t"]);
}

#[test]
fn units_are_entries_of_the_apparatus() {
    let project = edition(&[(
        "witnesses/A.txt",
        "1:1 The old weir kept the water back all winter\n\
         1:2 In spring the keeper opened it\n",
    )]);
    let table = project.run(&["check", "--emit", "table"]).exits(0).stdout;
    assert!(table.contains("held") && table.contains("kept"), "{table}");
}

#[test]
fn what_is_odd_in_a_transcription_is_a_warning_with_its_place() {
    let project = edition(&[
        ("witnesses/A.txt", "1:1 The old weir\n1:1 held the water\n1:2 In spring\n"),
        ("witnesses/C.txt", "\n"),
    ]);
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("section-twice") && said.contains("A.txt:2:"), "{said}");
    assert!(said.contains("empty-witness"), "{said}");
}

/// A text of two sections, the first one long; and what moved in it.
const PIER: &str = "[]{#1-1}With heavy ropes and iron hooks the ferry lay at anchor in the \
    narrow water below the stairs of the old light.\n\n[]{#1-2}Nobody came.\n";

const AT_THE_END: &str = "The ferry lay at anchor in the narrow water below the stairs of the \
    old light with heavy ropes and iron hooks.";

/// The entries of an edition of [`PIER`], as they are printed.
fn pier(manifest: &str, witnesses: &[(&str, &str)]) -> (Project, String) {
    let manifest = format!("{MANIFEST}{manifest}");
    let files = [("edition.toml", manifest.as_str()), ("weir.dj", PIER)];
    let project = Project::edition(files.into_iter().chain(witnesses.iter().copied()));
    let table = project.run(&["check", "--emit", "table"]).exits(0).stdout;
    (project, table)
}

#[test]
fn what_moved_is_one_entry_with_the_place_it_went_to() {
    let a = format!("1-1 {AT_THE_END}\n1-2 Nobody came.\n");
    let c =
        a.replace("with heavy ropes and iron hooks", "with heavy ropes and long hooks");
    let (project, table) = pier("", &[("witnesses/A.txt", &a)]);
    assert!(table.contains("transp. post light"), "{table}");
    assert!(!table.contains("add.") && !table.contains("om."), "{table}");
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("1 transpositions"), "{said}");
    // Where the words differ too, both places are printed.
    let (_, table) = pier("", &[("witnesses/A.txt", &a), ("witnesses/C.txt", &c)]);
    assert!(table.contains("transp. post light"), "{table}");
    assert!(table.contains("add. with heavy ropes and long hooks"), "{table}");
    // In the language of the apparatus; a section has its name.
    let turned = "1-2 Nobody came.\n1-1 With heavy ropes and iron hooks the ferry lay at anchor \
        in the narrow water below the stairs of the old light.\n";
    let german = "[apparatus]\nlanguage = \"de\"\n";
    let (_, table) = pier(german, &[("witnesses/C.txt", turned)]);
    assert!(table.contains("transp. vor 1-1"), "{table}");
}

#[test]
fn a_transposition_is_decided_where_the_base_text_has_the_words() {
    let a = format!("1-1 {AT_THE_END}\n1-2 Nobody came.\n");
    let (project, _) = pier("", &[("witnesses/A.txt", &a)]);
    project.run(&["collate"]).exits(0);
    let path = "edition/collation/weir.toml";
    let mut file = project.text(path);
    assert!(
        file.contains("{ text = \"transp. post light\", witnesses = [\"A\"] }"),
        "{file}"
    );
    file = file.replacen("decision = \"\"", "decision = \"suppress\"", 1);
    project.write(path, &file);
    let table = project.run(&["check", "--emit", "table"]).exits(0).stdout;
    assert!(!table.contains("ropes"), "{table}");
}

/// An edition with spellings, a manifest and pairs.
fn spelled(manifest: &str, pairs: &str, a: &str) -> Project {
    let manifest = format!("{MANIFEST}{manifest}");
    Project::edition([
        ("edition.toml", manifest.as_str()),
        ("weir.dj", "The old harbour was deep, and the ill wind blew.\n"),
        ("witnesses/A.txt", a),
        ("witnesses/C.txt", "The old harbour was deepe, and the ill wind blew.\n"),
        ("regularize.toml", pairs),
    ])
}

/// Lemma, witness, reading and class of each unit.
fn rows(project: &Project) -> Vec<String> {
    let short = |line: &String| {
        let fields: Vec<&str> = line.split('\t').collect();
        format!("{} {} {} {}", fields[2], fields[3], fields[4], fields[7])
    };
    units(project).iter().map(short).collect()
}

#[test]
fn spellings_of_an_edition_are_one_word_or_two() {
    let a = "The old haven was deepe, and the il wynd blew.\n";
    let none = spelled("", "", a);
    assert_eq!(
        rows(&none),
        [
            "harbour A haven substantive",
            "deep A deepe substantive",
            "deep C deepe substantive",
            "ill wind A il wynd substantive",
        ]
    );
    let pairs = "[[pair]]\nfrom = \"haven\"\nto = \"harbour\"\nclass = \"ignored\"\n\
        [[pair]]\nfrom = \"deepe\"\nto = \"deep\"\nwitness = \"A\"\n\
        [[pair]]\nfrom = \"Wynd\"\nto = \"wind\"\n\
        [[pair]]\nfrom = \"ill\"\nto = \"il\"\nlanguage = \"de\"\n";
    assert_eq!(
        rows(&spelled("", pairs, a)),
        [
            "deep A deepe orthographic",
            "deep C deepe substantive",
            "ill A il substantive",
            "wind A wynd orthographic",
        ]
    );
}

#[test]
fn a_pair_of_two_words_is_stronger_than_the_rules_and_odd_pairs_are_told() {
    let a = "The old HARBOUR was deep, and the ill wind blew.\n";
    let pairs = "[[pair]]\nfrom = \"deepe\"\nto = \"deep\"\n\
        [[pair]]\nfrom = \"mast\"\nto = \"maste\"\n";
    let project = spelled("", pairs, a);
    assert_eq!(rows(&project), ["deep C deepe orthographic"]);
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(
        said.contains("unused-pair") && said.contains("regularize.toml:5:"),
        "{said}"
    );
    let pairs = "[[pair]]\nfrom = \"deep e\"\nto = \"deep\"\n\
        [[pair]]\nfrom = \"x\"\nto = \"y\"\nwitnes = \"A\"\n\
        [[pair]]\nfrom = \"x\"\nto = \"y\"\nwitness = \"D\"\n";
    let said = spelled("", pairs, a).run(&["collate"]).exits(1).stderr;
    for told in ["bad-pair", "did you mean `witness`", "no witness `D`"] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn the_manifest_gives_rules_and_series_other_classes() {
    let a = "The old Harbour was deep and the il wind blew.\n";
    let manifest = "[collation]\nrules = { case = \"orthographic\", doubled = \"substantive\" }\n\
        series = { orthographic = \"app\" }\n\
        [collation.languages.en]\npunctuation = \"orthographic\"\n\
        [collation.languages.la]\ncase = \"substantive\"\n";
    let project = spelled(manifest, "", a);
    assert_eq!(
        rows(&project),
        [
            "harbour A Harbour orthographic",
            "deep C deepe substantive",
            ", A om. orthographic",
            "ill A il substantive",
        ]
    );
    let table = project.run(&["check", "--emit", "table"]).exits(0).stdout;
    assert!(table.contains("Harbour"), "{table}");
    let wrong = "[collation]\nrules = { doubbled = \"ignored\" }\nbase = \"X\"\n\
        series = { ignored = \"ap\" }\n";
    let said = spelled(wrong, "", a).run(&["check"]).exits(1).stderr;
    for told in ["did you mean `doubled`", "no witness `X`", "did you mean `app`"] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn a_base_text_that_is_a_witness_is_named_with_the_lemma() {
    let a = "The old haven was deep, and the ill wind blew.\n";
    let positive = "[apparatus]\nform = \"positive\"\n[collation]\nbase = \"C\"\n";
    let project = spelled(positive, "", a);
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("base-twice"), "{said}");
    std::fs::remove_file(project.path("edition/witnesses/C.txt")).expect("it is there");
    let emitted = project.run(&["collate", "--emit", "graph"]).exits(0).stdout;
    assert!(emitted.starts_with("text\tsection\tcolumn\tC\tA"), "{emitted}");
}

#[test]
fn paragraphs_of_a_base_text_in_tei_have_the_names_that_they_have_in_the_file() {
    let text = |first: &str, second: &str| {
        format!(
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text><body>\
             <p xml:id=\"weir-b\">{first}</p><p xml:id=\"weir-a\">{second}</p></body></text></TEI>"
        )
    };
    let project = Project::edition([
        ("edition.toml", MANIFEST.replace("weir.dj", "weir.xml").as_str()),
        ("weir.xml", &text("The old weir held.", "The keeper went home.")),
        ("witnesses/A.xml", &text("The weir held.", "The keeper ran home.")),
    ]);
    assert_eq!(
        units(&project),
        [
            "weir\tb\told\tA\tom.\t2\t1\tsubstantive\t\t",
            "weir\ta\twent\tA\tran\t3\t2\tsubstantive\t\t",
        ]
    );
}

#[test]
fn witnesses_in_the_json_of_collatex_are_collated() {
    let json = "{\"witnesses\": [\n\
        {\"id\": \"A\", \"content\": \"The old weir kept the water back all winter.\"},\n\
        {\"id\": \"C\", \"tokens\": [{\"t\": \"The \"}, {\"t\": \"olde \", \"n\": \"old\"}, \
        {\"t\": \"weir \"}, {\"t\": \"held \"}, {\"t\": \"the \"}, {\"t\": \"water \"}, \
        {\"t\": \"back.\", \"n\": \"back.\"}]}]}";
    let text = ("weir.dj", "The old weir held the water back all winter.\n");
    let given = |name: &'static str, json: &str| {
        Project::edition([("edition.toml", MANIFEST), text, (name, json)])
    };
    assert_eq!(
        rows(&given("witnesses/all.json", json)),
        ["held A kept substantive", "all winter C om. substantive"]
    );
    // In the folder of the text too; a name that is no witness is an error with its file.
    assert_eq!(rows(&given("witnesses/weir/all.json", json)).len(), 2);
    let wrong = json.replace("\"C\"", "\"D\"");
    let said = given("witnesses/all.json", &wrong).run(&["collate"]).exits(1).stderr;
    assert!(said.contains("no witness `D`") && said.contains("all.json:1:"), "{said}");
    let said = given("witnesses/all.json", "{\"witnesses\":").run(&["collate"]);
    assert!(said.exits(1).stderr.contains("bad-collatex"));
}

#[test]
fn several_files_of_json_are_sections() {
    let one = "{\"witnesses\":[{\"id\":\"A\",\"content\":\"The weir held the water back all winter.\"}]}";
    let two = "{\"witnesses\":[{\"id\":\"A\",\"content\":\"In spring the porter opened it.\"}]}";
    let project = edition(&[("witnesses/1-2.json", two), ("witnesses/1-1.json", one)]);
    assert_eq!(rows(&project), ["old A om. substantive", "keeper A porter substantive"]);
}

/// Tables as the two programs of CollateX write them, with words beside each other that no
/// alignment of this program would put there.
const BY_COLUMN: &str = "{\"witnesses\":[\"base\",\"A\"],\"table\":[\
    [[{\"t\":\"The \",\"n\":\"the\"}],[{\"t\":\"A \",\"n\":\"a\"}]],\
    [[{\"t\":\"old \"},{\"t\":\"weir \"}],[{\"t\":\"weir \"}]],\
    [[{\"t\":\"held \"}],[]],\
    [[{\"t\":\"fast\"},{\"t\":\".\"}],[{\"t\":\"fast\"},{\"t\":\"!\"}]]]}";
const BY_ROW: &str = "{\"table\":[[[{\"_sigil\":\"base\",\"t\":\"The \"}],\
    [{\"_sigil\":\"base\",\"t\":\"old \"},{\"_sigil\":\"base\",\"t\":\"weir \"}],\
    [{\"_sigil\":\"base\",\"t\":\"held \"}],\
    [{\"_sigil\":\"base\",\"t\":\"fast.\"}]],\
    [[{\"_sigil\":\"A\",\"t\":\"A \"}],[{\"_sigil\":\"A\",\"t\":\"weir \"}],null,\
    [{\"_sigil\":\"A\",\"t\":\"fast!\"}]]],\"witnesses\":[\"base\",\"A\"]}";

#[test]
fn an_alignment_made_elsewhere_is_kept() {
    let given = |json: &str| {
        Project::edition([
            ("edition.toml", MANIFEST),
            ("weir.dj", "The old weir held fast.\n"),
            ("witnesses/table.json", json),
        ])
    };
    for json in [BY_COLUMN, BY_ROW] {
        let project = given(json);
        assert_eq!(
            rows(&project),
            ["The A A substantive", "old weir held A weir substantive"],
            "the words of a cell stay in it"
        );
        project.run(&["check"]).exits(0);
    }
    let other = BY_COLUMN.replace("\"held \"", "\"kept \"");
    let said = given(&other).run(&["collate"]).exits(1).stderr;
    assert!(said.contains("`held`") && said.contains("`kept`"), "{said}");
    let nameless = BY_COLUMN.replace("\"base\"", "\"C\"");
    let said = given(&nameless).run(&["collate"]).exits(1).stderr;
    assert!(said.contains("no row of the table is the text `weir`"), "{said}");
}

#[test]
fn an_alignment_that_the_program_has_written_reads_back() {
    let a = "Weir 1:1 The weir kept the water all winter back\nWeir 1:2 In spring it opened\n";
    let c =
        "Weir 1:1 The old weir […] all winter\nWeir 1:2 In spring the keeper opened it\n";
    let project = edition(&[("witnesses/A.txt", a), ("witnesses/C.txt", c)]);
    let before = rows(&project);
    assert!(before.len() > 3, "{before:?}");
    let to = project.path("out");
    project.run(&["collate", "--to", &to.to_string_lossy()]).exits(0);
    let table =
        std::fs::read_to_string(to.join("weir-collatex.json")).expect("it is there");
    for name in ["A", "C"] {
        let path = project.path(&format!("edition/witnesses/{name}.txt"));
        std::fs::remove_file(path).expect("it was there");
    }
    project.write("edition/witnesses/weir.json", &table);
    assert_eq!(rows(&project), before);
}

/// The rows of a witness in TEI whose file has this inside its root, beside a short text.
fn beside(inside: &str) -> Vec<String> {
    let tei =
        format!("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/>{inside}</TEI>");
    rows(&Project::edition([
        ("edition.toml", MANIFEST),
        ("weir.dj", "The old weir held the water back, and nobody came.\n"),
        ("witnesses/A.xml", &tei),
    ]))
}

#[test]
fn all_bodies_of_a_transcription_are_read_and_pages_without_a_body() {
    let group = "<text><group><text><body><p>The old weir held the water</p></body></text>\
        <text><body><p>back, and none came.</p></body></text></group></text>";
    assert_eq!(beside(group), ["nobody A none substantive"]);
    let pages = "<sourceDoc><surface><zone><line>The old weir held the wa-</line>\
        <line>ter back,</line></zone></surface><surface><line>and none came.</line>\
        </surface></sourceDoc>";
    assert_eq!(beside(pages), ["nobody A none substantive"]);
}

#[test]
fn what_is_odd_or_dangerous_in_a_witness_is_told_and_does_no_harm() {
    let told = |name: &str, content: &[u8], told: &str, code: i32| {
        let project = edition(&[]);
        let path = project.path(&format!("edition/witnesses/{name}"));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, content).expect("written");
        let said = project.run_within(60, &["collate"]).exits(code).stderr;
        assert!(said.contains(told), "{name}: {told}: {said}");
        assert!(told.is_empty() || said.contains(name), "{name}: no place: {said}");
    };
    let text =
        "The old weir held the water back all winter. In spring the keeper opened it.";
    let repeated = format!("{text} ").repeat(1000);
    told("A.txt", repeated.as_bytes(), "much-longer", 0);
    told("A.txt", format!("{} {text}", "a".repeat(100_000)).as_bytes(), "", 0);
    let other = "die alte Mauer stand am Rand des Dorfes und niemand kam \
        zu ihr zwischen Herbst und Mai obwohl der Weg offen war ";
    told("A.txt", other.repeat(2).as_bytes(), "other-text", 0);
    told("A.txt", b"# One\n\nThe old weir[^1]\n\n[^1]: soon\n", "beside-text", 0);
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    told("A.txt", &utf16, "invalid-utf8", 1);
    told("A.txt", text.replace("old", "o\0ld").as_bytes(), "nul-character", 1);
    told("A.txt", text.replace(". ", ".\r\n").as_bytes(), "", 0);
    let nested = format!("<TEI>{}x{}</TEI>", "<p>".repeat(9000), "</p>".repeat(9000));
    told("A.xml", nested.as_bytes(), "xml-limit", 1);
    let entities = "<!DOCTYPE TEI [<!ENTITY a 'aaaaaaaaaaaaaaaa'>\
        <!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\
        <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>\
        <!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>\
        <!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>]>\
        <TEI><text><body><p>&f;</p></body></text></TEI>";
    told("A.xml", entities.as_bytes(), "xml-limit", 1);
    let hands = "<TEI><teiHeader><handNote xml:id='h1'/></teiHeader><text><body>\
        <p>The old <add hand='#h2'>grey</add> weir</p></body></text></TEI>";
    told("A.xml", hands.as_bytes(), "undeclared-hand", 0);
}

#[test]
fn a_witness_with_an_order_of_its_own_is_told_and_not_printed_line_by_line() {
    let line = |at: usize| {
        let word = ["rope", "lamp", "pier", "stone"][at % 4];
        format!("The {word} of house {} stood there.", "abcdefghijklmnop".split_at(at).1)
    };
    let base: Vec<String> =
        (0..14).map(|at| format!("[]{{#1-{at}}}{}\n", line(at))).collect();
    let a: Vec<String> =
        (0..14).rev().map(|at| format!("1-{at} {}\n", line(at))).collect();
    let project = Project::edition([
        ("edition.toml", MANIFEST),
        ("weir.dj", base.join("\n").as_str()),
        ("witnesses/A.txt", a.concat().as_str()),
    ]);
    assert_eq!(units(&project), [""; 0]);
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("own-order") && said.contains("13 of 14 sections"), "{said}");
}

#[test]
fn a_witness_with_two_files_or_beside_an_alignment_is_told() {
    let all = "{\"witnesses\":[{\"id\":\"A\",\"content\":\"The old weir kept fast.\"}]}";
    let files = |json: &'static str| {
        Project::edition([
            ("edition.toml", MANIFEST),
            ("weir.dj", "The old weir held fast.\n"),
            ("witnesses/A.txt", "The weir held fast.\n"),
            ("witnesses/more.json", json),
        ])
    };
    let twice = files(all);
    let said = twice.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("transcribed-twice") && said.contains("more.json"), "{said}");
    assert_eq!(rows(&twice), ["old A om. substantive"]);
    let said = files(BY_COLUMN).run(&["collate"]).exits(0).stderr;
    assert!(said.contains("beside-alignment") && said.contains("A.txt"), "{said}");
}
