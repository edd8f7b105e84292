//! Where the program meets names and files that others made: nothing leads out of a folder,
//! nothing is waited for, and what is killed between two files leaves no mixture.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::faults::{TEXT, edition, manifest_with, outputs};
use crate::support::{Outcome, Project};

impl Outcome {
    /// Asserts that it was refused as a fault of the edition, with these words.
    #[track_caller]
    fn refuses(self, words: &[&str]) -> Self {
        let outcome = self.exits(1);
        for word in words {
            assert!(outcome.stderr.contains(word), "no `{word}` in\n{}", outcome.stderr);
        }
        assert!(outcome.stderr.contains("hint: "), "{}", outcome.stderr);
        outcome
    }
}

/// A git repository in a folder of a project.
struct Repository<'a>(&'a Project, &'static str);

impl Repository<'_> {
    /// What git prints, without the last line end.
    #[track_caller]
    fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
            .args(args)
            .current_dir(self.0.path(self.1))
            .output()
            .expect("git is there");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {args:?}: {said}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Writes an object that git itself would not make.
    #[track_caller]
    fn tree(&self, entries: &[(&str, &str, &str)]) -> String {
        let mut data = vec![];
        for (mode, name, object) in entries {
            data.extend(format!("{mode} {name}\0").bytes());
            let byte = |k: usize| u8::from_str_radix(&object[k..k + 2], 16);
            data.extend(
                (0..object.len()).step_by(2).map(|k| byte(k).expect("hexadecimal")),
            );
        }
        let file = self.0.path("object");
        fs::write(&file, data).expect("it can be written");
        let file = file.display().to_string();
        self.git(&["hash-object", "-t", "tree", "--literally", "-w", &file])
    }
}

#[test]
fn a_tree_of_git_writes_nothing_beside_its_copy() {
    let project = edition(&[]);
    let repository = Repository(&project, "edition");
    repository.git(&["init", "-q", "."]);
    repository.git(&["add", "."]);
    repository.git(&["commit", "-q", "-m", "one"]);
    let manifest = repository.git(&["rev-parse", "HEAD:edition.toml"]);
    let texts = repository.git(&["rev-parse", "HEAD:texts"]);
    project.write("blob", "written by a tree\n");
    let blob = project.path("blob").display().to_string();
    let blob = repository.git(&["hash-object", "-w", &blob]);
    let folder = repository.tree(&[("100644", "escaped.txt", &blob)]);
    let absolute = project.path("escaped-too.txt").display().to_string();
    let temporary = project.path("temporary");
    fs::create_dir(&temporary).expect("it can be made");
    for (name, mode, object) in [
        ("..", "40000", &folder),
        (&*absolute, "100644", &blob),
        ("a\\..\\b", "100644", &blob),
    ] {
        let tree = repository.tree(&[
            (mode, name, object),
            ("100644", "edition.toml", &manifest),
            ("40000", "texts", &texts),
        ]);
        let commit = repository.git(&["commit-tree", &tree, "-m", "two"]);
        for args in [
            vec!["proof", "edition", "--since", &commit],
            vec!["diff", &commit, "edition"],
        ] {
            let output = Command::new(env!("CARGO_BIN_EXE_variorum"))
                .args(&args)
                .current_dir(project.path(""))
                .env("TMPDIR", &temporary)
                .output()
                .expect("the program can be started");
            let said = String::from_utf8_lossy(&output.stderr);
            // Where a backslash is a letter of a name, the file lies inside.
            if name.starts_with('a') && cfg!(unix) {
                assert_eq!(output.status.code(), Some(0), "{said}");
                continue;
            }
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains("[path-leaves-folder]"), "{said}");
            assert!(
                said.contains(&format!("revision `{commit}` can't be read")),
                "{said}"
            );
        }
    }
    let left = project.files("temporary");
    assert_eq!(left, Vec::<String>::new());
    assert!(!project.path("escaped-too.txt").exists());
}

#[cfg(unix)]
fn link(project: &Project, to: &str, from: &str) {
    std::os::unix::fs::symlink(to, project.path(from)).expect("a link can be made");
}

#[cfg(unix)]
#[test]
fn fonts_out_of_the_folder_are_not_used_and_that_is_told() {
    let project = edition(&[]).file("elsewhere/a.otf", "no font");
    link(&project, "../elsewhere", "edition/fonts");
    let outcome = project.run(&["check"]).exits(0);
    for word in ["[file-skipped]", "`fonts` is a link that leads out", "hint: copy what"]
    {
        assert!(outcome.stderr.contains(word), "{}", outcome.stderr);
    }
    assert!(!outcome.stderr.contains("a.otf"), "{}", outcome.stderr);
    fs::remove_file(project.path("edition/fonts")).expect("it is there");
    fs::create_dir(project.path("edition/fonts")).expect("it can be made");
    project.write("edition/own.otf", "no font");
    for (to, from) in [
        ("../../elsewhere/a.otf", "out.otf"),
        ("nowhere.otf", "dead.otf"),
        ("../texts", "folder"),
        ("../own.otf", "inner.otf"),
    ] {
        link(&project, to, &format!("edition/fonts/{from}"));
    }
    let said = project.run(&["check"]).exits(0).stderr;
    for word in [
        "`fonts/out.otf` is a link that leads out",
        "`fonts/dead.otf` is a link that leads nowhere",
        "`fonts/folder` is a link to a folder",
        // A link to a file of the edition is read.
        "`fonts/inner.otf` holds no font",
    ] {
        assert!(said.contains(word), "no `{word}` in {said}");
    }
    project.run(&["check", "--deny-warnings"]).exits(1);
}

#[cfg(unix)]
fn pipe(project: &Project, path: &str) -> String {
    let place = project.path(path);
    let made = Command::new("mkfifo").arg(&place).status().expect("mkfifo is there");
    assert!(made.success());
    path.to_owned()
}

#[cfg(unix)]
#[test]
fn a_pipe_is_never_waited_for() {
    for name in ["pages.lock", "index.toml", "design.typ", "apparatus.toml"] {
        let project = edition(&[]);
        pipe(&project, &format!("edition/{name}"));
        project
            .run_within(60, &["check"])
            .refuses(&["[missing-file]", &format!("`{name}` is not a file")]);
    }
    for name in ["edition.toml", "texts/a.dj"] {
        let project = edition(&[]);
        fs::remove_file(project.path(&format!("edition/{name}"))).expect("it is there");
        pipe(&project, &format!("edition/{name}"));
        project
            .run_within(60, &["check"])
            .refuses(&["[missing-file]", &format!("`{name}` is not a file")]);
    }
    let picture = TEXT.to_owned() + "\n![A boat](boat.png)\n";
    let project = edition(&[("texts/a.dj", &picture)]);
    pipe(&project, "edition/boat.png");
    let said = project
        .run_within(60, &["check"])
        .refuses(&["`boat.png` is not a file"]);
    assert!(said.stderr.contains("texts/a.dj:7:"), "{}", said.stderr);

    let project = edition(&[]);
    let pipe = pipe(&project, "pipe");
    project
        .run_within(60, &["diff", &pipe, "edition"])
        .refuses(&["[missing-file]", "`pipe` is not a file"]);
    for args in [vec!["preflight", "pipe"], vec!["new", "made", "--from", "pipe"]] {
        let said = project.run_within(60, &args).exits(3).stderr;
        assert!(said.contains("can't read `pipe`: it is not a file"), "{said}");
    }
    link(&project, "/dev/zero", "zero");
    project.run_within(60, &["preflight", "zero"]).exits(3);
    // And none is replaced by a file.
    let said = project.run(&["build", "--record", "pipe"]).exits(3).stderr;
    assert!(said.contains("can't write `pipe`"), "{said}");
    assert!(!project.path("output").exists() || project.files("output").is_empty());
}

#[cfg(unix)]
#[test]
fn a_lock_that_leads_nowhere_is_told() {
    let project = edition(&[]);
    link(&project, "nothing", "edition/pages.lock");
    project
        .run(&["check"])
        .refuses(&["`pages.lock` is a link that leads nowhere"]);
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_no_manifest_can_give_is_not_imported() {
    for (name, text) in [
        ("a\nb.txt", "The ferry left at noon.\n"),
        ("a\u{7}b.txt", "The ferry left at noon.\n"),
        ("a\nb.xml", "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"/>"),
        ("a\\b.xml", "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"/>"),
    ] {
        let project = Project::new().file(name, text);
        let outcome = project.run(&["new", "made", "--from", name]);
        outcome.refuses(&["[bad-path]", "is no path"]);
        assert!(!project.path("made").exists(), "{name:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_bag_has_all_files_of_the_edition_under_their_own_names() {
    let manifest = manifest_with("").replace("texts/a.dj", "inner/a.dj");
    let project = edition(&[("edition.toml", &manifest), ("odd\\name\n.txt", "odd")]);
    // What the manifest names by a link to a folder is there too.
    link(&project, "texts", "edition/inner");
    link(&project, "../elsewhere.txt", "edition/out.txt");
    project.write("elsewhere.txt", "not of this edition");
    let said = project.run(&["archive", "edition", "bag"]).exits(0).stderr;
    assert!(said.contains("`out.txt` is a link that leads out"), "{said}");
    let files = project.files("bag/data/edition");
    assert!(project.path("bag/data/edition/odd\\name\n.txt").exists(), "{files:?}");
    assert_eq!(project.text("bag/data/edition/inner/a.dj"), TEXT);
    assert!(!project.path("bag/data/edition/out.txt").exists());
}

#[test]
fn entries_of_which_nothing_is_printed_have_no_note_in_the_structure() {
    // The second one has not even a number, which is that of the first.
    let text = "# Quay\n\n[]{note=\" \"}[]{note=\" \"} The ferry left at noon.\n";
    let project = edition(&[("texts/a.dj", text)]);
    project.run(&["build"]).exits(0);
    project.run(&["preflight", "output/edition.pdf"]).exits(0);
}

#[test]
fn a_last_paragraph_that_is_but_a_note_has_its_page() {
    let text = format!(
        "# Many\n\nThe first[^1] one.\n\n{}[^2]\n\n[^1]: One.\n\n[^2]: Two.\n",
        "The bell rang twice.\n\n".repeat(60)
    );
    edition(&[("texts/a.dj", &text)]).run(&["check"]).exits(0);
}

#[test]
fn a_damaged_record_is_a_fault_of_the_edition() {
    let project = edition(&[]);
    project.run(&["build", "--record", "old.json"]).exits(0);
    let whole = project.text("old.json");
    project.run(&["diff", "old.json", "edition"]).exits(0);
    let torn = whole[..whole.len() / 2].to_owned();
    let typed = whole.replacen("\"rtl\":false", "\"rtl\":7", 1);
    let form = whole.replacen("\"record\":1", "\"record\":99", 1);
    for (text, place) in [
        (torn.as_bytes(), "bad.json:1:"),
        (typed.as_bytes(), "bad.json:1:"),
        (form.as_bytes(), "form 99"),
        (b"{}", "no record of an edition"),
        (b"", "bad.json:1:1"),
    ] {
        project.write("bad.json", text);
        for args in
            [vec!["diff", "bad.json", "edition"], vec!["proof", "--since", "bad.json"]]
        {
            project.run(&args).refuses(&[
                "[bad-record]",
                place,
                "can't be compared with",
            ]);
        }
    }
    project.write("bad.json", b"{\"record\": \xff}");
    project
        .run(&["diff", "bad.json", "edition"])
        .refuses(&["[invalid-utf8]", "byte 11"]);
}

#[test]
fn a_damaged_lock_is_a_fault_of_the_edition() {
    let project = edition(&[]);
    project.run(&["release"]).exits(0);
    let whole = project.text("edition/pages.lock");
    project.write("edition/pages.lock", &whole[..whole.len() / 2]);
    project.run(&["build"]).refuses(&["[bad-lock]", "pages.lock:"]);
    project.write("edition/pages.lock", b"lock = 1\n\xff");
    project.run(&["build"]).refuses(&["[invalid-utf8]", "in line 2"]);
}

#[test]
fn no_output_takes_the_place_of_another_or_of_a_source() {
    let project = edition(&[]);
    project.run(&["build"]).exits(0);
    let before = outputs(&project);
    for path in ["output/edition.pdf", "./edition/../output/edition-report.json"] {
        let said = project.run(&["build", "--record", path]).exits(2).stderr;
        assert!(said.contains("two outputs would be written to"), "{said}");
    }
    let said = project
        .run(&["build", "--record", "r", "--timings", "./r"])
        .exits(2)
        .stderr;
    assert!(said.contains("two outputs would be written to"), "{said}");
    let text = project.text("edition/texts/a.dj");
    for args in [
        vec!["build", "--record", "edition/texts/a.dj"],
        vec!["export", "--index", "tsv", "edition/texts/a.dj"],
    ] {
        let said = project.run(&args).exits(2).stderr;
        assert!(said.contains("is a source of the edition"), "{said}");
    }
    assert!(outputs(&project) == before && !project.path("r").exists());
    assert_eq!(project.text("edition/texts/a.dj"), text);
    // Before there is a folder for the outputs.
    let project = edition(&[]);
    project.run(&["build", "--record", "output/edition.pdf"]).exits(2);
    assert!(!project.path("output/edition.pdf").exists());
}

#[test]
fn all_outputs_are_the_same_for_the_same_source() {
    let project = edition(&[]);
    project.run(&["build", "--timings", "timings.json"]).exits(0);
    let before = outputs(&project);
    project.run(&["build"]).exits(0);
    assert!(outputs(&project) == before);
    let report = project.text("output/edition-report.json");
    assert!(!report.contains("seconds"), "{report}");
    let timings: Vec<(String, f64)> =
        serde_json::from_str(&project.text("timings.json")).expect("it is JSON");
    assert!(timings.len() > 3 && timings.iter().all(|(_, seconds)| *seconds >= 0.0));
}

/// What a program leaves that is killed when it has moved one of its files.
fn killed(project: &Project, folder: &str) {
    let workshop = format!("{folder}/.variorum-k1LLed");
    project.write(&format!("{workshop}/new/edition.pdf"), "new");
    project.write(&format!("{workshop}/new/edition.typ"), "new");
    project.write(&format!("{workshop}/whole"), "");
    project.write(&format!("{folder}/edition-report.json"), "new");
    project.write(&format!("{folder}/.variorum-0ther/new/edition.pdf"), "half of it");
    project.write(&format!("{folder}/.variorum-file"), "half of it");
}

#[test]
fn what_a_killed_build_left_is_finished_by_the_next_one_even_if_that_fails() {
    let project = edition(&[]);
    project.run(&["build"]).exits(0);
    killed(&project, "output");
    project.write("edition/texts/a.dj", TEXT.replace("[^1]: ", "[^2]: "));
    project.run(&["build"]).exits(1);
    for name in ["edition.pdf", "edition.typ", "edition-report.json"] {
        assert_eq!(project.text(&format!("output/{name}")), "new", "{name}");
    }
    assert_eq!(project.files("output").len(), 3, "{:?}", project.files("output"));
    project.write("edition/texts/a.dj", TEXT);
    killed(&project, "output");
    project.run(&["build"]).exits(0);
    assert!(project.bytes("output/edition.pdf").starts_with(b"%PDF-"));
    assert_eq!(project.files("output").len(), 3, "{:?}", project.files("output"));
}

#[test]
fn an_export_of_many_texts_is_finished_too() {
    let project = edition(&[]);
    project.run(&["export", "--tei", "parallel", "out"]).exits(0);
    let whole = project.bytes("out/a.xml");
    project.write("out/.variorum-k1LLed/new/b.xml", "new");
    project.write("out/.variorum-k1LLed/whole", "");
    project.run(&["export", "--tei", "parallel", "out"]).exits(0);
    assert_eq!(project.files("out"), ["a.xml", "b.xml"]);
    assert!(project.bytes("out/a.xml") == whole && project.text("out/b.xml") == "new");
}

#[test]
fn a_new_edition_clears_away_what_a_killed_import_left() {
    let project = Project::new().file("a.txt", "The ferry left at noon.\n");
    project.write(".variorum-k1LLed/edition/edition.toml", "half of it");
    project.run(&["new", "made", "--from", "a.txt"]).exits(0);
    assert!(project.path("made/edition.toml").exists());
    assert!(!Path::new(&project.path(".variorum-k1LLed")).exists());
}
