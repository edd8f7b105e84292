//! The openings that may begin at a cut: how far each goes, and the pages of its lanes. It is
//! one thing: the ways to fill an opening, from the best to the last resort. How a page of some
//! lines is filled says `plan/filling.rs`.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::super::costs::Costs;
use super::super::foot::Feet;
use super::super::plan::filling::{
    CHAIN, Candidate, Carry, FEW, FEWEST, FORBIDDEN, Filling, LONG, MOST_LEFT, REMNANT,
    RUNT, white,
};
use super::super::plan::{Page, Plan, TOLERANCE, height};
use super::super::rule::{NoBreak, break_cost};
use super::chain::Chain;
use super::lane::{Lane, Opening, Openings, Step, pitch_of};

/// What each lane leaves over of its notes.
pub(super) type Carries = Rc<[Carry]>;

/// An opening that may begin at some cut.
#[derive(Debug)]
pub(super) struct Made {
    /// The cut behind its last lines.
    pub end: usize,
    /// The page of each lane.
    pub pages: Vec<Rc<LanePage>>,
    pub costs: Costs,
}

impl Made {
    /// What its lanes leave over.
    pub(super) fn carries(&self) -> Carries {
        self.pages.iter().map(|page| page.left.clone()).collect()
    }

    fn height_left(&self) -> f64 {
        let left = self.pages.iter().filter_map(|page| page.left.as_ref());
        left.map(|left| left.height).sum()
    }

    fn most_lines(&self) -> usize {
        self.pages.iter().map(|page| page.lines.len()).max().unwrap_or(0)
    }
}

/// A page of a lane.
#[derive(Debug)]
pub(super) struct LanePage {
    pub lines: Range<usize>,
    pub page: Candidate,
    left: Carry,
}

/// A page as it was asked for: its end, whether short notes may run on too, and the address of
/// what is left over for it.
type Asked = (usize, bool, usize);

/// What was found, and what was left over, so that its address stays its own.
type Found = (Carry, Option<Rc<LanePage>>);

pub(super) struct Lanes<'a, 'f> {
    lanes: &'a [Lane<'a>],
    fillings: Vec<Filling<'a, 'f>>,
    pub chain: Chain,
    step: Step,
    /// Whether all openings are weighed, those too that can't be the best.
    pub all: bool,
    /// The cut whose pages are kept.
    at: usize,
    known: Vec<HashMap<Asked, Found>>,
}

impl<'a, 'f> Lanes<'a, 'f> {
    pub(super) fn of(
        lanes: &'a [Lane<'a>],
        feet: &'f mut [&mut dyn Feet],
        step: Step,
    ) -> Self {
        let mut fillings: Vec<Filling> = lanes
            .iter()
            .zip(feet)
            .map(|(lane, feet)| {
                let mut filling = Filling::of(&lane.job, &mut **feet);
                filling.pitch = pitch_of(lane);
                filling
            })
            .collect();
        let chain = Chain::of(lanes, step, &mut |k, lines| {
            let Lane { job, .. } = &lanes[k];
            let low = height(job.lines, lines.clone()) <= job.room + TOLERANCE;
            let costs = Costs::default();
            lines.is_empty()
                || low && fillings[k].page(lines, &None, costs, true).is_some()
        });
        let known = lanes.iter().map(|_| HashMap::new()).collect();
        Self {
            lanes,
            fillings,
            chain,
            step,
            all: false,
            at: 0,
            known,
        }
    }

    /// Nothing left over in any lane.
    pub(super) fn nothing(&self) -> Carries {
        self.lanes.iter().map(|_| None).collect()
    }

    /// A plan without openings.
    pub(super) fn none(&self) -> Openings {
        let plans = vec![Plan::default(); self.lanes.len()];
        Openings { plans, ..Openings::default() }
    }

    /// What it is likely to cost that so many points of notes are left over.
    pub(super) fn to_come(&self, height: f64) -> f64 {
        let split = self.lanes.first().map_or(0.0, |lane| lane.job.weights.split_note);
        split * height / self.room().max(1.0)
    }

    /// The openings that may begin at a cut, in order of their ends.
    pub(super) fn openings(&mut self, from: usize, carries: &Carries) -> Vec<Made> {
        self.set_out(from);
        let carried: f64 = carries.iter().flatten().map(|left| left.height).sum();
        let (mut found, forbidden) = self.regular(from, carries);
        if carries.iter().any(Option::is_some) {
            let good = |made: &Made| {
                made.most_lines() >= FEWEST && made.costs.total() < FEW * FEWEST as f64
            };
            let long = carried > LONG * self.room();
            if self.all || !long || !found.iter().any(good) {
                let alone = self.notes_only(from, carries);
                found.insert(0, alone);
            }
        } else if found.is_empty() {
            found = self.last_resort(from, carries, forbidden);
        }
        if !self.all {
            let enough = found.iter().filter(|made| made.most_lines() >= FEWEST);
            let least = enough.map(Made::height_left).fold(f64::INFINITY, f64::min);
            let most = least + MOST_LEFT * self.room();
            found.retain(|made| made.height_left() <= most);
        }
        found
    }

    /// The height of the highest text area, in points.
    fn room(&self) -> f64 {
        self.lanes.iter().map(|lane| lane.job.room).fold(0.0, f64::max)
    }

    /// Forgets the pages of other cuts, and measures from the top of this one.
    fn set_out(&mut self, from: usize) {
        if self.at == from && !self.known.iter().all(HashMap::is_empty) {
            return;
        }
        self.at = from;
        self.known.iter_mut().for_each(HashMap::clear);
        let top = self.top(from);
        self.fillings.iter_mut().for_each(|filling| filling.top = top);
    }

    /// The height at the top of the opening that begins at a cut, if lanes are level.
    pub(super) fn top(&self, from: usize) -> Option<f64> {
        let cut = &self.chain.cuts[from];
        let next = self.lanes.iter().zip(&cut.lines);
        let next = next.filter_map(|(lane, &line)| lane.job.lines.get(line));
        let tops = next.map(|line| line.baseline - line.ascent);
        (self.step == Step::Level)
            .then(|| tops.fold(f64::INFINITY, f64::min))
            .filter(|top| top.is_finite())
    }

    /// The openings whose lines and the beginnings of whose notes fit: those that keep the
    /// rules, and the others.
    fn regular(&mut self, from: usize, carries: &Carries) -> (Vec<Made>, Vec<Made>) {
        let (mut found, mut forbidden) = (vec![], vec![]);
        // Whether there is one with enough lines, so that none needs to be crowded.
        let mut enough = false;
        for end in from + 1..=self.chain.barrier(from) {
            if !self.go_together(from, end) {
                break;
            }
            let broken = self.broken(from, end) > 0;
            let Some(pages) = self.pages(from, end, carries, enough) else {
                // With more lines the feet only grow, but behind a line with which a page of the
                // last release begins a page may be deeper.
                if broken {
                    continue;
                }
                break;
            };
            let costs = self.costs(from, end, &pages);
            let made = Made { end, pages, costs };
            if broken {
                forbidden.push(made);
                continue;
            }
            enough |= made.most_lines() >= FEWEST || end == self.chain.end();
            found.push(made);
        }
        (found, forbidden)
    }

    /// Whether the lines between two cuts go on one opening, whatever their notes.
    fn go_together(&self, from: usize, end: usize) -> bool {
        (0..self.lanes.len()).all(|k| {
            let lines = self.line(k, from)..self.line(k, end);
            lines.is_empty() || self.fillings[k].may_hold(&lines)
        })
    }

    /// In how many lanes a rule forbids to break between two cuts.
    fn broken(&self, from: usize, end: usize) -> usize {
        let broken = |k: &usize| self.rule(*k, from, end).is_some();
        (0..self.lanes.len()).filter(broken).count()
    }

    /// The rule by which a page of a lane may not end at a cut.
    pub(super) fn rule(&self, lane: usize, from: usize, end: usize) -> Option<NoBreak> {
        let (start, end) = (self.line(lane, from), self.line(lane, end));
        let job = &self.lanes[lane].job;
        if start == end {
            return None;
        }
        break_cost(job.lines, end - 1, job.weights).err()
    }

    fn line(&self, lane: usize, cut: usize) -> usize {
        self.chain.cuts[cut].lines[lane]
    }

    /// The pages of all lanes between two cuts, if all of them fit.
    fn pages(
        &mut self,
        from: usize,
        end: usize,
        carries: &Carries,
        enough: bool,
    ) -> Option<Vec<Rc<LanePage>>> {
        (0..self.lanes.len())
            .map(|k| self.page(k, (from, end), &carries[k], enough))
            .collect()
    }

    /// The page of a lane between two cuts, if it fits.
    fn page(
        &mut self,
        k: usize,
        (from, end): (usize, usize),
        carry: &Carry,
        enough: bool,
    ) -> Option<Rc<LanePage>> {
        let lines = self.line(k, from)..self.line(k, end);
        let address = carry.as_ref().map_or(0, |left| Rc::as_ptr(left).addr());
        let asked = (lines.end, enough, address);
        if let Some((_, page)) = self.known[k].get(&asked) {
            return page.clone();
        }
        let job = &self.lanes[k].job;
        let filling = &mut self.fillings[k];
        let page = match carry {
            None if lines.is_empty() => Some(filling.silent(lines.start)),
            Some(left) if lines.is_empty() => Some(filling.notes_only(lines.start, left)),
            _ => {
                let costs = break_cost(job.lines, lines.end - 1, job.weights);
                if filling.may_hold(&lines) {
                    filling.page(lines.clone(), carry, costs.unwrap_or_default(), enough)
                } else {
                    None
                }
            }
        };
        let page = page.map(|page| self.kept(k, lines, page));
        self.known[k].insert(asked, (carry.clone(), page.clone()));
        page
    }

    /// A page with what it leaves over.
    fn kept(&mut self, k: usize, lines: Range<usize>, page: Candidate) -> Rc<LanePage> {
        let left = self.fillings[k].left(&page.parts, &page.waiting, lines.end);
        Rc::new(LanePage { lines, page, left: left.map(Rc::new) })
    }

    /// What an opening costs.
    fn costs(&self, from: usize, end: usize, pages: &[Rc<LanePage>]) -> Costs {
        let mut sum = Costs::default();
        for page in pages {
            let mut costs = page.page.costs;
            // These are weighed for all lanes together.
            (costs.white, costs.remnant, costs.crowded) = (0.0, 0.0, 0.0);
            sum += costs;
        }
        let most = pages.iter().map(|page| page.lines.len()).max().unwrap_or(0);
        sum.parted = self.chain.cuts[end].parted;
        if end == self.chain.end() {
            let missing = REMNANT.saturating_sub(most) as f64;
            sum.remnant = if from > 0 { RUNT * missing } else { 0.0 };
            return sum;
        }
        if pages.iter().any(|page| page.page.foot > 0.0) {
            sum.crowded = FEW * FEWEST.saturating_sub(most) as f64;
        }
        if !self.chain.is_pinned(end) {
            sum.white = self.white(end, pages);
        }
        sum
    }

    /// What the white of an opening costs: that of the fullest lane in full, that of others
    /// a share. The fullest is the one with the least white of those that could be filled
    /// if the opening went on as far as there is room. If there is none, since those with
    /// little white are silent for a while, it is the lines of the others that count.
    fn white(&self, end: usize, pages: &[Rc<LanePage>]) -> f64 {
        let goes_on = |k: &usize| self.line(*k, end) < self.lanes[*k].job.lines.len();
        let open: Vec<usize> = (0..pages.len()).filter(goes_on).collect();
        let fit: Vec<usize> =
            (0..pages.len()).map(|k| self.more_lines(k, &pages[k])).collect();
        // The first cut for which a lane has no room.
        let limit = |k: &usize| self.chain.behind(*k, self.line(*k, end) + fit[*k]);
        let Some(first) = open.iter().copied().min_by_key(limit) else { return 0.0 };
        let upto = (limit(&first) - 1).min(self.chain.barrier(end)).max(end);
        let more = |k: usize| self.line(k, upto) - self.line(k, end);
        let of = |k: usize| &pages[k].page;
        let is_filled = |k: &usize| fit[*k] < more(*k) + 2;
        let by_white = |a: &usize, b: &usize| of(*a).bare.total_cmp(&of(*b).bare);
        let filled = open.iter().copied().filter(is_filled);
        let (fullest, full) =
            match filled.clone().filter(|&k| more(k) > 0).min_by(by_white) {
                Some(fullest) => (fullest, of(fullest).costs.white),
                None => {
                    let fullest = filled.chain([first]).min_by(by_white).unwrap_or(first);
                    let most = open.iter().map(|&k| more(k)).max().unwrap_or(0) as f64;
                    let is_more = most > of(fullest).bare;
                    (fullest, if is_more { white(most) } else { of(fullest).costs.white })
                }
            };
        let others = open.iter().filter(|&&k| k != fullest);
        full + SHARE * others.map(|&k| of(k).costs.white).sum::<f64>()
    }

    /// How many lines more go on a page of a lane, without their notes.
    fn more_lines(&self, k: usize, page: &LanePage) -> usize {
        let job = &self.lanes[k].job;
        let first = job.lines.get(page.lines.start);
        let first = first.map_or(0.0, |line| line.baseline - line.ascent);
        let top = self.fillings[k].top.unwrap_or(first);
        let low = top + job.room - page.page.foot + TOLERANCE;
        let rest = &job.lines[page.lines.end..];
        rest.partition_point(|line| line.baseline + line.descent <= low)
    }

    /// What is left over behind an opening of a plan.
    pub(super) fn carried(&mut self, made: &Openings, opening: usize) -> Carries {
        let fillings = self.fillings.iter_mut().zip(&made.plans);
        let left = fillings.map(|(filling, plan)| {
            let page = &plan.pages[opening];
            filling.left(&page.parts, &page.waiting, page.lines.end).map(Rc::new)
        });
        left.collect()
    }

    /// A lane whose page between two cuts is too deep, by how many points if its lines alone
    /// are.
    pub(super) fn too_deep(
        &mut self,
        from: usize,
        end: usize,
        carries: &Carries,
    ) -> Option<(usize, Option<f64>)> {
        self.set_out(from);
        for k in 0..self.lanes.len() {
            let lines = self.line(k, from)..self.line(k, end);
            let over = self.fillings[k].body(&lines) - self.lanes[k].job.room;
            if !lines.is_empty() && over > TOLERANCE {
                return Some((k, Some(over)));
            }
        }
        let all = 0..self.lanes.len();
        let mut pages = all.map(|k| self.page(k, (from, end), &carries[k], false));
        pages.position(|page| page.is_none()).map(|k| (k, None))
    }

    /// The lane for want of whose room there is no opening between two cuts that leaves enough
    /// lines on it.
    pub(super) fn fullest(
        &mut self,
        from: usize,
        end: usize,
        carries: &Carries,
    ) -> usize {
        self.set_out(from);
        let all = 0..self.lanes.len();
        let mut pages = all.map(|k| self.page(k, (from, end), &carries[k], true));
        pages.position(|page| page.is_none()).unwrap_or(0)
    }

    /// An opening of notes alone.
    fn notes_only(&mut self, from: usize, carries: &Carries) -> Made {
        let pages: Vec<Rc<LanePage>> = (0..self.lanes.len())
            .map(|k| {
                let line = self.line(k, from);
                let page = match &carries[k] {
                    Some(left) => self.fillings[k].notes_only(line, left),
                    None => self.fillings[k].silent(line),
                };
                self.kept(k, line..line, page)
            })
            .collect();
        let mut costs = Costs::default();
        let mut least = f64::INFINITY;
        for (page, carry) in pages.iter().zip(carries.iter()) {
            let of = page.page.costs;
            costs.split += of.split;
            if carry.is_some() {
                least = least.min(of.white);
            }
        }
        if from < self.chain.end() {
            costs.crowded = FEW * FEWEST as f64;
            costs.white = least;
        }
        Made { end: from, pages, costs }
    }

    /// The openings where none keeps the rules: the notes of the fewest lines wait, or the
    /// opening ends where none should because it may end nowhere else.
    fn last_resort(
        &mut self,
        from: usize,
        carries: &Carries,
        forbidden: Vec<Made>,
    ) -> Vec<Made> {
        let lines = |this: &Self, end: usize| {
            let of =
                (0..this.lanes.len()).map(|k| this.line(k, end) - this.line(k, from));
            of.max().unwrap_or(0)
        };
        let fits = |end: &usize| {
            (0..self.lanes.len()).all(|k| {
                let lines = self.line(k, from)..self.line(k, *end);
                self.fillings[k].body(&lines) <= self.lanes[k].job.room + TOLERANCE
            })
        };
        let allowed = (from + 1..=self.chain.barrier(from))
            .take_while(fits)
            .find(|&end| self.broken(from, end) == 0);
        let waits = allowed.is_some_and(|end| lines(self, end) <= CHAIN);
        if !waits && !forbidden.is_empty() {
            let priced = forbidden.into_iter().map(|made| self.forbidden(from, made));
            return priced.collect();
        }
        let end = allowed.unwrap_or(from + 1);
        let pages: Vec<Rc<LanePage>> = (0..self.lanes.len())
            .map(|k| {
                self.page(k, (from, end), &carries[k], false).unwrap_or_else(|| {
                    let Lane { job, .. } = &self.lanes[k];
                    let lines = self.line(k, from)..self.line(k, end);
                    let costs = break_cost(job.lines, lines.end - 1, job.weights);
                    let page = self.fillings[k]
                        .crammed(lines.clone(), costs.unwrap_or_default());
                    self.kept(k, lines, page)
                })
            })
            .collect();
        let costs = self.costs(from, end, &pages);
        vec![self.forbidden(from, Made { end, pages, costs })]
    }

    /// The same with the price of the rules that it breaks; white is no fault of it.
    fn forbidden(&self, from: usize, mut made: Made) -> Made {
        (made.costs.white, made.costs.crowded) = (0.0, 0.0);
        made.costs.forbidden = FORBIDDEN * self.broken(from, made.end).max(1) as f64;
        made
    }

    /// The opening as it stands in a plan, and its pages.
    pub(super) fn written(&mut self, from: usize, made: &Made) -> (Opening, Vec<Page>) {
        let top = self.top(from);
        let mut pages = vec![];
        for (k, page) in made.pages.iter().enumerate() {
            let LanePage { lines, page, .. } = &**page;
            let mut parts = page.parts.clone();
            if parts.is_empty() && page.waiting.is_empty() {
                parts = self.fillings[k].whole(lines.clone());
            }
            pages.push(Page {
                lines: lines.clone(),
                top,
                foot: page.foot,
                parts,
                waiting: page.waiting.clone(),
                spread: page.spread,
                costs: page.costs,
            });
        }
        let cut = &self.chain.cuts[from];
        let opening = Opening {
            tie: cut.band.checked_sub(1),
            inside: cut.inside,
            white: made
                .pages
                .iter()
                .map(|page| page.page.bare - page.page.spread.lines())
                .collect(),
            costs: made.costs,
        };
        (opening, pages)
    }
}

/// What white costs in a lane that is shorter than another, as a part of what it would else.
const SHARE: f64 = 0.1;
