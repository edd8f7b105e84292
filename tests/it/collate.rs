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
            "weir\t1-1\told\tA\tom.\t2\t1\tsubstantive\t",
            "weir\t1-2\t\tA\tOLD\t3\t2\tsubstantive\t",
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
    assert_eq!(units(&project), ["weir\t1-2\tkeeper\tC\tporter\t4\t1\tsubstantive\t"]);
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
