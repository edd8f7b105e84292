//! The measures of the house: circles of imports among files, how long functions are and
//! how many parameters they take, and how many files know of one thing.
//!
//! `HOUSE=1 cargo test --test it the_house -- --nocapture` prints them as a table.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::rust::{self, Function};
use crate::support::sources::{Sources, sources};

/// The lines above which a function says why it is as long.
const LONG: usize = 100;

/// The parameters above which a function says why it takes as many.
const MANY: usize = 6;

/// What the comment of such a function says, with the reason behind it.
const REASON: &str = "one thing";

/// Rooms whose files import each other in circles, how many files do, and why. The numbers
/// only go down: lower one when you end a circle.
const CIRCLES: &[(&str, usize, &str)] = &[
    ("build/account", 2, "the lines of a text, and the text that they are of"),
    (
        "edition",
        12,
        "the manifest as written and as checked, and the gate of its paths, know each other",
    ),
    (
        "history/compare",
        5,
        "each pass compares into the types of `mod.rs`, which calls them all",
    ),
    ("pages", 3, "the search fills pages, and filling asks the plan for its types"),
    (
        "source/djot",
        10,
        "blocks, words, notes and entries nest in each other, and so do their readers",
    ),
    ("source/tei", 10, "elements nest in each other, and so do their readers"),
];

/// Files that go through the groups of a frame by themselves, and why they can't with the walk
/// and the map of `typeset/frames`.
const INTO_GROUPS: &[(&str, &str)] = &[
    ("compose/tags/feet.rs", "it puts runs of items into new groups"),
    ("publish/archive/plates.rs", "it compares two frames side by side"),
    ("publish/frames/reading_order.rs", "it puts runs of items in another order"),
    ("publish/screen/mod.rs", "it hashes the nesting too"),
    ("typeset/frames.rs", "it is the walk and the map"),
    ("typeset/slice.rs", "it makes several frames of one"),
];

/// A file, and the files it imports from.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// The files of `src` as they are compiled: without comments, literals and tests.
fn bare_sources() -> Sources {
    let is_test = |path: &str| path.ends_with("tests.rs") || path.contains("/tests/");
    let files = sources("src").into_iter().filter(|(path, _)| !is_test(path));
    files
        .map(|(path, text)| {
            // `pub(in crate::a)` says who may see an item, and imports nothing.
            let text = rust::without_tests(&rust::bare(&text));
            let text = text.replace("pub(in crate::", "pub(in ");
            (path, text.replace("pub(crate) use ", "pub use "))
        })
        .collect()
}

/// Which file each file imports from. A name that a `mod.rs` only passes on counts as the
/// file it comes from; what a folder's `mod.rs` passes on or declares is no import of its own.
fn imports(files: &Sources) -> Imports {
    let modules: BTreeMap<String, &str> = files
        .iter()
        .map(|(path, text)| (module(path), text.as_str()))
        .collect();
    let paths: BTreeMap<String, &String> =
        files.iter().map(|(path, _)| (module(path), path)).collect();
    let mut found = Imports::new();
    for (path, text) in files {
        let own = module(path);
        let of_it = found.entry(path.clone()).or_default();
        for segments in rust::paths(&without_passing_on(text)) {
            let Some(to) = resolve(&own, &segments, &modules, 0) else { continue };
            if to != own {
                of_it.insert(paths[&to].clone());
            }
        }
    }
    found
}

/// The module of a file, as `compose::foot`.
fn module(path: &str) -> String {
    let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
    if ["lib", "main"].contains(&stem) { String::new() } else { stem.replace('/', "::") }
}

/// A source without what it only passes on: `pub use …;`.
fn without_passing_on(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("pub use ") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out + rest
}

/// The module that a path leads to from another, if it is one of the crate.
fn resolve(
    from: &str,
    segments: &[String],
    modules: &BTreeMap<String, &str>,
    depth: usize,
) -> Option<String> {
    let mut at = from.to_owned();
    let mut rest = segments;
    match rest.first()?.as_str() {
        "crate" => {
            at = String::new();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                at = at.rsplit_once("::").map_or(String::new(), |up| up.0.to_owned());
                rest = &rest[1..];
            }
        }
        name if modules.contains_key(&below(from, name)) => {}
        _ => return None,
    }
    while let Some(name) = rest.first() {
        let next = below(&at, name);
        if !modules.contains_key(&next) {
            break;
        }
        at = next;
        rest = &rest[1..];
    }
    // Where the folder only passes the name on, it is that of another file.
    let name = rest.first();
    if let Some(name) = name.filter(|_| depth < 4) {
        for segments in passed_on(modules.get(&at)?) {
            if segments.last() == Some(name)
                && let Some(to) = resolve(&at, &segments, modules, depth + 1)
                && to != at
            {
                return Some(to);
            }
        }
    }
    modules.contains_key(&at).then_some(at)
}

fn below(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

/// What a source passes on: the paths of its `pub use`.
fn passed_on(text: &str) -> Vec<Vec<String>> {
    let mut found = vec![];
    for (at, _) in text.match_indices("pub use ") {
        let end = text[at..].find(';').map_or(text.len(), |end| at + end + 1);
        found.extend(rust::paths(&text[at + 4..end]));
    }
    found
}

/// The circles of imports: files each of which leads to each other of its circle.
fn circles(imports: &Imports) -> Vec<BTreeSet<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        imports.keys().map(|from| (from, reached(imports, from))).collect();
    let mut circles: Vec<BTreeSet<String>> = vec![];
    for (from, to) in &reach {
        if circles.iter().any(|circle| circle.contains(*from)) {
            continue;
        }
        let back =
            |other: &&&String| reach.get(**other).is_some_and(|r| r.contains(from));
        let mut circle: BTreeSet<String> =
            to.iter().filter(back).map(|other| (*other).clone()).collect();
        circle.insert((*from).clone());
        if circle.len() > 1 {
            circles.push(circle);
        }
    }
    circles
}

fn reached<'a>(imports: &'a Imports, from: &'a String) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for next in imports.get(file).into_iter().flatten() {
            if found.insert(next) {
                open.push(next);
            }
        }
    }
    found
}

/// The functions of the program, each with its file.
fn functions(files: &Sources) -> Vec<(String, Function)> {
    files
        .iter()
        .flat_map(|(path, text)| {
            rust::functions(text)
                .into_iter()
                .map(move |function| (path.clone(), function))
        })
        .collect()
}

/// How many files hold a word, and how often it stands in all of them.
fn spread(files: &Sources, word: &str) -> (usize, usize) {
    let counts = files.iter().map(|(_, text)| rust::words(text, word).count());
    counts.fold((0, 0), |(files, all), n| (files + usize::from(n > 0), all + n))
}

/// Files that go through the groups of a frame by themselves.
fn into_groups(files: &Sources) -> Vec<&str> {
    let goes = |text: &str| {
        let lists = [".items()", "take(frame)"];
        text.contains("FrameItem::Group(") && lists.iter().any(|list| text.contains(list))
    };
    let files = files.iter().filter(|(_, text)| goes(text));
    files.map(|(path, _)| path.as_str()).collect()
}

/// The table of measures.
fn table(files: &Sources) -> String {
    let circles = circles(&imports(files));
    let functions = functions(files);
    let long = |most: usize| functions.iter().filter(|(_, f)| f.lines > most).count();
    let many = functions.iter().filter(|(_, f)| f.parameters > MANY).count();
    let in_circles: usize = circles.iter().map(BTreeSet::len).sum();
    let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let triples = files
        .iter()
        .map(|(_, text)| joined(text).matches("(u32, u32, u32)").count())
        .sum::<usize>();
    let frame_items: usize = files
        .iter()
        .map(|(_, text)| text.matches("FrameItem::").count())
        .sum();
    let lines: usize = sources("src").iter().map(|(_, text)| text.lines().count()).sum();
    let rows = [
        ("circles of imports", circles.len()),
        ("files in circles", in_circles),
        (
            "files in the largest circle",
            circles.iter().map(BTreeSet::len).max().unwrap_or(0),
        ),
        ("functions over 80 lines", long(80)),
        ("functions over 100 lines", long(LONG)),
        ("functions of more than six parameters", many),
        ("files that name `BlockKind`", spread(files, "BlockKind").0),
        ("uses of `FrameItem::`", frame_items),
        ("files that go into the groups of a frame", into_groups(files).len()),
        ("uses of `(u32, u32, u32)`", triples),
        ("files of `src`", sources("src").len()),
        ("lines of `src`", lines),
    ];
    let rows = rows.iter().map(|(name, count)| format!("| {name} | {count} |\n"));
    let mut out: String = rows.collect();
    for circle in &circles {
        let names: Vec<&str> = circle.iter().map(String::as_str).collect();
        out += &format!("circle of {}: {}\n", circle.len(), names.join(", "));
    }
    for (path, f) in &functions {
        if f.lines > 80 || f.parameters > MANY {
            let Function { name, line, lines, parameters, .. } = f;
            out += &format!(
                "src/{path}:{line}: `{name}`, {lines} lines, {parameters} parameters\n"
            );
        }
    }
    out
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the table is printed for those who ask for it"
)]
fn the_house_is_measured() {
    let table = table(&bare_sources());
    assert!(table.contains("lines of `src`"));
    if std::env::var_os("HOUSE").is_some() {
        eprintln!("{table}");
    }
}

#[test]
fn frames_are_walked_in_one_way() {
    let sources = bare_sources();
    let known: Vec<&str> = INTO_GROUPS.iter().map(|known| known.0).collect();
    assert_eq!(into_groups(&sources), known);
}

#[test]
fn files_import_in_no_circle() {
    let circles = circles(&imports(&bare_sources()));
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for circle in &circles {
        *found.entry(room(circle)).or_default() += circle.len();
    }
    let mut faults = vec![];
    for (room, count) in &found {
        let allowed = CIRCLES.iter().find(|known| known.0 == *room);
        match allowed.map(|known| known.1) {
            Some(allowed) if *count == allowed => {}
            Some(allowed) if *count < allowed => {
                faults.push(format!("src/{room}: lower its number to {count}"));
            }
            _ => {
                let of_room = circles.iter().filter(|circle| self::room(circle) == *room);
                faults.extend(of_room.map(|circle| {
                    let names: Vec<&str> = circle.iter().map(String::as_str).collect();
                    format!("src/{room}: a circle of imports: {}", names.join(", "))
                }));
            }
        }
    }
    let ended = CIRCLES.iter().filter(|known| !found.contains_key(known.0));
    faults.extend(ended.map(|known| format!("src/{}: take it off the list", known.0)));
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The folder that all files of a circle stand in.
fn room(circle: &BTreeSet<String>) -> &str {
    let folder =
        |path: &'_ String| path.rsplit_once('/').map_or(0, |(folder, _)| folder.len());
    let first = circle.first().expect("a circle has files");
    let mut room = &first[..folder(first)];
    while !circle.iter().all(|path| path.starts_with(&format!("{room}/"))) {
        room = room.rsplit_once('/').map_or("", |(up, _)| up);
        if room.is_empty() {
            break;
        }
    }
    room
}

#[test]
fn a_long_function_says_why() {
    let whole: BTreeMap<String, String> = sources("src").into_iter().collect();
    let mut faults = vec![];
    for (path, function) in functions(&bare_sources()) {
        let Function { name, line, lines, parameters, .. } = &function;
        let is_plain = *lines <= LONG && *parameters <= MANY;
        let above: Vec<&str> = whole[&path].lines().take(line - 1).collect();
        let comment = above.iter().rev().take_while(|line| {
            let line = line.trim_start();
            line.starts_with("//") || line.starts_with("#[")
        });
        if !is_plain && !comment.into_iter().any(|line| line.contains(REASON)) {
            faults.push(format!(
                "src/{path}:{line}: `{name}` has {lines} lines and {parameters} parameters, \
                 and no comment says why it is {REASON}"
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_walk_of_an_entry_is_true() {
    let map = include_str!("../../ARCHITECTURE.md");
    let (_, walk) = map.split_once("## The walk of an entry").expect("it is described");
    let walk = walk.split("\n## ").next().unwrap_or_default();
    let steps = walk
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let names: Vec<&str> = steps.filter_map(|line| line.split('`').nth(1)).collect();
    assert!((10..=25).contains(&names.len()), "{} steps", names.len());
    let files = bare_sources();
    let of_file = |name: &str| {
        let path = name.rsplit_once("::").map_or("", |(path, _)| path).replace("::", "/");
        let paths = [format!("{path}.rs"), format!("{path}/mod.rs")];
        files.iter().find(|(path, _)| paths.contains(path))
    };
    for name in names {
        let function = name.rsplit("::").next().unwrap_or_default();
        let known = of_file(name).is_some_and(|(_, text)| {
            rust::functions(text).iter().any(|found| found.name == function)
        });
        assert!(known, "there is no `{name}`");
    }
}

#[test]
fn imports_are_followed_through_what_a_folder_passes_on() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let files = vec![
        file("a/mod.rs", "pub mod b; mod c; pub use c::C;"),
        file("a/b.rs", "use super::C; use crate::d::{self, D}; fn f() { std::x::y() }"),
        file("a/c.rs", "pub struct C; fn g() { super::b::f(); }"),
        file("d.rs", "use crate::a::b::f;"),
    ];
    let imports = imports(&files);
    let of = |path: &str| imports[path].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("a/mod.rs"), [""; 0]);
    assert_eq!(of("a/b.rs"), ["a/c.rs", "d.rs"]);
    assert_eq!(of("a/c.rs"), ["a/b.rs"]);
    assert_eq!(of("d.rs"), ["a/b.rs"]);
    let circles = circles(&imports);
    let names: Vec<&str> = circles[0].iter().map(String::as_str).collect();
    assert_eq!((circles.len(), names), (1, vec!["a/b.rs", "a/c.rs", "d.rs"]));
}
