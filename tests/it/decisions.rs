//! Decisions on a collation through the program: written once, kept, applied, checked; and the
//! collation in the forms of other programs.

use crate::support::Project;

const MANIFEST: &str = "title = \"The Weir\"\n[[text]]\nfile = \"weir.dj\"\n\
    [[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\n[[witness]]\nid = \"C\"\n";

pub(crate) const FILES: [(&str, &str); 5] = [
    ("edition.toml", MANIFEST),
    (
        "weir.dj",
        "[]{#weir-1-1}The old weir held the water back all winter.\n\n\
         []{#weir-1-2}In spring the keeper opened it.\n",
    ),
    (
        "witnesses/A.txt",
        "Weir 1:1 The old weir kept the water back all winter\n\
         Weir 1:2 In spring the keeper opened it\n",
    ),
    (
        "witnesses/B.txt",
        "Weir 1:1 The old weir kept the water back all summer\n\
         Weir 1:2 In spring the porter opened it\n",
    ),
    (
        "witnesses/C.txt",
        "Weir 1:1 The old weir held the water back all winter\n\
         Weir 1:2 In spring the keeper shut it\n",
    ),
];

/// The file of decisions.
fn decisions(project: &Project) -> String {
    project.text("edition/collation/weir.toml")
}

/// Writes a decision in the place of the empty one of a lemma.
fn decide(project: &Project, lemma: &str, line: &str) {
    let mut file = decisions(project);
    let at = file.find(&format!("lemma = \"{lemma}\"")).expect("the unit is there");
    let old = "decision = \"\"";
    let place = at + file[at..].find(old).expect("it is undecided");
    file.replace_range(place..place + old.len(), line);
    project.write("edition/collation/weir.toml", &file);
}

#[test]
fn a_second_collation_keeps_the_file_to_the_byte_and_a_check_fails_until_all_is_decided()
{
    let project = Project::edition(FILES);
    let said = project.run(&["collate", "--check"]).exits(1).stderr;
    assert!(said.contains("undecided-units") && said.contains("4 units"), "{said}");
    assert!(!project.path("edition/collation").exists(), "a check writes nothing");
    project.run(&["collate"]).exits(0);
    decide(&project, "held", "decision = \"accept\" # both are good");
    let kept = decisions(&project);
    project.run(&["collate"]).exits(0);
    assert_eq!(decisions(&project), kept);
    let said = project.run(&["collate", "--check"]).exits(1).stderr;
    assert!(said.contains("3 units") && said.contains("collation/weir.toml:"), "{said}");
    for lemma in ["winter", "keeper", "opened"] {
        decide(&project, lemma, "decision = \"accept\"");
    }
    project.run(&["collate", "--check"]).exits(0);
}

#[test]
fn the_apparatus_is_what_was_decided() {
    let project = Project::edition(FILES);
    project.run(&["collate"]).exits(0);
    decide(&project, "held", "decision = \"suppress\"");
    decide(&project, "winter", "decision = \"accept\"\ncomment = \"a dry year\"");
    decide(&project, "keeper", "conjecture = \"miller\"\nby = \"Marsh\"");
    let table = project.run(&["check", "--emit", "table"]).exits(0).stdout;
    assert!(!table.contains("kept"), "{table}");
    for word in ["summer", "a dry year", "miller", "Marsh", "shut"] {
        assert!(table.contains(word), "{word}: {table}");
    }
    let units = project.run(&["collate", "--emit", "units"]).exits(0).stdout;
    assert!(
        units.contains("\tsuppress\t\n") && units.contains("\tconjecture\t\n"),
        "{units}"
    );
}

#[test]
fn a_decision_that_has_lost_its_ground_is_kept_and_named() {
    let project = Project::edition(FILES);
    project.run(&["collate"]).exits(0);
    decide(&project, "held", "decision = \"suppress\" # mine");
    project.write(
        "edition/witnesses/C.txt",
        "Weir 1:1 The old weir stopped the water back all winter\n\
         Weir 1:2 In spring the keeper shut it\n",
    );
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(
        said.contains("decision-moved") && said.contains("`stopped` is new"),
        "{said}"
    );
    let file = decisions(&project);
    assert!(file.contains("[[moved]]") && file.contains("# mine"), "{file}");
    project.run(&["collate", "--check"]).exits(1);
}

#[test]
fn a_file_of_decisions_with_a_fault_is_not_written() {
    let project = Project::edition(FILES);
    let bad = "text = \"weir\"\n[[unit]]\nsection = \"weir-1-1\"\ndecision = \"acept\"\n";
    project.write("edition/collation/weir.toml", bad);
    let said = project.run(&["collate"]).exits(1).stderr;
    assert!(said.contains("weir.toml:4:12") && said.contains("`accept`"), "{said}");
    assert_eq!(decisions(&project), bad);
}

#[test]
fn a_collation_goes_out_in_all_forms() {
    let project = Project::edition(FILES);
    project.run(&["collate", "--to", "out"]).exits(0);
    let names = project.files("out");
    assert_eq!(names.len(), 13, "{names:?}");
    let read = |name: &str| project.text(&format!("out/{name}"));
    assert!(read("weir-table.html").contains("title=\"witnesses/B.txt:2:"));
    assert!(read("weir-variants.nex").contains("NTAX=4"));
    let text = read("weir-agreement.txt");
    assert!(text.contains("Agreement in per cent, 4 units"), "{text}");
    assert!(!project.path("edition/collation").exists());
}

/// An edition in which a witness has a word more, and its decisions with a line for the addition.
fn with_addition(line: &str) -> Project {
    let project = Project::edition(FILES);
    project.write(
        "edition/witnesses/C.txt",
        "Weir 1:1 The old stone weir held the water back all winter\n\
         Weir 1:2 In spring the keeper shut it\n",
    );
    project.run(&["collate"]).exits(0);
    decide(&project, "", line);
    project
}

#[test]
fn words_that_are_added_become_the_lemma_when_the_editor_writes_them() {
    let project = with_addition("decision = \"lemma\"\nreading = \"stone\"");
    let said = project.run(&["collate"]).exits(0).stderr;
    for part in [
        "lemma-not-in-text",
        "the lemma is to be `stone`, which the text does not have",
        "weir.dj:1:18",
        "behind this word",
        "collation/weir.toml:",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // Until then it is printed as it was found.
    let table = project.run(&["check", "--emit", "table"]).exits(0).stdout;
    assert!(table.contains("stone"), "{table}");
    let text = project.text("edition/weir.dj");
    project.write("edition/weir.dj", text.replace("old weir", "old stone weir"));
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(!said.contains("lemma-not-in-text"), "{said}");
    assert!(said.contains("1 decisions kept") && !said.contains("moved"), "{said}");
    let units = project.run(&["collate", "--emit", "units"]).exits(0).stdout;
    assert!(units.contains("\tstone\tA\tom.\t3\t"), "{units}");
    // Where no witness differs any more, that is said.
    for id in ["A", "B"] {
        let path = format!("edition/witnesses/{id}.txt");
        let text = project.text(&path);
        project.write(&path, text.replace("old weir", "old stone weir"));
    }
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("the text has this lemma now"), "{said}");
}

#[test]
fn a_decision_on_the_second_of_two_joined_units_is_named_with_its_place() {
    let project = Project::edition(FILES);
    project.run(&["collate"]).exits(0);
    decide(&project, "held", "decision = \"join\"");
    decide(&project, "winter", "decision = \"suppress\"");
    let file = decisions(&project);
    let line = |lemma: &str| {
        let at = file.find(&format!("lemma = \"{lemma}\"")).expect("it is there");
        let head = file[..at].rfind("[[unit]]").expect("it has a heading");
        file[..head].matches('\n').count() + 1
    };
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("decision-without-effect"), "{said}");
    let place = format!("collation/weir.toml:{}:1", line("winter"));
    assert!(said.contains(&place) && said.contains("hint:"), "{place}: {said}");
}

#[test]
fn the_files_for_other_programs_have_units_as_they_were_decided() {
    let project = Project::edition(FILES);
    project.run(&["collate"]).exits(0);
    decide(&project, "held", "decision = \"suppress\"");
    decide(&project, "winter", "type = \"ignored\"");
    project.run(&["collate", "--to", "out"]).exits(0);
    let page = project.text("out/weir-table.html");
    assert!(page.contains("<tr class=\"substantive suppressed\">"), "{page}");
    assert!(page.contains("<tr class=\"ignored\">"), "{page}");
    let text = project.text("out/weir-agreement.txt");
    assert!(text.contains("Agreement in per cent, 2 units (1 suppressed)"), "{text}");
    let said = project.run(&["collate"]).exits(0).stderr;
    assert!(said.contains("3 substantive units"), "{said}");
}
