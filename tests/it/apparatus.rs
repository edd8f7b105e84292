//! The torture suite of the apparatus, and that of TEI: small editions, one rule each, below
//! `tests/cases/apparatus` and `tests/cases/tei`, with what their pages must say in `expected.txt`, written by
//! hand from the rule. Nothing here can write that file; `CONTRIBUTING.md` has its form.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;
use variorum::build::{self, Read};
use variorum::diag::Diagnostic;
use variorum::model::PointKind;
use variorum::publish::dump::{Run, RunPart};
use variorum::typeset::{BookWorld, Origins};

use crate::support::book::{Book, cases_folder, first_difference};

/// How many books are set at the same time.
const AT_ONCE: usize = 4;

#[test]
fn every_case_of_the_apparatus_says_what_its_rule_demands() {
    let only = only();
    let mut names = names();
    names.retain(|name| name.contains(&only));
    assert!(!names.is_empty(), "no case is named like `{only}`");
    let next = std::sync::Mutex::new(names.iter());
    let take = || next.lock().expect("no case panics").next();
    let work = || -> Vec<String> {
        std::iter::from_fn(take).filter_map(|name| fault(name)).collect()
    };
    let mut faults: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let worker = thread::Builder::new().stack_size(64 << 20);
                worker.spawn_scoped(scope, work).expect("a thread can be started")
            })
            .collect();
        let done = workers.into_iter().map(|worker| worker.join());
        done.flat_map(|found| found.expect("a case is set")).collect()
    });
    faults.sort();
    let count = faults.len();
    assert!(count == 0, "{count} of {} cases\n\n{}", names.len(), faults.join("\n\n"));
}

#[test]
fn every_case_states_its_rule_and_has_no_file_too_many() {
    for name in names() {
        let folder = folder_of(&name);
        let expected = fs::read_to_string(folder.join("expected.txt"))
            .unwrap_or_else(|error| panic!("{name}/expected.txt: {error}"));
        assert!(expected.starts_with("# "), "{name}: its rule is not stated");
        let read = read(&folder);
        let mut used: BTreeSet<PathBuf> =
            read.files.iter().map(|(_, file)| file.path.clone()).collect();
        used.extend(read.edition.design.own.clone());
        used.insert("expected.txt".into());
        let blocks = read.model.texts.iter().flat_map(|text| &text.blocks);
        used.extend(blocks.flat_map(|block| &block.content.points).filter_map(|point| {
            match &point.kind {
                PointKind::Image { path, .. } => Some(PathBuf::from(path)),
                _ => None,
            }
        }));
        for entry in walkdir::WalkDir::new(&folder).into_iter().flatten() {
            let below = entry.path().strip_prefix(&folder).expect("it is below");
            let known = entry.file_type().is_dir() || used.contains(below);
            assert!(known, "{name}/{}: not used", below.display());
        }
    }
}

#[test]
fn lines_of_what_is_expected_are_joined_and_cut() {
    let (wanted, _) = expected("# A rule\nshow: lines\npage 1\n  app: one\n      two\n");
    assert_eq!(wanted, ["page 1", "  app: one two"]);
    assert!(agrees("  line 1: The kite …", "  line 1: The kite makers"));
    assert!(!agrees("  line 1: The kite …", "  line 1: The boat makers"));
    assert_eq!(normal(" 1\u{a0} a\u{2060}–\u{2060}b  c "), "1 a–b c");
    assert_eq!(raised("12a"), "¹²ᵃ");
    assert_eq!(raised("۲"), "^۲");
}

/// The folders of the cases.
const FOLDERS: [&str; 2] = ["apparatus", "tei"];

/// The folder of a case.
fn folder_of(name: &str) -> PathBuf {
    cases_folder().join(name)
}

/// The names of the cases, with their folders.
fn names() -> Vec<String> {
    let mut names = vec![];
    for folder in FOLDERS {
        let entries = fs::read_dir(cases_folder().join(folder)).expect("there are cases");
        names.extend(
            entries
                .flatten()
                .map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy())),
        );
    }
    names.sort();
    names
}

/// A part of a case's name: only such cases are set.
#[expect(
    clippy::disallowed_methods,
    reason = "who runs the tests says which case to look at"
)]
fn only() -> String {
    std::env::var("CASE").unwrap_or_default()
}

fn read(folder: &Path) -> Read {
    match build::read(folder) {
        Ok(read) => read,
        Err(fault) => panic!("{}: {:?}", folder.display(), fault.error),
    }
}

/// What is wrong with a case, if anything.
fn fault(name: &str) -> Option<String> {
    let folder = folder_of(name);
    let expected_path = folder.join("expected.txt");
    let text = fs::read_to_string(&expected_path).expect("the case has expectations");
    let (wanted, shown) = expected(&text);
    let made = made(&folder, &shown);
    let agree = wanted.len() == made.len()
        && wanted.iter().zip(&made).all(|(wanted, made)| agrees(wanted, made));
    let resolved: Vec<&String> = made
        .iter()
        .enumerate()
        .map(|(k, made)| {
            wanted.get(k).filter(|wanted| agrees(wanted, made)).unwrap_or(made)
        })
        .collect();
    let whole = |lines: &[&String]| -> String {
        lines.iter().map(|line| format!("{line}\n")).collect()
    };
    (!agree).then(|| {
        let wanted: Vec<&String> = wanted.iter().collect();
        let difference = first_difference(&whole(&wanted), &whole(&resolved));
        format!("{name}{difference}\nall that was made:\n{}", whole(&resolved))
    })
}

/// The lines of `expected.txt` without comments, lines that go on joined; and what is
/// shown besides the foot.
fn expected(text: &str) -> (Vec<String>, String) {
    let mut lines: Vec<String> = vec![];
    let mut shown = String::new();
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(parts) = line.strip_prefix("show:") {
            shown = parts.to_owned();
        } else if let (Some(more), Some(last)) =
            (line.strip_prefix("      "), lines.last_mut())
        {
            last.push(' ');
            last.push_str(more.trim_start());
        } else {
            lines.push(line.to_owned());
        }
    }
    (lines, shown)
}

/// Whether a line is as expected; one that ends in ` …` names its beginning.
fn agrees(wanted: &str, made: &str) -> bool {
    match wanted.strip_suffix(" …") {
        Some(start) => made.starts_with(start) || wanted == made,
        None => wanted == made,
    }
}

/// What a case gives: its faults, then page by page what stands there.
fn made(folder: &Path, shown: &str) -> Vec<String> {
    let read = read(folder);
    let said = |fault: &Diagnostic| {
        let place = fault.span.map(|span| read.files.locate(span)).unwrap_or_default();
        format!("fault: {} {place}", fault.code).trim_end().to_owned()
    };
    if !read.is_sound() {
        return read.diagnostics.iter().map(said).collect();
    }
    let book = Book::of(folder);
    let faults = book.read.diagnostics.iter().chain(&book.built.diagnostics);
    let mut out: Vec<String> = faults.map(said).collect();
    let account = book.built.account();
    if !account.adds_up() {
        out.push(format!("account: {}", account.table()));
    }
    let owners = Owners::of(&book);
    let of_book = book.built.book.endnotes.iter().cloned().flatten();
    for page in book.text_pages().chain(of_book) {
        out.extend(page_lines(&book, page, &owners, shown));
    }
    out
}

/// A run of a page, with what it is part of at the foot.
struct Piece<'a> {
    run: &'a Run,
    owner: Owner,
}

/// What the source says a run belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// An item of the series of this index.
    Series(usize),
    /// A word that is drawn for several items, such as a siglum.
    Before,
    /// A line number, which stands before its item.
    After,
    /// What is small: a note's mark if it stands apart, else the number of a word.
    Mark,
}

/// What of a page a case asks to see, in the order of the page.
fn page_lines(book: &Book, page: usize, owners: &Owners, shown: &str) -> Vec<String> {
    let pieces = owners.pieces(book, page);
    let of = |wanted: fn(&RunPart) -> bool| -> Vec<&Piece> {
        pieces.iter().filter(|piece| wanted(&piece.run.part)).collect()
    };
    let rtl = direction(book, page) == variorum::model::Dir::Rtl;
    let design = &book.read.edition.design;
    let folio = pieces.first().map_or("", |piece| piece.run.folio.as_str());
    let mut out = vec![format!("page {folio}")];
    let words = |line: &[&Piece]| normal(&joined(line, rtl));
    if shown.contains("head") {
        for line in rows(of(|part| *part == RunPart::Head), design.size, rtl) {
            out.push(format!("  head: {}", words(&line)));
        }
    }
    if shown.contains("lines") {
        let body = of(|part| matches!(part, RunPart::Body(_)));
        for line in body.chunk_by(|a, b| a.run.part == b.run.part) {
            let number = match line[0].run.part {
                RunPart::Body(Some(number)) => format!(" {number}"),
                _ => String::new(),
            };
            for line in rows(line.to_vec(), design.size, rtl) {
                out.push(format!("  line{number}: {}", words(&line)));
            }
        }
    }
    if shown.contains("margin") {
        for line in rows(of(|part| *part == RunPart::Margin), design.size, rtl) {
            out.push(format!("  margin: {}", words(&line)));
        }
    }
    let foot = rows(of(|part| *part == RunPart::Foot), design.foot_size, rtl);
    let flat: Vec<(usize, &Piece)> = foot
        .iter()
        .enumerate()
        .flat_map(|(k, line)| line.iter().map(move |piece| (k, *piece)))
        .collect();
    let mut items: Vec<(Option<usize>, String)> = vec![];
    // The first line of a foot may list the witnesses of the page.
    let lists = book.read.edition.apparatus.witnesses_at_foot;
    if let Some(list) = foot.first().filter(|_| lists) {
        out.push(format!("  witnesses: {}", words(list)));
    }
    let flat: Vec<_> = flat.into_iter().filter(|(k, _)| !lists || *k > 0).collect();
    for (k, (line, piece)) in flat.iter().enumerate() {
        let before = k.checked_sub(1).map(|k| flat[k]);
        let before = before
            .filter(|(above, _)| above == line)
            .map(|(_, before)| before.run);
        let is_mark = piece.owner == Owner::Mark && is_apart(before, piece.run, rtl);
        let owner = match piece.owner {
            Owner::Series(series) => Some(series),
            Owner::Before | Owner::Mark if k > 0 && !is_mark => {
                items.last().and_then(|item| item.0)
            }
            _ => flat[k..].iter().find_map(|(_, piece)| match piece.owner {
                Owner::Series(series) => Some(series),
                _ => None,
            }),
        };
        let blank = if before.is_none() { " " } else { "" };
        let text = format!("{blank}{}", said(before, piece.run, rtl));
        match items.last_mut() {
            Some((last, words)) if *last == owner => words.push_str(&text),
            _ => items.push((owner, text)),
        }
    }
    let endnotes = rows(of(|part| *part == RunPart::Endnotes), design.foot_size, rtl);
    let endnotes: Vec<String> = endnotes
        .iter()
        .map(|line| format!("  end: {}", words(line)))
        .collect();
    for (owner, words) in items {
        let series = owner.and_then(|owner| book.read.edition.series.get(owner));
        let name = series.map_or("foot", |series| series.id.as_str());
        out.push(format!("  {name}: {}", normal(&words)));
    }
    out.extend(endnotes);
    out
}

/// The lines that runs stand on, from the top, each in the order of reading. What is
/// raised is never higher than half its line.
fn rows<'p, 'a>(
    mut pieces: Vec<&'p Piece<'a>>,
    size: f64,
    rtl: bool,
) -> Vec<Vec<&'p Piece<'a>>> {
    pieces.sort_by(|a, b| a.run.y.total_cmp(&b.run.y));
    let mut rows: Vec<Vec<&Piece>> = vec![];
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if piece.run.y - row[0].run.y < 0.55 * size => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| match rtl {
            true => (b.run.x + b.run.width).total_cmp(&(a.run.x + a.run.width)),
            false => a.run.x.total_cmp(&b.run.x),
        });
    }
    rows
}

/// The words of a line.
fn joined(line: &[&Piece], rtl: bool) -> String {
    let before = [None].into_iter().chain(line.iter().map(|piece| Some(piece.run)));
    before
        .zip(line)
        .map(|(before, piece)| said(before, piece.run, rtl))
        .collect()
}

/// Whether a run is behind a blank, or at the beginning of its line.
fn is_apart(before: Option<&Run>, run: &Run, rtl: bool) -> bool {
    let gap = before.map_or(f64::INFINITY, |before| match rtl {
        true => before.x - (run.x + run.width),
        false => run.x - (before.x + before.width),
    });
    gap > 0.12 * run.size
        || before.is_some_and(|before| before.text.ends_with([' ', '\u{a0}']))
}

/// The words of a run behind the one before it on its line: with a blank where there is
/// white, raised figures as such.
fn said(before: Option<&Run>, run: &Run, rtl: bool) -> String {
    let is_raised = before
        .is_some_and(|before| run.size < 0.9 * before.size && run.y < before.y - 1.0);
    match (is_apart(before, run, rtl), is_raised) {
        (true, _) => format!(" {}", run.text),
        (false, true) => raised(&run.text),
        (false, false) => run.text.clone(),
    }
}

/// Raised figures and letters; what Unicode has no raised form of is behind a `^`.
fn raised(text: &str) -> String {
    const PLAIN: &str = "0123456789abc";
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜ";
    let of = |c: char| PLAIN.chars().position(|plain| plain == c);
    let figures: Option<String> =
        text.trim().chars().map(|c| RAISED.chars().nth(of(c)?)).collect();
    figures.unwrap_or_else(|| format!("^{text}"))
}

/// The direction of the text that a page belongs to.
fn direction(book: &Book, page: usize) -> variorum::model::Dir {
    let runs = &book.built.book.text_pages;
    let last = (0..runs.len()).rfind(|&k| runs[k].at(0) <= page).unwrap_or(0);
    book.built.jobs[last].dir
}

/// Without what can't be seen; white space folded.
fn normal(text: &str) -> String {
    let seen = |c: &char| {
        !matches!(
            c,
            '\u{2060}'..='\u{206f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{ad}'
        )
    };
    let seen: String = text.chars().filter(seen).collect();
    seen.split([' ', '\u{a0}', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Which series a byte of a text's source belongs to.
struct Owners<'a> {
    book: &'a Book,
    origins: Vec<(String, Arc<Origins>)>,
}

impl<'a> Owners<'a> {
    fn of(book: &'a Book) -> Self {
        let jobs = book.built.jobs.iter().zip(&book.built.origins);
        let origins = jobs
            .map(|(job, origins)| (job.path.clone(), origins.clone()))
            .collect();
        Self { book, origins }
    }

    /// The runs of a page with what they belong to.
    fn pieces(&self, book: &'a Book, page: usize) -> Vec<Piece<'a>> {
        let mut texts = vec![];
        walk(&book.built.book.document.pages()[page].frame, &mut texts);
        texts.retain(|text| !text.text.trim().is_empty());
        let runs: Vec<&Run> = book.on(page, |_| true).collect();
        assert_eq!(texts.len(), runs.len(), "the dump has other runs than the frame");
        let pieces = texts.into_iter().zip(runs);
        pieces
            // A vowel set apart from its letter has the text of both, and no width.
            .filter(|(_, run)| run.width > 0.05)
            .map(|(text, run)| Piece { run, owner: self.owner(text) })
            .collect()
    }

    fn owner(&self, text: &TextItem) -> Owner {
        let owned = text.glyphs.iter().find_map(|glyph| {
            let path = BookWorld::path_of(glyph.span.0.id()?);
            let k = self.origins.iter().position(|origin| origin.0 == path)?;
            let byte = self.origins[k].1.byte(glyph.span)?;
            let job = &self.book.built.jobs[k];
            let text = &self.book.read.model.texts[k];
            let within = |ranges: &[std::ops::Range<u32>]| {
                ranges.iter().position(|range| range.contains(&byte))
            };
            let entry = within(&job.map.entries).map(|k| &text.entries[k].series);
            let name = entry.or(within(&job.map.notes).map(|k| &text.notes[k].series))?;
            self.book
                .read
                .edition
                .series
                .iter()
                .position(|series| series.id == *name)
        });
        let size = self.book.read.edition.design.foot_size;
        match owned {
            Some(series) => Owner::Series(series),
            None if text.font.info().variant.weight.to_number() > 550 => Owner::After,
            None if text.size.to_pt() < 0.95 * size => Owner::Mark,
            None => Owner::Before,
        }
    }
}

/// The text items of a frame in their order.
fn walk<'a>(frame: &'a Frame, found: &mut Vec<&'a TextItem>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk(&group.frame, found),
            FrameItem::Text(text) => found.push(text),
            _ => {}
        }
    }
}
