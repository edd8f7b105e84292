//! The feet of a text: measured for the planner, laid out, and stacked.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::Content;
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Axes, Frame, Point, Region, Size};
use typst::model::ParbreakElem;
use typst::text::LinebreakElem;
use typst::utils::Numeric;
use typst_layout::layout_frame;

use super::entries::Pieces;
use super::foot::{Measured, Metrics, SeriesMeasure};
use super::job::{Item, TextJob};
use super::reference::References;
use super::run_in::{RunIn, run_in};
use super::text::Setter;
use super::words::{Word, add_blank, words};
use crate::edition::{SeriesKind, SeriesLayout};
use crate::pages::Plan;
use crate::typeset::Origins;
use crate::typeset::galley::{lay_out, line_of};
use crate::typeset::parts::TextParts;
use crate::typeset::slice::slice;

/// What stands at the foot of a page of a plan: its first line, the line after its
/// last, and the references printed in its critical series.
pub type FootKey = (usize, usize, Vec<String>);

/// How many items are measured as lines of one paragraph.
const TOGETHER: usize = 8;

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
        pieces: &Pieces,
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
            let mut set: Vec<Vec<Word>> = vec![vec![]; items.len()];
            let (mut ours, mut blanks) = (false, vec![]);
            if !items.is_empty() {
                let mut body = vec![];
                for (k, item) in items.iter().enumerate() {
                    // Lines of a paragraph cost less than paragraphs of a line.
                    let parted = if k % TOGETHER == 0 {
                        ParbreakElem::shared().clone()
                    } else {
                        LinebreakElem::shared().clone()
                    };
                    body.push(parted);
                    body.push(self.item(engine, parts, job, pieces, item, None)?);
                }
                let layout = SeriesLayout::Paragraph;
                let body = Content::sequence(body);
                let content =
                    self.series_content(engine, job, layout, true, items.len(), body)?;
                let at = locator.next(&(&job.path, &settings.id));
                let galley =
                    lay_out(engine, &content, at, self.styles, Abs::inf(), origins)?;
                let lines = words(&galley.frame, job.dir, origins);
                let alone = lines.len() == items.len();
                let simple = lines.iter().all(|line| line.simple);
                let mut at = 0;
                for (n, line) in lines.into_iter().enumerate() {
                    // An item of several paragraphs has several lines.
                    at = match line.byte.filter(|_| !alone) {
                        Some(byte) => owner(byte, items, job).unwrap_or(at),
                        None if alone => n,
                        None => at,
                    };
                    if !measured[at].words.is_empty() {
                        // Its next paragraph begins on a new line.
                        measured[at].words.push(self.measure() as f32);
                    }
                    measured[at]
                        .words
                        .extend(line.words.iter().map(|word| word.width as f32));
                    for blank in line.blanks {
                        add_blank(&mut blanks, blank);
                    }
                    set[at].extend(line.words);
                }
                let narrow =
                    set.iter().flatten().all(|word| word.width < self.measure() / 2.0);
                ours =
                    alone && simple && narrow && settings.layout == SeriesLayout::RunIn;
            }
            measures.push(SeriesMeasure {
                kind: settings.kind,
                layout: settings.layout,
                items: sorted(measured),
                set: ours.then_some((set, blanks)),
            });
        }
        Ok(measures)
    }

    /// Lays out the foot of a page, a frame for each series; an empty one where a
    /// series has nothing there.
    #[expect(clippy::too_many_arguments, reason = "all of it is one text's state")]
    pub(super) fn lay_out_foot(
        &self,
        engine: &mut Engine,
        locator: Locator,
        parts: &TextParts,
        job: &TextJob,
        series: &[SeriesMeasure],
        pieces: &Pieces,
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
            if let Some((words, blanks)) = &measure.set {
                let entries: Vec<RunIn> = order
                    .iter()
                    .map(|&index| {
                        let number = match measure.kind {
                            SeriesKind::Critical => references.next(),
                            SeriesKind::Familiar => None,
                        };
                        let number = number.and_then(|text| pieces.numbers.get(text));
                        RunIn { number: number.map(|n| &n.1), words: &words[index] }
                    })
                    .collect();
                let size = self.edition.design.foot_size;
                let name = format!("{} {} {} {}", job.path, settings.id, key.0, key.1);
                let justify = entries.len() > 2;
                frames.push(run_in(
                    &entries,
                    blanks,
                    &pieces.metrics,
                    size,
                    justify,
                    &name,
                ));
                continue;
            }
            let mut body = vec![];
            for (n, &index) in order.iter().enumerate() {
                if n > 0 {
                    body.push(match settings.layout {
                        SeriesLayout::RunIn => pieces.gap.clone(),
                        SeriesLayout::Paragraph => ParbreakElem::shared().clone(),
                    });
                }
                let number = match measure.kind {
                    SeriesKind::Critical => references.next(),
                    SeriesKind::Familiar => None,
                };
                let item = &job.series[k][index];
                body.push(self.item(engine, parts, job, pieces, item, number)?);
            }
            let body = Content::sequence(body);
            let content = self.series_content(
                engine,
                job,
                settings.layout,
                false,
                order.len(),
                body,
            )?;
            let region = Region::new(
                Size::new(Abs::pt(self.measure()), Abs::inf()),
                Axes::new(true, false),
            );
            frames.push(layout_frame(
                engine,
                &content,
                locator.next(&k),
                self.styles,
                region,
            )?);
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
        ((frame.height().to_pt() + leading) / design.foot_pitch)
            .round()
            .max(1.0) as u32
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
                let take =
                    if fit.is_finite() { (fit as usize).min(rows - done) } else { rows };
                if take == 0
                    && !(current.is_empty()
                        && stacks.last().is_some_and(|s| s.0.is_empty()))
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

/// For each page of a plan the names of what stands at its foot.
pub(super) fn keys(
    plan: &Plan,
    series: &[SeriesMeasure],
    references: &References,
) -> Vec<FootKey> {
    plan.pages
        .iter()
        .map(|page| {
            let mut printed = vec![];
            for series in series.iter().filter(|s| s.kind == SeriesKind::Critical) {
                let mut previous = None;
                for item in &series.items[series.of(page.lines.clone())] {
                    printed.push(references.of_entry(item.lines, previous));
                    previous = Some(item.lines);
                }
            }
            (page.lines.start, page.lines.end, printed)
        })
        .collect()
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
    let mut piece = slice(frame.clone(), &cuts).swap_remove(usize::from(from > 0));
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
