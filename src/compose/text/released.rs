//! The page starts of the last release: where they are in the galley, and whether pages
//! hold to them.

use crate::compose::job::TextJob;
use crate::lines::LineMap;
use crate::pages::foot::{Feet, FootSizes, Start};
use crate::pages::rule::Pin;
use crate::pages::{self, Line, Plan};

/// A page of the release that can't be kept as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its number in the release.
    pub page: String,
    /// How many lines it is too long; 0 if it is not there any more.
    pub lines: u32,
}

/// A page of the release: its number, its lines, and how many pages it may take, one
/// and those of notes that run on.
type Held = (String, std::ops::Range<usize>, u32);

/// Marks the lines with which pages of the release began. If none of them may move, a
/// page must begin with each.
pub(super) fn mark(lines: &mut [Line], job: &TextJob, map: &LineMap) {
    for (line, _) in job.locked_lines(map) {
        if let Some(line) = lines.get_mut(line) {
            line.released = true;
            if job.frozen.is_some() {
                line.pin = Some(Pin::Break);
            }
        }
    }
}

/// The pages of the release that a plan breaks, if none may be.
pub(super) fn broken(
    plan: &Plan,
    job: &TextJob,
    map: &LineMap,
    (lines, room, sizes): (&[Line], f64, &FootSizes),
    feet: &mut dyn Feet,
) -> Vec<Broken> {
    let Some(first) = &job.frozen else { return vec![] };
    let starts = job.locked_lines(map);
    // Two pages that begin with one line now: of the first nothing is left.
    let mut found: Vec<Broken> = job
        .locked
        .iter()
        .map(|locked| &locked.page)
        .filter(|page| starts.iter().all(|start| start.1 != page.as_str()))
        .map(|page| Broken { page: page.clone(), lines: 0 })
        .collect();
    let more = |page: &str| {
        let locked = job.locked.iter().find(|locked| locked.page == page);
        locked.map_or(first.more, |locked| locked.more)
    };
    let mut pages: Vec<Held> = vec![];
    let mut from = (0, first.page.as_str());
    for (line, page) in starts.into_iter().chain([(lines.len(), "")]) {
        pages.push((from.1.to_owned(), from.0..line, 1 + more(from.1)));
        from = (line, page);
    }
    for (page, range, held) in pages {
        let own = plan.pages.iter().filter(|made| {
            range.contains(&made.lines.start)
                || made.lines.is_empty() && made.lines.start == range.end
        });
        if own.count() as u32 > held {
            let rows = |k: usize| {
                let item = feet.items(k, range.start);
                let start = Start { line: range.start, item, waits: 0 };
                let end = feet.items(k, range.end);
                (k, feet.strip(k, start, end).rows)
            };
            let rows: Vec<_> = (0..sizes.series.len()).map(rows).collect();
            let depth = pages::plan::height(lines, range.clone()) + sizes.height(rows);
            let pitch = pages::plan::pitch(lines);
            // A page may be a line deeper than the others, if another follows.
            let long = if range.end < lines.len() { pitch } else { 0.0 };
            let over = ((depth - room - long) / pitch - 0.01).ceil().max(1.0);
            found.push(Broken { page, lines: over as u32 });
        }
    }
    found
}
