//! One text: its galley, its plan, its pages before they get folios.

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Array, Content, Dict, IntoValue, StyleChain, Value};
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Axes, Frame, FrameItem, Point, Region, Size};
use typst::utils::Numeric;
use typst_layout::layout_frame;

use super::foot::{self, Feet, Measured, Metrics, SeriesMeasure};
use super::job::TextJob;
use crate::assemble::{direction, marks};
use crate::edition::{Edition, LineationBy, SeriesKind, SeriesLayout};
use crate::model::{Dir, Lang};
use crate::pages::{self, Line, Plan, Unit};
use crate::typeset::galley::{lay_out, line_of};
use crate::typeset::parts::{TextParts, dict, optional};
use crate::typeset::slice::slice;
use crate::typeset::{Design, Galley, Origins};

/// How often a plan is made anew after its feet were laid out.
const ROUNDS: usize = 40;

/// A text set in pages, still without folios.
#[derive(Debug, Clone)]
pub struct SetText {
    /// Its lines.
    pub lines: Vec<Line>,
    /// For each run of source bytes the line it is set on.
    pub runs: Vec<(u32, u32, u32)>,
    /// Which lines stand on which page.
    pub plan: Plan,
    /// The page of each line, from 0, counting the pages of this text.
    pub page_of: Vec<u32>,
    /// The number of each line as the lineation counts it; 0 if not counted.
    pub number_of: Vec<u32>,
    /// The pages, with those that only hold notes that run on.
    pub pages: Vec<SetPage>,
    /// Characters without a glyph and the source byte they stand at.
    pub missing: Vec<(char, Option<u32>)>,
    /// How often the plan was made.
    pub rounds: usize,
    /// Lines wider than the measure by more than a point.
    pub overfull_lines: Vec<u32>,
}

/// A page of a text.
#[derive(Debug, Clone)]
pub struct SetPage {
    /// The lines, from the top of the text area.
    pub body: Frame,
    /// The foot, from its own top; empty if nothing stands there.
    pub foot: Vec<Frame>,
    /// The height of the foot, in points, without the white above it.
    pub foot_height: f64,
    /// Line numbers to print: the baseline from the top of the text area, and the number.
    pub numbers: Vec<(f64, u32)>,
    /// Pages of witnesses that begin on it: the baseline, the page's number and siglum.
    pub breaks: Vec<(f64, Vec<(String, Option<String>)>)>,
    /// Points by which the page is too full.
    pub overfull: f64,
    /// Whether its notes run on from the page before.
    pub continued: bool,
}

/// What setting needs to know, the same for all texts.
pub struct Setter<'a> {
    /// The manifest.
    pub edition: &'a Edition,
    /// The design's functions.
    pub design: &'a Design,
    /// The styles at the root.
    pub styles: StyleChain<'a>,
}

impl Setter<'_> {
    /// The height of the text area, in points.
    fn room(&self) -> f64 {
        let page = &self.edition.page;
        page.height - page.head - page.foot
    }

    /// The measure, in points.
    fn measure(&self) -> f64 {
        let page = &self.edition.page;
        page.width - page.inner - page.outer
    }

    /// Sets a text whose first page will have the folio given.
    pub fn set(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        parts: &TextParts,
        job: &TextJob,
        origins: &Origins,
        first_folio: u32,
    ) -> SourceResult<SetText> {
        let width = Abs::pt(self.measure());
        let body = locator.next(&job.path);
        let galley = lay_out(engine, &parts.body, body, self.styles, width, origins)?;
        let lines = self.lines(&galley, job);
        let runs = galley.index();
        let counted = counted(&lines, job);
        let mut missing = galley.missing.clone();
        let series =
            self.measure_series(engine, locator, parts, job, origins, &runs)?;
        let metrics = self.metrics(engine, job)?;
        let by = self.edition.lineation.by;
        let number = |line: usize, start: usize| counted.number(line, start, by);

        let mut known: FxHashMap<(usize, usize), f64> = FxHashMap::default();
        let mut laid: FxHashMap<(usize, usize, Vec<String>), Vec<Frame>> = FxHashMap::default();
        let mut rounds = 0;
        let (plan, feet) = loop {
            rounds += 1;
            // A plan that will not settle gets feet counted with less width.
            let strict = if rounds > ROUNDS / 2 { 0.97 } else { 1.0 };
            let metrics = Metrics { width: metrics.width * strict, ..metrics };
            let mut measures = Feet::new(metrics, &series, &number, &known);
            let plan =
                pages::plan(&lines, self.room(), &self.edition.badness, &mut measures);
            let keys = self.keys(&plan, &series, &number, first_folio);
            let new: Vec<_> =
                keys.iter().filter(|key| !laid.contains_key(*key)).cloned().collect();
            let locators: Vec<Locator> = new.iter().map(|key| locator.next(&key.0)).collect();
            let work: Vec<_> = new.iter().cloned().zip(locators).collect();
            let frames: Vec<SourceResult<Vec<Frame>>> = {
                let series = &series;
                engine
                    .parallelize(work, move |engine, (key, locator)| {
                        self.lay_out_foot(engine, locator, parts, job, series, &key)
                    })
                    .collect()
            };
            for (key, frames) in new.into_iter().zip(frames) {
                laid.insert(key, frames?);
            }
            let mut settled = true;
            for (page, key) in plan.pages.iter().zip(&keys) {
                let heights = laid[key].iter().map(|frame| self.rows(frame));
                let height = foot::height(&metrics, heights);
                if (height - page.foot).abs() > 0.02 {
                    known.insert((key.0, key.1), height);
                    let body = pages::plan::height(&lines, page.lines.clone());
                    if !page.spills && body + height > self.room() + 0.02 {
                        settled = false;
                    }
                }
            }
            if settled || rounds >= ROUNDS {
                let feet = keys.iter().map(|key| laid[key].clone()).collect::<Vec<_>>();
                break (plan, feet);
            }
        };
        drop(laid);

        let breaks: Vec<(u32, &super::job::Break)> = job
            .breaks
            .iter()
            .filter_map(|b| line_of(&runs, b.at).map(|line| (line, b)))
            .collect();
        let pages = self.pages(&galley.frame, &lines, &plan, feet, &metrics, &counted, &breaks);
        let mut page_of = vec![0; lines.len()];
        let mut number_of = vec![0; lines.len()];
        let mut at = 0u32;
        let mut starts = pages.iter().enumerate().filter(|(_, page)| !page.continued);
        for page in &plan.pages {
            at = starts.next().map_or(at, |(k, _)| k as u32);
            for line in page.lines.clone() {
                page_of[line] = at;
                number_of[line] = number(line, page.lines.start);
            }
        }
        for frames in pages.iter().map(|page| &page.foot) {
            for frame in frames {
                find_missing(frame, origins, &mut missing);
            }
        }
        let overfull_lines = overfull(&galley.frame, &lines, self.measure());
        Ok(SetText {
            lines,
            runs,
            plan,
            page_of,
            number_of,
            pages,
            missing,
            rounds,
            overfull_lines,
        })
    }

    /// The galley's lines as the planner sees them.
    fn lines(&self, galley: &Galley, job: &TextJob) -> Vec<Line> {
        let size = self.edition.design.size;
        let inset = self.design.metric("row-inset");
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
            lines.push(Line {
                baseline: line.baseline,
                ascent: 0.75 * type_size + extra,
                descent: 0.25 * type_size + extra,
                block: block.unwrap_or(u32::MAX),
                unit,
                first: k == 0 || block.is_none() || blocks[k - 1] != *block,
                last: block.is_none() || blocks.get(k + 1) != Some(block),
                hyphenated: line.hyphenated,
            });
        }
        // What the design puts above the first line stays there.
        if let Some(first) = lines.first_mut() {
            first.ascent = first.baseline.max(first.ascent);
        }
        lines
    }

    /// Lays out each item of each series alone, to know its words.
    #[expect(clippy::too_many_arguments, reason = "all of it is one text's state")]
    fn measure_series(
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
                let words = words(&galley.frame, job.dir);
                if words.len() == items.len() {
                    for (item, words) in measured.iter_mut().zip(words) {
                        item.words = words;
                    }
                } else {
                    // An item of several paragraphs: each alone.
                    for (k, item) in measured.iter_mut().enumerate() {
                        let content = self.series_content(
                            engine, parts, job, settings.kind, SeriesLayout::Paragraph, true,
                            &[k], items, &numbers,
                        )?;
                        let at = locator.next(&(&job.path, &settings.id, k));
                        let galley =
                            lay_out(engine, &content, at, self.styles, Abs::inf(), origins)?;
                        let measure = self.measure() as f32;
                        for (n, mut words) in
                            self::words(&galley.frame, job.dir).into_iter().enumerate()
                        {
                            if n > 0 {
                                // A paragraph begins on a new line.
                                item.words.push(measure);
                            }
                            item.words.append(&mut words);
                        }
                    }
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
    fn metrics(&self, engine: &mut Engine, job: &TextJob) -> SourceResult<Metrics> {
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
    fn keys(
        &self,
        plan: &Plan,
        series: &[SeriesMeasure],
        number: &dyn Fn(usize, usize) -> u32,
        first_folio: u32,
    ) -> Vec<(usize, usize, Vec<String>)> {
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
    fn lay_out_foot(
        &self,
        engine: &mut Engine,
        locator: Locator,
        parts: &TextParts,
        job: &TextJob,
        series: &[SeriesMeasure],
        key: &(usize, usize, Vec<String>),
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
    fn rows(&self, frame: &Frame) -> u32 {
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
        items: &[super::job::Item],
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

    /// Cuts the galley and puts feet to the pages.
    #[expect(clippy::too_many_arguments, reason = "all of it is one text's state")]
    fn pages(
        &self,
        galley: &Frame,
        lines: &[Line],
        plan: &Plan,
        feet: Vec<Vec<Frame>>,
        metrics: &Metrics,
        counted: &Counted,
        breaks: &[(u32, &super::job::Break)],
    ) -> Vec<SetPage> {
        let cuts: Vec<Abs> = plan
            .pages
            .iter()
            .skip(1)
            .map(|page| {
                let (before, after) = (&lines[page.lines.start - 1], &lines[page.lines.start]);
                let bottom = before.baseline + before.descent;
                let top = after.baseline - after.ascent;
                Abs::pt((bottom + top) / 2.0)
            })
            .collect();
        let bodies = slice(galley, &cuts);
        let lineation = &self.edition.lineation;
        let mut pages = vec![];
        for ((page, mut body), frames) in plan.pages.iter().zip(bodies).zip(feet) {
            let top = match lines.get(page.lines.start) {
                Some(first) => first.baseline - first.ascent,
                None => 0.0,
            };
            body.translate_visual(Point::with_y(Abs::pt(-top)));
            let numbers = page
                .lines
                .clone()
                .filter_map(|line| {
                    let number = counted.number(line, page.lines.start, lineation.by);
                    let printed = number > 0
                        && number >= lineation.first
                        && (number - lineation.first) % lineation.step.max(1) == 0;
                    printed.then(|| (lines[line].baseline - top, number))
                })
                .collect();
            let mut turned: Vec<(f64, Vec<(String, Option<String>)>)> = vec![];
            for (line, b) in breaks.iter().filter(|b| page.lines.contains(&(b.0 as usize))) {
                let baseline = lines[*line as usize].baseline - top;
                let page = (b.n.clone(), b.ed.clone());
                match turned.last_mut() {
                    Some(last) if last.0 == baseline => last.1.push(page),
                    _ => turned.push((baseline, vec![page])),
                }
            }
            let height = pages::plan::height(lines, page.lines.clone());
            let room = self.room() - height;
            let mut stacks = self.stack(&frames, metrics, room, page.spills).into_iter();
            let (foot, foot_height) = stacks.next().unwrap_or_default();
            let white = if foot.is_empty() { 0.0 } else { metrics.above };
            pages.push(SetPage {
                body,
                overfull: (height + foot_height + white - self.room()).max(0.0),
                foot,
                foot_height,
                numbers,
                breaks: turned,
                continued: false,
            });
            for (foot, foot_height) in stacks {
                pages.push(SetPage {
                    body: Frame::soft(Size::zero()),
                    foot,
                    foot_height,
                    numbers: vec![],
                    breaks: vec![],
                    overfull: 0.0,
                    continued: true,
                });
            }
        }
        pages
    }

    /// Stacks the series of a foot; where it spills, into as many feet as needed.
    fn stack(
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

/// Which lines are counted.
struct Counted {
    /// How many counted lines stand before each line; one more than lines.
    before: Vec<u32>,
}

fn counted(lines: &[Line], job: &TextJob) -> Counted {
    let mut before = Vec::with_capacity(lines.len() + 1);
    let mut n = 0;
    for line in lines {
        before.push(n);
        n += u32::from(job.blocks.get(line.block as usize).is_some_and(|block| block.numbered));
    }
    before.push(n);
    Counted { before }
}

impl Counted {
    /// The number of a line on a page that begins with line `start`; 0 if it is
    /// not counted.
    fn number(&self, line: usize, start: usize, by: LineationBy) -> u32 {
        let (before, after) = match (self.before.get(line), self.before.get(line + 1)) {
            (Some(before), Some(after)) if after > before => (*before, *after),
            _ => return 0,
        };
        match by {
            LineationBy::Text => after,
            LineationBy::Page => before + 1 - self.before[start].min(before),
        }
    }
}

/// The widths of the words of each line of a frame, in points, in reading order.
fn words(frame: &Frame, dir: Dir) -> Vec<Vec<f32>> {
    let mut lines: Vec<(f64, Vec<f32>)> = vec![];
    let mut open = false;
    collect_words(frame, Point::zero(), &mut lines, &mut open);
    lines
        .into_iter()
        .map(|(_, mut words)| {
            words.retain(|word| *word > 0.0);
            if dir == Dir::Rtl {
                words.reverse();
            }
            words
        })
        .collect()
}

fn collect_words(
    frame: &Frame,
    origin: Point,
    lines: &mut Vec<(f64, Vec<f32>)>,
    open: &mut bool,
) {
    for (pos, item) in frame.items() {
        let at = origin + *pos;
        match item {
            FrameItem::Group(group) => collect_words(&group.frame, at, lines, open),
            FrameItem::Tag(typst::introspection::Tag::Start(element, _))
                if element.is::<typst::model::ParLineMarker>() =>
            {
                lines.push((at.y.to_pt(), vec![]));
                *open = false;
            }
            FrameItem::Text(text) => {
                let Some((_, words)) = lines.last_mut() else { continue };
                for glyph in &text.glyphs {
                    let c = text.text[glyph.range()].chars().next().unwrap_or(' ');
                    if c.is_whitespace() && c != '\u{a0}' {
                        *open = false;
                        continue;
                    }
                    let advance = glyph.x_advance.at(text.size).to_pt() as f32;
                    match words.last_mut() {
                        Some(word) if *open => *word += advance,
                        _ => words.push(advance),
                    }
                    *open = true;
                }
            }
            _ => {}
        }
    }
}

fn find_missing(frame: &Frame, origins: &Origins, missing: &mut Vec<(char, Option<u32>)>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => find_missing(&group.frame, origins, missing),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    let c = text.text[glyph.range()].chars().next().unwrap_or('\u{fffd}');
                    missing.push((c, origins.byte(glyph.span)));
                }
            }
            _ => {}
        }
    }
}

/// Lines that reach out of the measure.
fn overfull(frame: &Frame, lines: &[Line], measure: f64) -> Vec<u32> {
    fn walk(frame: &Frame, origin: Point, wide: &mut Vec<f64>, measure: f64) {
        for (pos, item) in frame.items() {
            let at = origin + *pos;
            match item {
                FrameItem::Group(group) => walk(&group.frame, at, wide, measure),
                FrameItem::Text(text) => {
                    let right = at.x.to_pt() + text.width().to_pt();
                    // Punctuation may hang out by a few points.
                    if right > measure + 8.0 || at.x.to_pt() < -8.0 {
                        wide.push(at.y.to_pt());
                    }
                }
                _ => {}
            }
        }
    }
    let mut wide = vec![];
    walk(frame, Point::zero(), &mut wide, measure);
    let mut found: Vec<u32> = wide
        .into_iter()
        .map(|y| {
            let k = lines.partition_point(|line| line.baseline < y - 6.0);
            k.min(lines.len().saturating_sub(1)) as u32
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
