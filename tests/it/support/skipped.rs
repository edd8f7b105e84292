//! Tests that can't run on this machine say so: at once, and again when all have run.
//!
//! What a test prints is hidden when it passes. So it writes to standard error itself, and to a
//! file beside the test programs, which `tests/skipped.rs` prints as the last of `cargo test`.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Once;

/// The folder with a file for each program whose tests were skipped.
pub(crate) fn folder() -> PathBuf {
    let program = std::env::current_exe().expect("a test program has a path");
    let profile = program.ancestors().nth(2).expect("it stands in `deps` of a profile");
    profile.join("skipped-tests")
}

/// Says that the test of this thread is skipped, and what it needs.
pub(crate) fn skipped(needs: &str) {
    static FIRST: Once = Once::new();
    let program = std::env::current_exe().expect("a test program has a path");
    let name = program.file_stem().expect("a program has a name").to_string_lossy();
    let name = name.split('-').next().unwrap_or_default();
    let path = folder().join(name);
    FIRST.call_once(|| {
        fs::create_dir_all(folder()).expect("the folder can be made");
        fs::write(&path, "").expect("the file can be written");
    });
    let thread = std::thread::current();
    let line = format!("{}: needs {needs}\n", thread.name().unwrap_or("a test"));
    let file = OpenOptions::new().append(true).open(path);
    file.and_then(|mut file| file.write_all(line.as_bytes()))
        .expect("the file can be written");
    let said = std::io::stderr().write_all(format!("skipped: {line}").as_bytes());
    said.expect("standard error is open");
}
