//! A rebuild after a correction against a build from nothing, in one run:
//! `cargo bench --bench warm`, or `cargo bench --bench warm -- --many` with 500 rebuilds and
//! the memory they take. Linux only, since the figures are those of `/proc`.
//!
//! The five documents of the main job if they are there, else the edition of this
//! repository. Each work is done by a process of its own; a rebuild is all that `watch` does
//! to a finished PDF: reading, setting, the check of the pages, the export.
#![allow(clippy::print_stdout, reason = "the table is what it makes")]

#[path = "book/kernel.rs"]
mod kernel;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::{processor, resident};
use variorum::build::{self, Proven, Read, Stage, Standing, Watch};
use variorum::publish::{Plates, archive_pdf, archive_pdf_again, screen};

/// How many words are changed, one after the other.
const CHANGES: usize = 20;

/// How often the book is made from nothing.
const RUNS: usize = 3;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, work, folder] = &*arguments
        && command == "child"
    {
        let folder = Path::new(folder);
        match work.as_str() {
            "cold" => cold(folder),
            "warm" => warm(folder, CHANGES),
            _ => many(folder),
        }
        return;
    }
    let folder = edition();
    let mut colds: Vec<Vec<Figure>> = (0..RUNS).map(|_| child("cold", &folder)).collect();
    colds.sort_by(|a, b| a[0].cpu.total_cmp(&b[0].cpu));
    let cold = &colds[RUNS / 2][0];
    let warm = child("warm", &folder);
    println!(
        "| work | CPU s | to the build from nothing | until the browser is told | |"
    );
    println!("|---|---|---|---|---|");
    let row = |name: &str, figure: &Figure, most: Option<f64>| {
        let ratio = figure.cpu / cold.cpu;
        let kept = match most {
            Some(most) if ratio <= most => format!("kept: at most {most}"),
            Some(most) => format!("**missed**: at most {most}"),
            None => String::new(),
        };
        println!(
            "| {name} | {:.3} | {ratio:.3} | {:.3} | {kept} |",
            figure.cpu, figure.shown
        );
    };
    row("from nothing", cold, None);
    let of = |name: &str| -> Vec<&Figure> {
        warm.iter().filter(|figure| figure.name == name).collect()
    };
    let sorted = |name: &str| {
        let mut list = of(name);
        list.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
        list
    };
    let changed = sorted("changed");
    row("one word changed, median", changed[changed.len() / 2], Some(0.2));
    row("one word changed, the slowest", changed[changed.len() - 1], None);
    let same = sorted("same");
    row("nothing changed, median", same[same.len() / 2], None);
    println!("\n| CPU ms of | {} |", STAGES.join(" | "));
    println!("|---|{}", "---|".repeat(STAGES.len()));
    for (name, figure) in [
        ("from nothing", cold),
        ("one word changed, median", changed[changed.len() / 2]),
        ("one word changed, the slowest", changed[changed.len() - 1]),
        ("nothing changed, median", same[same.len() / 2]),
    ] {
        let cells = STAGES.map(|stage| {
            format!("{:.0}", 1e3 * figure.stages.get(stage).copied().unwrap_or_default())
        });
        println!("| {name} | {} |", cells.join(" | "));
    }
    if arguments.iter().any(|argument| argument == "--many") {
        let many = child("many", &folder);
        println!("\n| rebuilds | MB held | CPU s each, mean |\n|---|---|---|");
        for figure in many {
            println!("| {} | {:.1} | {:.3} |", figure.name, figure.shown, figure.cpu);
        }
    }
    println!("\nThe edition is in {}", folder.display());
}

const STAGES: [&str; 7] =
    ["read", "assemble", "compose", "backmatter", "bind", "pages", "export"];

/// The edition, made anew.
fn edition() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-warm");
    let _ = fs::remove_dir_all(&target);
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let texts = fs::read_dir(home.join("../shared/texts"));
    let mut texts: Vec<PathBuf> =
        texts.map_or(vec![], |list| list.flatten().map(|entry| entry.path()).collect());
    texts.sort();
    if texts.is_empty() {
        copy(&home.join("edition"), &target);
    } else {
        let made = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .arg("new")
            .arg(&target)
            .arg("--from")
            .args(&texts)
            .output()
            .expect("the program can be started");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    target
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the edition is there").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy(&path, &to),
            false => {
                fs::copy(&path, &to).expect("a file can be copied");
            }
        }
    }
}

/// What a build took: all of it and until its pages could be shown, in seconds of
/// processor time, and by stage.
struct Figure {
    name: String,
    cpu: f64,
    shown: f64,
    stages: BTreeMap<String, f64>,
}

fn child(work: &str, folder: &Path) -> Vec<Figure> {
    let program = std::env::current_exe().expect("a program knows where it stands");
    let output = Command::new(program).arg("child").arg(work).arg(folder).output();
    let output = output.expect("a program can start itself");
    let faults = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{work}` failed: {faults}");
    let line = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next()?.to_owned();
        let cpu = words.next()?.parse().ok()?;
        let shown = words.next()?.parse().ok()?;
        let mut stages = BTreeMap::new();
        while let (Some(stage), Some(cpu)) = (words.next(), words.next()) {
            stages.insert(stage.to_owned(), cpu.parse().ok()?);
        }
        Some(Figure { name, cpu, shown, stages })
    };
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(line)
        .collect()
}

/// What each stage takes.
struct Clock {
    begun: f64,
    last: (String, f64),
    spent: BTreeMap<String, f64>,
}

impl Clock {
    fn new() -> Self {
        let now = processor();
        Self {
            begun: now,
            last: ("read".into(), now),
            spent: BTreeMap::new(),
        }
    }

    fn next(&mut self, name: &str) -> f64 {
        let now = processor();
        *self.spent.entry(self.last.0.clone()).or_default() += now - self.last.1;
        self.last = (name.to_lowercase(), now);
        now - self.begun
    }

    fn print(&mut self, name: &str, shown: f64) {
        let cpu = self.next("");
        let stages = self.spent.iter().map(|(name, cpu)| format!(" {name} {cpu}"));
        println!("{name} {cpu} {shown}{}", stages.collect::<String>());
    }
}

impl Watch for Clock {
    fn stage(&mut self, stage: Stage) {
        self.next(&format!("{stage:?}"));
    }
}

/// Checks the pages, looks which are new, exports. Gives when they could be shown.
fn finish(
    clock: &mut Clock,
    read: &Read,
    built: &Proven,
    before: Option<&Proven>,
    plates: Option<&mut Plates>,
) -> f64 {
    clock.next("pages");
    let leaves = screen::leaves(built);
    if let Some(before) = before {
        screen::change(before, built, &read.edition);
    }
    assert_eq!(leaves.len(), built.book.document.pages().len());
    let shown = clock.next("export");
    let pdf = match plates {
        Some(plates) => archive_pdf_again(read, built, plates, None),
        None => archive_pdf(read, built, None),
    };
    assert!(pdf.is_ok(), "the PDF is sound");
    shown
}

fn read(folder: &Path) -> Read {
    let Ok(read) = build::read(folder) else { panic!("the edition can be read") };
    assert!(read.is_sound(), "the edition is sound");
    read
}

fn cold(folder: &Path) {
    let mut clock = Clock::new();
    let read = read(folder);
    let Ok(built) = build::build(&read, &mut clock) else {
        panic!("the book can be made")
    };
    let shown = finish(&mut clock, &read, &built, None, None);
    clock.print("cold", shown);
}

/// What is kept from one build for the next.
#[derive(Default)]
struct Kept {
    standing: Standing,
    plates: Plates,
    last: Option<Proven>,
}

/// One rebuild.
fn again(folder: &Path, kept: &mut Kept, name: &str) {
    let mut clock = Clock::new();
    let read = read(folder);
    let Ok(built) = build::rebuild(&read, &mut kept.standing, &mut clock) else {
        panic!("the book can be made")
    };
    let (last, plates) = (kept.last.as_ref(), Some(&mut kept.plates));
    let shown = finish(&mut clock, &read, &built, last, plates);
    kept.last = Some(built);
    drop(read);
    if !name.is_empty() {
        clock.print(name, shown);
    }
}

fn warm(folder: &Path, changes: usize) {
    let mut kept = Kept::default();
    again(folder, &mut kept, "first");
    let mut words = Words::of(folder);
    for _ in 0..changes {
        words.change();
        again(folder, &mut kept, "changed");
    }
    for _ in 0..5 {
        again(folder, &mut kept, "same");
    }
    words.restore();
}

fn many(folder: &Path) {
    let mut kept = Kept::default();
    let mut words = Words::of(folder);
    let mut begun = processor();
    for done in 1..=500 {
        words.change();
        again(folder, &mut kept, "");
        if done % 100 == 0 {
            let now = processor();
            println!("{done} {} {}", (now - begun) / 100.0, resident());
            begun = now;
        }
    }
    words.restore();
}

/// The texts of an edition, in one of which a word is put in, and taken out before the next.
struct Words {
    texts: Vec<(PathBuf, String)>,
    seed: u64,
    last: Option<usize>,
}

impl Words {
    fn of(folder: &Path) -> Self {
        let list = fs::read_dir(folder.join("texts")).expect("there are texts");
        let mut texts: Vec<(PathBuf, String)> = list
            .flatten()
            .map(|entry| {
                let path = entry.path();
                let text = fs::read_to_string(&path).expect("a text can be read");
                (path, text)
            })
            .collect();
        texts.sort();
        Self { texts, seed: 7, last: None }
    }

    fn random(&mut self, below: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.seed >> 33) as usize % below
    }

    /// Puts a word of six letters between two others, somewhere in the texts.
    fn change(&mut self) {
        self.restore();
        let between: Vec<usize> = self.texts.iter().map(|(_, text)| text.len()).collect();
        let mut at = self.random(between.iter().sum());
        let mut k = 0;
        while at >= between[k] {
            at -= between[k];
            k += 1;
        }
        let bytes = self.texts[k].1.as_bytes();
        let is_gap = |i: &usize| {
            let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_lowercase);
            *i > 0 && bytes[*i] == b' ' && letter(i - 1) && letter(i + 1)
        };
        let gap = (at..bytes.len()).chain(0..at).find(is_gap);
        let gap = gap.unwrap_or(bytes.len());
        let word: String =
            (0..6).map(|_| char::from(b'a' + self.random(26) as u8)).collect();
        let (path, text) = &self.texts[k];
        let changed = format!("{} {word}{}", &text[..gap], &text[gap..]);
        fs::write(path, changed).expect("a text can be written");
        self.last = Some(k);
    }

    fn restore(&mut self) {
        if let Some(k) = self.last.take() {
            let (path, text) = &self.texts[k];
            fs::write(path, text).expect("a text can be written");
        }
    }
}
