//! The pages that may begin with a line: how many lines each has, and what stands at its
//! foot. It is one thing: the ways to fill a page, from the best to the last resort.
//!
//! Of each number of lines there is one page at most. Its foot is whole, if that fits. Else
//! the last note of a series runs on, and what runs on from earlier pages does so once more,
//! with the items of this page in a strip of their own below it. Where that leaves hardly a
//! line of text, short notes run on too, and long ones that are not the last. Only if the
//! fewest lines that are possible do not go together even so with the beginnings of all their
//! notes do the last of these wait for the next page.

use std::ops::Range;
use std::rc::Rc;

use super::super::costs::Costs;
use super::super::foot::{Feet, Part, Piece, Start, height as foot_height, share};
use super::super::rule::{Growth, Pin, break_cost};
use super::{Job, Spread, TOLERANCE, height, pitch};

/// What earlier pages left over of their notes.
#[derive(Debug, PartialEq)]
pub(in super::super) struct Left {
    /// Strips that go on, in order.
    pub open: Vec<Open>,
    /// For each series of which items have not begun yet, the first of them.
    waiting: Vec<(usize, usize)>,
    /// Rows still to come of each series.
    pub rows: Vec<u32>,
    /// How high all of them are, in points.
    pub height: f64,
    /// How high those of the strips that go on are at least on one page, in points.
    open_height: f64,
}

impl Left {
    /// Whether as many rows of as many strips are left over.
    pub(in super::super) fn leaves_as(&self, other: &Self) -> bool {
        let rests = |left: &Self| -> Vec<(usize, u32)> {
            left.open.iter().map(|open| (open.series, open.rest)).collect()
        };
        self.rows == other.rows && rests(self) == rests(other)
    }

    /// Whether a strip has so few rows left that these stay together.
    pub(in super::super) fn has_short(&self) -> bool {
        self.open.iter().any(|open| open.rest < SHORTEST)
    }
}

/// A strip that goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Open {
    pub series: usize,
    start: Start,
    end: usize,
    done: u32,
    pub rest: u32,
}

pub(in super::super) type Carry = Option<Rc<Left>>;

/// A page that may begin at some line.
#[derive(Debug, Clone)]
pub(in super::super) struct Candidate {
    /// The line after its last.
    pub end: usize,
    pub foot: f64,
    pub costs: Costs,
    /// White between its lines and its foot before any is shared, in lines.
    pub bare: f64,
    /// White at the bottom where nothing stands, in lines; no number if the editor ends
    /// the page.
    pub white: f64,
    /// What stands at the foot; empty if that is all the notes of its lines and nothing
    /// else, as nearly always.
    pub parts: Vec<Part>,
    /// The items that have not begun yet.
    pub waiting: Vec<(usize, Range<usize>)>,
    /// The lines of white that are added to it.
    pub spread: Spread,
}

/// How a foot is cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Give {
    /// Long notes run on, with two rows at least on either side.
    Choice,
    /// Short ones run on as well.
    Need,
}

impl Give {
    /// The fewest rows of a note that runs on, and of those the fewest that stand on the
    /// page where it begins.
    fn least(self) -> (u32, u32) {
        match self {
            Self::Choice => (SHORTEST, 2),
            Self::Need => (2, 1),
        }
    }
}

pub(in super::super) struct Filling<'a, 'f> {
    job: &'a Job<'a>,
    feet: &'f mut dyn Feet,
    /// The usual distance of two baselines, in points.
    pub pitch: f64,
    /// Whether the page starts of an earlier release are known.
    released: bool,
    /// Whether all ends of a page are weighed, those too that can't be the best.
    pub all: bool,
    /// The height from which the lines of a page are measured, in points of the galley; that
    /// of its first line if nothing.
    pub top: Option<f64>,
    /// For each series and line how many items belong to the lines before.
    items: Vec<Vec<u32>>,
    /// How far white may grow above the lines before each line, the halves as quarters.
    growth: Vec<Spread>,
    /// The foot that was found last.
    pieces: Vec<Piece>,
    /// For each of its strips the row of it, counted from those of the page, in which its
    /// last item begins, if that is on this page.
    begins: Vec<Option<u32>>,
}

impl<'a, 'f> Filling<'a, 'f> {
    pub(in super::super) fn of(job: &'a Job<'a>, feet: &'f mut dyn Feet) -> Self {
        let ends = 0..=job.lines.len();
        let counted = |k| ends.clone().map(|line| feet.items(k, line) as u32).collect();
        let items = (0..job.sizes.series.len()).map(counted).collect();
        let mut growth = vec![Spread::default()];
        for line in job.lines {
            let mut sum = growth[growth.len() - 1];
            match line.growth {
                Growth::None => {}
                Growth::Line => sum.headings += 1,
                Growth::Title => sum.title += 2,
                Growth::Quarters(count) => sum.halves += usize::from(count),
            }
            growth.push(sum);
        }
        Self {
            job,
            feet,
            pitch: pitch(job.lines),
            released: job.lines.iter().any(|line| line.released),
            all: false,
            top: None,
            items,
            growth,
            pieces: vec![],
            begins: vec![],
        }
    }

    /// The pages that may begin with line `start`, in order of their ends. Pages that are
    /// nearly empty are left out where there are others: their white would cost more than
    /// any fault that they could spare.
    pub(super) fn candidates(&mut self, start: usize, carry: &Carry) -> Vec<Candidate> {
        if carry.is_none() && !self.all {
            let found = self.candidates_from(start, carry, true);
            if !found.is_empty() {
                return found;
            }
        }
        let mut found = self.candidates_from(start, carry, false);
        if let Some(left) = carry {
            // Of what fills several pages, a page alone is for want of better ones.
            let good = |page: &Candidate| {
                page.end - start >= FEWEST && page.costs.total() < FEW * FEWEST as f64
            };
            let long = left.height > LONG * self.job.room;
            if self.all || !long || !found.iter().any(good) {
                let alone = self.notes_only(start, left);
                found.insert(0, alone);
            }
        } else if found.is_empty() {
            found.push(self.last_resort(start));
        }
        if !self.all {
            self.cap(&mut found, start);
        }
        found
    }

    /// The height that lines take on their page, in points.
    pub(in super::super) fn body(&self, range: &Range<usize>) -> f64 {
        let lines = self.job.lines;
        match (self.top, lines[range.clone()].last()) {
            (Some(top), Some(last)) => last.baseline + last.descent - top,
            _ => height(lines, range.clone()),
        }
    }

    /// Whether a page may be as deep as some lines without their notes.
    pub(in super::super) fn may_hold(&self, range: &Range<usize>) -> bool {
        let body = self.body(range);
        body <= self.job.room + TOLERANCE || self.may_be_long(range.end, body)
    }

    /// Leaves out pages that leave over much more of their notes than others do.
    fn cap(&self, found: &mut Vec<Candidate>, start: usize) {
        let left = |page: &Candidate| self.height_left(&page.parts);
        let enough = |page: &&Candidate| page.end - start >= FEWEST;
        let least = found.iter().filter(enough).map(left).fold(f64::INFINITY, f64::min);
        found.retain(|page| left(page) <= least + MOST_LEFT * self.job.room);
    }

    fn height_left(&self, parts: &[Part]) -> f64 {
        let sizes = self.job.sizes;
        parts
            .iter()
            .map(|part| {
                let series = &sizes.series[part.series];
                f64::from(part.rest.div_ceil(series.columns)) * series.pitch
            })
            .sum()
    }

    /// The pages that may begin with line `start`, if wanted without the nearly empty ones.
    fn candidates_from(
        &mut self,
        start: usize,
        carry: &Carry,
        full: bool,
    ) -> Vec<Candidate> {
        let Job { lines, room, weights, .. } = *self.job;
        let n = lines.len();
        let mut found: Vec<Candidate> = Vec::with_capacity(32);
        // Whether there is a page with enough lines, so that none needs to be crowded.
        let mut enough = false;
        for end in start + 1..=n {
            if end > start + 1 && lines[end - 1].pin == Some(Pin::Break) {
                break;
            }
            let body = height(lines, start..end);
            if body > room + TOLERANCE && !self.may_be_long(end, body) {
                break;
            }
            let Ok(costs) = break_cost(lines, end - 1, weights) else { continue };
            if full && self.is_empty(start..end, body) {
                enough |= end - start >= FEWEST;
                continue;
            }
            // With more lines the foot only grows.
            let Some(page) = self.page(start..end, carry, costs, enough) else { break };
            enough |= end - start >= FEWEST || end == n;
            found.push(page);
        }
        found
    }

    /// Whether lines, with all their notes, leave so much white that it costs more than any
    /// fault.
    fn is_empty(&mut self, range: Range<usize>, body: f64) -> bool {
        let Job { lines, room, sizes, .. } = *self.job;
        let at_most = SHORTNESS * (SHORTEST_PAGE - FULL).powi(2);
        let white = ((FEW * FEWEST as f64 - at_most) / EMPTINESS).sqrt();
        let most = room - (white + self.growth(&range).lines()) * self.pitch;
        let ends = lines.get(range.end).is_none_or(|line| line.pin == Some(Pin::Break));
        if ends || body >= most {
            return false;
        }
        self.lay(&range, None, true);
        body + foot_height(sizes, &self.pieces) < most
    }

    /// The page of some lines, if they and the beginnings of all their notes fit.
    pub(in super::super) fn page(
        &mut self,
        range: Range<usize>,
        carry: &Carry,
        mut costs: Costs,
        enough: bool,
    ) -> Option<Candidate> {
        let Job { room, sizes, weights, .. } = *self.job;
        let left = carry.as_deref();
        let free = room + TOLERANCE - self.body(&range);
        // Whether all that runs on may end here.
        let ends = left.is_none_or(|left| left.open_height <= free)
            || self.may_be_long(range.end, room);
        if ends {
            self.lay(&range, left, true);
            let foot = foot_height(sizes, &self.pieces);
            let over = foot - free;
            if over <= 0.0 || self.may_be_long(range.end, room + over) {
                if over > 0.0 {
                    costs.long = weights.long;
                }
                let mut page = self.priced(range, costs);
                if left.is_none() {
                    page.parts.clear();
                }
                return Some(page);
            }
        }
        let runs_on = left.is_some_and(|left| !left.open.is_empty());
        for give in [Give::Choice, Give::Need] {
            if enough && give == Give::Need {
                break;
            }
            for joined in [true, false] {
                if !joined && !runs_on || joined && !ends {
                    continue;
                }
                self.lay(&range, left, joined);
                self.set_least(give);
                if share(sizes, free, &mut self.pieces) {
                    costs.split = self.price_of_split();
                    return Some(self.priced(range, costs));
                }
            }
        }
        if enough {
            return None;
        }
        if self.cut(&range, left, free) {
            costs.split = self.price_of_split();
            return Some(self.priced(range, costs));
        }
        if left.is_some_and(|left| !left.waiting.is_empty()) {
            let waiting = self.wait(&range, left, free, true)?;
            costs.split = self.price_of_split();
            let mut page = self.priced(range, costs);
            page.costs.split += self.job.weights.split_note * waiting.len() as f64;
            page.waiting = waiting;
            return Some(page);
        }
        None
    }

    /// The items of a series that begin on a page if none waits any longer: the first, the
    /// first of the page's own lines, and the one after the last.
    fn begin(
        &self,
        k: usize,
        lines: &Range<usize>,
        left: Option<&Left>,
    ) -> (usize, usize, usize) {
        let own = self.items[k][lines.start] as usize;
        let end = self.items[k][lines.end] as usize;
        let waiting = left.and_then(|left| left.waiting.iter().find(|one| one.0 == k));
        (waiting.map_or(own, |one| one.1), own, end)
    }

    /// Finds all that could stand at the foot of a page, whole: for each series the strips
    /// that go on, and those of the page's lines, in one strip with the last of them if they
    /// are `joined`.
    fn lay(&mut self, lines: &Range<usize>, left: Option<&Left>, joined: bool) {
        self.pieces.clear();
        self.begins.clear();
        for k in 0..self.job.sizes.series.len() {
            let (first, own, end) = self.begin(k, lines, left);
            let open = left.map_or(&[][..], |left| &left.open);
            let opens: Vec<&Open> = open.iter().filter(|open| open.series == k).collect();
            let mut fresh = end > first;
            for (n, open) in opens.iter().enumerate() {
                let goes_on = n + 1 == opens.len() && open.end == first && first == own;
                if joined && fresh && goes_on {
                    let strip = self.feet.strip(k, open.start, end);
                    self.push(open.part(strip.rows.saturating_sub(open.done), end));
                    let begins = strip.begins.saturating_sub(open.done);
                    self.begins.push(Some(begins));
                    fresh = false;
                } else {
                    self.push(open.part(open.rest, open.end));
                    self.begins.push(None);
                }
            }
            if fresh {
                let start = Start { line: lines.start, item: first, waits: own };
                self.strip(k, start.settled(), end);
            }
        }
    }

    fn push(&mut self, part: Part) {
        self.pieces.push(Piece { part, least: part.rows, pairs: true });
    }

    /// Adds a strip that begins on the page.
    fn strip(&mut self, series: usize, start: Start, end: usize) {
        let strip = self.feet.strip(series, start, end);
        let (done, rest) = (0, 0);
        self.push(Part { series, start, end, done, rows: strip.rows, rest });
        self.begins.push(Some(strip.begins));
    }

    /// How many rows of each strip must stand on the page if its last item may run on.
    fn set_least(&mut self, give: Give) {
        let (shortest, least) = give.least();
        for at in 0..self.pieces.len() {
            let part = self.pieces[at].part;
            let begun = self.begins[at].unwrap_or(0);
            let length = part.rows.saturating_sub(begun);
            let splits = length >= shortest
                && (self.begins[at].is_none() || self.splits(part.series, part.end - 1));
            let piece = &mut self.pieces[at];
            piece.least = if splits { begun + least } else { part.rows };
            piece.pairs = give == Give::Choice;
        }
    }

    /// Whether an item may run on: those of a series that keeps its notes whole if they are
    /// higher than a page with a line of text.
    fn splits(&mut self, k: usize, item: usize) -> bool {
        let Job { sizes, room, .. } = *self.job;
        sizes.series[k].splits || {
            let start = Start { line: 0, item, waits: 0 };
            let rows = self.feet.strip(k, start, item + 1).rows;
            sizes.height([(k, rows)]) + self.pitch > room + TOLERANCE
        }
    }

    /// Fills the foot of a page with notes of which also those run on that are not the last
    /// of their series, as few as possible. False if even so not all can begin.
    fn cut(&mut self, lines: &Range<usize>, left: Option<&Left>, free: f64) -> bool {
        for give in [Give::Choice, Give::Need] {
            let cuts = self.cuts(lines, left, give);
            let mut count = 1;
            while count < 2 * cuts.len() {
                let some = &cuts[..count.min(cuts.len())];
                self.lay_cut(lines, left, some, give, None);
                if share(self.job.sizes, free, &mut self.pieces) {
                    return true;
                }
                count *= 2;
            }
        }
        false
    }

    /// The items that begin on a page and may run on, in the order in which they do.
    fn cuts(
        &mut self,
        lines: &Range<usize>,
        left: Option<&Left>,
        give: Give,
    ) -> Vec<(usize, usize)> {
        let (shortest, _) = give.least();
        let mut found = vec![];
        for &k in &self.job.sizes.yields {
            let (first, own, end) = self.begin(k, lines, left);
            let start = Start { line: lines.start, item: first, waits: own }.settled();
            for item in (first..end).rev() {
                let strip = self.feet.strip(k, start, item + 1);
                if strip.rows - strip.begins >= shortest && self.splits(k, item) {
                    found.push((k, item));
                }
            }
        }
        found
    }

    /// Finds what stands at the foot of a page if some items run on: each of them ends a
    /// strip. Of each series only the items before the one in `ends` are taken, if any.
    fn lay_cut(
        &mut self,
        lines: &Range<usize>,
        left: Option<&Left>,
        cuts: &[(usize, usize)],
        give: Give,
        ends: Option<&[usize]>,
    ) {
        let (shortest, least) = give.least();
        self.pieces.clear();
        self.begins.clear();
        for k in 0..self.job.sizes.series.len() {
            let (first, own, mut end) = self.begin(k, lines, left);
            if let Some(ends) = ends {
                end = ends[k];
            }
            let open = left.map_or(&[][..], |left| &left.open);
            for open in open.iter().filter(|open| open.series == k) {
                self.push(open.part(open.rest, open.end));
                self.begins.push(None);
                if let Some(piece) = self.pieces.last_mut()
                    && open.rest >= shortest
                {
                    piece.least = least;
                }
            }
            let mut of_it: Vec<usize> =
                cuts.iter().filter(|c| c.0 == k).map(|c| c.1).collect();
            of_it.sort_unstable();
            let mut item = first;
            for cut in of_it.into_iter().filter(|&cut| cut < end) {
                let start = Start { line: lines.start, item, waits: own }.settled();
                self.strip(k, start, cut + 1);
                let begun = self.begins.last().copied().flatten().unwrap_or(0);
                if let Some(piece) = self.pieces.last_mut()
                    && piece.part.rows - begun >= shortest
                {
                    piece.least = begun + least;
                }
                item = cut + 1;
            }
            if item < end {
                let start = Start { line: lines.start, item, waits: own }.settled();
                self.strip(k, start, end);
            }
        }
        for piece in &mut self.pieces {
            piece.pairs = give == Give::Choice;
        }
    }

    /// Fills the foot of a page with as many notes as can begin on it, and gives those that
    /// can't. Nothing if these are of its own lines and none of them may wait
    /// (`only_early`), or if what runs on finds no room beside the lines.
    fn wait(
        &mut self,
        lines: &Range<usize>,
        left: Option<&Left>,
        free: f64,
        only_early: bool,
    ) -> Option<Vec<(usize, Range<usize>)>> {
        let sizes = self.job.sizes;
        let cuts = self.cuts(lines, left, Give::Need);
        let all: Vec<_> =
            (0..sizes.series.len()).map(|k| self.begin(k, lines, left)).collect();
        let mut ends: Vec<usize> = all.iter().map(|one| one.2).collect();
        for &k in &sizes.yields {
            let (first, own, end) = all[k];
            let mut fits = |this: &mut Self, upto: usize| {
                ends[k] = upto;
                this.lay_cut(lines, left, &cuts, Give::Need, Some(&ends));
                let least = this.pieces.iter().map(|p| (p.part.series, p.least));
                sizes.height(least) <= free
            };
            if fits(self, end) {
                break;
            }
            if only_early && end > own {
                continue;
            }
            let (mut low, mut high) = (first, end);
            while low + 1 < high {
                let middle = usize::midpoint(low, high);
                if fits(self, middle) { low = middle } else { high = middle }
            }
            ends[k] = low;
        }
        self.lay_cut(lines, left, &cuts, Give::Need, Some(&ends));
        if !share(sizes, free, &mut self.pieces) {
            if !lines.is_empty() && left.is_some() {
                return None;
            }
            // Something must stand there, lest the page be made for ever.
            for piece in &mut self.pieces {
                piece.part.rows += piece.part.rest;
                (piece.part.rest, piece.least) = (0, 0);
            }
            share(sizes, free, &mut self.pieces);
        }
        let nothing = self.pieces.iter().all(|piece| piece.part.rows == 0);
        if nothing && lines.is_empty() {
            if self.pieces.is_empty()
                && let Some(k) = (0..all.len()).find(|&k| all[k].0 < all[k].2)
            {
                let (first, own, _) = all[k];
                ends[k] = first + 1;
                let start = Start { line: lines.start, item: first, waits: own };
                self.strip(k, start.settled(), first + 1);
            }
            if let Some(piece) = self.pieces.first_mut() {
                let all = piece.part.rows + piece.part.rest;
                (piece.part.rows, piece.part.rest) = (1, all.saturating_sub(1));
            }
        }
        // What has no row does not begin.
        for at in 0..self.pieces.len() {
            let Piece { part, .. } = self.pieces[at];
            if part.rows == 0 && self.begins[at].is_some() {
                ends[part.series] = ends[part.series].min(part.start.item);
            }
        }
        let begins = std::mem::take(&mut self.begins);
        let mut at = 0;
        self.pieces.retain(|piece| {
            at += 1;
            begins[at - 1].is_none() || piece.part.start.item < ends[piece.part.series]
        });
        self.begins = begins;
        let waiting = all.iter().zip(&ends).enumerate();
        let waiting = waiting.map(|(k, (one, &end))| (k, end..one.2));
        Some(waiting.filter(|(_, items)| !items.is_empty()).collect())
    }

    /// What it costs that the notes run on that were found last: more for one that is short,
    /// leaves a row alone, or makes others of its series begin below it.
    fn price_of_split(&self) -> f64 {
        let (shortest, least) = Give::Choice.least();
        let price = |at: usize| {
            let (part, begun) = (self.pieces[at].part, self.begins[at]);
            let next = self.pieces.get(at + 1).map(|piece| piece.part.series);
            let here = part.rows.saturating_sub(begun.unwrap_or(0));
            let short = here + part.rest < shortest || here < least || part.rest < least;
            let first = begun.is_some() && next == Some(part.series);
            match part.rest {
                0 => 0.0,
                _ if short || first => NEED,
                _ => 1.0,
            }
        };
        let prices: f64 = (0..self.pieces.len()).map(price).sum();
        self.job.weights.split_note * prices
    }

    /// The page of some lines with the foot that was found last.
    fn priced(&self, range: Range<usize>, mut costs: Costs) -> Candidate {
        let Job { lines, room, sizes, weights, .. } = *self.job;
        let n = lines.len();
        let foot = foot_height(sizes, &self.pieces);
        let bare = ((room - self.body(&range) - foot) / self.pitch).max(0.0);
        let mut short = bare;
        let count = range.len();
        let mut spread = Spread::default();
        if range.end == n {
            // The last page may be as short as it likes, but not a mere remnant.
            let missing = REMNANT.saturating_sub(count) as f64;
            costs.remnant = if range.start > 0 { RUNT * missing } else { 0.0 };
        } else if lines[range.end].pin != Some(Pin::Break) {
            // Lines that stand level with those of other lanes are not moved.
            match self.top {
                Some(_) => costs.white = white(short),
                None => (spread, costs.white) = self.spread(&range, &mut short),
            }
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
        let waiting = vec![];
        Candidate {
            end: range.end,
            foot,
            costs,
            bare,
            white,
            parts: self.parts(),
            waiting,
            spread,
        }
    }

    /// How many lines of white may be added to a page.
    fn growth(&self, range: &Range<usize>) -> Spread {
        let first = (range.start + 1).min(range.end);
        let (before, after) = (self.growth[first], self.growth[range.end]);
        Spread {
            headings: after.headings - before.headings,
            title: after.title - before.title,
            halves: (after.halves - before.halves) / 2,
        }
    }

    /// Adds lines of white to a page that is so many lines short, and says what is left to
    /// pay: for the white that stays below, and for what was added.
    fn spread(&self, range: &Range<usize>, short: &mut f64) -> (Spread, f64) {
        let most = self.growth(range);
        // What is little on a large page is much on a small one.
        let cap = ((self.job.room / self.pitch - SMALL) / ADDED) as usize;
        let headings = most.headings.min(*short as usize).min(cap);
        let cap = cap - headings;
        let below = *short - headings as f64;
        let (mut spread, mut best) = (Spread::default(), f64::INFINITY);
        for title in 0..=most.title.min(below as usize).min(cap) {
            let below = below - title as f64;
            let halves = most.halves.min((2.0 * below) as usize).min(2 * (cap - title));
            for halves in 0..=halves {
                let shared = halves as f64 / 2.0;
                let cost = TITLE * title as f64 + SHARED * shared + white(below - shared);
                if cost < best {
                    (spread, best) = (Spread { headings, title, halves }, cost);
                    *short = below - shared;
                }
            }
        }
        (spread, best + SPREAD * headings as f64)
    }

    /// The strips that were found last, of which there is something.
    fn parts(&self) -> Vec<Part> {
        let parts = self.pieces.iter().map(|piece| piece.part);
        parts.filter(|part| part.rows + part.rest > 0).collect()
    }

    /// All notes of some lines, for a page on which nothing else stands.
    pub(in super::super) fn whole(&mut self, lines: Range<usize>) -> Vec<Part> {
        self.lay(&lines, None, true);
        self.parts()
    }

    /// Whether a page that ends with this line may be a line too deep, since the next
    /// one then begins where it always did.
    fn may_be_long(&self, end: usize, depth: f64) -> bool {
        let Job { lines, room, .. } = *self.job;
        self.released
            && lines.get(end).is_some_and(|line| line.released)
            && depth <= room + self.pitch + TOLERANCE
    }

    /// A page without text, full of notes that run on or waited.
    pub(in super::super) fn notes_only(
        &mut self,
        start: usize,
        left: &Left,
    ) -> Candidate {
        let Job { lines, room, sizes, .. } = *self.job;
        let free = room + TOLERANCE;
        let none = start..start;
        let mut waiting = vec![];
        self.lay(&none, Some(left), false);
        self.set_least(Give::Choice);
        if !share(sizes, free, &mut self.pieces) && !self.cut(&none, Some(left), free) {
            waiting = self.wait(&none, Some(left), free, false).unwrap_or_default();
        }
        let foot = foot_height(sizes, &self.pieces);
        let mut costs = Costs::default();
        if start < lines.len() {
            let short = ((room - foot) / self.pitch).max(0.0);
            costs.crowded = FEW * FEWEST as f64;
            costs.white = white(short);
            costs.split = self.job.weights.split_note * waiting.len() as f64;
        } else {
            // It is no gain to have the text over long before its notes.
            costs.split = self.price_of_split();
        }
        Candidate {
            end: start,
            foot,
            costs,
            bare: ((room - foot) / self.pitch).max(0.0),
            white: 0.0,
            parts: self.parts(),
            waiting,
            spread: Spread::default(),
        }
    }

    /// A page of a lane that has neither lines nor notes on an opening.
    pub(in super::super) fn silent(&self, start: usize) -> Candidate {
        let bare = self.job.room / self.pitch;
        Candidate {
            end: start,
            foot: 0.0,
            costs: Costs { white: white(bare), ..Costs::default() },
            bare,
            white: 0.0,
            parts: vec![],
            waiting: vec![],
            spread: Spread::default(),
        }
    }

    /// A page on which the fewest lines that are possible do not go together with the
    /// notes that begin in them, or which ends where none should because it may end
    /// nowhere else.
    fn last_resort(&mut self, start: usize) -> Candidate {
        let Job { lines, room, weights, .. } = *self.job;
        let fit: Vec<usize> = (start + 1..=lines.len())
            .take_while(|&end| end == start + 1 || lines[end - 1].pin != Some(Pin::Break))
            .take_while(|&end| height(lines, start..end) <= room + TOLERANCE)
            .collect();
        let forbidden = |mut page: Candidate| {
            (page.costs.white, page.costs.crowded, page.white) = (0.0, 0.0, 0.0);
            page.costs.forbidden = FORBIDDEN;
            page
        };
        let cost = |end: usize| break_cost(lines, end - 1, weights).ok();
        let allowed = fit.iter().copied().find(|&end| cost(end).is_some());
        let range = start..allowed.unwrap_or(start + 1);
        let mut ends = vec![range.end];
        if allowed.is_none() || range.len() > CHAIN {
            // Where so many lines hold together, or none may be the last, it ends with as many
            // as go together with their notes.
            ends.extend(fit.iter().rev());
            ends.rotate_left(usize::from(allowed.is_none()));
        }
        for end in ends {
            let costs = cost(end).unwrap_or_default();
            if let Some(page) = self.page(start..end, &None, costs, false) {
                return forbidden(page);
            }
        }
        let costs = cost(range.end).unwrap_or_default();
        forbidden(self.crammed(range, costs))
    }

    /// The page of lines that do not go together with their notes, some of which wait.
    pub(in super::super) fn crammed(
        &mut self,
        range: Range<usize>,
        costs: Costs,
    ) -> Candidate {
        let free = self.job.room + TOLERANCE - self.body(&range);
        let waiting = self.wait(&range, None, free, false).unwrap_or_default();
        let mut page = self.priced(range, costs);
        page.costs.waits = price_of_waiting(&waiting);
        page.waiting = waiting;
        page
    }

    /// What a page with such a foot leaves over, if anything.
    pub(in super::super) fn left(
        &mut self,
        parts: &[Part],
        waiting: &[(usize, Range<usize>)],
        line: usize,
    ) -> Option<Left> {
        let open: Vec<Open> = parts
            .iter()
            .filter(|part| part.rest > 0)
            .map(|part| Open {
                series: part.series,
                start: part.start,
                end: part.end,
                done: part.done + part.rows,
                rest: part.rest,
            })
            .collect();
        if open.is_empty() && waiting.is_empty() {
            return None;
        }
        let sizes = self.job.sizes;
        let mut rows = vec![0; sizes.series.len()];
        for open in &open {
            rows[open.series] += open.rest;
        }
        for (k, items) in waiting {
            let start = Start { line, item: items.start, waits: items.end };
            rows[*k] += self.feet.strip(*k, start, items.end).rows;
        }
        let height = rows.iter().zip(&sizes.series).map(|(rows, series)| {
            f64::from(rows.div_ceil(series.columns)) * series.pitch
        });
        let of_open = open.iter().map(|open| (open.series, open.rest));
        Some(Left {
            height: height.sum(),
            open_height: sizes.height(of_open),
            open,
            waiting: waiting.iter().map(|(k, items)| (*k, items.start)).collect(),
            rows,
        })
    }
}

impl Open {
    /// What there is of it on a page, with so many rows and the items before `end`.
    fn part(&self, rows: u32, end: usize) -> Part {
        let Self { series, start, done, .. } = *self;
        Part { series, start, end, done, rows, rest: 0 }
    }
}

/// What it costs that items wait for the next page.
fn price_of_waiting(waiting: &[(usize, Range<usize>)]) -> f64 {
    WAIT * waiting.iter().map(|(_, items)| items.len()).sum::<usize>() as f64
}

/// A note of fewer rows than this does not run on if it need not.
const SHORTEST: u32 = 4;

/// By how many pages of notes a page may leave over more than one that leaves over least.
pub(in super::super) const MOST_LEFT: f64 = 4.0;

/// A note that fills more pages than these does not fill one alone if it need not.
pub(in super::super) const LONG: f64 = 4.0;

/// Lines that hold together are parted sooner than their notes wait if they are more than these.
pub(in super::super) const CHAIN: usize = 5;

/// A last page of fewer lines than this is a remnant, and what each missing line costs.
pub(in super::super) const REMNANT: usize = 5;
pub(in super::super) const RUNT: f64 = 60.0;

/// A page has so many lines of text if its foot can be made to leave them, and what each
/// missing one costs.
pub(in super::super) const FEWEST: usize = 3;
pub(in super::super) const FEW: f64 = 285.0;

/// How much more a note costs that runs on although it is short, or not the last.
const NEED: f64 = 2.0;

/// What white in place of a line costs; it grows with the square.
const EMPTINESS: f64 = 2.5;

/// What it costs besides that a page is more than a line short, which grows with the square
/// up to five lines: so that one short by six is worse than a widow and one short by five is
/// not, and three lines are worse than a note that runs on.
const SHORTNESS: f64 = 20.0;
const FULL: f64 = 0.5;
const SHORTEST_PAGE: f64 = 5.0;

/// What white costs that is as high as so many lines.
pub(in super::super) fn white(lines: f64) -> f64 {
    let short = (lines.min(SHORTEST_PAGE) - FULL).max(0.0);
    EMPTINESS * lines * lines + SHORTNESS * short * short
}

/// To a page of so many lines no white is added, to a larger one a line for so many lines that
/// it has more.
const SMALL: f64 = 10.0;
const ADDED: f64 = 8.0;

/// What a line of white costs that is added above a heading.
const SPREAD: f64 = 2.0;

/// What it costs below a title, since texts should begin at the same height.
const TITLE: f64 = 20.0;

/// What it costs if other white shares it.
const SHARED: f64 = 5.0;

/// What a page costs that breaks a rule because nothing else is possible.
pub(in super::super) const FORBIDDEN: f64 = 1e6;

/// What a note costs that begins on a later page than its line.
const WAIT: f64 = 1e3;
