//! Whether the lanes of a parallel are in step: what corresponds stands on one opening, and where it
//! is to be level, at one height.

use super::lines::Lines;
use super::parallel::ParallelAccount;
use super::subject::Subject;
use crate::compose::text::Lanes;
use crate::diag::Diagnostic;
use crate::edition::Step;
use crate::span::Span;

/// How far apart what is level may stand, in points.
const LEVEL: f32 = 0.5;

/// Looks for the ties of a parallel on the pages.
pub(super) fn check(
    lanes: &Lanes,
    subjects: &[Subject],
    lines: &[Lines],
) -> (ParallelAccount, Vec<Diagnostic>) {
    let of = |lane: usize| &subjects[lanes.texts[lane]];
    let Some(parallel) = of(0).edition.parallels.get(lanes.parallel) else {
        return (ParallelAccount::default(), vec![]);
    };
    let pages = |&text: &usize| subjects[text].set.plan.pages.len();
    let mut advice = of(0).set.side_by_side.as_ref().map(|it| it.advice.clone());
    // A page of its own can't be made narrower for the sake of another.
    if let Some(advice) = advice.as_mut().filter(|_| parallel.pages.len() > 1) {
        (advice.saves, advice.widths) = (0.0, vec![]);
    }
    let mut found = ParallelAccount {
        parallel: parallel.id.clone(),
        openings: lanes.texts.iter().map(pages).max().unwrap_or(0),
        advice,
        white: lanes.texts.iter().map(|&text| white(&subjects[text])).collect(),
        ..ParallelAccount::default()
    };
    let wanted = match lanes.step {
        Step::Level | Step::Opening => {
            lanes.level_ties(|text| &*subjects[text].set.line_map)
        }
        Step::Page | Step::Free => vec![],
    };
    let mut said: Vec<(Span, String)> = vec![];
    for tie in &wanted {
        // The opening and the height on it, by lane.
        let places: Vec<(usize, u32, f32, usize)> = tie
            .iter()
            .enumerate()
            .filter_map(|(lane, line)| {
                let line = (*line)?;
                let text = lanes.texts[lane];
                let (page, baseline) = (*lines[text].places.get(line)?)?;
                Some((lane, subjects[text].pages.index_of(page)?, baseline, line))
            })
            .collect();
        if places.len() < 2 {
            continue;
        }
        found.ties += 1;
        let (_, opening, height, _) = places[0];
        let level = lanes.step == Step::Level;
        let apart = |place: &&(usize, u32, f32, usize)| {
            place.1 != opening || level && (place.2 - height).abs() > LEVEL
        };
        if let Some(&(lane, _, _, line)) = places.iter().find(apart) {
            found.out_of_step += 1;
            let of = of(lane);
            let span = of.span_of_line(line).or(of.text.span).unwrap_or(parallel.span);
            said.push((span, of.text.id.clone()));
        }
    }
    let where_ = match lanes.step {
        Step::Level => "at the height of what corresponds to it",
        _ => "on the opening of what corresponds to it",
    };
    let more = said.len().saturating_sub(TOLD);
    let mut diagnostics: Vec<Diagnostic> = said
        .into_iter()
        .take(TOLD)
        .map(|(span, text)| {
            let message = format!("this line of `{text}` does not stand {where_}");
            Diagnostic::warning("tie-out-of-step", message).at(Some(span)).hint(
                "look at the page; whether it is right or wrong, please report this",
            )
        })
        .collect();
    if more > 0 {
        let message = format!("{more} more lines do not stand {where_}");
        diagnostics.push(
            Diagnostic::warning("tie-out-of-step", message).at(Some(parallel.span)),
        );
    }
    (found, diagnostics)
}

/// How many places out of step are told one by one.
const TOLD: usize = 5;

/// The white at the end of the pages of a lane, in lines, on average; without the last one.
fn white(of: &Subject) -> f64 {
    let page = &of.edition.page;
    let room = page.height - page.head - page.foot;
    let (set, pitch) = (of.set, of.job.sizes.pitch);
    let pages = set.plan.pages.iter().rev().skip(1);
    let white: Vec<f64> = pages
        .map(|page| ((room - page.depth(&set.lines) - page.foot) / pitch).max(0.0))
        .collect();
    let mean = white.iter().sum::<f64>() / (white.len().max(1)) as f64;
    // The sum of nothing is minus zero.
    (mean * 100.0).round() / 100.0 + 0.0
}
