//! The lines of a galley as the planner sees them, and their names.

use crate::compose::context::TextContext;
use crate::edition::{Lineation, TypeSizes};
use crate::lines::{LineMap, LineNames};
use crate::pages::rule::Growth;
use crate::pages::{Line, Unit};
use crate::typeset::Galley;
use crate::typeset::names::Metric;

/// The names of the lines, by the first lineation and by the second.
pub(super) fn names(
    of: &TextContext,
    lines: &[Line],
    line_map: &LineMap,
) -> (LineNames, Option<LineNames>) {
    let edition = of.setter.edition;
    let named = |lineation: &Lineation| {
        LineNames::of(lines, line_map, &of.job.counts, lineation.clone())
    };
    let second = edition.second_lineation.as_ref().map(named);
    (named(&edition.lineation), second)
}

/// The galley's lines as the planner sees them.
pub(super) fn galley_lines(of: &TextContext, galley: &Galley) -> Vec<Line> {
    let TextContext { setter, job, .. } = *of;
    let TypeSizes { size, pitch, .. } = job.sizes;
    let inset = setter.design.metric(Metric::RowInset);
    let drop =
        setter.design.metric(Metric::HeadingDrop) * pitch / setter.edition.design.pitch;
    let block_of = |line: &crate::typeset::Line| {
        line.runs.iter().find_map(|run| job.map.block_of(run.0))
    };
    let blocks: Vec<Option<u32>> = galley.lines.iter().map(block_of).collect();
    let mut lines: Vec<Line> = Vec::with_capacity(blocks.len());
    for (k, (line, block)) in galley.lines.iter().zip(&blocks).enumerate() {
        let unit = match block {
            Some(block) => job.blocks[*block as usize].unit,
            // A title from the manifest, or an ornament of the design.
            None if blocks[..k].iter().all(Option::is_none) => Unit::Heading,
            None => Unit::Sticky,
        };
        let type_size = if unit == Unit::Heading { line.size.max(size) } else { size };
        let extra = if matches!(unit, Unit::Row(_)) { inset } else { 0.0 };
        let above = if unit == Unit::Heading { drop } else { extra };
        lines.push(Line {
            baseline: line.baseline,
            ascent: (0.75 * type_size + above).max(line.pictures.0),
            descent: (0.25 * type_size + extra).max(line.pictures.1),
            block: block.unwrap_or(u32::MAX),
            unit,
            first: k == 0 || block.is_none() || blocks[k - 1] != *block,
            last: block.is_none() || blocks.get(k + 1) != Some(block),
            hyphenated: line.hyphenated,
            wordless: line.size == 0.0,
            growth: Growth::None,
            whole: block.and_then(|block| job.blocks[block as usize].whole),
            pin: None,
            released: false,
        });
    }
    for k in 1..lines.len() {
        lines[k].growth = growth(&lines[..=k], (size, pitch));
    }
    // What stands lower in a row may reach higher than its first line, as a picture does.
    for row in
        lines.chunk_by_mut(|a, b| matches!(a.unit, Unit::Row(_)) && a.unit == b.unit)
    {
        let top = |line: &Line| line.baseline - line.ascent;
        let highest = row.iter().map(top).fold(f64::INFINITY, f64::min);
        row[0].ascent = row[0].baseline - highest;
    }
    // A picture may part from the next one.
    for k in 1..lines.len() {
        if lines[k].wordless && lines[k - 1].wordless && lines[k - 1].unit == Unit::Sticky
        {
            lines[k - 1].unit = Unit::Prose;
        }
    }
    // What the design puts above the first line stays there.
    if let Some(first) = lines.first_mut() {
        first.ascent = first.baseline.max(first.ascent);
    }
    lines
}

/// By how much the white above the last of some lines may grow: by a line above a heading that
/// follows on words, and between the title of a text and what follows it; by less between
/// stanzas and around what the design sets apart.
fn growth(upto: &[Line], (size, pitch): (f64, f64)) -> Growth {
    let [before @ .., line] = upto else { return Growth::None };
    let Some(last) = before.last() else { return Growth::None };
    let between = line.baseline - line.ascent - last.baseline - last.descent;
    let white = (between - (pitch - size)) / pitch;
    let is_heading = |line: &Line| line.unit == Unit::Heading;
    let is_title = |line: &Line| is_heading(line) && line.block == last.block;
    match (last.unit, line.unit) {
        _ if white < 0.4 => Growth::None,
        _ if before.iter().all(is_title) => Growth::Title,
        (Unit::Heading | Unit::Sticky, _) => Growth::None,
        (_, Unit::Heading) => Growth::Line,
        (Unit::Row(_), Unit::Row(_)) => Growth::None,
        (Unit::Verse(_), Unit::Verse(_)) => Growth::Quarters(1),
        _ => Growth::Quarters(2),
    }
}
