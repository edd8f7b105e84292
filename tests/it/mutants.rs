//! Files that someone damaged, by hand or by malice: whatever is changed in a manifest, a text, an
//! index, a record, a lock or a PDF, the program says what is wrong, soon and in little memory.
//!
//! Case `k` is always the same: an edition of `tests/cases` or the one below, of which one file is
//! changed in one to four places. `cargo test` runs a few. After a change of a reader run more:
//! `MUTANTS=10000 FROM=0 KEEP=folder cargo test mutants`; those that fail are kept in the folder,
//! and VARIORUM may name a program that is built otherwise.
#![allow(clippy::disallowed_methods, reason = "what may hang is watched by a clock")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::Project;
use crate::support::mutant::{Dice, changed, edited};

/// How many cases are run if it is not said.
const FEW: usize = 60;

/// The seconds of processor time that a case may take.
const SECONDS: f64 = 10.0;

/// The seconds that it may take on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// The memory that it may take, in KiB.
const MEMORY: u64 = 1 << 20;

/// A manifest with most of what there is.
pub(crate) const MANIFEST: &str = r#"
title = "Quay and Ferry"
language = "en"
editors = ["Ida Rook"]
isbn = "978-3-16-148410-0"
date = 2026-01-02

[page]
width = "120mm"
height = "150mm"

[lineation]
by = "page"
step = 5

[[witness]]
id = "A"

[[witness]]
id = "B"
siglum = "B²"

[[group]]
id = "g"
witnesses = ["A", "B"]

[[series]]
id = "app"
kind = "critical"

[[series]]
id = "notes"
kind = "familiar"

[[text]]
file = "a.dj"
title = "The Quay"

[[text]]
file = "b.dj"
language = "fa"

[[text]]
file = "c.xml"

[[index]]
id = "names"
title = "Names"

[concordance]
min = 1
"#;

pub(crate) const ENGLISH: &str = r##"# The Quay

The [ferry]{index="names"} left [at noon]{B="at dusk" A=om} with eleven[^1] passengers, [_twelve_]{.sic}
of them from []{#n1}Osk[]{#n2}, and *none* came back.[^2]

> A quotation of [some]{g="any"} words.

::: verse
The bell is rung, the rope is wet,
the boat has not come over yet.
:::

- one
- two, see []{ref=n1}, []{ref=n1 to=note}

| a | b |
|---|---|
| c | d |

::: apparatus
[]{from=n1 to=n2 B="Oskar" note="twice"}
:::

[^1]: The pilot's log has twelve.

[^2]: It is *said* [twice]{index="names: said > twice"}.
"##;

pub(crate) const PERSIAN: &str =
    "# اسکله\n\nقایق [ظهر]{B=\"شب\"} رفت[^1] و برنگشت.\n\n[^1]: چنین گفته‌اند.\n";

pub(crate) const TEI: &str = r##"<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>The Rope</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><listWit>
<witness xml:id="A">Osk 1</witness><witness xml:id="B">Osk 2</witness></listWit></sourceDesc>
</fileDesc></teiHeader><text><body><div><head>The Rope</head>
<p>It was <app><lem wit="#A">long</lem><rdg wit="#B">wet</rdg></app> and <hi rend="italic">old</hi>
<note n="1">A note with a <foreign xml:lang="la">verbum</foreign>.</note>.</p>
<lg><l n="1">One verse of it,</l><l n="2">and another <choice><sic>vers</sic><corr>verse</corr></choice>.</l></lg>
<list><item>a</item><item>b</item></list><pb n="2" ed="A"/><milestone unit="leaf" n="3"/>
<p>It holds a <persName>Rook</persName> &amp; a boat.</p></div></body></text></TEI>
"##;

pub(crate) const INDEX: &str = "[[heading]]\nname = \"Osk\"\nindex = \"names\"\npatterns = [\"Osk*\"]\n\n\
                     [[heading]]\nname = \"ferry\"\nindex = \"names\"\nsee-also = [\"Osk\"]\n";

/// What a case starts from.
struct Seeds {
    /// Editions, as lists of files.
    editions: Vec<Vec<(String, Vec<u8>)>>,
    /// The edition above, with what the program made of it.
    own: Vec<(String, Vec<u8>)>,
    lock: Vec<u8>,
    record: Vec<u8>,
    pdfs: Vec<Vec<u8>>,
    /// The program; another one if VARIORUM names it.
    program: OsString,
    /// How many cases ended with each code.
    ends: Mutex<BTreeMap<i32, usize>>,
}

impl Seeds {
    fn new() -> Self {
        let own: Vec<(String, Vec<u8>)> = [
            ("edition.toml", MANIFEST),
            ("a.dj", ENGLISH),
            ("b.dj", PERSIAN),
            ("c.xml", TEI),
            ("index.toml", INDEX),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .into();
        let project = Project::new();
        lay_out(&project.path("edition"), &own);
        project.run(&["release"]).exits(0);
        project
            .run(&["build", "--for", "all", "--record", "record.json"])
            .exits(0);
        let pdfs = ["edition", "edition-press"];
        let pdfs = pdfs.map(|name| project.bytes(&format!("output/{name}.pdf"))).into();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
        let mut editions = vec![];
        collect(&root, &mut editions);
        assert!(editions.len() > 100, "only {} editions were found", editions.len());
        Self {
            lock: project.bytes("edition/pages.lock"),
            record: project.bytes("record.json"),
            editions,
            own,
            pdfs,
            program: std::env::var_os("VARIORUM")
                .unwrap_or(env!("CARGO_BIN_EXE_variorum").into()),
            ends: Mutex::default(),
        }
    }
}

fn lay_out(root: &Path, files: &[(String, Vec<u8>)]) {
    for (name, data) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, data).expect("it can be written");
    }
}

/// All editions below a folder, in the order of their names, without what is expected of them.
fn collect(folder: &Path, editions: &mut Vec<Vec<(String, Vec<u8>)>>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    entries.sort();
    if !folder.join("edition.toml").exists() {
        entries
            .iter()
            .filter(|path| path.is_dir())
            .for_each(|path| collect(path, editions));
        return;
    }
    let mut files = vec![];
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    for entry in walk.into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let below = entry.path().strip_prefix(folder).expect("it was found there");
        let name = below.to_string_lossy().replace('\\', "/");
        if !name.starts_with("expected") {
            files.push((name, fs::read(entry.path()).expect("it can be read")));
        }
    }
    editions.push(files);
}

/// Lays out a case in a folder and gives the arguments of the program.
fn case(seeds: &Seeds, k: usize, root: &Path) -> Vec<String> {
    let mut dice = Dice(k as u64);
    let say = |words: &str| words.split(' ').map(str::to_owned).collect();
    let edition = root.join("edition");
    match dice.below(20) {
        0 | 1 => {
            let pdf = &seeds.pdfs[dice.below(seeds.pdfs.len())];
            lay_out(root, &[("a.pdf".to_owned(), changed(pdf, &mut dice))]);
            say("preflight a.pdf --for a-2a ua-1 x-4 a-4f")
        }
        2 => {
            let record = edited(&seeds.record, &mut dice);
            lay_out(
                root,
                &[
                    ("a.json".to_owned(), record),
                    ("b.json".to_owned(), seeds.record.clone()),
                ],
            );
            say(dice.one(&[
                "diff a.json b.json",
                "diff b.json a.json",
                "diff a.json b.json --corrigenda",
            ]))
        }
        3 => {
            let record = edited(&seeds.record, &mut dice);
            lay_out(root, &[("a.json".to_owned(), record)]);
            lay_out(&edition, &seeds.own);
            say("proof --since a.json")
        }
        4 | 5 => {
            lay_out(&edition, &seeds.own);
            let lock = match dice.below(2) {
                0 => changed(&seeds.lock, &mut dice),
                _ => edited(&seeds.lock, &mut dice),
            };
            lay_out(&edition, &[("pages.lock".to_owned(), lock)]);
            say(dice.one(&["check", "build --frozen", "release"]))
        }
        roll => {
            let own = roll < 11;
            let any = &seeds.editions[dice.below(seeds.editions.len())];
            let files = if own { &seeds.own } else { any };
            lay_out(&edition, files);
            // Texts more often than manifests, and mostly so that there is still a book.
            let is_text = |name: &str| !name.ends_with(".toml");
            let texts: Vec<_> = files.iter().filter(|(name, _)| is_text(name)).collect();
            let (name, data) = match dice.below(3) {
                0 => &files[dice.below(files.len())],
                _ => texts[dice.below(texts.len())],
            };
            let new = match dice.below(3) {
                0 => changed(data, &mut dice),
                _ => edited(data, &mut dice),
            };
            lay_out(&edition, &[(name.clone(), new)]);
            say(dice.one(&[
                "check",
                "check",
                "check",
                "build",
                "build --for all",
                "export --tei endpoint out",
                "export --tei parallel out",
                "export --concordance vertical out",
                "archive edition bag",
            ]))
        }
    }
}

/// Runs a case and gives what is wrong with what the program did.
fn fault(seeds: &Seeds, k: usize, keep: Option<&Path>) -> Option<String> {
    let place = tempfile::tempdir().expect("a folder can be made");
    let args = case(seeds, k, place.path());
    let said = place.path().join("said.txt");
    // More memory than any machine should lose to a test.
    let limit = "ulimit -v 6000000; exec \"$0\" \"$@\"";
    let mut command = match cfg!(unix) {
        true => Command::new("sh"),
        false => Command::new(&seeds.program),
    };
    if cfg!(unix) {
        command.args(["-c", limit]).arg(&seeds.program);
    }
    let mut child = command
        .args(&args)
        .current_dir(place.path())
        .env("NO_COLOR", "1")
        .env("RUST_BACKTRACE", "0")
        .env_remove("SOURCE_DATE_EPOCH")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&said).expect("it can be made"))
        .spawn()
        .expect("the program can be started");
    let begun = Instant::now();
    let (mut seconds, mut memory) = (0.0_f64, 0);
    let status = loop {
        if let Some(status) = child.try_wait().expect("it was started") {
            break Some(status);
        }
        if let Some((cpu, peak)) = used(child.id()) {
            (seconds, memory) = (seconds.max(cpu), memory.max(peak));
        }
        if seconds > SECONDS || memory > MEMORY || begun.elapsed() > PATIENCE {
            // It may end just now.
            let _ = child.kill();
            child.wait().expect("it was started");
            break None;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let code = status.and_then(|status| status.code()).unwrap_or(-1);
    *seeds
        .ends
        .lock()
        .expect("no thread panics with it")
        .entry(code)
        .or_default() += 1;
    let said = String::from_utf8_lossy(&fs::read(&said).unwrap_or_default()).into_owned();
    let is_ours = ["panicked", "internal error", "fault of the program"];
    let wrong = match status {
        None => format!("{seconds:.1} s, {} MB", memory >> 10),
        Some(status) if !matches!(status.code(), Some(0..=3)) => format!("{status}"),
        _ if is_ours.iter().any(|words| said.contains(words)) => {
            "a fault of ours".to_owned()
        }
        _ => return None,
    };
    let words: Vec<&str> =
        said.lines().filter(|line| line.contains("error")).take(3).collect();
    if let Some(keep) = keep {
        let to = keep.join(format!("mutant-{k}"));
        fs::create_dir_all(keep).expect("the folder can be made");
        let _ = fs::remove_dir_all(&to);
        fs::rename(place.keep(), &to).expect("it is moved on the same disk");
    }
    Some(format!("case {k}, `{}`: {wrong}: {}", args.join(" "), words.join(" | ")))
}

/// The processor time of a process in seconds, and its greatest memory in KiB.
#[cfg(target_os = "linux")]
fn used(id: u32) -> Option<(f64, u64)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().ok()? + fields[12].parse::<f64>().ok()?;
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some((ticks / 100.0, peak.trim().strip_suffix(" kB")?.parse().ok()?))
}

#[cfg(not(target_os = "linux"))]
fn used(_: u32) -> Option<(f64, u64)> {
    None
}

#[test]
fn mutants_are_read_or_refused() {
    let number =
        |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let from: usize = number("FROM").unwrap_or(0);
    let count = number("MUTANTS").unwrap_or(FEW);
    let keep = std::env::var_os("KEEP").map(PathBuf::from);
    let seeds = Seeds::new();
    let next = AtomicUsize::new(from);
    let faults = Mutex::new(vec![]);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let k = next.fetch_add(1, Ordering::Relaxed);
                    if k >= from + count {
                        break;
                    }
                    if let Some(fault) = fault(&seeds, k, keep.as_deref()) {
                        println!("{fault}");
                        faults.lock().expect("no thread panics with it").push(fault);
                    }
                }
            });
        }
    });
    let mut faults = faults.into_inner().expect("no thread panics with it");
    faults.sort();
    let ends = seeds.ends.into_inner().expect("no thread panics with it");
    println!("cases by their exit code: {ends:?}");
    // If all were refused at the door, nothing was tried.
    assert!(count < FEW || ends.get(&0) > Some(&(count / 5)), "{ends:?}");
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_case_is_always_the_same() {
    let seeds = Seeds::new();
    for k in 0..40 {
        let places = [Project::new(), Project::new()];
        let args = places.each_ref().map(|place| case(&seeds, k, &place.path("")));
        assert_eq!(args[0], args[1]);
        assert_eq!(places[0].files(""), places[1].files(""));
        for file in places[0].files("") {
            assert!(places[0].bytes(&file) == places[1].bytes(&file), "{k}: {file}");
        }
    }
}
