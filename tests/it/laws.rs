//! The laws of the house, read from the sources: data flows one way, Typst stays
//! behind its door, only the command line prints, and nothing is left undone.

use crate::support::rust;
use crate::support::sources::{Sources, sources};

/// The stages in the order in which data flows. A module may name those before
/// it and itself, never one after it.
const STAGES: &[&str] = &[
    "span",
    "diag",
    "model",
    "edition",
    "words",
    "source",
    "collate",
    "ties",
    "assemble",
    "typeset",
    "pages",
    "lines",
    "compose",
    "locate",
    "backmatter",
    "history",
    "build",
    "publish",
    "cli",
];

/// Where the crates of Typst may be named: these files, and files in these folders.
/// A last `*` stands for any ending.
const TYPST_ALLOWED: &[&str] =
    &["typeset", "compose", "locate", "backmatter/set*", "publish", "build"];

/// Where a server may listen, for browsers on the same machine. Nothing else may, and
/// nothing at all may open a connection to elsewhere.
const SERVER_ALLOWED: &[&str] = &["cli/watch/server"];

/// Where files are read: a pipe or a device is never opened there. And where folders are
/// locked, which are opened for that.
const DOORS: &[&str] = &["edition/paths", "publish/write"];

/// Where one may print, measure time and read the environment.
const WORLD_ALLOWED: &[&str] = &["cli", "main"];

/// The length above which a file says why it is one thing.
const LONG: usize = 500;

#[test]
fn data_flows_one_way() {
    obey(&sources("src"), backward_names);
}

#[test]
fn only_the_listed_modules_name_typst() {
    obey(&sources("src"), stray_typst);
}

#[test]
fn only_the_command_line_touches_the_world() {
    obey(&sources("src"), worldly_calls);
}

#[test]
fn files_are_read_through_one_door() {
    obey(&sources("src"), side_doors);
}

#[test]
fn every_file_says_what_it_is() {
    obey(&sources("src"), silent_heads);
    obey(&sources("tests"), silent_heads);
}

#[test]
fn nothing_is_left_undone() {
    obey(&sources("src"), leftovers);
    obey(&sources("tests"), leftovers);
}

/// Names of stages that come later, and names that are no stage at all.
fn backward_names(path: &str, text: &str) -> Vec<String> {
    let Some(own) = stage(path) else { return vec![] };
    let Some(rank) = rank(own) else {
        return vec![format!("src/{path}: `{own}` is not in the order of the stages")];
    };
    let bare = rust::bare(text);
    let mut faults = vec![];
    for (at, name) in rust::names_after(&bare, "crate::") {
        let line = rust::line_of(&bare, at);
        match self::rank(&name) {
            Some(other) if other <= rank => {}
            // It serves tests alone, and is compiled for them alone.
            None if name == "skipped" && path.contains("tests") => {}
            Some(_) => faults.push(format!(
                "src/{path}:{line}: `{own}` names `{name}`, a later stage"
            )),
            None => {
                faults.push(format!("src/{path}:{line}: `crate::{name}` is no stage"))
            }
        }
    }
    for (at, name) in rust::names_after(&bare, "super::super::") {
        if self::rank(&name).is_some_and(|other| other > rank) {
            let line = rust::line_of(&bare, at);
            faults.push(format!(
                "src/{path}:{line}: `{own}` names `{name}`, a later stage"
            ));
        }
    }
    faults
}

/// Names of Typst's crates where they do not belong; tests may use its parser.
fn stray_typst(path: &str, text: &str) -> Vec<String> {
    if is_listed(path, TYPST_ALLOWED) || is_test(path) {
        return vec![];
    }
    let bare = rust::without_tests(&rust::bare(text));
    let mut faults = vec![];
    for (at, _) in bare.match_indices("typst") {
        let word = rust::word_at(&bare, at);
        let is_start = rust::words(&bare, word).any(|start| start == at);
        let is_crate = word == "typst" || word.starts_with("typst_");
        let before = bare[..at].trim_end();
        let is_path = bare[at + word.len()..].trim_start().starts_with("::")
            || before.ends_with("use")
            || before.ends_with("extern crate");
        if is_start && is_crate && is_path {
            let line = rust::line_of(&bare, at);
            faults.push(format!("src/{path}:{line}: `{word}` is named outside its door"));
        }
    }
    faults
}

/// Printing, clocks, the environment, the network.
fn worldly_calls(path: &str, text: &str) -> Vec<String> {
    const CONNECTION: &[&str] = &["UdpSocket", "UnixStream", "ToSocketAddrs", "connect"];
    // A stream is what a listener gives; without `connect` it leads nowhere else.
    const SERVER: &[&str] = &["std::net", "TcpListener", "TcpStream"];
    const WORLD: &[&str] = &[
        "print!",
        "println!",
        "eprint!",
        "eprintln!",
        "io::stdout",
        "io::stderr",
        "io::stdin",
        "env::var",
        "env::var_os",
        "env::vars",
        "env::vars_os",
        "env::args",
        "env::args_os",
        "env::current_dir",
        "SystemTime::now",
        "Instant::now",
        "process::exit",
    ];
    if is_test(path) {
        return vec![];
    }
    let bare = rust::without_tests(&rust::bare(text));
    let world = if is_listed(path, WORLD_ALLOWED) { &[] } else { WORLD };
    let server = if is_listed(path, SERVER_ALLOWED) { &[] } else { SERVER };
    let mut faults = find_all(path, &bare, world, "belongs to the command line alone");
    faults.extend(find_all(path, &bare, server, "belongs to the server alone"));
    faults.extend(find_all(path, &bare, CONNECTION, "opens a connection"));
    // Who listens is reached from this machine only.
    if is_listed(path, SERVER_ALLOWED) && !bare.contains("Ipv4Addr::LOCALHOST") {
        faults.push(format!("{path}: a server that does not keep to this machine"));
    }
    faults
}

/// Files that are opened elsewhere than at the door.
fn side_doors(path: &str, text: &str) -> Vec<String> {
    const OPENING: &[&str] =
        &["fs::read", "fs::read_to_string", "File::open", "OpenOptions"];
    if is_test(path) || is_listed(path, DOORS) {
        return vec![];
    }
    let bare = rust::without_tests(&rust::bare(text));
    find_all(path, &bare, OPENING, "is not at the door, `edition::paths`")
}

/// Files without a `//!` line, and long ones that do not say why they are one thing.
fn silent_heads(path: &str, text: &str) -> Vec<String> {
    let head: Vec<_> = text.lines().take_while(|line| line.starts_with("//!")).collect();
    let lines = text.lines().count();
    if head.is_empty() {
        vec![format!("{path}: no `//!` line says what it is")]
    } else if lines > LONG && !head.join(" ").contains("one thing") {
        vec![format!(
            "{path}: {lines} lines, and its head does not say why it is one thing"
        )]
    } else {
        vec![]
    }
}

/// Marks of work that was not finished.
fn leftovers(path: &str, text: &str) -> Vec<String> {
    const MARKS: &[&str] =
        &[concat!("to", "do!"), concat!("un", "implemented!"), concat!("d", "bg!")];
    let bare = rust::bare(text);
    let mut faults = find_all(path, &bare, MARKS, "is left in the code");
    faults.extend(find_all(path, &bare, &["ignore"], "skips a test").into_iter().filter(
        |_| {
            bare.split("#[")
                .skip(1)
                .any(|rest| rust::word_at(rest, 0) == "ignore")
        },
    ));
    faults
}

fn find_all<'a>(
    path: &str,
    bare: &'a str,
    names: impl IntoIterator<Item = &'a &'a str>,
    fault: &str,
) -> Vec<String> {
    let places = |name: &'a str| {
        rust::words(bare, name).map(move |at| {
            format!("{path}:{}: `{name}` {fault}", rust::line_of(bare, at))
        })
    };
    names.into_iter().flat_map(|name| places(name)).collect()
}

/// The stage of a file; the crate's root and `main` have none.
fn stage(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    Some(first.trim_end_matches(".rs")).filter(|name| !["lib", "main"].contains(name))
}

fn rank(stage: &str) -> Option<usize> {
    STAGES.iter().position(|name| *name == stage)
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn is_listed(path: &str, list: &[&str]) -> bool {
    let stem = path.trim_end_matches(".rs");
    list.iter().any(|item| match item.strip_suffix('*') {
        Some(start) => stem.starts_with(start),
        None => stem == *item || stem.starts_with(&format!("{item}/")),
    })
}

#[track_caller]
fn obey(sources: &Sources, law: fn(&str, &str) -> Vec<String>) {
    let faults: Vec<_> =
        sources.iter().flat_map(|(path, text)| law(path, text)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[track_caller]
fn check(law: fn(&str, &str) -> Vec<String>, path: &str, text: &str, faults: usize) {
    let found = law(path, text);
    assert_eq!(found.len(), faults, "in {path}: {text}\n{found:#?}");
}

#[test]
fn a_name_of_a_later_stage_is_found() {
    check(backward_names, "pages/plan.rs", "use crate::compose::Page;", 1);
    check(backward_names, "pages/plan.rs", "use crate::{model, locate::{a, b}};", 1);
    check(backward_names, "pages/plan.rs", "fn f() { crate::cli::run() }", 1);
    check(backward_names, "pages/plan.rs", "use super::super::cli;", 1);
    check(backward_names, "span.rs", "pub(crate) use crate::diag;", 1);
    check(backward_names, "pages/plan.rs", "use crate::helpers::f;", 1);
    check(backward_names, "rest/mod.rs", "", 1);
}

#[test]
fn a_name_of_an_earlier_stage_is_good() {
    check(backward_names, "pages/plan.rs", "use crate::{model, span::Span};", 0);
    check(backward_names, "pages/plan.rs", "use crate::pages::badness;", 0);
    check(backward_names, "pages/plan.rs", "//! Used by `crate::compose`.", 0);
    check(backward_names, "pages/plan.rs", "const S: &str = \"crate::cli\";", 0);
    check(backward_names, "backmatter/index.rs", "use crate::locate::Locator;", 0);
    check(backward_names, "lib.rs", "pub use crate::cli;", 0);
}

#[test]
fn a_name_of_typst_is_found_outside_its_door() {
    check(stray_typst, "model/text.rs", "use typst::layout::Abs;", 1);
    check(stray_typst, "pages/plan.rs", "fn f(_: typst_layout::Page) {}", 1);
    check(stray_typst, "collate.rs", "use typst as t;", 1);
    check(stray_typst, "backmatter/index.rs", "use typst::diag;", 1);
    check(stray_typst, "backmatter/set.rs", "use typst::diag;", 0);
    check(stray_typst, "backmatter/set_index.rs", "use typst::diag;", 0);
    check(stray_typst, "compose/foot.rs", "use typst::diag;", 0);
    check(stray_typst, "assemble/mod.rs", "// as typst::syntax does\nlet typst = 1;", 0);
    check(
        stray_typst,
        "assemble/mod.rs",
        "#[cfg(test)]\nmod tests { use typst::syntax; }",
        0,
    );
}

#[test]
fn a_call_to_the_world_is_found_outside_the_command_line() {
    check(worldly_calls, "source/djot.rs", "fn f() { println!(\"a\") }", 1);
    check(worldly_calls, "publish/report.rs", "let t = std::time::Instant::now();", 1);
    check(worldly_calls, "typeset/world.rs", "std::env::var(\"HOME\")", 1);
    check(worldly_calls, "cli/build.rs", "println!(\"a\"); Instant::now();", 0);
    check(worldly_calls, "main.rs", "std::process::exit(1)", 0);
    check(worldly_calls, "cli/build.rs", "use std::net::TcpStream;", 2);
    check(worldly_calls, "cli/build.rs", "TcpStream::connect(a);", 2);
    check(
        worldly_calls,
        "cli/watch/server.rs",
        "Ipv4Addr::LOCALHOST; TcpStream::connect(a);",
        1,
    );
    check(worldly_calls, "cli/build.rs", "TcpListener::bind(a);", 1);
    check(
        worldly_calls,
        "cli/watch/server.rs",
        "std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0));",
        0,
    );
    check(worldly_calls, "cli/watch/server.rs", "TcpListener::bind(a);", 1);
    check(
        worldly_calls,
        "cli/watch/server.rs",
        "Ipv4Addr::LOCALHOST; socket.connect(a);",
        1,
    );
    check(
        worldly_calls,
        "model/mod.rs",
        "writeln!(f, \"a\"); env!(\"CARGO_PKG_VERSION\");",
        0,
    );
    check(
        worldly_calls,
        "a/mod.rs",
        "#[cfg(test)]\nmod tests { fn f() { println!() } }",
        0,
    );
}

#[test]
fn a_file_that_is_opened_elsewhere_is_found() {
    check(side_doors, "cli/new.rs", "let a = std::fs::read(path);", 1);
    check(side_doors, "build/read.rs", "fs::read_to_string(path); File::open(path);", 2);
    check(side_doors, "edition/paths.rs", "File::open(path);", 0);
    check(side_doors, "cli/new.rs", "fs::read_dir(path); fs::write(path, a);", 0);
}

#[test]
fn a_long_file_says_why_it_is_one_thing() {
    let long = "\n".repeat(LONG + 1);
    check(silent_heads, "a.rs", "fn f() {}", 1);
    check(silent_heads, "a.rs", &format!("//! A parser.{long}"), 1);
    check(
        silent_heads,
        "a.rs",
        &format!("//! A parser:\n//! one thing, because.{long}"),
        0,
    );
    check(silent_heads, "a.rs", "//! A parser.\n", 0);
}

#[test]
fn unfinished_work_is_found() {
    check(leftovers, "a.rs", &["fn f() { to", "do!() }"].concat(), 1);
    check(leftovers, "a.rs", &["let a = d", "bg!(b);"].concat(), 1);
    check(leftovers, "a.rs", &["#[ig", "nore = \"slow\"]\nfn f() {}"].concat(), 1);
    check(leftovers, "a.rs", "// nothing to do here\nlet ignore = 1;", 0);
}
