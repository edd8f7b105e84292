//! Long notes against short ones: the same text and the same words of notes, in three series.

use std::fmt::Write;

use super::text::{MANIFEST, Text};

/// The words of the text.
const BODY: usize = 6_000;

/// The words of all notes: thirty of 600, or six of 3,000.
const NOTES: usize = 18_000;

/// The words of a short note.
pub(crate) const SHORT: usize = 20;

/// The series that notes go to by turns.
const SERIES: [&str; 3] = ["first", "second", "third"];

/// The manifest of such an edition.
pub(crate) fn manifest() -> String {
    let (before, after) = MANIFEST.split_once("[[series]]").unwrap_or_default();
    let (_, text) = after.split_once("[[text]]").unwrap_or_default();
    let series = SERIES
        .map(|id| format!("[[series]]\nid = \"{id}\"\nkind = \"familiar\"\n\n"))
        .concat();
    format!("{before}{series}[[text]]{text}")
}

/// The text with notes of so many words each, which have the same words one after the other
/// however many each has, at even distances.
pub(crate) fn djot(text: &Text, length: usize) -> String {
    let mut words = text.0.iter().flatten().map(|word| word.letters.as_str());
    let body: Vec<&str> = words.by_ref().take(BODY).collect();
    let notes: Vec<&str> = words.take(NOTES).collect();
    let count = NOTES / length;
    let step = BODY / count;
    let mut out = String::new();
    let mut called = 0;
    for (k, word) in body.iter().enumerate() {
        out.push_str(word);
        if k % step == step / 2 && called < count {
            let series = SERIES[called % SERIES.len()];
            write!(out, "[^{series}.{called}]")
                .expect("a string takes all that is written to it");
            called += 1;
        }
        out.push_str(if (k + 1) % 70 == 0 { ".\n\n" } else { " " });
    }
    out.push_str("\n\n");
    for (k, note) in notes.chunks(length).enumerate() {
        let series = SERIES[k % SERIES.len()];
        writeln!(out, "[^{series}.{k}]: {}.\n", note.join(" "))
            .expect("a string takes all that is written to it");
    }
    out
}
