//! One text: its galley, its plan, its pages before they get folios.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::introspection::SplitLocator;
use typst::layout::Frame;

use super::endnotes::add_endnotes;
use super::fit::{Fits, fit};
use super::page::Cut;
use super::pins::idle;
use super::planned::{Planned, planned};
use super::released::{self, Broken};
use super::set_text::SetText;
use super::spread::spread;
use super::waiting;
use crate::compose::context::TextContext;
use crate::compose::foot::endnotes::endnotes;
use crate::compose::foot::strips::{SetFoot, foot};
use crate::compose::foot::witnesses::add_witnesses;
use crate::compose::job::Break;
use crate::compose::scan::{find_missing, overfull};
use crate::compose::tags;
use crate::lines::{LineNames, References};
use crate::model::Role;
use crate::pages::{self, Explanation, Plan};

/// Sets a text. `explain` is the folio of a page whose end is to be explained.
///
/// # Errors
/// What Typst finds wrong with the text or the design.
pub fn set(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    explain: Option<u32>,
) -> SourceResult<SetText> {
    let at = locator.next(&of.job.path);
    let planned = planned(of, engine, at.relayout(), (&of.parts.body, true))?;
    let (planned, fits) = fit(of, engine, &at, planned)?;
    let explained = explained(of, &planned, explain);
    let (idle_pins, broken) = kept_wishes(of, &planned);
    let paged = paged(of, engine, locator, planned, fits)?;
    Ok(SetText { explained, idle_pins, broken, ..paged })
}

/// Why a page ends where it does.
fn explained(
    of: &TextContext,
    planned: &Planned,
    folio: Option<u32>,
) -> Option<Explanation> {
    let page = of.folios.index_of(folio?)? as usize;
    let is_planned = of.job.role != Role::Front && page < planned.plan.pages.len();
    is_planned.then(|| {
        planned.with_feet(of, |to_plan, feet| {
            pages::explain(to_plan, feet, &planned.plan, page)
        })
    })
}

/// The pins that change nothing, and the pages of the last release that can't be kept.
fn kept_wishes(of: &TextContext, planned: &Planned) -> (Vec<usize>, Vec<Broken>) {
    let (job, map) = (of.job, &*planned.line_map);
    planned.with_feet(of, |to_plan, feet| {
        let idle = idle(job, to_plan, feet, map);
        let page = (to_plan.lines, to_plan.room, to_plan.sizes);
        (idle, released::broken(&planned.plan, job, map, page, feet))
    })
}

/// Makes the pages of a text that has its plan.
pub(super) fn paged(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    planned: Planned,
    fits: Fits,
) -> SourceResult<SetText> {
    let TextContext { setter, job, origins, folios, .. } = *of;
    let style = &setter.edition.references;
    let feet = feet(of, engine, locator, &planned)?;
    let Planned {
        galley,
        mut lines,
        line_map,
        names,
        second,
        mut pieces,
        series,
        mut plan,
        laid,
        rounds,
        mut heads,
        ..
    } = planned;
    fits.charge(&mut plan, &lines, &setter.edition.badness);
    let waiting = waiting::waiting(&plan, &series);
    let parted = waiting::parted(&plan, &series, &setter.edition.series);
    let cited = second.as_ref().filter(|_| style.second).unwrap_or(&names);
    let references = References::new(cited, style, &plan, folios);
    let lines_of = (&*line_map, &references);
    let mut endnotes = endnotes(of, engine, locator, &mut pieces, lines_of)?;
    drop((laid, series, pieces));
    // Without the compiler's copy the galley's lines can be moved to their pages.
    of.forget();

    let mut missing = galley.missing.clone();
    let pitch = pages::plan::pitch(&lines);
    let frame = spread(&plan, pitch, galley.frame, &mut lines, &mut heads);
    let breaks = job.breaks.iter();
    let breaks: Vec<(usize, &Break)> = breaks
        .filter_map(|b| line_map.line_of(b.at).map(|line| (line, b)))
        .collect();
    let overfull_lines = overfull(&frame, &lines, of.measure);
    let cut = Cut {
        lines: &lines,
        plan: &plan,
        names: (&names, second.as_ref()),
        breaks: &breaks,
        heads: &heads,
    };
    let mut pages = cut.pages(of, frame, feet);
    let strips: Vec<&Frame> = endnotes.iter().map(|notes| &notes.strip).collect();
    let mut parts: Vec<(&mut Frame, &mut [Frame])> = pages
        .iter_mut()
        .map(|page| (&mut page.body, &mut page.foot.frames[..]))
        .collect();
    let (ties, of_endnotes) = tags::weave(of, &mut parts, &strips, &plan, &line_map);
    for (notes, ties) in endnotes.iter_mut().zip(of_endnotes) {
        notes.ties = ties;
    }
    add_endnotes(setter, &mut pages, &plan, &lines, &endnotes);
    let (page_of, number_of) = numbered(&plan, &names, lines.len());
    for frame in pages.iter().flat_map(|page| &page.foot.frames) {
        find_missing(frame, origins, &mut missing);
    }
    for notes in &endnotes {
        notes.find_missing(origins, &mut missing);
    }
    let by_parts = second
        .iter()
        .chain([&names])
        .find(|one| one.passages().next().is_some());
    let passages = by_parts.into_iter().flat_map(|one| one.passages());
    let passages = passages.map(|(line, n)| (line, n.to_owned())).collect();
    let cited = second.filter(|_| style.second).unwrap_or(names);
    Ok(SetText {
        folios,
        passages,
        lines,
        line_map,
        plan,
        page_of,
        number_of,
        cited,
        pages,
        ties,
        endnotes,
        missing,
        waiting,
        parted,
        rounds,
        fits,
        overfull_lines,
        explained: None,
        side_by_side: None,
        idle_pins: vec![],
        broken: vec![],
    })
}

/// For each of `count` lines its page, from 0, and its number.
fn numbered(plan: &Plan, names: &LineNames, count: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut page_of, mut number_of) = (vec![0; count], vec![0; count]);
    for (k, page) in plan.pages.iter().enumerate() {
        for line in page.lines.clone() {
            page_of[line] = k as u32;
            number_of[line] = names.name(line, page.lines.start).counted();
        }
    }
    (page_of, number_of)
}

/// The feet of the pages, put together.
fn feet(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    planned: &Planned,
) -> SourceResult<Vec<SetFoot>> {
    let Planned { plan, strips, laid, pieces, line_map, .. } = planned;
    let mut feet: Vec<SetFoot> = plan
        .pages
        .iter()
        .zip(&strips.of)
        .map(|(page, of_page)| {
            let frame = |&at: &usize| &laid[&strips.keys[at]];
            let frames: Vec<&Frame> = of_page.iter().map(frame).collect();
            foot(of, page, &frames, pieces)
        })
        .collect();
    if of.setter.edition.apparatus.witnesses_at_foot {
        for (page, foot) in plan.pages.iter().zip(&mut feet) {
            if let Some(last) = page.lines.clone().next_back() {
                let at = locator.next(&page.lines.start);
                let start = line_map.bytes(page.lines.start).start;
                add_witnesses(of, engine, at, start..line_map.bytes(last).end, foot)?;
            }
        }
    }
    Ok(feet)
}
