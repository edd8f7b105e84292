//! One text: its galley, its plan, its pages before they get folios.

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::StyleChain;
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Frame, Point, Size};

use super::foot::{self, Feet, Metrics};
use super::footing::{FootKey, keys};
use super::job::{Break, TextJob};
use super::lineation::LineNames;
use super::reference::References;
use super::scan::{find_missing, overfull};
use crate::edition::Edition;
use crate::pages::{self, Line, Plan, Unit};
use crate::typeset::galley::{lay_out, line_of};
use crate::typeset::parts::TextParts;
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

impl SetText {
    /// How deep the baseline of a line stands below the top of the text area of its
    /// page, in points.
    pub fn depth(&self, line: usize) -> f64 {
        let k = self.plan.pages.partition_point(|page| page.lines.end <= line);
        let first = self
            .plan
            .pages
            .get(k)
            .and_then(|page| self.lines.get(page.lines.start));
        let top = first.map_or(0.0, |first| first.baseline - first.ascent);
        self.lines[line].baseline - top
    }
}

/// Pages of witnesses that begin in one line.
#[derive(Debug, Clone, PartialEq)]
pub struct PageTurns {
    /// The line's baseline from the top of the text area, in points.
    pub baseline: f64,
    /// Each page's number, and the siglum of its witness if said.
    pub pages: Vec<(String, Option<String>)>,
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
    /// Pages of witnesses that begin on it.
    pub breaks: Vec<PageTurns>,
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
    /// Whether what the compiler remembers is kept for another build.
    pub keep: bool,
}

impl Setter<'_> {
    /// The height of the text area, in points.
    pub(super) fn room(&self) -> f64 {
        let page = &self.edition.page;
        page.height - page.head - page.foot
    }

    /// The measure, in points.
    pub(super) fn measure(&self) -> f64 {
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
        let names = LineNames::of(&lines, job, self.edition.lineation);
        let mut missing = galley.missing.clone();
        let mut pieces = self.pieces(engine, job, &runs)?;
        let series =
            self.measure_series(engine, locator, parts, job, origins, &runs, &pieces)?;
        let metrics = pieces.metrics;
        let number = |line: usize, start: usize| names.name(line, start).number;

        let mut known: FxHashMap<(usize, usize), f64> = FxHashMap::default();
        let mut laid: FxHashMap<FootKey, Vec<Frame>> = FxHashMap::default();
        let mut rounds = 0;
        let (plan, feet) = loop {
            rounds += 1;
            // A plan that will not settle gets feet counted with less width.
            let strict = if rounds > ROUNDS / 2 { 0.97 } else { 1.0 };
            let metrics = Metrics { width: metrics.width * strict, ..metrics };
            let mut measures = Feet::new(metrics, &series, &number, &known);
            let plan =
                pages::plan(&lines, self.room(), &self.edition.badness, &mut measures);
            let references = References::new(&names, &plan, first_folio);
            let keys = keys(&plan, &series, &references);
            let new: Vec<_> =
                keys.iter().filter(|key| !laid.contains_key(*key)).cloned().collect();
            let locators: Vec<Locator> =
                new.iter().map(|key| locator.next(&key.0)).collect();
            let work: Vec<_> = new.iter().cloned().zip(locators).collect();
            self.add_numbers(engine, job, &mut pieces, new.iter())?;
            let frames: Vec<SourceResult<Vec<Frame>>> = {
                let (series, pieces) = (&series, &pieces);
                engine
                    .parallelize(work, move |engine, (key, locator)| {
                        self.lay_out_foot(
                            engine, locator, parts, job, series, pieces, &key,
                        )
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
        drop(series);
        drop(pieces);
        if !self.keep {
            // Without the compiler's copy the galley's lines can be moved to their pages.
            comemo::evict(0);
        }

        let breaks: Vec<(u32, &Break)> = job
            .breaks
            .iter()
            .filter_map(|b| line_of(&runs, b.at).map(|line| (line, b)))
            .collect();
        let overfull_lines = overfull(&galley.frame, &lines, self.measure());
        let pages =
            self.pages(galley.frame, &lines, &plan, feet, &metrics, &names, &breaks);
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
        let drop = self.design.metric("heading-drop");
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
            let type_size =
                if unit == Unit::Heading { line.size.max(size) } else { size };
            let extra = if matches!(unit, Unit::Row(_)) { inset } else { 0.0 };
            let above = if unit == Unit::Heading { drop } else { extra };
            lines.push(Line {
                baseline: line.baseline,
                ascent: 0.75 * type_size + above,
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

    /// Cuts the galley and puts feet to the pages.
    #[expect(clippy::too_many_arguments, reason = "all of it is one text's state")]
    fn pages(
        &self,
        galley: Frame,
        lines: &[Line],
        plan: &Plan,
        feet: Vec<Vec<Frame>>,
        metrics: &Metrics,
        names: &LineNames,
        breaks: &[(u32, &Break)],
    ) -> Vec<SetPage> {
        let cuts: Vec<Abs> = plan
            .pages
            .iter()
            .skip(1)
            .map(|page| {
                let (before, after) =
                    (&lines[page.lines.start - 1], &lines[page.lines.start]);
                let bottom = before.baseline + before.descent;
                let top = after.baseline - after.ascent;
                Abs::pt((bottom + top) / 2.0)
            })
            .collect();
        let bodies = slice(galley, &cuts);
        let mut pages = vec![];
        for ((page, mut body), frames) in plan.pages.iter().zip(bodies).zip(feet) {
            let top = match lines.get(page.lines.start) {
                Some(first) => first.baseline - first.ascent,
                None => 0.0,
            };
            body.translate_visual(Point::with_y(Abs::pt(-top)));
            let numbers = names
                .printed(page.lines.clone())
                .map(|(line, name)| (lines[line].baseline - top, name.number))
                .collect();
            let mut turned: Vec<PageTurns> = vec![];
            for (line, b) in
                breaks.iter().filter(|b| page.lines.contains(&(b.0 as usize)))
            {
                let baseline = lines[*line as usize].baseline - top;
                let page = (b.n.clone(), b.ed.clone());
                match turned.last_mut() {
                    Some(last) if last.baseline == baseline => last.pages.push(page),
                    _ => turned.push(PageTurns { baseline, pages: vec![page] }),
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
}
