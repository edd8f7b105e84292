//! The search for the best way through the cuts of a parallel.

use std::rc::Rc;

use super::super::foot::Feet;
use super::super::plan::Plan;
use super::lanes::{Lanes, Made};
use super::{Lane, Openings, Step};

pub(super) struct Search<'a, 'f> {
    lanes: Lanes<'a, 'f>,
    count: usize,
}

impl<'a, 'f> Search<'a, 'f> {
    pub(super) fn of(
        lanes: &'a [Lane<'a>],
        feet: &'f mut [&mut dyn Feet],
        step: Step,
        width: Option<usize>,
    ) -> Self {
        let mut of = Lanes::of(lanes, feet, step);
        of.all = width.is_none();
        Self { lanes: of, count: lanes.len() }
    }

    pub(super) fn run(mut self) -> Openings {
        let mut way: Vec<(usize, Rc<Made>)> = vec![];
        let (mut at, mut carries) = (0, self.lanes.nothing());
        while at < self.lanes.chain.end() || carries.iter().any(Option::is_some) {
            let mut found = self.lanes.openings(at, &carries);
            let best = found.iter().enumerate().min_by(|a, b| {
                let cost =
                    |made: &Made| made.costs.total() - 50.0 * (made.end - at) as f64;
                cost(a.1).total_cmp(&cost(b.1))
            });
            let best = best.map_or(0, |best| best.0);
            let made = found.swap_remove(best);
            let (from, left) = (at, made.carries());
            (at, carries) = (made.end, left);
            way.push((from, Rc::new(made)));
        }
        let mut plans = vec![Plan::default(); self.count];
        let mut openings = vec![];
        for (from, made) in way {
            let (opening, pages) = self.lanes.written(from, &made);
            openings.push(opening);
            for (plan, page) in plans.iter_mut().zip(pages) {
                plan.pages.push(page);
            }
        }
        Openings { plans, openings, ..Openings::default() }
    }
}
