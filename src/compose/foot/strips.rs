//! The feet of a text: measured for the planner, laid out as strips of rows, and put
//! together for each page. It is one thing: the way of the items of a text to their feet.

use std::ops::Range;

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, Smart};
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Axes, Frame, Point, Region, Size};
use typst::model::{Linebreaks, ParElem, ParbreakElem};
use typst::text::{LinebreakElem, TextItem};
use typst::utils::Numeric;
use typst_layout::layout_frame;

use super::entries::{self, Pieces, series_content};
use super::estimate::{Measured, Metrics, NEW_ROW, SeriesMeasure};
use super::run_in::{RunIn, run_in};
use super::words::{Word, words};
use crate::compose::context::TextContext;
use crate::compose::job::{Item, Key, TextJob};
use crate::compose::tags;
use crate::edition::{SeriesKind, SeriesLayout};
use crate::lines::{Cite, LineMap, References};
use crate::model::Dir;
use crate::pages::{FootSizes, Line, Page, Part, Plan, Start, Strip};
use crate::typeset::Origins;
use crate::typeset::frames::texts;
use crate::typeset::galley::lay_out;
use crate::typeset::slice::{slice, whole};

/// A strip of rows of a series: the items of some lines, with the references that are
/// printed with them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StripKey {
    /// The series.
    pub series: usize,
    /// Where it begins.
    pub start: Start,
    /// The item after its last, in the order of their lines.
    pub end: usize,
    /// The references of the items; empty where an item has none of its own.
    pub references: Vec<Cite>,
}

/// An item to lay out, with the line it begins on and its reference, if it has one.
pub struct Keyed<'a> {
    /// The item.
    pub item: &'a Item,
    /// The line it begins on.
    pub line: u32,
    /// Its reference, if it has one.
    pub number: Option<&'a Cite>,
    /// What the structure knows it by, at the foot.
    pub key: Option<Key>,
}

/// The strips of a plan, and for each part of the foot of a page the strip of which it takes
/// rows.
#[derive(Debug, Default)]
pub struct Strips {
    /// The strips.
    pub keys: Vec<StripKey>,
    /// For each page and each part of its foot, an index of `keys`.
    pub of: Vec<Vec<usize>>,
}

/// How many items are measured as lines of one paragraph, unless they have more bytes of source
/// than [`SHORT`]: for each line that Typst tries it looks at the whole paragraph.
const TOGETHER: usize = 8;

/// How many bytes of source the items of such a paragraph have at most, but for the last.
const SHORT: usize = 1_000;

/// How many bytes of source an item has that is too long for one endless line: Typst compares
/// each end of it with each other. The second is for series that Typst sets: this program
/// needs the words of an item on one line to set them itself.
const LONG: usize = 16_000;
const LONG_FOR_TYPST: usize = 2_000;

/// How long the lines of such items are while they are measured, in points.
const LONG_LINE: f64 = 1_000.0;

/// Lays out each item of each series alone, to know its words.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn measure_series(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    line_map: &LineMap,
    pieces: &Pieces,
) -> SourceResult<Vec<SeriesMeasure>> {
    let TextContext { setter, job, origins, .. } = *of;
    let mut measures = vec![];
    for (n, (settings, items)) in
        setter.edition.series.iter().zip(&job.series).enumerate()
    {
        let Metrics { width, space, .. } = pieces.metrics[n];
        let mut measured: Vec<Measured> = items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let lines = line_map.lines_of(item.from, item.last);
                Measured { index, lines, words: vec![] }
            })
            .collect();
        let mut set: Vec<Vec<Word>> = vec![vec![]; items.len()];
        let mut ours = false;
        if !items.is_empty() {
            let body = in_lines(of, engine, pieces, n, items)?;
            let layout = SeriesLayout::Paragraph;
            let may_be_ours =
                settings.layout == SeriesLayout::RunIn && job.dir == Dir::Ltr;
            let long = if may_be_ours { LONG } else { LONG_FOR_TYPST };
            let is_long = items.iter().any(|item| job.source_of(item).len() > long);
            let body = match is_long {
                // The fewest tries for lines that only the measure ends.
                true => Content::sequence(body)
                    .set(ParElem::linebreaks, Smart::Custom(Linebreaks::Simple)),
                false => Content::sequence(body),
            };
            let shape = (true, items.len());
            let content = series_content(of, engine, settings, layout, shape, body)?;
            let at = locator.next(&(&job.path, &settings.id));
            let room = if is_long { Abs::pt(LONG_LINE) } else { Abs::inf() };
            let galley = lay_out(engine, &content, at, setter.styles, room, origins)?;
            let lines = words(&galley.frame, job.dir, origins);
            let alone = lines.len() == items.len();
            let simple = lines.iter().all(|line| line.simple);
            let mut at = 0;
            // Whether the line before was so full that this one goes on with it.
            let mut goes_on = false;
            for (row, line) in lines.into_iter().enumerate() {
                // An item of several paragraphs has several lines.
                at = match line.byte.filter(|_| !alone) {
                    Some(byte) => owner(byte, items, job).unwrap_or(at),
                    None if alone => row,
                    None => at,
                };
                if !measured[at].words.is_empty() && !goes_on {
                    // Its next paragraph begins on a new line.
                    measured[at].words.push(NEW_ROW);
                }
                let units = Word::units(&line.words);
                let widths = units.map(|unit| Word::width_of(unit, space) as f32);
                measured[at].words.extend(widths);
                let blanks = 0.25 * settings.size * line.words.len() as f64;
                let length: f64 = line.words.iter().map(|word| word.width).sum();
                goes_on = is_long && length + blanks > 0.9 * LONG_LINE;
                set[at].extend(line.words);
            }
            let has_room = |words: &Vec<Word>| {
                words.iter().all(|word| word.width < width / 2.0)
                    && Word::units(words)
                        .all(|unit| Word::width_of(unit, space) < 0.7 * width)
            };
            let narrow = set.iter().all(has_room);
            ours = alone && simple && narrow && settings.layout == SeriesLayout::RunIn;
        }
        measures.push(SeriesMeasure {
            kind: settings.kind,
            layout: settings.layout,
            items: sorted(measured),
            set: ours.then_some(set),
        });
    }
    Ok(measures)
}

/// The items of a series, by its index, as lines of paragraphs: these cost less than paragraphs
/// of a line.
fn in_lines(
    of: &TextContext,
    engine: &mut Engine,
    pieces: &Pieces,
    series: usize,
    items: &[Item],
) -> SourceResult<Vec<Content>> {
    let mut body = vec![];
    // Of the paragraph: its items, and their bytes.
    let (mut count, mut length) = (0, 0);
    for item in items {
        let goes_on = (1..TOGETHER).contains(&count) && length < SHORT;
        if goes_on {
            body.push(LinebreakElem::shared().clone());
        } else {
            body.push(ParbreakElem::shared().clone());
            (count, length) = (0, 0);
        }
        count += 1;
        length += of.job.source_of(item).len();
        body.push(entries::item(of, engine, pieces, (series, item), None)?);
    }
    Ok(body)
}

/// The strips of a plan.
pub fn strips(plan: &Plan, series: &[SeriesMeasure], references: &References) -> Strips {
    let mut strips = Strips::default();
    let mut known: FxHashMap<(usize, Start), usize> = FxHashMap::default();
    for page in &plan.pages {
        let mut of = vec![];
        for part in &page.parts {
            let Part { series: k, start, end, .. } = *part;
            let at = *known.entry((k, start)).or_insert_with(|| {
                let references = vec![];
                let key = StripKey { series: k, start, end: start.item, references };
                strips.keys.push(key);
                strips.keys.len() - 1
            });
            of.push(at);
            let (key, measure) = (&mut strips.keys[at], &series[k]);
            let mut previous = None;
            for place in key.end..end {
                let lines = measure.items[place].lines;
                if place == start.waits {
                    previous = None;
                }
                key.references.push(match measure.kind {
                    // A reader must be told which page it belongs to.
                    _ if place < start.waits => references.of_endnote(lines, previous),
                    SeriesKind::Critical => references.of_entry(lines, previous),
                    SeriesKind::Familiar => Cite::default(),
                });
                previous = Some(lines);
            }
            key.end = end;
        }
        strips.of.push(of);
    }
    strips
}

/// Lays out a strip in the width of its series's columns.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn lay_out_strip(
    of: &TextContext,
    engine: &mut Engine,
    locator: Locator,
    series: &[SeriesMeasure],
    pieces: &Pieces,
    key: &StripKey,
) -> SourceResult<Frame> {
    let TextContext { setter, job, .. } = *of;
    let mut references = key.references.iter();
    let (settings, measure) = (&setter.edition.series[key.series], &series[key.series]);
    let metrics = &pieces.metrics[key.series];
    let items = &measure.items[key.start.item..key.end];
    let mut reference = || references.next();
    if let Some(words) = &measure.set {
        let entries: Vec<RunIn> = items
            .iter()
            .map(|item| {
                let number = reference();
                let number = number.and_then(|cite| pieces.number(key.series, cite));
                RunIn {
                    key: Key { series: key.series, item: item.index },
                    number: number.map(|n| &n.1),
                    words: &words[item.index],
                }
            })
            .collect();
        let (from, end) = (key.start, key.end);
        let name =
            format!("{} {} {} {} {end}", job.path, settings.id, from.line, from.item);
        let justify = entries::justifies(of, settings);
        return Ok(run_in(&entries, metrics, justify, &name));
    }
    let items: Vec<Keyed> = items
        .iter()
        .map(|item| Keyed {
            item: &job.series[key.series][item.index],
            line: item.lines.0,
            number: reference(),
            key: Some(Key { series: key.series, item: item.index }),
        })
        .collect();
    lay_out_items(of, engine, locator, pieces, key.series, &items)
}

/// Lays out items of a series in the width of its columns, one below the other.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn lay_out_items(
    of: &TextContext,
    engine: &mut Engine,
    locator: Locator,
    pieces: &Pieces,
    series: usize,
    items: &[Keyed],
) -> SourceResult<Frame> {
    let setter = of.setter;
    let (settings, metrics) = (&setter.edition.series[series], &pieces.metrics[series]);
    let mut body = vec![];
    let mut before = None;
    for keyed in items {
        let joined = settings.layout.joins(before == Some(keyed.line));
        // In front of the gap: at the end of a line there is no gap if nothing follows it.
        let mark = keyed.key.map(tags::mark).unwrap_or_default();
        match before {
            Some(_) if joined => body.extend([mark, pieces.gap(series)]),
            Some(_) => body.extend([ParbreakElem::shared().clone(), mark]),
            None => body.push(mark),
        }
        before = Some(keyed.line);
        let item = (series, keyed.item);
        body.push(entries::item(of, engine, pieces, item, keyed.number)?);
    }
    let body = Content::sequence(body);
    let count = items.len();
    let content =
        series_content(of, engine, settings, settings.layout, (false, count), body)?;
    let size = Size::new(Abs::pt(metrics.width), Abs::inf());
    let region = Region::new(size, Axes::new(true, false));
    layout_frame(engine, &content, locator, setter.styles, region)
}

/// A strip as it was laid out, as far as the items before `end` go: how many rows they
/// have, and in which the last of them begins if it `runs_on`.
pub fn strip_of(
    of: &TextContext,
    frame: &Frame,
    key: &StripKey,
    (end, runs_on): (usize, bool),
    measure: &SeriesMeasure,
    metrics: &Metrics,
) -> Strip {
    let TextContext { job, origins, .. } = *of;
    let all = rows(frame, metrics);
    let items = &measure.items[key.start.item..end];
    let Some(last) = items.last() else { return Strip::default() };
    if !runs_on {
        return Strip { rows: all, begins: 0 };
    }
    let range = job.source_of(&job.series[key.series][last.index]);
    let depths = depths(frame, &range, origins);
    let row = |depth: f64| (depth / metrics.pitch) as u32;
    let (first, last_row) = match depths {
        Some((first, last)) => (row(first), row(last)),
        // Its words are the design's.
        None => (all.saturating_sub(1), all.saturating_sub(1)),
    };
    let rows = if end == key.end { all } else { (last_row + 1).min(all) };
    Strip { rows, begins: first }
}

/// Puts the rows that a page takes of its strips together.
pub fn foot(
    of: &TextContext,
    page: &Page,
    frames: &[&Frame],
    pieces: &Pieces,
) -> SetFoot {
    let (series, dir) = (&of.setter.edition.series, of.job.dir);
    let mut foot = SetFoot { lift: pieces.lift, ..SetFoot::default() };
    let mut above = None;
    for (part, frame) in page.parts.iter().zip(frames) {
        let k = part.series;
        let (metrics, sizes) = (&pieces.metrics[k], &pieces.sizes.series[k]);
        let total = rows(frame, metrics);
        let Range { start: from, end: to } = placed(part, total);
        if from == to {
            continue;
        }
        let settings = &series[k];
        let is_new = above.replace(k) != Some(k);
        if !foot.frames.is_empty() {
            foot.height += foot.leading + if is_new { sizes.gap } else { 0.0 };
        }
        if foot.frames.is_empty() || settings.rule && is_new {
            let lift = if foot.frames.is_empty() { pieces.lift } else { 0.0 };
            foot.rules.push((foot.height - lift, part.done > 0));
        }
        let high = (to - from).div_ceil(sizes.columns);
        for column in 0..sizes.columns {
            let top = from + column * high;
            let bottom = (top + high).min(to);
            if top >= bottom {
                break;
            }
            let mut piece = match bottom - top == total {
                true => (*frame).clone(),
                false => {
                    let runs_on = part.done > 0 || part.rest > 0;
                    rows_of(frame, top..bottom, (total, runs_on), metrics)
                }
            };
            let place = match dir {
                Dir::Ltr => column,
                Dir::Rtl => sizes.columns - 1 - column,
            };
            let step = metrics.width + pieces.gutter;
            let at = Point::new(Abs::pt(f64::from(place) * step), Abs::pt(foot.height));
            piece.translate_visual(at);
            foot.frames.push(piece);
        }
        let last = f64::from(high - 1) * metrics.pitch;
        if part.rest > 0 {
            foot.runs_on.push(foot.height + last + 0.75 * metrics.size);
        }
        foot.height += last + metrics.size;
        foot.leading = metrics.pitch - metrics.size;
    }
    foot
}

/// Whether the strips of a page, as they were laid out, stand on it as it was planned.
/// `truth` has those of its parts as far as this page's items go, and whether the last of
/// these items must begin on the page, and `pitch` is that of the lines, in points.
pub fn stands_as_planned(
    page: &Page,
    truth: &[(Strip, bool)],
    lines: &[Line],
    (sizes, room): (&FootSizes, f64),
    pitch: f64,
) -> bool {
    let mut rows = vec![];
    for (part, (strip, is_new)) in page.parts.iter().zip(truth) {
        let all = strip.rows.saturating_sub(part.done);
        rows.push((part.series, if part.rest > 0 { part.rows.min(all) } else { all }));
        // What belongs here must begin here.
        let begun = strip.begins < part.done + part.rows;
        if part.rest > 0 && *is_new && !begun {
            return false;
        }
    }
    // Where more was believed than there is, a page without lines would be blank.
    let has_notes = !page.parts.is_empty();
    if page.lines.is_empty() && has_notes && rows.iter().all(|(_, rows)| *rows == 0) {
        return false;
    }
    let body = page.depth(lines) + pitch * page.spread.lines();
    body + sizes.height(rows) <= room.max(body + page.foot) + 0.02
}

/// Whether a page on which a strip is said to run on takes the last row of its own items after
/// all, since they have fewer rows, as they were laid out, than was believed. What follows in
/// the strip, which has the items before `end`, belongs to a later page, but may begin in that
/// row.
pub fn overshoots(part: &Part, end: usize, strip: Strip) -> bool {
    part.rest > 0 && end > part.end && strip.rows <= part.done + part.rows
}

/// The rows of a strip of `total` that stand on a page; the last page takes all that there
/// is.
fn placed(part: &Part, total: u32) -> Range<u32> {
    let from = part.done.min(total);
    from..if part.rest == 0 { total } else { (from + part.rows).min(total) }
}

/// The foot of a page, put together.
#[derive(Debug, Clone, Default)]
pub struct SetFoot {
    /// Its parts, from its own top.
    pub frames: Vec<Frame>,
    /// Its height, in points, without the white above it.
    pub height: f64,
    /// The tops of the series that have a rule above them, in points from its top, and
    /// whether their notes run on from the page before.
    pub rules: Vec<(f64, bool)>,
    /// The last baselines of series whose notes run on to the next page, in points from
    /// its top.
    pub runs_on: Vec<f64>,
    /// By how much the white above it is more than the design says, in points.
    pub lift: f64,
    /// The leading below the last row.
    leading: f64,
}

/// How many rows a frame of the foot has.
pub fn rows(frame: &Frame, metrics: &Metrics) -> u32 {
    if frame.height().is_zero() {
        return 0;
    }
    let leading = metrics.pitch - metrics.size;
    ((frame.height().to_pt() + leading) / metrics.pitch).round().max(1.0) as u32
}

/// How deep the first and the last glyph of a range of the source stand in a frame, in
/// points.
fn depths(frame: &Frame, range: &Range<u32>, origins: &Origins) -> Option<(f64, f64)> {
    let of_range = |text: &TextItem| {
        let mut bytes = text.glyphs.iter().map(|glyph| origins.byte(glyph.span));
        bytes.any(|byte| byte.is_some_and(|byte| range.contains(&byte)))
    };
    let found = texts(frame).filter(|(_, text)| of_range(text));
    let depths = found.map(|(at, _)| (at.y.to_pt(), at.y.to_pt()));
    depths.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Some rows of a frame, moved to its top. If it `runs_on`, other text stands between
/// them and the others, and elements of the document's structure are closed and begun
/// anew.
fn rows_of(
    frame: &Frame,
    range: Range<u32>,
    (rows, runs_on): (u32, bool),
    metrics: &Metrics,
) -> Frame {
    let mut cuts = vec![];
    let top = |row: u32| Abs::pt(f64::from(row) * metrics.pitch - 1.0);
    if range.start > 0 {
        cuts.push(top(range.start));
    }
    if range.end < rows {
        cuts.push(top(range.end));
    }
    let mut pieces = slice(frame.clone(), &cuts);
    let mut piece = pieces.swap_remove(usize::from(range.start > 0));
    if runs_on {
        let before = if range.start > 0 { pieces.first() } else { None };
        piece = whole(piece, before, range.start);
    }
    if range.start > 0 {
        tags::resume(&mut piece, &pieces[0]);
    }
    let up = f64::from(range.start) * metrics.pitch;
    piece.translate_visual(Point::with_y(Abs::pt(-up)));
    piece
}

/// The item that a source byte belongs to.
fn owner(byte: u32, items: &[Item], job: &TextJob) -> Option<usize> {
    items.iter().position(|item| job.source_of(item).contains(&byte))
}

/// Measures in order of their first line.
fn sorted(mut items: Vec<Measured>) -> Vec<Measured> {
    items.sort_by_key(|item| item.lines.0);
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_runs_on_takes_no_row_of_what_follows() {
        let part = Part {
            end: 3,
            done: 2,
            rows: 4,
            rest: 1,
            ..Part::default()
        };
        let strip = |rows| Strip { rows, begins: 1 };
        assert!(overshoots(&part, 4, strip(5)));
        assert!(overshoots(&part, 4, strip(6)), "another item may begin in its last row");
        assert!(!overshoots(&part, 4, strip(7)));
        assert!(!overshoots(&part, 3, strip(5)), "nothing follows");
        assert!(!overshoots(&Part { rest: 0, ..part }, 4, strip(5)));
    }
}
