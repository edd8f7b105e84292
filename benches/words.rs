//! Tokenising, sorting and locating: a concordance of every word of a long book that was
//! set, `cargo bench --bench words`, or `-- --scale` for 1.6 million words. Linux only,
//! since the figures are those of `/proc`. A benchmark is no test: it says what misses
//! its budget and ends with 0.
#![allow(missing_docs, reason = "nobody imports a benchmark")]
#![allow(clippy::print_stdout, reason = "the table is what it makes")]

#[path = "book/text.rs"]
#[allow(dead_code, reason = "the other benchmark uses the rest")]
mod text;

use std::fs;
use std::path::PathBuf;

use text::Text;
use variorum::backmatter::{CONTEXT, Lemmas, StopWords, concordance};
use variorum::build::{self, Stage, Watch};
use variorum::edition::{ConcordanceKind, ConcordanceSettings};

struct Deaf;

impl Watch for Deaf {
    fn stage(&mut self, _: Stage) {}
}

/// Seconds of processor time so far, of all threads.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this is Linux");
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks =
        |k: usize| fields.get(k).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn main() {
    let scale = std::env::args().any(|argument| argument == "--scale");
    let copies = if scale { 40 } else { 10 };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-words");
    fs::create_dir_all(&folder).expect("the build's folder can be written");
    fs::write(folder.join("text.dj"), Text::of(copies).djot())
        .expect("it can be written");
    fs::write(folder.join("edition.toml"), text::MANIFEST).expect("it can be written");
    let read = build::read(&folder).unwrap_or_else(|_| panic!("the edition can be read"));
    let built =
        build::build(&read, &mut Deaf).unwrap_or_else(|_| panic!("it can be set"));
    let settings = ConcordanceSettings {
        kind: ConcordanceKind::Verborum,
        ..ConcordanceSettings::new("Words", 1, u32::MAX)
    };
    let locate = |text: usize, place| built.places.locate(text, place);
    let lists = (&StopWords::none(), &Lemmas::default());
    let mut best = f64::INFINITY;
    let mut tokens = 0;
    for _ in 0..5 {
        let start = cpu();
        let made = concordance(&read.model, &settings, lists, CONTEXT, &locate);
        best = best.min(cpu() - start);
        tokens = made.sections.iter().map(|section| section.tokens).sum::<u32>();
    }
    let million = best * 1e6 / f64::from(tokens);
    let verdict = if million <= 1.5 { "kept" } else { "**missed**" };
    println!("| work | tokens | CPU s | CPU s per million | at most | |");
    println!("|---|---|---|---|---|---|");
    println!(
        "| tokenise, sort, locate | {tokens} | {best:.2} | {million:.2} | 1.5 | {verdict} |"
    );
}
