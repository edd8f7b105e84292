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
            "weir\tb\told\tA\tom.\t2\t1\tsubstantive\t",
            "weir\ta\twent\tA\tran\t3\t2\tsubstantive\t",
        ]
    );
}
