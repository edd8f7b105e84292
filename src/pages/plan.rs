//! The plan of least total badness.
//!
//! A state of the search is a line with which a page may begin, together with what
//! earlier pages left over of their notes (nothing, nearly always) and, since the pages
//! of an opening are weighed together, which side comes next. What a page costs depends
//! on nothing else. It is one thing: states, the pages they lead to, and the way back.

use std::ops::Range;
use std::rc::Rc;

use serde::Serialize;

use super::costs::Costs;
use super::foot::{Feet, FootSizes, Give, Part, share};
use super::rule::{Line, Pin, Unit, break_cost};
use crate::edition::Weights;

/// What is to be planned.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The lines of the text.
    pub lines: &'a [Line],
    /// The height of the text area, in points.
    pub room: f64,
    /// The folio of the first page; odd ones are rectos.
    pub first_folio: u32,
    /// The sizes of the foot.
    pub sizes: &'a FootSizes,
    /// What faults cost.
    pub weights: &'a Weights,
}

/// A page of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Its lines; none on a page that holds only notes that run on.
    pub lines: Range<usize>,
    /// The height of its foot as the planner was told, in points.
    pub foot: f64,
    /// What of each series stands at its foot.
    pub parts: Vec<Part>,
    /// What it costs.
    pub costs: Costs,
    /// Whether notes of it had to be put off to a later page, because those of the
    /// fewest lines that could be taken find no room.
    pub spills: bool,
}

impl Page {
    /// Whether notes of the lines before stand here.
    pub fn continues(&self) -> bool {
        self.parts
            .iter()
            .any(|part| part.rows > 0 && part.from < self.lines.start)
    }
}

/// Which lines stand on which page.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Plan {
    /// The pages in order; every line is on exactly one of them.
    pub pages: Vec<Page>,
}

impl Plan {
    /// Pages that begin with the last line of a paragraph.
    pub fn widows(&self, lines: &[Line]) -> usize {
        self.breaks().filter(|&k| lines[k].last && !lines[k].first).count()
    }

    /// Pages that end with the first line of a paragraph.
    pub fn orphans(&self, lines: &[Line]) -> usize {
        self.breaks()
            .filter(|&k| lines[k - 1].first && !lines[k - 1].last)
            .count()
    }

    /// Pages that end with a heading.
    pub fn headings_last(&self, lines: &[Line]) -> usize {
        self.breaks().filter(|&k| lines[k - 1].unit == Unit::Heading).count()
    }

    /// The badness of all pages.
    pub fn badness(&self) -> f64 {
        self.pages.iter().map(|page| page.costs.total()).sum()
    }

    /// The number of the page on which a line stands, from 0.
    pub fn page_of(&self, line: usize) -> usize {
        self.pages.partition_point(|page| page.lines.end <= line)
    }

    /// The first line of each page but the first.
    fn breaks(&self) -> impl Iterator<Item = usize> {
        let with_lines = self.pages.iter().filter(|page| !page.lines.is_empty());
        with_lines.skip(1).map(|page| page.lines.start)
    }
}

/// The height that lines take on a page of their own, in points.
pub fn height(lines: &[Line], range: Range<usize>) -> f64 {
    match (lines.get(range.start), range.end.checked_sub(1).and_then(|k| lines.get(k))) {
        (Some(first), Some(last)) if range.start < range.end => {
            last.baseline + last.descent - (first.baseline - first.ascent)
        }
        _ => 0.0,
    }
}

/// Finds the plan of least total badness.
pub fn plan(job: &Job, feet: &mut dyn Feet) -> Plan {
    Search::of(job, feet).run()
}

/// Finds the best plan that has a page of just these lines, if there is one.
pub fn plan_with(job: &Job, feet: &mut dyn Feet, page: Range<usize>) -> Option<Plan> {
    let mut search = Search::of(job, feet);
    (search.wanted, search.all) = (Some(page), true);
    search.found()
}

/// What each page would cost that begins where page `k` of a plan begins, as the lines
/// after its end and its costs; without those of facing pages.
pub fn rivals(
    job: &Job,
    feet: &mut dyn Feet,
    plan: &Plan,
    k: usize,
) -> Vec<(usize, Costs)> {
    let left = |part: &Part| {
        (part.from < plan.pages[k].lines.start && part.rows + part.rest > 0)
            .then_some((part.from, part.done))
    };
    let parts = &plan.pages[k].parts;
    let rows = parts.iter().filter(|part| left(part).is_some()).map(|part| part.rows);
    let rows: u32 = rows.sum();
    let carry: Carry = (rows > 0)
        .then(|| Rc::new(Left { rows, series: parts.iter().map(left).collect() }));
    let mut search = Search::of(job, feet);
    search.all = true;
    let pages = search.candidates(plan.pages[k].lines.start, &carry);
    pages.into_iter().map(|page| (page.end, page.costs)).collect()
}

/// What earlier pages left over of their notes.
#[derive(Debug, PartialEq)]
struct Left {
    /// Rows still to come, of all series.
    rows: u32,
    /// For each series that has some: the line with which its strip begins, and how
    /// many of its rows are done.
    series: Vec<Option<(usize, u32)>>,
}

type Carry = Option<Rc<Left>>;

/// A page that may begin at some line.
#[derive(Debug, Clone)]
struct Candidate {
    end: usize,
    foot: f64,
    costs: Costs,
    /// White at the bottom where nothing stands, in lines; no number if the editor ends
    /// the page.
    white: f64,
    /// What stands at the foot; empty if that is all the notes of its lines and nothing
    /// else, as nearly always.
    parts: Vec<Part>,
    spills: bool,
}

impl Candidate {
    fn carry(&self) -> Carry {
        if self.parts.is_empty() {
            return None;
        }
        let rows = self.parts.iter().map(|part| part.rest).sum();
        let left =
            |part: &Part| (part.rest > 0).then_some((part.from, part.done + part.rows));
        (rows > 0).then(|| {
            Rc::new(Left {
                rows,
                series: self.parts.iter().map(left).collect(),
            })
        })
    }
}

/// The best way found to reach a state.
struct Node {
    line: u32,
    carry: Carry,
    /// Whether the page to come is the second of an opening, the recto.
    second: bool,
    /// The white of the page it faces, in lines; no number if it faces none.
    facing: f32,
    cost: f64,
    /// The state before, and which of its pages lies between; none at the start.
    before: Option<(u32, u32)>,
    /// Whether it was gone on from.
    done: bool,
}

struct Search<'a, 'f> {
    job: &'a Job<'a>,
    feet: &'f mut dyn Feet,
    pitch: f64,
    /// Whether the page starts of an earlier release are known.
    released: bool,
    nodes: Vec<Node>,
    /// The states at each line, as indexes of nodes.
    at: Vec<Vec<u32>>,
    /// A page that there must be.
    wanted: Option<Range<usize>>,
    /// Whether all ends of a page are weighed, those too that can't be the best.
    all: bool,
    /// The foot that was found last, as if there were room for all of it.
    whole: Vec<Part>,
    /// For each series the row in which its last item of the page begins.
    new: Vec<Option<u32>>,
}

/// How many ways to fill the first page of an opening are kept for the second.
const KEPT: usize = 3;

impl<'a, 'f> Search<'a, 'f> {
    fn of(job: &'a Job<'a>, feet: &'f mut dyn Feet) -> Self {
        Self {
            job,
            feet,
            pitch: pitch(job.lines),
            released: job.lines.iter().any(|line| line.released),
            nodes: vec![],
            at: vec![vec![]; job.lines.len() + 1],
            wanted: None,
            all: false,
            whole: vec![],
            new: vec![],
        }
    }

    fn run(self) -> Plan {
        self.found().expect("every state has a page, so the end is reached")
    }

    /// The best plan; nothing if the page that is wanted can't be.
    fn found(mut self) -> Option<Plan> {
        let n = self.job.lines.len();
        if n == 0 {
            return Some(Plan::default());
        }
        let start = Node {
            line: 0,
            carry: None,
            second: self.weighs_openings() && self.job.first_folio % 2 == 1,
            facing: f32::NAN,
            cost: 0.0,
            before: None,
            done: false,
        };
        self.nodes.push(start);
        self.at[0].push(0);
        for line in 0..=n {
            // A page of notes leads to a state at the same line, with fewer of them.
            while let Some(carry) = self.most_left(line) {
                let alike: Vec<u32> = self.at[line]
                    .iter()
                    .copied()
                    .filter(|&k| self.nodes[k as usize].carry == carry)
                    .collect();
                for &k in &alike {
                    self.nodes[k as usize].done = true;
                }
                if line < n || carry.is_some() {
                    let pages = self.candidates(line, &carry);
                    let carries: Vec<Carry> =
                        pages.iter().map(Candidate::carry).collect();
                    for (which, (page, carry)) in pages.iter().zip(&carries).enumerate() {
                        if !self.is_wanted(line..page.end) {
                            continue;
                        }
                        let cost = page.costs.total();
                        for &k in &alike {
                            self.reach((k, which as u32), (page, cost), carry);
                        }
                    }
                }
            }
        }
        self.read()
    }

    /// Whether pages that face each other are weighed together.
    fn weighs_openings(&self) -> bool {
        self.job.weights.opening > 0.0
    }

    /// What is left over in the states at a line that were not yet gone on from: the
    /// one with most rows.
    fn most_left(&self, line: usize) -> Option<Carry> {
        let here = self.at[line].iter().map(|&k| &self.nodes[k as usize]);
        here.filter(|node| !node.done)
            .max_by_key(|node| node.carry.as_ref().map_or(0, |left| left.rows))
            .map(|node| node.carry.clone())
    }

    /// Takes a page, with what it costs, from a state.
    fn reach(
        &mut self,
        from: (u32, u32),
        (page, cost): (&Candidate, f64),
        carry: &Carry,
    ) {
        let node = &self.nodes[from.0 as usize];
        let cost = node.cost + cost + self.opening(node, page);
        let second = self.weighs_openings() && !node.second;
        let facing = if second { page.white as f32 } else { f32::NAN };
        // The state that is the same, or of many whites on the first page of an opening
        // the dearest, since a few will do.
        let mut rivals = 0;
        let mut place: Option<u32> = None;
        for &k in &self.at[page.end] {
            let other = &self.nodes[k as usize];
            if other.second != second || other.carry != *carry {
                continue;
            }
            let none_faces = other.facing.is_nan() && facing.is_nan();
            if !second || none_faces || (other.facing - facing).abs() < 0.05 {
                (rivals, place) = (KEPT, Some(k));
                break;
            }
            rivals += 1;
            let dearer = |known: u32| {
                self.nodes[known as usize].cost.total_cmp(&other.cost).is_lt()
            };
            if place.is_none_or(dearer) {
                place = Some(k);
            }
        }
        let place = place.filter(|_| rivals >= KEPT);
        if place.is_some_and(|k| self.nodes[k as usize].cost <= cost) {
            return;
        }
        let node = Node {
            line: page.end as u32,
            carry: carry.clone(),
            second,
            facing,
            cost,
            before: Some(from),
            done: false,
        };
        match place {
            Some(k) => self.nodes[k as usize] = node,
            None => {
                self.at[page.end].push(self.nodes.len() as u32);
                self.nodes.push(node);
            }
        }
    }

    /// What it costs that a page is not as deep as the one it faces.
    fn opening(&self, before: &Node, page: &Candidate) -> f64 {
        if !before.second
            || !before.facing.is_finite()
            || !page.white.is_finite()
            || page.end == self.job.lines.len()
        {
            return 0.0;
        }
        self.job.weights.opening * (f64::from(before.facing) - page.white).abs()
    }

    /// The pages of the best way to the end.
    fn read(mut self) -> Option<Plan> {
        let ends = self.at[self.job.lines.len()].iter().copied();
        let by_cost = |&a: &u32, &b: &u32| {
            self.nodes[a as usize].cost.total_cmp(&self.nodes[b as usize].cost)
        };
        let mut at = ends
            .filter(|&k| self.nodes[k as usize].carry.is_none())
            .min_by(by_cost)?;
        let mut pages = vec![];
        while let Some((before, which)) = self.nodes[at as usize].before {
            let (start, carry) = {
                let node = &self.nodes[before as usize];
                (node.line as usize, node.carry.clone())
            };
            let mut page = self.candidates(start, &carry).swap_remove(which as usize);
            if page.parts.is_empty() {
                self.parts(start..page.end, &None);
                page.parts.clone_from(&self.whole);
            }
            page.costs.opening = self.opening(&self.nodes[before as usize], &page);
            pages.push(Page {
                lines: start..page.end,
                foot: page.foot,
                parts: page.parts,
                costs: page.costs,
                spills: page.spills,
            });
            at = before;
        }
        pages.reverse();
        Some(Plan { pages })
    }

    /// Whether a page does not keep the one that is wanted from being.
    fn is_wanted(&self, page: Range<usize>) -> bool {
        let Some(wanted) = &self.wanted else { return true };
        let apart = page.end <= wanted.start || page.start >= wanted.end;
        apart || page == *wanted || page.is_empty()
    }

    /// The pages that may begin with line `start`, in order of their ends. Pages whose
    /// lines fill less than half of the room are left out where there are others: their
    /// white would cost more than any fault that they could spare.
    fn candidates(&mut self, start: usize, carry: &Carry) -> Vec<Candidate> {
        if carry.is_none()
            && !self.all
            && let Some(half) = self.half(start)
        {
            let found = self.candidates_from(start, half, carry);
            if !found.is_empty() {
                return found;
            }
        }
        let mut found = self.candidates_from(start, start + 1, carry);
        if carry.is_some() {
            found.insert(0, self.notes_only(start, carry));
        } else if found.is_empty() {
            found.push(self.last_resort(start, carry));
        }
        found
    }

    /// The end of the first page from `start` on whose lines fill half of the room, if
    /// the editor ends none before and it is not the last.
    fn half(&self, start: usize) -> Option<usize> {
        let Job { lines, room, .. } = *self.job;
        let goes_on = |&end: &usize| lines[end].pin != Some(Pin::Break);
        (start + 1..lines.len())
            .take_while(goes_on)
            .find(|&end| height(lines, start..end) > room / 2.0)
    }

    /// The pages that may begin with line `start` and end with `first` or later.
    fn candidates_from(
        &mut self,
        start: usize,
        first: usize,
        carry: &Carry,
    ) -> Vec<Candidate> {
        let Job { lines, room, weights, .. } = *self.job;
        let n = lines.len();
        let mut found: Vec<Candidate> = Vec::with_capacity(32);
        // Whether there is a page with enough lines, so that none needs to be crowded.
        let mut enough = first > start + 1;
        for end in first..=n {
            if end > start + 1 && lines[end - 1].pin == Some(Pin::Break) {
                break;
            }
            let body = height(lines, start..end);
            if body > room + TOLERANCE && !self.may_be_long(end, body) {
                break;
            }
            let Ok(costs) = break_cost(lines, end - 1, weights) else { continue };
            self.parts(start..end, carry);
            let gives = [None, Some(Give::Choice), Some(Give::Need)];
            let gives = &gives[..if enough { 2 } else { 3 }];
            let mut pages = gives
                .iter()
                .map(|&give| self.fill(start..end, (give, carry.is_some()), costs));
            match pages.find_map(|page| page) {
                Some(page) => {
                    enough |= end - start >= FEWEST || end == n;
                    found.push(page);
                }
                // With more lines the foot only grows.
                None => break,
            }
        }
        found
    }

    /// Finds all that could stand at the foot of a page: for each series the rows that
    /// are left over and those of the page's lines, and the row in which the last item of
    /// these lines begins.
    fn parts(&mut self, lines: Range<usize>, carry: &Carry) {
        self.whole.clear();
        self.new.clear();
        for k in 0..self.job.sizes.series.len() {
            let left = carry.as_ref().and_then(|left| left.series[k]);
            let (from, done) = left.unwrap_or((lines.start, 0));
            let strip = self.feet.strip(k, from, lines.end);
            let begun = strip.line.is_some_and(|line| line as usize >= lines.start);
            self.new.push(begun.then_some(strip.begins));
            let rows = strip.rows.saturating_sub(done);
            self.whole.push(Part { from, done, rows, rest: 0 });
        }
    }

    /// The page of some lines, if they and the foot fit that was found last. Without
    /// `give` the foot is whole; `carried` is whether anything was left over for it.
    fn fill(
        &self,
        range: Range<usize>,
        (give, carried): (Option<Give>, bool),
        mut costs: Costs,
    ) -> Option<Candidate> {
        let Job { lines, room, sizes, weights, .. } = *self.job;
        let n = lines.len();
        let body = height(lines, range.clone());
        let free = room + TOLERANCE - body;
        let mut parts = vec![];
        let foot = match give {
            None => {
                let foot = sizes.height(self.whole.iter().map(|part| part.rows));
                let over = foot - free;
                if over > 0.0 {
                    if !self.may_be_long(range.end, room + over) {
                        return None;
                    }
                    costs.long = weights.long;
                }
                if carried {
                    parts.clone_from(&self.whole);
                }
                foot
            }
            Some(give) => {
                parts.clone_from(&self.whole);
                if !share(sizes, free, give, &self.new, &mut parts) {
                    return None;
                }
                let split = parts.iter().filter(|part| part.rest > 0).count() as f64;
                let dear = if give == Give::Choice { 1.0 } else { NEED };
                costs.split = weights.split_note * dear * split;
                sizes.height(parts.iter().map(|part| part.rows))
            }
        };
        let short = ((room - body - foot) / self.pitch).max(0.0);
        let count = range.len();
        if range.end == n {
            // The last page may be as short as it likes, but not a mere remnant.
            let missing = REMNANT.saturating_sub(count) as f64;
            costs.remnant = if range.start > 0 { RUNT * missing } else { 0.0 };
        } else if lines[range.end].pin != Some(Pin::Break) {
            costs.white = EMPTINESS * short * short;
        }
        if range.end < n && foot > 0.0 {
            costs.crowded = FEW * FEWEST.saturating_sub(count) as f64;
        }
        if self.released && range.start > 0 && !lines[range.start].released {
            costs.moved = weights.moved;
        }
        let pinned = range.end < n && lines[range.end].pin == Some(Pin::Break);
        let white = match (pinned, foot > 0.0) {
            // It is as deep as the editor wants it, and its neighbor need not follow.
            (true, _) => f64::NAN,
            (false, true) => 0.0,
            (false, false) => short,
        };
        Some(Candidate {
            end: range.end,
            foot,
            costs,
            white,
            parts,
            spills: false,
        })
    }

    /// Whether a page that ends with this line may be a line too deep, since the next
    /// one then begins where it always did.
    fn may_be_long(&self, end: usize, depth: f64) -> bool {
        let Job { lines, room, .. } = *self.job;
        self.released
            && lines.get(end).is_some_and(|line| line.released)
            && depth <= room + self.pitch + TOLERANCE
    }

    /// A page without text, full of notes that run on.
    fn notes_only(&mut self, start: usize, carry: &Carry) -> Candidate {
        let Job { lines, room, sizes, .. } = *self.job;
        self.parts(start..start, carry);
        let mut parts = self.whole.clone();
        share(sizes, room + TOLERANCE, Give::Spill, &self.new, &mut parts);
        place_one_row(&mut parts);
        let foot = sizes.height(parts.iter().map(|part| part.rows));
        let mut costs = Costs::default();
        if start < lines.len() {
            let short = ((room - foot) / self.pitch).max(0.0);
            costs.crowded = FEW * FEWEST as f64;
            costs.white = EMPTINESS * short * short;
        }
        Candidate {
            end: start,
            foot,
            costs,
            white: 0.0,
            parts,
            spills: false,
        }
    }

    /// A page on which the fewest lines that are possible do not go together with the
    /// notes that begin in them, or which ends where none should because it may end
    /// nowhere else.
    fn last_resort(&mut self, start: usize, carry: &Carry) -> Candidate {
        let Job { lines, room, weights, sizes, .. } = *self.job;
        let fit = (start + 1..=lines.len())
            .take_while(|&end| end == start + 1 || lines[end - 1].pin != Some(Pin::Break))
            .take_while(|&end| height(lines, start..end) <= room + TOLERANCE);
        let mut resort = (start + 1, None);
        for end in fit {
            resort = (end, break_cost(lines, end - 1, weights).ok());
            if resort.1.is_some() {
                break;
            }
        }
        let (end, costs) = resort;
        let range = start..end;
        self.parts(range.clone(), carry);
        let free = room + TOLERANCE - height(lines, range.clone());
        let mut parts = vec![];
        let fits = [Give::Choice, Give::Need].iter().any(|&give| {
            parts.clone_from(&self.whole);
            share(sizes, free, give, &self.new, &mut parts)
        });
        if !fits {
            parts.clone_from(&self.whole);
            share(sizes, free, Give::Spill, &self.new, &mut parts);
        }
        let carries = parts.iter().any(|part| part.rest > 0);
        let mut costs = costs.unwrap_or_default();
        costs.forbidden = FORBIDDEN;
        Candidate {
            end: range.end,
            foot: sizes.height(parts.iter().map(|part| part.rows)),
            costs,
            white: 0.0,
            parts,
            spills: !fits && carries,
        }
    }
}

/// Sees to it that something stands on a page of notes, lest it be repeated for ever.
fn place_one_row(parts: &mut [Part]) {
    if parts.iter().all(|part| part.rows == 0)
        && let Some(part) = parts.iter_mut().find(|part| part.rest > 0)
    {
        part.rows = 1;
        part.rest -= 1;
    }
}

/// The usual distance of two baselines, in points.
pub fn pitch(lines: &[Line]) -> f64 {
    let mut steps: Vec<f64> = lines
        .windows(2)
        .map(|pair| pair[1].baseline - pair[0].baseline)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps
        .get(steps.len() / 2)
        .copied()
        .filter(|step| *step > 1.0)
        .unwrap_or(12.0)
}

/// A last page of fewer lines than this is a remnant, and what each missing line costs.
const REMNANT: usize = 5;
const RUNT: f64 = 25.0;

/// A page has so many lines of text if its foot can be made to leave them, and what each
/// missing one costs.
const FEWEST: usize = 3;
const FEW: f64 = 150.0;

/// How much more a note costs that runs on although it is short.
const NEED: f64 = 2.0;

/// What white in place of a line costs; it grows with the square, so that a page
/// short by six lines is worse than a widow and one short by five is not.
const EMPTINESS: f64 = 2.5;

/// What a page costs that breaks a rule because nothing else is possible.
const FORBIDDEN: f64 = 1e6;

/// Rounding that no eye sees, in points.
pub(super) const TOLERANCE: f64 = 0.02;

#[cfg(test)]
mod tests;
