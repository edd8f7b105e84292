//! Checks of parallel texts.

use std::collections::HashMap;

use super::Check;
use crate::diag::Diagnostic;
use crate::edition::manifest;
use crate::edition::parallel::{
    LanesFault, LanesFaultKind, Parallel, Preset, Step, lane_name, read_lanes,
    usual_pages,
};
use crate::edition::toml_file::Located;
use crate::edition::{Design, PageSettings, Series, SeriesKind, SeriesPlace, TextFile};
use crate::span::Span;

/// The white between two columns, in points: 5 mm; and 7 mm where there are more than two, as line
/// numbers then stand between them.
const GUTTER: f64 = 5.0 * 72.0 / 25.4;
const WIDE_GUTTER: f64 = 7.0 * 72.0 / 25.4;

/// A measure of fewer ems than this has hardly room for words.
const NARROW: f64 = 6.7;

/// A measure of fewer ems than this has no room for letters.
const LEAST: f64 = 4.0;

/// What checks of parallels ask of the rest of the edition.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// The texts of the edition.
    pub texts: &'a [TextFile],
    /// The page they are printed on.
    pub page: &'a PageSettings,
    /// The sizes of type.
    pub design: &'a Design,
    /// The series of notes.
    pub series: &'a [Series],
}

impl Check<'_> {
    /// The parallels of the manifest.
    pub(super) fn parallels(
        &mut self,
        written: &[manifest::Parallel],
        around: Around<'_>,
    ) -> Vec<Parallel> {
        let mut seen = HashMap::new();
        let mut taken = HashMap::new();
        let mut checked = vec![];
        for parallel in written {
            let Some(id) = &parallel.id else { continue };
            let (name, span) = (id.get().as_str(), self.span(id));
            if name.is_empty() || name.contains(|c: char| c.is_whitespace()) {
                let message =
                    format!("`{}` can't be the id of a parallel", name.escape_debug());
                self.error("bad-id", message, span)
                    .hints
                    .push("write one word, without spaces".to_owned());
            }
            let is_new = self.unique(
                &mut seen,
                "duplicate-parallel",
                "parallels are called",
                name,
                span,
            );
            let texts = self.lane_texts(parallel, around.texts, &mut taken);
            if !is_new || texts.len() < 2 {
                continue;
            }
            let preset = parallel.preset.as_ref().map(|preset| *preset.get());
            let Some(pages) = self.lanes(parallel, texts.len(), preset) else { continue };
            let step = match (parallel.step, preset) {
                (Some(step), _) => step,
                (None, Some(preset)) => preset.step(),
                (None, None) if pages.iter().any(|page| page.len() > 1) => Step::Level,
                (None, None) => Step::Opening,
            };
            let gutter = parallel.gutter.as_ref();
            let gutter = gutter.and_then(|gutter| self.length("gutter", gutter, true));
            let shares = self.shares(parallel, &pages, preset);
            let is_crowded = pages.iter().any(|page| page.len() > 2);
            let ties = parallel.ties.or(preset.map(Preset::ties)).unwrap_or_default();
            let parallel_checked = Parallel {
                id: name.to_owned(),
                texts,
                step,
                ties,
                shares,
                gutter: gutter.unwrap_or(if is_crowded { WIDE_GUTTER } else { GUTTER }),
                rule: parallel.rule,
                pages,
                span,
            };
            self.lane_room(parallel, &parallel_checked, around);
            self.built_in_part(parallel, around.series);
            checked.push(parallel_checked);
        }
        checked
    }

    /// The texts of a parallel, as indexes. Fewer than two if one of them is at fault.
    fn lane_texts<'n>(
        &mut self,
        parallel: &'n manifest::Parallel,
        texts: &[TextFile],
        taken: &mut HashMap<&'n str, Span>,
    ) -> Vec<usize> {
        let (Some(id), Some(written)) = (&parallel.id, &parallel.texts) else {
            return vec![];
        };
        let mut found: Vec<(usize, Span)> = vec![];
        for given in written {
            let (name, span) = (given.get().as_str(), self.span(given));
            let Some(k) = texts.iter().position(|text| text.id == name) else {
                let known = texts.iter().map(|text| text.id.as_str());
                let message = format!("there is no text `{name}`");
                let fault = Diagnostic::error("unknown-text", message)
                    .at(span)
                    .suggest(name, known);
                let fault = if fault.hints.is_empty() {
                    fault.hint("`texts` of a parallel has the ids of texts")
                } else {
                    fault
                };
                self.faults.push(fault);
                continue;
            };
            if let Some((_, first)) = found.iter().find(|(other, _)| *other == k) {
                let first = *first;
                let message = format!("the text `{name}` is named twice in a parallel");
                let fault = self.error("duplicate-lane", message, span);
                fault.related.push((first, "the first time".to_owned()));
                fault.hints.push("a text has one lane: remove one".to_owned());
                continue;
            }
            found.push((k, span));
            if let Some(first) = taken.insert(name, span) {
                let message = format!("the text `{name}` is in two parallels");
                let fault = self.error("text-in-two-parallels", message, span);
                fault.related.push((first, "the first one".to_owned()));
                fault.hints.push(
                    "take it out of one; or join the two parallels to one of more lanes"
                        .to_owned(),
                );
            }
        }
        if written.len() < 2 {
            let message = format!("the parallel `{}` has fewer than two texts", id.get());
            let span = written.first().map_or(self.span(id), |text| self.span(text));
            self.error("bad-lanes", message, span).hints.push(
                "name at least two, as in `texts = [\"ode-fa\", \"ode-en\"]`".to_owned(),
            );
        }
        let role = |k: usize| texts[k].role;
        if let Some(((first, first_span), (other, span))) =
            found.first().and_then(|first| {
                let other = found.iter().find(|other| role(other.0) != role(first.0))?;
                Some((*first, *other))
            })
        {
            let message = format!(
                "`{}` and `{}` stand in different parts of the book",
                texts[first].id, texts[other].id
            );
            let fault = self.error("mixed-roles", message, span);
            fault.related.push((first_span, "the other one".to_owned()));
            fault.hints.push(
                "list both as `[[text]]`, or both as `[[front]]` or `[[back]]`"
                    .to_owned(),
            );
        }
        if found.len() < written.len() {
            return vec![];
        }
        found.into_iter().map(|(k, _)| k).collect()
    }

    /// The pages of a parallel, if they can be told.
    fn lanes(
        &mut self,
        parallel: &manifest::Parallel,
        count: usize,
        preset: Option<Preset>,
    ) -> Option<Vec<Vec<usize>>> {
        let Some(written) = &parallel.lanes else {
            return Some(
                preset.map_or_else(|| usual_pages(count), |preset| preset.pages(count)),
            );
        };
        let LanesFault { kind, range } = match read_lanes(written.get(), count) {
            Ok(pages) => return Some(pages),
            Err(fault) => fault,
        };
        let part = written.get()[range.clone()].to_owned();
        let name = |lane: usize| {
            let text = parallel.texts.as_ref().and_then(|texts| texts.get(lane));
            text.map_or_else(String::new, |text| text.get().clone())
        };
        let names: Vec<String> =
            (0..count).map(|lane| format!("`{}`", lane_name(lane))).collect();
        let last = count.saturating_sub(1);
        let (code, message, hint) = match kind {
            LanesFaultKind::NoLane => (
                "bad-lanes",
                format!("there is no lane `{}`", part.escape_debug()),
                format!(
                    "the lanes of {count} texts are {}: write the letters apart, as in `{} {}`",
                    names.join(", "),
                    lane_name(0),
                    lane_name(last),
                ),
            ),
            LanesFaultKind::Twice(lane) => (
                "duplicate-lane",
                format!("the lane `{part}` of `{}` is named twice", name(lane)),
                "name each letter once".to_owned(),
            ),
            LanesFaultKind::Missing(lane) => (
                "bad-lanes",
                format!("`{}` has no place in `lanes`", name(lane)),
                format!("add `{}`, or take the text out of `texts`", lane_name(lane)),
            ),
            LanesFaultKind::EmptyPage => (
                "bad-lanes",
                "a page of `lanes` has no text".to_owned(),
                "write a letter on each side of `|`".to_owned(),
            ),
            LanesFaultKind::NoOpening => (
                "bad-lanes",
                format!("`{}` is not an opening of two pages", part.trim()),
                "write two pages between `||`, as in `A | B || C | D`".to_owned(),
            ),
        };
        let span = self.within(written, range);
        self.error(code, message, span).hints.push(hint);
        None
    }

    /// The place of a part of a string, if its bytes are written as they are; else that of
    /// the string.
    fn within(&self, written: &Located<String>, part: std::ops::Range<usize>) -> Span {
        let whole = written.range();
        if whole.len() != written.get().len() + 2 {
            return self.span(written);
        }
        let start = whole.start + 1;
        Span::new(self.file, start + part.start..start + part.end)
    }

    /// The share of its page that each lane has.
    fn shares(
        &mut self,
        parallel: &manifest::Parallel,
        pages: &[Vec<usize>],
        preset: Option<Preset>,
    ) -> Vec<f64> {
        let count = pages.iter().map(Vec::len).sum();
        let usual =
            preset.map_or_else(|| vec![1.0; count], |preset| preset.widths(count));
        let widths = match &parallel.widths {
            None => usual,
            Some(written) if written.get().len() != count => {
                let message = format!(
                    "`widths` has {} numbers for {count} texts",
                    written.get().len()
                );
                self.error("bad-widths", message, self.span(written))
                    .hints
                    .push("write one for each text, in the order of `texts`".to_owned());
                usual
            }
            Some(written) if written.get().iter().any(|width| *width <= 0.0) => {
                let message = "a width is not more than zero".to_owned();
                self.error("bad-widths", message, self.span(written))
                    .hints
                    .push("write shares such as `[3, 2]`".to_owned());
                usual
            }
            Some(written) => {
                if pages.iter().all(|page| page.len() == 1) {
                    let fault = Diagnostic::warning(
                        "unused-key",
                        "each text has a page of its own, and all of its width",
                    );
                    self.faults.push(fault.at(self.span(written)).hint(
                        "remove `widths`, or write `lanes` with two letters on a page",
                    ));
                }
                written.get().clone()
            }
        };
        let mut shares = widths.clone();
        for page in pages {
            let sum: f64 = page.iter().map(|lane| widths[*lane]).sum();
            page.iter().for_each(|lane| shares[*lane] = widths[*lane] / sum);
        }
        shares
    }

    /// Reports lanes in which nothing can be set, and those that are narrow.
    fn lane_room(
        &mut self,
        written: &manifest::Parallel,
        parallel: &Parallel,
        around: Around<'_>,
    ) {
        let measure = around.page.width - around.page.inner - around.page.outer;
        let place = match (&written.widths, &written.gutter, &written.lanes) {
            (Some(widths), _, _) => self.span(widths),
            (_, Some(gutter), _) => self.span(&gutter.0),
            (_, _, Some(lanes)) => self.span(lanes),
            _ => parallel.span,
        };
        for page in &parallel.pages {
            let gutters = parallel.gutter * (page.len() - 1) as f64;
            for &lane in page {
                let text = &around.texts[parallel.texts[lane]];
                let size = text.wish.size.unwrap_or(around.design.size);
                let room = ((measure - gutters) * parallel.shares[lane]).max(0.0);
                // A page without room for letters was reported already.
                if page.len() == 1 || room >= NARROW * size {
                    continue;
                }
                let millimeters = room * 25.4 / 72.0;
                let message =
                    format!("the lane of `{}` is {millimeters:.1} mm wide", text.id);
                let fault = match room < LEAST * size {
                    true => Diagnostic::error("no-room", message),
                    false => Diagnostic::warning("narrow-lane", message),
                };
                self.faults.push(fault.at(place).hint(
                    "put fewer columns on a page, change `widths` or `gutter`, or take \
                     smaller letters or a larger page",
                ));
            }
        }
    }

    /// Says what a preset does not do yet.
    fn built_in_part(&mut self, parallel: &manifest::Parallel, series: &[Series]) {
        let Some(preset) = &parallel.preset else { return };
        let at_foot = |one: &&Series| {
            one.kind == SeriesKind::Familiar && one.place == SeriesPlace::Foot
        };
        let (message, hint) = match preset.get() {
            Preset::Lal => match series.iter().find(at_foot) {
                Some(one) => (
                    format!("the notes of `{}` stay at the foot", one.id),
                    "declare the series with `place = \"text\"` or `\"book\"` to have \
                     endnotes",
                ),
                None => return,
            },
            Preset::Glossed => (
                "the gloss gets a column of the measure, not the margin".to_owned(),
                "make the page's outer margin smaller in its favor; or write `lanes`, \
                 `step` and `widths` in place of the preset",
            ),
            _ => return,
        };
        let fault = Diagnostic::warning("preset-in-part", message);
        self.faults.push(fault.at(self.span(preset)).hint(hint));
    }
}
