//! Why an opening ends where it ends: the other cuts at which it could end, what each would
//! cost, or the lane that keeps it from there.

use super::super::costs::Costs;
use super::super::foot::Feet;
use super::super::rule::NoBreak;
use super::lane::{Lane, Openings, Step, WIDTH};
use super::lanes::{Carries, Lanes};
use super::search::Search;

/// An opening, and the ends it could have.
#[derive(Debug, Clone, PartialEq)]
pub struct OpeningExplanation {
    /// The opening, from 0.
    pub opening: usize,
    /// The ends near its own, in order.
    pub ends: Vec<OpeningEnd>,
}

/// An end that an opening could have.
#[derive(Debug, Clone, PartialEq)]
pub struct OpeningEnd {
    /// For each lane the line behind its last.
    pub lines: Vec<usize>,
    /// Whether a band goes on behind it.
    pub inside: bool,
    /// What speaks against it.
    pub verdict: Verdict,
}

/// What speaks against the end of an opening.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is the opening's own.
    Chosen(Costs),
    /// It is possible: what the opening would cost, and by how much all of them together would
    /// be worse. Without the latter no way leads on.
    Possible(Costs, Option<f64>),
    /// Rules forbid it, each in a lane.
    Forbidden(Vec<(usize, NoBreak)>),
    /// The lines of a lane and their notes do not fit, by so many points if the lines alone do
    /// not.
    TooDeep(usize, Option<f64>),
}

/// How many ends before and after its own are looked at.
const NEAR: usize = 6;

/// Explains opening `k` of a plan; nothing if the lanes were not planned so.
pub fn explain_opening(
    lanes: &[Lane],
    feet: &mut [&mut dyn Feet],
    step: Step,
    made: &Openings,
    k: usize,
) -> Option<OpeningExplanation> {
    let mut of = Lanes::of(lanes, feet, step);
    of.all = true;
    let pages = || made.plans.iter().map(|plan| plan.pages.get(k));
    let starts: Option<Vec<usize>> =
        pages().map(|page| Some(page?.lines.start)).collect();
    let ends: Option<Vec<usize>> = pages().map(|page| Some(page?.lines.end)).collect();
    let (from, own) = (of.chain.find(&starts?)?, of.chain.find(&ends?)?);
    let carries = match k.checked_sub(1) {
        None => of.nothing(),
        Some(before) => of.carried(made, before),
    };
    let first = (from + 1).max(own.saturating_sub(NEAR));
    let last = (own + NEAR).min(of.chain.barrier(from).max(own));
    let mut near = vec![];
    for end in first..=last {
        let verdict = verdict(&mut of, (from, end), &carries);
        let verdict = match verdict {
            _ if end == own => Verdict::Chosen(made.openings[k].costs),
            verdict => verdict,
        };
        let deep = matches!(verdict, Verdict::TooDeep(..));
        let cut = &of.chain.cuts[end];
        let (lines, inside) = (cut.lines.clone(), cut.inside);
        near.push((end, OpeningEnd { lines, inside, verdict }));
        if deep {
            break;
        }
    }
    drop(of);
    let total = made.badness();
    for (end, near) in &mut near {
        if let Verdict::Possible(_, worse) = &mut near.verdict {
            let mut search = Search::of(lanes, feet, step, Some(WIDTH));
            search.want(from..*end);
            *worse = search.found().map(|other| other.badness() - total);
        }
    }
    let ends = near.into_iter().map(|near| near.1).collect();
    Some(OpeningExplanation { opening: k, ends })
}

/// What speaks against an opening between two cuts.
fn verdict(of: &mut Lanes, (from, end): (usize, usize), carries: &Carries) -> Verdict {
    if let Some((lane, over)) = of.too_deep(from, end, carries) {
        return Verdict::TooDeep(lane, over);
    }
    let rules: Vec<(usize, NoBreak)> = (0..carries.len())
        .filter_map(|k| Some((k, of.rule(k, from, end)?)))
        .collect();
    if !rules.is_empty() {
        return Verdict::Forbidden(rules);
    }
    let found = of.openings(from, carries);
    let costs = found.iter().find(|made| made.end == end).map(|made| made.costs);
    match costs {
        Some(costs) => Verdict::Possible(costs, None),
        // It goes together only if short notes run on, for which there is no need.
        None => Verdict::TooDeep(of.fullest(from, end, carries), None),
    }
}
