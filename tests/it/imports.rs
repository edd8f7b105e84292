//! `tests/cases/import`: files as people have them, and what `new` must make of them. A case is a folder
//! with the file and `expected.txt`: a head with the rule, then lines `asks:` (the code and the place of each
//! question, in their order), `said:` (words of what the program says), `fault:` (the code of an error and
//! words of it), and behind `text:` the whole working text.

use std::fs;
use std::path::Path;

use crate::support::Project;

/// What is wrong with a case.
fn faults(folder: &Path) -> Vec<String> {
    let expected = fs::read_to_string(folder.join("expected.txt"))
        .expect("the case has expectations");
    let (head, text) = expected.split_once("text:\n").unwrap_or((&expected, ""));
    let of = |key: &str| -> Vec<String> {
        let lines = head.lines().filter_map(|line| line.strip_prefix(key));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    let source = fs::read_dir(folder)
        .expect("the case is a folder")
        .flatten()
        .find(|entry| entry.file_name() != "expected.txt")
        .expect("the case has a file");
    let file = source.file_name().to_string_lossy().into_owned();
    let data = fs::read(source.path()).expect("the file can be read");
    let project = Project::new().file(&file, &data);
    let dir = project.path("new");
    let output = project.run(&["new", "new", "--from", &file]);
    let mut faults = vec![];
    let mut miss = |what: String| faults.push(what);
    let said = output.stdout + &output.stderr;
    for line in of("said:").iter().chain(&of("fault:")) {
        let mut parts = line.splitn(2, ' ');
        let is_code = head.contains(&format!("fault: {line}"));
        let found = match (is_code, parts.next(), parts.next()) {
            (true, Some(code), Some(words)) => {
                said.contains(&format!("error[{code}]")) && said.contains(words)
            }
            _ => said.contains(line.as_str()),
        };
        if !found {
            miss(format!("`{line}` is not said: {said}"));
        }
    }
    if text.is_empty() {
        return faults;
    }
    let asked = fs::read_to_string(dir.join("undecided.txt")).unwrap_or_default();
    let asked: Vec<String> = asked
        .lines()
        .filter(|line| !line.ends_with("[no-language]") && !line.ends_with("[no-title]"))
        .filter_map(|line| {
            let code = line.rsplit_once('[')?.1.trim_end_matches(']');
            let mut place = line.split(": ").next()?.rsplit(':');
            let (column, row) = (place.next()?, place.next()?);
            Some(format!("{code} {row}:{column}"))
        })
        .collect();
    if asked != of("asks:") {
        miss(format!("asked is {asked:?} and not {:?}", of("asks:")));
    }
    let made = fs::read_dir(dir.join("texts")).into_iter().flatten().flatten().next();
    let made = made.map(|entry| fs::read_to_string(entry.path()).unwrap_or_default());
    if made.as_deref() != Some(text) {
        miss(format!("the text is\n{}\nand not\n{text}", made.unwrap_or_default()));
    }
    if dir.join("corrections.toml").exists() {
        let output = project.run(&["export", "new", "--originals", "back"]);
        let back = project.files("back");
        if back.len() != 1 || project.bytes(&format!("back/{}", back[0])) != data {
            miss(format!("the file does not come back: {}", output.stderr));
        }
    }
    faults
}

#[test]
fn files_become_what_their_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let mut cases: Vec<_> =
        fs::read_dir(folder).expect("there are cases").flatten().collect();
    cases.sort_by_key(fs::DirEntry::file_name);
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|case| {
            let name = case.file_name().to_string_lossy().into_owned();
            faults(&case.path())
                .into_iter()
                .map(move |fault| format!("{name}: {fault}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn sigla_of_djot_are_declared_and_the_edition_is_built() {
    let rope = "# The Rope\n\nA [rope]{B=\"cord\" C:pc=\"line\"} of [reed]{wit=\"A B\" Kx=\"hemp\"}\n\
        holds a [boat]{A=om b=\"barge\"}.\n";
    let project = Project::new().file("rope.dj", rope);
    project.run(&["new", "new", "--from", "rope.dj"]).exits(0);
    let manifest = project.text("new/edition.toml");
    for line in [
        "id = \"B\" # texts/rope.dj:3\n# siglum = \"B\"\n# description = \"…\"\n",
        "id = \"C\" # texts/rope.dj:3\n",
        "id = \"A\" # texts/rope.dj:3\n",
        "id = \"Kx\" # texts/rope.dj:3\n",
        "id = \"b\" # texts/rope.dj:4\n",
    ] {
        assert!(manifest.contains(line), "no `{line}` in\n{manifest}");
    }
    assert_eq!(manifest.matches("[[witness]]").count(), 5, "{manifest}");
    project.run(&["build", "new"]).exits(0);
    // What is a misspelt key, and no siglum, is for the editor.
    let slip = "A [rope]{B=\"cord\" nota=\"twisted\"}.\n";
    let project = Project::new().file("slip.dj", slip);
    project.run(&["new", "new", "--from", "slip.dj"]).exits(0);
    assert!(!project.text("new/edition.toml").contains("nota"));
    project.run(&["check", "new"]).exits(1).reports("unknown-witness");
}

#[test]
fn series_that_djot_names_are_declared() {
    let rope = "# The Rope\n\nA [rope]{B=\"cord\"} of [reed]{B=\"hemp\" app=\"orth\"} [sank]{#s}.[^src.1]\n\n\
        [^src.1]: From the log.\n";
    let project = Project::new().file("rope.dj", rope);
    project.run(&["new", "new", "--from", "rope.dj"]).exits(0);
    let manifest = project.text("new/edition.toml");
    for line in [
        "id = \"app\"\nkind = \"critical\"\n\n[[series]]\nid = \"orth\" # texts/rope.dj:3\nkind = \"critical\"\n",
        "id = \"notes\"\nkind = \"familiar\"\n\n[[series]]\nid = \"src\" # texts/rope.dj:3\nkind = \"familiar\"\n",
    ] {
        assert!(manifest.contains(line), "no `{line}` in\n{manifest}");
    }
    project.run(&["build", "new"]).exits(0);
}

#[test]
fn what_markdown_says_of_itself_is_in_the_manifest_and_kept() {
    let rope = "---\ntitle: Of ropes\nsubtitle: A story\nauthor:\n- Ann Weir\n- name: Bo Lund\n\
        editor: Cy Holm\ntranslator: Di Berg\nlang: en-GB\ndate: 2031-03-04\n\
        abstract: |\n  Two men\n  and a rope.\n---\n\n# One\n\nThe rope was new.\n\n# Two\n\nIt broke.\n";
    let project = Project::new().file("rope.md", rope);
    project.run(&["new", "new", "--from", "rope.md"]).exits(0);
    let manifest = project.text("new/edition.toml");
    for line in [
        "title = \"Of ropes\"\nsubtitle = \"A story\"\nlanguage = \"en-GB\"\n",
        "date = 2031-03-04\n",
        "authors = [\"Ann Weir\", \"Bo Lund\"]\neditors = [\"Cy Holm\"]\ntranslators = [\"Di Berg\"]\n",
    ] {
        assert!(manifest.contains(line), "no `{line}` in\n{manifest}");
    }
    let text = project.text("new/texts/rope.dj");
    assert!(text.contains("{% and a rope. %}"), "{text}");
    project.run(&["build", "new"]).exits(0);
    // A title that no heading has stands over the text.
    let project = Project::new().file("a.md", "% Of *bells*\n% Ann Weir\n\nIt rang.\n");
    project.run(&["new", "new", "--from", "a.md"]).exits(0);
    let text = project.text("new/texts/a.dj");
    assert!(text.contains("# Of _bells_\n\n"), "{text}");
}

#[test]
fn a_text_with_references_and_its_witnesses_are_collated_from_the_beginning() {
    let project = Project::new()
        .file("base.txt", "Log 1:1 The rope was new and the boat old.\nLog 1:2 It held.\nLog 2:1 We sailed.\n")
        .file("b.txt", "Log 1:1 The cord was new and the boat old.\nLog 1:2 It held well.\nLog 2:1 We sailed.\n")
        .file("c.xml", "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>C</title></titleStmt></fileDesc></teiHeader>\
            <text><body><ab n=\"1.1\">The rope was new.</ab><ab n=\"1.2\">It held.</ab><ab n=\"2.1\">We rowed.</ab></body></text></TEI>");
    let args = ["new", "new", "--from", "base.txt", "--witness", "B=b.txt", "C=c.xml"];
    project.run(&args).exits(0);
    let text = project.text("new/texts/Log.dj");
    assert!(
        text.starts_with("[]{#1:1}[]{.milestone unit=verse n=\"1:1\"}The rope"),
        "{text}"
    );
    let units = project.run(&["collate", "new", "--emit", "units"]).exits(0).stdout;
    for row in [
        "Log\t1:1\trope\tB\tcord\t2\t",
        "Log\t1:2\t\tB\twell\t2\t",
        "Log\t2:1\tsailed\tC\trowed\t2\t",
    ] {
        assert!(units.contains(row), "no {row} in\n{units}");
    }
    let tei = project.run(&["build", "new", "--emit", "table"]).exits(0).stdout;
    assert!(tei.contains("cord"), "{tei}");
    project.run(&["build", "new"]).exits(0);
    // What can't be meant.
    project
        .run(&["new", "two", "--from", "base.txt", "--witness", "b.txt"])
        .exits(2);
    project
        .run(&["new", "two", "--from", "base.txt", "--witness", "B=b.txt", "B=c.xml"])
        .exits(2);
    project
        .run(&["new", "two", "--from", "base.txt", "b.txt", "--witness", "B=b.txt"])
        .exits(2);
}
