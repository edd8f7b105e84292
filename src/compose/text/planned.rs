//! A text with the plan of its pages: its galley, the strips of its feet, and the breaks
//! found with both.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::Content;
use typst::introspection::Locator;
use typst::layout::{Abs, Frame};

use crate::compose::foot::entries::Pieces;
use crate::compose::foot::estimate::{Estimate, Found, Known, Metrics, SeriesMeasure};
use crate::compose::foot::strips::{StripKey, Strips, fits};
use crate::compose::job::TextJob;
use crate::compose::text::heads::{Head, heads};
use crate::compose::text::pins::pin;
use crate::compose::text::released;
use crate::compose::text::set::Setter;
use crate::lines::{LineMap, LineNames, References};
use crate::pages::rule::let_go;
use crate::pages::{self, Feet, Line, Plan, Strip};
use crate::typeset::galley::lay_out;
use crate::typeset::parts::TextParts;
use crate::typeset::{Galley, Origins};

/// How often a plan is made anew after its feet were laid out.
const ROUNDS: usize = 40;

/// A text that is to be set.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub parts: &'a TextParts,
    pub job: &'a TextJob,
    pub origins: &'a Origins,
    /// The folio that its first page will have.
    pub first_folio: u32,
}

/// A text with its plan.
pub(crate) struct Planned {
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

impl Setter<'_> {
    /// Lays out the body of a text and finds its pages. What is set with the same locator is
    /// mostly known to the compiler, but for what it `forgets` now.
    pub(crate) fn planned(
        &self,
        engine: &mut Engine,
        at: Locator,
        given: &Given,
        (body, forgets): (&Content, bool),
    ) -> SourceResult<Planned> {
        let Given { parts, job, origins, first_folio } = *given;
        let mut locator = at.split();
        let width = Abs::pt(self.measure());
        let at = locator.next(&job.path);
        let mut galley = lay_out(engine, body, at, self.styles, width, origins)?;
        if forgets {
            self.forget();
        }
        let mut lines = self.lines(&galley, job);
        self.turn_over(engine, &mut locator, job, &lines, &mut galley.frame)?;
        let line_map = LineMap::of(galley.lines.iter().map(|line| &line.runs[..]));
        let line_map = Arc::new(line_map);
        let_go(&mut lines, self.room());
        let heads = heads(&mut lines, job, self.room());
        pin(&mut lines, job, &line_map);
        released::mark(&mut lines, job, &line_map);
        let (names, second) = self.names(&lines, &line_map, job);
        let style = &self.edition.references;
        let mut pieces = self.pieces(engine, job, &line_map)?;
        let series = self.measure_series(
            engine,
            &mut locator,
            parts,
            job,
            origins,
            &line_map,
            &pieces,
        )?;
        let number = |line: usize, start: usize| names.name(line, start).counted();
        let (room, sizes) = (self.room(), pieces.sizes.clone());
        let mut known = Known::default();
        let mut laid: FxHashMap<StripKey, Frame> = FxHashMap::default();
        let mut rounds = 0;
        let (plan, strips) = loop {
            rounds += 1;
            let metrics = metrics(&pieces, rounds);
            let mut feet = Estimate::new(&series, &metrics, &number, &known);
            let to_plan = pages::Job {
                lines: &lines,
                room,
                first_folio,
                sizes: &sizes,
                weights: &self.edition.badness,
            };
            let plan = pages::plan(&to_plan, &mut feet);
            let cited = second.as_ref().filter(|_| style.second).unwrap_or(&names);
            let references = References::new(cited, style, &plan, first_folio);
            let strips = self.strips(&plan, &series, &references);
            let new: Vec<_> = strips
                .keys
                .iter()
                .filter(|key| !laid.contains_key(*key))
                .cloned()
                .collect();
            let locators: Vec<Locator> = new
                .iter()
                .map(|key| locator.next(&(key.series, key.start, key.end)))
                .collect();
            let work: Vec<_> = new.iter().cloned().zip(locators).collect();
            self.add_numbers(engine, job, &mut pieces, new.iter())?;
            let frames: Vec<SourceResult<Frame>> = {
                let (series, pieces) = (&series, &pieces);
                engine
                    .parallelize(work, move |engine, (key, locator)| {
                        self.lay_out_strip(
                            engine, locator, parts, job, series, pieces, &key,
                        )
                    })
                    .collect()
            };
            for (key, frame) in new.into_iter().zip(frames) {
                laid.insert(key, frame?);
            }
            let mut settled = true;
            let mut wrong: Vec<Found> = vec![];
            for (page, of) in plan.pages.iter().zip(&strips.of) {
                let mut truth: Vec<(Strip, bool)> = vec![];
                for (part, &at) in page.parts.iter().zip(of) {
                    let (k, key) = (part.series, &strips.keys[at]);
                    let runs_on = part.rest > 0;
                    let frame = &laid[key];
                    let (measure, metrics) = (&series[k], &pieces.metrics[k]);
                    let source = (job, origins);
                    let upto = (part.end, runs_on);
                    let strip = self.strip_of(frame, key, upto, measure, metrics, source);
                    let counted = feet.strip(k, part.start, part.end);
                    let same = counted.rows == strip.rows
                        && (!runs_on || counted.begins == strip.begins);
                    if !same {
                        wrong.push((k, part.start, part.end, strip));
                    }
                    let last = measure.items[part.end - 1].lines.0 as usize;
                    truth.push((strip, part.done == 0 || last >= page.lines.start));
                }
                settled &= fits(page, &truth, &lines, &sizes, room);
            }
            if settled || rounds >= ROUNDS {
                break (plan, strips);
            }
            known.learn(wrong, rounds > ROUNDS / 2);
        };
        Ok(Planned {
            galley,
            lines,
            line_map,
            names,
            second,
            pieces,
            series,
            plan,
            strips,
            laid,
            heads,
            rounds,
            known,
        })
    }
}

impl Planned {
    /// Asks the planner something, with what it planned last.
    pub fn with_feet<T>(
        &self,
        setter: &Setter,
        given: &Given,
        ask: impl FnOnce(&pages::Job, &mut dyn Feet) -> T,
    ) -> T {
        let number = |line: usize, start: usize| self.names.name(line, start).counted();
        let metrics = metrics(&self.pieces, self.rounds);
        let mut feet = Estimate::new(&self.series, &metrics, &number, &self.known);
        let job = pages::Job {
            lines: &self.lines,
            room: setter.room(),
            first_folio: given.first_folio,
            sizes: &self.pieces.sizes,
            weights: &setter.edition.badness,
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
