//! One text: its galley, its plan, its pages before they get folios.
//! It is one thing: the way of a text from its source to its pages.

use std::sync::Arc;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::StyleChain;
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Size};

use crate::compose::foot::endnotes::{SetEndnotes, Source};
use crate::compose::foot::strips::{SetFoot, misplaced};
use crate::compose::job::{Break, TextJob};
use crate::compose::scan::{find_missing, overfull, widths};
use crate::compose::tags::{self, Ties};
use crate::compose::text::fit::Fits;
use crate::compose::text::heads::{self, Head};
use crate::compose::text::pins::idle;
use crate::compose::text::planned::{Given, Planned};
use crate::compose::text::released::{self, Broken};
use crate::compose::text::waiting::{self, Parted, Waiting};
use crate::edition::{Edition, Lineation};
use crate::lines::{Cite, LineMap, LineName, LineNames, References};
use crate::model::Role;
use crate::pages::{self, Explanation, Line, Plan, Unit};
use crate::typeset::parts::TextParts;
use crate::typeset::slice::slice;
use crate::typeset::substitutes::Lacking;
use crate::typeset::{Design, Galley, Origins};

/// A text set in pages, still without folios.
#[derive(Debug, Clone)]
pub struct SetText {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Which bytes of the source stand on which line.
    pub line_map: Arc<LineMap>,
    /// Which lines stand on which page.
    pub plan: Plan,
    /// The page of each line, from 0, counting the pages of this text.
    pub page_of: Vec<u32>,
    /// The number of each line as the lineation counts it; 0 if not counted.
    pub number_of: Vec<u32>,
    /// The names of its lines, as references have them.
    pub cited: LineNames,
    /// The pages, with those that only hold notes that run on, and behind those of the
    /// plan those that only hold endnotes.
    pub pages: Vec<SetPage>,
    /// How the structure of a tagged PDF has the items of its feet and of its endnotes.
    pub ties: Ties,
    /// The endnotes of the text and those of the book.
    pub endnotes: Vec<SetEndnotes>,
    /// Characters in the face of last resort.
    pub missing: Vec<Lacking>,
    /// Notes and entries that begin on a later page than their lines, in the order of their
    /// pages. All others begin on the page of their line.
    pub waiting: Vec<Waiting>,
    /// Notes and entries that run on though their series keeps its notes whole.
    pub parted: Vec<Parted>,
    /// Rows of notes and entries that stand on no page or on two: a fault of the program.
    pub misplaced_rows: usize,
    /// How often the plan was made.
    pub rounds: usize,
    /// Paragraphs that were set a line shorter or longer for the sake of pages.
    pub fits: Fits,
    /// Lines wider than the measure by more than a point.
    pub overfull_lines: Vec<u32>,
    /// Why the page ends where it does that was asked for.
    pub explained: Option<Explanation>,
    /// Pins of the edition that change nothing, as indexes.
    pub idle_pins: Vec<usize>,
    /// Pages of the last release that can't be kept, if none may move.
    pub broken: Vec<Broken>,
}

impl SetText {
    /// What a line is called in references.
    pub fn name(&self, line: usize) -> LineName {
        let page = self.page_of.get(line).map(|&page| &self.plan.pages[page as usize]);
        self.cited.name(line, page.map_or(0, |page| page.lines.start))
    }

    /// How a line is cited, its section or stanza before it if that is wanted; empty if it
    /// has no name.
    pub fn cite(&self, line: usize, with_section: bool) -> Cite {
        self.cited.cite(self.name(line), with_section)
    }

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

    /// How wide each line of a block is, in points.
    pub fn widths(&self, block: u32) -> Vec<f64> {
        let mut found = vec![];
        for (set, page) in self.pages.iter().zip(&self.plan.pages) {
            let Some(first) = self.lines.get(page.lines.start) else { continue };
            let top = first.baseline - first.ascent;
            let lines: Vec<Line> = self.lines[page.lines.clone()]
                .iter()
                .map(|line| Line { baseline: line.baseline - top, ..*line })
                .collect();
            if lines.iter().any(|line| line.block == block) {
                let widths = widths(&set.body, &lines).into_iter().zip(&lines);
                found.extend(widths.filter(|(_, line)| line.block == block).map(|w| w.0));
            }
        }
        found
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

/// A line number in the margin.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginNumber {
    /// The line's baseline from the top of the text area, in points.
    pub baseline: f64,
    /// The number in ASCII digits.
    pub text: String,
    /// Whether it is one of the second lineation, in the other margin.
    pub second: bool,
}

/// A page of a text.
#[derive(Debug, Clone, Default)]
pub struct SetPage {
    /// The lines, from the top of the text area.
    pub body: Frame,
    /// The foot.
    pub foot: SetFoot,
    /// Line numbers to print.
    pub numbers: Vec<MarginNumber>,
    /// Pages of witnesses that begin on it.
    pub breaks: Vec<PageTurns>,
    /// Points by which the page is too full.
    pub overfull: f64,
    /// Whether notes run on from the page before.
    pub continued: bool,
    /// Whether notes of its lines had to be put off to a later page.
    pub spills: bool,
    /// How deep below the top of the text area endnotes begin, if there are any, in points.
    pub endnotes: Option<f64>,
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
    /// The folio of the page whose end is to be explained.
    pub explain: Option<u32>,
}

impl Setter<'_> {
    /// The height of the text area, in points.
    pub(crate) fn room(&self) -> f64 {
        let page = &self.edition.page;
        page.height - page.head - page.foot
    }

    /// The measure, in points.
    pub(crate) fn measure(&self) -> f64 {
        let page = &self.edition.page;
        page.width - page.inner - page.outer
    }

    /// Has the compiler forget what it remembers, which is as much as was set, unless it
    /// is to be built again.
    pub(crate) fn forget(&self) {
        if !self.keep {
            comemo::evict(0);
        }
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
        let at = locator.next(&job.path);
        let given = Given { parts, job, origins, first_folio };
        let planned = self.planned(engine, at.relayout(), &given, (&parts.body, true))?;
        let (planned, fits) = self.fit(engine, &at, &given, planned)?;
        let asked = self.explain.and_then(|folio| folio.checked_sub(first_folio));
        let explained = asked
            .map(|page| page as usize)
            .filter(|&page| job.role != Role::Front && page < planned.plan.pages.len())
            .map(|page| {
                planned.with_feet(self, &given, |to_plan, feet| {
                    pages::explain(to_plan, feet, &planned.plan, page)
                })
            });
        let (idle_pins, broken) = planned.with_feet(self, &given, |to_plan, feet| {
            let idle = idle(job, to_plan, feet, &planned.line_map);
            let page = (to_plan.lines, to_plan.room, to_plan.sizes);
            (idle, released::broken(&planned.plan, job, &planned.line_map, page, feet))
        });
        let Planned {
            galley,
            lines,
            line_map,
            names,
            second,
            mut pieces,
            series,
            mut plan,
            strips,
            laid,
            rounds,
            heads,
            ..
        } = planned;
        fits.charge(&mut plan, &lines, &self.edition.badness);
        let style = &self.edition.references;
        let cited = second.as_ref().filter(|_| style.second).unwrap_or(&names);
        let number = |line: usize, start: usize| names.name(line, start).counted();
        let mut missing = galley.missing.clone();
        let mut feet: Vec<SetFoot> = plan
            .pages
            .iter()
            .zip(&strips.of)
            .map(|(page, of)| {
                let frame = |&at: &usize| &laid[&strips.keys[at]];
                let frames: Vec<&Frame> = of.iter().map(frame).collect();
                self.foot(page, &frames, &pieces, job.dir)
            })
            .collect();
        let misplaced_rows =
            misplaced(&plan, &strips, |key| (&laid[key], pieces.metrics[key.series]));
        let waits = waiting::waiting(&plan, &series);
        let parted = waiting::parted(&plan, &series, &self.edition.series);
        if self.edition.apparatus.witnesses_at_foot {
            for (page, foot) in plan.pages.iter().zip(&mut feet) {
                if let Some(last) = page.lines.clone().next_back() {
                    let at = locator.next(&page.lines.start);
                    let start = line_map.bytes(page.lines.start).start;
                    let bytes = start..line_map.bytes(last).end;
                    self.add_witnesses(engine, at, job, bytes, foot)?;
                }
            }
        }
        let mut endnotes = {
            let references = References::new(cited, style, &plan, first_folio);
            let (line_map, references) = (&*line_map, &references);
            let source = Source { parts, job, origins, line_map, references };
            self.endnotes(engine, locator, &source, &mut pieces)?
        };
        let above = self.design.metric("above");
        drop(laid);
        drop(series);
        drop(pieces);
        // Without the compiler's copy the galley's lines can be moved to their pages.
        self.forget();

        let breaks: Vec<(usize, &Break)> = job
            .breaks
            .iter()
            .filter_map(|b| line_map.line_of(b.at).map(|line| (line, b)))
            .collect();
        let overfull_lines = overfull(&galley.frame, &lines, self.measure());
        let both = (&names, second.as_ref());
        let heads = (&heads[..], &given);
        let mut pages =
            self.pages(galley.frame, &lines, &plan, feet, above, both, &breaks, heads);
        let ties = tags::weave(&mut pages, &mut endnotes, &plan, &line_map, job, origins);
        self.add_endnotes(&mut pages, &plan, &lines, &endnotes);
        let mut page_of = vec![0; lines.len()];
        let mut number_of = vec![0; lines.len()];
        for (k, page) in plan.pages.iter().enumerate() {
            for line in page.lines.clone() {
                page_of[line] = k as u32;
                number_of[line] = number(line, page.lines.start);
            }
        }
        for foot in pages.iter().map(|page| &page.foot) {
            for frame in &foot.frames {
                find_missing(frame, origins, &mut missing);
            }
        }
        for notes in &endnotes {
            notes.find_missing(origins, &mut missing);
        }
        let cited = second.filter(|_| style.second).unwrap_or(names);
        Ok(SetText {
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
            waiting: waits,
            parted,
            misplaced_rows,
            rounds,
            fits,
            overfull_lines,
            explained,
            idle_pins,
            broken,
        })
    }

    /// The names of the lines, by the first lineation and by the second.
    pub(crate) fn names(
        &self,
        lines: &[Line],
        line_map: &LineMap,
        job: &TextJob,
    ) -> (LineNames, Option<LineNames>) {
        let named = |lineation: &Lineation| {
            LineNames::of(lines, line_map, &job.counts, lineation.clone())
        };
        let second = self.edition.second_lineation.as_ref().map(named);
        (named(&self.edition.lineation), second)
    }

    /// The galley's lines as the planner sees them.
    pub(crate) fn lines(&self, galley: &Galley, job: &TextJob) -> Vec<Line> {
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
                whole: block.and_then(|block| job.blocks[block as usize].whole),
                pin: None,
                released: false,
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
        feet: Vec<SetFoot>,
        above: f64,
        names: (&LineNames, Option<&LineNames>),
        breaks: &[(usize, &Break)],
        (heads, given): (&[Head], &Given),
    ) -> Vec<SetPage> {
        let with_lines = plan.pages.iter().filter(|page| !page.lines.is_empty());
        let cuts: Vec<Abs> = with_lines
            .skip(1)
            .map(|page| {
                let (before, after) =
                    (&lines[page.lines.start - 1], &lines[page.lines.start]);
                let bottom = before.baseline + before.descent;
                let extra = heads::extra(heads, page.lines.start);
                let top = after.baseline - after.ascent + extra;
                Abs::pt((bottom + top) / 2.0)
            })
            .collect();
        let bodies = slice(galley, &cuts);
        let starts: Vec<usize> = plan
            .pages
            .iter()
            .filter(|page| !page.lines.is_empty())
            .map(|page| page.lines.start)
            .collect();
        let repeated: Vec<Option<Frame>> = starts
            .iter()
            .map(|&start| {
                let head = heads::above(heads, start)?;
                let k = starts.partition_point(|&first| first <= head.lines.start);
                let of_it = bodies.get(k.checked_sub(1)?)?;
                Some(head.copy(of_it, given.job, given.origins, start))
            })
            .collect();
        let mut bodies = bodies.into_iter().zip(repeated);
        let mut pages = vec![];
        for (page, foot) in plan.pages.iter().zip(feet) {
            let body = (!page.lines.is_empty()).then(|| bodies.next()).flatten();
            let (mut body, head) =
                body.unwrap_or_else(|| (Frame::soft(Size::zero()), None));
            let top = match lines.get(page.lines.start) {
                Some(first) => first.baseline - first.ascent,
                None => 0.0,
            };
            body.translate_visual(Point::with_y(Abs::pt(-top)));
            if let Some(head) = head {
                body.prepend(Point::zero(), FrameItem::Group(GroupItem::new(head)));
            }
            let mut numbers = vec![];
            for (names, second) in [(Some(names.0), false), (names.1, true)] {
                let printed = names.map(|names| names.printed(page.lines.clone()));
                for (line, text) in printed.unwrap_or_default() {
                    let baseline = lines[line].baseline - top;
                    numbers.push(MarginNumber { baseline, text, second });
                }
            }
            let mut turned: Vec<PageTurns> = vec![];
            for (line, b) in breaks.iter().filter(|b| page.lines.contains(&b.0)) {
                let baseline = lines[*line].baseline - top;
                let page = (b.n.clone(), b.ed.clone());
                match turned.last_mut() {
                    Some(last) if last.baseline == baseline => last.pages.push(page),
                    _ => turned.push(PageTurns { baseline, pages: vec![page] }),
                }
            }
            let height = pages::plan::height(lines, page.lines.clone());
            let white = if foot.frames.is_empty() { 0.0 } else { above };
            // A page may be long for the sake of those after it.
            let allowed =
                if page.costs.long > 0.0 { self.edition.design.pitch } else { 0.0 };
            let over = height + foot.height + white - self.room() - allowed;
            pages.push(SetPage {
                body,
                overfull: if over > 0.05 { over } else { 0.0 },
                foot,
                numbers,
                breaks: turned,
                continued: page.continues(),
                spills: page.waits() > 0,
                endnotes: None,
            });
        }
        pages
    }
}
