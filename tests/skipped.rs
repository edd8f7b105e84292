//! The last program of `cargo test`: it says which tests were skipped, and what they need.
//!
//! The tests themselves are in `tests/it` and beside the code.

#[path = "it/support/skipped.rs"]
#[allow(dead_code, reason = "here they are only read")]
mod tests;

use std::collections::BTreeSet;
use std::io::Write;

fn main() {
    let files = std::fs::read_dir(tests::folder());
    let files = files.into_iter().flatten().flatten().map(|file| file.path());
    let lines: BTreeSet<String> = files
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut said = match lines.len() {
        0 => "no test was skipped\n".to_owned(),
        1 => "1 test was skipped:\n".to_owned(),
        count => format!("{count} tests were skipped:\n"),
    };
    for line in &lines {
        said += &format!("skipped: {line}\n");
    }
    std::io::stderr()
        .write_all(said.as_bytes())
        .expect("standard error is open");
    // The next run says its own.
    if tests::folder().is_dir() {
        std::fs::remove_dir_all(tests::folder()).expect("the folder is ours");
    }
}
