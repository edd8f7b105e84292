//! Reads the finished pages again, glyph by glyph, and checks what a reader would:
//! that each note stands on the page of its line, and that each line of a text is
//! on one page. Trusts neither the plan nor the composer.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;
use typst::layout::{Frame, FrameItem};
use typst::syntax::FileId;

use crate::build::Built;
use crate::compose::{SetText, TextJob};
use crate::typeset::galley::line_of;
use crate::typeset::{BookWorld, Origins};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Verdict {
    /// Notes and entries of which no part stands on the page of the line they
    /// belong to, as `text: series: number`.
    pub off_their_page: Vec<String>,
    /// Notes and entries of which no part found room on the page of their line, since
    /// those before them filled its foot; they stand on the pages that it runs on to.
    pub run_on: Vec<String>,
    /// Notes and entries that are nowhere.
    pub lost: Vec<String>,
    /// Rows of notes and entries that stand on no page or on two, as they were put
    /// together.
    pub misplaced_rows: usize,
    /// Notes and entries that were looked for.
    pub checked: usize,
    /// Runs of a text's characters that stand on no page or on two.
    pub torn_lines: usize,
    /// Runs of a text's characters that were found.
    pub runs: usize,
}

/// Runs of source bytes of one text, as (start, end, page).
type Runs = Vec<(u32, u32, u32)>;

/// Checks a built book.
pub fn verify(built: &Built) -> Verdict {
    let paths: FxHashMap<String, usize> = built
        .jobs
        .iter()
        .enumerate()
        .map(|(k, job)| (job.path.clone(), k))
        .collect();
    let mut walk = Walk {
        origins: &built.origins,
        paths: &paths,
        known: FxHashMap::default(),
        last: None,
        runs: vec![vec![]; built.origins.len()],
    };
    for (number, page) in built.book.document.pages().iter().enumerate() {
        walk.frame(&page.frame, number as u32);
    }
    let misplaced_rows = built.texts.iter().map(|text| text.misplaced_rows).sum();
    let mut verdict = Verdict { misplaced_rows, ..Verdict::default() };
    for (k, mut runs) in walk.runs.into_iter().enumerate() {
        runs.sort_unstable();
        check(&built.jobs[k], &built.texts[k], &runs, &mut verdict);
        check_endnotes(&built.jobs[k], &built.texts[k], &runs, &mut verdict);
        torn(&built.jobs[k], &runs, &built.texts[k].runs, &mut verdict);
    }
    verdict
}

/// Whether each item of a text has a glyph on the page of the first character it
/// belongs to.
fn check(job: &TextJob, set: &SetText, runs: &Runs, verdict: &mut Verdict) {
    let within = |range: std::ops::Range<u32>| {
        let from = runs.partition_point(|run| run.0 < range.start);
        runs[from..]
            .iter()
            .take_while(move |run| run.0 < range.end)
            .map(|run| run.2)
    };
    // Behind the text stand its notes, which are printed anywhere: the page of a paragraph that
    // is but the call of a note is that of its neighbors in the text.
    let body = &runs[..runs.partition_point(|run| run.0 < body_end(job))];
    for (series, items) in job.series.iter().enumerate() {
        for (number, item) in items.iter().enumerate() {
            let range = if item.entry {
                &job.map.entries[item.index]
            } else {
                &job.map.notes[item.index]
            };
            let at = page_of(body, item.from);
            let name = || format!("{}: {series}: {}", job.path, number + 1);
            let mut pages = within(range.clone()).peekable();
            if pages.peek().is_none() {
                // An entry all of whose words come from the design has no glyph of
                // its own; the plan put it where its neighbors are.
                continue;
            }
            verdict.checked += 1;
            match at {
                Some(page) if pages.any(|p| p == page) => {}
                Some(_) if runs_on(set, item.from) => verdict.run_on.push(name()),
                Some(_) => verdict.off_their_page.push(name()),
                None => verdict.lost.push(name()),
            }
        }
    }
}

/// Whether each endnote of a text has a glyph on some page.
fn check_endnotes(job: &TextJob, set: &SetText, runs: &Runs, verdict: &mut Verdict) {
    for notes in &set.endnotes {
        for range in &notes.words {
            verdict.checked += 1;
            let next = runs.get(runs.partition_point(|run| run.0 < range.start));
            if next.is_none_or(|run| run.0 >= range.end) {
                let name =
                    format!("{}: {}: byte {}", job.path, notes.series, range.start);
                verdict.lost.push(name);
            }
        }
    }
}

/// Whether the foot of the page on which a byte is set had to put notes off.
fn runs_on(set: &SetText, byte: u32) -> bool {
    let page = line_of(&set.runs, byte).and_then(|line| set.page_of.get(line as usize));
    let page = page.and_then(|page| set.pages.get(*page as usize));
    page.is_some_and(|page| page.spills)
}

/// Whether every run that the galley set is on exactly one page.
fn torn(job: &TextJob, printed: &Runs, set: &[(u32, u32, u32)], verdict: &mut Verdict) {
    let body_end = body_end(job);
    let mut wanted: FxHashMap<u32, u32> = FxHashMap::default();
    for run in set.iter().filter(|run| run.0 < body_end) {
        *wanted.entry(run.0).or_default() += 1;
    }
    let mut found: FxHashMap<u32, u32> = FxHashMap::default();
    for run in printed.iter().filter(|run| run.0 < body_end) {
        if wanted.contains_key(&run.0) {
            *found.entry(run.0).or_default() += 1;
        }
    }
    verdict.runs += wanted.len();
    verdict.torn_lines +=
        wanted.keys().filter(|start| !found.contains_key(*start)).count();
}

/// Where the source of a text ends and that of its notes and entries begins.
fn body_end(job: &TextJob) -> u32 {
    job.map.blocks.last().map_or(0, |range| range.end)
}

fn page_of(runs: &[(u32, u32, u32)], byte: u32) -> Option<u32> {
    let k = runs.partition_point(|run| run.0 <= byte);
    match k.checked_sub(1).map(|k| runs[k]) {
        Some((_, end, page)) if byte < end => Some(page),
        previous => runs.get(k).map(|run| run.2).or(previous.map(|run| run.2)),
    }
}

struct Walk<'a> {
    origins: &'a [Arc<Origins>],
    paths: &'a FxHashMap<String, usize>,
    known: FxHashMap<FileId, Option<usize>>,
    /// What was asked for last, as most glyphs are of the file of the one before.
    last: Option<(FileId, Option<usize>)>,
    runs: Vec<Runs>,
}

impl Walk<'_> {
    /// The text whose source a file is.
    fn text(&mut self, id: FileId) -> Option<usize> {
        if let Some((last, text)) = self.last
            && last == id
        {
            return text;
        }
        let paths = self.paths;
        let known = self.known.entry(id);
        let text = *known.or_insert_with(|| paths.get(&BookWorld::path_of(id)).copied());
        self.last = Some((id, text));
        text
    }

    fn frame(&mut self, frame: &Frame, page: u32) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, page),
                FrameItem::Text(text) => {
                    let mut last = None;
                    for glyph in &text.glyphs {
                        let Some(id) = glyph.span.0.id() else { continue };
                        let Some(k) = self.text(id) else { continue };
                        let Some(byte) = self.origins[k].byte(glyph.span) else {
                            continue;
                        };
                        let end =
                            byte + u32::from(glyph.range.end - glyph.range.start).max(1);
                        match (last, self.runs[k].last_mut()) {
                            (Some(node), Some(run))
                                if node == glyph.span.0 && run.2 == page =>
                            {
                                run.0 = run.0.min(byte);
                                run.1 = run.1.max(end);
                            }
                            _ => self.runs[k].push((byte, end, page)),
                        }
                        last = Some(glyph.span.0);
                    }
                }
                _ => {}
            }
        }
    }
}
