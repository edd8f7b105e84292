//! A text with the plan of its pages: its galley, the strips of its feet, and the breaks
//! found with both.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::Content;
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Frame};

use super::heads::{Head, heads};
use super::lines::{galley_lines, names};
use super::pins::pin;
use super::released;
use super::turnover::turn_over;
use crate::compose::context::TextContext;
use crate::compose::foot::entries::{self, Pieces};
use crate::compose::foot::estimate::{Estimate, Found, Known, Metrics, SeriesMeasure};
use crate::compose::foot::strips::{
    self, StripKey, Strips, lay_out_strip, measure_series, overshoots, stands_as_planned,
    strip_of,
};
use crate::lines::{LineMap, LineNames, References};
use crate::pages::rule::let_go;
use crate::pages::{self, Feet, FootSizes, Line, Plan, Strip};
use crate::typeset::Galley;
use crate::typeset::galley::lay_out;

/// How often a plan is made anew after its feet were laid out.
const ROUNDS: usize = 40;

/// A text with its plan.
pub struct Planned {
    pub galley: Galley,
    pub lines: Vec<Line>,
    /// Which bytes of the source stand on which line.
    pub line_map: Arc<LineMap>,
    /// The names of the lines, by the first lineation and by the second.
    pub names: LineNames,
    pub second: Option<LineNames>,
    pub pieces: Pieces,
    pub series: Vec<SeriesMeasure>,
    pub plan: Plan,
    pub strips: Strips,
    /// The strips as they were laid out.
    pub laid: FxHashMap<StripKey, Frame>,
    /// The heads of its tables.
    pub heads: Vec<Head>,
    /// How often the plan was made.
    pub rounds: usize,
    known: Known,
}

/// A text before its pages are planned: its galley, and how much its feet need.
struct Draft<'a> {
    of: TextContext<'a>,
    galley: Galley,
    lines: Vec<Line>,
    line_map: Arc<LineMap>,
    names: LineNames,
    second: Option<LineNames>,
    series: Vec<SeriesMeasure>,
    heads: Vec<Head>,
    sizes: FootSizes,
}

/// The feet of a text, as far as they are laid out.
struct Work<'a> {
    locator: SplitLocator<'a>,
    pieces: Pieces,
    laid: FxHashMap<StripKey, Frame>,
}

/// A draft, and what of its feet is known.
pub(super) struct Prepared<'a> {
    draft: Draft<'a>,
    work: Work<'a>,
}

impl Prepared<'_> {
    /// Its lines.
    pub(super) fn lines(&self) -> &[Line] {
        &self.draft.lines
    }

    /// Its lines, to be changed.
    pub(super) fn lines_mut(&mut self) -> &mut [Line] {
        &mut self.draft.lines
    }

    /// Its galley, its lines and the heads of its tables, to be moved.
    pub(super) fn parts_mut(&mut self) -> (&mut Frame, &mut [Line], &mut [Head]) {
        let Draft { galley, lines, heads, .. } = &mut self.draft;
        (&mut galley.frame, lines, heads)
    }

    /// Which bytes of its source stand on which line.
    pub(super) fn line_map(&self) -> &LineMap {
        &self.draft.line_map
    }

    /// What is to be planned.
    pub(super) fn to_plan(&self) -> pages::Job<'_> {
        self.draft.to_plan()
    }
}

/// Finds the pages of texts that are planned together.
pub(super) type Planner<'p> =
    dyn FnMut(&[pages::Job], &mut [&mut dyn Feet]) -> Vec<Plan> + 'p;

/// Lays out the body of a text and finds its pages. What is set with the same locator is
/// mostly known to the compiler, but for what it `forgets` now, if no paragraph may be fitted.
///
/// # Errors
/// What Typst finds wrong with the text or the design.
pub(super) fn planned(
    of: &TextContext,
    engine: &mut Engine,
    at: Locator,
    body: (&Content, bool),
) -> SourceResult<Planned> {
    let prepared = prepared(of, engine, at, body)?;
    let mut plan = |jobs: &[pages::Job], feet: &mut [&mut dyn Feet]| {
        let texts = jobs.iter().zip(feet);
        texts.map(|(job, feet)| pages::plan(job, *feet)).collect()
    };
    let mut planned = settled(engine, vec![prepared], &mut plan)?;
    Ok(planned.remove(0))
}

/// Lays out the body of a text and measures what stands at its feet.
///
/// # Errors
/// What Typst finds wrong with the text or the design.
pub(super) fn prepared<'a>(
    of: &TextContext<'a>,
    engine: &mut Engine,
    at: Locator<'a>,
    (body, forgets): (&Content, bool),
) -> SourceResult<Prepared<'a>> {
    let TextContext { setter, job, origins, .. } = *of;
    let mut locator = at.split();
    let width = Abs::pt(of.measure);
    let at = locator.next(&job.path);
    let mut galley = lay_out(engine, body, at, setter.styles, width, origins)?;
    // What the compiler remembers of the paragraphs is needed again where some may be fitted.
    if forgets && !of.may_be_fitted(galley.lines.len()) {
        of.forget();
    }
    let mut lines = galley_lines(of, &galley);
    turn_over(of, engine, &mut locator, &lines, &mut galley.frame)?;
    let line_map = LineMap::of(galley.lines.iter().map(|line| &line.runs[..]));
    let line_map = Arc::new(line_map);
    let_go(&mut lines, setter.room());
    let heads = heads(&mut lines, job, setter.room());
    pin(&mut lines, job, &line_map);
    released::mark(&mut lines, job, &line_map);
    let (names, second) = names(of, &lines, &line_map);
    let pieces = entries::pieces(of, engine, &line_map)?;
    let mut series = measure_series(of, engine, &mut locator, &line_map, &pieces)?;
    series.iter_mut().for_each(|series| series.keep_order(&lines));
    let sizes = pieces.sizes.clone();
    Ok(Prepared {
        draft: Draft {
            of: *of,
            galley,
            lines,
            line_map,
            names,
            second,
            series,
            heads,
            sizes,
        },
        work: Work { locator, pieces, laid: FxHashMap::default() },
    })
}

impl Draft<'_> {
    /// What is to be planned.
    fn to_plan(&self) -> pages::Job<'_> {
        pages::Job {
            lines: &self.lines,
            room: self.of.setter.room(),
            first_folio: self.of.folios.first,
            sizes: &self.sizes,
            weights: &self.of.setter.edition.badness,
        }
    }

    /// How its lines are referred to on the pages of a plan.
    fn references(&self, plan: &Plan) -> References<'_> {
        let style = &self.of.setter.edition.references;
        let cited = self.second.as_ref().filter(|_| style.second);
        References::new(cited.unwrap_or(&self.names), style, plan, self.of.folios)
    }
}

/// Plans texts together, until their feet are laid out as they were planned.
///
/// # Errors
/// What Typst finds wrong with a foot.
pub(super) fn settled(
    engine: &mut Engine,
    prepared: Vec<Prepared>,
    plan: &mut Planner,
) -> SourceResult<Vec<Planned>> {
    let (drafts, mut works): (Vec<Draft>, Vec<Work>) =
        prepared.into_iter().map(|one| (one.draft, one.work)).unzip();
    let mut known: Vec<Known> = drafts.iter().map(|_| Known::default()).collect();
    let numbers: Vec<_> = drafts
        .iter()
        .map(|draft| |line, start| draft.names.name(line, start).counted())
        .collect();
    let mut rounds = 0;
    let plans = loop {
        rounds += 1;
        let of_round = |work: &Work| metrics(&work.pieces, rounds);
        let metrics: Vec<Vec<Metrics>> = works.iter().map(of_round).collect();
        let mut feet: Vec<Estimate> = (0..drafts.len())
            .map(|k| {
                Estimate::new(&drafts[k].series, &metrics[k], &numbers[k], &known[k])
            })
            .collect();
        let jobs: Vec<pages::Job> = drafts.iter().map(Draft::to_plan).collect();
        let mut counted: Vec<&mut dyn Feet> = vec![];
        counted.extend(feet.iter_mut().map(|feet| feet as &mut dyn Feet));
        let plans = plan(&jobs, &mut counted);
        let (mut settled, mut wrong, mut made) = (true, vec![], vec![]);
        let texts = drafts.iter().zip(&mut works).zip(&mut feet).zip(&jobs);
        for ((((draft, work), feet), job), plan) in texts.zip(plans) {
            let strips = work.lay_out(engine, draft, &plan)?;
            let seen = Seen { draft, work };
            let (is_settled, other) = seen.compare(&plan, &strips, feet, job);
            settled &= is_settled;
            wrong.push(other);
            made.push((plan, strips));
        }
        if settled || rounds >= ROUNDS {
            break made;
        }
        drop(feet);
        for (known, wrong) in known.iter_mut().zip(wrong) {
            known.learn(wrong, rounds > ROUNDS / 2);
        }
    };
    drop(numbers);
    let texts = drafts.into_iter().zip(works).zip(known).zip(plans);
    let planned = texts.map(|(((draft, work), known), (plan, strips))| Planned {
        galley: draft.galley,
        lines: draft.lines,
        line_map: draft.line_map,
        names: draft.names,
        second: draft.second,
        pieces: work.pieces,
        series: draft.series,
        plan,
        strips,
        laid: work.laid,
        heads: draft.heads,
        rounds,
        known,
    });
    Ok(planned.collect())
}

impl Work<'_> {
    /// Lays out the strips of a plan.
    fn lay_out(
        &mut self,
        engine: &mut Engine,
        draft: &Draft,
        plan: &Plan,
    ) -> SourceResult<Strips> {
        let Self { locator, pieces, laid } = self;
        let references = draft.references(plan);
        let strips = strips::strips(plan, &draft.series, &references);
        let new = strips.keys.iter().filter(|key| !laid.contains_key(*key));
        let wanted = new.map(|key| (key.series, &key.references[..]));
        entries::add_numbers(&draft.of, engine, pieces, wanted)?;
        let made = (&draft.series[..], &*pieces);
        lay_out_new(&draft.of, engine, locator, made, &strips, laid)?;
        Ok(strips)
    }
}

/// Lays out the strips that are new.
fn lay_out_new(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    (series, pieces): (&[SeriesMeasure], &Pieces),
    strips: &Strips,
    laid: &mut FxHashMap<StripKey, Frame>,
) -> SourceResult<()> {
    let keys = strips.keys.iter();
    let new: Vec<StripKey> =
        keys.filter(|key| !laid.contains_key(*key)).cloned().collect();
    let work: Vec<(StripKey, Locator)> = new
        .iter()
        .map(|key| (key.clone(), locator.next(&(key.series, key.start, key.end))))
        .collect();
    let frames: Vec<SourceResult<Frame>> = engine
        .parallelize(work, move |engine, (key, locator)| {
            lay_out_strip(of, engine, locator, series, pieces, &key)
        })
        .collect();
    for (key, frame) in new.into_iter().zip(frames) {
        laid.insert(key, frame?);
    }
    Ok(())
}

/// The strips of a plan as they were laid out.
struct Seen<'a> {
    draft: &'a Draft<'a>,
    work: &'a Work<'a>,
}

impl Seen<'_> {
    /// Whether the strips stand on their pages as they were planned, and those that are
    /// other than they were counted.
    fn compare(
        &self,
        plan: &Plan,
        strips: &Strips,
        feet: &mut dyn Feet,
        planned: &pages::Job,
    ) -> (bool, Vec<Found>) {
        let Self { draft, work } = *self;
        let (mut settled, mut wrong) = (true, vec![]);
        let pitch = pages::plan::pitch(planned.lines);
        // Strips as far as some item: a note that runs on through many pages is looked for once.
        let mut seen: FxHashMap<(usize, usize), Strip> = FxHashMap::default();
        for (page, of_page) in plan.pages.iter().zip(&strips.of) {
            let mut truth: Vec<(Strip, bool)> = vec![];
            for (part, &at) in page.parts.iter().zip(of_page) {
                let (k, key) = (part.series, &strips.keys[at]);
                let runs_on = part.rest > 0;
                let frame = &work.laid[key];
                let (measure, metrics) = (&draft.series[k], &work.pieces.metrics[k]);
                let upto = (part.end, runs_on);
                let found = || strip_of(&draft.of, frame, key, upto, measure, metrics);
                let strip = match runs_on {
                    true => *seen.entry((at, part.end)).or_insert_with(found),
                    false => found(),
                };
                let counted = feet.strip(k, part.start, part.end);
                let same = counted.rows == strip.rows
                    && (!runs_on || counted.begins == strip.begins);
                if !same {
                    wrong.push((k, part.start, part.end, strip));
                }
                settled &= !overshoots(part, key.end, strip);
                let last = measure.items[part.end - 1].lines.0 as usize;
                truth.push((strip, part.done == 0 || last >= page.lines.start));
            }
            settled &= stands_as_planned(
                page,
                &truth,
                planned.lines,
                (planned.sizes, planned.room),
                pitch,
            );
        }
        (settled, wrong)
    }
}

impl Planned {
    /// Asks the planner something, with what it planned last.
    pub fn with_feet<T>(
        &self,
        of: &TextContext,
        ask: impl FnOnce(&pages::Job, &mut dyn Feet) -> T,
    ) -> T {
        let number = |line: usize, start: usize| self.names.name(line, start).counted();
        let metrics = metrics(&self.pieces, self.rounds);
        let mut feet = Estimate::new(&self.series, &metrics, &number, &self.known);
        let job = pages::Job {
            lines: &self.lines,
            room: of.setter.room(),
            first_folio: of.folios.first,
            sizes: &self.pieces.sizes,
            weights: &of.setter.edition.badness,
        };
        ask(&job, &mut feet)
    }
}

/// The sizes of the series in a round of planning: a plan that will not settle gets feet
/// counted with less width.
fn metrics(pieces: &Pieces, round: usize) -> Vec<Metrics> {
    let strict = if round > ROUNDS / 2 { 0.97 } else { 1.0 };
    let narrow = |m: &Metrics| Metrics { width: m.width * strict, ..*m };
    pieces.metrics.iter().map(narrow).collect()
}
