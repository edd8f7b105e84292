//! Variorum against the stock Typst compiler on the same text, in one run:
//! `cargo bench`, or `cargo bench -- --scale` with texts of 10 and 40 times the length
//! as well; `-- --notes` compares long notes with short ones. Linux only, since the figures are those of `/proc`.
//!
//! Each work is done by a process of its own, several times in turn; the medians are
//! compared. A benchmark is no test: it says what misses its budget and ends with 0.
#![allow(clippy::print_stdout, reason = "the table is what it makes")]

#[path = "book/child.rs"]
mod child;
#[path = "book/kernel.rs"]
mod kernel;
#[path = "book/notes.rs"]
mod notes;
#[path = "book/text.rs"]
mod text;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use child::Figures;
use text::Text;

/// How often each work is done.
const RUNS: usize = 5;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, work, folder] = &*arguments
        && command == "child"
    {
        print!("{}", child::run(work, Path::new(folder)));
        return;
    }
    if arguments.iter().any(|argument| argument == "--notes") {
        long_notes();
        return;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let text = Text::of(1);
    write(&folder, &text);
    println!(
        "{} words in {} paragraphs, {} entries; the median of {RUNS} runs",
        text.words(),
        text.0.len(),
        text.entries()
    );
    let works = ["bare", "footnotes", "edition", "whole"];
    let [bare, footnotes, edition, whole] = works_in_turn(works, &folder);
    table(&bare, &footnotes, &edition, &whole);
    if arguments.iter().any(|argument| argument == "--scale") {
        scale(&edition);
    }
    println!("\nThe texts are in {}", folder.display());
}

/// Writes the files of all works.
fn write(folder: &Path, text: &Text) {
    put(&folder.join("bare.typ"), &text.bare());
    put(&folder.join("footnotes.typ"), &text.with_footnotes());
    for name in ["edition", "whole"] {
        put(&folder.join(name).join("text.dj"), &text.djot());
    }
    put(&folder.join("edition/edition.toml"), text::MANIFEST);
    put(&folder.join("whole/edition.toml"), &(text::MANIFEST.to_owned() + text::BACK));
    put(&folder.join("whole/index.toml"), &text::headings());
}

fn put(path: &Path, content: &str) {
    let folder = path.parent().expect("a file stands in a folder");
    fs::create_dir_all(folder).expect("the build's folder can be written");
    fs::write(path, content).expect("the build's folder can be written");
}

/// Does all works in turn, so that a slow moment of the machine hits each alike, and
/// gives the median of every figure.
fn works_in_turn<const N: usize>(works: [&str; N], folder: &Path) -> [Figures; N] {
    let mut runs: [Vec<Figures>; N] = std::array::from_fn(|_| vec![]);
    for _ in 0..RUNS {
        for (work, runs) in works.iter().zip(&mut runs) {
            runs.push(one(work, folder));
        }
    }
    runs.map(|runs| {
        let names = runs.iter().flat_map(|run| run.keys().cloned());
        names.map(|name| (name.clone(), median(&runs, &name))).collect()
    })
}

fn median(runs: &[Figures], name: &str) -> f64 {
    let mut figures: Vec<f64> =
        runs.iter().filter_map(|run| run.get(name).copied()).collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Does one work in a process of its own.
fn one(work: &str, folder: &Path) -> Figures {
    let program = std::env::current_exe().expect("a program knows where it stands");
    let output = Command::new(program).arg("child").arg(work).arg(folder).output();
    let output = output.expect("a program can start itself");
    let faults = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{work}` failed: {faults}");
    child::parse(&String::from_utf8_lossy(&output.stdout))
}

/// A figure; 0 if the work does not have it.
fn get(figures: &Figures, name: &str) -> f64 {
    figures.get(name).copied().unwrap_or_default()
}

fn table(bare: &Figures, footnotes: &Figures, edition: &Figures, whole: &Figures) {
    println!(
        "\n| work | CPU s | peak MB | pages | words printed | CPU ms per 1,000 | PDF MB |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (name, figures) in [
        ("stock Typst, bare text", bare),
        ("stock Typst, footnotes", footnotes),
        ("Variorum, entries at the foot", edition),
        ("Variorum, with indexes and concordance", whole),
    ] {
        println!(
            "| {name} | {:.3} | {:.1} | {} | {} | {:.2} | {:.2} |",
            get(figures, "cpu"),
            get(figures, "peak"),
            get(figures, "pages"),
            get(figures, "words"),
            rate(figures),
            get(figures, "bytes") / 1e6,
        );
    }
    println!("\n| budget | at most | measured | |");
    println!("|---|---|---|---|");
    let ratio = |name: &str, of: &Figures| get(edition, name) / get(of, name);
    budget("CPU, to bare text (aim: 1.2)", 1.5, ratio("cpu", bare));
    budget("CPU, to footnotes", 0.6, ratio("cpu", footnotes));
    budget("memory, to bare text", 1.5, ratio("peak", bare));
    budget("memory, to footnotes", 0.8, ratio("peak", footnotes));
    budget(
        "CPU per 1,000 words of the whole book, to bare text",
        1.5,
        rate(whole) / rate(bare),
    );
    println!(
        "\n| CPU ms of | read | assemble | compose | backmatter | bind | export | rounds |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (name, figures) in [
        ("bare text", bare),
        ("footnotes", footnotes),
        ("entries at the foot", edition),
        ("whole book", whole),
    ] {
        let stages = ["read", "assemble", "compose", "backmatter", "bind", "export"];
        let cells = stages.map(|stage| match figures.get(stage) {
            Some(seconds) => format!("{:.0}", 1000.0 * seconds),
            None => String::new(),
        });
        let rounds = figures.get("rounds").map(f64::to_string).unwrap_or_default();
        println!("| {name} | {} | {rounds} |", cells.join(" | "));
    }
}

/// Milliseconds for a thousand words printed.
fn rate(figures: &Figures) -> f64 {
    1e6 * get(figures, "cpu") / get(figures, "words")
}

fn budget(name: &str, most: f64, measured: f64) {
    let verdict = if measured <= most { "kept" } else { "**missed**" };
    println!("| {name} | {most} | {measured:.2} | {verdict} |");
}

/// One text of 10 and of 40 times the length.
fn scale(one_copy: &Figures) {
    println!(
        "\n| copies | words printed | pages | CPU s | to one copy | MB per page | |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (copies, most) in [(1, 1.1), (10, 11.0), (40, 44.0)] {
        let figures = if copies == 1 { one_copy.clone() } else { of_copies(copies) };
        let ratio = get(&figures, "cpu") / get(one_copy, "cpu");
        let memory = get(&figures, "peak") / get(&figures, "pages");
        let kept = ratio <= most && (copies == 1 || memory <= 1.0);
        println!(
            "| {copies} | {} | {} | {:.2} | {ratio:.1} (at most {most}) | {memory:.2} | {} |",
            get(&figures, "words"),
            get(&figures, "pages"),
            get(&figures, "cpu"),
            if kept { "kept" } else { "**missed**" },
        );
    }
}

fn of_copies(copies: usize) -> Figures {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{copies}"));
    put(&folder.join("edition/text.dj"), &Text::of(copies).djot());
    put(&folder.join("edition/edition.toml"), text::MANIFEST);
    one("edition", &folder)
}

/// The same words as short notes and as long ones.
fn long_notes() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-notes");
    let text = Text::of(1);
    let lengths = [notes::SHORT, 600, 3_000];
    let works = lengths.map(|length| format!("notes-{length}"));
    for (work, length) in works.iter().zip(lengths) {
        put(&folder.join(work).join("text.dj"), &notes::djot(&text, length));
        put(&folder.join(work).join("edition.toml"), &notes::manifest());
    }
    let figures = works_in_turn(works.each_ref().map(String::as_str), &folder);
    println!("\n| words of a note | CPU s | to short notes | peak MB | pages | rounds |");
    println!("|---|---|---|---|---|---|");
    for (length, of) in lengths.iter().zip(&figures) {
        println!(
            "| {length} | {:.3} | {:.2} | {:.1} | {} | {} |",
            get(of, "cpu"),
            get(of, "cpu") / get(&figures[0], "cpu"),
            get(of, "peak"),
            get(of, "pages"),
            get(of, "rounds"),
        );
    }
    let most = figures.iter().map(|of| get(of, "cpu")).fold(0.0, f64::max);
    println!("\n| budget | at most | measured | |");
    println!("|---|---|---|---|");
    budget("CPU of long notes, to short ones", 2.0, most / get(&figures[0], "cpu"));
    println!("\nThe texts are in {}", folder.display());
}
