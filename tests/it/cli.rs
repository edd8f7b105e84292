//! The commands, as a user runs them.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Outcome, Project};

const MANIFEST: &str = "\
title = \"The Ferry Minutes\"
date = 2026-11-20

[[witness]]
id = \"A\"

[[witness]]
id = \"B\"
siglum = \"B²\"

[[text]]
file = \"texts/a.dj\"

[[index]]
id = \"names\"
title = \"Index of Names\"

[concordance]
min = 2
";

const TEXT: &str = "\
# The Minutes

The ferry [left at noon]{B=\"sailed at dusk\"} with eleven passengers.[^1]
[Okafor]{index=\"names: Okafor, Ada\"} had the rope, and
the bell was given to her cousin.

## The bell

The bell rang twice, and
the ferry came about.

[^1]: The pilot's log has twelve.
";

fn files() -> [(&'static str, &'static str); 2] {
    [("edition.toml", MANIFEST), ("texts/a.dj", TEXT)]
}

#[test]
fn a_build_of_the_default_edition_writes_beside_it() {
    let project = Project::edition(files());
    let outcome = project.run(&["build"]).exits(0).prints("");
    assert_eq!(
        project.files("output"),
        [
            "edition-concordance.tsv",
            "edition-index.tsv",
            "edition-report.json",
            "edition.pdf",
            "edition.typ",
        ]
    );
    assert!(project.bytes("output/edition.pdf").starts_with(b"%PDF-1.7"));
    assert!(project.text("output/edition.typ").contains("// === /main.typ\n"));
    assert!(
        project
            .text("output/edition-index.tsv")
            .starts_with("index\tletter\t")
    );
    assert!(
        project
            .text("output/edition-index.tsv")
            .contains("\nnames\tO\t0\tOkafor, Ada\t")
    );
    assert!(outcome.stderr.ends_with("output/edition.pdf\n"), "{}", outcome.stderr);
    assert!(
        outcome.stderr.lines().count() < 24,
        "more than one screen:\n{}",
        outcome.stderr
    );
}

#[test]
fn a_build_of_a_named_edition_writes_inside_it_or_where_it_is_told() {
    let project = Project::new();
    for (path, text) in files() {
        project.write(&format!("ferry/{path}"), text);
    }
    project.run(&["build", "ferry"]).exits(0);
    assert!(project.files("ferry/output").contains(&"ferry.pdf".to_owned()));
    project
        .run(&["build", "ferry", "--output", "a/b", "--quiet"])
        .exits(0);
    assert!(project.files("a/b").contains(&"ferry.pdf".to_owned()));
}

#[test]
fn one_source_gives_the_same_bytes_every_time() {
    let project = Project::edition(files());
    let build = |output: &str, epoch: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_variorum"));
        command
            .args(["build", "-q", "--output", output])
            .current_dir(project.path(""));
        command.env_remove("SOURCE_DATE_EPOCH");
        command.envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
        assert!(command.status().expect("the program can be started").success());
        project.bytes(&format!("{output}/edition.pdf"))
    };
    let first = build("a", None);
    assert!(build("b", None) == first, "two builds differ");
    let dated = build("c", Some("1700000000"));
    assert!(build("d", Some("1700000000")) == dated, "two builds of one date differ");
    assert!(dated != first, "the date is not that of SOURCE_DATE_EPOCH");
    assert_eq!(project.bytes("a/edition.typ"), project.bytes("c/edition.typ"));
}

#[test]
fn every_stage_has_a_text_form_and_writes_no_files() {
    let project = Project::edition(files());
    let emit = |stage: &str| {
        let build = project.run(&["build", "--emit", stage]).exits(0);
        let check = project.run(&["check", "--emit", stage]).exits(0);
        assert_eq!(build.stdout, check.stdout);
        build.stdout
    };
    assert!(
        emit("model").starts_with("text a body en “The Minutes”\n"),
        "{}",
        emit("model")
    );
    assert_eq!(
        emit("table"),
        "text\tseries\tplace\tlemma\tA\tB²\tothers\tcomment\n\
         a\tapp\ttexts/a.dj:3:11\tleft at noon\t\tsailed at dusk\t\t\n"
    );
    assert!(emit("typst").contains("// === /main.typ\n"));
    let lines = emit("lines");
    assert!(lines.contains(" 1 prose < | The ferry left at noon with eleven"), "{lines}");
    let plan = emit("plan");
    assert!(plan.starts_with("text a 1 pages badness "), "{plan}");
    let places = emit("places");
    assert!(places.contains("\na\t1\t1\t1:0\n"), "{places}");
    let pages = emit("pages");
    assert!(pages.contains(" \"The ferry left at noon with eleven"), "{pages}");
    assert_eq!(project.files(""), ["edition/edition.toml", "edition/texts/a.dj"]);
}

#[test]
fn check_writes_nothing() {
    let project = Project::edition(files());
    let outcome = project.run(&["check"]).exits(0).prints("");
    assert!(outcome.stderr.starts_with("no faults; "), "{}", outcome.stderr);
    assert_eq!(project.run(&["check", "-q"]).exits(0).stderr, "");
    assert_eq!(project.files(""), ["edition/edition.toml", "edition/texts/a.dj"]);
}

#[test]
fn warnings_pass_unless_they_are_denied() {
    let manifest = MANIFEST.replacen('\n', "\nisbn = \"978-3-16-148410-1\"\n", 1);
    let project = Project::edition([("edition.toml", &*manifest), ("texts/a.dj", TEXT)]);
    project.run(&["check"]).exits(0).reports("warning[bad-isbn]");
    project
        .run(&["check", "--deny-warnings"])
        .exits(1)
        .reports("warning[bad-isbn]");
    let outcome = project.run(&["build", "--deny-warnings"]).exits(1);
    assert!(outcome.stderr.ends_with("so nothing was written\n"), "{}", outcome.stderr);
    assert!(project.files("output").is_empty());
    project.run(&["build"]).exits(0).reports("warning[bad-isbn]");
}

#[test]
fn json_diagnostics_are_one_object_a_line_with_the_place() {
    let text = TEXT.replace("{B=", "{Q=").replace("[^1]:", "[^2]:");
    let project = Project::edition([("edition.toml", MANIFEST), ("texts/a.dj", &text)]);
    let outcome = project.run(&["check", "--format", "json"]).exits(1).prints("");
    let faults: Vec<Value> = outcome
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is JSON"))
        .collect();
    let codes: Vec<_> = faults.iter().map(|fault| fault["code"].as_str()).collect();
    assert_eq!(
        codes,
        [Some("unknown-witness"), Some("note-not-written"), Some("note-not-called")]
    );
    assert_eq!(faults[0]["file"], "texts/a.dj");
    assert_eq!(faults[0]["line"], 3);
    assert_eq!(faults[0]["column"], 26);
    assert_eq!(faults[0]["severity"], "error");
    assert!(faults[0]["hints"].as_array().is_some_and(|hints| !hints.is_empty()));
}

#[test]
fn a_line_of_the_book_leads_to_the_file_and_back() {
    let project = Project::edition(files());
    let ask = |place: &str| project.run(&["where", place]).exits(0).stdout;
    let first = ask("1.1");
    assert!(first.starts_with("texts/a.dj:3:1\tThe ferry left at noon"), "{first}");
    assert_eq!(ask("texts/a.dj:3"), "1.1\n");
    assert_eq!(ask("edition/texts/a.dj:3:12"), "1.1\n");
    assert_eq!(ask("texts/a.dj:12"), "1.1 n.\n");
    let last = ask("texts/a.dj:10").trim().to_owned();
    let (place, words) = ask(&last)
        .split_once('\t')
        .map(|(p, w)| (p.to_owned(), w.to_owned()))
        .expect("a tab");
    assert!(place.starts_with("texts/a.dj:9:"), "{place}");
    assert!(words.contains("came about"), "{words}");
    // A place of the file leads to the line that leads to that place.
    assert_eq!(ask(&place).trim(), last);
}

#[test]
fn a_place_that_is_not_in_the_book_is_refused() {
    let project = Project::edition(files());
    project
        .run(&["where", "1.99"])
        .exits(1)
        .reports("its lines are 1 to ");
    project
        .run(&["where", "99.1"])
        .exits(1)
        .reports("the texts have no page 99");
    project
        .run(&["where", "texts/b.dj:1"])
        .exits(1)
        .reports("did you mean `texts/a.dj`?");
    project
        .run(&["where", "texts/a.dj:99"])
        .exits(1)
        .reports("its last line is 12");
    project
        .run(&["where", "texts/a.dj:2"])
        .exits(1)
        .reports("no-such-line");
    project.run(&["where", "somewhere"]).exits(2).reports("is no place");
}

const ORIGINAL: &str = "\u{feff}The Ferry Minutes\r\n\r\nThe committee of the ferry met on a cold \
    Tuesday, and the treas-\r\nurer  read out what the rope had cost. The treasurer was not pleased.\r\n";

#[test]
fn an_import_keeps_its_originals_and_gives_them_back() {
    let project = Project::new()
        .file("in/minutes.txt", ORIGINAL)
        .file("in/b.txt", "B\n\nOne two.");
    let made = project
        .run(&["new", "ferry", "--from", "in/minutes.txt", "in/b.txt"])
        .exits(0);
    assert!(made.stderr.contains("1 doubled space made one"), "{}", made.stderr);
    assert_eq!(project.bytes("ferry/originals/minutes.txt"), ORIGINAL.as_bytes());
    assert_eq!(project.text("ferry/originals/b.txt"), "B\n\nOne two.");
    for name in ["corrections.toml", "edition.toml", "index.toml", "texts/minutes.dj"] {
        assert!(project.path("ferry").join(name).is_file(), "no {name}");
    }
    assert!(!project.text("ferry/texts/minutes.dj").contains("treas-"));
    assert!(hidden(&project).is_empty(), "left behind: {:?}", hidden(&project));

    project.run(&["build", "ferry"]).exits(0);
    project.run(&["export", "ferry", "--originals", "out"]).exits(0);
    assert_eq!(project.bytes("out/minutes.txt"), ORIGINAL.as_bytes());
    assert_eq!(project.text("out/b.txt"), "B\n\nOne two.");
    // What is there already and is the same is no fault; what is another file is one.
    project.run(&["export", "ferry", "--originals", "out"]).exits(0);
    project.write("out/b.txt", "mine");
    project
        .run(&["export", "ferry", "--originals", "out"])
        .exits(1)
        .reports("file-exists");
    assert_eq!(project.text("out/b.txt"), "mine");
}

#[test]
fn what_an_import_leaves_undecided_is_listed_with_its_places() {
    let project = Project::new().file("log.txt", "the rope was wet, and nobody came.\n");
    let made = project.run(&["new", "ferry", "--from", "log.txt"]).exits(0);
    let list = project.text("ferry/undecided.txt");
    assert!(list.starts_with("log.txt:1:1: no title found"), "{list}");
    for line in list.lines() {
        assert!(made.stderr.contains(line), "no `{line}` in\n{}", made.stderr);
    }
}

#[test]
fn an_original_of_a_text_that_was_edited_is_not_rebuilt() {
    let project = Project::new().file("minutes.txt", ORIGINAL);
    project.run(&["new", "ferry", "--from", "minutes.txt"]).exits(0);
    let text = project.text("ferry/texts/minutes.dj").replace("cold", "warm");
    project.write("ferry/texts/minutes.dj", text);
    let outcome = project.run(&["export", "ferry", "--originals", "out"]).exits(1);
    assert!(
        outcome.stderr.contains("`texts/minutes.dj` was edited"),
        "{}",
        outcome.stderr
    );
    assert!(project.files("out").is_empty());
}

#[test]
fn an_edition_that_was_not_imported_has_nothing_to_export() {
    let outcome = Project::edition(files())
        .run(&["export", "--originals", "out"])
        .exits(1);
    outcome.reports("missing-file").reports("corrections.toml");
}

#[test]
fn a_new_edition_takes_no_place_that_is_taken() {
    let project = Project::new().file("a.txt", "One two.").file("ferry/b.txt", "mine");
    project
        .run(&["new", "ferry", "--from", "a.txt"])
        .exits(1)
        .reports("folder-exists");
    project
        .run(&["new", "a.txt", "--from", "a.txt"])
        .exits(1)
        .reports("folder-exists");
    assert_eq!(project.files(""), ["a.txt", "ferry/b.txt"]);
    // An empty folder is as good as none.
    std::fs::create_dir(project.path("empty")).expect("a folder can be made");
    project.run(&["new", "empty", "--from", "a.txt"]).exits(0);
    assert!(project.path("empty/edition.toml").is_file());
}

#[test]
fn a_file_that_cannot_be_imported_makes_no_edition() {
    let project = Project::new()
        .file("a.txt", b"Ca\0f\xe9\0\0\x01")
        .file("b.txt", " \n");
    project
        .run(&["new", "ferry", "--from", "a.txt", "b.txt"])
        .exits(1)
        .reports("`a.txt` is not UTF-8: byte 4, in line 1")
        .reports("`b.txt` has no text");
    let outcome = project.run(&["new", "ferry", "--from", "none.txt"]).exits(3);
    assert_eq!(
        outcome.stderr,
        "error: can't read `none.txt`: there is no such file; \
         look whether the path is right\n"
    );
    assert_eq!(project.files(""), ["a.txt", "b.txt"]);
    assert!(hidden(&project).is_empty(), "left behind: {:?}", hidden(&project));
}

/// Names in the project's folder that begin with a dot.
fn hidden(project: &Project) -> Vec<String> {
    let entries = std::fs::read_dir(project.path("")).expect("the folder can be read");
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with('.')).collect()
}

#[test]
fn the_reference_of_the_command_line_is_what_the_program_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let kept = std::fs::read_to_string(path).expect("docs/cli.md is kept");
    let said = Project::new().run(&["man", "--markdown"]).exits(0).stdout;
    assert!(kept == said, "make it anew: cargo run -- man --markdown > docs/cli.md");
}

#[test]
fn a_wrong_command_line_exits_with_two() {
    let project = Project::new();
    for args in
        [&[][..], &["frob"], &["build", "--frob"], &["new", "a"], &["man", "frob"]]
    {
        let outcome = project.run(args).exits(2).prints("");
        assert!(!outcome.stderr.is_empty());
    }
}

#[test]
fn other_programs_learn_the_schema_the_completions_and_the_manual() {
    let project = Project::new();
    let print = |args: &[&str]| project.run(args).exits(0).stdout;
    for args in [&["schema"][..], &["schema", "index"], &["schema", "regularize"]] {
        let schema: Value = serde_json::from_str(&print(args)).expect("a schema is JSON");
        assert_eq!(schema["type"], "object");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(print(&["completions", shell]).contains("variorum"));
    }
    assert!(print(&["man"]).contains(".TH variorum 1"));
    assert!(print(&["man", "build"]).contains(".SH OPTIONS"));
    assert_eq!(
        print(&["--version"]),
        format!("variorum {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_reader_that_has_read_enough_is_no_fault() {
    let project = Project::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .arg("schema")
        .current_dir(project.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    drop(child.stdout.take());
    let mut said = String::new();
    let mut stderr = child.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut said).expect("it is text");
    let status = child.wait().expect("it was started");
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn nobody_listening_to_diagnostics_is_no_fault() {
    let project = Project::edition(files());
    let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .arg("build")
        .current_dir(project.path(""))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("it was started").code(), Some(0));
    assert!(project.path("output/edition.pdf").is_file());
}

/// Whether the outcome is as the README says, so that its tour can be trusted.
#[test]
fn help_names_every_command() {
    let Outcome { stdout, .. } = Project::new().run(&["help"]).exits(0);
    let listed = stdout
        .split("Commands:")
        .nth(1)
        .and_then(|rest| rest.split("\n\n").next());
    let names = listed.unwrap_or_default().lines().filter_map(|line| {
        let name = line.strip_prefix("  ")?.split(' ').next()?;
        (!name.is_empty()).then_some(name)
    });
    let all = [
        "new",
        "build",
        "check",
        "collate",
        "watch",
        "where",
        "export",
        "archive",
        "preflight",
        "release",
        "proof",
        "diff",
        "schema",
        "completions",
        "man",
        "help",
    ];
    assert_eq!(names.collect::<Vec<_>>(), all, "{stdout}");
}
