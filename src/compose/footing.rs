//! The feet of a text: measured for the planner, laid out, and stacked.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Array, Content, Dict, IntoValue, Value};
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Axes, Frame, Point, Region, Size};
use typst::utils::Numeric;
use typst_layout::layout_frame;

use super::foot::{Measured, Metrics, SeriesMeasure};
use super::job::{Item, TextJob};
use super::scan::words;
use super::text::Setter;
use crate::assemble::{direction, marks};
use crate::edition::{SeriesKind, SeriesLayout};
use crate::model::Lang;
use crate::pages::Plan;
use crate::typeset::Origins;
use crate::typeset::galley::{lay_out, line_of};
use crate::typeset::parts::{TextParts, dict, optional};
use crate::typeset::slice::slice;

/// What stands at the foot of a page of a plan: its first line, the line after its
/// last, and the references printed in its critical series.
pub type FootKey = (usize, usize, Vec<String>);

impl Setter<'_> {
    /// Lays out each item of each series alone, to know its words.
    #[expect(clippy::too_many_arguments, reason = "all of it is one text's state")]
    pub(super) fn measure_series(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        parts: &TextParts,
        job: &TextJob,
        origins: &Origins,
        runs: &[(u32, u32, u32)],
    ) -> SourceResult<Vec<SeriesMeasure>> {
        let mut measures = vec![];
        for (settings, items) in self.edition.series.iter().zip(&job.series) {
            let mut measured: Vec<Measured> = items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    let first = line_of(runs, item.from).unwrap_or(0);
                    let last = line_of(runs, item.last).unwrap_or(first).max(first);
                    Measured { index, lines: (first, last), words: vec![] }
                })
                .collect();
            if !items.is_empty() {
                let numbers = vec![None; items.len()];
                let content = self.series_content(
                    engine, parts, job, settings.kind, SeriesLayout::Paragraph, true,
                    &(0..items.len()).collect::<Vec<_>>(), items, &numbers,
                )?;
                let at = locator.next(&(&job.path, &settings.id));
                let galley = lay_out(engine, &content, at, self.styles, Abs::inf(), origins)?;
                let lines = words(&galley.frame, job.dir, origins);
                let alone = lines.len() == items.len();
                let mut at = 0;
                let mut filled = vec![false; items.len()];
                for (n, line) in lines.into_iter().enumerate() {
                    // An item of several paragraphs has several lines.
                    at = match line.byte.filter(|_| !alone) {
                        Some(byte) => owner(byte, items, job).unwrap_or(at),
                        None if alone => n,
                        None => at,
                    };
                    if filled[at] {
                        // Its next paragraph begins on a new line.
                        measured[at].words.push(self.measure() as f32);
                    }
                    filled[at] = true;
                    measured[at].words.extend(line.words);
                }
            }
            measures.push(SeriesMeasure {
                kind: settings.kind,
                layout: settings.layout,
                items: sorted(measured),
            });
        }
        Ok(measures)
    }

    /// The sizes of the foot that the planner counts with.
    pub(super) fn metrics(&self, engine: &mut Engine, job: &TextJob) -> SourceResult<Metrics> {
        let mut width = |text: &str| -> SourceResult<f64> {
            let content = self.design.call(
                engine,
                self.styles,
                "foot-reference",
                dict([
                    ("number", text.into_value()),
                    ("lang", job.lang.primary().into_value()),
                    ("dir", direction(job.dir).into_value()),
                ]),
            )?;
            let region = Region::new(Size::splat(Abs::inf()), Axes::splat(false));
            let frame =
                layout_frame(engine, &content, Locator::root(), self.styles, region)?;
            Ok(frame.width().to_pt())
        };
        let one = marks::digits("8", &job.lang);
        let two = marks::digits("88", &job.lang);
        let digit = width(&two)? - width(&one)?;
        let design = &self.edition.design;
        Ok(Metrics {
            width: self.measure(),
            pitch: design.foot_pitch,
            above: self.design.metric("above"),
            between: self.design.metric("between"),
            entry_gap: self.design.metric("entry-gap"),
            space: 0.25 * design.foot_size,
            digit,
        })
    }

    /// For each page of a plan the names of what stands at its foot.
    pub(super) fn keys(
        &self,
        plan: &Plan,
        series: &[SeriesMeasure],
        number: &dyn Fn(usize, usize) -> u32,
        first_folio: u32,
    ) -> Vec<FootKey> {
        let starts: Vec<usize> = plan.pages.iter().map(|page| page.lines.start).collect();
        plan.pages
            .iter()
            .map(|page| {
                let start = page.lines.start;
                let mut references = vec![];
                for series in series {
                    let mut previous = None;
                    for item in &series.items[series.of(page.lines.clone())] {
                        if series.kind == SeriesKind::Familiar {
                            continue;
                        }
                        let (first, last) = (item.lines.0 as usize, item.lines.1 as usize);
                        let reference = if previous == Some(item.lines) {
                            String::new()
                        } else if first == last {
                            number(first, start).to_string()
                        } else if last < page.lines.end {
                            let (a, b) = (number(first, start), number(last, start));
                            if a == b { a.to_string() } else { format!("{a}–{b}") }
                        } else {
                            let k = starts.partition_point(|&start| start <= last) - 1;
                            format!(
                                "{}–{}.{}",
                                number(first, start),
                                first_folio as usize + k,
                                number(last, starts[k])
                            )
                        };
                        previous = Some(item.lines);
                        references.push(reference);
                    }
                }
                (start, page.lines.end, references)
            })
            .collect()
    }

    /// Lays out the foot of a page, a frame for each series; an empty one where a
    /// series has nothing there.
    pub(super) fn lay_out_foot(
        &self,
        engine: &mut Engine,
        locator: Locator,
        parts: &TextParts,
        job: &TextJob,
        series: &[SeriesMeasure],
        key: &FootKey,
    ) -> SourceResult<Vec<Frame>> {
        let mut locator = locator.split();
        let mut references = key.2.iter();
        let mut frames = vec![];
        for (k, measure) in series.iter().enumerate() {
            let settings = &self.edition.series[k];
            let range = measure.of(key.0..key.1);
            if range.is_empty() {
                frames.push(Frame::soft(Size::zero()));
                continue;
            }
            let order: Vec<usize> =
                measure.items[range].iter().map(|item| item.index).collect();
            let numbers: Vec<Option<String>> = match measure.kind {
                SeriesKind::Critical => order
                    .iter()
                    .map(|_| references.next().cloned().filter(|text| !text.is_empty()))
                    .collect(),
                SeriesKind::Familiar => vec![None; order.len()],
            };
            let content = self.series_content(
                engine, parts, job, settings.kind, settings.layout, false, &order,
                &job.series[k], &numbers,
            )?;
            let region = Region::new(
                Size::new(Abs::pt(self.measure()), Abs::inf()),
                Axes::new(true, false),
            );
            frames.push(layout_frame(engine, &content, locator.next(&k), self.styles, region)?);
        }
        Ok(frames)
    }

    /// How many lines a frame of the foot has.
    pub(super) fn rows(&self, frame: &Frame) -> u32 {
        let design = &self.edition.design;
        if frame.height().is_zero() {
            return 0;
        }
        let leading = design.foot_pitch - design.foot_size;
        ((frame.height().to_pt() + leading) / design.foot_pitch).round().max(1.0) as u32
    }

    /// Calls the design for a series of items.
    #[expect(clippy::too_many_arguments, reason = "the contract of the design's function")]
    fn series_content(
        &self,
        engine: &mut Engine,
        parts: &TextParts,
        job: &TextJob,
        kind: SeriesKind,
        layout: SeriesLayout,
        measure: bool,
        order: &[usize],
        items: &[Item],
        numbers: &[Option<String>],
    ) -> SourceResult<Content> {
        let values: Array = order
            .iter()
            .enumerate()
            .map(|(n, &k)| {
                let item = &items[k];
                let mut value: Dict = if item.entry {
                    parts.entries[item.index].clone()
                } else {
                    parts.notes[item.index].clone()
                };
                let number = numbers.get(n).and_then(|n| n.as_deref());
                let number = number.map(|text| reference(text, &job.lang));
                value.insert("number".into(), optional(number.as_deref()));
                Value::Dict(value)
            })
            .collect();
        self.design.call(
            engine,
            self.styles,
            "foot-series",
            dict([
                (
                    "kind",
                    match kind {
                        SeriesKind::Critical => "critical",
                        SeriesKind::Familiar => "familiar",
                    }
                    .into_value(),
                ),
                (
                    "layout",
                    match layout {
                        SeriesLayout::RunIn => "run-in",
                        SeriesLayout::Paragraph => "paragraph",
                    }
                    .into_value(),
                ),
                ("measure", measure.into_value()),
                ("lang", job.lang.primary().into_value()),
                ("dir", direction(job.dir).into_value()),
                ("items", values.into_value()),
            ]),
        )
    }

    /// Stacks the series of a foot; where it spills, into as many feet as needed.
    pub(super) fn stack(
        &self,
        frames: &[Frame],
        metrics: &Metrics,
        room: f64,
        spills: bool,
    ) -> Vec<(Vec<Frame>, f64)> {
        let mut stacks: Vec<(Vec<Frame>, f64)> = vec![];
        let mut current: Vec<Frame> = vec![];
        let mut height = 0.0;
        let mut room = if spills { room - metrics.above } else { f64::INFINITY };
        for frame in frames {
            let rows = self.rows(frame) as usize;
            let mut done = 0;
            while done < rows {
                let gap = if current.is_empty() { 0.0 } else { metrics.between };
                let fit = ((room - height - gap + 0.02) / metrics.pitch).floor().max(0.0);
                let take = if fit.is_finite() { (fit as usize).min(rows - done) } else { rows };
                if take == 0 && !(current.is_empty() && stacks.last().is_some_and(|s| s.0.is_empty()))
                {
                    stacks.push((std::mem::take(&mut current), height));
                    height = 0.0;
                    room = self.room() - metrics.above;
                    continue;
                }
                let take = take.max(1);
                let mut piece = if take == rows {
                    frame.clone()
                } else {
                    part(frame, done, done + take, rows, metrics.pitch)
                };
                piece.translate_visual(Point::with_y(Abs::pt(height + gap)));
                height += gap + take as f64 * metrics.pitch;
                current.push(piece);
                done += take;
            }
        }
        stacks.push((current, height));
        // Without the leading below the last line.
        for (_, height) in stacks.iter_mut().filter(|stack| !stack.0.is_empty()) {
            *height -= metrics.pitch - self.edition.design.foot_size;
        }
        stacks
    }
}

/// The rows of a frame from one to another, moved to its top.
fn part(frame: &Frame, from: usize, to: usize, rows: usize, pitch: f64) -> Frame {
    let mut cuts = vec![];
    if from > 0 {
        cuts.push(Abs::pt(from as f64 * pitch - 1.0));
    }
    if to < rows {
        cuts.push(Abs::pt(to as f64 * pitch - 1.0));
    }
    let mut piece = slice(frame, &cuts).swap_remove(usize::from(from > 0));
    piece.translate_visual(Point::with_y(Abs::pt(-(from as f64) * pitch)));
    piece
}

/// The item that a source byte belongs to.
fn owner(byte: u32, items: &[Item], job: &TextJob) -> Option<usize> {
    items.iter().position(|item| {
        let ranges = if item.entry { &job.map.entries } else { &job.map.notes };
        ranges[item.index].contains(&byte)
    })
}

/// Measures in order of their first line.
fn sorted(mut items: Vec<Measured>) -> Vec<Measured> {
    items.sort_by_key(|item| item.lines.0);
    items
}

/// A reference to lines, for print: `tit.` for a line that is not counted.
fn reference(text: &str, lang: &Lang) -> String {
    let text = text
        .split('–')
        .map(|part| if part == "0" { "tit." } else { part })
        .collect::<Vec<_>>()
        .join("–");
    marks::digits(&text, lang)
}
