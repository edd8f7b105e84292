//! Entries and notes of the foot, put together from the design's pieces.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, IntoValue, NativeElement, Value};
use typst::introspection::Locator;
use typst::layout::{Abs, HElem, Point, Rel, Spacing};
use typst::text::{SpaceElem, TextElem};

use super::estimate::Metrics;
use super::words::{Word, words};
use crate::assemble::direction;
use crate::compose::context::TextContext;
use crate::compose::job::Item;
use crate::edition::{LemmaSeparator, Series, SeriesLayout};
use crate::lines::{Cite, LineMap};
use crate::pages::{FootSizes, SeriesSizes};
use crate::typeset::Origins;
use crate::typeset::names::{Function, Metric};
use crate::typeset::parts::dict;
use crate::words::numeral;

/// What the entries of a text are put together from, besides their own words.
#[derive(Debug, Clone)]
pub struct Pieces {
    /// Between lemma and readings: a bracket, a colon, a blank.
    separators: Vec<(LemmaSeparator, Content)>,
    /// Between slanted sigla and a bracket.
    correction: Content,
    /// The sizes of each series.
    pub(crate) metrics: Vec<Metrics>,
    /// The sizes of the foot, as the planner sees them.
    pub(crate) sizes: FootSizes,
    /// Between two columns, in points.
    pub(crate) gutter: f64,
    /// By how much the rule above the foot stands higher, and its white is more, for letters
    /// that are higher than Latin ones, in points.
    pub(crate) lift: f64,
    /// The lines that the text's words stand on.
    line_map: Arc<LineMap>,
    /// References by the size of their type, as the design draws them and as set alone.
    numbers: FxHashMap<(u64, Cite), (Content, Word)>,
}

impl Pieces {
    /// A reference in a series.
    pub(crate) fn number(&self, series: usize, cite: &Cite) -> Option<&(Content, Word)> {
        if cite.is_empty() {
            return None;
        }
        self.numbers.get(&(self.metrics[series].size.to_bits(), cite.clone()))
    }

    /// Between two run-in entries of a series.
    pub(crate) fn gap(&self, series: usize) -> Content {
        let gap = Abs::pt(self.metrics[series].entry_gap);
        HElem::new(Spacing::Rel(Rel::from(gap))).with_weak(true).pack()
    }
}

/// The sizes of a series that the planner counts with.
fn metrics(
    of: &TextContext,
    engine: &mut Engine,
    series: &Series,
) -> SourceResult<Metrics> {
    let TextContext { setter, job, .. } = *of;
    let mut width = |text: &str| -> SourceResult<f64> {
        let number = number(of, engine, &numeral::digits(text, &job.lang))?;
        Ok(number_word(of, engine, series, &number)?.width)
    };
    let digit = width("88")? - width("8")?;
    let dash = width("8–8")? - 2.0 * digit;
    let columns = f64::from(series.columns);
    let gutters = (columns - 1.0) * setter.design.metric(Metric::Gutter);
    let usual = setter.edition.design.foot_size;
    Ok(Metrics {
        width: (of.measure - gutters) / columns,
        size: series.size,
        pitch: pitch(of, series),
        entry_gap: setter.design.metric(Metric::EntryGap) * series.size / usual,
        space: space(series),
        digit,
        dash,
    })
}

/// Whether the lines of a series are spread to one width: not in several columns, and not in a
/// column of the page that is as narrow as these.
pub fn justifies(of: &TextContext, series: &Series) -> bool {
    let is_whole = of.measure >= of.setter.measure() - 0.1;
    series.columns == 1 && (is_whole || of.measure >= NARROW * series.size)
}

/// A line of fewer ems than these has holes if it is spread.
const NARROW: f64 = 24.0;

/// A word space in a series, in points.
fn space(series: &Series) -> f64 {
    0.25 * series.size
}

/// The distance of the baselines of a series at the foot of a text, in points.
fn pitch(of: &TextContext, series: &Series) -> f64 {
    of.job.sizes.series_pitch(series)
}

/// The distance of baselines of what stands in the foot's type without being of a series, in
/// points.
fn foot_pitch(of: &TextContext) -> f64 {
    let design = &of.setter.edition.design;
    of.job.sizes.small_pitch((design.foot_size, design.foot_pitch))
}

/// By how much the white above the foot of a text is more than the design says: half of what
/// its rows are farther apart than Latin ones, in points.
fn lift(of: &TextContext) -> f64 {
    ((foot_pitch(of) - of.setter.edition.design.foot_pitch) / 2.0).max(0.0)
}

/// The height of the list of witnesses with the white below it, in points; nothing if
/// there is none.
pub fn witnesses_height(of: &TextContext) -> f64 {
    let setter = of.setter;
    match setter.edition.apparatus.witnesses_at_foot {
        true => foot_pitch(of) + setter.design.metric(Metric::Between),
        false => 0.0,
    }
}

/// The sizes of the foot, as the planner sees them.
fn foot_sizes(of: &TextContext) -> FootSizes {
    let setter = of.setter;
    let metric = |metric: Metric| setter.design.metric(metric);
    let gap = |series: &Series| match series.gap {
        Some(gap) => gap,
        None if series.rule => metric(Metric::Between) + 2.0 * metric(Metric::Rule),
        None => metric(Metric::Between),
    };
    let sizes = setter.edition.series.iter().map(|series| SeriesSizes {
        pitch: pitch(of, series),
        columns: series.columns,
        gap: gap(series),
        splits: series.splits,
    });
    FootSizes {
        above: metric(Metric::Above) + witnesses_height(of) + lift(of),
        series: sizes.collect(),
        yields: setter.edition.yields.clone(),
    }
}

/// What the entries of a text are put together from.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn pieces(
    of: &TextContext,
    engine: &mut Engine,
    line_map: &Arc<LineMap>,
) -> SourceResult<Pieces> {
    let TextContext { setter, job, .. } = *of;
    let dir = direction(job.dir);
    let mut separators = vec![];
    for kind in [LemmaSeparator::Bracket, LemmaSeparator::Colon, LemmaSeparator::None] {
        let arguments = vec![kind.name().into_value(), dir.into_value()];
        let drawn = setter.design.apply(
            engine,
            setter.styles,
            Function::LemmaSeparator,
            arguments,
        )?;
        separators.push((kind, drawn));
    }
    let mut metrics: Vec<Metrics> = vec![];
    for series in &setter.edition.series {
        metrics.push(self::metrics(of, engine, series)?);
    }
    let arguments: Vec<Value> = vec![];
    let correction = setter.design.apply(
        engine,
        setter.styles,
        Function::ItalicCorrection,
        arguments,
    )?;
    Ok(Pieces {
        separators,
        correction,
        metrics,
        sizes: foot_sizes(of),
        gutter: setter.design.metric(Metric::Gutter),
        lift: lift(of),
        line_map: line_map.clone(),
        numbers: FxHashMap::default(),
    })
}

/// Has the design draw the numbers that are new.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn add_numbers<'k>(
    of: &TextContext,
    engine: &mut Engine,
    pieces: &mut Pieces,
    wanted: impl Iterator<Item = (usize, &'k [Cite])>,
) -> SourceResult<()> {
    let TextContext { setter, job, .. } = *of;
    for (k, references) in wanted {
        let series = &setter.edition.series[k];
        let size = series.size.to_bits();
        for cite in references.iter().filter(|cite| !cite.is_empty()) {
            if pieces.number(k, cite).is_none() {
                let number = number(of, engine, &cite.printed(&job.lang))?;
                let word = number_word(of, engine, series, &number)?;
                pieces.numbers.insert((size, cite.clone()), (number, word));
            }
        }
    }
    Ok(())
}

/// A number set alone, without the blank behind it.
fn number_word(
    of: &TextContext,
    engine: &mut Engine,
    series: &Series,
    number: &Content,
) -> SourceResult<Word> {
    let layout = SeriesLayout::Paragraph;
    let content = series_content(of, engine, series, layout, (true, 1), number.clone())?;
    let frame = of.setter.natural(engine, Locator::root(), &content)?;
    let lines = words(&frame, of.job.dir, &Origins::default());
    let mut words = lines.into_iter().flat_map(|line| line.words);
    let mut word = words.next().unwrap_or_default();
    for more in words {
        // What has no width are characters behind the blank.
        word.width += if more.width > 0.0 { space(series) } else { 0.0 };
        let shift = Point::with_x(Abs::pt(word.width));
        word.items
            .extend(more.items.into_iter().map(|(pos, item)| (pos + shift, item)));
        word.width += more.width;
    }
    Ok(word.trimmed())
}

fn number(of: &TextContext, engine: &mut Engine, number: &str) -> SourceResult<Content> {
    let TextContext { setter, job, .. } = *of;
    setter.design.call(
        engine,
        setter.styles,
        Function::FootNumber,
        dict([
            ("number", number.into_value()),
            ("lang", job.lang.primary().into_value()),
            ("dir", direction(job.dir).into_value()),
        ]),
    )
}

/// An item on a running line: number, lemma, bracket and readings, or mark and note.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn item(
    of: &TextContext,
    engine: &mut Engine,
    pieces: &Pieces,
    (series, item): (usize, &Item),
    number: Option<&Cite>,
) -> SourceResult<Content> {
    let TextContext { setter, parts, job, .. } = *of;
    let values =
        if item.entry { &parts.entries[item.index] } else { &parts.notes[item.index] };
    let part = |key: &str| match values.get(key) {
        Ok(Value::Content(content)) => Some(content.clone()),
        _ => None,
    };
    let body = part("body").unwrap_or_default();
    if !item.entry {
        let mark = values.get("mark").cloned().unwrap_or(Value::None);
        let dir = direction(job.dir).into_value();
        let mut draw = |mark: Value| {
            let arguments = vec![mark, dir.clone()];
            setter
                .design
                .apply(engine, setter.styles, Function::NoteMark, arguments)
        };
        let mut mark = draw(mark)?;
        if let Ok(Value::Array(others)) = values.get("reserve")
            && !others.is_empty()
        {
            let others: SourceResult<Vec<Content>> =
                others.iter().cloned().map(draw).collect();
            let others = others?.into_iter().map(Content::into_value).collect();
            let arguments = vec![mark.into_value(), Value::Array(others)];
            mark = setter.design.apply(
                engine,
                setter.styles,
                Function::MarkRoom,
                arguments,
            )?;
        }
        // One that waited says which page it belongs to.
        let number = number.and_then(|cite| pieces.number(series, cite));
        let number = number.map(|number| number.0.clone()).unwrap_or_default();
        return Ok(Content::sequence([number, mark, body]));
    }
    let mut content = vec![];
    content.extend(
        number
            .and_then(|cite| pieces.number(series, cite))
            .map(|n| n.0.clone()),
    );
    if let Some(before) = part("before") {
        content.extend([before, SpaceElem::shared().clone()]);
    }
    if let Some(lemma) = part("lemma") {
        let tail = part("tail");
        let repeats =
            job.vocabulary.repeats(item.index, tail.is_some(), &pieces.line_map);
        content.push(lemma);
        content.extend(repeat(of, engine, repeats.head)?);
        content.extend(tail);
        content.extend(repeat(of, engine, repeats.tail)?);
        let rules = &setter.edition.series[series].apparatus;
        let separator = rules.separator(job.dir);
        if let Some(sigla) = part("sigla") {
            content.extend([TextElem::packed("\u{a0}"), sigla]);
            if separator == LemmaSeparator::Bracket {
                content.push(pieces.correction.clone());
            }
        }
        let drawn = pieces.separators.iter().find(|(kind, _)| *kind == separator);
        content.extend(drawn.map(|(_, drawn)| drawn.clone()));
    }
    content.push(body);
    Ok(Content::sequence(content))
}

/// Which of the equal words of its line a word is.
fn repeat(
    of: &TextContext,
    engine: &mut Engine,
    which: Option<u32>,
) -> SourceResult<Option<Content>> {
    let TextContext { setter, job, .. } = *of;
    let Some(which) = which else { return Ok(None) };
    let number = numeral::number(which, &job.lang).into_value();
    let arguments = vec![number, direction(job.dir).into_value()];
    setter
        .design
        .apply(engine, setter.styles, Function::RepeatNumber, arguments)
        .map(Some)
}

/// Calls the design for a series whose entries are put together. `shape` is whether
/// they are to be measured, and how many there are.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn series_content(
    of: &TextContext,
    engine: &mut Engine,
    series: &Series,
    layout: SeriesLayout,
    (measure, count): (bool, usize),
    body: Content,
) -> SourceResult<Content> {
    let TextContext { setter, job, .. } = *of;
    setter.design.call(
        engine,
        setter.styles,
        Function::FootSeries,
        dict([
            ("id", series.id.as_str().into_value()),
            ("layout", layout.name().into_value()),
            ("columns", i64::from(series.columns).into_value()),
            ("justify", justifies(of, series).into_value()),
            ("size", Abs::pt(series.size).into_value()),
            ("pitch", Abs::pt(pitch(of, series)).into_value()),
            ("measure", measure.into_value()),
            ("count", (count as i64).into_value()),
            ("lang", job.lang.primary().into_value()),
            ("dir", direction(job.dir).into_value()),
            ("body", body.into_value()),
        ]),
    )
}
