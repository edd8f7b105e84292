//! Faults of the machine: one line with the path, exit code 3, and the outputs of an
//! earlier build stay whole. And of the command line: exit code 2.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use variorum::publish::archive::inputs::sha256;

use crate::faults::{TEXT, edition, manifest_with, outputs};
use crate::support::Outcome;

/// One line that says what could not be done, with which path, and what to do.
#[track_caller]
fn is_machine_fault(outcome: &Outcome, path: &str, advice: &str) {
    let lines: Vec<_> = outcome.stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{}", outcome.stderr);
    let is_fault = lines[0].starts_with("error: can't ")
        && lines[0].contains(path)
        && lines[0].contains(advice);
    assert!(is_fault, "{}", outcome.stderr);
}

#[test]
fn a_file_in_place_of_the_output_folder_is_a_fault_of_the_machine() {
    let project = edition(&[]).file("output", "in the way");
    let outcome = project.run(&["build"]).exits(3);
    is_machine_fault(&outcome, "`output`", "a file stands where a folder must be");
    assert_eq!(project.text("output"), "in the way");
}

#[test]
fn a_folder_in_place_of_an_output_leaves_the_other_outputs() {
    let project = edition(&[]);
    project.run(&["build"]).exits(0);
    let before = outputs(&project);
    fs::remove_file(project.path("output/edition.pdf")).expect("it was written");
    project.write("output/edition.pdf/a.txt", "in the way");
    project.write("edition/texts/a.dj", TEXT.replace("noon", "one"));
    let outcome = project.run(&["build"]).exits(3);
    is_machine_fault(&outcome, "edition.pdf`", "a folder stands where a file must be");
    let after = outputs(&project);
    let is_old = |name: &str| {
        before.iter().find(|old| old.0 == name) == after.iter().find(|new| new.0 == name)
    };
    assert!(
        is_old("edition.typ") && is_old("edition-report.json"),
        "outputs were touched"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_standard_output_is_a_fault_of_the_machine() {
    let project = edition(&[]);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let status = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["build", "--emit", "typst"])
        .current_dir(project.path(""))
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .expect("the program can be started");
    assert_eq!(status.code(), Some(3));
}

/// A limit on the size of files stands for a disk that fills up: the write fails in the
/// middle.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_leaves_the_old_outputs() {
    let project = edition(&[]);
    project.run(&["build"]).exits(0);
    let before = outputs(&project);
    project.write("edition/texts/a.dj", TEXT.replace("noon", "one"));
    let output = Command::new("sh")
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 4; exec \"$0\" build")
        .arg(env!("CARGO_BIN_EXE_variorum"))
        .current_dir(project.path(""))
        .output()
        .expect("the shell can be started");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("can't write `output/edition"), "{stderr}");
    assert!(stderr.contains("make room on the disk"), "{stderr}");
    assert!(outputs(&project) == before, "the old outputs were touched");
}

#[test]
fn an_interrupted_build_leaves_whole_outputs() {
    let project = edition(&[]);
    project.run(&["build"]).exits(0);
    let old = project.bytes("output/edition.pdf");
    project.write("edition/texts/a.dj", TEXT.replace("noon", "one"));
    for delay in [0, 5, 20, 40, 60, 80, 120] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .arg("build")
            .current_dir(project.path(""))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        std::thread::sleep(Duration::from_millis(delay));
        // It may have ended already; then there is nothing to kill.
        let _ = child.kill();
        child.wait().expect("it was started");
        let found = project.bytes("output/edition.pdf");
        let is_whole = found == old || found.trim_ascii_end().ends_with(b"%%EOF");
        assert!(is_whole, "half a book after {delay} ms");
        // The next one finishes or clears away what was left, although it fails itself.
        project.run(&["build", "--record", "output/edition.pdf"]).exits(2);
        assert_eq!(project.files("output").len(), 3, "{:?}", project.files("output"));
        let hash = sha256(&project.bytes("output/edition.pdf"));
        let report = project.text("output/edition-report.json");
        assert!(report.contains(&hash), "the report is that of another book");
    }
    project.run(&["build"]).exits(0);
    assert!(project.bytes("output/edition.pdf") != old, "the new text was not set");
}

#[test]
fn an_output_never_takes_the_place_of_a_source() {
    let manifest = manifest_with("id = \"design\"\n");
    let project =
        edition(&[("edition.toml", &manifest), ("design.typ", "#let note-gap = 5pt\n")]);
    let outcome = project.run(&["build", "--output", "edition"]).exits(2);
    assert!(outcome.stderr.contains("is a source of the edition"), "{}", outcome.stderr);
    assert_eq!(project.text("edition/design.typ"), "#let note-gap = 5pt\n");
}

#[test]
fn a_wrong_epoch_is_a_fault_of_the_command_line() {
    let output = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .arg("build")
        .env("SOURCE_DATE_EPOCH", "yesterday")
        .output()
        .expect("the program can be started");
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("SOURCE_DATE_EPOCH is `yesterday`"), "{stderr}");
}
