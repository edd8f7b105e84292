//! Why a page ends where it ends: the other ends it could have, what each would cost
//! the page and the whole text, or the rule that forbids it.

use std::ops::Range;

use super::costs::Costs;
use super::foot::Feet;
use super::plan::{Job, Plan, height, plan_with, rivals};
use super::rule::{NoBreak, break_cost};

/// A page, and the ends it could have.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The page of the plan, from 0.
    pub page: usize,
    /// Its lines.
    pub lines: Range<usize>,
    /// The ends near its own, in order.
    pub ends: Vec<End>,
}

/// An end that a page could have.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The line after its last.
    pub end: usize,
    /// What speaks against it.
    pub verdict: Objection,
}

/// What speaks against the end of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Objection {
    /// It is the page's own.
    Chosen(Costs),
    /// It is possible: what the page would cost, and by how much all pages of the text
    /// together would be worse. Without the latter no way leads on.
    Possible(Costs, Option<f64>),
    /// A rule forbids it.
    Forbidden(NoBreak),
    /// The lines and their notes do not fit, by so many points if the lines alone do not.
    TooDeep(Option<f64>),
}

/// How many ends before and after its own are looked at.
const NEAR: usize = 6;

/// Explains page `k` of a plan.
pub fn explain(job: &Job, feet: &mut dyn Feet, plan: &Plan, k: usize) -> Explanation {
    let lines = plan.pages[k].lines.clone();
    let possible = rivals(job, feet, plan, k);
    let total = plan.badness();
    let first = (lines.start + 1).max(lines.end.saturating_sub(NEAR));
    let last = (lines.end + NEAR).min(job.lines.len());
    let mut ends = vec![];
    for end in first..=last {
        let costs = possible.iter().find(|page| page.0 == end).map(|page| page.1);
        let verdict = match (costs, break_cost(job.lines, end - 1, job.weights)) {
            _ if end == lines.end => Objection::Chosen(plan.pages[k].costs),
            (Some(costs), _) => {
                let other = plan_with(job, feet, lines.start..end);
                Objection::Possible(costs, other.map(|plan| plan.badness() - total))
            }
            (None, Err(rule)) => Objection::Forbidden(rule),
            (None, Ok(_)) => {
                let over = height(job.lines, lines.start..end) - job.room;
                Objection::TooDeep((over > 0.0).then_some(over))
            }
        };
        let deep = matches!(verdict, Objection::TooDeep(_));
        ends.push(End { end, verdict });
        if deep {
            break;
        }
    }
    Explanation { page: k, lines, ends }
}
